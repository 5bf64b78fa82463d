//! Limits by network, where a proxy stands between the server and everybody (RL-6).

use crate::support::{TestApp, browser::post, person::EMAIL};
use axum::http::StatusCode;
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
