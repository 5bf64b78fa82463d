//! Whether the database can be written: asked by a small write of our own, when there was no other for a while.

use super::{Connection, Statement as _, Store};
use std::time::Duration;
use tokio::time::timeout;

/// How long a write that succeeded vouches for the next one.
const GOOD_FOR: Duration = Duration::from_secs(10);
/// How long after a write that failed the next probe may be made.
const BAD_FOR: Duration = Duration::from_secs(1);
/// The longest that a probe waits for its turn.
const PROBE_TIMEOUT: Duration = Duration::from_secs(2);
/// Bytes that a probe writes while all is well: they fit on one page.
const SMALL: usize = 8;
/// Bytes that a probe writes after a failure: more than a sign-in. A disk that is full may still have room for a page in
/// the log.
const LARGE: usize = 64 * 1_024;

impl Store {
    /// Whether the database can be written, as far as is known. It is written for that at most once in ten seconds, and only
    /// when nobody else wrote in them.
    pub async fn is_writable(&self) -> bool {
        let seen = self.condition.last();
        let good_for = if seen.works { GOOD_FOR } else { BAD_FOR };
        if seen.at.elapsed() < good_for {
            return seen.works;
        }
        let Ok(mut count) = self.condition.probing.try_lock() else {
            return seen.works;
        };
        *count += 1;
        // What is written differs each time: otherwise nothing would be.
        let byte = u8::try_from(*count % 256).unwrap_or(0);
        let content = vec![byte; if seen.works { SMALL } else { LARGE }];
        // One that does not get its turn says nothing of the disk.
        let _ = timeout(PROBE_TIMEOUT, self.probe(&content)).await;
        self.condition.last().works
    }

    /// Writes this, and notes what became of it.
    async fn probe(&self, content: &[u8]) {
        let Ok(mut transaction) = self.write_transaction().await else {
            return;
        };
        match write(&mut transaction, content).await {
            // Its end is noted where it ends.
            Ok(()) => drop(transaction.commit().await),
            Err(cause) => self.note_failure(&cause),
        }
    }
}

async fn write(connection: &mut Connection, content: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO write_probe (id, content) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET content = $1",
    )
    .bind(content)
    .run(connection)
    .await
}
