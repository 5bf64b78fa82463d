//! Journeys with codes that are sent: confirming a number or an address, signing in, proving it again.

use crate::{
    contacts_and_links::{TakeBack, run},
    give_code, give_password, inbox, is_let_in,
    page::{Journey as _, Page, Way},
    regenerate, step_up_again,
    support::{
        TestApp,
        person::{EMAIL, PASSWORD, enrolled, is_signed_in, newcomer, security, submit_password},
    },
};
use contract::{
    Nothing, Problem, Secret,
    contact::EmailCodes,
    endpoint::{SignOut, TurnOnEmailCodes},
    recovery::LinkToken,
    sign_in::{Method, NextStep},
    step_up::StepUp as Demand,
};
use flow::{
    Trouble,
    enrol_contact::{Confirmed, EnrolContact, Event, Kind, Step},
    second_step::Event as SecondEvent,
    sign_in::{self, SignIn},
    step_up::{self, StepUp},
};

const NUMBER: &str = "+491701234567";
const NEW_EMAIL: &str = "ann@example.net";

/// Gives a number or an address; a code is on its way.
async fn give(page: &mut Page<'_>, kind: Kind, typed: &str) -> EnrolContact {
    let enrol = page
        .send(EnrolContact::default(), Event::Opened(kind))
        .await;
    page.send(enrol, Event::Given(typed.to_owned())).await
}

/// Gives the code that came there.
async fn confirm(page: &mut Page<'_>, enrol: EnrolContact, to: &str) -> EnrolContact {
    let code = inbox::code(page.app, to).await.unwrap();
    page.send(enrol, Event::CodeGiven(code)).await
}

/// A phone number as the first method, and the codes on paper.
async fn add_phone(page: &mut Page<'_>) -> Vec<Secret> {
    let enrol = give(page, Kind::Phone, "+49 170 123-4567").await;
    let sending = enrol.sending().unwrap();
    assert!(
        sending.is_sent() && !sending.masked.contains("1234"),
        "{sending:?}"
    );
    let enrol = confirm(page, enrol, NUMBER).await;
    assert_eq!(enrol.step, Step::BackupCodes(Confirmed::Phone));
    let codes = page.codes.clone();
    let enrol = page.send(enrol, Event::CodesSaved).await;
    assert_eq!(enrol.step, Step::Finished(Confirmed::Phone));
    assert!(page.codes.is_empty(), "the codes are gone from the screen");
    codes
}

/// Somebody whose only method is a phone number, on a page where nobody is signed in.
async fn with_phone(app: &TestApp) -> Page<'_> {
    let mut page = Page::open(app, newcomer(app, EMAIL).await);
    let codes = add_phone(&mut page).await;
    assert_eq!(codes.len(), 10);
    page.browser.call::<SignOut>(&Nothing {}).await.unwrap();
    // Another code can be sent at once.
    app.clock.advance_seconds(30);
    page
}

#[tokio::test]
async fn a_phone_is_the_first_method_and_signs_in_with_a_code_that_is_sent_by_itself() {
    let app = TestApp::new().await;
    let mut page = with_phone(&app).await;
    let sign_in = give_password(&mut page).await;
    assert_eq!(sign_in.second.shown(), Some(Method::TextMessage));
    let sending = sign_in.second.sending().unwrap();
    assert!(sending.is_sent() && sending.masked.starts_with("+49"));
    assert!(page.listens.is_some(), "the browser reads the message");
    let messages = inbox::collect(&app).await;
    let message = messages.iter().find(|it| it.to == NUMBER).unwrap();
    let code = message.code();
    let last = message.text.lines().last().unwrap();
    assert_eq!(last, format!("@localhost #{}", code.expose()));
    give_code(&mut page, sign_in, code).await;
    assert!(is_let_in(&page), "{:?}", page.ways);
    assert!(page.listens.is_none());
    assert!(is_signed_in(&page.browser).await);
}

#[tokio::test]
async fn a_code_that_the_browser_reads_is_filled_in_and_sent_off_once_trust_is_decided() {
    let app = TestApp::new().await;
    let mut page = with_phone(&app).await;
    let sign_in = give_password(&mut page).await;
    assert!(!sign_in.submits_itself());
    let code = inbox::code(&app, NUMBER).await.unwrap();
    let heard = sign_in::Event::Second(SecondEvent::CodeHeard(page.listens.unwrap(), code.clone()));
    let sign_in = page.send(sign_in, heard).await;
    assert_eq!(page.filled.as_ref(), Some(&code));
    assert!(!is_let_in(&page));
    let chosen = sign_in::Event::TrustChosen(false);
    let sign_in = page.send(sign_in, chosen).await;
    assert!(sign_in.submits_itself());
    let filled = page.filled.take().unwrap();
    give_code(&mut page, sign_in, filled).await;
    assert!(is_let_in(&page), "{:?}", page.ways);
}

#[tokio::test]
async fn a_new_code_can_be_had_after_a_while_and_ends_the_one_before() {
    let app = TestApp::new().await;
    let mut page = with_phone(&app).await;
    let sign_in = give_password(&mut page).await;
    let first = inbox::code(&app, NUMBER).await.unwrap();
    let resend_at = sign_in.second.sending().unwrap().resend_at.unwrap();
    assert_eq!(resend_at, page.now().after_seconds(30));
    let sign_in = page
        .send(sign_in, sign_in::Event::Second(SecondEvent::SendPressed))
        .await;
    assert!(inbox::code(&app, NUMBER).await.is_none(), "too early");
    let sign_in = page.wait(sign_in).await;
    assert_eq!(sign_in.second.sending().unwrap().resend_at, None);
    let sign_in = page
        .send(sign_in, sign_in::Event::Second(SecondEvent::SendPressed))
        .await;
    let second = inbox::code(&app, NUMBER).await.unwrap();
    if first != second {
        let refused = give_code(&mut page, sign_in.clone(), first).await;
        let wrong = Trouble::WrongCode {
            tries_left: 4,
            until: None,
        };
        assert_eq!(refused.trouble(), Some(&wrong));
    }
    give_code(&mut page, sign_in, second).await;
    assert!(is_let_in(&page), "{:?}", page.ways);
}

#[tokio::test]
async fn after_a_reload_the_code_that_is_out_is_not_sent_again() {
    let app = TestApp::new().await;
    let mut page = with_phone(&app).await;
    give_password(&mut page).await;
    let code = inbox::code(&app, NUMBER).await.unwrap();
    let sign_in = page
        .send(SignIn::default(), sign_in::Event::Opened(None))
        .await;
    assert!(sign_in.second.sending().unwrap().is_sent());
    assert!(inbox::code(&app, NUMBER).await.is_none());
    give_code(&mut page, sign_in, code).await;
    assert!(is_let_in(&page), "{:?}", page.ways);
}

#[tokio::test]
async fn a_code_that_grew_old_is_told_and_another_one_lets_in() {
    let app = TestApp::new().await;
    let mut page = with_phone(&app).await;
    let sign_in = give_password(&mut page).await;
    let code = inbox::code(&app, NUMBER).await.unwrap();
    app.clock.advance_seconds(590);
    let again = sign_in::Event::PasswordGiven(crate::credentials(EMAIL, PASSWORD));
    let sign_in = page.send(sign_in, sign_in::Event::StartedOver).await;
    let sign_in = page.send(sign_in, again).await;
    let fresh = inbox::code(&app, NUMBER).await.unwrap();
    if code != fresh {
        let refused = give_code(&mut page, sign_in.clone(), code).await;
        assert!(refused.trouble().is_some(), "{refused:?}");
    }
    give_code(&mut page, sign_in, fresh).await;
    assert!(is_let_in(&page), "{:?}", page.ways);
}

#[tokio::test]
async fn whoever_has_nothing_but_a_phone_steps_up_with_that() {
    let app = TestApp::new().await;
    let mut page = Page::open(&app, newcomer(&app, EMAIL).await);
    add_phone(&mut page).await;
    app.clock.advance_seconds(600);
    let demand = regenerate(&page.browser).await.unwrap_err();
    let asked = step_up::Event::Asked(page.now(), demand);
    let step_up = page.send(StepUp::default(), asked).await;
    assert!(page.listens.is_some());
    // The strongest comes first; whoever has no paper at hand has a code sent.
    let step_up = page
        .send(step_up, step_up::Event::Second(SecondEvent::OtherWayAsked))
        .await;
    let chosen = step_up::Event::Second(SecondEvent::MethodChosen(Method::TextMessage));
    let step_up = page.send(step_up, chosen).await;
    let code = inbox::code(&app, NUMBER).await.unwrap();
    page.send(
        step_up,
        step_up::Event::Second(SecondEvent::CodeGiven(code)),
    )
    .await;
    assert_eq!(page.ways.last(), Some(&Way::Resumed));
    assert_eq!(regenerate(&page.browser).await, Ok(10));
}

#[tokio::test]
async fn with_anything_stronger_no_code_is_sent_for_a_step_up() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    let mut page = Page::open(&app, browser);
    let enrol = give(&mut page, Kind::Phone, NUMBER).await;
    let enrol = confirm(&mut page, enrol, NUMBER).await;
    assert_eq!(enrol.step, Step::Finished(Confirmed::Phone));
    app.clock.advance_seconds(600);
    page.demand = regenerate(&page.browser).await.err();
    let Some(Demand::SecondStep(asked)) = &page.demand else {
        panic!("{:?}", page.demand)
    };
    assert_eq!(asked.methods, [Method::Authenticator, Method::BackupCode]);
    step_up_again(
        &mut page,
        step_up::Event::Second(SecondEvent::CodeGiven(phone.code(&app))),
    )
    .await;
    assert_eq!(inbox::code(&app, NUMBER).await, None);
}

#[tokio::test]
async fn an_address_is_confirmed_and_gets_codes_where_the_server_has_them() {
    let app = TestApp::with(&["--email-codes", "on"]).await;
    let mut page = Page::open(&app, newcomer(&app, EMAIL).await);
    let enrol = give(&mut page, Kind::Email, EMAIL).await;
    let enrol = confirm(&mut page, enrol, EMAIL).await;
    assert!(matches!(enrol.step, Step::Finished(Confirmed::Email(_))));
    let on = page.browser.call::<TurnOnEmailCodes>(&Nothing {}).await;
    assert_eq!(on.unwrap().backup_codes.unwrap().len(), 10);
    let overview = security(&page.browser).await.unwrap();
    assert_eq!(overview.email_codes, EmailCodes::On);
    page.browser.call::<SignOut>(&Nothing {}).await.unwrap();
    app.clock.advance_seconds(30);

    let sign_in = give_password(&mut page).await;
    let sign_in = to_method(&mut page, sign_in, Method::Email).await;
    assert_eq!(sign_in.second.sending().unwrap().masked, "a•••@example.com");
    assert!(page.listens.is_none(), "no browser reads mails");
    let code = inbox::code(&app, EMAIL).await.unwrap();
    give_code(&mut page, sign_in, code).await;
    assert!(is_let_in(&page), "{:?}", page.ways);
}

/// The form of a method.
async fn to_method(page: &mut Page<'_>, sign_in: SignIn, method: Method) -> SignIn {
    if sign_in.second.shown() == Some(method) {
        return sign_in;
    }
    let sign_in = page
        .send(sign_in, sign_in::Event::Second(SecondEvent::OtherWayAsked))
        .await;
    let chosen = sign_in::Event::Second(SecondEvent::MethodChosen(method));
    page.send(sign_in, chosen).await
}

#[tokio::test]
async fn an_address_is_changed_after_a_proof_and_put_back_from_the_old_one() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    app.clock.advance_seconds(600);
    let mut page = Page::open(&app, browser);
    let enrol = give(&mut page, Kind::Email, NEW_EMAIL).await;
    assert_eq!(enrol.step, Step::Form, "it is to be proved again first");
    step_up_again(
        &mut page,
        step_up::Event::Second(SecondEvent::CodeGiven(phone.code(&app))),
    )
    .await;
    let enrol = page.send(enrol, Event::SteppedUp).await;
    let wrong = Event::CodeGiven(Secret::from("000000"));
    let messages = inbox::collect(&app).await;
    let code = inbox::last_code(&messages, NEW_EMAIL).unwrap();
    if code.expose() != "000000" {
        let refused = page.send(enrol.clone(), wrong).await;
        assert!(refused.trouble().is_some());
    }
    let enrol = page.send(enrol, Event::CodeGiven(code)).await;
    let Step::Finished(Confirmed::Email(viewer)) = &enrol.step else {
        panic!("{enrol:?}")
    };
    assert_eq!(viewer.email, NEW_EMAIL);
    let outside = app.browser();
    let refused = submit_password(&outside, EMAIL, PASSWORD).await;
    assert_eq!(refused, Err(Problem::WrongCredentials));

    let token = inbox::link(&app, EMAIL, "/undo-email-change")
        .await
        .unwrap();
    let mut other = Page::open(&app, outside);
    let link = TakeBack::EmailChange(LinkToken { token });
    assert_eq!(run(&mut other, link.clone()).await, Ok(Nothing {}));
    assert_eq!(run(&mut other, link).await, Err(Trouble::LinkExpired));
    assert!(!is_signed_in(&page.browser).await, "every session ends");
    let next = submit_password(&other.browser, EMAIL, PASSWORD).await;
    assert!(matches!(next, Ok(NextStep::SecondStep(_))), "{next:?}");
}
