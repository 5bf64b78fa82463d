//! Set a new password, by the link in a mail.

use super::{
    links::{Dead, Fate, LinkToken, dead_heading, dead_lead, fate_of_reset, with_link},
    password_count::password_count,
    screen::PublicPage,
    troubles::{Troubles, at},
    way::use_way,
};
use crate::{
    components::{PasswordField, PasswordPurpose, Submit, Whose},
    effects::errand,
    locale::use_text,
    machine::{Running, use_machine},
    platform::{adopt, form},
    route::Route,
    site::use_site,
};
use contract::{
    Nothing,
    endpoint::FinishPasswordReset,
    limits, problem,
    recovery::{LinkKind, PasswordReset, ResetFor},
};
use flow::{
    errand::{Errand, Event},
    form::check_password_reset,
};
use leptos::{ev::SubmitEvent, prelude::*};

type Machine = Running<Errand<PasswordReset, Nothing>>;

/// The page.
#[component]
pub fn ResetPasswordPage() -> impl IntoView {
    adopt::discard();
    with_link(|link| view! { <Opened link /> })
}

#[component]
fn Opened(link: LinkToken) -> impl IntoView {
    let text = use_text();
    let words = text.password_reset();
    let way = use_way();
    let machine: Machine = use_machine(Errand::default(), errand::run::<FinishPasswordReset>);
    let is_done = Memo::new(move |_| machine.state.read().outcome().is_some());
    let troubles = Memo::new(move |_| machine.state.read().trouble.clone());
    let (fate, reset) = fate_of_reset(link, troubles.into());
    let heading = Signal::derive(move || {
        if is_done.get() {
            words.done_title
        } else {
            dead_heading(fate.get()).unwrap_or(words.title)
        }
        .to_owned()
    });
    let lead = Signal::derive(move || {
        let words = if is_done.get() {
            words.done
        } else {
            dead_lead(fate.get()).unwrap_or(words.lead)
        };
        Some(words.to_owned())
    });
    view! {
        <PublicPage heading lead troubles>
            {move || match fate.get() {
                _ if is_done.get() => {
                    let href = way.by(Route::SignIn);
                    view! { <a class="button button--primary" href=href>{words.sign_in}</a> }
                        .into_any()
                }
                Fate::Unknown => view! { <p role="status">{text.common().loading}</p> }.into_any(),
                Fate::Good => {
                    let reset = reset.get_untracked();
                    view! { <PasswordForm machine link reset troubles=troubles.into() /> }.into_any()
                }
                Fate::Missing | Fate::Over => {
                    view! { <Dead kind=LinkKind::PasswordReset /> }.into_any()
                }
            }}
        </PublicPage>
    }
}

#[component]
fn PasswordForm(
    machine: Machine,
    link: LinkToken,
    /// Whose password it is, and how long it must be; nothing when the server could not say.
    reset: Option<ResetFor>,
    troubles: Troubles,
) -> impl IntoView {
    let text = use_text();
    let words = text.password_reset();
    let known = reset.as_ref().map(|reset| reset.password_min);
    let email = reset.map(|reset| reset.email);
    let whose = email.clone();
    let whose = whose.map(|email| words.whose(&email));
    let (minimum, hint) = minimum_and_hint(known);
    // A password that may do is not held back here: the server has the last word.
    let measure = known.unwrap_or(limits::PASSWORD_MIN_WITH_SECOND_STEP);
    let submit = move |event: SubmitEvent| {
        let Some((fields, token)) = form::take(&event).zip(link.token()) else {
            return;
        };
        let checked = check_password_reset(token, fields.secret("password"), measure);
        machine.send.run(match checked {
            Ok(reset) => Event::Given(reset),
            Err(faults) => Event::FormRefused(faults),
        });
    };
    let busy = Signal::derive(move || machine.state.read().is_busy());
    view! {
        {whose.map(|whose| view! { <p>{whose}</p> })}
        <form class="stack" method="post" on:submit=submit novalidate>
            <Whose email=Signal::stored(email) />
            <PasswordField
                name="password"
                purpose=PasswordPurpose::New
                label=words.password
                hint
                count=password_count(text, minimum)
                minimum
                reveal=text.common().show_password
                caps_lock=text.common().caps_lock
                error=at(troubles, problem::Field::Password)
            />
            <Submit label=words.submit busy busy_label=text.common().working />
        </form>
    }
}

/// How long the password must be, and the words for it. Where the server could not say whether there is a second step, the
/// length is the one that does without.
fn minimum_and_hint(known: Option<u32>) -> (Memo<u32>, Signal<Option<String>>) {
    let words = use_text().password_reset();
    let site = use_site();
    let minimum = Memo::new(move |_| {
        let alone = || site.get().map(|site| site.password_min);
        known.or_else(alone).unwrap_or(limits::PASSWORD_MIN_ALONE)
    });
    let hint = Signal::derive(move || {
        let minimum = minimum.get();
        let with = limits::PASSWORD_MIN_WITH_SECOND_STEP;
        let (n, with) = (minimum.to_string(), with.to_string());
        Some(if known.is_some() || n == with {
            words.password_hint(&n)
        } else {
            words.password_hint_either(&n, &with)
        })
    });
    (minimum, hint)
}
