//! Something worth knowing that is not an error.
//!
//! ```ignore
//! <Notice kind=NoticeKind::Warning>{words.few_codes_left}</Notice>
//! ```

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// What kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// Good to know.
    Info,
    /// It worked.
    Success,
    /// Worth doing something about.
    Warning,
}

impl NoticeKind {
    const fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
        }
    }

    const fn glyph(self) -> Glyph {
        match self {
            Self::Info => Glyph::Info,
            Self::Success => Glyph::Success,
            Self::Warning => Glyph::Alert,
        }
    }
}

/// A quiet box, announced politely when it appears.
#[component]
pub fn Notice(
    /// What kind of thing.
    kind: NoticeKind,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="notice" data-kind=kind.word() role="status">
            <Icon glyph=kind.glyph() />
            <div class="notice__body">{children()}</div>
        </div>
    }
}
