//! Random tokens: what the cookie holds, what the database holds, and identifiers of rows.

use crate::random::{self, NoRandomness};
use contract::Secret;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest, Sha256};
use std::fmt;
use zeroize::{ZeroizeOnDrop, Zeroizing};

/// Characters of a token in a cookie: 256 bits in base64url without padding.
const COOKIE_LENGTH: usize = 43;

/// 256 random bits that open something. The database keeps only [`Token::hash`].
#[derive(Clone, PartialEq, Eq, ZeroizeOnDrop)]
pub struct Token([u8; 32]);

impl Token {
    /// A fresh one.
    pub fn new() -> Result<Self, NoRandomness> {
        random::bytes().map(Self)
    }

    /// Reads it from a cookie; nothing when it has not exactly the form that [`Token::cookie_text`] gives.
    pub fn parse(cookie_text: &str) -> Option<Self> {
        if cookie_text.len() != COOKIE_LENGTH {
            return None;
        }
        let bytes = BASE64URL_NOPAD
            .decode(cookie_text.as_bytes())
            .ok()
            .map(Zeroizing::new)?;
        bytes.as_slice().try_into().ok().map(Self)
    }

    /// How it stands in a cookie: base64url without padding (RFC 4648 §5).
    pub fn cookie_text(&self) -> Secret {
        Secret::new(BASE64URL_NOPAD.encode(&self.0))
    }

    /// What the database keeps: SHA-256. At 256 random bits nothing slower is needed, and it can be an index.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

/// An identifier for a row: 128 random bits as 32 hexadecimal digits. It means nothing and opens nothing.
pub fn new_id() -> Result<String, NoRandomness> {
    random::bytes::<16>().map(|bytes| HEXLOWER.encode(&bytes))
}

#[cfg(test)]
mod tests {
    use super::{Token, new_id};
    use proptest::prelude::*;
    use std::collections::HashSet;

    #[test]
    fn a_token_survives_the_cookie_and_keeps_its_hash() {
        let token = Token::new().unwrap();
        let again = Token::parse(token.cookie_text().expose()).unwrap();
        assert_eq!(token, again);
        assert_eq!(token.hash(), again.hash());
        assert_eq!(token.cookie_text().expose().len(), 43);
    }

    #[test]
    fn tokens_and_identifiers_never_repeat() {
        let tokens: HashSet<[u8; 32]> = (0..1_000).map(|_| Token::new().unwrap().hash()).collect();
        assert_eq!(tokens.len(), 1_000);
        let ids: HashSet<String> = (0..1_000).map(|_| new_id().unwrap()).collect();
        assert_eq!(ids.len(), 1_000);
        assert!(ids.iter().all(|id| id.len() == 32));
    }

    #[test]
    fn a_token_does_not_print() {
        let token = Token::new().unwrap();
        assert_eq!(format!("{token:?}"), "Token(…)");
    }

    #[test]
    fn a_stored_hash_is_not_accepted_as_a_token() {
        let token = Token::new().unwrap();
        let planted = data_encoding::BASE64URL_NOPAD.encode(&token.hash());
        assert_ne!(Token::parse(&planted).unwrap().hash(), token.hash());
    }

    #[test]
    fn each_token_has_one_text_only() {
        let text = Token::new().unwrap().cookie_text();
        let text = text.expose();
        for other in [
            format!("{text}="),
            format!(" {text}"),
            format!("{text}\n"),
            String::new(),
        ] {
            assert!(Token::parse(&other).is_none(), "{other:?}");
        }
        // The last character carries four bits: the two left over must be zero.
        let (body, last) = text.split_at(42);
        let twins = ('A'..='Z')
            .chain('a'..='z')
            .chain('0'..='9')
            .chain(['-', '_']);
        let accepted = twins
            .filter(|twin| Token::parse(&format!("{body}{twin}")).is_some())
            .count();
        assert_eq!(accepted, 16, "{last}");
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_without_panic_and_comes_back_the_same(text in "\\PC{0,60}") {
            if let Some(token) = Token::parse(&text) {
                let back = token.cookie_text();
                prop_assert_eq!(back.expose(), text.as_str());
            }
        }
    }
}
