//! Mails and text messages as they are put together. The words are those of the crate `text`; addresses in them come from
//! the settings and never from a request.

pub mod account;
pub mod recovery;
pub mod words;

use crate::{app::App, delivery::message::Message};
use contract::{page::Page, sent_code::Channel};
use text::{ENGLISH, Words};

/// The language in which people are written to.
pub const WORDS: Words = ENGLISH;

/// A mail of these paragraphs, with the service's name below.
pub fn compose(app: &App, to: &str, subject: &str, paragraphs: &[String]) -> Message {
    let signature = format!("-- \n{}\n{}", app.config.name(), app.config.origin());
    let text = paragraphs
        .iter()
        .map(String::as_str)
        .chain([signature.as_str()])
        .collect::<Vec<_>>()
        .join("\n\n");
    Message {
        channel: Channel::Email,
        to: to.to_owned(),
        subject: WORDS.mail().subject(app.config.name(), subject),
        text,
    }
}

/// A mail with a code. It has no link: nobody shall get used to following one after being asked for a code.
pub fn code(app: &App, to: &str, code: &str) -> Message {
    let name = app.config.name();
    Message {
        channel: Channel::Email,
        to: to.to_owned(),
        subject: WORDS.mail().subject(name, WORDS.mail().code_subject),
        text: WORDS.mail().code(code, name),
    }
}

/// A text message.
pub fn text_message(to: &str, text: String) -> Message {
    Message {
        channel: Channel::TextMessage,
        to: to.to_owned(),
        subject: String::new(),
        text,
    }
}

/// The address of a screen of the page. What stands behind the `#` stays in the browser: no server's log has it.
pub fn link(app: &App, page: Page, token: Option<&str>) -> String {
    address(app, page.path(), token)
}

/// The address of a screen with the place that it leads on to. No `#` is left in that which a reader could take for the
/// beginning of the token.
pub fn link_with_next(app: &App, page: Page, next: &str, token: Option<&str>) -> String {
    address(app, &page.with_next(next), token)
}

fn address(app: &App, path: &str, token: Option<&str>) -> String {
    let origin = app.config.origin();
    match token {
        Some(token) => format!("{origin}{path}#{token}"),
        None => format!("{origin}{path}"),
    }
}
