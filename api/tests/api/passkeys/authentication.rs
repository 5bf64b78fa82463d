//! `/api/sign-in/passkey`, `/api/sign-in/proof` and `/api/step-up/proof`: what a proof must be (WebAuthn L3 §7.2).

use super::purposes;
use super::{
    Forgery,
    forgeries::{of_proofs, tamperings},
    forgery,
};
use crate::support::{
    authenticator::{Authenticator, ES256, Key, Proving, Signed, UP, UV, base64url},
    browser::Answer,
    passkey::{
        BOTH, Fixture, PASSKEY, Purpose, SECURITY_KEY, elsewhere, proof_of, register, remove,
        with_passkey,
    },
    person::{
        EMAIL, PASSWORD, enrol, is_signed_in, pending_sign_in, security, standing, submit_code,
        submit_password,
    },
};
use axum::http::HeaderName;
use contract::{
    Nothing, Problem,
    endpoint::{SignOut, StartPasskeyProof, StartPasskeySignIn},
    passkey::WhichKind,
    sign_in::{Method, NextStep},
};
use serde_json::{Value, json};

#[tokio::test]
async fn an_honest_proof_is_taken_and_noted() {
    for purpose in purposes() {
        let mut fixture = Fixture::new(purpose.kind()).await;
        fixture.app.clock.advance_seconds(60);
        let asker = fixture.asker(purpose).await;
        let proved = purpose.prove(&asker, &mut fixture.device).await;
        assert_eq!(proved, Ok(()), "{purpose:?}");
        assert!(is_signed_in(&asker).await, "{purpose:?}");
        let passkey = &security(&asker).await.unwrap().passkeys[0];
        assert_eq!(passkey.last_used_at, Some(fixture.app.clock.now()));
        assert_eq!(passkey.counter_went_back_at, None);
        let count = fixture.app.count("SELECT sign_count FROM passkeys").await;
        assert_eq!(count, i64::from(fixture.device.credentials[0].counter));
    }
}

#[tokio::test]
async fn a_passkey_alone_is_both_steps_and_a_code_is_not_asked_for() {
    let mut fixture = Fixture::new(PASSKEY).await;
    enrol(&fixture.app, &fixture.browser).await;
    let asker = elsewhere(&fixture.app);
    Purpose::Alone
        .prove(&asker, &mut fixture.device)
        .await
        .unwrap();
    let NextStep::SignedIn(signed_in) = standing(&asker).await else {
        panic!("not signed in")
    };
    assert_eq!(signed_in.viewer.email, EMAIL);
    let cookies: Vec<String> = asker.cookies().into_keys().collect();
    assert_eq!(cookies, ["latchkey", "latchkey-device"]);
}

#[tokio::test]
async fn request_options_ask_for_what_the_purpose_needs_and_for_nothing_else() {
    // WA-5, and WA-11: who has not given a password is told of no credential.
    let fixture = Fixture::new(PASSKEY).await;
    let mut key = Authenticator::key();
    register(&fixture.browser, &mut key, SECURITY_KEY).await;
    let mut of_bob = Authenticator::synced();
    with_passkey(&fixture.app, "bob@example.com", &mut of_bob, PASSKEY).await;
    let alone = Purpose::Alone;
    for purpose in purposes() {
        let asker = fixture.asker(purpose).await;
        let request = purpose.request_options(&asker).await.unwrap();
        assert_eq!(request.expires_in, 300);
        let options = serde_json::to_value(&request.options).unwrap();
        assert_eq!(options["rpId"], "localhost");
        assert_eq!(options["timeout"], 300_000);
        let allowed = options["allowCredentials"].as_array().unwrap();
        let allowed: Vec<&Value> = allowed.iter().map(|it| &it["id"]).collect();
        let (wanted, of_kind) = match purpose.kind() {
            _ if purpose == alone => ("required", None),
            PASSKEY => ("required", Some(&fixture.device)),
            SECURITY_KEY => ("preferred", Some(&key)),
        };
        assert_eq!(options["userVerification"], wanted, "{purpose:?}");
        let of_kind: Vec<Value> = of_kind
            .iter()
            .map(|it| json!(base64url(&it.credentials[0].id)))
            .collect();
        assert_eq!(allowed, of_kind.iter().collect::<Vec<_>>(), "{purpose:?}");
        let has_extensions = options.get("extensions").is_some_and(|it| *it != json!({}));
        assert!(!has_extensions, "{purpose:?}: {options}");
    }
}

#[tokio::test]
async fn security_keys_are_hinted_at_by_their_own_button_only() {
    let fixture = Fixture::new(SECURITY_KEY).await;
    let purpose = Purpose::SecondStep(SECURITY_KEY);
    let request = purpose
        .request_options(&fixture.asker(purpose).await)
        .await
        .unwrap();
    let options = serde_json::to_value(&request.options).unwrap();
    assert_eq!(options["hints"], json!(["security-key"]));
    let transports = &options["allowCredentials"][0]["transports"];
    assert_eq!(*transports, json!(["nfc", "usb"]));
}

/// A way to answer instead of what an honest authenticator would, with a name of what is wrong then.
type Answering = (&'static str, Box<dyn Fn(&Proving) -> Value>);

/// All of them.
fn wrong_answers() -> Vec<Answering> {
    let mut answers: Vec<Answering> = Vec::new();
    for (name, forge) in of_proofs() {
        let answer = move |honest: &Proving| {
            let mut forged = honest.clone();
            forge(&mut forged);
            forged.answer()
        };
        answers.push((name, Box::new(answer)));
    }
    for (name, tamper) in tamperings() {
        let answer = move |honest: &Proving| {
            let mut signed = honest.sign();
            tamper(&mut signed);
            signed.answer()
        };
        answers.push((name, Box::new(answer)));
    }
    answers
}

/// Refused with nothing changed, used up, and then the honest one is taken.
async fn each_is_refused(purpose: Purpose) {
    let mut fixture = Fixture::new(purpose.kind()).await;
    let asker = fixture.asker(purpose).await;
    let before = fixture.app.kept().await;
    for (name, make) in wrong_answers() {
        let request = purpose.request_options(&asker).await.unwrap();
        let honest = fixture.device.proving(&request).unwrap();
        let refused = purpose.submit(&asker, &request, &make(&honest)).await;
        assert!(
            refused == Err(Problem::WrongPasskey)
                || (name == "the verified flag" && refused == Err(Problem::PersonNotVerified)),
            "{purpose:?} {name}: {refused:?}"
        );
        assert_eq!(fixture.app.kept().await, before, "{name} changed something");
        let again = purpose.submit(&asker, &request, &honest.answer()).await;
        assert_eq!(again, Err(Problem::CeremonyExpired), "{name}");
    }
    let proved = purpose.prove(&asker, &mut fixture.device).await;
    assert_eq!(proved, Ok(()), "{purpose:?}");
}

#[tokio::test]
async fn a_forged_proof_does_not_sign_in() {
    each_is_refused(Purpose::Alone).await;
}

#[tokio::test]
async fn a_forged_proof_of_a_passkey_is_no_second_step() {
    each_is_refused(Purpose::SecondStep(PASSKEY)).await;
}

#[tokio::test]
async fn a_forged_proof_of_a_security_key_is_no_second_step() {
    each_is_refused(Purpose::SecondStep(SECURITY_KEY)).await;
}

#[tokio::test]
async fn a_forged_proof_is_no_step_up() {
    each_is_refused(Purpose::StepUp(PASSKEY)).await;
    each_is_refused(Purpose::StepUp(SECURITY_KEY)).await;
}

#[tokio::test]
async fn a_passkey_of_another_account_is_no_second_step() {
    // WA-2.
    for kind in BOTH {
        let mut fixture = Fixture::new(kind).await;
        let mut of_bob = fixture.device.clone();
        of_bob.credentials.clear();
        with_passkey(&fixture.app, "bob@example.com", &mut of_bob, kind).await;
        let owned = of_bob.credentials[0].clone();
        for purpose in [Purpose::SecondStep(kind), Purpose::StepUp(kind)] {
            let asker = fixture.asker(purpose).await;
            let before = fixture.app.kept().await;
            let request = purpose.request_options(&asker).await.unwrap();
            let mut proving = fixture.device.proving(&request).unwrap();
            proving.credential_id.clone_from(&owned.id);
            proving.key = owned.key.clone();
            proving.user_handle.clone_from(&owned.user_handle);
            proving.counter = 100;
            let refused = purpose.submit(&asker, &request, &proving.answer()).await;
            assert_eq!(refused, Err(Problem::WrongPasskey), "{purpose:?}");
            assert_eq!(fixture.app.kept().await, before);
        }
    }
}

#[tokio::test]
async fn another_credential_of_the_same_account_but_of_the_other_kind_is_no_answer() {
    // WA-2: it was not among those that were allowed.
    let mut fixture = Fixture::new(PASSKEY).await;
    let mut key = Authenticator::key();
    register(&fixture.browser, &mut key, SECURITY_KEY).await;
    for (asked, other) in [(PASSKEY, SECURITY_KEY), (SECURITY_KEY, PASSKEY)] {
        let purpose = Purpose::SecondStep(asked);
        let pending = fixture.asker(purpose).await;
        let request = purpose.request_options(&pending).await.unwrap();
        let (mine, theirs) = match asked {
            PASSKEY => (&mut fixture.device, &mut key),
            SECURITY_KEY => (&mut key, &mut fixture.device),
        };
        let mut proving = mine.proving(&request).unwrap();
        let owned = &theirs.credentials[0];
        proving.credential_id.clone_from(&owned.id);
        proving.key = owned.key.clone();
        proving.counter = 100;
        proving.flags = UP | UV | theirs.backup;
        for named in [asked, other] {
            let proof = proof_of(named, &request, &proving.answer());
            let refused = pending
                .call::<contract::endpoint::SubmitProof>(&proof)
                .await;
            assert!(
                matches!(
                    refused,
                    Err(Problem::WrongPasskey | Problem::CeremonyExpired)
                ),
                "{asked:?} {named:?}: {refused:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_security_key_does_not_sign_in_alone() {
    let fixture = Fixture::new(SECURITY_KEY).await;
    let handle = {
        let owner = security(&fixture.browser).await.unwrap().passkey_owner;
        owner.unwrap().user_handle
    };
    let asker = elsewhere(&fixture.app);
    let owned = &fixture.device.credentials[0];
    for claimed in [None, Some(handle)] {
        let request = Purpose::Alone.request_options(&asker).await.unwrap();
        // An honest authenticator would not answer; this one does, and says that it verified the person.
        let mut all = Authenticator::synced();
        all.credentials.push(owned.clone());
        all.credentials[0].user_handle = Some(Vec::new());
        let mut proving = all.proving(&request).unwrap();
        proving.user_handle = claimed.map(|it| {
            data_encoding::BASE64URL_NOPAD
                .decode(it.as_bytes())
                .unwrap()
        });
        proving.counter = 100;
        proving.flags = UP | UV;
        let refused = Purpose::Alone
            .submit(&asker, &request, &proving.answer())
            .await;
        assert_eq!(refused, Err(Problem::WrongPasskey));
        assert!(!is_signed_in(&asker).await);
    }
}

#[tokio::test]
async fn alone_a_passkey_must_say_whose_it_is_and_as_a_second_step_it_need_not() {
    // WA-3 and WA-2.
    let mut fixture = Fixture::new(PASSKEY).await;
    let alone = Purpose::Alone
        .prove_forged(&elsewhere(&fixture.app), &mut fixture.device, |it| {
            it.user_handle = None;
        })
        .await;
    assert_eq!(alone, Err(Problem::WrongPasskey));
    let mut of_bob = Authenticator::synced();
    with_passkey(&fixture.app, "bob@example.com", &mut of_bob, PASSKEY).await;
    let handle_of_bob = of_bob.credentials[0].user_handle.clone();
    let of_another = Purpose::Alone
        .prove_forged(&elsewhere(&fixture.app), &mut fixture.device, |it| {
            it.user_handle = handle_of_bob;
        })
        .await;
    assert_eq!(of_another, Err(Problem::WrongPasskey));
    let nobody = Purpose::Alone
        .prove_forged(&elsewhere(&fixture.app), &mut fixture.device, |it| {
            it.user_handle = Some(Vec::new());
        })
        .await;
    assert_eq!(nobody, Err(Problem::WrongPasskey));
    // Some security keys give an empty one, which names nobody (§5.4.3).
    for handle in [None, Some(Vec::new())] {
        let purpose = Purpose::SecondStep(PASSKEY);
        let pending = fixture.asker(purpose).await;
        let second_step = purpose
            .prove_forged(&pending, &mut fixture.device, |it| {
                it.user_handle.clone_from(&handle);
            })
            .await;
        assert_eq!(second_step, Ok(()), "{handle:?}");
    }
}

/// What a caller can tell apart.
fn seen(answer: &Answer) -> (u16, String, Vec<String>) {
    let names = answer.headers.keys().map(HeaderName::as_str);
    let mut names: Vec<String> = names.map(str::to_owned).collect();
    names.sort();
    (answer.status.as_u16(), answer.text(), names)
}

#[tokio::test]
async fn an_unknown_passkey_a_wrong_signature_and_a_foreign_owner_look_alike() {
    // WA-10.
    let mut fixture = Fixture::new(PASSKEY).await;
    let mut of_bob = Authenticator::synced();
    with_passkey(&fixture.app, "bob@example.com", &mut of_bob, PASSKEY).await;
    let handle_of_bob = of_bob.credentials[0].user_handle.clone();
    let forgeries: [Forgery<Signed>; 5] = [
        forgery("unknown", |it: &mut Signed| {
            it.credential_id = vec![9; 32];
            it.id = base64url(&[9; 32]);
        }),
        forgery("wrong signature", |it: &mut Signed| it.signature[20] ^= 1),
        forgery("no signature", |it: &mut Signed| it.signature.clear()),
        forgery("foreign owner", move |it: &mut Signed| {
            it.user_handle.clone_from(&handle_of_bob);
        }),
        forgery("no owner", |it: &mut Signed| it.user_handle = None),
    ];
    let mut answers = Vec::new();
    for (_, forge) in forgeries {
        let asker = elsewhere(&fixture.app);
        let request = Purpose::Alone.request_options(&asker).await.unwrap();
        let mut signed = fixture.device.proving(&request).unwrap().sign();
        forge(&mut signed);
        let body = json!({"ceremony": request.ceremony, "credential": signed.answer()});
        let answer = asker.post("/api/sign-in/passkey", body.to_string()).await;
        answers.push(seen(&answer));
    }
    assert_eq!(answers[0].0, 401);
    for other in &answers[1..] {
        assert_eq!(other, &answers[0]);
    }
}

#[tokio::test]
async fn a_key_that_everybody_has_opens_nothing() {
    // WA-10: the server looks at an unknown passkey with a key of its own, and that is no secret.
    let mut fixture = Fixture::new(PASSKEY).await;
    let handle = fixture.device.credentials[0].user_handle.clone();
    let mut generator = [0; 32];
    generator[31] = 1;
    let key = Key::Es256(p256::ecdsa::SigningKey::from_slice(&generator).unwrap());
    for purpose in Purpose::of(PASSKEY) {
        let asker = fixture.asker(purpose).await;
        let before = fixture.app.kept().await;
        for id in [vec![9; 32], fixture.device.credentials[0].id.clone()] {
            let refused = purpose
                .prove_forged(&asker, &mut fixture.device, |it| {
                    it.credential_id = id;
                    it.user_handle.clone_from(&handle);
                    it.key = key.clone();
                    it.counter = 100;
                })
                .await;
            assert_eq!(refused, Err(Problem::WrongPasskey), "{purpose:?}");
            assert_eq!(fixture.app.kept().await, before);
        }
    }
}

#[tokio::test]
async fn request_options_for_signing_in_are_the_same_whoever_asks() {
    // WA-11: it does not ask for a name, so it cannot tell who has one.
    let fixture = Fixture::new(PASSKEY).await;
    let empty = crate::support::TestApp::new().await;
    let mut requests = Vec::new();
    for browser in [elsewhere(&fixture.app), elsewhere(&empty)] {
        let answer = browser.ask::<StartPasskeySignIn>(&Nothing {}).await;
        let mut request = answer.json();
        request["ceremony"] = Value::Null;
        request["options"]["challenge"] = Value::Null;
        requests.push(request);
    }
    assert_eq!(requests[0], requests[1]);
    for body in [r#"{"email":"ann@example.com"}"#, r#"{"kind":"passkey"}"#] {
        let answer = elsewhere(&fixture.app)
            .post("/api/sign-in/passkey/start", body)
            .await;
        assert_eq!(answer.problem(), Problem::Malformed);
    }
}

#[tokio::test]
async fn without_the_password_no_second_step_is_asked() {
    // WA-11.
    let fixture = Fixture::new(PASSKEY).await;
    for browser in [fixture.app.browser(), fixture.browser.copy()] {
        for kind in BOTH {
            let asked = browser.call::<StartPasskeyProof>(&WhichKind { kind }).await;
            assert_eq!(asked, Err(Problem::SignInExpired));
        }
    }
}

#[tokio::test]
async fn who_has_none_of_a_kind_is_asked_for_none() {
    for (has, lacks) in [(PASSKEY, SECURITY_KEY), (SECURITY_KEY, PASSKEY)] {
        let fixture = Fixture::new(has).await;
        for purpose in [Purpose::SecondStep(lacks), Purpose::StepUp(lacks)] {
            let asker = fixture.asker(purpose).await;
            let before = fixture.app.dump().await;
            let refused = purpose.request_options(&asker).await;
            assert!(refused.is_err(), "{purpose:?}: {refused:?}");
            assert_eq!(fixture.app.dump().await, before);
        }
    }
}

#[tokio::test]
async fn a_removed_passkey_is_told_so_only_to_who_holds_it() {
    // WA-10 and WA-12.
    let mut fixture = Fixture::new(PASSKEY).await;
    remove(&fixture.browser, &fixture.passkey.id).await.unwrap();
    let asker = elsewhere(&fixture.app);
    let before = fixture.app.kept().await;
    let gone = Purpose::Alone.prove(&asker, &mut fixture.device).await;
    assert_eq!(gone, Err(Problem::PasskeyRemoved));
    assert!(!is_signed_in(&asker).await);
    for (name, forge) in of_proofs() {
        let refused = Purpose::Alone
            .prove_forged(&asker, &mut fixture.device, |it| forge(it))
            .await;
        assert!(
            matches!(refused, Err(Problem::WrongPasskey)),
            "{name}: {refused:?}"
        );
    }
    let request = Purpose::Alone.request_options(&asker).await.unwrap();
    let mut signed = fixture.device.proving(&request).unwrap().sign();
    signed.signature[20] ^= 1;
    let guessed = Purpose::Alone
        .submit(&asker, &request, &signed.answer())
        .await;
    assert_eq!(guessed, Err(Problem::WrongPasskey));
    assert_eq!(fixture.app.kept().await, before);
}

#[tokio::test]
async fn a_passkey_that_is_removed_while_it_is_asked_for_proves_nothing() {
    for purpose in purposes() {
        let mut fixture = Fixture::new(purpose.kind()).await;
        let mut other = crate::support::passkey::device(purpose.kind());
        register(&fixture.browser, &mut other, purpose.kind()).await;
        let asker = fixture.asker(purpose).await;
        let request = purpose.request_options(&asker).await.unwrap();
        let answer = fixture.device.prove(&request).unwrap();
        remove(&fixture.browser, &fixture.passkey.id).await.unwrap();
        let before = fixture.app.kept().await;
        let refused = purpose.submit(&asker, &request, &answer).await;
        assert!(refused.is_err(), "{purpose:?}: {refused:?}");
        assert_eq!(fixture.app.kept().await, before, "{purpose:?}");
    }
}

#[tokio::test]
async fn a_right_password_and_a_passkey_leave_no_earlier_session_of_the_browser() {
    let mut fixture = Fixture::new(PASSKEY).await;
    let mut of_bob = Authenticator::synced();
    let (bob, _) = with_passkey(&fixture.app, "bob@example.com", &mut of_bob, PASSKEY).await;
    let old = bob.copy();
    Purpose::Alone
        .prove(&bob, &mut fixture.device)
        .await
        .unwrap();
    let NextStep::SignedIn(signed_in) = standing(&bob).await else {
        panic!("not signed in")
    };
    assert_eq!(signed_in.viewer.email, EMAIL);
    assert!(!is_signed_in(&old).await, "the session from before is over");
    // The same for a sign-in that was between its steps.
    let pending = pending_sign_in(&fixture.app, EMAIL).await;
    let old = pending.copy();
    Purpose::Alone
        .prove(&pending, &mut fixture.device)
        .await
        .unwrap();
    assert!(pending.cookie("latchkey-pending").is_none());
    assert_eq!(standing(&old).await, NextStep::Password);
}

#[tokio::test]
async fn a_passkey_signs_in_while_the_password_is_locked() {
    // RL-5.
    let mut fixture = Fixture::new(PASSKEY).await;
    let stranger = elsewhere(&fixture.app);
    loop {
        let refused = submit_password(&stranger, EMAIL, "wrong horse").await;
        if matches!(refused, Err(Problem::TooManyTries { .. })) {
            break;
        }
        assert_eq!(refused, Err(Problem::WrongCredentials));
    }
    let locked = submit_password(&stranger, EMAIL, PASSWORD).await;
    assert!(matches!(locked, Err(Problem::TooManyTries { .. })));
    let proved = Purpose::Alone.prove(&stranger, &mut fixture.device).await;
    assert_eq!(proved, Ok(()));
}

#[tokio::test]
async fn a_passkey_gets_past_a_locked_authenticator_and_opens_it_again() {
    // RL-4 and RL-9.
    let mut fixture = Fixture::new(PASSKEY).await;
    let phone = enrol(&fixture.app, &fixture.browser).await;
    fixture.app.next_step();
    fixture
        .app
        .execute("UPDATE accounts SET second_step_failures = 30")
        .await;
    let purpose = Purpose::SecondStep(PASSKEY);
    let pending = fixture.asker(purpose).await;
    let locked = submit_code(&pending, phone.code(&fixture.app)).await;
    assert_eq!(locked, Err(Problem::MethodLocked));
    assert_eq!(purpose.prove(&pending, &mut fixture.device).await, Ok(()));
    let pending = fixture.asker(purpose).await;
    assert!(
        submit_code(&pending, phone.code(&fixture.app))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn wrong_passkeys_do_not_use_up_the_attempts_of_codes() {
    let mut fixture = Fixture::new(PASSKEY).await;
    let phone = enrol(&fixture.app, &fixture.browser).await;
    fixture.app.next_step();
    let purpose = Purpose::SecondStep(PASSKEY);
    let pending = fixture.asker(purpose).await;
    for _ in 0..12 {
        let refused = purpose
            .prove_forged(&pending, &mut fixture.device, |it| it.key = Key::new(ES256))
            .await;
        assert_eq!(refused, Err(Problem::WrongPasskey));
    }
    assert!(
        submit_code(&pending, phone.code(&fixture.app))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn the_methods_are_offered_strongest_first() {
    // PH-1.
    let fixture = Fixture::new(SECURITY_KEY).await;
    let methods = |step: NextStep| match step {
        NextStep::SecondStep(asked) => (asked.methods, asked.show_first),
        other => panic!("{other:?}"),
    };
    let pending = pending_sign_in(&fixture.app, EMAIL).await;
    let (offered, first) = methods(standing(&pending).await);
    assert_eq!(offered, [Method::SecurityKey, Method::BackupCode]);
    assert_eq!(first, Method::SecurityKey);
    enrol(&fixture.app, &fixture.browser).await;
    register(&fixture.browser, &mut Authenticator::synced(), PASSKEY).await;
    let pending = pending_sign_in(&fixture.app, EMAIL).await;
    let (offered, first) = methods(standing(&pending).await);
    let methods = [
        Method::Passkey,
        Method::SecurityKey,
        Method::Authenticator,
        Method::BackupCode,
    ];
    assert_eq!((offered.as_slice(), first), (&methods[..], Method::Passkey));
}

#[tokio::test]
async fn a_signed_out_passkey_session_is_over() {
    let mut fixture = Fixture::new(PASSKEY).await;
    let asker = elsewhere(&fixture.app);
    Purpose::Alone
        .prove(&asker, &mut fixture.device)
        .await
        .unwrap();
    let old = asker.copy();
    asker.call::<SignOut>(&Nothing {}).await.unwrap();
    assert!(!is_signed_in(&old).await);
}
