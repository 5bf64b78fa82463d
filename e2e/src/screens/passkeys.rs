//! The screens of passkeys and security keys.

use crate::{Outcome, browser::Browser, finding::Thing};

/// Adding a passkey.
pub struct AddPasskey<'a>(pub &'a Browser);

impl<'a> AddPasskey<'a> {
    /// Where it is.
    pub const PATH: &'static str = "/security/passkey";

    /// Waits for it.
    pub async fn seen(&self) -> Outcome {
        self.0.heading("Add a passkey").seen().await?;
        self.create().seen().await
    }

    /// The button.
    pub fn create(&self) -> Thing<'a> {
        self.0.button("Create a passkey")
    }

    /// The last screen.
    pub async fn finished(&self) -> Outcome {
        self.0.heading("Passkey added").seen().await
    }

    /// Away from the last screen.
    pub fn to_settings(&self) -> Thing<'a> {
        self.0.link("Go to security settings")
    }
}

/// Adding a security key.
pub struct AddKey<'a>(pub &'a Browser);

impl<'a> AddKey<'a> {
    /// Where it is.
    pub const PATH: &'static str = "/security/security-key";

    /// Waits for it.
    pub async fn seen(&self) -> Outcome {
        self.0.heading("Add a security key").seen().await?;
        self.register().seen().await
    }

    /// The button.
    pub fn register(&self) -> Thing<'a> {
        self.0.button("Register a security key")
    }

    /// The last screen.
    pub async fn finished(&self) -> Outcome {
        self.0.heading("Security key added").seen().await
    }

    /// Away from the last screen.
    pub fn to_settings(&self) -> Thing<'a> {
        self.0.link("Go to security settings")
    }
}

/// The question whether somebody wants a passkey.
pub struct Offer<'a>(pub &'a Browser);

impl<'a> Offer<'a> {
    /// Waits for it.
    pub async fn seen(&self) -> Outcome {
        self.0.heading("Sign in faster next time?").seen().await?;
        self.take().seen().await
    }

    /// Yes.
    pub fn take(&self) -> Thing<'a> {
        self.0.button("Create a passkey")
    }

    /// Perhaps later.
    pub fn not_now(&self) -> Thing<'a> {
        self.0.button("Not now")
    }

    /// Never.
    pub fn never(&self) -> Thing<'a> {
        self.0.button("Don’t ask again")
    }
}

/// What works in this browser.
pub struct Check<'a>(pub &'a Browser);

impl Check<'_> {
    /// Where it is.
    pub const PATH: &'static str = "/check";

    /// Waits until it is known.
    pub async fn seen(&self) -> Outcome {
        self.0.heading("Check this browser").seen().await?;
        self.0.button("Copy for support").seen().await
    }
}

impl Browser {
    /// The button of a passkey or security key while the browser asks for it.
    pub fn waiting_button(&self) -> Thing<'_> {
        self.button("Waiting for your device…")
    }

    /// Stops the browser asking.
    pub fn stop_waiting(&self) -> Thing<'_> {
        self.button("Stop waiting")
    }
}

/// The name that a passkey of an unknown provider gets here.
pub fn passkey_name() -> &'static str {
    match std::env::consts::OS {
        "macos" => "Passkey on macOS",
        "windows" => "Passkey on Windows",
        _ => "Passkey on Linux",
    }
}
