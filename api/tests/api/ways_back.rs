//! Links in mails, and what they lead to: a new password, the recovery of a lost second step, and the old address.

use crate::support::{
    TestApp, at_once,
    browser::Browser,
    care::{
        BOB, CANCEL_SCREEN, NUMBER, OTHER_PASSWORD, RECOVERY_SCREEN, RESET_SCREEN, UNDO_SCREEN,
        altered, ask_recovery, ask_reset, ask_reset_on_the_way, cancel_recovery, check_link,
        confirmed, events, finish_recovery, finish_reset, prove_again, recovery_token, reset_token,
        set_keys_only, sign_in, start_recovery, submit_sent_code, take_email, take_phone, trust,
        two_people, undo_email_change, waiting,
    },
    passkey::{PASSKEY, SECURITY_KEY, device, elsewhere, register},
    person::{
        EMAIL, PASSWORD, Phone, enrol, enrolled, is_signed_in, newcomer, owing, security, standing,
        submit_backup_code, submit_code, submit_password,
    },
    table::calls,
};
use contract::{
    Nothing, Problem, Secret,
    activity::Event,
    endpoint::{Access, CancelOwnRecovery, ReadSecurity},
    limits::PASSWORD_MIN_WITH_SECOND_STEP,
    problem::Field,
    recovery::{LinkChecked, LinkKind, Recovery, ResetFor},
    sent_code::Channel,
    sign_in::{Method, NextStep},
};

/// The links there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Link {
    Reset,
    Recovery,
    Cancel,
    Undo,
}

const LINKS: [Link; 4] = [Link::Reset, Link::Recovery, Link::Cancel, Link::Undo];
const NEW_EMAIL: &str = "ann.new@example.com";

impl Link {
    const fn screen(self) -> &'static str {
        match self {
            Self::Reset => RESET_SCREEN,
            Self::Recovery => RECOVERY_SCREEN,
            Self::Cancel => CANCEL_SCREEN,
            Self::Undo => UNDO_SCREEN,
        }
    }

    /// Seconds for which it is good.
    const fn seconds(self) -> i64 {
        match self {
            Self::Reset | Self::Recovery => 30 * 60,
            // A day of waiting, and a week in which it can be finished.
            Self::Cancel => 8 * 24 * 60 * 60,
            Self::Undo => 7 * 24 * 60 * 60,
        }
    }

    /// Has one sent to this person, and gives its token.
    async fn token(self, app: &TestApp, email: &str, phone: &Phone) -> Secret {
        match self {
            Self::Reset => reset_token(app, email).await,
            Self::Recovery => recovery_token(app, email).await,
            Self::Cancel => waiting(app, email).await,
            Self::Undo => {
                let browser = elsewhere(app);
                sign_in(app, &browser, email, phone).await;
                app.clock.advance_seconds(60);
                take_email(app, &browser, &format!("new.{email}")).await;
                app.newest_letter(email).await.token(UNDO_SCREEN)
            }
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

    /// Does what the page does that it leads to.
    async fn follow(self, browser: &Browser, token: &Secret) -> Result<(), Problem> {
        match self {
            Self::Reset => finish_reset(browser, token, OTHER_PASSWORD).await.map(drop),
            Self::Recovery => start_recovery(browser, token).await.map(drop),
            Self::Cancel => cancel_recovery(browser, token).await.map(drop),
            Self::Undo => undo_email_change(browser, token).await.map(drop),
        }
    }
}

async fn person(app: &TestApp) -> Phone {
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
        let half = owing(&app, &email).await;
        for token in half.cookies().into_values() {
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
    app.new_letters().await;
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
        for letter in app.new_letters().await {
            assert!(!letter.text.contains("evil"), "{letter:?}");
            let link = "https://login.example.org/reset-password#";
            assert!(letter.text.contains(link), "{letter:?}");
        }
    }
}

#[tokio::test]
async fn the_mail_with_a_link_is_worth_sending_as_long_as_the_link_is_good() {
    let app = TestApp::new().await;
    person(&app).await;
    for link in [Link::Reset, Link::Recovery] {
        match link {
            Link::Reset => drop(reset_token(&app, EMAIL).await),
            _ => drop(recovery_token(&app, EMAIL).await),
        }
        let letter = app.newest_letter(EMAIL).await;
        let now = app.clock.now();
        let wanted = (now, now.plus_seconds(link.seconds()));
        assert_eq!((letter.due_at, letter.expires_at), wanted, "{letter:?}");
    }
}

// A new password.

#[tokio::test]
async fn a_new_password_by_mail_ends_whatever_the_old_one_opened() {
    // RC-1, PW-7, SE-4.
    let app = TestApp::new().await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    sign_in(&app, &browser, EMAIL, &phone).await;
    trust(&browser).await.unwrap();
    let half = owing(&app, EMAIL).await;
    let reader = app.browser();
    let token = reset_token(&app, EMAIL).await;
    let answer = finish_reset(&reader, &token, OTHER_PASSWORD).await;
    assert_eq!(answer, Ok(Nothing {}));

    assert!(reader.cookies().is_empty(), "it signs nobody in");
    assert_eq!(standing(&reader).await, NextStep::Password);
    assert_eq!(security(&browser).await.unwrap_err(), Problem::NotSignedIn);
    assert_eq!(standing(&half).await, NextStep::Password);
    let old = submit_password(&browser, EMAIL, PASSWORD).await;
    assert_eq!(old, Err(Problem::WrongCredentials));
    // The second step stays, and trust is gone.
    app.next_step();
    let step = submit_password(&browser, EMAIL, OTHER_PASSWORD)
        .await
        .unwrap();
    assert!(matches!(step, NextStep::SecondStep(_)), "{step:?}");
    submit_code(&browser, phone.code(&app)).await.unwrap();
    let seen = events(&browser).await;
    assert!(seen.contains(&Event::PasswordReset), "{seen:?}");
    assert!(seen.contains(&Event::PasswordResetAsked), "{seen:?}");
}

#[tokio::test]
async fn asking_for_a_new_password_is_answered_alike_whoever_has_an_account() {
    // EN-3, RC-1.
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    app.new_letters().await;
    let ask = async |email: &str| {
        let path = "/api/password-reset/ask";
        elsewhere(&app)
            .post(path, format!(r#"{{"email":"{email}"}}"#))
            .await
    };
    let (known, unknown) = (
        ask(" ANN@example.com").await,
        ask("nobody@example.com").await,
    );
    assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
    assert_eq!(known.headers.len(), unknown.headers.len());
    let letters = app.new_letters().await;
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert_eq!(letters[0].to, EMAIL);
    // And refused alike.
    for email in [EMAIL, "nobody@example.com"] {
        ask(email).await;
        ask(email).await;
        assert_eq!(ask(email).await.status.as_u16(), 429, "{email}");
    }
    let malformed = ask("no address").await.problem();
    assert!(matches!(
        malformed,
        Problem::Invalid {
            field: Field::Email,
            ..
        }
    ));
}

#[tokio::test]
async fn a_new_password_by_mail_is_held_to_the_same_rules() {
    // PW-1, PW-4; a refused one leaves the link as it was.
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    let token = reset_token(&app, EMAIL).await;
    let browser = app.browser();
    for bad in ["", "short", "elevenchars", "ann@example.com ann"] {
        let refused = finish_reset(&browser, &token, bad).await;
        let Err(Problem::Invalid { field, .. }) = refused else {
            panic!("{bad}: {refused:?}")
        };
        assert_eq!(field, Field::Password, "{bad}");
    }
    finish_reset(&browser, &token, OTHER_PASSWORD)
        .await
        .unwrap();
    let step = submit_password(&browser, EMAIL, OTHER_PASSWORD).await;
    assert!(step.is_ok(), "{step:?}");
}

#[tokio::test]
async fn a_changed_password_voids_links_for_a_new_one() {
    // PW-7.
    let app = TestApp::new().await;
    let (browser, _) = enrolled(&app, EMAIL).await;
    let token = reset_token(&app, EMAIL).await;
    crate::account::password::change(&browser, PASSWORD, OTHER_PASSWORD)
        .await
        .unwrap();
    let refused = finish_reset(&app.browser(), &token, "yet another long password").await;
    assert_eq!(refused, Err(Problem::LinkExpired));
}

#[tokio::test]
async fn a_new_password_by_mail_does_not_confirm_the_address() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    let token = reset_token(&app, EMAIL).await;
    finish_reset(&app.browser(), &token, OTHER_PASSWORD)
        .await
        .unwrap();
    app.next_step();
    submit_password(&browser, EMAIL, OTHER_PASSWORD)
        .await
        .unwrap();
    submit_code(&browser, phone.code(&app)).await.unwrap();
    let overview = browser.call::<ReadSecurity>(&Nothing {}).await.unwrap();
    assert_eq!(overview.email_confirmed_at, None);
}

#[tokio::test]
async fn a_second_step_that_was_wrong_too_often_stays_so_over_a_new_password() {
    // RL-9.
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    let half = owing(&app, EMAIL).await;
    for _ in 0..5 {
        submit_code(&half, phone.wrong_code(&app))
            .await
            .unwrap_err();
    }
    let token = reset_token(&app, EMAIL).await;
    finish_reset(&app.browser(), &token, OTHER_PASSWORD)
        .await
        .unwrap();
    let browser = app.browser();
    submit_password(&browser, EMAIL, OTHER_PASSWORD)
        .await
        .unwrap();
    app.next_step();
    let outcome = submit_code(&browser, phone.code(&app)).await;
    assert!(matches!(outcome, Err(Problem::TooManyTries { .. })));
}

// Recovery.

#[tokio::test]
async fn a_recovery_takes_password_link_and_time_and_then_enrolment_is_all_that_is_open() {
    // RC-2.
    let app = TestApp::new().await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    register(&browser, &mut device(PASSKEY), PASSKEY).await;
    sign_in(&app, &browser, EMAIL, &phone).await;
    trust(&browser).await.unwrap();
    app.clock.advance_seconds(60);
    take_phone(&app, &browser, NUMBER).await;
    app.clock.advance_seconds(3_600);

    let half = owing(&app, EMAIL).await;
    let asked = ask_recovery(&half).await.unwrap();
    let expires_at = app.clock.now().plus_seconds(1_800);
    assert_eq!(asked, Recovery::LinkSent { expires_at });
    assert_eq!(finish_recovery(&half).await, Err(Problem::RecoveryNotReady));
    let token = app.newest_letter(EMAIL).await.token(RECOVERY_SCREEN);
    let reader = app.browser();
    let started = start_recovery(&reader, &token).await.unwrap();
    let ready_at = app.clock.now().plus_seconds(24 * 3_600);
    assert_eq!(started, Recovery::Waiting { ready_at });
    assert!(reader.cookies().is_empty(), "it opens nothing");
    assert_eq!(finish_recovery(&half).await, Err(Problem::RecoveryNotReady));

    app.clock.advance_seconds(24 * 3_600 - 1);
    let half = owing(&app, EMAIL).await;
    assert_eq!(finish_recovery(&half).await, Err(Problem::RecoveryNotReady));
    app.clock.advance_seconds(1);
    let NextStep::SecondStep(step) = standing(&half).await else {
        panic!("not asked for the second step")
    };
    let expires_at = ready_at.plus_seconds(7 * 24 * 3_600);
    assert_eq!(step.recovery, Some(Recovery::Ready { expires_at }));
    let session = half.copy();
    let next = finish_recovery(&half).await.unwrap();
    assert!(matches!(next, NextStep::EnrolmentRequired(_)), "{next:?}");
    // SE-2: whoever had the sign-in between its steps has nothing.
    assert_eq!(standing(&session).await, NextStep::Password);
    assert_eq!(security(&browser).await.unwrap_err(), Problem::NotSignedIn);
    for table in [
        "authenticators",
        "passkeys",
        "backup_code_sets",
        "phones",
        "devices",
    ] {
        let held = app.count(&format!("SELECT COUNT(*) FROM {table}")).await;
        let this_browser = i64::from(table == "devices");
        assert_eq!(held, this_browser, "{table}");
    }
    // The way on, until something is enrolled: also after signing in anew.
    assert_eq!(
        security(&half).await.unwrap_err(),
        Problem::EnrolmentRequired
    );
    let again = app.browser();
    let step = submit_password(&again, EMAIL, PASSWORD).await.unwrap();
    assert!(matches!(step, NextStep::EnrolmentRequired(_)), "{step:?}");
    let refused = security(&again).await.unwrap_err();
    assert_eq!(refused, Problem::EnrolmentRequired);
    let phone = enrol(&app, &again).await;
    assert!(security(&again).await.is_ok());
    app.next_step();
    let fresh = owing(&app, EMAIL).await;
    submit_code(&fresh, phone.code(&app)).await.unwrap();
    assert!(is_signed_in(&fresh).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_twenty_that_finish_a_recovery_at_once_one_does() {
    let app = TestApp::new().await;
    confirmed(&app, EMAIL).await;
    waiting(&app, EMAIL).await;
    app.clock.advance_seconds(24 * 3_600);
    let mut halves = Vec::new();
    for _ in 0..20 {
        let half = elsewhere(&app);
        submit_password(&half, EMAIL, PASSWORD).await.unwrap();
        halves.push(half);
    }
    let outcomes = at_once(20, |number| {
        let half = halves[number].clone();
        async move { finish_recovery(&half).await }
    })
    .await;
    let finished = outcomes.iter().filter(|it| it.is_ok()).count();
    assert_eq!(finished, 1, "{outcomes:?}");
    assert_eq!(app.count("SELECT COUNT(*) FROM sessions").await, 1);
}

/// A server with a person whose recovery was finished, in the browser where it was.
async fn recovered() -> (TestApp, Browser) {
    let app = TestApp::new().await;
    confirmed(&app, EMAIL).await;
    waiting(&app, EMAIL).await;
    app.clock.advance_seconds(24 * 3_600);
    let half = owing(&app, EMAIL).await;
    finish_recovery(&half).await.unwrap();
    (app, half)
}

#[tokio::test]
async fn after_a_recovery_nothing_but_enrolment_is_open() {
    // RC-2: every row of the table.
    let (app, browser) = recovered().await;
    for call in calls() {
        // These end the session that the others need.
        if matches!(call.name, "SubmitPassword" | "SignOut") {
            continue;
        }
        let before = app.dump().await;
        let answer = call.make(&browser.copy()).await;
        if matches!(call.access, Access::SignedIn | Access::RecentlyProved) {
            assert_eq!(
                answer.problem(),
                Problem::EnrolmentRequired,
                "{}",
                call.name
            );
            assert_eq!(app.dump().await, before, "{}", call.name);
        }
        assert!(
            !answer.text().contains(r#""state":"signed_in""#),
            "{}",
            call.name
        );
    }
}

#[tokio::test]
async fn after_a_recovery_any_method_ends_the_enrolment() {
    let (app, browser) = recovered().await;
    let on = take_phone(&app, &browser, NUMBER).await;
    assert!(on.backup_codes.is_some());
    assert!(security(&browser).await.is_ok());
    assert!(matches!(standing(&browser).await, NextStep::SignedIn(_)));
    let (_, browser) = {
        let (app, browser) = recovered().await;
        register(&browser, &mut device(SECURITY_KEY), SECURITY_KEY).await;
        (app, browser)
    };
    assert!(security(&browser).await.is_ok());
}

#[tokio::test]
async fn nobody_finishes_the_recovery_of_somebody_else() {
    // PS-3.
    let app = TestApp::new().await;
    two_people(&app).await;
    waiting(&app, EMAIL).await;
    app.clock.advance_seconds(24 * 3_600);
    let of_bob = owing(&app, BOB).await;
    let refused = finish_recovery(&of_bob).await;
    assert_eq!(refused, Err(Problem::RecoveryNotReady));
    assert!(finish_recovery(&owing(&app, EMAIL).await).await.is_ok());
}

#[tokio::test]
async fn a_recovery_takes_the_password_that_is_in_force() {
    // RC-2: the link alone finishes nothing, and a sign-in that lapsed neither.
    let app = TestApp::new().await;
    confirmed(&app, EMAIL).await;
    waiting(&app, EMAIL).await;
    app.clock.advance_seconds(24 * 3_600);
    assert_eq!(
        finish_recovery(&app.browser()).await,
        Err(Problem::SignInExpired)
    );
    let half = owing(&app, EMAIL).await;
    app.clock.advance_seconds(600);
    assert_eq!(finish_recovery(&half).await, Err(Problem::SignInExpired));
}

#[tokio::test]
async fn a_recovery_lapses_after_a_week() {
    let app = TestApp::new().await;
    confirmed(&app, EMAIL).await;
    waiting(&app, EMAIL).await;
    app.clock.advance_seconds(8 * 24 * 3_600);
    let half = owing(&app, EMAIL).await;
    assert_eq!(finish_recovery(&half).await, Err(Problem::RecoveryNotReady));
}

#[tokio::test]
async fn a_recovery_can_be_stopped_by_the_link_until_it_is_finished() {
    let app = TestApp::new().await;
    let (browser, _) = confirmed(&app, EMAIL).await;
    let cancel = waiting(&app, EMAIL).await;
    let overview = security(&browser).await.unwrap();
    assert!(matches!(overview.recovery, Some(Recovery::Waiting { .. })));
    app.clock.advance_seconds(24 * 3_600);
    cancel_recovery(&app.browser(), &cancel).await.unwrap();
    let half = owing(&app, EMAIL).await;
    assert_eq!(finish_recovery(&half).await, Err(Problem::RecoveryNotReady));
    assert_eq!(app.count("SELECT COUNT(*) FROM authenticators").await, 1);
}

#[tokio::test]
async fn whoever_is_signed_in_stops_a_recovery_after_a_proof() {
    let app = TestApp::new().await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    waiting(&app, EMAIL).await;
    app.clock.advance_seconds(600);
    let stop = async || browser.call::<CancelOwnRecovery>(&Nothing {}).await;
    assert!(matches!(stop().await, Err(Problem::StepUpRequired { .. })));
    prove_again(&app, &browser, &phone).await;
    assert_eq!(stop().await, Ok(Nothing {}));
    assert_eq!(stop().await, Err(Problem::NotFound));
    assert_eq!(security(&browser).await.unwrap().recovery, None);
}

#[tokio::test]
async fn asking_again_for_a_recovery_that_waits_changes_nothing() {
    let app = TestApp::new().await;
    confirmed(&app, EMAIL).await;
    waiting(&app, EMAIL).await;
    let ready_at = app.clock.now().plus_seconds(24 * 3_600);
    app.clock.advance_seconds(3_600);
    app.new_letters().await;
    let half = owing(&app, EMAIL).await;
    for _ in 0..5 {
        let asked = ask_recovery(&half).await.unwrap();
        assert_eq!(asked, Recovery::Waiting { ready_at });
    }
    assert_eq!(app.new_letters().await, []);
}

#[tokio::test]
async fn without_a_confirmed_address_there_is_no_recovery() {
    let app = TestApp::new().await;
    enrolled(&app, EMAIL).await;
    let half = owing(&app, EMAIL).await;
    let NextStep::SecondStep(asked) = standing(&half).await else {
        panic!("not asked for the second step")
    };
    assert!(!asked.can_recover);
    app.new_letters().await;
    let refused = ask_recovery(&half).await;
    assert_eq!(refused, Err(Problem::RecoveryUnavailable));
    assert_eq!(app.new_letters().await, []);
}

#[tokio::test]
async fn what_changes_the_way_in_stops_a_recovery() {
    // A changed password, one by mail, a changed address, and its undoing.
    for change in 0..4 {
        let app = TestApp::new().await;
        let (browser, phone) = confirmed(&app, EMAIL).await;
        app.clock.advance_seconds(60);
        let undo = if change == 3 {
            Some(Link::Undo.token(&app, EMAIL, &phone).await)
        } else {
            None
        };
        let email = if change == 3 {
            "new.ann@example.com"
        } else {
            EMAIL
        };
        let cancel = waiting(&app, email).await;
        app.clock.advance_seconds(60);
        match change {
            0 => {
                crate::account::password::change(&browser, PASSWORD, OTHER_PASSWORD)
                    .await
                    .unwrap();
            }
            1 => {
                let token = reset_token(&app, EMAIL).await;
                finish_reset(&app.browser(), &token, OTHER_PASSWORD)
                    .await
                    .unwrap();
            }
            2 => drop(take_email(&app, &browser, NEW_EMAIL).await),
            _ => drop(
                undo_email_change(&app.browser(), &undo.unwrap())
                    .await
                    .unwrap(),
            ),
        }
        assert_eq!(
            app.count("SELECT COUNT(*) FROM recoveries").await,
            0,
            "{change}"
        );
        let refused = cancel_recovery(&app.browser(), &cancel).await;
        assert_eq!(refused, Err(Problem::LinkExpired), "{change}");
        // And the mail that would say that it is ready does not go out.
        let due_later = app
            .letters()
            .await
            .into_iter()
            .filter(|it| it.due_at > app.clock.now());
        assert_eq!(due_later.count(), 0, "{change}");
    }
}

#[tokio::test]
async fn the_hours_of_waiting_are_those_of_the_settings() {
    let app = TestApp::with(&["--recovery-hours", "2"]).await;
    confirmed(&app, EMAIL).await;
    waiting(&app, EMAIL).await;
    app.clock.advance_seconds(2 * 3_600 - 1);
    let half = owing(&app, EMAIL).await;
    assert_eq!(finish_recovery(&half).await, Err(Problem::RecoveryNotReady));
    app.clock.advance_seconds(1);
    assert!(finish_recovery(&half).await.is_ok());
}

// The old address.

#[tokio::test]
async fn the_old_address_comes_back_by_its_link_and_whatever_was_opened_ends() {
    // RC-3, OB-6.
    let app = TestApp::new().await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    sign_in(&app, &browser, EMAIL, &phone).await;
    trust(&browser).await.unwrap();
    app.clock.advance_seconds(60);
    app.new_letters().await;
    take_email(&app, &browser, NEW_EMAIL).await;
    let told: Vec<_> = app
        .new_letters()
        .await
        .into_iter()
        .map(|it| it.to)
        .collect();
    assert_eq!(
        told,
        [NEW_EMAIL, EMAIL, NEW_EMAIL],
        "the code, and a notice to each"
    );
    assert_eq!(security(&browser).await.unwrap().viewer.email, NEW_EMAIL);
    let old = submit_password(&elsewhere(&app), EMAIL, PASSWORD).await;
    assert_eq!(old, Err(Problem::WrongCredentials));
    let half = owing(&app, NEW_EMAIL).await;

    let token = app.newest_letter(EMAIL).await.token(UNDO_SCREEN);
    undo_email_change(&app.browser(), &token).await.unwrap();
    assert_eq!(security(&browser).await.unwrap_err(), Problem::NotSignedIn);
    assert_eq!(standing(&half).await, NextStep::Password);
    let new = submit_password(&elsewhere(&app), NEW_EMAIL, PASSWORD).await;
    assert_eq!(new, Err(Problem::WrongCredentials));
    app.next_step();
    let step = submit_password(&browser, EMAIL, PASSWORD).await.unwrap();
    assert!(
        matches!(step, NextStep::SecondStep(_)),
        "trust is gone: {step:?}"
    );
    submit_code(&browser, phone.code(&app)).await.unwrap();
    let overview = security(&browser).await.unwrap();
    assert!(overview.email_confirmed_at.is_some());
}

#[tokio::test]
async fn nobody_takes_an_address_that_its_owner_can_have_back() {
    // RC-3.
    let app = TestApp::new().await;
    let (browser, _) = confirmed(&app, EMAIL).await;
    app.clock.advance_seconds(60);
    take_email(&app, &browser, NEW_EMAIL).await;
    let undo = app.newest_letter(EMAIL).await.token(UNDO_SCREEN);
    crate::support::person::sign_up(&app, EMAIL, OTHER_PASSWORD)
        .await
        .unwrap();
    let thief = submit_password(&elsewhere(&app), EMAIL, OTHER_PASSWORD).await;
    assert_eq!(thief, Err(Problem::WrongCredentials));
    let of_bob = newcomer(&app, BOB).await;
    crate::support::care::start_email(&of_bob, EMAIL)
        .await
        .unwrap();
    assert_eq!(app.count("SELECT COUNT(*) FROM accounts").await, 2);
    undo_email_change(&app.browser(), &undo).await.unwrap();
    assert!(
        submit_password(&elsewhere(&app), EMAIL, PASSWORD)
            .await
            .is_ok()
    );
    // After the week it is anybody's.
    let app = TestApp::new().await;
    let (browser, _) = confirmed(&app, EMAIL).await;
    app.clock.advance_seconds(60);
    take_email(&app, &browser, NEW_EMAIL).await;
    app.clock.advance_seconds(7 * 24 * 3_600);
    newcomer(&app, EMAIL).await;
}

#[tokio::test]
async fn the_first_of_two_changes_can_be_undone_as_well() {
    let app = TestApp::new().await;
    let (browser, _) = confirmed(&app, EMAIL).await;
    app.clock.advance_seconds(60);
    take_email(&app, &browser, NEW_EMAIL).await;
    let first = app.newest_letter(EMAIL).await.token(UNDO_SCREEN);
    app.clock.advance_seconds(60);
    take_email(&app, &browser, "ann.newest@example.com").await;
    let second = app.newest_letter(NEW_EMAIL).await.token(UNDO_SCREEN);
    undo_email_change(&app.browser(), &first).await.unwrap();
    assert!(
        submit_password(&elsewhere(&app), EMAIL, PASSWORD)
            .await
            .is_ok()
    );
    let refused = undo_email_change(&app.browser(), &second).await;
    assert_eq!(refused, Err(Problem::LinkExpired));
}

#[tokio::test]
async fn links_to_the_old_address_open_nothing_after_the_change() {
    // RC-3.
    let app = TestApp::new().await;
    let (browser, _) = confirmed(&app, EMAIL).await;
    app.clock.advance_seconds(60);
    let reset = reset_token(&app, EMAIL).await;
    let recovery = recovery_token(&app, EMAIL).await;
    take_email(&app, &browser, NEW_EMAIL).await;
    for (link, token) in [(Link::Reset, reset), (Link::Recovery, recovery)] {
        let refused = link.follow(&app.browser(), &token).await;
        assert_eq!(refused, Err(Problem::LinkExpired), "{link:?}");
    }
}

// Nothing but keys.

#[tokio::test]
async fn whoever_accepts_nothing_but_keys_is_asked_for_nothing_else() {
    // PH-1.
    let app = TestApp::with(&["--email-codes", "on"]).await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    crate::support::care::turn_on_email_codes(&browser)
        .await
        .unwrap();
    app.clock.advance_seconds(60);
    take_phone(&app, &browser, NUMBER).await;
    let mut passkey = device(PASSKEY);
    register(&browser, &mut passkey, PASSKEY).await;
    let refused = set_keys_only(&browser, true).await;
    assert_eq!(refused, Err(Problem::TwoKeysNeeded));
    let key = register(&browser, &mut device(SECURITY_KEY), SECURITY_KEY).await;
    let token = recovery_token(&app, EMAIL).await;
    set_keys_only(&browser, true).await.unwrap();

    app.next_step();
    let half = owing(&app, EMAIL).await;
    let NextStep::SecondStep(asked) = standing(&half).await else {
        panic!("not asked for the second step")
    };
    assert_eq!(asked.methods, [Method::Passkey, Method::SecurityKey]);
    assert!(asked.destinations.is_empty() && !asked.can_recover);
    assert_eq!(asked.recovery, None);
    let before = app.dump().await;
    for refused in [
        submit_code(&half, phone.code(&app)).await,
        submit_backup_code(&half, &phone.backup_codes[0]).await,
        submit_sent_code(&half, Channel::TextMessage, Secret::from("123456")).await,
        submit_sent_code(&half, Channel::Email, Secret::from("123456")).await,
    ] {
        assert_eq!(refused, Err(Problem::MethodUnavailable));
    }
    for channel in [Channel::TextMessage, Channel::Email] {
        let refused = crate::support::care::send_code(&half, channel).await;
        assert_eq!(refused, Err(Problem::MethodUnavailable));
    }
    assert_eq!(ask_recovery(&half).await, Err(Problem::RecoveryUnavailable));
    assert_eq!(app.dump().await, before);
    // A recovery that was under way is refused as well.
    let started = start_recovery(&app.browser(), &token).await;
    assert!(started.is_err(), "{started:?}");
    // Step-up as well.
    let refused = crate::support::person::step_up(&browser, phone.code(&app)).await;
    assert_eq!(refused.unwrap_err(), Problem::MethodUnavailable);
    // Neither of the two goes while it is on.
    let refused = crate::support::passkey::remove(&browser, &key.passkey.id).await;
    assert_eq!(refused, Err(Problem::TwoKeysNeeded));
    set_keys_only(&browser, false).await.unwrap();
    assert!(submit_code(&half, phone.code(&app)).await.is_ok());
    crate::support::passkey::remove(&browser, &key.passkey.id)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_recovery_that_waits_ends_when_nothing_but_keys_is_accepted() {
    // PH-1: no fallback.
    let app = TestApp::new().await;
    let (browser, _) = confirmed(&app, EMAIL).await;
    for kind in [PASSKEY, SECURITY_KEY] {
        register(&browser, &mut device(kind), kind).await;
    }
    waiting(&app, EMAIL).await;
    set_keys_only(&browser, true).await.unwrap();
    app.clock.advance_seconds(24 * 3_600);
    let half = owing(&app, EMAIL).await;
    let refused = finish_recovery(&half).await;
    let is_refused = matches!(
        refused,
        Err(Problem::RecoveryUnavailable | Problem::RecoveryNotReady)
    );
    assert!(is_refused, "{refused:?}");
    assert_eq!(app.count("SELECT COUNT(*) FROM passkeys").await, 2);
}

#[tokio::test]
async fn a_new_password_by_mail_keeps_the_keys() {
    let app = TestApp::new().await;
    let (browser, _) = confirmed(&app, EMAIL).await;
    for kind in [PASSKEY, SECURITY_KEY] {
        register(&browser, &mut device(kind), kind).await;
    }
    set_keys_only(&browser, true).await.unwrap();
    let token = reset_token(&app, EMAIL).await;
    finish_reset(&app.browser(), &token, OTHER_PASSWORD)
        .await
        .unwrap();
    let step = submit_password(&app.browser(), EMAIL, OTHER_PASSWORD).await;
    let Ok(NextStep::SecondStep(asked)) = step else {
        panic!("{step:?}")
    };
    assert_eq!(asked.methods, [Method::Passkey, Method::SecurityKey]);
}

#[tokio::test]
async fn whoever_asks_for_an_unknown_address_is_told_nothing_by_the_database_either() {
    let app = TestApp::new().await;
    let before = app.dump().await;
    ask_reset(&app.browser(), "nobody@example.com")
        .await
        .unwrap();
    assert_eq!(app.dump().await, before);
}

#[tokio::test]
async fn whoever_changed_an_address_cannot_take_it_again_from_its_owner() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    take_email(&app, &browser, EMAIL).await;
    app.clock.advance_seconds(60);
    take_email(&app, &browser, "thief@example.org").await;
    app.clock.advance_seconds(60);
    take_email(&app, &browser, EMAIL).await;
    let told = app.newest_letter("thief@example.org").await;
    assert!(!told.text.contains(UNDO_SCREEN), "{}", told.text);
    assert_eq!(app.count("SELECT COUNT(*) FROM email_changes").await, 0);
}

impl Link {
    const fn kind(self) -> LinkKind {
        match self {
            Self::Reset => LinkKind::PasswordReset,
            Self::Recovery => LinkKind::RecoveryStart,
            Self::Cancel => LinkKind::RecoveryCancel,
            Self::Undo => LinkKind::EmailChangeUndo,
        }
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

#[tokio::test]
async fn the_link_for_a_new_password_leads_on_to_where_the_person_was_going() {
    let app = TestApp::with(&["--next-origins", "https://app.example.org"]).await;
    person(&app).await;
    for (next, query) in [
        (Some("/board?a=b#part"), "?next=%2Fboard%3Fa%3Db%23part"),
        (
            Some("https://app.example.org/x"),
            "?next=https%3A%2F%2Fapp.example.org%2Fx",
        ),
        (Some("https://evil.example/"), ""),
        (Some("//evil.example"), ""),
        (None, ""),
    ] {
        app.clock.advance_seconds(3_600);
        ask_reset_on_the_way(&app.browser(), EMAIL, next)
            .await
            .unwrap();
        let letter = app.newest_letter(EMAIL).await;
        let text = format!("{letter:?}");
        let link = format!("{RESET_SCREEN}{query}#");
        assert!(text.contains(&link), "{next:?}: {text}");
    }
}
