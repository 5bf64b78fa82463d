//! `/api/sign-up`.

use crate::support::{
    TestApp, at_once,
    browser::Answer,
    person::{EMAIL, PASSWORD, newcomer, sign_up, submit_password},
};
use axum::http::{HeaderName, StatusCode};
use contract::{
    Nothing, Problem,
    endpoint::{ReadSite, SignUp},
    problem::{Field, Reason},
    sign_up::NewAccount,
};

fn wish(email: &str, password: &str) -> NewAccount {
    NewAccount {
        email: email.to_owned(),
        password: password.into(),
    }
}

fn header_names(answer: &Answer) -> Vec<String> {
    let mut names: Vec<String> = answer
        .headers
        .keys()
        .map(HeaderName::as_str)
        .map(str::to_owned)
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_taken_address_is_answered_like_a_new_one_and_stays_as_it_was() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    let before = app.dump().await;
    let other = "a wholly different password";
    let taken = app
        .browser()
        .ask::<SignUp>(&wish(" ANN@example.com", other))
        .await;
    // Its owner is told, and nothing else happens (EN-3).
    let told = app.newest_message(EMAIL).await;
    assert!(told.subject.contains("somebody tried"), "{told:?}");
    app.execute("DELETE FROM outbox WHERE rowid = (SELECT MAX(rowid) FROM outbox)")
        .await;
    assert_eq!(app.dump().await, before);
    let new = app
        .browser()
        .ask::<SignUp>(&wish("new@example.com", other))
        .await;
    assert_eq!((taken.status, &taken.body), (new.status, &new.body));
    assert_eq!(header_names(&taken), header_names(&new));
    assert!(taken.set_cookies().is_empty());

    let refused = submit_password(&app.browser(), EMAIL, other).await;
    assert_eq!(refused, Err(Problem::WrongCredentials));
    assert!(
        submit_password(&app.browser(), EMAIL, PASSWORD)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_new_account_is_not_signed_in_by_itself() {
    let app = TestApp::new().await;
    app.browser()
        .call::<SignUp>(&wish(EMAIL, PASSWORD))
        .await
        .unwrap();
    assert_eq!(app.count("SELECT COUNT(*) FROM sessions").await, 0);
    assert_eq!(app.text("SELECT email FROM accounts").await, EMAIL);
}

#[tokio::test]
async fn it_can_be_switched_off() {
    let app = TestApp::with(&["--sign-up", "closed"]).await;
    let site = app.browser().call::<ReadSite>(&Nothing {}).await.unwrap();
    assert!(!site.sign_up_open);
    assert_eq!(
        sign_up(&app, EMAIL, PASSWORD).await,
        Err(Problem::SignUpClosed)
    );
    assert_eq!(app.count("SELECT COUNT(*) FROM accounts").await, 0);
}

#[tokio::test]
async fn the_site_says_what_the_form_needs() {
    let app = TestApp::new().await;
    let site = app.browser().call::<ReadSite>(&Nothing {}).await.unwrap();
    assert_eq!((site.name.as_str(), site.sign_up_open), ("Latchkey", true));
    assert_eq!((site.password_min, site.second_step_required), (15, false));
    assert_eq!(site.now, Some(app.clock.now()));
    let strict = TestApp::with(&["--second-step", "required", "--name", "Café"]).await;
    let site = strict
        .browser()
        .call::<ReadSite>(&Nothing {})
        .await
        .unwrap();
    assert_eq!((site.password_min, site.second_step_required), (8, true));
    assert_eq!(site.name, "Café");
}

#[tokio::test]
async fn one_network_makes_a_hundred_accounts_in_an_hour() {
    let app = TestApp::new().await;
    let browser = app.browser().at("198.51.100.7");
    for number in 0..100 {
        // Taken addresses count as well: otherwise the limit would tell who is here.
        let email = format!("ann-{}@example.com", number / 2);
        browser
            .call::<SignUp>(&wish(&email, PASSWORD))
            .await
            .unwrap();
    }
    let answer = browser
        .ask::<SignUp>(&wish("late@example.com", PASSWORD))
        .await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.header("retry-after"), Some("3600"));
    let elsewhere = app.browser().at("192.0.2.1");
    elsewhere
        .call::<SignUp>(&wish("late@example.com", PASSWORD))
        .await
        .unwrap();
    app.clock.advance_seconds(3_600);
    browser
        .call::<SignUp>(&wish("later@example.com", PASSWORD))
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_address_many_times_at_once_is_one_account() {
    let app = TestApp::new().await;
    let outcomes = at_once(10, |index| {
        let browser = app.browser();
        let wish = wish(EMAIL, &format!("{PASSWORD} {index}"));
        async move { browser.call::<SignUp>(&wish).await }
    })
    .await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(app.count("SELECT COUNT(*) FROM accounts").await, 1);
}

#[tokio::test]
async fn an_address_that_cannot_be_one_is_refused_with_a_reason() {
    let app = TestApp::new().await;
    let long = format!("{}@example.com", "a".repeat(300));
    for (email, reason) in [
        ("", Reason::Missing),
        ("ann", Reason::Malformed),
        ("ann@", Reason::Malformed),
        ("ann@b@c", Reason::Malformed),
        ("ann\0@example.com", Reason::Malformed),
        ("😀@example.com", Reason::Malformed),
        (&long, Reason::TooLong { maximum: 254 }),
    ] {
        let refused = sign_up(&app, email, PASSWORD).await;
        assert_eq!(
            refused,
            Err(Problem::Invalid {
                field: Field::Email,
                reason
            }),
            "{email:?}"
        );
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM accounts").await, 0);
}
