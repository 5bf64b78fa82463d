//! `/api/sign-in/proof` with a code of an authenticator app.

use crate::support::{
    TestApp, at_once,
    browser::Browser,
    person::{
        EMAIL, PASSWORD, Phone, authenticator, backup_code, confirm, enrol, enrolled,
        enrolled_with_pending, is_signed_in, pending_sign_in, secret_of, start, step_up,
        submit_backup_code, submit_code, submit_password, wrong,
    },
};
use axum::http::StatusCode;
use contract::{
    Problem, Secret,
    endpoint::SubmitProof,
    problem::{Field, Reason},
    sign_in::{Method, NextStep},
};

const WINDOW_SECONDS: i64 = 15 * 60;

async fn spend_all_attempts(app: &TestApp, browser: &Browser, phone: &Phone) {
    for left in (0..5).rev() {
        let refused = submit_code(browser, phone.wrong_code(app)).await;
        assert_eq!(refused, Err(wrong(left, WINDOW_SECONDS)));
    }
}

fn is_too_many(refused: &Result<NextStep, Problem>) -> bool {
    matches!(refused, Err(Problem::TooManyTries { .. }))
}

#[tokio::test]
async fn the_code_of_now_signs_in() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
    let step = submit_code(&browser, phone.code(&app)).await.unwrap();
    assert!(matches!(step, NextStep::SignedIn(signed_in) if signed_in.viewer.email == EMAIL));
    assert!(is_signed_in(&browser).await);
}

#[tokio::test]
async fn a_code_is_read_with_spaces_and_dashes() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
    let code = phone.code(&app);
    let (left, right) = code.expose().split_at(3);
    let spaced = Secret::from(format!(" {left}\u{a0}-{right} "));
    assert!(submit_code(&browser, spaced).await.is_ok());
}

#[tokio::test]
async fn what_is_no_code_is_refused_without_counting() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
    for typed in [
        "12345",
        "1234567",
        "abcdef",
        "١٢٣٤٥٦",
        "１２３４５６",
        "123456\0",
        &"1".repeat(10_000),
    ] {
        let refused = submit_code(&browser, Secret::from(typed)).await;
        let malformed = Problem::Invalid {
            field: Field::Code,
            reason: Reason::Malformed,
        };
        assert_eq!(refused, Err(malformed), "{typed:?}");
    }
    let refused = submit_code(&browser, phone.wrong_code(&app)).await;
    assert_eq!(
        refused,
        Err(Problem::WrongCode {
            tries_left: 4,
            retry_after: None
        })
    );
}

#[tokio::test]
async fn one_step_before_and_after_is_accepted_and_two_are_not() {
    for (offset, is_accepted) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
        let app = TestApp::new().await;
        let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
        app.clock.advance_seconds(300);
        let outcome = submit_code(&browser, phone.code_of_step(&app, offset)).await;
        assert_eq!(outcome.is_ok(), is_accepted, "{offset}: {outcome:?}");
        if !is_accepted {
            assert_eq!(
                outcome,
                Err(Problem::WrongCode {
                    tries_left: 4,
                    retry_after: None
                })
            );
        }
    }
}

#[tokio::test]
async fn the_sixth_attempt_is_refused_although_it_is_right() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
    let first_attempt = app.clock.now();
    spend_all_attempts(&app, &browser, &phone).await;
    app.clock.advance_seconds(60);

    let answer = browser
        .ask::<SubmitProof>(&authenticator(phone.code(&app)))
        .await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    let seconds = u32::try_from(WINDOW_SECONDS - 60).unwrap();
    assert_eq!(
        answer.header("retry-after"),
        Some(seconds.to_string().as_str())
    );
    let retry_at = first_attempt.plus_seconds(WINDOW_SECONDS);
    assert_eq!(
        answer.problem(),
        Problem::TooManyTries {
            retry_at,
            retry_after: seconds
        }
    );
    assert!(!is_signed_in(&browser).await);
}

#[tokio::test]
async fn refused_attempts_do_not_make_the_wait_longer() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
    spend_all_attempts(&app, &browser, &phone).await;
    for _ in 0..3 {
        app.clock.advance_seconds(WINDOW_SECONDS / 4);
        let browser = pending_sign_in(&app, EMAIL).await;
        assert!(is_too_many(&submit_code(&browser, phone.code(&app)).await));
    }
    app.clock.advance_seconds(WINDOW_SECONDS / 4);
    let browser = pending_sign_in(&app, EMAIL).await;
    assert!(submit_code(&browser, phone.code(&app)).await.is_ok());
}

#[tokio::test]
async fn a_moment_before_the_window_ends_is_too_early() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
    spend_all_attempts(&app, &browser, &phone).await;
    app.clock.advance_seconds(WINDOW_SECONDS - 1);
    let browser = pending_sign_in(&app, EMAIL).await;
    assert!(is_too_many(&submit_code(&browser, phone.code(&app)).await));
    app.clock.advance_seconds(1);
    assert!(submit_code(&browser, phone.code(&app)).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_attempts_at_once_are_five() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
    let wrong = phone.wrong_code(&app);
    let outcomes = at_once(20, |_| {
        let (browser, wrong) = (browser.copy(), wrong.clone());
        async move { submit_code(&browser, wrong).await }
    })
    .await;
    let looked_at =
        |outcome: &&Result<NextStep, Problem>| matches!(outcome, Err(Problem::WrongCode { .. }));
    assert_eq!(outcomes.iter().filter(looked_at).count(), 5, "{outcomes:?}");
    assert_eq!(
        outcomes
            .iter()
            .filter(|outcome| is_too_many(outcome))
            .count(),
        15
    );
    assert!(is_too_many(&submit_code(&browser, phone.code(&app)).await));
}

#[tokio::test]
async fn attempts_from_many_browsers_count_together() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled_with_pending(&app, EMAIL).await;
    for _ in 0..5 {
        let browser = pending_sign_in(&app, EMAIL).await.at("192.0.2.1");
        let refused = submit_code(&browser, phone.wrong_code(&app)).await;
        assert!(matches!(refused, Err(Problem::WrongCode { .. })));
    }
    let browser = pending_sign_in(&app, "  Ann@EXAMPLE.com ")
        .await
        .at("198.51.100.1");
    assert!(is_too_many(&submit_code(&browser, phone.code(&app)).await));
}

#[tokio::test]
async fn the_limit_survives_a_restart() {
    let mut app = TestApp::new().await;
    let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
    spend_all_attempts(&app, &browser, &phone).await;
    app.restart().await;
    let browser = browser.moved_to(app.router());
    assert!(is_too_many(&submit_code(&browser, phone.code(&app)).await));
}

#[tokio::test]
async fn a_right_password_resets_nothing() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled_with_pending(&app, EMAIL).await;
    for left in (0..5).rev() {
        let browser = pending_sign_in(&app, EMAIL).await;
        let refused = submit_code(&browser, phone.wrong_code(&app)).await;
        assert_eq!(refused, Err(wrong(left, WINDOW_SECONDS)));
    }
    let browser = pending_sign_in(&app, EMAIL).await;
    assert!(is_too_many(&submit_code(&browser, phone.code(&app)).await));
}

#[tokio::test]
async fn another_method_resets_nothing() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
    for _ in 0..4 {
        submit_code(&browser, phone.wrong_code(&app))
            .await
            .unwrap_err();
    }
    submit_backup_code(&browser, "0000-0000-0000-0000")
        .await
        .unwrap_err();
    let refused = submit_code(&browser, phone.wrong_code(&app)).await;
    assert_eq!(refused, Err(wrong(0, WINDOW_SECONDS)));
    submit_backup_code(&browser, "0000-0000-0000-0000")
        .await
        .unwrap_err();
    assert!(is_too_many(&submit_code(&browser, phone.code(&app)).await));

    // A backup code that is right opens the account, and the attempts of the other method stay counted.
    assert!(
        submit_backup_code(&browser, &phone.backup_codes[0])
            .await
            .is_ok()
    );
    let browser = pending_sign_in(&app, EMAIL).await;
    assert!(is_too_many(&submit_code(&browser, phone.code(&app)).await));
}

#[tokio::test]
async fn attempts_at_step_up_and_at_sign_in_count_together_where_the_account_knows_the_browser() {
    let app = TestApp::new().await;
    let (signed_in, phone) = enrolled(&app, EMAIL).await;
    app.next_step();
    for _ in 0..5 {
        let refused = step_up(&signed_in, phone.wrong_code(&app)).await;
        assert!(matches!(refused, Err(Problem::WrongCode { .. })));
    }
    let known = signed_in.copy();
    submit_password(&known, EMAIL, PASSWORD).await.unwrap();
    assert!(is_too_many(&submit_code(&known, phone.code(&app)).await));
    // Those of strangers count apart: neither uses up what the other may try.
    let stranger = pending_sign_in(&app, EMAIL).await;
    let refused = submit_code(&stranger, phone.wrong_code(&app)).await;
    assert!(matches!(
        refused,
        Err(Problem::WrongCode { tries_left: 4, .. })
    ));
}

#[tokio::test]
async fn attempts_at_enrolment_count_as_well() {
    let app = TestApp::new().await;
    let (signed_in, phone) = enrolled(&app, EMAIL).await;
    app.next_step();
    let pending = start(&signed_in).await.unwrap();
    for _ in 0..5 {
        confirm(&signed_in, &pending.id, phone.wrong_code(&app))
            .await
            .unwrap_err();
    }
    let right = Phone {
        id: pending.id.clone(),
        secret: secret_of(&pending),
        backup_codes: vec![],
    };
    let refused = confirm(&signed_in, &pending.id, right.code(&app)).await;
    assert!(
        matches!(refused, Err(Problem::TooManyTries { .. })),
        "{refused:?}"
    );
    let known = signed_in.copy();
    submit_password(&known, EMAIL, PASSWORD).await.unwrap();
    assert!(is_too_many(&submit_code(&known, phone.code(&app)).await));
}

/// Wrong codes until the cap: five in each window.
async fn fail_in_a_row(app: &TestApp, phone: &Phone, failures: u32) {
    let mut browser = pending_sign_in(app, EMAIL).await;
    for failure in 0..failures {
        if failure > 0 && failure % 5 == 0 {
            app.clock.advance_seconds(WINDOW_SECONDS);
            browser = pending_sign_in(app, EMAIL).await;
        }
        let refused = submit_code(&browser, phone.wrong_code(app)).await;
        assert!(
            matches!(refused, Err(Problem::WrongCode { .. })),
            "{failure}: {refused:?}"
        );
    }
    app.clock.advance_seconds(WINDOW_SECONDS);
}

#[tokio::test]
async fn thirty_failures_in_a_row_lock_the_method_until_a_backup_code_opens_it() {
    let mut app = TestApp::new().await;
    let (_, phone) = enrolled_with_pending(&app, EMAIL).await;
    fail_in_a_row(&app, &phone, 30).await;
    let browser = pending_sign_in(&app, EMAIL).await;
    assert_eq!(
        submit_code(&browser, phone.code(&app)).await,
        Err(Problem::MethodLocked)
    );
    // Neither waiting nor a restart helps.
    app.clock.advance_seconds(30 * 24 * 3_600);
    app.restart().await;
    let browser = app.browser();
    let step = submit_password(&browser, EMAIL, PASSWORD).await.unwrap();
    let NextStep::SecondStep(asked) = step else {
        panic!("{step:?}")
    };
    assert_eq!(asked.show_first, Method::BackupCode);
    assert_eq!(
        submit_code(&browser, phone.code(&app)).await,
        Err(Problem::MethodLocked)
    );

    assert!(
        submit_backup_code(&browser, &phone.backup_codes[0])
            .await
            .is_ok()
    );
    let browser = pending_sign_in(&app, EMAIL).await;
    assert!(submit_code(&browser, phone.code(&app)).await.is_ok());
}

#[tokio::test]
async fn twenty_nine_failures_in_a_row_are_forgotten_with_a_success() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled_with_pending(&app, EMAIL).await;
    fail_in_a_row(&app, &phone, 29).await;
    let browser = pending_sign_in(&app, EMAIL).await;
    assert!(submit_code(&browser, phone.code(&app)).await.is_ok());
    fail_in_a_row(&app, &phone, 5).await;
    let browser = pending_sign_in(&app, EMAIL).await;
    assert!(submit_code(&browser, phone.code(&app)).await.is_ok());
}

#[tokio::test]
async fn the_code_of_enrolment_does_not_sign_in_as_well() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    let browser = pending_sign_in(&app, EMAIL).await;
    let refused = submit_code(&browser, phone.code(&app)).await;
    let next_code_in = 30 - u32::try_from(app.clock.now().seconds() % 30).unwrap();
    assert_eq!(
        refused,
        Err(Problem::CodeAlreadyUsed {
            next_code_in,
            tries_left: 4
        })
    );
    app.clock.advance_seconds(i64::from(next_code_in));
    assert!(submit_code(&browser, phone.code(&app)).await.is_ok());
}

#[tokio::test]
async fn the_code_of_a_sign_in_does_not_sign_in_elsewhere_or_step_up() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
    let code = phone.code(&app);
    submit_code(&browser, code.clone()).await.unwrap();
    let refused = step_up(&browser, code.clone()).await;
    assert!(
        matches!(refused, Err(Problem::CodeAlreadyUsed { .. })),
        "{refused:?}"
    );
    let other = pending_sign_in(&app, EMAIL).await;
    let refused = submit_code(&other, code).await;
    assert!(
        matches!(refused, Err(Problem::CodeAlreadyUsed { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn the_code_of_a_step_up_does_not_sign_in() {
    let app = TestApp::new().await;
    let (signed_in, phone) = enrolled(&app, EMAIL).await;
    app.next_step();
    let code = phone.code(&app);
    step_up(&signed_in, code.clone()).await.unwrap();
    let browser = pending_sign_in(&app, EMAIL).await;
    let refused = submit_code(&browser, code).await;
    assert!(
        matches!(refused, Err(Problem::CodeAlreadyUsed { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn after_a_newer_code_an_older_one_is_refused() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
    app.clock.advance_seconds(300);
    let older = phone.code(&app);
    submit_code(&browser, phone.code_of_step(&app, 1))
        .await
        .unwrap();
    let other = pending_sign_in(&app, EMAIL).await;
    let refused = submit_code(&other, older).await;
    assert!(
        matches!(refused, Err(Problem::CodeAlreadyUsed { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_clock_that_goes_back_reopens_nothing() {
    let mut app = TestApp::new().await;
    let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
    let code = phone.code(&app);
    submit_code(&browser, code.clone()).await.unwrap();
    app.clock.advance_seconds(-30);
    app.restart().await;
    let browser = pending_sign_in(&app, EMAIL).await;
    for code in [code, phone.code(&app), phone.code_of_step(&app, -1)] {
        let refused = submit_code(&browser, code).await;
        assert!(
            matches!(refused, Err(Problem::CodeAlreadyUsed { .. })),
            "{refused:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_code_fifty_times_at_once_signs_in_once() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled_with_pending(&app, EMAIL).await;
    let mut browsers = Vec::new();
    for _ in 0..10 {
        browsers.push(pending_sign_in(&app, EMAIL).await);
    }
    let code = phone.code(&app);
    let outcomes = at_once(50, |index| {
        let (browser, code) = (browsers[index % 10].copy(), code.clone());
        async move { submit_code(&browser, code).await }
    })
    .await;
    let is_ok = |outcome: &&Result<NextStep, Problem>| outcome.is_ok();
    assert_eq!(outcomes.iter().filter(is_ok).count(), 1, "{outcomes:?}");
    assert_eq!(
        app.count("SELECT COUNT(*) FROM sessions").await,
        2,
        "that of enrolment and the new one"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_code_at_sign_in_and_step_up_at_once_is_taken_once() {
    let app = TestApp::new().await;
    let (signed_in, phone) = enrolled(&app, EMAIL).await;
    app.next_step();
    let browser = pending_sign_in(&app, EMAIL).await;
    let code = phone.code(&app);
    let outcomes = at_once(4, |index| {
        let (browser, signed_in, code) = (browser.copy(), signed_in.copy(), code.clone());
        async move {
            if index % 2 == 0 {
                submit_code(&browser, code).await.is_ok()
            } else {
                step_up(&signed_in, code).await.is_ok()
            }
        }
    })
    .await;
    assert_eq!(outcomes.iter().filter(|is_ok| **is_ok).count(), 1);
}

#[tokio::test]
async fn each_of_several_authenticators_signs_in() {
    let app = TestApp::new().await;
    let (signed_in, phone) = enrolled(&app, EMAIL).await;
    app.clock.advance_seconds(1);
    let tablet = enrol(&app, &signed_in).await;
    assert!(
        tablet.backup_codes.is_empty(),
        "only the first method brings a set"
    );
    app.next_step();
    for code in [tablet.code(&app), phone.code(&app)] {
        let browser = pending_sign_in(&app, EMAIL).await;
        assert!(submit_code(&browser, code).await.is_ok());
    }
    let overview = crate::support::person::security(&signed_in).await.unwrap();
    let ids: Vec<_> = overview
        .authenticators
        .iter()
        .map(|it| it.id.clone())
        .collect();
    assert_eq!(ids, [phone.id, tablet.id], "oldest first");
    assert!(
        overview
            .authenticators
            .iter()
            .all(|it| it.last_used_at == Some(app.clock.now()))
    );
}

#[tokio::test]
async fn the_code_of_another_persons_phone_does_not_fit() {
    let app = TestApp::new().await;
    let (_, of_bob) = enrolled(&app, "bob@example.com").await;
    let (browser, _) = enrolled_with_pending(&app, EMAIL).await;
    let refused = submit_code(&browser, of_bob.code(&app)).await;
    assert_eq!(
        refused,
        Err(Problem::WrongCode {
            tries_left: 4,
            retry_after: None
        })
    );
    let refused = browser
        .call::<SubmitProof>(&backup_code(&of_bob.backup_codes[0]))
        .await;
    assert!(matches!(refused, Err(Problem::WrongCode { .. })));
    assert!(!is_signed_in(&browser).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_code_at_two_servers_at_once_is_taken_once() {
    // TO-4.
    let app = TestApp::new().await;
    let (_, phone) = enrolled_with_pending(&app, EMAIL).await;
    let servers = [app.router(), api::app(app.second().await)];
    let mut browsers = Vec::new();
    for number in 0..10 {
        let server = servers[number % 2].clone();
        browsers.push(pending_sign_in(&app, EMAIL).await.moved_to(server));
    }
    let code = phone.code(&app);
    let outcomes = at_once(10, |index| {
        let (browser, code) = (browsers[index].copy(), code.clone());
        async move { submit_code(&browser, code).await }
    })
    .await;
    let taken = outcomes.iter().filter(|it| it.is_ok()).count();
    assert_eq!(taken, 1, "{outcomes:?}");
}
