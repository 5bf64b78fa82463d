//! WebDriver commands that fantoccini does not know: Chromium's own, its logs, and virtual authenticators
//! (`WebAuthn` Level 3 §11).

use fantoccini::{client::Client, wd::WebDriverCompatibleCommand};
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

use crate::Outcome;

/// A command of one session: a path below it, and what is sent there.
#[derive(Debug)]
struct Command {
    method: Method,
    path: String,
    body: Option<Value>,
}

impl WebDriverCompatibleCommand for Command {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> Result<Url, ParseError> {
        let session = session_id.unwrap_or_default();
        base_url.join(&format!("session/{session}/{}", self.path))
    }

    fn method_and_body(&self, _request_url: &Url) -> (Method, Option<String>) {
        let body = self.body.as_ref().map(Value::to_string);
        (self.method.clone(), body)
    }
}

/// A command that asks for something.
pub async fn get(client: &Client, path: impl Into<String>) -> Outcome<Value> {
    issue(client, Method::GET, path.into(), None).await
}

/// A command that does something.
pub async fn post(client: &Client, path: impl Into<String>, body: Value) -> Outcome<Value> {
    issue(client, Method::POST, path.into(), Some(body)).await
}

/// A command that takes something away.
pub async fn delete(client: &Client, path: impl Into<String>) -> Outcome<Value> {
    issue(client, Method::DELETE, path.into(), None).await
}

async fn issue(
    client: &Client,
    method: Method,
    path: String,
    body: Option<Value>,
) -> Outcome<Value> {
    let command = Command { method, path, body };
    Ok(client.issue_cmd(command).await?)
}

/// A command of the Chrome `DevTools` Protocol, to the tab in front.
pub async fn devtools(client: &Client, name: &str, parameters: Value) -> Outcome<Value> {
    let body = json!({ "cmd": name, "params": parameters });
    post(client, "goog/cdp/execute", body).await
}

/// What came into a log since it was last asked for: `browser` or `performance`.
pub async fn log(client: &Client, kind: &str) -> Outcome<Vec<Value>> {
    let entries = post(client, "se/log", json!({ "type": kind })).await?;
    Ok(entries.as_array().cloned().unwrap_or_default())
}
