//! Something to say on the next screen about what happened on the last one, for as long as it is so.

use super::methods;
use contract::{account::SecurityOverview, json::Json, problem::Reason};

/// What there is to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Json)]
#[serde(tag = "kind", content = "about", rename_all = "snake_case")]
pub enum News {
    /// A backup code opened the account; so many are left.
    BackupCodesLeft(u32),
    /// The password that opened the account would be refused as a new one, for this reason.
    WeakPassword(Reason),
    /// The session had ended when something was asked for.
    SessionEnded,
    /// A sign-in succeeded, and then nobody was there: the browser kept no cookie.
    NoCookies,
    /// The person signed out.
    SignedOut,
    /// A first second-step method is enrolled.
    SecondStepOn,
    /// The recovery is done: the second step is reset, and a new one is to be set up.
    RecoveryDone,
    /// The account is deleted.
    AccountDeleted,
}

/// What one program of the page tells the other, which takes its place in the tab and knows nothing of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Json)]
pub struct Handover {
    /// What there is to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub news: Option<News>,
    /// Whether somebody signed in and the server has not recognised them since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_unconfirmed: bool,
}

impl News {
    /// Whether it is still so, by whether somebody is signed in now.
    #[must_use]
    pub const fn is_for(self, is_signed_in: bool) -> bool {
        match self {
            Self::SessionEnded | Self::NoCookies | Self::SignedOut | Self::AccountDeleted => {
                !is_signed_in
            }
            Self::BackupCodesLeft(_)
            | Self::WeakPassword(_)
            | Self::SecondStepOn
            | Self::RecoveryDone => is_signed_in,
        }
    }

    /// Whether it is still so, by how the account stands now.
    #[must_use]
    pub fn is_true_of(self, overview: &SecurityOverview) -> bool {
        match self {
            Self::BackupCodesLeft(left) => {
                let codes = overview.backup_codes.as_ref();
                codes.is_some_and(|codes| codes.left == left && codes.unsaved.is_none())
            }
            Self::SecondStepOn => methods(overview) > 0,
            Self::RecoveryDone => methods(overview) == 0,
            // Whoever changes it is told in its place that it is changed.
            Self::WeakPassword(_) => true,
            Self::SessionEnded | Self::NoCookies | Self::SignedOut | Self::AccountDeleted => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::News;
    use crate::risk::tests::{bare, everything};
    use contract::account::{BackupCodesLeft, SecurityOverview};

    #[test]
    fn a_second_step_that_is_removed_is_not_on_any_more() {
        assert!(News::SecondStepOn.is_true_of(&everything()));
        assert!(!News::SecondStepOn.is_true_of(&bare()));
    }

    #[test]
    fn a_new_set_of_backup_codes_ends_what_was_said_of_the_old_one() {
        let news = News::BackupCodesLeft(8);
        assert!(news.is_true_of(&everything()));
        let codes = |left| SecurityOverview {
            backup_codes: everything()
                .backup_codes
                .map(|codes| BackupCodesLeft { left, ..codes }),
            ..everything()
        };
        assert!(!news.is_true_of(&codes(10)));
        assert!(!news.is_true_of(&codes(7)));
        assert!(!news.is_true_of(&bare()));
    }

    #[test]
    fn nobody_who_is_signed_in_is_told_that_they_are_signed_out() {
        for news in [News::SessionEnded, News::SignedOut, News::AccountDeleted] {
            assert!(news.is_for(false) && !news.is_for(true), "{news:?}");
            assert!(!news.is_true_of(&everything()), "{news:?}");
        }
        for news in [
            News::SecondStepOn,
            News::RecoveryDone,
            News::BackupCodesLeft(1),
        ] {
            assert!(news.is_for(true) && !news.is_for(false), "{news:?}");
        }
    }
}
