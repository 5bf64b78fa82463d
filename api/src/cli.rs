//! The command line: `latchkey serve`, `latchkey user add`, `latchkey rekey`.

use crate::{
    account::accounts::Applicant,
    cleanup,
    config::{Config, Settings, startup_error::StartupError},
    error::Error,
    http::request_log,
    messages::worker,
    server::{self, connections::Connections},
    startup::{
        self, open_files,
        secret_keys::{self, Rekeyed},
    },
};
use clap::{Parser, Subcommand};
use contract::{
    Problem, Secret,
    problem::{Field, Reason},
};
use std::{
    io::{self, BufRead as _, IsTerminal as _, Write as _},
    process::ExitCode,
};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
};

/// Two-step sign-in: the page, and the server that verifies everything.
#[derive(Parser, Debug)]
#[command(name = "latchkey", version, after_help = AFTER_HELP)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Serves the page and the API.
    Serve,
    /// Looks after accounts.
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Seals every secret with the first key of `LATCHKEY_SECRET_KEYS`, after which the others can be dropped.
    Rekey,
}

#[derive(Subcommand, Debug)]
enum UserCommand {
    /// Makes an account. Asks for the password, or reads it from the first line of standard input.
    Add {
        /// The email address.
        email: String,
    },
}

const AFTER_HELP: &str = "\
LATCHKEY_SECRET_KEYS, read from the environment only: the keys that secrets are sealed with, as \
id:base64[,id:base64...], 32 bytes each; the first one seals, all of them open. \
[default: the file secret.keys in the data folder, made at first]

\
LATCHKEY_SMTP_PASSWORD and LATCHKEY_SMS_TOKEN, read from the environment only: the password at the mail server, and the \
token at the gateway for text messages, or the secret of LATCHKEY_SMS_API_KEY.

Each of these three may stand in a file instead, which a variable of the same name with _FILE at its end names.";

/// Does what the command line says.
pub async fn run() -> ExitCode {
    let line = CommandLine::parse();
    let outcome = match Config::with_environment(line.settings) {
        Ok(config) => carry_out(line.command, config).await,
        Err(stop) => Err(stop),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            // If not even this can be written, the exit code still tells.
            let _ = writeln!(io::stderr(), "latchkey: {stop}");
            ExitCode::from(&stop)
        }
    }
}

async fn carry_out(command: Command, config: Config) -> Result<(), StartupError> {
    match command {
        Command::Serve => serve(config).await,
        Command::User {
            command: UserCommand::Add { email },
        } => add_user(config, &email).await,
        Command::Rekey => rekey(config).await,
    }
}

async fn serve(config: Config) -> Result<(), StartupError> {
    let _last_lines = startup::log(&config)?;
    request_log::log_panics();
    let (listen, origin) = (config.settings.listen, config.origin().clone());
    let is_open = config.is_sign_up_open();
    let app = startup::app(config).await?;
    let limits = app.config.connection_limits();
    open_files::allow(limits.connections);
    let listener = server::listen(listen)
        .map_err(|why| StartupError::failed(&format!("cannot listen on {listen}"), why))?;
    let stop = stop_signal().map_err(|why| StartupError::failed("signals", why))?;
    let sweeper = tokio::spawn(cleanup::run(app.clone()));
    let reporter = tokio::spawn(secret_keys::report_damaged(app.clone()));
    let (stopping, stops) = watch::channel(false);
    let sender = tokio::spawn(worker::run(app.clone(), stops));
    // Messages stop being taken in hand at once, and not only when the last request has its answer.
    let stop = async move {
        stop.await;
        stopping.send_replace(true);
    };
    let first = if is_open {
        "on the page, by \"Create an account\", or "
    } else {
        ""
    };
    say(&format!(
        "Latchkey serves {origin} (listening on {listen}). Make the first account {first}with: latchkey user add EMAIL"
    ))?;
    let connections = Connections::new(limits, app.config.trusted_proxies().clone());
    server::serve(crate::app(app.clone()), listener, connections, stop).await;
    sweeper.abort();
    reporter.abort();
    if let Err(cause) = sender.await {
        tracing::error!(%cause, "the sending of messages ended");
    }
    app.store.close().await;
    Ok(())
}

async fn add_user(config: Config, email: &str) -> Result<(), StartupError> {
    let app = startup::app(config).await?;
    let password = read_password().map_err(|why| StartupError::failed("the password", why))?;
    let applicant = Applicant::new(&app, email, &password).map_err(|why| refused(&why))?;
    let added = async {
        let permit = app.hasher.acquire()?;
        let account = applicant.hash(&app, &permit).await?;
        let mut transaction = app.store.write_transaction().await?;
        let is_new = account.add(&mut transaction, &app, None).await?;
        transaction.commit().await?;
        Ok::<bool, Error>(is_new)
    };
    let is_new = added
        .await
        .map_err(|why| StartupError::failed("the account", why))?;
    app.store.close().await;
    if !is_new {
        return Err(StartupError::Failed(
            "this address has an account already".to_owned(),
        ));
    }
    say("The account is made.")
}

async fn rekey(config: Config) -> Result<(), StartupError> {
    let app = startup::app(config).await?;
    let rekeyed = secret_keys::rekey(&app.store, &app.vault).await;
    let Rekeyed { sealed, damaged } = rekeyed.map_err(|why| StartupError::failed("rekey", why))?;
    app.store.close().await;
    let key_id = app.vault.active_key_id();
    say(&format!(
        "Everything is sealed with the key {key_id:?}. Secrets that were sealed anew: {sealed}."
    ))?;
    for secret in damaged {
        say(&format!(
            "{secret} is damaged, opens with no key, and stays as it is."
        ))?;
    }
    Ok(())
}

/// From the terminal, twice and unseen; or else the first line of standard input. Never an argument: those can be
/// seen by every user of the computer.
fn read_password() -> io::Result<Secret> {
    if !io::stdin().is_terminal() {
        let mut line = zeroize::Zeroizing::new(String::new());
        io::stdin().lock().read_line(&mut line)?;
        return Ok(Secret::from(line.trim_end_matches(['\r', '\n'])));
    }
    let password = Secret::from(rpassword::prompt_password("Password: ")?);
    let again = Secret::from(rpassword::prompt_password("The same again: ")?);
    if password == again {
        Ok(password)
    } else {
        Err(io::Error::other("the two are not the same"))
    }
}

fn refused(problem: &Problem) -> StartupError {
    let Problem::Invalid { field, reason } = problem else {
        return StartupError::Failed(format!("refused: {}", crate::error::code(problem)));
    };
    let what = match field {
        Field::Email => "the email address",
        Field::Password | Field::CurrentPassword => "the password",
        Field::Code => "the code",
        Field::Name => "the name",
        Field::Phone => "the phone number",
    };
    let why = match reason {
        Reason::Missing => "is empty".to_owned(),
        Reason::Malformed => "does not have the right form".to_owned(),
        Reason::TooShort { minimum } => format!("must have {minimum} characters or more"),
        Reason::TooLong { maximum } => format!("must have {maximum} bytes or fewer"),
        Reason::Common => "is one that many people have".to_owned(),
        Reason::Breached => "is known from breaches of other services".to_owned(),
        Reason::Repetition => "is one thing over and over".to_owned(),
        Reason::Sequence => "is a run of letters or digits, a row of keys, or a date".to_owned(),
        Reason::ServiceName => "is the name of this service".to_owned(),
        Reason::Guessable => "is put together of what is guessed first".to_owned(),
        Reason::ContainsEmail => "contains the email address".to_owned(),
        Reason::Wrong => "is wrong".to_owned(),
    };
    StartupError::Failed(format!("{what} {why}"))
}

/// Is there when somebody asks the server to stop.
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

fn say(line: &str) -> Result<(), StartupError> {
    writeln!(io::stdout(), "{line}").map_err(|why| StartupError::failed("standard output", why))
}
