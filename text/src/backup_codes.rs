//! How many backup codes are left.

use crate::Words;
use contract::limits::BACKUP_CODES_LOW;

/// How many backup codes are left, with advice when they are few.
pub fn backup_codes_left(words: Words, left: u32) -> String {
    let words = words.backup_codes();
    let count = words.left(left);
    match left {
        0 => format!("{count}. {}", words.none),
        1..=BACKUP_CODES_LOW => format!("{count}. {}", words.few),
        _ => format!("{count}."),
    }
}
