//! Every word that a person reads. English is built in; the catalogue is one plain struct, so a missing word does not compile.
//!
//! A word in braces, such as `{n}`, is filled in by [`fill`].

mod account;
mod activity;
mod browser;
mod care;
mod care_trouble;
mod check;
mod common;
mod contact;
mod english;
mod methods;
mod passkey;
mod passkey_trouble;
mod reach;
mod risk;
mod sent_code;
mod sessions;
mod sign_in;
mod trouble;
mod way_back;

pub use account::{BackupCodesText, ChangePasswordText, EnrolText, SecurityText, StepUpText};
pub use activity::{ActivityText, event};
pub use browser::{BrowserText, browser_name};
pub use care::{DeletionText, KeysOnlyText, LastStepText, OpenText, UnderWayText};
pub use check::{CheckText, check_line, obstacle};
pub use common::{CommonText, Plural};
pub use contact::{ContactText, ContactWords};
pub use methods::{backup_codes_left, method_name};
pub use passkey::{EnrolPasskeyText, OfferText, PasskeysText};
pub use reach::{EmailText, PhoneText};
pub use risk::{RiskText, SuggestionText, addition, consequence, suggestion};
pub use sent_code::{ChannelText, SentCodeText};
pub use sessions::{SessionsText, TrustedText};
pub use sign_in::{NewsText, NotFoundText, SignInText, SignUpText};
pub use trouble::{TroubleText, countdown_line, field_reason, trouble, trouble_with_typed};
pub use way_back::{DeadLinkText, NewBackupCodesText, RecoveryText, ResetText, UndoText};

use leptos::prelude::*;

/// The whole catalogue, a part for each screen.
#[derive(Debug)]
pub struct Text {
    /// What several screens say.
    pub common: CommonText,
    /// The sign-in page.
    pub sign_in: SignInText,
    /// The sign-up page.
    pub sign_up: SignUpText,
    /// What is said on arrival, about what happened before.
    pub news: NewsText,
    /// The security settings.
    pub security: SecurityText,
    /// What losing a method means, and what to do next.
    pub risk: RiskText,
    /// Codes by text message, in the settings.
    pub phone: PhoneText,
    /// The e-mail address, in the settings.
    pub email: EmailText,
    /// Nothing but keys.
    pub keys_only: KeysOnlyText,
    /// Turning off the last second step.
    pub last_step: LastStepText,
    /// Where somebody is signed in.
    pub sessions: SessionsText,
    /// The browsers that are not asked for the second step.
    pub trusted: TrustedText,
    /// A recovery that is under way, in the settings.
    pub under_way: UnderWayText,
    /// For how long changes are open.
    pub open: OpenText,
    /// What happened to the account.
    pub activity: ActivityText,
    /// What browsers are called.
    pub browser: BrowserText,
    /// Deleting the account.
    pub deletion: DeletionText,
    /// Changing the password.
    pub change_password: ChangePasswordText,
    /// Setting up an authenticator app.
    pub enrol: EnrolText,
    /// Adding a passkey or security key.
    pub enrol_passkey: EnrolPasskeyText,
    /// A passkey offered after a sign-in.
    pub offer: OfferText,
    /// The passkeys in the settings.
    pub passkeys: PasskeysText,
    /// What works in this browser.
    pub check: CheckText,
    /// Backup codes, wherever they are shown.
    pub backup_codes: BackupCodesText,
    /// Codes that are sent.
    pub sent_code: SentCodeText,
    /// A new password by a link.
    pub reset: ResetText,
    /// A new set of backup codes after a sign-in with one of the last.
    pub new_backup_codes: NewBackupCodesText,
    /// A lost second step.
    pub recovery: RecoveryText,
    /// A change of address undone by a link.
    pub undo: UndoText,
    /// A link from a mail that cannot be used.
    pub dead_link: DeadLinkText,
    /// A phone number or an e-mail address.
    pub contact: ContactText,
    /// Proving it again.
    pub step_up: StepUpText,
    /// The page that does not exist.
    pub not_found: NotFoundText,
    /// What went wrong, and what to do.
    pub trouble: TroubleText,
}

/// The language of the page.
#[derive(Clone, Copy, Debug)]
pub struct Locale(&'static Text);

/// Makes the language known to everything below.
pub fn provide_locale() {
    provide_context(Locale(&english::TEXT));
}

/// The words to use here.
pub fn use_text() -> &'static Text {
    use_context::<Locale>().map_or(&english::TEXT, |locale| locale.0)
}

/// The service's name, as the served page says it.
#[derive(Clone, Copy, Debug)]
struct ServiceName(StoredValue<Option<String>>);

/// Makes the service's name known to everything below; `None` when the page does not say it.
pub fn provide_name(name: Option<String>) {
    provide_context(ServiceName(StoredValue::new(name)));
}

/// What the service is called here.
pub fn use_name() -> String {
    use_context::<ServiceName>()
        .and_then(|name| name.0.get_value())
        .unwrap_or_else(|| use_text().common.product.to_owned())
}

/// Puts values in the place of `{name}`.
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    values
        .iter()
        .fold(template.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
}

#[cfg(test)]
mod tests {
    use super::{english::TEXT, field_reason, fill};
    use contract::problem::{Field, Reason};

    #[test]
    fn a_summary_does_not_say_the_same_of_two_fields() {
        for [one, other] in [
            [Field::Email, Field::Password],
            [Field::CurrentPassword, Field::Password],
            [Field::Code, Field::Name],
        ] {
            for reason in [Reason::Missing, Reason::Malformed] {
                let said = [one, other].map(|field| field_reason(&TEXT, field, reason));
                assert_ne!(said[0], said[1], "{one:?}, {other:?}, {reason:?}");
            }
        }
    }

    #[test]
    fn named_places_are_filled() {
        let text = fill("{n} of {total}", &[("n", "9"), ("total", "10")]);
        assert_eq!(text, "9 of 10");
    }
}
