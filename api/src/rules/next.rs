//! Where somebody may be sent: a path of this origin, or an address at an origin that the server is set up with. Anything
//! that one reader could take for something else is refused, not repaired.

use contract::limits::NEXT_MAX_BYTES;
use url::{Position, Url};

/// Where to go, when it is allowed: as a browser would write it, a path when it is of the server's own origin.
#[must_use]
pub fn allowed(next: &str, own: &str, others: &[&str]) -> Option<String> {
    let is_plain = !next.contains(|it: char| it.is_control() || it.is_whitespace() || it == '\\');
    if !is_plain || next.len() > NEXT_MAX_BYTES as usize {
        return None;
    }
    if next.starts_with('/') {
        path(&join(own, next)?, own)
    } else {
        address(next, own, others)
    }
}

/// The path is put behind the origin as text: nothing in it can then be read as a host.
fn join(own: &str, path: &str) -> Option<Url> {
    let second = path.chars().nth(1);
    if second == Some('/') {
        return None;
    }
    Url::parse(&format!("{own}{path}")).ok()
}

fn address(next: &str, own: &str, others: &[&str]) -> Option<String> {
    let (scheme, rest) = next.split_once("://")?;
    let is_web = ["http", "https"]
        .iter()
        .any(|web| scheme.eq_ignore_ascii_case(web));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if !is_web || authority.is_empty() || authority.contains('@') {
        return None;
    }
    let url = Url::parse(next).ok()?;
    let origin = url.origin().ascii_serialization();
    if origin == own {
        return path(&url, own);
    }
    let is_ours = others.contains(&origin.as_str());
    is_ours.then(|| url.into())
}

/// What stands behind the origin. A second slash at its beginning, plain or encoded, would make a host of what follows, for a
/// reader that decodes first or leaves out the dots; so would one behind encoded control characters, which are left out too.
fn path(url: &Url, own: &str) -> Option<String> {
    let path = &url[Position::BeforePath..];
    let second = path.get(1..).unwrap_or_default();
    let is_slash = |text: &str| {
        let start = text.get(..3).unwrap_or_default();
        text.starts_with(['/', '\\'])
            || text.starts_with("%0")
            || text.starts_with("%1")
            || start.eq_ignore_ascii_case("%2f")
            || start.eq_ignore_ascii_case("%5c")
    };
    let is_own = url.origin().ascii_serialization() == own;
    (is_own && path.starts_with('/') && !is_slash(second)).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::allowed;
    use proptest::prelude::*;

    fn asked(next: &str) -> Option<String> {
        let others = ["https://app.example", "http://localhost:3000"];
        allowed(next, "https://login.example", &others)
    }

    #[test]
    fn paths_of_the_own_origin_are_allowed() {
        for (next, href) in [
            ("/", "/"),
            ("/security", "/security"),
            ("/a/b?c=d&e=//f#g", "/a/b?c=d&e=//f#g"),
            ("/a//b", "/a//b"),
            ("/a/%2f%2fb", "/a/%2f%2fb"),
            ("/a/../b", "/b"),
            ("/straße", "/stra%C3%9Fe"),
            ("/@evil.example", "/@evil.example"),
            ("/https://evil.example", "/https://evil.example"),
            ("https://login.example/security?x", "/security?x"),
            ("https://login.example", "/"),
            ("https://login.example:443/a", "/a"),
        ] {
            assert_eq!(asked(next).as_deref(), Some(href), "{next}");
        }
    }

    #[test]
    fn addresses_at_the_origins_of_the_settings_are_allowed() {
        for (next, href) in [
            (
                "https://app.example/page?x=1",
                "https://app.example/page?x=1",
            ),
            ("HTTPS://App.Example", "https://app.example/"),
            ("http://localhost:3000/", "http://localhost:3000/"),
        ] {
            assert_eq!(asked(next).as_deref(), Some(href), "{next}");
        }
    }

    #[test]
    fn what_only_looks_like_a_path_is_refused() {
        for next in [
            "",
            "security",
            "//evil.example",
            "///evil.example",
            "////evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "\\/evil.example",
            "/\t/evil.example",
            "\t//evil.example",
            "/\n/evil.example",
            " /security",
            "/security ",
            " //evil.example",
            "/%2fevil.example",
            "/%2F%2Fevil.example",
            "%2f%2fevil.example",
            "/%5cevil.example",
            "/%5C/evil.example",
            "/%09/evil.example",
            "/%0a/evil.example",
            "/%1f/evil.example",
            "/.//evil.example",
            "/./%2fevil.example",
            "/a/..//evil.example",
            "/a/%2e%2e//evil.example",
            "/%2e//evil.example",
            "?x",
            "#x",
            "\u{0}/security",
            "/\u{7f}",
            "/\u{a0}",
            "/\u{2028}",
        ] {
            assert_eq!(asked(next), None, "{next:?}");
        }
        assert!(asked(&format!("/{}", "a".repeat(2_047))).is_some());
        assert_eq!(asked(&format!("/{}", "a".repeat(2_048))), None);
    }

    #[test]
    fn addresses_elsewhere_are_refused() {
        for next in [
            "https:evil.example",
            "https:/evil.example",
            "https:///evil.example",
            "https:login.example",
            "https://evil.example",
            "https://login.example.evil.example",
            "https://login.example@evil.example",
            "https://evil.example@login.example",
            "https://user:word@app.example/",
            "https://@app.example/",
            "https://app.example:8443/",
            "http://app.example/",
            "https://sub.app.example/",
            "https://app.example./",
            "https://app.example\\@evil.example",
            "http://localhost:3001/",
            "https://login.example//evil.example",
            "javascript:alert(1)",
            "JavaScript://app.example/%0aalert(1)",
            "data:text/html,x",
            "ftp://app.example/",
            "blob:https://app.example/x",
            "null",
        ] {
            assert_eq!(asked(next), None, "{next:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_allowed_stays_at_an_allowed_origin(next in "[/\\\\%2fFcC5eE.:@?#a-z\\t ]{0,24}") {
            if let Some(href) = asked(&next) {
                let base = url::Url::parse("https://login.example/sign-in").unwrap();
                let origin = base.join(&href).unwrap().origin().ascii_serialization();
                prop_assert!(
                    ["https://login.example", "https://app.example", "http://localhost:3000"].contains(&origin.as_str()),
                    "{href}"
                );
                prop_assert_eq!(asked(&href), Some(href.clone()));
            }
        }
    }
}
