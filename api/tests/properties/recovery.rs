//! Links for a new password, recoveries, changes of the address that are undone; and that everybody who has confirmed an
//! address gets back in, whatever happened.

use crate::{
    actions::{Action, At, PEOPLE, Which, Who},
    inbox::link_in,
    model::{Recovering, Session},
    support::{
        browser::Browser,
        outbox::Message,
        person::{Phone, credentials, secret_of},
    },
    world::{World, address, assert_limited},
};
use contract::{
    Nothing, Problem, Secret,
    authenticator::Confirmation,
    endpoint::{
        AskPasswordReset, AskRecovery, CancelOwnRecovery, CancelRecovery, ConfirmAuthenticator,
        FinishPasswordReset, FinishRecovery, ReadSecurity, StartAuthenticator, StartRecovery,
        SubmitPassword, UndoEmailChange,
    },
    recovery::{LinkToken, PasswordReset, Recovery, ResetWish},
    sign_in::NextStep,
};

const RESET: i64 = 30 * 60;
const LINK: i64 = 30 * 60;
const WAITING: i64 = 24 * 60 * 60;
const DAY: i64 = 24 * 60 * 60;

impl World {
    pub async fn act_on_recovery(&mut self, action: Action) {
        match action {
            Action::AskReset(who) => self.ask_reset(who).await,
            Action::FinishReset(which) => self.finish_reset(which).await,
            Action::AskRecovery(at) => self.ask_recovery(at).await,
            Action::StartRecovery(which) => self.start_recovery(which).await,
            Action::CancelRecovery(which) => self.cancel_recovery(which).await,
            Action::CancelOwnRecovery(at) => self.cancel_own_recovery(at).await,
            Action::FinishRecovery(at) => self.finish_recovery(at).await,
            Action::UndoEmailChange(which) => self.undo_email_change(which).await,
            other => panic!("nobody does {other:?}"),
        }
    }

    async fn ask_reset(&mut self, who: Who) {
        let email = match &self.people[who] {
            Some(account) => account.email.clone(),
            None => address(who, 0),
        };
        let said = ResetWish {
            email: email.clone(),
            next: None,
        };
        let asked = self.elsewhere().call::<AskPasswordReset>(&said).await;
        let messages = self.messages().await;
        let link = sent_to(&messages, &email, "/reset-password");
        let until = self.now().plus_seconds(RESET);
        match (asked, &mut self.people[who]) {
            (Ok(_), Some(account)) => account.reset = Some((link.unwrap(), until)),
            (Ok(_), None) => assert_eq!(link, None),
            (Err(refused), _) => assert_limited(&refused),
        }
    }

    async fn finish_reset(&mut self, which: Which) {
        let Some((token, who)) = pick(&self.resets, which) else {
            return;
        };
        let now = self.now();
        let account = self.people[who].as_ref();
        let reset = account.and_then(|account| account.reset.as_ref());
        let is_good = reset.is_some_and(|(good, until)| *good == token && now < *until);
        let password = format!("correct horse battery {}", self.draw());
        let said = PasswordReset {
            token,
            password: Secret::from(password.as_str()),
        };
        let done = self.elsewhere().call::<FinishPasswordReset>(&said).await;
        assert_eq!(done.is_ok(), is_good, "{done:?}");
        if is_good {
            self.end_everything(who);
            let account = self.account_mut(who);
            account.password = password;
            account.recovery = None;
        }
    }

    async fn ask_recovery(&mut self, at: At) {
        let asked = self.call::<AskRecovery>(at, &Nothing {}).await;
        let Some(pending) = self.places[at].pending else {
            return;
        };
        let messages = self.messages().await;
        let now = self.now();
        let account = self.account_mut(pending.who);
        let link = sent_to(&messages, &account.email, "/recovery");
        match asked {
            Ok(Recovery::LinkSent { .. }) => {
                assert!(account.can_recover());
                account.recovery = Some(Recovering::LinkSent {
                    token: link.unwrap(),
                    until: now.plus_seconds(LINK),
                });
            }
            Ok(Recovery::Waiting { .. }) => assert!(account.is_recovering(now)),
            Ok(Recovery::Ready { .. }) => assert!(account.is_ready(now)),
            Err(Problem::RecoveryUnavailable) => assert!(!account.can_recover()),
            Err(refused) => assert_limited(&refused),
        }
    }

    async fn start_recovery(&mut self, which: Which) {
        let Some((token, who)) = pick(&self.recoveries, which) else {
            return;
        };
        let now = self.now();
        let is_good = self.is_recovering(who).is_some_and(|it| {
            matches!(it, Recovering::LinkSent { token: good, until } if *good == token && now < *until)
        });
        let started = self
            .elsewhere()
            .call::<StartRecovery>(&LinkToken {
                token: token.clone(),
            })
            .await;
        assert_eq!(started.is_ok(), is_good, "{started:?}");
        let messages = self.messages().await;
        if is_good {
            let account = self.account_mut(who);
            assert!(account.can_recover());
            let cancel = sent_to(&messages, &account.email, "/recovery/cancel");
            account.recovery = Some(Recovering::Started {
                cancel: cancel.unwrap(),
                asked: token,
                ready_at: now.plus_seconds(WAITING),
            });
        }
    }

    async fn cancel_recovery(&mut self, which: Which) {
        let Some((token, who)) = pick(&self.cancels, which) else {
            return;
        };
        let now = self.now();
        let account = self.people[who].as_ref();
        let is_under_way = account.is_some_and(|account| account.is_recovering(now));
        let is_good = is_under_way
            && self.is_recovering(who).is_some_and(|it| match it {
                Recovering::LinkSent { token: good, .. } => *good == token,
                Recovering::Started { cancel, asked, .. } => [cancel, asked].contains(&&token),
            });
        let said = LinkToken { token };
        let cancelled = self.elsewhere().call::<CancelRecovery>(&said).await;
        assert_eq!(cancelled.is_ok(), is_good, "{cancelled:?}");
        if is_good {
            self.account_mut(who).recovery = None;
        }
    }

    async fn cancel_own_recovery(&mut self, at: At) {
        let cancelled = self.change::<CancelOwnRecovery>(at, &Nothing {}).await;
        if let (Ok(_), Some(who)) = (cancelled, self.viewer(at)) {
            self.account_mut(who).recovery = None;
        }
    }

    async fn finish_recovery(&mut self, at: At) {
        let finished = self.call::<FinishRecovery>(at, &Nothing {}).await;
        let Some(pending) = self.places[at].pending else {
            return;
        };
        let (who, now) = (pending.who, self.now());
        let is_ready = self.account(who).is_ready(now);
        assert_eq!(finished.is_ok(), is_ready, "{finished:?}");
        let Ok(next) = finished else { return };
        assert!(matches!(next, NextStep::EnrolmentRequired(_)), "{next:?}");
        self.end_everything(who);
        let account = self.account_mut(who);
        account.authenticators.clear();
        account.keys.clear();
        account.codes.clear();
        account.phone = None;
        account.has_email_codes = false;
        account.must_enrol = true;
        account.recovery = None;
        self.places[at].session = Some(Session {
            who,
            is_full: false,
            is_both: false,
            opened_at: now,
            proved_at: now,
        });
    }

    async fn undo_email_change(&mut self, which: Which) {
        let Some((token, who)) = pick(&self.undos, which) else {
            return;
        };
        let now = self.now();
        let changes = self.people[who].as_ref().map(|account| &account.changes);
        let good = changes.and_then(|changes| {
            changes
                .iter()
                .position(|change| change.undo == token && now < change.until)
        });
        let said = LinkToken { token };
        let undone = self.elsewhere().call::<UndoEmailChange>(&said).await;
        let Some(index) = good else {
            // Used once, it still shows what was added in between, and changes nothing.
            let shows = undone.is_ok_and(|undone| !undone.added.is_empty());
            assert!(!shows || self.undone.contains(&said.token));
            return;
        };
        undone.unwrap();
        self.undone.push(said.token);
        self.end_everything(who);
        let account = self.account_mut(who);
        let change = account.changes.swap_remove(index);
        account.changes.truncate(index);
        account.email = change.old;
        account.is_confirmed = change.was_confirmed;
        account.recovery = None;
    }

    /// With nothing but the mailbox, whoever has confirmed an address and does not insist on keys gets back in.
    pub async fn everybody_gets_back_in(&mut self) {
        // Every limit looks back a day at most.
        self.app.clock.advance_seconds(2 * DAY);
        self.messages().await;
        for who in 0..PEOPLE {
            let Some(account) = &self.people[who] else {
                continue;
            };
            if account.can_recover() {
                let email = account.email.clone();
                self.gets_back_in(&email).await;
            }
        }
    }

    async fn gets_back_in(&mut self, email: &str) {
        let said = ResetWish {
            email: email.to_owned(),
            next: None,
        };
        let outside = self.elsewhere();
        outside.call::<AskPasswordReset>(&said).await.unwrap();
        let token = self.link_to(email, "/reset-password").await;
        let password = format!("correct horse battery {}", self.draw());
        let said = PasswordReset {
            token,
            password: Secret::from(password.as_str()),
        };
        outside.call::<FinishPasswordReset>(&said).await.unwrap();
        let browser = self.elsewhere();
        let said = credentials(email, &password);
        let mut next = browser.call::<SubmitPassword>(&said).await.unwrap();
        if matches!(next, NextStep::SecondStep(_)) {
            let asked = browser.call::<AskRecovery>(&Nothing {}).await.unwrap();
            assert!(matches!(asked, Recovery::LinkSent { .. }), "{asked:?}");
            let token = self.link_to(email, "/recovery").await;
            let said = LinkToken { token };
            outside.call::<StartRecovery>(&said).await.unwrap();
            let early = browser.call::<FinishRecovery>(&Nothing {}).await;
            assert_eq!(early.unwrap_err(), Problem::RecoveryNotReady);
            self.app.clock.advance_seconds(WAITING);
            let said = credentials(email, &password);
            browser.call::<SubmitPassword>(&said).await.unwrap();
            next = browser.call::<FinishRecovery>(&Nothing {}).await.unwrap();
            assert!(matches!(next, NextStep::EnrolmentRequired(_)), "{next:?}");
        }
        if matches!(next, NextStep::EnrolmentRequired(_)) {
            let refused = browser.call::<ReadSecurity>(&Nothing {}).await.unwrap_err();
            assert_eq!(refused, Problem::EnrolmentRequired);
            self.enrols_in(&browser).await;
        }
        let overview = browser.call::<ReadSecurity>(&Nothing {}).await.unwrap();
        assert_eq!(overview.viewer.email, email);
        assert_eq!(overview.sessions.len(), 1, "every other session ended");
        let verified = browser.get("/api/verify").await;
        assert_eq!(verified.status, 200);
        self.messages().await;
    }

    async fn enrols_in(&self, browser: &Browser) {
        let pending = browser.call::<StartAuthenticator>(&Nothing {}).await;
        let pending = pending.unwrap();
        let phone = Phone {
            id: pending.id.clone(),
            secret: secret_of(&pending),
            backup_codes: Vec::new(),
        };
        let said = Confirmation {
            id: pending.id,
            code: phone.code(&self.app),
            name: String::new(),
        };
        let confirmed = browser.call::<ConfirmAuthenticator>(&said).await.unwrap();
        assert_eq!(confirmed.backup_codes.unwrap().len(), 10);
    }

    async fn link_to(&mut self, email: &str, path: &str) -> Secret {
        let messages = self.messages().await;
        sent_to(&messages, email, path).unwrap()
    }
}

fn sent_to(messages: &[Message], to: &str, path: &str) -> Option<Secret> {
    let mine = messages.iter().filter(|message| message.to == to);
    mine.filter_map(|message| link_in(message, path))
        .next_back()
}

fn pick(links: &[(Secret, Who)], which: Which) -> Option<(Secret, Who)> {
    // The newest first.
    let place = which % links.len().max(1);
    links.iter().rev().nth(place).cloned()
}
