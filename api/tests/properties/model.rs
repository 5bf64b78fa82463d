//! What must be true: who has what, and who may do what. Told by nothing but what people did and by the rules.

use crate::{
    actions::Who,
    support::{authenticator::Authenticator, browser::Browser, person::Phone},
};
use contract::{
    Secret, Timestamp,
    endpoint::Access,
    passkey::{PasskeyId, PasskeyKind},
    sign_in::Method,
};
use std::collections::BTreeMap;

const DAY: i64 = 24 * 60 * 60;

/// A browser, and what its cookies are good for.
pub struct Place {
    pub browser: Browser,
    pub session: Option<Session>,
    pub pending: Option<Pending>,
    /// Whose second step is not asked for here, and until when.
    pub trust: BTreeMap<Who, Timestamp>,
}

#[derive(Clone, Copy, Debug)]
pub struct Session {
    pub who: Who,
    /// Whether more than enrolment was open when it began, or is since.
    pub is_full: bool,
    /// Whether both steps opened it.
    pub is_both: bool,
    pub opened_at: Timestamp,
    pub proved_at: Timestamp,
}

#[derive(Clone, Copy, Debug)]
pub struct Pending {
    pub who: Who,
    pub until: Timestamp,
}

/// A passkey or security key, on an authenticator of its own.
#[derive(Clone)]
pub struct Held {
    pub id: PasskeyId,
    pub kind: PasskeyKind,
    pub device: Authenticator,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recovering {
    LinkSent {
        token: Secret,
        until: Timestamp,
    },
    Started {
        cancel: Secret,
        /// Of the link that it began with, which stops it as well.
        asked: Secret,
        ready_at: Timestamp,
    },
}

/// A change of the address that can be undone.
#[derive(Clone, Debug)]
pub struct Change {
    pub undo: Secret,
    pub old: String,
    pub was_confirmed: bool,
    pub until: Timestamp,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, as in the database"
)]
pub struct Account {
    pub email: String,
    pub password: String,
    pub is_confirmed: bool,
    pub authenticators: Vec<Phone>,
    pub keys: Vec<Held>,
    pub codes: Vec<String>,
    pub phone: Option<String>,
    pub has_email_codes: bool,
    pub is_keys_only: bool,
    pub must_enrol: bool,
    pub reset: Option<(Secret, Timestamp)>,
    pub recovery: Option<Recovering>,
    pub changes: Vec<Change>,
}

impl Account {
    pub fn new(email: String, password: String) -> Self {
        Self {
            email,
            password,
            is_confirmed: false,
            authenticators: Vec::new(),
            keys: Vec::new(),
            codes: Vec::new(),
            phone: None,
            has_email_codes: false,
            is_keys_only: false,
            must_enrol: false,
            reset: None,
            recovery: None,
            changes: Vec::new(),
        }
    }

    /// How many methods it has. Backup codes come with the first, and are none.
    pub fn methods(&self) -> usize {
        let methods = Method::ALL.into_iter();
        let methods = methods.filter(|method| *method != Method::BackupCode);
        methods.map(|method| self.count(method)).sum()
    }

    pub fn has_kind(&self, kind: PasskeyKind) -> bool {
        self.keys.iter().any(|held| held.kind == kind)
    }

    /// What the second step is asked for, strongest first.
    pub fn asked(&self, is_step_up: bool) -> Vec<Method> {
        let has_own = !self.authenticators.is_empty() || !self.keys.is_empty();
        let is_asked = |method: &Method| {
            let is_weak = method.channel().is_some();
            let is_taken = !self.is_keys_only || method.passkey_kind().is_some();
            let is_enough = !(is_weak && is_step_up && has_own);
            is_taken && is_enough && self.count(*method) > 0
        };
        if self.methods() == 0 {
            return Vec::new();
        }
        Method::ALL.into_iter().filter(is_asked).collect()
    }

    fn count(&self, method: Method) -> usize {
        let keys = |kind| self.keys.iter().filter(|held| held.kind == kind).count();
        match method {
            Method::Passkey => keys(PasskeyKind::Passkey),
            Method::SecurityKey => keys(PasskeyKind::SecurityKey),
            Method::Authenticator => self.authenticators.len(),
            Method::BackupCode => self.codes.len(),
            Method::TextMessage => usize::from(self.phone.is_some()),
            Method::Email => usize::from(self.has_email_codes),
        }
    }

    pub const fn can_recover(&self) -> bool {
        self.is_confirmed && !self.is_keys_only
    }

    /// Whether its recovery can be finished now.
    pub fn is_ready(&self, now: Timestamp) -> bool {
        match &self.recovery {
            Some(Recovering::Started { ready_at, .. }) => {
                *ready_at <= now && now < ready_at.plus_seconds(7 * DAY) && self.can_recover()
            }
            _ => false,
        }
    }

    /// Whether a recovery is under way.
    pub fn is_recovering(&self, now: Timestamp) -> bool {
        match &self.recovery {
            Some(Recovering::LinkSent { until, .. }) => now < *until,
            Some(Recovering::Started { ready_at, .. }) => now < ready_at.plus_seconds(7 * DAY),
            None => false,
        }
    }
}

/// How a call is answered, as far as it depends on who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Open,
    NotSignedIn,
    SignInExpired,
    EnrolmentRequired,
    StepUpRequired,
}

impl Session {
    pub fn is_alive(&self, now: Timestamp) -> bool {
        now < self.opened_at.plus_seconds(DAY)
    }

    pub fn is_recent(&self, now: Timestamp) -> bool {
        self.proved_at <= now && now < self.proved_at.plus_seconds(600)
    }
}

/// Whether only enrolment is open.
pub fn is_enrolling(session: &Session, account: &Account, is_required: bool) -> bool {
    let is_wanted = is_required || account.must_enrol;
    !session.is_full || (is_wanted && account.methods() == 0)
}

/// What a call that asks for this must answer.
pub fn verdict(
    place: &Place,
    account_of: impl Fn(Who) -> bool,
    now: Timestamp,
    access: Access,
) -> Verdict {
    let (must_be_full, must_be_recent) = match access {
        Access::Anybody => return Verdict::Open,
        Access::SecondStepPending => {
            return match place.pending {
                Some(_) => Verdict::Open,
                None => Verdict::SignInExpired,
            };
        }
        Access::Enrolling => (false, false),
        Access::SignedIn => (true, false),
        Access::EnrollingRecentlyProved => (false, true),
        Access::RecentlyProved => (true, true),
    };
    let Some(session) = &place.session else {
        return Verdict::NotSignedIn;
    };
    if must_be_full && account_of(session.who) {
        return Verdict::EnrolmentRequired;
    }
    if must_be_recent && !session.is_recent(now) {
        return Verdict::StepUpRequired;
    }
    Verdict::Open
}
