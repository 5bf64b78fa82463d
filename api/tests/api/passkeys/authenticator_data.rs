//! What authenticator data of a proof must say: user verification, backup state, the signature counter (WebAuthn L3 §7.2).

use crate::{
    passkeys::purposes,
    support::{
        authenticator::{Authenticator, BE, BS, ES256, Key, UP, UV},
        passkey::{Fixture, PASSKEY, Purpose, SECURITY_KEY, elsewhere},
        person::{EMAIL, enrol, is_signed_in, pending_sign_in, security, submit_code},
    },
};
use contract::{Problem, passkey::PasskeyStorage};

#[tokio::test]
async fn a_passkey_that_did_not_check_its_holder_proves_nothing() {
    // WA-5.
    for purpose in Purpose::of(PASSKEY) {
        let mut fixture = Fixture::new(PASSKEY).await;
        let asker = fixture.asker(purpose).await;
        let before = fixture.app.kept().await;
        let refused = purpose
            .prove_forged(&asker, &mut fixture.device, |it| it.flags &= !UV)
            .await;
        assert_eq!(refused, Err(Problem::PersonNotVerified), "{purpose:?}");
        assert_eq!(fixture.app.kept().await, before);
        let proved = purpose.prove(&asker, &mut fixture.device).await;
        assert_eq!(proved, Ok(()));
    }
}

#[tokio::test]
async fn a_security_key_that_once_checked_its_holder_always_does_and_another_need_not() {
    // WA-5: no downgrade.
    let mut with_pin = Fixture::with(&[], Authenticator::bound(), SECURITY_KEY).await;
    let mut plain = Fixture::new(SECURITY_KEY).await;
    for purpose in [
        Purpose::SecondStep(SECURITY_KEY),
        Purpose::StepUp(SECURITY_KEY),
    ] {
        let asker = with_pin.asker(purpose).await;
        let before = with_pin.app.kept().await;
        let refused = purpose
            .prove_forged(&asker, &mut with_pin.device, |it| it.flags &= !UV)
            .await;
        assert_eq!(refused, Err(Problem::PersonNotVerified), "{purpose:?}");
        assert_eq!(with_pin.app.kept().await, before);
        let asker = plain.asker(purpose).await;
        assert_eq!(purpose.prove(&asker, &mut plain.device).await, Ok(()));
    }
}

#[tokio::test]
async fn the_backup_state_may_change_and_the_eligibility_may_not() {
    // WA-6: what is registered on the left, what comes on the right.
    let flags = [0, BE, BE | BS, BS];
    for registered in [0, BE, BE | BS] {
        for came in flags {
            let device = Authenticator {
                backup: registered,
                ..Authenticator::synced()
            };
            let mut fixture = Fixture::with(&[], device, PASSKEY).await;
            let before = fixture.app.kept().await;
            let asker = elsewhere(&fixture.app);
            let outcome = Purpose::Alone
                .prove_forged(&asker, &mut fixture.device, |it| {
                    it.flags = UP | UV | came;
                })
                .await;
            if registered & BE == came & BE && came != BS {
                assert_eq!(outcome, Ok(()), "{registered:#x} {came:#x}");
                let storage = security(&asker).await.unwrap().passkeys[0].storage;
                let wanted = match came {
                    0 => PasskeyStorage::OneDevice,
                    BE => PasskeyStorage::NotYetSynced,
                    _ => PasskeyStorage::Synced,
                };
                assert_eq!(storage, wanted);
            } else {
                assert_eq!(
                    outcome,
                    Err(Problem::WrongPasskey),
                    "{registered:#x} {came:#x}"
                );
                assert_eq!(fixture.app.kept().await, before);
            }
        }
    }
}

#[tokio::test]
async fn a_counter_only_goes_up_unless_there_is_none() {
    // WA-7: what is stored, what comes, whether it is taken.
    for (stored, came, is_taken) in [
        (0, 0, true),
        (0, 1, true),
        (0, u32::MAX, true),
        (5, 6, true),
        (5, 600, true),
        (5, 5, false),
        (5, 4, false),
        (5, 0, false),
        (u32::MAX, 0, false),
        (u32::MAX, u32::MAX, false),
    ] {
        for purpose in purposes() {
            let mut fixture = Fixture::new(purpose.kind()).await;
            let sql = format!("UPDATE passkeys SET sign_count = {stored}");
            fixture.app.execute(&sql).await;
            let asker = fixture.asker(purpose).await;
            let before = fixture.app.kept().await;
            let outcome = purpose
                .prove_forged(&asker, &mut fixture.device, |it| it.counter = came)
                .await;
            let shown = format!("{purpose:?} {stored} {came}");
            let count = fixture.app.count("SELECT sign_count FROM passkeys").await;
            if is_taken {
                assert_eq!(outcome, Ok(()), "{shown}");
                assert_eq!(count, i64::from(came), "{shown}");
            } else {
                assert_eq!(outcome, Err(Problem::PasskeyCounterWentBack), "{shown}");
                // Flagged and told of, and nothing else.
                let flag =
                    "UPDATE passkeys SET counter_went_back_at = NULL WHERE counter_went_back_at = ";
                let now = fixture.app.clock.now().0;
                fixture.app.execute(&format!("{flag}{now}")).await;
                fixture.app.forget_the_newest_that_was_told().await;
                assert_eq!(fixture.app.kept().await, before, "{shown}");
            }
        }
    }
}

#[tokio::test]
async fn a_counter_that_went_back_is_told_in_the_settings_and_leaves_the_other_methods_open() {
    // WA-7.
    let mut fixture = Fixture::with(&[], Authenticator::bound(), PASSKEY).await;
    let phone = enrol(&fixture.app, &fixture.browser).await;
    fixture.app.next_step();
    fixture
        .app
        .execute("UPDATE passkeys SET sign_count = 50")
        .await;
    let alone = elsewhere(&fixture.app);
    let refused = Purpose::Alone.prove(&alone, &mut fixture.device).await;
    assert_eq!(refused, Err(Problem::PasskeyCounterWentBack));
    assert!(!is_signed_in(&alone).await);
    let pending = pending_sign_in(&fixture.app, EMAIL).await;
    submit_code(&pending, phone.code(&fixture.app))
        .await
        .unwrap();
    let passkey = security(&pending).await.unwrap().passkeys[0].clone();
    assert_eq!(passkey.counter_went_back_at, Some(fixture.app.clock.now()));
    assert_eq!(passkey.last_used_at, None);
    // A later count works again, and the warning stays.
    fixture.device.credentials[0].counter = 60;
    Purpose::Alone
        .prove(&alone, &mut fixture.device)
        .await
        .unwrap();
    let passkey = security(&alone).await.unwrap().passkeys[0].clone();
    assert!(passkey.counter_went_back_at.is_some());
}

#[tokio::test]
async fn a_wrong_signature_with_a_count_that_went_back_flags_nothing() {
    // WA-4: nothing is believed before the signature is.
    let mut fixture = Fixture::with(&[], Authenticator::bound(), PASSKEY).await;
    fixture
        .app
        .execute("UPDATE passkeys SET sign_count = 50")
        .await;
    for purpose in Purpose::of(PASSKEY) {
        let asker = fixture.asker(purpose).await;
        let before = fixture.app.kept().await;
        for flags in [UP | UV, UP | UV | BE, UP | UV | BE | BS] {
            let refused = purpose
                .prove_forged(&asker, &mut fixture.device, |it| {
                    it.flags = flags;
                    it.counter = 7;
                    it.key = Key::new(ES256);
                })
                .await;
            assert_eq!(refused, Err(Problem::WrongPasskey), "{purpose:?}");
            assert_eq!(fixture.app.kept().await, before);
        }
    }
}
