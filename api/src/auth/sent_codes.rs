//! Codes that are sent, by text message or by mail: what each one is for, who may give it, and whether it is right.
//!
//! The database keeps what proves a code, and not the code. An attempt is counted, in a transaction of its own, before anybody
//! looks; a right code is used up in the transaction of what it was given for.

mod limits;
mod requests;

use crate::{
    app::App,
    auth::passkeys::challenges::ChallengeBinding,
    crypto::vault::Mac,
    delivery::message::channel_name,
    error::Error,
    http::network::Network,
    messages::{
        mail,
        outbox::{self, Due},
    },
    rate_limits::{self, Attempt},
    rules::{
        client_trust::ClientTrust,
        limits::SENT_CODE,
        mask,
        sent_code::{self, TRIES_MAX},
        token,
        totp::TypedCode,
    },
    store::{
        self, Connection,
        sent_codes::{Place, SentCodeRow},
    },
};
use contract::{
    Problem, Timestamp,
    limits::SENT_CODE_SECONDS,
    sent_code::{Channel, CodeSent, Destination},
};
pub use requests::count_request;

/// What a code is for. One for another purpose is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentCodePurpose {
    /// To prove the second step.
    SignIn,
    /// To step up before a change.
    StepUp,
    /// To confirm a phone number.
    ConfirmPhone,
    /// To confirm an email address.
    ConfirmEmail,
}

impl SentCodePurpose {
    const fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::StepUp => "step_up",
            Self::ConfirmPhone => "confirm_phone",
            Self::ConfirmEmail => "confirm_email",
        }
    }
}

/// A code as it is asked for and given: what for, by whom, for which account, in which way.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    /// What it is for.
    pub purpose: SentCodePurpose,
    /// Who asks, and alone may give it.
    pub binding: ChallengeBinding,
    /// Whose account it is about.
    pub account_id: &'a str,
    /// How it is sent.
    pub channel: Channel,
    /// As whose attempt it counts: of a client that the account knows, or of another.
    pub client_trust: ClientTrust,
    /// From which network somebody asks for a code to a number or address that may not be theirs.
    pub network: Option<Network>,
}

impl Ask<'_> {
    fn place(&self) -> Place<'_> {
        Place {
            purpose: self.purpose.name(),
            holder: self.binding.as_bytes(),
            channel: channel_name(self.channel),
        }
    }
}

/// An attempt that was counted, on the code that it was counted for.
pub struct Tried {
    row: SentCodeRow,
    attempt: Attempt,
}

/// A code that was right when it was looked at. It is not used up yet.
#[must_use]
pub struct VerifiedCode {
    id: String,
    destination: String,
    attempt: Attempt,
}

impl VerifiedCode {
    /// The number or address that it was sent to.
    pub fn destination(&self) -> &str {
        &self.destination
    }

    /// Uses it up, unless somebody else was faster or another code was sent since.
    pub async fn use_up(&self, connection: &mut Connection) -> Result<(), Error> {
        if !store::sent_codes::take(connection, &self.id).await? {
            return Err(Problem::SentCodeExpired.into());
        }
        self.attempt.take_back_all(connection).await
    }
}

/// Sends a new code, which ends the one before.
pub async fn send(
    connection: &mut Connection,
    app: &App,
    ask: &Ask<'_>,
    destination: &str,
) -> Result<Destination, Error> {
    let code = sent_code::new()?;
    let expires_at = keep(connection, app, ask, (destination, code.as_bytes())).await?;
    let message = match ask.channel {
        Channel::TextMessage => {
            let (name, host) = (app.config.name(), app.config.origin().host());
            let said = mail::WORDS.mail().code(&code, name);
            mail::text_message(destination, sent_code::text_message(&said, &code, host))
        }
        Channel::Email => mail::code(app, destination, &code),
    };
    let due = Due::until(app.clock.now(), expires_at);
    outbox::queue(connection, app, &message, due).await?;
    view(connection, app, ask, destination).await
}

/// Does all the same but for the message: no code will be right.
pub async fn pretend(
    connection: &mut Connection,
    app: &App,
    ask: &Ask<'_>,
    destination: &str,
) -> Result<Destination, Error> {
    let nothing = token::new_id()?;
    keep(connection, app, ask, (destination, nothing.as_bytes())).await?;
    view(connection, app, ask, destination).await
}

/// Where the code goes, and the one that is out.
pub async fn view(
    connection: &mut Connection,
    app: &App,
    ask: &Ask<'_>,
    destination: &str,
) -> Result<Destination, Error> {
    let now = app.clock.now();
    let row = store::sent_codes::find(connection, ask.place(), TRIES_MAX, now).await?;
    let mut sent = None;
    if let Some(row) = row {
        let free_at = limits::free_at(connection, app, ask, &row.destination).await?;
        sent = Some(CodeSent {
            expires_in: Timestamp(row.expires_at).seconds_after(now),
            resend_in: free_at.seconds_after(now),
        });
    }
    Ok(Destination {
        channel: ask.channel,
        masked: masked(ask.channel, destination),
        sent,
    })
}

/// The whole number or address that the code which is out went to, if one is out.
pub async fn destination(
    connection: &mut Connection,
    app: &App,
    ask: &Ask<'_>,
) -> Result<Option<String>, Error> {
    let now = app.clock.now();
    let row = store::sent_codes::find(connection, ask.place(), TRIES_MAX, now).await?;
    let row = row.filter(|row| row.account_id == ask.account_id);
    Ok(row.map(|row| row.destination))
}

/// A number or address with most of it masked.
pub fn masked(channel: Channel, destination: &str) -> String {
    match channel {
        Channel::TextMessage => mask::number(destination),
        Channel::Email => mask::email(destination),
    }
}

/// Counts an attempt, on the code and on the account. The caller commits it before anybody looks.
pub async fn count(connection: &mut Connection, app: &App, ask: &Ask<'_>) -> Result<Tried, Error> {
    let now = app.clock.now();
    let row = store::sent_codes::count_try(connection, ask.place(), TRIES_MAX, now).await?;
    let row = row
        .filter(|row| row.account_id == ask.account_id)
        .ok_or(Problem::SentCodeExpired)?;
    let who = [
        ask.account_id,
        channel_name(ask.channel),
        ask.client_trust.as_str(),
    ];
    let attempt = rate_limits::count(connection, app, &SENT_CODE, &who).await?;
    Ok(Tried { row, attempt })
}

/// Whether the code that was tried is right.
pub fn judge(app: &App, attempt: Tried, code: &TypedCode) -> Result<VerifiedCode, Error> {
    let Tried { row, attempt } = attempt;
    let mac = Mac {
        key_id: row.key_id,
        tag: row.mac,
    };
    if app.vault.proves(&mac, &context(&row.id), code.as_bytes())? {
        return Ok(VerifiedCode {
            id: row.id,
            destination: row.destination,
            attempt,
        });
    }
    let made = u32::try_from(row.tries).unwrap_or(TRIES_MAX);
    Err(Problem::WrongCode {
        tries_left: TRIES_MAX.saturating_sub(made).min(attempt.left),
        retry_after: None,
    }
    .into())
}

/// Looks whether it is the code that was sent, when nothing but the attempt is to be counted.
pub async fn verify(app: &App, ask: &Ask<'_>, code: &TypedCode) -> Result<VerifiedCode, Error> {
    let mut transaction = app.store.write_transaction().await?;
    let attempt = count(&mut transaction, app, ask).await?;
    transaction.commit().await?;
    judge(app, attempt, code)
}

/// Voids every code of the account that was sent this way: its number or address is another one, or none.
pub async fn end_all(
    connection: &mut Connection,
    account_id: &str,
    channel: Channel,
) -> Result<(), Error> {
    store::sent_codes::delete_of_account(connection, account_id, channel_name(channel)).await?;
    Ok(())
}

/// Voids every code of the account that was sent for one purpose.
pub async fn end_purpose(
    connection: &mut Connection,
    account_id: &str,
    purpose: SentCodePurpose,
) -> Result<(), Error> {
    store::sent_codes::delete_of_purpose(connection, account_id, purpose.name()).await?;
    Ok(())
}

/// Counts it as sent, and keeps what proves it. Returns until when it is taken.
async fn keep(
    connection: &mut Connection,
    app: &App,
    ask: &Ask<'_>,
    (destination, code): (&str, &[u8]),
) -> Result<Timestamp, Error> {
    limits::count(connection, app, ask, destination).await?;
    let now = app.clock.now();
    let expires_at = now.plus_seconds(i64::from(SENT_CODE_SECONDS));
    let id = token::new_id()?;
    let mac = app.vault.mac(&context(&id), code)?;
    let place = ask.place();
    let row = SentCodeRow {
        id,
        account_id: ask.account_id.to_owned(),
        purpose: place.purpose.to_owned(),
        holder: place.holder.to_vec(),
        channel: place.channel.to_owned(),
        destination: destination.to_owned(),
        key_id: mac.key_id,
        mac: mac.tag,
        tries: 0,
        created_at: now.0,
        expires_at: expires_at.0,
    };
    store::sent_codes::replace(connection, &row).await?;
    Ok(expires_at)
}

/// What ties the proof of a code to its row.
fn context(id: &str) -> String {
    format!("sent_code:{id}")
}
