//! Accounts that accept nothing but passkeys and security keys.

use crate::support::{
    TestApp,
    account::{
        NUMBER, ask_recovery, confirmed, finish_recovery, recovery_token, set_keys_only,
        start_recovery, submit_sent_code, take_phone, waiting,
    },
    passkey::{PASSKEY, SECURITY_KEY, device, register},
    person::{EMAIL, pending_sign_in, standing, submit_backup_code, submit_code},
};
use contract::{
    Problem, Secret,
    sent_code::Channel,
    sign_in::{Method, NextStep},
};

#[tokio::test]
async fn whoever_accepts_nothing_but_keys_is_asked_for_nothing_else() {
    // PH-1.
    let app = TestApp::with(&["--email-codes", "on"]).await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    crate::support::account::turn_on_email_codes(&browser)
        .await
        .unwrap();
    app.clock.advance_seconds(60);
    take_phone(&app, &browser, NUMBER).await;
    let mut passkey = device(PASSKEY);
    register(&browser, &mut passkey, PASSKEY).await;
    let refused = set_keys_only(&browser, true).await;
    assert_eq!(refused, Err(Problem::TwoKeysNeeded));
    let key = register(&browser, &mut device(SECURITY_KEY), SECURITY_KEY).await;
    let token = recovery_token(&app, EMAIL).await;
    set_keys_only(&browser, true).await.unwrap();

    app.next_step();
    let pending = pending_sign_in(&app, EMAIL).await;
    let NextStep::SecondStep(asked) = standing(&pending).await else {
        panic!("not asked for the second step")
    };
    assert_eq!(asked.methods, [Method::Passkey, Method::SecurityKey]);
    assert!(asked.destinations.is_empty() && !asked.can_recover);
    assert_eq!(asked.recovery, None);
    let before = app.dump().await;
    for refused in [
        submit_code(&pending, phone.code(&app)).await,
        submit_backup_code(&pending, &phone.backup_codes[0]).await,
        submit_sent_code(&pending, Channel::TextMessage, Secret::from("123456")).await,
        submit_sent_code(&pending, Channel::Email, Secret::from("123456")).await,
    ] {
        assert_eq!(refused, Err(Problem::MethodUnavailable));
    }
    for channel in [Channel::TextMessage, Channel::Email] {
        let refused = crate::support::account::send_code(&pending, channel).await;
        assert_eq!(refused, Err(Problem::MethodUnavailable));
    }
    assert_eq!(
        ask_recovery(&pending).await,
        Err(Problem::RecoveryUnavailable)
    );
    assert_eq!(app.dump().await, before);
    // A recovery that was under way is refused as well.
    let started = start_recovery(&app.browser(), &token).await;
    assert!(started.is_err(), "{started:?}");
    // Step-up as well.
    let refused = crate::support::person::step_up(&browser, phone.code(&app)).await;
    assert_eq!(refused.unwrap_err(), Problem::MethodUnavailable);
    // Neither of the two goes while it is on.
    let refused = crate::support::passkey::remove(&browser, &key.passkey.id).await;
    assert_eq!(refused, Err(Problem::TwoKeysNeeded));
    set_keys_only(&browser, false).await.unwrap();
    assert!(submit_code(&pending, phone.code(&app)).await.is_ok());
    crate::support::passkey::remove(&browser, &key.passkey.id)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_recovery_that_waits_ends_when_nothing_but_keys_is_accepted() {
    // PH-1: no fallback.
    let app = TestApp::new().await;
    let (browser, _) = confirmed(&app, EMAIL).await;
    for kind in [PASSKEY, SECURITY_KEY] {
        register(&browser, &mut device(kind), kind).await;
    }
    waiting(&app, EMAIL).await;
    set_keys_only(&browser, true).await.unwrap();
    app.clock.advance_seconds(24 * 3_600);
    let pending = pending_sign_in(&app, EMAIL).await;
    let refused = finish_recovery(&pending).await;
    let is_refused = matches!(
        refused,
        Err(Problem::RecoveryUnavailable | Problem::RecoveryNotReady)
    );
    assert!(is_refused, "{refused:?}");
    assert_eq!(app.count("SELECT COUNT(*) FROM passkeys").await, 2);
}
