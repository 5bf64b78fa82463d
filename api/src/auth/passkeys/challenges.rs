//! Ceremonies with authenticators: each is one challenge that waits in the database for its one answer, for five
//! minutes, bound to what it is for and to who asked. So any server of several can take the answer, and only once.

use crate::{
    error::Error,
    http::network::Network,
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

/// Ceremonies that one binding may have open for one purpose; older ones go.
const OPEN_MAX: u32 = 8;
/// Challenges for a passkey alone that browsers of one network may have open; older ones go. To ask is no attempt, and
/// nobody is refused: this bounds what a stranger can make the database hold.
const OPEN_OF_NETWORK_MAX: u32 = 4_000;

/// What a ceremony is for. One for another purpose is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChallengePurpose {
    /// To make a passkey or security key.
    Register,
    /// To sign in with a passkey alone.
    SignIn,
    /// To prove the second step.
    SecondStep,
    /// To step up before a change.
    StepUp,
}

/// Who asked, and alone may answer: a hash that tells nobody who it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ChallengeBinding([u8; 32]);

/// A ceremony that begins.
pub struct NewCeremony<'a> {
    /// What it is for.
    pub purpose: ChallengePurpose,
    /// Who asked.
    pub binding: ChallengeBinding,
    /// Whose passkey it must be, if not anybody's.
    pub account_id: Option<&'a str>,
    /// From where, if nobody is known yet who asks.
    pub network: Option<Network>,
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

impl ChallengePurpose {
    /// What the database calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::SignIn => "sign_in",
            Self::SecondStep => "second_step",
            Self::StepUp => "step_up",
        }
    }
}

impl ChallengeBinding {
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

    /// As it stands in a row.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn of(what: &str, which: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(what);
        hash.update([0]);
        hash.update(which);
        Self(hash.finalize().into())
    }
}

/// Begins one. The oldest of the same binding and purpose make room, and the oldest of the same network.
pub async fn begin(
    connection: &mut Connection,
    new: NewCeremony<'_>,
    now: Timestamp,
) -> Result<CeremonyId, Error> {
    let id = token::new_id()?;
    let (binding, purpose) = (&new.binding.0, new.purpose.name());
    store::ceremonies::keep_newest(connection, binding, purpose, OPEN_MAX - 1).await?;
    let network = new.network.map(|network| network.to_string());
    if let Some(network) = &network {
        let most = OPEN_OF_NETWORK_MAX - 1;
        store::ceremonies::keep_newest_of_network(connection, network, most).await?;
    }
    let row = NewCeremonyRow {
        id: &id,
        purpose,
        holder: binding,
        account_id: new.account_id,
        network: network.as_deref(),
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
    (purpose, binding): (ChallengePurpose, ChallengeBinding),
    now: Timestamp,
) -> Result<Option<Ceremony>, Error> {
    const BROKEN: Error = Error::Inconsistent("a ceremony of an unknown kind");
    let taken = store::ceremonies::take(connection, &id.0, &binding.0, purpose.name(), now).await?;
    let Some(taken) = taken else {
        return Ok(None);
    };
    Ok(Some(Ceremony {
        account_id: taken.account_id,
        kind: kind_named(&taken.kind).ok_or(BROKEN)?,
        state: State::from(taken.state),
    }))
}

/// Ends every order for a passkey of this account. The page then tells the password manager which ones are good, and that
/// deletes all others: one that somebody made elsewhere and has not sent yet must not be kept afterwards.
pub async fn end_creations(connection: &mut Connection, account_id: &str) -> Result<(), Error> {
    end_purpose(connection, account_id, ChallengePurpose::Register).await
}

/// Ends every ceremony of this account for one purpose, whoever began it.
pub async fn end_purpose(
    connection: &mut Connection,
    account_id: &str,
    purpose: ChallengePurpose,
) -> Result<(), Error> {
    store::ceremonies::delete_of_account(connection, account_id, purpose.name()).await?;
    Ok(())
}

/// The token of a browser that asks for a passkey: the one that it has while a challenge of it is open, so that two of
/// its tabs can ask, and otherwise a new one. A token that the server does not know is not taken over.
pub async fn browser_token(
    connection: &mut Connection,
    presented: Option<&Token>,
    now: Timestamp,
) -> Result<Token, Error> {
    if let Some(token) = presented {
        let binding = ChallengeBinding::browser(token).0;
        let purpose = ChallengePurpose::SignIn.name();
        if store::ceremonies::is_known(connection, &binding, purpose, now).await? {
            return Ok(token.clone());
        }
    }
    Ok(Token::new()?)
}

#[cfg(test)]
mod tests {
    use super::{
        Ceremony, ChallengeBinding, ChallengePurpose, NewCeremony, OPEN_MAX, begin, browser_token,
        take,
    };
    use crate::{
        rules::token::Token,
        store::{Connection, Store, pending_sign_ins::PendingSignIn, sessions::Session},
        webauthn::State,
    };
    use contract::{
        Timestamp,
        limits::CEREMONY_SECONDS,
        passkey::{CeremonyId, PasskeyKind},
    };

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    async fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let url = Store::url_of_file(&folder.path().join("latchkey.db"));
        let store = Store::open(&url).await.unwrap();
        (folder, store)
    }

    async fn begun(
        connection: &mut Connection,
        binding: ChallengeBinding,
        now: Timestamp,
    ) -> CeremonyId {
        let new = NewCeremony {
            purpose: ChallengePurpose::SignIn,
            binding,
            account_id: None,
            network: None,
            kind: PasskeyKind::Passkey,
            state: &State::from("{}".to_owned()),
        };
        begin(connection, new, now).await.unwrap()
    }

    async fn taken(
        connection: &mut Connection,
        id: &CeremonyId,
        whose: (ChallengePurpose, ChallengeBinding),
        now: Timestamp,
    ) -> Option<Ceremony> {
        take(connection, id, whose, now).await.unwrap()
    }

    #[tokio::test]
    async fn a_ceremony_is_taken_once_by_who_asked_for_what_it_is_for_and_in_time() {
        let (_folder, store) = store().await;
        let mut transaction = store.write_transaction().await.unwrap();
        let binding = ChallengeBinding::browser(&Token::new().unwrap());
        let stranger = ChallengeBinding::browser(&Token::new().unwrap());
        let id = begun(&mut transaction, binding, NOW).await;
        let end = NOW.plus_seconds(i64::from(CEREMONY_SECONDS));
        for (whose, now) in [
            ((ChallengePurpose::SignIn, stranger), NOW),
            ((ChallengePurpose::Register, binding), NOW),
            ((ChallengePurpose::SecondStep, binding), NOW),
            ((ChallengePurpose::StepUp, binding), NOW),
            ((ChallengePurpose::SignIn, binding), end),
        ] {
            assert!(taken(&mut transaction, &id, whose, now).await.is_none());
        }
        let whose = (ChallengePurpose::SignIn, binding);
        let last_moment = Timestamp(end.0 - 1);
        let ceremony = taken(&mut transaction, &id, whose, last_moment).await;
        assert_eq!(ceremony.unwrap().state.as_str(), "{}");
        assert!(taken(&mut transaction, &id, whose, NOW).await.is_none());
    }

    #[tokio::test]
    async fn the_oldest_of_a_holder_make_room_and_nobody_elses_do() {
        let (_folder, store) = store().await;
        let mut transaction = store.write_transaction().await.unwrap();
        let binding = ChallengeBinding::browser(&Token::new().unwrap());
        let other = ChallengeBinding::browser(&Token::new().unwrap());
        let others = begun(&mut transaction, other, NOW).await;
        let mut ids = Vec::new();
        for second in 0..=i64::from(OPEN_MAX) {
            ids.push(begun(&mut transaction, binding, NOW.plus_seconds(second)).await);
        }
        let whose = (ChallengePurpose::SignIn, binding);
        let mut open = Vec::new();
        for id in &ids {
            open.push(taken(&mut transaction, id, whose, NOW).await.is_some());
        }
        assert!(!open[0]);
        assert!(open[1..].iter().all(|is_open| *is_open), "{open:?}");
        let whose = (ChallengePurpose::SignIn, other);
        assert!(taken(&mut transaction, &others, whose, NOW).await.is_some());
    }

    #[tokio::test]
    async fn a_browser_keeps_its_token_while_a_question_is_open_and_brings_none_of_its_own() {
        let (_folder, store) = store().await;
        let mut transaction = store.write_transaction().await.unwrap();
        let planted = Token::new().unwrap();
        let given = browser_token(&mut transaction, Some(&planted), NOW).await;
        let given = given.unwrap();
        assert_ne!(given, planted);
        begun(&mut transaction, ChallengeBinding::browser(&given), NOW).await;
        let again = browser_token(&mut transaction, Some(&given), NOW).await;
        assert_eq!(again.unwrap(), given);
        let end = NOW.plus_seconds(i64::from(CEREMONY_SECONDS));
        let later = browser_token(&mut transaction, Some(&given), end).await;
        assert_ne!(later.unwrap(), given);
    }

    #[test]
    fn holders_of_different_kinds_differ_though_their_names_are_the_same() {
        let token = Token::new().unwrap();
        let id = String::from_utf8_lossy(&token.hash()).into_owned();
        let pending = PendingSignIn {
            token_hash: token.hash().to_vec(),
            account_id: id.clone(),
            expires_at: 0,
            password_advice: None,
            known_browser: false,
        };
        let session = Session {
            id: id.clone(),
            token_hash: token.hash().to_vec(),
            account_id: id,
            email: String::new(),
            email_confirmed_at: None,
            level: String::new(),
            opened_by: "both".to_owned(),
            created_at: 0,
            must_enrol: false,
            last_seen_at: 0,
            proved_at: 0,
            expires_at: 0,
            methods: 0,
        };
        let holders = [
            ChallengeBinding::browser(&token).0,
            ChallengeBinding::pending(&pending).0,
            ChallengeBinding::session(&session).0,
        ];
        assert_ne!(holders[0], holders[1]);
        assert_ne!(holders[0], holders[2]);
        assert_ne!(holders[1], holders[2]);
        assert!(ChallengeBinding::browser(&token) == ChallengeBinding::browser(&token.clone()));
    }
}
