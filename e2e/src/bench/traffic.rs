//! What went over the network, as the browser tells it (Chrome `DevTools` Protocol, domain Network). Unlike what a page can
//! see, it has the heads of answers in it, and the icon of the tab.

use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// How much there was.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Traffic {
    /// Requests that were not answered from a cache alone.
    pub requests: u32,
    /// What came back.
    pub bytes: f64,
}

impl Traffic {
    /// Of all that this log has in it, what was asked for until a moment on the wall clock, in milliseconds.
    pub fn until(moment: f64, log: &[Value]) -> Self {
        let events: Vec<Value> = log.iter().filter_map(event).collect();
        let mut asked = HashSet::new();
        let mut answered = HashMap::new();
        for event in &events {
            let id = text(event, "/params/requestId").to_owned();
            match text(event, "/method") {
                "Network.requestWillBeSent" => {
                    let is_sent = text(event, "/params/request/url").starts_with("http");
                    let seconds = number(event, "/params/wallTime").unwrap_or(f64::INFINITY);
                    if is_sent && seconds * 1000.0 <= moment {
                        asked.insert(id);
                    }
                }
                "Network.loadingFinished" => {
                    answered.insert(id, number(event, "/params/encodedDataLength"));
                }
                _ => {}
            }
        }
        // Nothing came for what lay in a cache; what got no answer was asked for all the same.
        let sent = asked.iter().map(|id| answered.get(id).copied().flatten());
        let sent = sent.filter(|length| length.is_none_or(|it| it > 0.0));
        sent.fold(Self::default(), |all, length| Self {
            requests: all.requests + 1,
            bytes: all.bytes + length.unwrap_or_default(),
        })
    }
}

/// What an entry of the log tells.
fn event(entry: &Value) -> Option<Value> {
    let message: Value = serde_json::from_str(entry.get("message")?.as_str()?).ok()?;
    message.get("message").cloned()
}

fn text<'a>(event: &'a Value, pointer: &str) -> &'a str {
    let found = event.pointer(pointer).and_then(Value::as_str);
    found.unwrap_or_default()
}

fn number(event: &Value, pointer: &str) -> Option<f64> {
    event.pointer(pointer)?.as_f64()
}

#[cfg(test)]
mod tests {
    use super::Traffic;
    use serde_json::{Value, json};

    fn entry(method: &str, parameters: Value) -> Value {
        let message = json!({ "message": { "method": method, "params": parameters } });
        json!({ "message": message.to_string() })
    }

    fn asked(id: &str, url: &str, seconds: f64) -> Value {
        let parameters = json!({ "requestId": id, "request": { "url": url }, "wallTime": seconds });
        entry("Network.requestWillBeSent", parameters)
    }

    fn answered(id: &str, length: u32) -> Value {
        let parameters = json!({ "requestId": id, "encodedDataLength": length });
        entry("Network.loadingFinished", parameters)
    }

    #[test]
    fn only_what_was_asked_for_in_time_and_came_over_the_network_counts() {
        let log = [
            asked("page", "http://localhost/", 1.0),
            answered("page", 1000),
            asked("style", "http://localhost/a.css", 1.1),
            answered("style", 0),
            asked("icon", "data:,", 1.1),
            asked("program", "http://localhost/a.wasm", 1.2),
            asked("later", "http://localhost/b.wasm", 9.0),
            answered("later", 500),
            // Asked for in time, and it came afterwards.
            answered("program", 40),
        ];
        let counted = |requests, bytes| Traffic { requests, bytes };
        assert_eq!(Traffic::until(2000.0, &log), counted(2, 1040.0));
        assert_eq!(Traffic::until(9000.0, &log), counted(3, 1540.0));
        assert_eq!(Traffic::until(1000.0, &log[..1]), counted(1, 0.0));
    }
}
