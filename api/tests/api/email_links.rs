//! Links in emails: each is good once, for a while, for one account and one purpose.

use crate::support::{
    TestApp,
    account::{
        BOB, CANCEL_SCREEN, OTHER_PASSWORD, RECOVERY_SCREEN, RESET_SCREEN, UNDO_SCREEN, altered,
        cancel_recovery, check_link, confirmed, finish_reset, recovery_token, reset_token, sign_in,
        start_recovery, take_email, two_people, undo_email_change, waiting,
    },
    at_once,
    browser::Browser,
    passkey::elsewhere,
    person::{EMAIL, Phone, is_signed_in, newcomer, pending_sign_in, standing},
};
use contract::{
    Problem, Secret,
    limits::PASSWORD_MIN_WITH_SECOND_STEP,
    recovery::{LinkChecked, LinkKind, ResetFor},
    sign_in::NextStep,
};

/// The links there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    Reset,
    Recovery,
    Cancel,
    Undo,
}

const LINKS: [Link; 4] = [Link::Reset, Link::Recovery, Link::Cancel, Link::Undo];

impl Link {
    pub const fn screen(self) -> &'static str {
        match self {
            Self::Reset => RESET_SCREEN,
            Self::Recovery => RECOVERY_SCREEN,
            Self::Cancel => CANCEL_SCREEN,
            Self::Undo => UNDO_SCREEN,
        }
    }

    /// Seconds for which it is good.
    pub const fn seconds(self) -> i64 {
        match self {
            Self::Reset | Self::Recovery => 30 * 60,
            // The waiting period of a day, and a week in which it can be finished.
            Self::Cancel => 8 * 24 * 60 * 60,
            Self::Undo => 7 * 24 * 60 * 60,
        }
    }

    /// Has one sent to this person, and gives its token.
    pub async fn token(self, app: &TestApp, email: &str, phone: &Phone) -> Secret {
        match self {
            Self::Reset => reset_token(app, email).await,
            Self::Recovery => recovery_token(app, email).await,
            Self::Cancel => waiting(app, email).await,
            Self::Undo => {
                let browser = elsewhere(app);
                sign_in(app, &browser, email, phone).await;
                app.clock.advance_seconds(60);
                take_email(app, &browser, &format!("new.{email}")).await;
                app.newest_message(email).await.token(UNDO_SCREEN)
            }
        }
    }

    /// Does what the page does that it leads to.
    pub async fn follow(self, browser: &Browser, token: &Secret) -> Result<(), Problem> {
        match self {
            Self::Reset => finish_reset(browser, token, OTHER_PASSWORD).await.map(drop),
            Self::Recovery => start_recovery(browser, token).await.map(drop),
            Self::Cancel => cancel_recovery(browser, token).await.map(drop),
            Self::Undo => undo_email_change(browser, token).await.map(drop),
        }
    }
}

pub async fn person(app: &TestApp) -> Phone {
    let (_, phone) = confirmed(app, EMAIL).await;
    app.clock.advance_seconds(60);
    phone
}

#[tokio::test]
async fn a_link_is_good_until_it_expires() {
    for link in LINKS {
        for (early, is_good) in [(1, true), (0, false)] {
            let app = TestApp::new().await;
            let phone = person(&app).await;
            let token = link.token(&app, EMAIL, &phone).await;
            app.clock.advance_seconds(link.seconds() - early);
            let outcome = link.follow(&app.browser(), &token).await;
            let wanted = if is_good {
                Ok(())
            } else {
                Err(Problem::LinkExpired)
            };
            assert_eq!(outcome, wanted, "{link:?}");
        }
    }
}

#[tokio::test]
async fn a_link_is_good_once_and_on_every_server() {
    for link in LINKS {
        let mut app = TestApp::new().await;
        let phone = person(&app).await;
        let token = link.token(&app, EMAIL, &phone).await;
        app.restart().await;
        let second = Browser::new(api::app(app.second().await));
        assert_eq!(link.follow(&second, &token).await, Ok(()), "{link:?}");
        for browser in [&second, &app.browser()] {
            let again = link.follow(browser, &token).await;
            assert_eq!(again, Err(Problem::LinkExpired), "{link:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_twenty_at_once_one_follows_the_link() {
    for link in LINKS {
        let app = TestApp::new().await;
        let phone = person(&app).await;
        let token = link.token(&app, EMAIL, &phone).await;
        let servers = [app.router(), api::app(app.second().await)];
        let outcomes = at_once(20, |number| {
            let browser = Browser::new(servers[number % 2].clone());
            let token = token.clone();
            async move { link.follow(&browser, &token).await }
        })
        .await;
        let (good, other): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
        assert_eq!(good.len(), 1, "{link:?}");
        let is_late = |it: &Result<(), Problem>| *it == Err(Problem::LinkExpired);
        assert!(other.iter().all(is_late), "{link:?} {other:?}");
    }
}

#[tokio::test]
async fn a_link_that_was_altered_leads_nowhere() {
    // SE-9: one bit, another spelling, and what the database holds.
    for link in LINKS {
        let app = TestApp::new().await;
        let phone = person(&app).await;
        let token = link.token(&app, EMAIL, &phone).await;
        let text = token.expose();
        assert_eq!(text.len(), 43, "256 bits");
        let mut wrong = vec![
            altered(&token),
            Secret::from(format!("{text}=")),
            Secret::from(format!(" {text}")),
            Secret::from(text.split_at(42).0),
            Secret::from(""),
            Secret::from("A".repeat(43)),
        ];
        for sql in [
            "SELECT token_hash FROM password_resets",
            "SELECT start_hash FROM recoveries WHERE start_hash IS NOT NULL",
            "SELECT cancel_hash FROM recoveries WHERE cancel_hash IS NOT NULL",
            "SELECT token_hash FROM email_changes",
        ] {
            let sql = sql.replacen("SELECT ", "SELECT hex(", 1);
            let hashes = app.texts(&sql.replacen(" FROM", ") FROM", 1)).await;
            for hash in hashes {
                let bytes = data_encoding::HEXUPPER.decode(hash.as_bytes()).unwrap();
                wrong.push(Secret::from(data_encoding::BASE64URL_NOPAD.encode(&bytes)));
            }
        }
        assert_eq!(wrong.len(), 7, "{link:?}");
        let before = app.dump().await;
        for token in &wrong {
            let refused = link.follow(&app.browser(), token).await;
            assert_eq!(refused, Err(Problem::LinkExpired), "{link:?}");
        }
        assert_eq!(app.dump().await, before, "{link:?}");
        assert_eq!(
            link.follow(&app.browser(), &token).await,
            Ok(()),
            "{link:?}"
        );
    }
}

#[tokio::test]
async fn no_link_is_taken_for_another() {
    // SE-9. A token of a cookie is none either.
    for link in LINKS {
        let app = TestApp::new().await;
        let phone = person(&app).await;
        let token = link.token(&app, EMAIL, &phone).await;
        let before = app.dump().await;
        // The link that begins a recovery stops it as well: whoever did not ask for it has no other at hand.
        let is_taken =
            |other: &Link| *other == link || (link, *other) == (Link::Recovery, Link::Cancel);
        for other in LINKS.into_iter().filter(|other| !is_taken(other)) {
            let refused = other.follow(&app.browser(), &token).await;
            assert_eq!(refused, Err(Problem::LinkExpired), "{link:?} as {other:?}");
        }
        for cookie in ["latchkey", "latchkey-pending", "latchkey-device"] {
            let browser = app.browser();
            browser.set_cookie(cookie, token.expose());
            assert_eq!(standing(&browser).await, NextStep::Password, "{link:?}");
        }
        assert_eq!(app.dump().await, before, "{link:?}");
        let email = app.text("SELECT email FROM accounts").await;
        let pending = pending_sign_in(&app, &email).await;
        for token in pending.cookies().into_values() {
            let refused = link.follow(&app.browser(), &Secret::from(token)).await;
            assert_eq!(refused, Err(Problem::LinkExpired), "{link:?}");
        }
        assert_eq!(
            link.follow(&app.browser(), &token).await,
            Ok(()),
            "{link:?}"
        );
    }
}

#[tokio::test]
async fn a_newer_link_takes_the_place_of_the_one_before() {
    for link in [Link::Reset, Link::Recovery] {
        let app = TestApp::new().await;
        let phone = person(&app).await;
        let old = link.token(&app, EMAIL, &phone).await;
        let new = link.token(&app, EMAIL, &phone).await;
        let refused = link.follow(&app.browser(), &old).await;
        assert_eq!(refused, Err(Problem::LinkExpired), "{link:?}");
        assert_eq!(link.follow(&app.browser(), &new).await, Ok(()), "{link:?}");
    }
}

#[tokio::test]
async fn a_link_of_one_person_does_nothing_to_another() {
    // PS-3: whoever is signed in where it is followed.
    for link in LINKS {
        let app = TestApp::new().await;
        let ((of_ann, _), (of_bob, phone)) = two_people(&app).await;
        app.clock.advance_seconds(60);
        let token = link.token(&app, BOB, &phone).await;
        let ann = "SELECT quote(password_phc) || email || must_enrol FROM accounts WHERE email LIKE '%ann%'";
        let before = app.text(ann).await;
        assert_eq!(link.follow(&of_ann, &token).await, Ok(()), "{link:?}");
        assert_eq!(app.text(ann).await, before, "{link:?}");
        assert!(is_signed_in(&of_ann).await, "{link:?}");
        let ends_sessions = matches!(link, Link::Reset | Link::Undo);
        assert_eq!(is_signed_in(&of_bob).await, !ends_sessions, "{link:?}");
    }
}

#[tokio::test]
async fn what_looks_at_a_link_before_its_reader_does_changes_nothing() {
    // RC-4. What stands behind the # is not sent at all; nor does it help to ask with it.
    for link in LINKS {
        let app = TestApp::new().await;
        let phone = person(&app).await;
        let token = link.token(&app, EMAIL, &phone).await;
        let before = app.dump().await;
        let text = token.expose();
        for path in [
            link.screen().to_owned(),
            format!("{}?token={text}", link.screen()),
            format!("{}/{text}", link.screen()),
            format!("/api/password-reset/finish?token={text}"),
            format!("/api/recovery/start?token={text}"),
            format!("/api/recovery/cancel?token={text}"),
            format!("/api/email-change/undo?token={text}"),
        ] {
            for method in ["GET", "HEAD"] {
                let request = axum::http::Request::builder().method(method).uri(&path);
                let request = request.header("accept", "text/html");
                let request = request.body(axum::body::Body::empty()).unwrap();
                let answer = app.browser().send(request).await;
                assert!(answer.set_cookies().is_empty(), "{method} {path}");
                let policy = answer.header("referrer-policy");
                assert_eq!(policy, Some("no-referrer"), "{method} {path}");
            }
        }
        assert_eq!(app.dump().await, before, "{link:?}");
        assert_eq!(
            link.follow(&app.browser(), &token).await,
            Ok(()),
            "{link:?}"
        );
    }
}

#[tokio::test]
async fn links_lead_to_the_origin_of_the_settings_whatever_a_request_says() {
    // RC-1.
    let app = TestApp::with(&["--origin", "https://login.example.org"]).await;
    newcomer(&app, EMAIL).await;
    app.new_messages().await;
    for (name, value) in [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("forwarded", "host=evil.example"),
        ("x-original-url", "https://evil.example/"),
    ] {
        app.execute("DELETE FROM tries").await;
        let body = format!(r#"{{"email":"{EMAIL}"}}"#);
        let mut request = crate::support::browser::post("/api/password-reset/ask", body);
        request.headers_mut().insert(name, value.parse().unwrap());
        app.browser().send(request).await;
        for message in app.new_messages().await {
            assert!(!message.text.contains("evil"), "{message:?}");
            let link = "https://login.example.org/reset-password#";
            assert!(message.text.contains(link), "{message:?}");
        }
    }
}

#[tokio::test]
async fn the_email_with_a_link_is_worth_sending_as_long_as_the_link_is_good() {
    let app = TestApp::new().await;
    person(&app).await;
    for link in [Link::Reset, Link::Recovery] {
        match link {
            Link::Reset => drop(reset_token(&app, EMAIL).await),
            _ => drop(recovery_token(&app, EMAIL).await),
        }
        let message = app.newest_message(EMAIL).await;
        let now = app.clock.now();
        let wanted = (now, now.plus_seconds(link.seconds()));
        assert_eq!((message.due_at, message.expires_at), wanted, "{message:?}");
    }
}

impl Link {
    pub const fn kind(self) -> LinkKind {
        match self {
            Self::Reset => LinkKind::PasswordReset,
            Self::Recovery => LinkKind::RecoveryStart,
            Self::Cancel => LinkKind::RecoveryCancel,
            Self::Undo => LinkKind::EmailChangeUndo,
        }
    }

    /// What is said about it while it is good: whose password it sets, for the one that sets one.
    fn says(self) -> LinkChecked {
        let reset = (self == Self::Reset).then(|| ResetFor {
            email: EMAIL.to_owned(),
            password_min: PASSWORD_MIN_WITH_SECOND_STEP,
        });
        LinkChecked { reset }
    }
}

#[tokio::test]
async fn a_link_is_known_to_be_good_before_it_is_followed_and_to_be_dead_after() {
    for link in LINKS {
        let app = TestApp::new().await;
        let phone = person(&app).await;
        let token = link.token(&app, EMAIL, &phone).await;
        let browser = app.browser();
        for _ in 0..3 {
            let good = check_link(&browser, link.kind(), &token).await;
            assert_eq!(good, Ok(link.says()), "{link:?}: looking uses nothing up");
        }
        for other in LINKS.into_iter().filter(|other| *other != link) {
            let refused = check_link(&browser, other.kind(), &token).await;
            assert_eq!(
                refused,
                Err(Problem::LinkExpired),
                "{link:?} is no {other:?}"
            );
        }
        for wrong in [altered(&token), Secret::from("short"), Secret::from("")] {
            let refused = check_link(&browser, link.kind(), &wrong).await;
            assert_eq!(refused, Err(Problem::LinkExpired), "{link:?}");
        }
        assert_eq!(link.follow(&browser, &token).await, Ok(()), "{link:?}");
        let used = check_link(&browser, link.kind(), &token).await;
        assert_eq!(used, Err(Problem::LinkExpired), "{link:?}: it was followed");
    }
}

#[tokio::test]
async fn a_link_that_lapsed_is_known_to_be_dead() {
    for link in LINKS {
        let app = TestApp::new().await;
        let phone = person(&app).await;
        let token = link.token(&app, EMAIL, &phone).await;
        app.clock.advance_seconds(link.seconds() + 1);
        let old = check_link(&app.browser(), link.kind(), &token).await;
        assert_eq!(old, Err(Problem::LinkExpired), "{link:?}");
    }
}

#[tokio::test]
async fn only_looks_at_dead_links_count_and_a_good_one_is_looked_at_any_number_of_times() {
    let app = TestApp::with(&["--limits", "link_network=3/300"]).await;
    person(&app).await;
    let token = reset_token(&app, EMAIL).await;
    let browser = app.browser();
    for _ in 0..10 {
        let good = check_link(&browser, LinkKind::PasswordReset, &token).await;
        assert_eq!(good, Ok(Link::Reset.says()));
    }
    for _ in 0..3 {
        let dead = check_link(&browser, LinkKind::PasswordReset, &altered(&token)).await;
        assert_eq!(dead, Err(Problem::LinkExpired));
    }
    let refused = check_link(&browser, LinkKind::PasswordReset, &altered(&token)).await;
    assert!(
        matches!(refused, Err(Problem::TooManyTries { .. })),
        "{refused:?}"
    );
}
