//! What a person risks: what is left when they lose a method, and the one thing to do about it next.
//!
//! Everything is read off the security overview; nothing is asked of anybody.

pub mod news;
pub mod removal;

use contract::{
    account::SecurityOverview,
    authenticator::AuthenticatorId,
    contact::EmailCodes,
    limits,
    passkey::{PasskeyId, PasskeyKind},
    sign_in::Method,
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
    /// Nothing: the settings say that it is not taken anyway.
    NotTaken,
    /// None is left.
    LockedOut {
        /// Whether the account can be recovered by mail, after a waiting period.
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
    /// Codes by email.
    EmailCodes,
}

/// What to do next, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Suggestion {
    /// The password alone opens the account: add this.
    SecondStep(Addition),
    /// Backup codes were made and shown, and nobody said that they are saved: make a new set, or say so.
    UnsavedBackupCodes,
    /// Without a confirmed email address nobody can be told, and nothing recovered: confirm it.
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
    if overview.keys_only && !matches!(what, What::Passkey(_)) {
        return Consequence::NotTaken;
    }
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
    let codes = overview.backup_codes.as_ref();
    let left = codes.map_or(0, |codes| codes.left);
    let is_unsaved = codes.is_some_and(|codes| codes.unsaved.is_some());
    match methods(overview) {
        0 => Some(Suggestion::SecondStep(addition)),
        _ if is_unsaved && !overview.keys_only => Some(Suggestion::UnsavedBackupCodes),
        _ if overview.email_confirmed_at.is_none() => Some(Suggestion::ConfirmEmail),
        1 => Some(Suggestion::AnotherMethod(addition)),
        // Such an account takes no backup codes, and has nothing weaker than keys in use.
        _ if overview.keys_only => None,
        _ if left <= limits::BACKUP_CODES_LOW => Some(Suggestion::BackupCodes { left }),
        _ if has_only_messages(overview) => Some(Suggestion::StrongerThanMessages(addition)),
        _ => None,
    }
}

/// Whether something other than a passkey or security key is worth adding: not while nothing else is accepted.
#[must_use]
pub const fn takes_codes(overview: &SecurityOverview) -> bool {
    !overview.keys_only
}

/// How many second-step methods the account has. Backup codes stand in for one, and are none.
#[must_use]
pub fn methods(overview: &SecurityOverview) -> usize {
    let held = second_steps().map(|method| held(overview, method, None));
    held.sum()
}

fn has_only_messages(overview: &SecurityOverview) -> bool {
    let mut own = second_steps().filter(|method| method.channel().is_none());
    own.all(|method| held(overview, method, None) == 0)
}

/// The methods that are a second step by themselves.
fn second_steps() -> impl Iterator<Item = Method> {
    Method::ALL.into_iter().filter(|method| match method {
        Method::BackupCode => false,
        Method::Passkey
        | Method::SecurityKey
        | Method::Authenticator
        | Method::TextMessage
        | Method::Email => true,
    })
}

/// How many of this method the account has without what is `lost`, whether or not they are taken.
fn held(overview: &SecurityOverview, method: Method, lost: Option<&What>) -> usize {
    let is_left = |what: &What| lost != Some(what);
    let keys = |kind| {
        let keys = overview.passkeys.iter().filter(|it| it.kind == kind);
        keys.filter(|it| is_left(&What::Passkey(it.id.clone())))
            .count()
    };
    match method {
        Method::Passkey => keys(PasskeyKind::Passkey),
        Method::SecurityKey => keys(PasskeyKind::SecurityKey),
        Method::Authenticator => {
            let apps = overview.authenticators.iter();
            apps.filter(|it| is_left(&What::Authenticator(it.id.clone())))
                .count()
        }
        Method::BackupCode => {
            let codes = overview.backup_codes.as_ref();
            let codes = codes.filter(|_| is_left(&What::BackupCodes));
            codes.map_or(0, |codes| codes.at_hand() as usize)
        }
        Method::TextMessage => usize::from(overview.phone.is_some() && is_left(&What::Phone)),
        Method::Email => {
            usize::from(overview.email_codes == EmailCodes::On && is_left(&What::EmailCodes))
        }
    }
}

/// A passkey, unless that is what they have already, or cannot be made.
fn addition(overview: &SecurityOverview, can_make_passkeys: bool) -> Addition {
    let has_passkey = held(overview, Method::Passkey, None) > 0;
    if can_make_passkeys && !has_passkey {
        Addition::Passkey
    } else {
        Addition::Authenticator
    }
}

/// The ways in that are left without `lost`, as far as the account takes them, strongest first.
fn ways(overview: &SecurityOverview, lost: Option<&What>) -> Vec<Way> {
    let is_taken = |method: &Method| match method {
        Method::Passkey | Method::SecurityKey => true,
        Method::Authenticator | Method::BackupCode | Method::Email => takes_codes(overview),
        Method::TextMessage => takes_codes(overview) && overview.text_messages,
    };
    let taken = Method::ALL.into_iter().filter(is_taken);
    let held = taken.map(|method| (method, held(overview, method, lost)));
    held.filter(|(_, count)| *count > 0)
        .map(|(method, count)| Way::of(method, count))
        .collect()
}

impl Way {
    /// So many of this method.
    fn of(method: Method, count: usize) -> Self {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        match method {
            Method::Passkey => Self::Passkeys(count),
            Method::SecurityKey => Self::SecurityKeys(count),
            Method::Authenticator => Self::Authenticators(count),
            Method::BackupCode => Self::BackupCodes(count),
            Method::TextMessage => Self::TextMessages,
            Method::Email => Self::EmailCodes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{
        Timestamp,
        account::{BackupCodesLeft, Viewer},
        authenticator::Authenticator,
        backup_codes::BackupCodeSetId,
        contact::Phone,
        passkey::{Passkey, PasskeyOwner, PasskeyStorage},
        webauthn::CredentialId,
    };

    const AT: Timestamp = Timestamp(1);

    /// An account with a confirmed address and nothing else.
    pub(super) fn bare() -> SecurityOverview {
        SecurityOverview {
            viewer: Viewer {
                email: "ann@example.org".to_owned(),
            },
            second_step_required: false,
            passkeys: Vec::new(),
            passkey_owner: Some(PasskeyOwner {
                rp_id: "example.org".to_owned(),
                user_handle: "AAAA".to_owned(),
            }),
            authenticators: Vec::new(),
            backup_codes: None,
            password_changed_at: AT,
            password_min: 8,
            email_confirmed_at: Some(AT),
            text_messages: true,
            phone: None,
            email_codes: EmailCodes::Off,
            keys_only: false,
            sessions: Vec::new(),
            devices: Vec::new(),
            recovery: None,
            open_for: 0,
        }
    }

    pub(super) fn passkey(id: &str, kind: PasskeyKind) -> Passkey {
        Passkey {
            id: PasskeyId(id.to_owned()),
            kind,
            name: id.to_owned(),
            credential_id: CredentialId(id.to_owned()),
            provider: None,
            storage: PasskeyStorage::OneDevice,
            created_at: AT,
            last_used_at: None,
            counter_went_back_at: None,
        }
    }

    fn authenticator(id: &str) -> Authenticator {
        Authenticator {
            id: AuthenticatorId(id.to_owned()),
            name: id.to_owned(),
            created_at: AT,
            last_used_at: None,
        }
    }

    const fn codes(left: u32) -> BackupCodesLeft {
        BackupCodesLeft {
            left,
            total: 10,
            created_at: AT,
            unsaved: None,
        }
    }

    fn unsaved() -> BackupCodesLeft {
        BackupCodesLeft {
            unsaved: Some(BackupCodeSetId("s1".to_owned())),
            ..codes(10)
        }
    }

    #[test]
    fn codes_that_nobody_saved_are_no_way_in() {
        let account = SecurityOverview {
            authenticators: vec![authenticator("a1")],
            backup_codes: Some(unsaved()),
            ..bare()
        };
        let lost = What::Authenticator(AuthenticatorId("a1".to_owned()));
        let locked_out = Consequence::LockedOut { can_recover: true };
        assert_eq!(if_lost(&account, &lost), locked_out);
        let saved = SecurityOverview {
            backup_codes: Some(codes(10)),
            ..account
        };
        let left = Consequence::Still(vec![Way::BackupCodes(10)]);
        assert_eq!(if_lost(&saved, &lost), left);
    }

    fn phone() -> Phone {
        Phone {
            masked: "+49 ••••• 67".to_owned(),
            created_at: AT,
            last_used_at: None,
        }
    }

    pub(super) fn everything() -> SecurityOverview {
        SecurityOverview {
            passkeys: vec![
                passkey("p1", PasskeyKind::Passkey),
                passkey("p2", PasskeyKind::Passkey),
                passkey("k1", PasskeyKind::SecurityKey),
            ],
            authenticators: vec![authenticator("a1")],
            backup_codes: Some(codes(8)),
            phone: Some(phone()),
            email_codes: EmailCodes::On,
            ..bare()
        }
    }

    fn what_passkey(id: &str) -> What {
        What::Passkey(PasskeyId(id.to_owned()))
    }

    fn what_authenticator(id: &str) -> What {
        What::Authenticator(AuthenticatorId(id.to_owned()))
    }

    #[test]
    fn every_method_that_an_account_has_counts() {
        let account = everything();
        for method in Method::ALL {
            assert!(held(&account, method, None) > 0, "{method:?}");
        }
        assert_eq!(methods(&account), 6);
        assert_eq!(methods(&bare()), 0);
    }

    #[test]
    fn nothing_is_lost_with_what_is_not_taken() {
        let keys_only = SecurityOverview {
            keys_only: true,
            ..everything()
        };
        assert_eq!(if_lost(&keys_only, &What::Phone), Consequence::NotTaken);
        let still = if_lost(&keys_only, &what_passkey("p1"));
        assert!(matches!(still, Consequence::Still(_)), "{still:?}");
    }

    #[test]
    fn what_is_left_is_told_strongest_first() {
        let all = [
            Way::Passkeys(2),
            Way::SecurityKeys(1),
            Way::Authenticators(1),
            Way::BackupCodes(8),
            Way::TextMessages,
            Way::EmailCodes,
        ];
        let without = |lost: Way, left: &[Way]| {
            let kept = all.iter().filter(|way| **way != lost);
            let mut ways: Vec<Way> = left.iter().chain(kept).copied().collect();
            ways.sort_by_key(|way| all.iter().position(|it| it == way));
            Consequence::Still(ways)
        };
        let account = everything();
        let rows = [
            (what_passkey("k1"), Way::SecurityKeys(1)),
            (what_authenticator("a1"), Way::Authenticators(1)),
            (What::BackupCodes, Way::BackupCodes(8)),
            (What::Phone, Way::TextMessages),
            (What::EmailCodes, Way::EmailCodes),
        ];
        for (what, way) in rows {
            assert_eq!(if_lost(&account, &what), without(way, &[]), "{what:?}");
        }
        let Consequence::Still(ways) = if_lost(&account, &what_passkey("p1")) else {
            panic!("there is much left");
        };
        assert_eq!(ways[0], Way::Passkeys(1));
        assert_eq!(ways[1..], all[1..]);
    }

    #[test]
    fn losing_the_only_way_locks_out_unless_the_account_can_be_recovered() {
        let account = SecurityOverview {
            authenticators: vec![authenticator("a1")],
            backup_codes: Some(codes(0)),
            ..bare()
        };
        let lost = what_authenticator("a1");
        let locked_out = |can_recover| Consequence::LockedOut { can_recover };
        assert_eq!(if_lost(&account, &lost), locked_out(true));
        let unconfirmed = SecurityOverview {
            email_confirmed_at: None,
            ..account
        };
        assert_eq!(if_lost(&unconfirmed, &lost), locked_out(false));
    }

    #[test]
    fn backup_codes_stand_in_for_a_lost_method() {
        let account = SecurityOverview {
            authenticators: vec![authenticator("a1")],
            backup_codes: Some(codes(8)),
            ..bare()
        };
        assert_eq!(
            if_lost(&account, &what_authenticator("a1")),
            Consequence::Still(vec![Way::BackupCodes(8)])
        );
    }

    #[test]
    fn what_the_server_or_the_owner_does_not_take_is_no_way() {
        let without_messages = SecurityOverview {
            text_messages: false,
            authenticators: vec![authenticator("a1")],
            phone: Some(phone()),
            email_codes: EmailCodes::Unavailable,
            ..bare()
        };
        assert_eq!(
            if_lost(&without_messages, &what_authenticator("a1")),
            Consequence::LockedOut { can_recover: true }
        );
        let keys_only = SecurityOverview {
            keys_only: true,
            ..everything()
        };
        assert_eq!(
            if_lost(&keys_only, &what_passkey("p1")),
            Consequence::Still(vec![Way::Passkeys(1), Way::SecurityKeys(1)])
        );
        let one_key = SecurityOverview {
            passkeys: vec![passkey("p1", PasskeyKind::Passkey)],
            ..keys_only
        };
        assert_eq!(
            if_lost(&one_key, &what_passkey("p1")),
            Consequence::LockedOut { can_recover: false }
        );
    }

    #[test]
    fn the_most_urgent_thing_is_suggested() {
        let authenticator_only = SecurityOverview {
            authenticators: vec![authenticator("a1")],
            backup_codes: Some(codes(8)),
            ..bare()
        };
        let two = SecurityOverview {
            passkeys: vec![passkey("p1", PasskeyKind::Passkey)],
            ..authenticator_only.clone()
        };
        let messages = SecurityOverview {
            phone: Some(phone()),
            email_codes: EmailCodes::On,
            backup_codes: Some(codes(8)),
            ..bare()
        };
        let unconfirmed = SecurityOverview {
            email_confirmed_at: None,
            ..authenticator_only.clone()
        };
        let low = SecurityOverview {
            backup_codes: Some(codes(2)),
            ..two.clone()
        };
        let none = SecurityOverview {
            backup_codes: None,
            ..two.clone()
        };
        let keys_only = SecurityOverview {
            keys_only: true,
            backup_codes: None,
            ..everything()
        };
        let unsaved = SecurityOverview {
            email_confirmed_at: None,
            backup_codes: Some(unsaved()),
            ..authenticator_only.clone()
        };
        let rows = [
            (unsaved, Some(Suggestion::UnsavedBackupCodes)),
            (bare(), Some(Suggestion::SecondStep(Addition::Passkey))),
            (unconfirmed, Some(Suggestion::ConfirmEmail)),
            (
                authenticator_only,
                Some(Suggestion::AnotherMethod(Addition::Passkey)),
            ),
            (low, Some(Suggestion::BackupCodes { left: 2 })),
            (none, Some(Suggestion::BackupCodes { left: 0 })),
            (
                messages,
                Some(Suggestion::StrongerThanMessages(Addition::Passkey)),
            ),
            (two, None),
            (everything(), None),
            (keys_only, None),
        ];
        for (account, expected) in rows {
            assert_eq!(suggestion(&account, true), expected, "{account:?}");
        }
    }

    #[test]
    fn a_passkey_is_suggested_only_where_one_can_be_made() {
        let no_passkeys_here = SecurityOverview {
            passkey_owner: None,
            ..bare()
        };
        let second_step = |addition| Some(Suggestion::SecondStep(addition));
        assert_eq!(
            suggestion(&no_passkeys_here, true),
            second_step(Addition::Authenticator)
        );
        assert_eq!(
            suggestion(&bare(), false),
            second_step(Addition::Authenticator)
        );
        let passkey_only = SecurityOverview {
            passkeys: vec![passkey("p1", PasskeyKind::Passkey)],
            ..bare()
        };
        assert_eq!(
            suggestion(&passkey_only, true),
            Some(Suggestion::AnotherMethod(Addition::Authenticator))
        );
    }
}
