//! What went wrong, above the form: it takes the focus when it appears, and leads to each field.
//!
//! ```ignore
//! let errors = Signal::derive(move || vec![SummaryError::at("code", words.wrong_code)]);
//! <ErrorSummary heading=words.there_is_a_problem errors />
//! ```
//!
//! The words are the same as those at the field. Something that changes by itself, such as a [`super::Countdown`],
//! goes into the children: it is not announced again and again, and takes no focus.

use super::icon::{Glyph, Icon};
use crate::platform::focus;
use leptos::{html, prelude::*};

/// One thing that went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryError {
    /// What.
    pub text: String,
    /// The id of the input that it is about.
    pub field: Option<&'static str>,
}

impl SummaryError {
    /// About one input.
    #[must_use]
    pub fn at(field: &'static str, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            field: Some(field),
        }
    }

    /// About no input: the network, the server, a lock-out.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            field: None,
        }
    }
}

/// The box of errors; nothing while there are none. It takes the focus whenever the errors change.
#[component]
pub fn ErrorSummary(
    /// Its heading.
    #[prop(into)]
    heading: Signal<String>,
    /// The errors.
    #[prop(into)]
    errors: Signal<Vec<SummaryError>>,
    /// What stands below them, shown with them.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let element = NodeRef::<html::Div>::new();
    focus::follow_box(element, errors, |errors| !errors.is_empty());
    let content = move || {
        let errors = errors.get();
        (!errors.is_empty()).then(|| {
            let items = errors.into_iter().map(item).collect_view();
            view! {
                <Icon glyph=Glyph::Alert />
                <div class="error-summary__body">
                    <h2 class="error-summary__heading">{heading}</h2>
                    <ul class="error-summary__list">{items}</ul>
                    {children.as_ref().map(|children| children())}
                </div>
            }
        })
    };
    view! {
        <div class="error-summary" role="alert" tabindex="-1" node_ref=element>
            {content}
        </div>
    }
}

fn item(error: SummaryError) -> impl IntoView {
    let SummaryError { text, field } = error;
    let content = match field {
        None => view! { <span>{text}</span> }.into_any(),
        Some(field) => view! {
            <a
                href=format!("#{field}")
                on:click=move |event| {
                    // The address stays as it is; only the focus moves.
                    event.prevent_default();
                    focus::to(field);
                }
            >
                {text}
            </a>
        }
        .into_any(),
    };
    view! { <li>{content}</li> }
}
