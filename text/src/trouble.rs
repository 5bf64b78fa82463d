//! What went wrong, and what to do.

use crate::{Words, clock_trouble::clock_trouble, field_reason, passkey_trouble::passkey_trouble};
use contract::problem::{Field, Reason};
use flow::trouble::Trouble;

/// What to tell about a trouble. What passes with time gets its countdown beside it, not in it.
#[expect(
    clippy::too_many_lines,
    reason = "a line for each trouble, however many there are"
)]
pub fn trouble(words: Words, trouble: &Trouble) -> String {
    let (own, passkey) = (words.trouble(), words.passkey_trouble());
    let plain = match trouble {
        Trouble::NoConnection => own.no_connection,
        Trouble::TookTooLong => own.took_too_long,
        Trouble::ServerBusy { .. } => own.server_busy,
        Trouble::Unavailable { .. } => own.unavailable,
        Trouble::NoCookies => own.no_cookies,
        Trouble::WrongAddress => own.wrong_address,
        Trouble::TooMuchText => own.too_much_text,
        Trouble::Gone => own.gone,
        Trouble::WrongCredentials => own.wrong_credentials,
        Trouble::SignUpRefusedSignIn => own.sign_up_refused_sign_in,
        Trouble::SignUpClosed => own.sign_up_closed,
        Trouble::CodeAlreadyUsed { .. } => own.code_already_used,
        Trouble::TooManyTries { .. } => own.too_many_tries,
        Trouble::MethodLocked => own.method_locked,
        Trouble::SignInExpired => own.sign_in_expired,
        Trouble::SignedOut => own.signed_out,
        Trouble::ProveItAgain => own.prove_it_again,
        Trouble::SecondStepNeeded => own.second_step_needed,
        Trouble::EnrolmentExpired => own.enrolment_expired,
        Trouble::PerhapsEnrolled => own.perhaps_enrolled,
        Trouble::TooManyAuthenticators => own.too_many_authenticators,
        Trouble::LastSecondStep => own.last_second_step,
        Trouble::NoSecondStep => own.no_second_step,
        Trouble::TooManyCodesSent { .. } => own.too_many_codes_sent,
        Trouble::SentCodeExpired => own.sent_code_expired,
        Trouble::PerhapsConfirmed => own.perhaps_confirmed,
        Trouble::MethodUnavailable => own.method_unavailable,
        Trouble::LinkExpired => own.link_expired,
        Trouble::RecoveryUnavailable => own.recovery_unavailable,
        Trouble::RecoveryNotReady => own.recovery_not_ready,
        Trouble::EmailNotConfirmed => own.email_not_confirmed,
        Trouble::TextMessagesUnavailable => own.text_messages_unavailable,
        Trouble::TrustUnavailable => own.trust_unavailable,
        Trouble::TwoKeysNeeded => own.two_keys_needed,
        Trouble::WrongPasskey => passkey.wrong,
        Trouble::PasskeyRemoved => passkey.removed,
        Trouble::PersonNotVerified => passkey.person_not_verified,
        Trouble::PasskeyCounterWentBack => passkey.counter_went_back,
        Trouble::CeremonyExpired => passkey.ceremony_expired,
        Trouble::PasskeyRefused => passkey.refused,
        Trouble::PasskeyAlreadyRegistered => passkey.already_registered,
        Trouble::PerhapsPasskeyAdded => passkey.perhaps_added,
        Trouble::TooManyPasskeys => passkey.too_many,
        Trouble::PasskeysUnavailable => passkey.unavailable,
        Trouble::ServerFault { reference } => {
            return with_reference(words, own.server_fault, reference.as_deref());
        }
        Trouble::OutOfDate { reference } => {
            return with_reference(words, own.out_of_date, reference.as_deref());
        }
        Trouble::Fields(faults) => return fields(words, faults),
        Trouble::WrongCode { tries_left, .. } => return wrong_code(words, *tries_left),
        Trouble::ClockOff(drift) => return clock_trouble(words, *drift),
        Trouble::LongerPasswordNeeded { minimum } => {
            return own.longer_password_needed(&minimum.to_string());
        }
        Trouble::Passkey(error) => return passkey_trouble(words, error),
    };
    plain.to_owned()
}

/// The same above a form in which something stands that was typed: it is not lost when nobody was reached.
pub fn trouble_with_typed(words: Words, trouble: &Trouble) -> String {
    let said = self::trouble(words, trouble);
    if matches!(trouble, Trouble::NoConnection | Trouble::TookTooLong) {
        return format!("{said} {}", words.trouble().still_here);
    }
    said
}

/// The line beside a trouble that passes with time.
pub fn countdown(words: Words, trouble: &Trouble, time: &str) -> String {
    if matches!(trouble, Trouble::CodeAlreadyUsed { .. }) {
        return words.trouble().next_code(time);
    }
    words.common().countdown(time)
}

fn fields(words: Words, faults: &[(Field, Reason)]) -> String {
    let said = faults.iter();
    let said = said.map(|(field, reason)| field_reason(words, *field, *reason));
    said.collect::<Vec<_>>().join(" ")
}

fn wrong_code(words: Words, tries_left: u32) -> String {
    let words = words.trouble();
    match tries_left {
        0 => words.wrong_code_none.to_owned(),
        1 => words.wrong_code_last.to_owned(),
        more => words.wrong_code(&more.to_string()),
    }
}

fn with_reference(words: Words, line: &str, reference: Option<&str>) -> String {
    match reference {
        Some(reference) => format!("{line} {}", words.trouble().reference(reference)),
        None => line.to_owned(),
    }
}
