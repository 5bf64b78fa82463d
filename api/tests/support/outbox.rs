//! What the server sends, as whoever it goes to gets it: the outbox is opened with the keys of the server.

use super::TestApp;
use api::{
    messages::outbox,
    store::{Database, outbox::OutboxRow},
};
use contract::{Secret, Timestamp, sent_code::Channel};

/// A message that was queued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
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

impl Letter {
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
    pub async fn letters(&self) -> Vec<Letter> {
        let mut connection = self.app.store.read().await.unwrap();
        let sql = "SELECT id, channel, key_id, nonce, ciphertext, created_at, due_at, expires_at, tries, sent_at
             FROM outbox WHERE key_id <> '' ORDER BY rowid";
        let rows = sqlx::query_as::<Database, OutboxRow>(sql);
        let rows = rows.fetch_all(&mut *connection).await.unwrap();
        drop(connection);
        let letter = |row: OutboxRow| {
            let message = outbox::open(&self.app, &row).unwrap();
            Letter {
                id: row.id,
                channel: message.channel,
                to: message.to,
                subject: message.subject,
                text: message.text,
                due_at: Timestamp(row.due_at),
                expires_at: Timestamp(row.expires_at),
            }
        };
        rows.into_iter().map(letter).collect()
    }

    /// Everything that was queued since this was asked last, oldest first.
    pub async fn new_letters(&self) -> Vec<Letter> {
        let mut letters = self.letters().await;
        let mut read = self.read.lock().unwrap();
        letters.retain(|letter| read.insert(letter.id.clone()));
        letters
    }

    /// The next mail to this address that nobody read yet.
    pub async fn next_mail(&self, to: &str) -> Letter {
        self.next_letter(Channel::Email, to).await
    }

    /// The next text message to this number that nobody read yet.
    pub async fn next_message(&self, to: &str) -> Letter {
        self.next_letter(Channel::TextMessage, to).await
    }

    /// The newest letter to this address or number.
    pub async fn newest_letter(&self, to: &str) -> Letter {
        let newest = self.letters().await.into_iter().rfind(|it| it.to == to);
        newest.unwrap_or_else(|| panic!("nothing was sent to {to}"))
    }

    async fn next_letter(&self, channel: Channel, to: &str) -> Letter {
        let letters = self.letters().await;
        let mut read = self.read.lock().unwrap();
        let mut unread = letters.into_iter().filter(|it| !read.contains(&it.id));
        let next = unread.find(|it| it.channel == channel && it.to == to);
        let next = next.unwrap_or_else(|| panic!("nothing new was sent to {to}"));
        read.insert(next.id.clone());
        next
    }
}

/// The six digits that stand in it as a word of their own.
pub fn code_in(text: &str) -> Option<&str> {
    let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|it| it.is_ascii_digit());
    text.split(|it: char| !it.is_ascii_alphanumeric())
        .find(is_code)
}

/// What stands behind the `#` of the link to this screen.
pub fn link_token_in<'a>(text: &'a str, screen: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("{screen}#"))?;
    rest.split(char::is_whitespace).next()
}
