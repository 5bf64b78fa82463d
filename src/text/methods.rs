//! Names of second-step methods and counts of backup codes.

use super::Text;
use contract::{limits::BACKUP_CODES_LOW, sign_in::Method};

/// What a method is called.
pub const fn method_name(text: &Text, method: Method) -> &'static str {
    match method {
        Method::Passkey => text.sign_in.passkey,
        Method::SecurityKey => text.sign_in.security_key,
        Method::Authenticator => text.sign_in.authenticator,
        Method::BackupCode => text.sign_in.backup_code,
        Method::TextMessage => text.sent_code.text_message.name,
        Method::Email => text.sent_code.email.name,
    }
}

/// How many backup codes are left, with advice when they are few.
pub fn backup_codes_left(text: &Text, left: u32) -> String {
    let words = &text.backup_codes;
    let count = words.left.of(left);
    match left {
        0 => format!("{count}. {}", words.none),
        1..=BACKUP_CODES_LOW => format!("{count}. {}", words.few),
        _ => format!("{count}."),
    }
}
