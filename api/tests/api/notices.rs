//! What people are told of their account: each thing once, to everybody concerned, and without a secret.

use crate::support::{
    TestApp,
    account::{
        BOB, NUMBER, OTHER_NUMBER, OTHER_PASSWORD, UNDO_SCREEN, ask_recovery, cancel_recovery,
        confirmed, events, finish_recovery, finish_reset, recovery_token, reset_token,
        set_keys_only, sign_in, start_recovery, step_up_with_app, take_email, take_phone, trust,
        turn_on_email_codes, undo_email_change, waiting,
    },
    browser::{Answer, Browser},
    outbox::{Message, code_in},
    passkey::{Fixture, PASSKEY, Purpose, SECURITY_KEY, device, elsewhere, register, remove},
    person::{
        EMAIL, PASSWORD, Phone, enrol, enrolled, newcomer, pending_sign_in, security, sign_up,
        start, submit_backup_code, submit_code, submit_password,
    },
};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use contract::{
    Nothing, Problem,
    account::Deletion,
    activity::Event,
    authenticator::{AuthenticatorName, WhichAuthenticator},
    endpoint::{
        CancelOwnRecovery, DeleteAccount, EndOtherSessions, ForgetAllDevices,
        RegenerateBackupCodes, RemoveAuthenticator, RemovePhone, RenameAuthenticator, SignOut,
        TurnOffEmailCodes,
    },
    problem::{Field, Reason},
    sent_code::Channel,
    sign_in::NextStep,
};

/// To whom, and what about; a text message is about nothing.
type Told = (String, String);

/// Everything that was written since it was asked last and that is not a code or a link to begin with.
async fn told(app: &TestApp) -> Vec<Told> {
    let messages = app.new_messages().await;
    let notices = messages
        .into_iter()
        .filter(|it| code_in(&it.text).is_none());
    notices.map(about).collect()
}

/// Looks at it, too: no secret stands in a notice, and it says what to do.
fn about(message: Message) -> Told {
    let Message {
        to, subject, text, ..
    } = message;
    for secret in [PASSWORD, OTHER_PASSWORD] {
        assert!(!text.contains(secret), "{text}");
    }
    if to != NUMBER && to != OTHER_NUMBER {
        for number in [NUMBER, OTHER_NUMBER] {
            assert!(!text.contains(number), "{text}");
        }
    }
    let says_what_to_do = ["not you", "you cannot explain", "cannot be brought back"];
    let is_last_word = subject.ends_with("your email address was put back");
    let is_clear = says_what_to_do.iter().any(|it| text.contains(it)) || is_last_word;
    assert!(is_clear, "{subject}: {text}");
    let subject = subject.strip_prefix("Latchkey: ").unwrap_or(&subject);
    (to, subject.to_owned())
}

fn to_owner(subject: &str) -> Vec<Told> {
    vec![(EMAIL.to_owned(), subject.to_owned())]
}

const NOTHING: [Told; 0] = [];
const ADDED: &str = "a second step was added";
const REMOVED: &str = "a second step was removed";
const EMAIL_CHANGED: &str = "your email address was changed";

async fn enrolled_and_told(app: &TestApp) -> (Browser, Phone) {
    let (browser, phone) = confirmed(app, EMAIL).await;
    app.clock.advance_seconds(60);
    told(app).await;
    (browser, phone)
}

#[tokio::test]
async fn a_new_account_is_welcomed_and_its_first_sign_in_is_no_news() {
    // NT-1.
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    assert_eq!(told(&app).await, to_owner("welcome"));
}

#[tokio::test]
async fn whoever_owns_an_address_is_told_that_somebody_wants_an_account_with_it() {
    // EN-3.
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    told(&app).await;
    sign_up(&app, EMAIL, OTHER_PASSWORD).await.unwrap();
    let subject = "somebody tried to make an account with your address";
    assert_eq!(told(&app).await, to_owner(subject));
}

#[tokio::test]
async fn a_sign_in_from_a_new_browser_is_told_and_from_a_known_one_is_not() {
    // NT-1.
    let app = TestApp::new().await;
    let (known, phone) = enrolled_and_told(&app).await;
    sign_in(&app, &known, EMAIL, &phone).await;
    assert_eq!(told(&app).await, NOTHING);
    known.call::<SignOut>(&Nothing {}).await.unwrap();
    sign_in(&app, &known, EMAIL, &phone).await;
    assert_eq!(told(&app).await, NOTHING);
    let fresh = app.browser().at("192.0.2.7");
    app.next_step();
    submit_password(&fresh, EMAIL, PASSWORD).await.unwrap();
    assert_eq!(told(&app).await, NOTHING, "half a sign-in is none");
    submit_code(&fresh, phone.code(&app)).await.unwrap();
    let messages = app.messages().await;
    let newest = messages.last().unwrap();
    for part in [
        "192.0.2.7",
        "2027-01-15",
        "/security/activity",
        "If this was not you",
    ] {
        assert!(newest.text.contains(part), "{part}: {newest:?}");
    }
    assert_eq!(told(&app).await, to_owner("a sign-in from a new browser"));
}

#[tokio::test]
async fn a_first_method_is_told_in_one_email_and_so_is_a_last_one_that_goes() {
    // NT-1: one mail says both.
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    take_email(&app, &browser, EMAIL).await;
    told(&app).await;
    let phone = enrol(&app, &browser).await;
    let text = app.newest_message(EMAIL).await.text;
    assert!(text.contains("authenticator app"), "{text}");
    assert!(text.contains("takes a second step"), "{text}");
    assert_eq!(told(&app).await, to_owner(ADDED));
    let which = WhichAuthenticator {
        id: phone.id.clone(),
    };
    let rename = AuthenticatorName {
        id: phone.id.clone(),
        name: "Old phone".to_owned(),
    };
    browser.call::<RenameAuthenticator>(&rename).await.unwrap();
    assert_eq!(told(&app).await, NOTHING);
    browser.call::<RemoveAuthenticator>(&which).await.unwrap();
    let text = app.newest_message(EMAIL).await.text;
    assert!(text.contains("Old phone"), "{text}");
    assert!(text.contains("no second step any more"), "{text}");
    assert_eq!(told(&app).await, to_owner(REMOVED));
}

#[tokio::test]
async fn further_methods_and_keys_are_told_each_by_one_email() {
    let app = TestApp::new().await;
    let (browser, _) = enrolled_and_told(&app).await;
    for kind in [PASSKEY, SECURITY_KEY] {
        let added = register(&browser, &mut device(kind), kind).await;
        assert_eq!(told(&app).await, to_owner(ADDED));
        remove(&browser, &added.passkey.id).await.unwrap();
        assert_eq!(told(&app).await, to_owner(REMOVED));
        register(&browser, &mut device(kind), kind).await;
        told(&app).await;
    }
    set_keys_only(&browser, true).await.unwrap();
    assert_eq!(told(&app).await, to_owner("only keys are accepted"));
    set_keys_only(&browser, true).await.unwrap();
    assert_eq!(told(&app).await, NOTHING, "it was on");
    set_keys_only(&browser, false).await.unwrap();
    assert_eq!(told(&app).await, to_owner("every method is accepted again"));
    start(&browser).await.unwrap();
    assert_eq!(told(&app).await, NOTHING, "started and not confirmed");
}

#[tokio::test]
async fn backup_codes_are_told_when_they_are_made_and_used() {
    // BC-4, BC-7.
    let app = TestApp::new().await;
    let (browser, _) = enrolled_and_told(&app).await;
    let made = browser
        .call::<RegenerateBackupCodes>(&Nothing {})
        .await
        .unwrap();
    assert_eq!(told(&app).await, to_owner("new backup codes"));
    let pending = browser.copy();
    submit_password(&pending, EMAIL, PASSWORD).await.unwrap();
    submit_backup_code(&pending, made.codes[0].expose())
        .await
        .unwrap();
    let newest = app.newest_message(EMAIL).await;
    assert!(newest.text.contains("9 are left"), "{newest:?}");
    for message in app.messages().await {
        for code in &made.codes {
            assert!(!message.text.contains(code.expose()), "{message:?}");
        }
    }
    assert_eq!(told(&app).await, to_owner("a backup code was used"));
}

#[tokio::test]
async fn a_lock_out_is_told_once() {
    // NT-1, RL-9.
    let app = TestApp::new().await;
    let (_, phone) = enrolled_and_told(&app).await;
    let pending = pending_sign_in(&app, EMAIL).await;
    for _ in 0..4 {
        submit_code(&pending, phone.wrong_code(&app))
            .await
            .unwrap_err();
    }
    assert_eq!(told(&app).await, NOTHING);
    for _ in 0..10 {
        submit_code(&pending, phone.wrong_code(&app))
            .await
            .unwrap_err();
    }
    assert_eq!(told(&app).await, to_owner("wrong codes at sign-in"));
}

#[tokio::test]
async fn a_password_is_told_however_it_was_changed() {
    let app = TestApp::new().await;
    let (browser, _) = enrolled_and_told(&app).await;
    crate::account::password::change(&browser, PASSWORD, OTHER_PASSWORD)
        .await
        .unwrap();
    assert_eq!(told(&app).await, to_owner("your password was changed"));
    let refused =
        crate::account::password::change(&browser, PASSWORD, "yet another password").await;
    assert!(refused.is_err());
    assert_eq!(told(&app).await, NOTHING);
    let token = reset_token(&app, EMAIL).await;
    assert_eq!(told(&app).await, to_owner("set a new password"));
    finish_reset(&app.browser(), &token, PASSWORD)
        .await
        .unwrap();
    assert_eq!(told(&app).await, to_owner("your password was changed"));
}

#[tokio::test]
async fn a_trusted_browser_is_told() {
    // NT-1.
    let app = TestApp::new().await;
    let (browser, phone) = enrolled_and_told(&app).await;
    sign_in(&app, &browser, EMAIL, &phone).await;
    trust(&browser).await.unwrap();
    assert_eq!(told(&app).await, to_owner("a browser is trusted"));
    trust(&elsewhere(&app)).await.unwrap_err();
    assert_eq!(told(&app).await, NOTHING);
    browser.call::<ForgetAllDevices>(&Nothing {}).await.unwrap();
    browser.call::<EndOtherSessions>(&Nothing {}).await.unwrap();
    assert_eq!(told(&app).await, NOTHING);
    let seen = events(&browser).await;
    assert_eq!(
        seen[..3],
        [
            Event::SessionsEnded,
            Event::DevicesForgotten,
            Event::DeviceTrusted
        ]
    );
}

#[tokio::test]
async fn a_changed_address_is_told_to_the_old_and_the_new_one_and_so_is_its_undoing() {
    // OB-6, NT-1.
    let app = TestApp::new().await;
    let (browser, _) = enrolled_and_told(&app).await;
    let new = "ann.new@example.com";
    take_email(&app, &browser, new).await;
    let of_old = app.newest_message(EMAIL).await;
    assert!(of_old.text.contains("a•••@example.com"), "{of_old:?}");
    assert!(!of_old.text.contains(new), "{of_old:?}");
    let of_new = app.newest_message(new).await;
    assert!(
        !of_new.text.contains(UNDO_SCREEN),
        "the new one cannot undo it: {of_new:?}"
    );
    let undo = of_old.token(UNDO_SCREEN);
    let both = [
        (EMAIL.to_owned(), EMAIL_CHANGED.to_owned()),
        (new.to_owned(), EMAIL_CHANGED.to_owned()),
    ];
    assert_eq!(told(&app).await, both);
    undo_email_change(&app.browser(), &undo).await.unwrap();
    let put_back = "your email address was put back".to_owned();
    let both = [
        (EMAIL.to_owned(), put_back.clone()),
        (new.to_owned(), put_back),
    ];
    assert_eq!(told(&app).await, both);
}

#[tokio::test]
async fn a_number_is_told_to_the_address_and_to_both_numbers() {
    // OB-6.
    let app = TestApp::new().await;
    let (browser, _) = enrolled_and_told(&app).await;
    take_phone(&app, &browser, NUMBER).await;
    let text = app.newest_message(EMAIL).await.text;
    assert!(text.contains("+49 ••••• 67"), "{text}");
    assert_eq!(told(&app).await, to_owner(ADDED));
    app.clock.advance_seconds(60);
    take_phone(&app, &browser, OTHER_NUMBER).await;
    let mut changed: Vec<String> = told(&app).await.into_iter().map(|it| it.0).collect();
    changed.sort();
    assert_eq!(changed, [OTHER_NUMBER, NUMBER, EMAIL]);
    browser.call::<RemovePhone>(&Nothing {}).await.unwrap();
    let mut removed: Vec<String> = told(&app).await.into_iter().map(|it| it.0).collect();
    removed.sort();
    assert_eq!(removed, [OTHER_NUMBER, EMAIL]);
    let again = browser.call::<RemovePhone>(&Nothing {}).await;
    assert_eq!(again, Err(Problem::NotFound));
    assert_eq!(told(&app).await, NOTHING);
}

#[tokio::test]
async fn codes_by_email_are_told_when_they_come_and_go() {
    let app = TestApp::with(&["--email-codes", "on"]).await;
    let (browser, _) = enrolled_and_told(&app).await;
    turn_on_email_codes(&browser).await.unwrap();
    assert_eq!(told(&app).await, to_owner(ADDED));
    turn_on_email_codes(&browser).await.unwrap();
    assert_eq!(told(&app).await, NOTHING, "they were on");
    browser
        .call::<TurnOffEmailCodes>(&Nothing {})
        .await
        .unwrap();
    assert_eq!(told(&app).await, to_owner(REMOVED));
}

#[tokio::test]
async fn a_recovery_is_told_to_every_channel_at_every_turn() {
    // RC-2, NT-1.
    let app = TestApp::new().await;
    let (browser, _) = enrolled_and_told(&app).await;
    take_phone(&app, &browser, NUMBER).await;
    told(&app).await;
    let token = recovery_token(&app, EMAIL).await;
    assert_eq!(told(&app).await, to_owner("recover your account"));
    start_recovery(&app.browser(), &token).await.unwrap();
    let ready_at = app.clock.now().plus_seconds(24 * 3_600);
    let messages = app.new_messages().await;
    let mut seen: Vec<_> = messages
        .iter()
        .map(|it| (it.channel, it.to.as_str(), it.due_at <= app.clock.now()))
        .collect();
    seen.sort();
    let now = true;
    let wanted = [
        (Channel::TextMessage, NUMBER, now),
        (Channel::Email, EMAIL, !now),
        (Channel::Email, EMAIL, now),
    ];
    assert_eq!(seen, wanted);
    for message in &messages {
        assert!(message.text.contains("/recovery/cancel#"), "{message:?}");
        let is_later = message.due_at > app.clock.now();
        assert!(!is_later || message.due_at == ready_at, "{message:?}");
    }
    let cancel = messages[0].token("/recovery/cancel");
    cancel_recovery(&app.browser(), &cancel).await.unwrap();
    assert_eq!(told(&app).await, to_owner("the recovery was stopped"));
    let later = app
        .messages()
        .await
        .into_iter()
        .filter(|it| it.due_at > app.clock.now());
    assert_eq!(later.count(), 0, "what would be sent later is taken back");

    waiting(&app, EMAIL).await;
    told(&app).await;
    app.clock.advance_seconds(24 * 3_600);
    let pending = pending_sign_in(&app, EMAIL).await;
    finish_recovery(&pending).await.unwrap();
    let told = told(&app).await;
    let about: Vec<&str> = told.iter().map(|it| it.1.as_str()).collect();
    assert!(about.contains(&"your account was recovered"), "{told:?}");
}

#[tokio::test]
async fn a_recovery_that_its_owner_stops_in_the_settings_is_told_once() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled_and_told(&app).await;
    waiting(&app, EMAIL).await;
    told(&app).await;
    step_up_with_app(&app, &browser, &phone).await;
    browser
        .call::<CancelOwnRecovery>(&Nothing {})
        .await
        .unwrap();
    browser
        .call::<CancelOwnRecovery>(&Nothing {})
        .await
        .unwrap_err();
    assert_eq!(told(&app).await, to_owner("the recovery was stopped"));
    ask_recovery(&pending_sign_in(&app, EMAIL).await)
        .await
        .unwrap();
    assert_eq!(told(&app).await, to_owner("recover your account"));
}

#[tokio::test]
async fn a_passkey_that_may_have_been_copied_is_told() {
    // WA-7.
    let mut fixture = Fixture::with(
        &[],
        crate::support::authenticator::Authenticator::bound(),
        PASSKEY,
    )
    .await;
    fixture
        .app
        .execute("UPDATE passkeys SET sign_count = 50")
        .await;
    told(&fixture.app).await;
    let refused = Purpose::Alone
        .prove(&elsewhere(&fixture.app), &mut fixture.device)
        .await;
    assert_eq!(refused, Err(Problem::PasskeyCounterWentBack));
    assert_eq!(
        told(&fixture.app).await,
        to_owner("a passkey may have been copied")
    );
}

#[tokio::test]
async fn what_happened_is_there_to_read_for_its_owner_alone() {
    // ASVS 6.3.5.
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    app.next_step();
    let (of_bob, _) = enrolled(&app, BOB).await;
    sign_in(&app, &browser, EMAIL, &phone).await;
    let seen = events(&browser).await;
    let kinds: Vec<String> = seen
        .iter()
        .map(|it| {
            serde_json::to_value(it).unwrap()["what"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    let wanted = [
        "signed_in",
        "second_step_on",
        "method_added",
        "signed_in",
        "account_made",
    ];
    assert_eq!(kinds, wanted);
    assert_eq!(events(&of_bob).await.len(), 4);
    // The newest hundred, and a few of everything else.
    for _ in 0..120 {
        browser.call::<EndOtherSessions>(&Nothing {}).await.unwrap();
    }
    let seen = events(&browser).await;
    let (newest, others) = seen.split_at(100);
    assert!(newest.iter().all(|it| *it == Event::SessionsEnded));
    assert_eq!(others.len(), 5, "{others:?}");
    assert!(others.iter().all(|it| *it != Event::SessionsEnded));
    app.clock.advance_seconds(400 * 24 * 3_600 + 1);
    api::cleanup::sweep(&app.app).await.unwrap();
    assert_eq!(app.count("SELECT COUNT(*) FROM activity").await, 0);
}

#[tokio::test]
async fn a_change_that_is_refused_is_told_nobody() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled_and_told(&app).await;
    app.clock.advance_seconds(600);
    let which = WhichAuthenticator { id: phone.id };
    browser
        .call::<RemoveAuthenticator>(&which)
        .await
        .unwrap_err();
    browser
        .call::<RegenerateBackupCodes>(&Nothing {})
        .await
        .unwrap_err();
    set_keys_only(&browser, true).await.unwrap_err();
    trust(&browser).await.unwrap_err();
    assert_eq!(told(&app).await, NOTHING);
}

#[tokio::test]
async fn what_was_sent_is_shown_to_nobody_unless_for_development() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    let token = reset_token(&app, EMAIL).await;
    for path in ["/outbox", "/outbox/", "/api/outbox"] {
        let answer = app.browser().get(path).await;
        assert!(!answer.text().contains(token.expose()), "{path}");
    }
    let name = "<script>alert(1)</script>";
    let app = TestApp::with(&["--development", "on", "--name", name]).await;
    newcomer(&app, EMAIL).await;
    let token = reset_token(&app, EMAIL).await;
    // A name that leads here is not enough (DNS rebinding).
    let elsewhere = outbox_at(&app, "evil.example:8080").await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
    assert!(!elsewhere.text().contains(token.expose()));
    let answer = outbox_at(&app, "localhost:8080").await;
    assert!(answer.status.is_success());
    assert!(answer.text().contains(token.expose()));
    assert!(!answer.text().contains("<script"), "{}", answer.text());
    assert!(
        answer.text().contains("&lt;script&gt;"),
        "{}",
        answer.text()
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
}

async fn outbox_at(app: &TestApp, host: &str) -> Answer {
    let request = Request::get("/outbox").header("host", host);
    app.browser()
        .send(request.body(Body::empty()).unwrap())
        .await
}

// The end of an account.

#[tokio::test]
async fn an_account_is_deleted_with_all_that_belongs_to_it() {
    // LG-8, SE-4.
    let app = TestApp::with(&["--email-codes", "on"]).await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    app.clock.advance_seconds(60);
    take_phone(&app, &browser, NUMBER).await;
    register(&browser, &mut device(PASSKEY), PASSKEY).await;
    turn_on_email_codes(&browser).await.unwrap();
    sign_in(&app, &browser, EMAIL, &phone).await;
    trust(&browser).await.unwrap();
    take_email(&app, &browser, "ann.new@example.com").await;
    waiting(&app, "ann.new@example.com").await;
    reset_token(&app, "ann.new@example.com").await;
    app.next_step();
    let (of_bob, _) = enrolled(&app, BOB).await;
    app.new_messages().await;
    let wish = |email: &str| Deletion {
        email: email.to_owned(),
    };
    for wrong in [EMAIL, BOB, "ann.new@example.org"] {
        let refused = browser.call::<DeleteAccount>(&wish(wrong)).await;
        let reason = Reason::Wrong;
        let field = Field::Email;
        assert_eq!(refused, Err(Problem::Invalid { field, reason }), "{wrong}");
    }
    app.clock.advance_seconds(600);
    let stale = browser
        .call::<DeleteAccount>(&wish("ann.new@example.com"))
        .await;
    assert!(matches!(stale, Err(Problem::StepUpRequired { .. })));
    step_up_with_app(&app, &browser, &phone).await;
    let pending = pending_sign_in(&app, "ann.new@example.com").await;
    let copy = browser.copy().moved_to(api::app(app.second().await));
    let next = browser
        .call::<DeleteAccount>(&wish(" ANN.new@example.com"))
        .await;
    assert_eq!(next, Ok(NextStep::Password));

    assert_eq!(browser.cookie("latchkey"), None);
    for gone in [&copy, &pending] {
        assert_eq!(security(gone).await.unwrap_err(), Problem::NotSignedIn);
    }
    let with_owner = "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND c.name = 'account_id'";
    let bob = app.text("SELECT id FROM accounts").await;
    for table in app.texts(with_owner).await {
        let foreign = format!("SELECT COUNT(*) FROM {table} WHERE account_id <> '{bob}'");
        assert_eq!(app.count(&foreign).await, 0, "{table}");
    }
    assert!(security(&of_bob).await.is_ok());
    let messages = app.new_messages().await;
    let about: Vec<_> = messages
        .iter()
        .map(|it| (it.to.as_str(), it.subject.as_str()))
        .collect();
    assert_eq!(
        about,
        ["ann.new@example.com", EMAIL].map(|it| (it, "Latchkey: your account was deleted"))
    );
    let refused = submit_password(&elsewhere(&app), "ann.new@example.com", PASSWORD).await;
    assert_eq!(refused, Err(Problem::WrongCredentials));
    newcomer(&app, "ann.new@example.com").await;
}
