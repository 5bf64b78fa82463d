//! Passkeys and security keys, with an authenticator in software: groups WR and WA of docs/requirements.md. The
//! name of a row stands above what shows it.

mod account;
mod attestation;
mod authentication;
mod authenticator_data;
mod challenge_binding;
mod challenges;
mod corpus;
mod domain_change;
mod forgeries;
mod keys;
mod malformed;
mod offer;
mod registration;
mod site;
mod vectors;

use crate::support::passkey::{BOTH, Purpose};

/// A way to forge, with a name of what is wrong then.
type Forgery<T> = (&'static str, Box<dyn Fn(&mut T)>);

fn forgery<T>(name: &'static str, forge: impl Fn(&mut T) + 'static) -> Forgery<T> {
    (name, Box::new(forge))
}

/// Origins that are not `http://localhost:8080`, nearly.
const FOREIGN_ORIGINS: [&str; 18] = [
    "https://localhost:8080",
    "http://localhost",
    "http://localhost:8081",
    "http://localhost:80800",
    "http://localhost.:8080",
    "http://sub.localhost:8080",
    "http://localhost.evil.example:8080",
    "http://evil-localhost:8080",
    "http://user@localhost:8080",
    "http://localhost:8080@evil.example",
    "http://xn--lcalhost-43a:8080",
    "http://lоcalhost:8080",
    "HTTP://LOCALHOST:8080",
    "http://localhost:8080/",
    "http://localhost:8080/sign-in",
    " http://localhost:8080",
    "http://127.0.0.1:8080",
    "null",
];

/// Domains that are not `localhost`, nearly.
const FOREIGN_RP_IDS: [&str; 7] = [
    "evil.example",
    "",
    "LOCALHOST",
    "localhost:8080",
    "http://localhost:8080",
    "sub.localhost",
    "host",
];

/// What passkeys and security keys can prove.
fn purposes() -> Vec<Purpose> {
    BOTH.into_iter().flat_map(Purpose::of).collect()
}
