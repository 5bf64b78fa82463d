//! Another language is taken when it has exactly the words of English, and refused otherwise.

#[path = "../build/catalogue.rs"]
mod catalogue;

use catalogue::{Catalogue, check, forms_of};

const ENGLISH: &str = r#"{
    "sign_in": { "title": "Sign in", "sent": "Sent to {to} at {time}" },
    "codes": { "left": { "=0": "No code for {site}", "one": "One code for {site}", "other": "{n} codes for {site}" } }
}"#;

/// What is wrong with a language.
fn compared(other: &str, forms: &[&str]) -> String {
    match (Catalogue::read(ENGLISH), Catalogue::read(other)) {
        (Ok(english), Ok(other)) => check(&english, &other, forms).join("; "),
        (Err(error), _) | (_, Err(error)) => error.to_string(),
    }
}

/// What is wrong with a language that differs from English in this.
fn offences(from: &str, to: &str) -> String {
    assert!(ENGLISH.contains(from), "{from}");
    compared(&ENGLISH.replace(from, to), &["one", "other"])
}

#[test]
fn other_words_with_the_same_keys_are_taken() {
    assert_eq!(offences("Sign in", "Anmelden"), "");
    assert_eq!(offences("Sent to {to} at {time}", "{time}: an {to}"), "");
    assert_eq!(offences(r#""=0": "No code for {site}", "#, ""), "");
}

#[test]
fn every_language_has_plural_forms_of_its_own() {
    let one = r#""one": "One code for {site}", "#;
    let japanese = ENGLISH.replace(one, "");
    assert_eq!(compared(&japanese, &["other"]), "");
    let polish = ENGLISH.replace(one, r#""one": "{site}", "few": "{n} {site}", "#);
    assert_eq!(compared(&polish, &["one", "few", "other"]), "");
    assert_eq!(
        compared(&polish, &["one", "few", "many", "other"]),
        r#"codes.left: the plural form "many" is missing"#
    );
}

#[test]
fn the_plural_forms_of_a_language_are_known_by_its_tag_or_it_is_refused() {
    let german: Option<&[&str]> = Some(&["one", "other"]);
    assert_eq!(forms_of("de"), german);
    assert_eq!(forms_of("de-AT"), german);
    assert_eq!(forms_of("ja"), Some(&["other"][..]));
    assert_eq!(forms_of("pl"), Some(&["one", "few", "many", "other"][..]));
    assert_eq!(forms_of("tlh"), None);
    assert_eq!(forms_of("de.backup"), None);
}

#[test]
fn a_missing_an_extra_and_a_misspelt_key_are_refused() {
    for (from, to, said) in [
        (r#""title": "Sign in", "#, "", "sign_in.title is missing"),
        (
            r#""title": "#,
            r#""titel": "#,
            "sign_in.title is missing; sign_in.titel is not in English",
        ),
        (
            r#""title": "#,
            r#""more": "More", "title": "#,
            "sign_in.more is not in English",
        ),
        (
            r#""codes": "#,
            r#""Codes": "#,
            "codes is missing; Codes is not in English; Codes is no name",
        ),
    ] {
        assert_eq!(offences(from, to), said);
    }
    let twice = offences(r#""title": "#, r#""title": "Twice", "title": "#);
    assert!(
        twice.starts_with(r#""title" stands there twice"#),
        "{twice}"
    );
}

#[test]
fn a_placeholder_that_does_not_match_is_refused() {
    for (from, to, said) in [
        (" at {time}", "", "{time} is missing"),
        ("{to}", "{two}", "{to} is missing"),
        ("Sign in", "Sign in {to}", "{to} is not known"),
        ("{to}", "{to", "a brace"),
        ("{to}", "to}", "a brace too many"),
        ("Sign in", "Sign in}", "a brace too many"),
        ("One code for {site}", "One code", "{site} is missing"),
        ("{n} codes", "{number} codes", "{number} is not known"),
    ] {
        let found = offences(from, to);
        assert!(found.contains(said), "{from} -> {to}: {found}");
    }
}

#[test]
fn a_missing_plural_form_and_an_unknown_one_are_refused() {
    let missing = offences(r#""other": "#, r#""many": "#);
    assert!(
        missing.contains(r#"the plural form "other" is missing"#),
        "{missing}"
    );
    let unknown = offences(r#""=0": "#, r#""=2": "#);
    assert!(
        unknown.contains(r#"there is no plural form "=2""#),
        "{unknown}"
    );
    let none = offences(
        r#""title": "Sign in""#,
        r#""title": { "one": "a", "other": "b" }"#,
    );
    assert!(none.contains("has no plural forms in English"), "{none}");
    assert!(offences("Sign in", " ").contains("says nothing"));
}

#[test]
fn arguments_come_in_the_order_of_the_text() {
    let english = Catalogue::read(ENGLISH).unwrap();
    let entry = |section: &str, key: &str| english.0.get(section)?.get(key);
    assert_eq!(
        entry("sign_in", "sent").unwrap().arguments(),
        ["to", "time"]
    );
    assert_eq!(entry("codes", "left").unwrap().arguments(), ["site"]);
    assert!(entry("sign_in", "title").unwrap().arguments().is_empty());
}
