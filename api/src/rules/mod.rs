//! What is right and what is wrong, decided without I/O: the time is an argument, the database is elsewhere.

pub mod authenticator_data;
pub mod back_off;
pub mod backup_codes;
pub mod breached;
pub mod client_trust;
mod code_text;
pub mod email;
pub mod event_kind;
pub mod gateway_refusal;
pub mod limits;
pub mod mask;
pub mod method_name;
pub mod moment;
pub mod next;
pub mod passkey_providers;
pub mod passkeys;
pub mod password;
pub mod phone;
pub mod recovery;
pub mod relying_party;
pub mod sent_code;
pub mod strength;
pub mod token;
pub mod totp;
pub mod trust;

use contract::{
    Problem,
    problem::{Field, Reason},
};

/// The refusal of one field.
const fn invalid(field: Field, reason: Reason) -> Problem {
    Problem::Invalid { field, reason }
}
