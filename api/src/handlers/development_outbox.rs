//! For development: every message that the outbox holds, on a page.

use crate::{
    app::App,
    error::{Error, refusal},
    http::filled_page::escaped,
    messages::outbox::{Kept, unsealed},
    rules::moment,
};
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderName, header},
    response::{Html, IntoResponse as _, Response},
    routing::get,
};
use contract::{Problem, sent_code::Channel};
use std::fmt::Write as _;

type Page = ([(HeaderName, &'static str); 2], Html<String>);

/// It loads nothing and runs nothing.
const POLICY: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page, where the server is set up for development; nothing otherwise.
pub fn routes(app: &App) -> Router<App> {
    if app.config.is_development() {
        Router::new().route("/outbox", get(show))
    } else {
        Router::new()
    }
}

/// Only under the server's own name, or this computer's: a page elsewhere may have its name lead here (DNS rebinding), and
/// would read links that open accounts.
async fn show(State(app): State<App>, headers: HeaderMap) -> Result<Page, Response> {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    if !host.is_some_and(|host| is_own(&app, host)) {
        return Err(refusal(&Problem::NotFound));
    }
    read(&app).await.map_err(Error::into_response)
}

fn is_own(app: &App, host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    name == app.config.origin().host() || ["localhost", "127.0.0.1", "[::1]"].contains(&name)
}

async fn read(app: &App) -> Result<Page, Error> {
    let messages = unsealed(app).await?;
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    Ok((headers, Html(page(&messages))))
}

fn page(messages: &[Kept]) -> String {
    let mut html = String::from(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Outbox</title>\n\
         <h1>Outbox</h1>\n<p>What this server would send, newest first.</p>\n",
    );
    for message in messages {
        html.push_str(&article(message));
    }
    html
}

fn article(kept: &Kept) -> String {
    let message = &kept.message;
    let (channel, kind) = match message.channel {
        Channel::Email => ("email", "Mail"),
        Channel::TextMessage => ("text_message", "Text message"),
    };
    let to = escaped(&message.to);
    let mut html = format!(
        "<hr>\n<article id=\"{}\" data-channel=\"{channel}\" data-to=\"{to}\">\n<h2>{}</h2>\n\
         <p>{kind} to <strong>{to}</strong>, {}</p>\n<pre>",
        escaped(&kept.id),
        escaped(&message.subject),
        moment::words(kept.due_at),
    );
    for line in message.text.lines() {
        if is_address(line) {
            let address = escaped(line);
            // Writing to a string cannot fail.
            let _ = writeln!(html, "<a href=\"{address}\">{address}</a>");
        } else {
            let _ = writeln!(html, "{}", escaped(line));
        }
    }
    html.push_str("</pre>\n</article>\n");
    html
}

/// Addresses stand on lines of their own.
fn is_address(line: &str) -> bool {
    (line.starts_with("http://") || line.starts_with("https://")) && !line.contains(' ')
}

#[cfg(test)]
mod tests {
    use super::page;
    use crate::{delivery::message::Message, messages::outbox::Kept};
    use contract::{Timestamp, sent_code::Channel};

    #[test]
    fn nothing_in_a_message_becomes_markup_and_its_links_can_be_followed() {
        let message = Message {
            channel: Channel::Email,
            to: "\"><script>@example.com".to_owned(),
            subject: "<b>".to_owned(),
            text: "</pre><script>\nhttp://localhost:8080/reset-password#a\"b&c\n".to_owned(),
        };
        let html = page(&[Kept {
            id: "1".to_owned(),
            message,
            created_at: Timestamp(0),
            due_at: Timestamp(0),
            sent_at: None,
        }]);
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("&lt;/pre&gt;"), "{html}");
        let link = "<a href=\"http://localhost:8080/reset-password#a&quot;b&amp;c\">";
        assert!(html.contains(link), "{html}");
    }
}
