//! What a call is told: whatever is not exactly what it takes is refused in the one shape, and changes nothing.

use crate::support::{
    TestApp,
    browser::{Answer, Browser, post},
    person::{enrolled, enrolled_with_pending},
    table::{Call, posts},
};
use axum::http::{HeaderValue, StatusCode, header};
use contract::{Problem, endpoint::Access};
use serde_json::{Value, json};
use std::sync::Mutex;

#[tokio::test]
async fn what_stands_beside_the_media_type_does_not_spoil_a_call() {
    let app = TestApp::new().await;
    let mut request = post("/api/sign-out", "{}");
    let odd = HeaderValue::from_bytes(b"application/json; charset=\"\xfc\"").unwrap();
    request.headers_mut().insert(header::CONTENT_TYPE, odd);
    let answer = app.browser().send(request).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
}

/// A server with browsers that may make every call.
struct Fixture {
    app: TestApp,
    pending: Browser,
    signed_in: Browser,
    /// What the database held before the refusals that were not looked at yet.
    held: Mutex<Option<String>>,
}

impl Fixture {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let (signed_in, _) = enrolled(&app, "signed-in@example.com").await;
        let (pending, _) = enrolled_with_pending(&app, "half@example.com").await;
        Self {
            app,
            pending,
            signed_in,
            held: Mutex::default(),
        }
    }

    fn admitted(&self, call: &Call) -> Browser {
        match call.access {
            Access::SecondStepPending => self.pending.copy(),
            Access::Anybody => self.app.browser(),
            _ => self.signed_in.copy(),
        }
    }

    /// Says it; whatever comes of it must not be the server's fault, and a refusal must leave everything as it was: that
    /// is looked at by [`Self::unchanged`], for all that were refused since something was taken.
    async fn say(&self, call: &Call, body: impl Into<axum::body::Body>, shown: &str) -> Answer {
        let is_held = self.held.lock().unwrap().is_some();
        if !is_held {
            let held = self.app.dump().await;
            *self.held.lock().unwrap() = Some(held);
        }
        let answer = call.say(&self.admitted(call), body).await;
        let status = answer.status;
        assert!(status.as_u16() < 500, "{} {shown}: {status}", call.name);
        if status.is_success() {
            self.held.lock().unwrap().take();
        } else {
            answer.problem();
        }
        answer
    }

    /// Looks whether everything is as it was.
    async fn unchanged(&self, call: &Call, shown: &str) {
        let after = self.app.dump().await;
        if let Some(before) = self.held.lock().unwrap().replace(after.clone()) {
            assert_eq!(after, before, "{} {shown} changed something", call.name);
        }
    }
}

/// Bodies that are not the JSON object that any call takes.
fn broken() -> Vec<Vec<u8>> {
    let mut broken: Vec<Vec<u8>> = [
        "",
        " ",
        "{",
        "}",
        "null",
        "true",
        "0",
        "1e999",
        "\"\"",
        "[]",
        "[{}]",
        "[1,2]",
        "{}{}",
        "{} x",
        "{\"\"}",
        "{'a':1}",
        "{\"a\":1,}",
        "{a:1}",
        "// no",
        "<x/>",
        "email=a&password=b",
        "\u{feff}{}",
        "\0",
        "{\"\\u0000\":1}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\udc00\\ud800\"}",
        "{\"__proto__\":{}}",
        "NaN",
        "{\"a\":1e400}",
        "{\"\u{1f600}\":1}",
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .collect();
    broken.push(b"\xff\xfe{\x00}\x00".to_vec());
    broken.push(b"{\"a\":\"\xc3\x28\"}".to_vec());
    broken.push(format!("{}{}", "[".repeat(20_000), "]".repeat(20_000)).into_bytes());
    broken.push("{\"a\":".repeat(10_000).into_bytes());
    broken
}

#[tokio::test]
async fn what_is_no_json_object_is_malformed() {
    let fixture = Fixture::new().await;
    for call in posts() {
        for body in broken() {
            let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
            let answer = fixture.say(&call, body, &shown).await;
            assert_eq!(
                answer.problem(),
                Problem::Malformed,
                "{} {shown}",
                call.name
            );
            assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        }
        fixture.unchanged(&call, "what is no JSON").await;
    }
}

#[tokio::test]
async fn fields_that_are_missing_unknown_doubled_or_of_another_type_are_malformed() {
    let fixture = Fixture::new().await;
    for call in posts() {
        for body in misshapen(&call) {
            let answer = fixture.say(&call, body.clone(), &body).await;
            assert_eq!(answer.problem(), Problem::Malformed, "{} {body}", call.name);
        }
        fixture.unchanged(&call, "a misshapen body").await;
    }
}

fn misshapen(call: &Call) -> Vec<String> {
    let mut bodies = Vec::new();
    let good = call.body.to_string();
    for planted in [
        "mfa_verified",
        "status",
        "amr",
        "user_id",
        "account_id",
        "is_admin",
        "secret",
        "now",
    ] {
        let mut body = call.body.clone();
        body[planted] = json!(true);
        bodies.push(body.to_string());
    }
    for field in call.fields() {
        bodies.push(good.replacen(
            '{',
            &format!("{{{}:{},", json!(field), call.body[&field]),
            1,
        ));
        for wrong in [
            json!(null),
            json!(0),
            json!(1.5),
            json!(true),
            json!([]),
            json!(["a"]),
            json!({}),
            json!({"a": "b"}),
        ] {
            if wrong.is_boolean() && call.body[&field].is_boolean() {
                continue;
            }
            let mut body = call.body.clone();
            body[&field] = wrong;
            bodies.push(body.to_string());
        }
        // A name may be left out: the method gets one.
        let is_needed = !matches!(
            (call.name, field.as_str()),
            ("ConfirmAuthenticator" | "AddPasskey", "name") | ("AddPasskey", "fallback_name")
        );
        if is_needed {
            let mut body = call.body.clone();
            body.as_object_mut().unwrap().remove(&field);
            bodies.push(body.to_string());
        }
        for surrogate in ["\\ud800", "\\udfff", "\\ud83d\\ud83d", "a\\udc00b"] {
            let mut body = call.body.clone();
            body[&field] = json!("SURROGATE");
            bodies.push(body.to_string().replace("SURROGATE", surrogate));
        }
    }
    bodies
}

/// Text that is well-formed JSON, and hardly what anybody means.
fn odd_texts() -> Vec<String> {
    let mut odd: Vec<String> = [
        "",
        " ",
        "\0",
        "a\0b",
        "\u{7f}",
        "\u{1b}[31m",
        "\r\nSet-Cookie: a=b",
        "😀",
        "👩‍👩‍👧‍👦",
        "\u{202e}abc",
        "\u{feff}",
        "ﷺﷺﷺ",
        "' OR 1=1 --",
        "\"; DROP TABLE accounts; --",
        "<script>alert(1)</script>",
        "../../etc/passwd",
        "%00",
        "{{7*7}}",
        "${jndi:ldap://x}",
        "١٢٣٤٥٦",
        "１２３４５６",
        "-1",
        "1e9",
        "NaN",
        "null",
        "undefined",
        "\u{10ffff}",
        "\u{fffe}",
        "İ",
        "ß",
        "ǆ",
    ]
    .iter()
    .map(ToString::to_string)
    .collect();
    odd.push("a".repeat(10_000));
    odd.push("😀".repeat(5_000));
    odd.push("\u{fdfa}".repeat(10_000));
    odd.push("e\u{301}".repeat(10_000));
    odd
}

#[tokio::test]
async fn odd_text_is_never_the_servers_fault() {
    let fixture = Fixture::new().await;
    for call in posts() {
        for field in call.fields() {
            for odd in odd_texts() {
                let mut body = call.body.clone();
                body[&field] = json!(odd);
                let shown: String = odd.chars().take(20).collect();
                let answer = fixture
                    .say(&call, body.to_string(), &format!("{field}={shown:?}"))
                    .await;
                // Letters are letters: a new password may have them, and then it signs in.
                let may_be_odd = matches!(
                    (call.name, field.as_str()),
                    // It answers whatever is asked: mostly that nobody may go there.
                    ("RenameAuthenticator", "name")
                        | ("FindNext", "next")
                        | (
                            "SignUp" | "SubmitPassword" | "ChangePassword",
                            "password" | "new"
                        )
                );
                assert!(
                    !answer.status.is_success() || may_be_odd,
                    "{} took {field}={shown:?}",
                    call.name
                );
            }
            fixture.unchanged(&call, &field).await;
        }
    }
}

#[tokio::test]
async fn a_nul_or_an_emoji_in_an_identifier_is_nothing_of_yours() {
    let fixture = Fixture::new().await;
    for call in posts()
        .into_iter()
        .filter(|call| call.body.get("id").is_some())
    {
        for id in ["\0", "😀", "", "0123456789abcdef0123456789abcdef"] {
            let mut body = call.body.clone();
            body["id"] = json!(id);
            let problem = fixture.say(&call, body.to_string(), id).await.problem();
            assert!(
                matches!(problem, Problem::NotFound | Problem::EnrolmentExpired),
                "{}",
                call.name
            );
        }
        fixture.unchanged(&call, "an odd identifier").await;
    }
}

#[tokio::test]
async fn a_megabyte_is_refused_unread() {
    let fixture = Fixture::new().await;
    for call in posts() {
        let in_a_field: Value = json!({ "email": "a".repeat(1_000_000) });
        for body in [
            in_a_field.to_string(),
            " ".repeat(1_000_000),
            "[".repeat(1_000_000),
        ] {
            let answer = fixture.say(&call, body, "a megabyte").await;
            assert_eq!(answer.problem(), Problem::BodyTooLarge, "{}", call.name);
            assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
        }
        fixture.unchanged(&call, "a megabyte").await;
    }
}

#[tokio::test]
async fn a_body_just_within_the_limit_is_read() {
    let fixture = Fixture::new().await;
    for call in posts() {
        let padded = format!("{}{}", call.body, " ".repeat(65_536));
        let largest = &padded.as_bytes()[..65_536];
        let status = call
            .say(&fixture.admitted(&call), largest.to_vec())
            .await
            .status;
        assert_ne!(status, StatusCode::PAYLOAD_TOO_LARGE, "{}", call.name);
        let larger = &padded.as_bytes()[..65_537];
        let status = call
            .say(&fixture.admitted(&call), larger.to_vec())
            .await
            .status;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{}", call.name);
    }
}

#[tokio::test]
async fn only_json_is_taken() {
    let fixture = Fixture::new().await;
    for call in posts() {
        let before = fixture.app.dump().await;
        for media_type in [
            None,
            Some(""),
            Some("text/plain"),
            Some("text/plain;application/json"),
            Some("application/x-www-form-urlencoded"),
            Some("multipart/form-data; boundary=x"),
            Some("application/json5"),
            Some("application/jsonp"),
            Some("text/json"),
            Some("*/*"),
        ] {
            let mut request = call.request();
            request.headers_mut().remove("content-type");
            if let Some(media_type) = media_type {
                request
                    .headers_mut()
                    .insert("content-type", media_type.parse().unwrap());
            }
            let answer = fixture.admitted(&call).send(request).await;
            assert_eq!(
                answer.problem(),
                Problem::UnsupportedMediaType,
                "{} {media_type:?}",
                call.name
            );
        }
        let after = fixture.app.dump().await;
        assert_eq!(after, before, "{} changed something", call.name);
    }
}

#[tokio::test]
async fn the_bodies_that_this_begins_with_are_taken() {
    // Otherwise the others would show nothing.
    let fixture = Fixture::new().await;
    for call in posts() {
        let answer = call.make(&fixture.admitted(&call)).await;
        let is_shaped = answer.status.is_success()
            || !matches!(
                answer.problem(),
                Problem::Malformed
                    | Problem::UnsupportedMediaType
                    | Problem::NotSignedIn
                    | Problem::SignInExpired
            );
        assert!(is_shaped, "{} {}", call.name, answer.text());
        // Some of them end what the others need.
        if call.name == "SignOut" {
            assert!(answer.status.is_success());
        }
    }
}
