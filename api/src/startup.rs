//! From settings to a server that can work.

pub mod address_form;
pub mod log_writer;
pub mod open_files;
pub mod secret_keys;

use crate::{
    app::App,
    clock::Clock,
    config::{Config, LogFormat, startup_error::StartupError},
    crypto::hasher::{Cost, Hasher},
    delivery::{Delivery, senders::Senders},
    rules::breached,
    store::Store,
    webauthn::{RelyingParty, SetUpWrongly},
};

use ::breached::Filter;
use log_writer::{LastLines, LogWriter};
use std::{
    fs,
    io::{self, IsTerminal as _},
    path::Path,
    sync::Arc,
};
use tracing_subscriber::{
    EnvFilter, Layer as _,
    filter::{FilterExt as _, filter_fn},
    fmt,
    layer::SubscriberExt as _,
    registry,
    util::SubscriberInitExt as _,
};

/// What the passkey library's parts call themselves in the log. They write down what they read.
const TALKATIVE: &str = "webauthn";

/// Sends the log to standard error, by a thread that waits for its reader in everybody's place. The passkey library stays
/// silent whatever the setting says: it would write client data, challenges and credentials. What is returned is held until
/// the program ends.
pub fn log(config: &Config) -> Result<LastLines, StartupError> {
    let filter = EnvFilter::try_new(&config.settings.log)
        .map_err(|why| StartupError::settings("LATCHKEY_LOG", why))?;
    let filter = filter.and(filter_fn(|metadata| !is_talkative(metadata.target())));
    let writer =
        LogWriter::start(io::stderr()).map_err(|why| StartupError::failed("the log", why))?;
    let lines = fmt::layer()
        .with_ansi(io::stderr().is_terminal())
        .with_writer(writer.clone())
        // It would tell of a line that cannot be written on the same standard error, and panic when it cannot.
        .log_internal_errors(false);
    match config.settings.log_format {
        LogFormat::Text => registry().with(lines.with_filter(filter)).init(),
        LogFormat::Json => {
            let lines = lines.json().flatten_event(true).with_span_list(false);
            registry().with(lines.with_filter(filter)).init();
        }
    }
    Ok(writer.into())
}

fn is_talkative(target: &str) -> bool {
    target.starts_with(TALKATIVE)
}

/// Opens the database, reads the keys and looks whether they fit.
pub async fn app(config: Config) -> Result<App, StartupError> {
    let relying_party = relying_party(&config)?;
    make_private_folder(&config.settings.data)
        .map_err(|why| StartupError::settings("LATCHKEY_DATA", why))?;
    let delivery = Delivery::new(Senders::new(&config)?);
    let vault = secret_keys::read(&config)
        .map_err(|why| StartupError::settings("LATCHKEY_SECRET_KEYS", why))?;
    let store = Store::open(&config.database_url())
        .await
        .map_err(|why| StartupError::settings("LATCHKEY_DATABASE_URL", why))?;
    secret_keys::check(&store, &vault)
        .await
        .map_err(|why| StartupError::settings("LATCHKEY_SECRET_KEYS", why))?;
    bring_addresses_up_to_date(&store).await?;
    let breached = breached_passwords(&config)
        .map_err(|why| StartupError::settings("LATCHKEY_BREACHED_PASSWORDS", why))?;
    let hasher =
        Hasher::new(Cost::STANDARD).map_err(|why| StartupError::failed("password hashing", why))?;
    Ok(App {
        config: Arc::new(config),
        store,
        clock: Clock::system(),
        vault,
        hasher,
        delivery,
        breached,
        relying_party: relying_party.map(Arc::new),
    })
}

/// The passwords that nobody may choose: the operator's file, else the one that comes with the server.
fn breached_passwords(config: &Config) -> Result<Arc<Filter>, Box<dyn std::error::Error>> {
    let Some(path) = &config.settings.breached_passwords else {
        return Ok(breached::shipped()?);
    };
    let file = fs::read(path).map_err(|why| format!("{}: {why}", path.display()))?;
    let filter = Filter::read(file).map_err(|why| format!("{}: {why}", path.display()))?;
    Ok(Arc::new(filter))
}

/// Writes the email addresses in the form of today, and logs at every start which accounts that could not be done for.
async fn bring_addresses_up_to_date(store: &Store) -> Result<(), StartupError> {
    let conflicts = address_form::bring_up_to_date(store)
        .await
        .map_err(|why| StartupError::failed("addresses", why))?;
    for conflict in conflicts {
        tracing::warn!(
            account_id = conflict.account_id,
            "this account's email address is that of another account, written in another way: it was left as it is, and \
             nobody signs in to it by its address until one of the two is given another"
        );
    }
    Ok(())
}

fn relying_party(config: &Config) -> Result<Option<RelyingParty>, StartupError> {
    let party = RelyingParty::new(config).map_err(|why| match why {
        SetUpWrongly::RpId(why) => StartupError::settings("LATCHKEY_RP_ID", why),
        SetUpWrongly::RelatedOrigins(why) => {
            StartupError::settings("LATCHKEY_RELATED_ORIGINS", why)
        }
    })?;
    if party.is_none() {
        tracing::warn!(
            origin = %config.origin(),
            "passkeys are not available: none can be bound to an IP address"
        );
    }
    Ok(party)
}

/// Makes a folder that its owner alone can look into. One that is there already stays as it is.
fn make_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use super::is_talkative;

    #[test]
    fn every_part_of_the_passkey_library_is_silent() {
        for target in [
            "webauthn_rs",
            "webauthn_rs_core::core",
            "webauthn_rs_core::internals",
            "webauthn_rs_proto",
            "webauthn_attestation_ca",
        ] {
            assert!(is_talkative(target), "{target}");
        }
        for target in ["latchkey::event", "api::webauthn", "sqlx::query"] {
            assert!(!is_talkative(target), "{target}");
        }
    }
}
