//! The journeys. Each is a story with a person in it; what it needs to know of the screens is in `e2e::screens`.

#[path = "journeys/account.rs"]
mod account;
#[path = "journeys/checks.rs"]
mod checks;
#[path = "journeys/connection.rs"]
mod connection;
#[path = "journeys/detours.rs"]
mod detours;
#[path = "journeys/devices.rs"]
mod devices;
#[path = "journeys/early.rs"]
mod early;
#[path = "journeys/elsewhere.rs"]
mod elsewhere;
#[path = "journeys/enrolment.rs"]
mod enrolment;
#[path = "journeys/keyboard.rs"]
mod keyboard;
#[path = "journeys/main_job.rs"]
mod main_job;
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
#[path = "journeys/undone.rs"]
mod undone;
#[path = "journeys/unsaved_codes.rs"]
mod unsaved_codes;
#[path = "journeys/way_back.rs"]
mod way_back;
