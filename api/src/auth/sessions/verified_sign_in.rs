//! What somebody must have proved before a session opens.

use super::{ENROLMENT, FULL, opened_by::OpenedBy};
use crate::{
    app::App,
    auth::{
        browsers::{self, TrustedBrowser},
        factors::Factors,
        passkeys::assertion::VerifiedPasskey,
        passwords::VerifiedPassword,
        recovery,
        second_step::UsedProof,
    },
    error::Error,
    http::client_info::ClientInfo,
    rules::client_trust::ClientTrust,
    store::{self, Connection, accounts::Account, pending_sign_ins::PendingSignIn},
};
use contract::{Problem, Timestamp};

/// Somebody proved as much as their account asks for. Its fields are private to the sessions, and there are few ways to make
/// it, all of which take what only a successful check gives: nothing else can open a session.
pub struct VerifiedSignIn {
    pub(super) account: Account,
    pub(super) level: &'static str,
    pub(super) opened_by: OpenedBy,
}

/// What became of a right password.
pub enum AfterPassword {
    /// It was all that the account asks for, here.
    Enough(VerifiedSignIn),
    /// The account has a second step.
    SecondStepPending {
        /// The account.
        account: Account,
        /// What it has for the second step.
        factors: Factors,
        /// How far the account knows the client: by that, attempts at the second step are counted apart.
        client_trust: ClientTrust,
    },
}

impl VerifiedSignIn {
    /// By the password, when the account has no second step, or is not asked for it in this browser. Where one is wanted and
    /// there is none, only enrolment is open.
    pub async fn by_password(
        connection: &mut Connection,
        app: &App,
        password: VerifiedPassword,
        client: &ClientInfo,
    ) -> Result<AfterPassword, Error> {
        let account = password.lock_account(connection).await?;
        let factors = Factors::of_account(connection, app, &account.id).await?;
        if factors.has_second_step() {
            let browser = browsers::find(connection, &account.id, client).await?;
            let client_trust = browser
                .as_ref()
                .map_or(ClientTrust::Unknown, |_| ClientTrust::KnownBrowser);
            return Ok(match browser.and_then(|browser| browser.trusted(app)) {
                Some(browser) => AfterPassword::Enough(Self::by_trusted_device(account, &browser)?),
                None => AfterPassword::SecondStepPending {
                    account,
                    factors,
                    client_trust,
                },
            });
        }
        let is_wanted = app.config.is_second_step_required() || account.must_enrol;
        Ok(AfterPassword::Enough(Self {
            account,
            level: if is_wanted { ENROLMENT } else { FULL },
            opened_by: OpenedBy::Password,
        }))
    }

    /// By the password, in a browser that the owner trusts.
    fn by_trusted_device(account: Account, browser: &TrustedBrowser) -> Result<Self, Error> {
        if browser.account_id() != account.id {
            return Err(Error::Inconsistent("a trusted browser of another account"));
        }
        Ok(Self {
            account,
            level: FULL,
            opened_by: OpenedBy::TrustedDevice,
        })
    }

    /// By password and second step. The pending sign-in for it is used up: it opens one session.
    pub async fn by_both(
        connection: &mut Connection,
        pending: &PendingSignIn,
        proof: &UsedProof,
    ) -> Result<Self, Error> {
        if pending.account_id != proof.account().id {
            return Err(Problem::SignInExpired.into());
        }
        take(connection, pending).await?;
        Ok(Self {
            account: proof.account().clone(),
            level: FULL,
            opened_by: OpenedBy::Both,
        })
    }

    /// By a passkey whose authenticator checked who holds it: what they have, and what they know or are, at once
    /// (NIST SP 800-63B-4 §2.2.1). It is used up here.
    pub async fn by_passkey(
        connection: &mut Connection,
        passkey: &VerifiedPasskey,
        now: Timestamp,
    ) -> Result<Self, Error> {
        if !passkey.is_both_steps() {
            return Err(Problem::WrongPasskey.into());
        }
        let account = store::accounts::lock(connection, passkey.account_id()).await?;
        let account = account.ok_or(Problem::WrongPasskey)?;
        passkey.use_up(connection, now).await?;
        store::accounts::reset_failures(connection, &account.id).await?;
        Ok(Self {
            account,
            level: FULL,
            opened_by: OpenedBy::Passkey,
        })
    }

    /// By the password, when the waiting period of a recovery is over. What the account had for the second step is gone with
    /// it, and only enrolment is open. The pending sign-in is used up.
    pub async fn by_recovery(
        connection: &mut Connection,
        app: &App,
        pending: &PendingSignIn,
        client: &ClientInfo,
    ) -> Result<Self, Error> {
        take(connection, pending).await?;
        let account = store::accounts::lock(connection, &pending.account_id).await?;
        let account = account.ok_or(Problem::SignInExpired)?;
        let recovered = recovery::finish(connection, app, &account, client).await?;
        if recovered.account_id() != account.id {
            return Err(Error::Inconsistent("a recovery of another account"));
        }
        Ok(Self {
            account,
            level: ENROLMENT,
            opened_by: OpenedBy::Recovery,
        })
    }

    /// The account that it opens a session of.
    pub const fn account(&self) -> &Account {
        &self.account
    }

    /// The email address of that account.
    pub fn email(&self) -> &str {
        &self.account.email
    }

    /// Whether the password is the account's only protection.
    pub fn is_by_password_alone(&self) -> bool {
        self.opened_by == OpenedBy::Password && !self.is_enrolling()
    }

    /// Whether only enrolment is open.
    pub fn is_enrolling(&self) -> bool {
        self.level == ENROLMENT
    }
}

/// Uses up the pending sign-in, whoever is faster.
async fn take(connection: &mut Connection, pending: &PendingSignIn) -> Result<(), Error> {
    if !store::pending_sign_ins::take(connection, &pending.token_hash).await? {
        return Err(Problem::SignInExpired.into());
    }
    Ok(())
}
