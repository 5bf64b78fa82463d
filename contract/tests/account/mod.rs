//! What sent codes, recovery, contacts, devices, sessions and activity say on the wire, frozen.

use super::{bare_overview, codes, file, frozen, second_step, set, viewer};
use contract::{
    Secret, Timestamp,
    account::{BackupCodesLeft, Deletion, KeysOnly, SecurityOverview},
    activity::{Activity, Entry, Event},
    contact::{
        AddedBrowser, AddedMethod, ContactCode, EmailChangeUndone, EmailCodes, EmailConfirmed,
        NewEmail, NewPhone, PendingContact, PendingContacts, Phone, SentCodesOn,
    },
    device::{DeviceId, OpenSession, SessionId, Trusted, TrustedDevice, WhichDevice, WhichSession},
    next::{Place, Wanted},
    recovery::{
        LinkCheck, LinkChecked, LinkKind, LinkToken, NoRecovery, PasswordReset, Recovery, ResetFor,
        ResetWish,
    },
    sent_code::{Channel, CodeSent, Destination, WhichChannel},
    sign_in::{Method, NextStep, Proof, SecondStep},
};
use serde_json::Value;

const NOW: Timestamp = Timestamp(1_700_000_000_000);
const USER_AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

fn masked_number() -> String {
    "+49 ••••• 67".to_owned()
}

fn destination(sent: Option<CodeSent>) -> Destination {
    Destination {
        channel: Channel::TextMessage,
        masked: masked_number(),
        sent,
    }
}

const SENT: CodeSent = CodeSent {
    expires_in: 600,
    resend_in: 30,
};

fn token() -> Secret {
    Secret::from("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")
}

#[test]
fn a_code_that_is_sent_is_frozen() {
    frozen("destination", &destination(Some(SENT)));
    let mail = Destination {
        channel: Channel::Email,
        masked: "a•••@example.com".to_owned(),
        sent: None,
    };
    frozen("destination_without_code", &mail);
    for (channel, name, method) in [
        (
            Channel::TextMessage,
            "which_channel_text_message",
            Method::TextMessage,
        ),
        (Channel::Email, "which_channel_email", Method::Email),
    ] {
        frozen(name, &WhichChannel { channel });
        assert_eq!(Method::of_channel(channel), method);
        assert_eq!(method.channel(), Some(channel));
    }
    let code = || Secret::from("123456");
    frozen("proof_text_message", &Proof::TextMessage { code: code() });
    frozen("proof_email", &Proof::Email { code: code() });
    assert_eq!(
        Proof::TextMessage { code: code() }.method(),
        Method::TextMessage
    );
    assert_eq!(Proof::Email { code: code() }.method(), Method::Email);
    frozen(
        "next_step_second_step_by_message",
        &NextStep::SecondStep(SecondStep {
            methods: vec![Method::TextMessage, Method::Email],
            show_first: Method::TextMessage,
            destinations: vec![destination(Some(SENT)), mail],
            trust_days: 30,
            can_recover: true,
            recovery: Some(Recovery::Waiting { ready_at: NOW }),
            ..second_step()
        }),
    );
    for (name, no_recovery, recovery_hours) in [
        ("next_step_second_step_that_can_be_recovered", None, 24),
        (
            "next_step_second_step_of_an_unconfirmed_address",
            Some(NoRecovery::EmailNotConfirmed),
            0,
        ),
        (
            "next_step_second_step_of_keys_only",
            Some(NoRecovery::KeysOnly),
            0,
        ),
    ] {
        let step = SecondStep {
            can_recover: no_recovery.is_none(),
            no_recovery,
            recovery_hours,
            ..second_step()
        };
        frozen(name, &NextStep::SecondStep(step));
    }
}

#[test]
fn a_method_is_called_as_on_the_wire() {
    for method in Method::ALL {
        assert_eq!(serde_json::json!(method), method.name());
    }
}

#[test]
fn methods_are_ordered_by_strength() {
    let mut sorted = Method::ALL.to_vec();
    sorted.reverse();
    sorted.sort();
    assert_eq!(sorted, Method::ALL);
}

#[test]
fn the_ways_back_in_are_frozen() {
    let email = "ann@example.com".to_owned();
    frozen(
        "reset_wish",
        &ResetWish {
            email: email.clone(),
            next: None,
        },
    );
    frozen(
        "reset_wish_on_the_way",
        &ResetWish {
            email,
            next: Some("/security".to_owned()),
        },
    );
    frozen(
        "password_reset",
        &PasswordReset {
            token: token(),
            password: Secret::from("staple staple staple"),
        },
    );
    frozen("link_token", &LinkToken { token: token() });
    frozen(
        "link_check",
        &LinkCheck {
            kind: LinkKind::PasswordReset,
            token: token(),
        },
    );
    frozen("link_checked", &LinkChecked::default());
    frozen(
        "link_checked_of_password_reset",
        &LinkChecked {
            reset: Some(ResetFor {
                email: "ann@example.com".to_owned(),
                password_min: 15,
            }),
        },
    );
    for (kind, name) in [
        (LinkKind::RecoveryStart, "recovery_start"),
        (LinkKind::RecoveryCancel, "recovery_cancel"),
        (LinkKind::EmailChangeUndo, "email_change_undo"),
    ] {
        assert_eq!(serde_json::to_value(kind).unwrap(), name);
    }
    frozen(
        "recovery_link_sent",
        &Recovery::LinkSent { expires_at: NOW },
    );
    frozen("recovery_waiting", &Recovery::Waiting { ready_at: NOW });
    frozen("recovery_ready", &Recovery::Ready { expires_at: NOW });
}

#[test]
fn contacts_are_frozen() {
    let number = "+491701234567".to_owned();
    frozen("new_phone", &NewPhone { number });
    let email = "new@example.com".to_owned();
    frozen("new_email", &NewEmail { email });
    let code = Secret::from("123456");
    frozen("contact_code", &ContactCode { code });
    frozen(
        "sent_codes_on",
        &SentCodesOn {
            backup_codes: None,
            backup_code_set: None,
        },
    );
    frozen(
        "sent_codes_on_first",
        &SentCodesOn {
            backup_codes: Some(codes()),
            backup_code_set: Some(set()),
        },
    );
    frozen(
        "pending_contacts",
        &PendingContacts {
            phone: Some(PendingContact {
                given: "+491701234567".to_owned(),
                destination: destination(Some(SENT)),
            }),
            email: None,
        },
    );
    frozen("email_confirmed", &EmailConfirmed { viewer: viewer() });
    let added = |method, name: &str| AddedMethod {
        method,
        name: name.to_owned(),
        added_at: NOW,
    };
    frozen(
        "email_change_undone",
        &EmailChangeUndone {
            added: vec![
                added(Method::Passkey, "Phone"),
                added(Method::BackupCode, ""),
            ],
            browsers: vec![AddedBrowser {
                user_agent: USER_AGENT.to_owned(),
                trusted_at: NOW,
            }],
            can_remove: true,
        },
    );
    for (email_codes, name) in [
        (EmailCodes::Unavailable, "unavailable"),
        (EmailCodes::Off, "off"),
        (EmailCodes::On, "on"),
    ] {
        assert_eq!(serde_json::to_value(email_codes).unwrap(), name);
    }
}

fn session_id() -> SessionId {
    SessionId("0f1e2d3c4b5a69788796a5b4c3d2e1f0".to_owned())
}

fn device_id() -> DeviceId {
    DeviceId("f0e1d2c3b4a5968778695a4b3c2d1e0f".to_owned())
}

#[test]
fn devices_and_sessions_are_frozen() {
    frozen("trusted", &Trusted { until: NOW });
    frozen("which_session", &WhichSession { id: session_id() });
    frozen("which_device", &WhichDevice { id: device_id() });
}

#[test]
fn places_are_frozen() {
    let next = "/board?x=1".to_owned();
    frozen("wanted", &Wanted { next: next.clone() });
    frozen("place", &Place { href: Some(next) });
    frozen("place_not_allowed", &Place { href: None });
}

#[test]
fn the_settings_of_a_cared_for_account_are_frozen() {
    frozen("keys_only", &KeysOnly { on: true });
    frozen(
        "deletion",
        &Deletion {
            email: "ann@example.com".to_owned(),
        },
    );
    let overview = SecurityOverview {
        backup_codes: Some(BackupCodesLeft {
            left: 2,
            total: 10,
            created_at: NOW,
            unsaved: None,
        }),
        password_min: 8,
        email_confirmed_at: Some(NOW),
        text_messages: true,
        phone: Some(Phone {
            masked: masked_number(),
            created_at: NOW,
            last_used_at: None,
        }),
        email_codes: EmailCodes::On,
        keys_only: false,
        sessions: vec![OpenSession {
            id: session_id(),
            is_current: true,
            user_agent: USER_AGENT.to_owned(),
            network: "192.0.2.7".to_owned(),
            created_at: NOW,
            last_seen_at: NOW.plus_seconds(60),
        }],
        devices: vec![TrustedDevice {
            id: device_id(),
            is_current: true,
            user_agent: USER_AGENT.to_owned(),
            trusted_at: NOW,
            last_used_at: NOW.plus_seconds(60),
            trusted_until: NOW.plus_seconds(2_592_000),
        }],
        recovery: Some(Recovery::Ready { expires_at: NOW }),
        open_for: 600,
        ..bare_overview()
    };
    frozen("security_overview_cared_for", &overview);
}

/// The name of an event on the wire. Exhaustive, so that a new variant fails to compile until it has one.
fn name(event: &Event) -> &'static str {
    match event {
        Event::AccountMade => "account_made",
        Event::SignedIn { .. } => "signed_in",
        Event::SecondStepFailed => "second_step_failed",
        Event::SecondStepMissing => "second_step_missing",
        Event::MethodAdded { .. } => "method_added",
        Event::MethodRemoved { .. } => "method_removed",
        Event::SecondStepOn => "second_step_on",
        Event::SecondStepOff => "second_step_off",
        Event::PasskeyCounterWentBack { .. } => "passkey_counter_went_back",
        Event::BackupCodeUsed { .. } => "backup_code_used",
        Event::BackupCodesMade => "backup_codes_made",
        Event::PasswordChanged => "password_changed",
        Event::PasswordResetAsked => "password_reset_asked",
        Event::PasswordReset => "password_reset",
        Event::DeviceTrusted => "device_trusted",
        Event::DevicesForgotten => "devices_forgotten",
        Event::SessionsEnded => "sessions_ended",
        Event::EmailConfirmed => "email_confirmed",
        Event::EmailChanged { .. } => "email_changed",
        Event::EmailChangeUndone => "email_change_undone",
        Event::RecoveryAsked => "recovery_asked",
        Event::RecoveryStarted { .. } => "recovery_started",
        Event::RecoveryCancelled => "recovery_cancelled",
        Event::RecoveryFinished => "recovery_finished",
        Event::KeysOnlyOn => "keys_only_on",
        Event::KeysOnlyOff => "keys_only_off",
    }
}

fn events() -> [Event; 26] {
    let phone = || (Method::TextMessage, masked_number());
    let ((added, added_name), (removed, removed_name)) = (phone(), phone());
    [
        Event::AccountMade,
        Event::SignedIn {
            is_new_device: true,
        },
        Event::SecondStepFailed,
        Event::SecondStepMissing,
        Event::MethodAdded {
            method: added,
            name: added_name,
        },
        Event::MethodRemoved {
            method: removed,
            name: removed_name,
        },
        Event::SecondStepOn,
        Event::SecondStepOff,
        Event::PasskeyCounterWentBack {
            name: "Laptop".to_owned(),
        },
        Event::BackupCodeUsed { left: 9 },
        Event::BackupCodesMade,
        Event::PasswordChanged,
        Event::PasswordResetAsked,
        Event::PasswordReset,
        Event::DeviceTrusted,
        Event::DevicesForgotten,
        Event::SessionsEnded,
        Event::EmailConfirmed,
        Event::EmailChanged {
            to: "n•••@example.com".to_owned(),
        },
        Event::EmailChangeUndone,
        Event::RecoveryAsked,
        Event::RecoveryStarted { ready_at: NOW },
        Event::RecoveryCancelled,
        Event::RecoveryFinished,
        Event::KeysOnlyOn,
        Event::KeysOnlyOff,
    ]
}

#[test]
fn the_activity_is_frozen() {
    let entries = events().map(|event| Entry {
        at: NOW,
        event,
        user_agent: USER_AGENT.to_owned(),
        network: "2001:db8::".to_owned(),
    });
    let activity = Activity {
        entries: entries.into(),
    };
    frozen("activity", &activity);
    let written: Value = serde_json::from_str(&file("activity")).unwrap();
    for (entry, event) in written["entries"].as_array().unwrap().iter().zip(events()) {
        assert_eq!(entry["event"]["what"], name(&event));
    }
}

/// The server may leave these out, and does when there is nothing to say.
#[test]
fn a_second_step_without_more_says_no_more() {
    let written = serde_json::to_value(second_step()).unwrap();
    let fields: Vec<&String> = written.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["expires_in", "methods", "show_first"]);
    let read: SecondStep = serde_json::from_value(written).unwrap();
    assert_eq!(read, second_step());
}
