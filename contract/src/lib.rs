//! What the page and the server say to each other: types, the table of calls, and what both must read the same way.
//!
//! Read in this order: [`sign_in`] (the heart: the server says what comes next), [`endpoint`] (every call in
//! one table), [`account`], [`authenticator`], [`passkey`], [`backup_codes`], [`contact`], [`device`] and [`step_up`]
//! (looking after one's methods), [`sent_code`], [`recovery`] (recovery), [`activity`], [`next`], [`webauthn`] (what crosses unread), [`problem`] (every way a call can be refused), [`limits`] and [`secret`].
//! Read alike on both sides: [`typed`] text, [`phone`] numbers, and the [`browser_name`] that a browser gives itself.
//!
//! Requests refuse fields they do not know; replies may gain fields. The JSON is frozen by `tests/golden.rs`.

pub mod account;
pub mod activity;
pub mod authenticator;
pub mod backup_codes;
pub mod browser_name;
pub mod contact;
pub mod device;
pub mod endpoint;
pub mod json;
pub mod limits;
pub mod next;
pub mod page;
pub mod passkey;
pub mod phone;
pub mod problem;
pub mod recovery;
pub mod secret;
pub mod sent_code;
pub mod sign_in;
pub mod sign_up;
pub mod site;
pub mod step_up;
pub mod time;
pub mod typed;
pub mod webauthn;

pub use problem::Problem;
pub use secret::Secret;
pub use time::Timestamp;

use json::Json;
use serde::{Deserialize, Serialize};

/// The body of a call that has nothing to say: `{}`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Nothing {}
