//! Leaving the page for another address, such as the application that somebody signed in for.

use super::page;

/// Why the page was not left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaveError {
    /// That is no address to go to: a script, another kind of address, or none at all.
    Forbidden,
    /// The browser did not go.
    Refused,
}

/// Opens the address in the place of this page: the back button does not lead here again.
///
/// Where somebody may be sent is for the server to say. This only sees to it that it is a path of this origin, or an
/// address of the web.
pub fn to(address: &str) -> Result<(), LeaveError> {
    if !is_of_the_web(address) {
        return Err(LeaveError::Forbidden);
    }
    let window = page::window().ok_or(LeaveError::Refused)?;
    window
        .location()
        .replace(address)
        .map_err(|_| LeaveError::Refused)
}

/// Loads this page anew. To replace an address by itself would load nothing when there is a `#` in it.
pub fn again() -> Result<(), LeaveError> {
    let window = page::window().ok_or(LeaveError::Refused)?;
    window.location().reload().map_err(|_| LeaveError::Refused)
}

/// Browsers drop tabs and line ends, and read a backslash as a slash (URL Standard §4.4): none of them may be there.
fn is_of_the_web(address: &str) -> bool {
    let is_plain = |it: char| !it.is_control() && !it.is_whitespace() && it != '\\';
    let is_path = address.starts_with('/') && !address.starts_with("//");
    let lower = address.to_ascii_lowercase();
    let has_host = ["https://", "http://"].iter().any(|scheme| {
        let rest = lower.strip_prefix(scheme);
        rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
    });
    (is_path || has_host) && address.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::is_of_the_web;

    #[test]
    fn paths_and_addresses_of_the_web_are_gone_to() {
        for address in [
            "/",
            "/app?x=1#part",
            "https://app.example.org/",
            "HTTP://localhost:3000/start",
        ] {
            assert!(is_of_the_web(address), "{address}");
        }
    }

    #[test]
    fn nothing_else_is() {
        for address in [
            "",
            "app",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "\t/app",
            " https://app.example.org",
            "https:app",
            "https:///app",
            "javascript:alert(1)",
            "JaVaScRiPt://x%0aalert(1)",
            "data:text/html,x",
            "blob:https://x",
            "ftp://x",
        ] {
            assert!(!is_of_the_web(address), "{address}");
        }
    }
}
