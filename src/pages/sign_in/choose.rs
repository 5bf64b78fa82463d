//! Another way: the second-step methods that this person has.

use super::{Machine, code::LostAll};
use crate::{
    components::{Button, ButtonLook, Choice, ChoiceList},
    text::{Text, method_name, use_text},
};
use contract::sign_in::Method;
use flow::{second_step::Event as SecondEvent, sign_in::Event};
use leptos::prelude::*;

/// The list of methods.
#[component]
pub fn ChooseStep(machine: Machine) -> impl IntoView {
    let text = use_text();
    let methods = machine.state.read_untracked().second.methods().to_vec();
    let choices = choices(text, &methods);
    let chosen = move |index: usize| {
        if let Some(method) = methods.get(index) {
            machine
                .send
                .run(Event::Second(SecondEvent::MethodChosen(*method)));
        }
    };
    view! {
        <ChoiceList label=text.sign_in.choose_title choices on_choose=chosen />
        <div class="cluster">
            <LostAll machine />
            <Button look=ButtonLook::Quiet on_press=move |()| machine.send.run(Event::StartedOver)>
                {text.sign_in.start_over}
            </Button>
        </div>
    }
}

/// The methods in words.
pub fn choices(text: &'static Text, methods: &[Method]) -> Vec<Choice> {
    let choice = |method: &Method| Choice {
        name: method_name(text, *method).to_owned(),
        explained: match method {
            Method::Passkey => text.sign_in.choose_passkey.to_owned(),
            Method::SecurityKey => text.sign_in.choose_security_key.to_owned(),
            Method::Authenticator => text.sign_in.choose_authenticator.to_owned(),
            Method::BackupCode => text.sign_in.choose_backup.to_owned(),
            Method::TextMessage => text.sent_code.text_message.choose.to_owned(),
            Method::Email => text.sent_code.email.choose.to_owned(),
        },
    };
    methods.iter().map(choice).collect()
}
