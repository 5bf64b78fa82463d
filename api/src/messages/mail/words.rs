//! Every word of the messages that are sent.

use crate::rules::moment;
use contract::{
    Timestamp,
    activity::Event,
    browser_name::{self, Browser, System},
    sign_in::Method,
};

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

const NEW_BROWSER: Fixed = (
    "a sign-in from a new browser",
    "Somebody signed in to your account with a browser that had not been used for it before.",
);
const WRONG_CODES: Fixed = (
    "wrong codes at sign-in",
    "Somebody who has your password gave many wrong codes. If it was not you, change your password.",
);
const SECOND_STEP_MISSING: Fixed = (
    "your password was given, and no second step",
    "Somebody gave the right password of your account several times, in a browser that had not been used for it before, and \
     no second step. If it was not you, change your password.",
);
const SECOND_STEP_ON: Fixed = (
    "two-step sign-in is on",
    "Signing in to your account takes a second step from now on. Keep the backup codes in a safe place.",
);
const SECOND_STEP_OFF: Fixed = (
    "two-step sign-in is off",
    "Your account has no second step any more: the password alone opens it.",
);
const BACKUP_CODES_MADE: Fixed = (
    "new backup codes",
    "A new set of backup codes was made. The earlier ones are not good any more.",
);
const PASSWORD_CHANGED: Fixed = (
    "your password was changed",
    "The password of your account was changed. Every other session was ended.",
);
const PASSWORD_RESET: Fixed = (
    "your password was changed",
    "The password of your account was changed by the link in a mail. Every session was ended.",
);
const DEVICE_TRUSTED: Fixed = (
    "a browser is trusted",
    "A browser is not asked for the second step for some days.",
);
const RECOVERY_CANCELLED: Fixed = (
    "the recovery was stopped",
    "The recovery of your account was stopped. Your second step is as it was.",
);
const RECOVERY_FINISHED: Fixed = (
    "your account was recovered",
    "The recovery of your account is done: every second-step method was removed, and every session was ended. Whoever \
     finished it sets up a new second step. This was not you? Ask for a new password on the sign-in page at once: that \
     signs everybody out.",
);
const KEYS_ONLY_ON: Fixed = (
    "only keys are accepted",
    "Nothing but passkeys and security keys is accepted as a second step from now on.",
);
const KEYS_ONLY_OFF: Fixed = (
    "every method is accepted again",
    "Every second-step method of your account is accepted again, not only passkeys and security keys.",
);

/// The subject and the sentence of something that happened; nothing when its owner is not written to about it, or by a
/// mail of its own.
pub fn event(event: &Event, names: Names) -> Option<(&'static str, String)> {
    let fixed = |(subject, text): Fixed| (subject, text.to_owned());
    Some(match event {
        Event::SignedIn {
            is_new_device: true,
        } => fixed(NEW_BROWSER),
        Event::SecondStepFailed => fixed(WRONG_CODES),
        Event::SecondStepMissing => fixed(SECOND_STEP_MISSING),
        Event::MethodAdded { method, name } => method_added(&named(*method, name, names)),
        Event::MethodRemoved { method, name } => method_removed(&named(*method, name, names)),
        Event::SecondStepOn => fixed(SECOND_STEP_ON),
        Event::SecondStepOff => fixed(SECOND_STEP_OFF),
        Event::PasskeyCounterWentBack { name } => counter_went_back(name, names),
        Event::BackupCodeUsed { left } => backup_code_used(*left),
        Event::BackupCodesMade => fixed(BACKUP_CODES_MADE),
        Event::PasswordChanged => fixed(PASSWORD_CHANGED),
        Event::PasswordReset => fixed(PASSWORD_RESET),
        Event::DeviceTrusted => fixed(DEVICE_TRUSTED),
        Event::RecoveryCancelled => fixed(RECOVERY_CANCELLED),
        Event::RecoveryFinished => fixed(RECOVERY_FINISHED),
        Event::KeysOnlyOn => fixed(KEYS_ONLY_ON),
        Event::KeysOnlyOff => fixed(KEYS_ONLY_OFF),
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
    })
}

/// Above what happened so often that one mail tells of it.
pub const AGAIN: Fixed = (
    "more happened to your account",
    "This happened to your account as well. You had several mails about the same a short while ago, so this one tells of \
     the rest:",
);

/// How often this happened, and when last.
pub fn times(sentence: &str, times: i64, last: Timestamp) -> String {
    let when = moment::words(last);
    match times {
        1 => format!("{when}: {sentence}"),
        times => format!("{times} times, last {when}: {sentence}"),
    }
}

/// When it happened, and where.
pub fn circumstances(now: Timestamp, place: Option<(&str, &str)>) -> String {
    let when = moment::words(now);
    match place {
        Some((browser, network)) => {
            format!("When: {when}\nBrowser: {browser}\nNetwork: {network}")
        }
        None => format!("When: {when}"),
    }
}

/// What to do about something that one did not do.
pub fn not_me(address: &str) -> String {
    format!(
        "If this was you, there is nothing to do. If this was not you, look at what happened to your account, and change \
         your password:\n{address}"
    )
}

/// What to call a method.
pub const fn method(method: Method) -> &'static str {
    match method {
        Method::Passkey => "passkey",
        Method::SecurityKey => "security key",
        Method::Authenticator => "authenticator app",
        Method::BackupCode => "backup codes",
        Method::TextMessage => "codes by text message",
        Method::Email => "codes by e-mail",
    }
}

fn method_added(what: &str) -> (&'static str, String) {
    let text = format!("This was added to your account as a second step: {what}.");
    ("a second step was added", text)
}

fn method_removed(what: &str) -> (&'static str, String) {
    let text = format!("This was removed from your account: {what}.");
    ("a second step was removed", text)
}

fn counter_went_back(name: &str, names: Names) -> (&'static str, String) {
    let which = match names {
        Names::Said if !name.is_empty() => format!("The passkey or security key “{name}”"),
        _ => "A passkey or security key of your account".to_owned(),
    };
    let text = format!(
        "{which} answered out of order, and was refused. Somebody may have a copy of it. Remove it if you cannot explain \
         this."
    );
    ("a passkey may have been copied", text)
}

fn backup_code_used(left: u32) -> (&'static str, String) {
    let left = codes_left(left);
    (
        "a backup code was used",
        format!("One of your backup codes was used. {left}"),
    )
}

fn named(kind: Method, name: &str, names: Names) -> String {
    let what = method(kind);
    match (kind, names) {
        _ if name.is_empty() => what.to_owned(),
        // Nobody chose that name: it is the masked number or address.
        (Method::TextMessage | Method::Email, _) => format!("{what} to {name}"),
        (_, Names::Said) => format!("{what} “{name}”"),
        (_, Names::LeftOut) => what.to_owned(),
    }
}

/// A number and what is counted, which ends in an s where it is not one.
pub fn count(number: u32, one: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        number => format!("{number} {one}s"),
    }
}

fn codes_left(left: u32) -> String {
    match left {
        0 => "None is left: make a new set.".to_owned(),
        1 => "One is left: make a new set soon.".to_owned(),
        left => format!("{left} are left."),
    }
}

/// What its owner calls a browser: `Firefox on Linux`, or as much of it as can be told. Nothing of what it says about
/// itself is repeated: it is anybody's text, and whoever would write to an owner by it shall not.
pub fn browser(user_agent: &str) -> String {
    let (browser, system) = browser_name::read(user_agent);
    match (browser.map(Browser::name), system.map(System::name)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => format!("A browser on {system}"),
        (None, None) => "A browser that does not say its name".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{browser, count};

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

    #[test]
    fn one_hour_is_no_hours() {
        assert_eq!(count(1, "hour"), "1 hour");
        assert_eq!(count(24, "hour"), "24 hours");
    }
}
