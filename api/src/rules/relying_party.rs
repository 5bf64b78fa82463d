//! The domain that passkeys are bound to (RP ID, WebAuthn L3 §5.1.2), and the other origins that may use them (§5.11).

/// The labels that browsers look at in `/.well-known/webauthn` (§5.11.1 asks for five or more, and nobody does more).
const LABELS_MAX: usize = 5;

/// The domain that passkeys are bound to: the one of the origin, or a wanted one that the origin stands in. Nothing when
/// the origin has no domain, because it is an IP address.
pub fn rp_id(origin: Option<&str>, wanted: Option<&str>) -> Result<Option<String>, &'static str> {
    match (origin, wanted) {
        (None, None) => Ok(None),
        (None, Some(_)) => {
            Err("LATCHKEY_ORIGIN is an IP address, to which no passkey can be bound")
        }
        (Some(origin), None) => Ok(Some(origin.to_owned())),
        (Some(origin), Some(wanted)) if origin == wanted => Ok(Some(wanted.to_owned())),
        (Some(origin), Some(wanted)) => {
            let is_parent = origin
                .strip_suffix(wanted)
                .is_some_and(|rest| rest.ends_with('.'));
            if is_parent && wanted.contains('.') {
                Ok(Some(wanted.to_owned()))
            } else {
                Err(
                    "must be the domain of LATCHKEY_ORIGIN, or a parent of it with two labels or more",
                )
            }
        }
    }
}

/// Whether browsers would look at all of these domains: they stop after so many different names.
pub fn are_few_labels<'a>(domains: impl Iterator<Item = &'a str>) -> bool {
    let labels: std::collections::BTreeSet<&str> = domains.map(label).collect();
    labels.len() <= LABELS_MAX
}

/// The name that somebody registered, without what it stands under. Without a list of public suffixes the last label is
/// taken for one.
fn label(domain: &str) -> &str {
    domain.rsplit('.').nth(1).unwrap_or(domain)
}

#[cfg(test)]
mod tests {
    use super::{are_few_labels, rp_id};

    #[test]
    fn the_domain_of_the_origin_is_the_default() {
        assert_eq!(
            rp_id(Some("login.example.org"), None),
            Ok(Some("login.example.org".to_owned()))
        );
        assert_eq!(
            rp_id(Some("localhost"), None),
            Ok(Some("localhost".to_owned()))
        );
        assert_eq!(rp_id(None, None), Ok(None));
    }

    #[test]
    fn a_parent_domain_may_be_wanted() {
        for wanted in ["login.example.org", "example.org"] {
            assert_eq!(
                rp_id(Some("login.example.org"), Some(wanted)),
                Ok(Some(wanted.to_owned()))
            );
        }
        assert_eq!(
            rp_id(Some("localhost"), Some("localhost")),
            Ok(Some("localhost".to_owned()))
        );
    }

    #[test]
    fn any_other_domain_is_refused() {
        for wanted in [
            "org",
            "ample.org",
            "sub.login.example.org",
            "example.com",
            ".example.org",
            "",
            "Example.org",
        ] {
            assert!(
                rp_id(Some("login.example.org"), Some(wanted)).is_err(),
                "{wanted}"
            );
        }
        assert!(rp_id(None, Some("example.org")).is_err());
    }

    #[test]
    fn five_names_are_few_and_six_are_many() {
        let five = [
            "a.example",
            "www.a.example",
            "a.test",
            "b.example",
            "c.example",
            "d.example",
            "localhost",
        ];
        assert!(are_few_labels(five.into_iter()));
        assert!(!are_few_labels(five.into_iter().chain(["f.example"])));
    }
}
