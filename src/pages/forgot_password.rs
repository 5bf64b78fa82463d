//! Ask for a link to set a new password.

use super::{
    screen::Door,
    troubles::{Troubles, at},
};
use crate::{
    components::{EnterKey, Field, FieldKind, Submit},
    effects::errand,
    machine::{Running, use_machine},
    platform::{adopt, form},
    route::Route,
    text::use_text,
};
use contract::{Nothing, endpoint::AskPasswordReset, problem, recovery::ResetWish};
use flow::{
    errand::{Errand, Event},
    form::check_reset_wish,
};
use leptos::{ev::SubmitEvent, prelude::*};

type Machine = Running<Errand<ResetWish, Nothing>>;

/// The page. It says the same for an address that has no account.
#[component]
pub fn ForgotPasswordPage() -> impl IntoView {
    let text = use_text();
    let words = &text.reset;
    adopt::discard();
    let machine: Machine = use_machine(Errand::default(), errand::run::<AskPasswordReset>);
    let is_asked = Memo::new(move |_| machine.state.read().outcome().is_some());
    let troubles = Memo::new(move |_| machine.state.read().trouble.clone());
    let heading = Signal::derive(move || {
        if is_asked.get() {
            words.asked_title
        } else {
            words.ask_title
        }
        .to_owned()
    });
    let lead = Signal::derive(move || {
        Some(
            if is_asked.get() {
                words.asked
            } else {
                words.ask_lead
            }
            .to_owned(),
        )
    });
    view! {
        <Door heading lead troubles>
            {move || {
                if is_asked.get() {
                    view! { <p>{words.asked_help}</p> }.into_any()
                } else {
                    view! { <AskForm machine troubles=troubles.into() /> }.into_any()
                }
            }}
            <p class="quiet">
                <a href=Route::SignIn.path()>{words.sign_in}</a>
            </p>
        </Door>
    }
}

#[component]
fn AskForm(machine: Machine, troubles: Troubles) -> impl IntoView {
    let words = &use_text().reset;
    let submit = move |event: SubmitEvent| {
        let Some(fields) = form::take(&event) else {
            return;
        };
        machine
            .send
            .run(match check_reset_wish(&fields.text("email")) {
                Ok(wish) => Event::Given(wish),
                Err(faults) => Event::FormRefused(faults),
            });
    };
    let busy = Signal::derive(move || machine.state.read().is_busy());
    view! {
        <form class="stack" method="post" on:submit=submit novalidate>
            <Field
                name="email"
                kind=FieldKind::Email
                enter=EnterKey::Send
                label=use_text().sign_in.email
                error=at(troubles, problem::Field::Email)
            />
            <Submit label=words.ask busy busy_label=words.asking />
        </form>
    }
}
