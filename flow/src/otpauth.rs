//! The `otpauth:` address that a QR code carries and a phone opens (Key URI Format).

use contract::{Secret, authenticator::PendingAuthenticator};
use std::fmt::Write as _;

/// The address of a pending authenticator:
/// `otpauth://totp/{issuer}:{account}?secret=…&issuer={issuer}&algorithm=SHA1&digits=6&period=30`.
///
/// Issuer and account are percent-encoded down to the unreserved characters (RFC 3986 §2.3), so a space is `%20`. The
/// format allows no colon in either, since apps decode the label before they split it at the first colon: in the
/// issuer, which comes first, a colon becomes a space, in the label and in the parameter alike; in the account it is encoded.
#[must_use]
pub fn address(pending: &PendingAuthenticator) -> Secret {
    let issuer = encode(&issuer_without_colon(&pending.issuer));
    let account = encode(pending.account.trim());
    let secret = pending.secret.expose().trim_end_matches('=');
    let algorithm = pending.algorithm.name();
    let (label, parameter) = if issuer.is_empty() {
        (account, String::new())
    } else {
        (format!("{issuer}:{account}"), format!("&issuer={issuer}"))
    };
    let (digits, period) = (pending.digits, pending.period);
    Secret::new(format!(
        "otpauth://totp/{label}?secret={secret}{parameter}&algorithm={algorithm}&digits={digits}&period={period}"
    ))
}

fn issuer_without_colon(issuer: &str) -> String {
    let words: Vec<&str> = issuer
        .split(|character: char| character == ':' || character.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
