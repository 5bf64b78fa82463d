//! The pages that links in mails lead to. Opening one changes nothing: mail programs open links by themselves. Only the
//! button does.

mod email_change;
mod recovery;

use super::screen::Door;
use crate::{
    components::{Notice, NoticeKind, Submit},
    effects::errand,
    machine::use_machine,
    platform::{adopt, form, link},
    text::use_text,
};
use contract::{Secret, endpoint::Endpoint, recovery::LinkToken as Request};
pub use email_change::UndoEmailChangePage;
use flow::errand::{Errand, Event};
use leptos::{ev::SubmitEvent, prelude::*};
pub use recovery::{CancelRecoveryPage, StartRecoveryPage};

/// The token that stood behind the `#` of the address. It is nowhere else any more, and not in reactive state.
#[derive(Clone, Copy)]
pub struct LinkToken {
    token: StoredValue<Option<Secret>, LocalStorage>,
    /// Counts the links that were opened in this tab.
    opened: RwSignal<u32>,
    /// Whether the person said that it was not them who asked for it, and the server has heard.
    refused: RwSignal<bool>,
}

/// Takes the token from the address, and later ones that are opened in the same tab.
pub fn use_link() -> LinkToken {
    let token = StoredValue::new_local(link::take_token());
    let opened = RwSignal::new(0);
    let refused = RwSignal::new(false);
    link::follow_token(move |new| {
        token.set_value(Some(new));
        refused.set(false);
        opened.update(|count| *count += 1);
    });
    LinkToken {
        token,
        opened,
        refused,
    }
}

impl LinkToken {
    /// Whether there is one.
    pub fn is_there(self) -> bool {
        self.opened.track();
        self.token.with_value(Option::is_some)
    }

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

/// What the page of a link says.
#[derive(Clone, Copy)]
struct LinkWords {
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
    let text = use_text();
    adopt::discard();
    let link = use_link();
    let machine = use_machine(Errand::<Request, E::Reply>::default(), errand::run::<E>);
    let troubles = Memo::new(move |_| machine.state.read().trouble.clone());
    let is_done = Memo::new(move |_| machine.state.read().outcome().is_some());
    let heading = Signal::derive(move || {
        if is_done.get() {
            words.done_title
        } else if link.is_refused() {
            words.refused_title
        } else {
            words.title
        }
        .to_owned()
    });
    let lead = Signal::derive(move || {
        let is_open = !is_done.get() && !link.is_refused();
        is_open.then(|| words.lead.to_owned())
    });
    let submit = move |event: SubmitEvent| {
        if let Some((_, token)) = form::take(&event).zip(link.token()) {
            machine.send.run(Event::Given(Request { token }));
        }
    };
    let busy = Signal::derive(move || machine.state.read().is_busy());
    view! {
        <Door heading lead troubles>
            {move || {
                let (done, beside) = (done.clone(), beside.clone());
                if link.is_refused() {
                    beside(link)
                } else if is_done.get() {
                    machine.state.with(|state| state.outcome().map(done)).into_any()
                } else if link.is_there() {
                    view! {
                        <form class="stack" method="post" on:submit=submit novalidate>
                            <Submit label=words.button busy busy_label=text.common.working />
                        </form>
                        {beside(link)}
                    }
                        .into_any()
                } else {
                    view! { <NoToken /> }.into_any()
                }
            }}
        </Door>
    }
}

/// The link lost what stood behind its `#`, or the page was loaded again.
#[component]
pub fn NoToken() -> impl IntoView {
    let words = &use_text().undo;
    view! { <Notice kind=NoticeKind::Warning>{words.no_token}</Notice> }
}
