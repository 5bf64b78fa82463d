//! Recovery from a lost second step: a link, a waiting period, and then enrolment.

use crate::{
    email_links::Link,
    support::{
        TestApp,
        account::{
            BOB, NUMBER, OTHER_PASSWORD, RECOVERY_SCREEN, ask_recovery, cancel_recovery, confirmed,
            finish_recovery, finish_reset, reset_token, sign_in, start_recovery, step_up_with_app,
            take_email, take_phone, trust, two_people, undo_email_change, waiting,
        },
        at_once,
        browser::Browser,
        passkey::{PASSKEY, SECURITY_KEY, device, elsewhere, register},
        person::{
            EMAIL, PASSWORD, enrol, enrolled, is_signed_in, pending_sign_in, security, standing,
            submit_code, submit_password,
        },
        table::calls,
    },
};
use contract::{
    Nothing, Problem,
    endpoint::{Access, CancelOwnRecovery},
    recovery::Recovery,
    sign_in::NextStep,
};

pub const NEW_EMAIL: &str = "ann.new@example.com";

#[tokio::test]
async fn a_recovery_takes_password_link_and_time_and_then_enrolment_is_all_that_is_open() {
    // RC-2.
    let app = TestApp::new().await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    register(&browser, &mut device(PASSKEY), PASSKEY).await;
    sign_in(&app, &browser, EMAIL, &phone).await;
    trust(&browser).await.unwrap();
    app.clock.advance_seconds(60);
    take_phone(&app, &browser, NUMBER).await;
    app.clock.advance_seconds(3_600);

    let pending = pending_sign_in(&app, EMAIL).await;
    let too_early = Err(Problem::RecoveryNotReady);
    let asked = ask_recovery(&pending).await.unwrap();
    let expires_at = app.clock.now().plus_seconds(1_800);
    assert_eq!(asked, Recovery::LinkSent { expires_at });
    assert_eq!(finish_recovery(&pending).await, too_early);
    let token = app.newest_message(EMAIL).await.token(RECOVERY_SCREEN);
    let reader = app.browser();
    let started = start_recovery(&reader, &token).await.unwrap();
    let ready_at = app.clock.now().plus_seconds(24 * 3_600);
    assert_eq!(started, Recovery::Waiting { ready_at });
    assert!(reader.cookies().is_empty(), "it opens nothing");
    assert_eq!(finish_recovery(&pending).await, too_early);

    app.clock.advance_seconds(24 * 3_600 - 1);
    let pending = pending_sign_in(&app, EMAIL).await;
    assert_eq!(finish_recovery(&pending).await, too_early);
    app.clock.advance_seconds(1);
    let NextStep::SecondStep(step) = standing(&pending).await else {
        panic!("not asked for the second step")
    };
    let expires_at = ready_at.plus_seconds(7 * 24 * 3_600);
    assert_eq!(step.recovery, Some(Recovery::Ready { expires_at }));
    let session = pending.copy();
    let next = finish_recovery(&pending).await.unwrap();
    assert!(matches!(next, NextStep::EnrolmentRequired(_)), "{next:?}");
    // SE-2: whoever had the sign-in between its steps has nothing.
    assert_eq!(standing(&session).await, NextStep::Password);
    assert_eq!(security(&browser).await.unwrap_err(), Problem::NotSignedIn);
    for table in [
        "authenticators",
        "passkeys",
        "backup_code_sets",
        "phones",
        "devices",
    ] {
        let held = app.count(&format!("SELECT COUNT(*) FROM {table}")).await;
        let this_browser = i64::from(table == "devices");
        assert_eq!(held, this_browser, "{table}");
    }
    // The way on, until something is enrolled: also after signing in anew.
    let refused = security(&pending).await.unwrap_err();
    assert_eq!(refused, Problem::EnrolmentRequired);
    let again = app.browser();
    let step = submit_password(&again, EMAIL, PASSWORD).await.unwrap();
    assert!(matches!(step, NextStep::EnrolmentRequired(_)), "{step:?}");
    let refused = security(&again).await.unwrap_err();
    assert_eq!(refused, Problem::EnrolmentRequired);
    let phone = enrol(&app, &again).await;
    assert!(security(&again).await.is_ok());
    app.next_step();
    let fresh = pending_sign_in(&app, EMAIL).await;
    submit_code(&fresh, phone.code(&app)).await.unwrap();
    assert!(is_signed_in(&fresh).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_twenty_that_finish_a_recovery_at_once_one_does() {
    let app = TestApp::new().await;
    confirmed(&app, EMAIL).await;
    waiting(&app, EMAIL).await;
    app.clock.advance_seconds(24 * 3_600);
    let mut halves = Vec::new();
    for _ in 0..20 {
        let pending = elsewhere(&app);
        submit_password(&pending, EMAIL, PASSWORD).await.unwrap();
        halves.push(pending);
    }
    let outcomes = at_once(20, |number| {
        let pending = halves[number].clone();
        async move { finish_recovery(&pending).await }
    })
    .await;
    let finished = outcomes.iter().filter(|it| it.is_ok()).count();
    assert_eq!(finished, 1, "{outcomes:?}");
    assert_eq!(app.count("SELECT COUNT(*) FROM sessions").await, 1);
}

/// A server with a person whose recovery was finished, in the browser where it was.
async fn recovered() -> (TestApp, Browser) {
    let app = TestApp::new().await;
    confirmed(&app, EMAIL).await;
    waiting(&app, EMAIL).await;
    app.clock.advance_seconds(24 * 3_600);
    let pending = pending_sign_in(&app, EMAIL).await;
    finish_recovery(&pending).await.unwrap();
    (app, pending)
}

#[tokio::test]
async fn after_a_recovery_nothing_but_enrolment_is_open() {
    // RC-2: every row of the table.
    let (app, browser) = recovered().await;
    for call in calls() {
        // These end the session that the others need.
        if matches!(call.name, "SubmitPassword" | "SignOut") {
            continue;
        }
        let before = app.dump().await;
        let answer = call.make(&browser.copy()).await;
        if matches!(call.access, Access::SignedIn | Access::RecentlyProved) {
            assert_eq!(
                answer.problem(),
                Problem::EnrolmentRequired,
                "{}",
                call.name
            );
            assert_eq!(app.dump().await, before, "{}", call.name);
        }
        assert!(
            !answer.text().contains(r#""state":"signed_in""#),
            "{}",
            call.name
        );
    }
}

#[tokio::test]
async fn after_a_recovery_any_method_ends_the_enrolment() {
    let (app, browser) = recovered().await;
    let on = take_phone(&app, &browser, NUMBER).await;
    assert!(on.backup_codes.is_some());
    assert!(security(&browser).await.is_ok());
    assert!(matches!(standing(&browser).await, NextStep::SignedIn(_)));
    let (_, browser) = {
        let (app, browser) = recovered().await;
        register(&browser, &mut device(SECURITY_KEY), SECURITY_KEY).await;
        (app, browser)
    };
    assert!(security(&browser).await.is_ok());
}

#[tokio::test]
async fn nobody_finishes_the_recovery_of_somebody_else() {
    // PS-3.
    let app = TestApp::new().await;
    two_people(&app).await;
    waiting(&app, EMAIL).await;
    app.clock.advance_seconds(24 * 3_600);
    let of_bob = pending_sign_in(&app, BOB).await;
    let refused = finish_recovery(&of_bob).await;
    assert_eq!(refused, Err(Problem::RecoveryNotReady));
    assert!(
        finish_recovery(&pending_sign_in(&app, EMAIL).await)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_recovery_takes_the_password_that_is_in_force() {
    // RC-2: the link alone finishes nothing, and a sign-in that lapsed neither.
    let app = TestApp::new().await;
    confirmed(&app, EMAIL).await;
    waiting(&app, EMAIL).await;
    app.clock.advance_seconds(24 * 3_600);
    assert_eq!(
        finish_recovery(&app.browser()).await,
        Err(Problem::SignInExpired)
    );
    let pending = pending_sign_in(&app, EMAIL).await;
    app.clock.advance_seconds(600);
    assert_eq!(finish_recovery(&pending).await, Err(Problem::SignInExpired));
}

#[tokio::test]
async fn a_recovery_lapses_after_a_week() {
    let app = TestApp::new().await;
    confirmed(&app, EMAIL).await;
    waiting(&app, EMAIL).await;
    app.clock.advance_seconds(8 * 24 * 3_600);
    let pending = pending_sign_in(&app, EMAIL).await;
    assert_eq!(
        finish_recovery(&pending).await,
        Err(Problem::RecoveryNotReady)
    );
}

#[tokio::test]
async fn a_recovery_can_be_stopped_by_the_link_until_it_is_finished() {
    let app = TestApp::new().await;
    let (browser, _) = confirmed(&app, EMAIL).await;
    let cancel = waiting(&app, EMAIL).await;
    let overview = security(&browser).await.unwrap();
    assert!(matches!(overview.recovery, Some(Recovery::Waiting { .. })));
    app.clock.advance_seconds(24 * 3_600);
    cancel_recovery(&app.browser(), &cancel).await.unwrap();
    let pending = pending_sign_in(&app, EMAIL).await;
    assert_eq!(
        finish_recovery(&pending).await,
        Err(Problem::RecoveryNotReady)
    );
    assert_eq!(app.count("SELECT COUNT(*) FROM authenticators").await, 1);
}

#[tokio::test]
async fn whoever_is_signed_in_stops_a_recovery_after_a_proof() {
    let app = TestApp::new().await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    waiting(&app, EMAIL).await;
    app.clock.advance_seconds(600);
    let stop = async || browser.call::<CancelOwnRecovery>(&Nothing {}).await;
    assert!(matches!(stop().await, Err(Problem::StepUpRequired { .. })));
    step_up_with_app(&app, &browser, &phone).await;
    assert_eq!(stop().await, Ok(Nothing {}));
    assert_eq!(stop().await, Err(Problem::NotFound));
    assert_eq!(security(&browser).await.unwrap().recovery, None);
}

#[tokio::test]
async fn asking_again_for_a_recovery_that_waits_changes_nothing() {
    let app = TestApp::new().await;
    confirmed(&app, EMAIL).await;
    waiting(&app, EMAIL).await;
    let ready_at = app.clock.now().plus_seconds(24 * 3_600);
    app.clock.advance_seconds(3_600);
    app.new_messages().await;
    let pending = pending_sign_in(&app, EMAIL).await;
    for _ in 0..5 {
        let asked = ask_recovery(&pending).await.unwrap();
        assert_eq!(asked, Recovery::Waiting { ready_at });
    }
    assert_eq!(app.new_messages().await, []);
}

#[tokio::test]
async fn without_a_confirmed_address_there_is_no_recovery() {
    let app = TestApp::new().await;
    enrolled(&app, EMAIL).await;
    let pending = pending_sign_in(&app, EMAIL).await;
    let NextStep::SecondStep(asked) = standing(&pending).await else {
        panic!("not asked for the second step")
    };
    assert!(!asked.can_recover);
    app.new_messages().await;
    let refused = ask_recovery(&pending).await;
    assert_eq!(refused, Err(Problem::RecoveryUnavailable));
    assert_eq!(app.new_messages().await, []);
}

#[tokio::test]
async fn what_changes_the_way_in_stops_a_recovery() {
    // A changed password, one by mail, a changed address, and its undoing.
    for change in 0..4 {
        let app = TestApp::new().await;
        let (browser, phone) = confirmed(&app, EMAIL).await;
        app.clock.advance_seconds(60);
        let undo = if change == 3 {
            Some(Link::Undo.token(&app, EMAIL, &phone).await)
        } else {
            None
        };
        let email = if change == 3 {
            "new.ann@example.com"
        } else {
            EMAIL
        };
        let cancel = waiting(&app, email).await;
        app.clock.advance_seconds(60);
        match change {
            0 => {
                crate::account::password::change(&browser, PASSWORD, OTHER_PASSWORD)
                    .await
                    .unwrap();
            }
            1 => {
                let token = reset_token(&app, EMAIL).await;
                finish_reset(&app.browser(), &token, OTHER_PASSWORD)
                    .await
                    .unwrap();
            }
            2 => drop(take_email(&app, &browser, NEW_EMAIL).await),
            _ => drop(
                undo_email_change(&app.browser(), &undo.unwrap())
                    .await
                    .unwrap(),
            ),
        }
        assert_eq!(
            app.count("SELECT COUNT(*) FROM recoveries").await,
            0,
            "{change}"
        );
        let refused = cancel_recovery(&app.browser(), &cancel).await;
        assert_eq!(refused, Err(Problem::LinkExpired), "{change}");
        // And the mail that would say that it is ready does not go out.
        let due_later = app
            .messages()
            .await
            .into_iter()
            .filter(|it| it.due_at > app.clock.now());
        assert_eq!(due_later.count(), 0, "{change}");
    }
}

#[tokio::test]
async fn the_hours_of_waiting_are_those_of_the_settings() {
    let app = TestApp::with(&["--recovery-hours", "2"]).await;
    confirmed(&app, EMAIL).await;
    waiting(&app, EMAIL).await;
    app.clock.advance_seconds(2 * 3_600 - 1);
    let pending = pending_sign_in(&app, EMAIL).await;
    assert_eq!(
        finish_recovery(&pending).await,
        Err(Problem::RecoveryNotReady)
    );
    app.clock.advance_seconds(1);
    assert!(finish_recovery(&pending).await.is_ok());
}
