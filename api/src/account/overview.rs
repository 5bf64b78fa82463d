//! Everything that the security settings show.

use super::views;
use crate::{
    app::App,
    auth::{browsers, caller::SignedIn, freshness, recovery, sessions},
    error::Error,
    store,
};
use contract::{
    Problem, Timestamp,
    account::{BackupCodesLeft, SecurityOverview, Viewer},
    backup_codes::BackupCodeSetId,
    contact::EmailCodes,
};

/// Reads everything that the security settings show.
pub async fn read(app: &App, caller: &SignedIn) -> Result<SecurityOverview, Error> {
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
    Ok(SecurityOverview {
        viewer: Viewer {
            email: account.email,
        },
        second_step_required: app.config.is_second_step_required(),
        password_min: app.config.password_minimum(has_second_step),
        passkeys: held
            .into_iter()
            .map(views::passkey)
            .collect::<Result<_, _>>()?,
        passkey_owner: views::passkey_owner(app, account_id)?,
        authenticators: authenticators
            .into_iter()
            .map(views::authenticator)
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
        phone: phone.map(views::phone),
        email_codes: match account.email_codes_at {
            _ if !app.config.has_email_codes() => EmailCodes::Unavailable,
            Some(_) => EmailCodes::On,
            None => EmailCodes::Off,
        },
        keys_only: account.keys_only,
        sessions: sessions::views(&mut connection, app, &caller.session).await?,
        devices: browsers::views(&mut connection, app, account_id, &caller.client).await?,
        recovery: recovery::of_account(&mut connection, app, account_id).await?,
        open_for: freshness::open_for(&caller.session, app.clock.now()),
    })
}
