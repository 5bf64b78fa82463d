//! The only HTTP: one function that makes any call of the contract and says how it ended.

use crate::platform::deadline::{AbortSignal, pause, within_ms};
use contract::{
    Problem,
    endpoint::{BASE, Endpoint, Verb},
    limits::{REQUEST_HEADER, REQUEST_ID_HEADER, REQUEST_MARK},
};
use flow::{retry, trouble::CallError};
use gloo_net::http::{Request, Response};
use serde::de::DeserializeOwned;

/// Milliseconds after which a call is given up. The server gives itself 15 seconds.
const PATIENCE: u32 = 20_000;
/// A proxy lets nobody through who asks so often (RFC 6585 §4).
const TOO_MANY_REQUESTS: u16 = 429;
/// The first status of a server that cannot (RFC 9110 §15.6).
const SERVER_ERROR: u16 = 500;

/// Makes a call. What changes something is sent once: a code must not be used up twice by a repeat that nobody asked for.
/// What only reads is asked for again while the server is not available ([`flow::retry`]).
pub async fn call<E: Endpoint>(request: &E::Request) -> Result<E::Reply, CallError> {
    let body = match E::VERB {
        Verb::Get => None,
        Verb::Post => {
            let body = serde_json::to_string(request);
            Some(body.map_err(|_| CallError::Nonsense { reference: None })?)
        }
    };
    let answer = ask(E::VERB, E::PATH, body).await?;
    read(&answer.body, answer.reference)
}

/// What a call that succeeded brought.
struct Answer {
    body: String,
    reference: Option<String>,
}

/// The part of a call that is the same for all of them, and so in the program once.
async fn ask(verb: Verb, path: &str, body: Option<String>) -> Result<Answer, CallError> {
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

async fn once(
    path: &str,
    body: Option<String>,
    signal: Option<AbortSignal>,
) -> Result<Answer, CallError> {
    let response = send(path, body, signal.as_ref()).await?;
    let reference = response.headers().get(REQUEST_ID_HEADER);
    let (succeeded, unavailable) = (response.ok(), unavailable(&response));
    let body = response.text().await.map_err(|_| CallError::Unreachable)?;
    if succeeded {
        return Ok(Answer { body, reference });
    }
    match (read::<Problem>(&body, reference.clone()), unavailable) {
        (Ok(Problem::Internal), _) => Err(CallError::ServerFault { reference }),
        (Ok(problem), _) => Err(CallError::Refused(problem)),
        (Err(_), Some(unavailable)) => Err(unavailable),
        (Err(nonsense), None) => Err(nonsense),
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

fn read<T: DeserializeOwned>(body: &str, reference: Option<String>) -> Result<T, CallError> {
    serde_json::from_str(body).map_err(|_| CallError::Nonsense { reference })
}
