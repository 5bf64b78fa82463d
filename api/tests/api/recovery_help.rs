//! What somebody who lost the second step is told before, during and after: how long it takes, why it cannot be done, and how
//! to stop it.

use crate::support::{
    TestApp,
    account::{
        CANCEL_SCREEN, RECOVERY_SCREEN, ask_recovery, cancel_recovery, confirmed, finish_recovery,
        set_keys_only, start_recovery,
    },
    passkey::{PASSKEY, SECURITY_KEY, device, register},
    person::{EMAIL, enrolled, pending_sign_in, standing},
};
use contract::{
    Nothing, Problem,
    endpoint::ReadSite,
    recovery::{NoRecovery, Recovery},
    sign_in::{NextStep, SecondStep},
    site::Support,
};

async fn asked(app: &TestApp) -> SecondStep {
    match standing(&pending_sign_in(app, EMAIL).await).await {
        NextStep::SecondStep(asked) => asked,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn how_long_a_recovery_takes_is_said_beforehand_and_one_hour_is_no_hours() {
    for (hours, words) in [("1", "begins: 1 hour."), ("24", "begins: 24 hours.")] {
        let app = TestApp::with(&["--recovery-hours", hours]).await;
        confirmed(&app, EMAIL).await;
        assert_eq!(asked(&app).await.recovery_hours.to_string(), hours);
        app.new_messages().await;
        ask_recovery(&pending_sign_in(&app, EMAIL).await)
            .await
            .unwrap();
        let mail = app.next_email(EMAIL).await;
        assert!(mail.text.contains(words), "{}", mail.text);
    }
}

#[tokio::test]
async fn an_address_that_was_never_confirmed_is_why_there_is_no_recovery() {
    let app = TestApp::new().await;
    enrolled(&app, EMAIL).await;
    let asked = asked(&app).await;
    assert!(!asked.can_recover);
    assert_eq!(asked.no_recovery, Some(NoRecovery::EmailNotConfirmed));
    assert_eq!(asked.recovery_hours, 0);
}

#[tokio::test]
async fn accepting_only_keys_is_why_there_is_no_recovery() {
    let app = TestApp::new().await;
    let (browser, _) = confirmed(&app, EMAIL).await;
    for kind in [PASSKEY, SECURITY_KEY] {
        register(&browser, &mut device(kind), kind).await;
    }
    set_keys_only(&browser, true).await.unwrap();
    assert_eq!(asked(&app).await.no_recovery, Some(NoRecovery::KeysOnly));
}

#[tokio::test]
async fn the_first_email_of_a_recovery_stops_it_before_and_after_it_began() {
    for began in [false, true] {
        let app = TestApp::new().await;
        confirmed(&app, EMAIL).await;
        app.new_messages().await;
        let pending = pending_sign_in(&app, EMAIL).await;
        ask_recovery(&pending).await.unwrap();
        let mail = app.next_email(EMAIL).await;
        assert!(mail.text.contains("This was not you?"), "{}", mail.text);
        let stop = mail.token(CANCEL_SCREEN);
        if began {
            let begin = mail.token(RECOVERY_SCREEN);
            start_recovery(&app.browser(), &begin).await.unwrap();
        }
        cancel_recovery(&app.browser(), &stop).await.unwrap();
        let again = cancel_recovery(&app.browser(), &stop).await;
        assert_eq!(again, Err(Problem::LinkExpired));
        assert_eq!(asked(&app).await.recovery, None);
        if began {
            app.clock.advance_seconds(24 * 3_600 + 1);
            let finished = finish_recovery(&pending_sign_in(&app, EMAIL).await).await;
            assert_eq!(finished, Err(Problem::RecoveryNotReady));
        }
    }
}

#[tokio::test]
async fn asking_for_another_link_ends_the_power_of_the_first_email() {
    let app = TestApp::new().await;
    confirmed(&app, EMAIL).await;
    app.new_messages().await;
    let pending = pending_sign_in(&app, EMAIL).await;
    ask_recovery(&pending).await.unwrap();
    let first = app.next_email(EMAIL).await.token(CANCEL_SCREEN);
    ask_recovery(&pending).await.unwrap();
    let refused = cancel_recovery(&app.browser(), &first).await;
    assert_eq!(refused, Err(Problem::LinkExpired));
    let recovery = asked(&app).await.recovery;
    assert!(
        matches!(recovery, Some(Recovery::LinkSent { .. })),
        "{recovery:?}"
    );
}

#[tokio::test]
async fn every_email_of_a_recovery_says_what_to_do_if_it_was_somebody_else() {
    let app = TestApp::new().await;
    confirmed(&app, EMAIL).await;
    app.new_messages().await;
    let pending = pending_sign_in(&app, EMAIL).await;
    ask_recovery(&pending).await.unwrap();
    let mail = app.next_email(EMAIL).await;
    start_recovery(&app.browser(), &mail.token(RECOVERY_SCREEN))
        .await
        .unwrap();
    app.clock.advance_seconds(24 * 3_600 + 1);
    finish_recovery(&pending_sign_in(&app, EMAIL).await)
        .await
        .unwrap();
    let messages = app.messages().await;
    let told: Vec<_> = messages
        .iter()
        .filter(|it| it.subject.contains("recover"))
        .collect();
    assert!(told.len() >= 3, "{told:?}");
    for message in told {
        assert!(
            message.text.contains("This was not you?"),
            "{}",
            message.text
        );
    }
    let last = messages
        .iter()
        .rfind(|it| it.subject.contains("was recovered"));
    assert!(last.unwrap().text.contains("is done"));
}

#[tokio::test]
async fn the_page_is_told_whom_people_can_ask() {
    let support = async |arguments: &[&str]| {
        let app = TestApp::with(arguments).await;
        let site = app.browser().call::<ReadSite>(&Nothing {}).await;
        site.unwrap().support
    };
    assert_eq!(support(&[]).await, None);
    assert_eq!(
        support(&["--support", "help@example.com"]).await,
        Some(Support::Email("help@example.com".to_owned()))
    );
    assert_eq!(
        support(&["--support", "https://example.com/help"]).await,
        Some(Support::Page("https://example.com/help".to_owned()))
    );
}
