//! Codes that are sent, by text message and by email: at sign-in, at step-up, and to confirm a number or an address.

mod sending;
mod validity;

use crate::support::{
    TestApp,
    account::{
        NUMBER, OTHER_NUMBER, confirm_email, confirm_phone, send_code, send_step_up_code,
        start_email, start_phone, step_up_with_sent_code, submit_sent_code, take_email,
        turn_on_email_codes, with_number_only,
    },
    browser::Browser,
    person::{EMAIL, pending_sign_in, standing},
};
use contract::{
    Problem, Secret,
    sent_code::Channel::{self, Email, TextMessage},
    sign_in::{NextStep, SecondStep},
};

const BOTH: [Channel; 2] = [TextMessage, Email];

const WITH_EMAIL_CODES: [&str; 2] = ["--email-codes", "on"];

/// What a code is for, and so where it is asked for and given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    SignIn(Channel),
    StepUp(Channel),
    ConfirmPhone,
    ConfirmEmail,
}

const PURPOSES: [Purpose; 6] = [
    Purpose::SignIn(TextMessage),
    Purpose::SignIn(Email),
    Purpose::StepUp(TextMessage),
    Purpose::StepUp(Email),
    Purpose::ConfirmPhone,
    Purpose::ConfirmEmail,
];

impl Purpose {
    fn to(self) -> &'static str {
        match self {
            Self::SignIn(TextMessage) | Self::StepUp(TextMessage) => NUMBER,
            Self::SignIn(Email) | Self::StepUp(Email) => EMAIL,
            Self::ConfirmPhone => OTHER_NUMBER,
            Self::ConfirmEmail => "ann.new@example.com",
        }
    }

    async fn ask(self, browser: &Browser) -> Result<(), Problem> {
        let asked = match self {
            Self::SignIn(channel) => send_code(browser, channel).await,
            Self::StepUp(channel) => send_step_up_code(browser, channel).await,
            Self::ConfirmPhone => start_phone(browser, self.to()).await,
            Self::ConfirmEmail => start_email(browser, self.to()).await,
        };
        asked.map(|destination| assert!(destination.sent.is_some()))
    }

    async fn give(self, browser: &Browser, code: Secret) -> Result<(), Problem> {
        match self {
            Self::SignIn(channel) => submit_sent_code(browser, channel, code).await.map(drop),
            Self::StepUp(channel) => step_up_with_sent_code(browser, channel, code)
                .await
                .map(drop),
            Self::ConfirmPhone => confirm_phone(browser, code).await.map(drop),
            Self::ConfirmEmail => confirm_email(browser, code).await.map(drop),
        }
    }
}

/// A server with a person who has nothing but codes that are sent, in both ways.
struct Fixture {
    app: TestApp,
    signed_in: Browser,
}

impl Fixture {
    async fn new() -> Self {
        let app = TestApp::with(&WITH_EMAIL_CODES).await;
        let (signed_in, _) = with_number_only(&app, EMAIL, NUMBER).await;
        take_email(&app, &signed_in, EMAIL).await;
        turn_on_email_codes(&signed_in).await.unwrap();
        app.clock.advance_seconds(60);
        Self { app, signed_in }
    }

    /// A browser that may ask for it.
    async fn asker(&self, purpose: Purpose) -> Browser {
        match purpose {
            Purpose::SignIn(_) => pending_sign_in(&self.app, EMAIL).await,
            _ => self.signed_in.copy(),
        }
    }

    /// Another browser of the same person that may ask for it.
    async fn other_asker(&self, purpose: Purpose) -> Browser {
        let other = pending_sign_in(&self.app, EMAIL).await;
        if !matches!(purpose, Purpose::SignIn(_)) {
            let set = self.app.text("SELECT id FROM accounts").await;
            assert!(!set.is_empty());
            send_code(&other, TextMessage).await.unwrap();
            let code = self.app.newest_message(NUMBER).await.code();
            submit_sent_code(&other, TextMessage, code).await.unwrap();
            self.app.clock.advance_seconds(30);
        }
        other
    }

    /// The code that was sent last.
    async fn code(&self, purpose: Purpose) -> Secret {
        self.app.newest_message(purpose.to()).await.code()
    }

    /// Asks for a code, and reads it.
    async fn sent(&self, purpose: Purpose, browser: &Browser) -> Secret {
        purpose.ask(browser).await.unwrap();
        self.code(purpose).await
    }
}

async fn asked(browser: &Browser) -> SecondStep {
    match standing(browser).await {
        NextStep::SecondStep(asked) => asked,
        other => panic!("{other:?}"),
    }
}

fn tries_left(outcome: &Result<(), Problem>) -> Option<u32> {
    match outcome {
        Err(Problem::WrongCode { tries_left, .. }) => Some(*tries_left),
        _ => None,
    }
}
