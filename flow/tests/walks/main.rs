//! Whole journeys as short scripts: who does what, what the server says, what is seen.

mod enrol_authenticator;
mod enrol_contact;
mod enrol_passkey;
mod errand;
mod forgot_password;
#[path = "../passkeys/mod.rs"]
mod passkeys;
mod second_step;
mod sign_in;
mod sign_up;
mod step_up;

use contract::{
    Problem, Secret,
    account::Viewer,
    backup_codes::{BackupCodeSetId, BackupCodes},
    sent_code::{Channel, CodeSent, Destination},
    sign_in::{Method, SecondStep, SignedIn},
};
use flow::{
    CallError, Machine, Moment, Ticket, Trouble,
    second_step::{Effect as SecondEffect, Event as SecondEvent, Step as SecondScreen},
};
use passkeys::{WORKS, answer, question};
use second_step::Embeds;
use std::fmt::Debug;

/// Every method that needs nothing of the browser.
fn without_keys() -> Vec<Method> {
    let methods = Method::ALL.into_iter();
    methods.filter(|it| it.passkey_kind().is_none()).collect()
}

/// A machine on its way, with everything it has asked for.
struct Walk<M: Machine> {
    name: &'static str,
    machine: M,
    /// What the last event led to.
    effects: Vec<M::Effect>,
    /// Every ticket, oldest first.
    tickets: Vec<Ticket>,
    /// The ticket of the latest challenge or creation options that were asked for.
    fetch: Option<Ticket>,
    /// The ticket of what the browser was asked last.
    prompt: Option<Ticket>,
    /// The ticket of the code that was to be sent last.
    send: Option<Ticket>,
    /// The ticket of the latest listening.
    listen: Option<Ticket>,
    now: Moment,
}

/// What the script must know of an effect.
trait Asks {
    /// Its ticket, if it is a call that somebody waits for.
    fn ticket(&self) -> Option<Ticket>;
    /// Its ticket, if it asks for a challenge or creation options.
    fn fetch(&self) -> Option<Ticket> {
        None
    }
    /// Its ticket, if it asks the browser.
    fn prompt(&self) -> Option<Ticket> {
        None
    }
    /// Its ticket, if it has a code sent.
    fn send(&self) -> Option<Ticket> {
        None
    }
    /// Its ticket, if it has the browser listen.
    fn listen(&self) -> Option<Ticket> {
        None
    }
    /// Its moment, if it asks to be woken.
    fn wake(&self) -> Option<Moment>;
}

impl<M> Walk<M>
where
    M: Machine + Default + PartialEq + Clone + Debug,
    M::Effect: Asks + PartialEq + Debug,
{
    fn new(name: &'static str) -> Self {
        Self {
            name,
            machine: M::default(),
            effects: Vec::new(),
            tickets: Vec::new(),
            fetch: None,
            prompt: None,
            send: None,
            listen: None,
            now: Moment(5_000),
        }
    }

    fn state(&self) -> &M {
        &self.machine
    }

    fn event(mut self, event: M::Event) -> Self {
        let machine = std::mem::take(&mut self.machine);
        let (machine, effects) = machine.update(event);
        self.machine = machine;
        self.tickets.extend(effects.iter().filter_map(Asks::ticket));
        self.fetch = effects.iter().find_map(Asks::fetch).or(self.fetch);
        self.prompt = effects.iter().find_map(Asks::prompt).or(self.prompt);
        self.send = effects.iter().find_map(Asks::send).or(self.send);
        self.listen = effects.iter().find_map(Asks::listen).or(self.listen);
        self.effects = effects;
        self
    }

    fn last_ticket(&self) -> Ticket {
        let Some(ticket) = self.tickets.last() else {
            panic!("{}: no call was made", self.name);
        };
        *ticket
    }

    #[track_caller]
    fn last_fetch(&self) -> Ticket {
        let Some(ticket) = self.fetch else {
            panic!("{}: no question was asked for", self.name);
        };
        ticket
    }

    #[track_caller]
    fn last_prompt(&self) -> Ticket {
        let Some(ticket) = self.prompt else {
            panic!("{}: the browser was not asked", self.name);
        };
        ticket
    }

    #[track_caller]
    fn last_send(&self) -> Ticket {
        let Some(ticket) = self.send else {
            panic!("{}: no code was to be sent", self.name);
        };
        ticket
    }

    #[track_caller]
    fn last_listen(&self) -> Ticket {
        let Some(ticket) = self.listen else {
            panic!("{}: nobody listens", self.name);
        };
        ticket
    }

    /// The last event asked for this, among others.
    #[track_caller]
    fn asks_for(self, effect: &M::Effect) -> Self {
        assert!(
            self.effects.contains(effect),
            "{}: {:?}",
            self.name,
            self.effects
        );
        self
    }

    /// Time passes.
    fn wait(mut self, seconds: u32) -> Self {
        self.now = self.now.after_seconds(seconds);
        self
    }

    /// The last event asked for exactly this.
    #[track_caller]
    fn asks(self, effects: &[M::Effect]) -> Self {
        assert_eq!(self.effects, effects, "{}", self.name);
        self
    }

    /// The last event asked for nothing.
    #[track_caller]
    fn asks_nothing(self) -> Self {
        self.asks(&[])
    }

    /// The last event asked for as many calls.
    #[track_caller]
    fn calls(self, count: usize) -> Self {
        let calls = self.effects.iter().filter_map(Asks::ticket).count();
        assert_eq!(calls, count, "{}: {:?}", self.name, self.effects);
        self
    }

    /// The last event asked to be woken after so many seconds.
    #[track_caller]
    fn wakes_in(self, seconds: u32) -> Self {
        let moment = self.now.after_seconds(seconds);
        let wakes: Vec<Moment> = self.effects.iter().filter_map(Asks::wake).collect();
        assert!(wakes.contains(&moment), "{}: {wakes:?}", self.name);
        self
    }

    /// Something holds for the state.
    #[track_caller]
    fn is(self, what: impl FnOnce(&M) -> bool) -> Self {
        assert!(what(self.state()), "{}: {:?}", self.name, self.state());
        self
    }

    /// What follows changes nothing and asks for nothing.
    #[track_caller]
    fn unmoved_by(self, next: impl FnOnce(Self) -> Self) -> Self {
        let before = self.state().clone();
        let after = next(self).asks_nothing();
        assert_eq!(after.state(), &before, "{}", after.name);
        after
    }
}

fn refused<T>(problem: Problem) -> Result<T, CallError> {
    Err(CallError::Refused(problem))
}

fn wrong_code<T>(tries_left: u32) -> Result<T, CallError> {
    refused(Problem::WrongCode {
        tries_left,
        retry_after: None,
    })
}

fn too_many_tries<T>(retry_after: u32) -> Result<T, CallError> {
    refused(Problem::TooManyTries {
        retry_at: contract::Timestamp(0),
        retry_after,
    })
}

/// Backup codes as they come with a first method.
fn codes_of_first() -> BackupCodes {
    BackupCodes {
        set: BackupCodeSetId("s1".to_owned()),
        codes: vec![secret("0123-4567-89AB-CDEF")],
    }
}

fn second_step(methods: &[Method]) -> SecondStep {
    SecondStep {
        methods: methods.to_vec(),
        show_first: methods[0],
        expires_in: 600,
        destinations: Vec::new(),
        trust_days: 0,
        can_recover: false,
        no_recovery: None,
        recovery_hours: 0,
        recovery: None,
    }
}

/// Where codes go, and the one that is out, with the seconds for which it is good and until the next.
fn destination(channel: Channel, sent: Option<(u32, u32)>) -> Destination {
    let masked = match channel {
        Channel::TextMessage => "+49 ••••• 67",
        Channel::Email => "a•••@example.org",
    };
    Destination {
        channel,
        masked: masked.to_owned(),
        sent: sent.map(|(expires_in, resend_in)| CodeSent {
            expires_in,
            resend_in,
        }),
    }
}

/// A code was sent just now.
fn fresh(channel: Channel) -> Destination {
    destination(channel, Some((600, 30)))
}

/// An account that gets its codes by message, and this one is shown first.
fn by_message(sent: Option<(u32, u32)>) -> SecondStep {
    SecondStep {
        destinations: vec![
            destination(Channel::TextMessage, sent),
            destination(Channel::Email, None),
        ],
        ..second_step(&[Method::TextMessage, Method::Email, Method::BackupCode])
    }
}

fn both() -> SecondStep {
    second_step(&[Method::Authenticator, Method::BackupCode])
}

fn ann() -> SignedIn {
    SignedIn {
        viewer: Viewer {
            email: "ann@example.org".to_owned(),
        },
        backup_codes_left: None,
        offer_passkey: false,
        password_advice: None,
    }
}

fn secret(text: &str) -> Secret {
    Secret::from(text)
}

/// A fault in one field.
fn fault(field: contract::problem::Field, reason: contract::problem::Reason) -> Trouble {
    Trouble::Fields(vec![(field, reason)])
}
