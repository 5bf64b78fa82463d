//! `/api/step-up/…`: proving it again before a change that matters.

use crate::support::{
    TestApp,
    person::{
        EMAIL, PASSWORD, enrol, enrolled, newcomer, pending_sign_in, security, start, step_up,
        step_up_with_password, submit_code,
    },
    table::calls,
};
use contract::{
    Nothing, Problem,
    endpoint::{Access, RegenerateBackupCodes, SignOut},
    sign_in::Method,
    step_up::StepUp,
};

/// Sessions stay open this long between two tests of the clock.
const RECENT_SECONDS: i64 = 600;

fn is_with_second_step(problem: &Problem) -> bool {
    match problem {
        Problem::StepUpRequired {
            step_up: StepUp::SecondStep(asked),
        } => {
            asked.methods == [Method::Authenticator, Method::BackupCode]
                && asked.show_first == Method::Authenticator
        }
        _ => false,
    }
}

#[tokio::test]
async fn a_sign_in_is_recent_for_ten_minutes() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    app.clock.advance_seconds(RECENT_SECONDS - 1);
    assert!(start(&browser).await.is_ok());
    app.clock.advance_seconds(1);
    let refused = start(&browser).await.unwrap_err();
    assert_eq!(
        refused,
        Problem::StepUpRequired {
            step_up: StepUp::Password
        }
    );
    assert!(security(&browser).await.is_ok(), "reading needs no proof");
}

#[tokio::test]
async fn without_a_second_step_the_password_is_a_step_up() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    app.clock.advance_seconds(RECENT_SECONDS);
    let refused = step_up_with_password(&browser, "wrong horse").await;
    assert_eq!(refused, Err(Problem::WrongCredentials));
    let stepped_up = step_up_with_password(&browser, PASSWORD).await.unwrap();
    assert_eq!(i64::from(stepped_up.open_for), RECENT_SECONDS);
    assert!(start(&browser).await.is_ok());
}

#[tokio::test]
async fn with_a_second_step_the_password_is_not_enough() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    app.clock.advance_seconds(RECENT_SECONDS);
    let refused = browser
        .call::<RegenerateBackupCodes>(&Nothing {})
        .await
        .unwrap_err();
    assert!(is_with_second_step(&refused), "{refused:?}");
    let refused = step_up_with_password(&browser, PASSWORD).await.unwrap_err();
    assert!(is_with_second_step(&refused), "{refused:?}");
    assert!(
        browser
            .call::<RegenerateBackupCodes>(&Nothing {})
            .await
            .is_err()
    );
    step_up(&browser, phone.code(&app)).await.unwrap();
    assert!(
        browser
            .call::<RegenerateBackupCodes>(&Nothing {})
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_password_once_more_opens_no_change_of_an_account_that_has_a_second_step() {
    // SU-1: every row of the table.
    let app = TestApp::new().await;
    let (browser, _) = enrolled(&app, "ann.other@example.com").await;
    app.clock.advance_seconds(600);
    let mut asked = 0;
    for call in calls() {
        let takes_proof = [Access::RecentlyProved, Access::EnrollingRecentlyProved];
        if !takes_proof.contains(&call.access) {
            continue;
        }
        step_up_with_password(&browser, PASSWORD).await.unwrap_err();
        let Problem::StepUpRequired { step_up } = call.make(&browser).await.problem() else {
            panic!("{} is open", call.name)
        };
        let StepUp::SecondStep(wanted) = step_up else {
            panic!("{} takes the password", call.name)
        };
        assert_eq!(wanted.methods, [Method::Authenticator, Method::BackupCode]);
        asked += 1;
    }
    assert!(asked >= 20, "{asked}");
}

#[tokio::test]
async fn without_a_second_step_no_code_proves_anything() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let refused = step_up(&browser, "123456".into()).await;
    assert_eq!(
        refused,
        Err(Problem::StepUpRequired {
            step_up: StepUp::Password
        })
    );
}

#[tokio::test]
async fn a_step_up_renews_the_token() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    app.next_step();
    let before = browser.copy();
    step_up(&browser, phone.code(&app)).await.unwrap();
    assert_ne!(browser.cookies(), before.cookies());
    assert_eq!(
        security(&before).await.unwrap_err(),
        Problem::NotSignedIn,
        "the old token is dead"
    );
    assert!(security(&browser).await.is_ok());
}

#[tokio::test]
async fn a_proof_is_for_one_session_only() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    app.next_step();
    let other = pending_sign_in(&app, EMAIL).await;
    submit_code(&other, phone.code(&app)).await.unwrap();
    app.clock.advance_seconds(RECENT_SECONDS);
    step_up(&browser, phone.code(&app)).await.unwrap();
    assert!(
        browser
            .call::<RegenerateBackupCodes>(&Nothing {})
            .await
            .is_ok()
    );
    let refused = other
        .call::<RegenerateBackupCodes>(&Nothing {})
        .await
        .unwrap_err();
    assert!(is_with_second_step(&refused), "{refused:?}");
}

#[tokio::test]
async fn a_refused_proof_leaves_the_session_as_it_was() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    app.clock.advance_seconds(RECENT_SECONDS);
    let before = browser.cookies();
    let refused = step_up(&browser, phone.wrong_code(&app)).await;
    assert_eq!(
        refused,
        Err(Problem::WrongCode {
            tries_left: 4,
            retry_after: None
        })
    );
    assert_eq!(browser.cookies(), before);
    assert!(
        browser
            .call::<RegenerateBackupCodes>(&Nothing {})
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_proof_does_not_outlive_the_session() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    app.next_step();
    step_up(&browser, phone.code(&app)).await.unwrap();
    let before = browser.copy();
    browser.call::<SignOut>(&Nothing {}).await.unwrap();
    let refused = before.call::<RegenerateBackupCodes>(&Nothing {}).await;
    assert_eq!(refused.unwrap_err(), Problem::NotSignedIn);
}

#[tokio::test]
async fn a_clock_that_goes_back_makes_no_proof_recent() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    app.clock.advance_seconds(-60);
    assert!(matches!(
        start(&browser).await,
        Err(Problem::StepUpRequired { .. })
    ));
}

#[tokio::test]
async fn while_only_enrolment_is_open_the_password_is_a_step_up() {
    let app = TestApp::with(&["--second-step", "required"]).await;
    let browser = newcomer(&app, EMAIL).await;
    app.clock.advance_seconds(RECENT_SECONDS);
    assert!(matches!(
        start(&browser).await,
        Err(Problem::StepUpRequired { .. })
    ));
    step_up_with_password(&browser, PASSWORD).await.unwrap();
    enrol(&app, &browser).await;
}
