//! How the server is set up: flags, or `LATCHKEY_*` variables, each with its default.

pub mod account_settings;
pub mod choices;
pub mod connection_limits;
mod connection_settings;
pub mod cookie_naming;
mod derived;
pub mod origin;
mod secrets;
pub mod sending;
pub mod startup_error;
mod support;
pub mod trusted_proxies;

use crate::{
    config::{
        origin::{Origin, RelatedOrigins, domain},
        startup_error::StartupError,
        trusted_proxies::TrustedProxies,
    },
    rules::password,
};
use account_settings::AccountSettings;
pub use choices::{CookiePrefix, Hsts, LogFormat, SecondStepPolicy, ServiceName, SignUp, Switch};
use clap::Args;
use connection_settings::ConnectionSettings;
use contract::Secret;
use sending::{SMTP_PASSWORD_VARIABLE, Sending, TEXT_MESSAGE_TOKEN_VARIABLE};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

/// Keys that the secrets are sealed with, read from the environment alone: arguments can be seen by every user
/// of the computer.
pub const SECRET_KEYS_VARIABLE: &str = "LATCHKEY_SECRET_KEYS";

/// The settings as they are given.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// Where to listen.
    #[arg(
        long,
        env = "LATCHKEY_LISTEN",
        default_value = "127.0.0.1:8080",
        global = true
    )]
    pub listen: SocketAddr,
    /// Where people reach the page: scheme, host and port. Cookies are marked Secure when it is https.
    #[arg(
        long,
        env = "LATCHKEY_ORIGIN",
        default_value = "http://localhost:8080",
        global = true
    )]
    pub origin: Origin,
    /// The domain that passkeys are bound to: that of the origin, or a parent of it. Passkeys made under another one
    /// stop working. [default: the domain of the origin]
    #[arg(long, env = "LATCHKEY_RP_ID", value_parser = domain, global = true)]
    pub rp_id: Option<String>,
    /// Other origins, separated by commas, whose pages may use the same passkeys; all https, of at most five different
    /// names. Browsers read them at /.well-known/webauthn. [default: none]
    #[arg(
        long,
        env = "LATCHKEY_RELATED_ORIGINS",
        default_value = "",
        hide_default_value = true,
        global = true
    )]
    pub related_origins: RelatedOrigins,
    /// Proxies in front of the server, as addresses or ranges with commas between them: what they say in
    /// `X-Forwarded-For` of who calls them is believed. [default: none]
    #[arg(
        long,
        env = "LATCHKEY_TRUSTED_PROXIES",
        default_value = "",
        hide_default_value = true,
        global = true
    )]
    pub trusted_proxies: TrustedProxies,
    /// The folder for the database and the key file. Made when it is missing, open to its owner only.
    #[arg(long, env = "LATCHKEY_DATA", default_value = "data", global = true)]
    pub data: PathBuf,
    /// The database, `sqlite://PATH`. [default: `latchkey.db` in the data folder]
    #[arg(long, env = "LATCHKEY_DATABASE_URL", value_parser = database_url, global = true)]
    pub database_url: Option<String>,
    /// The folder with the built page.
    #[arg(long, env = "LATCHKEY_DIST", default_value = "dist", global = true)]
    pub dist: PathBuf,
    /// What this service calls itself: on its pages, in authenticator apps, on saved codes and in mails.
    #[arg(long, env = "LATCHKEY_NAME", default_value = "Latchkey", global = true)]
    pub name: ServiceName,
    /// Whether people may make accounts themselves.
    #[arg(
        long,
        env = "LATCHKEY_SIGN_UP",
        value_enum,
        default_value = "open",
        global = true
    )]
    pub sign_up: SignUp,
    /// Whether every account must have a second step.
    #[arg(
        long,
        env = "LATCHKEY_SECOND_STEP",
        value_enum,
        default_value = "optional",
        global = true
    )]
    pub second_step: SecondStepPolicy,
    /// A file of passwords that nobody may choose, made by `cargo xtask passwords` or by the same library.
    /// [default: the million that comes with the server]
    #[arg(long, env = "LATCHKEY_BREACHED_PASSWORDS", global = true)]
    pub breached_passwords: Option<PathBuf>,
    /// Minutes without a request after which a session ends.
    #[arg(
        long, env = "LATCHKEY_SESSION_IDLE_MINUTES", default_value_t = 60,
        value_parser = clap::value_parser!(u32).range(5..=43_200), global = true
    )]
    pub session_idle_minutes: u32,
    /// Hours after which a session ends in any case.
    #[arg(
        long, env = "LATCHKEY_SESSION_HOURS", default_value_t = 24,
        value_parser = clap::value_parser!(u32).range(1..=720), global = true
    )]
    pub session_hours: u32,
    /// What is sent, and how.
    #[command(flatten)]
    pub sending: Sending,
    /// What to log, as `level` or `target=level,…`. The library that verifies passkeys stays silent whatever this says.
    #[arg(long, env = "LATCHKEY_LOG", default_value = "info", global = true)]
    pub log: String,
    /// How to log it.
    #[arg(
        long,
        env = "LATCHKEY_LOG_FORMAT",
        value_enum,
        default_value = "text",
        global = true
    )]
    pub log_format: LogFormat,
    /// How long trust and waiting last, where people may go, and how often something may be tried.
    #[command(flatten)]
    pub account: AccountSettings,
    /// Cookies, https, and connections.
    #[command(flatten)]
    pub edge: ConnectionSettings,
}

/// The settings as the server uses them.
#[derive(Clone, Debug)]
pub struct Config {
    /// As they were given.
    pub settings: Settings,
    /// The keys that the secrets are sealed with, when the environment names them; otherwise they are in a file.
    pub secret_keys: Option<Secret>,
    /// The password at the mail server.
    pub smtp_password: Option<Secret>,
    /// The token at the gateway for text messages.
    pub text_message_token: Option<Secret>,
}

impl Config {
    /// Joins the settings with the keys of the environment.
    pub fn new(settings: Settings, secret_keys: Option<String>) -> Self {
        let secret_keys = secret_keys
            .filter(|keys| !keys.is_empty())
            .map(Secret::from);
        Self {
            settings,
            secret_keys,
            smtp_password: None,
            text_message_token: None,
        }
    }

    /// Joins the settings with the secrets, which the environment alone, or a file that it names, may hold.
    pub fn with_environment(settings: Settings) -> Result<Self, StartupError> {
        Ok(Self {
            settings,
            secret_keys: secrets::read(SECRET_KEYS_VARIABLE)?,
            smtp_password: secrets::read(SMTP_PASSWORD_VARIABLE)?,
            text_message_token: secrets::read(TEXT_MESSAGE_TOKEN_VARIABLE)?,
        })
    }

    /// The database.
    pub fn database_url(&self) -> String {
        let default = || crate::store::Store::url_of_file(&self.settings.data.join("latchkey.db"));
        self.settings.database_url.clone().unwrap_or_else(default)
    }

    /// The file with the keys, when the environment does not name them.
    pub fn key_file(&self) -> PathBuf {
        self.settings.data.join("secret.keys")
    }

    /// The folder with the built page.
    pub fn dist(&self) -> &Path {
        &self.settings.dist
    }

    /// What the service calls itself.
    pub fn name(&self) -> &str {
        self.settings.name.as_str()
    }

    /// Where people reach the page.
    pub const fn origin(&self) -> &Origin {
        &self.settings.origin
    }

    /// Other origins whose pages may use the same passkeys.
    pub fn related_origins(&self) -> &[Origin] {
        self.settings.related_origins.as_slice()
    }

    /// Proxies whose word on who calls them is taken.
    pub const fn trusted_proxies(&self) -> &TrustedProxies {
        &self.settings.trusted_proxies
    }

    /// Every origin that the page may be opened at, the server's own first.
    pub fn origins(&self) -> impl Iterator<Item = &Origin> {
        std::iter::once(self.origin()).chain(self.related_origins())
    }

    /// Whether people may make accounts themselves.
    pub fn is_sign_up_open(&self) -> bool {
        self.settings.sign_up == SignUp::Open
    }

    /// Whether people may have codes by text message.
    pub fn has_text_messages(&self) -> bool {
        self.settings.sending.text_messages == Switch::On
    }

    /// Whether people may have codes by email as a second step.
    pub fn has_email_codes(&self) -> bool {
        self.settings.sending.email_codes == Switch::On
    }

    /// Whether everybody may read what is sent.
    pub fn is_development(&self) -> bool {
        self.settings.sending.development == Switch::On
    }

    /// Whether every account must have a second step.
    pub fn is_second_step_required(&self) -> bool {
        self.settings.second_step == SecondStepPolicy::Required
    }

    /// The shortest password, in code points, of an account with or without a second step.
    pub fn password_minimum(&self, has_second_step: bool) -> u32 {
        password::minimum(has_second_step || self.is_second_step_required())
    }

    /// Seconds without a request after which a session ends.
    pub fn session_idle_seconds(&self) -> i64 {
        i64::from(self.settings.session_idle_minutes) * 60
    }

    /// Seconds after which a session ends in any case.
    pub fn session_seconds(&self) -> i64 {
        i64::from(self.settings.session_hours) * 3_600
    }
}

fn database_url(text: &str) -> Result<String, &'static str> {
    let is_sqlite = text
        .strip_prefix("sqlite://")
        .is_some_and(|path| !path.is_empty());
    if is_sqlite {
        Ok(text.to_owned())
    } else {
        Err("must be sqlite:// and the path of a file")
    }
}
