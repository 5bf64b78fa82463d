//! `/api/sign-in/proof` with a backup code.

use crate::support::{
    TestApp, at_once,
    person::{
        EMAIL, backup_code, enrolled, enrolled_with_pending, is_signed_in, pending_sign_in,
        security, step_up, submit_backup_code, submit_code, wrong,
    },
};
use contract::{
    Nothing, Problem,
    endpoint::{RegenerateBackupCodes, StepUpWithProof},
    limits::BACKUP_CODE_ALPHABET,
    problem::{Field, Reason},
    sign_in::NextStep,
};
use std::collections::HashSet;

/// Well formed, and no code of anybody.
const WRONG: &str = "0000-0000-0000-0000";

fn left(step: &NextStep) -> Option<u32> {
    match step {
        NextStep::SignedIn(signed_in) => signed_in.backup_codes_left,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_first_method_brings_ten_codes() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    let distinct: HashSet<&String> = phone.backup_codes.iter().collect();
    assert_eq!(distinct.len(), 10);
    for code in &phone.backup_codes {
        let groups: Vec<&str> = code.split('-').collect();
        assert!(
            groups.len() == 4 && groups.iter().all(|group| group.len() == 4),
            "{code}"
        );
        assert!(
            code.chars()
                .all(|c| c == '-' || BACKUP_CODE_ALPHABET.contains(c)),
            "{code}"
        );
    }
    let set = security(&browser).await.unwrap().backup_codes.unwrap();
    assert_eq!(
        (set.left, set.total, set.created_at),
        (10, 10, app.clock.now())
    );
}

#[tokio::test]
async fn each_code_signs_in_once_and_says_how_many_are_left() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    for (expected, code) in (0..10).rev().zip(&phone.backup_codes) {
        let browser = pending_sign_in(&app, EMAIL).await;
        assert_eq!(
            left(&submit_backup_code(&browser, code).await.unwrap()),
            Some(expected)
        );
        let again = pending_sign_in(&app, EMAIL).await;
        let refused = submit_backup_code(&again, code).await;
        let is_refused = match refused {
            Err(Problem::WrongCode { .. }) => expected > 0,
            // Codes are not asked for when there are none.
            Err(Problem::MethodUnavailable) => expected == 0,
            _ => false,
        };
        assert!(is_refused, "{refused:?}");
    }
    // With none left the method is no longer offered.
    let step = crate::support::person::standing(&pending_sign_in(&app, EMAIL).await).await;
    let NextStep::SecondStep(asked) = step else {
        panic!("{step:?}")
    };
    assert_eq!(asked.methods, [contract::sign_in::Method::Authenticator]);
}

#[tokio::test]
async fn case_spaces_dashes_and_look_alikes_do_not_matter() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    let full_width = |c: char| char::from_u32(u32::from(c) + 0xFEE0).unwrap();
    let typings: [fn(&str) -> String; 5] = [
        |code| code.to_lowercase(),
        |code| code.replace('-', ""),
        |code| format!("  {} ", code.replace('-', " \u{2013} ")),
        |code| code.replace('0', "o").replace('1', "L"),
        |code| code.replace('0', "O").replace('1', "i"),
    ];
    for (typing, code) in typings.iter().zip(&phone.backup_codes) {
        let browser = pending_sign_in(&app, EMAIL).await;
        let typed = typing(code);
        assert!(
            submit_backup_code(&browser, &typed).await.is_ok(),
            "{typed}"
        );
    }
    let browser = pending_sign_in(&app, EMAIL).await;
    let typed: String = phone.backup_codes[9].chars().map(full_width).collect();
    assert!(
        submit_backup_code(&browser, &typed).await.is_ok(),
        "{typed}"
    );
}

#[tokio::test]
async fn a_wrong_code_and_a_used_one_are_refused_alike() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    submit_backup_code(&pending_sign_in(&app, EMAIL).await, &phone.backup_codes[0])
        .await
        .unwrap();
    let used =
        submit_backup_code(&pending_sign_in(&app, EMAIL).await, &phone.backup_codes[0]).await;
    assert_eq!(
        used,
        Err(Problem::WrongCode {
            tries_left: 9,
            retry_after: None
        })
    );
    let wrong = submit_backup_code(&pending_sign_in(&app, EMAIL).await, WRONG).await;
    assert_eq!(
        wrong,
        Err(Problem::WrongCode {
            tries_left: 8,
            retry_after: None
        })
    );
}

#[tokio::test]
async fn what_is_no_code_is_refused_without_counting() {
    let app = TestApp::new().await;
    let (browser, _) = enrolled_with_pending(&app, EMAIL).await;
    for typed in [
        "",
        "123456",
        "UUUU-UUUU-UUUU-UUUU",
        "0000-0000-0000-000\0",
        &"0".repeat(10_000),
    ] {
        let refused = submit_backup_code(&browser, typed).await;
        let reason = if typed.is_empty() {
            Reason::Missing
        } else {
            Reason::Malformed
        };
        assert_eq!(
            refused,
            Err(Problem::Invalid {
                field: Field::Code,
                reason
            }),
            "{typed:?}"
        );
    }
    let refused = submit_backup_code(&browser, WRONG).await;
    assert_eq!(
        refused,
        Err(Problem::WrongCode {
            tries_left: 9,
            retry_after: None
        })
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_code_twenty_times_at_once_signs_in_once() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    let mut browsers = Vec::new();
    for _ in 0..10 {
        browsers.push(pending_sign_in(&app, EMAIL).await);
    }
    let code = &phone.backup_codes[3];
    let outcomes = at_once(20, |index| {
        let (browser, code) = (browsers[index % 10].copy(), code.clone());
        async move { submit_backup_code(&browser, &code).await }
    })
    .await;
    assert_eq!(
        outcomes.iter().filter(|outcome| outcome.is_ok()).count(),
        1,
        "{outcomes:?}"
    );
    assert_eq!(
        app.count("SELECT COUNT(*) FROM backup_codes WHERE used_at IS NULL")
            .await,
        9
    );
}

#[tokio::test]
async fn the_eleventh_attempt_in_an_hour_is_refused_although_it_is_right() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    let browser = pending_sign_in(&app, EMAIL).await;
    for left in (0..10).rev() {
        let refused = submit_backup_code(&browser, WRONG).await;
        assert_eq!(refused, Err(wrong(left, 3_600)));
    }
    let refused = submit_backup_code(&browser, &phone.backup_codes[0]).await;
    let retry_at = app.clock.now().plus_seconds(3_600);
    assert_eq!(
        refused,
        Err(Problem::TooManyTries {
            retry_at,
            retry_after: 3_600
        })
    );
    app.clock.advance_seconds(3_599);
    let browser = pending_sign_in(&app, EMAIL).await;
    let refused = submit_backup_code(&browser, &phone.backup_codes[0]).await;
    assert_eq!(
        refused,
        Err(Problem::TooManyTries {
            retry_at,
            retry_after: 1
        })
    );
    app.clock.advance_seconds(1);
    assert!(
        submit_backup_code(&browser, &phone.backup_codes[0])
            .await
            .is_ok()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn thirty_attempts_at_once_are_ten() {
    let app = TestApp::new().await;
    let (browser, _) = enrolled_with_pending(&app, EMAIL).await;
    let outcomes = at_once(30, |_| {
        let browser = browser.copy();
        async move { submit_backup_code(&browser, WRONG).await }
    })
    .await;
    let looked_at =
        |outcome: &&Result<NextStep, Problem>| matches!(outcome, Err(Problem::WrongCode { .. }));
    assert_eq!(
        outcomes.iter().filter(looked_at).count(),
        10,
        "{outcomes:?}"
    );
}

#[tokio::test]
async fn wrong_backup_codes_count_towards_the_failures_in_a_row() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled_with_pending(&app, EMAIL).await;
    for hour in 0..3 {
        if hour > 0 {
            app.clock.advance_seconds(3_600);
        }
        let browser = pending_sign_in(&app, EMAIL).await;
        for _ in 0..10 {
            let refused = submit_backup_code(&browser, WRONG).await;
            assert!(
                matches!(refused, Err(Problem::WrongCode { .. })),
                "{refused:?}"
            );
        }
    }
    let browser = pending_sign_in(&app, EMAIL).await;
    assert_eq!(
        submit_code(&browser, phone.code(&app)).await,
        Err(Problem::MethodLocked)
    );
}

#[tokio::test]
async fn a_new_set_voids_the_old_one() {
    let app = TestApp::new().await;
    let (signed_in, phone) = enrolled(&app, EMAIL).await;
    let new = signed_in
        .call::<RegenerateBackupCodes>(&Nothing {})
        .await
        .unwrap()
        .codes;
    assert_eq!(new.len(), 10);
    for old in phone.backup_codes.iter().take(3) {
        let refused = submit_backup_code(&pending_sign_in(&app, EMAIL).await, old).await;
        assert!(
            matches!(refused, Err(Problem::WrongCode { .. })),
            "{refused:?}"
        );
    }
    let browser = pending_sign_in(&app, EMAIL).await;
    let step = submit_backup_code(&browser, new[0].expose()).await.unwrap();
    assert_eq!(left(&step), Some(9));
    assert_eq!(app.count("SELECT COUNT(*) FROM backup_codes").await, 10);
}

#[tokio::test]
async fn codes_are_shown_once() {
    let app = TestApp::new().await;
    let (signed_in, phone) = enrolled(&app, EMAIL).await;
    for path in ["/api/account/security", "/api/session", "/api/site"] {
        let text = signed_in.get(path).await.text();
        for code in &phone.backup_codes {
            assert!(
                !text.contains(code.as_str()) && !text.contains(&code.replace('-', "")),
                "{path}"
            );
        }
    }
}

#[tokio::test]
async fn a_backup_code_is_a_step_up_as_well_and_is_gone_then() {
    let app = TestApp::new().await;
    let (signed_in, phone) = enrolled(&app, EMAIL).await;
    let proof = backup_code(&phone.backup_codes[0]);
    let stepped_up = signed_in.call::<StepUpWithProof>(&proof).await.unwrap();
    assert_eq!(stepped_up.backup_codes_left, Some(9));
    let refused = signed_in.call::<StepUpWithProof>(&proof).await;
    assert!(
        matches!(refused, Err(Problem::WrongCode { .. })),
        "{refused:?}"
    );
    let refused =
        submit_backup_code(&pending_sign_in(&app, EMAIL).await, &phone.backup_codes[0]).await;
    assert!(
        matches!(refused, Err(Problem::WrongCode { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn after_a_code_of_the_phone_nothing_is_said_about_backup_codes() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled_with_pending(&app, EMAIL).await;
    assert_eq!(
        left(&submit_code(&browser, phone.code(&app)).await.unwrap()),
        None
    );
    app.next_step();
    let stepped_up = step_up(&browser, phone.code(&app)).await.unwrap();
    assert_eq!(stepped_up.backup_codes_left, None);
    assert!(is_signed_in(&browser).await);
}

#[tokio::test]
async fn no_code_is_kept_for_an_account_without_a_second_step() {
    let app = TestApp::new().await;
    let browser = crate::support::person::newcomer(&app, EMAIL).await;
    let refused = browser.call::<RegenerateBackupCodes>(&Nothing {}).await;
    assert_eq!(refused.unwrap_err(), Problem::NoSecondStep);
    assert_eq!(security(&browser).await.unwrap().backup_codes, None);
    assert_eq!(app.count("SELECT COUNT(*) FROM backup_codes").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_code_at_two_servers_at_once_signs_in_once() {
    // BC-3.
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    let servers = [app.router(), api::app(app.second().await)];
    let mut browsers = Vec::new();
    for number in 0..10 {
        let server = servers[number % 2].clone();
        browsers.push(pending_sign_in(&app, EMAIL).await.moved_to(server));
    }
    let code = &phone.backup_codes[0];
    let outcomes = at_once(10, |index| {
        let (browser, code) = (browsers[index].copy(), code.clone());
        async move { submit_backup_code(&browser, &code).await }
    })
    .await;
    let taken = outcomes.iter().filter(|it| it.is_ok()).count();
    assert_eq!(taken, 1, "{outcomes:?}");
}
