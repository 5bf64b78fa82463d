//! What happened to an account.

use crate::{Words, method_name};
use contract::activity::Event;

/// What happened.
pub fn event(words: Words, event: &Event) -> String {
    let events = words.activity_events();
    let plain = match event {
        Event::AccountMade => events.account_made,
        Event::SignedIn { is_new_device } if *is_new_device => events.new_browser,
        Event::SignedIn { .. } => events.signed_in,
        Event::SecondStepFailed => events.second_step_failed,
        Event::SecondStepMissing => events.second_step_missing,
        Event::MethodAdded { method, name } => {
            let method = method_name(words, *method);
            return with_name(words, events.method_added(method), (method, name));
        }
        Event::MethodRemoved { method, name } => {
            let method = method_name(words, *method);
            return with_name(words, events.method_removed(method), (method, name));
        }
        Event::SecondStepOn => events.second_step_on,
        Event::SecondStepOff => events.second_step_off,
        Event::PasskeyCounterWentBack { name } => return events.counter_went_back(name),
        Event::BackupCodeUsed { left } => return events.backup_code_used(&left.to_string()),
        Event::BackupCodesMade => events.backup_codes_made,
        Event::PasswordChanged => events.password_changed,
        Event::PasswordResetAsked => events.reset_asked,
        Event::PasswordReset => events.password_reset,
        Event::DeviceTrusted => events.device_trusted,
        Event::DevicesForgotten => events.devices_forgotten,
        Event::SessionsEnded => events.sessions_ended,
        Event::EmailConfirmed => events.email_confirmed,
        Event::EmailChanged { to } => return events.email_changed(to),
        Event::EmailChangeUndone => events.email_change_undone,
        Event::RecoveryAsked => events.recovery_asked,
        Event::RecoveryStarted { .. } => events.recovery_started,
        Event::RecoveryCancelled => events.recovery_cancelled,
        Event::RecoveryFinished => events.recovery_finished,
        Event::KeysOnlyOn => events.keys_only_on,
        Event::KeysOnlyOff => events.keys_only_off,
    };
    plain.to_owned()
}

/// A name that only says again what kind of method it is, is left out.
fn with_name(words: Words, what: String, (method, name): (&str, &str)) -> String {
    if name.is_empty() || name == method {
        return what;
    }
    words.activity_events().named(&what, name)
}

#[cfg(test)]
mod tests {
    use super::event;
    use crate::ENGLISH;
    use contract::{activity::Event, sign_in::Method};

    #[test]
    fn what_happened_is_said_with_its_particulars() {
        let added = Event::MethodAdded {
            method: Method::SecurityKey,
            name: "Blue key".to_owned(),
        };
        assert_eq!(event(ENGLISH, &added), "Security key added: Blue key");
        let unnamed = Event::MethodRemoved {
            method: Method::Authenticator,
            name: "Authenticator app".to_owned(),
        };
        assert_eq!(event(ENGLISH, &unnamed), "Authenticator app removed");
        let used = Event::BackupCodeUsed { left: 2 };
        assert_eq!(event(ENGLISH, &used), "Backup code used, 2 left");
    }
}
