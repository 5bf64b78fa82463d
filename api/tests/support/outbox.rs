//! What the server sends, as whoever it goes to gets it: the outbox is opened with the keys of the server.

use super::TestApp;
use api::{
    messages::{outbox, worker},
    store::{Database, outbox::OutboxRow},
};
use contract::{Secret, Timestamp, sent_code::Channel};
pub use fakes::code_in;
use std::time::Duration;
use tokio::{sync::watch, time::sleep};

/// A message that was queued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub id: String,
    pub channel: Channel,
    pub to: String,
    pub subject: String,
    pub text: String,
    /// Not sent before.
    pub due_at: Timestamp,
    /// Not sent from then on.
    pub expires_at: Timestamp,
}

impl Message {
    /// The code that stands in it.
    pub fn code(&self) -> Secret {
        Secret::from(code_in(&self.text).unwrap_or_else(|| panic!("no code in {self:?}")))
    }

    /// The token of the link to this screen that stands in it.
    pub fn token(&self, screen: &str) -> Secret {
        let token = link_token_in(&self.text, screen);
        Secret::from(token.unwrap_or_else(|| panic!("no link to {screen} in {self:?}")))
    }
}

impl TestApp {
    /// Everything that was queued and says something, oldest first.
    pub async fn messages(&self) -> Vec<Message> {
        let mut connection = self.app.store.read().await.unwrap();
        let sql = "SELECT id, channel, key_id, nonce, ciphertext, created_at, due_at, expires_at, tries, sent_at
             FROM outbox WHERE key_id <> '' ORDER BY rowid";
        let rows = sqlx::query_as::<Database, OutboxRow>(sql);
        let rows = rows.fetch_all(&mut *connection).await.unwrap();
        drop(connection);
        let message = |row: OutboxRow| {
            let unsealed = outbox::open(&self.app, &row).unwrap();
            Message {
                id: row.id,
                channel: unsealed.channel,
                to: unsealed.to,
                subject: unsealed.subject,
                text: unsealed.text,
                due_at: Timestamp(row.due_at),
                expires_at: Timestamp(row.expires_at),
            }
        };
        rows.into_iter().map(message).collect()
    }

    /// Everything that was queued since this was asked last, oldest first.
    pub async fn new_messages(&self) -> Vec<Message> {
        let mut messages = self.messages().await;
        let mut read = self.read.lock().unwrap();
        messages.retain(|message| read.insert(message.id.clone()));
        messages
    }

    /// The next mail to this address that nobody read yet.
    pub async fn next_email(&self, to: &str) -> Message {
        let messages = self.messages().await;
        let mut read = self.read.lock().unwrap();
        let mut unread = messages.into_iter().filter(|it| !read.contains(&it.id));
        let next = unread.find(|it| it.channel == Channel::Email && it.to == to);
        let next = next.unwrap_or_else(|| panic!("nothing new was sent to {to}"));
        read.insert(next.id.clone());
        next
    }

    /// Has everything sent that is due now, by a worker that then stops as one does with its server.
    pub async fn send_due(&self) {
        let (stop, stops) = watch::channel(false);
        let running = tokio::spawn(worker::run(self.app.clone(), stops));
        let now = self.clock.now().0;
        let waiting = format!(
            "SELECT COUNT(*) FROM outbox WHERE sent_at IS NULL AND expires_at > {now}
                 AND due_at <= {now} AND claimed_until <= {now}"
        );
        while self.count(&waiting).await > 0 {
            sleep(Duration::from_millis(2)).await;
        }
        stop.send_replace(true);
        running.await.unwrap();
    }

    /// The newest message to this address or number.
    pub async fn newest_message(&self, to: &str) -> Message {
        let newest = self.messages().await.into_iter().rfind(|it| it.to == to);
        newest.unwrap_or_else(|| panic!("nothing was sent to {to}"))
    }
}

/// What stands behind the `#` of the link to this screen.
pub fn link_token_in<'a>(text: &'a str, screen: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("{screen}#"))?;
    rest.split(char::is_whitespace).next()
}
