//! Attestation of a new passkey, and its public key: what is taken and what is refused (WebAuthn L3 §7.1).

use super::{forgery, keys::wrong_keys};
use crate::{
    passkeys::registration::{each_is_refused, options},
    support::{
        TestApp,
        authenticator::{Authenticator, ES256, ES384, Key, Making, RS256, Statement},
        cbor::{Cbor, text},
        passkey::{PASSKEY, elsewhere, register, register_forged, sign_in_alone},
        person::{EMAIL, newcomer},
    },
};
use contract::sign_in::NextStep;

#[tokio::test]
async fn every_offered_algorithm_is_taken_and_proves() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let offered = options(&browser, PASSKEY).await["pubKeyCredParams"].clone();
    let offered: Vec<i64> = offered
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["alg"].as_i64().unwrap())
        .collect();
    assert_eq!(offered, [ES256, ES384, RS256]);
    for algorithm in offered {
        let mut device = Authenticator {
            algorithm,
            ..Authenticator::synced()
        };
        register(&browser, &mut device, PASSKEY).await;
        let step = sign_in_alone(&elsewhere(&app), &mut device).await.unwrap();
        assert!(matches!(step, NextStep::SignedIn(_)), "{algorithm}");
    }
}

#[tokio::test]
async fn a_key_that_was_not_offered_or_is_none_is_refused() {
    // WR-8.
    let keys = wrong_keys().into_iter();
    let forgeries =
        keys.map(|(name, key)| forgery(name, move |it: &mut Making| it.public_key = key.clone()));
    each_is_refused(PASSKEY, forgeries.collect()).await;
}

#[tokio::test]
async fn an_unknown_or_wrong_attestation_is_refused() {
    // WR-9.
    let mut forgeries = Vec::new();
    for format in [
        "foo",
        "None",
        "NONE",
        "none ",
        "",
        "packed",
        "fido-u2f",
        "tpm",
        "apple",
        "android-key",
        "android-safetynet",
        "compound",
    ] {
        forgeries.push(forgery(format, move |it: &mut Making| {
            it.format = text(format);
        }));
    }
    forgeries.push(forgery("a format that is no text", |it: &mut Making| {
        it.format = Cbor::Int(0);
    }));
    forgeries.push(forgery("packed, signed by another", |it: &mut Making| {
        it.format = text("packed");
        it.statement = Statement::Own;
        it.key = Key::new(ES256);
    }));
    forgeries.push(forgery(
        "packed, of another algorithm",
        |it: &mut Making| {
            it.format = text("packed");
            it.statement = Statement::This(Cbor::Map(vec![
                (text("alg"), Cbor::Int(RS256)),
                (text("sig"), Cbor::Bytes(vec![1; 256])),
            ]));
        },
    ));
    forgeries.push(forgery("packed, with no certificate", |it: &mut Making| {
        it.format = text("packed");
        it.statement = Statement::This(Cbor::Map(vec![
            (text("alg"), Cbor::Int(ES256)),
            (text("sig"), Cbor::Bytes(vec![1; 70])),
            (text("x5c"), Cbor::Array(Vec::new())),
        ]));
    }));
    forgeries.push(forgery("none, with a statement", |it: &mut Making| {
        it.statement = Statement::Own;
    }));
    each_is_refused(PASSKEY, forgeries).await;
}

#[tokio::test]
async fn an_attestation_by_the_key_itself_is_taken_as_none() {
    // WR-9: who vouches for themselves has nobody else's word.
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let mut device = Authenticator::synced();
    let added = register_forged(&browser, &mut device, PASSKEY, |it| {
        it.format = text("packed");
        it.statement = Statement::Own;
    })
    .await;
    assert!(added.is_ok(), "{added:?}");
    assert!(sign_in_alone(&elsewhere(&app), &mut device).await.is_ok());
}
