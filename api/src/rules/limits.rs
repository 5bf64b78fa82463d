//! How often something may be tried, as data. `rate_limits` counts.

use contract::{Problem, Timestamp, limits::RESEND_SECONDS};

/// At most [`Limit::max`] attempts in any [`Limit::window_seconds`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What is counted: the name under which the database keeps the attempts.
    pub what: &'static str,
    /// The attempts that are allowed.
    pub max: u32,
    /// How far the operator may raise them within the built-in time. What protects a secret that can be guessed, or a person's
    /// mailbox and phone, can be raised a little; what only counts a network can be raised much, since whole companies share
    /// one address. What the page counts down by, and what nobody is refused for, stays as it is.
    pub most: u32,
    /// The seconds for which an attempt counts.
    pub window_seconds: i64,
}

/// Makes a constant of each limit and the list of all, so that neither has one more than the other.
macro_rules! limits {
    ($($(#[$doc:meta])* $name:ident = { $($field:ident: $value:expr),+ };)+) => {
        $($(#[$doc])* pub const $name: Limit = Limit { $($field: $value),+ };)+

        /// Every limit: the settings may change each by its name, up to [`Limit::most`].
        pub const ALL: &[Limit] = &[$($name),+];
    };
}

limits! {
    /// Authenticator codes, for one account: at sign-in, at step-up and at enrolment together; those of strangers apart.
    /// Six digits: thirty wrong ones in a row lock the method, however far this is raised.
    AUTHENTICATOR = { what: "authenticator", max: 5, most: 10, window_seconds: 15 * 60 };
    /// Backup codes, for one account; those of strangers apart.
    BACKUP_CODE = { what: "backup_code", max: 10, most: 20, window_seconds: 60 * 60 };
    /// Passwords for one email address from one network. Strangers elsewhere cannot lock the owner out.
    /// NIST SP 800-63B-4 §3.2.2 allows 100 wrong ones in a row.
    PASSWORD = { what: "password", max: 20, most: 100, window_seconds: 15 * 60 };
    /// Passwords for one email address from everywhere together, but for browsers that it knows.
    PASSWORD_OF_ADDRESS = { what: "password_address", max: 100, most: 500, window_seconds: 60 * 60 };
    /// Passwords for one account from a browser that signed in to it before. They count here alone, so that nobody else's
    /// attempts lock that browser out.
    PASSWORD_ON_DEVICE = { what: "password_device", max: 20, most: 100, window_seconds: 15 * 60 };
    /// Passwords for any address from one network: many guesses at many accounts.
    PASSWORD_FROM_NETWORK = { what: "password_network", max: 300, most: 30_000, window_seconds: 15 * 60 };
    /// Links for a new password, for one address, whether or not it has an account. A browser that the account knows has a
    /// count of its own.
    PASSWORD_RESET_OF_ADDRESS = { what: "password_reset_address", max: 3, most: 10, window_seconds: 60 * 60 };
    /// Links for a new password, asked for from one network.
    PASSWORD_RESET_FROM_NETWORK = { what: "password_reset_network", max: 30, most: 3_000, window_seconds: 60 * 60 };
    /// Links in mails that were not good, looked at from one network.
    LINK_FROM_NETWORK = { what: "link_network", max: 300, most: 30_000, window_seconds: 5 * 60 };
    /// Links for the recovery of one account; those of strangers apart.
    RECOVERY = { what: "recovery", max: 3, most: 10, window_seconds: 24 * 60 * 60 };
    /// Passkeys that sign in alone, from one network, but for browsers in which somebody signed in before. They cannot be
    /// guessed; this bounds what a stranger can make the server verify. A right one is taken back.
    PASSKEY_FROM_NETWORK = { what: "passkey_network", max: 1_000, most: 100_000, window_seconds: 15 * 60 };
    /// Passkeys that sign in alone, from one browser in which somebody signed in before. They count here alone, so that no
    /// neighbour behind the same address locks that browser out.
    PASSKEY_ON_DEVICE = { what: "passkey_device", max: 300, most: 3_000, window_seconds: 15 * 60 };
    /// Challenges to the passkeys of one account, and creation options to make one, for each purpose alone, and those of strangers apart:
    /// whoever has nothing but the password cannot lock out whoever is signed in, or was in this browser.
    PASSKEY_REQUEST = { what: "passkey_question", max: 300, most: 3_000, window_seconds: 5 * 60 };
    /// Passkeys and security keys added to one account. A removed one is remembered, so adding and removing makes rows.
    NEW_PASSKEY = { what: "new_passkey", max: 40, most: 400, window_seconds: 60 * 60 };
    /// New accounts from one network.
    SIGN_UP_FROM_NETWORK = { what: "sign_up_network", max: 100, most: 10_000, window_seconds: 60 * 60 };
    /// Mails to one address about a new account.
    SIGN_UP_MAIL = { what: "sign_up_mail", max: 3, most: 10, window_seconds: 60 * 60 };
    /// Mails of their own to one address about the same thing that happened to its account. What happens again is told by
    /// one mail for all of it, and crowds out nothing else.
    NOTICE = { what: "notice", max: 5, most: 100, window_seconds: 60 * 60 };
    /// Such mails about anything while the address was never confirmed: it may be that of somebody who has no account. The rest
    /// is told by one mail an hour.
    NOTICE_OF_UNCONFIRMED_ADDRESS = { what: "notice_address_unconfirmed", max: 15, most: 100, window_seconds: 60 * 60 };
    /// Right passwords for one account that no second step followed, before its owner hears of them. Nobody is refused for them.
    SECOND_STEP_MISSING = { what: "second_step_missing", max: 5, most: 5, window_seconds: 24 * 60 * 60 };
    /// How often the owner of one account hears of that.
    SECOND_STEP_MISSING_TOLD = { what: "second_step_missing_told", max: 1, most: 1, window_seconds: 24 * 60 * 60 };
    /// Codes tried that were sent to one account in one way, whichever of them: a new one buys no endless guesses. Those that
    /// strangers try count apart.
    SENT_CODE = { what: "sent_code", max: 15, most: 30, window_seconds: 60 * 60 };
    /// Codes sent to one account in one way, in quick succession; to strangers apart.
    NEXT_CODE = { what: "next_code", max: 1, most: 1, window_seconds: RESEND_SECONDS as i64 };
    /// Text messages with a code for one account; for strangers apart.
    TEXT_MESSAGE_OF_ACCOUNT = { what: "text_message", max: 3, most: 10, window_seconds: 30 * 60 };
    /// Text messages with a code to one number, for the account that asked first for one to a number that is not its own.
    TEXT_MESSAGE_OF_CLAIMANT = { what: "text_message_claimant", max: 3, most: 10, window_seconds: 30 * 60 };
    /// Text messages with a code to one number that is not their own, for all other accounts together.
    TEXT_MESSAGE_OF_NUMBER = { what: "text_message_number", max: 3, most: 10, window_seconds: 30 * 60 };
    /// Of those, the ones that one network asks for: it cannot use up what everybody shares.
    TEXT_MESSAGE_OF_NUMBER_FROM_NETWORK = { what: "text_message_number_network", max: 2, most: 10, window_seconds: 30 * 60 };
    /// Mails with a code for one account; for strangers apart.
    EMAIL_CODE_OF_ACCOUNT = { what: "email_code", max: 3, most: 10, window_seconds: 30 * 60 };
    /// Mails with a code to one address, for the account whose address it is, or was until a few days ago: an account that is
    /// deleted and made again does not begin anew. Those of strangers at sign-in count apart.
    EMAIL_CODE_OF_OWNER = { what: "email_code_owner", max: 3, most: 10, window_seconds: 30 * 60 };
    /// Mails with a code to one address, for the account that asked first for one to an address that is not its own.
    EMAIL_CODE_OF_CLAIMANT = { what: "email_code_claimant", max: 3, most: 10, window_seconds: 30 * 60 };
    /// Mails with a code to one address that is not their own, for all other accounts together.
    EMAIL_CODE_OF_ADDRESS = { what: "email_code_address", max: 3, most: 10, window_seconds: 30 * 60 };
    /// Of those, the ones that one network asks for: it cannot use up what everybody shares.
    EMAIL_CODE_OF_ADDRESS_FROM_NETWORK = { what: "email_code_address_network", max: 2, most: 10, window_seconds: 30 * 60 };
    /// Text messages with a code, asked for from one network: each costs money, and accounts cost none.
    TEXT_MESSAGE_FROM_NETWORK = { what: "text_message_network", max: 30, most: 3_000, window_seconds: 60 * 60 };
    /// Mails with a code, asked for from one network.
    EMAIL_CODE_FROM_NETWORK = { what: "email_code_network", max: 30, most: 3_000, window_seconds: 60 * 60 };
}

/// Seconds after which no limit looks at an attempt any more.
pub const LONGEST_WINDOW_SECONDS: i64 = 24 * 60 * 60;

/// Wrong second-step codes in a row, whatever the session, after which that method stays locked until another
/// one succeeds. A window alone is not enough: 5 attempts per 15 minutes for a year guess a code with 40 %
/// (NIST SP 800-63B-4 §3.2.2).
pub const CONSECUTIVE_FAILURES_MAX: u32 = 30;

impl Limit {
    /// Whether `count` attempts in the window leave room for no other.
    #[must_use]
    pub const fn is_reached(&self, count: u32) -> bool {
        count >= self.max
    }

    /// How many attempts are left after `count`.
    #[must_use]
    pub const fn left_after(&self, count: u32) -> u32 {
        self.max.saturating_sub(count)
    }

    /// The moment before which attempts no longer count, when it is `now`.
    #[must_use]
    pub const fn window_start(&self, now: Timestamp) -> Timestamp {
        now.plus_seconds(-self.window_seconds)
    }

    /// The moment at which an attempt made at `oldest` no longer counts.
    #[must_use]
    pub const fn free_again(&self, oldest: Timestamp) -> Timestamp {
        oldest.plus_seconds(self.window_seconds)
    }
}

/// The refusal of an attempt before `retry_at`. The wait is at least a second, so that nobody is told "now" and refused.
#[must_use]
pub fn too_many(retry_at: Timestamp, now: Timestamp) -> Problem {
    Problem::TooManyTries {
        retry_at,
        retry_after: retry_at.seconds_after(now).max(1),
    }
}

#[cfg(test)]
mod tests {
    use super::{ALL, AUTHENTICATOR, too_many};
    use contract::{Problem, Timestamp};

    #[test]
    fn no_bound_is_below_what_is_built_in() {
        for limit in ALL {
            assert!(limit.most >= limit.max, "{}", limit.what);
        }
    }

    #[test]
    fn the_document_says_every_limit_and_its_bound() {
        let document = include_str!("../../../docs/limits.md");
        let rows: Vec<&str> = document
            .lines()
            .filter(|line| line.starts_with("| `"))
            .collect();
        for limit in ALL {
            let row = format!(
                "| `{}` | {}/{} | {} |",
                limit.what, limit.max, limit.window_seconds, limit.most
            );
            assert!(
                rows.iter().any(|line| line.starts_with(&row)),
                "{row} is missing"
            );
        }
        assert_eq!(rows.len(), ALL.len());
    }

    #[test]
    fn the_sixth_authenticator_code_is_one_too_many() {
        assert!(!AUTHENTICATOR.is_reached(4));
        assert!(AUTHENTICATOR.is_reached(5));
        assert_eq!(AUTHENTICATOR.left_after(4), 1);
        assert_eq!(AUTHENTICATOR.left_after(9), 0);
    }

    #[test]
    fn a_window_ends_when_its_oldest_try_is_as_old_as_it_is_long() {
        let first = Timestamp::from_seconds(1_000);
        let free = AUTHENTICATOR.free_again(first);
        assert_eq!(free, Timestamp::from_seconds(1_900));
        assert_eq!(AUTHENTICATOR.window_start(free), first);
    }

    #[test]
    fn a_refusal_never_says_to_come_back_at_once() {
        let now = Timestamp(5_000);
        assert_eq!(
            too_many(now, now),
            Problem::TooManyTries {
                retry_at: now,
                retry_after: 1
            }
        );
        let later = Timestamp(6_001);
        assert_eq!(
            too_many(later, now),
            Problem::TooManyTries {
                retry_at: later,
                retry_after: 2
            }
        );
    }
}
