//! The second step of signing in: its form, with what stands around it here.

use super::{Machine, recovery::RecoveryNotice, trust::TrustBox};
use crate::{
    components::{Button, ButtonLook},
    locale::use_text,
    pages::{
        passkey_button::PasskeyHelp,
        second_step::{CodeForm, MethodList, OtherWay, PasskeyPrompt, Second, Shown},
        troubles::Troubles,
    },
    platform::prefetch,
};
use contract::sign_in::Method;
use flow::sign_in::Event;
use leptos::prelude::*;

/// The screen. While the person looks for a code, the browser fetches what comes after it.
#[component]
pub fn SecondStep(
    machine: Machine,
    second: Second,
    shown: Shown,
    troubles: Troubles,
) -> impl IntoView {
    let submit = use_text().second_step().confirm;
    let submits_itself = Signal::derive(move || machine.state.read().submits_itself());
    prefetch::next_program();
    match shown {
        Shown::Code(method) => view! {
            <RecoveryNotice machine />
            <CodeForm second method troubles id="code" submit submits_itself>
                <TrustBox machine />
            </CodeForm>
            <Weaker method />
            <OtherWays machine second />
        }
        .into_any(),
        Shown::Passkey(kind) => view! {
            <RecoveryNotice machine />
            <TrustBox machine />
            <PasskeyPrompt second kind id="passkey" />
            <PasskeyHelp troubles />
            <OtherWays machine second />
        }
        .into_any(),
        Shown::Choose => view! {
            <MethodList second />
            <div class="cluster">
                <LostAll machine />
                <StartOver machine />
            </div>
        }
        .into_any(),
    }
}

/// Why another method is better, for one that is weak.
#[component]
fn Weaker(method: Method) -> impl IntoView {
    let text = use_text();
    let words = method.channel().map(|channel| text::channel(text, channel));
    words.map(|words| view! { <p class="quiet">{words.weaker}</p> })
}

/// Another method, or from the beginning; and what to do when there is none.
#[component]
fn OtherWays(machine: Machine, second: Second) -> impl IntoView {
    let text = use_text();
    // With a choice, it stands below the list.
    let lost = move || (!second.state.read().has_choice()).then(|| view! { <LostAll machine /> });
    view! {
        <div class="cluster">
            <OtherWay second label=text.second_step().other_way />
            {lost}
            <StartOver machine />
        </div>
    }
}

/// The way on for whoever can use none of the methods: recovery, or why there is none and whom to ask.
#[component]
fn LostAll(machine: Machine) -> impl IntoView {
    let words = use_text().recovery();
    let explains = Memo::new(move |_| machine.state.read().explains_recovery());
    move || {
        let ask = move |()| machine.send.run(Event::LostAllAsked);
        explains
            .get()
            .then(|| view! { <Button look=ButtonLook::Quiet on_press=ask>{words.lost}</Button> })
    }
}

/// Back to the password.
#[component]
pub fn StartOver(machine: Machine) -> impl IntoView {
    let text = use_text();
    let start_over = move |()| machine.send.run(Event::StartedOver);
    view! { <Button look=ButtonLook::Quiet on_press=start_over>{text.second_step().start_over}</Button> }
}
