//! A disk that was full for a while.

use crate::support::{
    TestApp,
    person::{EMAIL, PASSWORD, newcomer, submit_password},
};
use sqlx::AssertSqlSafe;

/// SQLite ends the transaction by itself when the disk is full.
#[tokio::test]
async fn after_a_full_disk_the_server_writes_again() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    app.execute("PRAGMA max_page_count = 1").await;
    let mut transaction = app.app.store.write_transaction().await.unwrap();
    let fill = "INSERT INTO meta (name, key_id, nonce, ciphertext) VALUES ('fill', '', x'', zeroblob(4000000))";
    let filled = sqlx::query(AssertSqlSafe(fill)).execute(&mut *transaction);
    let refusal = filled.await.unwrap_err().to_string();
    assert!(refusal.contains("full"), "{refusal}");
    drop(transaction);

    assert!(submit_password(&browser, EMAIL, PASSWORD).await.is_ok());
}
