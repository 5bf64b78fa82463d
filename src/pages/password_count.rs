//! What is said beside a new password while it is typed.

use crate::components::PasswordCount;
use flow::password::{Progress, is_worth_saying, progress};
use leptos::prelude::*;
use text::Words;

/// Counts what is typed of a password that must have so many code points: "9 of 15 characters".
pub fn password_count(text: Words, minimum: Memo<u32>) -> UnsyncCallback<String, PasswordCount> {
    UnsyncCallback::new(move |typed: String| {
        let minimum = minimum.get_untracked();
        let progress = progress(&typed, minimum);
        let words = match progress {
            Progress::Nothing => String::new(),
            Progress::Short { count } => text
                .common()
                .password_count(&count.to_string(), &minimum.to_string()),
            Progress::Enough => text.common().password_long_enough.to_owned(),
        };
        PasswordCount {
            words,
            is_said: is_worth_saying(progress, minimum),
        }
    })
}
