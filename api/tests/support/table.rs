//! Every call of the contract, as something to walk along.

use super::browser::{Answer, Browser, post};
use axum::http::Request;
use contract::endpoint::{self, Access, Endpoint, Verb, Visitor};
use serde_json::Value;
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
        "WhichKind" => "which_kind_passkey",
        "PasskeyAnswer" => "passkey_answer",
        "NewPasskey" => "new_passkey",
        "PasskeyName" => "passkey_name",
        "WhichPasskey" => "which_passkey",
        "OfferDeclined" => "offer_declined_not_now",
        "WhichChannel" => "which_channel_email",
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
        other => panic!("which golden file has a {other}?"),
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../contract/tests/golden");
    let text = fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}
