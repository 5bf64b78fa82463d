//! `/api/account/passkeys/…`: what a passkey does to the account that has it.

use crate::{
    account::{authenticators, password},
    support::{
        TestApp,
        authenticator::Authenticator,
        passkey::{
            BOTH, Fixture, PASSKEY, Purpose, SECURITY_KEY, add, creation_options, device,
            elsewhere, register, remove, sign_in_alone, with_passkey,
        },
        person::{
            EMAIL, PASSWORD, enrol, enrolled, is_signed_in, newcomer, pending_sign_in, security,
            sign_up, standing, step_up, submit_backup_code, submit_password,
        },
    },
};
use contract::{
    Nothing, Problem,
    endpoint::RenamePasskey,
    passkey::{PasskeyId, PasskeyName},
    problem::{Field, Reason},
    sign_in::{Method, NextStep},
    step_up::StepUp,
};

async fn rename(
    browser: &crate::support::browser::Browser,
    id: &PasskeyId,
    name: &str,
) -> Result<Nothing, Problem> {
    let wanted = PasskeyName {
        id: id.clone(),
        name: name.to_owned(),
    };
    browser.call::<RenamePasskey>(&wanted).await
}

#[tokio::test]
async fn with_the_first_method_come_backup_codes_and_with_the_second_none() {
    // BC-4.
    for kind in BOTH {
        let app = TestApp::new().await;
        let browser = newcomer(&app, EMAIL).await;
        let first = register(&browser, &mut device(kind), kind).await;
        let codes = first.backup_codes.unwrap();
        assert_eq!(codes.len(), 10);
        let second = register(&browser, &mut device(kind), kind).await;
        assert_eq!(second.backup_codes, None);
        let left = security(&browser).await.unwrap().backup_codes.unwrap();
        assert_eq!((left.left, left.total), (10, 10));
        let pending = pending_sign_in(&app, EMAIL).await;
        assert!(
            submit_backup_code(&pending, codes[0].expose())
                .await
                .is_ok()
        );
    }
    let app = TestApp::new().await;
    let (browser, _) = enrolled(&app, EMAIL).await;
    let later = register(&browser, &mut device(PASSKEY), PASSKEY).await;
    assert_eq!(later.backup_codes, None);
}

#[tokio::test]
async fn the_first_method_ends_sessions_that_never_passed_it_and_renews_this_one() {
    // SE-5 and SE-2.
    for kind in BOTH {
        let app = TestApp::new().await;
        let browser = newcomer(&app, EMAIL).await;
        let other = app.browser();
        submit_password(&other, EMAIL, PASSWORD).await.unwrap();
        let before = browser.copy();
        register(&browser, &mut device(kind), kind).await;
        assert!(is_signed_in(&browser).await);
        assert!(!is_signed_in(&other).await);
        assert!(!is_signed_in(&before).await, "the old token is dead");
    }
}

#[tokio::test]
async fn with_the_last_method_go_the_backup_codes_whatever_kind_it_is() {
    // SU-3.
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    let passkey = register(&browser, &mut device(PASSKEY), PASSKEY)
        .await
        .passkey;
    let key = register(&browser, &mut device(SECURITY_KEY), SECURITY_KEY)
        .await
        .passkey;
    authenticators::remove(&browser, &phone.id).await.unwrap();
    remove(&browser, &passkey.id).await.unwrap();
    let pending = pending_sign_in(&app, EMAIL).await;
    let NextStep::SecondStep(asked) = standing(&pending).await else {
        panic!("the second step is owed")
    };
    assert_eq!(asked.methods, [Method::SecurityKey, Method::BackupCode]);
    remove(&browser, &key.id).await.unwrap();
    let overview = security(&browser).await.unwrap();
    assert!(overview.passkeys.is_empty() && overview.backup_codes.is_none());
    assert_eq!(app.count("SELECT COUNT(*) FROM backup_codes").await, 0);
    assert_eq!(standing(&pending).await, NextStep::Password);
    let step = submit_password(&app.browser(), EMAIL, PASSWORD).await;
    assert!(matches!(step, Ok(NextStep::SignedIn(_))));
}

#[tokio::test]
async fn the_last_method_stays_where_one_is_required() {
    // SU-3.
    let app = TestApp::with(&["--second-step", "required"]).await;
    let browser = newcomer(&app, EMAIL).await;
    let passkey = register(&browser, &mut device(PASSKEY), PASSKEY)
        .await
        .passkey;
    let before = app.dump().await;
    let refused = remove(&browser, &passkey.id).await;
    assert_eq!(refused, Err(Problem::LastSecondStep));
    assert_eq!(app.dump().await, before);
    let phone = enrol(&app, &browser).await;
    remove(&browser, &passkey.id).await.unwrap();
    let refused = authenticators::remove(&browser, &phone.id).await;
    assert_eq!(refused, Err(Problem::LastSecondStep));
}

#[tokio::test]
async fn the_last_method_stays_while_the_password_is_too_short_alone() {
    // PW-1.
    let fixture = Fixture::new(SECURITY_KEY).await;
    password::change(&fixture.browser, PASSWORD, "vK7#qpzw")
        .await
        .unwrap();
    let refused = remove(&fixture.browser, &fixture.passkey.id).await;
    assert_eq!(refused, Err(Problem::LongerPasswordNeeded { minimum: 15 }));
    assert_eq!(security(&fixture.browser).await.unwrap().passkeys.len(), 1);
}

#[tokio::test]
async fn a_removal_ends_every_other_session() {
    // SE-4: also the one that the passkey opened.
    let mut fixture = Fixture::new(PASSKEY).await;
    let other = elsewhere(&fixture.app);
    sign_in_alone(&other, &mut fixture.device).await.unwrap();
    assert!(is_signed_in(&other).await);
    remove(&fixture.browser, &fixture.passkey.id).await.unwrap();
    assert!(!is_signed_in(&other).await);
    assert!(is_signed_in(&fixture.browser).await);
}

#[tokio::test]
async fn a_new_passkey_that_is_not_the_first_ends_no_session() {
    let mut fixture = Fixture::new(PASSKEY).await;
    let other = elsewhere(&fixture.app);
    sign_in_alone(&other, &mut fixture.device).await.unwrap();
    register(&fixture.browser, &mut device(SECURITY_KEY), SECURITY_KEY).await;
    assert!(is_signed_in(&other).await);
}

#[tokio::test]
async fn a_removed_passkey_may_be_registered_again() {
    let mut fixture = Fixture::new(PASSKEY).await;
    remove(&fixture.browser, &fixture.passkey.id).await.unwrap();
    let creation = creation_options(&fixture.browser, PASSKEY).await.unwrap();
    let mut making = fixture.device.making(&creation).unwrap();
    let old = fixture.device.credentials.remove(0);
    making.credential_id = old.id;
    let added = add(&fixture.browser, &creation, &making.answer()).await;
    assert!(added.is_ok(), "{added:?}");
    fixture.device.keep(&creation, &making);
    let proved = sign_in_alone(&elsewhere(&fixture.app), &mut fixture.device).await;
    assert!(proved.is_ok(), "{proved:?}");
}

#[tokio::test]
async fn what_is_not_ones_own_is_not_there() {
    // EN-4.
    let app = TestApp::new().await;
    let mut of_bob = Authenticator::synced();
    let (_, foreign) = with_passkey(&app, "bob@example.com", &mut of_bob, PASSKEY).await;
    let browser = newcomer(&app, EMAIL).await;
    let before = app.dump().await;
    for id in [
        &foreign.id,
        &PasskeyId("0".repeat(32)),
        &PasskeyId(String::new()),
    ] {
        assert_eq!(remove(&browser, id).await, Err(Problem::NotFound));
        let renamed = rename(&browser, id, "Mine").await;
        assert_eq!(renamed, Err(Problem::NotFound));
    }
    assert_eq!(app.dump().await, before);
}

#[tokio::test]
async fn a_name_is_tidied_and_checked() {
    // WR-13.
    let fixture = Fixture::new(PASSKEY).await;
    let id = &fixture.passkey.id;
    rename(&fixture.browser, id, "  Caf\u{65}\u{301} <b>🔑</b> ")
        .await
        .unwrap();
    let named = security(&fixture.browser).await.unwrap().passkeys.remove(0);
    assert_eq!(named.name, "Caf\u{e9} <b>🔑</b>");
    for (name, reason) in [
        (" ".to_owned(), Reason::Missing),
        ("a\0b".to_owned(), Reason::Malformed),
        ("a\u{202e}b".to_owned(), Reason::Malformed),
        ("x".repeat(65), Reason::TooLong { maximum: 64 }),
    ] {
        let refused = rename(&fixture.browser, id, &name).await;
        let field = Field::Name;
        assert_eq!(refused, Err(Problem::Invalid { field, reason }), "{name:?}");
    }
}

#[tokio::test]
async fn changes_need_a_recent_proof_with_the_strongest_that_there_is() {
    // SU-1 and PH-1: a password is not enough.
    for kind in BOTH {
        let mut fixture = Fixture::new(kind).await;
        fixture.app.clock.advance_seconds(600);
        let id = fixture.passkey.id.clone();
        let refused = remove(&fixture.browser, &id).await;
        let Err(Problem::StepUpRequired {
            step_up: StepUp::SecondStep(asked),
        }) = refused
        else {
            panic!("{refused:?}")
        };
        let first = match kind {
            PASSKEY => Method::Passkey,
            SECURITY_KEY => Method::SecurityKey,
        };
        assert_eq!(asked.methods, [first, Method::BackupCode]);
        assert_eq!(asked.show_first, first);
        let renamed = rename(&fixture.browser, &id, "x").await;
        assert!(matches!(renamed, Err(Problem::StepUpRequired { .. })));
        let with_password =
            crate::support::person::step_up_with_password(&fixture.browser, PASSWORD).await;
        assert!(with_password.is_err(), "{with_password:?}");
        assert_eq!(fixture.app.count("SELECT COUNT(*) FROM passkeys").await, 1);
        Purpose::StepUp(kind)
            .prove(&fixture.browser, &mut fixture.device)
            .await
            .unwrap();
        rename(&fixture.browser, &id, "x").await.unwrap();
        remove(&fixture.browser, &id).await.unwrap();
    }
}

#[tokio::test]
async fn a_step_up_is_for_one_session_gives_it_a_new_token_and_lasts_ten_minutes() {
    // SU-2 and SE-2.
    let mut fixture = Fixture::new(PASSKEY).await;
    let other = elsewhere(&fixture.app);
    sign_in_alone(&other, &mut fixture.device).await.unwrap();
    fixture.app.clock.advance_seconds(600);
    let before = fixture.browser.copy();
    Purpose::StepUp(PASSKEY)
        .prove(&fixture.browser, &mut fixture.device)
        .await
        .unwrap();
    assert!(!is_signed_in(&before).await, "the old token is dead");
    let elsewhere = rename(&other, &fixture.passkey.id, "x").await;
    assert!(matches!(elsewhere, Err(Problem::StepUpRequired { .. })));
    fixture.app.clock.advance_seconds(599);
    rename(&fixture.browser, &fixture.passkey.id, "x")
        .await
        .unwrap();
    fixture.app.clock.advance_seconds(1);
    let late = rename(&fixture.browser, &fixture.passkey.id, "y").await;
    assert!(matches!(late, Err(Problem::StepUpRequired { .. })));
}

#[tokio::test]
async fn any_method_is_a_step_up_for_any_other() {
    let mut fixture = Fixture::new(PASSKEY).await;
    let phone = enrol(&fixture.app, &fixture.browser).await;
    fixture.app.clock.advance_seconds(600);
    step_up(&fixture.browser, phone.code(&fixture.app))
        .await
        .unwrap();
    remove(&fixture.browser, &fixture.passkey.id).await.unwrap();
    register(&fixture.browser, &mut fixture.device, PASSKEY).await;
    fixture.app.clock.advance_seconds(600);
    Purpose::StepUp(PASSKEY)
        .prove(&fixture.browser, &mut fixture.device)
        .await
        .unwrap();
    authenticators::remove(&fixture.browser, &phone.id)
        .await
        .unwrap();
}

#[tokio::test]
async fn where_a_second_step_is_required_a_passkey_enrols() {
    for kind in BOTH {
        let app = TestApp::with(&["--second-step", "required"]).await;
        sign_up(&app, EMAIL, PASSWORD).await.unwrap();
        let browser = app.browser();
        let step = submit_password(&browser, EMAIL, PASSWORD).await.unwrap();
        assert!(matches!(step, NextStep::EnrolmentRequired(_)));
        let refused = security(&browser).await;
        assert_eq!(refused.unwrap_err(), Problem::EnrolmentRequired);
        let mut device = device(kind);
        let added = register(&browser, &mut device, kind).await;
        assert_eq!(added.backup_codes.unwrap().len(), 10);
        assert!(is_signed_in(&browser).await, "the session is raised");
        assert_eq!(security(&browser).await.unwrap().passkeys.len(), 1);
        let pending = pending_sign_in(&app, EMAIL).await;
        let purpose = Purpose::SecondStep(kind);
        assert_eq!(purpose.prove(&pending, &mut device).await, Ok(()));
    }
}

#[tokio::test]
async fn an_enrolling_session_cannot_say_what_is_for_whoever_is_signed_in() {
    // PS-5.
    let app = TestApp::with(&["--second-step", "required"]).await;
    let mut of_bob = Authenticator::synced();
    with_passkey(&app, "bob@example.com", &mut of_bob, PASSKEY).await;
    let browser = newcomer(&app, EMAIL).await;
    let nowhere = PasskeyId("0".repeat(32));
    assert_eq!(
        remove(&browser, &nowhere).await,
        Err(Problem::EnrolmentRequired)
    );
    assert_eq!(
        rename(&browser, &nowhere, "x").await,
        Err(Problem::EnrolmentRequired)
    );
    assert_eq!(
        Purpose::StepUp(PASSKEY).request_options(&browser).await,
        Err(Problem::EnrolmentRequired)
    );
}

#[tokio::test]
async fn a_change_that_fails_halfway_did_not_happen() {
    // SU-4 and LG-4.
    let fixture = Fixture::new(PASSKEY).await;
    let trigger = "CREATE TRIGGER refuse BEFORE";
    let fails = "BEGIN SELECT RAISE(ABORT, 'full'); END";
    for what in [
        "DELETE ON backup_code_sets",
        "INSERT ON removed_passkeys",
        "DELETE ON passkeys",
    ] {
        let sql = format!("{trigger} {what} {fails}");
        fixture.app.execute(&sql).await;
        let before = fixture.app.dump().await;
        let refused = remove(&fixture.browser, &fixture.passkey.id).await;
        assert_eq!(refused, Err(Problem::Internal), "{what}");
        assert_eq!(fixture.app.dump().await, before, "{what}");
        fixture.app.execute("DROP TRIGGER refuse").await;
    }
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    for what in [
        "INSERT ON backup_codes",
        "INSERT ON passkeys",
        "UPDATE ON sessions",
    ] {
        let creation = creation_options(&browser, PASSKEY).await.unwrap();
        let answer = device(PASSKEY).make(&creation).unwrap();
        let sql = format!("{trigger} {what} {fails}");
        app.execute(&sql).await;
        let before = app.kept().await;
        let refused = add(&browser, &creation, &answer).await;
        assert_eq!(refused, Err(Problem::Internal), "{what}");
        assert_eq!(app.kept().await, before, "{what}");
        app.execute("DROP TRIGGER refuse").await;
    }
    register(&browser, &mut device(PASSKEY), PASSKEY).await;
}

#[tokio::test]
async fn a_session_that_cannot_be_kept_uses_no_count_up() {
    // LG-4 and WA-4.
    for purpose in Purpose::of(PASSKEY) {
        let mut fixture = Fixture::with(&[], Authenticator::bound(), PASSKEY).await;
        let asker = fixture.asker(purpose).await;
        let refuse = "CREATE TRIGGER refuse BEFORE INSERT ON sessions BEGIN SELECT RAISE(ABORT, 'full'); END";
        let refuse_update = "CREATE TRIGGER refuse BEFORE UPDATE ON sessions BEGIN SELECT RAISE(ABORT, 'full'); END";
        let is_step_up = matches!(purpose, Purpose::StepUp(_));
        let trigger = if is_step_up { refuse_update } else { refuse };
        let request = purpose.request_options(&asker).await.unwrap();
        let answer = fixture.device.prove(&request).unwrap();
        fixture.app.execute(trigger).await;
        let before = fixture.app.kept().await;
        let refused = purpose.submit(&asker, &request, &answer).await;
        assert_eq!(refused, Err(Problem::Internal), "{purpose:?}");
        assert_eq!(fixture.app.kept().await, before, "{purpose:?}");
        fixture.app.execute("DROP TRIGGER refuse").await;
        let proved = purpose.prove(&asker, &mut fixture.device).await;
        assert_eq!(proved, Ok(()), "{purpose:?}");
    }
}

#[tokio::test]
async fn without_a_table_that_a_check_needs_nobody_gets_in() {
    // LG-4.
    for table in ["passkeys", "ceremonies", "sessions", "accounts", "tries"] {
        let mut fixture = Fixture::new(PASSKEY).await;
        let asker = elsewhere(&fixture.app);
        let request = Purpose::Alone.request_options(&asker).await.unwrap();
        let answer = fixture.device.prove(&request).unwrap();
        let sql = format!("ALTER TABLE {table} RENAME TO gone");
        fixture.app.execute(&sql).await;
        let refused = Purpose::Alone.submit(&asker, &request, &answer).await;
        assert_eq!(refused, Err(Problem::Internal), "without {table}");
        assert_eq!(asker.cookie("latchkey"), None, "without {table}");
    }
}

#[tokio::test]
async fn a_row_that_cannot_be_read_lets_nobody_in() {
    // LG-4.
    for sql in [
        "UPDATE passkeys SET credential = '{}'",
        "UPDATE passkeys SET credential = ''",
        "UPDATE passkeys SET sign_count = -1",
        "UPDATE ceremonies SET state = '{}'",
        "UPDATE ceremonies SET state = ''",
    ] {
        let mut fixture = Fixture::new(PASSKEY).await;
        let asker = elsewhere(&fixture.app);
        let request = Purpose::Alone.request_options(&asker).await.unwrap();
        let answer = fixture.device.prove(&request).unwrap();
        fixture.app.execute(sql).await;
        let refused = Purpose::Alone.submit(&asker, &request, &answer).await;
        assert_eq!(refused, Err(Problem::Internal), "{sql}");
        assert!(!is_signed_in(&asker).await);
    }
}

#[tokio::test]
async fn another_accounts_row_is_not_ones_own_however_it_is_asked_for() {
    // PS-3.
    let app = TestApp::new().await;
    let mut of_bob = Authenticator::synced();
    with_passkey(&app, "bob@example.com", &mut of_bob, PASSKEY).await;
    let mut of_ann = Authenticator::synced();
    with_passkey(&app, EMAIL, &mut of_ann, PASSKEY).await;
    for (device, email) in [(&mut of_ann, EMAIL), (&mut of_bob, "bob@example.com")] {
        let browser = elsewhere(&app);
        let step = sign_in_alone(&browser, device).await.unwrap();
        assert!(matches!(step, NextStep::SignedIn(it) if it.viewer.email == email));
    }
}
