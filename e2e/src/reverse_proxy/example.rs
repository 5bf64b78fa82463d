//! The examples of the document that operators copy, taken from it word for word: only numbers of ports and the place of
//! the certificate are changed.

use crate::{Failure, Outcome, failure::ensure};
use std::path::Path;

const DOCUMENT: &str = include_str!("../../../docs/forward-auth.md");

/// A proxy that the document has an example for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proxy {
    /// By `auth_request`.
    Nginx,
    /// By `forward_auth`.
    Caddy,
}

/// What the example is changed to.
pub struct Places<'a> {
    /// The port of the service, 443 in the document.
    pub service: u16,
    /// The port at which people reach the application, 8443 in the document.
    pub proxied: u16,
    /// Where the service listens, 8080 in the document.
    pub latchkey: u16,
    /// Where the application listens, 3000 in the document.
    pub application: u16,
    /// Where the certificate is.
    pub folder: &'a Path,
}

/// The example for this proxy, with other places.
pub fn example(proxy: Proxy, places: &Places<'_>) -> Outcome<String> {
    let language = match proxy {
        Proxy::Nginx => "nginx",
        Proxy::Caddy => "caddy",
    };
    let mut example = block(language)?.to_owned();
    for (old, new) in changes(proxy, places) {
        ensure(example.contains(old), || {
            format!("the example for {language} says nothing of {old:?}")
        })?;
        example = example.replace(old, &new);
    }
    Ok(example)
}

fn changes(proxy: Proxy, places: &Places<'_>) -> Vec<(&'static str, String)> {
    let local = |port: u16| format!("127.0.0.1:{port}");
    let folder = places.folder.display();
    let mut changes = vec![
        ("127.0.0.1:8080", local(places.latchkey)),
        ("127.0.0.1:3000", local(places.application)),
    ];
    match proxy {
        Proxy::Nginx => changes.extend([
            ("listen 443 ", format!("listen {} ", local(places.service))),
            ("listen 8443 ", format!("listen {} ", local(places.proxied))),
            ("/etc/ssl/example.org.pem", format!("{folder}/cert.pem")),
            ("/etc/ssl/example.org.key", format!("{folder}/key.pem")),
        ]),
        // The port of the service is what Caddy is told that https has.
        Proxy::Caddy => changes.push((
            "example.org:8443",
            format!("example.org:{}", places.proxied),
        )),
    }
    changes
}

/// The one block of the document that is written in this language.
fn block(language: &str) -> Outcome<&'static str> {
    let begin = format!("```{language}\n");
    let mut blocks = DOCUMENT.split(&begin).skip(1);
    let block = blocks.next().and_then(|rest| rest.split("```").next());
    match (block, blocks.next()) {
        (Some(block), None) => Ok(block),
        _ => Err(Failure::new(format!(
            "the document has not one example for {language}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::{Places, Proxy, example};
    use std::path::Path;

    #[test]
    fn an_example_is_the_documents_but_for_its_places() {
        let places = Places {
            service: 1,
            proxied: 2,
            latchkey: 3,
            application: 4,
            folder: Path::new("/f"),
        };
        let caddy = example(Proxy::Caddy, &places).unwrap_or_default();
        assert!(caddy.contains("forward_auth 127.0.0.1:3 {"), "{caddy}");
        let nginx = example(Proxy::Nginx, &places).unwrap_or_default();
        for line in ["listen 127.0.0.1:2 ssl;", "ssl_certificate /f/cert.pem;"] {
            assert!(nginx.contains(line), "{nginx}");
        }
    }
}
