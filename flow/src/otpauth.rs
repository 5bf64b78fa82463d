//! The `otpauth:` address that a QR code carries and a phone opens (Key URI Format).

use contract::{Secret, authenticator::PendingAuthenticator};
use std::fmt::Write as _;

/// The address of a pending authenticator:
/// `otpauth://totp/{issuer}:{account}?secret=…&issuer={issuer}&algorithm=SHA1&digits=6&period=30`.
///
/// Issuer and account are percent-encoded down to the unreserved characters (RFC 3986 §2.3), so a space is `%20`, and
/// the one plain colon is the one between them. Without an issuer, the label is the account.
#[must_use]
pub fn address(pending: &PendingAuthenticator) -> Secret {
    let issuer = encode(pending.issuer.trim());
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

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{
        Timestamp,
        authenticator::{Algorithm, AuthenticatorId},
    };

    fn pending(issuer: &str, account: &str) -> PendingAuthenticator {
        PendingAuthenticator {
            id: AuthenticatorId("any".to_owned()),
            secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP".into(),
            issuer: issuer.to_owned(),
            account: account.to_owned(),
            algorithm: Algorithm::Sha1,
            digits: 6,
            period: 30,
            now: Timestamp(0),
            expires_at: Timestamp(600_000),
        }
    }

    /// Label and issuer parameter of the address.
    fn names(issuer: &str, account: &str) -> (String, String) {
        let whole = address(&pending(issuer, account));
        let rest = whole.expose().strip_prefix("otpauth://totp/").unwrap();
        let (label, query) = rest.split_once('?').unwrap();
        let parameter = query
            .split('&')
            .find_map(|part| part.strip_prefix("issuer="));
        (label.to_owned(), parameter.unwrap_or("none").to_owned())
    }

    #[test]
    fn the_address_has_every_part_in_order() {
        assert_eq!(
            address(&pending("Latchkey", "ann@example.org")).expose(),
            "otpauth://totp/Latchkey:ann%40example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP\
             &issuer=Latchkey&algorithm=SHA1&digits=6&period=30"
        );
    }

    #[test]
    fn other_parameters_are_said_as_they_are() {
        let other = PendingAuthenticator {
            algorithm: Algorithm::Sha512,
            digits: 8,
            period: 60,
            ..pending("L", "a")
        };
        assert!(
            address(&other)
                .expose()
                .ends_with("&algorithm=SHA512&digits=8&period=60")
        );
    }

    #[test]
    fn names_are_encoded_down_to_the_unreserved_characters() {
        let table = [
            ("My Shop", "ann lee", "My%20Shop:ann%20lee", "My%20Shop"),
            (
                "Café",
                "zoé@exämple.org",
                "Caf%C3%A9:zo%C3%A9%40ex%C3%A4mple.org",
                "Caf%C3%A9",
            ),
            (
                "🔑 Key",
                "a+b@x.org",
                "%F0%9F%94%91%20Key:a%2Bb%40x.org",
                "%F0%9F%94%91%20Key",
            ),
            (
                "\"A\" & 'B'",
                "\"q\"@x",
                "%22A%22%20%26%20%27B%27:%22q%22%40x",
                "%22A%22%20%26%20%27B%27",
            ),
            (
                "a-b.c_d~e",
                "50%/?#",
                "a-b.c_d~e:50%25%2F%3F%23",
                "a-b.c_d~e",
            ),
        ];
        for (issuer, account, label, parameter) in table {
            assert_eq!(
                names(issuer, account),
                (label.to_owned(), parameter.to_owned())
            );
        }
    }

    #[test]
    fn a_colon_never_splits_a_name_in_two() {
        let (label, parameter) = names("Shop: Berlin", "a:b@x.org");
        assert_eq!(label, "Shop%3A%20Berlin:a%3Ab%40x.org");
        assert_eq!(parameter, "Shop%3A%20Berlin");
    }

    #[test]
    fn padding_is_left_out() {
        let mut padded = pending("L", "a");
        padded.secret = "MFRGG===".into();
        assert!(address(&padded).expose().contains("?secret=MFRGG&"));
    }

    #[test]
    fn without_an_issuer_the_label_is_the_account() {
        assert_eq!(names("  ", "ann"), ("ann".to_owned(), "none".to_owned()));
    }

    #[test]
    fn the_address_does_not_print() {
        let printed = format!("{:?}", address(&pending("L", "a")));
        assert!(!printed.contains("JBSW"));
    }
}
