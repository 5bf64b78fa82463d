//! WebDriver commands that fantoccini does not know: Chromium's own, and its logs.
//!
//! A virtual authenticator for passkeys is one more of these: `WebAuthn` Level 3 §12.

use fantoccini::{client::Client, wd::WebDriverCompatibleCommand};
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

use crate::Outcome;

/// A command of one session: a path below it, and what is sent there.
#[derive(Debug)]
struct Post {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Post {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> Result<Url, ParseError> {
        let session = session_id.unwrap_or_default();
        base_url.join(&format!("session/{session}/{}", self.path))
    }

    fn method_and_body(&self, _request_url: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}

/// A command of the Chrome `DevTools` Protocol, to the tab in front.
pub async fn devtools(client: &Client, name: &str, parameters: Value) -> Outcome<Value> {
    let body = json!({ "cmd": name, "params": parameters });
    let path = "goog/cdp/execute";
    Ok(client.issue_cmd(Post { path, body }).await?)
}

/// What came into a log since it was last asked for: `browser` or `performance`.
pub async fn log(client: &Client, kind: &str) -> Outcome<Vec<Value>> {
    let body = json!({ "type": kind });
    let path = "se/log";
    let entries = client.issue_cmd(Post { path, body }).await?;
    Ok(entries.as_array().cloned().unwrap_or_default())
}
