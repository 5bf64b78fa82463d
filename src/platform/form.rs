//! Forms: what was typed is read once, when it is submitted, and is nowhere else in between.

use super::{capture::capture, page};
use contract::Secret;
use leptos::{
    ev::SubmitEvent,
    html,
    prelude::{
        Effect, Get, GetUntracked, NodeRef, StoredValue, UpdateValue, WithValue, on_cleanup,
        set_timeout,
    },
};
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, EventInit, FormData, HtmlElement, HtmlFormElement, HtmlInputElement,
};

/// What a submitted form holds.
///
/// It keeps what was typed, so it lives as long as the handler that took it; later on, [`clear`]
/// reaches an input by its id.
pub struct Fields {
    form: HtmlFormElement,
    data: FormData,
}

impl Fields {
    /// The text of the input of this name; empty when there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.data.get(name).as_string().unwrap_or_default()
    }

    /// The text of the input of this name, kept from sight; empty when there is none.
    #[must_use]
    pub fn secret(&self, name: &str) -> Secret {
        Secret::new(self.text(name))
    }

    /// Whether the box of this name is ticked.
    #[must_use]
    pub fn is_ticked(&self, name: &str) -> bool {
        self.data.has(name)
    }

    /// Empties the input of this name.
    pub fn clear(&self, name: &str) {
        if let Some(input) = named_input(&self.form, name) {
            empty(&input);
        }
    }
}

/// Takes over a submission: the browser sends nothing, and the caller gets what was typed.
/// `None` when the event is not that of a form.
#[must_use]
pub fn take(event: &SubmitEvent) -> Option<Fields> {
    event.prevent_default();
    let form: HtmlFormElement = event.target()?.dyn_into().ok()?;
    let data = FormData::new_with_form(&form).ok()?;
    Some(Fields { form, data })
}

/// Empties the input with this id: a code that was refused, a password that was changed.
pub fn clear(id: &str) {
    if let Some(input) = input(id) {
        empty(&input);
    }
}

/// Whether something that was typed stands in a field now. What the page put there itself does not count.
#[must_use]
pub fn holds_typed() -> bool {
    let Some(document) = page::document() else {
        return false;
    };
    let Ok(found) = document.query_selector_all("form input:not([type=checkbox]):not([readonly])")
    else {
        return false;
    };
    (0..found.length())
        .filter_map(|at| found.get(at)?.dyn_into::<HtmlInputElement>().ok())
        .any(|input| input.value() != input.default_value())
}

/// Submits the form that the element with this id is or belongs to, just as its button would.
pub fn submit(id: &str) {
    let form = page::html_by_id(id).and_then(|element| owner_of(&element));
    if let Some(form) = form {
        request_submit(&form);
    }
}

/// Calls `submitted` whenever the form around `input` is submitted, before anybody reads it, until the current
/// owner goes away.
pub fn before_submit(input: NodeRef<html::Input>, submitted: impl Fn() + Clone + 'static) {
    Effect::new(move |_| {
        let Some(form) = input.get().and_then(|input| input.form()) else {
            return;
        };
        let submitted = submitted.clone();
        capture(form.into(), "submit", move |_| submitted());
    });
}

/// Calls `left` with what stands in the input of this name when the owner of the form goes away: by a link, by the way
/// back, or because the program went on. It reads the input only then.
pub fn when_left(form: NodeRef<html::Form>, name: &'static str, left: impl Fn(&str) + 'static) {
    let kept = StoredValue::new_local((left, None::<HtmlInputElement>));
    Effect::new(move |_| {
        let input = form.get().and_then(|form| named_input(&form, name));
        kept.update_value(|(_, kept)| *kept = input);
    });
    on_cleanup(move || {
        kept.try_with_value(|(left, input)| {
            if let Some(input) = input {
                left(&input.value());
            }
        });
    });
}

/// Calls `begun` when a form is submitted that stands in the same dialog as `place`, or outside of all as `place` does,
/// and `over` when whoever handles the form has done what can be done at once; until the current owner goes away.
pub fn around_submit(
    place: NodeRef<html::Div>,
    begun: impl Fn() + 'static,
    over: impl Fn() + Clone + 'static,
) {
    let submitted = move |event: Event| {
        let form = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        let dialog = |element: &Element| element.closest("dialog").ok().flatten();
        let both = place.try_get_untracked().flatten().zip(form);
        if both.is_some_and(|(place, form)| dialog(&place) == dialog(&form)) {
            begun();
            set_timeout(over.clone(), Duration::ZERO);
        }
    };
    if let Some(window) = page::window() {
        capture(window.into(), "submit", submitted);
    }
}

pub(super) fn request_submit(form: &HtmlFormElement) {
    if form.request_submit().is_ok() {
        return;
    }
    // A browser without the method (before 2022): no form is checked by the browser, so the event is all there is to it.
    let options = EventInit::new();
    options.set_bubbles(true);
    options.set_cancelable(true);
    if let Ok(event) = Event::new_with_event_init_dict("submit", &options) {
        // Whoever handles it takes it over.
        let _ = form.dispatch_event(&event);
    }
}

pub(super) fn named_input(form: &HtmlFormElement, name: &str) -> Option<HtmlInputElement> {
    form.query_selector(&format!("input[name=\"{name}\"]"))
        .ok()??
        .dyn_into()
        .ok()
}

fn input(id: &str) -> Option<HtmlInputElement> {
    page::by_id(id)?.dyn_into().ok()
}

/// Puts a code into the input with this id, as typing it would.
pub fn fill(id: &str, code: &Secret) {
    if let Some(input) = input(id) {
        put(&input, code.expose());
    }
}

/// Empties an input and tells whoever follows it, as typing would.
fn empty(input: &HtmlInputElement) {
    put(input, "");
}

fn put(input: &HtmlInputElement, text: &str) {
    input.set_value(text);
    if let Ok(event) = Event::new("input") {
        // Whether somebody handled it is no matter.
        let _ = input.dispatch_event(&event);
    }
}

fn owner_of(element: &HtmlElement) -> Option<HtmlFormElement> {
    element.closest("form").ok()??.dyn_into().ok()
}
