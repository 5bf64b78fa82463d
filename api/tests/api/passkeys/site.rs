//! The domain that passkeys are bound to, and what the server tells of it without being asked for a passkey.

use super::FOREIGN_ORIGINS;
use crate::static_files::with_page;
use crate::support::{
    TestApp,
    authenticator::{Authenticator, from_base64url, sha256},
    browser::post,
    passkey::{
        BOTH, Fixture, PASSKEY, Purpose, creation_options, elsewhere, register, register_forged,
        with_passkey,
    },
    person::{EMAIL, enrolled, newcomer, security},
    starts_with,
};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use contract::{
    Nothing, Problem,
    endpoint::{ReadSite, StartPasskeySignIn},
};
use serde_json::{Value, json};

async fn rp_id(app: &TestApp) -> Option<String> {
    let site = app.browser().call::<ReadSite>(&Nothing {}).await;
    site.unwrap().rp_id
}

#[tokio::test]
async fn the_domain_is_that_of_the_origin_or_a_parent_of_it() {
    // WA-17.
    for (arguments, wanted) in [
        (&[][..], "localhost"),
        (&["--origin", "https://example.com"], "example.com"),
        (
            &["--origin", "https://login.example.com:8443"],
            "login.example.com",
        ),
        (
            &[
                "--origin",
                "https://login.example.com",
                "--rp-id",
                "example.com",
            ],
            "example.com",
        ),
        (
            &[
                "--origin",
                "https://a.b.example.com",
                "--rp-id",
                "b.example.com",
            ],
            "b.example.com",
        ),
    ] {
        let app = TestApp::with(arguments).await;
        assert_eq!(rp_id(&app).await.as_deref(), Some(wanted));
        let browser = newcomer(&app, EMAIL).await;
        let asked = creation_options(&browser, PASSKEY).await.unwrap();
        let options = serde_json::to_value(asked.options).unwrap();
        assert_eq!(options["rp"]["id"], wanted);
        let request = Purpose::Alone.request_options(&browser).await.unwrap();
        let options = serde_json::to_value(request.options).unwrap();
        assert_eq!(options["rpId"], wanted);
    }
}

#[tokio::test]
async fn a_server_whose_domain_does_not_fit_does_not_start() {
    // WA-17.
    for rp_id in [
        "com",
        "other.example",
        "ample.com",
        "sub.login.example.com",
        "login.example.com.evil.example",
        ".example.com",
        "example.com.",
        "https://example.com",
        "example.com:443",
        "*.example.com",
        "127.0.0.1",
        "",
    ] {
        let arguments = ["--origin", "https://login.example.com", "--rp-id", rp_id];
        let started = starts_with(&arguments).await;
        assert!(started.is_err(), "{rp_id}");
    }
    assert!(starts_with(&["--rp-id", "example.com"]).await.is_err());
    let at_address = ["--origin", "http://127.0.0.1:8080", "--rp-id", "127.0.0.1"];
    assert!(starts_with(&at_address).await.is_err());
    let fits = [
        "--origin",
        "https://login.example.com",
        "--rp-id",
        "example.com",
    ];
    assert_eq!(starts_with(&fits).await, Ok(()));
}

#[tokio::test]
async fn a_server_with_related_origins_that_browsers_would_not_take_does_not_start() {
    // WA-16.
    let many =
        "https://a.example,https://b.example,https://c.example,https://d.example,https://e.example";
    let few = "https://a.example,https://b.example,https://c.example,https://d.example";
    for (related, does_start) in [
        (few, true),
        (many, false),
        (
            "https://a.com,https://a.org,https://a.net,https://a.info,https://a.biz,https://a.dev",
            true,
        ),
        ("http://a.example", false),
        ("https://127.0.0.1", false),
        ("https://a.example/path", false),
        ("https://user@a.example", false),
        ("a.example", false),
        ("null", false),
        ("*", false),
        ("https://a.example https://b.example", false),
    ] {
        let arguments = ["--origin", "https://main.org", "--related-origins", related];
        let started = starts_with(&arguments).await;
        assert_eq!(started.is_ok(), does_start, "{related}: {started:?}");
    }
}

#[tokio::test]
async fn no_header_moves_the_domain() {
    // WA-17.
    let app = TestApp::new().await;
    for (name, value) in [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("forwarded", "host=evil.example;proto=https"),
        ("x-original-host", "evil.example"),
        ("x-forwarded-proto", "https"),
        ("referer", "https://evil.example/"),
        ("user-agent", "okhttp android:apk-key-hash:AAAA"),
    ] {
        let mut request = post("/api/sign-in/passkey/start", "{}");
        request.headers_mut().insert(name, value.parse().unwrap());
        let answer = elsewhere(&app).send(request).await;
        assert_eq!(answer.json()["options"]["rpId"], "localhost", "{name}");
        for path in ["/api/site", "/.well-known/passkey-endpoints"] {
            let request = Request::builder().uri(path).header(name, value);
            let answer = app
                .browser()
                .send(request.body(Body::empty()).unwrap())
                .await;
            assert!(answer.status.is_success());
            assert!(!answer.text().contains("evil"), "{name}: {}", answer.text());
        }
    }
}

#[tokio::test]
async fn a_page_of_the_parent_domain_is_not_the_page() {
    // WR-3: the domain may be a parent; the origin is still exact.
    let origin = "https://login.example.com";
    let arguments = ["--origin", origin, "--rp-id", "example.com"];
    let device = Authenticator::synced().at(origin);
    let mut fixture = Fixture::with(&arguments, device, PASSKEY).await;
    for foreign in [
        "https://example.com",
        "https://other.example.com",
        "https://a.login.example.com",
        "https://login.example.com:443",
        "https://login.example.com.",
        "http://login.example.com",
    ] {
        let refused = register_forged(
            &fixture.browser,
            &mut Authenticator::synced().at(origin),
            PASSKEY,
            |it| foreign.clone_into(&mut it.client_data.origin),
        )
        .await;
        assert_eq!(refused, Err(Problem::PasskeyRefused), "{foreign}");
        let refused = Purpose::Alone
            .prove_forged(&elsewhere(&fixture.app), &mut fixture.device, |it| {
                foreign.clone_into(&mut it.client_data.origin);
            })
            .await;
        assert_eq!(refused, Err(Problem::WrongPasskey), "{foreign}");
    }
    let proved = Purpose::Alone
        .prove(&elsewhere(&fixture.app), &mut fixture.device)
        .await;
    assert_eq!(proved, Ok(()));
}

#[tokio::test]
async fn a_related_origin_is_told_and_taken_and_no_other() {
    // WA-16: the same list.
    let arguments = [
        "--origin",
        "https://example.com",
        "--related-origins",
        "https://example.co.uk,https://login.example.de:8443",
    ];
    let device = Authenticator::synced().at("https://example.com");
    let mut fixture = Fixture::with(&arguments, device, PASSKEY).await;
    let told = fixture.app.browser().get("/.well-known/webauthn").await;
    assert_eq!(told.status, StatusCode::OK);
    assert_eq!(told.header("content-type"), Some("application/json"));
    let list = told.json();
    assert_eq!(
        list,
        json!({"origins": ["https://example.com", "https://example.co.uk", "https://login.example.de:8443"]})
    );
    for origin in list["origins"].as_array().unwrap() {
        let origin = origin.as_str().unwrap();
        let proved = Purpose::Alone
            .prove_forged(&elsewhere(&fixture.app), &mut fixture.device, |it| {
                origin.clone_into(&mut it.client_data.origin);
            })
            .await;
        assert_eq!(proved, Ok(()), "{origin}");
    }
    for origin in [
        "https://login.example.de",
        "https://example.de:8443",
        "https://www.example.co.uk",
        "http://example.co.uk",
        "https://co.uk",
    ] {
        let refused = Purpose::Alone
            .prove_forged(&elsewhere(&fixture.app), &mut fixture.device, |it| {
                origin.clone_into(&mut it.client_data.origin);
            })
            .await;
        assert_eq!(refused, Err(Problem::WrongPasskey), "{origin}");
    }
}

#[tokio::test]
async fn without_related_origins_there_is_no_list_of_them() {
    // WA-16.
    let app = TestApp::new().await;
    let answer = app.browser().get("/.well-known/webauthn").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(
        !answer.text().contains("<html"),
        "nor the page in its place"
    );
}

#[tokio::test]
async fn where_passkeys_are_made_is_told() {
    let app = TestApp::with(&["--origin", "https://example.com"]).await;
    let answer = app.browser().get("/.well-known/passkey-endpoints").await;
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(
        answer.json(),
        json!({
            "enroll": "https://example.com/security/passkey",
            "manage": "https://example.com/security",
        })
    );
}

#[tokio::test]
async fn at_an_ip_address_there_are_no_passkeys_and_all_else_works() {
    for origin in ["http://127.0.0.1:8080", "https://[::1]"] {
        let app = TestApp::with(&["--origin", origin]).await;
        assert_eq!(rp_id(&app).await, None);
        for path in ["/.well-known/webauthn", "/.well-known/passkey-endpoints"] {
            let answer = app.browser().get(path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
        let (browser, _) = enrolled(&app, EMAIL).await;
        assert_eq!(security(&browser).await.unwrap().passkey_owner, None);
        for kind in BOTH {
            let refused = creation_options(&browser, kind).await;
            assert_eq!(refused, Err(Problem::PasskeysUnavailable));
            let refused = Purpose::StepUp(kind).request_options(&browser).await;
            assert_eq!(refused, Err(Problem::PasskeysUnavailable));
        }
        let refused = Purpose::Alone.request_options(&elsewhere(&app)).await;
        assert_eq!(refused, Err(Problem::PasskeysUnavailable));
    }
}

#[tokio::test]
async fn passkeys_of_another_domain_are_not_offered_but_still_listed() {
    let mut app = TestApp::with(&["--origin", "https://old.example.com"]).await;
    let mut device = Authenticator::synced().at("https://old.example.com");
    let (browser, passkey) = with_passkey(&app, EMAIL, &mut device, PASSKEY).await;
    app.restart_with(&["--origin", "https://new.example.com"])
        .await;
    let browser = browser.moved_to(app.router());
    let asked = Purpose::StepUp(PASSKEY).request_options(&browser).await;
    if let Ok(request) = asked {
        let options = serde_json::to_value(request.options).unwrap();
        assert_eq!(options["allowCredentials"], json!([]), "none can answer");
    }
    let listed = security(&browser).await.unwrap().passkeys;
    assert_eq!(listed, [passkey]);
}

#[tokio::test]
async fn frames_of_other_sites_may_not_use_passkeys() {
    // WA-15.
    let (app, _dist) = with_page().await;
    for path in ["/", "/security", "/security/passkey"] {
        let answer = app.browser().get(path).await;
        let policy = answer.header("permissions-policy").unwrap_or_default();
        for feature in [
            "publickey-credentials-get",
            "publickey-credentials-create",
            "otp-credentials",
        ] {
            assert!(
                policy.contains(&format!("{feature}=(self)")),
                "{path}: {policy}"
            );
        }
    }
    // What is no page asks for nothing, and stands in no frame either.
    for path in ["/", "/api/site", "/.well-known/passkey-endpoints"] {
        let answer = app.browser().get(path).await;
        let content = answer.header("content-security-policy").unwrap_or_default();
        assert!(content.contains("frame-ancestors 'none'"), "{path}");
    }
}

#[tokio::test]
async fn the_hash_of_the_domain_is_what_the_options_say() {
    // WR-5: checked from the outside once, so that the authenticator and the server do not agree on something else.
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let asked = creation_options(&browser, PASSKEY).await.unwrap();
    let answer = Authenticator::synced().make(&asked).unwrap();
    let object = from_base64url(&answer["response"]["attestationObject"]);
    let hash = sha256(b"localhost");
    assert!(object.windows(32).any(|window| window == hash));
    register(&browser, &mut Authenticator::synced(), PASSKEY).await;
}

#[tokio::test]
async fn the_origin_of_the_request_and_that_of_the_client_data_are_both_looked_at() {
    // SE-7 and WR-3.
    let app = TestApp::new().await;
    for origin in FOREIGN_ORIGINS {
        let Ok(value) = origin.parse() else { continue };
        let mut request = post("/api/sign-in/passkey/start", "{}");
        request.headers_mut().insert("origin", value);
        let answer = elsewhere(&app).send(request).await;
        assert_eq!(answer.problem(), Problem::CrossSite, "{origin}");
    }
    let answer = elsewhere(&app).ask::<StartPasskeySignIn>(&Nothing {}).await;
    assert!(answer.status.is_success());
    assert_ne!(answer.json()["ceremony"], Value::Null);
}
