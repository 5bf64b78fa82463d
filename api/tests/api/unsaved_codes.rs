//! Backup codes that were shown once: until their owner says that they are saved, the server says that they are not.

use crate::support::{
    TestApp,
    account::{NUMBER, confirmed, take_phone, two_people},
    browser::Browser,
    passkey::{PASSKEY, device, register},
    person::{
        EMAIL, confirm, enrolled, newcomer, pending_sign_in, secret_of, security, start,
        submit_backup_code,
    },
};
use contract::{
    Nothing, Problem,
    backup_codes::{BackupCodeSetId, WhichBackupCodes},
    endpoint::{AcknowledgeBackupCodes, RegenerateBackupCodes, TurnOnEmailCodes},
};

async fn acknowledge(browser: &Browser, set: &BackupCodeSetId) -> Result<Nothing, Problem> {
    let which = WhichBackupCodes { set: set.clone() };
    browser.call::<AcknowledgeBackupCodes>(&which).await
}

/// The set that nobody said is saved.
async fn unsaved(browser: &Browser) -> Option<BackupCodeSetId> {
    let overview = security(browser).await.unwrap();
    overview.backup_codes.and_then(|codes| codes.unsaved)
}

#[tokio::test]
async fn codes_of_a_first_app_are_not_saved_until_their_owner_says_so() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let pending = start(&browser).await.unwrap();
    let secret = secret_of(&pending);
    let code = crate::support::person::code(&secret, app.clock.now().seconds() / 30);
    let confirmed = confirm(&browser, &pending.id, code.as_str().into()).await;
    let set = confirmed.unwrap().backup_code_set.unwrap();
    assert_eq!(unsaved(&browser).await, Some(set.clone()));
    let overview = security(&browser).await.unwrap();
    assert_eq!(overview.backup_codes.unwrap().at_hand(), 0);
    assert_eq!(acknowledge(&browser, &set).await, Ok(Nothing {}));
    assert_eq!(unsaved(&browser).await, None);
    let overview = security(&browser).await.unwrap();
    assert_eq!(overview.backup_codes.unwrap().at_hand(), 10);
    // Saying it twice is fine: an answer may be lost.
    assert_eq!(acknowledge(&browser, &set).await, Ok(Nothing {}));
}

#[tokio::test]
async fn whatever_brings_codes_says_which_set_they_are() {
    let app = TestApp::with(&["--email-codes", "on"]).await;
    let by_passkey = newcomer(&app, "passkey@example.com").await;
    let added = register(&by_passkey, &mut device(PASSKEY), PASSKEY).await;
    assert!(added.backup_code_set.is_some());
    assert_eq!(unsaved(&by_passkey).await, added.backup_code_set);
    let by_phone = newcomer(&app, "phone@example.com").await;
    let on = take_phone(&app, &by_phone, NUMBER).await;
    assert!(on.backup_code_set.is_some());
    assert_eq!(unsaved(&by_phone).await, on.backup_code_set);
    let by_mail = newcomer(&app, "mail@example.com").await;
    crate::support::account::take_email(&app, &by_mail, "mail@example.com").await;
    let on = by_mail.call::<TurnOnEmailCodes>(&Nothing {}).await.unwrap();
    assert!(on.backup_code_set.is_some());
    assert_eq!(unsaved(&by_mail).await, on.backup_code_set);
}

#[tokio::test]
async fn an_older_tab_does_not_acknowledge_a_newer_set() {
    let app = TestApp::new().await;
    let (browser, _) = enrolled(&app, EMAIL).await;
    let old = unsaved(&browser).await.unwrap();
    let new = browser.call::<RegenerateBackupCodes>(&Nothing {}).await;
    let new = new.unwrap().set;
    assert_ne!(old, new);
    assert_eq!(acknowledge(&browser, &old).await, Err(Problem::NotFound));
    assert_eq!(unsaved(&browser).await, Some(new.clone()));
    assert_eq!(acknowledge(&browser, &new).await, Ok(Nothing {}));
    assert_eq!(unsaved(&browser).await, None);
}

#[tokio::test]
async fn a_new_set_is_not_saved_although_the_old_one_was() {
    let app = TestApp::new().await;
    let (browser, _) = enrolled(&app, EMAIL).await;
    let set = unsaved(&browser).await.unwrap();
    acknowledge(&browser, &set).await.unwrap();
    let new = browser.call::<RegenerateBackupCodes>(&Nothing {}).await;
    assert_eq!(unsaved(&browser).await, Some(new.unwrap().set));
}

#[tokio::test]
async fn nobody_acknowledges_the_set_of_somebody_else() {
    let app = TestApp::new().await;
    let ((of_ann, _), (of_bob, _)) = two_people(&app).await;
    let set = unsaved(&of_ann).await.unwrap();
    assert_eq!(acknowledge(&of_bob, &set).await, Err(Problem::NotFound));
    assert_eq!(unsaved(&of_ann).await, Some(set));
}

#[tokio::test]
async fn whoever_gives_a_backup_code_has_them_saved() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    assert!(unsaved(&browser).await.is_some());
    let pending = pending_sign_in(&app, EMAIL).await;
    submit_backup_code(&pending, &phone.backup_codes[0])
        .await
        .unwrap();
    assert_eq!(unsaved(&browser).await, None);
}

#[tokio::test]
async fn codes_that_are_gone_are_not_unsaved() {
    let app = TestApp::new().await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    let set = unsaved(&browser).await.unwrap();
    crate::account::authenticators::remove(&browser, &phone.id)
        .await
        .unwrap();
    assert_eq!(security(&browser).await.unwrap().backup_codes, None);
    assert_eq!(acknowledge(&browser, &set).await, Err(Problem::NotFound));
}
