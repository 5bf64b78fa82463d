//! The words of the mails that lead back in: a new password, and the recovery of a lost second step.

use super::words::count;
use crate::rules::moment;
use contract::Timestamp;

/// The subject and the paragraphs of a mail.
pub type Words = (&'static str, Vec<String>);

/// With the link for a new password.
pub fn new_password(link: &str, minutes: i64) -> Words {
    let text = format!(
        "Somebody asked for a new password for your account. To set one, open this address within {minutes} minutes:\n\
         {link}"
    );
    let ignore =
        "If it was not you, there is nothing to do: your password stays as it is.".to_owned();
    ("set a new password", vec![text, ignore])
}

/// With the link that begins the time of waiting, and the one that stops it.
pub fn recovery_asked((begin, stop): (&str, &str), minutes: i64, hours: u32) -> Words {
    let text = format!(
        "Somebody who has your password said that your second step is lost. To recover the account, open this address \
         within {minutes} minutes:\n{begin}"
    );
    let what = format!(
        "Then a time of waiting begins: {}. After it you sign in with your password and set up a new second step.",
        count(hours, "hour")
    );
    let not_me = format!(
        "This was not you? Then somebody has your password. Stop the recovery here, and change your password:\n{stop}"
    );
    ("recover your account", vec![text, what, not_me])
}

/// That the time of waiting began.
pub fn recovery_started(cancel: &str, ready_at: Timestamp) -> Words {
    let text = format!(
        "The recovery of your account began. From {} on, whoever has your password can remove its second step.",
        moment::words(ready_at)
    );
    (
        "the recovery of your account began",
        vec![text, stop(cancel)],
    )
}

/// The same as a text message.
pub fn recovery_started_text(name: &str, cancel: &str, ready_at: Timestamp) -> String {
    format!(
        "{name}: the recovery of your account began. At {} its second step can be removed. This was not you? Stop it: {cancel}",
        moment::words(ready_at)
    )
}

/// That the time of waiting is over.
pub fn recovery_ready(sign_in: &str, cancel: &str, expires_at: Timestamp) -> Words {
    let text = format!(
        "The time of waiting is over. Sign in with your password until {} to finish the recovery:\n{sign_in}",
        moment::words(expires_at)
    );
    (
        "your account can be recovered now",
        vec![text, stop(cancel)],
    )
}

fn stop(cancel: &str) -> String {
    format!("This was not you? Stop the recovery here, and change your password:\n{cancel}")
}
