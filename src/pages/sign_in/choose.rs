//! Another way: the second-step methods that this person has.

use super::{Machine, code::LostAll};
use crate::{
    components::{Button, ButtonLook, Choice, ChoiceList},
    locale::use_text,
};
use contract::sign_in::Method;
use flow::{second_step::Event as SecondEvent, sign_in::Event};
use leptos::prelude::*;
use text::{Words, method_explained, method_name};

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
        <ChoiceList label=text.second_step().choose_title choices on_choose=chosen />
        <div class="cluster">
            <LostAll machine />
            <Button look=ButtonLook::Quiet on_press=move |()| machine.send.run(Event::StartedOver)>
                {text.second_step().start_over}
            </Button>
        </div>
    }
}

/// The methods in words.
pub fn choices(text: Words, methods: &[Method]) -> Vec<Choice> {
    let choice = |method: &Method| Choice {
        name: method_name(text, *method).to_owned(),
        explained: method_explained(text, *method).to_owned(),
    };
    methods.iter().map(choice).collect()
}
