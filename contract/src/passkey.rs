//! Passkeys and security keys: making one, proving with one, looking after them.
//!
//! A passkey finds itself and checks who holds it, so it can sign in alone; a security key is a second step after the
//! password. Both are WebAuthn credentials. Every ceremony begins with a call that gives its challenge, and ends with
//! one that brings the answer; the server keeps what it asked, once, for five minutes, for the browser that asked.

use crate::{
    Secret, Timestamp,
    backup_codes::BackupCodeSetId,
    json::Json,
    webauthn::{Assertion, Attestation, CreationOptions, CredentialId, RequestOptions},
};
use serde::{Deserialize, Serialize};

/// The two kinds of credential.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Json,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PasskeyKind {
    /// Discoverable, and it checks who holds it: good for signing in alone.
    Passkey,
    /// A second step after the password. It need not keep anything, and need not check who holds it.
    SecurityKey,
}

/// Which ceremony: random, means nothing, never reused.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct CeremonyId(pub String);

/// Which passkey or security key: random, means nothing, never reused. Not what the authenticator calls it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct PasskeyId(pub String);

/// Names the kind that a ceremony is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WhichKind {
    /// The kind.
    pub kind: PasskeyKind,
}

/// What to ask the browser for. It may be shown several times, but only one answer to it is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyRequest {
    /// Goes back with the answer.
    pub ceremony: CeremonyId,
    /// What to ask for.
    pub options: RequestOptions,
    /// Seconds until the server will not take an answer to it any more.
    pub expires_in: u32,
}

/// An answer to a [`PasskeyRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasskeyAnswer {
    /// The identifier of the challenge.
    pub ceremony: CeremonyId,
    /// What the browser gave.
    pub credential: Assertion,
}

/// What to have the browser make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyCreation {
    /// Goes back with what was made.
    pub ceremony: CeremonyId,
    /// What to make.
    pub options: CreationOptions,
    /// Seconds until the server will not take it any more.
    pub expires_in: u32,
}

/// What the browser made after a [`PasskeyCreation`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewPasskey {
    /// The ceremony of the creation options.
    pub ceremony: CeremonyId,
    /// What the browser gave.
    pub credential: Attestation,
    /// What to call it; the server names it after its provider when empty or left out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What to call it when it has no name and nobody knows its provider; after its kind when empty or left out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fallback_name: String,
}

/// A new passkey or security key is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyAdded {
    /// It.
    pub passkey: Passkey,
    /// A new set of backup codes, when this is the account's first method. They are shown this once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup_codes: Option<Vec<Secret>>,
    /// Which set that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup_code_set: Option<BackupCodeSetId>,
}

/// A passkey or security key as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Passkey {
    /// Which one.
    pub id: PasskeyId,
    /// Its kind.
    pub kind: PasskeyKind,
    /// The name its owner gave it.
    pub name: String,
    /// What its authenticator calls it.
    pub credential_id: CredentialId,
    /// Who made its authenticator, by the model that this one says it is (AAGUID, WebAuthn L3 §6.5.1); `None` when nobody
    /// knows. Nobody vouches for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Where it lives.
    pub storage: PasskeyStorage,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it last proved something after that.
    pub last_used_at: Option<Timestamp>,
    /// When its signature counter last went backwards: somebody may have a copy of it (WebAuthn L3 §6.1.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter_went_back_at: Option<Timestamp>,
}

/// Where a passkey lives, by its backup flags (WebAuthn L3 §6.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PasskeyStorage {
    /// On one device, and never anywhere else: lost with it.
    OneDevice,
    /// Its provider could copy it to other devices, and has not yet.
    NotYetSynced,
    /// Its provider keeps copies.
    Synced,
}

/// Whose passkeys they are, as authenticators know it: for the browser's signals (WebAuthn L3 §5.1.10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyOwner {
    /// The domain that they are bound to (RP ID).
    pub rp_id: String,
    /// The account's user handle, in base64url without padding. It means nothing.
    pub user_handle: String,
}

/// Names one passkey or security key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WhichPasskey {
    /// Which one.
    pub id: PasskeyId,
}

/// A new name for a passkey or security key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasskeyName {
    /// Which one.
    pub id: PasskeyId,
    /// The name: 1 to [`crate::limits::NAME_MAX`] code points after trimming.
    pub name: String,
}

/// What somebody said to the offer of a passkey, when they did not take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OfferAnswer {
    /// Not now: it may be offered again after [`crate::limits::PASSKEY_OFFER_DAYS`].
    NotNow,
    /// Never again on this account.
    Never,
}

/// The answer to the offer of a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OfferDeclined {
    /// What they said.
    pub answer: OfferAnswer,
}
