//! `/api/account/authenticators/…`.

use crate::support::{
    TestApp, at_once,
    browser::Browser,
    person::{
        EMAIL, PASSWORD, Phone, confirm, enrol, enrolled, newcomer, pending_sign_in, secret_of,
        security, standing, start, submit_backup_code, submit_code, submit_password,
    },
};
use contract::{
    Nothing, Problem, Secret,
    authenticator::{
        Algorithm, AuthenticatorId, AuthenticatorName, Confirmation, WhichAuthenticator,
    },
    endpoint::{
        ConfirmAuthenticator, DiscardAuthenticator, RemoveAuthenticator, RenameAuthenticator,
        SignOut,
    },
    problem::{Field, Reason},
    sign_in::NextStep,
};
use std::collections::HashSet;

pub async fn remove(browser: &Browser, id: &AuthenticatorId) -> Result<Nothing, Problem> {
    browser
        .call::<RemoveAuthenticator>(&WhichAuthenticator { id: id.clone() })
        .await
}

async fn rename(browser: &Browser, id: &AuthenticatorId, name: &str) -> Result<Nothing, Problem> {
    let wanted = AuthenticatorName {
        id: id.clone(),
        name: name.to_owned(),
    };
    browser.call::<RenameAuthenticator>(&wanted).await
}

async fn discard(browser: &Browser, id: &AuthenticatorId) -> Result<Nothing, Problem> {
    browser
        .call::<DiscardAuthenticator>(&WhichAuthenticator { id: id.clone() })
        .await
}

fn phone_of(pending: &contract::authenticator::PendingAuthenticator) -> Phone {
    Phone {
        id: pending.id.clone(),
        secret: secret_of(pending),
        backup_codes: Vec::new(),
    }
}

#[tokio::test]
async fn a_start_gives_what_every_app_understands() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let pending = start(&browser).await.unwrap();
    assert_eq!(
        (pending.algorithm, pending.digits, pending.period),
        (Algorithm::Sha1, 6, 30)
    );
    assert_eq!(
        (pending.issuer.as_str(), pending.account.as_str()),
        ("Latchkey", EMAIL)
    );
    assert_eq!(
        (pending.now, pending.expires_at),
        (app.clock.now(), app.clock.now().plus_seconds(600))
    );
    assert_eq!(secret_of(&pending).len(), 20);
    assert_eq!(pending.secret.expose().len(), 32, "no padding");
}

#[tokio::test]
async fn a_second_app_does_not_show_the_account_as_the_first_does() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let first = enrol(&app, &browser).await;
    let second = start(&browser).await.unwrap();
    assert_eq!(second.account, format!("{EMAIL} (2)"));
    let again = start(&browser).await.unwrap();
    assert_eq!(again.account, second.account, "after a reload");
    app.next_step();
    let code = phone_of(&second).code(&app);
    confirm(&browser, &second.id, code).await.unwrap();
    let third = start(&browser).await.unwrap();
    assert_eq!(third.account, format!("{EMAIL} (3)"));
    discard(&browser, &third.id).await.unwrap();
    remove(&browser, &first.id).await.unwrap();
    let next = start(&browser).await.unwrap();
    assert_eq!(next.account, format!("{EMAIL} (3)"), "the second stays");
}

#[tokio::test]
async fn a_reload_gives_the_same_again_and_a_discard_another() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let first = start(&browser).await.unwrap();
    app.clock.advance_seconds(60);
    let again = start(&browser).await.unwrap();
    assert_eq!(
        (&again.id, &again.secret, again.expires_at),
        (&first.id, &first.secret, first.expires_at)
    );
    discard(&browser, &first.id).await.unwrap();
    let other = start(&browser).await.unwrap();
    assert_ne!(other.id, first.id);
    assert_ne!(other.secret, first.secret);
    assert_eq!(discard(&browser, &first.id).await, Err(Problem::NotFound));
    let refused = confirm(&browser, &first.id, phone_of(&first).code(&app)).await;
    assert_eq!(refused.unwrap_err(), Problem::EnrolmentExpired);
}

#[tokio::test]
async fn every_start_has_a_secret_of_its_own() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let mut secrets = HashSet::new();
    for _ in 0..50 {
        let pending = start(&browser).await.unwrap();
        secrets.insert(secret_of(&pending));
        discard(&browser, &pending.id).await.unwrap();
    }
    assert_eq!(secrets.len(), 50);
}

#[tokio::test]
async fn nobody_chooses_the_secret() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let answer = browser
        .post("/api/account/authenticators/start", r#"{"secret":"AAAA"}"#)
        .await;
    assert_eq!(answer.problem(), Problem::Malformed);
    assert_eq!(
        app.count("SELECT COUNT(*) FROM pending_authenticators")
            .await,
        0
    );
}

#[tokio::test]
async fn a_start_that_is_never_confirmed_changes_nothing() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let pending = start(&browser).await.unwrap();
    confirm(&browser, &pending.id, Secret::from("000000"))
        .await
        .unwrap_err();
    let step = submit_password(&app.browser(), EMAIL, PASSWORD)
        .await
        .unwrap();
    assert!(
        matches!(step, NextStep::SignedIn(_)),
        "no second step is asked for: {step:?}"
    );
    let overview = security(&browser).await.unwrap();
    assert!(overview.authenticators.is_empty() && overview.backup_codes.is_none());
}

#[tokio::test]
async fn a_pending_one_expires_after_ten_minutes() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let pending = start(&browser).await.unwrap();
    app.clock.advance_seconds(599);
    let refused = confirm(&browser, &pending.id, phone_of(&pending).wrong_code(&app)).await;
    assert_eq!(
        refused.unwrap_err(),
        Problem::WrongCode {
            tries_left: 4,
            retry_after: None
        }
    );
    app.clock.advance_seconds(1);
    let refused = confirm(&browser, &pending.id, phone_of(&pending).code(&app)).await;
    assert_eq!(refused.unwrap_err(), Problem::EnrolmentExpired);
}

#[tokio::test]
async fn a_start_in_another_session_voids_the_first() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let other = app.browser();
    submit_password(&other, EMAIL, PASSWORD).await.unwrap();
    let first = start(&browser).await.unwrap();
    let second = start(&other).await.unwrap();
    assert_ne!(first.secret, second.secret);
    let refused = confirm(&browser, &first.id, phone_of(&first).code(&app)).await;
    assert_eq!(refused.unwrap_err(), Problem::EnrolmentExpired);
    // Nor can one session confirm or drop what the other began.
    let refused = confirm(&browser, &second.id, phone_of(&second).code(&app)).await;
    assert_eq!(refused.unwrap_err(), Problem::EnrolmentExpired);
    assert_eq!(discard(&browser, &second.id).await, Err(Problem::NotFound));
    assert!(
        confirm(&other, &second.id, phone_of(&second).code(&app))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn signing_out_drops_the_pending_one() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    start(&browser).await.unwrap();
    browser.call::<SignOut>(&Nothing {}).await.unwrap();
    assert_eq!(
        app.count("SELECT COUNT(*) FROM pending_authenticators")
            .await,
        0
    );
}

#[tokio::test]
async fn the_first_method_ends_sessions_that_never_passed_it_and_renews_this_one() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let other = app.browser();
    submit_password(&other, EMAIL, PASSWORD).await.unwrap();
    let before = browser.copy();
    enrol(&app, &browser).await;
    assert!(matches!(standing(&browser).await, NextStep::SignedIn(_)));
    assert_eq!(security(&other).await.unwrap_err(), Problem::NotSignedIn);
    assert_eq!(
        security(&before).await.unwrap_err(),
        Problem::NotSignedIn,
        "the old token is dead"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_confirmation_many_times_at_once_makes_one_authenticator() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let pending = start(&browser).await.unwrap();
    let code = phone_of(&pending).code(&app);
    let outcomes = at_once(8, |_| {
        let (browser, id, code) = (browser.copy(), pending.id.clone(), code.clone());
        async move { confirm(&browser, &id, code).await }
    })
    .await;
    assert_eq!(
        outcomes.iter().filter(|outcome| outcome.is_ok()).count(),
        1,
        "{outcomes:?}"
    );
    assert_eq!(app.count("SELECT COUNT(*) FROM authenticators").await, 1);
    assert_eq!(app.count("SELECT COUNT(*) FROM backup_codes").await, 10);
}

#[tokio::test]
async fn a_confirmation_says_when_the_next_code_comes() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    app.clock
        .advance_seconds(30 - app.clock.now().seconds() % 30 + 12);
    let pending = start(&browser).await.unwrap();
    let confirmed = confirm(&browser, &pending.id, phone_of(&pending).code(&app))
        .await
        .unwrap();
    assert_eq!(confirmed.next_code_in, 18);
    assert_eq!(confirmed.authenticator.created_at, app.clock.now());
    assert_eq!(confirmed.authenticator.last_used_at, None);
}

#[tokio::test]
async fn a_method_without_a_name_gets_one() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let pending = start(&browser).await.unwrap();
    let code = phone_of(&pending).code(&app);
    let unnamed = Confirmation {
        id: pending.id,
        code,
        name: " \n".to_owned(),
    };
    let confirmed = browser
        .call::<ConfirmAuthenticator>(&unnamed)
        .await
        .unwrap();
    assert_eq!(confirmed.authenticator.name, "Authenticator app");
}

#[tokio::test]
async fn a_name_is_tidied_and_checked() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    rename(&browser, &phone.id, "  Caf\u{65}\u{301} <b>📱</b> ")
        .await
        .unwrap();
    assert_eq!(
        security(&browser).await.unwrap().authenticators[0].name,
        "Caf\u{e9} <b>📱</b>"
    );
    for (name, reason) in [
        (" ".to_owned(), Reason::Missing),
        ("a\0b".to_owned(), Reason::Malformed),
        ("a\u{202e}b".to_owned(), Reason::Malformed),
        ("x".repeat(65), Reason::TooLong { maximum: 64 }),
    ] {
        let refused = rename(&browser, &phone.id, &name).await;
        assert_eq!(
            refused,
            Err(Problem::Invalid {
                field: Field::Name,
                reason
            }),
            "{name:?}"
        );
    }
}

#[tokio::test]
async fn what_is_not_ones_own_is_not_there() {
    let app = TestApp::new().await;
    let (_, of_bob) = enrolled(&app, "bob@example.com").await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    let nowhere = AuthenticatorId("0".repeat(32));
    for id in [&of_bob.id, &nowhere] {
        assert_eq!(remove(&browser, id).await, Err(Problem::NotFound));
        assert_eq!(rename(&browser, id, "Mine").await, Err(Problem::NotFound));
        assert_eq!(discard(&browser, id).await, Err(Problem::NotFound));
        let refused = confirm(&browser, id, phone.code(&app)).await;
        assert_eq!(refused.unwrap_err(), Problem::EnrolmentExpired);
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM authenticators").await, 2);
}

#[tokio::test]
async fn with_the_last_method_go_the_backup_codes() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    let tablet = enrol(&app, &browser).await;
    remove(&browser, &phone.id).await.unwrap();
    assert_eq!(
        security(&browser).await.unwrap().backup_codes.unwrap().left,
        10
    );
    app.next_step();
    let pending = pending_sign_in(&app, EMAIL).await;
    submit_code(&pending, phone.code(&app)).await.unwrap_err();
    submit_code(&pending, tablet.code(&app)).await.unwrap();

    remove(&browser, &tablet.id).await.unwrap();
    let overview = security(&browser).await.unwrap();
    assert!(overview.authenticators.is_empty() && overview.backup_codes.is_none());
    assert_eq!(app.count("SELECT COUNT(*) FROM backup_codes").await, 0);
    let step = submit_password(&app.browser(), EMAIL, PASSWORD)
        .await
        .unwrap();
    assert!(matches!(step, NextStep::SignedIn(_)));
}

#[tokio::test]
async fn a_removal_ends_every_other_session() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    enrol(&app, &browser).await;
    let other = pending_sign_in(&app, EMAIL).await;
    submit_backup_code(&other, &phone.backup_codes[0])
        .await
        .unwrap();
    remove(&browser, &phone.id).await.unwrap();
    assert_eq!(security(&other).await.unwrap_err(), Problem::NotSignedIn);
    assert!(security(&browser).await.is_ok());
}

#[tokio::test]
async fn the_last_method_stays_while_the_password_is_too_short_alone() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    super::password::change(&browser, PASSWORD, "vK7#qpzw")
        .await
        .unwrap();
    let refused = remove(&browser, &phone.id).await;
    assert_eq!(refused, Err(Problem::LongerPasswordNeeded { minimum: 15 }));
    assert_eq!(security(&browser).await.unwrap().authenticators.len(), 1);
    super::password::change(&browser, "vK7#qpzw", PASSWORD)
        .await
        .unwrap();
    remove(&browser, &phone.id).await.unwrap();
}

#[tokio::test]
async fn the_last_method_stays_where_one_is_required() {
    let app = TestApp::with(&["--second-step", "required"]).await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    assert_eq!(
        remove(&browser, &phone.id).await,
        Err(Problem::LastSecondStep)
    );
    assert_eq!(app.count("SELECT COUNT(*) FROM authenticators").await, 1);
}

#[tokio::test]
async fn an_account_has_ten_authenticators_at_most() {
    let app = TestApp::new().await;
    let (browser, _) = enrolled(&app, EMAIL).await;
    for _ in 1..10 {
        enrol(&app, &browser).await;
    }
    assert_eq!(
        start(&browser).await.unwrap_err(),
        Problem::TooManyAuthenticators
    );
    assert_eq!(security(&browser).await.unwrap().authenticators.len(), 10);
}

#[tokio::test]
async fn a_secret_is_not_shown_again_once_confirmed() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    let secret = data_encoding::BASE32_NOPAD.encode(&phone.secret);
    assert!(
        !browser
            .get("/api/account/security")
            .await
            .text()
            .contains(&secret)
    );
    assert_ne!(secret_of(&start(&browser).await.unwrap()), phone.secret);
}
