//! From a failed call to what is told about it.

use super::{CallError, Trouble};
use crate::Moment;
use contract::Problem;

impl Trouble {
    /// What to tell about a failed call whose answer came at `now`.
    #[must_use]
    pub fn from_call(error: &CallError, now: Moment) -> Self {
        match error {
            CallError::Refused(problem) => Self::from_problem(problem, now),
            CallError::Unreachable => Self::NoConnection,
            CallError::TimedOut => Self::TookTooLong,
            CallError::Nonsense { reference } => Self::OutOfDate {
                reference: reference.clone(),
            },
            CallError::ServerFault { reference } => Self::ServerFault {
                reference: reference.clone(),
            },
            CallError::Unavailable { retry_after } => Self::Unavailable {
                until: retry_after.map(|seconds| now.after_seconds(seconds)),
            },
        }
    }

    /// What to tell about a code that could not be sent. Having sent too many does not shut the form: the code that is
    /// out is still good.
    #[must_use]
    pub(crate) fn from_sending(error: &CallError, now: Moment) -> Self {
        match Self::from_call(error, now) {
            Self::TooManyTries { until } => Self::TooManyCodesSent { until },
            trouble => trouble,
        }
    }

    fn from_problem(problem: &Problem, now: Moment) -> Self {
        match *problem {
            Problem::Malformed | Problem::UnsupportedMediaType | Problem::MethodNotAllowed => {
                Self::OutOfDate { reference: None }
            }
            Problem::BodyTooLarge => Self::TooMuchText,
            Problem::NotFound => Self::Gone,
            Problem::Invalid { field, reason } => Self::Fields(vec![(field, reason)]),
            Problem::CrossSite => Self::WrongAddress,
            Problem::SignUpClosed => Self::SignUpClosed,
            Problem::WrongCredentials => Self::WrongCredentials,
            Problem::NotSignedIn => Self::SignedOut,
            Problem::SignInExpired => Self::SignInExpired,
            Problem::WrongCode {
                tries_left,
                retry_after,
            } => Self::WrongCode {
                tries_left,
                until: retry_after.map(|seconds| now.after_seconds(seconds)),
            },
            Problem::CodeAlreadyUsed { next_code_in, .. } => Self::CodeAlreadyUsed {
                next_at: now.after_seconds(next_code_in),
            },
            // Counted from the seconds, not from `retry_at`: this computer's clock may be wrong.
            Problem::TooManyTries { retry_after, .. } => Self::TooManyTries {
                until: now.after_seconds(retry_after),
            },
            Problem::MethodLocked => Self::MethodLocked,
            Problem::EnrolmentRequired => Self::SecondStepNeeded,
            Problem::StepUpRequired { .. } => Self::ProveItAgain,
            Problem::EnrolmentExpired => Self::EnrolmentExpired,
            Problem::TooManyAuthenticators => Self::TooManyAuthenticators,
            Problem::LastSecondStep => Self::LastSecondStep,
            Problem::LongerPasswordNeeded { minimum } => Self::LongerPasswordNeeded { minimum },
            Problem::NoSecondStep => Self::NoSecondStep,
            Problem::WrongPasskey => Self::WrongPasskey,
            Problem::PasskeyRemoved => Self::PasskeyRemoved,
            Problem::PersonNotVerified => Self::PersonNotVerified,
            Problem::PasskeyCounterWentBack => Self::PasskeyCounterWentBack,
            Problem::CeremonyExpired => Self::CeremonyExpired,
            Problem::PasskeyRefused => Self::PasskeyRefused,
            Problem::PasskeyAlreadyRegistered => Self::PasskeyAlreadyRegistered,
            Problem::TooManyPasskeys => Self::TooManyPasskeys,
            Problem::PasskeysUnavailable => Self::PasskeysUnavailable,
            Problem::SentCodeExpired => Self::SentCodeExpired,
            Problem::MethodUnavailable => Self::MethodUnavailable,
            Problem::LinkExpired => Self::LinkExpired,
            Problem::RecoveryUnavailable => Self::RecoveryUnavailable,
            Problem::RecoveryNotReady => Self::RecoveryNotReady,
            Problem::EmailNotConfirmed => Self::EmailNotConfirmed,
            Problem::TextMessagesUnavailable => Self::TextMessagesUnavailable,
            Problem::TrustUnavailable => Self::TrustUnavailable,
            Problem::TwoKeysNeeded => Self::TwoKeysNeeded,
            Problem::Busy { retry_after } => Self::ServerBusy {
                until: now.after_seconds(retry_after),
            },
            Problem::Internal => Self::ServerFault { reference: None },
        }
    }
}
