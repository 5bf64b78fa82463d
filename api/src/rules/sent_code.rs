//! Codes that are sent: how they are made, and how a text message binds them to this site.

use crate::random::{self, NoRandomness};
use contract::limits::SENT_CODE_DIGITS;
use zeroize::Zeroizing;

/// How often a code can be tried before it is dead.
pub const TRIES_MAX: u32 = 5;

const CODES: u32 = 10_u32.pow(SENT_CODE_DIGITS);
/// The largest multiple of the number of codes that fits: what lies above would make some codes likelier.
const FAIR: u32 = u32::MAX - u32::MAX % CODES;

/// A new code: six digits, each code as likely as any other.
pub fn new() -> Result<Zeroizing<String>, NoRandomness> {
    loop {
        if let Some(code) = of_draw(u32::from_be_bytes(random::bytes()?)) {
            return Ok(code);
        }
    }
}

/// A text message that says this. Its last line binds the code to this site, so that a browser fills it in nowhere else
/// (Origin-bound one-time codes).
pub fn text_message(said: &str, code: &str, host: &str) -> String {
    format!("{said}\n\n@{host} #{code}")
}

fn of_draw(draw: u32) -> Option<Zeroizing<String>> {
    let width = SENT_CODE_DIGITS as usize;
    (draw < FAIR).then(|| Zeroizing::new(format!("{:0width$}", draw % CODES)))
}

#[cfg(test)]
mod tests {
    use super::{CODES, FAIR, new, of_draw, text_message};
    use std::collections::HashSet;

    #[test]
    fn every_code_comes_from_as_many_draws_as_any_other() {
        assert_eq!(FAIR % CODES, 0);
        assert!(of_draw(FAIR).is_none());
        assert!(of_draw(u32::MAX).is_none());
        assert_eq!(*of_draw(FAIR - 1).unwrap(), "999999");
        assert_eq!(*of_draw(0).unwrap(), "000000");
        assert_eq!(*of_draw(CODES + 42).unwrap(), "000042");
    }

    #[test]
    fn codes_have_six_digits_and_hardly_repeat() {
        let codes: Vec<String> = (0..1_000).map(|_| new().unwrap().to_string()).collect();
        let is_code = |code: &String| code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
        assert!(codes.iter().all(is_code));
        assert!(codes.iter().collect::<HashSet<_>>().len() > 990);
    }

    #[test]
    fn a_text_message_ends_with_the_site_and_the_code() {
        assert_eq!(
            text_message("Your code.", "012345", "login.example.org"),
            "Your code.\n\n@login.example.org #012345"
        );
    }
}
