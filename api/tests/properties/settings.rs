//! What people do to their account when they are signed in.

use crate::{
    actions::{Action, At, PEOPLE, Which, Who},
    inbox::link_in,
    model::{Change, Held},
    support::{
        authenticator::attestation,
        passkey::device,
        person::{Phone, secret_of},
    },
    world::{BROWSER_COOKIE, World, address, assert_limited, number},
};
use api::rules::token::Token;
use contract::{
    Nothing, Problem, Secret,
    account::{Deletion, KeysOnly, PasswordChange},
    authenticator::{Confirmation, WhichAuthenticator},
    contact::{ContactCode, NewEmail, NewPhone},
    device::{DeviceId, SessionId, WhichDevice, WhichSession},
    endpoint::{
        AddPasskey, ChangePassword, ConfirmAuthenticator, ConfirmEmail, ConfirmPhone,
        DeleteAccount, EndOtherSessions, EndSession, ForgetAllDevices, ForgetDevice,
        RegenerateBackupCodes, RemoveAuthenticator, RemovePasskey, RemovePhone, SetKeysOnly,
        StartAuthenticator, StartEmail, StartPasskey, StartPhone, TrustDevice, TurnOffEmailCodes,
        TurnOnEmailCodes,
    },
    passkey::{NewPasskey, PasskeyKind, WhichKind, WhichPasskey},
};
use data_encoding::HEXLOWER;

const WEEK: i64 = 7 * 24 * 60 * 60;
const TRUST: i64 = 30 * 24 * 60 * 60;

/// One of the methods of an account.
enum Own {
    Authenticator(usize),
    Key(usize),
    Phone,
    EmailCodes,
}

impl World {
    pub async fn act_on_account(&mut self, action: Action) {
        match action {
            Action::AddAuthenticator(at) => self.add_authenticator(at).await,
            Action::AddPasskey(at, is_key) => self.add_passkey(at, is_key).await,
            Action::AddPhone(at, which) => self.add_phone(at, which).await,
            Action::TurnOnEmailCodes(at) => self.turn_on_email_codes(at).await,
            Action::Remove(at, which) => self.remove(at, which).await,
            Action::RegenerateCodes(at) => self.regenerate_codes(at).await,
            Action::KeysOnly(at, on) => self.set_keys_only(at, on).await,
            Action::ConfirmEmail(at) => self.confirm_email(at).await,
            Action::ChangeEmail(at, which) => self.change_email(at, which).await,
            Action::ChangePassword(at) => self.change_password(at).await,
            Action::Trust(at) => self.trust(at).await,
            Action::ForgetDevice(at, other) => self.forget_browser(at, other).await,
            Action::ForgetAllDevices(at) => self.forget_all_browsers(at).await,
            Action::EndSession(at, other) => self.end_session(at, other).await,
            Action::EndOtherSessions(at) => self.end_other_sessions(at).await,
            Action::DeleteAccount(at) => self.delete_account(at).await,
            other => self.act_on_recovery(other).await,
        }
    }

    pub async fn add_authenticator(&mut self, at: At) {
        let Ok(pending) = self.change::<StartAuthenticator>(at, &Nothing {}).await else {
            return;
        };
        let mut phone = Phone {
            id: pending.id.clone(),
            secret: secret_of(&pending),
            backup_codes: Vec::new(),
        };
        let said = Confirmation {
            id: pending.id,
            code: phone.code(&self.app),
            name: String::new(),
        };
        match self.call::<ConfirmAuthenticator>(at, &said).await {
            Ok(confirmed) => {
                phone.id = confirmed.authenticator.id;
                let who = self.viewer(at).unwrap();
                self.account_mut(who).authenticators.push(phone);
                self.added(at, confirmed.backup_codes);
            }
            Err(refused) => assert_limited(&refused),
        }
    }

    async fn add_passkey(&mut self, at: At, is_key: bool) {
        let kind = if is_key {
            PasskeyKind::SecurityKey
        } else {
            PasskeyKind::Passkey
        };
        let Ok(creation) = self.change::<StartPasskey>(at, &WhichKind { kind }).await else {
            return;
        };
        let mut device = device(kind);
        let made = device.make(&creation).unwrap();
        let said = NewPasskey {
            ceremony: creation.ceremony,
            credential: attestation(&made),
            name: String::new(),
            fallback_name: String::new(),
        };
        let added = match self.call::<AddPasskey>(at, &said).await {
            Ok(added) => added,
            Err(refused) => return assert_limited(&refused),
        };
        let who = self.viewer(at).unwrap();
        let id = added.passkey.id;
        self.account_mut(who).keys.push(Held { id, kind, device });
        self.added(at, added.backup_codes);
    }

    async fn add_phone(&mut self, at: At, which: Which) {
        let who = self.viewer(at).unwrap_or(0);
        let number = number(who, which);
        let said = NewPhone {
            number: number.clone(),
        };
        if self.change::<StartPhone>(at, &said).await.is_err() {
            return;
        }
        let code = self.code_to(&number).await.unwrap();
        let confirmed = self.call::<ConfirmPhone>(at, &ContactCode { code }).await;
        let confirmed = confirmed.unwrap();
        let account = self.account_mut(who);
        match account.phone.replace(number.clone()) {
            None => self.added(at, confirmed.backup_codes),
            Some(old) => {
                assert_eq!(confirmed.backup_codes, None);
                if old != number {
                    self.end_sessions(who, Some(at));
                    self.end_trust(who, None);
                }
            }
        }
    }

    async fn turn_on_email_codes(&mut self, at: At) {
        let turned_on = self.change::<TurnOnEmailCodes>(at, &Nothing {}).await;
        let Some(who) = self.viewer(at) else { return };
        let account = self.account_mut(who);
        match turned_on {
            Ok(on) => {
                assert!(account.is_confirmed);
                let was_on = std::mem::replace(&mut account.has_email_codes, true);
                if !was_on {
                    self.added(at, on.backup_codes);
                }
            }
            Err(Problem::EmailNotConfirmed) => assert!(!account.is_confirmed),
            Err(_) => {}
        }
    }

    async fn remove(&mut self, at: At, which: Which) {
        let who = self.viewer(at);
        let own = who.map_or(Vec::new(), |who| self.own(who));
        let Some(own) = own.get(which % own.len().max(1)) else {
            let removed = self.change::<RemovePhone>(at, &Nothing {}).await;
            assert!(removed.is_err());
            return;
        };
        let account = self.account(who.unwrap());
        let removed = match own {
            Own::Authenticator(index) => {
                let id = account.authenticators[*index].id.clone();
                let said = WhichAuthenticator { id };
                self.change::<RemoveAuthenticator>(at, &said).await
            }
            Own::Key(index) => {
                let id = account.keys[*index].id.clone();
                self.change::<RemovePasskey>(at, &WhichPasskey { id }).await
            }
            Own::Phone => self.change::<RemovePhone>(at, &Nothing {}).await,
            Own::EmailCodes => self.change::<TurnOffEmailCodes>(at, &Nothing {}).await,
        };
        if removed.is_ok() {
            self.removed(at, own);
        }
    }

    fn own(&self, who: Who) -> Vec<Own> {
        let account = self.account(who);
        let authenticators = (0..account.authenticators.len()).map(Own::Authenticator);
        let keys = (0..account.keys.len()).map(Own::Key);
        let phone = account.phone.iter().map(|_| Own::Phone);
        let email_codes = account.has_email_codes.then_some(Own::EmailCodes);
        authenticators
            .chain(keys)
            .chain(phone)
            .chain(email_codes)
            .collect()
    }

    fn removed(&mut self, at: At, own: &Own) {
        let who = self.viewer(at).unwrap();
        let account = self.account_mut(who);
        match own {
            Own::Authenticator(index) => drop(account.authenticators.remove(*index)),
            Own::Key(index) => drop(account.keys.remove(*index)),
            Own::Phone => account.phone = None,
            Own::EmailCodes => account.has_email_codes = false,
        }
        assert!(!account.is_keys_only || account.keys.len() >= 2);
        let is_last = account.methods() == 0;
        if is_last {
            account.codes.clear();
            assert!(!self.is_required, "the last second step stays");
            self.end_pending(who);
        }
        self.end_sessions(who, Some(at));
        self.end_trust(who, None);
    }

    async fn regenerate_codes(&mut self, at: At) {
        let made = self.change::<RegenerateBackupCodes>(at, &Nothing {}).await;
        let Some(who) = self.viewer(at) else { return };
        let has_methods = self.account(who).methods() > 0;
        match made {
            Ok(made) => {
                assert!(has_methods);
                let codes = made.codes.iter().map(|code| code.expose().to_owned());
                self.account_mut(who).codes = codes.collect();
            }
            Err(Problem::NoSecondStep) => assert!(!has_methods),
            Err(_) => {}
        }
    }

    async fn set_keys_only(&mut self, at: At, on: bool) {
        let set = self.change::<SetKeysOnly>(at, &KeysOnly { on }).await;
        if set.is_err() {
            return;
        }
        let who = self.viewer(at).unwrap();
        let account = self.account_mut(who);
        assert!(!on || account.keys.len() >= 2, "one can be lost");
        let was_on = std::mem::replace(&mut account.is_keys_only, on);
        if on && !was_on {
            account.recovery = None;
            self.end_sessions(who, Some(at));
            self.end_pending(who);
            self.end_trust(who, None);
        }
    }

    async fn confirm_email(&mut self, at: At) {
        let email = match self.viewer(at) {
            Some(who) => self.account(who).email.clone(),
            None => address(0, 0),
        };
        let said = NewEmail {
            email: email.clone(),
        };
        if self.change::<StartEmail>(at, &said).await.is_err() {
            return;
        }
        let code = self.code_to(&email).await.unwrap();
        let confirmed = self.call::<ConfirmEmail>(at, &ContactCode { code }).await;
        let who = self.viewer(at).unwrap();
        assert_eq!(confirmed.unwrap().viewer.email, email);
        self.account_mut(who).is_confirmed = true;
    }

    async fn change_email(&mut self, at: At, which: Which) {
        let Some(who) = self.viewer(at) else {
            return self.confirm_email(at).await;
        };
        let other = (who + 1) % PEOPLE;
        let taken = self.people[other].as_ref().filter(|_| which == 5);
        let is_taken = taken.is_some();
        let email = taken.map_or_else(|| address(who, which % 3), |other| other.email.clone());
        if email == self.account(who).email {
            return self.confirm_email(at).await;
        }
        let said = NewEmail {
            email: email.clone(),
        };
        if self.change::<StartEmail>(at, &said).await.is_err() {
            return;
        }
        let Some(code) = self.code_to(&email).await else {
            assert!(is_taken, "a free address gets a code");
            return;
        };
        assert!(!is_taken, "an address that is taken gets none");
        let confirmed = self.call::<ConfirmEmail>(at, &ContactCode { code }).await;
        assert_eq!(confirmed.unwrap().viewer.email, email);
        let messages = self.messages().await;
        let undo = messages
            .iter()
            .find_map(|message| link_in(message, "/undo-email-change"));
        let now = self.now();
        let account = self.account_mut(who);
        let mut earlier = account.changes.iter();
        let earlier = earlier.position(|change| change.old == email && now < change.until);
        let old = std::mem::replace(&mut account.email, email);
        let was_confirmed = std::mem::replace(&mut account.is_confirmed, true);
        match (undo, earlier) {
            (Some(undo), None) => account.changes.push(Change {
                undo,
                old,
                was_confirmed,
                until: now.plus_seconds(WEEK),
            }),
            // Going back is an undoing: nobody undoes it, nor what it undid.
            (None, Some(earlier)) => account.changes.truncate(earlier),
            (undo, earlier) => panic!("{undo:?} {earlier:?}"),
        }
        account.reset = None;
        account.recovery = None;
    }

    pub async fn change_password(&mut self, at: At) {
        let new = format!("correct horse battery {}", self.draw());
        let current = match self.viewer(at) {
            Some(who) => self.account(who).password.clone(),
            None => new.clone(),
        };
        let said = PasswordChange {
            current: Secret::from(current.as_str()),
            new: Secret::from(new.as_str()),
        };
        match self.change::<ChangePassword>(at, &said).await {
            Ok(Nothing {}) => {
                let who = self.viewer(at).unwrap();
                let account = self.account_mut(who);
                account.password = new;
                account.reset = None;
                account.recovery = None;
                self.end_sessions(who, Some(at));
                self.end_pending(who);
                self.end_trust(who, None);
            }
            Err(Problem::Invalid { .. }) => panic!("the new password is good"),
            Err(_) => {}
        }
    }

    async fn trust(&mut self, at: At) {
        let trusted = self.call::<TrustDevice>(at, &Nothing {}).await;
        let Some(session) = self.places[at].session else {
            return;
        };
        let now = self.now();
        let is_fresh = now < session.opened_at.plus_seconds(600);
        let has_methods = self.account(session.who).methods() > 0;
        let may = session.is_both && is_fresh && has_methods && !self.enrols(&session);
        assert_eq!(trusted.is_ok(), may, "{session:?} {trusted:?}");
        if may {
            let until = now.plus_seconds(TRUST);
            self.places[at].trust.insert(session.who, until);
        }
    }

    async fn forget_browser(&mut self, at: At, other: At) {
        let hash = self.hash(other, BROWSER_COOKIE);
        let who = self.viewer(at).unwrap_or(0);
        let email = self.people[who].as_ref().map(|account| &account.email);
        let email = email.cloned().unwrap_or_default();
        let sql = format!(
            "SELECT id FROM devices WHERE hex(token_hash) = '{hash}'
             AND account_id = (SELECT id FROM accounts WHERE email = '{email}')"
        );
        let id = DeviceId(self.id(&sql).await);
        let forgot = self.change::<ForgetDevice>(at, &WhichDevice { id }).await;
        if forgot.is_ok() {
            self.places[other].trust.remove(&who);
        }
    }

    async fn forget_all_browsers(&mut self, at: At) {
        let forgot = self.change::<ForgetAllDevices>(at, &Nothing {}).await;
        if let (Ok(_), Some(who)) = (forgot, self.viewer(at)) {
            self.end_trust(who, None);
        }
    }

    async fn end_session(&mut self, at: At, other: At) {
        let hash = self.hash(other, "latchkey");
        let sql = format!("SELECT id FROM sessions WHERE hex(token_hash) = '{hash}'");
        let id = SessionId(self.id(&sql).await);
        let ended = self.change::<EndSession>(at, &WhichSession { id }).await;
        if ended.is_ok() {
            // It may have been over already.
            let (who, whose) = (self.viewer(at), self.viewer(other));
            assert!(at != other && whose.is_none_or(|it| Some(it) == who));
            self.places[other].session = None;
        }
    }

    async fn end_other_sessions(&mut self, at: At) {
        let ended = self.change::<EndOtherSessions>(at, &Nothing {}).await;
        if let (Ok(_), Some(who)) = (ended, self.viewer(at)) {
            self.end_sessions(who, Some(at));
            self.end_pending(who);
            self.end_trust(who, Some(at));
        }
    }

    async fn delete_account(&mut self, at: At) {
        let email = match self.viewer(at) {
            Some(who) => self.account(who).email.clone(),
            None => address(0, 0),
        };
        let deleted = self.change::<DeleteAccount>(at, &Deletion { email }).await;
        if deleted.is_ok() {
            let who = self.viewer(at).unwrap();
            self.end_everything(who);
            self.people[who] = None;
            self.messages().await;
        }
    }

    /// What the database knows the cookie of a browser by.
    fn hash(&self, at: At, cookie: &str) -> String {
        let token = self.places[at].browser.cookie(cookie);
        let token = token.and_then(|text| Token::parse(&text));
        token.map_or_else(String::new, |token| {
            HEXLOWER.encode(&token.hash()).to_uppercase()
        })
    }

    async fn id(&self, sql: &str) -> String {
        let found = self.app.texts(sql).await;
        found.into_iter().next().unwrap_or_else(|| "0".repeat(32))
    }
}
