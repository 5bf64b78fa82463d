//! Asking for a credential, and looking whether the answer is right (WebAuthn L3 §7.2).

use super::{
    credential::{StoredCredential, read_transports},
    relying_party::{Broken, RelyingParty, State, must_verify_person},
};
use crate::rules::{
    authenticator_data::AuthenticatorData,
    passkeys::{self, Call, Flaw},
};
use contract::{
    passkey::PasskeyKind,
    webauthn::{Assertion, RequestOptions},
};
use webauthn_rs::prelude::{DiscoverableAuthentication, RequestChallengeResponse, WebauthnError};
use webauthn_rs_proto::AllowCredentials;

/// A credential that the server knows, as it is named to a browser.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// What its authenticator calls it.
    pub credential_id: &'a [u8],
    /// How its authenticator can be reached, separated by commas.
    pub transports: &'a str,
}

/// What a right answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The signature counter that it came with.
    pub sign_count: u32,
    /// Whether the authenticator checked who holds it.
    pub is_person_verified: bool,
    /// Whether the credential may be on several devices.
    pub is_backup_eligible: bool,
    /// Whether it is.
    pub is_backed_up: bool,
}

/// What an answer says of itself. Nothing of it is proved.
#[derive(Clone)]
pub struct Claim {
    /// Which credential it is of, as its authenticator calls it.
    pub credential_id: Vec<u8>,
    /// Whose credential it is, as its authenticator has it.
    pub user_handle: Option<Vec<u8>>,
    /// Whether the credential may be on several devices.
    pub is_backup_eligible: bool,
}

impl RelyingParty {
    /// What to ask a browser for, and what to remember. With nothing in `allowed`, whatever the browser finds will do.
    pub fn request_options(
        &self,
        kind: PasskeyKind,
        allowed: &[Known<'_>],
    ) -> Result<(RequestOptions, State), Broken> {
        let (challenge, state) = match kind {
            PasskeyKind::Passkey => self.ask_for_passkey()?,
            PasskeyKind::SecurityKey => self.ask_for_security_key()?,
        };
        let mut options = challenge.public_key;
        options.extensions = None;
        let allowed = allowed.iter().map(|known| AllowCredentials {
            type_: "public-key".to_owned(),
            id: known.credential_id.to_vec(),
            transports: read_transports(known.transports),
        });
        options.allow_credentials = allowed.collect();
        let json = serde_json::to_string(&options).map_err(|_| Broken)?;
        Ok((RequestOptions::from_json(json), state))
    }

    /// Asks for user verification, and takes no change of the backup eligibility. Which credential it is about is
    /// handed over when the answer comes, so that it is the one that the database has then.
    fn ask_for_passkey(&self) -> Result<(RequestChallengeResponse, State), Broken> {
        let (challenge, state) = self.webauthn.start_discoverable_authentication()?;
        Ok((challenge, State::write(&state)?))
    }

    /// Prefers user verification. The library wants to know its credentials now; the state that it gives is the same but
    /// for its name, so the answer can be looked at in the same way.
    fn ask_for_security_key(&self) -> Result<(RequestChallengeResponse, State), Broken> {
        let (challenge, state) = self.webauthn.start_securitykey_authentication(&[])?;
        let state = State::write(&state)?;
        state.read::<DiscoverableAuthentication>()?;
        Ok((challenge, state))
    }

    /// What can be said of an answer by itself.
    pub fn check_answer(&self, kind: PasskeyKind, answer: &Assertion) -> Result<Claim, Flaw> {
        // It was read so once already, when it came.
        let given = answer.parse().ok_or(Flaw::Other)?;
        let response = &given.response;
        passkeys::check_client_data(&response.client_data_json, Call::Get, &self.origins)?;
        passkeys::check_credential_id(&given.type_, &given.id, &given.raw_id)?;
        let data = AuthenticatorData::parse(&response.authenticator_data)?;
        passkeys::check_flags(&data, must_verify_person(kind))?;
        // No account has an empty one (§5.4.3), and some security keys give that: it says as much as none.
        let handle = response.user_handle.as_ref();
        let handle = handle.filter(|handle| !handle.is_empty());
        Ok(Claim {
            credential_id: given.raw_id,
            user_handle: handle.cloned(),
            is_backup_eligible: data.is_backup_eligible(),
        })
    }

    /// Looks whether an answer is right, by a credential that the caller found fit to give it. A wrong counter is told
    /// only when all else is right.
    pub fn verify(
        &self,
        state: &State,
        answer: &Assertion,
        stored: &StoredCredential,
    ) -> Result<Result<Answered, Flaw>, Broken> {
        let state: DiscoverableAuthentication = state.read()?;
        let credential = stored.as_credential();
        let given = answer.parse().ok_or(Broken)?;
        let result = self
            .webauthn
            .finish_discoverable_authentication_v2(&given, state, credential);
        let result = match result {
            Ok(result) => result,
            Err(cause) => return Ok(Err(flaw(&cause))),
        };
        let answered = Answered {
            sign_count: result.counter(),
            is_person_verified: result.user_verified(),
            is_backup_eligible: result.backup_eligible(),
            is_backed_up: result.backup_state(),
        };
        // The library looks at these two as well. What they guard is worth a second look.
        if answered.is_backup_eligible != credential.backup_eligible {
            return Ok(Err(Flaw::BackupEligibility));
        }
        if !passkeys::is_counter_fine(credential.counter, answered.sign_count) {
            return Ok(Err(Flaw::Counter));
        }
        Ok(Ok(answered))
    }
}

/// Why the library refused, without a word of what it was about.
pub(super) const fn flaw(cause: &WebauthnError) -> Flaw {
    match cause {
        WebauthnError::InvalidClientDataType => Flaw::Type,
        WebauthnError::MismatchedChallenge => Flaw::Challenge,
        WebauthnError::InvalidRPOrigin => Flaw::Origin,
        WebauthnError::InvalidRPIDHash => Flaw::RpId,
        WebauthnError::UserNotPresent => Flaw::NobodyPresent,
        WebauthnError::UserNotVerified => Flaw::PersonNotVerified,
        WebauthnError::AuthenticationFailure | WebauthnError::SignatureInvalid => Flaw::Signature,
        WebauthnError::CredentialBackupEligibilityInconsistent => Flaw::BackupEligibility,
        WebauthnError::CredentialPossibleCompromise => Flaw::Counter,
        WebauthnError::CredentialAlteredAlgFromRequest => Flaw::Algorithm,
        _ => Flaw::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::Known;
    use crate::{
        rules::passkeys::Flaw,
        webauthn::{StoredCredential, relying_party::tests::relying_party},
    };
    use contract::{passkey::PasskeyKind, webauthn::Assertion};
    use data_encoding::BASE64URL_NOPAD;
    use serde_json::{Value, json};
    use sha2::{Digest as _, Sha256};

    const KNOWN: Known<'static> = Known {
        credential_id: &[1, 2],
        transports: "usb",
    };

    /// An answer whose signature is none.
    fn answer(challenge: &str, flags: u8) -> Assertion {
        let client_data = json!({
            "type": "webauthn.get", "challenge": challenge, "origin": "http://localhost:8080", "crossOrigin": false,
        });
        let data = [&Sha256::digest("localhost")[..], &[flags], &[0, 0, 0, 0]].concat();
        let signature = [0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01];
        let json = json!({
            "id": "AQI", "rawId": "AQI", "type": "public-key",
            "authenticatorAttachment": "platform", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": BASE64URL_NOPAD.encode(client_data.to_string().as_bytes()),
                "authenticatorData": BASE64URL_NOPAD.encode(&data),
                "signature": BASE64URL_NOPAD.encode(&signature),
            },
        });
        serde_json::from_value(json).unwrap()
    }

    /// What is found wrong when the person was not verified.
    fn flaw_of(kind: PasskeyKind, flags: u8) -> Flaw {
        let party = relying_party(&[]).unwrap().unwrap();
        let (options, state) = party.request_options(kind, &[KNOWN]).unwrap();
        let challenge = serde_json::to_value(options).unwrap()["challenge"].clone();
        let answer = answer(challenge.as_str().unwrap(), flags);
        let stored = StoredCredential::dummy(&[1, 2], false).unwrap();
        party.verify(&state, &answer, &stored).unwrap().unwrap_err()
    }

    fn request_options(kind: PasskeyKind, allowed: &[Known<'_>]) -> Value {
        let party = relying_party(&[]).unwrap().unwrap();
        serde_json::to_value(party.request_options(kind, allowed).unwrap().0).unwrap()
    }

    #[test]
    fn a_question_asks_for_nothing_more_than_is_used() {
        let alone = request_options(PasskeyKind::Passkey, &[]);
        assert_eq!(alone["userVerification"], "required");
        assert_eq!(alone["allowCredentials"], json!([]));
        assert_eq!(alone["rpId"], "localhost");
        assert_eq!(alone["timeout"], 300_000);
        let security_key = request_options(PasskeyKind::SecurityKey, &[KNOWN]);
        assert_eq!(security_key["userVerification"], "preferred");
        assert_eq!(security_key["hints"], json!(["security-key"]));
        assert_eq!(
            security_key["allowCredentials"],
            json!([{"type": "public-key", "id": "AQI", "transports": ["usb"]}])
        );
        for question in [alone, security_key] {
            assert_eq!(question.get("extensions"), None);
            assert_eq!(question.get("mediation"), None);
        }
    }

    #[test]
    fn no_two_questions_are_the_same() {
        let ask = || request_options(PasskeyKind::Passkey, &[])["challenge"].clone();
        assert_ne!(ask(), ask());
    }

    #[test]
    fn the_state_remembers_who_must_be_verified() {
        // The signature is looked at last.
        assert_eq!(flaw_of(PasskeyKind::Passkey, 0b0000_0101), Flaw::Signature);
        assert_eq!(
            flaw_of(PasskeyKind::Passkey, 0b0000_0001),
            Flaw::PersonNotVerified
        );
        assert_eq!(
            flaw_of(PasskeyKind::SecurityKey, 0b0000_0001),
            Flaw::Signature
        );
    }

    #[test]
    fn the_library_looks_at_the_challenge_and_the_flags() {
        let party = relying_party(&[]).unwrap().unwrap();
        let (_, state) = party.request_options(PasskeyKind::Passkey, &[]).unwrap();
        let stored = StoredCredential::dummy(&[1, 2], false).unwrap();
        let foreign = BASE64URL_NOPAD.encode(&[1; 32]);
        let refused = party.verify(&state, &answer(&foreign, 0b0000_0101), &stored);
        assert_eq!(refused.unwrap(), Err(Flaw::Challenge));
        assert_eq!(
            flaw_of(PasskeyKind::Passkey, 0b0000_0100),
            Flaw::NobodyPresent
        );
        assert_eq!(
            flaw_of(PasskeyKind::Passkey, 0b0000_1101),
            Flaw::BackupEligibility
        );
    }
}
