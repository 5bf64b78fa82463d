//! The page and the server read and write the same: `contract::json` beside `serde`.

use contract::{
    Secret, Timestamp,
    account::KeysOnly,
    authenticator::Algorithm,
    contact::EmailCodes,
    json::{ReadJson, Value, WriteJson, written},
    next::Place,
    passkey::{OfferAnswer, PasskeyKind, PasskeyStorage},
    problem::Field,
    recovery::{LinkKind, NoRecovery},
    sent_code::Channel,
    sign_in::Method,
    site::HealthStatus,
};
use proptest::{prelude::*, test_runner::TestCaseError};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;
use std::fmt::Debug;

/// What a browser's parser gives for this text.
fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Both write it as the text says, both read the text as it, and both take and refuse the same of what is nearly that.
pub fn both_agree<T>(name: &str, value: &T, text: &str)
where
    T: Serialize + DeserializeOwned + ReadJson + WriteJson + PartialEq + Debug,
{
    let frozen: serde_json::Value = serde_json::from_str(text).unwrap();
    let by_the_page: serde_json::Value = serde_json::from_str(&written(value)).unwrap();
    assert_eq!(by_the_page, frozen, "{name}: the page writes another");
    let read = T::read(&parsed(text));
    assert_eq!(read.as_ref(), Some(value), "{name}: the page reads another");
    for near in near(&frozen) {
        let text = near.to_string();
        let by_the_server = serde_json::from_str::<T>(&text).ok();
        let by_the_page = T::read(&parsed(&text));
        assert_eq!(by_the_page, by_the_server, "{name}: {text}");
    }
}

/// Everything that differs from it in one place: a member left out, or something else in the place of a value.
fn near(whole: &serde_json::Value) -> Vec<serde_json::Value> {
    let mut places = Vec::new();
    collect(whole, String::new(), &mut places);
    let mut all = Vec::new();
    for place in places {
        let there = whole.pointer(&place).unwrap();
        let others = [
            json!(null),
            json!(true),
            json!(false),
            json!(99),
            json!(-1),
            json!(1.5),
            json!(4_294_967_296_u64),
            json!(""),
            json!("another"),
            json!({}),
            json!([null]),
        ];
        for other in others {
            // By `serde` a list is an object whose names are left out, which nobody writes.
            if other.is_array() && (there.is_object() || there.is_null()) {
                continue;
            }
            let mut whole = whole.clone();
            *whole.pointer_mut(&place).unwrap() = other;
            all.push(whole);
        }
        if let Some((parent, member)) = place.rsplit_once('/') {
            let mut whole = whole.clone();
            let members = whole.pointer_mut(parent).unwrap().as_object_mut();
            if members.is_some_and(|members| members.remove(member).is_some()) {
                all.push(whole);
            }
        }
    }
    all
}

fn collect(value: &serde_json::Value, at: String, places: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(members) => {
            for (name, value) in members {
                collect(value, format!("{at}/{name}"), places);
            }
        }
        serde_json::Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                collect(value, format!("{at}/{index}"), places);
            }
        }
        _ => {}
    }
    places.push(at);
}

/// Every variant of an enum; one that is missing here does not compile.
macro_rules! each_agrees {
    ($($kind:ident: $($name:ident)+;)+) => {
        $(
            for value in [$($kind::$name),+] {
                match value {
                    $($kind::$name => {})+
                }
                both_agree(stringify!($kind), &value, &serde_json::to_string(&value).unwrap());
            }
        )+
    };
}

#[test]
fn names_alone_are_the_same_for_both() {
    each_agrees! {
        Algorithm: Sha1 Sha256 Sha512;
        Channel: TextMessage Email;
        EmailCodes: Unavailable Off On;
        Field: Email Password CurrentPassword Code Name Phone;
        HealthStatus: Ok DatabaseUnavailable DatabaseNotWritable;
        LinkKind: PasswordReset RecoveryStart RecoveryCancel EmailChangeUndo;
        Method: Passkey SecurityKey Authenticator BackupCode TextMessage Email;
        NoRecovery: EmailNotConfirmed KeysOnly;
        OfferAnswer: NotNow Never;
        PasskeyKind: Passkey SecurityKey;
        PasskeyStorage: OneDevice NotYetSynced Synced;
    }
}

#[test]
fn only_the_server_refuses_what_it_does_not_know() {
    let text = r#"{"on":true,"of_a_later_version":[1]}"#;
    assert!(serde_json::from_str::<KeysOnly>(text).is_err());
    assert_eq!(KeysOnly::read(&parsed(text)), Some(KeysOnly { on: true }));
}

#[test]
fn an_object_is_asked_for_even_where_no_member_is() {
    let nowhere = Place { href: None };
    assert_eq!(Place::read(&parsed("{}")), Some(nowhere));
    for other in ["null", "true", "1", "\"{}\"", "[]"] {
        assert_eq!(Place::read(&parsed(other)), None, "{other}");
    }
}

#[test]
fn a_value_is_written_as_it_was_parsed() {
    for text in [
        r#"{"b":1,"a":[null,true,false,-7,1.5,18446744073709551615,"\"\\é"],"":{"c":[]},"d":{}}"#,
        "[]",
        r#""\u0000\u001f""#,
    ] {
        let value = parsed(text);
        assert_eq!(value.to_json(), text);
        assert_eq!(serde_json::to_string(&value).unwrap(), text);
    }
}

fn is_the_same<T>(value: &T) -> Result<(), TestCaseError>
where
    T: Serialize + DeserializeOwned + ReadJson + WriteJson + PartialEq + Debug,
{
    let by_the_page = written(value);
    let by_the_server = serde_json::to_string(value).unwrap();
    prop_assert_eq!(
        &serde_json::from_str::<T>(&by_the_page).unwrap(),
        value,
        "{}",
        by_the_page
    );
    let read = T::read(&parsed(&by_the_server));
    prop_assert_eq!(read.as_ref(), Some(value));
    Ok(())
}

proptest! {
    #[test]
    fn every_text_goes_there_and_back(text in any::<String>()) {
        is_the_same(&text)?;
        is_the_same(&Secret::from(text.as_str()))?;
        is_the_same(&Place { href: Some(text) })?;
    }

    #[test]
    fn every_number_goes_there_and_back(moment: i64, count: u32, truth: bool) {
        is_the_same(&Timestamp(moment))?;
        is_the_same(&vec![Some(count), None])?;
        is_the_same(&truth)?;
    }
}
