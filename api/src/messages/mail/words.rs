//! Which words a mail says about what happened.

use super::WORDS;
use crate::rules::moment;
use contract::{Timestamp, activity::Event, sign_in::Method};
use text::method_in_email;

/// A subject and what is said about it.
type Fixed = (&'static str, &'static str);

/// Whether a mail says the names that people gave to their methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// It does.
    Said,
    /// It does not.
    LeftOut,
}

/// The subject and the sentence of something that happened; nothing when its owner is not written to about it, or by a
/// mail of its own.
pub fn event(event: &Event, names: Names) -> Option<(&'static str, String)> {
    let words = WORDS.mail_events();
    let (subject, text) = match event {
        Event::SignedIn {
            is_new_device: true,
        } => (words.new_browser_subject, words.new_browser),
        Event::SecondStepFailed => (words.wrong_codes_subject, words.wrong_codes),
        Event::SecondStepMissing => (words.second_step_missing_subject, words.second_step_missing),
        Event::MethodAdded { method, name } => {
            let text = words.method_added(&named(*method, name, names));
            return Some((words.method_added_subject, text));
        }
        Event::MethodRemoved { method, name } => {
            let text = words.method_removed(&named(*method, name, names));
            return Some((words.method_removed_subject, text));
        }
        Event::SecondStepOn => (words.second_step_on_subject, words.second_step_on),
        Event::SecondStepOff => (words.second_step_off_subject, words.second_step_off),
        Event::PasskeyCounterWentBack { name } if names == Names::Said && !name.is_empty() => {
            return Some((
                words.passkey_copied_subject,
                words.named_passkey_copied(name),
            ));
        }
        Event::PasskeyCounterWentBack { .. } => {
            (words.passkey_copied_subject, words.passkey_copied)
        }
        Event::BackupCodeUsed { left } => {
            return Some((
                words.backup_code_used_subject,
                words.backup_code_used(*left),
            ));
        }
        Event::BackupCodesMade => (words.backup_codes_made_subject, words.backup_codes_made),
        Event::PasswordChanged => (words.password_changed_subject, words.password_changed),
        Event::PasswordReset => (words.password_reset_subject, words.password_reset),
        Event::DeviceTrusted => (words.browser_trusted_subject, words.browser_trusted),
        Event::RecoveryCancelled => (words.recovery_stopped_subject, words.recovery_stopped),
        Event::RecoveryFinished => (words.recovery_finished_subject, words.recovery_finished),
        Event::KeysOnlyOn => (words.keys_only_on_subject, words.keys_only_on),
        Event::KeysOnlyOff => (words.keys_only_off_subject, words.keys_only_off),
        Event::AccountMade
        | Event::SignedIn {
            is_new_device: false,
        }
        | Event::PasswordResetAsked
        | Event::DevicesForgotten
        | Event::SessionsEnded
        | Event::EmailConfirmed
        | Event::EmailChanged { .. }
        | Event::EmailChangeUndone
        | Event::RecoveryAsked
        | Event::RecoveryStarted { .. } => return None,
    };
    Some((subject, text.to_owned()))
}

/// Above what happened so often that one mail tells of it.
pub const fn again() -> Fixed {
    (WORDS.mail().again_subject, WORDS.mail().again)
}

/// How often this happened, and when last.
pub fn times(sentence: &str, times: i64, last: Timestamp) -> String {
    let times = u32::try_from(times).unwrap_or(u32::MAX);
    WORDS.mail().happened(times, &moment::words(last), sentence)
}

/// When it happened, and where.
pub fn circumstances(now: Timestamp, place: Option<(&str, &str)>) -> String {
    let words = WORDS.mail();
    let when = words.when(&moment::words(now));
    match place {
        Some((browser, network)) => {
            [when, words.browser(browser), words.network(network)].join("\n")
        }
        None => when,
    }
}

/// What to do about something that one did not do.
pub fn not_me(address: &str) -> String {
    WORDS.mail().not_you(address)
}

/// What to call a method.
pub const fn method(method: Method) -> &'static str {
    method_in_email(WORDS, method)
}

fn named(kind: Method, name: &str, names: Names) -> String {
    let what = method(kind);
    match names {
        _ if name.is_empty() => what.to_owned(),
        // Nobody chose that name: it is the masked number or address.
        _ if kind.channel().is_some() => WORDS.mail_methods().sent_to(what, name),
        Names::Said => WORDS.mail_methods().named(what, name),
        Names::LeftOut => what.to_owned(),
    }
}

/// What its owner calls a browser: `Firefox on Linux`, or as much of it as can be told. Nothing of what it says about
/// itself is repeated: it is anybody's text, and whoever would write to an owner by it shall not.
pub fn browser(user_agent: &str) -> String {
    let known = text::known_browser(WORDS, user_agent);
    known.unwrap_or_else(|| WORDS.mail().unknown_browser.to_owned())
}

#[cfg(test)]
mod tests {
    use super::browser;

    #[test]
    fn usual_browsers_are_told_apart_and_strange_words_are_not_repeated() {
        for (user_agent, name) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox on Linux",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Vivaldi/7.5",
                "Vivaldi on Linux",
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 CriOS/140.0.0.0 Mobile/15E148 Safari/604.1",
                "Chrome on iPad",
            ),
            ("curl/8.0", "A browser that does not say its name"),
            ("Call +1 555 now, Linux", "A browser on Linux"),
            ("", "A browser that does not say its name"),
        ] {
            assert_eq!(browser(user_agent), name);
        }
    }
}
