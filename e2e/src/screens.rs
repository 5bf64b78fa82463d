//! What stands on the screens, by the names that people read. Nothing else knows them twice.

mod account;
mod enrolment;
mod passkeys;
mod recovery;
mod sent_codes;

use crate::{
    Outcome,
    browser::Browser,
    failure::ensure,
    finding::{Role, Thing},
    waiting::until,
};
pub use account::Activity;
pub use enrolment::{Enrolment, NewCodes};
pub use passkeys::{AddKey, AddPasskey, Check, Offer, passkey_name};
pub use recovery::{Added, ForgotPassword, LinkPage, NewPassword, Recovery};
pub use sent_codes::{AddPhone, ConfirmEmail, SentCode};
use serde_json::{Value, json};

/// The first step.
pub struct SignIn<'a>(pub &'a Browser);

impl<'a> SignIn<'a> {
    /// Waits for it.
    pub async fn seen(&self) -> Outcome {
        self.0.heading("Sign in").seen().await
    }

    /// The field of the address.
    pub fn email(&self) -> Thing<'a> {
        self.0.field("Email address")
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

    /// The button of those who need no password.
    pub fn passkey(&self) -> Thing<'a> {
        self.0.button("Sign in with a passkey")
    }

    /// Where the first field stands on the screen, and how large it is.
    pub async fn place(&self) -> Outcome<Value> {
        let place =
            "const it = document.querySelector('input[type=email]').getBoundingClientRect();
            return [it.x, it.y, it.width, it.height].map(Math.round);";
        self.0.script(place, Vec::new()).await
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

impl Browser {
    /// The button of a method, where there is a choice of them. Its name has a line of explanation in it.
    pub fn way(&self, method: &str) -> Thing<'_> {
        let explained = WAYS.iter().find(|(name, _)| *name == method);
        let explained = explained.map_or("", |(_, explained)| explained);
        self.button(format!("{method} {explained}"))
    }
}

/// The methods, and what is said of each.
const WAYS: [(&str, &str); 4] = [
    (
        "Passkey",
        "Fingerprint, face or screen lock of a device of yours",
    ),
    (
        "Security key",
        "The small key that you plug in or hold to your phone",
    ),
    (
        "Authenticator app",
        "A six-digit code from the app on your phone",
    ),
    (
        "Backup code",
        "One of the codes you saved on paper or in a password manager",
    ),
];

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

    /// The button of those who have a passkey.
    pub fn passkey(&self) -> Thing<'a> {
        self.0.button("Use your passkey")
    }

    /// The button of those who have a security key.
    pub fn security_key(&self) -> Thing<'a> {
        self.0.button("Use your security key")
    }

    /// The field of the backup code.
    pub fn backup_code(&self) -> Thing<'a> {
        self.0.field("Backup code")
    }

    /// The button.
    pub fn confirm(&self) -> Thing<'a> {
        self.0.button("Confirm")
    }

    /// Types the code of an app and presses the button.
    pub async fn gives(&self, code: &str) -> Outcome {
        self.code().fill(code).await?;
        self.confirm().click().await
    }

    /// The choice to be asked for the password only, for a while.
    pub fn trust(&self) -> Thing<'a> {
        self.0
            .thing(Role::CheckBox, "Don’t ask again on this device for 30 days")
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
        self.0.way("Backup code").click().await?;
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
        self.0.field("Email address")
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

/// The security settings.
pub struct Settings<'a>(pub &'a Browser);

impl<'a> Settings<'a> {
    /// Where they are.
    pub const PATH: &'static str = "/security";
    /// What they are called.
    pub const HEADING: &'static str = "Security settings";
    /// The button of the password.
    pub const CHANGE_PASSWORD: &'static str = "Change password";

    /// Waits for them to be read.
    pub async fn seen(&self) -> Outcome {
        self.0.heading(Self::HEADING).seen().await?;
        self.change_password().seen().await
    }

    /// The way out.
    pub fn sign_out(&self) -> Thing<'a> {
        self.0.button("Sign out")
    }

    /// Opens the dialog of the password.
    pub fn change_password(&self) -> Thing<'a> {
        self.0.button(Self::CHANGE_PASSWORD)
    }

    /// To a new passkey.
    pub fn add_passkey(&self) -> Thing<'a> {
        self.0.link("Add a passkey")
    }

    /// To a new security key.
    pub fn add_key(&self) -> Thing<'a> {
        self.0.link("Add a security key")
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
