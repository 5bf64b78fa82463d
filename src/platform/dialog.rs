//! Opening and closing a native dialog, which traps focus, listens to Esc and gives focus back by itself.

use super::{
    focus::{self, Landing},
    object,
};
use leptos::{
    html,
    prelude::{Effect, Get, GetUntracked, Memo, NodeRef, Signal},
};
use web_sys::HtmlDialogElement;

const OPEN: &str = "open";

/// Shows the dialog modally while `open` is true, with the focus on `landing`; the first thing that could be pressed
/// may be the one that removes something. A browser without modal dialogs (before 2022) shows it in place.
///
/// A dialog with several steps lands anew with each: whenever what `landing` is made from changes.
pub fn follow(
    dialog: NodeRef<html::Dialog>,
    heading: NodeRef<html::H2>,
    open: Memo<bool>,
    landing: Signal<Landing>,
) {
    Effect::new(move |_| {
        let (open, landing) = (open.get(), landing.get());
        let Some(dialog) = dialog.get() else { return };
        if !open {
            close(&dialog);
            return;
        }
        let is_open = dialog.has_attribute(OPEN);
        if !is_open && dialog.show_modal().is_err() {
            // An attribute of an element that stands there: it cannot be refused.
            let _ = dialog.set_attribute(OPEN, "");
        }
        focus::land(heading, landing);
    });
}

/// Without the method, what the method does to the element.
fn close(dialog: &HtmlDialogElement) {
    if object::call(dialog, "close", &[]).is_err() {
        let _ = dialog.remove_attribute(OPEN);
    }
}

/// Whether a click on the dialog fell beside its content, on the backdrop.
#[must_use]
pub fn is_backdrop(dialog: NodeRef<html::Dialog>, event: &leptos::ev::MouseEvent) -> bool {
    let Some(dialog) = dialog.get_untracked() else {
        return false;
    };
    event
        .target()
        .is_some_and(|target| target == *dialog.as_ref())
}
