//! The page's content security policy: what it may load and run, and nothing else (CSP level 3).

use data_encoding::BASE64;
use sha2::{Digest as _, Sha256};

/// The policy of a page. Scripts that stand in the page itself, such as Trunk's loader, may run as they are
/// written here: a changed or injected one has another hash.
pub fn of_page(html: &str) -> String {
    let hashes: String = inline_scripts(html).map(hash).collect();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self'; \
         img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
    )
}

/// What stands between the tags of each script that names no file.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (script, _) = rest.split_once("</script")?;
        let names_file = attributes
            .split_ascii_whitespace()
            .any(|word| word.starts_with("src="));
        (!names_file).then_some(script)
    })
}

/// Browsers hash what they parsed, in which a line ends with a line feed whatever the file has.
fn hash(script: &str) -> String {
    let script = script.replace("\r\n", "\n");
    format!(" 'sha256-{}'", BASE64.encode(&Sha256::digest(script)))
}

#[cfg(test)]
mod tests {
    use super::of_page;

    #[test]
    fn a_script_in_the_page_is_allowed_by_its_hash() {
        // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
        let hash = "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='";
        let policy = of_page("<head><script type=\"module\">alert(1)</script></head>");
        assert!(
            policy.contains(&format!("'wasm-unsafe-eval' {hash};")),
            "{policy}"
        );
    }

    #[test]
    fn a_script_in_a_file_needs_no_hash() {
        let policy = of_page("<script type=\"module\" src=\"/app.js\"></script><p>no script");
        assert!(!policy.contains("sha256-"), "{policy}");
    }

    #[test]
    fn line_ends_do_not_change_a_hash() {
        let unix = of_page("<script>\na();\n</script>");
        assert_eq!(of_page("<script>\r\na();\r\n</script>"), unix);
    }

    #[test]
    fn nothing_unsafe_is_allowed() {
        let policy = of_page("<script>a()</script>");
        assert!(!policy.contains("unsafe-inline"));
        assert!(!policy.contains("'unsafe-eval'"));
    }
}
