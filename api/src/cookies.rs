//! The cookies: one for a session, one for a sign-in between its steps, one for a browser that asks for a passkey, one for
//! a browser that signed in (RFC 6265, RFC 6265bis §4.1.3.2).

use crate::{error::Error, rules::token::Token};
use axum::http::{HeaderMap, HeaderValue, header};

/// Which cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// Of a session.
    Session,
    /// Of a sign-in between its steps.
    Pending,
    /// Of a browser that asks for a passkey before anybody signed in.
    Ceremony,
    /// Of a browser in which somebody signed in.
    Device,
}

/// A cookie to be given.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Which.
    pub cookie: Cookie,
    /// Its token.
    pub token: Token,
    /// Seconds until the browser drops it. The server does not rely on that.
    pub seconds: i64,
}

/// What a browser sent as one of the cookies.
#[derive(Clone, Debug, Default)]
pub struct Presented {
    /// The token, when it has the form of one. Whether it opens anything is for the database to say.
    pub token: Option<Token>,
    /// Whether there was a cookie at all.
    pub is_there: bool,
}

impl Cookie {
    /// Its name. By https it has the prefix that lets no other host and no plain connection set it.
    pub const fn name(self, is_https: bool) -> &'static str {
        match (self, is_https) {
            (Self::Session, true) => "__Host-latchkey",
            (Self::Session, false) => "latchkey",
            (Self::Pending, true) => "__Host-latchkey-pending",
            (Self::Pending, false) => "latchkey-pending",
            (Self::Ceremony, true) => "__Host-latchkey-ceremony",
            (Self::Ceremony, false) => "latchkey-ceremony",
            (Self::Device, true) => "__Host-latchkey-device",
            (Self::Device, false) => "latchkey-device",
        }
    }

    /// Reads it from a request. Of several of the same name the first counts.
    pub fn read(self, headers: &HeaderMap, is_https: bool) -> Presented {
        let value = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|header| header.to_str().ok())
            .flat_map(|header| header.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == self.name(is_https));
        Presented {
            token: value.and_then(|(_, text)| Token::parse(text)),
            is_there: value.is_some(),
        }
    }

    /// The header that sets it, for as many seconds.
    fn set(self, token: &Token, seconds: i64, is_https: bool) -> Result<HeaderValue, Error> {
        self.header(token.cookie_text().expose(), seconds, is_https)
    }

    /// The header that takes it away.
    pub fn clear(self, is_https: bool) -> Result<HeaderValue, Error> {
        self.header("", 0, is_https)
    }

    /// The session goes along when a link from elsewhere is followed; the others do not.
    fn header(self, value: &str, seconds: i64, is_https: bool) -> Result<HeaderValue, Error> {
        let name = self.name(is_https);
        let same_site = match self {
            Self::Session => "Lax",
            Self::Pending | Self::Ceremony | Self::Device => "Strict",
        };
        let secure = if is_https { "; Secure" } else { "" };
        let text = format!(
            "{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite={same_site}{secure}"
        );
        let mut header = HeaderValue::try_from(text)
            .map_err(|_| Error::Inconsistent("a cookie that is no header"))?;
        header.set_sensitive(true);
        Ok(header)
    }
}

impl Grant {
    /// The header that gives it.
    pub fn header(&self, is_https: bool) -> Result<HeaderValue, Error> {
        self.cookie.set(&self.token, self.seconds, is_https)
    }
}

#[cfg(test)]
mod tests {
    use super::Cookie;
    use crate::rules::token::Token;
    use axum::http::{HeaderMap, HeaderValue, header};

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
        for is_https in [false, true] {
            let set = Cookie::Session.set(&token, 60, is_https).unwrap();
            let pair = set.to_str().unwrap().split(';').next().unwrap().to_owned();
            let read = Cookie::Session.read(&headers(&["a=b; c", &pair]), is_https);
            assert_eq!(read.token, Some(token.clone()));
            assert!(!Cookie::Pending.read(&headers(&[&pair]), is_https).is_there);
        }
    }

    #[test]
    fn a_cookie_is_out_of_reach_of_scripts_and_other_hosts() {
        let token = Token::new().unwrap();
        let text = token.cookie_text();
        let set = Cookie::Session.set(&token, 60, true).unwrap();
        let wanted = format!(
            "__Host-latchkey={}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure",
            text.expose()
        );
        assert_eq!(set.to_str().unwrap(), wanted);
        assert_eq!(
            Cookie::Pending.clear(false).unwrap().to_str().unwrap(),
            "latchkey-pending=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"
        );
    }

    #[test]
    fn a_cookie_that_is_no_token_is_there_but_opens_nothing() {
        let read = Cookie::Session.read(&headers(&["latchkey=1"]), false);
        assert!(read.is_there);
        assert!(read.token.is_none());
    }
}
