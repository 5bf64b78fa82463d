//! What stands on the screens, by the names that people read. Nothing else knows them twice.

use crate::{
    Outcome,
    app::{self, Address},
    browser::Browser,
    failure::ensure,
    finding::{Role, Thing},
    waiting::until,
};
use serde_json::json;

/// The first step.
pub struct SignIn<'a>(pub &'a Browser);

impl<'a> SignIn<'a> {
    /// Waits for it.
    pub async fn seen(&self) -> Outcome {
        self.0.heading("Sign in").seen().await
    }

    /// The field of the address.
    pub fn email(&self) -> Thing<'a> {
        self.0.field("E-mail address")
    }

    /// The field of the password.
    pub fn password(&self) -> Thing<'a> {
        self.0.field("Password")
    }

    /// The button.
    pub fn submit(&self) -> Thing<'a> {
        self.0.button("Sign in")
    }

    /// Waits until the program has taken over the form that stands in the page from the beginning. People see no
    /// difference, so this is asked of the page itself.
    pub async fn is_taken_over(&self) -> Outcome {
        until(async || {
            let early = "return document.getElementById('early') === null;";
            let is_over = self.0.script(early, Vec::new()).await? == json!(true);
            ensure(is_over, || "the program has not taken over".to_owned())
        })
        .await
    }

    /// To the sign-up page.
    pub fn create_account(&self) -> Thing<'a> {
        self.0.link("Create an account")
    }

    /// Types both and presses the button.
    pub async fn give(&self, email: &str, password: &str) -> Outcome {
        self.seen().await?;
        self.email().fill(email).await?;
        self.password().fill(password).await?;
        self.submit().click().await
    }
}

/// The second step.
pub struct SecondStep<'a>(pub &'a Browser);

impl<'a> SecondStep<'a> {
    /// Waits for the code of an app to be asked for.
    pub async fn seen(&self) -> Outcome {
        self.0.heading("Second step").seen().await?;
        self.code().seen().await
    }

    /// The field of the code.
    pub fn code(&self) -> Thing<'a> {
        self.0.field("Code from your authenticator app")
    }

    /// The field of the backup code.
    pub fn backup_code(&self) -> Thing<'a> {
        self.0.field("Backup code")
    }

    /// The button.
    pub fn confirm(&self) -> Thing<'a> {
        self.0.button("Confirm")
    }

    /// To the other methods.
    pub fn other_way(&self) -> Thing<'a> {
        self.0.button("Try another way")
    }

    /// Back to the password.
    pub fn start_over(&self) -> Thing<'a> {
        self.0.button("Start over")
    }

    /// Chooses to give a backup code.
    pub async fn choose_backup_code(&self) -> Outcome {
        self.other_way().click().await?;
        self.0.heading("Choose another way").seen().await?;
        self.0.button("Backup code").click().await?;
        self.backup_code().seen().await
    }

    /// Types a backup code and presses the button.
    pub async fn give_backup_code(&self, code: &str) -> Outcome {
        self.backup_code().fill(code).await?;
        self.confirm().click().await
    }
}

/// A new account.
pub struct SignUp<'a>(pub &'a Browser);

impl<'a> SignUp<'a> {
    /// Waits for it.
    pub async fn seen(&self) -> Outcome {
        self.0.heading("Create an account").seen().await
    }

    /// The field of the address.
    pub fn email(&self) -> Thing<'a> {
        self.0.field("E-mail address")
    }

    /// The field of the password.
    pub fn password(&self) -> Thing<'a> {
        self.0.field("Password")
    }

    /// The button.
    pub fn submit(&self) -> Thing<'a> {
        self.0.button("Create account")
    }

    /// Types both and presses the button.
    pub async fn give(&self, email: &str, password: &str) -> Outcome {
        self.seen().await?;
        self.email().fill(email).await?;
        self.password().fill(password).await?;
        self.submit().click().await
    }
}

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

    /// The gate.
    pub fn go_on(&self) -> Thing<'a> {
        self.0.button("Continue")
    }
}

/// The security settings.
pub struct Settings<'a>(pub &'a Browser);

impl<'a> Settings<'a> {
    /// Where they are.
    pub const PATH: &'static str = "/security";

    /// Waits for them to be read.
    pub async fn seen(&self) -> Outcome {
        self.0.heading("Security settings").seen().await?;
        self.change_password().seen().await
    }

    /// The way out.
    pub fn sign_out(&self) -> Thing<'a> {
        self.0.button("Sign out")
    }

    /// Opens the dialog of the password.
    pub fn change_password(&self) -> Thing<'a> {
        self.0.button("Change password")
    }

    /// Opens the dialog of a name.
    pub fn rename(&self, name: &str) -> Thing<'a> {
        self.0.button(format!("Rename {name}"))
    }

    /// Opens the dialog that asks before something is removed.
    pub fn remove(&self, name: &str) -> Thing<'a> {
        self.0.button(format!("Remove {name}"))
    }

    /// An open dialog.
    pub fn dialog(&self, name: &str) -> Thing<'a> {
        self.0.thing(Role::Dialog, name)
    }

    /// Signs out and waits for the sign-in page.
    pub async fn leave(&self) -> Outcome {
        self.sign_out().click().await?;
        self.0.says("You are signed out.").await?;
        SignIn(self.0).seen().await
    }
}
