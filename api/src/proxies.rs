//! Who a request comes from when it comes through a proxy.
//!
//! `X-Forwarded-For` is believed only as far as proxies that the configuration names have written it: each appends the
//! address that it was called from, so what stands left of the first stranger's address is the stranger's own words.

use crate::app::App;
use axum::{
    extract::{ConnectInfo, Request, State},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};
use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The proxies that stand in front of the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Range>);

/// Addresses with the same first bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Range {
    address: IpAddr,
    prefix: u8,
}

/// Puts the address of the client in the place of that of the proxy, before anybody looks at it.
pub async fn see_through(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    if let Some(ConnectInfo(peer)) = peer.copied() {
        let client = app
            .config
            .trusted_proxies()
            .client(peer.ip(), request.headers());
        let client = SocketAddr::new(client, peer.port());
        request.extensions_mut().insert(ConnectInfo(client));
    }
    next.run(request).await
}

impl TrustedProxies {
    /// The nearest address that is no trusted proxy's. What cannot be read as an address ends the search: the request is
    /// then taken to come from the proxy that passed it on, never from nobody.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut nearest = peer.to_canonical();
        let hops = headers.get_all(FORWARDED_FOR).iter().rev();
        let hops = hops.flat_map(|value| value.to_str().unwrap_or_default().rsplit(','));
        for hop in hops {
            if !self.holds(nearest) {
                break;
            }
            let Ok(hop) = hop.trim().parse::<IpAddr>() else {
                break;
            };
            nearest = hop.to_canonical();
        }
        nearest
    }

    fn holds(&self, address: IpAddr) -> bool {
        self.0.iter().any(|range| range.holds(address))
    }
}

impl Range {
    fn holds(self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => {
                let differing = ours.to_bits() ^ theirs.to_bits();
                differing.leading_zeros() >= u32::from(self.prefix)
            }
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => {
                let differing = ours.to_bits() ^ theirs.to_bits();
                differing.leading_zeros() >= u32::from(self.prefix)
            }
            _ => false,
        }
    }
}

impl FromStr for TrustedProxies {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let ranges = text
            .split(',')
            .map(str::trim)
            .filter(|range| !range.is_empty())
            .map(str::parse);
        ranges.collect::<Result<_, _>>().map(Self)
    }
}

impl FromStr for Range {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WANTED: &str =
            "must be IP addresses or ranges such as 10.0.0.0/8, with commas between them";
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| WANTED)?;
        let address = address.to_canonical();
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map(str::parse).transpose().map_err(|_| WANTED)?;
        let prefix = prefix.unwrap_or(longest);
        if prefix > longest {
            return Err(WANTED);
        }
        Ok(Self { address, prefix })
    }
}

#[cfg(test)]
mod tests {
    use super::TrustedProxies;
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    fn client(trusted: &str, peer: &str, forwarded: &[&str]) -> String {
        let name = || HeaderName::from_static("x-forwarded-for");
        let headers: HeaderMap = forwarded
            .iter()
            .map(|value| (name(), HeaderValue::from_str(value).unwrap()))
            .collect();
        let trusted: TrustedProxies = trusted.parse().unwrap();
        trusted.client(peer.parse().unwrap(), &headers).to_string()
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
            "198.51.100.7:80",
            "[2001:db8::1]",
            "1.2.3",
            ", ,",
        ] {
            assert_eq!(client("10.0.0.0/8", "10.0.0.1", &[forwarded]), "10.0.0.1");
            let behind = format!("{forwarded}, 10.0.0.2");
            assert_eq!(client("10.0.0.0/8", "10.0.0.1", &[&behind]), "10.0.0.2");
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
