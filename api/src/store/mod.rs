//! The only place with SQL: a file for each table, some for what goes over several (`factors`, `expired`, `sealed`), and
//! how the database is opened, written to and watched (`connection`, `transaction`, `condition`).
//!
//! One text of SQL serves SQLite now and PostgreSQL later: `$1` placeholders, no function of one of them alone,
//! moments as milliseconds. A caller that must do several things all or nothing passes one transaction to each.

pub mod accounts;
pub mod activity;
pub mod addresses;
pub mod attempts;
pub mod authenticators;
pub mod backup_codes;
pub mod browsers;
pub mod ceremonies;
pub mod claims;
mod condition;
mod connection;
pub mod email_changes;
pub mod expired;
pub mod factors;
mod failures;
pub mod held_notices;
pub mod meta;
pub mod outbox;
pub mod passkeys;
pub mod password_resets;
pub mod pending_authenticators;
pub mod pending_sign_ins;
pub mod phones;
mod probe;
pub mod recoveries;
pub mod removed_passkeys;
pub mod sealed;
pub mod sent_codes;
pub mod sessions;
mod statement;
mod transaction;
pub mod undone_changes;

pub use connection::{Connection, Database};
pub use failures::{cannot_write, is_busy, is_orphan};
pub use transaction::Transaction;

use condition::Condition;
use sqlx::{
    Connection as _,
    migrate::MigrateError,
    pool::{PoolConnection, PoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use statement::Statement;
use std::{fs, io, path::Path, str::FromStr as _, sync::Arc, time::Duration};
use tokio::time::{Instant, sleep};

type Pool = sqlx::Pool<Database>;

/// How long a request waits for a connection, or for a writer in another process.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long to wait before asking again.
const RETRY_DELAY: Duration = Duration::from_millis(20);
/// Connections that read at the same time.
const READERS: u32 = 8;
/// Begins a transaction that may write at once: one that began by reading could find, too late, that another
/// one wrote in between.
const BEGIN_WRITING: &str = "BEGIN IMMEDIATE";

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address is wrong, or the file cannot be opened.
    #[error("{0}")]
    Connect(#[from] sqlx::Error),
    /// The file cannot be made.
    #[error("{0}")]
    File(#[from] io::Error),
    /// Its tables could not be brought up to date.
    #[error("{0}")]
    Migrate(#[from] MigrateError),
}

/// The open database.
///
/// SQLite takes one writer at a time, so all writers share one connection: they wait for it in a fair queue
/// instead of asking the file again and again.
#[derive(Clone, Debug)]
pub struct Store {
    readers: Pool,
    writer: Pool,
    condition: Arc<Condition>,
}

impl Store {
    /// The address of the database file at this path.
    pub fn url_of_file(path: &Path) -> String {
        format!("sqlite://{}", path.display())
    }

    /// Opens the database, makes it when it is missing, and brings its tables up to date.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // What was acknowledged survives a crash: the log is on the disk before the answer goes out.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT);
        make_private_file(options.get_filename())?;
        let writer = pool(1).after_release(|connection, _| Box::pin(is_reusable(connection)));
        let writer = connect(writer, &options).await?;
        migrate(&writer).await?;
        let readers = pool(READERS).connect_lazy_with(options.pragma("query_only", "ON"));
        Ok(Self {
            readers,
            writer,
            condition: Arc::new(Condition::new()),
        })
    }

    /// A connection to read with.
    pub async fn read(&self) -> Result<PoolConnection<Database>, sqlx::Error> {
        self.readers.acquire().await
    }

    /// Begins to write. Nobody else writes until it ends, so nothing slow belongs inside.
    pub async fn write_transaction(&self) -> Result<Transaction, sqlx::Error> {
        match self.writer.begin_with(BEGIN_WRITING).await {
            Ok(inner) => Ok(Transaction::new(inner, Arc::clone(&self.condition))),
            Err(cause) => {
                self.note_failure(&cause);
                Err(cause)
            }
        }
    }

    /// Notes that something failed: when it was because nothing can be written, [`Store::is_writable`] says so.
    pub fn note_failure(&self, cause: &sqlx::Error) {
        self.condition.note(Some(cause));
    }

    /// Whether it can be read.
    pub async fn is_available(&self) -> bool {
        let answer = async {
            let mut connection = self.read().await?;
            sqlx::query_scalar::<Database, i64>("SELECT COUNT(*) FROM meta")
                .fetch_one(&mut *connection)
                .await
        };
        answer.await.is_ok()
    }

    /// Closes it, once what is under way is done.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Connections stay open: the last one to close would take SQLite's log with it each time. They are to a file: one that
/// broke says so by itself, and asking each before it is used would cost every request a round trip.
fn pool(connections: u32) -> PoolOptions<Database> {
    PoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(BUSY_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

/// Opens the first connection. While another process makes the database, SQLite refuses at once instead of waiting.
async fn connect(
    pool: PoolOptions<Database>,
    options: &SqliteConnectOptions,
) -> Result<Pool, sqlx::Error> {
    let until = Instant::now() + BUSY_TIMEOUT;
    loop {
        match pool.clone().connect_with(options.clone()).await {
            Err(cause) if is_busy(&cause) && Instant::now() < until => sleep(RETRY_DELAY).await,
            outcome => return outcome,
        }
    }
}

/// Brings the tables up to date, all or nothing. Of several processes that start at once, one does; the others wait
/// and find it done.
async fn migrate(writer: &Pool) -> Result<(), OpenError> {
    let mut transaction = writer.begin_with(BEGIN_WRITING).await?;
    sqlx::migrate!("migrations/sqlite")
        .run(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

/// Whether a connection can be written with again. When the disk is full or fails, SQLite ends the transaction by
/// itself; sqlx still counts it as open, and would never begin another on this connection.
async fn is_reusable(connection: &mut Connection) -> Result<bool, sqlx::Error> {
    // The rollback of a dropped transaction is under way: the answer comes after it.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// Makes an empty file that its owner alone can read, unless it is there. SQLite gives its log the same rights.
fn make_private_file(path: &Path) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}
