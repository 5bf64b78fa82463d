//! The screens of recovery: a new password, a lost second step, and the links in emails.

use super::SecondStep;
use crate::{Outcome, browser::Browser, finding::Thing};

/// Asking for a link to set a new password.
pub struct ForgotPassword<'a>(pub &'a Browser);

impl ForgotPassword<'_> {
    /// Waits for it.
    pub async fn seen(&self) -> Outcome {
        self.0.heading("Forgot your password?").seen().await
    }

    /// Types the address and presses the button.
    pub async fn asks(&self, email: &str) -> Outcome {
        self.0.field("Email address").fill(email).await?;
        self.0.button("Send the link").click().await
    }

    /// Waits for the answer, which is the same for everybody.
    pub async fn asked(&self) -> Outcome {
        self.0.heading("Look at your mail").seen().await?;
        self.0
            .says("has an account here, a link is on its way")
            .await
    }
}

/// Setting a new password, by the link.
pub struct NewPassword<'a>(pub &'a Browser);

impl<'a> NewPassword<'a> {
    /// Where the link leads.
    pub const PATH: &'static str = "/reset-password";

    /// Waits for it.
    pub async fn seen(&self) -> Outcome {
        self.0.heading("Set a new password").seen().await?;
        self.password().seen().await
    }

    /// The field.
    pub fn password(&self) -> Thing<'a> {
        self.0.field("New password")
    }

    /// Types one and presses the button.
    pub async fn gives(&self, password: &str) -> Outcome {
        self.password().fill(password).await?;
        self.0.button("Set the new password").click().await
    }

    /// The last screen.
    pub async fn finished(&self) -> Outcome {
        self.0.heading("Your new password is set").seen().await
    }
}

/// Recovering an account whose second step is lost.
pub struct Recovery<'a>(pub &'a Browser);

impl<'a> Recovery<'a> {
    /// Goes there from the second step.
    pub async fn is_chosen(&self) -> Outcome {
        SecondStep(self.0).other_way().click().await?;
        self.0.heading("Choose another way").seen().await?;
        self.0.button("I can’t use any of these").click().await
    }

    /// Sees above the second step how it stands, and goes there.
    pub async fn is_told(&self, notice: &str) -> Outcome {
        self.0.says(notice).await?;
        self.0.button("See the recovery").click().await
    }

    /// Waits until it explains itself.
    pub async fn seen(&self) -> Outcome {
        self.0.heading("Lost your second step?").seen().await
    }

    /// Asks for the link.
    pub fn ask(&self) -> Thing<'a> {
        self.0.button("Send the link")
    }

    /// Waits until the link is sent.
    pub async fn asked(&self) -> Outcome {
        self.0.heading("Look at your mail").seen().await
    }

    /// Waits until it says that it waits.
    pub async fn waits(&self) -> Outcome {
        self.0.heading("Your recovery is waiting").seen().await
    }

    /// Waits until it says that it is ready.
    pub async fn is_ready(&self) -> Outcome {
        self.0.heading("Your recovery is ready").seen().await
    }

    /// Finishes it.
    pub fn finish(&self) -> Thing<'a> {
        self.0.button("Finish the recovery")
    }
}

/// A page that a link in a mail leads to: it does one thing, and only when its button is pressed.
pub struct LinkPage<'a> {
    browser: &'a Browser,
    /// Where the link leads.
    pub path: &'static str,
    title: &'static str,
    button: &'static str,
    done: &'static str,
}

impl<'a> LinkPage<'a> {
    /// Begins a recovery.
    pub const fn begins_recovery(browser: &'a Browser) -> Self {
        Self {
            browser,
            path: "/recovery",
            title: "Begin the recovery",
            button: "Begin the recovery",
            done: "The recovery has begun",
        }
    }

    /// Stops a recovery.
    pub const fn stops_recovery(browser: &'a Browser) -> Self {
        Self {
            browser,
            path: "/recovery/cancel",
            title: "Stop the recovery",
            button: "Stop the recovery",
            done: "The recovery is stopped",
        }
    }

    /// Puts an old address back.
    pub const fn undoes_email_change(browser: &'a Browser) -> Self {
        Self {
            browser,
            path: "/undo-email-change",
            title: "Undo the change of address",
            button: "Undo the change",
            done: "Your old address is back",
        }
    }

    /// Opens the link and waits for the page.
    pub async fn opens(&self, link: &str) -> Outcome {
        self.browser.open(link).await?;
        self.browser.heading(self.title).seen().await
    }

    /// Presses the button, and waits until it is done.
    pub async fn is_pressed(&self) -> Outcome {
        self.button().click().await?;
        self.browser.heading(self.done).seen().await
    }

    /// The button.
    pub fn button(&self) -> Thing<'a> {
        self.browser.button(self.button)
    }
}

/// What was added to an account until a change of its address was undone.
pub struct Added<'a>(pub &'a Browser);

impl<'a> Added<'a> {
    /// Waits until it names this.
    pub async fn names(&self, thing: &str) -> Outcome {
        let lead = "This was added to your account since the change, and still opens it:";
        self.0.says(lead).await?;
        self.0.says(thing).await
    }

    /// Waits until it says that browsers were trusted.
    pub async fn tells_of_browsers(&self) -> Outcome {
        let lead = "These browsers were trusted since the change. They are not any more:";
        self.0.says(lead).await
    }

    /// Removes all of it.
    pub fn remove(&self) -> Thing<'a> {
        self.0.button("Remove all of this and end every session")
    }

    /// Waits until it is removed.
    pub async fn removed(&self) -> Outcome {
        self.0.heading("What was added is removed").seen().await
    }

    /// To a new password.
    pub fn set_password(&self) -> Thing<'a> {
        self.0.link("Set a new password")
    }
}
