//! Names of second-step methods.

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
