//! Challenges: how long each is kept, how many there may be, and that each is answered once (WebAuthn L3 §13.4.3).

use crate::{
    passkeys::{challenge_binding::CEREMONY, purposes},
    support::{
        TestApp, at_once,
        authenticator::Authenticator,
        passkey::{
            BOTH, PASSKEY, Purpose, SECURITY_KEY, Stage, add, device, elsewhere, order, register,
            submit_alone, with_passkey,
        },
        person::{EMAIL, newcomer},
    },
};
use contract::{Problem, endpoint::RemovePasskey, passkey::WhichPasskey};

async fn open(app: &TestApp) -> i64 {
    app.count("SELECT COUNT(*) FROM ceremonies").await
}

#[tokio::test]
async fn an_answer_is_taken_for_five_minutes_and_no_longer() {
    // WR-2.
    for kind in BOTH {
        for (seconds, is_taken) in [(299, true), (300, false)] {
            let app = TestApp::new().await;
            let browser = newcomer(&app, EMAIL).await;
            let ordered = order(&browser, kind).await.unwrap();
            let answer = device(kind).make(&ordered).unwrap();
            app.clock.advance_seconds(seconds);
            let outcome = add(&browser, &ordered, &answer).await;
            assert_eq!(outcome.is_ok(), is_taken, "{outcome:?}");
            if !is_taken {
                assert_eq!(outcome, Err(Problem::CeremonyExpired));
                assert_eq!(app.count("SELECT COUNT(*) FROM passkeys").await, 0);
            }
        }
    }
    for purpose in purposes() {
        for (seconds, is_taken) in [(299, true), (300, false)] {
            let mut stage = Stage::new(purpose.kind()).await;
            let asker = stage.asker(purpose).await;
            let question = purpose.question(&asker).await.unwrap();
            let answer = stage.device.prove(&question).unwrap();
            stage.app.clock.advance_seconds(seconds);
            let outcome = purpose.submit(&asker, &question, &answer).await;
            let wanted = if is_taken {
                Ok(())
            } else {
                Err(Problem::CeremonyExpired)
            };
            assert_eq!(outcome, wanted, "{purpose:?} after {seconds} seconds");
        }
    }
}

#[tokio::test]
async fn keeping_or_removing_one_ends_every_other_order() {
    // WA-12: the page then tells the password manager that there are no others.
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let [first, second] = [
        order(&browser, PASSKEY).await,
        order(&browser, PASSKEY).await,
    ];
    let (first, second) = (first.unwrap(), second.unwrap());
    let unsent = Authenticator::synced().make(&second).unwrap();
    let made = Authenticator::synced().make(&first).unwrap();
    let kept = add(&browser, &first, &made).await.unwrap();
    let late = add(&browser, &second, &unsent).await;
    assert_eq!(late, Err(Problem::CeremonyExpired));

    let third = order(&browser, SECURITY_KEY).await.unwrap();
    let unsent = device(SECURITY_KEY).make(&third).unwrap();
    let which = WhichPasskey {
        id: kept.passkey.id,
    };
    browser.call::<RemovePasskey>(&which).await.unwrap();
    let late = add(&browser, &third, &unsent).await;
    assert_eq!(late, Err(Problem::CeremonyExpired));
    assert_eq!(app.count("SELECT COUNT(*) FROM passkeys").await, 0);
}

#[tokio::test]
async fn no_more_than_forty_are_added_in_an_hour() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    for round in 0..=40 {
        let ordered = order(&browser, PASSKEY).await.unwrap();
        let answer = Authenticator::synced().make(&ordered).unwrap();
        match add(&browser, &ordered, &answer).await {
            Ok(kept) => {
                assert!(round < 40, "one too many");
                let which = WhichPasskey {
                    id: kept.passkey.id,
                };
                browser.call::<RemovePasskey>(&which).await.unwrap();
            }
            Err(refused) => {
                assert!(
                    matches!(refused, Problem::TooManyTries { .. }),
                    "{refused:?}"
                );
                assert_eq!(round, 40);
            }
        }
    }
}

#[tokio::test]
async fn an_answer_is_taken_once() {
    // WR-2 and WA-8.
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let ordered = order(&browser, PASSKEY).await.unwrap();
    let answer = Authenticator::synced().make(&ordered).unwrap();
    add(&browser, &ordered, &answer).await.unwrap();
    let before = app.dump().await;
    let again = add(&browser, &ordered, &answer).await;
    assert_eq!(again, Err(Problem::CeremonyExpired));
    assert_eq!(app.dump().await, before);
    for purpose in purposes() {
        let mut stage = Stage::new(purpose.kind()).await;
        let asker = stage.asker(purpose).await;
        let before_it = asker.copy();
        let question = purpose.question(&asker).await.unwrap();
        before_it.set_cookie(CEREMONY, &asker.cookie(CEREMONY).unwrap_or_default());
        let answer = stage.device.prove(&question).unwrap();
        purpose.submit(&asker, &question, &answer).await.unwrap();
        let before = stage.app.dump().await;
        for browser in [&asker, &before_it] {
            let again = purpose.submit(&browser.copy(), &question, &answer).await;
            assert!(
                matches!(
                    again,
                    Err(Problem::CeremonyExpired | Problem::SignInExpired | Problem::NotSignedIn)
                ),
                "{purpose:?}: {again:?}"
            );
        }
        assert_eq!(stage.app.dump().await, before, "{purpose:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_answer_twenty_times_at_once_opens_one_session() {
    // WA-8.
    let mut stage = Stage::new(PASSKEY).await;
    let asker = elsewhere(&stage.app);
    let question = Purpose::Alone.question(&asker).await.unwrap();
    let answer = stage.device.prove(&question).unwrap();
    let sessions = stage.app.count("SELECT COUNT(*) FROM sessions").await;
    let outcomes = at_once(20, |_| {
        let (browser, question, answer) = (asker.copy(), question.clone(), answer.clone());
        async move { submit_alone(&browser, &question, &answer).await }
    })
    .await;
    let taken = outcomes.iter().filter(|it| it.is_ok()).count();
    assert_eq!(taken, 1, "{outcomes:?}");
    let refused = outcomes.iter().filter_map(|it| it.as_ref().err());
    for problem in refused {
        assert!(
            matches!(problem, Problem::CeremonyExpired | Problem::Busy { .. }),
            "{problem:?}"
        );
    }
    let now = stage.app.count("SELECT COUNT(*) FROM sessions").await;
    assert_eq!(now, sessions + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_new_passkey_twenty_times_at_once_is_kept_once() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let ordered = order(&browser, PASSKEY).await.unwrap();
    let answer = Authenticator::synced().make(&ordered).unwrap();
    let outcomes = at_once(20, |_| {
        let (browser, ordered, answer) = (browser.copy(), ordered.clone(), answer.clone());
        async move { add(&browser, &ordered, &answer).await }
    })
    .await;
    let taken = outcomes.iter().filter(|it| it.is_ok()).count();
    assert_eq!(taken, 1, "{outcomes:?}");
    assert_eq!(app.count("SELECT COUNT(*) FROM passkeys").await, 1);
    assert_eq!(app.count("SELECT COUNT(*) FROM backup_codes").await, 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_proofs_with_the_same_count_at_once_do_not_both_pass() {
    // WA-7 and WA-8: two copies of one key.
    let stage = Stage::with(&[], Authenticator::bound(), PASSKEY).await;
    let mut waiting = Vec::new();
    for _ in 0..6 {
        let asker = elsewhere(&stage.app);
        let question = Purpose::Alone.question(&asker).await.unwrap();
        let mut copy = stage.device.clone();
        let answer = copy.prove(&question).unwrap();
        waiting.push((asker, question, answer));
    }
    let outcomes = at_once(6, |number| {
        let (browser, question, answer) = waiting[number].clone();
        async move { submit_alone(&browser, &question, &answer).await }
    })
    .await;
    let taken = outcomes.iter().filter(|it| it.is_ok()).count();
    assert_eq!(taken, 1, "{outcomes:?}");
}

#[tokio::test]
async fn a_holder_has_eight_open_questions_and_the_oldest_goes() {
    for purpose in purposes() {
        let mut stage = Stage::new(purpose.kind()).await;
        let asker = stage.asker(purpose).await;
        let mut questions = Vec::new();
        for _ in 0..9 {
            questions.push(purpose.question(&asker).await.unwrap());
            stage.app.clock.advance_seconds(1);
        }
        assert_eq!(open(&stage.app).await, 8, "{purpose:?}");
        let answer = stage.device.prove(&questions[0]).unwrap();
        let refused = purpose.submit(&asker, &questions[0], &answer).await;
        assert_eq!(refused, Err(Problem::CeremonyExpired), "{purpose:?}");
        let answer = stage.device.prove(&questions[1]).unwrap();
        let taken = purpose.submit(&asker, &questions[1], &answer).await;
        assert_eq!(taken, Ok(()), "{purpose:?}");
    }
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    for _ in 0..12 {
        order(&browser, PASSKEY).await.unwrap();
        app.clock.advance_seconds(1);
    }
    assert_eq!(open(&app).await, 8);
}

#[tokio::test]
async fn one_server_asks_and_another_hears_the_answer() {
    for purpose in purposes() {
        let mut stage = Stage::new(purpose.kind()).await;
        let second = stage.app.second().await;
        let asker = stage.asker(purpose).await;
        let question = purpose.question(&asker).await.unwrap();
        let answer = stage.device.prove(&question).unwrap();
        let moved = asker.moved_to(api::app(second));
        let taken = purpose.submit(&moved, &question, &answer).await;
        assert_eq!(taken, Ok(()), "{purpose:?}");
        let again = purpose.submit(&asker, &question, &answer).await;
        assert!(again.is_err(), "{purpose:?}");
    }
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let second = app.second().await;
    let ordered = order(&browser, PASSKEY).await.unwrap();
    let answer = Authenticator::synced().make(&ordered).unwrap();
    let moved = browser.moved_to(api::app(second));
    assert!(add(&moved, &ordered, &answer).await.is_ok());
}

#[tokio::test]
async fn a_restart_between_question_and_answer_loses_nothing() {
    for purpose in purposes() {
        let mut stage = Stage::new(purpose.kind()).await;
        let asker = stage.asker(purpose).await;
        let question = purpose.question(&asker).await.unwrap();
        let answer = stage.device.prove(&question).unwrap();
        stage.app.restart().await;
        let asker = asker.moved_to(stage.app.router());
        let taken = purpose.submit(&asker, &question, &answer).await;
        assert_eq!(taken, Ok(()), "{purpose:?}");
    }
    let mut app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let ordered = order(&browser, PASSKEY).await.unwrap();
    let answer = Authenticator::synced().make(&ordered).unwrap();
    app.restart().await;
    let browser = browser.moved_to(app.router());
    assert!(add(&browser, &ordered, &answer).await.is_ok());
}

#[tokio::test]
async fn a_restart_under_another_domain_takes_no_answer_for_the_old_one() {
    // WR-5, also of what was begun before.
    let mut stage = Stage::with(
        &["--origin", "https://old.example.com"],
        Authenticator::synced().at("https://old.example.com"),
        PASSKEY,
    )
    .await;
    let asker = elsewhere(&stage.app);
    let question = Purpose::Alone.question(&asker).await.unwrap();
    let answer = stage.device.prove(&question).unwrap();
    stage
        .app
        .restart_with(&["--origin", "https://new.example.com"])
        .await;
    let asker = asker.moved_to(stage.app.router());
    let refused = submit_alone(&asker, &question, &answer).await;
    assert!(refused.is_err(), "{refused:?}");
}

#[tokio::test]
async fn wrong_passkeys_are_limited_by_network() {
    // RL-10, and LG-6: each costs a look at a signature.
    let stage = Stage::new(PASSKEY).await;
    let browser = stage.app.browser().at("192.0.2.7");
    let mut refusals = 0;
    loop {
        let Ok(question) = Purpose::Alone.question(&browser).await else {
            break;
        };
        let mut copy = stage.device.clone();
        let mut proving = copy.proving(&question).unwrap();
        proving.client_data.challenge.clear();
        let refused = submit_alone(&browser, &question, &proving.answer()).await;
        if matches!(refused, Err(Problem::TooManyTries { .. })) {
            break;
        }
        assert_eq!(refused, Err(Problem::WrongPasskey));
        refusals += 1;
        assert!(refusals <= 1_000, "no limit");
    }
    let mut device = stage.device.clone();
    let elsewhere = elsewhere(&stage.app);
    assert_eq!(Purpose::Alone.prove(&elsewhere, &mut device).await, Ok(()));
}

#[tokio::test]
async fn questions_that_nobody_answered_are_swept_up() {
    let stage = Stage::new(PASSKEY).await;
    for purpose in Purpose::of(PASSKEY) {
        let asker = stage.asker(purpose).await;
        purpose.question(&asker).await.unwrap();
    }
    assert_eq!(open(&stage.app).await, 3);
    stage.app.clock.advance_seconds(301);
    api::cleanup::sweep(&stage.app.app).await.unwrap();
    assert_eq!(open(&stage.app).await, 0);
}

#[tokio::test]
async fn the_questions_of_an_account_go_with_it() {
    let stage = Stage::new(PASSKEY).await;
    for purpose in [Purpose::SecondStep(PASSKEY), Purpose::StepUp(PASSKEY)] {
        let asker = stage.asker(purpose).await;
        purpose.question(&asker).await.unwrap();
    }
    stage.app.execute("DELETE FROM accounts").await;
    assert_eq!(open(&stage.app).await, 0);
    assert_eq!(stage.app.count("SELECT COUNT(*) FROM passkeys").await, 0);
}

#[tokio::test]
async fn a_question_outlives_neither_the_session_nor_the_sign_in_that_asked() {
    let mut stage = Stage::new(PASSKEY).await;
    let mut key = Authenticator::key();
    register(&stage.browser, &mut key, SECURITY_KEY).await;
    // A new first step in the same browser is another sign-in.
    let purpose = Purpose::SecondStep(PASSKEY);
    let half = stage.asker(purpose).await;
    let question = purpose.question(&half).await.unwrap();
    let answer = stage.device.prove(&question).unwrap();
    crate::support::person::submit_password(&half, EMAIL, crate::support::person::PASSWORD)
        .await
        .unwrap();
    let refused = purpose.submit(&half, &question, &answer).await;
    assert_eq!(refused, Err(Problem::CeremonyExpired));
    // Another account in the same browser is another session.
    let purpose = Purpose::StepUp(PASSKEY);
    let question = purpose.question(&stage.browser).await.unwrap();
    let answer = stage.device.prove(&question).unwrap();
    let mut of_bob = Authenticator::synced();
    let (bob, _) = with_passkey(&stage.app, "bob@example.com", &mut of_bob, PASSKEY).await;
    let refused = purpose.submit(&bob, &question, &answer).await;
    assert_eq!(refused, Err(Problem::CeremonyExpired));
}
