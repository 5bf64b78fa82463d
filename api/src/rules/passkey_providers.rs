//! Who makes authenticators, by their model (AAGUID, WebAuthn L3 §6.5.1): for a name and nothing else. Nobody vouches for
//! it, so nothing that matters may hang on it.

use std::{collections::BTreeMap, sync::LazyLock};

/// Names for people, by UUIDs in lower case (`api/data/README.md`).
const TABLE: &str = include_str!("../../data/passkey-providers.json");

static NAMES: LazyLock<BTreeMap<&str, &str>> =
    LazyLock::new(|| serde_json::from_str(TABLE).unwrap_or_default());

/// What to call whoever made authenticators of this model; nothing when nobody knows.
pub fn name(aaguid: &str) -> Option<&'static str> {
    NAMES.get(aaguid).copied()
}

#[cfg(test)]
mod tests {
    use super::{NAMES, TABLE, name};
    use crate::rules::method_name::MethodName;

    #[test]
    fn the_table_of_providers_is_small_and_sorted() {
        assert!(TABLE.len() < 8_000, "{} bytes", TABLE.len());
        let lines: Vec<&str> = TABLE.lines().filter(|it| it.starts_with('"')).collect();
        assert!(lines.is_sorted());
        // None stands there twice.
        assert_eq!(lines.len(), NAMES.len());
    }

    #[test]
    fn providers_are_found_by_a_uuid_in_lower_case() {
        for (aaguid, name) in NAMES.iter() {
            let groups: Vec<usize> = aaguid.split('-').map(str::len).collect();
            assert_eq!(groups, [8, 4, 4, 4, 12], "{name}");
            let is_digit = |it| matches!(it, '-' | '0'..='9' | 'a'..='f');
            assert!(aaguid.chars().all(is_digit), "{name}");
        }
        let found = name("bada5566-a7aa-401f-bd96-45619a55120d");
        assert_eq!(found, Some("1Password"));
        assert_eq!(name("00000000-0000-0000-0000-000000000000"), None);
    }

    #[test]
    fn providers_have_names_that_fit_a_line_and_tell_them_apart() {
        for (aaguid, name) in NAMES.iter() {
            let tidy = MethodName::parse(name).unwrap();
            assert_eq!(tidy.as_str(), *name, "{aaguid}");
            assert!((4..=32).contains(&name.chars().count()), "{name}");
        }
        let mut names: Vec<String> = NAMES.values().map(|it| it.to_lowercase()).collect();
        names.sort();
        names.dedup();
        // A product comes in versions, each with a UUID of its own and the same name.
        assert!(names.len() > NAMES.len() / 2, "{} names", names.len());
        for known in [
            "1Password",
            "Google Password Manager",
            "Windows Hello",
            "YubiKey 5",
        ] {
            assert!(NAMES.values().any(|it| *it == known), "{known}");
        }
    }
}
