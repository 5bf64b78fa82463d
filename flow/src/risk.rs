//! What a person risks: what is left when they lose a method, and the one thing to do about it next.
//!
//! Everything is read off the security overview; nothing is asked of anybody.

use contract::{
    account::SecurityOverview,
    authenticator::AuthenticatorId,
    contact::EmailCodes,
    limits,
    passkey::{PasskeyId, PasskeyKind},
};

/// What is lost.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// This passkey or security key.
    Passkey(PasskeyId),
    /// This authenticator app.
    Authenticator(AuthenticatorId),
    /// The paper with the backup codes.
    BackupCodes,
    /// The phone number.
    Phone,
    /// The mailbox.
    EmailCodes,
}

/// What losing it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Consequence {
    /// These ways in are left, strongest first; never empty.
    Still(Vec<Way>),
    /// None is left.
    LockedOut {
        /// Whether the account can be recovered by mail, after a time of waiting.
        can_recover: bool,
    },
}

/// A way in, beside the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// So many passkeys.
    Passkeys(u32),
    /// So many security keys.
    SecurityKeys(u32),
    /// So many authenticator apps.
    Authenticators(u32),
    /// So many unused backup codes.
    BackupCodes(u32),
    /// Codes by text message.
    TextMessages,
    /// Codes by e-mail.
    EmailCodes,
}

/// What to do next, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Suggestion {
    /// The password alone opens the account: add this.
    SecondStep(Addition),
    /// Without a confirmed e-mail address nobody can be told, and nothing recovered: confirm it.
    ConfirmEmail,
    /// There is one method, and it can be lost: add this.
    AnotherMethod(Addition),
    /// Few backup codes are left, or none, or there never were any: make a new set.
    BackupCodes {
        /// How many are left.
        left: u32,
    },
    /// Messages can be read on their way: add this, which cannot.
    StrongerThanMessages(Addition),
}

/// What to add.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Addition {
    /// A passkey.
    Passkey,
    /// An authenticator app, on another device than the first.
    Authenticator,
}

/// What losing this means for the owner of the account.
#[must_use]
pub fn if_lost(overview: &SecurityOverview, what: &What) -> Consequence {
    let ways = ways(overview, Some(what));
    if ways.is_empty() {
        let can_recover = overview.email_confirmed_at.is_some() && !overview.keys_only;
        Consequence::LockedOut { can_recover }
    } else {
        Consequence::Still(ways)
    }
}

/// The one thing to suggest, if there is any. `can_make_passkeys`: whether this browser can.
#[must_use]
pub fn suggestion(overview: &SecurityOverview, can_make_passkeys: bool) -> Option<Suggestion> {
    let can_make_passkeys = can_make_passkeys && overview.passkey_owner.is_some();
    let addition = addition(overview, can_make_passkeys);
    let left = overview.backup_codes.map_or(0, |codes| codes.left);
    match methods(overview) {
        0 => Some(Suggestion::SecondStep(addition)),
        _ if overview.email_confirmed_at.is_none() => Some(Suggestion::ConfirmEmail),
        1 => Some(Suggestion::AnotherMethod(addition)),
        // Such an account takes no backup codes, and has nothing weaker than keys in use.
        _ if overview.keys_only => None,
        _ if left <= limits::BACKUP_CODES_LOW => Some(Suggestion::BackupCodes { left }),
        _ if has_only_messages(overview) => Some(Suggestion::StrongerThanMessages(addition)),
        _ => None,
    }
}

/// How many methods the account has. Backup codes stand in for one, and are none.
fn methods(overview: &SecurityOverview) -> usize {
    overview.passkeys.len()
        + overview.authenticators.len()
        + usize::from(overview.phone.is_some())
        + usize::from(overview.email_codes == EmailCodes::On)
}

fn has_only_messages(overview: &SecurityOverview) -> bool {
    overview.passkeys.is_empty() && overview.authenticators.is_empty()
}

/// A passkey, unless that is what they have already, or cannot be made.
fn addition(overview: &SecurityOverview, can_make_passkeys: bool) -> Addition {
    let has_passkey = overview
        .passkeys
        .iter()
        .any(|passkey| passkey.kind == PasskeyKind::Passkey);
    if can_make_passkeys && !has_passkey {
        Addition::Passkey
    } else {
        Addition::Authenticator
    }
}

/// The ways in that are left without `lost`, as far as the account takes them.
fn ways(overview: &SecurityOverview, lost: Option<&What>) -> Vec<Way> {
    let is_left = |what: &What| lost != Some(what);
    let keys = |kind| {
        let passkeys = overview.passkeys.iter();
        count(passkeys.filter(|it| it.kind == kind && is_left(&What::Passkey(it.id.clone()))))
    };
    let authenticators = overview.authenticators.iter();
    let authenticators =
        count(authenticators.filter(|it| is_left(&What::Authenticator(it.id.clone()))));
    let codes = overview.backup_codes.map_or(0, |codes| codes.left);
    let codes = if is_left(&What::BackupCodes) {
        codes
    } else {
        0
    };
    let has_phone = overview.phone.is_some() && overview.text_messages && is_left(&What::Phone);
    let has_mail = overview.email_codes == EmailCodes::On && is_left(&What::EmailCodes);

    let strong = [
        Way::Passkeys(keys(PasskeyKind::Passkey)),
        Way::SecurityKeys(keys(PasskeyKind::SecurityKey)),
    ];
    let weaker = [Way::Authenticators(authenticators), Way::BackupCodes(codes)];
    let messages = [
        has_phone.then_some(Way::TextMessages),
        has_mail.then_some(Way::EmailCodes),
    ];
    let others = weaker.into_iter().chain(messages.into_iter().flatten());
    let others = others.filter(|_| !overview.keys_only);
    strong
        .into_iter()
        .chain(others)
        .filter(|way| way.is_any())
        .collect()
}

impl Way {
    const fn is_any(self) -> bool {
        match self {
            Self::Passkeys(count)
            | Self::SecurityKeys(count)
            | Self::Authenticators(count)
            | Self::BackupCodes(count) => count > 0,
            Self::TextMessages | Self::EmailCodes => true,
        }
    }
}

fn count(things: impl Iterator) -> u32 {
    u32::try_from(things.count()).unwrap_or(u32::MAX)
}
