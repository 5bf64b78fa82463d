//! The program on a machine where something else goes wrong: nobody reads its log, its disk refuses, it is stopped while
//! messages are on their way, and a row of its database was damaged.

use crate::{
    add_user, enrol,
    server::{Server, Sinks, latchkey},
    signed_in,
    support::person::{EMAIL, PASSWORD, submit_backup_code, submit_password},
};
use axum::http::StatusCode;
use contract::{
    Problem, Secret,
    endpoint::SignUp,
    sign_up::NewAccount,
    site::{Health, HealthStatus},
};
use fakes::FaultMode;
use sqlx::{Connection as _, SqliteConnection};
use std::{path::Path, process::Command, time::Duration};
use tokio::time::{Instant, sleep, timeout};

/// Far more lines than a pipe takes that nobody reads.
const REQUESTS: usize = 1_500;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_nobody_reads_stops_nobody() {
    let folder = tempfile::tempdir().unwrap();
    // Its standard error is a pipe, which is read at the end and not before.
    let server = Server::start(folder.path());
    let browser = server.browser();
    for number in 0..REQUESTS {
        let answer = timeout(Duration::from_secs(10), browser.get("/api/health")).await;
        let answer = answer.unwrap_or_else(|_| panic!("no answer to request {number}"));
        assert_eq!(answer.status, StatusCode::OK);
    }
    let (ended_well, log) = server.stop();
    assert!(ended_well);
    assert!(
        log.matches("answered").count() >= REQUESTS / 2,
        "{}",
        log.len()
    );
}

const PEOPLE: usize = 40;

async fn database(data: &Path) -> SqliteConnection {
    let url = format!("sqlite://{}", data.join("latchkey.db").display());
    SqliteConnection::connect(&url).await.unwrap()
}

async fn number(data: &Path, sql: &'static str) -> i64 {
    let mut connection = database(data).await;
    sqlx::query_scalar::<_, i64>(sql)
        .fetch_one(&mut connection)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_stopped_sends_no_email_twice_and_none_late() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let sinks = Sinks::open().await;
    sinks
        .emails
        .becomes(FaultMode::Slow(Duration::from_secs(2)));
    let start = || {
        let mut command = latchkey(data);
        command.env("LATCHKEY_LOG", "error").envs(sinks.settings());
        Server::start_as(command)
    };
    let server = start();
    for person in 0..PEOPLE {
        let email = format!("p{person}@example.com");
        let account = NewAccount {
            email,
            password: Secret::from(PASSWORD),
        };
        server.browser().call::<SignUp>(&account).await.unwrap();
    }
    let (ended_well, log) = server.stop();
    assert!(ended_well, "{log}");
    let in_hand = "SELECT COUNT(*) FROM outbox WHERE sent_at IS NULL AND claimed_until > 0";
    assert_eq!(number(data, in_hand).await, 0);
    let left = number(data, "SELECT COUNT(*) FROM outbox WHERE sent_at IS NULL").await;
    assert!(left > 0, "it was stopped too late to show anything");

    let server = start();
    let began = Instant::now();
    while number(data, "SELECT COUNT(*) FROM outbox WHERE sent_at IS NULL").await > 0 {
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "the rest comes late"
        );
        sleep(Duration::from_millis(100)).await;
    }
    drop(server);
    let mut keys: Vec<String> = sinks
        .emails
        .inbox
        .all()
        .into_iter()
        .map(|mail| mail.key)
        .collect();
    assert_eq!(keys.len(), PEOPLE, "each mail once");
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), PEOPLE);
}

/// Runs the program where no file grows beyond so many KiB. Whoever writes beyond it is refused, as by a disk that fails.
fn with_small_files(data: &Path, kib: u32) -> Command {
    let program = latchkey(data);
    let mut command = Command::new("bash");
    let script = format!("trap '' XFSZ; ulimit -S -f {kib}; exec \"$0\" \"$@\"");
    command.args(["-c", &script]).arg(program.get_program());
    command
        .env_clear()
        .env("LATCHKEY_DATA", data)
        .env("LATCHKEY_LOG", "error");
    command
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    command
}

/// Lifts the limit of a program that runs.
fn lift(process: u32) {
    let lifted = Command::new("prlimit")
        .args(["--pid", &process.to_string(), "--fsize=unlimited:"])
        .status();
    assert!(lifted.unwrap().success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_nothing_can_be_written_health_says_so_and_callers_are_told_to_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    add_user(data, EMAIL, PASSWORD);
    let server = Server::start_as(with_small_files(data, 128));
    let mut last = server.browser().get("/api/health").await;
    assert_eq!(last.status, StatusCode::OK);
    // The log of the database grows with each, until it may not any more; and the database is too large already for the log to
    // be written back into it.
    for _ in 0..400 {
        let refused = submit_password(&server.browser(), EMAIL, PASSWORD)
            .await
            .err();
        match refused {
            None => {}
            Some(Problem::TooManyTries { .. }) => {
                let mut connection = database(data).await;
                sqlx::query("DELETE FROM tries")
                    .execute(&mut connection)
                    .await
                    .unwrap();
            }
            Some(refused) => {
                assert!(matches!(refused, Problem::Busy { .. }), "{refused:?}");
                last = server.browser().get("/api/health").await;
                break;
            }
        }
    }
    assert_eq!(
        last.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "it could write all the time"
    );
    assert!(last.header("retry-after").is_some());
    let health: Health = serde_json::from_value(last.json()).unwrap();
    assert_eq!(health.status, HealthStatus::DatabaseNotWritable);

    lift(server.process());
    let began = Instant::now();
    while server.browser().get("/api/health").await.status != StatusCode::OK {
        assert!(
            began.elapsed() < Duration::from_secs(10),
            "it does not get well again"
        );
        sleep(Duration::from_millis(100)).await;
    }
    assert!(
        submit_password(&server.browser(), EMAIL, PASSWORD)
            .await
            .is_ok()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_damaged_row_is_told_of_in_the_log_and_the_server_serves() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    add_user(data, EMAIL, PASSWORD);
    let server = Server::start(data);
    let phone = enrol(&signed_in(&server).await).await;
    server.stop();
    let mut connection = database(data).await;
    let damage = "UPDATE authenticators SET ciphertext = zeroblob(36)";
    sqlx::query(damage).execute(&mut connection).await.unwrap();
    let account = sqlx::query_scalar::<_, String>("SELECT id FROM accounts");
    let account = account.fetch_one(&mut connection).await.unwrap();
    drop(connection);

    let server = Server::start(data);
    let pending = signed_in(&server).await;
    submit_backup_code(&pending, &phone.backup_codes[0])
        .await
        .unwrap();
    let (ended_well, log) = server.stop();
    assert!(ended_well, "{log}");
    assert!(log.contains("damaged") && log.contains(&account), "{log}");
    let mut command = latchkey(data);
    command.arg("rekey");
    let output = crate::server::run(command, "");
    assert!(output.status.success());
}
