//! What must be so after every step.

use crate::{
    actions::At,
    model::{Place, Session},
    probes::May,
    support::browser::{Answer, Browser},
    world::World,
};
use contract::{
    Nothing,
    endpoint::{Access, ReadSecurity, ReadSession},
    passkey::PasskeyKind,
    sign_in::NextStep,
};

impl World {
    /// Everybody stands where the rules put them, and nobody gets any further.
    pub async fn check(&mut self) {
        self.messages().await;
        self.look_at_the_clock();
        for at in 0..self.places.len() {
            self.check_standing(at).await;
        }
        self.check_ended().await;
        let before = self.kept().await;
        let anonymous = self.anonymous().await;
        for place in &self.places {
            match place.session {
                Some(session) if !self.enrols(&session) => {}
                Some(_) => self.probe(place, May::Enrol, &anonymous).await,
                None if place.pending.is_some() => self.probe(place, May::Prove, &anonymous).await,
                None if has_ended(&place.browser) => {
                    self.probe(place, May::Nothing, &anonymous).await;
                }
                None => {}
            }
        }
        let after = self.kept().await;
        assert_eq!(after, before, "what is refused changes nothing");
    }

    /// Everything that the database holds, but for counts of attempts.
    async fn kept(&self) -> Vec<String> {
        self.app.texts(&self.everything).await
    }

    async fn check_standing(&self, at: At) {
        let place = &self.places[at];
        let next = stands(&place.browser).await;
        match (&place.session, &place.pending) {
            (Some(session), _) => {
                let email = &self.account(session.who).email;
                match (self.enrols(session), &next) {
                    (true, NextStep::EnrolmentRequired(it)) => assert_eq!(it.viewer.email, *email),
                    (false, NextStep::SignedIn(it)) => {
                        assert_eq!(it.viewer.email, *email);
                        self.check_overview(place, session).await;
                    }
                    (is_enrolling, _) => panic!("at {at}: {session:?} {is_enrolling} {next:?}"),
                }
            }
            (None, Some(pending)) => {
                let NextStep::SecondStep(asked) = &next else {
                    panic!("at {at}: {pending:?} {next:?}");
                };
                let account = self.account(pending.who);
                assert_eq!(asked.methods, account.asked(false));
                assert!(asked.methods.contains(&asked.show_first));
                assert_eq!(asked.can_recover, account.can_recover());
                let is_recovering = account.can_recover() && account.is_recovering(self.now());
                assert_eq!(asked.recovery.is_some(), is_recovering);
            }
            (None, None) => assert_eq!(next, NextStep::Password, "at {at}"),
        }
        let is_let_in = matches!(next, NextStep::SignedIn(_));
        check_proxy(&place.browser, is_let_in).await;
    }

    async fn check_overview(&self, place: &Place, session: &Session) {
        let overview = place.browser.call::<ReadSecurity>(&Nothing {}).await;
        let overview = overview.unwrap();
        let account = self.account(session.who);
        let now = self.now();
        let open_until = session.proved_at.plus_seconds(600);
        let open_for = if session.is_recent(now) {
            open_until.seconds_after(now)
        } else {
            0
        };
        assert_eq!(overview.open_for, open_for, "{session:?}");
        assert_eq!(overview.authenticators.len(), account.authenticators.len());
        let keys = overview.passkeys.iter();
        let passkeys = keys.filter(|key| key.kind == PasskeyKind::Passkey);
        let held = account.keys.iter();
        let held = held.filter(|held| held.kind == PasskeyKind::Passkey);
        assert_eq!(passkeys.count(), held.count());
        assert_eq!(overview.passkeys.len(), account.keys.len());
        let left = overview.backup_codes.map_or(0, |codes| codes.left);
        assert_eq!(left as usize, account.codes.len());
        assert_eq!(overview.phone.is_some(), account.phone.is_some());
        assert_eq!(overview.keys_only, account.is_keys_only);
        assert_eq!(overview.email_confirmed_at.is_some(), account.is_confirmed);
        assert_eq!(overview.recovery.is_some(), account.is_recovering(now));
        let who = session.who;
        let sessions = self.places.iter().filter(|place| {
            let session = place.session.as_ref();
            session.is_some_and(|session| session.who == who)
        });
        assert_eq!(overview.sessions.len(), sessions.count());
        let trusting = self.places.iter();
        let trusting = trusting.filter(|place| place.trust.contains_key(&who));
        assert_eq!(overview.devices.len(), trusting.count());
    }

    /// Cookies that were taken away are no good wherever they are kept.
    async fn check_ended(&self) {
        for (name, token) in &self.ended {
            let browser = self.outside.copy();
            browser.set_cookie(name, token);
            assert_eq!(stands(&browser).await, NextStep::Password, "{name}");
            check_proxy(&browser, false).await;
        }
    }

    /// How calls that are open to anybody answer somebody without a cookie.
    async fn anonymous(&self) -> Vec<Option<Answer>> {
        let mut answers = Vec::new();
        for probe in &self.probes {
            let is_open = probe.access == Access::Anybody;
            answers.push(if is_open {
                probe.make(&self.outside.copy()).await
            } else {
                None
            });
        }
        answers
    }

    async fn probe(&self, place: &Place, may: May, anonymous: &[Option<Answer>]) {
        for (probe, expected) in self.probes.iter().zip(anonymous) {
            // What is tried here takes nothing from whoever is at this browser.
            let browser = place.browser.copy();
            match (probe.refusal(may), expected) {
                (Some(refusal), _) => {
                    let answer = probe.make(&browser).await.unwrap();
                    assert_eq!(answer.problem(), refusal, "{} {may:?}", probe.name);
                }
                (None, Some(expected)) => {
                    let answer = probe.make(&browser).await.unwrap();
                    let (is, must) = (
                        (answer.status, answer.body),
                        (expected.status, expected.body.clone()),
                    );
                    assert_eq!(is, must, "{} {may:?}", probe.name);
                }
                (None, None) => {}
            }
        }
    }
}

async fn stands(browser: &Browser) -> NextStep {
    browser.call::<ReadSession>(&Nothing {}).await.unwrap()
}

/// Whether it has a cookie that was good for something once. One that has none is as anybody else's.
fn has_ended(browser: &Browser) -> bool {
    let cookies = ["latchkey", "latchkey-pending"];
    cookies.iter().any(|name| browser.cookie(name).is_some())
}

/// A proxy lets through whoever is signed in with all steps.
async fn check_proxy(browser: &Browser, is_let_in: bool) {
    let verified = browser.get("/api/verify").await;
    let expected = if is_let_in { 200 } else { 401 };
    assert_eq!(verified.status, expected);
    assert_eq!(verified.header("remote-user").is_some(), is_let_in);
}
