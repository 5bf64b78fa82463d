//! `/api/account/passkeys/start` and `add`: what a new passkey must be (WebAuthn L3 §7.1).

use super::{Forgery, forgeries::of_registrations, forgery};
use crate::support::{
    TestApp,
    authenticator::{Authenticator, BE, BS, ES256, Key, Making, UV, base64url, from_base64url},
    browser::Browser,
    cbor::{Cbor, text},
    passkey::{
        BOTH, Fixture, PASSKEY, Purpose, SECURITY_KEY, add, creation_options, device, elsewhere,
        is_excluded, register, register_forged, sign_in_alone, with_passkey,
    },
    person::{EMAIL, newcomer, pending_sign_in, security, standing},
};
use contract::{
    Problem,
    endpoint::StartPasskey,
    passkey::{PasskeyKind, PasskeyStorage, WhichKind},
    sign_in::{Method, NextStep},
};
use serde_json::{Value, json};
use std::collections::HashSet;

pub async fn options(browser: &Browser, kind: PasskeyKind) -> Value {
    let creation = creation_options(browser, kind).await.unwrap();
    serde_json::to_value(creation.options).unwrap()
}

#[tokio::test]
async fn an_honest_one_is_kept_and_told_as_it_is() {
    // WR-13.
    for kind in BOTH {
        let app = TestApp::new().await;
        let browser = newcomer(&app, EMAIL).await;
        let mut device = device(kind);
        let added = register(&browser, &mut device, kind).await;
        let passkey = added.passkey;
        assert_eq!(passkey.kind, kind);
        assert_eq!(
            passkey.credential_id.0,
            base64url(&device.credentials[0].id)
        );
        assert_eq!(
            (passkey.created_at, passkey.last_used_at),
            (app.clock.now(), None)
        );
        let (name, storage, provider) = match kind {
            PASSKEY => (
                "Google Password Manager",
                PasskeyStorage::Synced,
                Some("Google Password Manager"),
            ),
            SECURITY_KEY => ("Security key", PasskeyStorage::OneDevice, None),
        };
        assert_eq!((passkey.name.as_str(), passkey.storage), (name, storage));
        assert_eq!(passkey.provider.as_deref(), provider);
        assert_eq!(security(&browser).await.unwrap().passkeys, [passkey]);
        let stored = "SELECT kind || ' ' || rp_id || ' ' || transports || ' ' || sign_count || uv_initialized || backup_eligible || backed_up FROM passkeys";
        let wanted = match kind {
            PASSKEY => "passkey localhost internal,hybrid 0111",
            SECURITY_KEY => "security_key localhost nfc,usb 1000",
        };
        assert_eq!(app.text(stored).await, wanted);
        assert_eq!(
            app.bytes("SELECT credential_id FROM passkeys").await,
            device.credentials[0].id
        );
    }
}

#[tokio::test]
async fn creation_options_ask_for_what_the_kind_needs_and_for_nothing_else() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    for kind in BOTH {
        let answer = browser.ask::<StartPasskey>(&WhichKind { kind }).await;
        let creation = answer.json();
        assert_eq!(creation["expires_in"], 300);
        let options = &creation["options"];
        assert_eq!(options["timeout"], 300_000);
        // WR-9: nobody is asked to vouch for the authenticator.
        assert_eq!(options["attestation"], "none");
        assert_eq!(
            options["rp"],
            json!({"id": "localhost", "name": "Latchkey"})
        );
        assert_eq!(options["extensions"], json!({"credProps": true}));
        let wanted = &options["authenticatorSelection"];
        match kind {
            PASSKEY => {
                assert_eq!(wanted["residentKey"], "required");
                assert_eq!(wanted["requireResidentKey"], true);
                assert_eq!(wanted["userVerification"], "required");
            }
            SECURITY_KEY => {
                assert_eq!(wanted["residentKey"], "discouraged");
                assert_eq!(wanted["requireResidentKey"], false);
                assert_eq!(wanted["userVerification"], "preferred");
                assert_eq!(options["hints"], json!(["security-key"]));
            }
        }
        // WR-2: at least 16 random bytes.
        assert!(from_base64url(&options["challenge"]).len() >= 16);
    }
}

#[tokio::test]
async fn no_challenge_comes_twice() {
    // WR-2.
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let mut challenges = HashSet::new();
    for _ in 0..20 {
        let options = options(&browser, PASSKEY).await;
        challenges.insert(options["challenge"].to_string());
    }
    assert_eq!(challenges.len(), 20);
}

#[tokio::test]
async fn the_user_handle_is_random_stable_and_says_nothing() {
    // WR-12.
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let first = options(&browser, PASSKEY).await["user"].clone();
    let handle = from_base64url(&first["id"]);
    assert!((16..=64).contains(&handle.len()), "{}", handle.len());
    assert!(!String::from_utf8_lossy(&handle).contains("ann"));
    assert_eq!(
        (&first["name"], &first["displayName"]),
        (&json!(EMAIL), &json!(EMAIL))
    );
    register(&browser, &mut Authenticator::synced(), PASSKEY).await;
    assert_eq!(options(&browser, PASSKEY).await["user"], first);
    assert_eq!(options(&browser, SECURITY_KEY).await["user"], first);
    let owner = security(&browser).await.unwrap().passkey_owner.unwrap();
    assert_eq!(json!(owner.user_handle), first["id"]);
    assert_eq!(owner.rp_id, "localhost");
    let other = newcomer(&app, "bob@example.com").await;
    let of_other = options(&other, PASSKEY).await["user"]["id"].clone();
    assert_ne!(from_base64url(&of_other), handle);
}

#[tokio::test]
async fn an_authenticator_that_has_one_of_the_account_is_told_to_make_no_other() {
    // WR-11.
    let app = TestApp::new().await;
    let mut of_bob = Authenticator::synced();
    with_passkey(&app, "bob@example.com", &mut of_bob, PASSKEY).await;
    let browser = newcomer(&app, EMAIL).await;
    let (mut phone, mut key) = (Authenticator::synced(), Authenticator::key());
    register(&browser, &mut phone, PASSKEY).await;
    app.clock.advance_seconds(1);
    register(&browser, &mut key, SECURITY_KEY).await;
    for kind in BOTH {
        let creation = creation_options(&browser, kind).await.unwrap();
        assert!(is_excluded(&phone, &creation) && is_excluded(&key, &creation));
        assert!(
            !is_excluded(&of_bob, &creation),
            "that is nobody's business"
        );
        let options = serde_json::to_value(&creation.options).unwrap();
        let excluded = options["excludeCredentials"].as_array().unwrap();
        let transports: Vec<&Value> = excluded.iter().map(|it| &it["transports"]).collect();
        assert_eq!(
            transports,
            [&json!(["internal", "hybrid"]), &json!(["nfc", "usb"])]
        );
    }
}

/// Refused, with nothing stored; and the same person may then register as if nothing had been.
pub async fn each_is_refused(kind: PasskeyKind, forgeries: Vec<Forgery<Making>>) {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let mut device = device(kind);
    let before = app.kept().await;
    for (name, forge) in forgeries {
        let creation = creation_options(&browser, kind).await.unwrap();
        let mut making = device.making(&creation).unwrap();
        let honest = making.answer();
        forge(&mut making);
        let refused = add(&browser, &creation, &making.answer()).await;
        assert_eq!(refused, Err(Problem::PasskeyRefused), "{kind:?}: {name}");
        assert_eq!(app.kept().await, before, "{name} changed something");
        // The challenge is used up by a wrong answer.
        let again = add(&browser, &creation, &honest).await;
        assert_eq!(again, Err(Problem::CeremonyExpired), "{name}");
    }
    register(&browser, &mut device, kind).await;
}

#[tokio::test]
async fn a_forged_passkey_is_refused() {
    each_is_refused(PASSKEY, of_registrations()).await;
}

#[tokio::test]
async fn a_forged_security_key_is_refused() {
    each_is_refused(SECURITY_KEY, of_registrations()).await;
}

#[tokio::test]
async fn a_passkey_that_did_not_check_its_holder_is_refused_and_a_security_key_need_not() {
    // WR-6.
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let before = app.kept().await;
    let mut device = Authenticator::synced();
    let refused = register_forged(&browser, &mut device, PASSKEY, |it| it.flags &= !UV).await;
    assert_eq!(refused, Err(Problem::PersonNotVerified));
    assert_eq!(app.kept().await, before);
    let taken = register_forged(&browser, &mut device, SECURITY_KEY, |it| it.flags &= !UV).await;
    assert!(taken.is_ok(), "{taken:?}");
}

#[tokio::test]
async fn each_honest_pair_of_backup_flags_is_told_as_it_is() {
    // WR-7.
    for (flags, storage) in [
        (0, PasskeyStorage::OneDevice),
        (BE, PasskeyStorage::NotYetSynced),
        (BE | BS, PasskeyStorage::Synced),
    ] {
        let app = TestApp::new().await;
        let browser = newcomer(&app, EMAIL).await;
        let mut device = Authenticator {
            backup: flags,
            ..Authenticator::synced()
        };
        let added = register(&browser, &mut device, PASSKEY).await;
        assert_eq!(added.passkey.storage, storage);
    }
}

#[tokio::test]
async fn an_id_has_one_to_1023_bytes() {
    // WR-10.
    each_is_refused(
        PASSKEY,
        vec![
            forgery("1024 bytes", |it: &mut Making| {
                it.credential_id = vec![7; 1024];
            }),
            forgery("many bytes", |it: &mut Making| {
                it.credential_id = vec![7; 5_000];
            }),
            forgery("none", |it: &mut Making| it.credential_id = Vec::new()),
            forgery("a shorter length", |it: &mut Making| {
                it.credential_id_length = Some(16);
            }),
            forgery("a longer length", |it: &mut Making| {
                it.credential_id_length = Some(33);
            }),
            forgery("the longest length", |it: &mut Making| {
                it.credential_id_length = Some(u16::MAX);
            }),
        ],
    )
    .await;
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    for length in [1, 16, 1023] {
        let mut device = Authenticator::synced();
        register_forged(&browser, &mut device, PASSKEY, |it| {
            it.credential_id = vec![7; length];
        })
        .await
        .unwrap();
        assert!(sign_in_alone(&elsewhere(&app), &mut device).await.is_ok());
    }
}

#[tokio::test]
async fn an_answer_names_the_credential_that_it_holds() {
    // WR-10.
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let device = Authenticator::synced();
    let before = app.kept().await;
    let another = base64url(&[7; 32]);
    for (fields, value) in [
        (&["id"][..], another.as_str()),
        (&["rawId"], &another),
        // Both say the same, and the authenticator something else.
        (&["id", "rawId"], &another),
        (&["id"], ""),
        (&["id"], "not base 64!"),
        (&["type"], "password"),
        (&["type"], ""),
    ] {
        let creation = creation_options(&browser, PASSKEY).await.unwrap();
        let mut answer = device.making(&creation).unwrap().answer();
        for field in fields {
            answer[field] = json!(value);
        }
        let refused = add(&browser, &creation, &answer).await;
        assert_eq!(refused, Err(Problem::PasskeyRefused), "{fields:?}");
        assert_eq!(app.kept().await, before);
    }
}

#[tokio::test]
async fn a_credential_that_another_account_holds_is_refused_and_its_owner_still_signs_in() {
    // WR-10.
    for kind in BOTH {
        let mut fixture = Fixture::new(kind).await;
        let attacker = newcomer(&fixture.app, "attacker@example.com").await;
        let before = fixture.app.kept().await;
        let of_victim = fixture.device.credentials[0].clone();
        for key in [Key::new(ES256), of_victim.key.clone()] {
            for wanted in BOTH {
                let refused = register_forged(&attacker, &mut device(wanted), wanted, |it| {
                    it.credential_id = of_victim.id.clone();
                    it.public_key = key.public();
                    it.key = key.clone();
                })
                .await;
                assert_eq!(refused, Err(Problem::PasskeyAlreadyRegistered));
                assert_eq!(fixture.app.kept().await, before);
            }
        }
        for purpose in Purpose::of(kind) {
            let asker = fixture.asker(purpose).await;
            let proved = purpose.prove(&asker, &mut fixture.device).await;
            assert_eq!(proved, Ok(()), "{purpose:?}");
        }
    }
}

#[tokio::test]
async fn a_credential_of_ones_own_is_not_registered_twice() {
    // WR-10.
    let fixture = Fixture::new(PASSKEY).await;
    let before = fixture.app.kept().await;
    let id = fixture.device.credentials[0].id.clone();
    let refused = register_forged(
        &fixture.browser,
        &mut Authenticator::synced(),
        PASSKEY,
        |it| {
            it.credential_id = id;
        },
    )
    .await;
    assert_eq!(refused, Err(Problem::PasskeyAlreadyRegistered));
    assert_eq!(fixture.app.kept().await, before);
}

#[tokio::test]
async fn whoever_has_no_recent_proof_steps_up_first() {
    // WR-14.
    for kind in BOTH {
        let mut fixture = Fixture::new(kind).await;
        fixture.app.clock.advance_seconds(600);
        let refused = creation_options(&fixture.browser, PASSKEY).await;
        assert!(
            matches!(refused, Err(Problem::StepUpRequired { .. })),
            "{refused:?}"
        );
        let purpose = Purpose::StepUp(kind);
        purpose
            .prove(&fixture.browser, &mut fixture.device)
            .await
            .unwrap();
        assert!(creation_options(&fixture.browser, PASSKEY).await.is_ok());
    }
}

#[tokio::test]
async fn a_new_passkey_does_not_count_as_a_proof() {
    // WR-14.
    let fixture = Fixture::new(PASSKEY).await;
    fixture.app.clock.advance_seconds(590);
    let mut second = Authenticator::bound();
    let asked = creation_options(&fixture.browser, PASSKEY).await.unwrap();
    fixture.app.clock.advance_seconds(20);
    let answer = second.make(&asked).unwrap();
    add(&fixture.browser, &asked, &answer).await.unwrap();
    let refused = creation_options(&fixture.browser, PASSKEY).await;
    assert!(matches!(refused, Err(Problem::StepUpRequired { .. })));
}

#[tokio::test]
async fn a_pending_sign_in_registers_nothing() {
    // WR-14.
    let fixture = Fixture::new(PASSKEY).await;
    let pending = pending_sign_in(&fixture.app, EMAIL).await;
    assert_eq!(
        creation_options(&pending, PASSKEY).await,
        Err(Problem::NotSignedIn)
    );
    let creation = creation_options(&fixture.browser, PASSKEY).await.unwrap();
    let answer = Authenticator::synced().make(&creation).unwrap();
    assert_eq!(
        add(&pending, &creation, &answer).await,
        Err(Problem::NotSignedIn)
    );
    assert_eq!(
        add(&fixture.app.browser(), &creation, &answer).await,
        Err(Problem::NotSignedIn)
    );
}

#[tokio::test]
async fn outputs_of_extensions_that_nobody_asked_for_are_ignored() {
    // WR-15.
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let extensions = Cbor::Map(vec![
        (text("example.unheardOf"), Cbor::Array(vec![Cbor::Int(1)])),
        (text("hmac-secret"), Cbor::Bool(true)),
    ]);
    let mut device = Authenticator::synced();
    register_forged(&browser, &mut device, PASSKEY, |it| {
        it.extensions = Some(extensions.clone());
        it.outputs = json!({"example": {"deep": [1, 2]}, "credProps": {"rk": true}, "appid": true});
    })
    .await
    .unwrap();
    let purpose = Purpose::Alone;
    purpose
        .prove_forged(&elsewhere(&app), &mut device, |it| {
            it.extensions = Some(Cbor::Map(vec![(text("example.unheardOf"), Cbor::Int(1))]));
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn a_passkey_that_could_not_be_found_without_its_name_is_refused() {
    // §10.1.3: it would be no good for signing in alone. A security key need not be found.
    for (kind, properties, is_taken) in [
        (PASSKEY, json!({"credProps": {"rk": false}}), false),
        (PASSKEY, json!({"credProps": {}}), true),
        (PASSKEY, json!({}), true),
        (SECURITY_KEY, json!({"credProps": {"rk": false}}), true),
    ] {
        let app = TestApp::new().await;
        let browser = newcomer(&app, EMAIL).await;
        let outcome = register_forged(&browser, &mut device(kind), kind, |it| {
            it.outputs = properties.clone();
        })
        .await;
        assert_eq!(outcome.is_ok(), is_taken, "{kind:?} {properties}");
        let count = app.count("SELECT COUNT(*) FROM passkeys").await;
        assert_eq!(count, i64::from(is_taken));
    }
}

#[tokio::test]
async fn what_the_browser_adds_to_its_data_is_let_pass() {
    // §5.8.1.2: "more fields may be added in the future".
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let mut device = Authenticator::synced();
    register_forged(&browser, &mut device, PASSKEY, |it| {
        it.client_data.more = r#","extra":{"a":[1]},"other_keys_can_be_added_here":"…""#.to_owned();
        it.client_data.cross_origin = None;
    })
    .await
    .unwrap();
}

/// What a passkey is called when these are sent for its names, and its authenticator says that it is this model.
async fn named(kind: PasskeyKind, aaguid: [u8; 16], name: &str, fallback_name: &str) -> String {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let mut device = device(kind);
    device.aaguid = aaguid;
    let creation = creation_options(&browser, kind).await.unwrap();
    let credential = device.make(&creation).unwrap();
    let body = json!({"ceremony": creation.ceremony, "credential": credential, "name": name, "fallback_name": fallback_name});
    let path = "/api/account/passkeys/add";
    let taken = browser.post(path, body.to_string()).await;
    assert!(taken.status.is_success(), "{}", taken.text());
    let passkeys = security(&browser).await.unwrap().passkeys;
    passkeys[0].name.clone()
}

#[tokio::test]
async fn a_passkey_is_called_as_said_or_after_its_provider_or_as_the_page_says_or_after_its_kind() {
    const GOOGLE: [u8; 16] = *b"\xea\x9b\x8d\x66\x4d\x01\x1d\x21\x3c\xe4\xb6\xb4\x8c\xb5\x75\xd4";
    for (kind, aaguid, name, fallback, called) in [
        (PASSKEY, GOOGLE, "Mine", "Passkey on Linux", "Mine"),
        (
            PASSKEY,
            GOOGLE,
            " ",
            "Passkey on Linux",
            "Google Password Manager",
        ),
        (
            PASSKEY,
            [9; 16],
            "",
            " Passkey on Linux ",
            "Passkey on Linux",
        ),
        (PASSKEY, [0; 16], "", "Passkey on Linux", "Passkey on Linux"),
        (PASSKEY, [0; 16], "", "", "Passkey"),
        (SECURITY_KEY, [0; 16], "", "", "Security key"),
    ] {
        assert_eq!(named(kind, aaguid, name, fallback).await, called);
    }
}

#[tokio::test]
async fn a_name_is_tidied_checked_and_shown_as_it_is() {
    // WR-13: nothing in a name is markup.
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let path = "/api/account/passkeys/add";
    let mut device = Authenticator::synced();
    for name in ["x".repeat(65), "a\0b".to_owned(), "a\u{202e}b".to_owned()] {
        let creation = creation_options(&browser, PASSKEY).await.unwrap();
        let answer = device.making(&creation).unwrap().answer();
        let body = json!({"ceremony": creation.ceremony, "credential": answer, "name": name});
        let refused = browser.post(path, body.to_string()).await.problem();
        assert!(matches!(refused, Problem::Invalid { .. }), "{refused:?}");
    }
    let renewed = creation_options(&browser, PASSKEY).await.unwrap();
    let name = "  <script>alert(\"1\")</script> \u{1f511} e\u{301} ";
    let again = json!({"ceremony": renewed.ceremony, "credential": device.make(&renewed).unwrap(), "name": name});
    let taken = browser.post(path, again.to_string()).await;
    assert!(taken.status.is_success(), "{}", taken.text());
    let shown = &security(&browser).await.unwrap().passkeys[0].name;
    assert_eq!(shown, "<script>alert(\"1\")</script> \u{1f511} \u{e9}");
}

#[tokio::test]
async fn an_account_has_twenty_at_most() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    for number in 0..20 {
        let kind = BOTH[number % 2];
        register(&browser, &mut device(kind), kind).await;
    }
    for kind in BOTH {
        assert_eq!(
            creation_options(&browser, kind).await,
            Err(Problem::TooManyPasskeys)
        );
    }
    assert_eq!(security(&browser).await.unwrap().passkeys.len(), 20);
}

#[tokio::test]
async fn challenges_taken_before_the_twentieth_do_not_make_a_twenty_first() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    for _ in 0..19 {
        register(&browser, &mut Authenticator::synced(), PASSKEY).await;
    }
    let mut creations = Vec::new();
    for _ in 0..4 {
        creations.push(creation_options(&browser, PASSKEY).await.unwrap());
    }
    let mut outcomes = Vec::new();
    for creation in &creations {
        let answer = Authenticator::synced().make(creation).unwrap();
        outcomes.push(add(&browser, creation, &answer).await.map(|_| ()));
    }
    let over = Err(Problem::CeremonyExpired);
    assert_eq!(outcomes, [Ok(()), over.clone(), over.clone(), over]);
    let full = creation_options(&browser, PASSKEY).await.map(|_| ());
    assert_eq!(full, Err(Problem::TooManyPasskeys));
}

#[tokio::test]
async fn the_answer_may_name_the_transports_or_not() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let creation = creation_options(&browser, PASSKEY).await.unwrap();
    let mut device = Authenticator::synced();
    let mut answer = device.make(&creation).unwrap();
    answer["response"]
        .as_object_mut()
        .unwrap()
        .remove("transports");
    answer
        .as_object_mut()
        .unwrap()
        .remove("authenticatorAttachment");
    let body = json!({"ceremony": creation.ceremony, "credential": answer});
    let taken = browser
        .post("/api/account/passkeys/add", body.to_string())
        .await;
    assert!(taken.status.is_success(), "{}", taken.text());
    let NextStep::SignedIn(_) = standing(&browser).await else {
        panic!("still signed in")
    };
    let pending = pending_sign_in(&app, EMAIL).await;
    let NextStep::SecondStep(asked) = standing(&pending).await else {
        panic!("the second step is owed")
    };
    assert_eq!(asked.methods, [Method::Passkey, Method::BackupCode]);
    assert_eq!(asked.show_first, Method::Passkey);
}
