//! The first step: email address and password. It takes over the form that stands in `index.html`.

use super::Machine;
use crate::{
    components::{
        Alternative, EnterKey, Field, FieldKind, PasswordField, PasswordPurpose, PromptLook, Submit,
    },
    locale::use_text,
    pages::{
        passkey_button::PasskeyHelp,
        second_step::{PasskeyPress, Second},
        troubles::{Troubles, at},
        way::use_way,
    },
    platform::{adopt, form},
    route::Route,
    session::use_session,
    site::use_site,
};
use contract::problem;
use flow::{form::check_credentials, sign_in::Event};
use leptos::{ev::SubmitEvent, html, prelude::*};

/// The password form.
#[component]
pub fn PasswordStep(machine: Machine, second: Second, troubles: Troubles) -> impl IntoView {
    let text = use_text();
    let words = text.sign_in();
    let element = NodeRef::<html::Form>::new();
    let (way, session) = (use_way(), use_session());
    adopt::into_form(element);
    form::when_left(element, "email", move |typed| session.note_email(typed));
    let submit = move |event: SubmitEvent| {
        let Some(fields) = form::take(&event) else {
            return;
        };
        let checked = check_credentials(&fields.text("email"), fields.secret("password"));
        machine.send.run(match checked {
            Ok(credentials) => Event::PasswordGiven(credentials),
            Err(faults) => Event::FormRefused(faults),
        });
    };
    // The early form has the link; it goes once the server says that nobody may make an account.
    let site = use_site();
    let is_open = Memo::new(move |_| site.get().is_none_or(|site| site.sign_up_open));
    let sign_up_href = way.by(Route::SignUp);
    let sign_up = move || {
        is_open.get().then(|| {
            let href = sign_up_href.clone();
            view! {
                <p class="quiet">
                    {words.no_account} " " <a href=href>{words.sign_up}</a>
                </p>
            }
        })
    };
    let busy = Signal::derive(move || machine.state.read().is_busy());
    view! {
        <form class="stack" method="post" node_ref=element on:submit=submit novalidate>
            <Field
                name="email"
                kind=FieldKind::EmailOrPasskey
                enter=EnterKey::Next
                label=words.email
                value=session.typed_email()
                error=at(troubles, problem::Field::Email)
            />
            <PasswordField
                name="password"
                purpose=PasswordPurpose::Current
                label=words.password
                reveal=text.common().show_password
                caps_lock=text.common().caps_lock
                error=at(troubles, problem::Field::Password)
            />
            <Submit label=words.submit busy busy_label=words.submitting />
        </form>
        <PasskeyAlone machine second troubles />
        <p class="quiet">
            <a href=way.by(Route::ForgotPassword)>{text.password_reset().forgot}</a>
        </p>
        {sign_up}
    }
}

/// A passkey instead of password and second step; nothing where the browser cannot do that.
#[component]
fn PasskeyAlone(machine: Machine, second: Second, troubles: Troubles) -> impl IntoView {
    let text = use_text();
    let label = text.sign_in().passkey_button;
    let is_possible = Memo::new(move |_| machine.state.read().can_use_passkey());
    view! {
        <Alternative word=text.sign_in().or shown=is_possible>
            <PasskeyPress second id="passkey" label look=PromptLook::Secondary />
        </Alternative>
        <PasskeyHelp troubles />
    }
}
