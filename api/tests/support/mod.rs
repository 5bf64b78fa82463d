//! The server without a socket: the real router, a database file of its own, and a clock that is moved by hand.

// Each test program uses a part of this.
#![allow(dead_code)]

pub mod account;
pub mod authenticator;
pub mod browser;
pub mod cbor;
pub mod outbox;
pub mod passkey;
pub mod person;
pub mod table;

use api::{
    app::App,
    clock::Clock,
    config::{Config, Settings},
    crypto::hasher::{Cost, Hasher},
    store::Database,
};
use axum::Router;
use browser::Browser;
use clap::{Args as _, Command, FromArgMatches as _};
use contract::{Timestamp, limits::CODE_PERIOD};
use sqlx::AssertSqlSafe;
use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    sync::Mutex,
};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// Where the clock of a [`TestApp`] stands at first: 2027-01-15T08:00:05Z, five seconds into a time step.
pub const START: Timestamp = Timestamp(1_800_000_005_000);

/// A server.
pub struct TestApp {
    /// Moves its time.
    pub clock: Clock,
    /// Its parts, for tests that look behind the API.
    pub app: App,
    arguments: Vec<String>,
    text_message_token: Option<String>,
    cost: Cost,
    folder: TempDir,
    /// The messages that a test read.
    read: Mutex<HashSet<String>>,
}

impl TestApp {
    /// A server with the default settings, whose hashes cost next to nothing.
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    /// A server with other settings, as on the command line: `&["--second-step", "required"]`.
    pub async fn with(arguments: &[&str]) -> Self {
        Self::with_cost(arguments, Cost::LEAST).await
    }

    /// A server whose hashes cost as much as this.
    pub async fn with_cost(arguments: &[&str], cost: Cost) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        let clock = Clock::fixed(START);
        let set_up = (arguments.as_slice(), None);
        let app = start(folder.path(), set_up, clock.clone(), cost).await;
        Self {
            clock,
            app,
            arguments,
            text_message_token: None,
            cost,
            folder,
            read: Mutex::default(),
        }
    }

    /// A server with other settings, and with this token at the gateway for text messages.
    pub async fn with_token(arguments: &[String], token: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::fixed(START);
        let set_up = (arguments, Some(token));
        let app = start(folder.path(), set_up, clock.clone(), Cost::LEAST).await;
        Self {
            clock,
            app,
            arguments: arguments.to_vec(),
            text_message_token: Some(token.to_owned()),
            cost: Cost::LEAST,
            folder,
            read: Mutex::default(),
        }
    }

    /// Ends the server and starts another on the same data. Browsers must be moved to its router.
    pub async fn restart(&mut self) {
        self.app.store.close().await;
        let (folder, clock) = (self.folder.path(), self.clock.clone());
        let set_up = (
            self.arguments.as_slice(),
            self.text_message_token.as_deref(),
        );
        self.app = start(folder, set_up, clock, self.cost).await;
    }

    /// The same, but set up otherwise from now on.
    pub async fn restart_with(&mut self, arguments: &[&str]) {
        self.arguments = arguments.iter().map(ToString::to_string).collect();
        self.restart().await;
    }

    /// Another server beside it, on the same data and with the same clock.
    pub async fn second(&self) -> App {
        let (folder, clock) = (self.folder.path(), self.clock.clone());
        let set_up = (
            self.arguments.as_slice(),
            self.text_message_token.as_deref(),
        );
        start(folder, set_up, clock, self.cost).await
    }

    /// What it answers with.
    pub fn router(&self) -> Router {
        api::app(self.app.clone())
    }

    /// Somebody new at this server.
    pub fn browser(&self) -> Browser {
        Browser::new(self.router())
    }

    /// Moves the clock by one time step, so that authenticators show the next code.
    pub fn next_step(&self) {
        self.clock.advance_seconds(i64::from(CODE_PERIOD));
    }

    /// The folder with the database and the keys.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// The files of the database: itself, and its log.
    pub fn database_files(&self) -> Vec<PathBuf> {
        let names = ["latchkey.db", "latchkey.db-wal", "latchkey.db-shm"];
        let paths = names.iter().map(|name| self.data().join(name));
        paths.filter(|path| path.exists()).collect()
    }

    /// The number that this SQL gives.
    pub async fn count(&self, sql: &str) -> i64 {
        let mut connection = self.app.store.read().await.unwrap();
        let query = sqlx::query_scalar::<Database, i64>(AssertSqlSafe(sql));
        query.fetch_one(&mut *connection).await.unwrap()
    }

    /// The text that this SQL gives.
    pub async fn text(&self, sql: &str) -> String {
        let mut connection = self.app.store.read().await.unwrap();
        let query = sqlx::query_scalar::<Database, String>(AssertSqlSafe(sql));
        query.fetch_one(&mut *connection).await.unwrap()
    }

    /// Each text that this SQL gives.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let mut connection = self.app.store.read().await.unwrap();
        let query = sqlx::query_scalar::<Database, String>(AssertSqlSafe(sql));
        query.fetch_all(&mut *connection).await.unwrap()
    }

    /// The bytes that this SQL gives.
    pub async fn bytes(&self, sql: &str) -> Vec<u8> {
        let mut connection = self.app.store.read().await.unwrap();
        let query = sqlx::query_scalar::<Database, Vec<u8>>(AssertSqlSafe(sql));
        query.fetch_one(&mut *connection).await.unwrap()
    }

    /// Everything that the database holds, but for the counts of attempts: two that are alike hold the same.
    pub async fn dump(&self) -> String {
        self.dump_without(&["tries", "try_locks"]).await
    }

    /// The same, but for the challenges as well: a wrong answer uses one up and changes nothing else.
    pub async fn kept(&self) -> String {
        self.dump_without(&["tries", "try_locks", "ceremonies"])
            .await
    }

    /// By one query: it is run very often.
    async fn dump_without(&self, left_out: &[&str]) -> String {
        static TABLES: OnceCell<Vec<(String, String)>> = OnceCell::const_new();
        let tables = TABLES.get_or_init(|| self.tables()).await;
        let parts: Vec<String> = tables
            .iter()
            .filter(|(table, _)| !left_out.contains(&table.as_str()))
            .map(|(table, row)| format!("SELECT '{table}' AS name, {row} AS row FROM {table}"))
            .collect();
        let rows = parts.join(" UNION ALL ");
        self.texts(&format!(
            "SELECT name || ' ' || row FROM ({rows}) ORDER BY name, row"
        ))
        .await
        .join("\n")
    }

    /// Every table, and what writes one of its rows down.
    async fn tables(&self) -> Vec<(String, String)> {
        let mut tables = Vec::new();
        let names = "SELECT name FROM sqlite_master WHERE type = 'table'";
        for table in self.texts(names).await {
            let columns = format!("SELECT name FROM pragma_table_info('{table}')");
            let columns = self.texts(&columns).await;
            let quoted: Vec<String> = columns.iter().map(|it| format!("quote({it})")).collect();
            tables.push((table, quoted.join(" || ',' || ")));
        }
        tables
    }

    /// Takes back the newest that the owner of an account was told: in the activity, and by mail.
    pub async fn forget_the_newest_that_was_told(&self) {
        for table in ["activity", "outbox"] {
            let newest = format!("SELECT MAX(rowid) FROM {table}");
            self.execute(&format!("DELETE FROM {table} WHERE rowid = ({newest})"))
                .await;
        }
    }

    /// Does what this SQL says, behind the server's back.
    pub async fn execute(&self, sql: &str) {
        let mut transaction = self.app.store.write_transaction().await.unwrap();
        let query = sqlx::query::<Database>(AssertSqlSafe(sql));
        query.execute(&mut *transaction).await.unwrap();
        transaction.commit().await.unwrap();
    }
}

/// Does it so many times at once, on as many threads as the test has.
pub async fn at_once<F>(times: usize, mut act: impl FnMut(usize) -> F) -> Vec<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    let acts: Vec<_> = (0..times).map(|index| tokio::spawn(act(index))).collect();
    let mut outcomes = Vec::new();
    for act in acts {
        outcomes.push(act.await.unwrap());
    }
    outcomes
}

/// Whether a server starts with these settings, or why not.
pub async fn starts_with(arguments: &[&str]) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path(), arguments.iter().copied())?;
    let started = api::startup::app(config).await;
    started.map(|_| ()).map_err(|why| why.to_string())
}

fn config<'a>(data: &'a Path, arguments: impl Iterator<Item = &'a str>) -> Result<Config, String> {
    let given = ["latchkey", "--data", data.to_str().unwrap()];
    let command = Settings::augment_args(Command::new("latchkey"));
    let matches = command.try_get_matches_from(given.into_iter().chain(arguments));
    let matches = matches.map_err(|why| why.to_string())?;
    let settings = Settings::from_arg_matches(&matches).unwrap();
    Ok(Config::new(settings, None))
}

/// The settings that these arguments make.
pub fn config_of(arguments: &[&str]) -> Config {
    config(Path::new("data"), arguments.iter().copied()).unwrap()
}

async fn start(
    data: &Path,
    (arguments, token): (&[String], Option<&str>),
    clock: Clock,
    cost: Cost,
) -> App {
    let mut config = config(data, arguments.iter().map(String::as_str)).unwrap();
    config.text_message_token = token.map(Into::into);
    let hasher = Hasher::new(cost).unwrap();
    // As the program starts, but for the time and the cost.
    let app = api::startup::app(config).await.unwrap();
    App {
        clock,
        hasher,
        ..app
    }
}
