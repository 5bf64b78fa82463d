//! Asking the browser for a passkey, or having it make one: one at a time, and never after its page is gone.

use crate::{
    passkeys::{Passkeys, use_passkeys},
    platform::{
        passkey::{self, Cancel, CancelHolder},
        spawn,
    },
};
use contract::passkey::{NewPasskey, PasskeyAnswer, PasskeyCreation, PasskeyKind, PasskeyRequest};
use flow::passkey_error::{Ceremony, PasskeyError};
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

    /// Has one made, which goes by this name where nobody knows its provider; `tell` hears what came of it.
    pub fn create(
        self,
        creation: PasskeyCreation,
        (kind, fallback_name): (PasskeyKind, String),
        tell: impl FnOnce(Result<NewPasskey, PasskeyError>) + 'static,
    ) {
        let cancel = self.begin();
        spawn(async move {
            let support = self.passkeys.support_now().unwrap_or_default();
            let made = passkey::create(&creation.options, kind, &support, cancel).await;
            tell(made.map(|credential| NewPasskey {
                ceremony: creation.ceremony,
                credential,
                name: String::new(),
                fallback_name,
            }));
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
