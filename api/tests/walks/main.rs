//! Whole journeys: the machines that the page runs, against the real router, without a browser between them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod contacts_and_links;
#[path = "../support/inbox.rs"]
mod inbox;
mod page;
mod passkeys;
mod prompts;
mod recovery;
mod sent_codes;
#[path = "../support/mod.rs"]
mod support;

use contract::{
    Nothing, Problem, Secret,
    endpoint::{RegenerateBackupCodes, SignOut},
    sign_in::Method,
    step_up::StepUp as Demand,
};
use flow::{
    Trouble,
    drift::Whose,
    enrol_authenticator::{self as enrol, EnrolAuthenticator},
    form,
    second_step::Event as SecondEvent,
    sign_in::{self, SignIn},
    sign_up::{self, SignUp},
    step_up::{self, StepUp},
};
use page::{Journey as _, Page, Way, credentials};
use support::{
    TestApp,
    browser::Browser,
    person::{EMAIL, PASSWORD, Phone, enrolled, is_signed_in, newcomer, pending_sign_in, security},
};

/// Opens the sign-in page and gives the right password.
async fn give_password(page: &mut Page<'_>) -> SignIn {
    let sign_in = page
        .send(SignIn::default(), sign_in::Event::Opened(None))
        .await;
    let given = sign_in::Event::PasswordGiven(credentials(EMAIL, PASSWORD));
    page.send(sign_in, given).await
}

async fn give_code(page: &mut Page<'_>, sign_in: SignIn, code: Secret) -> SignIn {
    page.send(
        sign_in,
        sign_in::Event::Second(SecondEvent::CodeGiven(code)),
    )
    .await
}

/// Whether the last thing that happened was that the page let the person in.
fn is_let_in(page: &Page<'_>) -> bool {
    matches!(page.ways.last(), Some(Way::SignedIn(signed_in)) if signed_in.viewer.email == EMAIL)
}

/// Sets up the phone: scans, confirms, saves the codes.
async fn set_up(page: &mut Page<'_>) -> Phone {
    let enrol = page
        .send(EnrolAuthenticator::default(), enrol::Event::Opened)
        .await;
    let mut phone = page.phone();
    let code = phone.code(page.app);
    let given = enrol::Event::CodeGiven {
        code,
        name: "Phone".to_owned(),
    };
    let enrol = page.send(enrol, given).await;
    assert!(
        matches!(enrol.step, enrol::Step::BackupCodes(_)),
        "{enrol:?}"
    );
    phone.backup_codes = page
        .codes
        .iter()
        .map(|code| code.expose().to_owned())
        .collect();
    assert!(page.shown.is_none(), "the secret is gone from the screen");
    page.send(enrol, enrol::Event::CodesSaved).await;
    assert!(page.codes.is_empty(), "the codes are gone from the screen");
    assert_eq!(page.ways.last(), Some(&Way::Enrolled));
    phone
}

fn wrong(step: &SignIn) -> Option<&Trouble> {
    step.trouble()
}

#[tokio::test]
async fn a_new_person_signs_up_enrols_and_comes_back_with_a_code_and_with_a_backup_code() {
    let app = TestApp::new().await;
    let mut page = Page::open(&app, app.browser());
    let account = form::check_new_account(EMAIL, Secret::from(PASSWORD), 15).unwrap();
    page.send(SignUp::default(), sign_up::Event::AccountGiven(account))
        .await;
    assert!(is_let_in(&page), "{:?}", page.ways);
    let phone = set_up(&mut page).await;
    page.browser.call::<SignOut>(&Nothing {}).await.unwrap();

    app.next_step();
    let sign_in = give_password(&mut page).await;
    assert_eq!(sign_in.second.shown(), Some(Method::Authenticator));
    let spaced = phone.code(&app);
    let (left, right) = spaced.expose().split_at(3);
    give_code(&mut page, sign_in, Secret::from(format!("{left} {right}"))).await;
    assert!(is_let_in(&page), "{:?}", page.ways);
    page.browser.call::<SignOut>(&Nothing {}).await.unwrap();

    let sign_in = give_password(&mut page).await;
    let sign_in = page
        .send(sign_in, sign_in::Event::Second(SecondEvent::OtherWayAsked))
        .await;
    assert_eq!(
        sign_in.second.methods(),
        [Method::Authenticator, Method::BackupCode]
    );
    let sign_in = page
        .send(
            sign_in,
            sign_in::Event::Second(SecondEvent::MethodChosen(Method::BackupCode)),
        )
        .await;
    let typed = phone.backup_codes[0].to_lowercase().replace('-', " ");
    give_code(&mut page, sign_in, Secret::from(typed)).await;
    let Some(Way::SignedIn(signed_in)) = page.ways.last() else {
        panic!("{:?}", page.ways)
    };
    assert_eq!(signed_in.backup_codes_left, Some(9));
    assert!(is_signed_in(&page.browser).await);
}

#[tokio::test]
async fn a_wrong_code_is_told_and_the_right_one_lets_in() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    app.next_step();
    let mut page = Page::open(&app, app.browser());
    let sign_in = give_password(&mut page).await;
    let sign_in = give_code(&mut page, sign_in, phone.wrong_code(&app)).await;
    assert_eq!(
        wrong(&sign_in),
        Some(&Trouble::WrongCode {
            tries_left: 4,
            until: None
        })
    );
    give_code(&mut page, sign_in, phone.code(&app)).await;
    assert!(is_let_in(&page));
}

#[tokio::test]
async fn a_wrong_password_is_told_and_nothing_is_lost() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    let mut page = Page::open(&app, app.browser());
    let early = sign_in::Event::Opened(Some(credentials(EMAIL, "wrong horse")));
    let sign_in = page.send(SignIn::default(), early).await;
    assert_eq!(
        (&sign_in.step, wrong(&sign_in)),
        (&sign_in::Step::Password, Some(&Trouble::WrongCredentials))
    );
    page.send(
        sign_in,
        sign_in::Event::PasswordGiven(credentials(EMAIL, PASSWORD)),
    )
    .await;
    assert!(is_let_in(&page));
}

#[tokio::test]
async fn a_form_that_was_sent_before_the_program_came_is_not_lost() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    app.next_step();
    let mut page = Page::open(&app, app.browser());
    let early = sign_in::Event::Opened(Some(credentials(EMAIL, PASSWORD)));
    let sign_in = page.send(SignIn::default(), early).await;
    give_code(&mut page, sign_in, phone.code(&app)).await;
    assert!(is_let_in(&page));
}

#[tokio::test]
async fn a_code_that_was_used_is_told_with_the_moment_of_the_next() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    let mut page = Page::open(&app, app.browser());
    let sign_in = give_password(&mut page).await;
    let sign_in = give_code(&mut page, sign_in, phone.code(&app)).await;
    let next_at = page.now().after_seconds(25);
    assert_eq!(wrong(&sign_in), Some(&Trouble::CodeAlreadyUsed { next_at }));
    let sign_in = page.wait(sign_in).await;
    assert_eq!(page.now(), next_at);
    give_code(&mut page, sign_in, phone.code(&app)).await;
    assert!(is_let_in(&page));
}

#[tokio::test]
async fn who_is_locked_out_waits_signs_in_again_and_gets_in() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    app.next_step();
    let mut page = Page::open(&app, app.browser());
    let mut sign_in = give_password(&mut page).await;
    for _ in 0..6 {
        sign_in = give_code(&mut page, sign_in, phone.wrong_code(&app)).await;
    }
    let until = page.now().after_seconds(900);
    assert_eq!(wrong(&sign_in), Some(&Trouble::TooManyTries { until }));
    assert_eq!(sign_in.locked_until(), Some(until));
    // The password is forgotten before the wait is over.
    let sign_in = page.wait(sign_in).await;
    assert_eq!(
        (&sign_in.step, wrong(&sign_in)),
        (&sign_in::Step::Password, Some(&Trouble::SignInExpired))
    );
    let again = sign_in::Event::PasswordGiven(credentials(EMAIL, PASSWORD));
    let sign_in = page.send(sign_in, again).await;
    let sign_in = give_code(&mut page, sign_in, phone.code(&app)).await;
    assert_eq!(
        wrong(&sign_in),
        Some(&Trouble::TooManyTries { until }),
        "counted by the server"
    );
    let sign_in = page.wait(sign_in).await;
    assert_eq!((page.now(), wrong(&sign_in)), (until, None));
    give_code(&mut page, sign_in, phone.code(&app)).await;
    assert!(is_let_in(&page));
}

#[tokio::test]
async fn a_backup_code_gets_past_a_locked_authenticator() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    app.execute("UPDATE accounts SET second_step_failures = 30")
        .await;
    let mut page = Page::open(&app, app.browser());
    let sign_in = give_password(&mut page).await;
    assert_eq!(
        sign_in.second.shown(),
        Some(Method::BackupCode),
        "what is shut is not shown first"
    );
    let sign_in = page
        .send(sign_in, sign_in::Event::Second(SecondEvent::OtherWayAsked))
        .await;
    let sign_in = page
        .send(
            sign_in,
            sign_in::Event::Second(SecondEvent::MethodChosen(Method::Authenticator)),
        )
        .await;
    let sign_in = give_code(&mut page, sign_in, phone.code(&app)).await;
    assert_eq!(wrong(&sign_in), Some(&Trouble::MethodLocked));
    let sign_in = page
        .send(
            sign_in,
            sign_in::Event::Second(SecondEvent::MethodChosen(Method::BackupCode)),
        )
        .await;
    give_code(
        &mut page,
        sign_in,
        Secret::from(phone.backup_codes[0].as_str()),
    )
    .await;
    assert!(is_let_in(&page));
}

#[tokio::test]
async fn after_a_reload_the_second_step_is_still_asked_for() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    app.next_step();
    let mut page = Page::open(&app, pending_sign_in(&app, EMAIL).await);
    let sign_in = page
        .send(SignIn::default(), sign_in::Event::Opened(None))
        .await;
    assert_eq!(sign_in.second.shown(), Some(Method::Authenticator));
    give_code(&mut page, sign_in, phone.code(&app)).await;
    assert!(is_let_in(&page));
}

#[tokio::test]
async fn who_begins_again_gives_the_password_again() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    app.next_step();
    let mut page = Page::open(&app, app.browser());
    let sign_in = give_password(&mut page).await;
    let before = page.browser.copy();
    let sign_in = page.send(sign_in, sign_in::Event::StartedOver).await;
    assert_eq!(sign_in.step, sign_in::Step::Password);
    let refused = support::person::submit_code(&before, phone.code(&app)).await;
    assert_eq!(refused, Err(Problem::SignInExpired));
    page.send(
        sign_in,
        sign_in::Event::PasswordGiven(credentials(EMAIL, PASSWORD)),
    )
    .await;
    assert!(page.browser.cookie("latchkey-pending").is_some());
}

#[tokio::test]
async fn who_is_signed_in_already_is_led_on() {
    let app = TestApp::new().await;
    let (browser, _) = enrolled(&app, EMAIL).await;
    let mut page = Page::open(&app, browser);
    page.send(SignIn::default(), sign_in::Event::Opened(None))
        .await;
    assert!(is_let_in(&page));
}

#[tokio::test]
async fn an_answer_that_was_lost_leads_back_to_the_password_and_costs_no_second_code() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    app.next_step();
    let mut page = Page::open(&app, app.browser());
    let sign_in = give_password(&mut page).await;
    page.loses_answers = true;
    let sign_in = give_code(&mut page, sign_in, phone.code(&app)).await;
    assert_eq!(wrong(&sign_in), Some(&Trouble::TookTooLong));
    page.loses_answers = false;
    app.next_step();
    let sign_in = give_code(&mut page, sign_in, phone.code(&app)).await;
    assert_eq!(
        (&sign_in.step, wrong(&sign_in)),
        (&sign_in::Step::Password, Some(&Trouble::SignInExpired))
    );
    let sign_in = page
        .send(
            sign_in,
            sign_in::Event::PasswordGiven(credentials(EMAIL, PASSWORD)),
        )
        .await;
    give_code(&mut page, sign_in, phone.code(&app)).await;
    assert!(is_let_in(&page));
}

#[tokio::test]
async fn a_server_that_fails_is_never_a_wrong_password() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    app.app.store.close().await;
    let mut page = Page::open(&app, app.browser());
    let early = sign_in::Event::Opened(Some(credentials(EMAIL, PASSWORD)));
    let sign_in = page.send(SignIn::default(), early).await;
    assert!(
        matches!(wrong(&sign_in), Some(Trouble::ServerFault { .. })),
        "{sign_in:?}"
    );
    assert_eq!(sign_in.step, sign_in::Step::Password);
}

#[tokio::test]
async fn a_taken_address_is_told_only_by_the_sign_in() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    let mut page = Page::open(&app, app.browser());
    let account =
        form::check_new_account(EMAIL, Secret::from("another long password"), 15).unwrap();
    let sign_up = page
        .send(SignUp::default(), sign_up::Event::AccountGiven(account))
        .await;
    assert_eq!(sign_up.trouble(), Some(&Trouble::SignUpRefusedSignIn));
    let account = form::check_new_account(EMAIL, Secret::from(PASSWORD), 15).unwrap();
    page.send(sign_up, sign_up::Event::AccountGiven(account))
        .await;
    assert!(
        is_let_in(&page),
        "whoever knows the password may as well sign in"
    );
}

#[tokio::test]
async fn where_a_second_step_is_required_the_way_leads_to_enrolment() {
    let app = TestApp::with(&["--second-step", "required"]).await;
    let mut page = Page::open(&app, app.browser());
    let account = form::check_new_account(EMAIL, Secret::from(PASSWORD), 8).unwrap();
    page.send(SignUp::default(), sign_up::Event::AccountGiven(account))
        .await;
    assert!(
        matches!(page.ways.last(), Some(Way::ToEnrolment(_))),
        "{:?}",
        page.ways
    );
    set_up(&mut page).await;
    page.send(SignIn::default(), sign_in::Event::Opened(None))
        .await;
    assert!(is_let_in(&page));
}

#[tokio::test]
async fn a_slow_phone_is_told_how_slow_it_is() {
    let app = TestApp::new().await;
    let mut page = Page::open(&app, newcomer(&app, EMAIL).await);
    let enrol = page
        .send(EnrolAuthenticator::default(), enrol::Event::Opened)
        .await;
    let phone = page.phone();
    let given = |code| enrol::Event::CodeGiven {
        code,
        name: String::new(),
    };
    let enrol = page.send(enrol, given(phone.code_of_step(&app, -3))).await;
    let Some(Trouble::ClockOff(drift)) = enrol.trouble() else {
        panic!("{enrol:?}")
    };
    assert_eq!((drift.seconds, drift.whose), (-90, Whose::Phone));
    let enrol = page.send(enrol, given(phone.wrong_code(&app))).await;
    assert!(
        matches!(
            enrol.trouble(),
            Some(Trouble::WrongCode {
                tries_left: 3,
                until: None
            })
        ),
        "{enrol:?}"
    );
    let enrol = page.send(enrol, given(phone.code(&app))).await;
    assert!(matches!(enrol.step, enrol::Step::BackupCodes(_)));
    assert_eq!(page.codes.len(), 10);
}

#[tokio::test]
async fn an_enrolment_survives_a_reload_and_can_be_given_up() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let mut page = Page::open(&app, browser.clone());
    page.send(EnrolAuthenticator::default(), enrol::Event::Opened)
        .await;
    let secret = page.shown.take().unwrap().secret;
    let mut page = Page::open(&app, browser);
    let enrol = page
        .send(EnrolAuthenticator::default(), enrol::Event::Opened)
        .await;
    assert_eq!(page.shown.as_ref().unwrap().secret, secret);
    let enrol = page.send(enrol, enrol::Event::RestartAsked).await;
    assert!(enrol.asks_restart());
    assert_eq!(page.shown.as_ref().unwrap().secret, secret);
    let enrol = page.send(enrol, enrol::Event::RestartConfirmed).await;
    assert_ne!(
        page.shown.as_ref().unwrap().secret,
        secret,
        "a new one when it is asked for"
    );
    page.send(enrol, enrol::Event::Discarded).await;
    assert_eq!(
        (page.ways.last(), page.shown.is_none()),
        (Some(&Way::GivenUp), true)
    );
    assert_eq!(
        app.count("SELECT COUNT(*) FROM pending_authenticators")
            .await,
        0
    );
}

#[tokio::test]
async fn an_enrolment_that_took_too_long_is_told_and_begins_again() {
    let app = TestApp::new().await;
    let mut page = Page::open(&app, newcomer(&app, EMAIL).await);
    let enrol = page
        .send(EnrolAuthenticator::default(), enrol::Event::Opened)
        .await;
    let enrol = page.wait(enrol).await;
    assert_eq!(
        (&enrol.step, enrol.trouble()),
        (&enrol::Step::Stopped, Some(&Trouble::EnrolmentExpired))
    );
    assert!(page.shown.is_none());
    // Ten minutes later the proof is old as well.
    let enrol = page.send(enrol, enrol::Event::RestartAsked).await;
    assert_eq!(page.demand, Some(Demand::Password));
    step_up_again(
        &mut page,
        step_up::Event::PasswordGiven(Secret::from(PASSWORD)),
    )
    .await;
    page.send(enrol, enrol::Event::SteppedUp).await;
    assert!(page.shown.is_some());
}

/// Answers the step-up that is open.
async fn step_up_again(page: &mut Page<'_>, proof: step_up::Event) {
    let demand = page.demand.take().unwrap();
    let step_up = page
        .send(StepUp::default(), step_up::Event::Asked(page.now(), demand))
        .await;
    let step_up = page.send(step_up, proof).await;
    assert_eq!(
        (step_up.trouble(), page.ways.last()),
        (None, Some(&Way::Resumed))
    );
}

async fn regenerate(browser: &Browser) -> Result<usize, Demand> {
    match browser.call::<RegenerateBackupCodes>(&Nothing {}).await {
        Ok(codes) => Ok(codes.codes.len()),
        Err(Problem::StepUpRequired { step_up }) => Err(step_up),
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_change_that_matters_is_made_after_a_step_up() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    app.clock.advance_seconds(600);
    let mut page = Page::open(&app, browser);
    page.demand = regenerate(&page.browser).await.err();
    let demand = page.demand.clone().unwrap();
    let step_up = page
        .send(StepUp::default(), step_up::Event::Asked(page.now(), demand))
        .await;
    let refused = step_up::Event::Second(SecondEvent::CodeGiven(phone.wrong_code(&app)));
    let step_up = page.send(step_up, refused).await;
    assert_eq!(
        step_up.trouble(),
        Some(&Trouble::WrongCode {
            tries_left: 4,
            until: None
        })
    );
    page.send(step_up, step_up::Event::Cancelled).await;
    assert!(regenerate(&page.browser).await.is_err());
    step_up_again(
        &mut page,
        step_up::Event::Second(SecondEvent::CodeGiven(phone.code(&app))),
    )
    .await;
    assert_eq!(regenerate(&page.browser).await, Ok(10));
}

#[tokio::test]
async fn a_page_whose_session_ended_elsewhere_is_told_so() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    app.clock.advance_seconds(600);
    let mut page = Page::open(&app, browser.clone());
    let demand = regenerate(&page.browser).await.unwrap_err();
    let step_up = page
        .send(StepUp::default(), step_up::Event::Asked(page.now(), demand))
        .await;
    browser.copy().call::<SignOut>(&Nothing {}).await.unwrap();
    let step_up = page
        .send(
            step_up,
            step_up::Event::Second(SecondEvent::CodeGiven(phone.code(&app))),
        )
        .await;
    assert_eq!(step_up.trouble(), Some(&Trouble::SignedOut));
    assert_eq!(
        security(&page.browser).await.unwrap_err(),
        Problem::NotSignedIn
    );
}
