//! The button that has the browser make it, and the ways out.

use super::{Machine, Words};
use crate::{
    components::{Button, ButtonLook},
    effects::now,
    locale::use_text,
    pages::{
        passkey_button::{PasskeyButton, PasskeyHelp},
        way::use_way,
    },
    route::Route,
    session::{Standing, use_session},
};
use flow::enrol_passkey::{Event, Step};
use leptos::prelude::*;

/// The button, from before the browser asks until the server has it.
#[component]
pub fn Ready(machine: Machine, words: Words, decline: Option<ViewFn>) -> impl IntoView {
    let text = use_text();
    let stage = Memo::new(move |_| machine.state.read().step.clone());
    // Pressed before the server's order had come, it waits as well.
    let waiting = Signal::derive(move || {
        let machine = machine.state.read();
        machine.is_prompting() || (machine.step == Step::Ready && machine.is_busy())
    });
    let again = move || {
        (stage.get() == Step::Unsaved).then(|| {
            let save = move |()| machine.send.run(Event::SaveAgainPressed);
            view! { <Button on_press=save>{text.enrol_passkey().save_again}</Button> }
        })
    };
    let saving = move || (stage.get() == Step::Saving).then_some(text.enrol_passkey().saving);
    let out = match decline {
        Some(decline) => decline.run(),
        None => view! { <WayOut machine /> }.into_any(),
    };
    view! {
        <div class="stack">
            <p>{words.next}</p>
            <Show when=move || matches!(stage.get(), Step::Ready | Step::Prompting)>
                <PasskeyButton
                    id="create-passkey"
                    label=words.create
                    waiting
                    on_press=move |()| {
                        // An order that became too old unnoticed is not used.
                        machine.send.run(Event::Woke(now()));
                        machine.send.run(Event::CreatePressed);
                    }
                    on_stop=move |()| machine.send.run(Event::PromptStopped)
                />
            </Show>
            <p role="status">{saving}</p>
            {again}
            <PasskeyHelp troubles=Signal::derive(move || machine.state.read().trouble.clone()) />
            <div class="cluster">{out}</div>
        </div>
    }
}

/// Back to the settings; or another method, when there must be one before anything else.
#[component]
fn WayOut(machine: Machine) -> impl IntoView {
    let text = use_text();
    let session = use_session();
    let way = use_way();
    move || {
        if matches!(session.standing(), Standing::Enrolling(_)) {
            let address = way.by(Route::Authenticator);
            return view! {
                <a class="button button--quiet" href=address>{text.enrol_passkey().app_instead}</a>
            }
            .into_any();
        }
        let cancel = move |()| machine.send.run(Event::Cancelled);
        view! { <Button look=ButtonLook::Quiet on_press=cancel>{text.common().cancel}</Button> }
            .into_any()
    }
}
