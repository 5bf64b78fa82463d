//! How often the same is told: nobody fills a mailbox with notices, and nobody hides one among others.

use crate::{
    limits::{anywhere, refused_until, sign_up},
    support::{
        TestApp,
        account::{
            CANCEL_SCREEN, NUMBER, OTHER_PASSWORD, cancel_recovery, confirmed, events, other_code,
            recovery_token, send_step_up_code, sign_in, start_email, start_recovery,
            step_up_with_app, step_up_with_sent_code, take_email, take_phone, trust,
            with_number_only,
        },
        browser::Browser,
        outbox::Message,
        passkey::{PASSKEY, SECURITY_KEY, device, register, remove, sign_in_alone},
        person::{
            EMAIL, PASSWORD, enrol, enrolled, newcomer, pending_sign_in, submit_backup_code,
            submit_code, submit_password,
        },
    },
};
use contract::{
    Nothing, Problem,
    account::{Deletion, PasswordChange},
    activity::Event,
    authenticator::{AuthenticatorName, WhichAuthenticator},
    endpoint::{
        ChangePassword, DeleteAccount, EndOtherSessions, ForgetAllDevices, RegenerateBackupCodes,
        RemoveAuthenticator, RenameAuthenticator,
    },
    sent_code::Channel,
    sign_in::Method,
};

/// How many mails there are about this.
async fn emails_about(app: &TestApp, subject: &str) -> usize {
    let messages = app.messages().await;
    let about = messages.iter().filter(|it| it.subject.ends_with(subject));
    about.count()
}

/// Trusts the browser so often, and forgets that each time but the last.
async fn trust_again(browser: &Browser, times: usize) {
    for time in 0..times {
        if time > 0 {
            browser.call::<ForgetAllDevices>(&Nothing {}).await.unwrap();
        }
        trust(browser).await.unwrap();
    }
}

#[tokio::test]
async fn trusting_a_browser_again_is_no_news() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    sign_in(&app, &browser, EMAIL, &phone).await;
    for _ in 0..60 {
        trust(&browser).await.unwrap();
    }
    assert_eq!(emails_about(&app, "a browser is trusted").await, 1);
    let happened = events(&browser).await;
    let trusted = happened.iter().filter(|it| **it == Event::DeviceTrusted);
    assert_eq!(trusted.count(), 1);
}

#[tokio::test]
async fn nobody_fills_a_mailbox_with_notices() {
    const SUBJECT: &str = "a browser is trusted";
    for (is_confirmed, at_most) in [(true, 5), (false, 5)] {
        let app = TestApp::new().await;
        let (browser, phone) = if is_confirmed {
            confirmed(&app, EMAIL).await
        } else {
            enrolled(&app, EMAIL).await
        };
        app.clock.advance_seconds(3_600);
        sign_in(&app, &browser, EMAIL, &phone).await;
        trust_again(&browser, 30).await;
        assert_eq!(emails_about(&app, SUBJECT).await, at_most);
        let happened = events(&browser).await;
        let trusted = happened.iter().filter(|it| **it == Event::DeviceTrusted);
        assert_eq!(trusted.count(), 30, "what is not mailed is written");
        browser.call::<ForgetAllDevices>(&Nothing {}).await.unwrap();
        app.clock.advance_seconds(3_600);
        sign_in(&app, &browser, EMAIL, &phone).await;
        trust_again(&browser, 2).await;
        assert!(emails_about(&app, SUBJECT).await > at_most);
    }
}

#[tokio::test]
async fn what_an_attacker_would_hide_is_told_however_much_was_told_before() {
    let app = TestApp::new().await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    sign_in(&app, &browser, EMAIL, &phone).await;
    trust_again(&browser, 30).await;
    let change = PasswordChange {
        current: PASSWORD.into(),
        new: OTHER_PASSWORD.into(),
    };
    browser.call::<ChangePassword>(&change).await.unwrap();
    assert_eq!(emails_about(&app, "your password was changed").await, 1);
}

#[tokio::test]
async fn nobody_sends_words_of_their_own_to_an_address_that_may_be_somebody_elses() {
    const WORDS: &str = "Win at evil.example";
    for is_confirmed in [false, true] {
        let app = TestApp::new().await;
        let (browser, phone) = if is_confirmed {
            confirmed(&app, EMAIL).await
        } else {
            enrolled(&app, EMAIL).await
        };
        let (id, name) = (phone.id.clone(), WORDS.to_owned());
        let rename = AuthenticatorName { id, name };
        browser.call::<RenameAuthenticator>(&rename).await.unwrap();
        let which = WhichAuthenticator { id: phone.id };
        browser.call::<RemoveAuthenticator>(&which).await.unwrap();
        let text = app.newest_message(EMAIL).await.text;
        assert!(text.contains("removed from your account"), "{text}");
        assert_eq!(text.contains(WORDS), is_confirmed, "{text}");
    }
}

const WRONG_CODES: &str = "wrong codes at sign-in";

#[tokio::test]
async fn wrong_codes_that_nobody_must_wait_for_are_told_too() {
    // RL-9: four in a row, a pause, and so on.
    let app = TestApp::new().await;
    let (_, phone) = confirmed(&app, EMAIL).await;
    let mut told = Vec::new();
    for failures in 1..=30 {
        if failures % 4 == 1 {
            app.clock.advance_seconds(3_600);
        }
        let pending = pending_sign_in(&app, EMAIL).await;
        let before = emails_about(&app, WRONG_CODES).await;
        submit_code(&pending, phone.wrong_code(&app))
            .await
            .unwrap_err();
        if emails_about(&app, WRONG_CODES).await > before {
            told.push(failures);
        }
    }
    assert_eq!(told, [5, 10, 20, 30]);
    let pending = pending_sign_in(&app, EMAIL).await;
    let code = &phone.backup_codes[0];
    submit_backup_code(&pending, code).await.unwrap();
    let happened = events(&pending).await;
    let failed = happened.iter().filter(|it| **it == Event::SecondStepFailed);
    assert_eq!(failed.count(), 4);
}

const NO_SECOND_STEP: &str = "your password was given, and no second step";

#[tokio::test]
async fn the_right_password_again_and_again_without_a_second_step_is_told_once_a_day() {
    // RL-9.
    let app = TestApp::new().await;
    let (known, phone) = confirmed(&app, EMAIL).await;
    for _ in 0..10 {
        submit_password(&known, EMAIL, PASSWORD).await.unwrap();
    }
    for _ in 0..4 {
        pending_sign_in(&app, EMAIL).await;
    }
    assert_eq!(emails_about(&app, NO_SECOND_STEP).await, 0);
    sign_in(&app, &known, EMAIL, &phone).await;
    for _ in 0..4 {
        pending_sign_in(&app, EMAIL).await;
    }
    assert_eq!(emails_about(&app, NO_SECOND_STEP).await, 0, "counted anew");
    for _ in 0..10 {
        pending_sign_in(&app, EMAIL).await;
    }
    assert_eq!(emails_about(&app, NO_SECOND_STEP).await, 1);
    let happened = events(&known).await;
    let missing = happened
        .iter()
        .filter(|it| **it == Event::SecondStepMissing);
    assert_eq!(missing.count(), 1);
    app.clock.advance_seconds(86_400);
    for _ in 0..6 {
        pending_sign_in(&app, EMAIL).await;
    }
    assert_eq!(emails_about(&app, NO_SECOND_STEP).await, 2);
}

#[tokio::test]
async fn an_address_that_can_still_be_put_back_hears_what_happens() {
    // NT-1, RC-2.
    const NEW: &str = "new@example.com";
    let app = TestApp::new().await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    app.clock.advance_seconds(60);
    step_up_with_app(&app, &browser, &phone).await;
    take_email(&app, &browser, NEW).await;
    app.new_messages().await;
    browser
        .call::<RegenerateBackupCodes>(&Nothing {})
        .await
        .unwrap();
    assert_eq!(addressed(&app).await, [EMAIL, NEW]);
    let token = recovery_token(&app, NEW).await;
    assert_eq!(addressed(&app).await, [NEW], "it begins with the link");
    start_recovery(&app.browser(), &token).await.unwrap();
    assert_eq!(addressed(&app).await, [EMAIL, NEW, NEW]);
    let cancel = app.newest_message(EMAIL).await.token(CANCEL_SCREEN);
    cancel_recovery(&app.browser(), &cancel).await.unwrap();
    assert_eq!(addressed(&app).await, [EMAIL, NEW]);

    app.clock.advance_seconds(7 * 86_400);
    let pending = pending_sign_in(&app, NEW).await;
    submit_code(&pending, phone.code(&app)).await.unwrap();
    assert_eq!(addressed(&app).await, [NEW], "it cannot be put back");
}

/// To whom something was sent since it was asked last.
async fn addressed(app: &TestApp) -> Vec<String> {
    let messages = app.new_messages().await;
    let mut addressed: Vec<_> = messages.into_iter().map(|it| it.to).collect();
    addressed.sort();
    addressed
}

/// The mails to this address about this, and the one that tells of what happened again.
async fn told(app: &TestApp, to: &str, subject: &str) -> (usize, Vec<Message>) {
    let messages = app.messages().await;
    let mine: Vec<Message> = messages.into_iter().filter(|it| it.to == to).collect();
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
async fn new_backup_codes_again_and_again_keep_back_no_other_notice() {
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
async fn what_happens_again_after_it_was_told_is_told_by_another_email() {
    let app = TestApp::new().await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    app.clock.advance_seconds(3_600);
    sign_in(&app, &browser, EMAIL, &phone).await;
    new_codes(&browser, 7).await;
    app.clock.advance_seconds(590);
    app.send_due().await;
    assert!(told(&app, EMAIL, AGAIN).await.1[0].due_at > app.clock.now());
    app.clock.advance_seconds(10);
    app.send_due().await;
    step_up_with_app(&app, &browser, &phone).await;
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
    let messages = app.messages().await;
    let since = messages.iter().filter(|it| it.to == EMAIL).count();
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
async fn names_without_end_make_one_email_with_an_end() {
    let app = TestApp::new().await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    app.clock.advance_seconds(3_600);
    sign_in(&app, &browser, EMAIL, &phone).await;
    for number in 0..120 {
        if number % 20 == 19 {
            step_up_with_app(&app, &browser, &phone).await;
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
    let messages = app.messages().await;
    let codes = messages
        .iter()
        .filter(|it| it.subject.ends_with("your code"));
    assert_eq!(codes.count(), 3);
}

#[tokio::test]
async fn new_codes_do_not_buy_endless_guesses() {
    // OB-2, OB-3 and RL-9: fifteen in an hour, whichever code they are tried on.
    let app = TestApp::new().await;
    let (browser, _) = with_number_only(&app, EMAIL, NUMBER).await;
    app.clock.advance_seconds(1_800);
    let first = app.clock.now();
    let channel = Channel::TextMessage;
    for _ in 0..3 {
        send_step_up_code(&browser, channel).await.unwrap();
        let code = app.newest_message(NUMBER).await.code();
        for left in (0..5).rev() {
            let refused = step_up_with_sent_code(&browser, channel, other_code(&code)).await;
            let Err(Problem::WrongCode { tries_left, .. }) = refused else {
                panic!("{refused:?}")
            };
            assert_eq!(tries_left, left);
        }
        let dead = step_up_with_sent_code(&browser, channel, code).await;
        assert_eq!(dead, Err(Problem::SentCodeExpired));
        app.clock.advance_seconds(30);
    }
    app.clock.advance_seconds(1_800);
    send_step_up_code(&browser, channel).await.unwrap();
    let code = app.newest_message(NUMBER).await.code();
    let refused = step_up_with_sent_code(&browser, channel, code).await;
    let refused = refused.map(|_| ());
    assert_eq!(refused_until(&refused), Some(first.plus_seconds(3_600)));
    let left = first.plus_seconds(3_600).seconds_after(app.clock.now());
    app.clock.advance_seconds(i64::from(left));
    send_step_up_code(&browser, channel).await.unwrap();
    let code = app.newest_message(NUMBER).await.code();
    assert!(
        step_up_with_sent_code(&browser, channel, code)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn whoever_signs_up_for_an_address_again_and_again_fills_no_mailbox() {
    // RL-10, and EN-3: the answer stays the same.
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    app.new_messages().await;
    for _ in 0..10 {
        assert_eq!(sign_up(&anywhere(app.router()), EMAIL).await, Ok(()));
    }
    let mails = app.new_messages().await;
    assert!((1..=3).contains(&mails.len()), "{mails:?}");
    app.clock.advance_seconds(3_600);
    sign_up(&anywhere(app.router()), EMAIL).await.unwrap();
    assert_eq!(app.new_messages().await.len(), 1);
}
