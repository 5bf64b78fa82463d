//! What comes next, as the page is told it.

use crate::{
    app::App,
    auth::{
        claimant::Claimant,
        factors::Factors,
        recovery,
        sessions::{self, VerifiedSignIn},
    },
    error::Error,
    store::{
        self, Connection, accounts::Account, pending_sign_ins::PendingSignIn, sessions::Session,
    },
};
use contract::{
    account::Viewer,
    sign_in::{NextStep, SecondStep, SignedIn},
};

/// What is asked of whoever gave the right password.
pub async fn required_second_step(
    connection: &mut Connection,
    app: &App,
    (account, factors): (&Account, Factors),
    pending: &PendingSignIn,
) -> Result<Option<SecondStep>, Error> {
    let claimant = Claimant::Pending(pending);
    match factors.ask(connection, app, claimant).await? {
        Some(asked) => Ok(Some(
            recovery::offer(connection, app, account, asked).await?,
        )),
        None => Ok(None),
    }
}

/// What is asked of whoever comes back to a pending sign-in; nothing once the account or its second step is gone.
pub async fn ask_again(app: &App, pending: &PendingSignIn) -> Result<Option<SecondStep>, Error> {
    let mut connection = app.store.read().await?;
    let account = store::accounts::find(&mut connection, &pending.account_id).await?;
    let Some(account) = account else {
        return Ok(None);
    };
    let factors = match Factors::of_account(&mut connection, app, &account.id).await {
        // It was deleted between the two looks at it.
        Err(Error::AccountGone) => return Ok(None),
        factors => factors?,
    };
    required_second_step(&mut connection, app, (&account, factors), pending).await
}

/// Where a browser with this session stands.
pub fn next_of_session(app: &App, session: &Session) -> NextStep {
    let signed_in = SignedIn {
        viewer: Viewer {
            email: session.email.clone(),
        },
        backup_codes_left: None,
        offer_passkey: false,
        password_advice: None,
    };
    if sessions::is_enrolling(app, session) {
        NextStep::EnrolmentRequired(signed_in)
    } else {
        NextStep::SignedIn(signed_in)
    }
}

/// Who is signed in from now on.
pub fn signed_in(verified_sign_in: &VerifiedSignIn) -> SignedIn {
    SignedIn {
        viewer: Viewer {
            email: verified_sign_in.email().to_owned(),
        },
        backup_codes_left: None,
        offer_passkey: false,
        password_advice: None,
    }
}
