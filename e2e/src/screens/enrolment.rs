//! The screens of an authenticator app, and those of backup codes.

use crate::{
    Outcome,
    app::{self, Address},
    browser::Browser,
    finding::{Role, Thing},
    secrets::Secrets,
};

/// Setting up an authenticator app.
pub struct Enrolment<'a>(pub &'a Browser);

impl<'a> Enrolment<'a> {
    /// Where it is.
    pub const PATH: &'static str = "/security/authenticator";

    /// Waits for the square.
    pub async fn seen(&self) -> Outcome {
        self.0.heading("Set up an authenticator app").seen().await?;
        self.square().seen().await
    }

    /// The square.
    pub fn square(&self) -> Thing<'a> {
        self.0.thing(
            Role::Image,
            "QR code with the set-up key for your authenticator app. The same key stands below as text.",
        )
    }

    /// Points a camera at the screen.
    pub async fn scan(&self) -> Outcome<Address> {
        self.seen().await?;
        app::scan(&self.square().picture().await?)
    }

    /// The field of the code.
    pub fn code(&self) -> Thing<'a> {
        self.0.field("Code from the app")
    }

    /// The field of the name.
    pub fn name(&self) -> Thing<'a> {
        self.0.field("Name of this app (optional)")
    }

    /// A new secret.
    pub fn start_anew(&self) -> Thing<'a> {
        self.0.button("Start a new set-up")
    }

    /// Says that the square on screen may be replaced.
    pub fn replace(&self) -> Thing<'a> {
        self.0.button("Replace it")
    }

    /// Says that it shall stay.
    pub fn keep(&self) -> Thing<'a> {
        self.0.button("Keep this one")
    }

    /// The last screen.
    pub async fn finished(&self) -> Outcome {
        self.0.heading("Authenticator app added").seen().await
    }

    /// Away from the last screen.
    pub fn to_settings(&self) -> Thing<'a> {
        self.0.link("Go to security settings")
    }
}

/// New backup codes, shown this once.
pub struct NewCodes<'a>(pub &'a Browser);

impl<'a> NewCodes<'a> {
    /// The codes, once they are there.
    pub async fn read(&self) -> Outcome<Vec<String>> {
        self.0.heading("Save your backup codes").seen().await?;
        self.0.thing(Role::List, "Backup codes").lines().await
    }

    /// Downloads them, and answers what the file has in it.
    pub async fn download(&self) -> Outcome<String> {
        self.0.button("Download codes").click().await?;
        self.0.downloaded("latchkey-backup-codes.txt").await
    }

    /// Copies them, and answers what can be pasted then.
    pub async fn copy(&self) -> Outcome<String> {
        self.0.button("Copy codes").click().await?;
        self.0.says("Copied").await?;
        self.0.pasted().await
    }

    /// The word that they are kept.
    pub fn saved(&self) -> Thing<'a> {
        self.0.thing(Role::CheckBox, "I have saved them")
    }

    /// The button that goes on once the codes are saved.
    pub fn go_on(&self) -> Thing<'a> {
        self.0.button("Continue")
    }

    /// Reads them, says that they are kept, and goes on.
    pub async fn keep(&self, secrets: &Secrets) -> Outcome<Vec<String>> {
        let codes = self.read().await?;
        for code in &codes {
            secrets.keep(code);
        }
        self.saved().click().await?;
        self.go_on().click().await?;
        Ok(codes)
    }
}
