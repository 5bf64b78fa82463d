//! Where the keyboard is. A page moves it once after each change that the person asked for, never else.

use super::{lost_focus, page, spawn};
use leptos::{
    html::{self, ElementType},
    prelude::{Effect, Get, GetUntracked, NodeRef, Signal},
    task::tick,
};
use std::cell::Cell;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};

thread_local! {
    /// Whether a heading was shown since the page was opened. The first one takes no focus: the browser has put it
    /// where it belongs, perhaps into a field that somebody types in.
    static SHOWN: Cell<bool> = const { Cell::new(false) };
}

/// What takes the focus when a step opens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Landing {
    /// The heading: there is something to read first.
    #[default]
    Heading,
    /// The input with this id: there is one thing to do.
    Field(&'static str),
    /// The same, with the text that stands in it selected: whatever is typed takes its place.
    Text(&'static str),
}

/// Focuses the element with this id. Returns whether there is one.
pub fn to(id: &str) -> bool {
    let element = page::html_by_id(id);
    if let Some(element) = &element {
        focus(element);
    }
    element.is_some()
}

/// The first heading takes the focus as well: the person did not open this page, the other program led them here. Whoever has
/// begun to type keeps it.
pub(super) fn begin_with_heading() {
    SHOWN.set(lost_focus::is_nowhere());
}

/// Focuses where the step lands, whenever the heading begins to say something else. The first heading since the
/// page was opened is left alone.
pub fn follow_heading(heading: NodeRef<html::H1>, text: Signal<String>, landing: Signal<Landing>) {
    Effect::new(move |earlier: Option<String>| {
        let text = text.get();
        let is_first = !SHOWN.replace(true);
        if earlier.as_ref() == Some(&text) || is_first {
            return text;
        }
        land(heading, landing.get_untracked());
        text
    });
}

/// Focuses the box, or the input that it is about, whenever its content changes and has a landing: an error summary
/// that has something new to say. The box takes the place of the heading.
pub fn follow_box<T: Send + Sync + Clone + 'static>(
    element: NodeRef<html::Div>,
    content: Signal<T>,
    landing: impl Fn(&T) -> Option<Landing> + 'static,
) {
    Effect::new(move |_| {
        if let Some(landing) = landing(&content.get()) {
            land(element, landing);
        }
    });
}

/// Focuses where a step or a dialog lands, after it is drawn: the heading, or what stands for it, when there is no such
/// field.
pub(super) fn land<E>(heading: NodeRef<E>, landing: Landing)
where
    E: ElementType,
    E::Output: JsCast + Clone + AsRef<HtmlElement> + 'static,
{
    spawn(async move {
        tick().await;
        let is_there = match landing {
            Landing::Heading => false,
            Landing::Field(id) => to(id),
            Landing::Text(id) => to_text(id),
        };
        if is_there {
            return;
        }
        if let Some(heading) = heading.try_get_untracked().flatten() {
            focus(heading.as_ref());
        }
    });
}

/// Focuses the input with this id and selects its text. Returns whether there is one.
fn to_text(id: &str) -> bool {
    let is_there = to(id);
    if let Some(input) = page::by_id(id).and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) {
        input.select();
    }
    is_there
}

pub(super) fn focus(element: &HtmlElement) {
    // An element that cannot take focus stays as it is, which is what the person would see anyway.
    let _ = element.focus();
}
