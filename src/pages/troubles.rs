//! Where a trouble is said: above the form with the focus, at its field, and with a countdown when it passes.

use super::support::SupportLine;
use crate::{
    components::{Countdown, ErrorSummary, SummaryError},
    platform::form,
    text::{
        Text, countdown_line, field_reason, fill, trouble as words, trouble_with_typed, use_text,
    },
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
    let needs_help = Memo::new(move |_| {
        matches!(
            troubles.read().as_ref(),
            Some(
                Trouble::RecoveryUnavailable | Trouble::SignUpClosed | Trouble::ServerFault { .. }
            )
        )
    });
    let help = move || needs_help.get().then(|| view! { <SupportLine /> });
    view! {
        <ErrorSummary heading=text.common.summary errors>{countdown} {help}</ErrorSummary>
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
            // Only what can be seen is promised.
            let said = if form::holds_typed() {
                trouble_with_typed(text, other)
            } else {
                words(text, other)
            };
            vec![match other.field() {
                Some(field) => SummaryError::at(input(field), said),
                None => SummaryError::plain(said),
            }]
        }
    }
}
