//! Strangers who use up what is counted: they shut nobody out who has proved more than they have.

use crate::support::{
    TestApp,
    browser::Browser,
    care::{
        BOB, NUMBER, ask_recovery, ask_reset, confirmed, events, prove_again, send_code,
        send_step_up_code, sign_in, start_email, start_phone, take_email, take_phone, trust,
        with_number_only,
    },
    mail::Letter,
    passkey::{
        PASSKEY, Purpose, SECURITY_KEY, Stage, device, order, register, remove, sign_in_alone,
    },
    person::{
        EMAIL, PASSWORD, enrol, enrolled, newcomer, owing, submit_backup_code, submit_code,
        submit_password,
    },
};
use api::messages::worker;
use contract::{
    Nothing, Problem,
    account::Deletion,
    activity::Event,
    authenticator::{AuthenticatorName, WhichAuthenticator},
    endpoint::{
        DeleteAccount, EndOtherSessions, RegenerateBackupCodes, RemoveAuthenticator,
        RenameAuthenticator,
    },
    sent_code::Channel,
    sign_in::Method,
};

#[tokio::test]
async fn whoever_has_the_password_alone_does_not_shut_the_owner_out() {
    // RL-5, RL-10.
    let mut stage = Stage::new(PASSKEY).await;
    let thief = owing(&stage.app, EMAIL).await;
    let mut asked = 0;
    let refused = loop {
        match Purpose::SecondStep(PASSKEY).question(&thief).await {
            Ok(_) => asked += 1,
            Err(refused) => break refused,
        }
        assert!(asked <= 1_000, "no limit");
    };
    assert!(
        matches!(refused, Problem::TooManyTries { .. }),
        "{refused:?}"
    );
    let step_up = Purpose::StepUp(PASSKEY).question(&stage.browser).await;
    assert!(step_up.is_ok(), "{step_up:?}");
    let order = order(&stage.browser, PASSKEY).await;
    assert!(order.is_ok(), "{order:?}");
    let browser = stage.app.browser();
    let signed_in = sign_in_alone(&browser, &mut stage.device).await;
    assert!(signed_in.is_ok(), "{signed_in:?}");
}

/// The mails to this address about this, and the one that tells of what happened again.
async fn told(app: &TestApp, to: &str, subject: &str) -> (usize, Vec<Letter>) {
    let letters = app.letters().await;
    let mine: Vec<Letter> = letters.into_iter().filter(|it| it.to == to).collect();
    let own = mine.iter().filter(|it| it.subject.ends_with(subject));
    let own = own.count();
    let again = mine.into_iter().filter(|it| it.subject.ends_with(AGAIN));
    (own, again.collect())
}

const AGAIN: &str = "more happened to your account";

async fn new_codes(browser: &Browser, times: usize) {
    for _ in 0..times {
        browser
            .call::<RegenerateBackupCodes>(&Nothing {})
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn new_backup_codes_again_and_again_crowd_out_no_other_notice() {
    // NT-1: what adds a way in, or opens one, is always told.
    let app = TestApp::new().await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    app.clock.advance_seconds(3_600);
    sign_in(&app, &browser, EMAIL, &phone).await;
    new_codes(&browser, 25).await;
    let mut key = device(PASSKEY);
    register(&browser, &mut key, PASSKEY).await;
    take_phone(&app, &browser, NUMBER).await;
    trust(&browser).await.unwrap();
    sign_in_alone(&app.browser(), &mut key).await.unwrap();
    for (subject, mails) in [
        ("a second step was added", 3),
        ("a browser is trusted", 1),
        ("a sign-in from a new browser", 1),
    ] {
        assert_eq!(told(&app, EMAIL, subject).await.0, mails, "{subject}");
    }
    let (own, again) = told(&app, EMAIL, "new backup codes").await;
    assert_eq!(own, 5, "a mailbox is not filled either");
    assert_eq!(again.len(), 1, "{again:?}");
    assert!(again[0].text.contains("20 times"), "{again:?}");
    assert!(again[0].text.contains("A new set of backup codes"));
    let wait = again[0].due_at.seconds_after(app.clock.now());
    assert!(wait > 0 && wait <= 600, "{wait}");
}

#[tokio::test]
async fn what_happens_again_after_it_was_told_is_told_by_another_mail() {
    let app = TestApp::new().await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    app.clock.advance_seconds(3_600);
    sign_in(&app, &browser, EMAIL, &phone).await;
    new_codes(&browser, 7).await;
    app.clock.advance_seconds(590);
    worker::deliver_due(&app.app).await.unwrap();
    assert!(told(&app, EMAIL, AGAIN).await.1[0].due_at > app.clock.now());
    app.clock.advance_seconds(10);
    worker::deliver_due(&app.app).await.unwrap();
    prove_again(&app, &browser, &phone).await;
    new_codes(&browser, 3).await;
    let (_, again) = told(&app, EMAIL, AGAIN).await;
    let times: Vec<bool> = [(0, "2 times"), (1, "3 times")]
        .iter()
        .map(|(place, times)| again[*place].text.contains(times))
        .collect();
    assert_eq!(times, [true, true], "{again:?}");
}

#[tokio::test]
async fn an_address_that_nobody_confirmed_hears_everything_and_is_not_flooded() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    app.clock.advance_seconds(3_600);
    sign_in(&app, &browser, EMAIL, &phone).await;
    new_codes(&browser, 25).await;
    for number in 0..25 {
        let kind = if number % 2 == 0 {
            PASSKEY
        } else {
            SECURITY_KEY
        };
        let added = register(&browser, &mut device(kind), kind).await;
        remove(&browser, &added.passkey.id).await.unwrap();
    }
    trust(&browser).await.unwrap();
    let letters = app.letters().await;
    let since = letters.iter().filter(|it| it.to == EMAIL).count();
    assert!(since <= 25, "{since} mails");
    let (_, again) = told(&app, EMAIL, AGAIN).await;
    assert_eq!(again.len(), 1, "{again:?}");
    let text = &again[0].text;
    for said in ["backup codes", "A browser is not asked", "passkey"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains('“'), "no names: {text}");
}

#[tokio::test]
async fn names_without_end_make_one_mail_with_an_end() {
    let app = TestApp::new().await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    app.clock.advance_seconds(3_600);
    sign_in(&app, &browser, EMAIL, &phone).await;
    for number in 0..120 {
        if number % 20 == 19 {
            prove_again(&app, &browser, &phone).await;
        }
        let which = WhichAuthenticator {
            id: enrol(&app, &browser).await.id,
        };
        let rename = AuthenticatorName {
            id: which.id.clone(),
            name: format!("Phone {number}"),
        };
        browser.call::<RenameAuthenticator>(&rename).await.unwrap();
        browser.call::<RemoveAuthenticator>(&which).await.unwrap();
    }
    let (_, again) = told(&app, EMAIL, AGAIN).await;
    let text = &again.last().unwrap().text;
    assert!(text.lines().count() < 100, "{text}");
}

#[tokio::test]
async fn what_is_done_again_and_again_does_not_push_a_new_passkey_out_of_the_activity() {
    let app = TestApp::new().await;
    let (browser, _) = enrolled(&app, EMAIL).await;
    register(&browser, &mut device(PASSKEY), PASSKEY).await;
    for _ in 0..120 {
        browser.call::<EndOtherSessions>(&Nothing {}).await.unwrap();
    }
    let added = |event: &Event| matches!(event, Event::MethodAdded { method, .. } if *method == Method::Passkey);
    let seen = events(&browser).await;
    assert!(seen.iter().any(added), "{seen:?}");
    assert!(seen.len() < 200, "{}", seen.len());
}

#[tokio::test]
async fn whoever_has_the_password_alone_leaves_its_owner_every_method_where_they_are_known() {
    // RL-4, RL-5: what strangers try counts apart.
    let app = TestApp::new().await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    app.clock.advance_seconds(60);
    prove_again(&app, &browser, &phone).await;
    take_phone(&app, &browser, NUMBER).await;
    app.clock.advance_seconds(60);
    let thief = owing(&app, EMAIL).await;
    for _ in 0..6 {
        submit_code(&thief, phone.wrong_code(&app))
            .await
            .unwrap_err();
    }
    for _ in 0..12 {
        submit_backup_code(&thief, "0000-0000-0000-0000")
            .await
            .unwrap_err();
    }
    for _ in 0..3 {
        send_code(&thief, Channel::TextMessage).await.unwrap();
        app.clock.advance_seconds(30);
    }
    for _ in 0..3 {
        ask_recovery(&thief).await.unwrap();
    }
    for refused in [
        send_code(&thief, Channel::TextMessage).await.map(drop),
        ask_recovery(&thief).await.map(drop),
        submit_code(&thief, phone.code(&app)).await.map(drop),
    ] {
        assert!(
            matches!(refused, Err(Problem::TooManyTries { .. })),
            "{refused:?}"
        );
    }
    prove_again(&app, &browser, &phone).await;
    let half = browser.copy();
    submit_password(&half, EMAIL, PASSWORD).await.unwrap();
    send_code(&half, Channel::TextMessage).await.unwrap();
    ask_recovery(&half).await.unwrap();
    submit_backup_code(&half, &phone.backup_codes[0])
        .await
        .unwrap();
}

#[tokio::test]
async fn a_stranger_who_asks_for_new_passwords_leaves_the_owner_a_link_where_they_are_known() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    for _ in 0..3 {
        ask_reset(&app.browser(), EMAIL).await.unwrap();
    }
    let refused = ask_reset(&app.browser(), EMAIL).await;
    assert!(matches!(refused, Err(Problem::TooManyTries { .. })));
    ask_reset(&browser, EMAIL).await.unwrap();
}

// Codes for a number or an address.

#[tokio::test]
async fn strangers_who_ask_for_codes_to_an_address_keep_its_owner_from_nothing() {
    let app = TestApp::new().await;
    let ann = newcomer(&app, EMAIL).await;
    for number in 0..8 {
        let stranger = newcomer(&app, &format!("stranger{number}@example.com")).await;
        let stranger = stranger.at(&format!("10.1.{number}.1"));
        let _ = start_email(&stranger, EMAIL).await;
    }
    let refused = newcomer(&app, BOB).await;
    let refused = start_email(&refused, EMAIL).await;
    assert!(
        matches!(refused, Err(Problem::TooManyTries { .. })),
        "{refused:?}"
    );
    let before = app.letters().await.len();
    take_email(&app, &ann, EMAIL).await;
    // And nobody is flooded.
    let to_ann = app.letters().await;
    let to_ann = to_ann.iter().filter(|it| it.to == EMAIL).count();
    assert!(to_ann <= 8 && before > 0, "{to_ann}");
}

#[tokio::test]
async fn strangers_who_ask_for_codes_to_a_number_keep_its_owner_from_nothing() {
    let app = TestApp::new().await;
    let (ann, _) = with_number_only(&app, EMAIL, NUMBER).await;
    app.clock.advance_seconds(60);
    for number in 0..8 {
        let stranger = newcomer(&app, &format!("stranger{number}@example.com")).await;
        let stranger = stranger.at(&format!("10.1.{number}.1"));
        let _ = start_phone(&stranger, NUMBER).await;
    }
    let letters = app.letters().await;
    let to_ann = letters.iter().filter(|it| it.to == NUMBER).count();
    assert!(to_ann <= 7, "{to_ann}");
    send_step_up_code(&ann, Channel::TextMessage).await.unwrap();
    let half = ann.copy();
    app.clock.advance_seconds(60);
    submit_password(&half, EMAIL, PASSWORD).await.unwrap();
    send_code(&half, Channel::TextMessage).await.unwrap();
}

#[tokio::test]
async fn whoever_asks_first_for_a_code_to_a_number_or_address_is_not_kept_from_it() {
    let app = TestApp::new().await;
    let ann = newcomer(&app, EMAIL).await;
    start_phone(&ann, NUMBER).await.unwrap();
    start_email(&ann, "ann.new@example.com").await.unwrap();
    for number in 0..8 {
        let stranger = newcomer(&app, &format!("stranger{number}@example.com")).await;
        let stranger = stranger.at(&format!("10.1.{number}.1"));
        let _ = start_phone(&stranger, NUMBER).await;
        let _ = start_email(&stranger, "ann.new@example.com").await;
    }
    app.clock.advance_seconds(60);
    take_phone(&app, &ann, NUMBER).await;
    take_email(&app, &ann, "ann.new@example.com").await;
}

#[tokio::test]
async fn one_network_does_not_use_up_what_strangers_share() {
    let app = TestApp::new().await;
    for number in 0..8 {
        let stranger = newcomer(&app, &format!("stranger{number}@example.com")).await;
        let stranger = stranger.at("10.1.1.1");
        let _ = start_phone(&stranger, NUMBER).await;
        let _ = start_email(&stranger, "ann.new@example.com").await;
    }
    let ann = newcomer(&app, EMAIL).await.at("10.1.2.1");
    start_phone(&ann, NUMBER).await.unwrap();
    start_email(&ann, "ann.new@example.com").await.unwrap();
}

#[tokio::test]
async fn an_account_that_is_made_again_and_again_floods_nobody() {
    let app = TestApp::new().await;
    for _ in 0..5 {
        let browser = newcomer(&app, EMAIL).await;
        let _ = start_email(&browser, EMAIL).await;
        let email = EMAIL.to_owned();
        browser
            .call::<DeleteAccount>(&Deletion { email })
            .await
            .unwrap();
    }
    let letters = app.letters().await;
    let codes = letters
        .iter()
        .filter(|it| it.subject.ends_with("your code"));
    assert_eq!(codes.count(), 3);
}

#[tokio::test]
async fn a_limit_does_not_tell_whether_an_address_has_an_account() {
    for is_taken in [false, true] {
        let app = TestApp::new().await;
        if is_taken {
            newcomer(&app, BOB).await;
        }
        let ann = newcomer(&app, EMAIL).await;
        let mut outcomes = Vec::new();
        for _ in 0..4 {
            outcomes.push(start_email(&ann, BOB).await.is_ok());
            app.clock.advance_seconds(30);
        }
        assert_eq!(outcomes, [true, true, true, false], "{is_taken}");
    }
}
