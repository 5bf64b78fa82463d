//! Bytes that a browser gives have one text, and no other is taken (WebAuthn Level 3 §5).

use crate::support::{
    authenticator::{Authenticator, base64url, sha256},
    browser::Browser,
    passkey::{Fixture, PASSKEY, Purpose, creation_options, elsewhere},
};
use contract::Problem;
use serde_json::{Value, json};

/// The same bytes in texts that no browser writes: with padding, and in the other alphabet or with bits that say nothing.
fn others(text: &str) -> Vec<String> {
    let padding = (4 - text.len() % 4) % 4;
    let mut others = vec![format!("{text}{}", "=".repeat(padding.max(1)))];
    if text.contains(['-', '_']) {
        others.push(text.replace('-', "+").replace('_', "/"));
    }
    others
}

async fn refused(browser: &Browser, path: &str, body: Value) -> Problem {
    let answer = browser.post(path, body.to_string()).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    answer.problem()
}

#[tokio::test]
async fn a_proof_with_padded_members_is_refused() {
    let mut fixture = Fixture::new(PASSKEY).await;
    let asker = elsewhere(&fixture.app);
    for member in [
        "clientDataJSON",
        "authenticatorData",
        "signature",
        "userHandle",
        "rawId",
        "id",
    ] {
        let request = Purpose::Alone.request_options(&asker).await.unwrap();
        let answer = fixture.device.prove(&request).unwrap();
        let at = if member.ends_with("Id") || member == "id" {
            ""
        } else {
            "/response"
        };
        let text = answer
            .pointer(&format!("{at}/{member}"))
            .unwrap()
            .as_str()
            .unwrap()
            .to_owned();
        for other in others(&text) {
            let mut padded = answer.clone();
            *padded.pointer_mut(&format!("{at}/{member}")).unwrap() = json!(other);
            let body = json!({"ceremony": request.ceremony, "credential": padded});
            refused(&asker, "/api/sign-in/passkey", body).await;
        }
    }
    assert_eq!(
        Purpose::Alone.prove(&asker, &mut fixture.device).await,
        Ok(())
    );
}

#[tokio::test]
async fn a_new_passkey_with_padded_members_is_refused() {
    let fixture = Fixture::new(PASSKEY).await;
    for member in ["clientDataJSON", "attestationObject", "rawId", "id"] {
        let creation = creation_options(&fixture.browser, PASSKEY).await.unwrap();
        let answer = Authenticator::synced().make(&creation).unwrap();
        let at = if member.ends_with("Id") || member == "id" {
            ""
        } else {
            "/response"
        };
        let text = answer
            .pointer(&format!("{at}/{member}"))
            .unwrap()
            .as_str()
            .unwrap()
            .to_owned();
        for other in others(&text) {
            let mut padded = answer.clone();
            *padded.pointer_mut(&format!("{at}/{member}")).unwrap() = json!(other);
            let body = json!({"ceremony": creation.ceremony, "credential": padded});
            refused(&fixture.browser, "/api/account/passkeys/add", body).await;
        }
    }
}

#[tokio::test]
async fn a_padded_challenge_is_refused() {
    let mut fixture = Fixture::new(PASSKEY).await;
    let asker = elsewhere(&fixture.app);
    for is_padded in [true, false] {
        let request = Purpose::Alone.request_options(&asker).await.unwrap();
        let proving = fixture.device.proving(&request).unwrap();
        let challenge = base64url(&proving.client_data.challenge);
        let mut signed = proving.sign();
        let client_data = String::from_utf8(signed.client_data.clone()).unwrap();
        let padded = client_data.replace(&challenge, &format!("{challenge}="));
        signed.client_data = if is_padded { padded } else { client_data }.into_bytes();
        let message = [&signed.auth_data[..], &sha256(&signed.client_data)].concat();
        signed.signature = proving.key.sign(&message);
        let outcome = Purpose::Alone
            .submit(&asker, &request, &signed.answer())
            .await;
        let wanted = if is_padded {
            Err(Problem::WrongPasskey)
        } else {
            Ok(())
        };
        assert_eq!(outcome, wanted);
    }
}
