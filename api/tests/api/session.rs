//! Sessions: `/api/session`, `/api/sign-out`, and how long one lasts.

use crate::support::{
    TestApp,
    account::altered_text,
    person::{
        EMAIL, PASSWORD, credentials, enrol, enrolled, enrolled_with_pending, is_signed_in,
        newcomer, pending_sign_in, security, sign_up, standing, submit_code, submit_password,
    },
};
use contract::{
    Nothing, Problem,
    endpoint::{ReadSession, SignOut, SubmitPassword},
    sign_in::NextStep,
};

const SESSION: &str = "latchkey";

#[tokio::test]
async fn nobody_is_signed_in_at_first() {
    let app = TestApp::new().await;
    assert_eq!(standing(&app.browser()).await, NextStep::Password);
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let app = TestApp::new().await;
    sign_up(&app, EMAIL, PASSWORD).await.unwrap();
    let browser = app.browser();
    let answer = browser
        .ask::<SubmitPassword>(&credentials(EMAIL, PASSWORD))
        .await;
    let set: Vec<&str> = answer
        .set_cookies()
        .into_iter()
        .filter(|it| !it.contains("Max-Age=0"))
        .collect();
    let [cookie, of_browser] = set[..] else {
        panic!("{set:?}")
    };
    for part in [
        "latchkey=",
        "; Path=/",
        "; HttpOnly",
        "; SameSite=",
        "; Max-Age=86400",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(
        !cookie.contains("Domain") && !cookie.contains("SameSite=None"),
        "{cookie}"
    );
    assert!(of_browser.starts_with("latchkey-device="), "{of_browser}");
    let attributes = "; Path=/; Max-Age=34560000; HttpOnly; SameSite=Strict";
    assert!(of_browser.ends_with(attributes), "{of_browser}");
    let token = browser.cookie(SESSION).unwrap();
    assert_eq!(token.len(), 43, "256 bits");
    assert!(!answer.text().contains(&token), "a token is in no body");
}

#[tokio::test]
async fn by_https_the_cookie_is_bound_to_the_host() {
    let app = TestApp::with(&["--origin", "https://example.org"]).await;
    sign_up(&app, EMAIL, PASSWORD).await.unwrap();
    let answer = app
        .browser()
        .ask::<SubmitPassword>(&credentials(EMAIL, PASSWORD))
        .await;
    for cookie in answer.set_cookies() {
        assert!(cookie.starts_with("__Host-latchkey"), "{cookie}");
        assert!(
            cookie.contains("; Secure") && cookie.contains("; Path=/"),
            "{cookie}"
        );
    }
    let plain = app.browser();
    plain.set_cookie(SESSION, "x");
    assert_eq!(standing(&plain).await, NextStep::Password);
}

#[tokio::test]
async fn each_step_up_in_trust_gives_a_new_token_and_kills_the_old_one() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let mut seen = vec![browser.copy()];
    submit_password(&browser, EMAIL, PASSWORD).await.unwrap();
    seen.push(browser.copy());
    let phone = enrol(&app, &browser).await;
    seen.push(browser.copy());
    app.next_step();
    crate::support::person::step_up(&browser, phone.code(&app))
        .await
        .unwrap();
    seen.push(browser.copy());
    crate::account::password::change(&browser, PASSWORD, "another horse, another staple")
        .await
        .unwrap();
    for old in &seen {
        assert_ne!(old.cookie(SESSION), browser.cookie(SESSION));
        assert_eq!(security(old).await.unwrap_err(), Problem::NotSignedIn);
    }
    assert!(is_signed_in(&browser).await);
}

#[tokio::test]
async fn the_session_from_before_ends_when_the_browser_signs_in_again() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
    submit_code(&browser, phone.code(&app)).await.unwrap();
    let before = browser.copy();
    submit_password(&browser, EMAIL, PASSWORD).await.unwrap();
    assert_eq!(security(&before).await.unwrap_err(), Problem::NotSignedIn);
    assert!(matches!(standing(&browser).await, NextStep::SecondStep(_)));
}

#[tokio::test]
async fn a_planted_token_is_never_adopted() {
    let app = TestApp::new().await;
    sign_up(&app, EMAIL, PASSWORD).await.unwrap();
    let planted = "A".repeat(43);
    for name in [SESSION, "latchkey-pending"] {
        let browser = app.browser();
        browser.set_cookie(name, &planted);
        assert_eq!(standing(&browser).await, NextStep::Password);
        submit_password(&browser, EMAIL, PASSWORD).await.unwrap();
        assert_ne!(browser.cookie(SESSION), Some(planted.clone()));
        assert_ne!(browser.cookie(name), Some(planted.clone()));
    }
}

#[tokio::test]
async fn a_token_that_was_altered_by_one_bit_opens_nothing() {
    // SE-1, PS-1.
    let app = TestApp::new().await;
    let (pending, phone) = enrolled_with_pending(&app, EMAIL).await;
    let signed_in = newcomer(&app, "bob@example.com").await;
    for (browser, name) in [(&pending, "latchkey-pending"), (&signed_in, SESSION)] {
        let token = browser.cookie(name).unwrap();
        let other = app.browser();
        other.set_cookie(name, &altered_text(&token));
        assert_eq!(standing(&other).await, NextStep::Password, "{name}");
        assert_eq!(security(&other).await.unwrap_err(), Problem::NotSignedIn);
        let refused = submit_code(&other, phone.code(&app)).await;
        assert_eq!(refused, Err(Problem::SignInExpired), "{name}");
    }
    assert!(submit_code(&pending, phone.code(&app)).await.is_ok());
}

#[tokio::test]
async fn whatever_stands_in_a_cookie_opens_nothing() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let token = browser.cookie(SESSION).unwrap();
    let id = app.text("SELECT id FROM sessions").await;
    let hash = app.bytes("SELECT token_hash FROM sessions").await;
    let hash = data_encoding::BASE64URL_NOPAD.encode(&hash);
    for value in [
        "",
        "x",
        "null",
        "0",
        "' OR 1=1 --",
        &id,
        &hash,
        &token.to_lowercase(),
        &format!("{token}A"),
        token.split_at(42).0,
        &"A".repeat(4_000),
    ] {
        let other = app.browser();
        other.set_cookie(SESSION, value);
        assert_eq!(
            security(&other).await.unwrap_err(),
            Problem::NotSignedIn,
            "{value}"
        );
    }
}

#[tokio::test]
async fn an_idle_session_ends_after_an_hour() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    for _ in 0..3 {
        app.clock.advance_seconds(3_599);
        assert!(is_signed_in(&browser).await, "each use keeps it open");
    }
    app.clock.advance_seconds(3_600);
    let before = browser.copy();
    assert_eq!(security(&before).await.unwrap_err(), Problem::NotSignedIn);
    assert_eq!(standing(&browser).await, NextStep::Password);
}

#[tokio::test]
async fn a_session_in_use_ends_after_a_day() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    for _ in 0..47 {
        app.clock.advance_seconds(1_800);
        assert!(is_signed_in(&browser).await);
    }
    // A new token does not make the day longer.
    crate::support::person::step_up(&browser, phone.code(&app))
        .await
        .unwrap();
    app.clock.advance_seconds(1_799);
    assert!(is_signed_in(&browser).await);
    app.clock.advance_seconds(1);
    assert!(!is_signed_in(&browser).await);
}

#[tokio::test]
async fn how_long_a_session_lasts_is_for_the_settings_to_say() {
    // SE-3.
    let arguments = ["--session-idle-minutes", "5", "--session-hours", "1"];
    let app = TestApp::with(&arguments).await;
    let browser = newcomer(&app, EMAIL).await;
    for _ in 0..12 {
        app.clock.advance_seconds(299);
        assert!(is_signed_in(&browser).await);
    }
    app.clock.advance_seconds(12);
    assert!(!is_signed_in(&browser).await, "after an hour");
    submit_password(&browser, EMAIL, PASSWORD).await.unwrap();
    app.clock.advance_seconds(300);
    assert!(!is_signed_in(&browser).await, "five minutes without use");
}

#[tokio::test]
async fn signing_out_ends_it_at_once_and_twice_is_fine() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let before = browser.copy();
    let answer = browser.ask::<SignOut>(&Nothing {}).await;
    assert_eq!(answer.json()["state"], "password");
    // What is left names a browser, and opens nothing.
    let left: Vec<String> = browser.cookies().into_keys().collect();
    assert_eq!(left, ["latchkey-device"]);
    assert_eq!(security(&before).await.unwrap_err(), Problem::NotSignedIn);
    assert_eq!(
        before.call::<SignOut>(&Nothing {}).await,
        Ok(NextStep::Password)
    );
    assert_eq!(
        app.browser().call::<SignOut>(&Nothing {}).await,
        Ok(NextStep::Password)
    );
}

#[tokio::test]
async fn signing_out_in_one_browser_leaves_the_other_signed_in() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let other = app.browser();
    submit_password(&other, EMAIL, PASSWORD).await.unwrap();
    browser.call::<SignOut>(&Nothing {}).await.unwrap();
    assert!(is_signed_in(&other).await);
}

#[tokio::test]
async fn a_session_survives_a_restart() {
    let mut app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    app.restart().await;
    assert!(is_signed_in(&browser.moved_to(app.router())).await);
}

#[tokio::test]
async fn a_session_ends_with_its_account() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    app.execute("DELETE FROM accounts").await;
    assert_eq!(security(&browser).await.unwrap_err(), Problem::NotSignedIn);
    assert_eq!(app.count("SELECT COUNT(*) FROM sessions").await, 0);
}

#[tokio::test]
async fn where_a_second_step_is_required_only_enrolment_is_open_without_one() {
    let app = TestApp::with(&["--second-step", "required"]).await;
    let browser = newcomer(&app, EMAIL).await;
    assert!(matches!(
        standing(&browser).await,
        NextStep::EnrolmentRequired(_)
    ));
    assert_eq!(
        security(&browser).await.unwrap_err(),
        Problem::EnrolmentRequired
    );
    enrol(&app, &browser).await;
    assert!(is_signed_in(&browser).await);
    assert!(security(&browser).await.is_ok());
    assert!(matches!(
        standing(&pending_sign_in(&app, EMAIL).await).await,
        NextStep::SecondStep(_)
    ));
}

#[tokio::test]
async fn reading_twice_changes_nothing() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let before = app.dump().await;
    for _ in 0..3 {
        browser.call::<ReadSession>(&Nothing {}).await.unwrap();
        security(&browser).await.unwrap();
    }
    assert_eq!(app.dump().await, before);
}
