//! Every way a call can be refused.

use crate::{Timestamp, json::Json, step_up::StepUp};
use serde::{Deserialize, Serialize};

/// The body of every answer that is not a success: `{"code": "…", …}`. It holds facts; the words are the page's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Problem {
    /// 400: the body is not the JSON that this call takes.
    Malformed,
    /// 415: the body is not `application/json`.
    UnsupportedMediaType,
    /// 413: the body is larger than [`crate::limits::BODY_MAX_BYTES`].
    BodyTooLarge,
    /// 404: there is no such call, or nothing of yours by that id.
    NotFound,
    /// 405: the path exists, but not with this HTTP method.
    MethodNotAllowed,
    /// 422: one field cannot be accepted.
    Invalid {
        /// Which one.
        field: Field,
        /// Why.
        reason: Reason,
    },
    /// 403: the call comes from another site, or lacks [`crate::limits::REQUEST_HEADER`].
    CrossSite,
    /// 403: this server does not let people make accounts.
    SignUpClosed,
    /// 401: the email address and the password do not fit together. Unknown accounts get the same.
    WrongCredentials,
    /// 401: nobody is signed in.
    NotSignedIn,
    /// 401: no second step is waited for: it was finished, took too long, or was given up.
    SignInExpired,
    /// 401: the code is not right. A backup code that was used already gets the same.
    WrongCode {
        /// How many tries are left before a wait.
        tries_left: u32,
        /// When none is left: seconds until the next try counts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u32>,
    },
    /// 401: the authenticator code was right, but was used before.
    CodeAlreadyUsed {
        /// Seconds until the app shows one that is accepted: later than the last that was used.
        next_code_in: u32,
        /// How many tries are left before a wait.
        tries_left: u32,
    },
    /// 401: the code that was sent is not taken any more: it is too old, was tried too often, or another was sent since.
    SentCodeExpired,
    /// 403: this method cannot be used for that: it is not one of those that were asked for.
    MethodUnavailable,
    /// 409: the link is not good any more: it was used, is too old, or another took its place.
    LinkExpired,
    /// 409: there is no way to recover this account by mail: its address was never confirmed, or its owner wants nothing
    /// but keys.
    RecoveryUnavailable,
    /// 409: the waiting period is not over, or no recovery is under way.
    RecoveryNotReady,
    /// 409: confirm the email address first.
    EmailNotConfirmed,
    /// 409: this server sends no text messages.
    TextMessagesUnavailable,
    /// 403: this browser cannot be trusted now: only right after both steps, and where the server allows it.
    TrustUnavailable,
    /// 409: nothing but keys takes two of them at least, so that one can be lost.
    TwoKeysNeeded,
    /// 401: the passkey's answer is not right. A passkey that nobody has gets the same.
    WrongPasskey,
    /// 401: the passkey's answer is right, but it was removed here: its provider may forget it.
    PasskeyRemoved,
    /// 401: the authenticator did not check who holds it, and this needs that.
    PersonNotVerified,
    /// 401: the passkey's answer is right, but its signature counter went backwards: somebody may have a copy. Its
    /// owner is told in the settings; the other methods work.
    PasskeyCounterWentBack,
    /// 409: the challenge was answered before, took too long, or was another browser's: ask again.
    CeremonyExpired,
    /// 422: what the browser made cannot be taken as a passkey here.
    PasskeyRefused,
    /// 409: this passkey is registered already, here or on another account.
    PasskeyAlreadyRegistered,
    /// 409: the account has as many passkeys and security keys as it may have.
    TooManyPasskeys,
    /// 409: people reach this server by an address that passkeys cannot be bound to.
    PasskeysUnavailable,
    /// 429, with `Retry-After`: too many tries; a right one would be refused as well.
    TooManyTries {
        /// When the next try counts.
        retry_at: Timestamp,
        /// Seconds until then.
        retry_after: u32,
    },
    /// 403: too many wrong codes in a row; this method stays shut until another one succeeds.
    MethodLocked,
    /// 403: the account must enrol a second step before anything else.
    EnrolmentRequired,
    /// 403: prove it again first.
    StepUpRequired {
        /// With what.
        step_up: StepUp,
    },
    /// 409: the pending authenticator is gone: expired, discarded, or replaced from another session.
    EnrolmentExpired,
    /// 409: the account has as many authenticators as it may have.
    TooManyAuthenticators,
    /// 409: this server wants a second step, and this is the last one.
    LastSecondStep,
    /// 409: without a second step the password would be too short; set a longer one first.
    LongerPasswordNeeded {
        /// The shortest that would do, in code points.
        minimum: u32,
    },
    /// 409: there is nothing to make backup codes for: no second-step method is enrolled.
    NoSecondStep,
    /// 503, with `Retry-After`: the server has more to do than it can.
    Busy {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// 500: the server's own fault. Its log has a line with the id from [`crate::limits::REQUEST_ID_HEADER`].
    Internal,
}

/// The fields that a [`Problem::Invalid`] can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// An email address.
    Email,
    /// A password: the new one where there are two.
    Password,
    /// The password in force, in a change of password.
    CurrentPassword,
    /// A one-time code or backup code.
    Code,
    /// The name of a method.
    Name,
    /// A phone number.
    Phone,
}

/// Why a field cannot be accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    /// It is empty.
    Missing,
    /// It does not have the form that it must have.
    Malformed,
    /// It is too short.
    TooShort {
        /// The shortest that would do, in code points.
        minimum: u32,
    },
    /// It is too long.
    TooLong {
        /// The longest that would do: code points of a name, bytes of anything else.
        maximum: u32,
    },
    /// It is a password that many people have, or a single common word or name.
    Common,
    /// It is a password that is known from breaches of other services (NIST SP 800-63B-4 §3.1.1.2).
    Breached,
    /// It is a password that is one character, word or group over and over.
    Repetition,
    /// It is a password that is a run of letters or digits, a row of keys, or a date.
    Sequence,
    /// It is a password that is the name of this service with something around it.
    ServiceName,
    /// It is a password that is put together of what people choose first, such as a word, a year and a sign.
    Guessable,
    /// It is a password that contains the email address.
    ContainsEmail,
    /// It is not right: the password in force, or the address typed once more.
    Wrong,
}
