//! A person who changes things as long as the server lives, and looks afterwards whether it remembers.

use crate::{
    crashes::PATIENCE,
    server::{Server, Sinks},
    support::{
        authenticator::{Authenticator, attestation},
        browser::Browser,
        passkey::{PASSKEY, SECURITY_KEY, device, register, sign_in_alone},
        person::{PASSWORD, backup_code, code, credentials, secret_of, security, submit_password},
    },
};
use api::clock::Clock;
use axum::{Router, http::StatusCode};
use contract::{
    Nothing, Problem, Secret,
    account::{PasswordChange, SecurityOverview},
    authenticator::{AuthenticatorId, Confirmation, WhichAuthenticator},
    contact::{ContactCode, NewPhone},
    endpoint::{
        AddPasskey, AskPasswordReset, ChangePassword, ConfirmAuthenticator, ConfirmPhone, Endpoint,
        FinishPasswordReset, ReadHealth, RegenerateBackupCodes, RemoveAuthenticator, RemovePasskey,
        SendProofCode, SignOut, StartAuthenticator, StartPasskey, StartPhone, SubmitPassword,
        SubmitProof,
    },
    passkey::{NewPasskey, PasskeyId, WhichKind, WhichPasskey},
    recovery::{PasswordReset, ResetWish},
    sent_code::{Channel, WhichChannel},
    sign_in::{NextStep, Proof},
};
use fakes::{Inbox, Message};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// The server was killed before it answered.
struct Lost;

/// What an answer that was lost leaves open.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Doubt {
    Password(String),
    AddedKey,
    RemovedKey(PasskeyId),
    AddedAuthenticator,
    RemovedAuthenticator(AuthenticatorId),
}

pub struct Person {
    email: String,
    password: String,
    /// Where they are signed in, and changes are open.
    browser: Browser,
    /// With a passkey that always stays.
    device: Authenticator,
    keys: Vec<PasskeyId>,
    authenticators: Vec<AuthenticatorId>,
    /// The backup codes that are left, while that is certain.
    codes: Option<Vec<String>>,
    used_code: Option<String>,
    doubt: Option<Doubt>,
    /// A copy of a session that was signed out.
    signed_out: Option<Browser>,
    /// Has a pending sign-in, and was told that a code is on its way.
    awaiting_code: Option<Browser>,
    /// How many text messages had come before.
    heard: usize,
    /// Whether a link for a new password must be good; `None` when that is not certain.
    has_link: Option<bool>,
    acknowledged: usize,
    drawn: u64,
}

/// The phone number of whoever has this address.
pub fn number_of(email: &str) -> String {
    let digit = email.trim_start_matches('p').split('@').next();
    format!("+49151000000{}0", digit.unwrap_or_default())
}

impl Person {
    /// Signs in, and adds a passkey and a phone number, while nothing happens to the server.
    pub async fn settle(server: &Server, sinks: &Sinks, email: &str) -> Self {
        let browser = server.browser();
        submit_password(&browser, email, PASSWORD).await.unwrap();
        let mut device = device(PASSKEY);
        let added = register(&browser, &mut device, PASSKEY).await;
        let codes = added.backup_codes.unwrap();
        let number = number_of(email);
        let said = NewPhone {
            number: number.clone(),
        };
        browser.call::<StartPhone>(&said).await.unwrap();
        let code = loop {
            sleep(Duration::from_millis(20)).await;
            if let Some(code) = codes_to(&sinks.text_messages.inbox, &number, 0).pop() {
                break Secret::from(code);
            }
        };
        let confirmed = browser.call::<ConfirmPhone>(&ContactCode { code }).await;
        confirmed.unwrap();
        let seed = api::random::bytes().unwrap();
        Self {
            email: email.to_owned(),
            password: PASSWORD.to_owned(),
            browser,
            device,
            keys: Vec::new(),
            authenticators: Vec::new(),
            codes: Some(codes.iter().map(|code| code.expose().to_owned()).collect()),
            used_code: None,
            doubt: None,
            signed_out: None,
            awaiting_code: None,
            heard: 0,
            has_link: Some(false),
            acknowledged: 0,
            drawn: u64::from_le_bytes(seed) | 1,
        }
    }

    /// Does one thing after another until the server is gone.
    pub async fn live(&mut self, router: Router, messages: &Inbox) {
        self.browser = self.browser.moved_to(router.clone());
        loop {
            let outside = Browser::new(router.clone());
            let done = match self.draw() % 9 {
                0 => self.change_password().await,
                1 => self.add_key().await,
                2 => self.remove_key().await,
                3 => self.add_authenticator().await,
                4 => self.remove_authenticator().await,
                5 => self.regenerate().await,
                6 => self.use_backup_code(outside).await,
                7 => self.ask_reset(outside).await,
                _ => match self.draw() % 2 {
                    0 => self.sign_out_elsewhere(outside).await,
                    _ => self.use_sent_code(outside, messages).await,
                },
            };
            if done.is_err() {
                return;
            }
        }
    }

    /// Looks whether everything that was acknowledged is there. Returns how much that was.
    pub async fn look(&mut self, server: &Server, sinks: &Sinks) -> usize {
        if let Some(signed_out) = self.signed_out.take() {
            let refused = security(&signed_out.moved_to(server.router())).await;
            assert_eq!(refused.unwrap_err(), Problem::NotSignedIn);
        }
        if let Some(browser) = self.awaiting_code.take() {
            self.give_sent_code(&browser.moved_to(server.router()), sinks)
                .await;
        }
        self.look_at_password(server).await;
        self.browser = server.browser();
        let next = sign_in_alone(&self.browser, &mut self.device).await;
        assert!(matches!(next, Ok(NextStep::SignedIn(_))), "{next:?}");
        let overview = security(&self.browser).await.unwrap();
        self.look_at_methods(overview);
        if let Some(used) = self.used_code.take() {
            let pending_browser = server.browser();
            let owes = submit_password(&pending_browser, &self.email, &self.password).await;
            assert!(matches!(owes, Ok(NextStep::SecondStep(_))), "{owes:?}");
            let again = pending_browser
                .call::<SubmitProof>(&backup_code(&used))
                .await;
            assert!(matches!(again, Err(Problem::WrongCode { .. })), "{again:?}");
        }
        std::mem::take(&mut self.acknowledged)
    }

    async fn look_at_password(&mut self, server: &Server) {
        let attempt = async |password: &str| {
            let browser = server.browser();
            match submit_password(&browser, &self.email, password).await {
                Ok(NextStep::SecondStep(_)) => true,
                Err(Problem::WrongCredentials) => false,
                other => panic!("{other:?}"),
            }
        };
        let is_old = attempt(&self.password).await;
        let Some(Doubt::Password(new)) = &self.doubt else {
            assert!(is_old, "the password that was acknowledged");
            return;
        };
        let new = new.clone();
        let is_new = attempt(&new).await;
        assert_ne!(is_old, is_new, "the one or the other");
        if is_new {
            self.password = new;
        }
    }

    /// A change whose answer was lost was made or was not; everything else is as it was acknowledged.
    fn look_at_methods(&mut self, overview: SecurityOverview) {
        let doubt = self.doubt.take();
        let mut keys: Vec<_> = overview.passkeys.into_iter().map(|it| it.id).collect();
        // The passkey that always stays is the oldest.
        keys.remove(0);
        let mut authenticators: Vec<_> = overview
            .authenticators
            .into_iter()
            .map(|it| it.id)
            .collect();
        let (found_keys, found_authenticators) = (keys.clone(), authenticators.clone());
        match doubt {
            Some(Doubt::AddedKey) if keys.len() > self.keys.len() => drop(keys.pop()),
            Some(Doubt::AddedAuthenticator) if authenticators.len() > self.authenticators.len() => {
                authenticators.pop();
            }
            Some(Doubt::RemovedKey(id)) if !keys.contains(&id) => {
                self.keys.retain(|key| *key != id);
            }
            Some(Doubt::RemovedAuthenticator(id)) if !authenticators.contains(&id) => {
                self.authenticators.retain(|it| *it != id);
            }
            _ => {}
        }
        assert_eq!(keys, self.keys);
        assert_eq!(authenticators, self.authenticators);
        (self.keys, self.authenticators) = (found_keys, found_authenticators);
        let left = overview.backup_codes.unwrap().left;
        if let Some(codes) = &self.codes {
            assert_eq!(left as usize, codes.len());
        }
    }

    /// Of the links that came, exactly one is good, if one was acknowledged since the password was last changed.
    pub async fn use_link(&mut self, server: &Server, sinks: &Sinks) {
        let mut good = 0;
        for mail in sinks.emails.inbox.all() {
            let link = mail.text.split_once("/reset-password#");
            let Some((_, rest)) = link.filter(|_| mail.to == self.email) else {
                continue;
            };
            let token = rest.split_whitespace().next().unwrap();
            let said = PasswordReset {
                token: Secret::from(token),
                password: Secret::from("another horse battery staple"),
            };
            let done = server.browser().call::<FinishPasswordReset>(&said).await;
            good += usize::from(done.is_ok());
        }
        match self.has_link {
            Some(has_link) => assert_eq!(good, usize::from(has_link), "{}", self.email),
            None => assert!(good <= 1),
        }
    }

    fn draw(&mut self) -> u64 {
        // Xorshift.
        self.drawn ^= self.drawn << 13;
        self.drawn ^= self.drawn >> 7;
        self.drawn ^= self.drawn << 17;
        self.drawn >> 8
    }

    async fn change_password(&mut self) -> Result<(), Lost> {
        let new = format!("correct horse battery {}", self.draw());
        let said = PasswordChange {
            current: Secret::from(self.password.as_str()),
            new: Secret::from(new.as_str()),
        };
        let before = self.has_link.take();
        self.doubt = Some(Doubt::Password(new.clone()));
        if let Ok(Nothing {}) = say::<ChangePassword>(&self.browser, &said).await? {
            self.password = new;
            self.acknowledged += 1;
            self.has_link = Some(false);
        } else {
            self.has_link = before;
        }
        self.doubt = None;
        Ok(())
    }

    async fn add_key(&mut self) -> Result<(), Lost> {
        let which = WhichKind { kind: SECURITY_KEY };
        let Ok(creation) = say::<StartPasskey>(&self.browser, &which).await? else {
            return Ok(());
        };
        let made = device(SECURITY_KEY).make(&creation).unwrap();
        let said = NewPasskey {
            ceremony: creation.ceremony,
            credential: attestation(&made),
            name: String::new(),
            fallback_name: String::new(),
        };
        self.doubt = Some(Doubt::AddedKey);
        if let Ok(added) = say::<AddPasskey>(&self.browser, &said).await? {
            self.keys.push(added.passkey.id);
            self.acknowledged += 1;
        }
        self.doubt = None;
        Ok(())
    }

    async fn remove_key(&mut self) -> Result<(), Lost> {
        let Some(id) = self.keys.first().cloned() else {
            return Ok(());
        };
        self.doubt = Some(Doubt::RemovedKey(id.clone()));
        if let Ok(Nothing {}) = say::<RemovePasskey>(&self.browser, &WhichPasskey { id }).await? {
            self.keys.remove(0);
            self.acknowledged += 1;
        }
        self.doubt = None;
        Ok(())
    }

    async fn add_authenticator(&mut self) -> Result<(), Lost> {
        let Ok(pending) = say::<StartAuthenticator>(&self.browser, &Nothing {}).await? else {
            return Ok(());
        };
        let step = Clock::system().now().seconds() / 30;
        let said = Confirmation {
            code: Secret::from(code(&secret_of(&pending), step)),
            id: pending.id,
            name: String::new(),
        };
        self.doubt = Some(Doubt::AddedAuthenticator);
        if let Ok(added) = say::<ConfirmAuthenticator>(&self.browser, &said).await? {
            self.authenticators.push(added.authenticator.id);
            self.acknowledged += 1;
        }
        self.doubt = None;
        Ok(())
    }

    async fn remove_authenticator(&mut self) -> Result<(), Lost> {
        let Some(id) = self.authenticators.first().cloned() else {
            return Ok(());
        };
        self.doubt = Some(Doubt::RemovedAuthenticator(id.clone()));
        let said = WhichAuthenticator { id };
        if let Ok(Nothing {}) = say::<RemoveAuthenticator>(&self.browser, &said).await? {
            self.authenticators.remove(0);
            self.acknowledged += 1;
        }
        self.doubt = None;
        Ok(())
    }

    async fn regenerate(&mut self) -> Result<(), Lost> {
        let before = self.codes.take();
        match say::<RegenerateBackupCodes>(&self.browser, &Nothing {}).await? {
            Ok(made) => {
                let codes = made.codes.iter().map(|code| code.expose().to_owned());
                self.codes = Some(codes.collect());
                self.acknowledged += 1;
            }
            Err(_) => self.codes = before,
        }
        Ok(())
    }

    async fn use_backup_code(&mut self, outside: Browser) -> Result<(), Lost> {
        if !self.give_password(&outside).await? {
            return Ok(());
        }
        let Some(mut codes) = self.codes.take() else {
            return Ok(());
        };
        if let Some(code) = codes.pop() {
            match say::<SubmitProof>(&outside, &backup_code(&code)).await? {
                Ok(_) => {
                    self.used_code = Some(code);
                    self.acknowledged += 1;
                }
                Err(_) => codes.push(code),
            }
        }
        self.codes = Some(codes);
        Ok(())
    }

    async fn ask_reset(&mut self, outside: Browser) -> Result<(), Lost> {
        let said = ResetWish {
            email: self.email.clone(),
            next: None,
        };
        let before = self.has_link.take();
        if let Ok(Nothing {}) = say::<AskPasswordReset>(&outside, &said).await? {
            self.has_link = Some(true);
            self.acknowledged += 1;
        } else {
            self.has_link = before;
        }
        Ok(())
    }

    async fn sign_out_elsewhere(&mut self, outside: Browser) -> Result<(), Lost> {
        if !self.give_password(&outside).await? {
            return Ok(());
        }
        let copy = outside.copy();
        if say::<SignOut>(&outside, &Nothing {}).await?.is_ok() {
            self.signed_out = Some(copy);
            self.acknowledged += 1;
        }
        Ok(())
    }

    async fn use_sent_code(&mut self, outside: Browser, messages: &Inbox) -> Result<(), Lost> {
        if !self.give_password(&outside).await? {
            return Ok(());
        }
        let heard = messages.all().len();
        let which = WhichChannel {
            channel: Channel::TextMessage,
        };
        if say::<SendProofCode>(&outside, &which).await?.is_err() {
            return Ok(());
        }
        // From here on a code must come, and must be good as long as the password stays.
        self.acknowledged += 1;
        self.heard = heard;
        self.awaiting_code = Some(outside.clone());
        let mut tried = Vec::new();
        while !self.give_code(&outside, messages, &mut tried).await? {
            sleep(Duration::from_millis(50)).await;
            say::<ReadHealth>(&outside, &Nothing {}).await?.unwrap();
        }
        self.acknowledged += 1;
        Ok(())
    }

    /// Gives the code that was on its way when the server was killed.
    async fn give_sent_code(&mut self, browser: &Browser, sinks: &Sinks) {
        let (began, mut tried) = (Instant::now(), Vec::new());
        let messages = &sinks.text_messages.inbox;
        while let Ok(false) = self.give_code(browser, messages, &mut tried).await {
            assert!(began.elapsed() < PATIENCE, "a code does not come");
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Gives the codes that came since, the newest first: one that was on its way before may come late. Says whether one was
    /// right.
    async fn give_code(
        &mut self,
        browser: &Browser,
        messages: &Inbox,
        tried: &mut Vec<String>,
    ) -> Result<bool, Lost> {
        let codes = codes_to(messages, &number_of(&self.email), self.heard);
        for code in codes.into_iter().rev() {
            if tried.contains(&code) {
                continue;
            }
            tried.push(code.clone());
            let proof = Proof::TextMessage {
                code: Secret::from(code),
            };
            // Whatever becomes of the answer, the code may be used up.
            let awaiting = self.awaiting_code.take();
            match say::<SubmitProof>(browser, &proof).await? {
                Ok(next) => {
                    assert!(matches!(next, NextStep::SignedIn(_)), "{next:?}");
                    return Ok(true);
                }
                Err(Problem::WrongCode { .. }) => self.awaiting_code = awaiting,
                Err(other) => panic!("{other:?}"),
            }
        }
        Ok(false)
    }

    /// Says whether the second step is asked for now.
    async fn give_password(&self, browser: &Browser) -> Result<bool, Lost> {
        let said = credentials(&self.email, &self.password);
        let next = say::<SubmitPassword>(browser, &said).await?;
        Ok(matches!(next, Ok(NextStep::SecondStep(_))))
    }
}

/// Makes a call, whose answer may be lost.
async fn say<E: Endpoint>(
    browser: &Browser,
    said: &E::Request,
) -> Result<Result<E::Reply, Problem>, Lost> {
    let answer = browser.ask::<E>(said).await;
    if answer.status == StatusCode::BAD_GATEWAY {
        return Err(Lost);
    }
    if answer.status.is_success() {
        return Ok(Ok(serde_json::from_slice(&answer.body).unwrap()));
    }
    let problem = answer.problem();
    assert_ne!(problem, Problem::Internal, "{}", E::NAME);
    Ok(Err(problem))
}

/// The codes that came to a number after so many messages, without those that had come before.
fn codes_to(messages: &Inbox, number: &str, heard: usize) -> Vec<String> {
    let all = messages.all();
    let (before, since) = all.split_at(heard.min(all.len()));
    let is_new = |it: &&Message| it.to == number && before.iter().all(|old| old.key != it.key);
    let codes = since.iter().filter(is_new);
    let codes = codes.filter_map(|it| it.text.split_once(" is your"));
    codes.map(|(code, _)| code.to_owned()).collect()
}
