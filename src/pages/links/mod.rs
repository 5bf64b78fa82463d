//! The pages that links in mails lead to. Opening one changes nothing: mail programs open links by themselves. Only the
//! button does. Whether the link is still good is asked at once, so that nobody fills in a form for a dead one.

mod email_change;
mod fate;
mod recovery;

use super::screen::PublicPage;
use crate::{
    components::Submit,
    effects::errand,
    locale::use_text,
    machine::use_machine,
    platform::{adopt, form, link},
};
use contract::{
    Secret,
    endpoint::Endpoint,
    recovery::{LinkKind, LinkToken as Request},
};
pub use email_change::UndoEmailChangePage;
pub use fate::{Dead, Fate, dead_heading, dead_lead, fate_of, fate_of_reset};
use flow::errand::{Errand, Event};
use leptos::{ev::SubmitEvent, prelude::*};
pub use recovery::{CancelRecoveryPage, StartRecoveryPage};

/// The token that stood behind the `#` of the address. It is nowhere else any more, and not in reactive state.
#[derive(Clone, Copy)]
pub struct LinkToken {
    token: StoredValue<Option<Secret>, LocalStorage>,
    /// Whether the person said that it was not them who asked for it, and the server has heard.
    refused: RwSignal<bool>,
}

impl LinkToken {
    /// Whether the person refused what it is for.
    fn is_refused(self) -> bool {
        self.refused.get()
    }

    /// The server has heard that the person refused it.
    fn refuse(self) {
        self.refused.set(true);
    }

    /// It.
    pub fn token(self) -> Option<Secret> {
        self.token.get_value()
    }
}

/// Takes the token from the address, and later ones that are opened in the same tab: each draws the page anew, as loading
/// it would.
pub fn with_link<V: IntoView + 'static>(
    draw: impl Fn(LinkToken) -> V + Send + 'static,
) -> impl IntoView {
    let token = StoredValue::new_local(link::take_token());
    let opened = RwSignal::new(0_u32);
    let refused = RwSignal::new(false);
    link::follow_token(move |new| {
        token.set_value(Some(new));
        refused.set(false);
        opened.update(|count| *count += 1);
    });
    move || {
        opened.track();
        draw(LinkToken { token, refused })
    }
}

/// What the page of a link says.
#[derive(Clone, Copy)]
struct LinkWords {
    kind: LinkKind,
    title: &'static str,
    lead: &'static str,
    button: &'static str,
    done_title: &'static str,
    /// When the person refused it.
    refused_title: &'static str,
}

/// A page with one button that uses the link. `done` draws what came of it, `beside` what else can be done with the link,
/// and what came of that.
fn link_page<E>(
    words: LinkWords,
    done: impl Fn(&E::Reply) -> AnyView + Clone + Send + Sync + 'static,
    beside: impl Fn(LinkToken) -> AnyView + Clone + Send + Sync + 'static,
) -> impl IntoView
where
    E: Endpoint<Request = Request> + 'static,
    E::Reply: Clone + PartialEq + Send + Sync + 'static,
{
    adopt::discard();
    with_link(move |link| opened_link::<E>(words, link, done.clone(), beside.clone()))
}

fn opened_link<E>(
    words: LinkWords,
    link: LinkToken,
    done: impl Fn(&E::Reply) -> AnyView + Clone + Send + Sync + 'static,
    beside: impl Fn(LinkToken) -> AnyView + Clone + Send + Sync + 'static,
) -> impl IntoView
where
    E: Endpoint<Request = Request> + 'static,
    E::Reply: Clone + PartialEq + Send + Sync + 'static,
{
    let text = use_text();
    let machine = use_machine(Errand::<Request, E::Reply>::default(), errand::run::<E>);
    let troubles = Memo::new(move |_| machine.state.read().trouble.clone());
    let is_done = Memo::new(move |_| machine.state.read().outcome().is_some());
    let fate = fate_of(words.kind, link, troubles.into());
    let heading = Signal::derive(move || {
        let dead = dead_heading(fate.get()).filter(|_| !is_done.get() && !link.is_refused());
        let living = if is_done.get() {
            words.done_title
        } else if link.is_refused() {
            words.refused_title
        } else {
            words.title
        };
        dead.unwrap_or(living).to_owned()
    });
    let lead = Signal::derive(move || {
        let dead = dead_lead(fate.get()).or(Some(words.lead));
        dead.filter(|_| !is_done.get() && !link.is_refused())
            .map(str::to_owned)
    });
    let submit = move |event: SubmitEvent| {
        if let Some((_, token)) = form::take(&event).zip(link.token()) {
            machine.send.run(Event::Given(Request { token }));
        }
    };
    let busy = Signal::derive(move || machine.state.read().is_busy());
    view! {
        <PublicPage heading lead troubles>
            {move || {
                let (done, beside) = (done.clone(), beside.clone());
                if link.is_refused() {
                    return beside(link);
                }
                if is_done.get() {
                    return machine.state.with(|state| state.outcome().map(done)).into_any();
                }
                match fate.get() {
                Fate::Unknown => view! { <p role="status">{text.common().loading}</p> }.into_any(),
                Fate::Good => {
                    view! {
                        <form class="stack" method="post" on:submit=submit novalidate>
                            <Submit label=words.button busy busy_label=text.common().working />
                        </form>
                        {beside(link)}
                    }
                        .into_any()
                }
                Fate::Missing | Fate::Over => view! { <Dead kind=words.kind /> }.into_any(),
                }
            }}
        </PublicPage>
    }
}
