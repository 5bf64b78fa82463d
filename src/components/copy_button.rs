//! A button that copies a text, and says whether that worked.
//!
//! ```ignore
//! <CopyButton text=move || codes.join("\n") words=copy_words on_refused=move |()| clipboard::select(list) />
//! ```

use super::button::Button;
use super::icon::Glyph;
use crate::platform::{Scope, clipboard};
use leptos::prelude::*;

/// What the button says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyWords {
    /// What it does: "Copy".
    pub copy: String,
    /// It worked: "Copied".
    pub copied: String,
    /// It did not: "Copying is not possible here. The text is selected: copy it with your keyboard."
    pub refused: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Copied,
    Refused,
}

/// A copy button with its announcement.
#[component]
pub fn CopyButton(
    /// Gives the text when it is wanted, so that it is kept nowhere meanwhile.
    #[prop(into)]
    text: Callback<(), String>,
    /// What it says.
    words: CopyWords,
    /// Called when the browser does not let it copy: the place to select the text.
    #[prop(into)]
    on_refused: Callback<()>,
) -> impl IntoView {
    let outcome = RwSignal::new(None);
    let scope = Scope::here();
    let copy = move |()| {
        outcome.set(None);
        let Some(text) = text.try_run(()) else { return };
        scope.spawn(async move {
            let copied = clipboard::copy(&text).await.is_ok();
            outcome.set(Some(if copied {
                Outcome::Copied
            } else {
                Outcome::Refused
            }));
            if !copied {
                on_refused.try_run(());
            }
        });
    };
    let CopyWords {
        copy: label,
        copied,
        refused,
    } = words;
    let said = move || {
        outcome.get().map(|outcome| match outcome {
            Outcome::Copied => copied.clone(),
            Outcome::Refused => refused.clone(),
        })
    };
    view! {
        <Button glyph=Glyph::Copy on_press=copy>{label}</Button>
        <span class="copy-button__outcome" role="status">{said}</span>
    }
}
