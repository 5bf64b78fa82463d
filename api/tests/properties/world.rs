//! The server, the people and their browsers, and what each action does to them.

use crate::{
    actions::{Action, At, BROWSERS, PEOPLE, Which, Who},
    inbox,
    model::{Account, Pending, Place, Recovering, Session, Verdict, is_enrolling, verdict},
    probes::{self, Probe},
    support::{
        TestApp,
        browser::Browser,
        outbox::Message,
        person::{PASSWORD, credentials, sign_up},
    },
};
use contract::{
    Nothing, Problem, Secret, Timestamp,
    endpoint::{CancelSignIn, Endpoint, SignOut, SubmitPassword},
    sign_in::NextStep,
};
use std::collections::{BTreeMap, VecDeque};

/// The cookie by which a browser is known.
pub const BROWSER_COOKIE: &str = "latchkey-device";
/// How many cookies that were good once are tried again after every step.
const ENDED: usize = 6;

pub struct World {
    pub app: TestApp,
    /// Never sends a cookie: only copies of it are used.
    pub outside: Browser,
    pub places: Vec<Place>,
    pub people: Vec<Option<Account>>,
    pub is_required: bool,
    /// Every link that was ever sent, with whom it is for.
    pub resets: Vec<(Secret, Who)>,
    pub recoveries: Vec<(Secret, Who)>,
    pub cancels: Vec<(Secret, Who)>,
    pub undos: Vec<(Secret, Who)>,
    /// Those that were used.
    pub undone: Vec<Secret>,
    /// Cookies that must open nothing any more.
    pub ended: VecDeque<(&'static str, String)>,
    /// Cookies by which browsers were known before.
    old_browser_tokens: Vec<String>,
    pub probes: Vec<Probe>,
    /// Reads the whole database.
    pub everything: String,
    drawn: u32,
}

impl World {
    pub async fn new(is_required: bool) -> Self {
        let arguments: &[&str] = if is_required {
            &["--email-codes", "on", "--second-step", "required"]
        } else {
            &["--email-codes", "on"]
        };
        let app = TestApp::with(arguments).await;
        let outside = app.browser();
        let places = (0..BROWSERS).map(|at| Place {
            browser: outside.copy().at(&format!("10.0.0.{}", at + 1)),
            session: None,
            pending: None,
            trust: BTreeMap::new(),
        });
        let mut world = Self {
            places: places.collect(),
            outside,
            people: (0..PEOPLE).map(|_| None).collect(),
            is_required,
            resets: Vec::new(),
            recoveries: Vec::new(),
            cancels: Vec::new(),
            undos: Vec::new(),
            undone: Vec::new(),
            ended: VecDeque::new(),
            old_browser_tokens: Vec::new(),
            probes: probes::all(),
            everything: everything(&app).await,
            drawn: 0,
            app,
        };
        for who in 0..PEOPLE {
            world.sign_up(who).await;
            world.sign_in(who, who, 0).await;
        }
        world
    }

    pub async fn act(&mut self, action: Action) {
        match action {
            Action::SignUp(who) => self.sign_up(who).await,
            Action::SignIn(at, who, which) => self.sign_in(at, who, which).await,
            Action::GivePassword(at, who) => {
                self.give_password(at, who).await;
            }
            Action::GuessPassword(at, who) => self.guess_password(at, who).await,
            Action::ReplayBrowserToken(who, which) => self.replay_browser_token(who, which).await,
            Action::Prove(at, which) => self.prove(at, which).await,
            Action::GuessCode(at) => self.guess_code(at).await,
            Action::PasskeyAlone(at, who) => self.passkey_alone(at, who).await,
            Action::CancelSignIn(at) => {
                self.call::<CancelSignIn>(at, &Nothing {}).await.unwrap();
                self.places[at].pending = None;
            }
            Action::SignOut(at) => {
                self.call::<SignOut>(at, &Nothing {}).await.unwrap();
                self.end_what_was(at);
            }
            Action::StepUp(at) => {
                self.step_up(at).await;
            }
            Action::StepUpBySentCode(at) => self.step_up_by_sent_code(at).await,
            Action::Wait(pause) => self.app.clock.advance_seconds(pause.seconds()),
            other => self.act_on_account(other).await,
        }
    }

    pub fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    pub fn account(&self, who: Who) -> &Account {
        self.people[who].as_ref().unwrap()
    }

    pub fn account_mut(&mut self, who: Who) -> &mut Account {
        self.people[who].as_mut().unwrap()
    }

    /// Who is signed in there.
    pub fn viewer(&self, at: At) -> Option<Who> {
        self.places[at].session.map(|session| session.who)
    }

    /// A number that was not drawn before.
    pub fn draw(&mut self) -> u32 {
        self.drawn += 1;
        self.drawn
    }

    /// Takes note of what time has ended.
    pub fn look_at_the_clock(&mut self) {
        let now = self.now();
        for place in &mut self.places {
            place.session.take_if(|session| !session.is_alive(now));
            place.pending.take_if(|pending| pending.until <= now);
            place.trust.retain(|_, until| now < *until);
        }
    }

    pub fn enrols(&self, session: &Session) -> bool {
        is_enrolling(session, self.account(session.who), self.is_required)
    }

    /// Makes a call. Whether it is open must be what the rules say.
    pub async fn call<E: Endpoint>(
        &mut self,
        at: At,
        said: &E::Request,
    ) -> Result<E::Reply, Problem> {
        self.look_at_the_clock();
        let place = &self.places[at];
        let session = place.session;
        let enrols = session.is_some_and(|session| self.enrols(&session));
        let wanted = verdict(place, |_| enrols, self.now(), E::ACCESS);
        let before = place.browser.cookies();
        let reply = place.browser.call::<E>(said).await;
        let said = match &reply {
            Err(Problem::NotSignedIn) => Verdict::NotSignedIn,
            Err(Problem::SignInExpired) => Verdict::SignInExpired,
            Err(Problem::EnrolmentRequired) => Verdict::EnrolmentRequired,
            Err(Problem::StepUpRequired { .. }) => Verdict::StepUpRequired,
            _ => Verdict::Open,
        };
        assert_eq!(
            said,
            wanted,
            "{} at {at}: {session:?} {:?}, {:?}",
            E::NAME,
            place.pending,
            reply.as_ref().err()
        );
        assert!(!matches!(reply, Err(Problem::Internal)), "{}", E::NAME);
        let after = place.browser.cookies();
        for name in ["latchkey", "latchkey-pending"] {
            if let Some(token) = before.get(name).filter(|old| after.get(name) != Some(old)) {
                self.ended.push_front((name, token.clone()));
            }
        }
        self.ended.truncate(ENDED);
        let (old, new) = (before.get(BROWSER_COOKIE), after.get(BROWSER_COOKIE));
        self.old_browser_tokens
            .extend(old.filter(|_| old != new).cloned());
        reply
    }

    /// Makes a call of the settings; when it asks for a proof, gives it and makes the call again.
    pub async fn change<E: Endpoint>(
        &mut self,
        at: At,
        said: &E::Request,
    ) -> Result<E::Reply, Problem> {
        match self.call::<E>(at, said).await {
            Err(Problem::StepUpRequired { .. }) if self.step_up(at).await => {
                self.call::<E>(at, said).await
            }
            reply => reply,
        }
    }

    /// Everything that came by mail or text message. Links are kept for later.
    pub async fn messages(&mut self) -> Vec<Message> {
        let messages = inbox::collect(&self.app).await;
        for message in &messages {
            let owner = owner_of(&message.to);
            let Some(who) = owner else { continue };
            let kinds = [
                ("/reset-password", &mut self.resets),
                ("/recovery", &mut self.recoveries),
                ("/recovery/cancel", &mut self.cancels),
                ("/undo-email-change", &mut self.undos),
            ];
            for (path, links) in kinds {
                if let Some(token) = inbox::link_in(message, path) {
                    links.push((token, who));
                }
            }
        }
        messages
    }

    pub async fn code_to(&mut self, to: &str) -> Option<Secret> {
        let messages = self.messages().await;
        inbox::last_code(&messages, to)
    }

    async fn sign_up(&mut self, who: Who) {
        if self.people[who].is_some() {
            return;
        }
        let email = address(who, 0);
        sign_up(&self.app, &email, PASSWORD).await.unwrap();
        let sql = format!("SELECT COUNT(*) FROM accounts WHERE email = '{email}'");
        if self.app.count(&sql).await == 1 {
            self.people[who] = Some(Account::new(email, PASSWORD.to_owned()));
        }
        self.messages().await;
    }

    pub async fn sign_in(&mut self, at: At, who: Who, which: Which) {
        if self.give_password(at, who).await {
            self.prove(at, which).await;
        }
    }

    /// Gives the right password. Says whether the second step is asked for.
    pub async fn give_password(&mut self, at: At, who: Who) -> bool {
        let Some(account) = &self.people[who] else {
            return false;
        };
        let said = credentials(&account.email, &account.password);
        let next = match self.call::<SubmitPassword>(at, &said).await {
            Ok(next) => next,
            Err(Problem::TooManyTries { .. }) => return false,
            Err(other) => panic!("the right password is refused: {other:?}"),
        };
        self.end_what_was(at);
        let now = self.now();
        let account = self.account(who);
        let has_second_step = account.methods() > 0;
        let is_wanted = self.is_required || account.must_enrol;
        let is_trusted = self.places[at].trust.contains_key(&who);
        let mut session = Session {
            who,
            is_full: true,
            is_both: false,
            opened_at: now,
            proved_at: now,
        };
        match (has_second_step, is_trusted, is_wanted, &next) {
            (true, false, _, NextStep::SecondStep(asked)) => {
                assert_eq!(asked.methods, account.asked(false));
                assert_eq!(asked.can_recover, account.can_recover());
                let until = now.plus_seconds(600);
                self.places[at].pending = Some(Pending { who, until });
                return true;
            }
            (true, true, _, NextStep::SignedIn(_)) => session.proved_at = Timestamp(0),
            (false, _, true, NextStep::EnrolmentRequired(_)) => session.is_full = false,
            (false, _, false, NextStep::SignedIn(_)) => {}
            _ => panic!("{has_second_step} {is_trusted} {is_wanted}: {next:?}"),
        }
        self.places[at].session = Some(session);
        false
    }

    async fn guess_password(&mut self, at: At, who: Who) {
        let email = match &self.people[who] {
            Some(account) => account.email.clone(),
            None => address(who, 0),
        };
        let said = credentials(&email, "incorrect horse battery staple");
        let refused = self.call::<SubmitPassword>(at, &said).await.unwrap_err();
        let is_refused = matches!(
            refused,
            Problem::WrongCredentials | Problem::TooManyTries { .. }
        );
        assert!(is_refused, "{refused:?}");
    }

    /// A browser gets a new cookie at every sign-in, and the one before skips nothing.
    async fn replay_browser_token(&mut self, who: Who, which: Which) {
        let newest = self.old_browser_tokens.iter().rev();
        let token = newest.cycle().take(6).nth(which).cloned();
        let account = self.people[who].as_ref();
        let account = account.filter(|account| account.methods() > 0);
        let (Some(token), Some(account)) = (token, account) else {
            return;
        };
        let said = credentials(&account.email, &account.password);
        let attacker = self.elsewhere();
        attacker.set_cookie(BROWSER_COOKIE, &token);
        let next = attacker.call::<SubmitPassword>(&said).await;
        let is_kept_out = match &next {
            Ok(next) => matches!(next, NextStep::SecondStep(_)),
            Err(refused) => matches!(refused, Problem::TooManyTries { .. }),
        };
        assert!(is_kept_out, "{next:?}");
    }

    pub fn end_what_was(&mut self, at: At) {
        self.places[at].session = None;
        self.places[at].pending = None;
    }

    /// Ends every session of a person but that at one place.
    pub fn end_sessions(&mut self, who: Who, but: Option<At>) {
        for (at, place) in self.places.iter_mut().enumerate() {
            if Some(at) != but {
                place.session.take_if(|session| session.who == who);
            }
        }
    }

    pub fn end_pending(&mut self, who: Who) {
        for place in &mut self.places {
            place.pending.take_if(|pending| pending.who == who);
        }
    }

    pub fn end_trust(&mut self, who: Who, but: Option<At>) {
        for (at, place) in self.places.iter_mut().enumerate() {
            if Some(at) != but {
                place.trust.remove(&who);
            }
        }
    }

    /// Ends whatever the account opened, everywhere.
    pub fn end_everything(&mut self, who: Who) {
        self.end_sessions(who, None);
        self.end_pending(who);
        self.end_trust(who, None);
        if let Some(account) = &mut self.people[who] {
            account.reset = None;
        }
    }

    /// Takes in that a method was added.
    pub fn added(&mut self, at: At, codes: Option<Vec<Secret>>) {
        let who = self.viewer(at).unwrap();
        let account = self.account_mut(who);
        let is_first = account.methods() == 1;
        assert_eq!(is_first, codes.is_some(), "the first brings codes");
        if let Some(codes) = codes {
            account.codes = codes.iter().map(|code| code.expose().to_owned()).collect();
            account.must_enrol = false;
            self.end_sessions(who, Some(at));
        }
        self.places[at].session.as_mut().unwrap().is_full = true;
    }

    pub fn is_recovering(&self, who: Who) -> Option<&Recovering> {
        self.people[who].as_ref()?.recovery.as_ref()
    }

    /// A browser that nobody has used, in a network of its own.
    pub fn elsewhere(&mut self) -> Browser {
        let number = self.draw();
        let network = format!("10.1.{}.{}", number / 200, number % 200 + 1);
        self.outside.copy().at(&network)
    }
}

/// Reads the whole database, but for what even a refused call writes down: how often something was tried.
async fn everything(app: &TestApp) -> String {
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table'";
    let mut parts = Vec::new();
    for table in app.texts(tables).await {
        if ["tries", "try_locks", "ceremonies"].contains(&table.as_str()) {
            continue;
        }
        let columns = format!("SELECT name FROM pragma_table_info('{table}')");
        let columns = app.texts(&columns).await;
        let quoted: Vec<String> = columns.iter().map(|it| format!("quote({it})")).collect();
        let row = quoted.join(" || ',' || ");
        parts.push(format!("SELECT '{table} ' || {row} FROM {table}"));
    }
    format!("{} ORDER BY 1", parts.join(" UNION ALL "))
}

/// Whose address or number it is: each person has theirs.
fn owner_of(to: &str) -> Option<Who> {
    (0..PEOPLE).find(|who| {
        let numbers = [number(*who, 0), number(*who, 1)];
        to.starts_with(&format!("p{who}-")) || numbers.iter().any(|number| number == to)
    })
}

/// The addresses of a person.
pub fn address(who: Who, which: Which) -> String {
    format!("p{who}-{which}@example.com")
}

/// The phone numbers of a person.
pub fn number(who: Who, which: Which) -> String {
    format!("+49151000000{}{}", who, which % 2)
}

/// A right proof is refused for nothing but that there were too many.
pub fn assert_limited(refused: &Problem) {
    let is_limited = matches!(
        refused,
        Problem::TooManyTries { .. } | Problem::MethodLocked | Problem::CodeAlreadyUsed { .. }
    );
    assert!(is_limited, "{refused:?}");
}
