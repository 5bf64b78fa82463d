//! `/api/account/password`, and what a new password must be.

use crate::support::{
    TestApp,
    browser::Browser,
    person::{
        EMAIL, PASSWORD, enrolled, newcomer, pending_sign_in, security, sign_up, standing,
        submit_code, submit_password,
    },
};
use contract::{
    Nothing, Problem, Secret,
    account::PasswordChange,
    endpoint::ChangePassword,
    problem::{Field, Reason},
    sign_in::NextStep,
};

const NEW: &str = "another horse, another staple";

pub async fn change(browser: &Browser, current: &str, new: &str) -> Result<Nothing, Problem> {
    let wanted = PasswordChange {
        current: Secret::from(current),
        new: Secret::from(new),
    };
    browser.call::<ChangePassword>(&wanted).await
}

fn refusal<T>(field: Field, reason: Reason) -> Result<T, Problem> {
    Err(Problem::Invalid { field, reason })
}

#[tokio::test]
async fn the_new_password_opens_and_the_old_one_does_not() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    app.clock.advance_seconds(60);
    change(&browser, PASSWORD, NEW).await.unwrap();
    assert_eq!(
        security(&browser).await.unwrap().password_changed_at,
        app.clock.now()
    );
    let refused = submit_password(&app.browser(), EMAIL, PASSWORD).await;
    assert_eq!(refused, Err(Problem::WrongCredentials));
    assert!(submit_password(&app.browser(), EMAIL, NEW).await.is_ok());
}

#[tokio::test]
async fn a_change_ends_every_other_session_and_renews_this_one() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    app.next_step();
    let other = pending_sign_in(&app, EMAIL).await;
    submit_code(&other, phone.code(&app)).await.unwrap();
    let bob = newcomer(&app, "bob@example.com").await;
    let before = browser.copy();

    change(&browser, PASSWORD, NEW).await.unwrap();
    assert!(matches!(standing(&browser).await, NextStep::SignedIn(_)));
    assert_eq!(security(&other).await.unwrap_err(), Problem::NotSignedIn);
    assert_eq!(
        security(&before).await.unwrap_err(),
        Problem::NotSignedIn,
        "the old token is dead"
    );
    assert!(
        matches!(standing(&bob).await, NextStep::SignedIn(_)),
        "nobody else is touched"
    );
}

#[tokio::test]
async fn the_password_in_force_is_asked_for_and_attempts_count() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    for _ in 0..20 {
        let refused = change(&browser, "wrong horse", NEW).await;
        assert_eq!(refused, refusal(Field::CurrentPassword, Reason::Wrong));
    }
    let refused = change(&browser, PASSWORD, NEW).await;
    assert!(
        matches!(refused, Err(Problem::TooManyTries { .. })),
        "{refused:?}"
    );
    assert_eq!(
        change(&browser, "", NEW).await,
        refusal(Field::CurrentPassword, Reason::Missing)
    );
}

#[tokio::test]
async fn a_refused_change_changes_nothing() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let other = app.browser();
    submit_password(&other, EMAIL, PASSWORD).await.unwrap();
    let before = app.text("SELECT password_phc FROM accounts").await;
    change(&browser, "wrong horse", NEW).await.unwrap_err();
    change(&browser, PASSWORD, "short").await.unwrap_err();
    assert_eq!(app.text("SELECT password_phc FROM accounts").await, before);
    assert!(matches!(standing(&other).await, NextStep::SignedIn(_)));
}

#[tokio::test]
async fn eight_characters_do_beside_a_second_step_and_fifteen_alone() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let too_short = |minimum| refusal(Field::Password, Reason::TooShort { minimum });
    assert_eq!(change(&browser, PASSWORD, "vK7#qpzw").await, too_short(15));
    assert_eq!(
        change(&browser, PASSWORD, "vK7#qpzwvK7#qp").await,
        too_short(15)
    );
    assert_eq!(security(&browser).await.unwrap().password_min, 15);
    change(&browser, PASSWORD, "vK7#qpzwvK7#qpz").await.unwrap();

    crate::support::person::enrol(&app, &browser).await;
    assert_eq!(security(&browser).await.unwrap().password_min, 8);
    assert_eq!(
        change(&browser, "vK7#qpzwvK7#qpz", "vK7#qpz").await,
        too_short(8)
    );
    change(&browser, "vK7#qpzwvK7#qpz", "vK7#qpzw")
        .await
        .unwrap();
}

#[tokio::test]
async fn where_a_second_step_is_required_eight_characters_do() {
    let app = TestApp::with(&["--second-step", "required"]).await;
    let too_short = refusal(Field::Password, Reason::TooShort { minimum: 8 });
    assert_eq!(sign_up(&app, EMAIL, "vK7#qpz").await, too_short);
    sign_up(&app, EMAIL, "vK7#qpzw").await.unwrap();
}

#[tokio::test]
async fn length_counts_from_14_to_1025() {
    let app = TestApp::new().await;
    let of_length = |length: usize| "vK7#qpzw".chars().cycle().take(length).collect::<String>();
    let too_short = refusal(Field::Password, Reason::TooShort { minimum: 15 });
    for length in [7, 8, 14] {
        assert_eq!(
            sign_up(&app, EMAIL, &of_length(length)).await,
            too_short,
            "{length}"
        );
    }
    for length in [15, 64, 128, 1_000, 1_024] {
        let email = format!("ann-{length}@example.com");
        sign_up(&app, &email, &of_length(length)).await.unwrap();
        assert!(
            submit_password(&app.browser(), &email, &of_length(length))
                .await
                .is_ok()
        );
    }
    let too_long = refusal(Field::Password, Reason::TooLong { maximum: 1_024 });
    for length in [1_025, 2_000, 60_000] {
        assert_eq!(
            sign_up(&app, EMAIL, &of_length(length)).await,
            too_long,
            "{length}"
        );
    }
}

#[tokio::test]
async fn nothing_of_a_password_is_cut() {
    let app = TestApp::new().await;
    for length in [
        15, 55, 56, 63, 64, 71, 72, 73, 127, 128, 200, 255, 256, 1_000,
    ] {
        let email = format!("ann-{length}@example.com");
        let same: String = "vK7#qpzw".chars().cycle().take(length).collect();
        let peer = format!("192.0.2.{}", length % 250);
        let account = contract::sign_up::NewAccount {
            email: email.clone(),
            password: format!("{same}X").into(),
        };
        let browser = app.browser().at(&peer);
        browser
            .call::<contract::endpoint::SignUp>(&account)
            .await
            .unwrap();
        for other in [format!("{same}Y"), same.clone(), format!("{same}XX")] {
            let refused = submit_password(&browser, &email, &other).await;
            assert_eq!(refused, Err(Problem::WrongCredentials), "{length}");
        }
        assert!(
            submit_password(&browser, &email, &format!("{same}X"))
                .await
                .is_ok(),
            "{length}"
        );
    }
}

#[tokio::test]
async fn common_passwords_and_the_own_address_are_refused() {
    let app = TestApp::with(&["--second-step", "required"]).await;
    for (password, reason) in [
        ("password123", Reason::Breached),
        ("Passw0rd", Reason::Common),
        ("12345678", Reason::Common),
        ("Latchkey2026!", Reason::ServiceName),
        ("ann.lee@example.com", Reason::ContainsEmail),
        ("my name is ANN.LEE", Reason::ContainsEmail),
    ] {
        let refused = sign_up(&app, "ann.lee@example.com", password).await;
        assert_eq!(refused, refusal(Field::Password, reason), "{password}");
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM accounts").await, 0);
    for (number, password) in ["correct horse battery staple", "🦊🌵🚲🧊🎹🥝🛶🪁"]
        .iter()
        .enumerate()
    {
        sign_up(&app, &format!("bob-{number}@example.com"), password)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_stored_password_is_argon2id_with_a_salt_of_its_own() {
    let app = TestApp::with_cost(&[], api::crypto::hasher::Cost::STANDARD).await;
    for email in ["ann@example.com", "bob@example.com"] {
        sign_up(&app, email, PASSWORD).await.unwrap();
    }
    let stored = app.texts("SELECT password_phc FROM accounts").await;
    let salts: std::collections::HashSet<&str> = stored
        .iter()
        .map(|phc| phc.split('$').nth(4).unwrap())
        .collect();
    assert_eq!(salts.len(), 2);
    for phc in &stored {
        let parts: Vec<&str> = phc.split('$').collect();
        assert_eq!(
            parts[1..4],
            ["argon2id", "v=19", "m=19456,t=2,p=1"],
            "{phc}"
        );
        assert_eq!(parts[4].len(), 22, "16 bytes of salt");
    }
}

#[tokio::test]
async fn length_counts_code_points_and_not_bytes() {
    // PW-3: fourteen of them are 56 bytes.
    let app = TestApp::new().await;
    let fourteen = "🦊🌵🚲🧊🎹🥝🛶".repeat(2);
    let too_short = refusal(Field::Password, Reason::TooShort { minimum: 15 });
    assert_eq!(sign_up(&app, EMAIL, &fourteen).await, too_short);
    sign_up(&app, EMAIL, &format!("{fourteen}🪁"))
        .await
        .unwrap();
}
