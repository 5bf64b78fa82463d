//! Ask for a link to set a new password.

use super::{
    guard::leave_early_form,
    screen::PublicPage,
    troubles::{Troubles, at},
    way::use_way,
};
use crate::{
    components::{Button, ButtonLook, Countdown, EnterKey, Field, FieldKind, Submit},
    effects,
    locale::use_text,
    machine::{Running, use_machine},
    platform::form,
    route::Route,
    session::use_session,
};
use contract::problem;
use flow::{
    Moment,
    forgot_password::{Event, ForgotPassword, Sent},
    form::check_reset_wish,
};
use leptos::{ev::SubmitEvent, html, prelude::*};

type Machine = Running<ForgotPassword>;

/// The page. It says the same for an address that has no account.
#[component]
pub fn ForgotPasswordPage() -> impl IntoView {
    let text = use_text();
    let words = text.password_reset();
    leave_early_form();
    let machine: Machine = use_machine(ForgotPassword::default(), effects::forgot_password::run);
    let address = Memo::new(move |_| {
        let state = machine.state.read();
        state.sent().map(|sent| sent.wish.email.clone())
    });
    let troubles = Memo::new(move |_| machine.state.read().trouble.clone());
    let heading = Signal::derive(move || {
        let is_asked = address.read().is_some();
        let words = if is_asked {
            words.asked_title
        } else {
            words.ask_title
        };
        words.to_owned()
    });
    let lead = Signal::derive(move || {
        Some(match address.get() {
            Some(address) => words.asked(&address),
            None => words.ask_lead.to_owned(),
        })
    });
    let is_asked = Memo::new(move |_| address.read().is_some());
    view! {
        <PublicPage heading lead troubles>
            {move || {
                if is_asked.get() {
                    view! { <Asked machine /> }.into_any()
                } else {
                    view! { <AskForm machine troubles=troubles.into() /> }.into_any()
                }
            }}
            <WayOn />
        </PublicPage>
    }
}

/// Back to the sign-in page; or on to the settings, for somebody who is signed in and came for a new password all the same.
#[component]
fn WayOn() -> impl IntoView {
    let text = use_text();
    let (way, session) = (use_way(), use_session());
    session.refresh();
    let email = Memo::new(move |_| session.email());
    move || match email.get() {
        Some(email) => view! {
            <p class="quiet">
                {text.sign_up().signed_in(&email)} " "
                <a href=Route::Security.path()>{text.sign_up().settings}</a>
            </p>
        }
        .into_any(),
        None => view! {
            <p class="quiet">
                <a href=way.by(Route::SignIn)>{text.password_reset().sign_in}</a>
            </p>
        }
        .into_any(),
    }
}

#[component]
fn AskForm(machine: Machine, troubles: Troubles) -> impl IntoView {
    let words = use_text().password_reset();
    let (way, session) = (use_way(), use_session());
    let element = NodeRef::<html::Form>::new();
    form::when_left(element, "email", move |typed| session.note_email(typed));
    let submit = move |event: SubmitEvent| {
        let Some(fields) = form::take(&event) else {
            return;
        };
        let checked = check_reset_wish(&fields.text("email"), way.next());
        machine.send.run(match checked {
            Ok(wish) => Event::Given(wish),
            Err(faults) => Event::FormRefused(faults),
        });
    };
    let busy = Signal::derive(move || machine.state.read().is_busy());
    view! {
        <form class="stack" method="post" node_ref=element on:submit=submit novalidate>
            <Field
                name="email"
                kind=FieldKind::Email
                enter=EnterKey::Send
                label=use_text().sign_in().email
                value=session.typed_email()
                error=at(troubles, problem::Field::Email)
            />
            <Submit label=words.ask busy busy_label=words.asking />
        </form>
    }
}

/// What to do when nothing comes: wait, ask again, or give another address.
#[component]
fn Asked(machine: Machine) -> impl IntoView {
    let words = use_text().password_reset();
    let again = Memo::new(move |_| {
        let state = machine.state.read();
        let resend_at = state.sent().and_then(|sent: &Sent| sent.resend_at);
        (state.is_busy(), resend_at)
    });
    let resend = move |()| machine.send.run(Event::ResendPressed);
    let change = move |()| machine.send.run(Event::ChangePressed);
    view! {
        <p>{words.asked_help}</p>
        {move || match again.get() {
            (true, _) => view! { <p class="quiet" role="status">{words.asking}</p> }.into_any(),
            (false, Some(moment)) => view! { <Later moment /> }.into_any(),
            (false, None) => {
                view! {
                    <Button look=ButtonLook::Secondary on_press=resend>{words.resend}</Button>
                }
                    .into_any()
            }
        }}
        <Button look=ButtonLook::Quiet on_press=change>{words.other_address}</Button>
    }
}

#[component]
fn Later(moment: Moment) -> impl IntoView {
    let words = use_text().password_reset();
    let said = move |time: String| words.resend_in(&time);
    view! { <p class="quiet"><Countdown until=moment.0 text=said /></p> }
}
