//! A row that was damaged refuses itself, and nothing else.

use crate::support::{
    TestApp,
    authenticator::Authenticator,
    passkey::{PASSKEY, register, remove},
    person::{
        EMAIL, Phone, enrol, enrolled, newcomer, pending_sign_in, secret_of, start,
        submit_backup_code, submit_code,
    },
};
use api::{crypto::vault::new_key_text, startup::secret_keys};
use contract::{Problem, authenticator::AuthenticatorId};
use std::fs;

async fn damage(app: &TestApp, id: &AuthenticatorId) {
    let sql = format!(
        "UPDATE authenticators SET ciphertext = zeroblob(36) WHERE id = '{}'",
        id.0
    );
    app.execute(&sql).await;
}

/// Somebody with two authenticator apps.
async fn with_two(app: &TestApp) -> (Phone, Phone) {
    let (browser, first) = enrolled(app, EMAIL).await;
    app.next_step();
    let second = enrol(app, &browser).await;
    app.next_step();
    (first, second)
}

#[tokio::test]
async fn the_only_secret_of_a_server_is_damaged_and_the_server_starts() {
    let mut app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    damage(&app, &phone.id).await;
    app.restart().await;
    app.next_step();
    let pending = pending_sign_in(&app, EMAIL).await;
    let refused = submit_code(&pending, phone.code(&app)).await;
    assert_eq!(
        refused,
        Err(Problem::Internal),
        "nobody gets in, nor is told that the code is wrong"
    );
    submit_backup_code(&pending, &phone.backup_codes[0])
        .await
        .unwrap();
}

#[tokio::test]
async fn a_row_that_names_a_key_which_nobody_knows_does_not_stop_the_server() {
    let mut app = TestApp::new().await;
    enrolled(&app, EMAIL).await;
    app.execute("UPDATE authenticators SET key_id = 'kez-1'")
        .await;
    app.restart().await;
    pending_sign_in(&app, EMAIL).await;
}

#[tokio::test]
async fn beside_a_damaged_app_another_one_signs_in() {
    let app = TestApp::new().await;
    let (first, second) = with_two(&app).await;
    for (damaged, good) in [(&first, &second), (&second, &first)] {
        let kept = format!(
            "CREATE TABLE copy AS SELECT id, ciphertext FROM authenticators WHERE id = '{}'",
            damaged.id.0
        );
        app.execute(&kept).await;
        damage(&app, &damaged.id).await;
        let pending = pending_sign_in(&app, EMAIL).await;
        let wrong = submit_code(&pending, good.wrong_code(&app)).await;
        assert_eq!(wrong, Err(Problem::Internal));
        submit_code(&pending, good.code(&app)).await.unwrap();
        app.execute(
            "UPDATE authenticators SET ciphertext = (SELECT ciphertext FROM copy) WHERE id = (SELECT id FROM copy)",
        )
        .await;
        app.execute("DROP TABLE copy").await;
        app.next_step();
    }
}

#[tokio::test]
async fn a_set_up_whose_secret_was_damaged_begins_anew() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let before = start(&browser).await.unwrap();
    app.execute("UPDATE pending_authenticators SET ciphertext = zeroblob(36)")
        .await;
    let after = start(&browser).await.unwrap();
    assert_ne!(after.id, before.id);
    assert_ne!(secret_of(&after), secret_of(&before));
}

#[tokio::test]
async fn a_damaged_passkey_can_be_removed() {
    let app = TestApp::new().await;
    let (browser, _) = enrolled(&app, EMAIL).await;
    let passkey = register(&browser, &mut Authenticator::synced(), PASSKEY)
        .await
        .passkey;
    app.execute("UPDATE passkeys SET credential = '{'").await;
    remove(&browser, &passkey.id).await.unwrap();
    assert_eq!(app.count("SELECT COUNT(*) FROM passkeys").await, 0);
}

#[tokio::test]
async fn a_damaged_message_hides_no_other() {
    let app = TestApp::new().await;
    enrolled(&app, EMAIL).await;
    let all = api::messages::outbox::unsealed(&app.app)
        .await
        .unwrap()
        .len();
    app.execute("UPDATE outbox SET ciphertext = zeroblob(36) WHERE sequence = (SELECT MIN(sequence) FROM outbox)")
        .await;
    assert_eq!(
        api::messages::outbox::unsealed(&app.app)
            .await
            .unwrap()
            .len(),
        all - 1
    );
}

/// More than are sealed anew in one transaction.
const MANY: i64 = 350;

#[tokio::test]
async fn keys_are_changed_past_damaged_rows_and_the_old_key_can_be_dropped() {
    let mut app = TestApp::new().await;
    let (first, second) = with_two(&app).await;
    let copies = format!(
        "WITH RECURSIVE copy(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM copy WHERE number < {MANY})
         INSERT INTO outbox (id, channel, key_id, nonce, ciphertext, created_at, due_at, expires_at)
         SELECT 'copy' || number, channel, key_id, nonce, ciphertext, created_at, due_at, expires_at
         FROM copy, (SELECT * FROM outbox LIMIT 1)"
    );
    app.execute(&copies).await;
    damage(&app, &first.id).await;
    let old = fs::read_to_string(app.app.config.key_file()).unwrap();
    let new = new_key_text("new").unwrap();
    let keys = app.app.config.key_file();
    fs::write(&keys, format!("{},{}", *new, old.trim())).unwrap();
    app.restart().await;
    secret_keys::rekey(&app.app.store, &app.app.vault)
        .await
        .unwrap();
    for table in ["authenticators", "outbox"] {
        let old = format!("SELECT COUNT(*) FROM {table} WHERE key_id NOT IN ('new', '')");
        assert_eq!(app.count(&old).await, 0, "{table}");
    }
    fs::write(&keys, new.as_bytes()).unwrap();
    app.restart().await;
    submit_code(&pending_sign_in(&app, EMAIL).await, second.code(&app))
        .await
        .unwrap();
}
