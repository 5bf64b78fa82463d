//! `/api/sign-in/password`.

use crate::support::{
    TestApp, at_once,
    browser::Answer,
    person::{
        EMAIL, PASSWORD, credentials, enrolled, newcomer, pending_sign_in, sign_up, standing,
        submit_password,
    },
};
use axum::http::StatusCode;
use contract::{
    Problem,
    endpoint::SubmitPassword,
    problem::{Field, Reason},
    sign_in::{Method, NextStep},
};

fn header_names(answer: &Answer) -> Vec<&str> {
    let mut names: Vec<&str> = answer
        .headers
        .keys()
        .map(axum::http::HeaderName::as_str)
        .collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn a_right_password_alone_signs_in_an_account_without_second_step() {
    let app = TestApp::new().await;
    sign_up(&app, EMAIL, PASSWORD).await.unwrap();
    let browser = app.browser();
    let step = submit_password(&browser, EMAIL, PASSWORD).await.unwrap();
    assert!(matches!(step, NextStep::SignedIn(signed_in) if signed_in.viewer.email == EMAIL));
    assert!(matches!(standing(&browser).await, NextStep::SignedIn(_)));
}

#[tokio::test]
async fn a_right_password_of_an_enrolled_account_asks_for_the_second_step() {
    let app = TestApp::new().await;
    enrolled(&app, EMAIL).await;
    let browser = app.browser();
    let step = submit_password(&browser, EMAIL, PASSWORD).await.unwrap();
    let NextStep::SecondStep(asked) = &step else {
        panic!("{step:?}")
    };
    assert_eq!(asked.methods, [Method::Authenticator, Method::BackupCode]);
    assert_eq!(
        (asked.show_first, asked.expires_in),
        (Method::Authenticator, 600)
    );
    assert_eq!(standing(&browser).await, step, "the same after a reload");
}

#[tokio::test]
async fn the_first_answer_tells_nothing_about_the_person() {
    let app = TestApp::new().await;
    enrolled(&app, EMAIL).await;
    let answer = app
        .browser()
        .ask::<SubmitPassword>(&credentials(EMAIL, PASSWORD))
        .await;
    let json = answer.json();
    let mut keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    keys.sort();
    assert_eq!(
        keys,
        [
            "expires_in",
            "methods",
            "no_recovery",
            "show_first",
            "state",
            "trust_days"
        ]
    );
}

#[tokio::test]
async fn however_the_address_is_typed_it_is_the_same_account() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    for typed in [
        " Ann@Example.COM ",
        "ａｎｎ@example.com",
        "ANN@EXAMPLE.COM\n",
    ] {
        assert!(
            submit_password(&app.browser(), typed, PASSWORD)
                .await
                .is_ok(),
            "{typed}"
        );
    }
}

#[tokio::test]
async fn composed_and_decomposed_passwords_are_the_same() {
    let app = TestApp::new().await;
    sign_up(&app, EMAIL, "caf\u{e9} au lait, deux")
        .await
        .unwrap();
    for typed in ["cafe\u{301} au lait, deux", "caf\u{e9} au lait, deux"] {
        assert!(
            submit_password(&app.browser(), EMAIL, typed).await.is_ok(),
            "{typed}"
        );
    }
    let refused = submit_password(&app.browser(), EMAIL, "cafe au lait, deux").await;
    assert_eq!(refused, Err(Problem::WrongCredentials));
}

#[tokio::test]
async fn emoji_and_spaces_make_a_password() {
    let app = TestApp::new().await;
    for (email, password) in [
        ("a@example.com", "🦊🌵🚲🧊🎹🥝🛶🪁🦊🌵🚲🧊🎹🥝🛶🪁"),
        ("b@example.com", "  spaces all around it  "),
    ] {
        sign_up(&app, email, password).await.unwrap();
        assert!(
            submit_password(&app.browser(), email, password)
                .await
                .is_ok()
        );
        let refused = submit_password(
            &app.browser(),
            email,
            password.trim_start_matches([' ', '🦊']),
        )
        .await;
        assert_eq!(refused, Err(Problem::WrongCredentials));
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_account_are_refused_alike() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    enrolled(&app, "enrolled@example.com").await;
    let wrong = "wrong horse battery staple";
    let ask = |email: &'static str| {
        let browser = app.browser();
        async move {
            browser
                .ask::<SubmitPassword>(&credentials(email, wrong))
                .await
        }
    };
    let known = ask(EMAIL).await;
    assert_eq!(known.status, StatusCode::UNAUTHORIZED);
    assert_eq!(known.problem(), Problem::WrongCredentials);
    for other in [
        ask("nobody@example.com").await,
        ask("enrolled@example.com").await,
    ] {
        assert_eq!(other.status, known.status);
        assert_eq!(other.body, known.body);
        assert_eq!(header_names(&other), header_names(&known));
        assert!(other.set_cookies().is_empty());
    }
}

#[tokio::test]
async fn too_many_attempts_are_refused_alike_whether_or_not_there_is_an_account() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    let mut answers = Vec::new();
    for email in [EMAIL, "nobody@example.com"] {
        for _ in 0..20 {
            let refused = submit_password(&app.browser(), email, "wrong horse").await;
            assert_eq!(refused, Err(Problem::WrongCredentials));
        }
        let answer = app
            .browser()
            .ask::<SubmitPassword>(&credentials(email, PASSWORD))
            .await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(matches!(
            answer.problem(),
            Problem::TooManyTries {
                retry_after: 900,
                ..
            }
        ));
        assert_eq!(answer.header("retry-after"), Some("900"));
        answers.push(answer);
    }
    assert_eq!(answers[0].body, answers[1].body);
    assert_eq!(header_names(&answers[0]), header_names(&answers[1]));
    app.clock.advance_seconds(900);
    assert!(
        submit_password(&app.browser(), EMAIL, PASSWORD)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_stranger_elsewhere_cannot_lock_the_owner_out() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    let stranger = app.browser().at("198.51.100.7");
    for _ in 0..20 {
        submit_password(&stranger, EMAIL, "wrong horse")
            .await
            .unwrap_err();
    }
    let refused = submit_password(&stranger, EMAIL, PASSWORD).await;
    assert!(matches!(refused, Err(Problem::TooManyTries { .. })));
    assert!(
        submit_password(&app.browser().at("192.0.2.1"), EMAIL, PASSWORD)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn all_spellings_of_an_address_share_one_count() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    let spellings = [
        EMAIL,
        "ANN@example.com",
        " ann@example.com",
        "ａnn@example.com",
    ];
    for spelling in spellings.iter().cycle().take(20) {
        submit_password(&app.browser(), spelling, "wrong horse")
            .await
            .unwrap_err();
    }
    let refused = submit_password(&app.browser(), EMAIL, PASSWORD).await;
    assert!(
        matches!(refused, Err(Problem::TooManyTries { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn headers_that_anybody_can_write_do_not_move_the_caller_to_another_network() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    let browser = app.browser().at("198.51.100.7");
    let mut last = None;
    for number in 0..21 {
        let body = serde_json::to_string(&credentials(EMAIL, "wrong horse")).unwrap();
        let mut request = crate::support::browser::post("/api/sign-in/password", body);
        let forged = format!("203.0.113.{number}").parse().unwrap();
        request.headers_mut().insert("x-forwarded-for", forged);
        request
            .headers_mut()
            .insert("x-real-ip", "a".parse().unwrap());
        request
            .headers_mut()
            .insert("forwarded", "for=127.0.0.1".parse().unwrap());
        last = Some(browser.send(request).await);
    }
    assert_eq!(last.unwrap().status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn ipv6_addresses_of_one_network_share_one_count() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    for number in 0..20 {
        let browser = app.browser().at(&format!("2001:db8::{number:x}"));
        submit_password(&browser, EMAIL, "wrong horse")
            .await
            .unwrap_err();
    }
    let other = app.browser().at("2001:db8::ffff:1");
    let refused = submit_password(&other, EMAIL, PASSWORD).await;
    assert!(
        matches!(refused, Err(Problem::TooManyTries { .. })),
        "{refused:?}"
    );
    assert!(
        submit_password(&app.browser().at("2001:db8:0:1::1"), EMAIL, PASSWORD)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn one_network_cannot_try_many_addresses() {
    let app = TestApp::new().await;
    for number in 0..300 {
        let email = format!("nobody-{number}@example.com");
        let refused = submit_password(&app.browser(), &email, "wrong horse").await;
        assert_eq!(refused, Err(Problem::WrongCredentials));
    }
    let refused = submit_password(&app.browser(), "nobody@example.com", PASSWORD).await;
    assert!(
        matches!(refused, Err(Problem::TooManyTries { .. })),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_attempts_at_once_are_twenty() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    let outcomes = at_once(60, |_| {
        let browser = app.browser();
        async move { submit_password(&browser, EMAIL, "wrong horse").await }
    })
    .await;
    let looked_at =
        |outcome: &&Result<NextStep, Problem>| matches!(outcome, Err(Problem::WrongCredentials));
    assert_eq!(
        outcomes.iter().filter(looked_at).count(),
        20,
        "{outcomes:?}"
    );
}

#[tokio::test]
async fn an_empty_or_endless_password_is_refused_with_a_reason() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    let refusal = |reason| {
        Err(Problem::Invalid {
            field: Field::Password,
            reason,
        })
    };
    let browser = app.browser();
    assert_eq!(
        submit_password(&browser, EMAIL, "").await,
        refusal(Reason::Missing)
    );
    let endless = "x".repeat(1_025);
    let too_long = refusal(Reason::TooLong { maximum: 1_024 });
    assert_eq!(submit_password(&browser, EMAIL, &endless).await, too_long);
    let longest = "x".repeat(1_024);
    let wrong = Err(Problem::WrongCredentials);
    assert_eq!(submit_password(&browser, EMAIL, &longest).await, wrong);
}

#[tokio::test]
async fn an_address_that_cannot_be_one_is_refused_with_a_reason() {
    let app = TestApp::new().await;
    for (typed, reason) in [
        ("", Reason::Missing),
        ("ann", Reason::Malformed),
        ("ann\0@example.com", Reason::Malformed),
        ("😀@example.com", Reason::Malformed),
    ] {
        let refused = submit_password(&app.browser(), typed, PASSWORD).await;
        assert_eq!(
            refused,
            Err(Problem::Invalid {
                field: Field::Email,
                reason
            }),
            "{typed:?}"
        );
    }
}

#[tokio::test]
async fn a_hash_of_another_cost_is_replaced_at_the_next_sign_in() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    let before = app.text("SELECT password_phc FROM accounts").await;
    let weaker = api::crypto::hasher::Hasher::new(api::crypto::hasher::Cost {
        memory: 16,
        passes: 1,
        lanes: 1,
    })
    .unwrap();
    let password = api::rules::password::Password::typed(&PASSWORD.into()).unwrap();
    let permit = weaker.acquire().unwrap();
    let planted = weaker.hash_password(&permit, password).await.unwrap();
    app.execute(&format!("UPDATE accounts SET password_phc = '{planted}'"))
        .await;

    submit_password(&app.browser(), EMAIL, "wrong horse")
        .await
        .unwrap_err();
    assert_eq!(
        app.text("SELECT password_phc FROM accounts").await,
        planted,
        "a wrong one changes nothing"
    );
    submit_password(&app.browser(), EMAIL, PASSWORD)
        .await
        .unwrap();
    let after = app.text("SELECT password_phc FROM accounts").await;
    assert_ne!(after, planted);
    let cost = |phc: &str| phc.split('$').nth(3).unwrap().to_owned();
    assert_eq!(cost(&after), cost(&before));
    assert!(
        submit_password(&app.browser(), EMAIL, PASSWORD)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_damaged_hash_opens_nothing() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    app.execute("UPDATE accounts SET password_phc = 'x'").await;
    let answer = app
        .browser()
        .ask::<SubmitPassword>(&credentials(EMAIL, PASSWORD))
        .await;
    assert_eq!(answer.problem(), Problem::Internal);
    assert!(answer.set_cookies().is_empty());
    assert_eq!(
        app.count("SELECT COUNT(*) FROM sessions").await,
        1,
        "only the one from before"
    );
}

#[tokio::test]
async fn a_wrong_password_leaves_this_browser_where_it_was() {
    let app = TestApp::new().await;
    let (signed_in, _) = enrolled(&app, EMAIL).await;
    submit_password(&signed_in, EMAIL, "wrong horse")
        .await
        .unwrap_err();
    assert!(matches!(standing(&signed_in).await, NextStep::SignedIn(_)));
    let pending = pending_sign_in(&app, EMAIL).await;
    submit_password(&pending, EMAIL, "wrong horse")
        .await
        .unwrap_err();
    assert!(matches!(standing(&pending).await, NextStep::SecondStep(_)));
}
