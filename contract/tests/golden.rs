//! The wire format, frozen: each shape has a file that it is written as and read from. To change one is a
//! deliberate act that other implementations of the contract will notice.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod account;
mod json;
mod passkeys;

use contract::{
    Nothing, Problem, Secret, Timestamp,
    account::{BackupCodesLeft, PasswordChange, SecurityOverview, Viewer},
    activity::Activity,
    authenticator::{
        Algorithm, Authenticator, AuthenticatorId, AuthenticatorName, Confirmation, Confirmed,
        PendingAuthenticator, WhichAuthenticator,
    },
    backup_codes::{BackupCodeSetId, BackupCodes, WhichBackupCodes},
    contact::{ContactCode, EmailCodes},
    endpoint::{self, Endpoint, Verb, Visitor},
    json::{ReadJson, WriteJson},
    next::Place,
    passkey::{PasskeyAdded, PasskeyCreation, PasskeyRequest},
    problem::{Field, Reason},
    recovery::{LinkChecked, LinkToken, PasswordReset, Recovery},
    sent_code::Destination,
    sign_in::{Credentials, Method, NextStep, Proof, SecondStep, SignedIn},
    sign_up::NewAccount,
    site::{Health, HealthStatus, Site, Support},
    step_up::{PasswordAgain, StepUp, SteppedUp},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fmt::Debug, fs, path::PathBuf};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn file(name: &str) -> String {
    let path = folder().join(format!("{name}.json"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The value is written as the file says, and the file reads as the value, by the server's means and by the page's.
fn frozen<T>(name: &str, value: &T)
where
    T: Serialize + DeserializeOwned + ReadJson + WriteJson + PartialEq + Debug,
{
    let written = serde_json::to_string_pretty(value).unwrap();
    assert_eq!(
        written,
        file(name).trim_end(),
        "{name}: it is written differently"
    );
    let read: T = serde_json::from_str(&file(name)).unwrap();
    assert_eq!(&read, value, "{name}: it reads as something else");
    json::both_agree(name, value, &file(name));
}

fn viewer() -> Viewer {
    Viewer {
        email: "ann@example.com".to_owned(),
    }
}

fn set() -> BackupCodeSetId {
    BackupCodeSetId("fedcba9876543210fedcba9876543210".to_owned())
}

fn second_step() -> SecondStep {
    SecondStep {
        methods: vec![Method::Authenticator, Method::BackupCode],
        show_first: Method::Authenticator,
        expires_in: 600,
        destinations: Vec::new(),
        trust_days: 0,
        can_recover: false,
        no_recovery: None,
        recovery_hours: 0,
        recovery: None,
    }
}

/// Everything that an account without anything has.
fn bare_overview() -> SecurityOverview {
    SecurityOverview {
        viewer: viewer(),
        second_step_required: false,
        passkeys: Vec::new(),
        passkey_owner: None,
        authenticators: Vec::new(),
        backup_codes: None,
        password_changed_at: Timestamp(1_700_000_000_000),
        password_min: 15,
        email_confirmed_at: None,
        text_messages: false,
        phone: None,
        email_codes: EmailCodes::Unavailable,
        keys_only: false,
        sessions: Vec::new(),
        devices: Vec::new(),
        recovery: None,
        open_for: 0,
    }
}

fn id() -> AuthenticatorId {
    AuthenticatorId("0123456789abcdef0123456789abcdef".to_owned())
}

fn authenticator(last_used_at: Option<Timestamp>) -> Authenticator {
    Authenticator {
        id: id(),
        name: "Phone".to_owned(),
        created_at: Timestamp(1_700_000_000_000),
        last_used_at,
    }
}

fn codes() -> Vec<Secret> {
    vec![
        Secret::from("0123-4567-89AB-CDEF"),
        Secret::from("GHJK-MNPQ-RSTV-WXYZ"),
    ]
}

/// The name of a problem's file. Exhaustive, so that a new variant fails to compile until it has one.
fn problem_file(problem: &Problem) -> &'static str {
    match problem {
        Problem::Malformed => "problem_malformed",
        Problem::UnsupportedMediaType => "problem_unsupported_media_type",
        Problem::BodyTooLarge => "problem_body_too_large",
        Problem::NotFound => "problem_not_found",
        Problem::MethodNotAllowed => "problem_method_not_allowed",
        Problem::Invalid {
            field: Field::Phone,
            ..
        } => "problem_invalid_phone",
        Problem::Invalid { reason, .. } => reason_file(*reason),
        Problem::CrossSite => "problem_cross_site",
        Problem::SignUpClosed => "problem_sign_up_closed",
        Problem::WrongCredentials => "problem_wrong_credentials",
        Problem::NotSignedIn => "problem_not_signed_in",
        Problem::SignInExpired => "problem_sign_in_expired",
        Problem::WrongCode { .. } => "problem_wrong_code",
        Problem::CodeAlreadyUsed { .. } => "problem_code_already_used",
        Problem::SentCodeExpired => "problem_sent_code_expired",
        Problem::MethodUnavailable => "problem_method_unavailable",
        Problem::LinkExpired => "problem_link_expired",
        Problem::RecoveryUnavailable => "problem_recovery_unavailable",
        Problem::RecoveryNotReady => "problem_recovery_not_ready",
        Problem::EmailNotConfirmed => "problem_email_not_confirmed",
        Problem::TextMessagesUnavailable => "problem_text_messages_unavailable",
        Problem::TrustUnavailable => "problem_trust_unavailable",
        Problem::TwoKeysNeeded => "problem_two_keys_needed",
        Problem::TooManyTries { .. } => "problem_too_many_tries",
        Problem::MethodLocked => "problem_method_locked",
        Problem::EnrolmentRequired => "problem_enrolment_required",
        Problem::StepUpRequired {
            step_up: StepUp::Password,
        } => "problem_step_up_with_password",
        Problem::StepUpRequired {
            step_up: StepUp::SecondStep(_),
        } => "problem_step_up_with_second_step",
        Problem::EnrolmentExpired => "problem_enrolment_expired",
        Problem::TooManyAuthenticators => "problem_too_many_authenticators",
        Problem::LastSecondStep => "problem_last_second_step",
        Problem::LongerPasswordNeeded { .. } => "problem_longer_password_needed",
        Problem::NoSecondStep => "problem_no_second_step",
        Problem::WrongPasskey => "problem_wrong_passkey",
        Problem::PasskeyRemoved => "problem_passkey_removed",
        Problem::PersonNotVerified => "problem_person_not_verified",
        Problem::PasskeyCounterWentBack => "problem_passkey_counter_went_back",
        Problem::CeremonyExpired => "problem_ceremony_expired",
        Problem::PasskeyRefused => "problem_passkey_refused",
        Problem::PasskeyAlreadyRegistered => "problem_passkey_already_registered",
        Problem::TooManyPasskeys => "problem_too_many_passkeys",
        Problem::PasskeysUnavailable => "problem_passkeys_unavailable",
        Problem::Busy { .. } => "problem_busy",
        Problem::Internal => "problem_internal",
    }
}

fn reason_file(reason: Reason) -> &'static str {
    match reason {
        Reason::Missing => "problem_invalid_missing",
        Reason::Malformed => "problem_invalid_malformed",
        Reason::TooShort { .. } => "problem_invalid_too_short",
        Reason::TooLong { .. } => "problem_invalid_too_long",
        Reason::Common => "problem_invalid_common",
        Reason::Breached => "problem_invalid_breached",
        Reason::Repetition => "problem_invalid_repetition",
        Reason::Sequence => "problem_invalid_sequence",
        Reason::ServiceName => "problem_invalid_service_name",
        Reason::Guessable => "problem_invalid_guessable",
        Reason::ContainsEmail => "problem_invalid_contains_email",
        Reason::Wrong => "problem_invalid_wrong",
    }
}

fn refusals_of_a_field() -> [Problem; 13] {
    let invalid = |field, reason| Problem::Invalid { field, reason };
    [
        invalid(Field::Email, Reason::Missing),
        invalid(Field::Code, Reason::Malformed),
        invalid(Field::Password, Reason::TooShort { minimum: 15 }),
        invalid(Field::Name, Reason::TooLong { maximum: 64 }),
        invalid(Field::Password, Reason::Common),
        invalid(Field::Password, Reason::Breached),
        invalid(Field::Password, Reason::Repetition),
        invalid(Field::Password, Reason::Sequence),
        invalid(Field::Password, Reason::ServiceName),
        invalid(Field::Password, Reason::Guessable),
        invalid(Field::Password, Reason::ContainsEmail),
        invalid(Field::CurrentPassword, Reason::Wrong),
        invalid(Field::Phone, Reason::Malformed),
    ]
}

fn other_refusals() -> [Problem; 42] {
    let retry_at = Timestamp(1_700_000_271_000);
    [
        Problem::Malformed,
        Problem::UnsupportedMediaType,
        Problem::BodyTooLarge,
        Problem::NotFound,
        Problem::MethodNotAllowed,
        Problem::CrossSite,
        Problem::SignUpClosed,
        Problem::WrongCredentials,
        Problem::NotSignedIn,
        Problem::SignInExpired,
        Problem::WrongCode {
            tries_left: 4,
            retry_after: None,
        },
        Problem::CodeAlreadyUsed {
            next_code_in: 12,
            tries_left: 4,
        },
        Problem::SentCodeExpired,
        Problem::MethodUnavailable,
        Problem::LinkExpired,
        Problem::RecoveryUnavailable,
        Problem::RecoveryNotReady,
        Problem::EmailNotConfirmed,
        Problem::TextMessagesUnavailable,
        Problem::TrustUnavailable,
        Problem::TwoKeysNeeded,
        Problem::TooManyTries {
            retry_at,
            retry_after: 271,
        },
        Problem::MethodLocked,
        Problem::EnrolmentRequired,
        Problem::StepUpRequired {
            step_up: StepUp::Password,
        },
        Problem::StepUpRequired {
            step_up: StepUp::SecondStep(second_step()),
        },
        Problem::EnrolmentExpired,
        Problem::TooManyAuthenticators,
        Problem::LastSecondStep,
        Problem::LongerPasswordNeeded { minimum: 15 },
        Problem::NoSecondStep,
        Problem::WrongPasskey,
        Problem::PasskeyRemoved,
        Problem::PersonNotVerified,
        Problem::PasskeyCounterWentBack,
        Problem::CeremonyExpired,
        Problem::PasskeyRefused,
        Problem::PasskeyAlreadyRegistered,
        Problem::TooManyPasskeys,
        Problem::PasskeysUnavailable,
        Problem::Busy { retry_after: 1 },
        Problem::Internal,
    ]
}

#[test]
fn every_problem_is_frozen() {
    for problem in refusals_of_a_field().into_iter().chain(other_refusals()) {
        frozen(problem_file(&problem), &problem);
    }
}

#[test]
fn every_step_is_frozen() {
    let signed_in = |backup_codes_left| SignedIn {
        viewer: viewer(),
        backup_codes_left,
        offer_passkey: false,
        password_advice: None,
    };
    frozen("next_step_password", &NextStep::Password);
    frozen(
        "next_step_second_step",
        &NextStep::SecondStep(second_step()),
    );
    frozen(
        "next_step_enrolment_required",
        &NextStep::EnrolmentRequired(signed_in(None)),
    );
    frozen("next_step_signed_in", &NextStep::SignedIn(signed_in(None)));
    frozen(
        "next_step_signed_in_with_backup_code",
        &NextStep::SignedIn(signed_in(Some(9))),
    );
    frozen(
        "next_step_signed_in_with_offer",
        &NextStep::SignedIn(SignedIn {
            offer_passkey: true,
            ..signed_in(None)
        }),
    );
    frozen(
        "next_step_signed_in_with_password_advice",
        &NextStep::SignedIn(SignedIn {
            password_advice: Some(Reason::Breached),
            ..signed_in(None)
        }),
    );
    frozen(
        "next_step_second_step_with_every_method",
        &NextStep::SecondStep(SecondStep {
            methods: Method::ALL.to_vec(),
            show_first: Method::Passkey,
            ..second_step()
        }),
    );
    frozen(
        "stepped_up",
        &SteppedUp {
            open_for: 600,
            backup_codes_left: None,
        },
    );
    frozen(
        "stepped_up_with_backup_code",
        &SteppedUp {
            open_for: 600,
            backup_codes_left: Some(2),
        },
    );
}

#[test]
fn every_request_of_signing_in_is_frozen() {
    let (email, password) = (
        "ann@example.com".to_owned(),
        Secret::from("correct horse battery"),
    );
    frozen("nothing", &Nothing {});
    frozen(
        "new_account",
        &NewAccount {
            email: email.clone(),
            password: password.clone(),
        },
    );
    frozen(
        "credentials",
        &Credentials {
            email,
            password: password.clone(),
        },
    );
    frozen(
        "proof_authenticator",
        &Proof::Authenticator {
            code: Secret::from("123456"),
        },
    );
    frozen(
        "proof_backup_code",
        &Proof::BackupCode {
            code: codes().swap_remove(0),
        },
    );
    frozen("password_again", &PasswordAgain { password });
}

#[test]
fn every_request_of_the_settings_is_frozen() {
    let (current, new) = (
        "correct horse battery".into(),
        "staple staple staple".into(),
    );
    frozen("password_change", &PasswordChange { current, new });
    let code = Secret::from("123456");
    frozen(
        "confirmation",
        &Confirmation {
            id: id(),
            code,
            name: "Phone".to_owned(),
        },
    );
    frozen("which_authenticator", &WhichAuthenticator { id: id() });
    frozen(
        "authenticator_name",
        &AuthenticatorName {
            id: id(),
            name: "Tablet".to_owned(),
        },
    );
}

#[test]
fn every_reply_is_frozen() {
    let now = Timestamp(1_700_000_000_000);
    for (name, status) in [
        ("health_ok", HealthStatus::Ok),
        (
            "health_database_unavailable",
            HealthStatus::DatabaseUnavailable,
        ),
        (
            "health_database_not_writable",
            HealthStatus::DatabaseNotWritable,
        ),
    ] {
        frozen(name, &Health { status });
    }
    let site = Site {
        name: "Latchkey".to_owned(),
        sign_up_open: true,
        second_step_required: false,
        password_min: 15,
        rp_id: Some("example.com".to_owned()),
        origins: vec![
            "https://sign-in.example.com".to_owned(),
            "https://example.net".to_owned(),
        ],
        support: None,
        now: Some(now),
    };
    frozen("site", &site);
    frozen(
        "site_in_a_page",
        &Site {
            now: None,
            ..site.clone()
        },
    );
    for (name, support) in [
        (
            "site_with_support",
            Support::Email("help@example.com".to_owned()),
        ),
        (
            "site_with_support_page",
            Support::Page("https://example.com/help".to_owned()),
        ),
    ] {
        let support = Some(support);
        frozen(
            name,
            &Site {
                support,
                ..site.clone()
            },
        );
    }
    let bare = Site {
        rp_id: None,
        origins: vec!["http://192.0.2.7:8080".to_owned()],
        ..site
    };
    frozen("site_without_passkeys", &bare);
}

#[test]
fn the_overview_and_backup_codes_are_frozen() {
    let now = Timestamp(1_700_000_000_000);
    let overview = SecurityOverview {
        authenticators: vec![authenticator(None), authenticator(Some(now))],
        backup_codes: Some(BackupCodesLeft {
            left: 9,
            total: 10,
            created_at: now,
            unsaved: None,
        }),
        password_min: 8,
        open_for: 271,
        ..bare_overview()
    };
    frozen("security_overview", &overview);
    let unsaved = SecurityOverview {
        backup_codes: overview.backup_codes.clone().map(|codes| BackupCodesLeft {
            unsaved: Some(set()),
            ..codes
        }),
        ..overview
    };
    frozen("security_overview_with_unsaved_codes", &unsaved);
    assert_eq!(unsaved.backup_codes.map(|codes| codes.at_hand()), Some(0));
    frozen("security_overview_bare", &bare_overview());
    frozen("which_backup_codes", &WhichBackupCodes { set: set() });
    let made = BackupCodes {
        set: set(),
        codes: codes(),
    };
    frozen("backup_codes", &made);
}

#[test]
fn an_enrolment_is_frozen() {
    let now = Timestamp(1_700_000_000_000);
    let pending = |algorithm| PendingAuthenticator {
        id: id(),
        secret: Secret::from("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
        issuer: "Latchkey".to_owned(),
        account: "ann@example.com".to_owned(),
        algorithm,
        digits: 6,
        period: 30,
        now,
        expires_at: now.plus_seconds(600),
    };
    frozen("pending_authenticator", &pending(Algorithm::Sha1));
    for (algorithm, name) in [
        (Algorithm::Sha1, "SHA1"),
        (Algorithm::Sha256, "SHA256"),
        (Algorithm::Sha512, "SHA512"),
    ] {
        assert_eq!(
            serde_json::to_value(pending(algorithm)).unwrap()["algorithm"],
            name
        );
        assert_eq!(algorithm.name(), name);
    }
    let confirmed = |backup_codes: Option<Vec<Secret>>| Confirmed {
        authenticator: authenticator(None),
        backup_code_set: backup_codes.as_ref().map(|_| set()),
        backup_codes,
        next_code_in: 12,
    };
    frozen("confirmed", &confirmed(None));
    frozen("confirmed_first", &confirmed(Some(codes())));
}

#[test]
fn a_name_may_be_left_out_of_a_confirmation() {
    let mut short: Value = serde_json::from_str(&file("confirmation")).unwrap();
    short.as_object_mut().unwrap().remove("name");
    let read: Confirmation = serde_json::from_value(short).unwrap();
    assert_eq!(read.name, "");
}

#[test]
fn a_reply_may_gain_fields() {
    for name in [
        "next_step_signed_in",
        "site",
        "security_overview",
        "problem_wrong_code",
        "passkey_question",
        "passkey_order",
        "passkey_added",
        "destination",
        "recovery_waiting",
        "activity",
        "place",
        "link_checked_of_password_reset",
    ] {
        let mut later: Value = serde_json::from_str(&file(name)).unwrap();
        later
            .as_object_mut()
            .unwrap()
            .insert("of_a_later_version".to_owned(), json!({"a": [1]}));
        let later = later.to_string();
        match name {
            "next_step_signed_in" => drop(serde_json::from_str::<NextStep>(&later).unwrap()),
            "site" => drop(serde_json::from_str::<Site>(&later).unwrap()),
            "security_overview" => {
                drop(serde_json::from_str::<SecurityOverview>(&later).unwrap());
            }
            "passkey_question" => {
                drop(serde_json::from_str::<PasskeyRequest>(&later).unwrap());
            }
            "passkey_order" => drop(serde_json::from_str::<PasskeyCreation>(&later).unwrap()),
            "destination" => drop(serde_json::from_str::<Destination>(&later).unwrap()),
            "recovery_waiting" => drop(serde_json::from_str::<Recovery>(&later).unwrap()),
            "activity" => drop(serde_json::from_str::<Activity>(&later).unwrap()),
            "link_checked_of_password_reset" => {
                drop(serde_json::from_str::<LinkChecked>(&later).unwrap());
            }
            "place" => drop(serde_json::from_str::<Place>(&later).unwrap()),
            "passkey_added" => drop(serde_json::from_str::<PasskeyAdded>(&later).unwrap()),
            _ => drop(serde_json::from_str::<Problem>(&later).unwrap()),
        }
    }
}

/// Something to be tried with the body of each call.
struct EachRequest<F>(F);

/// A body that each call takes, by the name of its type.
fn good_body<E: Endpoint>() -> Value {
    let name = std::any::type_name::<E::Request>()
        .rsplit("::")
        .next()
        .unwrap();
    let name = match name {
        "Nothing" => "nothing",
        "NewAccount" => "new_account",
        "Credentials" => "credentials",
        "Proof" => "proof_authenticator",
        "PasswordAgain" => "password_again",
        "PasswordChange" => "password_change",
        "Confirmation" => "confirmation",
        "WhichAuthenticator" => "which_authenticator",
        "AuthenticatorName" => "authenticator_name",
        "WhichKind" => "which_kind_passkey",
        "PasskeyAnswer" => "passkey_answer",
        "NewPasskey" => "new_passkey",
        "WhichPasskey" => "which_passkey",
        "PasskeyName" => "passkey_name",
        "OfferDeclined" => "offer_declined_not_now",
        "WhichChannel" => "which_channel_text_message",
        "Wanted" => "wanted",
        "ResetWish" => "reset_wish",
        "PasswordReset" => "password_reset",
        "LinkToken" => "link_token",
        "LinkCheck" => "link_check",
        "NewPhone" => "new_phone",
        "NewEmail" => "new_email",
        "ContactCode" => "contact_code",
        "KeysOnly" => "keys_only",
        "WhichDevice" => "which_device",
        "WhichSession" => "which_session",
        "WhichBackupCodes" => "which_backup_codes",
        "Deletion" => "deletion",
        other => panic!("{other} has no golden file"),
    };
    serde_json::from_str(&file(name)).unwrap()
}

impl<F: Fn(&str, &Value, &dyn Fn(&str) -> bool)> Visitor for EachRequest<F> {
    fn visit<E: Endpoint>(&mut self) {
        let is_read = |text: &str| serde_json::from_str::<E::Request>(text).is_ok();
        let body = good_body::<E>();
        assert!(is_read(&body.to_string()), "{}: {body}", E::NAME);
        (self.0)(E::NAME, &body, &is_read);
    }
}

#[test]
fn every_request_refuses_fields_that_it_does_not_know() {
    let planted = [
        "mfa_verified",
        "status",
        "amr",
        "user_id",
        "account_id",
        "role",
        "state",
        "trusted",
        "secret",
        "now",
        "is_admin",
        "__proto__",
        "Email",
        "PASSWORD",
    ];
    endpoint::visit_all(&mut EachRequest(
        |name: &str, body: &Value, is_read: &dyn Fn(&str) -> bool| {
            for field in planted {
                for value in [json!(true), json!("x"), json!(null)] {
                    let mut body = body.clone();
                    body.as_object_mut()
                        .unwrap()
                        .insert(field.to_owned(), value);
                    assert!(!is_read(&body.to_string()), "{name} took {body}");
                }
            }
        },
    ));
}

#[test]
fn every_request_refuses_a_field_given_twice() {
    endpoint::visit_all(&mut EachRequest(
        |name: &str, body: &Value, is_read: &dyn Fn(&str) -> bool| {
            for (field, value) in body.as_object().unwrap() {
                let text = body.to_string();
                let twice = text.replacen('{', &format!("{{{}:{value},", json!(field)), 1);
                assert!(!is_read(&twice), "{name} took {twice}");
            }
        },
    ));
}

#[test]
fn every_request_refuses_missing_fields_and_wrong_types() {
    endpoint::visit_all(&mut EachRequest(
        |name: &str, body: &Value, is_read: &dyn Fn(&str) -> bool| {
            for (field, right) in body.as_object().unwrap() {
                for wrong in [
                    json!(null),
                    json!(1),
                    json!(true),
                    json!(["a"]),
                    json!({"a": "b"}),
                ] {
                    if wrong.is_boolean() && right.is_boolean() {
                        continue;
                    }
                    let mut body = body.clone();
                    body[field] = wrong;
                    assert!(!is_read(&body.to_string()), "{name} took {body}");
                }
                // The only fields that may be left out.
                let mut body = body.clone();
                body.as_object_mut().unwrap().remove(field);
                let may_be_left_out = matches!(
                    (name, field.as_str()),
                    ("ConfirmAuthenticator" | "AddPasskey", "name")
                        | ("AddPasskey", "fallback_name")
                );
                assert_eq!(
                    is_read(&body.to_string()),
                    may_be_left_out,
                    "{name} without {field}"
                );
            }
            for wrong in [
                "", "null", "true", "1", "\"{}\"", "[{}]", "{", "{}{}", "{\"\":1}",
            ] {
                assert!(!is_read(wrong), "{name} took {wrong}");
            }
        },
    ));
}

#[test]
fn a_lone_surrogate_is_no_text() {
    for body in [
        r#"{"email":"\ud800","password":"x"}"#,
        r#"{"email":"a","password":"\udfff"}"#,
        r#"{"email":"a","password":"\ud83d"}"#,
    ] {
        assert!(serde_json::from_str::<Credentials>(body).is_err(), "{body}");
    }
}

#[test]
fn a_proof_names_its_method_and_no_other() {
    for body in [
        json!({"code": "123456"}),
        json!({"method": "password", "code": "123456"}),
        json!({"method": "Authenticator", "code": "123456"}),
        json!({"method": ["authenticator"], "code": "123456"}),
        json!({"Authenticator": {"code": "123456"}}),
    ] {
        assert!(
            serde_json::from_value::<Proof>(body.clone()).is_err(),
            "{body}"
        );
    }
}

#[test]
fn secrets_do_not_print() {
    const CANARY: &str = "canary-7331";
    let secret = || Secret::from(CANARY);
    let printed = [
        format!("{:?}", secret()),
        format!(
            "{:#?}",
            Credentials {
                email: String::new(),
                password: secret()
            }
        ),
        format!(
            "{:?}",
            NewAccount {
                email: String::new(),
                password: secret()
            }
        ),
        format!("{:?}", Proof::Authenticator { code: secret() }),
        format!("{:?}", Proof::BackupCode { code: secret() }),
        format!("{:?}", Proof::TextMessage { code: secret() }),
        format!("{:?}", Proof::Email { code: secret() }),
        format!("{:?}", ContactCode { code: secret() }),
        format!("{:?}", LinkToken { token: secret() }),
        format!(
            "{:?}",
            PasswordReset {
                token: secret(),
                password: secret()
            }
        ),
        format!("{:?}", PasswordAgain { password: secret() }),
        format!(
            "{:?}",
            PasswordChange {
                current: secret(),
                new: secret()
            }
        ),
        format!(
            "{:?}",
            Confirmation {
                id: id(),
                code: secret(),
                name: String::new()
            }
        ),
        format!(
            "{:?}",
            BackupCodes {
                set: set(),
                codes: vec![secret()]
            }
        ),
        format!("{:?}", Some(Ok::<_, ()>(vec![secret()]))),
    ];
    for text in printed {
        assert!(!text.contains(CANARY), "{text}");
        assert!(text.contains("Secret(…)"), "{text}");
    }
}

#[test]
fn the_table_is_frozen() {
    #[derive(Default)]
    struct Rows(Vec<Value>);
    impl Visitor for Rows {
        fn visit<E: Endpoint>(&mut self) {
            assert!(E::PATH.starts_with('/') && !E::SUMMARY.is_empty());
            let verb = match E::VERB {
                Verb::Get => "GET",
                Verb::Post => "POST",
            };
            self.0.push(json!({
                "name": E::NAME,
                "call": format!("{verb} /api{}", E::PATH),
                "access": format!("{:?}", E::ACCESS),
            }));
        }
    }
    let mut rows = Rows::default();
    endpoint::visit_all(&mut rows);
    let calls: BTreeSet<&str> = rows
        .0
        .iter()
        .filter_map(|row| row["call"].as_str())
        .collect();
    assert_eq!(
        calls.len(),
        rows.0.len(),
        "a path stands twice in the table"
    );
    let written = serde_json::to_string_pretty(&rows.0).unwrap();
    assert_eq!(written, file("table").trim_end());
}

#[test]
fn every_golden_file_is_read_by_a_test() {
    let source = concat!(
        include_str!("golden.rs"),
        include_str!("passkeys/mod.rs"),
        include_str!("account/mod.rs"),
    );
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(
            source.contains(&format!("\"{name}\"")),
            "{name}.json is left over"
        );
    }
}
