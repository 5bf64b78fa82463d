//! What the server writes to people, as they read it: the links and the codes in it.

// Each test program uses a part of this.
#![allow(dead_code)]

use crate::support::TestApp;
use api::outbox;
use contract::{Secret, sent_code::Channel};

/// A mail or a text message.
#[derive(Clone, Debug)]
pub struct Letter {
    pub channel: Channel,
    pub to: String,
    pub subject: String,
    pub text: String,
}

impl Letter {
    /// What stands behind the `#` of the link to this path.
    pub fn link(&self, path: &str) -> Option<Secret> {
        let (_, rest) = self.text.split_once(&format!("{path}#"))?;
        let token = rest.split_whitespace().next()?;
        Some(Secret::from(token))
    }

    /// The code that it brings.
    pub fn code(&self) -> Option<Secret> {
        let (code, rest) = self.text.split_at_checked(6)?;
        let is_code =
            code.bytes().all(|byte| byte.is_ascii_digit()) && rest.starts_with(" is your");
        is_code.then(|| Secret::from(code))
    }
}

/// Takes everything out of the outbox, oldest first: it is as if it had been delivered.
pub async fn collect(app: &TestApp) -> Vec<Letter> {
    let mut kept = outbox::unsealed(&app.app).await.unwrap();
    if !kept.is_empty() {
        app.execute("DELETE FROM outbox").await;
    }
    kept.sort_by_key(|kept| kept.created_at);
    let letters = kept.into_iter().map(|kept| Letter {
        channel: kept.message.channel,
        to: kept.message.to.clone(),
        subject: kept.message.subject.clone(),
        text: kept.message.text.clone(),
    });
    letters.collect()
}

/// The token of the last link to this path that was sent to this address. The outbox is empty afterwards.
pub async fn link(app: &TestApp, to: &str, path: &str) -> Option<Secret> {
    let letters = collect(app).await;
    let links = letters.iter().filter(|letter| letter.to == to);
    links.filter_map(|letter| letter.link(path)).next_back()
}

/// The last code that was sent to this number or address. The outbox is empty afterwards.
pub async fn code(app: &TestApp, to: &str) -> Option<Secret> {
    let letters = collect(app).await;
    let codes = letters.iter().filter(|letter| letter.to == to);
    codes.filter_map(Letter::code).next_back()
}
