//! How long an answer takes must not tell who has an account.

use crate::support::{
    TestApp,
    authenticator::{Signed, base64url},
    browser::Browser,
    care::confirmed,
    passkey::{PASSKEY, Purpose, Stage, elsewhere},
    person::{EMAIL, PASSWORD, credentials, newcomer, sign_up},
};
use api::crypto::hasher::Cost;
use contract::{
    Nothing, Problem,
    contact::NewEmail,
    endpoint::{AskPasswordReset, AskRecovery, SignUp, StartEmail, SubmitPassword},
    recovery::ResetWish,
    sign_up::NewAccount,
};
use serde_json::json;
use std::{ops::Range, time::Duration};
use tokio::time::Instant;

const SAMPLES: usize = 50;

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// The medians of two things done in turns, so that whatever else the computer does slows both alike.
async fn medians<A, B>(
    one: impl Fn(usize) -> A,
    other: impl Fn(usize) -> B,
    numbers: Range<usize>,
) -> (Duration, Duration)
where
    A: Future<Output = ()>,
    B: Future<Output = ()>,
{
    let (mut ones, mut others) = (Vec::new(), Vec::new());
    for number in numbers {
        let start = Instant::now();
        one(number).await;
        ones.push(start.elapsed());
        let start = Instant::now();
        other(number).await;
        others.push(start.elapsed());
    }
    (median(ones), median(others))
}

/// Looks whether two things take the same time; otherwise gives their medians in each attempt.
///
/// A hash that is left out makes one of the two nearly instant, and one too many twice as slow: neither comes within
/// a third of the other in any attempt. On a quiet computer the medians of fifty interleaved samples differ by a few
/// per cent; a computer that builds something at the same time can move them further now and then, so there are
/// three attempts.
async fn take_the_same_time<A, B>(
    one: impl Fn(usize) -> A,
    other: impl Fn(usize) -> B,
) -> Result<(), Vec<(Duration, Duration)>>
where
    A: Future<Output = ()>,
    B: Future<Output = ()>,
{
    let mut apart = Vec::new();
    for attempt in 0..3 {
        let numbers = attempt * SAMPLES..(attempt + 1) * SAMPLES;
        let (median, of_other) = medians(&one, &other, numbers).await;
        let gap = median.abs_diff(of_other);
        if gap < median.max(of_other) * 35 / 100 {
            return Ok(());
        }
        apart.push((median, of_other));
    }
    Err(apart)
}

/// Each from another network, so that no limit is met.
fn somewhere(app: &TestApp, number: usize) -> Browser {
    app.browser()
        .at(&format!("10.0.{}.{}", number / 200, number % 200))
}

#[tokio::test]
async fn an_unknown_account_takes_as_long_as_a_wrong_password() {
    let app = TestApp::with_cost(&[], Cost::STANDARD).await;
    for attempt in 0..3 {
        newcomer(&app, &format!("{attempt}{EMAIL}")).await;
    }
    let ask = |email: String, number: usize| {
        let browser = somewhere(&app, number);
        async move {
            let answer = browser
                .ask::<SubmitPassword>(&credentials(&email, "wrong horse"))
                .await;
            assert_eq!(answer.status.as_u16(), 401);
        }
    };
    // A hundred guesses at one address are allowed, so each attempt has its own.
    let known = |number| ask(format!("{}{EMAIL}", number / SAMPLES), number);
    let unknown = |number| ask(format!("nobody-{number}@example.com"), 1_000 + number);
    assert_eq!(take_the_same_time(known, unknown).await, Ok(()));
}

#[tokio::test]
async fn a_taken_address_takes_as_long_as_a_new_one() {
    let app = TestApp::with_cost(&[], Cost::STANDARD).await;
    newcomer(&app, EMAIL).await;
    let ask = |email: String, number: usize| {
        let browser = somewhere(&app, number);
        async move {
            let password = "a wholly different password".into();
            let answer = browser.ask::<SignUp>(&NewAccount { email, password }).await;
            assert_eq!(answer.status.as_u16(), 200);
        }
    };
    let taken = |number| ask(EMAIL.to_owned(), number);
    let new = |number| ask(format!("new-{number}@example.com"), 1_000 + number);
    assert_eq!(take_the_same_time(taken, new).await, Ok(()));
}

#[tokio::test]
async fn asking_for_a_new_password_takes_as_long_for_an_address_that_nobody_has() {
    // EN-2, EN-3.
    let app = TestApp::new().await;
    for number in 0..SAMPLES {
        let email = format!("known-{number}@example.com");
        sign_up(&app, &email, PASSWORD).await.unwrap();
        app.execute("DELETE FROM tries").await;
    }
    let ask = |email: String, number: usize| {
        let browser = somewhere(&app, number);
        async move {
            let answer = browser
                .ask::<AskPasswordReset>(&ResetWish { email, next: None })
                .await;
            assert_eq!(answer.status.as_u16(), 200);
        }
    };
    // Each address is asked for three times at most.
    let known = |number| ask(format!("known-{}@example.com", number % SAMPLES), number);
    let unknown = |number| {
        let email = format!("nobody-{}@example.com", number % SAMPLES);
        ask(email, 1_000 + number)
    };
    assert_eq!(take_the_same_time(known, unknown).await, Ok(()));
}

#[tokio::test]
async fn asking_for_a_recovery_takes_as_long_for_an_address_that_nobody_has() {
    // EN-2: without the right password nobody is told who can recover.
    let app = TestApp::new().await;
    for attempt in 0..3 {
        confirmed(&app, &format!("{attempt}{EMAIL}")).await;
    }
    let ask = |email: String, number: usize| {
        let browser = somewhere(&app, number);
        async move {
            let wrong = credentials(&email, "a wrong horse");
            let answer = browser.ask::<SubmitPassword>(&wrong).await;
            assert_eq!(answer.status.as_u16(), 401);
            let answer = browser.ask::<AskRecovery>(&Nothing {}).await;
            assert_eq!(answer.problem(), Problem::SignInExpired);
        }
    };
    // A hundred guesses at one address are allowed, so each attempt has its own.
    let known = |number| ask(format!("{}{EMAIL}", number / SAMPLES), number);
    let unknown = |number| ask(format!("nobody-{number}@example.com"), 1_000 + number);
    assert_eq!(take_the_same_time(known, unknown).await, Ok(()));
}

#[tokio::test]
async fn wanting_an_address_takes_as_long_when_somebody_has_it() {
    // EN-2, EN-3: on the way to another email address.
    let app = TestApp::new().await;
    let mut browsers = Vec::new();
    for number in 0..2 * SAMPLES {
        let taken = format!("taken-{number}@example.com");
        // Each in a network of their own: one network has few codes.
        let network = format!("10.8.{}.{}", number / 100, number % 100 + 1);
        browsers.push(newcomer(&app, &taken).await.at(&network));
        app.execute("DELETE FROM tries").await;
    }
    // Each person asks once for each attempt: two codes to one account have half a minute between them.
    let ask = |number: usize, email: String| {
        let browser = browsers[number % browsers.len()].clone();
        async move {
            let answer = browser.ask::<StartEmail>(&NewEmail { email }).await;
            assert_eq!(answer.status.as_u16(), 200);
        }
    };
    let taken = |number: usize| ask(number, format!("taken-{}@example.com", number + SAMPLES));
    let free = |number: usize| ask(number + SAMPLES, format!("free-{number}@example.com"));
    let mut apart = Vec::new();
    for _ in 0..3 {
        app.execute("DELETE FROM tries").await;
        let (one, other) = medians(&taken, &free, 0..SAMPLES).await;
        if one.abs_diff(other) < one.max(other) * 35 / 100 {
            return;
        }
        apart.push((one, other));
    }
    panic!("{apart:?}");
}

/// Answers to questions, each in a browser of its own, for every attempt.
async fn answers(stage: &mut Stage, spoil: impl Fn(&mut Signed)) -> Vec<(Browser, String)> {
    let mut answers = Vec::new();
    for _ in 0..3 * SAMPLES {
        let browser = elsewhere(&stage.app);
        let question = Purpose::Alone.question(&browser).await.unwrap();
        let mut signed = stage.device.proving(&question).unwrap().sign();
        spoil(&mut signed);
        let body = json!({"ceremony": question.ceremony, "credential": signed.answer()});
        answers.push((browser, body.to_string()));
    }
    answers
}

#[tokio::test]
async fn an_unknown_passkey_takes_as_long_as_a_wrong_signature() {
    // WA-10.
    let mut stage = Stage::new(PASSKEY).await;
    let wrong = answers(&mut stage, |it| it.signature[20] ^= 1).await;
    let unknown = answers(&mut stage, |it| {
        it.credential_id = vec![9; 32];
        it.id = base64url(&[9; 32]);
    })
    .await;
    let foreign = answers(&mut stage, |it| it.user_handle = Some(vec![9; 16])).await;
    let ask = |answer: &(Browser, String)| {
        let (browser, body) = answer.clone();
        async move {
            let answer = browser.post("/api/sign-in/passkey", body).await;
            assert_eq!(answer.status.as_u16(), 401);
        }
    };
    let of_wrong = |number: usize| ask(&wrong[number]);
    let of_unknown = |number: usize| ask(&unknown[number]);
    assert_eq!(take_the_same_time(of_wrong, of_unknown).await, Ok(()));
    let again = answers(&mut stage, |it| it.signature[20] ^= 1).await;
    let of_wrong = |number: usize| ask(&again[number]);
    let of_foreign = |number: usize| ask(&foreign[number]);
    assert_eq!(take_the_same_time(of_wrong, of_foreign).await, Ok(()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn five_hundred_sign_ins_at_once_wait_in_line_or_are_told_to_come_back() {
    let some = Cost {
        memory: 4_096,
        passes: 1,
        lanes: 1,
    };
    let app = TestApp::with_cost(&[], some).await;
    newcomer(&app, EMAIL).await;
    let outcomes = crate::support::at_once(500, |number| {
        let browser = somewhere(&app, number);
        async move {
            browser
                .ask::<SubmitPassword>(&credentials(EMAIL, "wrong horse"))
                .await
        }
    })
    .await;
    for answer in &outcomes {
        let status = answer.status.as_u16();
        let is_told = matches!(status, 429 | 503) && answer.header("retry-after").is_some();
        assert!(status == 401 || is_told, "{status}");
    }
    assert!(outcomes.iter().any(|answer| answer.status.as_u16() == 401));
}
