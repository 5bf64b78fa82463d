//! What an account has for the second step, and what it is asked for.

use crate::{
    app::App,
    error::Error,
    rules::tries::CONSECUTIVE_FAILURES_MAX,
    store::{self, Connection, passkeys::Counts},
};
use contract::{
    Timestamp,
    sign_in::{Method, SecondStep},
};

/// What an account has for the second step.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    authenticators: i64,
    held: Counts,
    /// Of those, the ones that can answer here: the others are bound to a domain that the server had before.
    usable: Counts,
    backup_codes_left: i64,
    is_authenticator_locked: bool,
}

impl Standing {
    /// Reads it.
    pub async fn of_account(
        connection: &mut Connection,
        app: &App,
        account_id: &str,
    ) -> Result<Self, Error> {
        let account = store::accounts::find(connection, account_id).await?;
        let account = account.ok_or(Error::Inconsistent("the account is gone"))?;
        let authenticators = store::authenticators::count(connection, account_id).await?;
        let held = store::passkeys::counts(connection, account_id).await?;
        let usable = match app.relying_party() {
            Ok(party) => store::passkeys::counts_at(connection, account_id, party.id()).await?,
            Err(_) => Counts::default(),
        };
        let set = store::backup_codes::of_account(connection, account_id).await?;
        Ok(Self {
            authenticators,
            held,
            usable,
            backup_codes_left: set.map_or(0, |set| set.unused),
            is_authenticator_locked: is_locked(account.second_step_failures),
        })
    }

    /// Whether there is a second step at all. Backup codes alone are none.
    pub const fn has_second_step(self) -> bool {
        self.authenticators + self.held.passkeys + self.held.security_keys > 0
    }

    /// What to ask for, until a moment; nothing when there is no second step. What cannot answer here is asked for only
    /// when there is nothing else.
    pub fn ask(self, now: Timestamp, until: Timestamp) -> Option<SecondStep> {
        if !self.has_second_step() {
            return None;
        }
        let mut methods = self.methods(self.usable);
        if methods.is_empty() {
            methods = self.methods(self.held);
        }
        let is_open =
            |method: &&Method| **method != Method::Authenticator || !self.is_authenticator_locked;
        let show_first = methods.iter().find(is_open).or(methods.first()).copied()?;
        Some(SecondStep {
            methods,
            show_first,
            expires_in: until.seconds_after(now),
            destinations: Vec::new(),
            trust_days: 0,
            can_recover: false,
            recovery: None,
        })
    }

    fn methods(self, keys: Counts) -> Vec<Method> {
        let has = |method: &Method| match method {
            Method::Passkey => keys.passkeys > 0,
            Method::SecurityKey => keys.security_keys > 0,
            Method::Authenticator => self.authenticators > 0,
            Method::BackupCode => self.backup_codes_left > 0,
            Method::TextMessage | Method::Email => false,
        };
        Method::ALL.into_iter().filter(has).collect()
    }
}

/// Whether so many wrong codes in a row shut the method that can be guessed.
pub fn is_locked(failures: i64) -> bool {
    failures >= i64::from(CONSECUTIVE_FAILURES_MAX)
}

#[cfg(test)]
mod tests {
    use super::Standing;
    use crate::store::passkeys::Counts;
    use contract::{
        Timestamp,
        sign_in::Method::{self, Authenticator, BackupCode, Passkey, SecurityKey},
    };

    const NO_KEYS: Counts = Counts {
        passkeys: 0,
        security_keys: 0,
    };
    const NOTHING: Standing = Standing {
        authenticators: 0,
        held: NO_KEYS,
        usable: NO_KEYS,
        backup_codes_left: 0,
        is_authenticator_locked: false,
    };

    fn asked(standing: Standing) -> Option<(Vec<Method>, Method)> {
        let asked = standing.ask(Timestamp(0), Timestamp(60_000));
        asked.map(|asked| (asked.methods, asked.show_first))
    }

    #[test]
    fn the_strongest_method_is_shown_first() {
        let keys = Counts {
            passkeys: 1,
            security_keys: 2,
        };
        let all = Standing {
            authenticators: 1,
            held: keys,
            usable: keys,
            backup_codes_left: 10,
            ..NOTHING
        };
        let order = vec![Passkey, SecurityKey, Authenticator, BackupCode];
        assert_eq!(asked(all), Some((order, Passkey)));
    }

    #[test]
    fn a_security_key_alone_is_a_second_step_and_backup_codes_are_none() {
        let one = Counts {
            passkeys: 0,
            security_keys: 1,
        };
        let key = Standing {
            held: one,
            usable: one,
            ..NOTHING
        };
        assert_eq!(asked(key), Some((vec![SecurityKey], SecurityKey)));
        let codes = Standing {
            backup_codes_left: 10,
            ..NOTHING
        };
        assert_eq!(asked(codes), None);
    }

    #[test]
    fn what_is_bound_to_another_domain_is_a_second_step_but_asked_for_only_for_want_of_another() {
        let moved = Standing {
            held: Counts {
                passkeys: 1,
                security_keys: 1,
            },
            backup_codes_left: 1,
            ..NOTHING
        };
        assert!(moved.has_second_step());
        assert_eq!(asked(moved), Some((vec![BackupCode], BackupCode)));
        let partly = Standing {
            usable: Counts {
                passkeys: 0,
                security_keys: 1,
            },
            ..moved
        };
        let methods = vec![SecurityKey, BackupCode];
        assert_eq!(asked(partly), Some((methods, SecurityKey)));
        let nothing_else = Standing {
            backup_codes_left: 0,
            ..moved
        };
        let methods = vec![Passkey, SecurityKey];
        assert_eq!(asked(nothing_else), Some((methods, Passkey)));
    }

    #[test]
    fn a_method_that_is_shut_is_not_shown_first() {
        let locked = Standing {
            authenticators: 1,
            backup_codes_left: 3,
            is_authenticator_locked: true,
            ..NOTHING
        };
        let methods = vec![Authenticator, BackupCode];
        assert_eq!(asked(locked), Some((methods, BackupCode)));
        let nothing_else = Standing {
            backup_codes_left: 0,
            ..locked
        };
        assert_eq!(
            asked(nothing_else),
            Some((vec![Authenticator], Authenticator))
        );
    }
}
