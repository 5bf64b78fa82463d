//! What every request works with.

use crate::{
    clock::Clock,
    config::Config,
    crypto::{hasher::Hasher, vault::Vault},
    delivery::Delivery,
    rules::{email::Email, password::Demands},
    store::Store,
    webauthn::RelyingParty,
};
use breached::Filter;
use contract::{Problem, sent_code::Channel};
use std::sync::Arc;

/// The server's parts. A clone is cheap and shares them all.
#[derive(Clone)]
pub struct App {
    /// How it is set up.
    pub config: Arc<Config>,
    /// Where it keeps things.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// What seals the secrets it keeps.
    pub vault: Vault,
    /// What hashes passwords and backup codes.
    pub hasher: Hasher,
    /// What carries messages away.
    pub delivery: Delivery,
    /// Passwords known from breaches.
    pub breached: Arc<Filter>,
    /// What asks for passkeys and verifies them; nothing where none can be bound.
    pub relying_party: Option<Arc<RelyingParty>>,
}

impl App {
    /// What a new password of an account must be that has this address and this shortest length.
    pub fn password_demands<'a>(&'a self, email: &'a Email, minimum: u32) -> Demands<'a> {
        Demands {
            email,
            minimum,
            site_name: self.config.name(),
            breached: &self.breached,
        }
    }

    /// Whether text messages are sent here, and leave as far as is known.
    pub fn can_send_text_messages(&self) -> bool {
        self.config.has_text_messages() && self.delivery.faults().is_working(Channel::TextMessage)
    }

    /// What asks for passkeys and verifies them, or the refusal where none can be bound.
    pub fn relying_party(&self) -> Result<&RelyingParty, Problem> {
        self.relying_party
            .as_deref()
            .ok_or(Problem::PasskeysUnavailable)
    }
}
