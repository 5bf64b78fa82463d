//! How long, how often and for whom a sent code is good.

use super::{BOTH, Fixture, PURPOSES, Purpose, tries_left};
use crate::support::{
    TestApp,
    account::{
        BOB, NUMBER, OTHER_NUMBER, confirm_email, other_code, send_code, start_email,
        submit_sent_code, take_phone, with_number_only,
    },
    at_once,
    person::{
        EMAIL, PASSWORD, enrolled, is_signed_in, newcomer, pending_sign_in, submit_backup_code,
        submit_code, submit_password,
    },
};
use contract::{
    Nothing, Problem, Secret,
    endpoint::{CancelSignIn, SignOut},
    sent_code::Channel::{Email, TextMessage},
};

#[tokio::test]
async fn a_code_is_good_for_ten_minutes_and_no_longer() {
    // OB-1.
    for purpose in PURPOSES {
        for (seconds, is_good) in [(599, true), (600, false)] {
            let fixture = Fixture::new().await;
            let asker = fixture.asker(purpose).await;
            let code = fixture.sent(purpose, &asker).await;
            // The sign-in that asked lasts as long.
            let shift = match purpose {
                Purpose::SignIn(_) => "UPDATE pending_sign_ins SET expires_at = expires_at + 60000",
                _ => "SELECT 1",
            };
            fixture.app.execute(shift).await;
            fixture.app.clock.advance_seconds(seconds);
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
        let fixture = Fixture::new().await;
        let asker = fixture.asker(purpose).await;
        let code = fixture.sent(purpose, &asker).await;
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
    // OB-1, and RL-2: a right code among many counts as an attempt like any other.
    for purpose in PURPOSES {
        let fixture = Fixture::new().await;
        let asker = fixture.asker(purpose).await;
        let code = fixture.sent(purpose, &asker).await;
        let servers = [fixture.app.router(), api::app(fixture.app.second().await)];
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
        let mut fixture = Fixture::new().await;
        let asker = fixture.asker(purpose).await;
        let code = fixture.sent(purpose, &asker).await;
        let wrong = other_code(&code);
        for left in (1..5).rev() {
            let outcome = purpose.give(&asker, wrong.clone()).await;
            assert_eq!(tries_left(&outcome), Some(left), "{purpose:?} {outcome:?}");
        }
        // The last one is tried on a server that was started again.
        fixture.app.restart().await;
        let asker = asker.moved_to(fixture.app.router());
        let outcome = purpose.give(&asker, wrong).await;
        assert_eq!(tries_left(&outcome), Some(0), "{purpose:?} {outcome:?}");
        let second = asker.moved_to(api::app(fixture.app.second().await));
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
        let fixture = Fixture::new().await;
        let asker = fixture.asker(purpose).await;
        let code = fixture.sent(purpose, &asker).await;
        let wrong = other_code(&code);
        let servers = [fixture.app.router(), api::app(fixture.app.second().await)];
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
        let fixture = Fixture::new().await;
        let asker = fixture.asker(purpose).await;
        let old = fixture.sent(purpose, &asker).await;
        fixture.app.clock.advance_seconds(30);
        let new = fixture.sent(purpose, &asker).await;
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
    let fixture = Fixture::new().await;
    let pending = fixture.asker(Purpose::SignIn(TextMessage)).await;
    for purpose in [Purpose::SignIn(TextMessage), Purpose::SignIn(Email)] {
        let code = fixture.sent(purpose, &pending).await;
        for _ in 0..3 {
            purpose.give(&pending, other_code(&code)).await.unwrap_err();
        }
        fixture.app.clock.advance_seconds(30);
        fixture.sent(purpose, &pending).await;
    }
    let failures = "SELECT second_step_failures FROM accounts";
    assert_eq!(fixture.app.count(failures).await, 6);
}

#[tokio::test]
async fn a_code_is_good_for_whoever_asked_and_nobody_else() {
    // OB-1: another browser of the same person, and another sign-in of the same browser.
    for purpose in PURPOSES {
        let fixture = Fixture::new().await;
        let other = fixture.other_asker(purpose).await;
        let asker = fixture.asker(purpose).await;
        let code = fixture.sent(purpose, &asker).await;
        let refused = purpose.give(&other, code.clone()).await;
        assert_eq!(refused, Err(Problem::SentCodeExpired), "{purpose:?}");
        assert_eq!(purpose.give(&asker, code).await, Ok(()), "{purpose:?}");
    }
}

#[tokio::test]
async fn a_code_of_one_sign_in_opens_no_other_of_the_same_browser() {
    // OB-1.
    for channel in BOTH {
        let fixture = Fixture::new().await;
        let purpose = Purpose::SignIn(channel);
        let pending = fixture.asker(purpose).await;
        let code = fixture.sent(purpose, &pending).await;
        pending.call::<CancelSignIn>(&Nothing {}).await.unwrap();
        submit_password(&pending, EMAIL, PASSWORD).await.unwrap();
        let refused = purpose.give(&pending, code).await;
        assert_eq!(refused, Err(Problem::SentCodeExpired));
        assert!(!is_signed_in(&pending).await);
    }
}

#[tokio::test]
async fn a_code_for_one_purpose_is_good_for_no_other() {
    // SE-9.
    for purpose in PURPOSES {
        let fixture = Fixture::new().await;
        let asker = fixture.asker(purpose).await;
        let pending = pending_sign_in(&fixture.app, EMAIL).await;
        let code = fixture.sent(purpose, &asker).await;
        for other in PURPOSES.into_iter().filter(|other| *other != purpose) {
            // Wherever it is given: the same browser where there can be one.
            let giver = match (purpose, other) {
                (Purpose::SignIn(_), Purpose::SignIn(_)) => &asker,
                (_, Purpose::SignIn(_)) => &pending,
                _ => &fixture.signed_in,
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
    let fixture = Fixture::new().await;
    with_number_only(&fixture.app, BOB, OTHER_NUMBER).await;
    let pending = fixture.asker(Purpose::SignIn(TextMessage)).await;
    let of_bob = pending_sign_in(&fixture.app, BOB).await;
    fixture.app.clock.advance_seconds(60);
    let code = fixture.sent(Purpose::SignIn(TextMessage), &pending).await;
    let purpose = Purpose::SignIn(TextMessage);
    let refused = purpose.give(&of_bob, code.clone()).await;
    assert_eq!(refused, Err(Problem::SentCodeExpired));
    send_code(&of_bob, TextMessage).await.unwrap();
    let refused = purpose.give(&of_bob, code).await;
    assert_eq!(tries_left(&refused), Some(4), "{refused:?}");
}

#[tokio::test]
async fn a_code_dies_with_the_session_that_asked_for_it() {
    let fixture = Fixture::new().await;
    let asker = fixture.asker(Purpose::ConfirmPhone).await;
    let code = fixture.sent(Purpose::ConfirmPhone, &asker).await;
    let before = asker.copy();
    asker.call::<SignOut>(&Nothing {}).await.unwrap();
    let refused = Purpose::ConfirmPhone.give(&before, code).await;
    assert_eq!(refused, Err(Problem::NotSignedIn));
}

#[tokio::test]
async fn a_code_of_a_method_that_nobody_asked_for_counts_for_nothing() {
    let app = TestApp::new().await;
    enrolled(&app, EMAIL).await;
    let pending = pending_sign_in(&app, EMAIL).await;
    let before = app.dump().await;
    for channel in BOTH {
        assert_eq!(
            send_code(&pending, channel).await,
            Err(Problem::MethodUnavailable)
        );
        for _ in 0..40 {
            let refused = submit_sent_code(&pending, channel, Secret::from("123456")).await;
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
    let pending = pending_sign_in(&app, BOB).await;
    for _ in 0..10 {
        let refused = submit_code(&pending, Secret::from("123456")).await;
        assert_eq!(refused, Err(Problem::MethodUnavailable));
    }
    app.clock.advance_seconds(30);
    send_code(&pending, TextMessage).await.unwrap();
    let code = app.newest_message(NUMBER).await.code();
    assert!(submit_sent_code(&pending, TextMessage, code).await.is_ok());
}

#[tokio::test]
async fn thirty_wrong_codes_in_a_row_lock_codes_that_are_sent_and_a_backup_code_opens_them() {
    // OB-3, RL-4.
    let app = TestApp::new().await;
    let (_, codes) = with_number_only(&app, EMAIL, NUMBER).await;
    app.clock.advance_seconds(60);
    let pending = pending_sign_in(&app, EMAIL).await;
    send_code(&pending, TextMessage).await.unwrap();
    let code = app.newest_message(NUMBER).await.code();
    app.execute("UPDATE accounts SET second_step_failures = 29")
        .await;
    submit_sent_code(&pending, TextMessage, other_code(&code))
        .await
        .unwrap_err();
    let shut = submit_sent_code(&pending, TextMessage, code).await;
    assert_eq!(shut, Err(Problem::MethodLocked));
    app.clock.advance_seconds(30);
    let shut = send_code(&pending, TextMessage).await;
    assert_eq!(shut, Err(Problem::MethodLocked));
    submit_backup_code(&pending, codes[0].expose())
        .await
        .unwrap();
    let pending = pending_sign_in(&app, EMAIL).await;
    send_code(&pending, TextMessage).await.unwrap();
    let code = app.newest_message(NUMBER).await.code();
    assert!(submit_sent_code(&pending, TextMessage, code).await.is_ok());
}

#[tokio::test]
async fn what_is_no_code_counts_for_nothing() {
    // TO-9.
    for purpose in PURPOSES {
        let fixture = Fixture::new().await;
        let asker = fixture.asker(purpose).await;
        let code = fixture.sent(purpose, &asker).await;
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
async fn a_number_that_was_replaced_or_removed_gets_no_code_and_its_code_opens_nothing() {
    // OB-6.
    let fixture = Fixture::new().await;
    let pending = fixture.asker(Purpose::SignIn(TextMessage)).await;
    let code = fixture.sent(Purpose::SignIn(TextMessage), &pending).await;
    fixture.app.clock.advance_seconds(30);
    take_phone(&fixture.app, &fixture.signed_in, OTHER_NUMBER).await;
    let refused = Purpose::SignIn(TextMessage).give(&pending, code).await;
    let is_refused = matches!(
        refused,
        Err(Problem::SentCodeExpired | Problem::SignInExpired)
    );
    assert!(is_refused, "{refused:?}");
    fixture.app.clock.advance_seconds(1_800);
    let pending = pending_sign_in(&fixture.app, EMAIL).await;
    fixture.app.new_messages().await;
    send_code(&pending, TextMessage).await.unwrap();
    let messages = fixture.app.new_messages().await;
    let to: Vec<&str> = messages.iter().map(|it| it.to.as_str()).collect();
    assert_eq!(to, [OTHER_NUMBER]);
}

#[tokio::test]
async fn a_wrong_code_says_the_same_as_a_wrong_code_for_an_address_that_is_somebody_elses() {
    // EN-3: whoever wants a taken address cannot tell it from a mistyped code, and its owner hears of it.
    let app = TestApp::new().await;
    newcomer(&app, BOB).await;
    let browser = newcomer(&app, EMAIL).await;
    app.new_messages().await;
    let taken = start_email(&browser, BOB).await.unwrap();
    let messages = app.new_messages().await;
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].to, BOB);
    assert_eq!(crate::support::outbox::code_in(&messages[0].text), None);
    let of_taken = confirm_email(&browser, Secret::from("123456")).await;
    app.clock.advance_seconds(30);
    let free = start_email(&browser, "free@example.com").await.unwrap();
    let code = app.next_email("free@example.com").await.code();
    let of_free = confirm_email(&browser, other_code(&code)).await;
    assert_eq!(of_taken, of_free);
    assert_eq!(taken.sent, free.sent);
    assert_eq!(taken.channel, free.channel);
}
