//! Where somebody is signed in, and the browsers that are not asked for the second step.

use crate::{Timestamp, json::Json};
use serde::{Deserialize, Serialize};

/// Which session: random, means nothing, opens nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct SessionId(pub String);

/// Which browser: random, means nothing, opens nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct DeviceId(pub String);

/// A session that is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenSession {
    /// Which one.
    pub id: SessionId,
    /// Whether it is the one that asks.
    pub is_current: bool,
    /// What the browser called itself when it signed in.
    pub user_agent: String,
    /// The network that it signed in from: an IPv4 address, or the first 64 bits of an IPv6 address.
    pub network: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen_at: Timestamp,
}

/// A browser that is not asked for the second step until a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrustedDevice {
    /// Which one.
    pub id: DeviceId,
    /// Whether it is the one that asks.
    pub is_current: bool,
    /// What the browser calls itself.
    pub user_agent: String,
    /// When it was trusted.
    pub trusted_at: Timestamp,
    /// When somebody last signed in with it.
    pub last_used_at: Timestamp,
    /// When the second step is asked for again.
    pub trusted_until: Timestamp,
}

/// This browser is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Trusted {
    /// Until then.
    pub until: Timestamp,
}

/// Names one session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WhichSession {
    /// Which one.
    pub id: SessionId,
}

/// Names one browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WhichDevice {
    /// Which one.
    pub id: DeviceId,
}
