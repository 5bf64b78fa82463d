//! How often anything can be tried: every limit of the table, at its boundary, one past it, at once, over a restart, on
//! another server of the same database, and after its window.

use crate::support::{
    TestApp,
    account::{ask_recovery, ask_reset, start_email, start_phone, take_email},
    at_once,
    browser::Browser,
    passkey::{Fixture, PASSKEY, Purpose},
    person::{
        EMAIL, PASSWORD, Phone, enrolled, newcomer, submit_backup_code, submit_code,
        submit_password,
    },
    starts_with,
};
use api::rules::limits::{ALL, Limit};
use axum::Router;
use contract::{Problem, Secret, Timestamp, endpoint::SignUp, sign_up::NewAccount};
use std::{
    pin::Pin,
    sync::atomic::{AtomicU32, Ordering},
};

type Outcome = Pin<Box<dyn Future<Output = Result<(), Problem>> + Send>>;

type Attempt = Box<dyn Fn(Router, u32) -> Outcome>;

/// A limit, and what runs into it.
struct Case {
    max: u32,
    window: i64,
    /// Seconds that must lie between two attempts for another limit's sake.
    pause: i64,
    /// Makes one attempt at this server. Each has another number.
    attempt: Attempt,
}

fn case<F>(max: u32, window: i64, pause: i64, attempt: impl Fn(Router, u32) -> F + 'static) -> Case
where
    F: Future<Output = Result<(), Problem>> + Send + 'static,
{
    Case {
        max,
        window,
        pause,
        attempt: Box::new(move |router, number| Box::pin(attempt(router, number))),
    }
}

/// When it would count again, if it did not count for there being too many.
pub fn refused_until(outcome: &Result<(), Problem>) -> Option<Timestamp> {
    match outcome {
        Err(Problem::TooManyTries { retry_at, .. }) => Some(*retry_at),
        _ => None,
    }
}

/// A case at a server, while it is run into.
struct Run {
    app: TestApp,
    case: Case,
    number: u32,
}

impl Run {
    fn attempt(&mut self, router: Router) -> Outcome {
        self.number += 1;
        (self.case.attempt)(router, self.number)
    }

    async fn is_refused(&mut self, router: Router) -> Option<Timestamp> {
        let outcome = self.attempt(router).await;
        refused_until(&outcome)
    }

    /// Makes all attempts but so many. Where nothing forbids it, copies of the first stand for the others.
    async fn leave(&mut self, room: u32) {
        self.app.execute("DELETE FROM tries").await;
        assert_eq!(self.is_refused(self.app.router()).await, None);
        let others = self.case.max - room - 1;
        if self.case.pause == 0 {
            let copies = format!(
                "WITH RECURSIVE copy(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM copy WHERE number < {others})
                 INSERT INTO tries (id, subject, at) SELECT lower(hex(randomblob(16))), subject, at FROM tries, copy
                 WHERE {others} > 0"
            );
            self.app.execute(&copies).await;
            return;
        }
        for _ in 0..others {
            self.app.clock.advance_seconds(self.case.pause);
            assert_eq!(self.is_refused(self.app.router()).await, None);
        }
        self.app.clock.advance_seconds(self.case.pause);
    }
}

/// Runs into the limit in every way.
async fn holds(app: TestApp, case: Case) {
    let mut run = Run {
        app,
        case,
        number: 0,
    };
    let first = run.app.clock.now();
    let free = first.plus_seconds(run.case.window);
    let room = match run.case.pause {
        0 => (run.case.max - 1).min(10),
        _ => 1,
    };
    run.leave(room).await;

    // Twenty at once: as many as there is room for, and not one more.
    let outcomes = at_once(20, |_| run.attempt(run.app.router())).await;
    let admitted = outcomes.iter().filter(|it| refused_until(it).is_none());
    assert_eq!(admitted.count(), room as usize, "{outcomes:?}");
    for until in outcomes.iter().filter_map(refused_until) {
        assert_eq!(until, free);
    }
    // One past it; also after a restart, and on a second server.
    assert_eq!(run.is_refused(run.app.router()).await, Some(free));
    run.app.restart().await;
    assert_eq!(run.is_refused(run.app.router()).await, Some(free));
    let second = api::app(run.app.second().await);
    assert_eq!(run.is_refused(second).await, Some(free));
    // A second before its window is over, and when it is.
    let left = free.seconds_after(run.app.clock.now());
    run.app.clock.advance_seconds(i64::from(left) - 1);
    assert_eq!(run.is_refused(run.app.router()).await, Some(free));
    run.app.clock.advance_seconds(1);
    assert_eq!(run.is_refused(run.app.router()).await, None);
}

/// A browser in a network of its own.
pub fn anywhere(router: Router) -> Browser {
    static NETWORKS: AtomicU32 = AtomicU32::new(0);
    let number = NETWORKS.fetch_add(1, Ordering::Relaxed).to_be_bytes();
    Browser::new(router).at(&format!("172.{}.{}.{}", number[1], number[2], number[3]))
}

/// A browser in a network of its own, in which this person gave the right password.
pub async fn with_password(router: Router, email: &str) -> Browser {
    let browser = anywhere(router);
    submit_password(&browser, email, PASSWORD).await.unwrap();
    browser
}

/// A browser in a network of its own, in which somebody new is signed in.
async fn somebody_new(router: Router, number: u32) -> Browser {
    let browser = anywhere(router);
    let email = format!("new-{number}@example.com");
    sign_up(&browser, &email).await.unwrap();
    submit_password(&browser, &email, PASSWORD).await.unwrap();
    browser
}

pub async fn sign_up(browser: &Browser, email: &str) -> Result<(), Problem> {
    let account = NewAccount {
        email: email.to_owned(),
        password: Secret::from(PASSWORD),
    };
    browser.call::<SignUp>(&account).await.map(|_| ())
}

pub async fn guess_password(browser: &Browser, email: &str) -> Result<(), Problem> {
    let guess = submit_password(browser, email, "a wrong horse").await;
    guess.map(|_| ())
}

fn authenticator_case(phone: Phone, wrong: Secret, max: u32, window: i64) -> Case {
    assert_eq!(phone.backup_codes.len(), 10);
    case(max, window, 0, move |router, _| {
        let wrong = wrong.clone();
        async move {
            let pending = with_password(router, EMAIL).await;
            submit_code(&pending, wrong).await.map(|_| ())
        }
    })
}

/// Six digits that are no code for long.
pub fn never_right(app: &TestApp, phone: &Phone) -> Secret {
    let steps: Vec<Secret> = (-3..200)
        .map(|offset| phone.code_of_step(app, offset))
        .collect();
    (0..1_000_000)
        .map(|number| Secret::from(format!("{number:06}")))
        .find(|code| !steps.contains(code))
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_authenticator_codes_in_a_quarter_of_an_hour() {
    // RL-1 to RL-4, RL-8.
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    let wrong = never_right(&app, &phone);
    holds(app, authenticator_case(phone, wrong, 5, 900)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_limit_of_the_settings_is_the_one_that_holds() {
    let app = TestApp::with(&["--limits", "authenticator=3/1800"]).await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    let wrong = never_right(&app, &phone);
    holds(app, authenticator_case(phone, wrong, 3, 1_800)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_backup_codes_in_an_hour() {
    let app = TestApp::new().await;
    enrolled(&app, EMAIL).await;
    let attempt = |router, _| async {
        let pending = with_password(router, EMAIL).await;
        let outcome = submit_backup_code(&pending, "0000-0000-0000-0000").await;
        outcome.map(|_| ())
    };
    holds(app, case(10, 3_600, 0, attempt)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_passwords_of_an_address_from_a_network_in_a_quarter_of_an_hour() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    let attempt = |router, number: u32| async move {
        // However it is typed.
        let email = ["ann@example.com", " Ann@Example.COM", "ａｎｎ@example.com"];
        let stranger = Browser::new(router).at("192.0.2.7");
        guess_password(&stranger, email[number as usize % 3]).await
    };
    holds(app, case(20, 900, 0, attempt)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_passwords_of_an_address_from_everywhere_in_an_hour() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    let attempt = |router, _| async { guess_password(&anywhere(router), EMAIL).await };
    holds(app, case(100, 3_600, 0, attempt)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_passwords_of_an_address_that_nobody_has() {
    // EN-1: the same as of one that somebody has.
    let app = TestApp::new().await;
    let attempt = |router, _| async { guess_password(&anywhere(router), EMAIL).await };
    holds(app, case(100, 3_600, 0, attempt)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_hundred_passwords_from_a_network_in_a_quarter_of_an_hour() {
    let app = TestApp::new().await;
    let attempt = |router, number| async move {
        let stranger = Browser::new(router).at("192.0.2.7");
        guess_password(&stranger, &format!("nobody-{number}@example.com")).await
    };
    holds(app, case(300, 900, 0, attempt)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_passwords_on_a_known_browser_in_a_quarter_of_an_hour() {
    let app = TestApp::new().await;
    let known = newcomer(&app, EMAIL).await;
    // Wherever it is carried.
    let attempt = move |router, number: u32| {
        let known = known
            .copy()
            .moved_to(router)
            .at(&format!("10.9.0.{}", number % 200));
        async move { guess_password(&known, EMAIL).await }
    };
    holds(app, case(20, 900, 0, attempt)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_new_accounts_from_a_network_in_an_hour() {
    // RL-10.
    let app = TestApp::new().await;
    let attempt = |router, number| async move {
        let stranger = Browser::new(router).at("192.0.2.7");
        sign_up(&stranger, &format!("new-{number}@example.com")).await
    };
    holds(app, case(100, 3_600, 0, attempt)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_links_for_a_new_password_of_an_address_in_an_hour() {
    // RL-10, and EN-3: the same whether or not it has an account.
    for has_account in [true, false] {
        let app = TestApp::new().await;
        if has_account {
            newcomer(&app, EMAIL).await;
        }
        let attempt = |router, number: u32| async move {
            let email = ["ann@example.com", " ANN@example.com"][number as usize % 2];
            ask_reset(&anywhere(router), email).await.map(|_| ())
        };
        holds(app, case(3, 3_600, 0, attempt)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_links_for_a_new_password_from_a_network_in_an_hour() {
    let app = TestApp::new().await;
    let attempt = |router, number| async move {
        let stranger = Browser::new(router).at("2001:db8:1:2::7");
        let email = format!("nobody-{number}@example.com");
        ask_reset(&stranger, &email).await.map(|_| ())
    };
    holds(app, case(30, 3_600, 0, attempt)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_links_for_a_recovery_in_a_day() {
    let app = TestApp::new().await;
    let (browser, _) = enrolled(&app, EMAIL).await;
    take_email(&app, &browser, EMAIL).await;
    let attempt = |router, _| async {
        let pending = with_password(router, EMAIL).await;
        ask_recovery(&pending).await.map(|_| ())
    };
    holds(app, case(3, 86_400, 0, attempt)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_hundred_challenges_to_the_passkeys_of_an_account_in_five_minutes() {
    let fixture = Fixture::new(PASSKEY).await;
    let attempt = |router, _| async {
        let pending = with_password(router, EMAIL).await;
        let request = Purpose::SecondStep(PASSKEY).request_options(&pending).await;
        request.map(|_| ())
    };
    holds(fixture.app, case(300, 300, 0, attempt)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_code_in_half_a_minute() {
    // OB-2.
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    let attempt = |router, number| async move {
        let browser = with_password(router, EMAIL).await;
        let email = format!("ann-{number}@example.com");
        start_email(&browser, &email).await.map(|_| ())
    };
    let mut one_at_once = case(2, 30, 0, attempt);
    // Nothing is there before: the first of those at once is the one that goes.
    one_at_once.max = 1;
    let mut run = Run {
        app,
        case: one_at_once,
        number: 0,
    };
    let outcomes = at_once(20, |_| run.attempt(run.app.router())).await;
    let sent = outcomes.iter().filter(|it| it.is_ok()).count();
    assert_eq!(sent, 1, "{outcomes:?}");
    let free = run.app.clock.now().plus_seconds(30);
    run.app.clock.advance_seconds(29);
    assert_eq!(run.is_refused(run.app.router()).await, Some(free));
    run.app.restart().await;
    assert_eq!(run.is_refused(run.app.router()).await, Some(free));
    run.app.clock.advance_seconds(1);
    assert_eq!(run.is_refused(run.app.router()).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_text_messages_for_an_account_in_half_an_hour() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    let attempt = |router, number| async move {
        let browser = with_password(router, EMAIL).await;
        let number = format!("+49151123{number:05}");
        start_phone(&browser, &number).await.map(|_| ())
    };
    holds(app, case(3, 1_800, 30, attempt)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_text_messages_to_a_number_in_half_an_hour() {
    // For all that are not the first to ask for it.
    let app = TestApp::new().await;
    let first = somebody_new(app.router(), 0).await;
    start_phone(&first, "+4915112345667").await.unwrap();
    let attempt = |router, number: u32| async move {
        let browser = somebody_new(router, number).await;
        // However it is typed.
        let typed = ["+4915112345667", "+49 (151) 123-45667"][number as usize % 2];
        start_phone(&browser, typed).await.map(|_| ())
    };
    holds(app, case(3, 1_800, 0, attempt)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_emails_with_a_code_for_an_account_in_half_an_hour() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    let attempt = |router, number| async move {
        let browser = with_password(router, EMAIL).await;
        let email = format!("ann-{number}@example.com");
        start_email(&browser, &email).await.map(|_| ())
    };
    holds(app, case(3, 1_800, 30, attempt)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_emails_with_a_code_to_an_address_in_half_an_hour() {
    // For all that are not the first to ask for it.
    let app = TestApp::new().await;
    let first = somebody_new(app.router(), 0).await;
    start_email(&first, EMAIL).await.unwrap();
    let attempt = |router, number: u32| async move {
        let browser = somebody_new(router, number).await;
        let typed = [EMAIL, " ANN@EXAMPLE.COM "][number as usize % 2];
        start_email(&browser, typed).await.map(|_| ())
    };
    holds(app, case(3, 1_800, 0, attempt)).await;
}

#[tokio::test]
async fn limits_can_be_set_within_their_bounds_and_not_beyond() {
    let given = |limit: &Limit, max: u32, seconds: i64| format!("{}={max}/{seconds}", limit.what);
    let (mut tight, mut loose) = (Vec::new(), Vec::new());
    for limit in ALL {
        let most = limit.most;
        let beyond = [
            given(limit, most + 1, limit.window_seconds),
            given(limit, most, limit.window_seconds - 1),
            given(limit, 0, limit.window_seconds),
        ];
        for beyond in beyond {
            let started = starts_with(&["--limits", &beyond]).await;
            assert!(started.is_err(), "{beyond}");
        }
        tight.push(given(limit, 1, 86_400));
        loose.push(given(limit, most, limit.window_seconds));
    }
    assert_eq!(starts_with(&["--limits", &tight.join(",")]).await, Ok(()));
    assert_eq!(starts_with(&["--limits", &loose.join(",")]).await, Ok(()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_with_many_people_behind_one_address_can_raise_its_limit() {
    let app = TestApp::with(&["--limits", "password_network=600/900"]).await;
    let attempt = |router, number| async move {
        let stranger = Browser::new(router).at("192.0.2.7");
        guess_password(&stranger, &format!("nobody-{number}@example.com")).await
    };
    holds(app, case(600, 900, 0, attempt)).await;
}

#[tokio::test]
async fn every_limit_of_the_product_is_built_in() {
    for wanted in [
        ("authenticator", 5, 900),
        ("backup_code", 10, 3_600),
        ("text_message", 3, 1_800),
        ("recovery", 3, 86_400),
    ] {
        let found = ALL
            .iter()
            .map(|it| (it.what, it.max, it.window_seconds))
            .find(|it| it.0 == wanted.0);
        assert_eq!(found, Some(wanted));
    }
}
