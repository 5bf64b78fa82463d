//! Where the keyboard is. A page moves it once after each change that the person asked for, never else.

use super::{page, spawn};
use leptos::{
    html::{self, ElementType},
    prelude::{Effect, Get, GetUntracked, NodeRef, Signal},
    task::tick,
};
use std::cell::Cell;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

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
}

/// Focuses the element with this id. Returns whether there is one.
pub fn to(id: &str) -> bool {
    let element = page::html_by_id(id);
    if let Some(element) = &element {
        focus(element);
    }
    element.is_some()
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

/// Focuses the box whenever `shown` changes and is true: an error summary that has something new to say.
pub fn follow_box<T: Send + Sync + Clone + 'static>(
    element: NodeRef<html::Div>,
    content: Signal<T>,
    is_shown: impl Fn(&T) -> bool + 'static,
) {
    Effect::new(move |_| {
        if is_shown(&content.get()) {
            // After the box is drawn.
            spawn(async move {
                tick().await;
                if let Some(element) = element.try_get_untracked().flatten() {
                    focus(&element);
                }
            });
        }
    });
}

/// Focuses where a step or a dialog lands, after it is drawn: the heading, when there is no such field.
pub(super) fn land<E>(heading: NodeRef<E>, landing: Landing)
where
    E: ElementType,
    E::Output: JsCast + Clone + AsRef<HtmlElement> + 'static,
{
    spawn(async move {
        tick().await;
        if let Landing::Field(id) = landing
            && to(id)
        {
            return;
        }
        if let Some(heading) = heading.try_get_untracked().flatten() {
            focus(heading.as_ref());
        }
    });
}

fn focus(element: &HtmlElement) {
    // An element that cannot take focus stays as it is, which is what the person would see anyway.
    let _ = element.focus();
}
