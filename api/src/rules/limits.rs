//! How often something may be tried, as data. The counting is the database's.

mod sent;

use contract::{Problem, Timestamp};
pub use sent::{
    EMAIL_CODE_FROM_NETWORK, EMAIL_CODE_OF_ACCOUNT, EMAIL_CODE_OF_ADDRESS,
    EMAIL_CODE_OF_ADDRESS_FROM_NETWORK, EMAIL_CODE_OF_CLAIMANT, EMAIL_CODE_OF_OWNER, NEXT_CODE,
    SENT_CODE, TEXT_MESSAGE_FROM_NETWORK, TEXT_MESSAGE_OF_ACCOUNT, TEXT_MESSAGE_OF_CLAIMANT,
    TEXT_MESSAGE_OF_NUMBER, TEXT_MESSAGE_OF_NUMBER_FROM_NETWORK,
};

/// At most [`Limit::max`] attempts in any [`Limit::window_seconds`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What is counted: the name under which the database keeps the attempts.
    pub what: &'static str,
    /// The attempts that are allowed.
    pub max: u32,
    /// The seconds for which an attempt counts.
    pub window_seconds: i64,
}

/// Authenticator codes, for one account: at sign-in, at step-up and at enrolment together; those of strangers apart.
pub const AUTHENTICATOR: Limit = Limit {
    what: "authenticator",
    max: 5,
    window_seconds: 15 * 60,
};
/// Backup codes, for one account; those of strangers apart.
pub const BACKUP_CODE: Limit = Limit {
    what: "backup_code",
    max: 10,
    window_seconds: 60 * 60,
};
/// Passwords for one email address from one network. Strangers elsewhere cannot lock the owner out.
pub const PASSWORD: Limit = Limit {
    what: "password",
    max: 20,
    window_seconds: 15 * 60,
};
/// Passwords for one email address from everywhere together, but for browsers that it knows.
pub const PASSWORD_OF_ADDRESS: Limit = Limit {
    what: "password_address",
    max: 100,
    window_seconds: 60 * 60,
};
/// Passwords for one account from a browser that signed in to it before. They count here alone, so that nobody else's
/// attempts lock that browser out.
pub const PASSWORD_ON_DEVICE: Limit = Limit {
    what: "password_device",
    max: 20,
    window_seconds: 15 * 60,
};
/// Passwords for any address from one network: many guesses at many accounts.
pub const PASSWORD_FROM_NETWORK: Limit = Limit {
    what: "password_network",
    max: 300,
    window_seconds: 15 * 60,
};
/// Passkeys that sign in alone, from one network, but for browsers in which somebody signed in before. They cannot be
/// guessed; this bounds what a stranger can make the server verify. A right one is taken back.
pub const PASSKEY_FROM_NETWORK: Limit = Limit {
    what: "passkey_network",
    max: 1_000,
    window_seconds: 15 * 60,
};
/// Passkeys that sign in alone, from one browser in which somebody signed in before. They count here alone, so that no
/// neighbour behind the same address locks that browser out.
pub const PASSKEY_ON_DEVICE: Limit = Limit {
    what: "passkey_device",
    max: 300,
    window_seconds: 15 * 60,
};
/// Challenges to the passkeys of one account, and creation options to make one, for each purpose alone, and those of strangers apart:
/// whoever has nothing but the password cannot lock out whoever is signed in, or was in this browser.
pub const PASSKEY_REQUEST: Limit = Limit {
    what: "passkey_question",
    max: 300,
    window_seconds: 5 * 60,
};
/// Passkeys and security keys added to one account. A removed one is remembered, so adding and removing makes rows.
pub const NEW_PASSKEY: Limit = Limit {
    what: "new_passkey",
    max: 40,
    window_seconds: 60 * 60,
};
/// New accounts from one network.
pub const SIGN_UP_FROM_NETWORK: Limit = Limit {
    what: "sign_up_network",
    max: 100,
    window_seconds: 60 * 60,
};
/// Links for a new password, for one address, whether or not it has an account. A browser that the account knows has a
/// count of its own.
pub const PASSWORD_RESET_OF_ADDRESS: Limit = Limit {
    what: "password_reset_address",
    max: 3,
    window_seconds: 60 * 60,
};
/// Links for a new password, asked for from one network.
pub const PASSWORD_RESET_FROM_NETWORK: Limit = Limit {
    what: "password_reset_network",
    max: 30,
    window_seconds: 60 * 60,
};
/// Links in mails that were not good, looked at from one network.
pub const LINK_FROM_NETWORK: Limit = Limit {
    what: "link_network",
    max: 300,
    window_seconds: 5 * 60,
};
/// Links for the recovery of one account; those of strangers apart.
pub const RECOVERY: Limit = Limit {
    what: "recovery",
    max: 3,
    window_seconds: 24 * 60 * 60,
};

/// Mails to one address about a new account.
pub const SIGN_UP_MAIL: Limit = Limit {
    what: "sign_up_mail",
    max: 3,
    window_seconds: 60 * 60,
};
/// Mails of their own to one address about the same thing that happened to its account. What happens again is told by
/// one mail for all of it, and crowds out nothing else.
pub const NOTICE: Limit = Limit {
    what: "notice",
    max: 5,
    window_seconds: 60 * 60,
};
/// Such mails about anything while the address was never confirmed: it may be that of somebody who has no account. The rest
/// is told by one mail an hour.
pub const NOTICE_OF_UNCONFIRMED_ADDRESS: Limit = Limit {
    what: "notice_address_unconfirmed",
    max: 15,
    window_seconds: 60 * 60,
};
/// Right passwords for one account that no second step followed, before its owner hears of them. Nobody is refused for them.
pub const SECOND_STEP_MISSING: Limit = Limit {
    what: "second_step_missing",
    max: 5,
    window_seconds: 24 * 60 * 60,
};
/// How often the owner of one account hears of that.
pub const SECOND_STEP_MISSING_TOLD: Limit = Limit {
    what: "second_step_missing_told",
    max: 1,
    window_seconds: 24 * 60 * 60,
};
/// Every limit: the settings may change each by its name, within its bound ([`super::bounds`]).
pub const ALL: &[Limit] = &[
    AUTHENTICATOR,
    BACKUP_CODE,
    PASSWORD,
    PASSWORD_OF_ADDRESS,
    PASSWORD_ON_DEVICE,
    PASSWORD_FROM_NETWORK,
    PASSWORD_RESET_OF_ADDRESS,
    PASSWORD_RESET_FROM_NETWORK,
    LINK_FROM_NETWORK,
    RECOVERY,
    PASSKEY_FROM_NETWORK,
    PASSKEY_ON_DEVICE,
    PASSKEY_REQUEST,
    NEW_PASSKEY,
    SIGN_UP_FROM_NETWORK,
    SIGN_UP_MAIL,
    NOTICE,
    NOTICE_OF_UNCONFIRMED_ADDRESS,
    SECOND_STEP_MISSING,
    SECOND_STEP_MISSING_TOLD,
    SENT_CODE,
    NEXT_CODE,
    TEXT_MESSAGE_OF_ACCOUNT,
    TEXT_MESSAGE_OF_CLAIMANT,
    TEXT_MESSAGE_OF_NUMBER,
    TEXT_MESSAGE_OF_NUMBER_FROM_NETWORK,
    EMAIL_CODE_OF_ACCOUNT,
    EMAIL_CODE_OF_OWNER,
    EMAIL_CODE_OF_CLAIMANT,
    EMAIL_CODE_OF_ADDRESS,
    EMAIL_CODE_OF_ADDRESS_FROM_NETWORK,
    TEXT_MESSAGE_FROM_NETWORK,
    EMAIL_CODE_FROM_NETWORK,
];

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
    use super::{AUTHENTICATOR, too_many};
    use contract::{Problem, Timestamp};

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
