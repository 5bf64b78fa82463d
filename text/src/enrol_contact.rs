//! Confirming a phone number or an email address.

use crate::Words;
use flow::enrol_contact::Kind;

/// What the screen says about one of them.
#[derive(Clone, Copy, Debug)]
pub struct ContactWords {
    /// Heading.
    pub title: &'static str,
    /// Under it.
    pub lead: &'static str,
    /// Label of the field.
    pub label: &'static str,
    /// Under it.
    pub hint: &'static str,
    /// The button.
    pub send: &'static str,
    /// Heading when it is done.
    pub done_title: &'static str,
    /// What it means.
    pub done: &'static str,
}

/// What the screen says about this kind.
pub const fn contact(words: Words, kind: Kind) -> ContactWords {
    match kind {
        Kind::Phone => {
            let words = words.enrol_phone();
            ContactWords {
                title: words.title,
                lead: words.lead,
                label: words.label,
                hint: words.hint,
                send: words.send,
                done_title: words.done_title,
                done: words.done,
            }
        }
        Kind::Email => {
            let words = words.enrol_email();
            ContactWords {
                title: words.title,
                lead: words.lead,
                label: words.label,
                hint: words.hint,
                send: words.send,
                done_title: words.done_title,
                done: words.done,
            }
        }
    }
}
