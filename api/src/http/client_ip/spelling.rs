//! How proxies spell an address: bare, with the port it came from, in brackets, with a zone, or as RFC 7239 §6 has it.

use std::net::IpAddr;

/// The address in one element of a list, if there is one.
pub fn address(element: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(element).ok()?.trim();
    let node = if text.contains('=') {
        node_of(text)?
    } else {
        text
    };
    let node = node.trim_matches('"');
    let (address, port) = match node.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?,
        // An IPv6 address without brackets has more than one colon, and no port that could be told from it.
        None if node.matches(':').count() == 1 => {
            node.split_at(node.find(':').unwrap_or(node.len()))
        }
        None => (node, ""),
    };
    let without_zone = address.split('%').next()?;
    is_port_or_nothing(port)
        .then(|| without_zone.parse().ok())
        .flatten()
}

/// `for=192.0.2.1;proto=https`: what stands behind `for`, in upper or lower case (RFC 7239 §4).
fn node_of(text: &str) -> Option<&str> {
    text.split(';')
        .filter_map(|pair| pair.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))
        .map(|(_, node)| node.trim())
}

fn is_port_or_nothing(text: &str) -> bool {
    text.is_empty()
        || text
            .strip_prefix(':')
            .is_some_and(|port| !port.is_empty() && port.bytes().all(|it| it.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_is_found_however_a_proxy_spells_it() {
        for (element, wanted) in [
            ("192.0.2.1", "192.0.2.1"),
            (" 192.0.2.1:4711 ", "192.0.2.1"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("\"[2001:db8::1]:4711\"", "2001:db8::1"),
            ("\"192.0.2.1:4711\"", "192.0.2.1"),
            ("fe80::1%eth0", "fe80::1"),
            ("[fe80::1%2]:80", "fe80::1"),
            ("for=192.0.2.1", "192.0.2.1"),
            (
                "For=\"[2001:db8::1]:4711\";proto=https;by=10.0.0.1",
                "2001:db8::1",
            ),
            ("proto=http; for=192.0.2.1:80", "192.0.2.1"),
        ] {
            let found = address(element.as_bytes());
            assert_eq!(found, wanted.parse().ok(), "{element}");
        }
    }

    #[test]
    fn what_is_none_is_none() {
        for element in [
            "",
            "unknown",
            "_hidden",
            "for=unknown",
            "by=192.0.2.1",
            "1.2.3",
            "192.0.2.1:",
            "192.0.2.1:x",
            "[2001:db8::1",
            "[2001:db8::1]x",
            "example.org",
            "192.0.2.1 192.0.2.2",
            "\u{fc}",
        ] {
            assert_eq!(address(element.as_bytes()), None, "{element}");
        }
        assert_eq!(address(b"\xfc"), None);
    }
}
