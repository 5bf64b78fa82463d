//! A line that says what something means, with a drawing before it.
//!
//! ```ignore
//! <Remark kind=RemarkKind::Grave>{words.locked_out}</Remark>
//! ```

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemarkKind {
    /// All is well.
    Calm,
    /// It would be bad.
    Grave,
}

impl RemarkKind {
    const fn word(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Grave => "grave",
        }
    }

    const fn glyph(self) -> Glyph {
        match self {
            Self::Calm => Glyph::Info,
            Self::Grave => Glyph::Alert,
        }
    }
}

/// The line.
#[component]
pub fn Remark(
    /// How much it matters.
    kind: RemarkKind,
    /// What it says.
    children: Children,
) -> impl IntoView {
    view! {
        <p class="remark" data-kind=kind.word()>
            <Icon glyph=kind.glyph() />
            <span>{children()}</span>
        </p>
    }
}
