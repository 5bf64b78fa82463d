//! Every word of the messages that are sent.

use crate::rules::moment;
use contract::{Timestamp, activity::Event, sign_in::Method};

/// The subject and the sentence of something that happened; nothing when its owner is not written to about it.
pub fn event(event: &Event) -> Option<(&'static str, String)> {
    let (subject, text) = match event {
        Event::SignedIn {
            is_new_device: true,
        } => (
            "a sign-in from a new browser",
            "Somebody signed in to your account with a browser that had not been used for it before.".to_owned(),
        ),
        Event::SecondStepFailed => (
            "wrong codes at sign-in",
            "Somebody who has your password gave so many wrong codes that they must wait. If it was not you, change your \
             password.".to_owned(),
        ),
        Event::MethodAdded { method, name } => (
            "a second step was added",
            format!("This was added to your account as a second step: {}.", named(*method, name)),
        ),
        Event::MethodRemoved { method, name } => (
            "a second step was removed",
            format!("This was removed from your account: {}.", named(*method, name)),
        ),
        Event::SecondStepOn => (
            "two-step sign-in is on",
            "Signing in to your account takes a second step from now on. Keep the backup codes in a safe place.".to_owned(),
        ),
        Event::SecondStepOff => (
            "two-step sign-in is off",
            "Your account has no second step any more: the password alone opens it.".to_owned(),
        ),
        Event::PasskeyCounterWentBack { name } => (
            "a passkey may have been copied",
            format!(
                "The passkey or security key “{name}” answered out of order, and was refused. Somebody may have a copy of \
                 it. Remove it if you cannot explain this."
            ),
        ),
        Event::BackupCodeUsed { left } => (
            "a backup code was used",
            format!("One of your backup codes was used. {}", codes_left(*left)),
        ),
        Event::BackupCodesMade => (
            "new backup codes",
            "A new set of backup codes was made. The earlier ones are not good any more.".to_owned(),
        ),
        Event::PasswordChanged => (
            "your password was changed",
            "The password of your account was changed. Every other session was ended.".to_owned(),
        ),
        Event::PasswordReset => (
            "your password was changed",
            "The password of your account was changed by the link in a mail. Every session was ended.".to_owned(),
        ),
        Event::DeviceTrusted => (
            "a browser is trusted",
            "A browser is not asked for the second step for some days.".to_owned(),
        ),
        Event::EmailChangeUndone => (
            "your e-mail address was put back",
            "The change of your account's e-mail address was undone. Every session was ended. If somebody else made the \
             change, they had access to your account: set a new password.".to_owned(),
        ),
        Event::RecoveryCancelled => (
            "the recovery was stopped",
            "The recovery of your account was stopped. Your second step is as it was.".to_owned(),
        ),
        Event::RecoveryFinished => (
            "your account was recovered",
            "The recovery of your account was finished: every second-step method was removed, and every session was \
             ended.".to_owned(),
        ),
        Event::KeysOnlyOn => (
            "only keys are accepted",
            "Nothing but passkeys and security keys is accepted as a second step from now on.".to_owned(),
        ),
        Event::KeysOnlyOff => (
            "every method is accepted again",
            "Every second-step method of your account is accepted again, not only passkeys and security keys.".to_owned(),
        ),
        Event::AccountMade
        | Event::SignedIn {
            is_new_device: false,
        }
        | Event::PasswordResetAsked
        | Event::DevicesForgotten
        | Event::SessionsEnded
        | Event::EmailConfirmed
        | Event::EmailChanged { .. }
        | Event::RecoveryAsked
        | Event::RecoveryStarted { .. } => return None,
    };
    Some((subject, text))
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
        Method::BackupCode => "backup code",
        Method::TextMessage => "codes by text message",
        Method::Email => "codes by e-mail",
    }
}

fn named(kind: Method, name: &str) -> String {
    format!("{} “{name}”", method(kind))
}

fn codes_left(left: u32) -> String {
    match left {
        0 => "None is left: make a new set.".to_owned(),
        1 => "One is left: make a new set soon.".to_owned(),
        left => format!("{left} are left."),
    }
}
