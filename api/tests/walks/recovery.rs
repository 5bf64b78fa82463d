//! Journeys of people who lost something, and what comes after the second step: trust, few backup codes, and where somebody
//! was going.

use crate::{
    contacts_and_links::{TakeBack, run},
    give_code, give_password, inbox, is_let_in,
    page::{Page, Way},
    regenerate, set_up,
    support::{
        TestApp,
        person::{
            EMAIL, PASSWORD, Phone, authenticator, enrolled, is_signed_in, pending_sign_in,
            submit_backup_code, submit_password,
        },
    },
};
use contract::{
    Nothing, Problem, Secret,
    contact::{ContactCode, NewEmail},
    endpoint::{ConfirmEmail, SignOut, StartEmail, SubmitProof},
    recovery::{LinkToken, Recovery},
    sign_in::{Method, NextStep},
    step_up::StepUp as Demand,
};
use flow::{
    Trouble, form,
    second_step::Event as SecondEvent,
    sign_in::{self, SignIn, Step},
};

const DAY: i64 = 24 * 60 * 60;
const NEW_PASSWORD: &str = "another horse battery staple";

/// Somebody with an authenticator and a confirmed address, on a page where nobody is signed in; a code of the authenticator
/// is fresh.
async fn confirmed(app: &TestApp) -> (Page<'_>, Phone) {
    let (browser, phone) = enrolled(app, EMAIL).await;
    let said = NewEmail {
        email: EMAIL.to_owned(),
    };
    browser.call::<StartEmail>(&said).await.unwrap();
    let code = inbox::code(app, EMAIL).await.unwrap();
    let said = ContactCode { code };
    browser.call::<ConfirmEmail>(&said).await.unwrap();
    app.next_step();
    (Page::open(app, app.browser()), phone)
}

/// To the screen of somebody who can use none of the methods.
async fn lose_all(page: &mut Page<'_>) -> SignIn {
    let sign_in = give_password(page).await;
    assert!(sign_in.can_recover());
    let sign_in = page.send(sign_in, sign_in::Event::LostAllAsked).await;
    assert!(matches!(sign_in.step, Step::Recovery(_)), "{sign_in:?}");
    sign_in
}

async fn link(app: &TestApp, path: &str) -> LinkToken {
    let token = inbox::link(app, EMAIL, path).await.unwrap();
    LinkToken { token }
}

#[tokio::test]
async fn a_lost_second_step_is_recovered_after_the_wait_and_leads_to_enrolment() {
    let app = TestApp::new().await;
    let (mut page, _) = confirmed(&app).await;
    let sign_in = lose_all(&mut page).await;
    let sign_in = page.send(sign_in, sign_in::Event::RecoveryPressed).await;
    assert!(matches!(
        sign_in.recovery(),
        Some(Recovery::LinkSent { .. })
    ));
    let mut other = Page::open(&app, app.browser());
    let started = run(&mut other, link(&app, "/recovery").await).await;
    let ready_at = app.clock.now().plus_seconds(DAY);
    assert_eq!(started, Ok(Recovery::Waiting { ready_at }));

    // Whoever is too early is told, and waits.
    let sign_in = page.send(sign_in, sign_in::Event::StartedOver).await;
    assert_eq!(sign_in.step, Step::Password);
    let sign_in = lose_all(&mut page).await;
    let sign_in = page.send(sign_in, sign_in::Event::FinishPressed).await;
    assert_eq!(sign_in.trouble, Some(Trouble::RecoveryNotReady));
    app.clock.advance_seconds(DAY);
    let sign_in = lose_all(&mut page).await;
    assert!(matches!(sign_in.recovery(), Some(Recovery::Ready { .. })));
    page.send(sign_in, sign_in::Event::FinishPressed).await;
    let way = page.ways.last();
    assert!(matches!(way, Some(Way::ToEnrolment(_))), "{way:?}");
    assert!(!is_signed_in(&page.browser).await);
    set_up(&mut page).await;
    assert!(is_signed_in(&page.browser).await);
}

#[tokio::test]
async fn a_recovery_is_stopped_by_the_link_in_its_emails() {
    let app = TestApp::new().await;
    let (mut page, phone) = confirmed(&app).await;
    let sign_in = lose_all(&mut page).await;
    let sign_in = page.send(sign_in, sign_in::Event::RecoveryPressed).await;
    let mut other = Page::open(&app, app.browser());
    run(&mut other, link(&app, "/recovery").await)
        .await
        .unwrap();
    let stop = TakeBack::Recovery(link(&app, "/recovery/cancel").await);
    assert_eq!(run(&mut other, stop.clone()).await, Ok(Nothing {}));
    assert_eq!(run(&mut other, stop).await, Err(Trouble::LinkExpired));
    // The methods are as they were.
    let sign_in = page.send(sign_in, sign_in::Event::BackToMethods).await;
    let chosen = sign_in::Event::Second(SecondEvent::MethodChosen(Method::Authenticator));
    let sign_in = page.send(sign_in, chosen).await;
    give_code(&mut page, sign_in, phone.code(&app)).await;
    assert!(is_let_in(&page), "{:?}", page.ways);
    app.clock.advance_seconds(DAY);
    let sign_in = lose_all(&mut Page::open(&app, app.browser())).await;
    assert_eq!(sign_in.recovery(), None);
}

#[tokio::test]
async fn a_new_password_is_set_by_the_link_and_the_second_step_is_still_asked_for() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    app.next_step();
    let mut page = Page::open(&app, app.browser());
    let wish = form::check_reset_wish(" Ann@Example.com ", None).unwrap();
    assert_eq!(run(&mut page, wish).await, Ok(Nothing {}));
    let token = inbox::link(&app, EMAIL, "/reset-password").await.unwrap();
    let new = |password: &str| {
        form::check_password_reset(token.clone(), Secret::from(password), 8).unwrap()
    };
    let common = run(&mut page, new("password123")).await;
    assert!(matches!(common, Err(Trouble::Fields(_))), "{common:?}");
    assert_eq!(run(&mut page, new(NEW_PASSWORD)).await, Ok(Nothing {}));
    let again = run(&mut page, new(NEW_PASSWORD)).await;
    assert_eq!(again, Err(Trouble::LinkExpired));

    let sign_in = give_password(&mut page).await;
    assert_eq!(sign_in.trouble, Some(Trouble::WrongCredentials));
    let given = crate::credentials(EMAIL, NEW_PASSWORD);
    let sign_in = page
        .send(sign_in, sign_in::Event::PasswordGiven(given))
        .await;
    assert_eq!(sign_in.second.shown(), Some(Method::Authenticator));
    give_code(&mut page, sign_in, phone.code(&app)).await;
    assert!(is_let_in(&page), "{:?}", page.ways);
}

#[tokio::test]
async fn a_trusted_browser_is_not_asked_again_but_steps_up_before_a_change() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    app.next_step();
    let mut page = Page::open(&app, app.browser());
    let sign_in = give_password(&mut page).await;
    assert_eq!(sign_in.trust_days(), 30);
    let sign_in = page.send(sign_in, sign_in::Event::TrustChosen(true)).await;
    give_code(&mut page, sign_in, phone.code(&app)).await;
    assert!(is_let_in(&page), "{:?}", page.ways);
    page.browser.call::<SignOut>(&Nothing {}).await.unwrap();
    page.ways.clear();

    let sign_in = give_password(&mut page).await;
    assert_eq!(sign_in.step, Step::Done);
    assert!(is_let_in(&page), "{:?}", page.ways);
    let demand = regenerate(&page.browser).await;
    assert!(matches!(demand, Err(Demand::SecondStep(_))), "{demand:?}");
    // Elsewhere nothing is skipped.
    pending_sign_in(&app, EMAIL).await;
    page.browser.call::<SignOut>(&Nothing {}).await.unwrap();
    app.clock.advance_seconds(30 * DAY);
    let sign_in = give_password(&mut page).await;
    assert_eq!(sign_in.second.shown(), Some(Method::Authenticator));
}

#[tokio::test]
async fn few_backup_codes_lead_to_new_ones_before_where_somebody_was_going() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    for code in &phone.backup_codes[..7] {
        let pending = pending_sign_in(&app, EMAIL).await;
        submit_backup_code(&pending, code).await.unwrap();
    }
    for (code, next, left) in [(7, None, 2), (8, Some("/security?a=b"), 1)] {
        let mut page = Page::open(&app, app.browser());
        let mut sign_in = SignIn::default();
        if let Some(next) = next {
            let wanted = sign_in::Event::NextWanted(next.to_owned());
            sign_in = page.send(sign_in, wanted).await;
        }
        let opened = sign_in::Event::Opened(Some(crate::credentials(EMAIL, PASSWORD)));
        let sign_in = page.send(sign_in, opened).await;
        let sign_in = page
            .send(sign_in, sign_in::Event::Second(SecondEvent::OtherWayAsked))
            .await;
        let chosen = sign_in::Event::Second(SecondEvent::MethodChosen(Method::BackupCode));
        let sign_in = page.send(sign_in, chosen).await;
        let code = Secret::from(phone.backup_codes[code].as_str());
        give_code(&mut page, sign_in, code).await;
        let Some(Way::ToBackupCodes(signed_in, href)) = page.ways.last() else {
            panic!("{:?}", page.ways)
        };
        assert_eq!(signed_in.backup_codes_left, Some(left));
        assert_eq!(href.as_deref(), next);
    }
}

#[tokio::test]
async fn somebody_is_led_where_they_were_going_and_nowhere_else() {
    let app = TestApp::with(&["--next-origins", "https://app.example"]).await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    for (wanted, allowed) in [
        ("/security?tab=1#password", true),
        ("https://app.example/a?b", true),
        ("https://evil.example/", false),
        ("//evil.example", false),
        ("/\\evil.example", false),
        ("javascript:alert(1)", false),
    ] {
        app.next_step();
        let mut page = Page::open(&app, app.browser());
        let next = sign_in::Event::NextWanted(wanted.to_owned());
        let sign_in = page.send(SignIn::default(), next).await;
        let opened = sign_in::Event::Opened(Some(crate::credentials(EMAIL, PASSWORD)));
        let sign_in = page.send(sign_in, opened).await;
        give_code(&mut page, sign_in, phone.code(&app)).await;
        match page.ways.last() {
            Some(Way::To(href, _)) if allowed => assert_eq!(href, wanted),
            Some(Way::SignedIn(_)) if !allowed => {}
            other => panic!("{wanted}: {other:?}"),
        }
    }
    // Whoever is signed in already goes there at once.
    let mut page = Page::open(&app, browser);
    let next = sign_in::Event::NextWanted("/security".to_owned());
    let sign_in = page.send(SignIn::default(), next).await;
    page.send(sign_in, sign_in::Event::Opened(None)).await;
    let way = page.ways.last();
    assert!(matches!(way, Some(Way::To(href, _)) if href == "/security"));
}

#[tokio::test]
async fn a_second_step_that_is_still_there_is_no_obstacle_to_a_reset_and_a_recovery_together() {
    let app = TestApp::new().await;
    let (mut page, phone) = confirmed(&app).await;
    let sign_in = lose_all(&mut page).await;
    page.send(sign_in, sign_in::Event::RecoveryPressed).await;
    let mut other = Page::open(&app, app.browser());
    run(&mut other, link(&app, "/recovery").await)
        .await
        .unwrap();
    // A new password stops what was begun with the old one.
    let wish = form::check_reset_wish(EMAIL, None).unwrap();
    run(&mut other, wish).await.unwrap();
    let token = inbox::link(&app, EMAIL, "/reset-password").await.unwrap();
    let new = form::check_password_reset(token, Secret::from(NEW_PASSWORD), 8).unwrap();
    run(&mut other, new).await.unwrap();
    let pending = app.browser();
    let next = submit_password(&pending, EMAIL, NEW_PASSWORD)
        .await
        .unwrap();
    let NextStep::SecondStep(asked) = next else {
        panic!("{next:?}")
    };
    assert_eq!((asked.can_recover, asked.recovery), (true, None));
    let proof = authenticator(phone.code(&app));
    let proved = pending.call::<SubmitProof>(&proof).await;
    assert!(matches!(proved, Ok(NextStep::SignedIn(_))), "{proved:?}");
    let stale = pending.call::<SubmitProof>(&proof).await;
    assert_eq!(stale, Err(Problem::SignInExpired));
}
