//! A few small drawings. They decorate: whatever they say is said in words beside them.
//!
//! ```ignore
//! <Icon glyph=Glyph::Copy />
//! ```

use leptos::prelude::*;

/// What is drawn, on a square of 24 by 24.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// Two sheets.
    Copy,
    /// An arrow into a tray.
    Download,
    /// A printer.
    Print,
    /// An open eye: what is hidden can be shown.
    Eye,
    /// A crossed-out eye: what is shown can be hidden.
    EyeCrossed,
    /// A key with a person's head for its bow: a passkey.
    Passkey,
    /// An exclamation mark in a circle.
    Alert,
    /// A tick in a circle.
    Success,
    /// An "i" in a circle.
    Info,
}

impl Glyph {
    const fn path(self) -> &'static str {
        match self {
            Self::Copy => "M9 9h10v11H9zM5 15V4h10",
            Self::Download => "M12 4v11m0 0 4.5-4.5M12 15l-4.5-4.5M4 19.5h16",
            Self::Print => "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
            Self::Eye => {
                "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6Z"
            }
            Self::EyeCrossed => {
                "M4 4l16 16M9.8 5.8A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a16 16 0 0 1-2.7 3.4M6.2 7.5A15.5 15.5 0 0 0 2.5 12s3.5 6.5 9.5 6.5a9 9 0 0 0 4.6-1.3M10 10a2.8 2.8 0 0 0 4 4"
            }
            Self::Passkey => {
                "M9.5 4a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM3 19.5c0-3.5 2.7-5.5 6.5-5.5 1 0 1.9.1 2.7.4M17.5 10.5a2.8 2.8 0 0 0-1.2 5.3v4.7l1.4-1 1.3 1v-2l1-1-1-1a2.8 2.8 0 0 0-1.5-6Z"
            }
            Self::Alert => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7.5v5.5M12 16.4v.1",
            Self::Success => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8 12.3l2.8 2.7L16 9.5",
            Self::Info => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 11v5.5M12 7.6v.1",
        }
    }
}

/// Draws a [`Glyph`] in the colour and size of the text around it.
#[component]
pub fn Icon(
    /// What to draw.
    glyph: Glyph,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=glyph.path() />
        </svg>
    }
}
