//! What happened to an account, in words.

use super::{Text, fill, method_name};
use contract::{activity::Event, sign_in::Method};

/// The page with what happened.
#[derive(Debug)]
pub struct ActivityText {
    /// Heading.
    pub title: &'static str,
    /// Under it.
    pub lead: &'static str,
    /// In the settings: the heading.
    pub part: &'static str,
    /// In the settings: what it is.
    pub part_lead: &'static str,
    /// In the settings: the link.
    pub link: &'static str,
    /// Nothing yet.
    pub none: &'static str,
    /// Accessible name of the list.
    pub list: &'static str,
    /// Which browser and which network: "{browser} · network {network}".
    pub place: &'static str,
    /// The button at each.
    pub not_me: &'static str,
    /// Its accessible name: "This wasn't me: {what}, {when}".
    pub not_me_named: &'static str,
    /// Heading of the dialog.
    pub not_me_title: &'static str,
    /// Why.
    pub not_me_lead: &'static str,
    /// First: end the other sessions.
    pub end_sessions: &'static str,
    /// It is done, or there was none.
    pub no_sessions: &'static str,
    /// Second: change the password.
    pub change_password: &'static str,
    /// What is good about it.
    pub change_password_lead: &'static str,
    /// Third: forget the trusted browsers.
    pub forget: &'static str,
    /// It is done, or there was none.
    pub no_trusted: &'static str,
    /// Then: look at the methods.
    pub look: &'static str,
    /// Closes the dialog.
    pub close: &'static str,
    /// Back to the settings.
    pub back: &'static str,
    /// What can happen.
    pub events: EventsText,
}

/// What can happen.
#[derive(Debug)]
pub struct EventsText {
    /// The account was made.
    pub account_made: &'static str,
    /// Signed in.
    pub signed_in: &'static str,
    /// Signed in with a browser that was not known.
    pub new_browser: &'static str,
    /// Too many wrong codes.
    pub second_step_failed: &'static str,
    /// The password several times, and nothing more.
    pub second_step_missing: &'static str,
    /// "{method} added".
    pub method_added: &'static str,
    /// "{method} removed".
    pub method_removed: &'static str,
    /// The same of one that has a name: "{what}: {name}".
    pub named: &'static str,
    /// On.
    pub second_step_on: &'static str,
    /// Off.
    pub second_step_off: &'static str,
    /// "{name} answered as if there were a copy of it".
    pub counter_went_back: &'static str,
    /// "A backup code was used, {left} left".
    pub backup_code_used: &'static str,
    /// A new set.
    pub backup_codes_made: &'static str,
    /// Changed.
    pub password_changed: &'static str,
    /// A link was asked for.
    pub reset_asked: &'static str,
    /// Changed by the link.
    pub password_reset: &'static str,
    /// A browser was trusted.
    pub device_trusted: &'static str,
    /// Browsers are asked again.
    pub devices_forgotten: &'static str,
    /// Sessions were ended.
    pub sessions_ended: &'static str,
    /// Confirmed.
    pub email_confirmed: &'static str,
    /// "Changed to {to}".
    pub email_changed: &'static str,
    /// The change was undone.
    pub email_change_undone: &'static str,
    /// Asked for.
    pub recovery_asked: &'static str,
    /// Begun.
    pub recovery_started: &'static str,
    /// Stopped.
    pub recovery_cancelled: &'static str,
    /// Finished.
    pub recovery_finished: &'static str,
    /// Only keys.
    pub keys_only_on: &'static str,
    /// Every method again.
    pub keys_only_off: &'static str,
}

/// English.
pub const ACTIVITY: ActivityText = ActivityText {
    title: "Recent activity",
    lead: "What happened to your account, newest first. If something here was not you, act at once.",
    part: "Recent activity",
    part_lead: "Sign-ins, changes, and tries that failed.",
    link: "See recent activity",
    none: "Nothing happened yet.",
    list: "What happened",
    place: "{browser} · network {network}",
    not_me: "This wasn’t me",
    not_me_named: "This wasn’t me: {what}, {when}",
    not_me_title: "Take your account back",
    not_me_lead: "Somebody else may know your password. Do all of this, from the top:",
    end_sessions: "Sign out everywhere else",
    no_sessions: "No other browser is signed in.",
    change_password: "Change your password",
    change_password_lead: "Take one that you use nowhere else.",
    forget: "Ask every browser again",
    no_trusted: "No browser skips the second step.",
    look: "Then look through your methods, phone number and e-mail address, and remove what is not yours.",
    close: "Close",
    back: "Back to security settings",
    events: EventsText {
        account_made: "Account created",
        signed_in: "Signed in",
        new_browser: "Signed in with a new browser",
        second_step_failed: "Right password, then too many wrong codes",
        second_step_missing: "Right password several times, and no second step",
        method_added: "{method} added",
        method_removed: "{method} removed",
        named: "{what}: {name}",
        second_step_on: "Second step turned on",
        second_step_off: "Second step turned off",
        counter_went_back: "{name} answered as if there were a copy of it",
        backup_code_used: "Backup code used, {left} left",
        backup_codes_made: "New backup codes made",
        password_changed: "Password changed",
        reset_asked: "Link for a new password asked for",
        password_reset: "Password changed by the link in an e-mail",
        device_trusted: "Browser trusted",
        devices_forgotten: "Browsers asked for the second step again",
        sessions_ended: "Signed out elsewhere",
        email_confirmed: "E-mail address confirmed",
        email_changed: "E-mail address changed to {to}",
        email_change_undone: "Change of the e-mail address undone",
        recovery_asked: "Recovery asked for",
        recovery_started: "Recovery begun",
        recovery_cancelled: "Recovery stopped",
        recovery_finished: "Recovery finished: second step reset",
        keys_only_on: "Only keys accepted from now on",
        keys_only_off: "Every method accepted again",
    },
};

/// What happened.
pub fn event(text: &Text, event: &Event) -> String {
    let words = &text.activity.events;
    match event {
        Event::MethodAdded { method, name } => {
            with_method(text, words.method_added, (*method, name))
        }
        Event::MethodRemoved { method, name } => {
            with_method(text, words.method_removed, (*method, name))
        }
        Event::PasskeyCounterWentBack { name } => fill(words.counter_went_back, &[("name", name)]),
        Event::BackupCodeUsed { left } => {
            fill(words.backup_code_used, &[("left", &left.to_string())])
        }
        Event::EmailChanged { to } => fill(words.email_changed, &[("to", to)]),
        plain => plain_words(words, plain).to_owned(),
    }
}

/// A name that only says again what kind of method it is, is left out.
fn with_method(text: &Text, template: &str, (method, name): (Method, &str)) -> String {
    let method = method_name(text, method);
    let what = fill(template, &[("method", method)]);
    if name.is_empty() || name == method {
        return what;
    }
    fill(
        text.activity.events.named,
        &[("what", &what), ("name", name)],
    )
}

const fn plain_words(words: &EventsText, event: &Event) -> &'static str {
    match event {
        Event::AccountMade => words.account_made,
        Event::SignedIn {
            is_new_device: false,
        } => words.signed_in,
        Event::SignedIn {
            is_new_device: true,
        } => words.new_browser,
        Event::SecondStepFailed => words.second_step_failed,
        Event::SecondStepMissing => words.second_step_missing,
        Event::MethodAdded { .. } => words.method_added,
        Event::MethodRemoved { .. } => words.method_removed,
        Event::SecondStepOn => words.second_step_on,
        Event::SecondStepOff => words.second_step_off,
        Event::PasskeyCounterWentBack { .. } => words.counter_went_back,
        Event::BackupCodeUsed { .. } => words.backup_code_used,
        Event::BackupCodesMade => words.backup_codes_made,
        Event::PasswordChanged => words.password_changed,
        Event::PasswordResetAsked => words.reset_asked,
        Event::PasswordReset => words.password_reset,
        Event::DeviceTrusted => words.device_trusted,
        Event::DevicesForgotten => words.devices_forgotten,
        Event::SessionsEnded => words.sessions_ended,
        Event::EmailConfirmed => words.email_confirmed,
        Event::EmailChanged { .. } => words.email_changed,
        Event::EmailChangeUndone => words.email_change_undone,
        Event::RecoveryAsked => words.recovery_asked,
        Event::RecoveryStarted { .. } => words.recovery_started,
        Event::RecoveryCancelled => words.recovery_cancelled,
        Event::RecoveryFinished => words.recovery_finished,
        Event::KeysOnlyOn => words.keys_only_on,
        Event::KeysOnlyOff => words.keys_only_off,
    }
}

#[cfg(test)]
mod tests {
    use super::event;
    use crate::text::use_text;
    use contract::{activity::Event, sign_in::Method};

    #[test]
    fn what_happened_is_said_with_its_particulars() {
        let added = Event::MethodAdded {
            method: Method::SecurityKey,
            name: "Blue key".to_owned(),
        };
        assert_eq!(event(use_text(), &added), "Security key added: Blue key");
        let unnamed = Event::MethodRemoved {
            method: Method::Authenticator,
            name: "Authenticator app".to_owned(),
        };
        assert_eq!(event(use_text(), &unnamed), "Authenticator app removed");
        let used = Event::BackupCodeUsed { left: 2 };
        assert_eq!(event(use_text(), &used), "Backup code used, 2 left");
    }
}
