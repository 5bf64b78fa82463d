//! Codes that are sent: by text message or by email.
//!
//! A code has six digits, is good once, and only for whoever asked for it. A new one ends the one before.

use crate::json::Json;
use serde::{Deserialize, Serialize};

/// How a code is sent.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Json,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By text message (SMS).
    TextMessage,
    /// By email.
    Email,
}

/// Names the way in which a code shall be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WhichChannel {
    /// The way.
    pub channel: Channel,
}

/// Where codes can be sent, and the one that is out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Destination {
    /// How.
    pub channel: Channel,
    /// The number or address with most of it masked: enough for its owner to know it, not for anybody to use it.
    pub masked: String,
    /// The code that is out, if there is one that can still be given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<CodeSent>,
}

/// A code that is out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CodeSent {
    /// Seconds until it is not taken any more.
    pub expires_in: u32,
    /// Seconds until another one can be asked for.
    pub resend_in: u32,
}
