//! Limits by network, where a proxy stands between the server and everybody (RL-6).

use crate::support::{TestApp, browser::post, person::EMAIL};
use axum::http::{HeaderValue, StatusCode};
use serde_json::json;

const PROXY: &str = "10.0.0.1";

/// One wrong password for the same address, through `peer`, which says that it comes from there. Says whether it was
/// looked at.
async fn is_looked_at(app: &TestApp, peer: &str, forwarded_for: &str) -> bool {
    let body = json!({ "email": EMAIL, "password": "not the right one" });
    let mut request = post("/api/sign-in/password", body.to_string());
    let said = forwarded_for.parse().unwrap();
    request.headers_mut().insert("x-forwarded-for", said);
    let answer = app.browser().at(peer).send(request).await;
    match answer.status {
        StatusCode::UNAUTHORIZED => true,
        StatusCode::TOO_MANY_REQUESTS => false,
        other => panic!("{other}"),
    }
}

async fn uses_up(app: &TestApp, peer: &str, forwarded_for: &str) {
    for _ in 0..20 {
        assert!(is_looked_at(app, peer, forwarded_for).await);
    }
    assert!(!is_looked_at(app, peer, forwarded_for).await);
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_has_its_own_limit() {
    let app = TestApp::with(&["--trusted-proxies", "10.0.0.0/8"]).await;
    uses_up(&app, PROXY, "198.51.100.7").await;
    assert!(is_looked_at(&app, PROXY, "198.51.100.8").await);
    // The client writes its own header; the proxy appends where it was called from.
    for invented in ["1.1.1.1", "10.0.0.9", "127.0.0.1", "x", "::1"] {
        let said = format!("{invented}, 198.51.100.7");
        assert!(!is_looked_at(&app, PROXY, &said).await, "{said}");
    }
}

#[tokio::test]
async fn a_stranger_s_word_on_where_it_comes_from_is_not_taken() {
    for trusted in ["", "10.0.0.0/8"] {
        let app = TestApp::with(&["--trusted-proxies", trusted]).await;
        let peer = "192.0.2.1";
        uses_up(&app, peer, "198.51.100.7").await;
        for invented in ["198.51.100.8", "10.0.0.1", "a", ""] {
            assert!(!is_looked_at(&app, peer, invented).await, "{invented}");
        }
    }
}

/// What proxies write of the same two clients: with a port, in brackets, as RFC 7239 has it, among empty elements.
const SPELLINGS: [[&str; 2]; 9] = [
    ["198.51.100.7", "198.51.100.8"],
    ["198.51.100.7:50123", "198.51.100.8:50123"],
    ["2001:db8:1::7", "2001:db8:2::7"],
    ["[2001:db8:1::7]", "[2001:db8:2::7]"],
    ["[2001:db8:1::7]:50123", "[2001:db8:2::7]:50123"],
    ["\"[2001:db8:1::7]:50123\"", "\"[2001:db8:2::7]:50123\""],
    ["for=198.51.100.7", "For=\"198.51.100.8:80\";proto=https"],
    ["198.51.100.7, ", "198.51.100.8,,"],
    ["fe80::1%eth0", "2001:db8:2::7"],
];

#[tokio::test]
async fn however_a_proxy_writes_addresses_its_clients_do_not_share_one_limit() {
    for [one, other] in SPELLINGS {
        let app = TestApp::with(&["--trusted-proxies", "10.0.0.0/8"]).await;
        uses_up(&app, PROXY, one).await;
        assert!(is_looked_at(&app, PROXY, other).await, "{one}, {other}");
        // From another port it is the same client.
        let again = one.replace("50123", "50124");
        assert!(!is_looked_at(&app, PROXY, &again).await, "{one}");
    }
}

/// A proxy that passes on what the client invented, in any bytes, before the address that it appends.
async fn status_from(app: &TestApp, client: &str) -> StatusCode {
    let body = json!({ "email": EMAIL, "password": "not the right one" });
    let mut request = post("/api/sign-in/password", body.to_string());
    let said = [b"\xfc, ".as_slice(), client.as_bytes()].concat();
    let said = HeaderValue::from_bytes(&said).unwrap();
    request.headers_mut().insert("x-forwarded-for", said);
    app.browser().at(PROXY).send(request).await.status
}

#[tokio::test]
async fn one_unreadable_word_in_a_header_does_not_hide_the_client() {
    let app = TestApp::with(&["--trusted-proxies", "10.0.0.0/8"]).await;
    for _ in 0..20 {
        let status = status_from(&app, "198.51.100.7").await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    }
    let status = status_from(&app, "198.51.100.7").await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    let status = status_from(&app, "198.51.100.8").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}
