//! Who proves the second step, and what they are asked for it.

use crate::{
    auth::{
        passkeys::{challenges::ChallengeBinding, claimant::PasskeyClaimant},
        pending_sign_ins,
        sent_codes::{self, Ask},
    },
    error::Error,
    rules::client_trust::ClientTrust,
    store::{self, Connection, pending_sign_ins::PendingSignIn, sessions::Session},
};
use contract::{Problem, Timestamp, sent_code::Channel};

/// What the second step is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondStepPurpose {
    /// To sign in.
    SignIn,
    /// To step up before a change.
    StepUp,
}

/// Who proves the second step.
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

    /// What the second step is asked for.
    pub const fn purpose(self) -> SecondStepPurpose {
        match self {
            Self::Pending(_) => SecondStepPurpose::SignIn,
            Self::Session(_) => SecondStepPurpose::StepUp,
        }
    }

    /// Until when the second step is waited for.
    pub const fn expires_at(self) -> Timestamp {
        Timestamp(match self {
            Self::Pending(pending) => pending.expires_at,
            Self::Session(session) => session.expires_at,
        })
    }

    /// How far the account knows the client of the claimant: by that, attempts are counted apart.
    pub const fn client_trust(self) -> ClientTrust {
        match self {
            Self::Pending(pending) => pending_sign_ins::client_trust(pending),
            Self::Session(_) => ClientTrust::KnownBrowser,
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
        let (purpose, binding) = match self {
            Self::Pending(pending) => (
                sent_codes::SentCodePurpose::SignIn,
                ChallengeBinding::pending(pending),
            ),
            Self::Session(session) => (
                sent_codes::SentCodePurpose::StepUp,
                ChallengeBinding::session(session),
            ),
        };
        Ask {
            purpose,
            binding,
            account_id: self.account_id(),
            channel,
            client_trust: self.client_trust(),
            network: None,
        }
    }

    /// The claimant, as somebody who is asked for a passkey.
    pub const fn as_passkey_claimant(self) -> PasskeyClaimant<'a> {
        match self {
            Self::Pending(pending) => PasskeyClaimant::Pending(pending),
            Self::Session(session) => PasskeyClaimant::Session(session),
        }
    }
}
