//! Passwords that others guess first: refused where one is chosen, and told of where one is used.

use crate::support::{
    TestApp,
    account::{finish_reset, reset_token},
    person::{EMAIL, PASSWORD, enrol, newcomer, sign_up, standing, submit_code, submit_password},
    starts_with,
};
use contract::{
    Nothing, Problem, Secret,
    account::PasswordChange,
    endpoint::{ChangePassword, SignOut},
    problem::{Field, Reason},
    sign_in::NextStep,
};

/// A password that is on the list, and long enough alone.
const BREACHED: &str = "1q2w3e4r5t6y7u8i9o0p";
/// One that no rule of today would take, and the reason.
const WEAK: &str = "passwordpassword";

fn refused(reason: Reason) -> Problem {
    Problem::Invalid {
        field: Field::Password,
        reason,
    }
}

/// An account whose password was chosen before there were rules like today's.
async fn with_old_password(app: &TestApp, password: &str) {
    sign_up(app, EMAIL, PASSWORD).await.unwrap();
    let typed = api::rules::password::Password::typed(&Secret::from(password)).unwrap();
    let permit = app.app.hasher.acquire().unwrap();
    let phc = app.app.hasher.hash_password(&permit, typed).await.unwrap();
    app.execute(&format!("UPDATE accounts SET password_phc = '{phc}'"))
        .await;
}

fn advice(step: &NextStep) -> Option<Reason> {
    match step {
        NextStep::SignedIn(signed_in) | NextStep::EnrolmentRequired(signed_in) => {
            signed_in.password_advice
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_password_that_is_guessed_first_is_refused_at_sign_up_change_and_reset() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    for (password, reason) in [
        ("123456789012345", None),
        ("aaaaaaaaaaaaaaa", Some(Reason::Repetition)),
        (WEAK, Some(Reason::Repetition)),
        ("latchkeylatchkey", Some(Reason::ServiceName)),
        ("Latchkey 2026!!!!", Some(Reason::ServiceName)),
        (BREACHED, None),
    ] {
        let at_sign_up = sign_up(&app, "new@example.com", password)
            .await
            .unwrap_err();
        if let Some(reason) = reason {
            assert_eq!(at_sign_up, refused(reason), "{password}");
        }
        let change = PasswordChange {
            current: Secret::from(PASSWORD),
            new: Secret::from(password),
        };
        let at_change = browser.call::<ChangePassword>(&change).await;
        assert_eq!(at_change, Err(at_sign_up.clone()), "{password}");
    }
    let token = reset_token(&app, EMAIL).await;
    let at_reset = finish_reset(&app.browser(), &token, WEAK).await;
    assert_eq!(at_reset, Err(refused(Reason::Repetition)));
    assert_eq!(app.count("SELECT COUNT(*) FROM accounts").await, 1);
}

#[tokio::test]
async fn beside_a_second_step_a_word_with_a_year_and_a_sign_is_refused() {
    let app = TestApp::with(&["--second-step", "required"]).await;
    for password in [
        "Sommer2024!",
        "Passwort123!",
        "azerty123",
        "motdepasse1",
        "contraseña1",
        "iloveyou1",
    ] {
        let answer = sign_up(&app, EMAIL, password).await;
        let is_refused = matches!(
            answer,
            Err(Problem::Invalid {
                field: Field::Password,
                ..
            })
        );
        assert!(is_refused, "{password}: {answer:?}");
    }
    sign_up(&app, EMAIL, "vK7#qpzw").await.unwrap();
}

#[tokio::test]
async fn whoever_has_a_weak_password_gets_in_and_is_told_once() {
    let app = TestApp::new().await;
    with_old_password(&app, WEAK).await;
    let browser = app.browser();
    let step = submit_password(&browser, EMAIL, WEAK).await.unwrap();
    assert_eq!(advice(&step), Some(Reason::Repetition));
    assert_eq!(advice(&standing(&browser).await), None, "once");

    // With a second step it is told after that, to nobody who has the password alone.
    let phone = enrol(&app, &browser).await;
    browser.call::<SignOut>(&Nothing {}).await.unwrap();
    app.next_step();
    let step = submit_password(&browser, EMAIL, WEAK).await.unwrap();
    assert!(matches!(step, NextStep::SecondStep(_)), "{step:?}");
    assert!(!serde_json::to_string(&step).unwrap().contains("repetition"));
    let step = submit_code(&browser, phone.code(&app)).await.unwrap();
    assert_eq!(advice(&step), Some(Reason::Repetition));
}

#[tokio::test]
async fn nobody_is_told_of_a_good_password() {
    let app = TestApp::new().await;
    sign_up(&app, EMAIL, PASSWORD).await.unwrap();
    let step = submit_password(&app.browser(), EMAIL, PASSWORD)
        .await
        .unwrap();
    assert_eq!(advice(&step), None);
}

#[tokio::test]
async fn an_operator_can_name_passwords_that_nobody_may_choose() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ours.bin");
    let own = "the password on our posters";
    std::fs::write(&path, breached::build([own]).unwrap()).unwrap();
    let app = TestApp::with(&["--breached-passwords", path.to_str().unwrap()]).await;
    let answer = sign_up(&app, EMAIL, "The Password on our Posters").await;
    assert_eq!(answer, Err(refused(Reason::Breached)));

    std::fs::write(&path, "something else").unwrap();
    let why = starts_with(&["--breached-passwords", path.to_str().unwrap()]).await;
    let why = why.unwrap_err();
    assert!(why.contains("LATCHKEY_BREACHED_PASSWORDS"), "{why}");
}
