//! What must be true at the end of every journey, whatever it was about.

use crate::{Context, Failure, Outcome, browser::Browser, failure::ensure, secrets::Secrets};
use serde_json::{Value, json};
use std::collections::HashSet;

/// A refusal that the page deals with is told by the browser too.
const REFUSED: &str = "Failed to load resource: the server responded with a status of 4";

/// Everything that a page could have kept.
const KEPT: &str = "
    const done = arguments[arguments.length - 1];
    const all = storage => Object.entries(storage).map(([key, value]) => `${key}=${value}`);
    indexedDB.databases().then(databases => done([
        ...all(localStorage), ...all(sessionStorage), JSON.stringify(history.state), location.href,
        window.name, ...databases.map(database => database.name),
    ].join('\\n')));";

/// Looks at everything.
pub async fn at_the_end(context: &Context) -> Outcome {
    for browser in context.browsers() {
        nothing_complained(context, &browser).await?;
        let addresses = requests(&browser).await?;
        one_origin(context, &addresses)?;
        nothing_kept(context, &browser, &addresses).await?;
    }
    nothing_logged(context)?;
    well_posted(posted(context), &context.secrets)
}

/// No error in the console: none of the program, none of the content policy.
async fn nothing_complained(context: &Context, browser: &Browser) -> Outcome {
    for entry in browser.log("browser").await? {
        let message = field(&entry, "message");
        let is_error = field(&entry, "level") == "SEVERE" || message.contains("Content Security");
        let is_expected = message.contains(REFUSED) || context.is_expected(message);
        ensure(!is_error || is_expected, || {
            format!("the browser complained: {message}")
        })?;
        leaks_nothing(context, "the console", said(message))?;
    }
    Ok(())
}

/// What a message of the console says, without where: Chromium puts the address in front that the page had when it was
/// loaded, whatever stands in the address bar since.
fn said(message: &str) -> &str {
    match message.split_once(' ') {
        Some((place, said)) if place.starts_with("http") => said,
        _ => message,
    }
}

/// The address of every request that the tabs made.
async fn requests(browser: &Browser) -> Outcome<Vec<String>> {
    let mut addresses = Vec::new();
    for entry in browser.log("performance").await? {
        let event: Value = serde_json::from_str(field(&entry, "message"))?;
        let is_request =
            event.pointer("/message/method") == Some(&json!("Network.requestWillBeSent"));
        let address = event.pointer("/message/params/request/url");
        if let (true, Some(address)) = (is_request, address.and_then(Value::as_str)) {
            addresses.push(address.to_owned());
        }
    }
    ensure(!addresses.is_empty(), || {
        "no request was recorded".to_owned()
    })?;
    Ok(addresses)
}

fn one_origin(context: &Context, addresses: &[String]) -> Outcome {
    let places = context.places();
    let is_ours = |address: &str| {
        let paths = places.iter().filter_map(|it| address.strip_prefix(it));
        paths.into_iter().any(|path| path.starts_with('/'))
    };
    // Other schemes, such as blob:, stay in the browser.
    let leaves = |address: &str| address.starts_with("http") || address.starts_with("ws");
    let stranger = addresses.iter().find(|it| leaves(it) && !is_ours(it));
    match stranger {
        None => Ok(()),
        Some(address) => Err(Failure::new(format!("a request went to {address}"))),
    }
}

/// No secret in an address, in the history, or in anything that outlives the page.
async fn nothing_kept(context: &Context, browser: &Browser, addresses: &[String]) -> Outcome {
    for address in addresses {
        leaks_nothing(context, "an address", address)?;
    }
    let history = browser
        .devtools("Page.getNavigationHistory", json!({}))
        .await?;
    leaks_nothing(context, "the history", &visited(&history))?;
    let kept = browser.script_async(KEPT, Vec::new()).await?;
    let kept = kept.as_str().unwrap_or_default();
    leaks_nothing(context, "what the page keeps", kept)?;
    // The session is a cookie that only the browser and the server can read.
    let cookies = browser
        .script("return document.cookie;", Vec::new())
        .await?;
    ensure(cookies == json!(""), || {
        format!("the page can read a cookie: {cookies}")
    })
}

/// The addresses and titles in the history, without what its owner typed to get there: no page can change that.
fn visited(history: &Value) -> String {
    let entries = history.get("entries").and_then(Value::as_array);
    let entries = entries.into_iter().flatten();
    let lines: Vec<String> = entries
        .map(|entry| format!("{} {}", field(entry, "url"), field(entry, "title")))
        .collect();
    lines.join("\n")
}

fn nothing_logged(context: &Context) -> Outcome {
    let log = context.server.log();
    leaks_nothing(context, "the server's log", &log)?;
    let fault = log
        .lines()
        .find(|line| line.contains("ERROR") || line.contains("panicked"));
    match fault {
        None => Ok(()),
        Some(line) => Err(Failure::new(format!("the server logged a fault: {line}"))),
    }
}

/// What was sent: by what its sender knows each message, and what it says.
fn posted(context: &Context) -> Vec<(String, String)> {
    let emails = context.smtp_sink.inbox.all();
    let texts = context.sms_gateway.inbox.all();
    let all = emails.into_iter().chain(texts);
    all.map(|message| {
        // One email to two people is two messages.
        let id = Some(&message.key).filter(|id| !id.is_empty());
        let id = id.map(|id| format!("{id} {}", message.to));
        (id.unwrap_or_default(), message.whole())
    })
    .collect()
}

/// No message has a secret in it that is not meant to be sent; each has a name, and came once.
fn well_posted(messages: Vec<(String, String)>, secrets: &Secrets) -> Outcome {
    let mut seen = HashSet::new();
    for (id, text) in messages {
        if let Some(secret) = secrets.found_in_message(&text) {
            let words = format!("a message holds a secret, {secret}: {text}");
            return Err(Failure::new(words));
        }
        ensure(!id.is_empty(), || format!("a message has no name: {text}"))?;
        ensure(seen.insert(id), || format!("a message came twice: {text}"))?;
    }
    Ok(())
}

fn leaks_nothing(context: &Context, place: &str, text: &str) -> Outcome {
    match context.secrets.found_in(text) {
        None => Ok(()),
        Some(secret) => Err(Failure::new(format!(
            "{place} holds a secret, {secret}: {text}"
        ))),
    }
}

fn field<'a>(entry: &'a Value, name: &str) -> &'a str {
    entry.get(name).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{said, well_posted};
    use crate::secrets::Secrets;

    #[test]
    fn where_something_was_said_is_not_what_was_said() {
        let message = "http://localhost:1/reset-password#token 36 Something is ignored";
        assert_eq!(said(message), "36 Something is ignored");
        assert_eq!(said("Something is ignored"), "Something is ignored");
    }

    #[test]
    fn faults_of_messages_are_noticed() {
        let secrets = Secrets::default();
        secrets.keep("seven quiet lanterns");
        secrets.keep_sent("123456");
        let said = |messages: &[(&str, &str)]| {
            let messages = messages.iter();
            let messages = messages.map(|(id, text)| ((*id).to_owned(), (*text).to_owned()));
            let fault = well_posted(messages.collect(), &secrets).err();
            fault.map(|fault| fault.to_string()).unwrap_or_default()
        };
        assert_eq!(said(&[("1", "123456 is the code"), ("2", "")]), "");
        assert!(said(&[("1", "It is seven quiet lanterns.")]).contains("a secret"));
        assert!(said(&[("", "Hello")]).contains("no name"));
        assert!(said(&[("1", "Hello"), ("1", "Hello")]).contains("twice"));
    }
}
