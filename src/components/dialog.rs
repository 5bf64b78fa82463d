//! A modal dialog: the native one, which keeps the focus inside, closes at Esc and gives the focus back.
//!
//! ```ignore
//! <Dialog open=is_asking heading=words.remove on_close=move |()| asking.set(false)>
//!     <p>{words.remove_explained}</p>
//! </Dialog>
//! ```

use crate::platform::{dialog, focus::Landing};
use leptos::{ev::Event, html, prelude::*};

/// A dialog with a heading. Both exist only while it is open, so nothing typed in it is left behind.
#[component]
pub fn Dialog(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// What it is about.
    #[prop(into)]
    heading: Signal<String>,
    /// The person wants it closed: by Esc, or by a click beside it. Set `open` to false then.
    #[prop(into)]
    on_close: Callback<()>,
    /// What takes the focus when it opens, and with each of its steps.
    #[prop(optional, into)]
    landing: Signal<Landing>,
    /// The id of a paragraph of its content that says what it is about: it is read out when the dialog opens, also where
    /// a field takes the focus.
    #[prop(optional)]
    about: Option<&'static str>,
    /// What is in it, with its own buttons.
    children: ChildrenFn,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    let title = NodeRef::<html::H2>::new();
    // Whoever opens it may say again and again that it is open: what somebody types in it, and the focus, must stay.
    let is_open = Memo::new(move |_| open.get());
    dialog::follow(element, title, is_open, landing);
    let content = move || {
        is_open.get().then(|| {
            view! {
                <h2 class="dialog__heading" tabindex="-1" node_ref=title>{heading}</h2>
                {children()}
            }
        })
    };
    view! {
        <dialog
            class="dialog"
            node_ref=element
            aria-label=move || is_open.get().then(|| heading.get())
            aria-describedby=move || is_open.get().then_some(about).flatten()
            on:cancel=move |event: Event| {
                // The state decides whether it closes.
                event.prevent_default();
                on_close.try_run(());
            }
            on:mousedown=move |event| {
                if dialog::is_backdrop(element, &event) {
                    on_close.try_run(());
                }
            }
        >
            <div class="dialog__body">{content}</div>
        </dialog>
    }
}
