//! Having a credential made, and looking whether what was made can be kept (WebAuthn L3 §7.1).

use super::{
    asserting::{Known, flaw},
    credential::{Kept, check_key, read_transports, write_transports},
    relying_party::{Broken, RelyingParty, State, must_verify_person},
};
use crate::rules::{
    authenticator_data::{self, AuthenticatorData},
    passkeys::{self, Call, Flaw},
};
use contract::{
    passkey::PasskeyKind,
    webauthn::{Attestation, CreationOptions},
};
use webauthn_rs::prelude::{
    AuthenticatorAttachment, CreationChallengeResponse, Credential, PasskeyRegistration,
    RegisterPublicKeyCredential, SecurityKeyRegistration, Uuid, WebauthnError,
};
use webauthn_rs_proto::{
    PublicKeyCredentialDescriptor, RequestRegistrationExtensions, ResidentKeyRequirement,
};

/// The owner of the credential that is to be made.
#[derive(Clone, Copy)]
pub struct Owner<'a> {
    /// What authenticators call the account: random, means nothing.
    pub user_handle: [u8; 16],
    /// What people call it.
    pub email: &'a str,
}

/// A credential that was made, and can be kept.
pub struct Made {
    /// Its kind.
    pub kind: PasskeyKind,
    /// The domain that it is bound to.
    pub rp_id: String,
    /// What its authenticator calls it.
    pub credential_id: Vec<u8>,
    /// The public key and what goes with it, as JSON.
    pub json: String,
    /// What the columns shall say about it.
    pub kept: Kept,
    /// The model of its authenticator.
    pub aaguid: Option<String>,
    /// How its authenticator can be reached, separated by commas.
    pub transports: String,
}

impl RelyingParty {
    /// What the browser needs to make one, and what to remember. Authenticators that have one of `known` say so.
    pub fn creation_options(
        &self,
        kind: PasskeyKind,
        owner: Owner<'_>,
        known: &[Known<'_>],
    ) -> Result<(CreationOptions, State), Broken> {
        let id = Uuid::from_bytes(owner.user_handle);
        let (challenge, state) = match kind {
            PasskeyKind::Passkey => self.passkey_options(id, owner.email)?,
            PasskeyKind::SecurityKey => self.security_key_options(id, owner.email)?,
        };
        let mut options = challenge.public_key;
        options.extensions = Some(RequestRegistrationExtensions {
            cred_protect: None,
            uvm: None,
            cred_props: Some(true),
            min_pin_length: None,
            hmac_create_secret: None,
        });
        let excluded = known.iter().map(|known| PublicKeyCredentialDescriptor {
            type_: "public-key".to_owned(),
            id: known.credential_id.to_vec(),
            transports: read_transports(known.transports),
        });
        options.exclude_credentials = Some(excluded.collect());
        Ok((CreationOptions(options), state))
    }

    /// The library leaves to the authenticator whether it can be found without its name; here it must be.
    fn passkey_options(
        &self,
        id: Uuid,
        email: &str,
    ) -> Result<(CreationChallengeResponse, State), Broken> {
        let (mut challenge, state) = self
            .webauthn
            .start_passkey_registration(id, email, email, None)?;
        let selection = challenge.public_key.authenticator_selection.as_mut();
        let selection = selection.ok_or(Broken)?;
        selection.resident_key = Some(ResidentKeyRequirement::Required);
        selection.require_resident_key = true;
        Ok((challenge, State::write(&state)?))
    }

    /// The attachment says to older browsers what the hint says to newer ones (§5.8.7).
    fn security_key_options(
        &self,
        id: Uuid,
        email: &str,
    ) -> Result<(CreationChallengeResponse, State), Broken> {
        let apart = Some(AuthenticatorAttachment::CrossPlatform);
        let (challenge, state) = self
            .webauthn
            .start_securitykey_registration(id, email, email, None, None, apart)?;
        Ok((challenge, State::write(&state)?))
    }

    /// Looks whether what was made can be kept. That nobody else has it is for the database to say.
    pub fn register(
        &self,
        kind: PasskeyKind,
        state: &State,
        attestation: &Attestation,
    ) -> Result<Result<Made, Flaw>, Broken> {
        let given = &attestation.0;
        let data = match self.check_attestation(kind, given) {
            Ok(data) => data,
            Err(flaw) => return Ok(Err(flaw)),
        };
        let credential = match self.finish(kind, state, given)? {
            Ok(credential) => credential,
            Err(cause) => return Ok(Err(flaw(&cause))),
        };
        if let Err(flaw) = check_key(&credential.cred) {
            return Ok(Err(flaw));
        }
        let aaguid = data.credential.map_or([0; 16], |attested| attested.aaguid);
        Ok(Ok(Made {
            kind,
            rp_id: self.id.clone(),
            credential_id: credential.cred_id.clone(),
            json: serde_json::to_string(&credential).map_err(|_| Broken)?,
            kept: Kept {
                sign_count: credential.counter,
                uv_initialized: credential.user_verified,
                backup_eligible: credential.backup_eligible,
                backed_up: credential.backup_state,
            },
            aaguid: passkeys::aaguid_text(aaguid),
            transports: write_transports(given.response.transports.as_deref()),
        }))
    }

    fn finish(
        &self,
        kind: PasskeyKind,
        state: &State,
        given: &RegisterPublicKeyCredential,
    ) -> Result<Result<Credential, WebauthnError>, Broken> {
        Ok(match kind {
            PasskeyKind::Passkey => {
                let state: PasskeyRegistration = state.read()?;
                let made = self.webauthn.finish_passkey_registration(given, &state);
                made.map(Credential::from)
            }
            PasskeyKind::SecurityKey => {
                let state: SecurityKeyRegistration = state.read()?;
                let made = self.webauthn.finish_securitykey_registration(given, &state);
                made.map(Credential::from)
            }
        })
    }

    /// What can be said before the library looks at it.
    fn check_attestation(
        &self,
        kind: PasskeyKind,
        given: &RegisterPublicKeyCredential,
    ) -> Result<AuthenticatorData, Flaw> {
        let response = &given.response;
        passkeys::check_client_data(&response.client_data_json, Call::Create, &self.origins)?;
        passkeys::check_credential_id(&given.type_, &given.id, &given.raw_id)?;
        let data = authenticator_data::of_attestation_object(&response.attestation_object)?;
        let attested = data.credential.as_ref().ok_or(Flaw::Attestation)?;
        if attested.id != given.raw_id {
            return Err(Flaw::CredentialId);
        }
        passkeys::check_flags(&data, must_verify_person(kind))?;
        let properties = given.extensions.cred_props.as_ref();
        let is_discoverable = properties.and_then(|properties| properties.rk) != Some(false);
        if kind == PasskeyKind::Passkey && !is_discoverable {
            return Err(Flaw::NotDiscoverable);
        }
        Ok(data)
    }
}

#[cfg(test)]
mod tests {
    use super::Owner;
    use crate::webauthn::{Known, relying_party::tests::relying_party};
    use contract::passkey::PasskeyKind;
    use serde_json::{Value, json};

    fn creation_options(kind: PasskeyKind) -> Value {
        let party = relying_party(&[]).unwrap().unwrap();
        let owner = Owner {
            user_handle: [7; 16],
            email: "anna@example.org",
        };
        let known = [Known {
            credential_id: &[1, 2],
            transports: "usb,nfc",
        }];
        let (options, _) = party.creation_options(kind, owner, &known).unwrap();
        serde_json::to_value(options).unwrap()
    }

    #[test]
    fn a_passkey_must_be_discoverable_and_check_who_holds_it() {
        let options = creation_options(PasskeyKind::Passkey);
        assert_eq!(
            options["authenticatorSelection"],
            json!({"residentKey": "required", "requireResidentKey": true, "userVerification": "required"})
        );
        assert_eq!(options["attestation"], "none");
        assert_eq!(
            options["rp"],
            json!({"id": "localhost", "name": "Latchkey"})
        );
        assert_eq!(options["timeout"], 300_000);
    }

    #[test]
    fn a_security_key_need_not() {
        let options = creation_options(PasskeyKind::SecurityKey);
        assert_eq!(
            options["authenticatorSelection"],
            json!({
                "authenticatorAttachment": "cross-platform", "residentKey": "discouraged",
                "requireResidentKey": false, "userVerification": "preferred",
            })
        );
        assert_eq!(options["hints"], json!(["security-key"]));
        assert_eq!(options["attestation"], "none");
    }

    #[test]
    fn nothing_is_asked_for_that_is_not_used() {
        for kind in [PasskeyKind::Passkey, PasskeyKind::SecurityKey] {
            let options = creation_options(kind);
            assert_eq!(options["extensions"], json!({"credProps": true}));
            assert_eq!(
                options["excludeCredentials"],
                json!([{"type": "public-key", "id": "AQI", "transports": ["usb", "nfc"]}])
            );
            let user = &options["user"];
            assert_eq!(user["id"], "BwcHBwcHBwcHBwcHBwcHBw");
            assert_eq!(user["name"], "anna@example.org");
            let challenge = options["challenge"].as_str().unwrap();
            assert_eq!(challenge.len(), 43, "32 random bytes");
        }
    }
}
