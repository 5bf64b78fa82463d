//! A mail server that says nothing, and a backlog of mails, hold up no code.

use crate::support::{
    TestApp,
    account::{NUMBER, start_email, start_phone},
    person::{EMAIL, PASSWORD, newcomer, sign_up},
};
use api::messages::worker;
use std::time::Duration;
use tokio::{net::TcpListener, time::sleep};

/// More than the places of a channel.
const BACKLOG: usize = 20;

/// Whether this SQL gives 1 within seconds that a message needs, and fewer than a silent mail server is waited for.
async fn becomes_one(app: &TestApp, sql: &str) -> bool {
    for _ in 0..50 {
        if app.count(sql).await == 1 {
            return true;
        }
        sleep(Duration::from_millis(100)).await;
    }
    false
}

#[tokio::test]
async fn a_silent_mail_server_and_a_backlog_hold_up_no_code() {
    // The connections to it stand in its queue: nobody ever answers them.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = silent.local_addr().unwrap().port().to_string();
    let from = "latchkey@example.net";
    let mut settings = vec!["--smtp-host", "127.0.0.1", "--smtp-tls", "none"];
    settings.extend(["--smtp-port", &port, "--mail-from", from]);
    let app = TestApp::with(&settings).await;
    for index in 0..BACKLOG {
        let email = format!("somebody{index}@example.com");
        sign_up(&app, &email, PASSWORD).await.unwrap();
    }
    let browser = newcomer(&app, EMAIL).await;
    start_email(&browser, EMAIL).await.unwrap();
    start_phone(&browser, NUMBER).await.unwrap();

    let (_runs, stop) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(worker::run(app.app.clone(), stop));
    let is_sent = "SELECT COUNT(*) FROM outbox WHERE channel = 'text_message' AND sent_at > 0";
    assert!(becomes_one(&app, is_sent).await, "the text message waits");
    let is_tried = "SELECT COUNT(*) FROM outbox WHERE channel = 'email' AND tries > 0
         AND expires_at = (SELECT MIN(expires_at) FROM outbox)";
    assert!(becomes_one(&app, is_tried).await, "the mailed code waits");
    running.abort();
}
