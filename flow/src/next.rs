//! Where the page may send somebody by itself: a path of its own origin. What a link asks for (`?next=`) is asked of the
//! server, which knows more origins; see [`crate::sign_in::Effect::FindNext`].

use contract::limits::NEXT_MAX_BYTES;

/// Whether this is an absolute path of the page's own origin, and no browser can read it as anything else.
///
/// Browsers take `\` for `/` and drop tabs and line breaks (WHATWG URL §4.4), so that `/\evil` and `/<tab>/evil` lead to
/// another host; servers in between may decode `%2f` and `%5c`.
#[must_use]
pub fn is_safe_path(path: &str) -> bool {
    let is_short = u32::try_from(path.len()).is_ok_and(|length| length <= NEXT_MAX_BYTES);
    let is_plain = !path
        .chars()
        .any(|character| character == '\\' || character.is_control() || character.is_whitespace());
    let Some(rest) = path.strip_prefix('/') else {
        return false;
    };
    let lower = rest.to_ascii_lowercase();
    let is_host = ["/", "%2f", "%5c"]
        .iter()
        .any(|slash| lower.starts_with(slash));
    is_short && is_plain && !is_host
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn paths_of_this_origin_are_safe() {
        for path in [
            "/",
            "/security",
            "/security?tab=1#password",
            "/a//b",
            "/a%2Fb",
            "/ä",
            "/a:b@c",
            "/?next=https://example.org",
        ] {
            assert!(is_safe_path(path), "{path:?}");
        }
    }

    #[test]
    fn whatever_may_lead_elsewhere_is_not() {
        for path in [
            "",
            "security",
            "//example.org",
            "///example.org",
            "/\\example.org",
            "\\\\example.org",
            "/a\\b",
            "/\t/example.org",
            "/\n/example.org",
            "/\u{a0}/example.org",
            " /security",
            "/%2fexample.org",
            "/%2Fexample.org",
            "/%5cexample.org",
            "/%5Cexample.org",
            "https://example.org",
            "https:example.org",
            "javascript:alert(1)",
            "data:text/html,x",
            "/\0",
            "/\u{7f}",
        ] {
            assert!(!is_safe_path(path), "{path:?}");
        }
        let long = format!("/{}", "a".repeat(2_047));
        assert!(is_safe_path(&long));
        assert!(!is_safe_path(&format!("{long}a")));
    }

    proptest! {
        #[test]
        fn a_safe_path_begins_with_exactly_one_slash(path in "[/\\\\%25fFcC\t a:@.]{0,12}") {
            if is_safe_path(&path) {
                prop_assert!(path.starts_with('/'));
                prop_assert!(!path.starts_with("//"));
                prop_assert!(!path.contains(['\\', '\t', ' ']));
            }
        }
    }
}
