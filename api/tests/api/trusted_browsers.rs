//! Browsers that signed in, and trust in them.

use crate::support::{
    TestApp,
    account::{
        BOB, NUMBER, OTHER_PASSWORD, altered_text, confirmed, finish_reset, forget, reset_token,
        sign_in, step_up_with_app, take_phone, trust, trusted, undo_email_change,
    },
    browser::Browser,
    passkey::{Fixture, PASSKEY, Purpose, elsewhere},
    person::{
        EMAIL, PASSWORD, Phone, enrol, enrolled, is_signed_in, newcomer, security, standing,
        step_up_with_password, submit_code, submit_password,
    },
};
use contract::{
    Nothing, Problem,
    authenticator::WhichAuthenticator,
    device::DeviceId,
    endpoint::{
        EndOtherSessions, ForgetAllDevices, RegenerateBackupCodes, RemoveAuthenticator, SignOut,
    },
    sign_in::NextStep,
    step_up::StepUp,
};

const BROWSER_COOKIE: &str = "latchkey-device";

const DAY: i64 = 24 * 3_600;

async fn is_asked_for_the_second_step(browser: &Browser, email: &str) -> bool {
    match submit_password(browser, email, PASSWORD).await.unwrap() {
        NextStep::SecondStep(_) => true,
        NextStep::SignedIn(_) => false,
        other => panic!("{other:?}"),
    }
}

/// Another browser with nothing but the cookie by which this one is known.
fn with_trust_cookie_of(app: &TestApp, browser: &Browser) -> Browser {
    let other = app.browser();
    other.set_cookie(BROWSER_COOKIE, &browser.cookie(BROWSER_COOKIE).unwrap());
    other
}

#[tokio::test]
async fn a_trusted_browser_is_not_asked_for_the_second_step_for_thirty_days() {
    // TD-1.
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    assert!(
        is_asked_for_the_second_step(&browser, EMAIL).await,
        "off by default"
    );
    sign_in(&app, &browser, EMAIL, &phone).await;
    let until = trust(&browser).await.unwrap().until;
    assert_eq!(until, app.clock.now().plus_seconds(30 * DAY));
    assert!(!is_asked_for_the_second_step(&browser, EMAIL).await);
    assert!(is_asked_for_the_second_step(&elsewhere(&app), EMAIL).await);
    // Using it does not make it longer.
    for _ in 0..2 {
        app.clock.advance_seconds(15 * DAY - 1);
        assert!(!is_asked_for_the_second_step(&browser, EMAIL).await);
    }
    app.clock.advance_seconds(2);
    assert!(is_asked_for_the_second_step(&browser, EMAIL).await);
}

#[tokio::test]
async fn trust_never_stands_for_the_password() {
    // TD-1.
    let app = TestApp::new().await;
    let (browser, _) = trusted(&app, EMAIL).await;
    browser.call::<SignOut>(&Nothing {}).await.unwrap();
    assert_eq!(standing(&browser).await, NextStep::Password);
    let wrong = submit_password(&browser, EMAIL, "a wrong horse").await;
    assert_eq!(wrong, Err(Problem::WrongCredentials));
    assert!(!is_signed_in(&browser).await);
}

#[tokio::test]
async fn trust_is_no_step_up() {
    // TD-1, SU-2: the first change asks for the second step.
    let app = TestApp::new().await;
    let (browser, phone) = trusted(&app, EMAIL).await;
    assert!(!is_asked_for_the_second_step(&browser, EMAIL).await);
    assert_eq!(security(&browser).await.unwrap().open_for, 0);
    let regenerate = async || browser.call::<RegenerateBackupCodes>(&Nothing {}).await;
    let refused = regenerate().await.unwrap_err();
    let Problem::StepUpRequired {
        step_up: StepUp::SecondStep(_),
    } = refused
    else {
        panic!("{refused:?}")
    };
    let refused = step_up_with_password(&browser, PASSWORD).await.unwrap_err();
    assert!(matches!(refused, Problem::StepUpRequired { .. }));
    assert_eq!(
        trust(&browser).await,
        Err(Problem::TrustUnavailable),
        "nor does it renew itself"
    );
    step_up_with_app(&app, &browser, &phone).await;
    assert!(regenerate().await.is_ok());
    assert_eq!(trust(&browser).await, Err(Problem::TrustUnavailable));
}

#[tokio::test]
async fn trust_is_given_right_after_both_steps_only() {
    // TD-2.
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    assert_eq!(
        trust(&browser).await,
        Err(Problem::TrustUnavailable),
        "no second step"
    );
    let phone = enrol(&app, &browser).await;
    assert_eq!(
        trust(&browser).await,
        Err(Problem::TrustUnavailable),
        "opened by the password"
    );
    step_up_with_app(&app, &browser, &phone).await;
    assert_eq!(
        trust(&browser).await,
        Err(Problem::TrustUnavailable),
        "a step-up is no sign-in"
    );
    sign_in(&app, &browser, EMAIL, &phone).await;
    app.clock.advance_seconds(599);
    assert!(trust(&browser.copy()).await.is_ok());
    app.clock.advance_seconds(1);
    assert_eq!(
        trust(&browser).await,
        Err(Problem::TrustUnavailable),
        "ten minutes later"
    );
}

#[tokio::test]
async fn a_passkey_alone_may_be_followed_by_trust() {
    let mut fixture = Fixture::new(PASSKEY).await;
    let browser = elsewhere(&fixture.app);
    Purpose::Alone
        .prove(&browser, &mut fixture.device)
        .await
        .unwrap();
    assert!(trust(&browser).await.is_ok());
    assert!(!is_asked_for_the_second_step(&browser, EMAIL).await);
}

#[tokio::test]
async fn the_server_decides_for_how_long_browsers_are_trusted() {
    // TD-2: also for those that are trusted already.
    let mut app = TestApp::with(&["--trust-days", "2"]).await;
    let (browser, phone) = trusted(&app, EMAIL).await;
    app.clock.advance_seconds(2 * DAY - 1);
    assert!(!is_asked_for_the_second_step(&browser, EMAIL).await);
    app.clock.advance_seconds(1);
    assert!(is_asked_for_the_second_step(&browser, EMAIL).await);
    sign_in(&app, &browser, EMAIL, &phone).await;
    trust(&browser).await.unwrap();
    app.restart_with(&["--trust-days", "0"]).await;
    let browser = browser.moved_to(app.router());
    let NextStep::SecondStep(asked) = submit_password(&browser, EMAIL, PASSWORD).await.unwrap()
    else {
        panic!("not asked for the second step")
    };
    assert_eq!(asked.trust_days, 0);
    app.next_step();
    submit_code(&browser, phone.code(&app)).await.unwrap();
    assert_eq!(trust(&browser).await, Err(Problem::TrustUnavailable));
    assert_eq!(security(&browser).await.unwrap().devices, []);
}

#[tokio::test]
async fn trust_of_one_account_helps_with_no_other() {
    // TD-1: in the same browser, and with the cookie carried elsewhere.
    let app = TestApp::new().await;
    let (browser, _) = trusted(&app, EMAIL).await;
    app.next_step();
    enrolled(&app, BOB).await;
    assert!(is_asked_for_the_second_step(&browser, BOB).await);
    let carried = with_trust_cookie_of(&app, &browser);
    assert!(is_asked_for_the_second_step(&carried, BOB).await);
}

#[tokio::test]
async fn several_people_may_share_a_browser() {
    let app = TestApp::new().await;
    let (browser, of_ann) = trusted(&app, EMAIL).await;
    app.next_step();
    let (_, of_bob) = enrolled(&app, BOB).await;
    sign_in(&app, &browser, BOB, &of_bob).await;
    assert!(is_asked_for_the_second_step(&browser, BOB).await);
    assert!(!is_asked_for_the_second_step(&browser, EMAIL).await);
    drop(of_ann);
}

#[tokio::test]
async fn the_token_of_a_browser_is_a_new_one_after_every_sign_in_and_an_old_one_is_nothing() {
    // TD-1, SE-2.
    let app = TestApp::new().await;
    let (browser, phone) = trusted(&app, EMAIL).await;
    let mut seen = vec![with_trust_cookie_of(&app, &browser)];
    assert!(!is_asked_for_the_second_step(&browser, EMAIL).await);
    seen.push(with_trust_cookie_of(&app, &browser));
    sign_in_trusted_anew(&app, &browser, &phone).await;
    for old in &seen {
        assert_ne!(old.cookie(BROWSER_COOKIE), browser.cookie(BROWSER_COOKIE));
        assert!(is_asked_for_the_second_step(old, EMAIL).await);
    }
    assert!(!is_asked_for_the_second_step(&browser, EMAIL).await);
}

/// Asks for the second step once more, and is trusted anew.
async fn sign_in_trusted_anew(app: &TestApp, browser: &Browser, phone: &Phone) {
    step_up_with_app(app, browser, phone).await;
    browser.call::<ForgetAllDevices>(&Nothing {}).await.unwrap();
    sign_in(app, browser, EMAIL, phone).await;
    trust(browser).await.unwrap();
}

#[tokio::test]
async fn a_browser_cookie_that_was_altered_or_planted_is_nothing() {
    // TD-1.
    let app = TestApp::new().await;
    let (browser, _) = trusted(&app, EMAIL).await;
    let token = browser.cookie(BROWSER_COOKIE).unwrap();
    let hash = app
        .bytes("SELECT token_hash FROM devices WHERE trusted_until IS NOT NULL")
        .await;
    let id = app
        .text("SELECT id FROM devices WHERE trusted_until IS NOT NULL")
        .await;
    let session = browser.cookie("latchkey").unwrap();
    for planted in [
        altered_text(&token),
        "A".repeat(43),
        data_encoding::BASE64URL_NOPAD.encode(&hash),
        id,
        session,
        String::new(),
        format!("{token}="),
    ] {
        let other = elsewhere(&app);
        other.set_cookie(BROWSER_COOKIE, &planted);
        assert!(
            is_asked_for_the_second_step(&other, EMAIL).await,
            "{planted}"
        );
        assert_ne!(other.cookie(BROWSER_COOKIE), None);
    }
    assert!(!is_asked_for_the_second_step(&browser, EMAIL).await);
}

#[tokio::test]
async fn the_cookie_of_a_browser_opens_nothing_by_itself() {
    let app = TestApp::new().await;
    let (browser, _) = trusted(&app, EMAIL).await;
    let token = browser.cookie(BROWSER_COOKIE).unwrap();
    for name in [
        "latchkey",
        "latchkey-pending",
        "latchkey-ceremony",
        BROWSER_COOKIE,
    ] {
        let other = app.browser();
        other.set_cookie(name, &token);
        assert_eq!(standing(&other).await, NextStep::Password);
        assert_eq!(security(&other).await.unwrap_err(), Problem::NotSignedIn);
    }
}

/// A change that ends trust, made in another browser than the trusted one.
#[derive(Clone, Copy, Debug)]
enum Ends {
    ChangedPassword,
    PasswordByMail,
    RemovedMethod,
    LastMethodRemoved,
    OtherSessionsEnded,
    EveryBrowserForgotten,
    UndoneEmail,
}

#[tokio::test]
async fn trust_ends_with_what_it_rested_on() {
    // TD-1, SU-3, PW-7.
    for ends in [
        Ends::ChangedPassword,
        Ends::PasswordByMail,
        Ends::RemovedMethod,
        Ends::LastMethodRemoved,
        Ends::OtherSessionsEnded,
        Ends::EveryBrowserForgotten,
        Ends::UndoneEmail,
    ] {
        let app = TestApp::new().await;
        let (trusting, phone) = trusted(&app, EMAIL).await;
        let other = elsewhere(&app);
        sign_in(&app, &other, EMAIL, &phone).await;
        let remove = WhichAuthenticator {
            id: phone.id.clone(),
        };
        let mut password = PASSWORD;
        match ends {
            Ends::ChangedPassword => {
                password = OTHER_PASSWORD;
                crate::account::password::change(&other, PASSWORD, password)
                    .await
                    .unwrap();
            }
            Ends::PasswordByMail => {
                password = OTHER_PASSWORD;
                let token = reset_token(&app, EMAIL).await;
                finish_reset(&app.browser(), &token, password)
                    .await
                    .unwrap();
            }
            Ends::RemovedMethod => {
                take_phone(&app, &other, NUMBER).await;
                other.call::<RemoveAuthenticator>(&remove).await.unwrap();
            }
            Ends::LastMethodRemoved => {
                other.call::<RemoveAuthenticator>(&remove).await.unwrap();
                enrol(&app, &other).await;
            }
            Ends::OtherSessionsEnded => {
                other.call::<EndOtherSessions>(&Nothing {}).await.unwrap();
            }
            Ends::EveryBrowserForgotten => {
                other.call::<ForgetAllDevices>(&Nothing {}).await.unwrap();
            }
            Ends::UndoneEmail => {
                crate::support::account::take_email(&app, &other, "ann.new@example.com").await;
                let token = app.newest_message(EMAIL).await.token("/undo-email-change");
                undo_email_change(&app.browser(), &token).await.unwrap();
            }
        }
        let step = submit_password(&trusting, EMAIL, password).await.unwrap();
        assert!(matches!(step, NextStep::SecondStep(_)), "{ends:?} {step:?}");
    }
}

#[tokio::test]
async fn trusted_browsers_are_listed_and_can_be_forgotten() {
    // TD-1.
    let app = TestApp::new().await;
    let (browser, phone) = trusted(&app, EMAIL).await;
    let other = elsewhere(&app);
    sign_in(&app, &other, EMAIL, &phone).await;
    let devices = security(&other).await.unwrap().devices;
    assert_eq!(devices.len(), 1);
    assert!(!devices[0].is_current);
    assert!(security(&browser).await.unwrap().devices[0].is_current);
    // A foreign one and one that is not there are the same (EN-4).
    app.next_step();
    let (of_bob, _) = trusted(&app, BOB).await;
    sign_in_is_recent(&of_bob).await;
    for id in [devices[0].id.clone(), DeviceId("0".repeat(32))] {
        assert_eq!(forget(&of_bob, &id).await, Err(Problem::NotFound));
    }
    step_up_with_app(&app, &other, &phone).await;
    forget(&other, &devices[0].id).await.unwrap();
    assert_eq!(forget(&other, &devices[0].id).await, Err(Problem::NotFound));
    assert!(is_asked_for_the_second_step(&browser, EMAIL).await);
    assert!(!is_asked_for_the_second_step(&of_bob, BOB).await);
}

async fn sign_in_is_recent(browser: &Browser) {
    assert!(security(browser).await.unwrap().open_for > 0);
}

#[tokio::test]
async fn a_session_from_before_its_second_step_is_not_trusted_by_a_copy_of_the_cookie_after_signing_out()
 {
    let app = TestApp::new().await;
    let (browser, _) = trusted(&app, EMAIL).await;
    let copy = browser.copy();
    browser.call::<SignOut>(&Nothing {}).await.unwrap();
    assert_eq!(security(&copy).await.unwrap_err(), Problem::NotSignedIn);
    // The trust stays: it was not ended, and the password is still asked for.
    assert!(!is_asked_for_the_second_step(&browser, EMAIL).await);
}

#[tokio::test]
async fn a_browser_that_nobody_used_for_half_a_year_is_forgotten() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    app.clock.advance_seconds(180 * DAY);
    api::cleanup::sweep(&app.app).await.unwrap();
    assert_eq!(app.count("SELECT COUNT(*) FROM devices").await, 1);
    app.clock.advance_seconds(1);
    api::cleanup::sweep(&app.app).await.unwrap();
    assert_eq!(app.count("SELECT COUNT(*) FROM devices").await, 0);
}

#[tokio::test]
async fn by_https_the_cookie_of_a_browser_is_bound_to_the_host() {
    // TD-1.
    let app = TestApp::with(&["--origin", "https://example.org"]).await;
    let browser = newcomer(&app, EMAIL).await;
    let names: Vec<String> = browser.cookies().into_keys().collect();
    assert_eq!(names, ["__Host-latchkey", "__Host-latchkey-device"]);
}

#[tokio::test]
async fn a_browser_is_confirmed_by_nobody_but_the_account_that_signed_in_there() {
    let app = TestApp::new().await;
    let (of_ann, _) = confirmed(&app, EMAIL).await;
    app.next_step();
    let (of_bob, phone) = confirmed(&app, BOB).await;
    sign_in(&app, &of_bob, BOB, &phone).await;
    // Bob's session with Ann's browser cookie.
    of_bob.set_cookie(BROWSER_COOKIE, &of_ann.cookie(BROWSER_COOKIE).unwrap());
    assert_eq!(trust(&of_bob).await, Err(Problem::TrustUnavailable));
    assert!(is_asked_for_the_second_step(&with_trust_cookie_of(&app, &of_ann), EMAIL).await);
}
