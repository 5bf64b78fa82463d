//! The parts of the page in a real browser: labels, focus, announcements, and what happens when the browser refuses.
//!
//! Run by `cargo xtask web`. Natively this is empty.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);

#[path = "web/mount.rs"]
mod mount;

#[path = "web/adoption.rs"]
mod adoption;
#[path = "web/codes.rs"]
mod codes;
#[path = "web/copy_and_print.rs"]
mod copy_and_print;
#[path = "web/dates.rs"]
mod dates;
#[path = "web/detours.rs"]
mod detours;
#[path = "web/errors.rs"]
mod errors;
#[path = "web/fields.rs"]
mod fields;
#[path = "web/focus.rs"]
mod focus;
#[path = "web/forms.rs"]
mod forms;
#[path = "web/handover.rs"]
mod handover;
#[path = "web/json.rs"]
mod json;
#[path = "web/lost_focus.rs"]
mod lost_focus;
#[path = "web/machines.rs"]
mod machines;
#[path = "web/message_code.rs"]
mod message_code;
#[path = "web/navigation.rs"]
mod navigation;
#[path = "web/old_browsers.rs"]
mod old_browsers;
#[path = "web/passkey.rs"]
mod passkey;
#[path = "web/passkey_json.rs"]
mod passkey_json;
#[path = "web/passkey_stub.rs"]
mod passkey_stub;
#[path = "web/passkey_support.rs"]
mod passkey_support;
#[path = "web/prefetch.rs"]
mod prefetch;
#[path = "web/prompts.rs"]
mod prompts;
#[path = "web/retyping.rs"]
mod retyping;
#[path = "web/server_stub.rs"]
mod server_stub;
#[path = "web/settings.rs"]
mod settings;
#[path = "web/sign_up.rs"]
mod sign_up;
#[path = "web/sleep.rs"]
mod sleep;
#[path = "web/timers.rs"]
mod timers;
#[path = "web/translated.rs"]
mod translated;
#[path = "web/unavailable.rs"]
mod unavailable;
