//! When a code is sent, to where, and what the message and the answer say.

use super::{BOTH, Fixture, Purpose, WITH_EMAIL_CODES, asked};
use crate::support::{
    TestApp,
    account::{
        NUMBER, OTHER_NUMBER, confirm_phone, send_code, send_step_up_code, sign_in, start_email,
        start_phone, step_up_with_app, step_up_with_sent_code, submit_sent_code, take_email,
        take_phone, turn_on_email_codes, with_email_codes_only, with_number_only,
    },
    browser::Browser,
    outbox::Message,
    passkey::{PASSKEY, SECURITY_KEY, elsewhere},
    person::{
        EMAIL, PASSWORD, backup_code, enrolled, newcomer, pending_sign_in, standing, submit_code,
        submit_password,
    },
};
use contract::{
    Nothing, Problem, Secret,
    contact::PendingContacts,
    endpoint::{ReadPendingContacts, ReadSecurity, StepUpWithProof},
    sent_code::{
        Channel::{Email, TextMessage},
        Destination,
    },
    sign_in::{Method, NextStep, SecondStep},
    step_up::StepUp,
};

#[tokio::test]
async fn a_text_message_names_the_site_and_holds_no_link() {
    // OB-7.
    let fixture = Fixture::new().await;
    let pending = fixture.asker(Purpose::SignIn(TextMessage)).await;
    send_code(&pending, TextMessage).await.unwrap();
    let Message { text, .. } = fixture.app.newest_message(NUMBER).await;
    let code = crate::support::outbox::code_in(&text).unwrap();
    let wanted = format!("{code} is your Latchkey code. Do not share it.\n\n@localhost #{code}");
    assert_eq!(text, wanted);
}

#[tokio::test]
async fn an_email_with_a_code_holds_no_link_that_acts() {
    // OB-7.
    let fixture = Fixture::new().await;
    let pending = fixture.asker(Purpose::SignIn(Email)).await;
    send_code(&pending, Email).await.unwrap();
    let message = fixture.app.newest_message(EMAIL).await;
    let words = message.text.split_whitespace();
    let links: Vec<&str> = words.filter(|word| word.contains("://")).collect();
    assert_eq!(links, [""; 0], "{message:?}");
    assert!(message.text.contains("Do not share it"), "{message:?}");
    assert!(
        !message.subject.contains(message.code().expose()),
        "{message:?}"
    );
}

#[tokio::test]
async fn where_a_code_goes_is_told_masked() {
    // PS-6.
    let fixture = Fixture::new().await;
    let pending = fixture.asker(Purpose::SignIn(TextMessage)).await;
    let told = asked(&pending).await;
    let masked: Vec<_> = told
        .destinations
        .iter()
        .map(|it| (it.channel, it.masked.as_str(), it.sent))
        .collect();
    let wanted = [
        (TextMessage, "+49 ••••• 67", None),
        (Email, "a•••@example.com", None),
    ];
    assert_eq!(masked, wanted);
    let sent = send_code(&pending, TextMessage).await.unwrap();
    let out = sent.sent.unwrap();
    assert_eq!((out.expires_in, out.resend_in), (600, 30));
    // The same after a reload, and none of it tells the number.
    fixture.app.clock.advance_seconds(10);
    let answer = pending.get("/api/session").await;
    assert!(
        !answer.text().contains(NUMBER.trim_start_matches("+4915")),
        "{}",
        answer.text()
    );
    let again = asked(&pending).await;
    let again = by_text(&again).sent.unwrap();
    assert_eq!((again.expires_in, again.resend_in), (590, 20));
    let other = pending_sign_in(&fixture.app, EMAIL).await;
    let of_other = asked(&other).await;
    assert_eq!(by_text(&of_other).sent, None);
}

/// Where codes go by text message.
fn by_text(asked: &SecondStep) -> &Destination {
    let mut all = asked.destinations.iter();
    all.find(|it| it.channel == TextMessage).unwrap()
}

#[tokio::test]
async fn another_code_can_be_asked_for_when_it_was_said() {
    // OB-2: the third one in half an hour is the last.
    let fixture = Fixture::new().await;
    let mut waits = Vec::new();
    for _ in 0..2 {
        let sent = send_step_up_code(&fixture.signed_in, Email).await.unwrap();
        let wait = sent.sent.unwrap().resend_in;
        waits.push(wait);
        fixture.app.clock.advance_seconds(i64::from(wait) - 1);
        let refused = send_step_up_code(&fixture.signed_in, Email).await;
        let Err(Problem::TooManyTries { retry_after: 1, .. }) = refused else {
            panic!("{refused:?}")
        };
        fixture.app.clock.advance_seconds(1);
    }
    assert!(send_step_up_code(&fixture.signed_in, Email).await.is_ok());
    // One of the three went to confirm the address.
    assert_eq!(waits[0], 30);
    assert!(waits[1] > 1_500, "{waits:?}");
}

#[tokio::test]
async fn codes_by_email_are_off_unless_the_server_has_them() {
    // OB-5.
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    take_email(&app, &browser, EMAIL).await;
    let refused = turn_on_email_codes(&browser).await.unwrap_err();
    assert_eq!(refused, Problem::MethodUnavailable);
    let app = TestApp::with(&WITH_EMAIL_CODES).await;
    let browser = newcomer(&app, EMAIL).await;
    let refused = turn_on_email_codes(&browser).await.unwrap_err();
    assert_eq!(refused, Problem::EmailNotConfirmed);
    take_email(&app, &browser, EMAIL).await;
    let overview = browser.call::<ReadSecurity>(&Nothing {}).await.unwrap();
    assert_eq!(overview.email_codes, contract::contact::EmailCodes::Off);
    // Confirming an address makes it no second step.
    let step = submit_password(&app.browser(), EMAIL, PASSWORD).await;
    assert!(matches!(step, Ok(NextStep::SignedIn(_))), "{step:?}");
}

#[tokio::test]
async fn a_server_that_sends_no_text_messages_takes_no_number_and_sends_no_code() {
    let mut app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    app.next_step();
    let browser = app.browser();
    submit_password(&browser, EMAIL, PASSWORD).await.unwrap();
    submit_code(&browser, phone.code(&app)).await.unwrap();
    take_phone(&app, &browser, NUMBER).await;
    app.restart_with(&["--text-messages", "off"]).await;
    let browser = browser.moved_to(app.router());
    let refused = start_phone(&browser, OTHER_NUMBER).await;
    assert_eq!(refused, Err(Problem::TextMessagesUnavailable));
    let pending = pending_sign_in(&app, EMAIL).await;
    let methods = asked(&pending).await.methods;
    assert_eq!(methods, [Method::Authenticator, Method::BackupCode]);
    let refused = send_code(&pending, TextMessage).await;
    assert_eq!(refused, Err(Problem::TextMessagesUnavailable));
    let refused = submit_sent_code(&pending, TextMessage, Secret::from("123456")).await;
    assert_eq!(refused, Err(Problem::MethodUnavailable));
}

#[tokio::test]
async fn the_methods_are_offered_strongest_first_and_a_sent_code_is_shown_first_for_want_of_better()
{
    // PH-1.
    let app = TestApp::with(&WITH_EMAIL_CODES).await;
    let (browser, _) = with_email_codes_only(&app, EMAIL).await;
    let offered = |asked: SecondStep| (asked.methods, asked.show_first);
    let now = offered(asked(&pending_sign_in(&app, EMAIL).await).await);
    assert_eq!(
        now,
        (vec![Method::BackupCode, Method::Email], Method::Email)
    );
    take_phone(&app, &browser, NUMBER).await;
    let now = offered(asked(&pending_sign_in(&app, EMAIL).await).await);
    let methods = vec![Method::BackupCode, Method::TextMessage, Method::Email];
    assert_eq!(now, (methods, Method::TextMessage));
    let phone = crate::support::person::enrol(&app, &browser).await;
    assert!(phone.backup_codes.is_empty());
    let now = offered(asked(&pending_sign_in(&app, EMAIL).await).await);
    let methods = vec![
        Method::Authenticator,
        Method::BackupCode,
        Method::TextMessage,
        Method::Email,
    ];
    assert_eq!(now, (methods.clone(), Method::Authenticator));
    for kind in [SECURITY_KEY, PASSKEY] {
        let mut device = crate::support::passkey::device(kind);
        crate::support::passkey::register(&browser, &mut device, kind).await;
    }
    let now = offered(asked(&pending_sign_in(&app, EMAIL).await).await);
    let keys = vec![Method::Passkey, Method::SecurityKey];
    assert_eq!(now, ([keys, methods].concat(), Method::Passkey));
    // Shut by too many wrong codes, the authenticator gives way to nothing weaker than a key.
    app.execute("UPDATE accounts SET second_step_failures = 30")
        .await;
    assert_eq!(
        asked(&pending_sign_in(&app, EMAIL).await).await.show_first,
        Method::Passkey
    );
    app.execute("DELETE FROM passkeys").await;
    let first = asked(&pending_sign_in(&app, EMAIL).await).await.show_first;
    assert_eq!(first, Method::BackupCode);
}

#[tokio::test]
async fn whoever_has_something_stronger_steps_up_with_that() {
    // SU-1: no code that is sent, and it counts for nothing.
    let app = TestApp::with(&WITH_EMAIL_CODES).await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    take_phone(&app, &browser, NUMBER).await;
    take_email(&app, &browser, EMAIL).await;
    turn_on_email_codes(&browser).await.unwrap();
    app.clock.advance_seconds(600);
    let refused = start_phone(&browser, OTHER_NUMBER).await;
    let Err(Problem::StepUpRequired {
        step_up: StepUp::SecondStep(asked),
    }) = refused
    else {
        panic!("{refused:?}")
    };
    assert_eq!(asked.methods, [Method::Authenticator, Method::BackupCode]);
    assert!(asked.destinations.is_empty());
    let before = app.dump().await;
    for channel in BOTH {
        let refused = send_step_up_code(&browser, channel).await;
        assert_eq!(refused, Err(Problem::MethodUnavailable));
        for _ in 0..10 {
            let code = Secret::from("123456");
            let refused = step_up_with_sent_code(&browser, channel, code).await;
            assert_eq!(refused.unwrap_err(), Problem::MethodUnavailable);
        }
    }
    assert_eq!(app.dump().await, before);
    assert_eq!(
        app.count("SELECT second_step_failures FROM accounts").await,
        0
    );
    step_up_with_app(&app, &browser, &phone).await;
    assert!(start_phone(&browser, OTHER_NUMBER).await.is_ok());
}

#[tokio::test]
async fn backup_codes_are_a_step_up_for_whoever_has_nothing_but_sent_codes() {
    let app = TestApp::new().await;
    let (browser, codes) = with_number_only(&app, EMAIL, NUMBER).await;
    app.clock.advance_seconds(600);
    let refused = start_phone(&browser, OTHER_NUMBER).await.unwrap_err();
    assert!(matches!(refused, Problem::StepUpRequired { .. }));
    let proof = backup_code(codes[0].expose());
    let stepped_up = browser.call::<StepUpWithProof>(&proof).await.unwrap();
    assert_eq!(stepped_up.backup_codes_left, Some(9));
    assert!(start_phone(&browser, OTHER_NUMBER).await.is_ok());
}

#[tokio::test]
async fn the_answer_to_asking_for_a_code_does_not_tell_a_wrong_password() {
    // OB-4: without the right password there is nothing to ask with.
    let fixture = Fixture::new().await;
    let stranger = elsewhere(&fixture.app);
    submit_password(&stranger, EMAIL, "a wrong horse")
        .await
        .unwrap_err();
    for channel in BOTH {
        let refused = send_code(&stranger, channel).await;
        assert_eq!(refused, Err(Problem::SignInExpired));
    }
}

#[tokio::test]
async fn whoever_loads_the_page_again_is_asked_for_the_code_that_is_out() {
    let app = TestApp::new().await;
    let (browser, _) = enrolled(&app, EMAIL).await;
    take_phone(&app, &browser, NUMBER).await;
    app.clock.advance_seconds(30);
    let browser = pending_sign_in(&app, EMAIL).await;
    let shown = |next: NextStep| match next {
        NextStep::SecondStep(SecondStep { show_first, .. }) => show_first,
        other => panic!("{other:?}"),
    };
    assert_eq!(shown(standing(&browser).await), Method::Authenticator);
    send_code(&browser, TextMessage).await.unwrap();
    assert_eq!(shown(standing(&browser).await), Method::TextMessage);
    app.clock.advance_seconds(599);
    assert_eq!(shown(standing(&browser).await), Method::TextMessage);
    let elsewhere = pending_sign_in(&app, EMAIL).await;
    assert_eq!(
        shown(standing(&elsewhere).await),
        Method::Authenticator,
        "it is out for one browser only"
    );
}

#[tokio::test]
async fn a_number_and_an_address_that_wait_for_their_codes_are_told_to_their_session_alone() {
    const NEW: &str = "ann.new@example.com";
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    let nothing = PendingContacts::default();
    assert_eq!(pending_contacts(&browser).await, Ok(nothing.clone()));
    start_phone(&browser, "+49 151 12345667").await.unwrap();
    start_email(&browser, NEW).await.unwrap();
    let other = elsewhere(&app);
    sign_in(&app, &other, EMAIL, &phone).await;

    let waiting = pending_contacts(&browser).await.unwrap();
    let (number, address) = (waiting.phone.unwrap(), waiting.email.unwrap());
    assert_eq!(
        (number.given.as_str(), address.given.as_str()),
        (NUMBER, NEW)
    );
    assert!(number.destination.sent.unwrap().expires_in > 0);
    assert_eq!(number.destination.channel, TextMessage);
    assert_eq!(address.destination.channel, Email);
    assert_eq!(pending_contacts(&other).await, Ok(nothing.clone()));
    let stranger = pending_contacts(&app.browser()).await;
    assert_eq!(stranger, Err(Problem::NotSignedIn));

    let code = app.newest_message(NUMBER).await.code();
    confirm_phone(&browser, code).await.unwrap();
    assert_eq!(pending_contacts(&browser).await.unwrap().phone, None);
    app.clock.advance_seconds(600);
    assert_eq!(pending_contacts(&browser).await, Ok(nothing));
}

async fn pending_contacts(browser: &Browser) -> Result<PendingContacts, Problem> {
    browser.call::<ReadPendingContacts>(&Nothing {}).await
}
