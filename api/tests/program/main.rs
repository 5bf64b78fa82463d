//! The program `latchkey` as an operator meets it: its commands, its settings, and what is left after a crash.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod crashes;
mod durability;
mod faults;
mod passkeys;
mod server;
#[path = "../support/mod.rs"]
mod support;

use api::clock::Clock;
use contract::{
    Nothing, Problem,
    endpoint::{ReadHealth, SignOut, SubmitProof},
    site::HealthStatus,
};
use server::{Server, latchkey, run};
use std::{fs, path::Path};
use support::{
    browser::Browser,
    person::{
        EMAIL, PASSWORD, Phone, authenticator, backup_code, code, confirm, is_signed_in, secret_of,
        security, start, submit_backup_code, submit_password,
    },
};

fn add_user(data: &Path, email: &str, password: &str) -> (Option<i32>, String) {
    let mut command = latchkey(data);
    command.args(["user", "add", email]);
    let output = run(command, &format!("{password}\n"));
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

async fn signed_in(server: &Server) -> Browser {
    let browser = server.browser();
    submit_password(&browser, EMAIL, PASSWORD).await.unwrap();
    browser
}

/// Enrols by the real clock.
async fn enrol(browser: &Browser) -> Phone {
    let pending = start(browser).await.unwrap();
    let secret = secret_of(&pending);
    let now = code(&secret, Clock::system().now().seconds() / 30);
    let confirmed = confirm(browser, &pending.id, now.into()).await.unwrap();
    let codes = confirmed.backup_codes.unwrap();
    let backup_codes = codes.iter().map(|code| code.expose().to_owned()).collect();
    Phone {
        id: pending.id,
        secret,
        backup_codes,
    }
}

#[test]
fn the_help_names_every_setting() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = latchkey(folder.path());
    command.arg("--help");
    let output = run(command, "");
    let help = String::from_utf8(output.stdout).unwrap();
    for name in [
        "LATCHKEY_LISTEN",
        "LATCHKEY_ORIGIN",
        "LATCHKEY_DATA",
        "LATCHKEY_DATABASE_URL",
        "LATCHKEY_DIST",
        "LATCHKEY_NAME",
        "LATCHKEY_SIGN_UP",
        "LATCHKEY_SECOND_STEP",
        "LATCHKEY_SESSION_IDLE_MINUTES",
        "LATCHKEY_BREACHED_PASSWORDS",
        "LATCHKEY_SESSION_HOURS",
        "LATCHKEY_LOG",
        "LATCHKEY_LOG_FORMAT",
        "LATCHKEY_SECRET_KEYS",
        "LATCHKEY_COOKIE_PREFIX",
        "LATCHKEY_HSTS",
        "LATCHKEY_CONNECTIONS",
        "LATCHKEY_CONNECTIONS_PER_NETWORK",
        "LATCHKEY_KEEP_ALIVE_SECONDS",
        "LATCHKEY_CONNECTION_MINUTES",
        "LATCHKEY_HEAD_KIB",
        "LATCHKEY_HEADERS",
        "LATCHKEY_TRUSTED_PROXIES",
        "LATCHKEY_LIMITS",
        "LATCHKEY_SMS_MESSAGING_SERVICE",
        "LATCHKEY_SMS_API_KEY",
        "LATCHKEY_CA_FILE",
        "_FILE",
        "serve",
        "user",
        "rekey",
    ] {
        assert!(help.contains(name), "{name} is missing:\n{help}");
    }
    assert!(output.status.success());
}

#[test]
fn an_account_is_made_from_the_command_line_by_the_same_rules() {
    let folder = tempfile::tempdir().unwrap();
    let (status, said) = add_user(folder.path(), " Ann@Example.com", PASSWORD);
    assert_eq!(status, Some(0), "{said}");
    for (email, password) in [
        (EMAIL, PASSWORD),
        ("bob@example.com", ""),
        ("bob@example.com", "too short"),
        ("bob@example.com", "bob@example.com-2026"),
        ("nonsense", PASSWORD),
    ] {
        let (status, said) = add_user(folder.path(), email, password);
        assert_eq!(status, Some(1), "{email} {password}: {said}");
        assert!(password.is_empty() || !said.contains(password), "{said}");
    }
}

#[test]
fn wrong_settings_are_named_and_nothing_starts() {
    let folder = tempfile::tempdir().unwrap();
    for (name, value) in [
        ("LATCHKEY_ORIGIN", "example.org"),
        ("LATCHKEY_LISTEN", "nonsense"),
        ("LATCHKEY_SECOND_STEP", "perhaps"),
        ("LATCHKEY_SESSION_HOURS", "0"),
        ("LATCHKEY_COOKIE_PREFIX", "__Host-mine"),
        ("LATCHKEY_HSTS", "preload"),
        ("LATCHKEY_CONNECTIONS", "1"),
        ("LATCHKEY_KEEP_ALIVE_SECONDS", "4"),
        ("LATCHKEY_HEAD_KIB", "1"),
        ("LATCHKEY_LIMITS", "authenticator=100/900"),
        ("LATCHKEY_SECRET_KEYS", "canary"),
        ("LATCHKEY_DATABASE_URL", "nonsense"),
        ("LATCHKEY_SMTP_PASSWORD_FILE", "/nowhere/at/all"),
        ("LATCHKEY_SECRET_KEYS_FILE", "/nowhere/at/all"),
    ] {
        let mut command = latchkey(folder.path());
        command.arg("serve").env(name, value);
        let output = run(command, "");
        assert_eq!(output.status.code(), Some(2), "{name}");
        let said = String::from_utf8(output.stderr).unwrap();
        let named = name
            .trim_start_matches("LATCHKEY_")
            .to_lowercase()
            .replace('_', "-");
        assert!(
            said.contains(name) || said.contains(&named),
            "{name}: {said}"
        );
        assert!(!said.contains("canary"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_there_after_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    add_user(data, EMAIL, PASSWORD);
    let server = Server::start(data);
    let browser = signed_in(&server).await;
    let phone = enrol(&browser).await;
    server.kill();

    // The authenticator, its codes and the session are there, and the code of enrolment stays used.
    let server = Server::start(data);
    let browser = browser.moved_to(server.router());
    let overview = security(&browser).await.unwrap();
    assert_eq!(
        (
            overview.authenticators.len(),
            overview.backup_codes.unwrap().left
        ),
        (1, 10)
    );
    let pending = signed_in(&server).await;
    assert!(
        !is_signed_in(&pending).await,
        "the second step is asked for"
    );
    submit_backup_code(&pending, &phone.backup_codes[0])
        .await
        .unwrap();
    server.kill();

    // The backup code stays used, and wrong ones stay counted.
    let server = Server::start(data);
    let pending = signed_in(&server).await;
    let proof = backup_code(&phone.backup_codes[0]);
    let refused = pending.call::<SubmitProof>(&proof).await.unwrap_err();
    assert_eq!(
        refused,
        Problem::WrongCode {
            tries_left: 9,
            retry_after: None
        }
    );
    let wrong = authenticator("000000".into());
    for _ in 0..5 {
        pending.call::<SubmitProof>(&wrong).await.unwrap_err();
    }
    server.kill();
    let server = Server::start(data);
    let pending = signed_in(&server).await;
    let refused = pending.call::<SubmitProof>(&wrong).await.unwrap_err();
    assert!(
        matches!(refused, Problem::TooManyTries { .. }),
        "{refused:?}"
    );

    // Whoever signed out stays signed out.
    let browser = browser.moved_to(server.router());
    let before = browser.copy();
    browser.call::<SignOut>(&Nothing {}).await.unwrap();
    server.kill();
    let server = Server::start(data);
    let refused = security(&before.moved_to(server.router()))
        .await
        .unwrap_err();
    assert_eq!(refused, Problem::NotSignedIn);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_stops_when_it_is_asked_to_and_its_log_holds_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    add_user(folder.path(), EMAIL, PASSWORD);
    let server = Server::start(folder.path());
    let browser = signed_in(&server).await;
    let phone = enrol(&browser).await;
    let health = browser.call::<ReadHealth>(&Nothing {}).await.unwrap();
    assert_eq!(health.status, HealthStatus::Ok);
    let (ended_well, log) = server.stop();
    assert!(ended_well, "{log}");
    assert!(log.contains("ConfirmAuthenticator"), "{log}");
    let token = browser.cookie("latchkey").unwrap();
    for secret in [PASSWORD, EMAIL, &token, &phone.backup_codes[0]] {
        assert!(!log.contains(secret), "{log}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_key_does_not_start_and_a_changed_one_does() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    add_user(data, EMAIL, PASSWORD);
    let server = Server::start(data);
    let phone = enrol(&signed_in(&server).await).await;
    server.kill();
    let file = data.join("secret.keys");
    let old = fs::read_to_string(&file).unwrap().trim().to_owned();
    let new = api::crypto::vault::new_key_text("new").unwrap();

    let with_keys = |keys: &str, word: &str| {
        let mut command = latchkey(data);
        command.arg(word).env("LATCHKEY_SECRET_KEYS", keys);
        let output = run(command, "");
        (
            output.status.code(),
            String::from_utf8([output.stdout, output.stderr].concat()).unwrap(),
        )
    };
    for word in ["serve", "rekey"] {
        let (status, said) = with_keys(&new, word);
        assert_eq!(status, Some(2), "{said}");
        assert!(!said.contains(new.split_once(':').unwrap().1), "{said}");
    }
    let both = format!("{},{old}", *new);
    for _ in 0..2 {
        let (status, said) = with_keys(&both, "rekey");
        assert_eq!(status, Some(0), "{said}");
    }
    let (status, _) = with_keys(&old, "rekey");
    assert_eq!(status, Some(2), "the old key is of no use any more");
    fs::write(&file, new.as_bytes()).unwrap();
    let server = Server::start(data);
    let pending = signed_in(&server).await;
    let next = code(&phone.secret, Clock::system().now().seconds() / 30 + 1);
    assert!(
        pending
            .call::<SubmitProof>(&authenticator(next.into()))
            .await
            .is_ok()
    );
}
