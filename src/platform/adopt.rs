//! Takes over the sign-in form that stands in `index.html`: what was typed before the program had loaded, where
//! the cursor was, and whether it was submitted already.

use super::{form, page};
use contract::Secret;
use leptos::{
    html,
    prelude::{Effect, Get, NodeRef},
};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlFormElement, HtmlInputElement};

/// The part of `index.html` that goes when the app has drawn itself.
const EARLY: &str = "early";
/// `public/boot.js` sets this on the early form when it was submitted.
const SUBMITTED: &str = "data-submitted";
/// `public/boot.js` sets this on the early form when a link of it was followed.
const LEFT: &str = "data-left";
/// The names of the inputs that are handed over.
const EMAIL: &str = "email";
const PASSWORD: &str = "password";

/// What a person did before the program had loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Early {
    /// The email address, as far as it was typed or filled in.
    pub email: String,
    /// The password, as far as it was typed or filled in.
    pub password: Secret,
    /// Where the cursor was.
    pub cursor: Option<Cursor>,
    /// Whether the form was submitted.
    pub is_submitted: bool,
}

/// A place in an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The input's name.
    pub field: String,
    /// Where the selection starts and ends, in UTF-16 units. An input of type `email` does not tell.
    pub selection: Option<(u32, u32)>,
}

/// Hands the early form over to `form` as soon as that is drawn: puts in what was typed, puts the cursor where it
/// was, takes the early form away, and submits `form` when the early one was. All of it happens between two frames,
/// so nothing is lost and nothing jumps. Later calls find no early form and do nothing.
pub fn into_form(form: NodeRef<html::Form>) {
    Effect::new(move |_| {
        if let Some(form) = form.get() {
            hand_over(&form);
        }
    });
}

/// The email address that was typed into the early form, when a link of it led to the page that opens now. Nothing else is
/// taken along: what a browser filled in by itself, and the password, go with the form.
#[must_use]
pub fn left_email() -> Option<String> {
    let form = early_form()?;
    let email = form::named_input(&form, EMAIL)?.value();
    form.has_attribute(LEFT).then_some(email)
}

/// Takes the early form away: the page that opens is not the sign-in form.
pub fn discard() {
    if let Some(early) = page::by_id(EARLY) {
        early.remove();
    }
}

/// Reads the early form and leaves it standing. `None` when it is gone.
#[must_use]
pub fn read() -> Option<Early> {
    let form = early_form()?;
    let value = |name| {
        form::named_input(&form, name)
            .map(|input| input.value())
            .unwrap_or_default()
    };
    Some(Early {
        email: value(EMAIL),
        password: Secret::new(value(PASSWORD)),
        cursor: cursor(&form),
        is_submitted: form.has_attribute(SUBMITTED),
    })
}

fn hand_over(form: &HtmlFormElement) {
    if let Some(early) = read() {
        put(form, EMAIL, &early.email);
        put(form, PASSWORD, early.password.expose());
        if let Some(cursor) = &early.cursor {
            restore(form, cursor);
        }
        discard();
        if early.is_submitted {
            form::request_submit(form);
        }
    }
    discard();
}

fn early_form() -> Option<HtmlFormElement> {
    page::by_id(EARLY)?
        .query_selector("form")
        .ok()??
        .dyn_into()
        .ok()
}

fn cursor(form: &HtmlFormElement) -> Option<Cursor> {
    let active = page::document()?.active_element()?;
    if !form.contains(Some(&active)) {
        return None;
    }
    let input: HtmlInputElement = active.dyn_into().ok()?;
    let start = input.selection_start().ok().flatten();
    let end = input.selection_end().ok().flatten();
    Some(Cursor {
        field: input.name(),
        selection: start.zip(end),
    })
}

/// Leaves alone what a password manager has filled in already.
fn put(form: &HtmlFormElement, name: &str, value: &str) {
    if let Some(input) = form::named_input(form, name)
        && !value.is_empty()
    {
        input.set_value(value);
    }
}

fn restore(form: &HtmlFormElement, cursor: &Cursor) {
    let Some(input) = form::named_input(form, &cursor.field) else {
        return;
    };
    let element: &HtmlElement = &input;
    // Straight from one input to the other: a phone keeps its keyboard open.
    let _ = element.focus();
    if let Some((start, end)) = cursor.selection {
        // Only inputs that told their selection get here.
        let _ = input.set_selection_range(start, end);
    }
}
