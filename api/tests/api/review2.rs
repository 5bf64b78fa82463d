//! What a second hostile look at the server found, so that it stays found.

use crate::support::{
    TestApp,
    browser::Browser,
    care::{NUMBER, confirmed, events, sign_in, start_email, start_phone, trust},
    person::{EMAIL, PASSWORD, enrolled, newcomer, sign_up},
};
use api::outbox::worker;
use contract::{
    Nothing,
    activity::Event,
    authenticator::{AuthenticatorName, WhichAuthenticator},
    endpoint::{ForgetAllDevices, RemoveAuthenticator, RenameAuthenticator},
};
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

    let running = tokio::spawn(worker::run(app.app.clone()));
    let is_sent = "SELECT COUNT(*) FROM outbox WHERE channel = 'text_message' AND sent_at > 0";
    assert!(becomes_one(&app, is_sent).await, "the text message waits");
    let is_tried = "SELECT COUNT(*) FROM outbox WHERE channel = 'email' AND tries > 0
         AND expires_at = (SELECT MIN(expires_at) FROM outbox)";
    assert!(becomes_one(&app, is_tried).await, "the mailed code waits");
    running.abort();
}

/// How many mails there are about this.
async fn mails_about(app: &TestApp, subject: &str) -> usize {
    let letters = app.letters().await;
    let about = letters.iter().filter(|it| it.subject.ends_with(subject));
    about.count()
}

/// Trusts the browser so often, and forgets that each time but the last.
async fn trust_again(browser: &Browser, times: usize) {
    for time in 0..times {
        if time > 0 {
            browser.call::<ForgetAllDevices>(&Nothing {}).await.unwrap();
        }
        trust(browser).await.unwrap();
    }
}

#[tokio::test]
async fn trusting_a_browser_again_is_no_news() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    sign_in(&app, &browser, EMAIL, &phone).await;
    for _ in 0..60 {
        trust(&browser).await.unwrap();
    }
    assert_eq!(mails_about(&app, "a browser is trusted").await, 1);
    let happened = events(&browser).await;
    let trusted = happened.iter().filter(|it| **it == Event::DeviceTrusted);
    assert_eq!(trusted.count(), 1);
}

#[tokio::test]
async fn nobody_fills_a_mailbox_with_notices() {
    const SUBJECT: &str = "a browser is trusted";
    for (is_confirmed, at_most) in [(true, 20), (false, 5)] {
        let app = TestApp::new().await;
        let (browser, phone) = if is_confirmed {
            confirmed(&app, EMAIL).await
        } else {
            enrolled(&app, EMAIL).await
        };
        app.clock.advance_seconds(3_600);
        sign_in(&app, &browser, EMAIL, &phone).await;
        trust_again(&browser, 30).await;
        assert_eq!(mails_about(&app, SUBJECT).await, at_most);
        let happened = events(&browser).await;
        let trusted = happened.iter().filter(|it| **it == Event::DeviceTrusted);
        assert_eq!(trusted.count(), 30, "what is not mailed is written");
        browser.call::<ForgetAllDevices>(&Nothing {}).await.unwrap();
        app.clock.advance_seconds(3_600);
        sign_in(&app, &browser, EMAIL, &phone).await;
        trust_again(&browser, 2).await;
        assert!(mails_about(&app, SUBJECT).await > at_most);
    }
}

#[tokio::test]
async fn nobody_sends_words_of_their_own_to_an_address_that_may_be_somebody_elses() {
    const WORDS: &str = "Win at evil.example";
    for is_confirmed in [false, true] {
        let app = TestApp::new().await;
        let (browser, phone) = if is_confirmed {
            confirmed(&app, EMAIL).await
        } else {
            enrolled(&app, EMAIL).await
        };
        let (id, name) = (phone.id.clone(), WORDS.to_owned());
        let rename = AuthenticatorName { id, name };
        browser.call::<RenameAuthenticator>(&rename).await.unwrap();
        let which = WhichAuthenticator { id: phone.id };
        browser.call::<RemoveAuthenticator>(&which).await.unwrap();
        let text = app.newest_letter(EMAIL).await.text;
        assert!(text.contains("removed from your account"), "{text}");
        assert_eq!(text.contains(WORDS), is_confirmed, "{text}");
    }
}
