//! Who makes a call, as the table of calls admits them.

use crate::{
    http::client_info::ClientInfo,
    store::{pending_sign_ins::PendingSignIn, sessions::Session},
};

/// Anybody.
pub struct Anybody {
    /// What the request says about them.
    pub client: ClientInfo,
}

/// Whoever gave the right password and owes the second step.
pub struct SecondStepPending {
    /// What the request says about them.
    pub client: ClientInfo,
    /// Whose second step it is.
    pub pending: PendingSignIn,
}

/// Whoever is signed in; how far, and how recently they proved it, depends on what the call asks for.
pub struct SignedIn {
    /// What the request says about them.
    pub client: ClientInfo,
    /// Their session.
    pub session: Session,
}
