//! Every call of the contract, as something to walk along.

use super::browser::{Answer, Browser, post};
use axum::http::Request;
use contract::endpoint::{self, Access, Endpoint, Verb, Visitor};
use serde_json::{Value, json};
use std::{fs, path::Path};

/// A call, with a body that it takes.
#[derive(Clone, Debug)]
pub struct Call {
    pub name: &'static str,
    pub verb: Verb,
    pub path: String,
    pub access: Access,
    pub body: Value,
}

impl Call {
    /// Makes it as the page does.
    pub async fn make(&self, browser: &Browser) -> Answer {
        match self.verb {
            Verb::Get => browser.get(&self.path).await,
            Verb::Post => self.say(browser, self.body.to_string()).await,
        }
    }

    /// Makes it with another body.
    pub async fn say(&self, browser: &Browser, body: impl Into<axum::body::Body>) -> Answer {
        browser.post(&self.path, body).await
    }

    /// Its request, to be changed before it is sent.
    pub fn request(&self) -> Request<axum::body::Body> {
        post(&self.path, self.body.to_string())
    }

    /// The names of the fields that hold text.
    pub fn fields(&self) -> Vec<String> {
        self.body.as_object().unwrap().keys().cloned().collect()
    }
}

/// All of them, in the order of the table.
pub fn calls() -> Vec<Call> {
    struct Collect(Vec<Call>);
    impl Visitor for Collect {
        fn visit<E: Endpoint>(&mut self) {
            self.0.push(Call {
                name: E::NAME,
                verb: E::VERB,
                path: format!("/api{}", E::PATH),
                access: E::ACCESS,
                body: golden(std::any::type_name::<E::Request>()),
            });
        }
    }
    let mut collect = Collect(Vec::new());
    endpoint::visit_all(&mut collect);
    collect.0
}

/// Those that change something.
pub fn posts() -> Vec<Call> {
    calls()
        .into_iter()
        .filter(|call| call.verb == Verb::Post)
        .collect()
}

/// The body that the contract's golden file has for a type.
fn golden(type_name: &str) -> Value {
    let name = match type_name.rsplit("::").next().unwrap() {
        "Nothing" => "nothing",
        "NewAccount" => "new_account",
        "Credentials" => "credentials",
        "Proof" => "proof_authenticator",
        "PasswordAgain" => "password_again",
        "PasswordChange" => "password_change",
        "Confirmation" => "confirmation",
        "WhichAuthenticator" => "which_authenticator",
        "AuthenticatorName" => "authenticator_name",
        "WhichKind" => return json!({"kind": "passkey"}),
        "PasskeyAnswer" => return json!({"ceremony": nothing_known(), "credential": assertion()}),
        "NewPasskey" => {
            return json!({"ceremony": nothing_known(), "credential": attestation(), "name": "Phone"});
        }
        "PasskeyName" => return json!({"id": nothing_known(), "name": "Phone"}),
        "WhichPasskey" => return json!({"id": nothing_known()}),
        "OfferDeclined" => return json!({"answer": "not_now"}),
        other => panic!("which golden file has a {other}?"),
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../contract/tests/golden");
    let text = fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn nothing_known() -> String {
    "0".repeat(32)
}

fn assertion() -> Value {
    json!({
        "id": "AAAA",
        "rawId": "AAAA",
        "type": "public-key",
        "response": {"clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": null},
        "clientExtensionResults": {},
    })
}

fn attestation() -> Value {
    json!({
        "id": "AAAA",
        "rawId": "AAAA",
        "type": "public-key",
        "response": {"clientDataJSON": "e30", "attestationObject": "AAAA", "transports": ["internal"]},
        "clientExtensionResults": {},
    })
}
