//! The mails that lead back in: a new password, and the recovery of a lost second step.

use super::{WORDS, Words};
use crate::rules::moment;
use contract::Timestamp;

/// With the link for a new password.
pub fn new_password(link: &str, minutes: i64) -> Words {
    let words = WORDS.mail_password_reset();
    let text = words.link(&minutes.to_string(), link);
    (words.subject, vec![text, words.not_you.to_owned()])
}

/// With the link that begins the waiting period, and the one that stops it.
pub fn recovery_asked((begin, stop): (&str, &str), minutes: i64, hours: u32) -> Words {
    let words = WORDS.mail_recovery();
    let paragraphs = vec![
        words.asked(&minutes.to_string(), begin),
        words.asked_wait(&WORDS.common().hours(hours)),
        words.asked_not_you(stop),
    ];
    (words.asked_subject, paragraphs)
}

/// That the waiting period began.
pub fn recovery_started(cancel: &str, ready_at: Timestamp) -> Words {
    let words = WORDS.mail_recovery();
    let text = words.started(&moment::words(ready_at));
    (words.started_subject, vec![text, words.not_you(cancel)])
}

/// The same as a text message.
pub fn recovery_started_text(name: &str, cancel: &str, ready_at: Timestamp) -> String {
    let words = WORDS.text_messages();
    words.recovery_started(name, &moment::words(ready_at), cancel)
}

/// That the waiting period is over.
pub fn recovery_ready(sign_in: &str, cancel: &str, expires_at: Timestamp) -> Words {
    let words = WORDS.mail_recovery();
    let text = words.ready(&moment::words(expires_at), sign_in);
    (words.ready_subject, vec![text, words.not_you(cancel)])
}
