//! Origins and domains as settings: written as a browser writes them (RFC 6454 §6).

use std::fmt;
use url::Url;

/// Scheme, host and port that people reach the page at, as a browser sends it in `Origin`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    text: String,
    is_https: bool,
    domain: Option<String>,
    host: String,
}

impl Origin {
    /// As a browser sends it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its domain; nothing when it is an IP address.
    pub fn domain(&self) -> Option<&str> {
        self.domain.as_deref()
    }

    /// Its domain or IP address, without the port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether the page is reached by https.
    pub const fn is_https(&self) -> bool {
        self.is_https
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl std::str::FromStr for Origin {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WANTED: &str =
            "must be http:// or https://, a host, and a port if it is not the usual one";
        let url = Url::parse(text).map_err(|_| WANTED)?;
        let is_http = matches!(url.scheme(), "http" | "https");
        let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let is_anonymous = url.username().is_empty() && url.password().is_none();
        if !(is_http && is_bare && is_anonymous && url.has_host()) {
            return Err(WANTED);
        }
        Ok(Self {
            text: url.origin().ascii_serialization(),
            is_https: url.scheme() == "https",
            domain: url.domain().map(str::to_owned),
            host: url.host_str().unwrap_or_default().to_owned(),
        })
    }
}

/// Other origins whose pages may use the same passkeys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RelatedOrigins(Vec<Origin>);

impl RelatedOrigins {
    /// The configured origins.
    pub fn as_slice(&self) -> &[Origin] {
        &self.0
    }
}

impl std::str::FromStr for RelatedOrigins {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let origins = text
            .split(',')
            .map(str::trim)
            .filter(|origin| !origin.is_empty())
            .map(str::parse::<Origin>);
        let origins: Vec<Origin> = origins.collect::<Result<_, _>>()?;
        if origins
            .iter()
            .all(|origin| origin.is_https() && origin.domain().is_some())
        {
            Ok(Self(origins))
        } else {
            Err("must be https://, and a domain, not an IP address")
        }
    }
}

/// A domain as it stands in an origin.
pub fn domain(text: &str) -> Result<String, &'static str> {
    const WANTED: &str = "must be a domain, such as example.org";
    let url = Url::parse(&format!("https://{text}")).map_err(|_| WANTED)?;
    let domain = url.domain().ok_or(WANTED)?;
    let is_alone = !text.contains([':', '/', '@', '?', '#', '\\']);
    if is_alone && !domain.ends_with('.') {
        Ok(domain.to_owned())
    } else {
        Err(WANTED)
    }
}

#[cfg(test)]
mod tests {
    use super::{Origin, RelatedOrigins, domain};

    #[test]
    fn an_origin_is_written_as_a_browser_sends_it() {
        for (given, text, is_https) in [
            ("http://localhost:8080", "http://localhost:8080", false),
            ("http://localhost:8080/", "http://localhost:8080", false),
            ("https://Example.org:443", "https://example.org", true),
            (
                "https://bücher.example",
                "https://xn--bcher-kva.example",
                true,
            ),
            ("http://[::1]:3000", "http://[::1]:3000", false),
        ] {
            let origin: Origin = given.parse().unwrap();
            assert_eq!(
                (origin.as_str(), origin.is_https()),
                (text, is_https),
                "{given}"
            );
        }
    }

    #[test]
    fn what_is_more_or_less_than_an_origin_is_refused() {
        for given in [
            "",
            "localhost:8080",
            "example.org",
            "ftp://example.org",
            "https://",
            "null",
            "*",
            "https://example.org/path",
            "https://example.org?x",
            "https://example.org#x",
            "https://user@example.org",
            "https://user:word@example.org",
        ] {
            assert!(given.parse::<Origin>().is_err(), "{given}");
        }
    }

    #[test]
    fn an_ip_address_is_no_domain() {
        for (given, wanted) in [
            ("http://localhost:8080", Some("localhost")),
            ("https://Login.Example.org", Some("login.example.org")),
            ("http://127.0.0.1:8080", None),
            ("http://[::1]:3000", None),
        ] {
            let origin: Origin = given.parse().unwrap();
            assert_eq!(origin.domain(), wanted, "{given}");
        }
    }

    #[test]
    fn a_domain_stands_alone() {
        assert_eq!(domain("Example.org"), Ok("example.org".to_owned()));
        assert_eq!(domain("localhost"), Ok("localhost".to_owned()));
        for given in [
            "",
            "https://example.org",
            "example.org:443",
            "example.org:8443",
            "example.org/",
            "example.org/x",
            "a@example.org",
            "example.org.",
            "127.0.0.1",
            "[::1]",
        ] {
            assert!(domain(given).is_err(), "{given}");
        }
    }

    #[test]
    fn related_origins_are_a_list_of_https_domains() {
        let given = "https://example.net, https://example.com:8443,";
        let origins: RelatedOrigins = given.parse().unwrap();
        let texts: Vec<&str> = origins.as_slice().iter().map(Origin::as_str).collect();
        assert_eq!(texts, ["https://example.net", "https://example.com:8443"]);
        assert_eq!("".parse(), Ok(RelatedOrigins::default()));
        for given in [
            "http://example.net",
            "https://127.0.0.1",
            "example.net",
            "https://a.example;https://b.example",
        ] {
            assert!(given.parse::<RelatedOrigins>().is_err(), "{given}");
        }
    }
}
