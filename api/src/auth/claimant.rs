//! Who proves the second step, and what they are asked for it.

use crate::{
    auth::{
        passkeys::{challenges::Holder, claimant::PasskeyClaimant},
        pending_sign_ins,
        sent_codes::{self, Ask},
    },
    error::Error,
    rules::asker::Asker,
    store::{self, Connection, pending_sign_ins::PendingSignIn, sessions::Session},
};
use contract::{Problem, Timestamp, sent_code::Channel};

/// What the second step is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To sign in.
    SignIn,
    /// To step up before a change.
    StepUp,
}

/// Who proves it.
#[derive(Clone, Copy)]
pub enum Claimant<'a> {
    /// Whoever owes this second step.
    Pending(&'a PendingSignIn),
    /// Whoever is signed in, to step up.
    Session(&'a Session),
}

impl<'a> Claimant<'a> {
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

    /// As whom their attempts count.
    pub const fn asker(self) -> Asker {
        match self {
            Self::Pending(pending) => pending_sign_ins::asker(pending),
            Self::Session(_) => Asker::Known,
        }
    }

    /// Refuses whoever lost what they prove it for since the call began: the pending sign-in, or the session.
    pub async fn refuse_ended(
        self,
        connection: &mut Connection,
        now: Timestamp,
    ) -> Result<(), Error> {
        match self {
            Self::Pending(pending) => {
                pending_sign_ins::refuse_ended(connection, pending, now).await
            }
            Self::Session(session) => {
                let (id, token_hash) = (&session.id, &session.token_hash);
                let is_there = store::sessions::is_there(connection, id, token_hash).await?;
                is_there.then_some(()).ok_or(Problem::NotSignedIn.into())
            }
        }
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
            asker: self.asker(),
            network: None,
        }
    }

    /// Whoever is asked for a passkey.
    pub const fn asked(self) -> PasskeyClaimant<'a> {
        match self {
            Self::Pending(pending) => PasskeyClaimant::Pending(pending),
            Self::Session(session) => PasskeyClaimant::Session(session),
        }
    }
}
