//! Set a new password, by the link in a mail.

use super::{
    links::{LinkToken, NoToken, use_link},
    screen::Door,
    troubles::{Troubles, at},
};
use crate::{
    components::{PasswordField, PasswordPurpose, Submit, Whose},
    effects::errand,
    machine::{Running, use_machine},
    platform::{adopt, form},
    route::Route,
    text::use_text,
};
use contract::{Nothing, endpoint::FinishPasswordReset, limits, problem, recovery::PasswordReset};
use flow::{
    Trouble,
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
    let words = &use_text().reset;
    adopt::discard();
    let link = use_link();
    // A link says nothing of whose it is.
    let email = Signal::stored(None);
    let machine: Machine = use_machine(Errand::default(), errand::run::<FinishPasswordReset>);
    let is_done = Memo::new(move |_| machine.state.read().outcome().is_some());
    let troubles = Memo::new(move |_| machine.state.read().trouble.clone());
    let heading = Signal::derive(move || {
        if is_done.get() {
            words.done_title
        } else {
            words.title
        }
        .to_owned()
    });
    let lead = Signal::derive(move || {
        Some(
            if is_done.get() {
                words.done
            } else {
                words.lead
            }
            .to_owned(),
        )
    });
    view! {
        <Door heading lead troubles>
            {move || {
                if is_done.get() {
                    let href = Route::SignIn.path();
                    view! { <a class="button button--primary" href=href>{words.sign_in}</a> }
                        .into_any()
                } else if link.is_there() {
                    view! { <PasswordForm machine link email troubles=troubles.into() /> }.into_any()
                } else {
                    view! { <NoToken /> }.into_any()
                }
            }}
            <NewLink troubles=troubles.into() />
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
    let words = &text.reset;
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
                hint=Some(words.password_hint.to_owned())
                minimum=ENOUGH
                reveal=text.common.show_password
                caps_lock=text.common.caps_lock
                error=at(troubles, problem::Field::Password)
            />
            <Submit label=words.submit busy busy_label=text.common.working />
        </form>
    }
}

/// Where to get another link, once this one turned out to be of no use.
#[component]
fn NewLink(troubles: Troubles) -> impl IntoView {
    let words = &use_text().reset;
    move || {
        let is_over = troubles.get() == Some(Trouble::LinkExpired);
        is_over.then(|| {
            let href = Route::ForgotPassword.path();
            view! { <p><a href=href>{words.new_link}</a></p> }
        })
    }
}
