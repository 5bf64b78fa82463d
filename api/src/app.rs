//! What every request works with.

use crate::{clock::Clock, config::Config, hasher::Hasher, store::Store, vault::Vault};
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
}
