//! A machine joined to a page: it runs while the page is there, and lets it go.

use crate::mount::{show, text, until};
use flow::machine::Machine;
use leptos::prelude::*;
use spa::machine::{Running, use_machine};
use std::cell::{Cell, RefCell};
use wasm_bindgen_test::wasm_bindgen_test;

/// Counts, and asks for an echo of each count.
#[derive(Clone, Default, PartialEq, Eq)]
struct Counter(u32);

impl Machine for Counter {
    type Event = u32;
    type Effect = u32;

    fn update(self, event: u32) -> (Self, Vec<u32>) {
        let sum = Self(self.0 + event);
        let effects = if event == 1 { vec![10] } else { Vec::new() };
        (sum, effects)
    }
}

thread_local! {
    static GONE: Cell<bool> = const { Cell::new(false) };
    static LEFT_BEHIND: RefCell<Option<Running<Counter>>> = const { RefCell::new(None) };
}

#[component]
fn Page() -> impl IntoView {
    let machine = use_machine(Counter::default(), |effect, send| send.run(effect));
    LEFT_BEHIND.set(Some(machine));
    on_cleanup(|| GONE.set(true));
    let press = move |_| machine.send.run(1);
    view! { <button on:click=press>{move || machine.state.read().0}</button> }
}

#[wasm_bindgen_test]
async fn a_machine_takes_events_and_goes_with_its_page() {
    GONE.set(false);
    let mounted = show(Page);
    mounted.button("0").click();
    until("the effect came back", || {
        text(&mounted.find("button").unwrap()) == "11"
    })
    .await;
    drop(mounted);
    assert!(GONE.get(), "the page that was left is still alive");
    let machine = LEFT_BEHIND.take().unwrap();
    // A late answer reaches nobody, and nothing panics.
    machine.send.try_run(1);
    assert!(machine.state.try_get_untracked().is_none());
}
