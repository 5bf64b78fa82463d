//! Strangers who use up a limit: they lock nobody out who has proved more than they have.

use crate::{
    limits::{guess_password, never_right, with_password},
    support::{
        TestApp,
        account::{
            BOB, NUMBER, ask_recovery, ask_reset, confirmed, send_code, send_step_up_code, sign_in,
            start_email, start_phone, step_up_with_app, take_email, take_phone, with_number_only,
        },
        passkey::{Fixture, PASSKEY, Purpose, creation_options, elsewhere, sign_in_alone},
        person::{
            EMAIL, PASSWORD, enrolled, newcomer, pending_sign_in, submit_backup_code, submit_code,
            submit_password,
        },
    },
};
use contract::{Problem, sent_code::Channel};

#[tokio::test]
async fn many_accounts_are_not_many_codes_for_one_network() {
    let app = TestApp::new().await;
    let mut outcomes = Vec::new();
    for index in 0..35 {
        let email = format!("somebody{index}@example.com");
        let browser = newcomer(&app, &email).await.at("192.0.2.7");
        let number = format!("+49151123456{index:02}");
        outcomes.push((
            start_phone(&browser, &number).await.is_ok(),
            start_email(&browser, &email).await.is_ok(),
        ));
    }
    let taken = outcomes.iter().position(|it| *it != (true, true));
    assert_eq!(taken, Some(30), "{outcomes:?}");
    assert!(outcomes[30..].iter().all(|it| *it == (false, false)));
    let elsewhere = newcomer(&app, EMAIL).await.at("192.0.2.8");
    assert!(start_phone(&elsewhere, NUMBER).await.is_ok());
}

#[tokio::test]
async fn whoever_has_the_password_alone_does_not_lock_the_owner_out() {
    // RL-5, RL-10.
    let mut fixture = Fixture::new(PASSKEY).await;
    let attacker = pending_sign_in(&fixture.app, EMAIL).await;
    let mut asked = 0;
    let refused = loop {
        match Purpose::SecondStep(PASSKEY)
            .request_options(&attacker)
            .await
        {
            Ok(_) => asked += 1,
            Err(refused) => break refused,
        }
        assert!(asked <= 1_000, "no limit");
    };
    assert!(
        matches!(refused, Problem::TooManyTries { .. }),
        "{refused:?}"
    );
    let step_up = Purpose::StepUp(PASSKEY)
        .request_options(&fixture.browser)
        .await;
    assert!(step_up.is_ok(), "{step_up:?}");
    let creation = creation_options(&fixture.browser, PASSKEY).await;
    assert!(creation.is_ok(), "{creation:?}");
    let browser = fixture.app.browser();
    let signed_in = sign_in_alone(&browser, &mut fixture.device).await;
    assert!(signed_in.is_ok(), "{signed_in:?}");
}

#[tokio::test]
async fn whoever_has_the_password_alone_leaves_its_owner_every_method_where_they_are_known() {
    // RL-4, RL-5: attempts of strangers count apart.
    let app = TestApp::new().await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    app.clock.advance_seconds(60);
    step_up_with_app(&app, &browser, &phone).await;
    take_phone(&app, &browser, NUMBER).await;
    app.clock.advance_seconds(60);
    let attacker = pending_sign_in(&app, EMAIL).await;
    for _ in 0..6 {
        submit_code(&attacker, phone.wrong_code(&app))
            .await
            .unwrap_err();
    }
    for _ in 0..12 {
        submit_backup_code(&attacker, "0000-0000-0000-0000")
            .await
            .unwrap_err();
    }
    for _ in 0..3 {
        send_code(&attacker, Channel::TextMessage).await.unwrap();
        app.clock.advance_seconds(30);
    }
    for _ in 0..3 {
        ask_recovery(&attacker).await.unwrap();
    }
    for refused in [
        send_code(&attacker, Channel::TextMessage).await.map(drop),
        ask_recovery(&attacker).await.map(drop),
        submit_code(&attacker, phone.code(&app)).await.map(drop),
    ] {
        assert!(
            matches!(refused, Err(Problem::TooManyTries { .. })),
            "{refused:?}"
        );
    }
    step_up_with_app(&app, &browser, &phone).await;
    let pending = browser.copy();
    submit_password(&pending, EMAIL, PASSWORD).await.unwrap();
    send_code(&pending, Channel::TextMessage).await.unwrap();
    ask_recovery(&pending).await.unwrap();
    submit_backup_code(&pending, &phone.backup_codes[0])
        .await
        .unwrap();
}

#[tokio::test]
async fn a_stranger_who_asks_for_new_passwords_leaves_the_owner_a_link_where_they_are_known() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    for _ in 0..3 {
        ask_reset(&app.browser(), EMAIL).await.unwrap();
    }
    let refused = ask_reset(&app.browser(), EMAIL).await;
    assert!(matches!(refused, Err(Problem::TooManyTries { .. })));
    ask_reset(&browser, EMAIL).await.unwrap();
}

#[tokio::test]
async fn strangers_who_ask_for_codes_to_an_address_keep_its_owner_from_nothing() {
    let app = TestApp::new().await;
    let ann = newcomer(&app, EMAIL).await;
    for number in 0..8 {
        let stranger = newcomer(&app, &format!("stranger{number}@example.com")).await;
        let stranger = stranger.at(&format!("10.1.{number}.1"));
        let _ = start_email(&stranger, EMAIL).await;
    }
    let refused = newcomer(&app, BOB).await;
    let refused = start_email(&refused, EMAIL).await;
    assert!(
        matches!(refused, Err(Problem::TooManyTries { .. })),
        "{refused:?}"
    );
    let before = app.messages().await.len();
    take_email(&app, &ann, EMAIL).await;
    // And nobody is flooded.
    let to_ann = app.messages().await;
    let to_ann = to_ann.iter().filter(|it| it.to == EMAIL).count();
    assert!(to_ann <= 8 && before > 0, "{to_ann}");
}

#[tokio::test]
async fn strangers_who_ask_for_codes_to_a_number_keep_its_owner_from_nothing() {
    let app = TestApp::new().await;
    let (ann, _) = with_number_only(&app, EMAIL, NUMBER).await;
    app.clock.advance_seconds(60);
    for number in 0..8 {
        let stranger = newcomer(&app, &format!("stranger{number}@example.com")).await;
        let stranger = stranger.at(&format!("10.1.{number}.1"));
        let _ = start_phone(&stranger, NUMBER).await;
    }
    let messages = app.messages().await;
    let to_ann = messages.iter().filter(|it| it.to == NUMBER).count();
    assert!(to_ann <= 7, "{to_ann}");
    send_step_up_code(&ann, Channel::TextMessage).await.unwrap();
    let pending = ann.copy();
    app.clock.advance_seconds(60);
    submit_password(&pending, EMAIL, PASSWORD).await.unwrap();
    send_code(&pending, Channel::TextMessage).await.unwrap();
}

#[tokio::test]
async fn whoever_asks_first_for_a_code_to_a_number_or_address_is_not_kept_from_it() {
    let app = TestApp::new().await;
    let ann = newcomer(&app, EMAIL).await;
    start_phone(&ann, NUMBER).await.unwrap();
    start_email(&ann, "ann.new@example.com").await.unwrap();
    for number in 0..8 {
        let stranger = newcomer(&app, &format!("stranger{number}@example.com")).await;
        let stranger = stranger.at(&format!("10.1.{number}.1"));
        let _ = start_phone(&stranger, NUMBER).await;
        let _ = start_email(&stranger, "ann.new@example.com").await;
    }
    app.clock.advance_seconds(60);
    take_phone(&app, &ann, NUMBER).await;
    take_email(&app, &ann, "ann.new@example.com").await;
}

#[tokio::test]
async fn one_network_does_not_use_up_what_strangers_share() {
    let app = TestApp::new().await;
    for number in 0..8 {
        let stranger = newcomer(&app, &format!("stranger{number}@example.com")).await;
        let stranger = stranger.at("10.1.1.1");
        let _ = start_phone(&stranger, NUMBER).await;
        let _ = start_email(&stranger, "ann.new@example.com").await;
    }
    let ann = newcomer(&app, EMAIL).await.at("10.1.2.1");
    start_phone(&ann, NUMBER).await.unwrap();
    start_email(&ann, "ann.new@example.com").await.unwrap();
}

#[tokio::test]
async fn a_limit_does_not_tell_whether_an_address_has_an_account() {
    for is_taken in [false, true] {
        let app = TestApp::new().await;
        if is_taken {
            newcomer(&app, BOB).await;
        }
        let ann = newcomer(&app, EMAIL).await;
        let mut outcomes = Vec::new();
        for _ in 0..4 {
            outcomes.push(start_email(&ann, BOB).await.is_ok());
            app.clock.advance_seconds(30);
        }
        assert_eq!(outcomes, [true, true, true, false], "{is_taken}");
    }
}

#[tokio::test]
async fn others_of_the_same_network_who_open_the_sign_in_page_refuse_nobody_a_passkey() {
    let mut fixture = Fixture::new(PASSKEY).await;
    let tries = "SELECT COUNT(*) FROM tries";
    let before = fixture.app.count(tries).await;
    for _ in 0..320 {
        let other = fixture.app.browser().at("192.0.2.7");
        Purpose::Alone.request_options(&other).await.unwrap();
    }
    assert_eq!(fixture.app.count(tries).await, before, "it is no attempt");
    let fresh = fixture.app.browser().at("192.0.2.7");
    let outcome = Purpose::Alone.prove(&fresh, &mut fixture.device).await;
    assert_eq!(outcome, Ok(()));
}

#[tokio::test]
async fn a_network_fills_no_more_of_the_database_than_its_share() {
    let app = TestApp::new().await;
    let elsewhere = app.browser().at("192.0.2.8");
    Purpose::Alone.request_options(&elsewhere).await.unwrap();
    let browser = app.browser().at("192.0.2.7");
    Purpose::Alone.request_options(&browser).await.unwrap();
    app.execute(
        "WITH RECURSIVE copy(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM copy WHERE number < 6000)
         INSERT INTO ceremonies (id, purpose, holder, kind, state, network, expires_at)
         SELECT lower(hex(randomblob(16))), purpose, randomblob(32), kind, state, network, expires_at - number
         FROM ceremonies, copy WHERE network = '192.0.2.7'",
    )
    .await;
    let newest = app.browser().at("192.0.2.7");
    Purpose::Alone.request_options(&newest).await.unwrap();
    let of = |network: &str| format!("SELECT COUNT(*) FROM ceremonies WHERE network = '{network}'");
    assert_eq!(app.count(&of("192.0.2.7")).await, 4_000);
    assert_eq!(app.count(&of("192.0.2.8")).await, 1);
}

/// Answers for nobody's passkey from one network, as many as it may give.
async fn uses_up_answers(fixture: &mut Fixture, network: &str) {
    let stranger = fixture.app.browser().at(network);
    let forged = Purpose::Alone
        .prove_forged(&stranger, &mut fixture.device, |it| {
            it.client_data.challenge = vec![0; 32];
        })
        .await;
    assert!(forged.is_err());
    fixture
        .app
        .execute(
            "WITH RECURSIVE copy(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM copy WHERE number < 1000)
             INSERT INTO tries (id, subject, at) SELECT lower(hex(randomblob(16))), subject, at FROM tries, copy",
        )
        .await;
    let refused = Purpose::Alone.prove(&stranger, &mut fixture.device).await;
    assert!(matches!(refused, Err(Problem::TooManyTries { .. })));
}

#[tokio::test]
async fn wrong_answers_from_the_same_network_lock_no_known_browser_out_of_its_passkeys() {
    let mut fixture = Fixture::new(PASSKEY).await;
    fixture.app.execute("DELETE FROM tries").await;
    let network = "192.0.2.7";
    uses_up_answers(&mut fixture, network).await;
    let known = fixture.browser.copy().at(network);
    let outcome = Purpose::Alone.prove(&known, &mut fixture.device).await;
    assert_eq!(outcome, Ok(()));
    // The other way round as well: what a known browser uses up is its own.
    fixture.app.execute("DELETE FROM tries").await;
    uses_up_answers(&mut fixture, network).await;
    let elsewhere = elsewhere(&fixture.app);
    let outcome = Purpose::Alone.prove(&elsewhere, &mut fixture.device).await;
    assert_eq!(outcome, Ok(()));
}

#[tokio::test]
async fn what_strangers_guess_locks_nobody_out_of_a_browser_that_they_use() {
    // RL-5.
    let app = TestApp::new().await;
    let (known, phone) = enrolled(&app, EMAIL).await;
    let known = known.at("192.0.2.1");
    for number in 0..120 {
        let stranger = app.browser().at(&format!("10.8.{}.1", number / 10));
        guess_password(&stranger, EMAIL).await.unwrap_err();
    }
    let fresh = submit_password(&elsewhere(&app), EMAIL, PASSWORD).await;
    assert!(matches!(fresh, Err(Problem::TooManyTries { .. })));
    sign_in(&app, &known, EMAIL, &phone).await;
    // From the strangers' own network as well.
    let known = known.at("10.8.0.1");
    sign_in(&app, &known, EMAIL, &phone).await;
}

#[tokio::test]
async fn a_browser_that_one_account_knows_is_a_stranger_to_another() {
    // RL-5, TD-1.
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    let of_bob = newcomer(&app, BOB).await;
    for number in 0..100 {
        let stranger = app.browser().at(&format!("10.8.{}.1", number / 10));
        guess_password(&stranger, EMAIL).await.unwrap_err();
    }
    let outcome = submit_password(&of_bob, EMAIL, PASSWORD).await;
    assert!(matches!(outcome, Err(Problem::TooManyTries { .. })));
    assert!(submit_password(&of_bob, BOB, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_passkey_opens_whatever_strangers_guessed() {
    // RL-5.
    let mut fixture = Fixture::new(PASSKEY).await;
    for number in 0..100 {
        let stranger = fixture.app.browser().at(&format!("10.8.{}.1", number / 10));
        guess_password(&stranger, EMAIL).await.unwrap_err();
    }
    let fresh = elsewhere(&fixture.app);
    assert_eq!(
        Purpose::Alone.prove(&fresh, &mut fixture.device).await,
        Ok(())
    );
}

#[tokio::test]
async fn a_right_password_takes_no_failure_of_the_second_step_back() {
    // RL-9.
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    let wrong = never_right(&app, &phone);
    for _ in 0..5 {
        let pending = with_password(app.router(), EMAIL).await;
        submit_code(&pending, wrong.clone()).await.unwrap_err();
    }
    app.next_step();
    let pending = with_password(app.router(), EMAIL).await;
    let outcome = submit_code(&pending, phone.code(&app)).await;
    assert!(matches!(outcome, Err(Problem::TooManyTries { .. })));
    // A success by another method takes nothing of this one back either.
    let code = &phone.backup_codes[0];
    assert!(submit_backup_code(&pending, code).await.is_ok());
    let pending = with_password(app.router(), EMAIL).await;
    let outcome = submit_code(&pending, phone.code(&app)).await;
    assert!(matches!(outcome, Err(Problem::TooManyTries { .. })));
}
