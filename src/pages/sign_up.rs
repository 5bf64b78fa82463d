//! Make an account: email address and password, then straight on.

use super::{
    guard::{CookiesOff, GuestOnly, leave_early_form},
    password_count::password_count,
    screen::{PublicPage, use_go_along},
    support::SupportLine,
    troubles::at,
    way::use_way,
};
use crate::{
    components::{
        EnterKey, Field, FieldKind, Notice, NoticeKind, PasswordField, PasswordPurpose, Submit,
    },
    effects,
    locale::use_text,
    machine::use_machine,
    platform::form,
    route::Route,
    session::use_session,
    site::use_site,
};
use contract::{limits, problem};
use flow::{
    form::check_new_account,
    sign_up::{Event, SignUp},
};
use leptos::{ev::SubmitEvent, html, prelude::*};

/// The sign-up page.
#[component]
pub fn SignUpPage() -> impl IntoView {
    leave_early_form();
    view! {
        <GuestOnly>
            <Account />
        </GuestOnly>
    }
}

#[component]
fn Account() -> impl IntoView {
    let text = use_text();
    let machine = use_machine(
        SignUp::default(),
        effects::sign_up::run(use_session(), use_go_along()),
    );
    // Until the server has said how it is set up, the page goes by the usual; the server has the last word anyway.
    let site = use_site();
    let minimum = Memo::new(move |_| {
        let site = site.get();
        site.map_or(limits::PASSWORD_MIN_ALONE, |site| site.password_min)
    });
    let is_open = Memo::new(move |_| site.get().is_none_or(|site| site.sign_up_open));
    let troubles = Memo::new(move |_| machine.state.read().trouble.clone());
    let heading = Signal::derive(move || {
        if is_open.get() {
            text.sign_up().title
        } else {
            text.sign_up().closed_title
        }
        .to_owned()
    });
    let lead = Signal::derive(move || is_open.get().then(|| text.sign_up().lead.to_owned()));
    view! {
        <PublicPage heading lead troubles>
            {move || {
                if is_open.get() {
                    view! {
                        <CookiesOff />
                        <AccountForm machine minimum />
                    }
                        .into_any()
                } else {
                    view! {
                        <Notice kind=NoticeKind::Info>{text.sign_up().closed}</Notice>
                        <SupportLine />
                    }
                        .into_any()
                }
            }}
            <p class="quiet">
                {text.sign_up().have_account} " "
                <a href=use_way().by(Route::SignIn)>{text.sign_up().sign_in}</a>
            </p>
        </PublicPage>
    }
}

#[component]
fn AccountForm(machine: crate::machine::Running<SignUp>, minimum: Memo<u32>) -> impl IntoView {
    let text = use_text();
    let words = text.sign_up();
    let troubles = Signal::derive(move || machine.state.read().trouble.clone());
    let session = use_session();
    let element = NodeRef::<html::Form>::new();
    form::when_left(element, "email", move |typed| session.note_email(typed));
    let submit = move |event: SubmitEvent| {
        let Some(fields) = form::take(&event) else {
            return;
        };
        let checked = check_new_account(
            &fields.text("email"),
            fields.secret("password"),
            minimum.get_untracked(),
        );
        machine.send.run(match checked {
            Ok(account) => Event::AccountGiven(account),
            Err(faults) => Event::FormRefused(faults),
        });
    };
    let busy = Signal::derive(move || machine.state.read().is_busy());
    let password_hint =
        Signal::derive(move || Some(text.sign_up().password_hint(&minimum.get().to_string())));
    view! {
        <form class="stack" method="post" node_ref=element on:submit=submit novalidate>
            <Field
                name="email"
                kind=FieldKind::Email
                enter=EnterKey::Next
                label=words.email
                value=session.typed_email()
                hint=Some(words.email_hint.to_owned())
                error=at(troubles, problem::Field::Email)
            />
            <PasswordField
                name="password"
                purpose=PasswordPurpose::New
                label=words.password
                hint=password_hint
                count=password_count(text, minimum)
                minimum
                reveal=text.common().show_password
                caps_lock=text.common().caps_lock
                error=at(troubles, problem::Field::Password)
            />
            <Submit label=words.submit busy busy_label=words.submitting />
        </form>
    }
}
