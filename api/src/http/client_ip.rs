//! Who a request comes from when it comes through a proxy.
//!
//! `X-Forwarded-For` is believed only as far as proxies that the configuration names have written it: each appends the
//! address that it was called from, so what stands left of the first stranger's address is the stranger's own words.

mod spelling;

use crate::{app::App, config::trusted_proxies::TrustedProxies};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};
use contract::endpoint::{BASE, Endpoint as _, ReadHealth};
use spelling::address;
use std::{
    net::{IpAddr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

const FORWARDED_FOR: &str = "x-forwarded-for";
/// Headers that proxies write, and browsers do not.
const OF_PROXIES: [&str; 3] = [FORWARDED_FOR, "forwarded", "x-real-ip"];

/// Why everybody behind a proxy shares the limits of one network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HiddenClient {
    /// The proxy is trusted and says nothing.
    Silent,
    /// The proxy is trusted, and what it says is no address.
    Unreadable,
    /// The proxy is none of those that are trusted.
    Unnamed,
}

/// Finds clients behind proxies, and tells the operator once of each reason why it cannot.
#[derive(Clone)]
pub struct ClientFinder {
    app: App,
    told: Arc<[AtomicBool; 3]>,
}

/// Puts the address of the client in the place of that of the proxy, before anybody looks at it.
pub async fn find_client(
    State(finder): State<ClientFinder>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    if let Some(ConnectInfo(peer)) = peer.copied() {
        let proxies = finder.app.config.trusted_proxies();
        let (client, hidden) = client(proxies, peer.ip(), request.headers());
        if let Some(hidden) = hidden {
            finder.tell(hidden, peer.ip(), request.uri().path());
        }
        let client = SocketAddr::new(client, peer.port());
        request.extensions_mut().insert(ConnectInfo(client));
    }
    next.run(request).await
}

impl ClientFinder {
    /// One that has told nothing yet.
    pub fn new(app: App) -> Self {
        Self {
            app,
            told: Arc::default(),
        }
    }

    /// A proxy that looks whether the server is well speaks for itself, and need not say for whom.
    fn tell(&self, hidden: HiddenClient, proxy: IpAddr, path: &str) {
        let is_health = path.strip_prefix(BASE) == Some(ReadHealth::PATH);
        if is_health || self.told[hidden as usize].swap(true, Ordering::Relaxed) {
            return;
        }
        match hidden {
            HiddenClient::Silent => tracing::warn!(
                %proxy,
                "a trusted proxy does not say in X-Forwarded-For who called it: everybody behind it shares one limit"
            ),
            HiddenClient::Unreadable => tracing::warn!(
                %proxy,
                "what a trusted proxy writes in X-Forwarded-For cannot be read as an address: everybody behind it \
                 shares one limit"
            ),
            HiddenClient::Unnamed => tracing::warn!(
                %proxy,
                "requests come through a proxy that LATCHKEY_TRUSTED_PROXIES does not name: everybody behind it \
                 shares one limit"
            ),
        }
    }
}

/// The nearest address that is no trusted proxy's. What cannot be read as an address ends the search: the request is
/// then taken to come from the proxy that passed it on, never from nobody. Empty elements are none (RFC 9110 §5.6.1).
fn client(
    proxies: &TrustedProxies,
    peer: IpAddr,
    headers: &HeaderMap,
) -> (IpAddr, Option<HiddenClient>) {
    let mut nearest = peer.to_canonical();
    if !proxies.holds(nearest) {
        let is_unnamed =
            is_inside(nearest) && OF_PROXIES.iter().any(|it| headers.contains_key(*it));
        return (nearest, is_unnamed.then_some(HiddenClient::Unnamed));
    }
    let hops = headers.get_all(FORWARDED_FOR).iter().rev();
    let hops = hops.flat_map(|value| value.as_bytes().rsplit(|byte| *byte == b','));
    let mut hops = hops.filter(|hop| !hop.trim_ascii().is_empty()).peekable();
    if hops.peek().is_none() {
        return (nearest, Some(HiddenClient::Silent));
    }
    for hop in hops {
        let Some(hop) = address(hop) else {
            return (nearest, Some(HiddenClient::Unreadable));
        };
        nearest = hop.to_canonical();
        if !proxies.holds(nearest) {
            break;
        }
    }
    (nearest, None)
}

/// Whether it is an address that only computers nearby have: there a proxy's headers come from a proxy.
fn is_inside(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(it) => it.is_loopback() || it.is_private() || it.is_link_local(),
        IpAddr::V6(it) => it.is_loopback() || it.is_unique_local() || it.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::HiddenClient;
    use crate::config::trusted_proxies::TrustedProxies;
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    fn client(trusted: &str, peer: &str, forwarded: &[&str]) -> String {
        let name = || HeaderName::from_static("x-forwarded-for");
        let headers: HeaderMap = forwarded
            .iter()
            .map(|value| (name(), HeaderValue::from_str(value).unwrap()))
            .collect();
        let trusted: TrustedProxies = trusted.parse().unwrap();
        let (client, _) = super::client(&trusted, peer.parse().unwrap(), &headers);
        client.to_string()
    }

    #[test]
    fn without_trusted_proxies_the_header_says_nothing() {
        assert_eq!(client("", "192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(
            client("10.0.0.1", "192.0.2.1", &["198.51.100.7"]),
            "192.0.2.1"
        );
    }

    #[test]
    fn the_nearest_stranger_counts_and_not_what_the_stranger_wrote() {
        let trusted = "10.0.0.0/8, 2001:db8::/32";
        for (peer, forwarded, wanted) in [
            ("10.0.0.1", &["198.51.100.7"][..], "198.51.100.7"),
            ("10.0.0.1", &["127.0.0.1, 198.51.100.7"], "198.51.100.7"),
            (
                "10.0.0.1",
                &["1.1.1.1, 198.51.100.7, 10.2.3.4"],
                "198.51.100.7",
            ),
            ("10.0.0.1", &["1.1.1.1", "198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", &["198.51.100.7", "10.9.9.9"], "198.51.100.7"),
            ("::ffff:10.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            ("2001:db8::1", &["2001:db9::5"], "2001:db9::5"),
            ("10.0.0.1", &["::ffff:198.51.100.7"], "198.51.100.7"),
        ] {
            assert_eq!(client(trusted, peer, forwarded), wanted, "{forwarded:?}");
        }
    }

    #[test]
    fn what_is_no_address_leaves_the_proxy_that_passed_it_on() {
        for forwarded in [
            "",
            "a",
            "unknown",
            "_hidden",
            "for=unknown",
            "unix:",
            "198.51.100.7:port",
            "[2001:db8::1",
            "1.2.3",
            ", ,",
        ] {
            assert_eq!(client("10.0.0.0/8", "10.0.0.1", &[forwarded]), "10.0.0.1");
            let behind = format!("{forwarded}, 10.0.0.2");
            assert_eq!(client("10.0.0.0/8", "10.0.0.1", &[&behind]), "10.0.0.2");
        }
    }

    #[test]
    fn what_hides_clients_is_named() {
        let trusted: TrustedProxies = "10.0.0.0/8".parse().unwrap();
        let seen = |peer: &str, said: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            if let Some(said) = said {
                headers.insert("x-forwarded-for", HeaderValue::from_static(said));
            }
            super::client(&trusted, peer.parse().unwrap(), &headers).1
        };
        for (peer, said, wanted) in [
            ("10.0.0.1", None, Some(HiddenClient::Silent)),
            ("10.0.0.1", Some(" ,"), Some(HiddenClient::Silent)),
            ("10.0.0.1", Some("unknown"), Some(HiddenClient::Unreadable)),
            ("10.0.0.1", Some("unknown, 198.51.100.7"), None),
            ("10.0.0.1", Some("10.0.0.2"), None),
            (
                "127.0.0.1",
                Some("198.51.100.7"),
                Some(HiddenClient::Unnamed),
            ),
            ("::1", Some("x"), Some(HiddenClient::Unnamed)),
            ("172.17.0.1", Some("x"), Some(HiddenClient::Unnamed)),
            ("127.0.0.1", None, None),
            ("192.0.2.1", Some("198.51.100.7"), None),
        ] {
            assert_eq!(seen(peer, said), wanted, "{peer} {said:?}");
        }
    }

    #[test]
    fn a_request_that_only_proxies_have_touched_is_the_farthest_ones() {
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(
            client("10.0.0.0/8", "10.0.0.1", &["10.0.0.3, 10.0.0.2"]),
            "10.0.0.3"
        );
    }

    #[test]
    fn ranges_end_where_their_prefix_says() {
        for (range, address, is_inside) in [
            ("192.0.2.0/24", "192.0.2.255", true),
            ("192.0.2.0/24", "192.0.3.0", false),
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.6", false),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("::1", "::1", true),
        ] {
            let trusted: TrustedProxies = range.parse().unwrap();
            assert_eq!(
                trusted.holds(address.parse().unwrap()),
                is_inside,
                "{range} {address}"
            );
        }
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in [
            "proxy",
            "10.0.0.0/33",
            "::/129",
            "10.0.0.0/",
            "10.0.0.0/-1",
            "10.0.0/8",
            "*",
        ] {
            assert!(text.parse::<TrustedProxies>().is_err(), "{text}");
        }
        assert!("".parse::<TrustedProxies>().is_ok());
    }
}
