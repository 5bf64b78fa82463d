//! Post that is delivered: whoever takes it finds links and codes in it, and the outbox is empty afterwards.

// Each test program uses a part of this.
#![allow(dead_code)]

use crate::support::{
    TestApp,
    outbox::{Letter, code_in, link_token_in},
};
use contract::Secret;

/// What stands behind the `#` of the link to this screen.
pub fn link_in(letter: &Letter, screen: &str) -> Option<Secret> {
    link_token_in(&letter.text, screen).map(Secret::from)
}

/// Everything that was queued, oldest first.
pub async fn collect(app: &TestApp) -> Vec<Letter> {
    let letters = app.letters().await;
    if !letters.is_empty() {
        app.execute("DELETE FROM outbox").await;
    }
    letters
}

/// The token of the last link to this screen that was sent to this address.
pub async fn link(app: &TestApp, to: &str, screen: &str) -> Option<Secret> {
    let letters = collect(app).await;
    let mine = letters.iter().filter(|letter| letter.to == to);
    mine.filter_map(|letter| link_in(letter, screen))
        .next_back()
}

/// The last code that was sent to this number or address.
pub async fn code(app: &TestApp, to: &str) -> Option<Secret> {
    last_code(&collect(app).await, to)
}

/// The last code to this number or address.
pub fn last_code(letters: &[Letter], to: &str) -> Option<Secret> {
    let mine = letters.iter().filter(|letter| letter.to == to);
    let codes = mine.filter_map(|letter| code_in(&letter.text));
    codes.map(Secret::from).next_back()
}
