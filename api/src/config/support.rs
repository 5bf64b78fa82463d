//! Whom people can ask for help: the setting, and what it says of the service.

use crate::rules::email::Email;
use contract::site::Support;
use url::Url;

/// Reads an email address, or an https address without a user and a password in it.
pub fn support(text: &str) -> Result<Support, &'static str> {
    const WANTED: &str = "must be an email address, or an address that begins with https://";
    let text = text.trim();
    // What is no address stands in a link of the page: nothing in it may end that link, or begin another.
    if text.chars().any(|it| it.is_control() || it.is_whitespace()) {
        return Err(WANTED);
    }
    if text.contains("://") {
        let url = Url::parse(text).map_err(|_| WANTED)?;
        let is_anonymous = url.username().is_empty() && url.password().is_none();
        let is_fit = url.scheme() == "https" && url.has_host() && is_anonymous;
        return is_fit.then(|| Support::Page(url.into())).ok_or(WANTED);
    }
    let email = Email::parse(text).map_err(|_| WANTED)?;
    let is_plain = |it: char| !matches!(it, '?' | '&' | '%' | '#' | '"' | '<' | '>' | ',' | ';');
    let is_fit = email.as_str().chars().all(is_plain);
    is_fit
        .then(|| Support::Email(email.as_str().to_owned()))
        .ok_or(WANTED)
}

#[cfg(test)]
mod tests {
    use super::support;
    use contract::site::Support;

    #[test]
    fn people_are_sent_to_an_email_address_or_an_https_address() {
        let email = Support::Email("help@example.org".to_owned());
        assert_eq!(support(" Help@example.org "), Ok(email));
        let page = Support::Page("https://example.org/help?topic=sign-in".to_owned());
        assert_eq!(support("https://example.org/help?topic=sign-in"), Ok(page));
    }

    #[test]
    fn people_are_sent_nowhere_else() {
        for text in [
            "",
            "help",
            "http://example.org/help",
            "javascript:alert(1)",
            "javascript://example.org/%0aalert(1)",
            "https://",
            "https://user:password@example.org",
            "https://example.org/a b",
            "help@example.org?subject=x",
            "help@example.org,other@example.org",
            "mailto:help@example.org\n",
        ] {
            assert!(support(text).is_err(), "{text:?}");
        }
    }
}
