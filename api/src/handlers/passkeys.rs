//! Passkeys and security keys: start, add, rename, remove, and the offer of one.

use crate::{
    account::{
        change::AccountChange,
        methods::First,
        passkeys::{self, Added},
        views,
    },
    app::App,
    auth::caller::SignedIn,
    error::Error,
    http::response::Answer,
    rules::method_name::MethodName,
    store,
};
use contract::{
    Nothing, Problem, Timestamp,
    limits::PASSKEY_OFFER_DAYS,
    passkey::{
        NewPasskey, OfferAnswer, OfferDeclined, PasskeyAdded, PasskeyCreation, PasskeyName,
        WhichKind, WhichPasskey,
    },
};

const DAY_SECONDS: i64 = 24 * 60 * 60;

/// Gives what the browser needs to make one.
pub async fn start_passkey(
    app: App,
    caller: SignedIn,
    which: WhichKind,
) -> Result<Answer<PasskeyCreation>, Error> {
    let order = passkeys::start(&app, &caller, which.kind).await?;
    Ok(Answer::new(order))
}

/// Keeps what the browser made.
pub async fn add_passkey(
    app: App,
    caller: SignedIn,
    given: NewPasskey,
) -> Result<Answer<PasskeyAdded>, Error> {
    let Added { passkey, first } = passkeys::add(&app, &caller, &given).await?;
    let (backup_codes, backup_code_set, issued) = First::parts(first);
    let answer = Answer::new(PasskeyAdded {
        passkey: views::passkey(passkey)?,
        backup_codes,
        backup_code_set,
    });
    Ok(answer.set_cookie(issued))
}

/// Gives one another name.
pub async fn rename_passkey(
    app: App,
    caller: SignedIn,
    wanted: PasskeyName,
) -> Result<Answer<Nothing>, Error> {
    let name = MethodName::parse(&wanted.name)?;
    let mut change = AccountChange::begin(&app, &caller).await?;
    let id = wanted.id.0;
    let (connection, account) = (&mut change.transaction, &change.account);
    if !store::passkeys::rename(connection, &account.id, &id, name.as_str()).await? {
        return Err(Problem::NotFound.into());
    }
    change.commit().await?;
    Ok(Answer::new(Nothing {}))
}

/// Removes one.
pub async fn remove_passkey(
    app: App,
    caller: SignedIn,
    which: WhichPasskey,
) -> Result<Answer<Nothing>, Error> {
    passkeys::remove(&app, &caller, &which.id.0).await?;
    Ok(Answer::new(Nothing {}))
}

/// Keeps that none is wanted, for a while or for good.
pub async fn decline_passkey_offer(
    app: App,
    caller: SignedIn,
    declined: OfferDeclined,
) -> Result<Answer<Nothing>, Error> {
    let from = match declined.answer {
        OfferAnswer::NotNow => {
            let wait = i64::from(PASSKEY_OFFER_DAYS) * DAY_SECONDS;
            app.clock.now().plus_seconds(wait)
        }
        OfferAnswer::Never => Timestamp(i64::MAX),
    };
    let mut change = AccountChange::begin(&app, &caller).await?;
    store::accounts::offer_passkey_from(&mut change.transaction, &change.account.id, from).await?;
    change.commit().await?;
    Ok(Answer::new(Nothing {}))
}
