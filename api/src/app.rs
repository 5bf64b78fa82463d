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
use contract::{Problem, sent_code::Channel, site::Site};
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

    /// How this server is set up, as far as the page shows it. It stays as it is while the server runs, but for the time,
    /// which is not in it.
    pub fn site(&self) -> Site {
        Site {
            name: self.config.name().to_owned(),
            sign_up_open: self.config.is_sign_up_open(),
            second_step_required: self.config.is_second_step_required(),
            password_min: self.config.password_minimum(false),
            rp_id: self.relying_party().ok().map(|party| party.id().to_owned()),
            origins: self.config.origins().map(ToString::to_string).collect(),
            support: self.config.support().cloned(),
            now: None,
        }
    }

    /// What asks for passkeys and verifies them, or the refusal where none can be bound.
    pub fn relying_party(&self) -> Result<&RelyingParty, Problem> {
        self.relying_party
            .as_deref()
            .ok_or(Problem::PasskeysUnavailable)
    }
}
