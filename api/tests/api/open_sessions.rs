//! The sessions of an account: listed, and ended from elsewhere.

use crate::support::{
    TestApp,
    account::{BOB, NUMBER, end_session, sign_in, step_up_with_app, take_phone, with_number_only},
    passkey::elsewhere,
    person::{
        EMAIL, PASSWORD, enrolled, is_signed_in, newcomer, pending_sign_in, security, standing,
        submit_password,
    },
};
use contract::{
    Nothing, Problem, device::SessionId, endpoint::EndOtherSessions, sign_in::NextStep,
};

#[tokio::test]
async fn open_sessions_are_listed_this_one_first() {
    // SE-6.
    let app = TestApp::new().await;
    let (first, phone) = enrolled(&app, EMAIL).await;
    let second = app.browser().at("192.0.2.9");
    sign_in(&app, &second, EMAIL, &phone).await;
    app.next_step();
    enrolled(&app, BOB).await;
    let sessions = security(&first).await.unwrap().sessions;
    let seen: Vec<_> = sessions
        .iter()
        .map(|it| (it.is_current, it.network.as_str()))
        .collect();
    assert_eq!(seen, [(true, "in-process"), (false, "192.0.2.9")]);
    assert_eq!(sessions[1].created_at, app.clock.now().plus_seconds(-30));
    let of_second = security(&second).await.unwrap().sessions;
    assert_eq!(of_second[0].id, sessions[1].id);
}

#[tokio::test]
async fn another_session_is_ended_at_once_and_on_every_server() {
    // SE-4, SE-6.
    let app = TestApp::new().await;
    let (first, phone) = enrolled(&app, EMAIL).await;
    let second = elsewhere(&app);
    sign_in(&app, &second, EMAIL, &phone).await;
    let sessions = security(&first).await.unwrap().sessions;
    let other_server = second.moved_to(api::app(app.second().await));
    assert!(is_signed_in(&other_server).await);
    end_session(&first, &sessions[1].id).await.unwrap();
    for browser in [&second, &other_server] {
        assert_eq!(security(browser).await.unwrap_err(), Problem::NotSignedIn);
    }
    let again = end_session(&first, &sessions[1].id).await;
    assert_eq!(again, Err(Problem::NotFound));
    // Its own ends by signing out.
    let own = end_session(&first, &sessions[0].id).await;
    assert_eq!(own, Err(Problem::NotFound));
    assert!(is_signed_in(&first).await);
}

#[tokio::test]
async fn nobody_ends_a_session_of_somebody_else_or_learns_of_it() {
    // EN-4.
    let app = TestApp::new().await;
    let (of_ann, _) = enrolled(&app, EMAIL).await;
    app.next_step();
    let (of_bob, _) = enrolled(&app, BOB).await;
    let id = security(&of_ann).await.unwrap().sessions[0].id.clone();
    for id in [id, SessionId("0".repeat(32)), SessionId(String::new())] {
        assert_eq!(end_session(&of_bob, &id).await, Err(Problem::NotFound));
    }
    assert!(is_signed_in(&of_ann).await);
}

#[tokio::test]
async fn ending_sessions_takes_a_recent_proof() {
    // SE-6.
    let app = TestApp::new().await;
    let (first, phone) = enrolled(&app, EMAIL).await;
    let second = elsewhere(&app);
    sign_in(&app, &second, EMAIL, &phone).await;
    app.clock.advance_seconds(600);
    let other = security(&first).await.unwrap().sessions[1].id.clone();
    let refused = end_session(&first, &other).await;
    assert!(matches!(refused, Err(Problem::StepUpRequired { .. })));
    let refused = first.call::<EndOtherSessions>(&Nothing {}).await;
    assert!(matches!(refused, Err(Problem::StepUpRequired { .. })));
    assert!(is_signed_in(&second).await);
    step_up_with_app(&app, &first, &phone).await;
    let pending = pending_sign_in(&app, EMAIL).await;
    first.call::<EndOtherSessions>(&Nothing {}).await.unwrap();
    assert_eq!(security(&second).await.unwrap_err(), Problem::NotSignedIn);
    assert_eq!(standing(&pending).await, NextStep::Password);
    assert!(is_signed_in(&first).await);
}

#[tokio::test]
async fn every_change_of_the_second_step_ends_the_sessions_elsewhere() {
    // SE-4, SE-5.
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let other = elsewhere(&app);
    submit_password(&other, EMAIL, PASSWORD).await.unwrap();
    take_phone(&app, &browser, NUMBER).await;
    assert_eq!(security(&other).await.unwrap_err(), Problem::NotSignedIn);
    assert!(is_signed_in(&browser).await);

    let (browser, _) = with_number_only(&app, BOB, "+12025550199").await;
    let other = browser.copy();
    app.clock.advance_seconds(60);
    take_phone(&app, &browser, "+12025550198").await;
    assert!(is_signed_in(&browser).await);
    drop(other);
}

#[tokio::test]
async fn a_first_code_by_text_message_gives_the_session_a_new_token() {
    // SE-2.
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let before = browser.copy();
    take_phone(&app, &browser, NUMBER).await;
    assert_eq!(security(&before).await.unwrap_err(), Problem::NotSignedIn);
    assert!(is_signed_in(&browser).await);
}
