//! The only HTTP: one function that makes any call of the contract and says how it ended.

use crate::platform::deadline;
use contract::{
    Problem,
    endpoint::{BASE, Endpoint, Verb},
    limits::{REQUEST_HEADER, REQUEST_ID_HEADER, REQUEST_MARK},
};
use flow::trouble::CallError;
use gloo_net::{
    Error,
    http::{Request, Response},
};
use serde::de::DeserializeOwned;

/// Milliseconds after which a call is given up. The server gives itself 15 seconds.
const PATIENCE: u32 = 20_000;

/// Makes a call. It is sent once: a code must not be used up twice by a repeat that nobody asked for.
pub async fn call<E: Endpoint>(request: &E::Request) -> Result<E::Reply, CallError> {
    let response = send::<E>(request).await?;
    let reference = response.headers().get(REQUEST_ID_HEADER);
    let succeeded = response.ok();
    let body = response.text().await.map_err(|error| failed(&error))?;
    if succeeded {
        return read(&body, reference);
    }
    match read::<Problem>(&body, reference.clone())? {
        Problem::Internal => Err(CallError::ServerFault { reference }),
        problem => Err(CallError::Refused(problem)),
    }
}

async fn send<E: Endpoint>(request: &E::Request) -> Result<Response, CallError> {
    let address = format!("{BASE}{}", E::PATH);
    let deadline = deadline::after(PATIENCE);
    let prepared = match E::VERB {
        Verb::Get => Request::get(&address).abort_signal(Some(&deadline)).build(),
        Verb::Post => {
            let body = serde_json::to_string(request)
                .map_err(|_| CallError::Nonsense { reference: None })?;
            Request::post(&address)
                .header("content-type", "application/json")
                .header(REQUEST_HEADER, REQUEST_MARK)
                .abort_signal(Some(&deadline))
                .body(body)
        }
    };
    prepared
        .map_err(|error| failed(&error))?
        .send()
        .await
        .map_err(|error| failed(&error))
}

fn read<T: DeserializeOwned>(body: &str, reference: Option<String>) -> Result<T, CallError> {
    serde_json::from_str(body).map_err(|_| CallError::Nonsense { reference })
}

fn failed(error: &Error) -> CallError {
    match error {
        Error::JsError(error) if error.name == "TimeoutError" => CallError::TimedOut,
        _ => CallError::Unreachable,
    }
}
