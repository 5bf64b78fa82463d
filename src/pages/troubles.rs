//! Where a trouble is said: above the form with the focus, at its field, and with a countdown when it passes.

use crate::{
    components::{Countdown, ErrorSummary, SummaryError},
    text::{Text, countdown_line, field_reason, fill, trouble as words, use_text},
};
use contract::problem::Field;
use flow::Trouble;
use leptos::prelude::*;

/// What went wrong, for a whole screen to read.
pub type Troubles = Signal<Option<Trouble>>;

/// The id of the input of a field: its name in each form.
pub const fn input(field: Field) -> &'static str {
    match field {
        Field::Email => "email",
        Field::Password => "password",
        Field::CurrentPassword => "current-password",
        Field::Code => "code",
        Field::Name => "name",
        Field::Phone => "phone",
    }
}

/// What to say at a field.
pub fn at(troubles: Troubles, field: Field) -> Signal<Option<String>> {
    let text = use_text();
    Signal::derive(move || {
        let trouble = troubles.get()?;
        match trouble.fault_of(field) {
            Some(reason) => Some(field_reason(text, field, reason)),
            None => (trouble.field() == Some(field)).then(|| words(text, &trouble)),
        }
    })
}

/// The summary above a form.
#[component]
pub fn TroubleSummary(
    /// What went wrong.
    troubles: Troubles,
) -> impl IntoView {
    let text = use_text();
    let errors = Signal::derive(move || {
        troubles
            .get()
            .map(|trouble| summary(text, &trouble))
            .unwrap_or_default()
    });
    let countdown = move || {
        let trouble = troubles.get()?;
        let until = trouble.until()?;
        let line = countdown_line(text, &trouble);
        let said = move |time: String| fill(line, &[("time", &time)]);
        Some(view! { <p><Countdown until=until.0 text=said /></p> })
    };
    view! {
        <ErrorSummary heading=text.common.summary errors>{countdown}</ErrorSummary>
    }
}

fn summary(text: &Text, trouble: &Trouble) -> Vec<SummaryError> {
    match trouble {
        Trouble::Fields(faults) => faults
            .iter()
            .map(|(field, reason)| {
                SummaryError::at(input(*field), field_reason(text, *field, *reason))
            })
            .collect(),
        other => {
            let said = words(text, other);
            vec![match other.field() {
                Some(field) => SummaryError::at(input(field), said),
                None => SummaryError::plain(said),
            }]
        }
    }
}
