//! The journeys. Each has a person in it; what it needs to know of the screens is in `e2e::screens`.

#[path = "journeys/account.rs"]
mod account;
#[path = "journeys/before_load.rs"]
mod before_load;
#[path = "journeys/checks.rs"]
mod checks;
#[path = "journeys/connection.rs"]
mod connection;
#[path = "journeys/detours.rs"]
mod detours;
#[path = "journeys/enrolment.rs"]
mod enrolment;
#[path = "journeys/forward_auth.rs"]
mod forward_auth;
#[path = "journeys/happy_path.rs"]
mod happy_path;
#[path = "journeys/keyboard.rs"]
mod keyboard;
#[path = "journeys/no_cookies.rs"]
mod no_cookies;
#[path = "journeys/old_browsers.rs"]
mod old_browsers;
#[path = "journeys/passkey_missing.rs"]
mod passkey_missing;
#[path = "journeys/passkey_tabs.rs"]
mod passkey_tabs;
#[path = "journeys/passkey_trouble.rs"]
mod passkey_trouble;
#[path = "journeys/passkeys.rs"]
mod passkeys;
#[path = "journeys/recovery.rs"]
mod recovery;
#[path = "journeys/screens.rs"]
mod screens;
#[path = "journeys/second_step.rs"]
mod second_step;
#[path = "journeys/sent_codes.rs"]
mod sent_codes;
#[path = "journeys/settings.rs"]
mod settings;
#[path = "journeys/tabs.rs"]
mod tabs;
#[path = "journeys/translated.rs"]
mod translated;
#[path = "journeys/trusted_browsers.rs"]
mod trusted_browsers;
#[path = "journeys/undone.rs"]
mod undone;
#[path = "journeys/unsaved_codes.rs"]
mod unsaved_codes;
