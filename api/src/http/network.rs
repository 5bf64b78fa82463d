//! Where a request comes from, as coarse as attempts are counted by.

use axum::{extract::ConnectInfo, http::Extensions};
use std::{
    fmt,
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

/// An IPv4 address, or the first 64 bits of an IPv6 address: a single household has all the rest.
/// Of a request that came through a trusted proxy it is the client's ([`crate::http::client_ip`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network(Option<IpAddr>);

impl Network {
    /// The network of the peer that sent the request. Requests without a peer, made within this process, are one network.
    pub fn of_request(extensions: &Extensions) -> Self {
        let peer = extensions.get::<ConnectInfo<SocketAddr>>();
        Self(peer.map(|ConnectInfo(peer)| coarse(peer.ip())))
    }

    /// The network of this address.
    pub fn of_address(address: IpAddr) -> Self {
        Self(Some(coarse(address)))
    }
}

impl fmt::Display for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(IpAddr::V4(address)) => address.fmt(formatter),
            Some(IpAddr::V6(address)) => write!(formatter, "{address}/64"),
            None => formatter.write_str("in-process"),
        }
    }
}

fn coarse(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let first_64_bits = address.to_bits() & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from_bits(first_64_bits))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::{Network, coarse};

    fn shown(address: &str) -> String {
        Network(Some(coarse(address.parse().unwrap()))).to_string()
    }

    #[test]
    fn ipv6_addresses_of_one_household_are_one_network() {
        assert_eq!(shown("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(shown("2001:db8:1:2:ffff::1"), "2001:db8:1:2::/64");
        assert_ne!(shown("2001:db8:1:3::1"), "2001:db8:1:2::/64");
    }

    #[test]
    fn an_ipv4_address_written_as_ipv6_is_the_same_network() {
        assert_eq!(shown("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(shown("192.0.2.7"), "192.0.2.7");
    }
}
