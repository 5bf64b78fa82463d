//! What an account has for the second step, and what it is asked for.

use crate::{
    app::App,
    auth::{
        prover::{Prover, Purpose},
        sent_codes,
    },
    error::Error,
    rules::tries::CONSECUTIVE_FAILURES_MAX,
    store::{self, Connection, passkeys::Counts},
};
use contract::{
    sent_code::{Channel, Destination},
    sign_in::{Method, SecondStep},
};

/// What an account has for the second step.
#[derive(Clone, Debug)]
pub struct Standing {
    authenticators: i64,
    held: Counts,
    /// Of those, the ones that can answer here: the others are bound to a domain that the server had before.
    usable: Counts,
    backup_codes_left: i64,
    text_message: Sent,
    email: Sent,
    keys_only: bool,
    is_locked: bool,
}

/// Codes that are sent, as the account has them.
#[derive(Clone, Debug, Default)]
struct Sent {
    /// Where to; nothing when the account does not have them.
    destination: Option<String>,
    /// Whether this server sends them.
    is_available: bool,
}

/// A method that is added or removed, as its owner knows it.
pub struct Which {
    /// Of which kind.
    pub method: Method,
    /// Its name.
    pub name: String,
}

impl Standing {
    /// Reads it.
    pub async fn of_account(
        connection: &mut Connection,
        app: &App,
        account_id: &str,
    ) -> Result<Self, Error> {
        let account = store::accounts::find(connection, account_id).await?;
        let account = account.ok_or(Error::AccountGone)?;
        let authenticators = store::authenticators::count(connection, account_id).await?;
        let held = store::passkeys::counts(connection, account_id).await?;
        let usable = match app.relying_party() {
            Ok(party) => store::passkeys::counts_at(connection, account_id, party.id()).await?,
            Err(_) => Counts::default(),
        };
        let set = store::backup_codes::of_account(connection, account_id).await?;
        let phone = store::phones::of_account(connection, account_id).await?;
        Ok(Self {
            authenticators,
            held,
            usable,
            backup_codes_left: set.map_or(0, |set| set.unused),
            text_message: Sent {
                destination: phone.map(|phone| phone.number),
                is_available: app.can_send_text_messages(),
            },
            email: Sent {
                destination: account.email_codes_at.map(|_| account.email),
                is_available: app.config.has_email_codes(),
            },
            keys_only: account.keys_only != 0,
            is_locked: is_locked(account.second_step_failures),
        })
    }

    /// Whether there is a second step at all. Backup codes alone are none.
    pub const fn has_second_step(&self) -> bool {
        self.has_own()
            || self.text_message.destination.is_some()
            || self.email.destination.is_some()
    }

    /// Whether the methods that can be guessed are shut.
    pub const fn is_locked(&self) -> bool {
        self.is_locked
    }

    /// Where codes go that are sent this way.
    pub fn destination(&self, channel: Channel) -> Option<&str> {
        self.sent(channel).destination.as_deref()
    }

    /// What is asked for, strongest first; nothing when there is no second step. What cannot answer here is asked for only
    /// when there is nothing else.
    pub fn methods(&self, purpose: Purpose) -> Vec<Method> {
        let is_asked = |method: &Method| match method {
            Method::Passkey | Method::SecurityKey => true,
            _ if self.keys_only => false,
            Method::Authenticator => true,
            // They are no second step by themselves.
            Method::BackupCode => self.has_second_step(),
            // Sent codes are weaker: whoever has something else proves it again with that.
            Method::TextMessage | Method::Email => purpose == Purpose::SignIn || !self.has_own(),
        };
        let here = |method: &Method| is_asked(method) && self.has(*method, self.usable, true);
        let anywhere = |method: &Method| is_asked(method) && self.has(*method, self.held, false);
        let methods: Vec<Method> = Method::ALL.into_iter().filter(here).collect();
        if methods.is_empty() {
            return Method::ALL.into_iter().filter(anywhere).collect();
        }
        methods
    }

    /// What to ask for; nothing when there is no second step.
    pub async fn ask(
        &self,
        connection: &mut Connection,
        app: &App,
        prover: Prover<'_>,
    ) -> Result<Option<SecondStep>, Error> {
        let methods = self.methods(prover.purpose());
        let Some(show_first) = self.first(&methods) else {
            return Ok(None);
        };
        let mut destinations = Vec::new();
        for channel in methods.iter().filter_map(|method| method.channel()) {
            if let Some(destination) = self.destination(channel) {
                let ask = prover.sent_code(channel);
                let shown = sent_codes::shown(connection, app, &ask, destination).await?;
                destinations.push(shown);
            }
        }
        // Whoever loads the page again while a code is out goes on where they were.
        let show_first = newest_out(&destinations)
            .filter(|_| !self.is_locked)
            .unwrap_or(show_first);
        Ok(Some(SecondStep {
            methods,
            show_first,
            expires_in: prover.until().seconds_after(app.clock.now()),
            destinations,
            trust_days: 0,
            can_recover: false,
            no_recovery: None,
            recovery_hours: 0,
            recovery: None,
        }))
    }

    /// The one to show first: the strongest of the account's own that is open. Sent codes come first only where there are
    /// no others; a backup code, where nothing else is open.
    fn first(&self, methods: &[Method]) -> Option<Method> {
        let is_open = |method: &Method| match method {
            Method::Passkey | Method::SecurityKey | Method::BackupCode => true,
            Method::Authenticator | Method::TextMessage | Method::Email => !self.is_locked,
        };
        let is_own = |method: &Method| {
            matches!(
                method,
                Method::Passkey | Method::SecurityKey | Method::Authenticator
            )
        };
        let find = |wanted: &dyn Fn(&Method) -> bool| {
            let mut found = methods.iter().filter(|method| is_open(method));
            found.find(|method| wanted(method)).copied()
        };
        let is_sent = |method: &Method| method.channel().is_some();
        let is_backup_code = |method: &Method| *method == Method::BackupCode;
        let rest = if self.has_own() {
            find(&is_backup_code).or_else(|| find(&is_sent))
        } else {
            find(&is_sent).or_else(|| find(&is_backup_code))
        };
        find(&is_own).or(rest).or(methods.first().copied())
    }

    /// Whether the account has methods that are its own, and not sent.
    const fn has_own(&self) -> bool {
        self.authenticators + self.held.passkeys + self.held.security_keys > 0
    }

    fn has(&self, method: Method, keys: Counts, only_available: bool) -> bool {
        match method {
            Method::Passkey => keys.passkeys > 0,
            Method::SecurityKey => keys.security_keys > 0,
            Method::Authenticator => self.authenticators > 0,
            Method::BackupCode => self.backup_codes_left > 0,
            Method::TextMessage => self.text_message.has(only_available),
            Method::Email => self.email.has(only_available),
        }
    }

    const fn sent(&self, channel: Channel) -> &Sent {
        match channel {
            Channel::TextMessage => &self.text_message,
            Channel::Email => &self.email,
        }
    }
}

impl Sent {
    const fn has(&self, only_available: bool) -> bool {
        self.destination.is_some() && (self.is_available || !only_available)
    }
}

/// The method whose code was sent last, of those that are out.
fn newest_out(destinations: &[Destination]) -> Option<Method> {
    let out = destinations.iter().filter(|it| it.sent.is_some());
    let newest = out.max_by_key(|it| it.sent.map(|sent| sent.expires_in));
    newest.map(|it| Method::of_channel(it.channel))
}

/// How many the account has, of every kind. Backup codes are none.
pub async fn count(connection: &mut Connection, account_id: &str) -> Result<i64, Error> {
    let authenticators = store::authenticators::count(connection, account_id).await?;
    let held = store::passkeys::counts(connection, account_id).await?;
    let sent = store::accounts::count_sent(connection, account_id).await?;
    Ok(authenticators + held.passkeys + held.security_keys + sent)
}

/// Whether so many wrong codes in a row shut the methods that can be guessed.
pub fn is_locked(failures: i64) -> bool {
    failures >= i64::from(CONSECUTIVE_FAILURES_MAX)
}

#[cfg(test)]
mod tests {
    use super::{Sent, Standing};
    use crate::auth::prover::Purpose;
    use crate::store::passkeys::Counts;
    use contract::sign_in::Method::{
        self, Authenticator, BackupCode, Email, Passkey, SecurityKey, TextMessage,
    };

    const NO_KEYS: Counts = Counts {
        passkeys: 0,
        security_keys: 0,
    };
    const NONE: Sent = Sent {
        destination: None,
        is_available: true,
    };
    const NOTHING: Standing = Standing {
        authenticators: 0,
        held: NO_KEYS,
        usable: NO_KEYS,
        backup_codes_left: 0,
        text_message: NONE,
        email: NONE,
        keys_only: false,
        is_locked: false,
    };

    fn sent() -> Sent {
        Sent {
            destination: Some("somewhere".to_owned()),
            is_available: true,
        }
    }

    fn keys(passkeys: i64, security_keys: i64) -> Counts {
        Counts {
            passkeys,
            security_keys,
        }
    }

    fn everything() -> Standing {
        Standing {
            authenticators: 1,
            held: keys(1, 2),
            usable: keys(1, 2),
            backup_codes_left: 10,
            text_message: sent(),
            email: sent(),
            ..NOTHING
        }
    }

    fn asked_for(standing: &Standing, purpose: Purpose) -> Option<(Vec<Method>, Method)> {
        let methods = standing.methods(purpose);
        let first = standing.first(&methods)?;
        Some((methods, first))
    }

    fn asked(standing: Standing) -> Option<(Vec<Method>, Method)> {
        asked_for(&standing, Purpose::SignIn)
    }

    #[test]
    fn the_strongest_method_is_shown_first() {
        assert_eq!(asked(everything()), Some((Method::ALL.to_vec(), Passkey)));
    }

    #[test]
    fn sent_codes_prove_nothing_again_where_there_is_something_stronger() {
        let own = vec![Passkey, SecurityKey, Authenticator, BackupCode];
        let again = asked_for(&everything(), Purpose::StepUp);
        assert_eq!(again, Some((own, Passkey)));
        let sent_only = Standing {
            backup_codes_left: 2,
            text_message: sent(),
            email: sent(),
            ..NOTHING
        };
        let methods = vec![BackupCode, TextMessage, Email];
        let again = asked_for(&sent_only, Purpose::StepUp);
        assert_eq!(again, Some((methods, TextMessage)));
    }

    #[test]
    fn sent_codes_are_shown_first_only_where_there_is_nothing_else() {
        let phone = Standing {
            backup_codes_left: 10,
            text_message: sent(),
            ..NOTHING
        };
        let methods = vec![BackupCode, TextMessage];
        assert_eq!(asked(phone.clone()), Some((methods.clone(), TextMessage)));
        let locked = Standing {
            is_locked: true,
            ..phone.clone()
        };
        assert_eq!(asked(locked), Some((methods, BackupCode)));
        let with_app = Standing {
            authenticators: 1,
            ..phone
        };
        let methods = vec![Authenticator, BackupCode, TextMessage];
        assert_eq!(
            asked(with_app.clone()),
            Some((methods.clone(), Authenticator))
        );
        let locked = Standing {
            is_locked: true,
            ..with_app
        };
        assert_eq!(asked(locked), Some((methods, BackupCode)));
    }

    #[test]
    fn what_this_server_does_not_send_is_not_asked_for_unless_there_is_nothing_else() {
        let unavailable = Sent {
            is_available: false,
            ..sent()
        };
        let phone = Standing {
            text_message: unavailable,
            ..NOTHING
        };
        assert!(phone.has_second_step());
        assert_eq!(asked(phone.clone()), Some((vec![TextMessage], TextMessage)));
        let with_codes = Standing {
            backup_codes_left: 1,
            ..phone
        };
        assert_eq!(asked(with_codes), Some((vec![BackupCode], BackupCode)));
    }

    #[test]
    fn where_only_keys_are_wanted_nothing_else_is_asked_for() {
        for purpose in [Purpose::SignIn, Purpose::StepUp] {
            let keys_only = Standing {
                keys_only: true,
                ..everything()
            };
            let methods = vec![Passkey, SecurityKey];
            assert_eq!(
                asked_for(&keys_only, purpose),
                Some((methods.clone(), Passkey))
            );
            let moved = Standing {
                usable: NO_KEYS,
                ..keys_only
            };
            assert_eq!(asked_for(&moved, purpose), Some((methods, Passkey)));
        }
    }

    #[test]
    fn a_security_key_alone_is_a_second_step_and_backup_codes_are_none() {
        let key = Standing {
            held: keys(0, 1),
            usable: keys(0, 1),
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
            held: keys(1, 1),
            backup_codes_left: 1,
            ..NOTHING
        };
        assert!(moved.has_second_step());
        assert_eq!(asked(moved.clone()), Some((vec![BackupCode], BackupCode)));
        let partly = Standing {
            usable: keys(0, 1),
            ..moved.clone()
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
            is_locked: true,
            ..NOTHING
        };
        let methods = vec![Authenticator, BackupCode];
        assert_eq!(asked(locked.clone()), Some((methods, BackupCode)));
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
