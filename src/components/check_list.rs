//! What was looked at and what came of it, line by line, with what to do where something is missing.
//!
//! ```ignore
//! <CheckList label=words.list lines />
//! ```

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// What came of a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckMark {
    /// It is as it should be.
    Good,
    /// It is not.
    Missing,
    /// There is no way to know.
    Unknown,
}

impl CheckMark {
    const fn kind(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Missing => "missing",
            Self::Unknown => "unknown",
        }
    }

    const fn glyph(self) -> Glyph {
        match self {
            Self::Good => Glyph::Success,
            Self::Missing => Glyph::Alert,
            Self::Unknown => Glyph::Info,
        }
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What was looked at.
    pub name: String,
    /// What came of it.
    pub mark: CheckMark,
    /// The same in a word: the drawing alone says nothing to those who do not see it.
    pub said: String,
    /// What to do.
    pub advice: Option<String>,
}

/// The list.
#[component]
pub fn CheckList(
    /// What it lists.
    #[prop(into)]
    label: String,
    /// The lines, in their order.
    lines: Vec<Checked>,
) -> impl IntoView {
    let line = |line: Checked| {
        let advice = line
            .advice
            .map(|advice| view! { <p class="check-list__advice">{advice}</p> });
        view! {
            <li class="check-list__line" data-mark=line.mark.kind()>
                <Icon glyph=line.mark.glyph() />
                <div class="check-list__body">
                    <p>
                        {line.name} ": " <strong>{line.said}</strong>
                    </p>
                    {advice}
                </div>
            </li>
        }
    };
    view! {
        <ul class="check-list" aria-label=label>
            {lines.into_iter().map(line).collect_view()}
        </ul>
    }
}
