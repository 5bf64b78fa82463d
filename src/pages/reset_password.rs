//! Set a new password, by the link in a mail.

use super::{
    links::{Dead, Fate, LinkToken, dead_heading, dead_lead, fate_of, with_link},
    screen::Door,
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
    recovery::{LinkKind, PasswordReset},
};
use flow::{
    errand::{Errand, Event},
    form::check_password_reset,
};
use leptos::{ev::SubmitEvent, prelude::*};

/// What a password manager makes is long enough whether or not the account has a second step.
const ENOUGH: u32 = limits::PASSWORD_MIN_ALONE;

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
    // A link says nothing of whose it is.
    let email = Signal::stored(None);
    let machine: Machine = use_machine(Errand::default(), errand::run::<FinishPasswordReset>);
    let is_done = Memo::new(move |_| machine.state.read().outcome().is_some());
    let troubles = Memo::new(move |_| machine.state.read().trouble.clone());
    let fate = fate_of(LinkKind::PasswordReset, link, troubles.into());
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
        <Door heading lead troubles>
            {move || match fate.get() {
                _ if is_done.get() => {
                    let href = way.by(Route::SignIn);
                    view! { <a class="button button--primary" href=href>{words.sign_in}</a> }
                        .into_any()
                }
                Fate::Unknown => view! { <p role="status">{text.common().loading}</p> }.into_any(),
                Fate::Good => {
                    view! { <PasswordForm machine link email troubles=troubles.into() /> }.into_any()
                }
                Fate::Missing | Fate::Over => {
                    view! { <Dead kind=LinkKind::PasswordReset /> }.into_any()
                }
            }}
        </Door>
    }
}

#[component]
fn PasswordForm(
    machine: Machine,
    link: LinkToken,
    /// Whose password it is, once that is known.
    email: Signal<Option<String>>,
    troubles: Troubles,
) -> impl IntoView {
    let text = use_text();
    let words = text.password_reset();
    let submit = move |event: SubmitEvent| {
        let Some((fields, token)) = form::take(&event).zip(link.token()) else {
            return;
        };
        machine.send.run(
            match check_password_reset(
                token,
                fields.secret("password"),
                limits::PASSWORD_MIN_WITH_SECOND_STEP,
            ) {
                Ok(reset) => Event::Given(reset),
                Err(faults) => Event::FormRefused(faults),
            },
        );
    };
    let busy = Signal::derive(move || machine.state.read().is_busy());
    view! {
        <form class="stack" method="post" on:submit=submit novalidate>
            <Whose email />
            <PasswordField
                name="password"
                purpose=PasswordPurpose::New
                label=words.password
                hint=minimum_hint()
                minimum=ENOUGH
                reveal=text.common().show_password
                caps_lock=text.common().caps_lock
                error=at(troubles, problem::Field::Password)
            />
            <Submit label=words.submit busy busy_label=text.common().working />
        </form>
    }
}

/// How long it must be. Whose account it is, and whether it has a second step, is for the server to say.
fn minimum_hint() -> Signal<Option<String>> {
    let words = use_text().password_reset();
    let site = use_site();
    Signal::derive(move || {
        let alone = site
            .get()
            .map_or(limits::PASSWORD_MIN_ALONE, |site| site.password_min);
        let with = limits::PASSWORD_MIN_WITH_SECOND_STEP;
        Some(if alone == with {
            words.password_hint(&with.to_string())
        } else {
            words.password_hint_either(&alone.to_string(), &with.to_string())
        })
    })
}
