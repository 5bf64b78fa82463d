//! What the page must know of the server before anybody signs in.

use crate::{Timestamp, json::Json};
use serde::{Deserialize, Serialize};

/// How this server is set up, as far as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Site {
    /// What this service calls itself; authenticator apps show it.
    pub name: String,
    /// Whether people may make accounts themselves.
    pub sign_up_open: bool,
    /// Whether every account must have a second step.
    pub second_step_required: bool,
    /// The shortest password that a new account may have, in code points.
    pub password_min: u32,
    /// The domain that passkeys are bound to (RP ID); `None` when people reach this server by an address that passkeys
    /// cannot be bound to, such as a bare IP address.
    pub rp_id: Option<String>,
    /// The origins that people may open the page at, the server's own first. Calls from any other are refused.
    pub origins: Vec<String>,
    /// Whom to ask for help, where whoever runs this service says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support: Option<Support>,
    /// The server's clock, in the answer to a call. What stands in a page that is served says nothing of the time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<Timestamp>,
}

/// Where whoever runs the service can be asked for help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", content = "at", rename_all = "snake_case")]
pub enum Support {
    /// By email, at this address.
    Email(String),
    /// At this https address.
    Page(String),
}

/// Whether the server can do its work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Health {
    /// The answer.
    pub status: HealthStatus,
}

/// The states of a server that can answer at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum HealthStatus {
    /// The database answers, and can be written.
    Ok,
    /// It does not answer.
    DatabaseUnavailable,
    /// It answers, but nothing can be written: the disk is full, or fails. Nobody can sign in.
    DatabaseNotWritable,
}
