//! Not asking this browser for the second step for some days.

use super::Machine;
use crate::{components::Checkbox, locale::use_text};
use flow::sign_in::Event;
use leptos::prelude::*;

/// The box; nothing where the server does not offer it.
#[component]
pub fn TrustBox(machine: Machine) -> impl IntoView {
    let words = use_text().second_step();
    let days = Memo::new(move |_| machine.state.read().trust_days());
    let ticked = machine.state.read_untracked().trusts();
    move || {
        let days = days.get();
        (days > 0).then(|| {
            let label = words.trust(days);
            view! {
                <Checkbox
                    name="trust"
                    label
                    hint=Some(words.trust_hint.to_owned())
                    ticked
                    on_change=move |ticked| machine.send.run(Event::TrustChosen(ticked))
                />
            }
        })
    }
}
