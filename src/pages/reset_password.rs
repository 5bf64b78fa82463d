//! Set a new password, by the link in a mail.

use super::{
    links::{LinkToken, NoToken, use_link},
    screen::Door,
    troubles::{Troubles, at},
};
use crate::{
    components::{PasswordField, PasswordPurpose, Submit},
    effects::errand,
    machine::{Running, use_machine},
    platform::{adopt, form},
    route::Route,
    site::use_site,
    text::{fill, use_text},
};
use contract::{Nothing, endpoint::FinishPasswordReset, limits, problem, recovery::PasswordReset};
use flow::{
    Trouble,
    errand::{Errand, Event},
    form::check_password_reset,
};
use leptos::{ev::SubmitEvent, prelude::*};

type Machine = Running<Errand<PasswordReset, Nothing>>;

/// The page.
#[component]
pub fn ResetPasswordPage() -> impl IntoView {
    let words = &use_text().reset;
    adopt::discard();
    let link = use_link();
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
                    view! { <PasswordForm machine link troubles=troubles.into() /> }.into_any()
                } else {
                    view! { <NoToken /> }.into_any()
                }
            }}
            <NewLink troubles=troubles.into() />
        </Door>
    }
}

#[component]
fn PasswordForm(machine: Machine, link: LinkToken, troubles: Troubles) -> impl IntoView {
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
            <PasswordField
                name="password"
                purpose=PasswordPurpose::New
                label=words.password
                hint=minimum_hint()
                reveal=text.common.show_password
                caps_lock=text.common.caps_lock
                error=at(troubles, problem::Field::Password)
            />
            <Submit label=words.submit busy busy_label=text.common.working />
        </form>
    }
}

/// How long it must be. Whose account it is, and whether it has a second step, is for the server to say.
fn minimum_hint() -> Signal<Option<String>> {
    let words = &use_text().reset;
    let site = use_site();
    Signal::derive(move || {
        let alone = site
            .get()
            .map_or(limits::PASSWORD_MIN_ALONE, |site| site.password_min);
        let with = limits::PASSWORD_MIN_WITH_SECOND_STEP;
        Some(if alone == with {
            fill(words.password_hint, &[("n", &with.to_string())])
        } else {
            let numbers = [("alone", alone.to_string()), ("with", with.to_string())];
            let numbers = numbers
                .each_ref()
                .map(|(name, number)| (*name, number.as_str()));
            fill(words.password_hint_either, &numbers)
        })
    })
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
