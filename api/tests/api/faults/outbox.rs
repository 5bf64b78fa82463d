//! How messages are taken in hand.

use crate::support::{
    TestApp,
    person::{EMAIL, newcomer},
};
use api::store::outbox::{claim, release};
use contract::Timestamp;

#[tokio::test]
async fn messages_are_claimed_several_at_once_by_an_index_in_their_order() {
    let app = TestApp::new().await;
    newcomer(&app, EMAIL).await;
    app.execute("DELETE FROM outbox").await;
    for (number, expires_at) in [(1, 900), (2, 300), (3, 600), (4, 300), (5, 50)] {
        let sql = format!(
            "INSERT INTO outbox (id, channel, key_id, nonce, ciphertext, created_at, due_at, expires_at)
             VALUES ('m{number}', 'email', 'k', x'', x'', {number}, 0, {expires_at})"
        );
        app.execute(&sql).await;
    }
    let (now, until) = (Timestamp(100), Timestamp(200));
    let mut transaction = app.app.store.write_transaction().await.unwrap();
    let mut ids = Vec::new();
    for _ in 0..3 {
        let rows = claim(&mut transaction, "email", (now, until), 2)
            .await
            .unwrap();
        ids.push(rows.into_iter().map(|row| row.id).collect::<Vec<_>>());
    }
    assert_eq!(ids, [vec!["m2", "m4"], vec!["m3", "m1"], vec![]]);
    release(&mut transaction, "m1").await.unwrap();
    let again = claim(&mut transaction, "email", (now, until), 16)
        .await
        .unwrap();
    assert_eq!(
        again.into_iter().map(|row| row.id).collect::<Vec<_>>(),
        ["m1"]
    );
    transaction.commit().await.unwrap();
    let columns = "SELECT name FROM pragma_index_info('outbox_claims') ORDER BY seqno";
    assert_eq!(
        app.texts(columns).await,
        ["channel", "expires_at", "sequence"]
    );
}
