//! The cookies: one for a session, one for a pending sign-in, one for a browser that asks for a passkey, one for
//! a browser that signed in (RFC 6265, RFC 6265bis §4.1.3.2).

use crate::{config::cookie_naming::Naming, error::Error, rules::token::Token};
use axum::http::{HeaderMap, HeaderValue, header};

/// Which cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// Of a session.
    Session,
    /// Of a pending sign-in.
    Pending,
    /// Of a browser that asks for a passkey before anybody signed in.
    Ceremony,
    /// Of a browser in which somebody signed in.
    Device,
}

/// A cookie to be given.
#[derive(Clone, Debug)]
pub struct IssuedCookie {
    /// Which cookie it is.
    pub cookie: Cookie,
    /// Its token.
    pub token: Token,
    /// Seconds until the browser drops it. The server does not rely on that.
    pub seconds: i64,
}

/// What a browser sent as one of the cookies.
#[derive(Clone, Debug, Default)]
pub struct PresentedToken {
    /// The token, when it has the form of one. Whether it opens anything is for the database to say.
    pub token: Option<Token>,
}

impl Cookie {
    /// Its name, with the prefix that lets no other host and no plain connection set it where people come by https.
    pub fn name(self, naming: Naming<'_>) -> String {
        let host_prefix = if naming.is_https { "__Host-" } else { "" };
        let prefix = naming.prefix.as_str();
        let which = match self {
            Self::Session => "",
            Self::Pending => "-pending",
            Self::Ceremony => "-ceremony",
            Self::Device => "-device",
        };
        format!("{host_prefix}{prefix}{which}")
    }

    /// Reads it from a request. Other applications on the host may have cookies in any bytes, and even of the same name:
    /// of several, the first that has the form of a token counts.
    pub fn read(self, headers: &HeaderMap, naming: Naming<'_>) -> PresentedToken {
        let name = self.name(naming);
        let mut values = headers
            .get_all(header::COOKIE)
            .iter()
            .flat_map(|header| header.as_bytes().split(|byte| *byte == b';'))
            .filter_map(|pair| value_of(pair.trim_ascii(), name.as_bytes()));
        let token = |value: &[u8]| std::str::from_utf8(value).ok().and_then(Token::parse);
        PresentedToken {
            token: values.find_map(token),
        }
    }

    /// The header that sets it, for as many seconds.
    fn set(self, token: &Token, seconds: i64, naming: Naming<'_>) -> Result<HeaderValue, Error> {
        self.header(token.cookie_text().expose(), seconds, naming)
    }

    /// The header that takes it away.
    pub fn clear(self, naming: Naming<'_>) -> Result<HeaderValue, Error> {
        self.header("", 0, naming)
    }

    /// The session goes along when a link from elsewhere is followed; the others do not.
    fn header(self, value: &str, seconds: i64, naming: Naming<'_>) -> Result<HeaderValue, Error> {
        let name = self.name(naming);
        let same_site = match self {
            Self::Session => "Lax",
            Self::Pending | Self::Ceremony | Self::Device => "Strict",
        };
        let secure = if naming.is_https { "; Secure" } else { "" };
        let text = format!(
            "{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite={same_site}{secure}"
        );
        let mut header = HeaderValue::try_from(text)
            .map_err(|_| Error::Inconsistent("a cookie that is no header"))?;
        header.set_sensitive(true);
        Ok(header)
    }
}

/// The value of this pair, if it has this name.
fn value_of<'a>(pair: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    pair.strip_prefix(name)?.strip_prefix(b"=")
}

impl IssuedCookie {
    /// The header that gives it.
    pub fn header(&self, naming: Naming<'_>) -> Result<HeaderValue, Error> {
        self.cookie.set(&self.token, self.seconds, naming)
    }
}

#[cfg(test)]
mod tests {
    use super::Cookie;
    use crate::config::cookie_naming::Naming;
    use crate::{config::CookiePrefix, rules::token::Token};
    use axum::http::{HeaderMap, HeaderValue, header};

    fn prefix() -> CookiePrefix {
        "latchkey".parse().unwrap()
    }

    fn naming(prefix: &CookiePrefix, is_https: bool) -> Naming<'_> {
        Naming { prefix, is_https }
    }

    fn headers(cookies: &[&str]) -> HeaderMap {
        let value = |text: &&str| HeaderValue::from_str(text).unwrap();
        cookies
            .iter()
            .map(|text| (header::COOKIE, value(text)))
            .collect()
    }

    #[test]
    fn a_cookie_that_was_set_is_read_again() {
        let token = Token::new().unwrap();
        let prefix = prefix();
        for is_https in [false, true] {
            let naming = naming(&prefix, is_https);
            let set = Cookie::Session.set(&token, 60, naming).unwrap();
            let pair = set.to_str().unwrap().split(';').next().unwrap().to_owned();
            let read = Cookie::Session.read(&headers(&["a=b; c", &pair]), naming);
            assert_eq!(read.token, Some(token.clone()));
            assert!(
                Cookie::Pending
                    .read(&headers(&[&pair]), naming)
                    .token
                    .is_none()
            );
        }
    }

    #[test]
    fn a_cookie_is_out_of_reach_of_scripts_and_other_hosts() {
        let token = Token::new().unwrap();
        let text = token.cookie_text();
        let prefix = prefix();
        let set = Cookie::Session
            .set(&token, 60, naming(&prefix, true))
            .unwrap();
        let wanted = format!(
            "__Host-latchkey={}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure",
            text.expose()
        );
        assert_eq!(set.to_str().unwrap(), wanted);
        assert_eq!(
            Cookie::Pending
                .clear(naming(&prefix, false))
                .unwrap()
                .to_str()
                .unwrap(),
            "latchkey-pending=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"
        );
    }

    #[test]
    fn a_cookie_that_is_no_token_opens_nothing() {
        let prefix = prefix();
        let read = Cookie::Session.read(&headers(&["latchkey=1"]), naming(&prefix, false));
        assert!(read.token.is_none());
    }
}
