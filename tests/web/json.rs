//! What the browser parses is what the server wrote.

use contract::json::{ReadJson as _, Value};
use contract::{Timestamp, activity::Event};
use spa::platform::json::parse;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_text_is_parsed_as_it_stands() {
    for text in [
        r#"{"b":1,"a":[null,true,false,-7,1.5,"\"\\é😀"],"":{"c":[]},"d":{},"__proto__":{"e":1}}"#,
        "[]",
        "null",
        "1700000000000",
        r#""\u0000\u001f""#,
    ] {
        let server: Value = serde_json::from_str(text).unwrap();
        assert_eq!(parse(text), Some(server), "{text}");
    }
}

#[wasm_bindgen_test]
fn what_is_no_json_is_nothing() {
    for text in ["", "{", "{}{}", "<h1>502</h1>", "undefined", "NaN"] {
        assert_eq!(parse(text), None, "{text}");
    }
}

#[wasm_bindgen_test]
fn what_every_object_inherits_is_no_member() {
    let empty = parse("{}").unwrap();
    for name in ["toString", "constructor", "__proto__"] {
        assert_eq!(empty.at(name), &Value::Null, "{name}");
    }
}

#[wasm_bindgen_test]
fn a_type_of_the_wire_is_read_from_it() {
    let event = parse(r#"{"what":"recovery_started","ready_at":1700000000000,"later":1}"#).unwrap();
    let ready_at = Timestamp(1_700_000_000_000);
    assert_eq!(
        Event::read(&event),
        Some(Event::RecoveryStarted { ready_at })
    );
    let fraction = parse(r#"{"what":"backup_code_used","left":1.5}"#).unwrap();
    assert_eq!(Event::read(&fraction), None);
}
