//! Codes that are sent, by text message and by mail: at sign-in, at step-up, and to confirm a number or an address.

use crate::support::{
    TestApp, at_once,
    browser::Browser,
    care::{
        BOB, NUMBER, OTHER_NUMBER, confirm_email, confirm_phone, other_code, prove_again,
        send_code, send_step_up_code, sign_in, start_email, start_phone, step_up_with_sent_code,
        submit_sent_code, take_email, take_phone, turn_on_email_codes, with_email_codes_only,
        with_number_only,
    },
    mail::Letter,
    passkey::{PASSKEY, SECURITY_KEY, elsewhere},
    person::{
        EMAIL, PASSWORD, backup_code, enrolled, is_signed_in, newcomer, owing, standing,
        submit_backup_code, submit_code, submit_password,
    },
};
use contract::{
    Nothing, Problem, Secret,
    contact::PendingContacts,
    endpoint::{CancelSignIn, ReadPendingContacts, ReadSecurity, SignOut, StepUpWithProof},
    sent_code::Channel::{self, Email, TextMessage},
    sign_in::{Method, NextStep, SecondStep},
    step_up::StepUp,
};

const BOTH: [Channel; 2] = [TextMessage, Email];
const WITH_EMAIL_CODES: [&str; 2] = ["--email-codes", "on"];

/// What a code is for, and so where it is asked for and given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    SignIn(Channel),
    StepUp(Channel),
    ConfirmPhone,
    ConfirmEmail,
}

const PURPOSES: [Purpose; 6] = [
    Purpose::SignIn(TextMessage),
    Purpose::SignIn(Email),
    Purpose::StepUp(TextMessage),
    Purpose::StepUp(Email),
    Purpose::ConfirmPhone,
    Purpose::ConfirmEmail,
];

impl Purpose {
    fn to(self) -> &'static str {
        match self {
            Self::SignIn(TextMessage) | Self::StepUp(TextMessage) => NUMBER,
            Self::SignIn(Email) | Self::StepUp(Email) => EMAIL,
            Self::ConfirmPhone => OTHER_NUMBER,
            Self::ConfirmEmail => "ann.new@example.com",
        }
    }

    async fn ask(self, browser: &Browser) -> Result<(), Problem> {
        let asked = match self {
            Self::SignIn(channel) => send_code(browser, channel).await,
            Self::StepUp(channel) => send_step_up_code(browser, channel).await,
            Self::ConfirmPhone => start_phone(browser, self.to()).await,
            Self::ConfirmEmail => start_email(browser, self.to()).await,
        };
        asked.map(|destination| assert!(destination.sent.is_some()))
    }

    async fn give(self, browser: &Browser, code: Secret) -> Result<(), Problem> {
        match self {
            Self::SignIn(channel) => submit_sent_code(browser, channel, code).await.map(drop),
            Self::StepUp(channel) => step_up_with_sent_code(browser, channel, code)
                .await
                .map(drop),
            Self::ConfirmPhone => confirm_phone(browser, code).await.map(drop),
            Self::ConfirmEmail => confirm_email(browser, code).await.map(drop),
        }
    }
}

/// A server with a person who has nothing but codes that are sent, in both ways.
struct Scene {
    app: TestApp,
    signed_in: Browser,
}

impl Scene {
    async fn new() -> Self {
        let app = TestApp::with(&WITH_EMAIL_CODES).await;
        let (signed_in, _) = with_number_only(&app, EMAIL, NUMBER).await;
        take_email(&app, &signed_in, EMAIL).await;
        turn_on_email_codes(&signed_in).await.unwrap();
        app.clock.advance_seconds(60);
        Self { app, signed_in }
    }

    /// A browser that may ask for it.
    async fn asker(&self, purpose: Purpose) -> Browser {
        match purpose {
            Purpose::SignIn(_) => owing(&self.app, EMAIL).await,
            _ => self.signed_in.copy(),
        }
    }

    /// Another browser of the same person that may ask for it.
    async fn other_asker(&self, purpose: Purpose) -> Browser {
        let other = owing(&self.app, EMAIL).await;
        if !matches!(purpose, Purpose::SignIn(_)) {
            let set = self.app.text("SELECT id FROM accounts").await;
            assert!(!set.is_empty());
            send_code(&other, TextMessage).await.unwrap();
            let code = self.app.newest_letter(NUMBER).await.code();
            submit_sent_code(&other, TextMessage, code).await.unwrap();
            self.app.clock.advance_seconds(30);
        }
        other
    }

    /// The code that was sent last.
    async fn code(&self, purpose: Purpose) -> Secret {
        self.app.newest_letter(purpose.to()).await.code()
    }

    /// Asks for a code, and reads it.
    async fn sent(&self, purpose: Purpose, browser: &Browser) -> Secret {
        purpose.ask(browser).await.unwrap();
        self.code(purpose).await
    }
}

async fn asked(browser: &Browser) -> SecondStep {
    match standing(browser).await {
        NextStep::SecondStep(asked) => asked,
        other => panic!("{other:?}"),
    }
}

fn tries_left(outcome: &Result<(), Problem>) -> Option<u32> {
    match outcome {
        Err(Problem::WrongCode { tries_left, .. }) => Some(*tries_left),
        _ => None,
    }
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes_and_no_longer() {
    // OB-1.
    for purpose in PURPOSES {
        for (seconds, is_good) in [(599, true), (600, false)] {
            let scene = Scene::new().await;
            let asker = scene.asker(purpose).await;
            let code = scene.sent(purpose, &asker).await;
            // The sign-in that asked lasts as long.
            let shift = match purpose {
                Purpose::SignIn(_) => "UPDATE pending_sign_ins SET expires_at = expires_at + 60000",
                _ => "SELECT 1",
            };
            scene.app.execute(shift).await;
            scene.app.clock.advance_seconds(seconds);
            let outcome = purpose.give(&asker, code).await;
            let wanted = if is_good {
                Ok(())
            } else {
                Err(Problem::SentCodeExpired)
            };
            assert_eq!(outcome, wanted, "{purpose:?} {seconds}");
        }
    }
}

#[tokio::test]
async fn a_code_is_good_once() {
    // OB-1.
    for purpose in PURPOSES {
        let scene = Scene::new().await;
        let asker = scene.asker(purpose).await;
        let code = scene.sent(purpose, &asker).await;
        let before = asker.copy();
        assert_eq!(purpose.give(&asker, code.clone()).await, Ok(()));
        for browser in [&asker, &before] {
            let again = purpose.give(browser, code.clone()).await;
            let is_refused = matches!(
                again,
                Err(Problem::SentCodeExpired | Problem::SignInExpired | Problem::NotSignedIn)
            );
            assert!(is_refused, "{purpose:?} {again:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_twenty_at_once_one_uses_the_code() {
    // OB-1, and RL-2: a right code among many counts as a try like any other.
    for purpose in PURPOSES {
        let scene = Scene::new().await;
        let asker = scene.asker(purpose).await;
        let code = scene.sent(purpose, &asker).await;
        let servers = [scene.app.router(), api::app(scene.app.second().await)];
        let outcomes = at_once(20, |number| {
            let browser = asker.copy().moved_to(servers[number % 2].clone());
            let code = code.clone();
            async move { purpose.give(&browser, code).await }
        })
        .await;
        let right = outcomes.iter().filter(|it| it.is_ok()).count();
        assert_eq!(right, 1, "{purpose:?} {outcomes:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_tried_five_times_and_then_dead() {
    // OB-3.
    for purpose in PURPOSES {
        let mut scene = Scene::new().await;
        let asker = scene.asker(purpose).await;
        let code = scene.sent(purpose, &asker).await;
        let wrong = other_code(&code);
        for left in (1..5).rev() {
            let outcome = purpose.give(&asker, wrong.clone()).await;
            assert_eq!(tries_left(&outcome), Some(left), "{purpose:?} {outcome:?}");
        }
        // The last one is tried on a server that was started again.
        scene.app.restart().await;
        let asker = asker.moved_to(scene.app.router());
        let outcome = purpose.give(&asker, wrong).await;
        assert_eq!(tries_left(&outcome), Some(0), "{purpose:?} {outcome:?}");
        let second = asker.moved_to(api::app(scene.app.second().await));
        for browser in [&asker, &second] {
            let dead = purpose.give(browser, code.clone()).await;
            assert_eq!(dead, Err(Problem::SentCodeExpired), "{purpose:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_twenty_guesses_at_once_five_are_looked_at() {
    // OB-3, RL-2.
    for purpose in PURPOSES {
        let scene = Scene::new().await;
        let asker = scene.asker(purpose).await;
        let code = scene.sent(purpose, &asker).await;
        let wrong = other_code(&code);
        let servers = [scene.app.router(), api::app(scene.app.second().await)];
        let outcomes = at_once(20, |number| {
            let browser = asker.copy().moved_to(servers[number % 2].clone());
            let wrong = wrong.clone();
            async move { purpose.give(&browser, wrong).await }
        })
        .await;
        let looked_at = outcomes.iter().filter(|it| tries_left(it).is_some());
        assert_eq!(looked_at.count(), 5, "{purpose:?} {outcomes:?}");
        let dead = purpose.give(&asker, code).await;
        assert_eq!(dead, Err(Problem::SentCodeExpired), "{purpose:?}");
    }
}

#[tokio::test]
async fn a_new_code_ends_the_one_before() {
    // OB-2.
    for purpose in PURPOSES {
        let scene = Scene::new().await;
        let asker = scene.asker(purpose).await;
        let old = scene.sent(purpose, &asker).await;
        scene.app.clock.advance_seconds(30);
        let new = scene.sent(purpose, &asker).await;
        if old != new {
            let outcome = purpose.give(&asker, old).await;
            assert_eq!(tries_left(&outcome), Some(4), "{purpose:?} {outcome:?}");
        }
        assert_eq!(purpose.give(&asker, new).await, Ok(()), "{purpose:?}");
    }
}

#[tokio::test]
async fn a_new_code_takes_no_failure_back() {
    // OB-2, RL-9: failures in a row go on over codes.
    let scene = Scene::new().await;
    let half = scene.asker(Purpose::SignIn(TextMessage)).await;
    for purpose in [Purpose::SignIn(TextMessage), Purpose::SignIn(Email)] {
        let code = scene.sent(purpose, &half).await;
        for _ in 0..3 {
            purpose.give(&half, other_code(&code)).await.unwrap_err();
        }
        scene.app.clock.advance_seconds(30);
        scene.sent(purpose, &half).await;
    }
    let failures = "SELECT second_step_failures FROM accounts";
    assert_eq!(scene.app.count(failures).await, 6);
}

#[tokio::test]
async fn a_code_is_good_for_whoever_asked_and_nobody_else() {
    // OB-1: another browser of the same person, and another sign-in of the same browser.
    for purpose in PURPOSES {
        let scene = Scene::new().await;
        let other = scene.other_asker(purpose).await;
        let asker = scene.asker(purpose).await;
        let code = scene.sent(purpose, &asker).await;
        let refused = purpose.give(&other, code.clone()).await;
        assert_eq!(refused, Err(Problem::SentCodeExpired), "{purpose:?}");
        assert_eq!(purpose.give(&asker, code).await, Ok(()), "{purpose:?}");
    }
}

#[tokio::test]
async fn a_code_of_one_sign_in_opens_no_other_of_the_same_browser() {
    // OB-1.
    for channel in BOTH {
        let scene = Scene::new().await;
        let purpose = Purpose::SignIn(channel);
        let half = scene.asker(purpose).await;
        let code = scene.sent(purpose, &half).await;
        half.call::<CancelSignIn>(&Nothing {}).await.unwrap();
        submit_password(&half, EMAIL, PASSWORD).await.unwrap();
        let refused = purpose.give(&half, code).await;
        assert_eq!(refused, Err(Problem::SentCodeExpired));
        assert!(!is_signed_in(&half).await);
    }
}

#[tokio::test]
async fn a_code_for_one_purpose_is_good_for_no_other() {
    // SE-9.
    for purpose in PURPOSES {
        let scene = Scene::new().await;
        let asker = scene.asker(purpose).await;
        let half = owing(&scene.app, EMAIL).await;
        let code = scene.sent(purpose, &asker).await;
        for other in PURPOSES.into_iter().filter(|other| *other != purpose) {
            // Wherever it is given: the same browser where there can be one.
            let giver = match (purpose, other) {
                (Purpose::SignIn(_), Purpose::SignIn(_)) => &asker,
                (_, Purpose::SignIn(_)) => &half,
                _ => &scene.signed_in,
            };
            let refused = other.give(giver, code.clone()).await;
            let shown = format!("{purpose:?} as {other:?}: {refused:?}");
            assert_eq!(refused, Err(Problem::SentCodeExpired), "{shown}");
        }
        assert_eq!(purpose.give(&asker, code).await, Ok(()), "{purpose:?}");
    }
}

#[tokio::test]
async fn a_code_of_one_account_is_good_for_no_other() {
    // PS-3.
    let scene = Scene::new().await;
    with_number_only(&scene.app, BOB, OTHER_NUMBER).await;
    let half = scene.asker(Purpose::SignIn(TextMessage)).await;
    let of_bob = owing(&scene.app, BOB).await;
    scene.app.clock.advance_seconds(60);
    let code = scene.sent(Purpose::SignIn(TextMessage), &half).await;
    let purpose = Purpose::SignIn(TextMessage);
    let refused = purpose.give(&of_bob, code.clone()).await;
    assert_eq!(refused, Err(Problem::SentCodeExpired));
    send_code(&of_bob, TextMessage).await.unwrap();
    let refused = purpose.give(&of_bob, code).await;
    assert_eq!(tries_left(&refused), Some(4), "{refused:?}");
}

#[tokio::test]
async fn a_code_dies_with_the_session_that_asked_for_it() {
    let scene = Scene::new().await;
    let asker = scene.asker(Purpose::ConfirmPhone).await;
    let code = scene.sent(Purpose::ConfirmPhone, &asker).await;
    let before = asker.copy();
    asker.call::<SignOut>(&Nothing {}).await.unwrap();
    let refused = Purpose::ConfirmPhone.give(&before, code).await;
    assert_eq!(refused, Err(Problem::NotSignedIn));
}

#[tokio::test]
async fn a_text_message_names_the_site_and_holds_no_link() {
    // OB-7.
    let scene = Scene::new().await;
    let half = scene.asker(Purpose::SignIn(TextMessage)).await;
    send_code(&half, TextMessage).await.unwrap();
    let Letter { text, .. } = scene.app.newest_letter(NUMBER).await;
    let code = crate::support::mail::code_in(&text).unwrap();
    let wanted = format!("{code} is your Latchkey code. Do not share it.\n\n@localhost #{code}");
    assert_eq!(text, wanted);
}

#[tokio::test]
async fn a_mail_with_a_code_holds_no_link_that_acts() {
    // OB-7.
    let scene = Scene::new().await;
    let half = scene.asker(Purpose::SignIn(Email)).await;
    send_code(&half, Email).await.unwrap();
    let letter = scene.app.newest_letter(EMAIL).await;
    let words = letter.text.split_whitespace();
    let links: Vec<&str> = words.filter(|word| word.contains("://")).collect();
    assert_eq!(links, [""; 0], "{letter:?}");
    assert!(letter.text.contains("Do not share it"), "{letter:?}");
    assert!(
        !letter.subject.contains(letter.code().expose()),
        "{letter:?}"
    );
}

#[tokio::test]
async fn where_a_code_goes_is_told_masked() {
    // PS-6.
    let scene = Scene::new().await;
    let half = scene.asker(Purpose::SignIn(TextMessage)).await;
    let told = asked(&half).await;
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
    let sent = send_code(&half, TextMessage).await.unwrap();
    let out = sent.sent.unwrap();
    assert_eq!((out.expires_in, out.resend_in), (600, 30));
    // The same after a reload, and none of it tells the number.
    scene.app.clock.advance_seconds(10);
    let answer = half.get("/api/session").await;
    assert!(
        !answer.text().contains(NUMBER.trim_start_matches("+4915")),
        "{}",
        answer.text()
    );
    let again = asked(&half).await;
    let again = again.destination(TextMessage).unwrap().sent.unwrap();
    assert_eq!((again.expires_in, again.resend_in), (590, 20));
    let other = owing(&scene.app, EMAIL).await;
    let of_other = asked(&other).await;
    assert_eq!(of_other.destination(TextMessage).unwrap().sent, None);
}

#[tokio::test]
async fn another_code_can_be_asked_for_when_it_was_said() {
    // OB-2: the third one in half an hour is the last.
    let scene = Scene::new().await;
    let mut waits = Vec::new();
    for _ in 0..2 {
        let sent = send_step_up_code(&scene.signed_in, Email).await.unwrap();
        let wait = sent.sent.unwrap().resend_in;
        waits.push(wait);
        scene.app.clock.advance_seconds(i64::from(wait) - 1);
        let refused = send_step_up_code(&scene.signed_in, Email).await;
        let Err(Problem::TooManyTries { retry_after: 1, .. }) = refused else {
            panic!("{refused:?}")
        };
        scene.app.clock.advance_seconds(1);
    }
    assert!(send_step_up_code(&scene.signed_in, Email).await.is_ok());
    // One of the three went to confirm the address.
    assert_eq!(waits[0], 30);
    assert!(waits[1] > 1_500, "{waits:?}");
}

#[tokio::test]
async fn codes_by_mail_are_off_unless_the_server_has_them() {
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
    let half = owing(&app, EMAIL).await;
    let methods = asked(&half).await.methods;
    assert_eq!(methods, [Method::Authenticator, Method::BackupCode]);
    let refused = send_code(&half, TextMessage).await;
    assert_eq!(refused, Err(Problem::TextMessagesUnavailable));
    let refused = submit_sent_code(&half, TextMessage, Secret::from("123456")).await;
    assert_eq!(refused, Err(Problem::MethodUnavailable));
}

#[tokio::test]
async fn the_methods_are_offered_strongest_first_and_a_sent_code_is_shown_first_for_want_of_better()
{
    // PH-1.
    let app = TestApp::with(&WITH_EMAIL_CODES).await;
    let (browser, _) = with_email_codes_only(&app, EMAIL).await;
    let offered = |asked: SecondStep| (asked.methods, asked.show_first);
    let now = offered(asked(&owing(&app, EMAIL).await).await);
    assert_eq!(
        now,
        (vec![Method::BackupCode, Method::Email], Method::Email)
    );
    take_phone(&app, &browser, NUMBER).await;
    let now = offered(asked(&owing(&app, EMAIL).await).await);
    let methods = vec![Method::BackupCode, Method::TextMessage, Method::Email];
    assert_eq!(now, (methods, Method::TextMessage));
    let phone = crate::support::person::enrol(&app, &browser).await;
    assert!(phone.backup_codes.is_empty());
    let now = offered(asked(&owing(&app, EMAIL).await).await);
    let methods = Method::ALL[2..].to_vec();
    assert_eq!(now, (methods, Method::Authenticator));
    for kind in [SECURITY_KEY, PASSKEY] {
        let mut device = crate::support::passkey::device(kind);
        crate::support::passkey::register(&browser, &mut device, kind).await;
    }
    let now = offered(asked(&owing(&app, EMAIL).await).await);
    assert_eq!(now, (Method::ALL.to_vec(), Method::Passkey));
    // Shut by too many wrong codes, the authenticator gives way to nothing weaker than a key.
    app.execute("UPDATE accounts SET second_step_failures = 30")
        .await;
    assert_eq!(
        asked(&owing(&app, EMAIL).await).await.show_first,
        Method::Passkey
    );
    app.execute("DELETE FROM passkeys").await;
    let first = asked(&owing(&app, EMAIL).await).await.show_first;
    assert_eq!(first, Method::BackupCode);
}

#[tokio::test]
async fn whoever_has_something_stronger_proves_it_again_with_that() {
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
    prove_again(&app, &browser, &phone).await;
    assert!(start_phone(&browser, OTHER_NUMBER).await.is_ok());
}

#[tokio::test]
async fn a_code_of_a_method_that_nobody_asked_for_counts_for_nothing() {
    let app = TestApp::new().await;
    enrolled(&app, EMAIL).await;
    let half = owing(&app, EMAIL).await;
    let before = app.dump().await;
    for channel in BOTH {
        assert_eq!(
            send_code(&half, channel).await,
            Err(Problem::MethodUnavailable)
        );
        for _ in 0..40 {
            let refused = submit_sent_code(&half, channel, Secret::from("123456")).await;
            assert_eq!(refused, Err(Problem::MethodUnavailable));
        }
    }
    assert_eq!(app.dump().await, before);
    assert_eq!(
        app.count("SELECT COUNT(*) FROM tries WHERE subject IN (SELECT subject FROM try_locks)")
            .await,
        app.count("SELECT COUNT(*) FROM tries").await
    );

    // Of an account that has codes by text message alone: no authenticator code.
    with_number_only(&app, BOB, NUMBER).await;
    let half = owing(&app, BOB).await;
    for _ in 0..10 {
        let refused = submit_code(&half, Secret::from("123456")).await;
        assert_eq!(refused, Err(Problem::MethodUnavailable));
    }
    app.clock.advance_seconds(30);
    send_code(&half, TextMessage).await.unwrap();
    let code = app.newest_letter(NUMBER).await.code();
    assert!(submit_sent_code(&half, TextMessage, code).await.is_ok());
}

#[tokio::test]
async fn thirty_wrong_codes_in_a_row_shut_codes_that_are_sent_and_a_backup_code_opens_them() {
    // OB-3, RL-4.
    let app = TestApp::new().await;
    let (_, codes) = with_number_only(&app, EMAIL, NUMBER).await;
    app.clock.advance_seconds(60);
    let half = owing(&app, EMAIL).await;
    send_code(&half, TextMessage).await.unwrap();
    let code = app.newest_letter(NUMBER).await.code();
    app.execute("UPDATE accounts SET second_step_failures = 29")
        .await;
    submit_sent_code(&half, TextMessage, other_code(&code))
        .await
        .unwrap_err();
    let shut = submit_sent_code(&half, TextMessage, code).await;
    assert_eq!(shut, Err(Problem::MethodLocked));
    app.clock.advance_seconds(30);
    let shut = send_code(&half, TextMessage).await;
    assert_eq!(shut, Err(Problem::MethodLocked));
    submit_backup_code(&half, codes[0].expose()).await.unwrap();
    let half = owing(&app, EMAIL).await;
    send_code(&half, TextMessage).await.unwrap();
    let code = app.newest_letter(NUMBER).await.code();
    assert!(submit_sent_code(&half, TextMessage, code).await.is_ok());
}

#[tokio::test]
async fn backup_codes_prove_it_again_for_whoever_has_nothing_but_sent_codes() {
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
async fn what_is_no_code_counts_for_nothing() {
    // TO-9.
    for purpose in PURPOSES {
        let scene = Scene::new().await;
        let asker = scene.asker(purpose).await;
        let code = scene.sent(purpose, &asker).await;
        for odd in ["", "12345", "1234567", "abcdef", "１２３４５", "12345a"] {
            for _ in 0..2 {
                let refused = purpose.give(&asker, Secret::from(odd)).await;
                let is_invalid = matches!(refused, Err(Problem::Invalid { .. }));
                assert!(is_invalid, "{purpose:?} {odd:?} {refused:?}");
            }
        }
        let (first, last) = code.expose().split_at(3);
        let spaced = format!(" {first} {last} ");
        assert_eq!(purpose.give(&asker, Secret::from(spaced)).await, Ok(()));
    }
}

#[tokio::test]
async fn the_answer_to_asking_for_a_code_does_not_tell_a_wrong_password() {
    // OB-4: without the right password there is nothing to ask with.
    let scene = Scene::new().await;
    let stranger = elsewhere(&scene.app);
    submit_password(&stranger, EMAIL, "a wrong horse")
        .await
        .unwrap_err();
    for channel in BOTH {
        let refused = send_code(&stranger, channel).await;
        assert_eq!(refused, Err(Problem::SignInExpired));
    }
}

#[tokio::test]
async fn a_number_that_was_replaced_or_removed_gets_no_code_and_its_code_opens_nothing() {
    // OB-6.
    let scene = Scene::new().await;
    let half = scene.asker(Purpose::SignIn(TextMessage)).await;
    let code = scene.sent(Purpose::SignIn(TextMessage), &half).await;
    scene.app.clock.advance_seconds(30);
    take_phone(&scene.app, &scene.signed_in, OTHER_NUMBER).await;
    let refused = Purpose::SignIn(TextMessage).give(&half, code).await;
    let is_refused = matches!(
        refused,
        Err(Problem::SentCodeExpired | Problem::SignInExpired)
    );
    assert!(is_refused, "{refused:?}");
    scene.app.clock.advance_seconds(1_800);
    let half = owing(&scene.app, EMAIL).await;
    scene.app.new_letters().await;
    send_code(&half, TextMessage).await.unwrap();
    let letters = scene.app.new_letters().await;
    let to: Vec<&str> = letters.iter().map(|it| it.to.as_str()).collect();
    assert_eq!(to, [OTHER_NUMBER]);
}

#[tokio::test]
async fn a_wrong_code_says_the_same_as_a_wrong_code_for_an_address_that_is_somebody_elses() {
    // EN-3: whoever wants a taken address cannot tell it from a mistyped code, and its owner hears of it.
    let app = TestApp::new().await;
    newcomer(&app, BOB).await;
    let browser = newcomer(&app, EMAIL).await;
    app.new_letters().await;
    let taken = start_email(&browser, BOB).await.unwrap();
    let letters = app.new_letters().await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].to, BOB);
    assert_eq!(crate::support::mail::code_in(&letters[0].text), None);
    let of_taken = confirm_email(&browser, Secret::from("123456")).await;
    app.clock.advance_seconds(30);
    let free = start_email(&browser, "free@example.com").await.unwrap();
    let code = app.next_mail("free@example.com").await.code();
    let of_free = confirm_email(&browser, other_code(&code)).await;
    assert_eq!(of_taken, of_free);
    assert_eq!(taken.sent, free.sent);
    assert_eq!(taken.channel, free.channel);
}

#[tokio::test]
async fn whoever_loads_the_page_again_is_asked_for_the_code_that_is_out() {
    let app = TestApp::new().await;
    let (browser, _) = enrolled(&app, EMAIL).await;
    take_phone(&app, &browser, NUMBER).await;
    app.clock.advance_seconds(30);
    let browser = owing(&app, EMAIL).await;
    let shown = |next: NextStep| match next {
        NextStep::SecondStep(SecondStep { show_first, .. }) => show_first,
        other => panic!("{other:?}"),
    };
    assert_eq!(shown(standing(&browser).await), Method::Authenticator);
    send_code(&browser, TextMessage).await.unwrap();
    assert_eq!(shown(standing(&browser).await), Method::TextMessage);
    app.clock.advance_seconds(599);
    assert_eq!(shown(standing(&browser).await), Method::TextMessage);
    let elsewhere = owing(&app, EMAIL).await;
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

    let code = app.newest_letter(NUMBER).await.code();
    confirm_phone(&browser, code).await.unwrap();
    assert_eq!(pending_contacts(&browser).await.unwrap().phone, None);
    app.clock.advance_seconds(600);
    assert_eq!(pending_contacts(&browser).await, Ok(nothing));
}

async fn pending_contacts(browser: &Browser) -> Result<PendingContacts, Problem> {
    browser.call::<ReadPendingContacts>(&Nothing {}).await
}
