//! The screens of codes that are sent: a phone number, an email address, and the second step with either.

use crate::{Outcome, browser::Browser, finding::Thing};

/// The second step with a code that was sent.
pub struct SentCode<'a> {
    browser: &'a Browser,
    label: &'static str,
}

impl<'a> SentCode<'a> {
    /// By text message.
    pub const fn by_text_message(browser: &'a Browser) -> Self {
        Self {
            browser,
            label: TEXT_MESSAGE,
        }
    }

    /// By email.
    pub const fn by_email(browser: &'a Browser) -> Self {
        Self {
            browser,
            label: EMAIL,
        }
    }

    /// Waits until the code is asked for and was sent there.
    pub async fn seen(&self, masked: &str) -> Outcome {
        self.browser.heading("Second step").seen().await?;
        self.code().seen().await?;
        let sent = format!("We sent a code to {masked}.");
        self.browser.says(&sent).await
    }

    /// The field of the code.
    pub fn code(&self) -> Thing<'a> {
        self.browser.field(self.label)
    }

    /// Sends another one.
    pub fn resend(&self) -> Thing<'a> {
        self.browser.button("Send another code")
    }

    /// Types the code and presses the button.
    pub async fn gives(&self, code: &str) -> Outcome {
        self.code().fill(code).await?;
        self.browser.button("Confirm").click().await
    }
}

const TEXT_MESSAGE: &str = "Code from the text message";
const EMAIL: &str = "Code from the email";

/// Adding a phone number.
pub struct AddPhone<'a>(pub &'a Browser);

impl<'a> AddPhone<'a> {
    /// Waits for it.
    pub async fn seen(&self) -> Outcome {
        self.0.heading("Codes by text message").seen().await
    }

    /// The field of the number.
    pub fn number(&self) -> Thing<'a> {
        self.0.field("Phone number")
    }

    /// The button.
    pub fn send(&self) -> Thing<'a> {
        self.0.button("Send a code")
    }

    /// The field of the code, on the second screen.
    pub fn code(&self) -> Thing<'a> {
        self.0.field(TEXT_MESSAGE)
    }

    /// Types the code; complete, it is sent by itself.
    pub async fn gives(&self, code: &str) -> Outcome {
        self.code().fill(code).await
    }

    /// The last screen.
    pub async fn finished(&self) -> Outcome {
        self.0
            .heading("Your phone number is confirmed")
            .seen()
            .await
    }

    /// Away from the last screen.
    pub fn to_settings(&self) -> Thing<'a> {
        self.0.link("Go to security settings")
    }
}

/// Confirming an address, or changing it.
pub struct ConfirmEmail<'a>(pub &'a Browser);

impl<'a> ConfirmEmail<'a> {
    /// Where it is.
    pub const PATH: &'static str = "/security/email";

    /// Waits for it.
    pub async fn seen(&self) -> Outcome {
        self.0.heading("Your email address").seen().await
    }

    /// The field of the address.
    pub fn address(&self) -> Thing<'a> {
        self.0.field("Email address")
    }

    /// The button.
    pub fn send(&self) -> Thing<'a> {
        self.0.button("Send a code")
    }

    /// The field of the code, on the second screen.
    pub fn code(&self) -> Thing<'a> {
        self.0.field(EMAIL)
    }

    /// Types the code; complete, it is sent by itself.
    pub async fn gives(&self, code: &str) -> Outcome {
        self.code().fill(code).await
    }

    /// The last screen.
    pub async fn finished(&self) -> Outcome {
        self.0
            .heading("Your email address is confirmed")
            .seen()
            .await
    }

    /// Away from the last screen.
    pub fn to_settings(&self) -> Thing<'a> {
        self.0.link("Go to security settings")
    }
}
