//! Challenges: how long each is kept, how many there may be, and that each is answered once (WebAuthn L3 §13.4.3).

use crate::{
    passkeys::{challenge_binding::CEREMONY, purposes},
    support::{
        TestApp, at_once,
        authenticator::Authenticator,
        passkey::{
            BOTH, Fixture, PASSKEY, Purpose, SECURITY_KEY, add, creation_options, device,
            elsewhere, register, submit_alone, with_passkey,
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
            let creation = creation_options(&browser, kind).await.unwrap();
            let answer = device(kind).make(&creation).unwrap();
            app.clock.advance_seconds(seconds);
            let outcome = add(&browser, &creation, &answer).await;
            assert_eq!(outcome.is_ok(), is_taken, "{outcome:?}");
            if !is_taken {
                assert_eq!(outcome, Err(Problem::CeremonyExpired));
                assert_eq!(app.count("SELECT COUNT(*) FROM passkeys").await, 0);
            }
        }
    }
    for purpose in purposes() {
        for (seconds, is_taken) in [(299, true), (300, false)] {
            let mut fixture = Fixture::new(purpose.kind()).await;
            let asker = fixture.asker(purpose).await;
            let request = purpose.request_options(&asker).await.unwrap();
            let answer = fixture.device.prove(&request).unwrap();
            fixture.app.clock.advance_seconds(seconds);
            let outcome = purpose.submit(&asker, &request, &answer).await;
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
async fn keeping_or_removing_one_ends_every_other_challenge_to_make_one() {
    // WA-12: the page then tells the password manager that there are no others.
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let [first, second] = [
        creation_options(&browser, PASSKEY).await,
        creation_options(&browser, PASSKEY).await,
    ];
    let (first, second) = (first.unwrap(), second.unwrap());
    let unsent = Authenticator::synced().make(&second).unwrap();
    let made = Authenticator::synced().make(&first).unwrap();
    let kept = add(&browser, &first, &made).await.unwrap();
    let late = add(&browser, &second, &unsent).await;
    assert_eq!(late, Err(Problem::CeremonyExpired));

    let third = creation_options(&browser, SECURITY_KEY).await.unwrap();
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
        let creation = creation_options(&browser, PASSKEY).await.unwrap();
        let answer = Authenticator::synced().make(&creation).unwrap();
        match add(&browser, &creation, &answer).await {
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
    let creation = creation_options(&browser, PASSKEY).await.unwrap();
    let answer = Authenticator::synced().make(&creation).unwrap();
    add(&browser, &creation, &answer).await.unwrap();
    let before = app.dump().await;
    let again = add(&browser, &creation, &answer).await;
    assert_eq!(again, Err(Problem::CeremonyExpired));
    assert_eq!(app.dump().await, before);
    for purpose in purposes() {
        let mut fixture = Fixture::new(purpose.kind()).await;
        let asker = fixture.asker(purpose).await;
        let before_it = asker.copy();
        let request = purpose.request_options(&asker).await.unwrap();
        before_it.set_cookie(CEREMONY, &asker.cookie(CEREMONY).unwrap_or_default());
        let answer = fixture.device.prove(&request).unwrap();
        purpose.submit(&asker, &request, &answer).await.unwrap();
        let before = fixture.app.dump().await;
        for browser in [&asker, &before_it] {
            let again = purpose.submit(&browser.copy(), &request, &answer).await;
            assert!(
                matches!(
                    again,
                    Err(Problem::CeremonyExpired | Problem::SignInExpired | Problem::NotSignedIn)
                ),
                "{purpose:?}: {again:?}"
            );
        }
        assert_eq!(fixture.app.dump().await, before, "{purpose:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_answer_twenty_times_at_once_opens_one_session() {
    // WA-8.
    let mut fixture = Fixture::new(PASSKEY).await;
    let asker = elsewhere(&fixture.app);
    let request = Purpose::Alone.request_options(&asker).await.unwrap();
    let answer = fixture.device.prove(&request).unwrap();
    let sessions = fixture.app.count("SELECT COUNT(*) FROM sessions").await;
    let outcomes = at_once(20, |_| {
        let (browser, request, answer) = (asker.copy(), request.clone(), answer.clone());
        async move { submit_alone(&browser, &request, &answer).await }
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
    let now = fixture.app.count("SELECT COUNT(*) FROM sessions").await;
    assert_eq!(now, sessions + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_new_passkey_twenty_times_at_once_is_kept_once() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let creation = creation_options(&browser, PASSKEY).await.unwrap();
    let answer = Authenticator::synced().make(&creation).unwrap();
    let outcomes = at_once(20, |_| {
        let (browser, creation, answer) = (browser.copy(), creation.clone(), answer.clone());
        async move { add(&browser, &creation, &answer).await }
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
    let fixture = Fixture::with(&[], Authenticator::bound(), PASSKEY).await;
    let mut waiting = Vec::new();
    for _ in 0..6 {
        let asker = elsewhere(&fixture.app);
        let request = Purpose::Alone.request_options(&asker).await.unwrap();
        let mut copy = fixture.device.clone();
        let answer = copy.prove(&request).unwrap();
        waiting.push((asker, request, answer));
    }
    let outcomes = at_once(6, |number| {
        let (browser, request, answer) = waiting[number].clone();
        async move { submit_alone(&browser, &request, &answer).await }
    })
    .await;
    let taken = outcomes.iter().filter(|it| it.is_ok()).count();
    assert_eq!(taken, 1, "{outcomes:?}");
}

#[tokio::test]
async fn a_holder_has_eight_open_challenges_and_the_oldest_goes() {
    for purpose in purposes() {
        let mut fixture = Fixture::new(purpose.kind()).await;
        let asker = fixture.asker(purpose).await;
        let mut requests = Vec::new();
        for _ in 0..9 {
            requests.push(purpose.request_options(&asker).await.unwrap());
            fixture.app.clock.advance_seconds(1);
        }
        assert_eq!(open(&fixture.app).await, 8, "{purpose:?}");
        let answer = fixture.device.prove(&requests[0]).unwrap();
        let refused = purpose.submit(&asker, &requests[0], &answer).await;
        assert_eq!(refused, Err(Problem::CeremonyExpired), "{purpose:?}");
        let answer = fixture.device.prove(&requests[1]).unwrap();
        let taken = purpose.submit(&asker, &requests[1], &answer).await;
        assert_eq!(taken, Ok(()), "{purpose:?}");
    }
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    for _ in 0..12 {
        creation_options(&browser, PASSKEY).await.unwrap();
        app.clock.advance_seconds(1);
    }
    assert_eq!(open(&app).await, 8);
}

#[tokio::test]
async fn one_server_asks_and_another_hears_the_answer() {
    for purpose in purposes() {
        let mut fixture = Fixture::new(purpose.kind()).await;
        let second = fixture.app.second().await;
        let asker = fixture.asker(purpose).await;
        let request = purpose.request_options(&asker).await.unwrap();
        let answer = fixture.device.prove(&request).unwrap();
        let moved = asker.moved_to(api::app(second));
        let taken = purpose.submit(&moved, &request, &answer).await;
        assert_eq!(taken, Ok(()), "{purpose:?}");
        let again = purpose.submit(&asker, &request, &answer).await;
        assert!(again.is_err(), "{purpose:?}");
    }
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let second = app.second().await;
    let creation = creation_options(&browser, PASSKEY).await.unwrap();
    let answer = Authenticator::synced().make(&creation).unwrap();
    let moved = browser.moved_to(api::app(second));
    assert!(add(&moved, &creation, &answer).await.is_ok());
}

#[tokio::test]
async fn a_restart_between_challenge_and_answer_loses_nothing() {
    for purpose in purposes() {
        let mut fixture = Fixture::new(purpose.kind()).await;
        let asker = fixture.asker(purpose).await;
        let request = purpose.request_options(&asker).await.unwrap();
        let answer = fixture.device.prove(&request).unwrap();
        fixture.app.restart().await;
        let asker = asker.moved_to(fixture.app.router());
        let taken = purpose.submit(&asker, &request, &answer).await;
        assert_eq!(taken, Ok(()), "{purpose:?}");
    }
    let mut app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let creation = creation_options(&browser, PASSKEY).await.unwrap();
    let answer = Authenticator::synced().make(&creation).unwrap();
    app.restart().await;
    let browser = browser.moved_to(app.router());
    assert!(add(&browser, &creation, &answer).await.is_ok());
}

#[tokio::test]
async fn a_restart_under_another_domain_takes_no_answer_for_the_old_one() {
    // WR-5, also of what was begun before.
    let mut fixture = Fixture::with(
        &["--origin", "https://old.example.com"],
        Authenticator::synced().at("https://old.example.com"),
        PASSKEY,
    )
    .await;
    let asker = elsewhere(&fixture.app);
    let request = Purpose::Alone.request_options(&asker).await.unwrap();
    let answer = fixture.device.prove(&request).unwrap();
    fixture
        .app
        .restart_with(&["--origin", "https://new.example.com"])
        .await;
    let asker = asker.moved_to(fixture.app.router());
    let refused = submit_alone(&asker, &request, &answer).await;
    assert!(refused.is_err(), "{refused:?}");
}

#[tokio::test]
async fn wrong_passkeys_are_limited_by_network() {
    // RL-10, and LG-6: each costs a look at a signature.
    let fixture = Fixture::new(PASSKEY).await;
    let browser = fixture.app.browser().at("192.0.2.7");
    let mut refusals = 0;
    loop {
        let Ok(request) = Purpose::Alone.request_options(&browser).await else {
            break;
        };
        let mut copy = fixture.device.clone();
        let mut proving = copy.proving(&request).unwrap();
        proving.client_data.challenge.clear();
        let refused = submit_alone(&browser, &request, &proving.answer()).await;
        if matches!(refused, Err(Problem::TooManyTries { .. })) {
            break;
        }
        assert_eq!(refused, Err(Problem::WrongPasskey));
        refusals += 1;
        assert!(refusals <= 1_000, "no limit");
    }
    let mut device = fixture.device.clone();
    let elsewhere = elsewhere(&fixture.app);
    assert_eq!(Purpose::Alone.prove(&elsewhere, &mut device).await, Ok(()));
}

#[tokio::test]
async fn challenges_that_nobody_answered_are_swept_up() {
    let fixture = Fixture::new(PASSKEY).await;
    for purpose in Purpose::of(PASSKEY) {
        let asker = fixture.asker(purpose).await;
        purpose.request_options(&asker).await.unwrap();
    }
    assert_eq!(open(&fixture.app).await, 3);
    fixture.app.clock.advance_seconds(301);
    api::cleanup::sweep(&fixture.app.app).await.unwrap();
    assert_eq!(open(&fixture.app).await, 0);
}

#[tokio::test]
async fn the_challenges_of_an_account_go_with_it() {
    let fixture = Fixture::new(PASSKEY).await;
    for purpose in [Purpose::SecondStep(PASSKEY), Purpose::StepUp(PASSKEY)] {
        let asker = fixture.asker(purpose).await;
        purpose.request_options(&asker).await.unwrap();
    }
    fixture.app.execute("DELETE FROM accounts").await;
    assert_eq!(open(&fixture.app).await, 0);
    assert_eq!(fixture.app.count("SELECT COUNT(*) FROM passkeys").await, 0);
}

#[tokio::test]
async fn a_challenge_outlives_neither_the_session_nor_the_sign_in_that_asked() {
    let mut fixture = Fixture::new(PASSKEY).await;
    let mut key = Authenticator::key();
    register(&fixture.browser, &mut key, SECURITY_KEY).await;
    // A new first step in the same browser is another sign-in.
    let purpose = Purpose::SecondStep(PASSKEY);
    let pending = fixture.asker(purpose).await;
    let request = purpose.request_options(&pending).await.unwrap();
    let answer = fixture.device.prove(&request).unwrap();
    crate::support::person::submit_password(&pending, EMAIL, crate::support::person::PASSWORD)
        .await
        .unwrap();
    let refused = purpose.submit(&pending, &request, &answer).await;
    assert_eq!(refused, Err(Problem::CeremonyExpired));
    // Another account in the same browser is another session.
    let purpose = Purpose::StepUp(PASSKEY);
    let request = purpose.request_options(&fixture.browser).await.unwrap();
    let answer = fixture.device.prove(&request).unwrap();
    let mut of_bob = Authenticator::synced();
    let (bob, _) = with_passkey(&fixture.app, "bob@example.com", &mut of_bob, PASSKEY).await;
    let refused = purpose.submit(&bob, &request, &answer).await;
    assert_eq!(refused, Err(Problem::CeremonyExpired));
}
