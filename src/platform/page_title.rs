//! The title of the page: what a tab and a screen reader say first.

use super::page;
use leptos::prelude::{Effect, Get, Signal};

/// Keeps the document's title equal to `title` for as long as the current owner lives.
pub fn follow(title: Signal<String>) {
    Effect::new(move |_| {
        if let Some(document) = page::document() {
            document.set_title(&title.get());
        }
    });
}
