//! Ceremonies with authenticators: each is one question that waits in the database for its one answer, for five
//! minutes, bound to what it is for and to who asked. So any server of several can take the answer, and only once.

use crate::{
    error::Error,
    rules::{
        passkeys::{kind_name, kind_named},
        token::{self, Token},
    },
    store::{
        self, Connection, ceremonies::NewCeremonyRow, pending_sign_ins::PendingSignIn,
        sessions::Session,
    },
    webauthn::State,
};
use contract::{
    Timestamp,
    limits::CEREMONY_SECONDS,
    passkey::{CeremonyId, PasskeyKind},
};
use sha2::{Digest as _, Sha256};

/// Ceremonies that one holder may have open for one purpose; older ones go.
const OPEN_MAX: u32 = 8;

/// What a ceremony is for. One for another purpose is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To make a passkey or security key.
    Register,
    /// To sign in with a passkey alone.
    SignIn,
    /// To prove the second step.
    SecondStep,
    /// To prove it again before a change.
    StepUp,
}

/// Who asked, and alone may answer: a hash that tells nobody who it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Holder([u8; 32]);

/// A ceremony that begins.
pub struct NewCeremony<'a> {
    /// What it is for.
    pub purpose: Purpose,
    /// Who asked.
    pub holder: Holder,
    /// Whose passkey it must be, if not anybody's.
    pub account_id: Option<&'a str>,
    /// Of which kind.
    pub kind: PasskeyKind,
    /// What the verifier must remember.
    pub state: &'a State,
}

/// A ceremony that was taken: nobody else gets it.
pub struct Ceremony {
    /// Whose passkey it must be, if not anybody's.
    pub account_id: Option<String>,
    /// Of which kind.
    pub kind: PasskeyKind,
    /// What the verifier must remember.
    pub state: State,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::SignIn => "sign_in",
            Self::SecondStep => "second_step",
            Self::StepUp => "step_up",
        }
    }
}

impl Holder {
    /// Whoever has this session, whatever its token is by then.
    pub fn session(session: &Session) -> Self {
        Self::of("session", session.id.as_bytes())
    }

    /// Whoever owes this second step.
    pub fn pending(pending: &PendingSignIn) -> Self {
        Self::of("pending", &pending.token_hash)
    }

    /// Whoever has this cookie.
    pub fn browser(token: &Token) -> Self {
        Self::of("browser", &token.hash())
    }

    fn of(what: &str, which: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(what);
        hash.update([0]);
        hash.update(which);
        Self(hash.finalize().into())
    }
}

/// Begins one. The oldest of the same holder and purpose make room.
pub async fn begin(
    connection: &mut Connection,
    new: NewCeremony<'_>,
    now: Timestamp,
) -> Result<CeremonyId, Error> {
    let id = token::new_id()?;
    let (holder, purpose) = (&new.holder.0, new.purpose.name());
    store::ceremonies::keep_newest(connection, holder, purpose, OPEN_MAX - 1).await?;
    let row = NewCeremonyRow {
        id: &id,
        purpose,
        holder,
        account_id: new.account_id,
        kind: kind_name(new.kind),
        state: new.state.as_str(),
        expires_at: now.plus_seconds(i64::from(CEREMONY_SECONDS)),
    };
    store::ceremonies::insert(connection, row).await?;
    Ok(CeremonyId(id))
}

/// Takes one, before anybody looks at its answer. The caller commits whatever comes of it: there is no second answer.
pub async fn take(
    connection: &mut Connection,
    id: &CeremonyId,
    (purpose, holder): (Purpose, Holder),
    now: Timestamp,
) -> Result<Option<Ceremony>, Error> {
    const BROKEN: Error = Error::Inconsistent("a ceremony of an unknown kind");
    let taken = store::ceremonies::take(connection, &id.0, &holder.0, purpose.name(), now).await?;
    let Some(taken) = taken else {
        return Ok(None);
    };
    Ok(Some(Ceremony {
        account_id: taken.account_id,
        kind: kind_named(&taken.kind).ok_or(BROKEN)?,
        state: State::from(taken.state),
    }))
}

/// The token of a browser that asks for a passkey: the one that it has while a question of it is open, so that two of
/// its tabs can ask, and otherwise a new one. A token that the server does not know is not taken over.
pub async fn browser_token(
    connection: &mut Connection,
    presented: Option<&Token>,
    now: Timestamp,
) -> Result<Token, Error> {
    if let Some(token) = presented {
        let holder = Holder::browser(token).0;
        let purpose = Purpose::SignIn.name();
        if store::ceremonies::is_known(connection, &holder, purpose, now).await? {
            return Ok(token.clone());
        }
    }
    Ok(Token::new()?)
}

#[cfg(test)]
mod tests {
    use super::Holder;
    use crate::{
        rules::token::Token,
        store::{pending_sign_ins::PendingSignIn, sessions::Session},
    };

    #[test]
    fn holders_of_different_kinds_differ_though_their_names_are_the_same() {
        let token = Token::new().unwrap();
        let id = String::from_utf8_lossy(&token.hash()).into_owned();
        let pending = PendingSignIn {
            token_hash: token.hash().to_vec(),
            account_id: id.clone(),
            expires_at: 0,
        };
        let session = Session {
            id: id.clone(),
            token_hash: token.hash().to_vec(),
            account_id: id,
            email: String::new(),
            level: String::new(),
            last_seen_at: 0,
            proved_at: 0,
            expires_at: 0,
            methods: 0,
        };
        let holders = [
            Holder::browser(&token).0,
            Holder::pending(&pending).0,
            Holder::session(&session).0,
        ];
        assert_ne!(holders[0], holders[1]);
        assert_ne!(holders[0], holders[2]);
        assert_ne!(holders[1], holders[2]);
        assert!(Holder::browser(&token) == Holder::browser(&token.clone()));
    }
}
