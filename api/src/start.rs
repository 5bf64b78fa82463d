//! From settings to a server that can work.

use crate::{
    app::App,
    clock::Clock,
    config::{Config, LogFormat},
    hasher::{Cost, Hasher},
    secret_keys,
    store::Store,
};
use std::{
    fmt::Display,
    fs,
    io::{self, IsTerminal as _},
    path::Path,
    process::ExitCode,
    sync::Arc,
};
use tracing_subscriber::EnvFilter;

/// Why the program ends without having done what it should.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// It is set up wrongly: somebody must change a setting.
    #[error("{0}")]
    Settings(String),
    /// It could not do it.
    #[error("{0}")]
    Failed(String),
}

impl Stop {
    /// Something is set up wrongly.
    pub fn settings(what: &str, why: impl Display) -> Self {
        Self::Settings(format!("{what}: {why}"))
    }

    /// Something failed.
    pub fn failed(what: &str, why: impl Display) -> Self {
        Self::Failed(format!("{what}: {why}"))
    }
}

impl From<&Stop> for ExitCode {
    fn from(stop: &Stop) -> Self {
        match stop {
            Stop::Settings(_) => Self::from(2),
            Stop::Failed(_) => Self::FAILURE,
        }
    }
}

/// Sends the log to standard error.
pub fn log(config: &Config) -> Result<(), Stop> {
    let filter = EnvFilter::try_new(&config.settings.log)
        .map_err(|why| Stop::settings("LATCHKEY_LOG", why))?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr)
        // It would tell of a line that cannot be written on the same standard error, and panic when it cannot.
        .log_internal_errors(false);
    match config.settings.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => {
            log.json().flatten_event(true).with_span_list(false).init();
        }
    }
    Ok(())
}

/// Opens the database, reads the keys and looks whether they fit.
pub async fn app(config: Config) -> Result<App, Stop> {
    make_private_folder(&config.settings.data)
        .map_err(|why| Stop::settings("LATCHKEY_DATA", why))?;
    let vault =
        secret_keys::read(&config).map_err(|why| Stop::settings("LATCHKEY_SECRET_KEYS", why))?;
    let store = Store::open(&config.database_url())
        .await
        .map_err(|why| Stop::settings("LATCHKEY_DATABASE_URL", why))?;
    secret_keys::check(&store, &vault)
        .await
        .map_err(|why| Stop::settings("LATCHKEY_SECRET_KEYS", why))?;
    let hasher =
        Hasher::new(Cost::STANDARD).map_err(|why| Stop::failed("password hashing", why))?;
    Ok(App {
        config: Arc::new(config),
        store,
        clock: Clock::system(),
        vault,
        hasher,
    })
}

/// Makes a folder that its owner alone can look into. One that is there already stays as it is.
fn make_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
