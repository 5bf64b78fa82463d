//! What went wrong, above the form: it takes the focus when it appears, and leads to each field.
//!
//! ```ignore
//! let errors = Signal::derive(move || vec![SummaryError::at("email", words.missing_email)]);
//! <ErrorSummary heading=words.there_is_a_problem errors />
//! ```
//!
//! The words are the same as those at the field. Something that changes by itself, such as a [`super::Countdown`],
//! goes into the children: it is not announced again and again, and takes no focus.
//!
//! A form that is submitted again and still has the same errors has them told again: the summary is drawn anew, so that
//! it is seen and announced once more.

use super::icon::{Glyph, Icon};
use crate::platform::{
    focus::{self, Landing},
    form,
};
use leptos::{html, prelude::*};

/// One thing that went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryError {
    /// What.
    pub text: String,
    /// The id of the input that it is about.
    pub field: Option<&'static str>,
    /// Whether what stands in that input is of no use any more: a code that was refused. When nothing else is wrong, the
    /// input takes the focus with its text selected, and not the summary.
    pub is_typed_anew: bool,
}

impl SummaryError {
    /// About one input.
    #[must_use]
    pub fn at(field: &'static str, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            field: Some(field),
            is_typed_anew: false,
        }
    }

    /// About one input, which is to be typed anew.
    #[must_use]
    pub fn anew(field: &'static str, text: impl Into<String>) -> Self {
        Self {
            is_typed_anew: true,
            ..Self::at(field, text)
        }
    }

    /// About no input: the network, the server, a lock-out.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            field: None,
            is_typed_anew: false,
        }
    }
}

/// The errors, and how often errors were told so far.
#[derive(Clone, PartialEq, Eq)]
struct Told {
    times: u32,
    errors: Vec<SummaryError>,
}

impl Told {
    /// What takes the focus; nothing while there are no errors.
    fn landing(&self) -> Option<Landing> {
        match self.errors.as_slice() {
            [] => None,
            [
                SummaryError {
                    field: Some(field),
                    is_typed_anew: true,
                    ..
                },
            ] => Some(Landing::Text(field)),
            _ => Some(Landing::Heading),
        }
    }
}

/// The box of errors; nothing while there are none. It takes the focus whenever the errors change, or are told again.
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
    let told = use_told(element, errors);
    focus::follow_box(element, told, Told::landing);
    let children = StoredValue::new(children);
    let content = move |told: Told| {
        let items = told.errors.into_iter().map(item).collect_view();
        view! {
            <Icon glyph=Glyph::Alert />
            <div class="error-summary__body">
                <h2 class="error-summary__heading">{heading}</h2>
                <ul class="error-summary__list">{items}</ul>
                {children.with_value(|children| children.as_ref().map(|children| children()))}
            </div>
        }
    };
    // A function within: what is told again is drawn anew, so that it is read out again.
    let shown = move || {
        let told = Some(told.get()).filter(|told| !told.errors.is_empty());
        told.map(|told| move || content(told.clone()))
    };
    view! {
        <div class="error-summary" role="alert" tabindex="-1" node_ref=element>
            {shown}
        </div>
    }
}

/// The errors as they are told: anew when they change, and when a form is submitted and they stay.
fn use_told(element: NodeRef<html::Div>, errors: Signal<Vec<SummaryError>>) -> Signal<Told> {
    let again = RwSignal::new(());
    let told = Memo::new(move |earlier: Option<&Told>| {
        again.track();
        let times = earlier.map_or(0, |told| told.times.wrapping_add(1));
        let errors = errors.get();
        Told { times, errors }
    });
    let before = StoredValue::new(None);
    let begun = move || {
        before.try_set_value(told.try_get_untracked().map(|told| told.times));
    };
    let over = move || {
        let now = told.try_get_untracked().map(|told| told.times);
        if now.is_some() && before.try_get_value() == Some(now) {
            again.try_set(());
        }
    };
    form::around_submit(element, begun, over);
    told.into()
}

fn item(error: SummaryError) -> impl IntoView {
    let SummaryError { text, field, .. } = error;
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
