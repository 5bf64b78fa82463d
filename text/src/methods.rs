//! What is said of each second-step method, on the page and in emails.

use crate::Words;
use contract::sign_in::Method;

/// What a method is called.
pub const fn method_name(words: Words, method: Method) -> &'static str {
    let words = words.methods();
    match method {
        Method::Passkey => words.passkey,
        Method::SecurityKey => words.security_key,
        Method::Authenticator => words.authenticator,
        Method::BackupCode => words.backup_code,
        Method::TextMessage => words.text_message,
        Method::Email => words.email,
    }
}

/// What a method is, where somebody chooses one.
pub const fn method_explained(words: Words, method: Method) -> &'static str {
    let words = words.second_step();
    match method {
        Method::Passkey => words.choose_passkey,
        Method::SecurityKey => words.choose_security_key,
        Method::Authenticator => words.choose_authenticator,
        Method::BackupCode => words.choose_backup,
        Method::TextMessage => words.choose_text_message,
        Method::Email => words.choose_email,
    }
}

/// What the second step says above the form of a method; nothing for codes that are sent, whose form says it itself.
pub const fn method_lead(words: Words, method: Method) -> Option<&'static str> {
    let words = words.second_step();
    match method {
        Method::Passkey => Some(words.passkey_lead),
        Method::SecurityKey => Some(words.security_key_lead),
        Method::Authenticator => Some(words.authenticator_lead),
        Method::BackupCode => Some(words.backup_lead),
        Method::TextMessage | Method::Email => None,
    }
}

/// What the field for a code says.
#[derive(Clone, Copy, Debug)]
pub struct CodeWords {
    /// Its label.
    pub label: &'static str,
    /// What helps to type it right.
    pub hint: &'static str,
}

/// What the field for the code of a method says; nothing for a method that has no code.
pub const fn method_code(words: Words, method: Method) -> Option<CodeWords> {
    let (second_step, sent_code) = (words.second_step(), words.sent_code());
    let (label, hint) = match method {
        Method::Passkey | Method::SecurityKey => return None,
        Method::Authenticator => (
            second_step.authenticator_label,
            second_step.authenticator_hint,
        ),
        Method::BackupCode => (second_step.backup_label, second_step.backup_hint),
        Method::TextMessage => (sent_code.text_message_label, sent_code.hint),
        Method::Email => (sent_code.email_label, sent_code.hint),
    };
    Some(CodeWords { label, hint })
}

/// What a method is called within a sentence of an email.
pub const fn method_in_email(words: Words, method: Method) -> &'static str {
    let words = words.mail_methods();
    match method {
        Method::Passkey => words.passkey,
        Method::SecurityKey => words.security_key,
        Method::Authenticator => words.authenticator,
        Method::BackupCode => words.backup_code,
        Method::TextMessage => words.text_message,
        Method::Email => words.email,
    }
}
