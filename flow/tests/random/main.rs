//! Random streams of events: whatever happens in whatever order, the rules of a machine hold.

mod enrol_authenticator;
mod sign_in;
mod sign_up;
mod step_up;

use contract::{
    Problem, Secret, Timestamp,
    account::Viewer,
    problem::{Field, Reason},
    sign_in::{Method, SecondStep, SignedIn},
    step_up::StepUp,
};
use flow::{CallError, Machine, Moment, Ticket};
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
    /// The ticket of a call.
    fn call(effect: &Self::Effect) -> Option<Ticket>;
    /// The moment of a wake.
    fn wake(effect: &Self::Effect) -> Option<Moment>;
    /// Whether a call may go out although another is under way: only to take that one back.
    fn may_overtake(event: &Self::Event) -> bool;
    fn is_busy(&self) -> bool;
    /// Whether nothing may happen any more.
    fn is_over(&self) -> bool;
}

/// A machine and everything that was asked of the outside.
struct Run<M: Machine> {
    machine: M,
    now: Moment,
    tickets: Vec<Ticket>,
    /// The latest call, until it is answered.
    open: Option<Ticket>,
}

impl<M: Watched> Run<M> {
    fn new() -> Self {
        Self {
            machine: M::default(),
            now: Moment(0),
            tickets: Vec::new(),
            open: None,
        }
    }

    /// Any ticket that was ever issued, the latest most often.
    fn ticket(&self, with: u8) -> Option<Ticket> {
        let latest = self.tickets.last().copied();
        if !with.is_multiple_of(4) {
            return latest;
        }
        let index = usize::from(with) % self.tickets.len().max(1);
        self.tickets.get(index).copied()
    }

    fn step(&mut self, event: M::Event) -> Result<Vec<M::Effect>, TestCaseError> {
        let before = self.machine.clone();
        let answered = M::answered(&event);
        let woken = M::woken(&event);
        let may_overtake = M::may_overtake(&event);

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
    let methods = match with % 3 {
        0 => vec![Method::Authenticator],
        1 => vec![Method::BackupCode],
        _ => Method::ALL.to_vec(),
    };
    SecondStep {
        show_first: methods[0],
        methods,
        expires_in: u32::from(with) * 5,
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
    }
}

/// Every way a call can fail.
fn error(with: u8) -> CallError {
    let retry_after = u32::from(with);
    let (field, reason) = (Field::Password, Reason::Common);
    let problem = match with % 26 {
        0 => return CallError::Unreachable,
        1 => return CallError::TimedOut,
        2 => return CallError::Nonsense { reference: None },
        3 => return CallError::ServerFault { reference: None },
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
        _ => Problem::Internal,
    };
    CallError::Refused(problem)
}
