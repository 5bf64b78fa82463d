//! What is said while nothing can be written.

use crate::support::{
    TestApp,
    person::{EMAIL, PASSWORD, credentials, newcomer},
};
use axum::http::StatusCode;
use contract::{
    Nothing, Problem,
    endpoint::{ReadHealth, SubmitPassword},
    site::{Health, HealthStatus},
};

#[tokio::test]
async fn health_writes_nothing_while_others_write() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    let before = app.dump().await;
    for _ in 0..20 {
        let health = app.browser().call::<ReadHealth>(&Nothing {}).await.unwrap();
        assert_eq!(health.status, HealthStatus::Ok);
    }
    assert_eq!(app.dump().await, before);
}

#[tokio::test]
async fn a_disk_that_is_full_is_told_as_such_and_no_sign_in_fails_as_if_it_were_ours() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    // From here on the file cannot grow: SQLite says that the disk is full.
    app.execute("PRAGMA max_page_count = 1").await;
    let mut answer = app
        .browser()
        .ask::<SubmitPassword>(&credentials(EMAIL, PASSWORD))
        .await;
    // The pages that are there take some rows more.
    for number in 0..2_000 {
        if answer.status != StatusCode::OK {
            break;
        }
        app.execute("DELETE FROM tries").await;
        let agent = format!("{number}{}", "x".repeat(250));
        let browser = app.browser();
        let mut request = crate::support::browser::post(
            "/api/sign-in/password",
            serde_json::to_string(&credentials(EMAIL, PASSWORD)).unwrap(),
        );
        request
            .headers_mut()
            .insert("user-agent", agent.parse().unwrap());
        answer = browser.send(request).await;
    }
    assert_eq!(
        answer.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "{}",
        answer.text()
    );
    assert!(matches!(answer.problem(), Problem::Busy { .. }));
    assert!(answer.header("retry-after").is_some());
    let health = app.browser().get("/api/health").await;
    assert_eq!(health.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(health.header("retry-after").is_some());
    let said: Health = serde_json::from_value(health.json()).unwrap();
    assert_eq!(said.status, HealthStatus::DatabaseNotWritable);
}
