//! Mails and text messages as they are put together. The words are those of the crate `text`; addresses in them come from
//! the settings and never from a request.

pub mod account;
pub mod recovery;
pub mod words;

use crate::{
    app::App,
    delivery::message::Message,
    error::Error,
    messages::outbox::{self, Due},
    store::Connection,
};
use contract::{page::Page, sent_code::Channel};
use text::ENGLISH;

/// The language in which people are written to.
pub const WORDS: text::Words = ENGLISH;

/// The subject and the paragraphs of an email.
pub type Words = (&'static str, Vec<String>);

/// Puts an email of these words into the outbox, with the service's name below. Returns its id there.
pub async fn queue(
    connection: &mut Connection,
    app: &App,
    to: &str,
    words: &Words,
    due: Due,
) -> Result<String, Error> {
    outbox::queue(connection, app, &compose(app, to, words), due).await
}

/// Puts a text message into the outbox, where this server sends them.
pub async fn queue_text_message(
    connection: &mut Connection,
    app: &App,
    to: &str,
    text: String,
    due: Due,
) -> Result<(), Error> {
    if app.config.has_text_messages() {
        outbox::queue(connection, app, &text_message(to, text), due).await?;
    }
    Ok(())
}

fn compose(app: &App, to: &str, (subject, paragraphs): &Words) -> Message {
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
