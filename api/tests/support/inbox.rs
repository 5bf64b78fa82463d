//! Messages that are delivered: whoever takes them finds links and codes in them, and the outbox is empty afterwards.

// Each test program uses a part of this.
#![allow(dead_code)]

use crate::support::{
    TestApp,
    outbox::{Message, code_in, link_token_in},
};
use contract::Secret;

/// What stands behind the `#` of the link to this screen.
pub fn link_in(message: &Message, screen: &str) -> Option<Secret> {
    link_token_in(&message.text, screen).map(Secret::from)
}

/// Everything that was queued, oldest first.
pub async fn collect(app: &TestApp) -> Vec<Message> {
    let messages = app.messages().await;
    if !messages.is_empty() {
        app.execute("DELETE FROM outbox").await;
    }
    messages
}

/// The token of the last link to this screen that was sent to this address.
pub async fn link(app: &TestApp, to: &str, screen: &str) -> Option<Secret> {
    let messages = collect(app).await;
    let mine = messages.iter().filter(|message| message.to == to);
    mine.filter_map(|message| link_in(message, screen))
        .next_back()
}

/// The last code that was sent to this number or address.
pub async fn code(app: &TestApp, to: &str) -> Option<Secret> {
    last_code(&collect(app).await, to)
}

/// The last code to this number or address.
pub fn last_code(messages: &[Message], to: &str) -> Option<Secret> {
    let mine = messages.iter().filter(|message| message.to == to);
    let codes = mine.filter_map(|message| code_in(&message.text));
    codes.map(Secret::from).next_back()
}
