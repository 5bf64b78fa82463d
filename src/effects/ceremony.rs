//! Asking the browser for a passkey, or having it make one: one at a time, and never after its page is gone.

use crate::{
    passkeys::{Passkeys, use_passkeys},
    platform::{
        passkey::{self, Cancel, CancelHolder},
        spawn,
    },
    remote,
};
use contract::{
    passkey::{NewPasskey, PasskeyAnswer, PasskeyCreation, PasskeyKind, PasskeyRequest},
    webauthn::Attestation,
};
use flow::{
    aaguid,
    passkey_error::{Ceremony, PasskeyError},
};
use leptos::prelude::*;

/// The ceremony that a page has under way. Another one in its place, or the end of the page, stops it.
#[derive(Clone, Copy)]
pub struct Ceremonies {
    current: StoredValue<Option<CancelHolder>, LocalStorage>,
    passkeys: Passkeys,
}

impl Ceremonies {
    /// For the page whose body this is called in.
    pub fn here() -> Self {
        Self {
            current: StoredValue::new_local(None),
            passkeys: use_passkeys(),
        }
    }

    /// Asks for a passkey; `tell` hears what came of it.
    pub fn ask(
        self,
        request: PasskeyRequest,
        ceremony: Ceremony,
        tell: impl FnOnce(Result<PasskeyAnswer, PasskeyError>) + 'static,
    ) {
        let cancel = self.begin();
        spawn(async move {
            let support = self.passkeys.support_now().unwrap_or_default();
            let given = passkey::ask(&request.options, ceremony, &support, cancel).await;
            tell(given.map(|credential| PasskeyAnswer {
                ceremony: request.ceremony,
                credential,
            }));
        });
    }

    /// Has one made, and names it after its provider, or as said when nobody knows that; `tell` hears what came of it.
    pub fn create(
        self,
        order: PasskeyCreation,
        (kind, name): (PasskeyKind, String),
        tell: impl FnOnce(Result<NewPasskey, PasskeyError>) + 'static,
    ) {
        let cancel = self.begin();
        spawn(async move {
            let support = self.passkeys.support_now().unwrap_or_default();
            let made = passkey::create(&order.options, kind, &support, cancel).await;
            tell(match made {
                Ok(credential) => Ok(NewPasskey {
                    ceremony: order.ceremony,
                    name: provider(&credential).await.unwrap_or(name),
                    credential,
                }),
                Err(error) => Err(error),
            });
        });
    }

    /// Stops the one under way.
    pub fn stop(self) {
        self.current.set_value(None);
    }

    fn begin(self) -> Cancel {
        let (holder, cancel) = passkey::cancel();
        self.current.set_value(Some(holder));
        cancel
    }
}

/// The name of the provider that made it.
async fn provider(made: &Attestation) -> Option<String> {
    let model = aaguid::of(&made.0.response.attestation_object)?;
    remote::passkey_providers().await.remove(&model)
}
