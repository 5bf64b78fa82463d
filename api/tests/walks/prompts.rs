//! The browser's own dialogs for passkeys, without a browser: an authenticator in software answers them, unless the
//! person closes them.

use crate::support::authenticator::{Authenticator, Refusal, assertion, attestation};
use contract::{
    passkey::{NewPasskey, PasskeyAnswer, PasskeyCreation, PasskeyRequest},
    webauthn::CredentialId,
};
use flow::{PasskeyError, Ticket, passkey_error::Ceremony};

/// What the browser has, and does.
pub struct Prompts {
    pub device: Authenticator,
    /// Whether the person closes every dialog.
    pub is_closing: bool,
    /// The request options that wait in the autofill of a field.
    pub autofill: Option<(Ticket, PasskeyRequest)>,
    /// Which passkeys the password manager was told to forget.
    pub signalled: Vec<CredentialId>,
    /// How many dialogs were opened.
    pub opened: u32,
}

impl Default for Prompts {
    fn default() -> Self {
        Self {
            device: Authenticator::synced(),
            is_closing: false,
            autofill: None,
            signalled: Vec::new(),
            opened: 0,
        }
    }
}

impl Prompts {
    /// Asks for a passkey, in place of whatever waits; nothing comes of it while it waits in the autofill.
    pub fn ask(
        &mut self,
        ticket: Ticket,
        request: &PasskeyRequest,
        ceremony: Ceremony,
    ) -> Option<Result<PasskeyAnswer, PasskeyError>> {
        self.stop();
        if ceremony == Ceremony::Autofill {
            self.autofill = Some((ticket, request.clone()));
            return None;
        }
        self.opened += 1;
        Some(self.answer(request))
    }

    /// The person picks the passkey that the field offers.
    pub fn pick(&mut self) -> (Ticket, Result<PasskeyAnswer, PasskeyError>) {
        let (ticket, request) = self.autofill.take().unwrap();
        (ticket, self.answer(&request))
    }

    pub fn stop(&mut self) {
        self.autofill = None;
    }

    /// Makes a credential.
    pub fn create(&mut self, creation: &PasskeyCreation) -> Result<NewPasskey, PasskeyError> {
        self.stop();
        self.opened += 1;
        if self.is_closing {
            return Err(PasskeyError::Cancelled);
        }
        let made = self.device.make(creation).map_err(told)?;
        Ok(NewPasskey {
            ceremony: creation.ceremony.clone(),
            credential: attestation(&made),
            name: String::new(),
            fallback_name: "Laptop".to_owned(),
        })
    }

    fn answer(&mut self, request: &PasskeyRequest) -> Result<PasskeyAnswer, PasskeyError> {
        if self.is_closing {
            return Err(PasskeyError::Cancelled);
        }
        let answer = self.device.prove(request).map_err(told)?;
        Ok(PasskeyAnswer {
            ceremony: request.ceremony.clone(),
            credential: assertion(&answer),
        })
    }
}

fn told(refusal: Refusal) -> PasskeyError {
    match refusal {
        Refusal::Excluded => PasskeyError::AlreadyRegistered,
        Refusal::NoAlgorithm => PasskeyError::NotSupported,
        Refusal::NotAllowed => PasskeyError::NoPasskeyHere,
        Refusal::WrongDomain => PasskeyError::WrongDomain,
    }
}
