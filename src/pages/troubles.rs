//! Where a trouble is said: above the form with the focus, at its field, and with a countdown when it passes.

use super::support::SupportLine;
use crate::{
    components::{Countdown, ErrorSummary, SummaryError},
    locale::use_text,
    platform::form,
};
use contract::problem::Field;
use flow::Trouble;
use leptos::prelude::*;
use text::{Words, countdown, field_reason, trouble as words, trouble_with_typed};

/// What went wrong, for a whole screen to read.
pub type Troubles = Signal<Option<Trouble>>;

/// Where a form stands, by which its inputs have their ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// On the screen, or in a dialog that has no names in common with it.
    #[default]
    Screen,
    /// In the dialog that asks for a proof, in front of any screen.
    StepUp,
}

/// The id of the input of a field.
pub const fn input(place: Place, field: Field) -> &'static str {
    match (field, place) {
        (Field::Password, Place::StepUp) => "step-up-password",
        (Field::Code, Place::StepUp) => "step-up-code",
        (Field::Email, _) => "email",
        (Field::Password, Place::Screen) => "password",
        (Field::CurrentPassword, _) => "current-password",
        (Field::Code, Place::Screen) => "code",
        (Field::Name, _) => METHOD_LABEL,
        (Field::Phone, _) => "phone",
    }
}

/// The name and id of the input in which a method is given its name. Not "name": browsers fill in a person's there.
pub const METHOD_LABEL: &str = "method-label";

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
    /// Where the form stands.
    #[prop(optional)]
    place: Place,
) -> impl IntoView {
    let text = use_text();
    // What else changes with the machine is no news here.
    let errors = Memo::new(move |_| {
        let trouble = troubles.get();
        trouble
            .map(|trouble| summary(text, place, &trouble))
            .unwrap_or_default()
    });
    let countdown = move || {
        let trouble = troubles.get()?;
        let until = trouble.until()?;
        let said = move |time: String| countdown(text, &trouble, &time);
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
        <ErrorSummary heading=text.common().summary errors>{countdown} {help}</ErrorSummary>
    }
}

fn summary(text: Words, place: Place, trouble: &Trouble) -> Vec<SummaryError> {
    match trouble {
        Trouble::Fields(faults) => faults
            .iter()
            .map(|(field, reason)| at_input(place, *field, field_reason(text, *field, *reason)))
            .collect(),
        other => {
            // Only what can be seen is promised.
            let said = if form::holds_typed() {
                trouble_with_typed(text, other)
            } else {
                words(text, other)
            };
            vec![match other.field() {
                Some(field) => at_input(place, field, said),
                None => SummaryError::plain(said),
            }]
        }
    }
}

/// A code that was refused is of no use any more; anything else is put right where it stands.
fn at_input(place: Place, field: Field, said: String) -> SummaryError {
    let id = input(place, field);
    match field {
        Field::Code => SummaryError::anew(id, said),
        _ => SummaryError::at(id, said),
    }
}
