//! A person with an account: what they know, and the journeys that every test begins with.

use super::{TestApp, browser::Browser};
use contract::{
    Nothing, Problem, Secret,
    account::SecurityOverview,
    authenticator::{AuthenticatorId, Confirmation, Confirmed, PendingAuthenticator},
    endpoint::{
        ConfirmAuthenticator, ReadSecurity, ReadSession, SignUp, StartAuthenticator,
        StepUpWithPassword, StepUpWithProof, SubmitPassword, SubmitProof,
    },
    sign_in::{Credentials, NextStep, Proof},
    sign_up::NewAccount,
    step_up::{PasswordAgain, SteppedUp},
};
use data_encoding::BASE32_NOPAD;

pub const PASSWORD: &str = "correct horse battery staple";
pub const EMAIL: &str = "ann@example.com";

/// An authenticator app with one secret in it, and the codes on paper.
#[derive(Clone)]
pub struct Phone {
    pub id: AuthenticatorId,
    pub secret: Vec<u8>,
    pub backup_codes: Vec<String>,
}

impl Phone {
    /// The code that it shows now, by the server's clock.
    pub fn code(&self, app: &TestApp) -> Secret {
        self.code_of_step(app, 0)
    }

    /// The code of a step before or after.
    pub fn code_of_step(&self, app: &TestApp, offset: i64) -> Secret {
        Secret::from(code(&self.secret, app.clock.now().seconds() / 30 + offset))
    }

    /// Six digits that are not the code of any step near now.
    pub fn wrong_code(&self, app: &TestApp) -> Secret {
        let near: Vec<Secret> = (-3..=3)
            .map(|offset| self.code_of_step(app, offset))
            .collect();
        let candidates = (0..).map(|number| Secret::from(format!("{number:06}")));
        candidates
            .into_iter()
            .find(|code| !near.contains(code))
            .unwrap()
    }
}

/// The refusal of a wrong code, when so many attempts are left of those that `window` seconds allow and all of them
/// were made just now.
pub fn wrong(left: u32, window: i64) -> Problem {
    Problem::WrongCode {
        tries_left: left,
        retry_after: u32::try_from(window).ok().filter(|_| left == 0),
    }
}

/// The code of a time step (RFC 6238), as any authenticator app computes it.
pub fn code(secret: &[u8], step: i64) -> String {
    totp_rs::Builder::new()
        .with_secret(secret)
        .build_noncompliant()
        .generate(u64::try_from(step).unwrap() * 30)
        .to_string()
}

pub fn credentials(email: &str, password: &str) -> Credentials {
    Credentials {
        email: email.to_owned(),
        password: Secret::from(password),
    }
}

pub fn authenticator(code: Secret) -> Proof {
    Proof::Authenticator { code }
}

pub fn backup_code(code: &str) -> Proof {
    Proof::BackupCode {
        code: Secret::from(code),
    }
}

/// A browser in which a new person has signed up and in.
pub async fn newcomer(app: &TestApp, email: &str) -> Browser {
    sign_up(app, email, PASSWORD).await.unwrap();
    let browser = app.browser();
    let step = submit_password(&browser, email, PASSWORD).await.unwrap();
    assert!(
        matches!(step, NextStep::SignedIn(_) | NextStep::EnrolmentRequired(_)),
        "{step:?}"
    );
    browser
}

/// A browser in which a new person has signed up, in, and enrolled. The code of the step is used up.
pub async fn enrolled(app: &TestApp, email: &str) -> (Browser, Phone) {
    let browser = newcomer(app, email).await;
    let phone = enrol(app, &browser).await;
    (browser, phone)
}

/// As [`enrolled`], a step later, so that the next code is fresh; and in a browser with a pending sign-in.
pub async fn enrolled_with_pending(app: &TestApp, email: &str) -> (Browser, Phone) {
    let (_, phone) = enrolled(app, email).await;
    app.next_step();
    (pending_sign_in(app, email).await, phone)
}

/// A fresh browser in which the password of an enrolled person was right.
pub async fn pending_sign_in(app: &TestApp, email: &str) -> Browser {
    let browser = app.browser();
    let step = submit_password(&browser, email, PASSWORD).await.unwrap();
    assert!(matches!(step, NextStep::SecondStep(_)), "{step:?}");
    browser
}

pub async fn sign_up(app: &TestApp, email: &str, password: &str) -> Result<Nothing, Problem> {
    let account = NewAccount {
        email: email.to_owned(),
        password: Secret::from(password),
    };
    app.browser().call::<SignUp>(&account).await
}

pub async fn submit_password(
    browser: &Browser,
    email: &str,
    password: &str,
) -> Result<NextStep, Problem> {
    browser
        .call::<SubmitPassword>(&credentials(email, password))
        .await
}

pub async fn submit_code(browser: &Browser, code: Secret) -> Result<NextStep, Problem> {
    browser.call::<SubmitProof>(&authenticator(code)).await
}

pub async fn submit_backup_code(browser: &Browser, code: &str) -> Result<NextStep, Problem> {
    browser.call::<SubmitProof>(&backup_code(code)).await
}

pub async fn start(browser: &Browser) -> Result<PendingAuthenticator, Problem> {
    browser.call::<StartAuthenticator>(&Nothing {}).await
}

pub async fn confirm(
    browser: &Browser,
    id: &AuthenticatorId,
    code: Secret,
) -> Result<Confirmed, Problem> {
    let confirmation = Confirmation {
        id: id.clone(),
        code,
        name: "Phone".to_owned(),
    };
    browser.call::<ConfirmAuthenticator>(&confirmation).await
}

pub fn secret_of(pending: &PendingAuthenticator) -> Vec<u8> {
    BASE32_NOPAD
        .decode(pending.secret.expose().as_bytes())
        .unwrap()
}

/// Starts and confirms an authenticator.
pub async fn enrol(app: &TestApp, browser: &Browser) -> Phone {
    let pending = start(browser).await.unwrap();
    let secret = secret_of(&pending);
    let mut phone = Phone {
        id: pending.id,
        secret,
        backup_codes: Vec::new(),
    };
    let confirmed = confirm(browser, &phone.id, phone.code(app)).await.unwrap();
    let codes = confirmed.backup_codes.unwrap_or_default();
    phone.backup_codes = codes.iter().map(|code| code.expose().to_owned()).collect();
    phone
}

pub async fn step_up(browser: &Browser, code: Secret) -> Result<SteppedUp, Problem> {
    browser.call::<StepUpWithProof>(&authenticator(code)).await
}

pub async fn step_up_with_password(
    browser: &Browser,
    password: &str,
) -> Result<SteppedUp, Problem> {
    browser
        .call::<StepUpWithPassword>(&PasswordAgain {
            password: Secret::from(password),
        })
        .await
}

pub async fn security(browser: &Browser) -> Result<SecurityOverview, Problem> {
    browser.call::<ReadSecurity>(&Nothing {}).await
}

pub async fn standing(browser: &Browser) -> NextStep {
    browser.call::<ReadSession>(&Nothing {}).await.unwrap()
}

pub async fn is_signed_in(browser: &Browser) -> bool {
    matches!(standing(browser).await, NextStep::SignedIn(_))
}
