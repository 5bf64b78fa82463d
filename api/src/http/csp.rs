//! The page's content security policy: what it may load and run, and nothing else (CSP level 3).

use crate::http::html::{Kind, Part, Raw, parts};
use data_encoding::BASE64;
use sha2::{Digest as _, Sha256};

/// The policy of a page; what it does not name, such as fonts and objects, is not loaded. The scripts and styles that stand in the page itself hold as they are written here: a changed or
/// injected one has another hash.
pub fn of_page(html: &str) -> String {
    let (scripts, styles) = (hashes(html, Kind::Script), hashes(html, Kind::Style));
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'{styles}; \
         img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

fn hashes(html: &str, kind: Kind) -> String {
    let raws = parts(html).into_iter().filter_map(|part| match part {
        Part::Raw(raw) if raw.kind == kind && needs_hash(raw) => Some(hash(raw.text)),
        Part::Raw(_) | Part::Markup(_) => None,
    });
    raws.collect()
}

/// Files are allowed by where they come from, and data is not run.
fn needs_hash(raw: Raw<'_>) -> bool {
    let mut words = raw.tag.split_ascii_whitespace();
    !words.any(|word| word.starts_with("src=") || word.contains("application/json"))
}

/// Browsers hash what they parsed, in which a line ends with a line feed whatever the file has.
fn hash(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    format!(" 'sha256-{}'", BASE64.encode(&Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    use super::of_page;

    // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
    const ALERT: &str = "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='";

    #[test]
    fn a_script_in_the_page_is_allowed_by_its_hash() {
        let policy = of_page("<head><script type=\"module\">alert(1)</script></head>");
        assert!(
            policy.contains(&format!("'wasm-unsafe-eval' {ALERT};")),
            "{policy}"
        );
    }

    #[test]
    fn a_style_in_the_page_is_allowed_by_its_hash() {
        let policy = of_page("<style>alert(1)</style>");
        assert!(
            policy.contains(&format!("style-src 'self' {ALERT};")),
            "{policy}"
        );
        assert!(policy.contains("'wasm-unsafe-eval';"), "{policy}");
    }

    #[test]
    fn what_is_a_file_or_data_needs_no_hash() {
        for html in [
            "<script type=\"module\" src=\"/app.js\"></script><p>no script",
            "<script type=\"application/json\" id=\"site\">{}</script>",
        ] {
            let policy = of_page(html);
            assert!(!policy.contains("sha256-"), "{policy}");
        }
    }

    #[test]
    fn line_ends_do_not_change_a_hash() {
        let unix = of_page("<script>\na();\n</script>");
        assert_eq!(of_page("<script>\r\na();\r\n</script>"), unix);
    }

    #[test]
    fn nothing_unsafe_is_allowed() {
        let policy = of_page("<script>a()</script><style>p{}</style>");
        assert!(!policy.contains("unsafe-inline"));
        assert!(!policy.contains("'unsafe-eval'"));
    }
}
