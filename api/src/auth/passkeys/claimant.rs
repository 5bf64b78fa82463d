//! Who is asked for a passkey.

use super::challenges::{Holder, Purpose};
use crate::{
    http::network::Network,
    rules::token::Token,
    store::{pending_sign_ins::PendingSignIn, sessions::Session},
};

/// Who is asked for a passkey.
#[derive(Clone, Copy)]
pub enum PasskeyClaimant<'a> {
    /// Anybody, at this browser, to sign in.
    Browser(&'a Token, Network),
    /// Whoever owes this second step.
    Pending(&'a PendingSignIn),
    /// Whoever is signed in, to step up.
    Session(&'a Session),
}

impl<'a> PasskeyClaimant<'a> {
    pub(super) const fn purpose(self) -> Purpose {
        match self {
            Self::Browser(..) => Purpose::SignIn,
            Self::Pending(_) => Purpose::SecondStep,
            Self::Session(_) => Purpose::StepUp,
        }
    }

    pub(super) fn holder(self) -> Holder {
        match self {
            Self::Browser(token, _) => Holder::browser(token),
            Self::Pending(pending) => Holder::pending(pending),
            Self::Session(session) => Holder::session(session),
        }
    }

    pub(super) const fn network(self) -> Option<Network> {
        match self {
            Self::Browser(_, network) => Some(network),
            Self::Pending(_) | Self::Session(_) => None,
        }
    }

    pub(super) fn account_id(self) -> Option<&'a str> {
        match self {
            Self::Browser(..) => None,
            Self::Pending(pending) => Some(&pending.account_id),
            Self::Session(session) => Some(&session.account_id),
        }
    }
}
