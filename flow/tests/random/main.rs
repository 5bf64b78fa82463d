//! Random streams of events: whatever happens in whatever order, the rules of a machine hold.

mod enrol_authenticator;
mod enrol_contact;
mod enrol_passkey;
mod errand;
#[path = "../passkeys/mod.rs"]
mod passkeys;
mod second_step;
mod sign_in;
mod sign_up;
mod step_up;

use contract::{
    Problem, Secret, Timestamp,
    account::Viewer,
    passkey::{PasskeyAnswer, PasskeyRequest},
    problem::{Field, Reason},
    recovery::{NoRecovery, Recovery},
    sent_code::{Channel, CodeSent, Destination},
    sign_in::{Method, SecondStep, SignedIn},
    step_up::StepUp,
};
use flow::{
    CallError, Machine, Moment, PasskeyError, Ticket,
    passkey_error::Ceremony,
    passkey_support::{Rp, Support},
    second_step::{Effect as SecondEffect, Event as SecondEvent},
};
use proptest::{prelude::*, test_runner::TestCaseError};
use std::fmt::Debug;

/// One thing that happens: what, with what, and how many milliseconds later.
type Happening = (u8, u8, i64);

/// A stream of happenings. The first numbers choose among the events of a machine.
fn happenings() -> impl Strategy<Value = Vec<Happening>> {
    let later = prop_oneof![Just(0_i64), 1_i64..5_000, 5_000_i64..700_000];
    prop::collection::vec((any::<u8>(), any::<u8>(), later), 0..60)
}

/// What the run must know of a machine.
trait Watched: Machine + Clone + PartialEq + Debug + Default {
    /// The event that a happening stands for.
    fn event(run: &Run<Self>, what: u8, with: u8) -> Self::Event;
    /// The ticket that an event answers.
    fn answered(event: &Self::Event) -> Option<Ticket>;
    /// The moment that an event brings.
    fn woken(event: &Self::Event) -> Option<Moment>;
    /// The ticket of a call that somebody waits for.
    fn call(effect: &Self::Effect) -> Option<Ticket>;
    /// What an event has to do with the browser's prompt, or with the question for it.
    fn prompted(_event: &Self::Event) -> Option<Prompted> {
        None
    }
    /// What an effect has to do with them.
    fn prompts(_effect: &Self::Effect) -> Option<Prompts> {
        None
    }
    /// The line on which an event answers beside the call, and its ticket.
    fn heard(_event: &Self::Event) -> Option<(Line, Ticket)> {
        None
    }
    /// What an effect begins or ends on a line beside the call.
    fn speaks(_effect: &Self::Effect) -> Option<Spoken> {
        None
    }
    /// The moment of a wake.
    fn wake(effect: &Self::Effect) -> Option<Moment>;
    /// Whether a call may go out although another is under way: only to take that one back.
    fn may_overtake(event: &Self::Event) -> bool;
    fn is_busy(&self) -> bool;
    /// Whether nothing may happen any more.
    fn is_over(&self) -> bool;
}

/// What happened with the browser's prompt, or with the question for it.
enum Prompted {
    /// A challenge, or creation options, came or did not.
    Question(Ticket, Option<String>),
    /// The browser answered.
    Answer(Ticket),
}

/// What is asked of the browser, or of the server for it.
enum Prompts {
    /// A question, or an order.
    Fetch(Ticket),
    /// Asks this one.
    Ask(Ticket, String),
    /// Stops asking.
    Stop,
}

/// What goes on beside the call that somebody waits for, one at a time on each line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    /// A code is sent.
    Send,
    /// The browser listens for one.
    Listen,
    /// Recovery is asked for.
    Recover,
    /// Whether the cookie of the second step was kept.
    Confirm,
}

/// What is begun or ended on a line.
enum Spoken {
    Begin(Line, Ticket),
    End(Line),
}

/// A line: every ticket, and the latest until it is answered or ended.
#[derive(Default)]
struct Talk {
    tickets: Vec<Ticket>,
    open: Option<Ticket>,
}

/// A machine and everything that was asked of the outside.
struct Run<M: Machine> {
    machine: M,
    now: Moment,
    tickets: Vec<Ticket>,
    /// The latest call, until it is answered.
    open: Option<Ticket>,
    /// The same of questions: every ticket, and the latest until it is answered.
    fetches: Vec<Ticket>,
    fetch: Option<Ticket>,
    /// The latest question that came while it was waited for.
    newest: Option<String>,
    /// The same of prompts, with what is asked.
    prompts: Vec<Ticket>,
    prompt: Option<(Ticket, String)>,
    /// The lines beside the call.
    lines: [Talk; 4],
}

impl<M: Watched> Run<M> {
    fn new() -> Self {
        Self {
            machine: M::default(),
            now: Moment(0),
            tickets: Vec::new(),
            open: None,
            fetches: Vec::new(),
            fetch: None,
            newest: None,
            prompts: Vec::new(),
            prompt: None,
            lines: Default::default(),
        }
    }

    /// Any ticket that was ever issued on this line, the latest most often.
    fn on(&self, line: Line, with: u8) -> Option<Ticket> {
        any_of(&self.lines[line as usize].tickets, with)
    }

    /// Any ticket that was ever issued for a call, the latest most often.
    fn ticket(&self, with: u8) -> Option<Ticket> {
        any_of(&self.tickets, with)
    }

    fn step(&mut self, event: M::Event) -> Result<Vec<M::Effect>, TestCaseError> {
        let before = self.machine.clone();
        let answered = M::answered(&event);
        let woken = M::woken(&event);
        let may_overtake = M::may_overtake(&event);

        let prompted = M::prompted(&event);
        let heard = M::heard(&event);

        let (machine, effects) = before.clone().update(event);
        let calls: Vec<Ticket> = effects.iter().filter_map(M::call).collect();
        let unmoved = machine == before && effects.is_empty();

        prop_assert!(calls.len() <= 1, "two calls at once");
        if let Some(ticket) = answered {
            prop_assert!(
                self.open == Some(ticket) || unmoved,
                "a late answer moved it"
            );
            // An answer of the wrong kind is dropped, and the wait goes on.
            self.open = self.open.filter(|open| *open != ticket || unmoved);
        } else if before.is_busy() && !calls.is_empty() {
            prop_assert!(may_overtake, "a call while another is under way");
        }
        if let Some(now) = woken {
            let hot = effects
                .iter()
                .filter_map(M::wake)
                .find(|moment| *moment <= now);
            prop_assert_eq!(hot, None, "woken for nothing, over and over");
        }
        prop_assert!(
            !before.is_over() || unmoved,
            "something happened after the end"
        );
        self.watch_prompt(prompted, &effects, unmoved, machine.is_over())?;
        self.watch_lines(heard, &effects, unmoved, machine.is_over())?;
        let printed = format!("{machine:?}");
        prop_assert!(
            !printed.contains("Secret("),
            "a secret is kept: {}",
            printed
        );
        prop_assert!(!printed.contains(CANARY), "a secret is kept: {}", printed);

        self.open = calls.last().copied().or(self.open);
        self.tickets.extend(calls);
        self.machine = machine;
        Ok(effects)
    }
}

impl<M: Watched> Run<M> {
    /// The browser is asked one thing at a time, only for as long as it is wanted, and always the newest question.
    fn watch_prompt(
        &mut self,
        event: Option<Prompted>,
        effects: &[M::Effect],
        unmoved: bool,
        is_over: bool,
    ) -> Result<(), TestCaseError> {
        match event {
            Some(Prompted::Question(ticket, name)) => {
                prop_assert!(self.fetch == Some(ticket) || unmoved, "a late question");
                if self.fetch == Some(ticket) && !unmoved {
                    self.fetch = None;
                    self.newest = name.or(self.newest.take());
                }
            }
            Some(Prompted::Answer(ticket)) => {
                let is_due = self.prompt.as_ref().is_some_and(|(due, _)| *due == ticket);
                prop_assert!(is_due || unmoved, "a late answer of the browser");
                self.prompt.take_if(|_| is_due);
            }
            None => {}
        }
        for effect in effects.iter().filter_map(M::prompts) {
            match effect {
                Prompts::Fetch(ticket) => {
                    self.fetches.push(ticket);
                    self.fetch = Some(ticket);
                }
                Prompts::Ask(ticket, name) => {
                    prop_assert_eq!(Some(&name), self.newest.as_ref(), "an old question");
                    self.prompts.push(ticket);
                    self.prompt = Some((ticket, name));
                }
                Prompts::Stop => {
                    prop_assert!(self.prompt.is_some(), "nothing to stop");
                    self.prompt = None;
                }
            }
        }
        prop_assert!(
            !is_over || self.prompt.is_none(),
            "still asking after the end"
        );
        Ok(())
    }

    /// What was not begun, or is over, has no answer; and the browser listens only for as long as it is wanted.
    fn watch_lines(
        &mut self,
        heard: Option<(Line, Ticket)>,
        effects: &[M::Effect],
        unmoved: bool,
        is_over: bool,
    ) -> Result<(), TestCaseError> {
        if let Some((line, ticket)) = heard {
            let talk = &mut self.lines[line as usize];
            let is_due = talk.open == Some(ticket);
            prop_assert!(is_due || unmoved, "a late answer on {:?}", line);
            talk.open.take_if(|_| is_due);
        }
        for spoken in effects.iter().filter_map(M::speaks) {
            match spoken {
                Spoken::Begin(line, ticket) => {
                    let talk = &mut self.lines[line as usize];
                    talk.tickets.push(ticket);
                    talk.open = Some(ticket);
                }
                Spoken::End(line) => {
                    let open = self.lines[line as usize].open.take();
                    prop_assert!(open.is_some(), "nothing to end on {:?}", line);
                }
            }
        }
        let listens = self.lines[Line::Listen as usize].open.is_some();
        prop_assert!(!is_over || !listens, "still listening after the end");
        Ok(())
    }

    /// The name of a new question, which no other has.
    fn new_name(&self) -> String {
        format!("q{}", self.fetches.len())
    }

    /// The question that the browser is asked, or another.
    fn asked(&self, with: u8) -> String {
        match &self.prompt {
            Some((_, name)) if !with.is_multiple_of(16) => name.clone(),
            _ => "q0".to_owned(),
        }
    }
}

/// Any of them, the latest most often.
fn any_of(tickets: &[Ticket], with: u8) -> Option<Ticket> {
    let latest = tickets.last().copied();
    if !with.is_multiple_of(4) {
        return latest;
    }
    let index = usize::from(with) % tickets.len().max(1);
    tickets.get(index).copied()
}

/// Runs a stream, and shows every step's outcome to `watch`.
fn run<M: Watched>(
    stream: Vec<Happening>,
    mut watch: impl FnMut(&M, &[M::Effect]) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
    let mut run = Run::<M>::new();
    for (what, with, later) in stream {
        run.now = Moment(run.now.0 + later);
        let event = M::event(&run, what, with);
        let effects = run.step(event)?;
        watch(&run.machine, &effects)?;
    }
    Ok(())
}

/// In every password, code and secret.
const CANARY: &str = "CANARY";

fn password(with: u8) -> Secret {
    Secret::from(if with.is_multiple_of(8) {
        ""
    } else {
        "CANARY password"
    })
}

fn code(with: u8) -> Secret {
    Secret::from(match with % 5 {
        0 => "",
        1 => "CANARY",
        2 => "0123-4567-89CA-NARY",
        _ => "123 456",
    })
}

fn method(with: u8) -> Method {
    Method::ALL[usize::from(with) % Method::ALL.len()]
}

fn second_step(with: u8) -> SecondStep {
    let methods = match with % 7 {
        0 => vec![Method::Authenticator],
        1 => vec![Method::BackupCode],
        2 => vec![Method::SecurityKey],
        3 | 4 => vec![Method::TextMessage, Method::Email],
        _ => Method::ALL.to_vec(),
    };
    SecondStep {
        show_first: methods[0],
        methods,
        expires_in: u32::from(with) * 5,
        destinations: vec![
            destination(Channel::TextMessage, with),
            destination(Channel::Email, with / 3),
        ],
        trust_days: u32::from(with % 2) * 30,
        can_recover: !with.is_multiple_of(3),
        no_recovery: with
            .is_multiple_of(6)
            .then_some(NoRecovery::EmailNotConfirmed),
        recovery_hours: u32::from(with),
        recovery: recovery(with),
    }
}

/// Where codes go, with one that is out or none.
fn destination(channel: Channel, with: u8) -> Destination {
    let sent = CodeSent {
        expires_in: u32::from(with) * 3,
        resend_in: u32::from(with) / 4,
    };
    Destination {
        channel,
        masked: "+49 ••••• 67".to_owned(),
        sent: (with % 3 == 1).then_some(sent),
    }
}

fn recovery(with: u8) -> Option<Recovery> {
    let at = Timestamp(i64::from(with));
    match with % 5 {
        0 => Some(Recovery::LinkSent { expires_at: at }),
        1 => Some(Recovery::Waiting { ready_at: at }),
        2 => Some(Recovery::Ready { expires_at: at }),
        _ => None,
    }
}

fn step_up(with: u8) -> StepUp {
    if with.is_multiple_of(3) {
        StepUp::Password
    } else {
        StepUp::SecondStep(second_step(with))
    }
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

/// A browser that can do everything, most often.
fn support(with: u8) -> Support {
    match with % 8 {
        0 => Support::default(),
        1 => Support {
            rp: Rp::Foreign,
            ..passkeys::WORKS
        },
        2 | 3 => Support {
            is_autofill_there: false,
            ..passkeys::WORKS
        },
        _ => passkeys::WORKS,
    }
}

/// A question of that name, with any life, or none.
fn question(name: &str, with: u8) -> Result<PasskeyRequest, CallError> {
    if with % 4 == 3 {
        return Err(error(with));
    }
    let expires_in = u32::from(with) * 3;
    Ok(PasskeyRequest {
        expires_in,
        ..passkeys::question(name)
    })
}

fn browser_error(with: u8) -> PasskeyError {
    match with % 9 {
        0..=2 => PasskeyError::Cancelled,
        3 => PasskeyError::Stopped,
        4 => PasskeyError::TimedOut,
        5 => PasskeyError::WrongDomain,
        6 => PasskeyError::Hung,
        7 => PasskeyError::NotAllowedHere,
        _ => PasskeyError::NoPasskeyHere,
    }
}

fn browser(name: &str, with: u8) -> Result<PasskeyAnswer, PasskeyError> {
    if with.is_multiple_of(3) {
        Ok(passkeys::answer(name))
    } else {
        Err(browser_error(with / 3))
    }
}

/// Every way a call can fail.
fn error(with: u8) -> CallError {
    match with % 49 {
        0 => CallError::Unreachable,
        1 => CallError::TimedOut,
        2 => CallError::Nonsense { reference: None },
        3 => CallError::ServerFault { reference: None },
        47 => CallError::Unavailable { retry_after: None },
        48 => CallError::Unavailable {
            retry_after: Some(u32::from(with)),
        },
        problem => CallError::Refused(refusal(problem, with)),
    }
}

/// The refusal of this number.
fn refusal(number: u8, with: u8) -> Problem {
    let retry_after = u32::from(with);
    let (field, reason) = (Field::Password, Reason::Common);
    match number {
        4 => Problem::Malformed,
        5 => Problem::NotFound,
        6 => Problem::Invalid { field, reason },
        7 => Problem::CrossSite,
        8 => Problem::SignUpClosed,
        9 | 10 => Problem::WrongCredentials,
        11 => Problem::NotSignedIn,
        12 => Problem::SignInExpired,
        13 | 14 => Problem::WrongCode {
            tries_left: 1,
            retry_after: None,
        },
        15 => Problem::CodeAlreadyUsed {
            next_code_in: retry_after,
            tries_left: 1,
        },
        16 | 17 => Problem::TooManyTries {
            retry_at: Timestamp(0),
            retry_after,
        },
        18 => Problem::MethodLocked,
        19 => Problem::EnrolmentRequired,
        20 | 21 => Problem::StepUpRequired {
            step_up: step_up(with),
        },
        22 => Problem::EnrolmentExpired,
        23 => Problem::TooManyAuthenticators,
        24 => Problem::Busy { retry_after },
        25 => Problem::WrongPasskey,
        26 => Problem::PasskeyRemoved,
        27 => Problem::PersonNotVerified,
        28 => Problem::PasskeyCounterWentBack,
        29 => Problem::CeremonyExpired,
        30 => Problem::PasskeyRefused,
        31 => Problem::PasskeyAlreadyRegistered,
        32 => Problem::TooManyPasskeys,
        33 => Problem::PasskeysUnavailable,
        34 | 35 => Problem::SentCodeExpired,
        36 => Problem::WrongCode {
            tries_left: 0,
            retry_after: None,
        },
        37 => Problem::MethodUnavailable,
        38 => Problem::LinkExpired,
        39 => Problem::RecoveryUnavailable,
        40 => Problem::RecoveryNotReady,
        41 => Problem::EmailNotConfirmed,
        42 => Problem::TextMessagesUnavailable,
        43 => Problem::TrustUnavailable,
        44 => Problem::TwoKeysNeeded,
        _ => Problem::Internal,
    }
}
