//! A pending sign-in, between the two steps: what it is worth, and when it ends.

use crate::support::{
    TestApp, at_once,
    person::{
        EMAIL, PASSWORD, credentials, enrolled, enrolled_with_pending, is_signed_in,
        pending_sign_in, standing, submit_backup_code, submit_code, submit_password,
    },
};
use contract::{
    Nothing, Problem,
    endpoint::{CancelSignIn, SignOut, SubmitPassword},
    sign_in::NextStep,
};

const SESSION: &str = "latchkey";
const PENDING: &str = "latchkey-pending";

#[tokio::test]
async fn it_waits_ten_minutes_and_no_longer() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
    app.clock.advance_seconds(599);
    let step = standing(&browser).await;
    assert!(matches!(step, NextStep::SecondStep(asked) if asked.expires_in == 1));
    app.clock.advance_seconds(1);
    assert_eq!(standing(&browser).await, NextStep::Password);
    assert_eq!(
        submit_code(&browser, phone.code(&app)).await,
        Err(Problem::SignInExpired)
    );
    let refused = submit_backup_code(&browser, &phone.backup_codes[0]).await;
    assert_eq!(refused, Err(Problem::SignInExpired));
}

#[tokio::test]
async fn its_cookie_is_out_of_reach_of_scripts_and_other_sites_and_lasts_as_long() {
    // PS-1.
    let app = TestApp::new().await;
    enrolled(&app, EMAIL).await;
    let browser = app.browser();
    let answer = browser
        .ask::<SubmitPassword>(&credentials(EMAIL, PASSWORD))
        .await;
    let set = answer.set_cookies();
    let cookie = set.iter().find(|it| it.starts_with("latchkey-pending="));
    for part in [
        "; Path=/",
        "; HttpOnly",
        "; SameSite=Strict",
        "; Max-Age=600",
    ] {
        assert!(
            cookie.is_some_and(|it| it.contains(part)),
            "{part}: {set:?}"
        );
    }
    let token = browser.cookie(PENDING).unwrap();
    assert_eq!(token.len(), 43, "256 bits");
    assert!(!answer.text().contains(&token), "a token is in no body");
}

#[tokio::test]
async fn it_is_used_up_by_success() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
    let before = browser.copy();
    submit_code(&browser, phone.code(&app)).await.unwrap();
    assert_eq!(browser.cookie(PENDING), None);
    app.next_step();
    assert_eq!(
        submit_code(&before, phone.code(&app)).await,
        Err(Problem::SignInExpired)
    );
    let refused = submit_backup_code(&before, &phone.backup_codes[0]).await;
    assert_eq!(refused, Err(Problem::SignInExpired));
    assert_eq!(
        app.count("SELECT COUNT(*) FROM backup_codes WHERE used_at IS NULL")
            .await,
        10
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_right_proofs_at_once_open_one_session() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
    let codes = phone.backup_codes.clone();
    let outcomes = at_once(8, |index| {
        let (browser, code) = (browser.copy(), codes[index].clone());
        async move { submit_backup_code(&browser, &code).await }
    })
    .await;
    assert_eq!(
        outcomes.iter().filter(|outcome| outcome.is_ok()).count(),
        1,
        "{outcomes:?}"
    );
    let left = app
        .count("SELECT COUNT(*) FROM backup_codes WHERE used_at IS NULL")
        .await;
    assert_eq!(left, 9, "a proof that opened nothing is not used up");
}

#[tokio::test]
async fn a_new_first_step_in_the_same_browser_voids_it() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
    let old = browser.copy();
    submit_password(&browser, EMAIL, PASSWORD).await.unwrap();
    assert_ne!(browser.cookie(PENDING), old.cookie(PENDING));
    assert_eq!(
        submit_code(&old, phone.code(&app)).await,
        Err(Problem::SignInExpired)
    );
    assert!(submit_code(&browser, phone.code(&app)).await.is_ok());
}

#[tokio::test]
async fn a_first_step_in_another_browser_leaves_it_alone() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
    pending_sign_in(&app, EMAIL).await;
    submit_password(&app.browser(), EMAIL, "wrong horse")
        .await
        .unwrap_err();
    assert!(submit_code(&browser, phone.code(&app)).await.is_ok());
}

#[tokio::test]
async fn it_is_for_the_account_whose_password_was_given() {
    let app = TestApp::new().await;
    let (_, of_bob) = enrolled(&app, "bob@example.com").await;
    let (browser, of_ann) = enrolled_with_pending(&app, EMAIL).await;
    submit_code(&browser, of_bob.code(&app)).await.unwrap_err();
    submit_backup_code(&browser, &of_bob.backup_codes[0])
        .await
        .unwrap_err();
    let step = submit_code(&browser, of_ann.code(&app)).await.unwrap();
    assert!(matches!(step, NextStep::SignedIn(signed_in) if signed_in.viewer.email == EMAIL));
}

#[tokio::test]
async fn no_field_of_the_body_raises_it() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
    let code = phone.code(&app);
    for extra in [
        r#""mfa_verified":true"#,
        r#""state":"signed_in""#,
        r#""amr":["otp"]"#,
        r#""user_id":"x""#,
        r#""account_id":"x""#,
        r#""email":"bob@example.com""#,
        r#""method":"backup_code""#,
    ] {
        let body = format!(
            r#"{{"method":"authenticator","code":"{}",{extra}}}"#,
            code.expose()
        );
        let answer = browser.post("/api/sign-in/proof", body).await;
        assert_eq!(answer.problem(), Problem::Malformed, "{extra}");
    }
    for body in [
        "",
        "{}",
        r#"{"method":"authenticator"}"#,
        r#"{"method":"none"}"#,
        r#"{"code":""}"#,
    ] {
        let answer = browser.post("/api/sign-in/proof", body).await;
        assert_eq!(answer.problem(), Problem::Malformed, "{body}");
    }
    assert!(!is_signed_in(&browser).await);
}

#[tokio::test]
async fn its_cookie_is_no_session_and_the_session_is_no_such_cookie() {
    let app = TestApp::new().await;
    let (pending, phone) = enrolled_with_pending(&app, EMAIL).await;
    let swapped = app.browser();
    swapped.set_cookie(SESSION, &pending.cookie(PENDING).unwrap());
    assert_eq!(standing(&swapped).await, NextStep::Password);
    submit_code(&pending, phone.code(&app)).await.unwrap();
    let swapped = app.browser();
    swapped.set_cookie(PENDING, &pending.cookie(SESSION).unwrap());
    assert_eq!(standing(&swapped).await, NextStep::Password);
    app.next_step();
    assert_eq!(
        submit_code(&swapped, phone.code(&app)).await,
        Err(Problem::SignInExpired)
    );
}

#[tokio::test]
async fn it_can_be_given_up() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
    let old = browser.copy();
    let step = browser.call::<CancelSignIn>(&Nothing {}).await.unwrap();
    assert_eq!((step, browser.cookies().len()), (NextStep::Password, 0));
    assert_eq!(
        submit_code(&old, phone.code(&app)).await,
        Err(Problem::SignInExpired)
    );
    assert_eq!(
        browser.call::<CancelSignIn>(&Nothing {}).await,
        Ok(NextStep::Password)
    );
}

#[tokio::test]
async fn giving_it_up_leaves_a_session_alone() {
    let app = TestApp::new().await;
    let (browser, _) = enrolled(&app, EMAIL).await;
    let step = browser.call::<CancelSignIn>(&Nothing {}).await.unwrap();
    assert!(matches!(step, NextStep::SignedIn(_)));
    assert!(is_signed_in(&browser).await);
}

#[tokio::test]
async fn signing_out_ends_it() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
    let old = browser.copy();
    browser.call::<SignOut>(&Nothing {}).await.unwrap();
    assert_eq!(
        submit_code(&old, phone.code(&app)).await,
        Err(Problem::SignInExpired)
    );
}

#[tokio::test]
async fn a_change_of_password_ends_it() {
    let app = TestApp::new().await;
    let (signed_in, phone) = enrolled(&app, EMAIL).await;
    let pending = pending_sign_in(&app, EMAIL).await;
    crate::account::password::change(&signed_in, PASSWORD, "another horse, another staple")
        .await
        .unwrap();
    app.next_step();
    assert_eq!(
        submit_code(&pending, phone.code(&app)).await,
        Err(Problem::SignInExpired)
    );
}

#[tokio::test]
async fn the_loss_of_the_last_method_ends_it() {
    let app = TestApp::new().await;
    let (signed_in, phone) = enrolled(&app, EMAIL).await;
    let pending = pending_sign_in(&app, EMAIL).await;
    crate::account::authenticators::remove(&signed_in, &phone.id)
        .await
        .unwrap();
    app.next_step();
    assert_eq!(standing(&pending).await, NextStep::Password);
    assert_eq!(
        submit_code(&pending, phone.code(&app)).await,
        Err(Problem::SignInExpired)
    );
}

#[tokio::test]
async fn a_restart_keeps_it_as_it_is() {
    let mut app = TestApp::new().await;
    let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
    app.restart().await;
    let browser = browser.moved_to(app.router());
    assert!(matches!(standing(&browser).await, NextStep::SecondStep(_)));
    assert!(submit_code(&browser, phone.code(&app)).await.is_ok());
}

#[tokio::test]
async fn a_session_that_the_browser_had_beside_it_ends_with_it() {
    let app = TestApp::new().await;
    let (signed_in, _) = enrolled(&app, "bob@example.com").await;
    let (pending, phone) = enrolled_with_pending(&app, EMAIL).await;
    pending.set_cookie(SESSION, &signed_in.cookie(SESSION).unwrap());
    let step = submit_code(&pending, phone.code(&app)).await.unwrap();
    assert!(matches!(step, NextStep::SignedIn(it) if it.viewer.email == EMAIL));
    assert!(!is_signed_in(&signed_in).await);
    assert!(is_signed_in(&pending).await);
}
