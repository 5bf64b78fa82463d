//! A person with passkeys and security keys: the ceremonies that tests begin with.

use super::{
    TestApp,
    authenticator::{Authenticator, Making, Proving, Refusal, assertion, attestation},
    browser::Browser,
    person::{EMAIL, newcomer, pending_sign_in},
};
use contract::{
    Nothing, Problem,
    endpoint::{
        AddPasskey, RemovePasskey, SignInWithPasskey, StartPasskey, StartPasskeyProof,
        StartPasskeySignIn, StartPasskeyStepUp, StepUpWithProof, SubmitProof,
    },
    passkey::{
        NewPasskey, Passkey, PasskeyAdded, PasskeyAnswer, PasskeyCreation, PasskeyId, PasskeyKind,
        PasskeyRequest, WhichKind, WhichPasskey,
    },
    sign_in::{NextStep, Proof},
    step_up::SteppedUp,
};
use serde_json::Value;
use std::sync::atomic::{AtomicU32, Ordering};

pub use contract::passkey::PasskeyKind::{Passkey as PASSKEY, SecurityKey as SECURITY_KEY};

pub const BOTH: [PasskeyKind; 2] = [PASSKEY, SECURITY_KEY];

/// An authenticator that is good for a kind.
pub fn device(kind: PasskeyKind) -> Authenticator {
    match kind {
        PASSKEY => Authenticator::synced(),
        SECURITY_KEY => Authenticator::key(),
    }
}

pub async fn creation_options(
    browser: &Browser,
    kind: PasskeyKind,
) -> Result<PasskeyCreation, Problem> {
    browser.call::<StartPasskey>(&WhichKind { kind }).await
}

pub async fn add(
    browser: &Browser,
    creation: &PasskeyCreation,
    answer: &Value,
) -> Result<PasskeyAdded, Problem> {
    let new = NewPasskey {
        ceremony: creation.ceremony.clone(),
        credential: attestation(answer),
        name: String::new(),
        fallback_name: String::new(),
    };
    browser.call::<AddPasskey>(&new).await
}

/// Registers with an honest authenticator.
pub async fn register(
    browser: &Browser,
    device: &mut Authenticator,
    kind: PasskeyKind,
) -> PasskeyAdded {
    let creation = creation_options(browser, kind).await.unwrap();
    let answer = device.make(&creation).unwrap();
    add(browser, &creation, &answer).await.unwrap()
}

/// Registers, but something is not as it should be.
pub async fn register_forged(
    browser: &Browser,
    device: &mut Authenticator,
    kind: PasskeyKind,
    forge: impl FnOnce(&mut Making),
) -> Result<PasskeyAdded, Problem> {
    let creation = creation_options(browser, kind).await.unwrap();
    let mut making = device.making(&creation).unwrap();
    forge(&mut making);
    let outcome = add(browser, &creation, &making.answer()).await;
    if outcome.is_ok() {
        device.keep(&creation, &making);
    }
    outcome
}

/// A browser in which a new person has signed up, in, and registered.
pub async fn with_passkey(
    app: &TestApp,
    email: &str,
    device: &mut Authenticator,
    kind: PasskeyKind,
) -> (Browser, Passkey) {
    let browser = newcomer(app, email).await;
    let added = register(&browser, device, kind).await;
    (browser, added.passkey)
}

pub fn answer_to(request: &PasskeyRequest, answer: &Value) -> PasskeyAnswer {
    PasskeyAnswer {
        ceremony: request.ceremony.clone(),
        credential: assertion(answer),
    }
}

pub fn proof_of(kind: PasskeyKind, request: &PasskeyRequest, answer: &Value) -> Proof {
    let answer = answer_to(request, answer);
    match kind {
        PASSKEY => Proof::Passkey(answer),
        SECURITY_KEY => Proof::SecurityKey(answer),
    }
}

/// What a proof is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Alone,
    SecondStep(PasskeyKind),
    StepUp(PasskeyKind),
}

impl Purpose {
    /// Every purpose that the credentials of a kind are good for.
    pub fn of(kind: PasskeyKind) -> Vec<Self> {
        let both_have = [Self::SecondStep(kind), Self::StepUp(kind)];
        let alone = (kind == PASSKEY).then_some(Self::Alone);
        alone.into_iter().chain(both_have).collect()
    }

    pub fn kind(self) -> PasskeyKind {
        match self {
            Self::Alone => PASSKEY,
            Self::SecondStep(kind) | Self::StepUp(kind) => kind,
        }
    }

    pub async fn request_options(self, browser: &Browser) -> Result<PasskeyRequest, Problem> {
        match self {
            Self::Alone => browser.call::<StartPasskeySignIn>(&Nothing {}).await,
            Self::SecondStep(kind) => browser.call::<StartPasskeyProof>(&WhichKind { kind }).await,
            Self::StepUp(kind) => {
                browser
                    .call::<StartPasskeyStepUp>(&WhichKind { kind })
                    .await
            }
        }
    }

    /// Sends an answer; what comes of it is the same for all but in its shape.
    pub async fn submit(
        self,
        browser: &Browser,
        request: &PasskeyRequest,
        answer: &Value,
    ) -> Result<(), Problem> {
        match self {
            Self::Alone => {
                let step = submit_alone(browser, request, answer).await?;
                assert!(matches!(step, NextStep::SignedIn(_)), "{step:?}");
            }
            Self::SecondStep(kind) => {
                let step = submit_second_step(browser, kind, request, answer).await?;
                assert!(matches!(step, NextStep::SignedIn(_)), "{step:?}");
            }
            Self::StepUp(kind) => {
                submit_step_up(browser, kind, request, answer).await?;
            }
        }
        Ok(())
    }

    /// A browser that may ask for this: nobody's, one with a pending sign-in, or a copy of the one that is signed
    /// in.
    pub async fn browser(self, app: &TestApp, email: &str, signed_in: &Browser) -> Browser {
        match self {
            Self::Alone => elsewhere(app),
            Self::SecondStep(_) => pending_sign_in(app, email).await,
            Self::StepUp(_) => signed_in.copy(),
        }
    }

    /// The whole ceremony with an honest authenticator.
    pub async fn prove(self, browser: &Browser, device: &mut Authenticator) -> Result<(), Problem> {
        self.prove_forged(browser, device, |_| ()).await
    }

    /// The whole ceremony, but something is not as it should be before it is signed.
    pub async fn prove_forged(
        self,
        browser: &Browser,
        device: &mut Authenticator,
        forge: impl FnOnce(&mut Proving),
    ) -> Result<(), Problem> {
        let request = self.request_options(browser).await?;
        let mut proving = device.proving(&request).unwrap();
        forge(&mut proving);
        self.submit(browser, &request, &proving.answer()).await
    }
}

pub async fn submit_alone(
    browser: &Browser,
    request: &PasskeyRequest,
    answer: &Value,
) -> Result<NextStep, Problem> {
    let answer = answer_to(request, answer);
    browser.call::<SignInWithPasskey>(&answer).await
}

pub async fn submit_second_step(
    browser: &Browser,
    kind: PasskeyKind,
    request: &PasskeyRequest,
    answer: &Value,
) -> Result<NextStep, Problem> {
    let proof = proof_of(kind, request, answer);
    browser.call::<SubmitProof>(&proof).await
}

pub async fn submit_step_up(
    browser: &Browser,
    kind: PasskeyKind,
    request: &PasskeyRequest,
    answer: &Value,
) -> Result<SteppedUp, Problem> {
    let proof = proof_of(kind, request, answer);
    browser.call::<StepUpWithProof>(&proof).await
}

pub async fn sign_in_alone(
    browser: &Browser,
    device: &mut Authenticator,
) -> Result<NextStep, Problem> {
    let request = Purpose::Alone.request_options(browser).await?;
    let answer = device.prove(&request).unwrap();
    submit_alone(browser, &request, &answer).await
}

pub async fn remove(browser: &Browser, id: &PasskeyId) -> Result<Nothing, Problem> {
    let which = WhichPasskey { id: id.clone() };
    browser.call::<RemovePasskey>(&which).await
}

/// What an honest browser says when the authenticator is in it already.
pub fn is_excluded(device: &Authenticator, creation: &PasskeyCreation) -> bool {
    matches!(device.making(creation), Err(Refusal::Excluded))
}

/// A browser in a network that no other browser of this program is in, so that no limit is met.
pub fn elsewhere(app: &TestApp) -> Browser {
    static NETWORKS: AtomicU32 = AtomicU32::new(0);
    let number = NETWORKS.fetch_add(1, Ordering::Relaxed).to_be_bytes();
    app.browser()
        .at(&format!("10.{}.{}.{}", number[1], number[2], number[3]))
}

/// A server with a person who has one passkey or security key.
pub struct Fixture {
    pub app: TestApp,
    /// Where they are signed in.
    pub browser: Browser,
    pub device: Authenticator,
    pub passkey: Passkey,
}

impl Fixture {
    pub async fn new(kind: PasskeyKind) -> Self {
        Self::with(&[], device(kind), kind).await
    }

    pub async fn with(arguments: &[&str], mut device: Authenticator, kind: PasskeyKind) -> Self {
        let app = TestApp::with(arguments).await;
        let (browser, passkey) = with_passkey(&app, EMAIL, &mut device, kind).await;
        Self {
            app,
            browser,
            device,
            passkey,
        }
    }

    /// A browser that may ask for this.
    pub async fn asker(&self, purpose: Purpose) -> Browser {
        purpose.browser(&self.app, EMAIL, &self.browser).await
    }
}
