//! The only HTTP: one function that makes any call of the contract and says how it ended.

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
use std::{future::Future, pin::Pin};

/// Milliseconds after which a call is given up. The server gives itself 15 seconds.
const PATIENCE: u32 = 20_000;
/// A proxy lets nobody through who asks so often (RFC 6585 §4).
const TOO_MANY_REQUESTS: u16 = 429;
/// The first status of a server that cannot (RFC 9110 §15.6).
const SERVER_ERROR: u16 = 500;

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
