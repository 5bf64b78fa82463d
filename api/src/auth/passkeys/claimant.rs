//! Who is asked for a passkey.

use super::challenges::{ChallengeBinding, ChallengePurpose};
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
    pub(super) const fn purpose(self) -> ChallengePurpose {
        match self {
            Self::Browser(..) => ChallengePurpose::SignIn,
            Self::Pending(_) => ChallengePurpose::SecondStep,
            Self::Session(_) => ChallengePurpose::StepUp,
        }
    }

    pub(super) fn binding(self) -> ChallengeBinding {
        match self {
            Self::Browser(token, _) => ChallengeBinding::browser(token),
            Self::Pending(pending) => ChallengeBinding::pending(pending),
            Self::Session(session) => ChallengeBinding::session(session),
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
