//! What can go wrong, and what the caller is told of it.

use crate::{
    crypto::{hasher::HasherError, vault::VaultError},
    random::NoRandomness,
    store,
    webauthn::Broken,
};
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use contract::{Problem, endpoint::Access};

/// Seconds after which a busy server may be asked again.
const BUSY_SECONDS: u32 = 2;
/// Seconds after which a server whose disk is full or fails may be asked again: somebody must do something about it.
pub const UNWRITABLE_SECONDS: u32 = 10;

/// Why a call has no reply.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The call is refused.
    #[error("refused: {}", facts(.0).code)]
    Refused(Problem),
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// A secret could not be sealed or opened. Whatever it protects stays locked.
    #[error("vault: {0}")]
    Vault(#[from] VaultError),
    /// A slow hash could not be computed.
    #[error("hasher: {0}")]
    Hasher(#[from] HasherError),
    /// A passkey could not be asked for or verified.
    #[error(transparent)]
    Passkey(#[from] Broken),
    /// There were no random bytes.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// The account was deleted while the call was under way.
    #[error("the account is gone")]
    AccountGone,
    /// The call took too long.
    #[error("the call took too long")]
    TimedOut,
    /// What the database holds cannot be.
    #[error("inconsistent: {0}")]
    Inconsistent(&'static str),
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl Error {
    /// The same, of a call that asks for this: when the account that it works with was deleted meanwhile, the caller is refused
    /// as they would have been a moment later. A row that nothing is there for any more says as much.
    #[must_use]
    pub fn of_call(self, access: Access) -> Self {
        let is_gone = match &self {
            Self::AccountGone => true,
            Self::Database(cause) => store::is_orphan(cause),
            _ => false,
        };
        match access {
            _ if !is_gone => self,
            Access::Anybody | Access::SecondStepPending => Problem::SignInExpired.into(),
            Access::Enrolling
            | Access::SignedIn
            | Access::EnrollingRecentlyProved
            | Access::RecentlyProved => Problem::NotSignedIn.into(),
        }
    }

    /// What the caller is told. The cause of a failure is written to the log here, once, and goes no further.
    pub fn into_problem(self) -> Problem {
        let busy = Problem::Busy {
            retry_after: BUSY_SECONDS,
        };
        match self {
            Self::Refused(problem) => problem,
            Self::AccountGone => Problem::NotSignedIn,
            Self::Hasher(HasherError::Busy) | Self::TimedOut => {
                tracing::warn!(cause = %self, "busy");
                busy
            }
            Self::Database(ref cause) if store::is_busy(cause) => {
                tracing::warn!(cause = %self, "busy");
                busy
            }
            Self::Database(ref cause) if store::cannot_write(cause) => {
                tracing::error!(cause = %self, "the database cannot be written");
                Problem::Busy {
                    retry_after: UNWRITABLE_SECONDS,
                }
            }
            failure => {
                tracing::error!(cause = %failure, "failed");
                Problem::Internal
            }
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        refusal(&self.into_problem())
    }
}

/// The answer that tells of a problem.
pub fn refusal(problem: &Problem) -> Response {
    let mut response = (facts(problem).status, Json(problem)).into_response();
    if let Problem::TooManyTries { retry_after, .. } | Problem::Busy { retry_after } = problem {
        let seconds = HeaderValue::from(*retry_after);
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    response
}

/// The code of a problem, as it stands in its JSON.
pub const fn code(problem: &Problem) -> &'static str {
    facts(problem).code
}

struct Facts {
    status: StatusCode,
    code: &'static str,
}

const fn facts(problem: &Problem) -> Facts {
    let (status, code) = match problem {
        Problem::Malformed => (StatusCode::BAD_REQUEST, "malformed"),
        Problem::UnsupportedMediaType => {
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type")
        }
        Problem::BodyTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large"),
        Problem::NotFound => (StatusCode::NOT_FOUND, "not_found"),
        Problem::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
        Problem::Invalid { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
        Problem::CrossSite => (StatusCode::FORBIDDEN, "cross_site"),
        Problem::SignUpClosed => (StatusCode::FORBIDDEN, "sign_up_closed"),
        Problem::WrongCredentials => (StatusCode::UNAUTHORIZED, "wrong_credentials"),
        Problem::NotSignedIn => (StatusCode::UNAUTHORIZED, "not_signed_in"),
        Problem::SignInExpired => (StatusCode::UNAUTHORIZED, "sign_in_expired"),
        Problem::WrongCode { .. } => (StatusCode::UNAUTHORIZED, "wrong_code"),
        Problem::CodeAlreadyUsed { .. } => (StatusCode::UNAUTHORIZED, "code_already_used"),
        Problem::WrongPasskey => (StatusCode::UNAUTHORIZED, "wrong_passkey"),
        Problem::PasskeyRemoved => (StatusCode::UNAUTHORIZED, "passkey_removed"),
        Problem::PersonNotVerified => (StatusCode::UNAUTHORIZED, "person_not_verified"),
        Problem::PasskeyCounterWentBack => (StatusCode::UNAUTHORIZED, "passkey_counter_went_back"),
        Problem::CeremonyExpired => (StatusCode::CONFLICT, "ceremony_expired"),
        Problem::PasskeyRefused => (StatusCode::UNPROCESSABLE_ENTITY, "passkey_refused"),
        Problem::PasskeyAlreadyRegistered => (StatusCode::CONFLICT, "passkey_already_registered"),
        Problem::TooManyPasskeys => (StatusCode::CONFLICT, "too_many_passkeys"),
        Problem::PasskeysUnavailable => (StatusCode::CONFLICT, "passkeys_unavailable"),
        Problem::SentCodeExpired => (StatusCode::UNAUTHORIZED, "sent_code_expired"),
        Problem::MethodUnavailable => (StatusCode::FORBIDDEN, "method_unavailable"),
        Problem::LinkExpired => (StatusCode::CONFLICT, "link_expired"),
        Problem::RecoveryUnavailable => (StatusCode::CONFLICT, "recovery_unavailable"),
        Problem::RecoveryNotReady => (StatusCode::CONFLICT, "recovery_not_ready"),
        Problem::EmailNotConfirmed => (StatusCode::CONFLICT, "email_not_confirmed"),
        Problem::TextMessagesUnavailable => (StatusCode::CONFLICT, "text_messages_unavailable"),
        Problem::TrustUnavailable => (StatusCode::FORBIDDEN, "trust_unavailable"),
        Problem::TwoKeysNeeded => (StatusCode::CONFLICT, "two_keys_needed"),
        Problem::TooManyTries { .. } => (StatusCode::TOO_MANY_REQUESTS, "too_many_tries"),
        Problem::MethodLocked => (StatusCode::FORBIDDEN, "method_locked"),
        Problem::EnrolmentRequired => (StatusCode::FORBIDDEN, "enrolment_required"),
        Problem::StepUpRequired { .. } => (StatusCode::FORBIDDEN, "step_up_required"),
        Problem::EnrolmentExpired => (StatusCode::CONFLICT, "enrolment_expired"),
        Problem::TooManyAuthenticators => (StatusCode::CONFLICT, "too_many_authenticators"),
        Problem::LastSecondStep => (StatusCode::CONFLICT, "last_second_step"),
        Problem::LongerPasswordNeeded { .. } => (StatusCode::CONFLICT, "longer_password_needed"),
        Problem::NoSecondStep => (StatusCode::CONFLICT, "no_second_step"),
        Problem::Busy { .. } => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
        Problem::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
    };
    Facts { status, code }
}

#[cfg(test)]
mod tests {
    use super::code;
    use contract::Problem;

    #[test]
    fn the_log_names_a_problem_as_its_json_does() {
        for problem in [
            Problem::Malformed,
            Problem::WrongCode {
                tries_left: 1,
                retry_after: None,
            },
            Problem::Busy { retry_after: 1 },
            Problem::WrongPasskey,
            Problem::PasskeyRemoved,
            Problem::PersonNotVerified,
            Problem::PasskeyCounterWentBack,
            Problem::CeremonyExpired,
            Problem::PasskeyRefused,
            Problem::PasskeyAlreadyRegistered,
            Problem::TooManyPasskeys,
            Problem::PasskeysUnavailable,
            Problem::LongerPasswordNeeded { minimum: 15 },
        ] {
            let json = serde_json::to_value(&problem).unwrap();
            assert_eq!(json["code"], code(&problem));
        }
    }
}
