//! Passkeys and security keys: start, add, rename, remove, and the offer of one.

use crate::{answer::Answer, app::App, error::Error, guard::SignedIn};
use contract::{
    Nothing, Problem,
    passkey::{
        NewPasskey, OfferDeclined, PasskeyAdded, PasskeyName, PasskeyOrder, WhichKind, WhichPasskey,
    },
};

/// Not yet: this server has no passkeys.
pub async fn start_passkey(
    _: App,
    _: SignedIn,
    _: WhichKind,
) -> Result<Answer<PasskeyOrder>, Error> {
    Err(Problem::PasskeysUnavailable.into())
}

/// Not yet: this server has no passkeys.
pub async fn add_passkey(
    _: App,
    _: SignedIn,
    _: NewPasskey,
) -> Result<Answer<PasskeyAdded>, Error> {
    Err(Problem::PasskeysUnavailable.into())
}

/// Not yet: this server has no passkeys.
pub async fn rename_passkey(_: App, _: SignedIn, _: PasskeyName) -> Result<Answer<Nothing>, Error> {
    Err(Problem::PasskeysUnavailable.into())
}

/// Not yet: this server has no passkeys.
pub async fn remove_passkey(
    _: App,
    _: SignedIn,
    _: WhichPasskey,
) -> Result<Answer<Nothing>, Error> {
    Err(Problem::PasskeysUnavailable.into())
}

/// Not yet: this server has no passkeys.
pub async fn decline_passkey_offer(
    _: App,
    _: SignedIn,
    _: OfferDeclined,
) -> Result<Answer<Nothing>, Error> {
    Err(Problem::PasskeysUnavailable.into())
}
