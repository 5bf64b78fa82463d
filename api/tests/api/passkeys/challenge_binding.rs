//! What a challenge is bound to: one browser, one purpose, one kind of credential (WebAuthn L3 §13.4.3).

use super::purposes;
use crate::support::{
    TestApp,
    authenticator::Authenticator,
    passkey::{
        BOTH, PASSKEY, Purpose, SECURITY_KEY, Stage, add, device, elsewhere, order, proof_of,
        submit_alone, submit_second_step, submit_step_up,
    },
    person::{EMAIL, is_signed_in, newcomer, owing},
};
use contract::{
    Nothing, Problem,
    endpoint::{StartPasskeySignIn, SubmitProof},
    passkey::PasskeyQuestion,
};
use serde_json::{Value, json};

pub const CEREMONY: &str = "latchkey-ceremony";

/// Sends an answer as if it were one for that purpose.
async fn submit_as(
    purpose: Purpose,
    browser: &crate::support::browser::Browser,
    question: &PasskeyQuestion,
    answer: &Value,
) -> Result<(), Problem> {
    match purpose {
        Purpose::Alone => submit_alone(browser, question, answer).await.map(|_| ()),
        Purpose::SecondStep(kind) => submit_second_step(browser, kind, question, answer)
            .await
            .map(|_| ()),
        Purpose::StepUp(kind) => submit_step_up(browser, kind, question, answer)
            .await
            .map(|_| ()),
    }
}

#[tokio::test]
async fn a_question_is_for_the_browser_that_asked() {
    // WR-2 and WA-9: the same person, in two browsers.
    for purpose in purposes() {
        let mut stage = Stage::new(purpose.kind()).await;
        let one = stage.asker(purpose).await;
        let other = match purpose {
            Purpose::Alone => elsewhere(&stage.app),
            Purpose::SecondStep(_) => owing(&stage.app, EMAIL).await,
            Purpose::StepUp(kind) => {
                let other = owing(&stage.app, EMAIL).await;
                Purpose::SecondStep(kind)
                    .prove(&other, &mut stage.device)
                    .await
                    .unwrap();
                other
            }
        };
        let question = purpose.question(&one).await.unwrap();
        // The other browser has a question of its own, so that it is not refused for having none.
        purpose.question(&other).await.unwrap();
        let answer = stage.device.prove(&question).unwrap();
        let before = stage.app.dump().await;
        let stolen = purpose.submit(&other, &question, &answer).await;
        assert_eq!(stolen, Err(Problem::CeremonyExpired), "{purpose:?}");
        assert_eq!(stage.app.dump().await, before, "nor is it used up");
        let own = purpose.submit(&one, &question, &answer).await;
        assert_eq!(own, Ok(()), "{purpose:?}");
    }
}

#[tokio::test]
async fn an_order_is_for_the_session_that_asked() {
    // WR-2.
    let mut stage = Stage::new(PASSKEY).await;
    let same_person = owing(&stage.app, EMAIL).await;
    Purpose::SecondStep(PASSKEY)
        .prove(&same_person, &mut stage.device)
        .await
        .unwrap();
    let another = newcomer(&stage.app, "bob@example.com").await;
    let ordered = order(&stage.browser, PASSKEY).await.unwrap();
    let mut new = Authenticator::bound();
    let answer = new.make(&ordered).unwrap();
    let before = stage.app.dump().await;
    for browser in [&same_person, &another] {
        let stolen = add(browser, &ordered, &answer).await;
        assert_eq!(stolen, Err(Problem::CeremonyExpired));
        assert_eq!(stage.app.dump().await, before);
    }
    add(&stage.browser, &ordered, &answer).await.unwrap();
}

#[tokio::test]
async fn a_question_is_for_its_purpose() {
    // WA-9: in one browser that may ask for each of them.
    let mut stage = Stage::new(PASSKEY).await;
    let purposes = Purpose::of(PASSKEY);
    for asked in &purposes {
        for given in &purposes {
            if asked == given {
                continue;
            }
            // Signed in, and between the two steps of another sign-in, at once.
            let browser = owing(&stage.app, EMAIL).await;
            browser.set_cookie("latchkey", &stage.browser.cookie("latchkey").unwrap());
            let question = asked.question(&browser).await.unwrap();
            let answer = stage.device.prove(&question).unwrap();
            let before = stage.app.dump().await;
            let refused = submit_as(*given, &browser, &question, &answer).await;
            assert_eq!(
                refused,
                Err(Problem::CeremonyExpired),
                "{asked:?} as {given:?}"
            );
            assert_eq!(stage.app.dump().await, before);
        }
    }
}

#[tokio::test]
async fn an_order_is_no_question_and_a_question_is_no_order() {
    // WA-9.
    let mut stage = Stage::new(PASSKEY).await;
    for purpose in Purpose::of(PASSKEY) {
        let browser = owing(&stage.app, EMAIL).await;
        browser.set_cookie("latchkey", &stage.browser.cookie("latchkey").unwrap());
        let mut ordered = order(&browser, PASSKEY).await.unwrap();
        let question = purpose.question(&browser).await.unwrap();
        let before = stage.app.dump().await;

        // The name of one with the challenge of the other, both ways.
        let mut as_question = question.clone();
        as_question.ceremony = ordered.ceremony.clone();
        let answer = stage.device.prove(&question).unwrap();
        let refused = submit_as(purpose, &browser, &as_question, &answer).await;
        assert_eq!(refused, Err(Problem::CeremonyExpired), "{purpose:?}");
        ordered.ceremony = question.ceremony.clone();
        let made = Authenticator::bound().make(&ordered).unwrap();
        let refused = add(&browser, &ordered, &made).await;
        assert_eq!(refused, Err(Problem::CeremonyExpired), "{purpose:?}");
        assert_eq!(stage.app.dump().await, before);
    }
}

#[tokio::test]
async fn the_challenge_of_another_question_of_the_same_browser_is_no_answer() {
    // WR-2.
    for purpose in purposes() {
        let mut stage = Stage::new(purpose.kind()).await;
        let asker = stage.asker(purpose).await;
        let one = purpose.question(&asker).await.unwrap();
        let other = purpose.question(&asker).await.unwrap();
        let answer = stage.device.prove(&one).unwrap();
        let refused = purpose.submit(&asker, &other, &answer).await;
        assert_eq!(refused, Err(Problem::WrongPasskey), "{purpose:?}");
        let taken = purpose.submit(&asker, &one, &answer).await;
        assert_eq!(taken, Ok(()), "{purpose:?}");
    }
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let one = order(&browser, PASSKEY).await.unwrap();
    let other = order(&browser, PASSKEY).await.unwrap();
    let answer = Authenticator::synced().make(&one).unwrap();
    let refused = add(&browser, &other, &answer).await;
    assert_eq!(refused, Err(Problem::PasskeyRefused));
    assert!(add(&browser, &one, &answer).await.is_ok());
}

#[tokio::test]
async fn an_order_for_one_kind_does_not_make_the_other() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let ordered = order(&browser, SECURITY_KEY).await.unwrap();
    let answer = Authenticator::key().make(&ordered).unwrap();
    let body = json!({"ceremony": ordered.ceremony, "credential": answer, "kind": "passkey"});
    let path = "/api/account/passkeys/add";
    let refused = browser.post(path, body.to_string()).await;
    assert_eq!(refused.problem(), Problem::Malformed);
    let added = add(&browser, &ordered, &answer).await.unwrap();
    assert_eq!(added.passkey.kind, SECURITY_KEY);
}

#[tokio::test]
async fn a_proof_of_one_kind_is_not_taken_by_the_others_name() {
    for kind in BOTH {
        let mut stage = Stage::new(kind).await;
        let other = BOTH[usize::from(kind == PASSKEY)];
        let purpose = Purpose::SecondStep(kind);
        let half = stage.asker(purpose).await;
        let question = purpose.question(&half).await.unwrap();
        let answer = stage.device.prove(&question).unwrap();
        let proof = proof_of(other, &question, &answer);
        let refused = half.call::<SubmitProof>(&proof).await;
        assert!(
            matches!(
                refused,
                Err(Problem::CeremonyExpired | Problem::WrongPasskey)
            ),
            "{refused:?}"
        );
        assert!(!is_signed_in(&half).await);
    }
}

#[tokio::test]
async fn what_names_no_ceremony_is_expired() {
    let mut stage = Stage::new(PASSKEY).await;
    let asker = elsewhere(&stage.app);
    let mut question = Purpose::Alone.question(&asker).await.unwrap();
    let answer = stage.device.prove(&question).unwrap();
    let real = question.ceremony.0.clone();
    for name in [
        "",
        "0",
        "'; DROP TABLE ceremonies; --",
        "\0",
        "😀",
        &real.to_uppercase(),
        &format!(" {real}"),
        &"a".repeat(10_000),
    ] {
        if name == real {
            continue;
        }
        name.clone_into(&mut question.ceremony.0);
        let refused = submit_alone(&asker, &question, &answer).await;
        assert_eq!(refused, Err(Problem::CeremonyExpired), "{name}");
    }
    question.ceremony.0 = real;
    assert!(submit_alone(&asker, &question, &answer).await.is_ok());
}

#[tokio::test]
async fn a_browser_without_its_cookie_has_no_question() {
    let mut stage = Stage::new(PASSKEY).await;
    let asker = elsewhere(&stage.app);
    let question = Purpose::Alone.question(&asker).await.unwrap();
    let cookie = asker.cookie(CEREMONY).unwrap();
    let answer = stage.device.prove(&question).unwrap();
    let longer = format!("{cookie}A");
    for held in [
        None,
        Some(""),
        Some("0"),
        Some(cookie.to_uppercase().as_str()),
        Some(longer.as_str()),
    ] {
        let other = elsewhere(&stage.app);
        if let Some(held) = held {
            other.set_cookie(CEREMONY, held);
        }
        let refused = submit_alone(&other, &question, &answer).await;
        assert_eq!(refused, Err(Problem::CeremonyExpired), "{held:?}");
    }
    // Nor is it good in the place of another cookie.
    for name in ["latchkey", "latchkey-pending"] {
        let other = elsewhere(&stage.app);
        other.set_cookie(name, &cookie);
        assert!(!is_signed_in(&other).await);
    }
    assert!(submit_alone(&asker, &question, &answer).await.is_ok());
}

#[tokio::test]
async fn the_cookie_is_hidden_from_scripts_and_from_other_sites_and_short() {
    // SE-1.
    let app = TestApp::new().await;
    let browser = elsewhere(&app);
    let answer = browser.ask::<StartPasskeySignIn>(&Nothing {}).await;
    let [cookie] = answer.set_cookies()[..] else {
        panic!("{:?}", answer.set_cookies())
    };
    let (pair, rest) = cookie.split_once("; ").unwrap();
    let (name, value) = pair.split_once('=').unwrap();
    assert_eq!(name, CEREMONY);
    assert!(value.len() >= 22, "128 bits at least: {value}");
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=600"] {
        assert!(rest.contains(attribute), "{attribute}: {rest}");
    }
    assert!(!answer.text().contains(value), "only in the cookie");
    let dump = app.dump().await;
    assert!(!dump.contains(value), "the database holds its hash alone");

    let app = TestApp::with(&["--origin", "https://example.com"]).await;
    let answer = elsewhere(&app).ask::<StartPasskeySignIn>(&Nothing {}).await;
    let cookie = answer.set_cookies()[0].to_owned();
    assert!(cookie.starts_with("__Host-latchkey-ceremony="), "{cookie}");
    assert!(cookie.contains("Secure"), "{cookie}");
}

#[tokio::test]
async fn a_token_that_the_server_never_gave_is_not_taken_over() {
    // SE-2: nobody is made to use a question of somebody else's.
    let app = TestApp::new().await;
    let browser = elsewhere(&app);
    browser.set_cookie(CEREMONY, "planted");
    browser
        .call::<StartPasskeySignIn>(&Nothing {})
        .await
        .unwrap();
    assert_ne!(browser.cookie(CEREMONY).as_deref(), Some("planted"));
    let well_formed = "A".repeat(browser.cookie(CEREMONY).unwrap().len());
    let browser = elsewhere(&app);
    browser.set_cookie(CEREMONY, &well_formed);
    browser
        .call::<StartPasskeySignIn>(&Nothing {})
        .await
        .unwrap();
    assert_ne!(browser.cookie(CEREMONY), Some(well_formed));
}

#[tokio::test]
async fn two_tabs_of_one_browser_do_not_void_each_others_question() {
    for first in [0, 1] {
        let mut stage = Stage::new(PASSKEY).await;
        let browser = elsewhere(&stage.app);
        let questions = [
            Purpose::Alone.question(&browser).await.unwrap(),
            Purpose::Alone.question(&browser).await.unwrap(),
        ];
        let answer = stage.device.prove(&questions[first]).unwrap();
        let taken = submit_alone(&browser, &questions[first], &answer).await;
        assert!(taken.is_ok(), "{taken:?}");
    }
}
