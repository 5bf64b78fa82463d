//! What a second hostile look at the server found, so that it stays found.

use crate::support::{
    TestApp,
    browser::Browser,
    care::{
        CANCEL_SCREEN, NUMBER, OTHER_PASSWORD, cancel_recovery, confirmed, events, prove_again,
        recovery_token, sign_in, start_email, start_phone, start_recovery, take_email, trust,
    },
    person::{
        EMAIL, PASSWORD, enrolled, newcomer, owing, sign_up, submit_backup_code, submit_code,
        submit_password,
    },
};
use api::messages::worker;
use contract::{
    Nothing,
    account::PasswordChange,
    activity::Event,
    authenticator::{AuthenticatorName, WhichAuthenticator},
    endpoint::{
        ChangePassword, ForgetAllDevices, RegenerateBackupCodes, RemoveAuthenticator,
        RenameAuthenticator,
    },
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

    let (_runs, stop) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(worker::run(app.app.clone(), stop));
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
    for (is_confirmed, at_most) in [(true, 5), (false, 5)] {
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
async fn what_a_thief_would_hide_is_told_however_much_was_told_before() {
    let app = TestApp::new().await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    sign_in(&app, &browser, EMAIL, &phone).await;
    trust_again(&browser, 30).await;
    let change = PasswordChange {
        current: PASSWORD.into(),
        new: OTHER_PASSWORD.into(),
    };
    browser.call::<ChangePassword>(&change).await.unwrap();
    assert_eq!(mails_about(&app, "your password was changed").await, 1);
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

const WRONG_CODES: &str = "wrong codes at sign-in";

#[tokio::test]
async fn wrong_codes_that_nobody_must_wait_for_are_told_too() {
    // RL-9: four in a row, a pause, and so on.
    let app = TestApp::new().await;
    let (_, phone) = confirmed(&app, EMAIL).await;
    let mut told = Vec::new();
    for failures in 1..=30 {
        if failures % 4 == 1 {
            app.clock.advance_seconds(3_600);
        }
        let half = owing(&app, EMAIL).await;
        let before = mails_about(&app, WRONG_CODES).await;
        submit_code(&half, phone.wrong_code(&app))
            .await
            .unwrap_err();
        if mails_about(&app, WRONG_CODES).await > before {
            told.push(failures);
        }
    }
    assert_eq!(told, [5, 10, 20, 30]);
    let half = owing(&app, EMAIL).await;
    let code = &phone.backup_codes[0];
    submit_backup_code(&half, code).await.unwrap();
    let happened = events(&half).await;
    let failed = happened.iter().filter(|it| **it == Event::SecondStepFailed);
    assert_eq!(failed.count(), 4);
}

const NO_SECOND_STEP: &str = "your password was given, and no second step";

#[tokio::test]
async fn the_right_password_again_and_again_without_a_second_step_is_told_once_a_day() {
    // RL-9.
    let app = TestApp::new().await;
    let (known, phone) = confirmed(&app, EMAIL).await;
    for _ in 0..10 {
        submit_password(&known, EMAIL, PASSWORD).await.unwrap();
    }
    for _ in 0..4 {
        owing(&app, EMAIL).await;
    }
    assert_eq!(mails_about(&app, NO_SECOND_STEP).await, 0);
    sign_in(&app, &known, EMAIL, &phone).await;
    for _ in 0..4 {
        owing(&app, EMAIL).await;
    }
    assert_eq!(mails_about(&app, NO_SECOND_STEP).await, 0, "counted anew");
    for _ in 0..10 {
        owing(&app, EMAIL).await;
    }
    assert_eq!(mails_about(&app, NO_SECOND_STEP).await, 1);
    let happened = events(&known).await;
    let missing = happened
        .iter()
        .filter(|it| **it == Event::SecondStepMissing);
    assert_eq!(missing.count(), 1);
    app.clock.advance_seconds(86_400);
    for _ in 0..6 {
        owing(&app, EMAIL).await;
    }
    assert_eq!(mails_about(&app, NO_SECOND_STEP).await, 2);
}

#[tokio::test]
async fn many_accounts_are_not_many_codes_for_one_network() {
    let app = TestApp::new().await;
    let mut outcomes = Vec::new();
    for index in 0..35 {
        let email = format!("somebody{index}@example.com");
        let browser = newcomer(&app, &email).await.at("192.0.2.7");
        let number = format!("+49151123456{index:02}");
        outcomes.push((
            start_phone(&browser, &number).await.is_ok(),
            start_email(&browser, &email).await.is_ok(),
        ));
    }
    let taken = outcomes.iter().position(|it| *it != (true, true));
    assert_eq!(taken, Some(30), "{outcomes:?}");
    assert!(outcomes[30..].iter().all(|it| *it == (false, false)));
    let elsewhere = newcomer(&app, EMAIL).await.at("192.0.2.8");
    assert!(start_phone(&elsewhere, NUMBER).await.is_ok());
}

#[tokio::test]
async fn an_address_that_can_still_be_put_back_hears_what_happens() {
    // NT-1, RC-2.
    const NEW: &str = "new@example.com";
    let app = TestApp::new().await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    app.clock.advance_seconds(60);
    prove_again(&app, &browser, &phone).await;
    take_email(&app, &browser, NEW).await;
    app.new_letters().await;
    browser
        .call::<RegenerateBackupCodes>(&Nothing {})
        .await
        .unwrap();
    assert_eq!(addressed(&app).await, [EMAIL, NEW]);
    let token = recovery_token(&app, NEW).await;
    assert_eq!(addressed(&app).await, [NEW], "it begins with the link");
    start_recovery(&app.browser(), &token).await.unwrap();
    assert_eq!(addressed(&app).await, [EMAIL, NEW, NEW]);
    let cancel = app.newest_letter(EMAIL).await.token(CANCEL_SCREEN);
    cancel_recovery(&app.browser(), &cancel).await.unwrap();
    assert_eq!(addressed(&app).await, [EMAIL, NEW]);

    app.clock.advance_seconds(7 * 86_400);
    let half = owing(&app, NEW).await;
    submit_code(&half, phone.code(&app)).await.unwrap();
    assert_eq!(addressed(&app).await, [NEW], "it cannot be put back");
}

/// To whom something was sent since it was asked last.
async fn addressed(app: &TestApp) -> Vec<String> {
    let letters = app.new_letters().await;
    let mut addressed: Vec<_> = letters.into_iter().map(|it| it.to).collect();
    addressed.sort();
    addressed
}
