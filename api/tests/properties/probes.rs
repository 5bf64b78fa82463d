//! Every call of the contract, made by somebody to whom it must not be open.
//!
//! Each call has a body here that changes nothing, wherever it lands; or it is left to the sequences, because it is open and
//! would change what they are about. A new call of the contract stops this program until somebody says which.

use crate::support::browser::{Answer, Browser};
use contract::{
    Problem,
    endpoint::{self, Access, Endpoint, Verb, Visitor},
};
use serde_json::{Value, json};

/// A call, and what to say when it is probed.
pub struct Probe {
    pub name: &'static str,
    pub access: Access,
    verb: Verb,
    path: String,
    body: Option<Value>,
}

/// What a browser may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    /// What anybody may.
    Nothing,
    /// Give the second step.
    Prove,
    /// Enrol.
    Enrol,
}

impl Probe {
    pub async fn make(&self, browser: &Browser) -> Option<Answer> {
        let body = self.body.as_ref()?;
        Some(match self.verb {
            Verb::Get => browser.get(&self.path).await,
            Verb::Post => browser.post(&self.path, body.to_string()).await,
        })
    }

    /// How a browser that may do this, and is not to be let in here, is refused; `None` when it may.
    pub fn refusal(&self, may: May) -> Option<Problem> {
        let is_open = match self.access {
            Access::Anybody => return None,
            Access::SecondStepPending => {
                return (may != May::Prove).then_some(Problem::SignInExpired);
            }
            Access::Enrolling | Access::EnrollingRecentlyProved => may == May::Enrol,
            Access::SignedIn | Access::RecentlyProved => false,
        };
        match may {
            May::Enrol => (!is_open).then_some(Problem::EnrolmentRequired),
            May::Nothing | May::Prove => Some(Problem::NotSignedIn),
        }
    }
}

/// All of them, in the order of the table.
pub fn all() -> Vec<Probe> {
    struct Collect(Vec<Probe>);
    impl Visitor for Collect {
        fn visit<E: Endpoint>(&mut self) {
            self.0.push(Probe {
                name: E::NAME,
                access: E::ACCESS,
                verb: E::VERB,
                path: format!("/api{}", E::PATH),
                body: body(E::NAME),
            });
        }
    }
    let mut collect = Collect(Vec::new());
    endpoint::visit_all(&mut collect);
    collect.0
}

/// A body that the call reads; nothing for a call that is open to anybody and changes where a browser stands.
fn body(name: &str) -> Option<Value> {
    let token = "A".repeat(43);
    let id = json!({"id": "0".repeat(32)});
    let answer = json!({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response":
        {"clientDataJSON": "AAAA", "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": null},
        "clientExtensionResults": {}});
    let made = json!({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response":
        {"clientDataJSON": "AAAA", "attestationObject": "AAAA"}, "clientExtensionResults": {}});
    Some(match name {
        // The last gives everybody a challenge, and a cookie with it.
        "ReadSession" | "CancelSignIn" | "SignOut" | "ReadHealth" | "StartPasskeySignIn" => {
            return None;
        }
        "SignUp" | "SubmitPassword" => json!({"email": "", "password": "0"}),
        "SignInWithPasskey" => json!({"ceremony": "0", "credential": answer}),
        "FindNext" => json!({"next": "/security"}),
        "AskPasswordReset" => json!({"email": ""}),
        "FinishPasswordReset" => json!({"token": token, "password": "correct horse battery"}),
        "StartRecovery" | "CancelRecovery" | "UndoEmailChange" | "RemoveAdded" => {
            json!({"token": token})
        }
        "CheckLink" => json!({"kind": "password_reset", "token": token}),
        "StartPasskeyProof" | "StartPasskeyStepUp" | "StartPasskey" => json!({"kind": "passkey"}),
        "SendProofCode" | "SendStepUpCode" => json!({"channel": "email"}),
        "SubmitProof" | "StepUpWithProof" => json!({"method": "authenticator", "code": "000000"}),
        "StepUpWithPassword" => json!({"password": "correct horse battery"}),
        "ChangePassword" => json!({"current": "correct horse", "new": "correct horse battery"}),
        "ConfirmAuthenticator" => json!({"id": "0".repeat(32), "code": "000000", "name": ""}),
        "RenameAuthenticator" | "RenamePasskey" => json!({"id": "0".repeat(32), "name": "Mine"}),
        "DiscardAuthenticator"
        | "RemoveAuthenticator"
        | "RemovePasskey"
        | "ForgetDevice"
        | "EndSession" => id,
        "AddPasskey" => json!({"ceremony": "0", "credential": made, "name": ""}),
        "DeclinePasskeyOffer" => json!({"answer": "not_now"}),
        "StartPhone" => json!({"number": "+4915100000000"}),
        "ConfirmPhone" | "ConfirmEmail" => json!({"code": "000000"}),
        "StartEmail" | "DeleteAccount" => json!({"email": "ann@example.com"}),
        "AcknowledgeBackupCodes" => json!({"set": "0".repeat(32)}),
        "SetKeysOnly" => json!({"on": true}),
        "ReadSite"
        | "ReadSecurity"
        | "ReadActivity"
        | "ReadPendingContacts"
        | "AskRecovery"
        | "FinishRecovery"
        | "StartAuthenticator"
        | "RegenerateBackupCodes"
        | "RemovePhone"
        | "TurnOnEmailCodes"
        | "TurnOffEmailCodes"
        | "TrustDevice"
        | "ForgetAllDevices"
        | "EndOtherSessions"
        | "CancelOwnRecovery" => json!({}),
        other => panic!("what is said to {other} when it must not be open?"),
    })
}
