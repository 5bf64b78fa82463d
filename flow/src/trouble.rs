//! What can go wrong, and what a person can be told about it.
//!
//! `contract::Problem` (on the wire) becomes a [`CallError`] (what failed), that becomes a [`Trouble`] (what to
//! tell), each by one exhaustive `match`. Two failures with the same advice are the same [`Trouble`]. There are no
//! words here.

mod telling;

use crate::{Machine, Moment, drift::Drift, passkey_error::PasskeyError};
use contract::{
    Problem,
    problem::{Field, Reason},
};

/// How a call failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    /// The server understood it and said no.
    Refused(Problem),
    /// The server was not reached.
    Unreachable,
    /// No answer came in time. Whether the server did what was asked is not known.
    TimedOut,
    /// An answer came that is not one of this contract.
    Nonsense {
        /// The request id of the answer, when it has one.
        reference: Option<String>,
    },
    /// The server failed (500).
    ServerFault {
        /// The request id of the answer, when it has one.
        reference: Option<String>,
    },
    /// Something before the server answered that the service is not available (429, or any 5xx that is not one of the
    /// contract): it is restarted, overloaded, or a proxy does not reach it.
    Unavailable {
        /// Seconds after which to ask again, when the answer says so (RFC 9110 §10.2.3).
        retry_after: Option<u32>,
    },
}

/// What a person can be told, one for each advice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The server cannot be reached: look at the connection, then again. Nothing typed is lost.
    NoConnection,
    /// No answer came in time: try again.
    TookTooLong,
    /// The server failed: try again later; support can find the log line by the reference.
    ServerFault {
        /// The request id.
        reference: Option<String>,
    },
    /// The server has too much to do: try again then.
    ServerBusy {
        /// When.
        until: Moment,
    },
    /// The service is not available: try again in a moment, or then.
    Unavailable {
        /// When, if that was said.
        until: Option<Moment>,
    },
    /// This browser keeps no cookies for this site, so nobody stays signed in: allow them.
    NoCookies,
    /// The answer was not understood: this page is older or newer than the server, or something stands
    /// between them. Reload.
    OutOfDate {
        /// The request id, when the answer had one.
        reference: Option<String>,
    },
    /// The page was opened at another address than the server is set up for.
    WrongAddress,
    /// More was pasted than a form can take.
    TooMuchText,
    /// What was to be changed is not there any more: reload.
    Gone,
    /// Something in the form must be put right; never empty, in the order of the form.
    Fields(Vec<(Field, Reason)>),
    /// The email address and the password do not fit together.
    WrongCredentials,
    /// The account was asked for, but signing in with the same words failed: the address may have one already.
    SignUpRefusedSignIn,
    /// People cannot make accounts here.
    SignUpClosed,
    /// The code is not right.
    WrongCode {
        /// Tries left before a wait.
        tries_left: u32,
        /// When none is left: when the next one counts.
        until: Option<Moment>,
    },
    /// The code is right for another time: a clock is wrong.
    ClockOff(Drift),
    /// The code was right, but it has been used: wait for the next.
    CodeAlreadyUsed {
        /// When the app shows the next one.
        next_at: Moment,
    },
    /// Too many tries: again then.
    TooManyTries {
        /// When.
        until: Moment,
    },
    /// Too many wrong codes in a row: this method stays shut until another one succeeds.
    MethodLocked,
    /// The sign-in took too long: start again with the password.
    SignInExpired,
    /// Nobody is signed in any more: sign in.
    SignedOut,
    /// It must be proved again first.
    ProveItAgain,
    /// A second step must be set up first.
    SecondStepNeeded,
    /// The authenticator that waited for its first code is gone: start again with a new QR code.
    EnrolmentExpired,
    /// The answer to the first code was lost, and now nothing waits any more: the authenticator may well be set
    /// up. Look at the security settings, and make new backup codes.
    PerhapsEnrolled,
    /// No more authenticators: remove one first.
    TooManyAuthenticators,
    /// The last second step cannot be removed here.
    LastSecondStep,
    /// Set a longer password before removing the last second step.
    LongerPasswordNeeded {
        /// The shortest that would do, in code points.
        minimum: u32,
    },
    /// Backup codes need a second-step method first.
    NoSecondStep,
    /// The browser gave no passkey, and the person must be told why; never one that is quiet
    /// ([`PasskeyError::is_quiet`]).
    Passkey(PasskeyError),
    /// The server does not take this passkey: try another, or another way.
    WrongPasskey,
    /// The passkey was removed here: its provider may forget it.
    PasskeyRemoved,
    /// The authenticator did not check who holds it: unlock it, or another way.
    PersonNotVerified,
    /// Somebody may have a copy of this passkey: another way, and look at the security settings.
    PasskeyCounterWentBack,
    /// The challenge was too old when the answer came: again.
    CeremonyExpired,
    /// The server cannot take what the browser made: try another authenticator.
    PasskeyRefused,
    /// The authenticator is registered already, here or on another account.
    PasskeyAlreadyRegistered,
    /// The answer to a new passkey was lost, and now the server has no place for it: it may well be kept. Look at
    /// the security settings.
    PerhapsPasskeyAdded,
    /// No more passkeys or security keys: remove one first.
    TooManyPasskeys,
    /// This server has no passkeys.
    PasskeysUnavailable,
    /// Enough codes were sent for now: another one can be asked for then. The one that is out is still good.
    TooManyCodesSent {
        /// When.
        until: Moment,
    },
    /// The code that was sent is not taken any more: it is too old, was tried too often, or another was sent since. Ask
    /// for a new one.
    SentCodeExpired,
    /// The answer to the code was lost, and now the code is not taken any more: it may well be confirmed. Look at the
    /// security settings.
    PerhapsConfirmed,
    /// This method is not asked for here: another way.
    MethodUnavailable,
    /// The link is not good any more: ask for a new one.
    LinkExpired,
    /// This account cannot be recovered by mail.
    RecoveryUnavailable,
    /// The waiting period is not over, or nobody asked for recovery: look again.
    RecoveryNotReady,
    /// The email address must be confirmed first.
    EmailNotConfirmed,
    /// This server sends no text messages.
    TextMessagesUnavailable,
    /// This browser cannot be trusted now: sign in anew with both steps.
    TrustUnavailable,
    /// Nothing but keys takes two passkeys or security keys at least: add one, or turn it off first.
    TwoKeysNeeded,
}

impl Trouble {
    /// The field that this is about, the first where there are several; `None` when it concerns the whole page.
    #[must_use]
    pub fn field(&self) -> Option<Field> {
        match self {
            Self::Fields(faults) => faults.first().map(|(field, _)| *field),
            Self::WrongCredentials => Some(Field::Password),
            Self::SignUpRefusedSignIn => Some(Field::Email),
            Self::WrongCode { .. }
            | Self::ClockOff(_)
            | Self::CodeAlreadyUsed { .. }
            | Self::SentCodeExpired => Some(Field::Code),
            _ => None,
        }
    }

    /// What is wrong with this field, when the form or the server named it.
    #[must_use]
    pub fn fault_of(&self, field: Field) -> Option<Reason> {
        let Self::Fields(faults) = self else {
            return None;
        };
        let fault = faults.iter().find(|(named, _)| *named == field);
        fault.map(|(_, reason)| *reason)
    }

    /// When this is over by itself, for what passes with time.
    #[must_use]
    pub const fn until(&self) -> Option<Moment> {
        match self {
            Self::ServerBusy { until }
            | Self::TooManyTries { until }
            | Self::TooManyCodesSent { until } => Some(*until),
            Self::CodeAlreadyUsed { next_at } => Some(*next_at),
            Self::WrongCode { until, .. } | Self::Unavailable { until } => *until,
            _ => None,
        }
    }

    /// Until when giving a code or a password is in vain.
    #[must_use]
    pub(crate) const fn locked_until(&self) -> Option<Moment> {
        match self {
            Self::TooManyCodesSent { .. } => None,
            trouble => trouble.until(),
        }
    }
}

/// A machine that tells a person what went wrong.
pub(crate) trait Tells: Machine {
    /// Asks for a moment, for what passes with time.
    const WAKE: fn(Moment) -> Self::Effect;

    /// What is told.
    fn told(&mut self) -> &mut Option<Trouble>;

    /// Tells this, and asks for the moment when it is over by itself.
    fn tell(mut self, trouble: Trouble) -> (Self, Vec<Self::Effect>) {
        let wake = trouble.until().map(Self::WAKE);
        *self.told() = Some(trouble);
        (self, wake.into_iter().collect())
    }
}

/// Takes back what was told once it is over by itself. A timer may come a little early: then says when to look again.
pub(crate) fn pass(told: &mut Option<Trouble>, now: Moment) -> Option<Moment> {
    let until = told.as_ref()?.until()?;
    if until <= now {
        *told = None;
        return None;
    }
    Some(until)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_000);

    fn told(problem: Problem) -> Trouble {
        Trouble::from_call(&CallError::Refused(problem), NOW)
    }

    #[test]
    fn no_connection_is_never_a_wrong_password() {
        assert_eq!(
            Trouble::from_call(&CallError::Unreachable, NOW),
            Trouble::NoConnection
        );
        assert_eq!(
            Trouble::from_call(&CallError::TimedOut, NOW),
            Trouble::TookTooLong
        );
        let reference = Some("abc".to_owned());
        let fault = CallError::ServerFault {
            reference: reference.clone(),
        };
        assert_eq!(
            Trouble::from_call(&fault, NOW),
            Trouble::ServerFault {
                reference: reference.clone()
            }
        );
        let nonsense = CallError::Nonsense {
            reference: reference.clone(),
        };
        assert_eq!(
            Trouble::from_call(&nonsense, NOW),
            Trouble::OutOfDate { reference }
        );
    }

    #[test]
    fn a_service_that_is_away_is_not_an_answer_that_nobody_understands() {
        let away = CallError::Unavailable { retry_after: None };
        let told = Trouble::from_call(&away, NOW);
        assert_eq!(told, Trouble::Unavailable { until: None });
        let soon = CallError::Unavailable {
            retry_after: Some(30),
        };
        let told = Trouble::from_call(&soon, NOW);
        assert_eq!(told.until(), Some(Moment(31_000)));
    }

    #[test]
    fn waits_count_from_the_answer_and_not_from_this_computers_clock() {
        let refused = Problem::TooManyTries {
            retry_at: contract::Timestamp(9),
            retry_after: 271,
        };
        assert_eq!(
            told(refused),
            Trouble::TooManyTries {
                until: Moment(272_000)
            }
        );
        let used = Problem::CodeAlreadyUsed {
            next_code_in: 12,
            tries_left: 4,
        };
        assert_eq!(told(used).until(), Some(Moment(13_000)));
        assert_eq!(
            told(Problem::Busy { retry_after: 2 }).until(),
            Some(Moment(3_000))
        );
        assert_eq!(told(Problem::WrongCredentials).until(), None);
    }

    #[test]
    fn a_fault_points_at_its_field() {
        let reason = Reason::TooShort { minimum: 15 };
        let trouble = told(Problem::Invalid {
            field: Field::Password,
            reason,
        });
        assert_eq!(trouble.field(), Some(Field::Password));
        assert_eq!(trouble.fault_of(Field::Password), Some(reason));
        assert_eq!(trouble.fault_of(Field::Email), None);
        assert_eq!(
            told(Problem::WrongCode {
                tries_left: 1,
                retry_after: None
            })
            .field(),
            Some(Field::Code)
        );
        assert_eq!(Trouble::NoConnection.field(), None);
    }

    #[test]
    fn what_passes_with_time_is_taken_back_and_nothing_else() {
        let until = Moment(2_000);
        let mut told = Some(Trouble::TooManyTries { until });
        assert_eq!(pass(&mut told, Moment(1_999)), Some(until));
        assert!(told.is_some());
        assert_eq!(pass(&mut told, until), None);
        assert_eq!(told, None);
        let mut lasting = Some(Trouble::MethodLocked);
        assert_eq!(pass(&mut lasting, Moment(i64::MAX)), None);
        assert_eq!(lasting, Some(Trouble::MethodLocked));
    }
}
