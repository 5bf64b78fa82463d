//! Who proves the second step, and what they are asked for it.

use crate::{
    ceremonies::Holder,
    passkey_proofs::Asked,
    sent_codes::{self, Ask},
    standing::Purpose,
    store::{pending_sign_ins::PendingSignIn, sessions::Session},
};
use contract::{Timestamp, sent_code::Channel};

/// Who proves it.
#[derive(Clone, Copy)]
pub enum Prover<'a> {
    /// Whoever owes this second step.
    Pending(&'a PendingSignIn),
    /// Whoever is signed in, to prove it again.
    Session(&'a Session),
}

impl<'a> Prover<'a> {
    /// Whose second step it is.
    pub fn account_id(self) -> &'a str {
        match self {
            Self::Pending(pending) => &pending.account_id,
            Self::Session(session) => &session.account_id,
        }
    }

    /// What it is asked for.
    pub const fn purpose(self) -> Purpose {
        match self {
            Self::Pending(_) => Purpose::SignIn,
            Self::Session(_) => Purpose::StepUp,
        }
    }

    /// Until when it is waited for.
    pub const fn until(self) -> Timestamp {
        Timestamp(match self {
            Self::Pending(pending) => pending.expires_at,
            Self::Session(session) => session.expires_at,
        })
    }

    /// A code that is sent this way, as they ask for it.
    pub fn sent_code(self, channel: Channel) -> Ask<'a> {
        let (purpose, holder) = match self {
            Self::Pending(pending) => (sent_codes::Purpose::SignIn, Holder::pending(pending)),
            Self::Session(session) => (sent_codes::Purpose::StepUp, Holder::session(session)),
        };
        Ask {
            purpose,
            holder,
            account_id: self.account_id(),
            channel,
        }
    }

    /// Whoever is asked for a passkey.
    pub const fn asked(self) -> Asked<'a> {
        match self {
            Self::Pending(pending) => Asked::Pending(pending),
            Self::Session(session) => Asked::Session(session),
        }
    }
}
