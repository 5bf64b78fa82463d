//! Messages to people. Whoever has something to say puts it into the outbox, in the transaction of what it tells of; a
//! worker sends it from there. So a mailer that is down loses nothing, and stops nobody.
//!
//! What a message says and to whom is sealed as long as it is kept.

use crate::{
    app::App,
    crypto::vault::outbox_aad,
    delivery::message::{Message, channel_name, channel_named},
    error::Error,
    rules::token,
    store::{self, Connection, outbox::OutboxRow},
};
use contract::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// How many messages [`unsealed`] gives at most.
const SHOWN: u32 = 100;
/// Seconds for which a message that only tells of something is worth sending.
const NOTICE_SECONDS: i64 = 3 * 24 * 60 * 60;

/// When a message is worth sending.
#[derive(Clone, Copy, Debug)]
pub struct Due {
    /// Not before.
    pub not_before: Timestamp,
    /// Not from then on.
    pub expires_at: Timestamp,
}

impl Due {
    /// Now, and until that which it brings is not good any more.
    pub const fn until(now: Timestamp, expires_at: Timestamp) -> Self {
        Self {
            not_before: now,
            expires_at,
        }
    }

    /// A message that only tells of something: from that moment on, for three days.
    pub const fn notice(not_before: Timestamp) -> Self {
        Self {
            not_before,
            expires_at: not_before.plus_seconds(NOTICE_SECONDS),
        }
    }
}

/// A message of the outbox, and what became of it.
pub struct Kept {
    /// Its identifier.
    pub id: String,
    /// What it says.
    pub message: Message,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it is to be sent.
    pub due_at: Timestamp,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
}

/// What is sealed of a message.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct Content {
    to: String,
    subject: String,
    text: String,
}

/// Puts a message in. It is there when the caller's transaction is committed, and not otherwise. Returns its id, by which
/// [`cancel`] finds it.
pub async fn queue(
    connection: &mut Connection,
    app: &App,
    message: &Message,
    due: Due,
) -> Result<String, Error> {
    let id = token::new_id()?;
    let content = Content {
        to: message.to.clone(),
        subject: message.subject.clone(),
        text: message.text.clone(),
    };
    let plain = serde_json::to_vec(&content).map(Zeroizing::new);
    let plain = plain.map_err(|_| Error::Inconsistent("a message that cannot be written"))?;
    let row = OutboxRow {
        sealed: app.vault.seal(&plain, &outbox_aad(&id))?.into(),
        channel: channel_name(message.channel).to_owned(),
        created_at: app.clock.now().0,
        due_at: due.not_before.0,
        expires_at: due.expires_at.0,
        tries: 0,
        sent_at: None,
        id,
    };
    store::outbox::insert(connection, &row).await?;
    // The worker begins by waiting for this transaction to end: there is one writer at a time.
    app.delivery.wake();
    Ok(row.id)
}

/// Takes a message back, if it was not sent yet.
pub async fn cancel(connection: &mut Connection, id: &str) -> Result<(), Error> {
    store::outbox::delete_unsent(connection, id).await?;
    Ok(())
}

/// The newest messages that the outbox still holds, newest first.
pub async fn unsealed(app: &App) -> Result<Vec<Kept>, Error> {
    let mut connection = app.store.read().await?;
    let rows = store::outbox::newest(&mut connection, SHOWN).await?;
    drop(connection);
    Ok(rows
        .iter()
        .filter_map(|row| unless_damaged(app, row))
        .collect())
}

/// A damaged message is no reason not to show the others.
fn unless_damaged(app: &App, row: &OutboxRow) -> Option<Kept> {
    let opened = kept(app, row);
    opened
        .inspect_err(|cause| tracing::error!(message = row.id, %cause, "a message cannot be read"))
        .ok()
}

/// Opens a message.
pub fn open(app: &App, row: &OutboxRow) -> Result<Message, Error> {
    const BROKEN: Error = Error::Inconsistent("a message that cannot be read");
    let plain = app
        .vault
        .open(&row.sealed.clone().into(), &outbox_aad(&row.id))?;
    let mut content: Content = serde_json::from_slice(&plain).map_err(|_| BROKEN)?;
    Ok(Message {
        channel: channel_named(&row.channel).ok_or(BROKEN)?,
        to: std::mem::take(&mut content.to),
        subject: std::mem::take(&mut content.subject),
        text: std::mem::take(&mut content.text),
    })
}

fn kept(app: &App, row: &OutboxRow) -> Result<Kept, Error> {
    Ok(Kept {
        id: row.id.clone(),
        message: open(app, row)?,
        created_at: Timestamp(row.created_at),
        due_at: Timestamp(row.due_at),
        sent_at: row.sent_at.map(Timestamp),
    })
}
