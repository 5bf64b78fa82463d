//! What an account has for the second step, and what it is asked for.

use crate::{
    app::App,
    auth::{
        claimant::{Claimant, SecondStepPurpose},
        sent_codes,
    },
    error::Error,
    rules::limits::CONSECUTIVE_FAILURES_MAX,
    store::{self, Connection, factors::FactorsRow},
    webauthn::RelyingParty,
};
use contract::{
    activity::Event,
    sent_code::{Channel, Destination},
    sign_in::{Method, SecondStep},
};

/// What an account has for the second step: the one answer to that question.
#[derive(Clone, Debug)]
pub struct Factors {
    row: FactorsRow,
    /// Whether this server sends text messages, and they leave as far as is known.
    can_send_text_messages: bool,
    /// Whether this server sends codes by email.
    can_send_email_codes: bool,
}

/// What kind of proof a method is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A key that answers a challenge: nobody guesses it, and no false page gets it.
    Key,
    /// A code that something of the owner makes.
    Made,
    /// A code that the owner saved. It is no second step by itself.
    Saved,
    /// A code that is sent. It is weaker than what the owner has.
    Sent,
}

impl Kind {
    const fn of(method: Method) -> Self {
        match method {
            Method::Passkey | Method::SecurityKey => Self::Key,
            Method::Authenticator => Self::Made,
            Method::BackupCode => Self::Saved,
            Method::TextMessage | Method::Email => Self::Sent,
        }
    }

    /// Whether its methods are the account's own, and not sent.
    const fn is_own(self) -> bool {
        matches!(self, Self::Key | Self::Made)
    }
}

/// Whether whatever the account has is meant, or what can answer here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Availability {
    /// Whatever the account has.
    Held,
    /// What can be asked for here: keys that are bound to this domain, and codes that this server sends.
    Usable,
}

/// A method that is added or removed, as its owner knows it.
pub struct Which {
    /// Of which kind.
    pub method: Method,
    /// Its name.
    pub name: String,
}

impl Which {
    /// The event of its addition.
    pub fn added(self) -> Event {
        Event::MethodAdded {
            method: self.method,
            name: self.name,
        }
    }

    /// The event of its removal.
    pub fn removed(self) -> Event {
        Event::MethodRemoved {
            method: self.method,
            name: self.name,
        }
    }
}

impl Factors {
    /// Reads what the account has.
    pub async fn of_account(
        connection: &mut Connection,
        app: &App,
        account_id: &str,
    ) -> Result<Self, Error> {
        let rp_id = app.relying_party().ok().map(RelyingParty::id);
        let row = store::factors::of_account(connection, account_id, rp_id).await?;
        Ok(Self {
            row: row.ok_or(Error::AccountGone)?,
            can_send_text_messages: app.can_send_text_messages(),
            can_send_email_codes: app.config.has_email_codes(),
        })
    }

    /// Whether there is a second step at all. Backup codes alone are none.
    pub fn has_second_step(&self) -> bool {
        let is_second_step = |method: &Method| Kind::of(*method) != Kind::Saved;
        let mut methods = Method::ALL.into_iter().filter(is_second_step);
        methods.any(|method| self.has(method, Availability::Held))
    }

    /// Whether the methods that can be guessed are locked.
    pub fn is_locked(&self) -> bool {
        is_locked(self.row.second_step_failures)
    }

    /// Where codes go that are sent this way.
    pub fn destination(&self, channel: Channel) -> Option<&str> {
        match channel {
            Channel::TextMessage => self.row.phone.as_deref(),
            Channel::Email => self.row.email_codes_at.map(|_| self.row.email.as_str()),
        }
    }

    /// What is asked for, strongest first; nothing when there is no second step. What cannot answer here is asked for only
    /// when there is nothing else.
    pub fn methods(&self, purpose: SecondStepPurpose) -> Vec<Method> {
        let (has_own, accepts_codes) = (self.has_own(), !self.row.keys_only);
        let is_asked = |method: &Method| match Kind::of(*method) {
            Kind::Key => true,
            Kind::Made => accepts_codes,
            // They are no second step by themselves.
            Kind::Saved => accepts_codes && self.has_second_step(),
            // Whoever has something stronger steps up with that.
            Kind::Sent => accepts_codes && (purpose == SecondStepPurpose::SignIn || !has_own),
        };
        let of = |availability: Availability| {
            let methods = Method::ALL.into_iter().filter(is_asked);
            methods
                .filter(|it| self.has(*it, availability))
                .collect::<Vec<_>>()
        };
        let usable = of(Availability::Usable);
        if usable.is_empty() {
            of(Availability::Held)
        } else {
            usable
        }
    }

    /// What to ask for; nothing when there is no second step.
    pub async fn ask(
        &self,
        connection: &mut Connection,
        app: &App,
        claimant: Claimant<'_>,
    ) -> Result<Option<SecondStep>, Error> {
        let methods = self.methods(claimant.purpose());
        let Some(show_first) = self.first(&methods) else {
            return Ok(None);
        };
        let mut destinations = Vec::new();
        for channel in methods.iter().filter_map(|method| method.channel()) {
            if let Some(destination) = self.destination(channel) {
                let ask = claimant.sent_code(channel);
                let view = sent_codes::view(connection, app, &ask, destination).await?;
                destinations.push(view);
            }
        }
        // Whoever loads the page again while a code is out goes on where they were.
        let show_first = newest_out(&destinations)
            .filter(|_| !self.is_locked())
            .unwrap_or(show_first);
        Ok(Some(SecondStep {
            methods,
            show_first,
            expires_in: claimant.expires_at().seconds_after(app.clock.now()),
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
        let is_open = |method: &Method| !(self.is_locked() && can_be_guessed(*method));
        let find = |wanted: &dyn Fn(Kind) -> bool| {
            let mut open = methods.iter().filter(|method| is_open(method));
            open.find(|method| wanted(Kind::of(**method))).copied()
        };
        let saved = || find(&|kind| kind == Kind::Saved);
        let sent = || find(&|kind| kind == Kind::Sent);
        let rest = if self.has_own() {
            saved().or_else(sent)
        } else {
            sent().or_else(saved)
        };
        find(&Kind::is_own).or(rest).or(methods.first().copied())
    }

    /// Whether the account has methods that are its own, and not sent.
    fn has_own(&self) -> bool {
        let mut own = Method::ALL.into_iter().filter(|it| Kind::of(*it).is_own());
        own.any(|method| self.has(method, Availability::Held))
    }

    fn has(&self, method: Method, availability: Availability) -> bool {
        let is_held = availability == Availability::Held;
        let row = &self.row;
        match method {
            Method::Passkey if is_held => row.passkeys > 0,
            Method::Passkey => row.usable_passkeys > 0,
            Method::SecurityKey if is_held => row.security_keys > 0,
            Method::SecurityKey => row.usable_security_keys > 0,
            Method::Authenticator => row.authenticators > 0,
            Method::BackupCode => row.backup_codes_left > 0,
            Method::TextMessage => row.phone.is_some() && (is_held || self.can_send_text_messages),
            Method::Email => row.email_codes_at.is_some() && (is_held || self.can_send_email_codes),
        }
    }
}

/// The method whose code was sent last, of those that are out.
fn newest_out(destinations: &[Destination]) -> Option<Method> {
    let out = destinations.iter().filter(|it| it.sent.is_some());
    let newest = out.max_by_key(|it| it.sent.map(|sent| sent.expires_in));
    newest.map(|it| Method::of_channel(it.channel))
}

/// Whether its codes can be guessed: too many wrong ones in a row lock it. Keys have no code, and a backup code is longer than
/// anybody guesses.
pub const fn can_be_guessed(method: Method) -> bool {
    match method {
        Method::Authenticator | Method::TextMessage | Method::Email => true,
        Method::Passkey | Method::SecurityKey | Method::BackupCode => false,
    }
}

/// Whether so many wrong codes in a row lock the methods that can be guessed.
pub fn is_locked(failures: i64) -> bool {
    failures >= i64::from(CONSECUTIVE_FAILURES_MAX)
}

#[cfg(test)]
mod tests {
    use super::{Factors, FactorsRow, SecondStepPurpose, can_be_guessed};
    use crate::rules::limits::CONSECUTIVE_FAILURES_MAX;

    use contract::sign_in::Method::{
        self, Authenticator, BackupCode, Email, Passkey, SecurityKey, TextMessage,
    };

    fn nothing() -> Factors {
        Factors {
            row: FactorsRow {
                email: "anna@example.org".to_owned(),
                email_codes_at: None,
                keys_only: false,
                second_step_failures: 0,
                authenticators: 0,
                passkeys: 0,
                security_keys: 0,
                usable_passkeys: 0,
                usable_security_keys: 0,
                backup_codes_left: 0,
                phone: None,
            },
            can_send_text_messages: true,
            can_send_email_codes: true,
        }
    }

    /// An account with what is set of it.
    fn with(set: impl FnOnce(&mut FactorsRow)) -> Factors {
        let mut factors = nothing();
        set(&mut factors.row);
        factors
    }

    fn with_phone(row: &mut FactorsRow) {
        row.phone = Some("+4915123456789".to_owned());
    }

    fn with_everything(row: &mut FactorsRow) {
        row.authenticators = 1;
        row.passkeys = 1;
        row.security_keys = 2;
        row.usable_passkeys = 1;
        row.usable_security_keys = 2;
        row.backup_codes_left = 10;
        row.email_codes_at = Some(0);
        with_phone(row);
    }

    fn lock(row: &mut FactorsRow) {
        row.second_step_failures = i64::from(CONSECUTIVE_FAILURES_MAX);
    }

    fn asked_for(factors: &Factors, purpose: SecondStepPurpose) -> Option<(Vec<Method>, Method)> {
        let methods = factors.methods(purpose);
        let first = factors.first(&methods)?;
        Some((methods, first))
    }

    fn asked(set: impl FnOnce(&mut FactorsRow)) -> Option<(Vec<Method>, Method)> {
        asked_for(&with(set), SecondStepPurpose::SignIn)
    }

    #[test]
    fn the_strongest_method_is_shown_first() {
        let all = Some((Method::ALL.to_vec(), Passkey));
        assert_eq!(asked(with_everything), all);
    }

    #[test]
    fn sent_codes_prove_nothing_again_where_there_is_something_stronger() {
        let own = vec![Passkey, SecurityKey, Authenticator, BackupCode];
        let again = asked_for(&with(with_everything), SecondStepPurpose::StepUp);
        assert_eq!(again, Some((own, Passkey)));
        let sent_only = with(|row| {
            row.backup_codes_left = 2;
            row.email_codes_at = Some(0);
            with_phone(row);
        });
        let methods = vec![BackupCode, TextMessage, Email];
        let again = asked_for(&sent_only, SecondStepPurpose::StepUp);
        assert_eq!(again, Some((methods, TextMessage)));
    }

    #[test]
    fn sent_codes_are_shown_first_only_where_there_is_nothing_else() {
        let phone = |row: &mut FactorsRow| {
            row.backup_codes_left = 10;
            with_phone(row);
        };
        let locked = |row: &mut FactorsRow| {
            phone(row);
            lock(row);
        };
        let methods = vec![BackupCode, TextMessage];
        assert_eq!(asked(phone), Some((methods.clone(), TextMessage)));
        assert_eq!(asked(locked), Some((methods, BackupCode)));
        let with_app = |row: &mut FactorsRow| {
            phone(row);
            row.authenticators = 1;
        };
        let locked = |row: &mut FactorsRow| {
            with_app(row);
            lock(row);
        };
        let methods = vec![Authenticator, BackupCode, TextMessage];
        assert_eq!(asked(with_app), Some((methods.clone(), Authenticator)));
        assert_eq!(asked(locked), Some((methods, BackupCode)));
    }

    #[test]
    fn what_this_server_does_not_send_is_not_asked_for_unless_there_is_nothing_else() {
        let unavailable = |set: fn(&mut FactorsRow)| Factors {
            can_send_text_messages: false,
            ..with(set)
        };
        let phone = unavailable(with_phone);
        assert!(phone.has_second_step());
        let asked = |factors: &Factors| asked_for(factors, SecondStepPurpose::SignIn);
        assert_eq!(asked(&phone), Some((vec![TextMessage], TextMessage)));
        let with_codes = unavailable(|row| {
            with_phone(row);
            row.backup_codes_left = 1;
        });
        assert_eq!(asked(&with_codes), Some((vec![BackupCode], BackupCode)));
    }

    #[test]
    fn where_only_keys_are_wanted_nothing_else_is_asked_for() {
        for purpose in [SecondStepPurpose::SignIn, SecondStepPurpose::StepUp] {
            let keys_only = |row: &mut FactorsRow| {
                with_everything(row);
                row.keys_only = true;
            };
            let moved = |row: &mut FactorsRow| {
                keys_only(row);
                row.usable_passkeys = 0;
                row.usable_security_keys = 0;
            };
            let keys = Some((vec![Passkey, SecurityKey], Passkey));
            assert_eq!(asked_for(&with(keys_only), purpose), keys);
            assert_eq!(asked_for(&with(moved), purpose), keys);
        }
    }

    #[test]
    fn a_security_key_alone_is_a_second_step_and_backup_codes_are_none() {
        let key = |row: &mut FactorsRow| {
            row.security_keys = 1;
            row.usable_security_keys = 1;
        };
        assert_eq!(asked(key), Some((vec![SecurityKey], SecurityKey)));
        assert_eq!(asked(|row| row.backup_codes_left = 10), None);
    }

    #[test]
    fn what_is_bound_to_another_domain_is_a_second_step_but_asked_for_only_for_want_of_another() {
        let nothing_else = |row: &mut FactorsRow| {
            row.passkeys = 1;
            row.security_keys = 1;
        };
        let moved = |row: &mut FactorsRow| {
            nothing_else(row);
            row.backup_codes_left = 1;
        };
        assert!(with(moved).has_second_step());
        assert_eq!(asked(moved), Some((vec![BackupCode], BackupCode)));
        let partly = |row: &mut FactorsRow| {
            moved(row);
            row.usable_security_keys = 1;
        };
        let methods = vec![SecurityKey, BackupCode];
        assert_eq!(asked(partly), Some((methods, SecurityKey)));
        let methods = vec![Passkey, SecurityKey];
        assert_eq!(asked(nothing_else), Some((methods, Passkey)));
    }

    #[test]
    fn a_code_of_a_few_digits_can_be_guessed() {
        for method in Method::ALL {
            assert_eq!(can_be_guessed(method), method.has_digits(), "{method:?}");
        }
    }

    #[test]
    fn a_method_that_is_locked_is_not_shown_first() {
        let nothing_else = |row: &mut FactorsRow| {
            row.authenticators = 1;
            lock(row);
        };
        let locked = |row: &mut FactorsRow| {
            nothing_else(row);
            row.backup_codes_left = 3;
        };
        let methods = vec![Authenticator, BackupCode];
        assert_eq!(asked(locked), Some((methods, BackupCode)));
        let only = Some((vec![Authenticator], Authenticator));
        assert_eq!(asked(nothing_else), only);
    }
}
