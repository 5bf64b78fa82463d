//! Another way: the second-step methods that this person has.

use super::Second;
use crate::{
    components::{Choice, ChoiceList},
    locale::use_text,
};
use contract::sign_in::Method;
use flow::second_step::Event;
use leptos::prelude::*;
use text::{Words, method_explained, method_name};

/// The list of methods.
#[component]
pub fn MethodList(second: Second) -> impl IntoView {
    let text = use_text();
    let methods = Memo::new(move |_| second.state.read().methods().to_vec());
    move || {
        let methods = methods.get();
        let choices = choices(text, &methods);
        let chosen = move |index: usize| {
            if let Some(method) = methods.get(index) {
                second.send.run(Event::MethodChosen(*method));
            }
        };
        view! { <ChoiceList label=text.second_step().choose_title choices on_choose=chosen /> }
    }
}

/// The methods in words.
fn choices(text: Words, methods: &[Method]) -> Vec<Choice> {
    let choice = |method: &Method| Choice {
        name: method_name(text, *method).to_owned(),
        explained: method_explained(text, *method).to_owned(),
    };
    methods.iter().map(choice).collect()
}
