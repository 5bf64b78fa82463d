//! Undoing a change of the email address, and what was added to the account in between.

use crate::support::{
    TestApp,
    account::{
        NUMBER, UNDO_SCREEN, confirmed, events, finish_reset, remove_added, reset_token,
        set_keys_only, sign_in, step_up_with_app, take_email, take_phone, trust,
        turn_on_email_codes, undo_email_change, waiting,
    },
    browser::Browser,
    passkey::{PASSKEY, SECURITY_KEY, device, elsewhere, register, sign_in_alone},
    person::{
        EMAIL, PASSWORD, Phone, enrol, newcomer, pending_sign_in, security, standing, submit_code,
        submit_password,
    },
};
use contract::{
    Nothing, Problem, Secret,
    activity::Event,
    contact::EmailChangeUndone,
    endpoint::RegenerateBackupCodes,
    sign_in::{Method, NextStep},
};

const ATTACKER: &str = "attacker@example.com";
const OWN_PASSWORD: &str = "a staple of my own, indeed";

/// Somebody with a confirmed address and an app, whose session an attacker has: the address is the attacker's. Gives that session,
/// the owner's app, and the token of the link that undoes it.
async fn stolen(app: &TestApp) -> (Browser, Phone, Secret) {
    let (browser, phone) = confirmed(app, EMAIL).await;
    app.clock.advance_seconds(60);
    sign_in(app, &browser, EMAIL, &phone).await;
    take_email(app, &browser, ATTACKER).await;
    let undo = app.newest_message(EMAIL).await.token(UNDO_SCREEN);
    app.clock.advance_seconds(60);
    (browser, phone, undo)
}

async fn assert_used(app: &TestApp, undo: &Secret) {
    let used = remove_added(&app.browser(), undo).await;
    assert_eq!(used, Err(Problem::LinkExpired));
    let used = undo_email_change(&app.browser(), undo).await;
    assert_eq!(used, Err(Problem::LinkExpired));
}

fn methods(undone: &EmailChangeUndone) -> Vec<Method> {
    undone.added.iter().map(|added| added.method).collect()
}

#[tokio::test]
async fn whoever_undoes_a_change_sees_what_was_added_since_and_removes_it_with_one_press() {
    let app = TestApp::with(&["--email-codes", "on"]).await;
    let (browser, phone, undo) = stolen(&app).await;
    let mut key = device(PASSKEY);
    register(&browser, &mut key, PASSKEY).await;
    app.clock.advance_seconds(1);
    register(&browser, &mut device(SECURITY_KEY), SECURITY_KEY).await;
    app.clock.advance_seconds(1);
    let other_app = enrol(&app, &browser).await;
    app.clock.advance_seconds(1);
    take_phone(&app, &browser, NUMBER).await;
    app.clock.advance_seconds(1);
    turn_on_email_codes(&browser).await.unwrap();
    app.clock.advance_seconds(1);
    let codes = browser.call::<RegenerateBackupCodes>(&Nothing {}).await;
    trust(&browser).await.unwrap();
    app.clock.advance_seconds(60);

    let undone = undo_email_change(&app.browser(), &undo).await.unwrap();
    let wanted = [
        Method::Passkey,
        Method::SecurityKey,
        Method::Authenticator,
        Method::TextMessage,
        Method::Email,
        Method::BackupCode,
    ];
    assert_eq!(methods(&undone), wanted);
    assert_eq!(undone.browsers.len(), 1);
    assert!(undone.can_remove);
    let told = app.newest_message(EMAIL).await.text;
    for said in ["passkey", "still opens it", "with one press"] {
        assert!(told.contains(said), "{said}: {told}");
    }
    // The link still shows it, and changes nothing by that.
    let again = undo_email_change(&app.browser(), &undo).await.unwrap();
    assert_eq!(again.added, undone.added);

    let open = app.browser();
    sign_in_alone(&open, &mut key).await.unwrap();
    remove_added(&app.browser(), &undo).await.unwrap();
    let ended = standing(&open).await;
    assert_eq!(ended, NextStep::Password, "every session ends");
    let refused = sign_in_alone(&app.browser(), &mut key).await;
    assert_eq!(refused, Err(Problem::PasskeyRemoved));
    app.next_step();
    let pending = pending_sign_in(&app, EMAIL).await;
    submit_code(&pending, other_app.code(&app))
        .await
        .unwrap_err();
    let code = codes.unwrap().codes.remove(0);
    let refused = crate::support::person::submit_backup_code(&pending, code.expose()).await;
    assert!(refused.is_err(), "{refused:?}");
    submit_code(&pending, phone.code(&app)).await.unwrap();
    let seen = security(&pending).await.unwrap();
    assert!(seen.passkeys.is_empty() && seen.phone.is_none());
    assert_eq!(seen.authenticators.len(), 1, "what was there before stays");
    let removed = events(&pending).await;
    let removed = removed
        .iter()
        .filter(|it| matches!(it, Event::MethodRemoved { .. }));
    assert_eq!(removed.count(), 6);

    assert_used(&app, &undo).await;
}

#[tokio::test]
async fn an_account_without_a_second_step_gets_rid_of_the_one_that_an_attacker_gave_it() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    take_email(&app, &browser, EMAIL).await;
    app.clock.advance_seconds(60);
    take_email(&app, &browser, ATTACKER).await;
    let undo = app.newest_message(EMAIL).await.token(UNDO_SCREEN);
    app.clock.advance_seconds(60);
    let mut key = device(PASSKEY);
    register(&browser, &mut key, PASSKEY).await;
    register(&browser, &mut device(PASSKEY), PASSKEY).await;
    set_keys_only(&browser, true).await.unwrap();

    let undone = undo_email_change(&app.browser(), &undo).await.unwrap();
    assert_eq!(undone.added.len(), 3, "two passkeys and backup codes");
    remove_added(&app.browser(), &undo).await.unwrap();
    sign_in_alone(&app.browser(), &mut key).await.unwrap_err();
    let token = reset_token(&app, EMAIL).await;
    finish_reset(&app.browser(), &token, OWN_PASSWORD)
        .await
        .unwrap();
    let owner = app.browser();
    let step = submit_password(&owner, EMAIL, OWN_PASSWORD).await;
    // Nothing is open until there is a second step of their own.
    assert!(
        matches!(step, Ok(NextStep::EnrolmentRequired(_))),
        "{step:?}"
    );
    enrol(&app, &owner).await;
    assert!(!security(&owner).await.unwrap().keys_only);
}

#[tokio::test]
async fn nothing_is_said_or_removed_of_what_was_there_before_or_came_later() {
    let app = TestApp::new().await;
    let (_, phone, undo) = stolen(&app).await;
    let undone = undo_email_change(&app.browser(), &undo).await.unwrap();
    assert_eq!(undone.added, []);
    let refused = remove_added(&app.browser(), &undo).await;
    assert_eq!(
        refused,
        Err(Problem::LinkExpired),
        "there is nothing to remove"
    );

    let app = TestApp::new().await;
    let (browser, phone_2, undo) = stolen(&app).await;
    register(&browser, &mut device(PASSKEY), PASSKEY).await;
    app.clock.advance_seconds(60);
    undo_email_change(&app.browser(), &undo).await.unwrap();
    app.clock.advance_seconds(60);
    let pending = pending_sign_in(&app, EMAIL).await;
    submit_code(&pending, phone_2.code(&app)).await.unwrap();
    register(&pending, &mut device(SECURITY_KEY), SECURITY_KEY).await;
    remove_added(&app.browser(), &undo).await.unwrap();
    app.clock.advance_seconds(60);
    let pending = pending_sign_in(&app, EMAIL).await;
    submit_code(&pending, phone_2.code(&app)).await.unwrap();
    assert_eq!(security(&pending).await.unwrap().passkeys.len(), 1);
    drop(phone);
}

#[tokio::test]
async fn an_address_that_was_never_confirmed_removes_nothing() {
    // Whoever owns a mistyped address shall not get into the account.
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    take_email(&app, &browser, "ann.new@example.com").await;
    let undo = app.newest_message(EMAIL).await.token(UNDO_SCREEN);
    app.clock.advance_seconds(60);
    enrol(&app, &browser).await;
    app.clock.advance_seconds(60);
    let undone = undo_email_change(&app.browser(), &undo).await.unwrap();
    assert!(!undone.can_remove && !undone.added.is_empty());
    let refused = remove_added(&app.browser(), &undo).await;
    assert_eq!(refused, Err(Problem::LinkExpired));
    let step = submit_password(&elsewhere(&app), EMAIL, PASSWORD).await;
    assert!(matches!(step, Ok(NextStep::SecondStep(_))), "{step:?}");
}

#[tokio::test]
async fn what_was_added_is_removed_within_a_week_and_a_recovery_ends_with_it() {
    let app = TestApp::new().await;
    for (seconds, is_good) in [(7 * 86_400 - 1, true), (7 * 86_400, false)] {
        let (browser, phone, undo) = stolen(&app).await;
        register(&browser, &mut device(PASSKEY), PASSKEY).await;
        undo_email_change(&app.browser(), &undo).await.unwrap();
        app.clock.advance_seconds(seconds);
        waiting(&app, EMAIL).await;
        let removed = remove_added(&app.browser(), &undo).await;
        assert_eq!(removed.is_ok(), is_good, "{removed:?}");
        let under_way = app.count("SELECT COUNT(*) FROM recoveries").await;
        assert_eq!(under_way, i64::from(!is_good));
        app.execute("DELETE FROM accounts").await;
        app.execute("DELETE FROM tries").await;
        drop(phone);
    }
}

#[tokio::test]
async fn the_email_about_a_change_says_what_its_link_does() {
    let app = TestApp::new().await;
    let (browser, phone, _) = stolen(&app).await;
    let messages = app.messages().await;
    let mail = messages.iter().rfind(|it| it.text.contains(UNDO_SCREEN));
    let text = &mail.unwrap().text;
    assert!(
        text.contains("what was added to your account since"),
        "{text}"
    );
    step_up_with_app(&app, &browser, &phone).await;
}
