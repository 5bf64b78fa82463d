//! Words for what went wrong: what it is, and what to do.

mod field_reason;

use super::care_trouble::{CareTroubleText, ENGLISH_CARE_TROUBLE};
use super::{
    Text, fill,
    passkey_trouble::{ENGLISH_PASSKEY_TROUBLE, PasskeyTroubleText, passkey_trouble},
};
pub use field_reason::field_reason;
use flow::{
    drift::{Drift, Whose},
    trouble::Trouble,
};

/// Words for what went wrong.
#[derive(Debug)]
pub struct TroubleText {
    no_connection: &'static str,
    took_too_long: &'static str,
    still_here: &'static str,
    server_fault: &'static str,
    reference: &'static str,
    server_busy: &'static str,
    unavailable: &'static str,
    no_cookies: &'static str,
    out_of_date: &'static str,
    wrong_address: &'static str,
    too_much_text: &'static str,
    gone: &'static str,
    wrong_credentials: &'static str,
    sign_up_refused_sign_in: &'static str,
    sign_up_closed: &'static str,
    wrong_code: &'static str,
    wrong_code_last: &'static str,
    wrong_code_none: &'static str,
    code_already_used: &'static str,
    next_code: &'static str,
    too_many_tries: &'static str,
    method_locked: &'static str,
    sign_in_expired: &'static str,
    signed_out: &'static str,
    prove_it_again: &'static str,
    second_step_needed: &'static str,
    enrolment_expired: &'static str,
    perhaps_enrolled: &'static str,
    too_many_authenticators: &'static str,
    last_second_step: &'static str,
    longer_password_needed: &'static str,
    no_second_step: &'static str,
    care: CareTroubleText,
    passkey: PasskeyTroubleText,
    drift_past: &'static str,
    drift_future: &'static str,
    drift_phone_slow: &'static str,
    drift_phone_fast: &'static str,
    drift_computer_slow: &'static str,
    drift_computer_fast: &'static str,
    drift_unknown: &'static str,
    missing_email: &'static str,
    missing_password: &'static str,
    missing_current_password: &'static str,
    missing_code: &'static str,
    missing_name: &'static str,
    missing_phone: &'static str,
    malformed_email: &'static str,
    malformed_code: &'static str,
    malformed_phone: &'static str,
    malformed_other: &'static str,
    too_short: &'static str,
    too_long: &'static str,
    common: &'static str,
    breached: &'static str,
    repetition: &'static str,
    sequence: &'static str,
    service_name: &'static str,
    guessable: &'static str,
    contains_email: &'static str,
    wrong_password: &'static str,
    wrong_email: &'static str,
}

/// English.
pub const ENGLISH_TROUBLE: TroubleText = TroubleText {
    no_connection: "No connection to the server. Check your network and try again.",
    took_too_long: "The server did not answer in time. Try again.",
    still_here: "What you typed is still here.",
    server_fault: "Something went wrong on the server; it is not your fault. Try again in a moment.",
    reference: "If it keeps happening, tell support this number: {reference}",
    server_busy: "The server has a lot to do just now.",
    unavailable: "The service is not available just now. What you typed is not lost: try again in a moment.",
    no_cookies: "The password was right, but this browser keeps no cookies for this site, so nobody stays signed in. Allow cookies for it in the browser’s settings, or open it in another browser or outside a private window, then sign in again.",
    out_of_date: "The server’s answer was not understood. Reload the page and try again.",
    wrong_address: "This page was opened at an address the server is not set up for. Open it at its own address.",
    too_much_text: "That is more text than the server takes. Check what was pasted.",
    gone: "That is no longer there. Reload the page to see how things stand.",
    wrong_credentials: "This e-mail address and password do not fit together. Check both.",
    sign_up_refused_sign_in: "We could not sign you in with this e-mail address and password. If you have an account already, sign in with its password.",
    sign_up_closed: "This service does not let people create accounts themselves. Ask whoever runs it.",
    wrong_code: "That code is not right. {n} tries left.",
    wrong_code_last: "That code is not right. One try left.",
    wrong_code_none: "That code is not right, and it was the last try for now.",
    code_already_used: "That code was right, but it has been used already. Wait for the next one.",
    next_code: "Your app shows the next code in {time}.",
    too_many_tries: "Too many tries. Even a right one is refused for now.",
    method_locked: "Too many wrong codes in a row: this way in is shut until you get in another way, such as a backup code.",
    sign_in_expired: "This sign-in took too long. Start again with your password.",
    signed_out: "You are signed out. Sign in again to go on.",
    prove_it_again: "Prove that it is you, then try again.",
    second_step_needed: "Set up a second step first.",
    enrolment_expired: "This set-up is no longer valid: it took too long, or another one was started. Start a new one and scan the new square; delete the old entry from your app.",
    perhaps_enrolled: "The server’s answer was lost, and the app may be set up already. Look at your security settings; if it is there, make new backup codes.",
    too_many_authenticators: "You have as many authenticator apps as an account can have. Remove one first.",
    last_second_step: "This service asks for a second step, so the last one cannot be removed. Add another first.",
    longer_password_needed: "Without a second step your password must have at least {n} characters. Change it first.",
    no_second_step: "Set up a second step first; backup codes come with it.",
    care: ENGLISH_CARE_TROUBLE,
    passkey: ENGLISH_PASSKEY_TROUBLE,
    drift_past: "This code fits {time} ago.",
    drift_future: "This code fits {time} from now.",
    drift_phone_slow: "The clock of your phone is slow: set it to automatic time, then use a new code.",
    drift_phone_fast: "The clock of your phone is fast: set it to automatic time, then use a new code.",
    drift_computer_slow: "The clock of this computer is slow. If your app runs on it, set the clock, then use a new code.",
    drift_computer_fast: "The clock of this computer is fast. If your app runs on it, set the clock, then use a new code.",
    drift_unknown: "The clock of the device with your app may be wrong: set it to automatic time, then use a new code.",
    missing_email: "Type your e-mail address.",
    missing_password: "Type a password.",
    missing_current_password: "Type your current password.",
    missing_code: "Type the code.",
    missing_name: "Give it a name.",
    missing_phone: "Type your phone number.",
    malformed_email: "Type an e-mail address like name@example.org.",
    malformed_phone: "Type the number with + and the country, for example +44 20 7946 0000.",
    malformed_code: "That is not the form of a code. Check that all of it is there.",
    malformed_other: "That cannot be used here. Leave out unusual characters.",
    too_short: "Use at least {n} characters.",
    too_long: "That is too long: {n} is the most.",
    common: "Many people have this password, so it is guessed first. Choose another.",
    breached: "This password is known from a break-in at another service, so it is guessed first. Choose another.",
    repetition: "This password is one thing over and over, so it is guessed first. Choose another.",
    sequence: "This password is a run of letters or digits, a row of keys or a date, so it is guessed first. Choose another.",
    service_name: "This password is the name of this service, so it is guessed first. Choose another.",
    guessable: "This password is easy to guess: it is made of a word, a name, a date or keys that lie together. A few unrelated words make a good one.",
    contains_email: "The password contains your e-mail address. Choose another.",
    wrong_password: "This is not your current password.",
    wrong_email: "This is not the address of your account.",
};

/// What to tell about a trouble. What passes with time gets its countdown beside it, not in it.
pub fn trouble(text: &Text, trouble: &Trouble) -> String {
    let words = &text.trouble;
    match trouble {
        Trouble::Passkey(error) => passkey_trouble(&words.passkey, error),
        Trouble::ServerFault { reference } => {
            with_reference(words.server_fault, words, reference.as_deref())
        }
        Trouble::OutOfDate { reference } => {
            with_reference(words.out_of_date, words, reference.as_deref())
        }
        Trouble::Fields(faults) => faults
            .iter()
            .map(|(field, reason)| field_reason(text, *field, *reason))
            .collect::<Vec<_>>()
            .join(" "),
        Trouble::WrongCode { tries_left, .. } => wrong_code(words, *tries_left),
        Trouble::ClockOff(off) => drift(text, *off),
        Trouble::LongerPasswordNeeded { minimum } => {
            fill(words.longer_password_needed, &[("n", &minimum.to_string())])
        }
        plain => plain_words(words, plain).to_owned(),
    }
}

/// The same above a form in which something stands that was typed: it is not lost when nobody was reached.
pub fn trouble_with_typed(text: &Text, trouble: &Trouble) -> String {
    let said = self::trouble(text, trouble);
    match trouble {
        Trouble::NoConnection | Trouble::TookTooLong => {
            format!("{said} {}", text.trouble.still_here)
        }
        _ => said,
    }
}

/// The line beside a trouble that passes with time; `{time}` stands in it.
pub const fn countdown_line(text: &Text, trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::CodeAlreadyUsed { .. } => text.trouble.next_code,
        _ => text.common.countdown,
    }
}

const fn plain_words(words: &TroubleText, trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::NoConnection => words.no_connection,
        Trouble::TookTooLong => words.took_too_long,
        Trouble::ServerBusy { .. } => words.server_busy,
        Trouble::Unavailable { .. } => words.unavailable,
        Trouble::NoCookies => words.no_cookies,
        Trouble::WrongAddress => words.wrong_address,
        Trouble::TooMuchText => words.too_much_text,
        Trouble::Gone => words.gone,
        Trouble::WrongCredentials => words.wrong_credentials,
        Trouble::SignUpRefusedSignIn => words.sign_up_refused_sign_in,
        Trouble::SignUpClosed => words.sign_up_closed,
        Trouble::CodeAlreadyUsed { .. } => words.code_already_used,
        Trouble::TooManyTries { .. } => words.too_many_tries,
        Trouble::MethodLocked => words.method_locked,
        Trouble::SignInExpired => words.sign_in_expired,
        Trouble::SignedOut => words.signed_out,
        Trouble::ProveItAgain => words.prove_it_again,
        Trouble::SecondStepNeeded => words.second_step_needed,
        Trouble::EnrolmentExpired => words.enrolment_expired,
        Trouble::PerhapsEnrolled => words.perhaps_enrolled,
        Trouble::TooManyAuthenticators => words.too_many_authenticators,
        Trouble::LastSecondStep => words.last_second_step,
        Trouble::NoSecondStep => words.no_second_step,
        Trouble::TooManyCodesSent { .. } => words.care.too_many_codes_sent,
        Trouble::SentCodeExpired => words.care.sent_code_expired,
        Trouble::PerhapsConfirmed => words.care.perhaps_confirmed,
        Trouble::MethodUnavailable => words.care.method_unavailable,
        Trouble::LinkExpired => words.care.link_expired,
        Trouble::RecoveryUnavailable => words.care.recovery_unavailable,
        Trouble::RecoveryNotReady => words.care.recovery_not_ready,
        Trouble::EmailNotConfirmed => words.care.email_not_confirmed,
        Trouble::TextMessagesUnavailable => words.care.text_messages_unavailable,
        Trouble::TrustUnavailable => words.care.trust_unavailable,
        Trouble::TwoKeysNeeded => words.care.two_keys_needed,
        Trouble::WrongPasskey => words.passkey.wrong,
        Trouble::PasskeyRemoved => words.passkey.removed,
        Trouble::PersonNotVerified => words.passkey.person_not_verified,
        Trouble::PasskeyCounterWentBack => words.passkey.counter_went_back,
        Trouble::CeremonyExpired => words.passkey.ceremony_expired,
        Trouble::PasskeyRefused | Trouble::Passkey(_) => words.passkey.refused,
        Trouble::PasskeyAlreadyRegistered => words.passkey.already_registered,
        Trouble::PerhapsPasskeyAdded => words.passkey.perhaps_added,
        Trouble::TooManyPasskeys => words.passkey.too_many,
        Trouble::PasskeysUnavailable => words.passkey.unavailable,
        Trouble::ServerFault { .. } => words.server_fault,
        Trouble::OutOfDate { .. } => words.out_of_date,
        Trouble::LongerPasswordNeeded { .. } => words.longer_password_needed,
        Trouble::WrongCode { .. } => words.wrong_code_none,
        Trouble::ClockOff(_) => words.drift_unknown,
        Trouble::Fields(_) => words.malformed_other,
    }
}

fn wrong_code(words: &TroubleText, tries_left: u32) -> String {
    match tries_left {
        0 => words.wrong_code_none.to_owned(),
        1 => words.wrong_code_last.to_owned(),
        more => fill(words.wrong_code, &[("n", &more.to_string())]),
    }
}

fn with_reference(line: &str, words: &TroubleText, reference: Option<&str>) -> String {
    match reference {
        Some(reference) => format!(
            "{line} {}",
            fill(words.reference, &[("reference", reference)])
        ),
        None => line.to_owned(),
    }
}

/// What to tell about a code that fits another time.
pub fn drift(text: &Text, drift: Drift) -> String {
    let words = &text.trouble;
    let slow = drift.seconds < 0;
    let line = if slow {
        words.drift_past
    } else {
        words.drift_future
    };
    let advice = match (drift.whose, slow) {
        (Whose::Phone, true) => words.drift_phone_slow,
        (Whose::Phone, false) => words.drift_phone_fast,
        (Whose::Computer, true) => words.drift_computer_slow,
        (Whose::Computer, false) => words.drift_computer_fast,
        (Whose::Unknown, _) => words.drift_unknown,
    };
    let seconds = drift.seconds.unsigned_abs();
    let time = if seconds < 120 {
        format!("{seconds} seconds")
    } else {
        format!("{} minutes", seconds.div_ceil(60))
    };
    format!("{} {advice}", fill(line, &[("time", &time)]))
}
