//! The security settings, and the password.

use crate::{
    account::{accounts, change::AccountChange, methods},
    app::App,
    auth::{
        browsers,
        caller::SignedIn,
        freshness,
        passwords::{self, NewPassword},
        recovery,
        revoke::Cause,
        sessions,
    },
    error::Error,
    handlers::{authenticators, passkeys},
    http::{cookies::Cookie, response::Answer},
    rules::{
        email::Email,
        mask,
        password::{self, Password},
    },
    store::{self, phones::PhoneRow},
};
use contract::{
    Nothing, Problem, Timestamp,
    account::{BackupCodesLeft, Deletion, KeysOnly, PasswordChange, SecurityOverview, Viewer},
    activity::Event,
    backup_codes::BackupCodeSetId,
    contact::{EmailCodes, Phone},
    problem::{Field, Reason},
    sign_in::NextStep,
};

/// Reads everything that the security settings show.
pub async fn read_security(
    app: App,
    caller: SignedIn,
    _: Nothing,
) -> Result<Answer<SecurityOverview>, Error> {
    let account_id = &caller.session.account_id;
    let mut connection = app.store.read().await?;
    let account = store::accounts::find(&mut connection, account_id).await?;
    let account = account.ok_or(Problem::NotSignedIn)?;
    let authenticators = store::authenticators::of_account(&mut connection, account_id).await?;
    let held = store::passkeys::of_account(&mut connection, account_id).await?;
    let set = store::backup_codes::of_account(&mut connection, account_id).await?;
    let phone = store::phones::of_account(&mut connection, account_id).await?;
    let has_second_step = caller.session.methods > 0;
    let number = |count: i64| u32::try_from(count).unwrap_or(0);
    Ok(Answer::new(SecurityOverview {
        viewer: Viewer {
            email: account.email,
        },
        second_step_required: app.config.is_second_step_required(),
        password_min: app.config.password_minimum(has_second_step),
        passkeys: held
            .into_iter()
            .map(passkeys::to_view)
            .collect::<Result<_, _>>()?,
        passkey_owner: passkeys::owner(&app, account_id)?,
        authenticators: authenticators
            .into_iter()
            .map(authenticators::to_view)
            .collect(),
        backup_codes: set.map(|set| BackupCodesLeft {
            left: number(set.unused),
            total: number(set.total),
            created_at: Timestamp(set.created_at),
            unsaved: set
                .acknowledged_at
                .is_none()
                .then_some(BackupCodeSetId(set.id)),
        }),
        password_changed_at: Timestamp(account.password_changed_at),
        email_confirmed_at: account.email_confirmed_at.map(Timestamp),
        text_messages: app.config.has_text_messages(),
        phone: phone.map(phone_view),
        email_codes: match account.email_codes_at {
            _ if !app.config.has_email_codes() => EmailCodes::Unavailable,
            Some(_) => EmailCodes::On,
            None => EmailCodes::Off,
        },
        keys_only: account.keys_only,
        sessions: sessions::views(&mut connection, &app, &caller.session).await?,
        devices: browsers::views(&mut connection, &app, account_id, &caller.client).await?,
        recovery: recovery::of_account(&mut connection, &app, account_id).await?,
        open_for: freshness::open_for(&caller.session, app.clock.now()),
    }))
}

/// Changes the password. Every other session, every pending sign-in, every link for a new password, all trust in
/// browsers and a recovery end; this session goes on with a new token.
pub async fn change_password(
    app: App,
    caller: SignedIn,
    wanted: PasswordChange,
) -> Result<Answer<Nothing>, Error> {
    let session = &caller.session;
    let email = Email::stored(&session.email);
    let current = Password::typed_as_current(&wanted.current)?;
    let new = Password::typed(&wanted.new)?;
    // One place for both hashes: the second is not refused after the attempt was counted.
    let place = app.hasher.place()?;
    let right = passwords::verify(&app, &place, &email, current, &caller.client).await;
    let right = right.map_err(wrong_current)?;
    let minimum = app.config.password_minimum(session.methods > 0);
    password::check_new(&new, &app.password_demands(&email, minimum))?;
    let new = NewPassword::hash(&app, &place, new).await?;
    drop(place);

    let now = app.clock.now();
    let mut change = AccountChange::begin(&app, &caller).await?;
    change.account = right
        .lock_account(&mut change.transaction)
        .await
        .map_err(wrong_current)?;
    new.refuse_too_short(&mut change.transaction, &app, &change.account)
        .await?;
    store::accounts::set_password(&mut change.transaction, &change.account.id, new.row(), now)
        .await?;
    change.revoke(Cause::PasswordChanged).await?;
    let issued = sessions::renew(&mut change.transaction, session, now).await?;
    change.record(Event::PasswordChanged).await?;
    change.commit().await?;
    Ok(Answer::new(Nothing {}).give(issued))
}

/// Accepts nothing but keys as a second step, or everything again.
pub async fn set_keys_only(
    app: App,
    caller: SignedIn,
    wanted: KeysOnly,
) -> Result<Answer<Nothing>, Error> {
    methods::set_keys_only(&app, &caller, wanted.on).await?;
    Ok(Answer::new(Nothing {}))
}

/// Deletes the account. The browser loses the cookies that would be of no use any more.
pub async fn delete_account(
    app: App,
    caller: SignedIn,
    request: Deletion,
) -> Result<Answer<NextStep>, Error> {
    accounts::delete(&app, &caller, &request.email).await?;
    Ok(Answer::new(NextStep::Password)
        .take(Cookie::Session)
        .take(Cookie::Pending))
}

fn phone_view(row: PhoneRow) -> Phone {
    Phone {
        masked: mask::number(&row.number),
        created_at: Timestamp(row.created_at),
        last_used_at: row.last_used_at.map(Timestamp),
    }
}

fn wrong_current(error: Error) -> Error {
    match error {
        Error::Refused(Problem::WrongCredentials) => invalid(Field::CurrentPassword, Reason::Wrong),
        other => other,
    }
}

fn invalid(field: Field, reason: Reason) -> Error {
    Problem::Invalid { field, reason }.into()
}
