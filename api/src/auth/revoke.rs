//! What ends when something about an account changes: the one place that says it.

use super::{browsers, pending_sign_ins, recovery::stop, sent_codes};
use crate::{
    app::App,
    error::Error,
    http::client_info::ClientInfo,
    store::{self, Connection, accounts::Account, sessions::Session},
};
use contract::sent_code::Channel;

/// Why something ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Whoever knows the password changed it. Their own session and browser stay known; nobody is trusted any more.
    PasswordChanged,
    /// The password was set by the link in an email: whoever holds the mailbox may be somebody else than whoever is
    /// signed in, so every session ends, and every browser is a new one.
    PasswordReset,
    /// A recovery was finished, as far as a reset: the session that it opens comes after.
    Recovered,
    /// The email address is another one. Whoever is signed in stays so, since the sign-in does not rest on the mailbox;
    /// what was sent to the old address is void.
    EmailChanged,
    /// A change of the email address was undone by its former owner: whoever made it may be signed in anywhere.
    EmailChangeUndone,
    /// What was added between a change of address and its undoing was removed.
    AddedMethodsRemoved,
    /// A second-step method was removed, or another took its place: it may be lost, with a session or with trust on it.
    MethodRemoved,
    /// The last second-step method was removed: nobody is asked for a second step any more.
    LastMethodRemoved,
    /// The first second-step method was added. Browsers keep their trust: there was nothing to be trusted with.
    FirstMethodAdded,
    /// Only keys are accepted from now on: a session or a pending sign-in may rest on something weaker.
    KeysOnly,
    /// The owner signs out everywhere else. Other browsers are not known any more; this one keeps its trust.
    SignedOutElsewhere,
    /// The owner has every browser asked for the second step again. Sessions stay.
    BrowsersForgotten,
}

/// Which sessions end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sessions {
    Stay,
    /// All but that of whoever makes the change.
    OthersEnd,
    AllEnd,
}

/// What becomes of browsers that are known or trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Browsers {
    Stay,
    /// All stay known, and none is trusted.
    NotTrusted,
    /// This one stays as it is, the others are not known.
    OthersForgotten,
    /// This one stays known, and none is trusted.
    OthersForgottenAndNotTrusted,
    /// None is known.
    Forgotten,
}

/// What ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing that ends or stays, and they are independent"
)]
struct Scope {
    sessions: Sessions,
    browsers: Browsers,
    pending_sign_ins: bool,
    password_resets: bool,
    email_codes: bool,
    recovery: bool,
}

impl Scope {
    const NOTHING: Self = Self {
        sessions: Sessions::Stay,
        browsers: Browsers::Stay,
        pending_sign_ins: false,
        password_resets: false,
        email_codes: false,
        recovery: false,
    };

    /// Whatever may be open or on its way, for whomever.
    const EVERYTHING: Self = Self {
        sessions: Sessions::AllEnd,
        browsers: Browsers::Forgotten,
        pending_sign_ins: true,
        password_resets: true,
        recovery: true,
        email_codes: false,
    };

    const fn of(cause: Cause) -> Self {
        match cause {
            Cause::PasswordReset | Cause::AddedMethodsRemoved => Self::EVERYTHING,
            Cause::EmailChangeUndone => Self {
                email_codes: true,
                ..Self::EVERYTHING
            },
            // The recovery itself is what was finished.
            Cause::Recovered => Self {
                recovery: false,
                ..Self::EVERYTHING
            },
            Cause::PasswordChanged => Self {
                sessions: Sessions::OthersEnd,
                browsers: Browsers::OthersForgottenAndNotTrusted,
                ..Self::EVERYTHING
            },
            Cause::EmailChanged => Self {
                password_resets: true,
                email_codes: true,
                recovery: true,
                ..Self::NOTHING
            },
            Cause::MethodRemoved => Self {
                sessions: Sessions::OthersEnd,
                browsers: Browsers::NotTrusted,
                ..Self::NOTHING
            },
            Cause::LastMethodRemoved => Self {
                sessions: Sessions::OthersEnd,
                browsers: Browsers::NotTrusted,
                pending_sign_ins: true,
                ..Self::NOTHING
            },
            Cause::FirstMethodAdded => Self {
                sessions: Sessions::OthersEnd,
                ..Self::NOTHING
            },
            Cause::KeysOnly => Self {
                sessions: Sessions::OthersEnd,
                browsers: Browsers::NotTrusted,
                pending_sign_ins: true,
                recovery: true,
                ..Self::NOTHING
            },
            Cause::SignedOutElsewhere => Self {
                sessions: Sessions::OthersEnd,
                browsers: Browsers::OthersForgotten,
                pending_sign_ins: true,
                ..Self::NOTHING
            },
            Cause::BrowsersForgotten => Self {
                browsers: Browsers::OthersForgottenAndNotTrusted,
                ..Self::NOTHING
            },
        }
    }
}

/// Ends what ends for this cause. The session is that of whoever makes the change, if they have one.
pub async fn revoke(
    connection: &mut Connection,
    app: &App,
    (account, client, session): (&Account, &ClientInfo, Option<&Session>),
    cause: Cause,
) -> Result<(), Error> {
    let scope = Scope::of(cause);
    let id = account.id.as_str();
    match (scope.sessions, session) {
        (Sessions::Stay, _) => {}
        (Sessions::OthersEnd, Some(own)) => {
            store::sessions::delete_others(connection, id, &own.id).await?;
        }
        (Sessions::OthersEnd, None) | (Sessions::AllEnd, _) => {
            store::sessions::delete_all(connection, id).await?;
        }
    }
    if scope.pending_sign_ins {
        pending_sign_ins::end_all(connection, id).await?;
    }
    if scope.password_resets {
        store::password_resets::delete_of_account(connection, id).await?;
    }
    if scope.email_codes {
        sent_codes::end_all(connection, id, Channel::Email).await?;
    }
    forget_browsers(connection, id, scope.browsers, client).await?;
    if scope.recovery {
        stop::stop(connection, app, account, client).await?;
    }
    Ok(())
}

async fn forget_browsers(
    connection: &mut Connection,
    account_id: &str,
    browsers: Browsers,
    client: &ClientInfo,
) -> Result<(), Error> {
    match browsers {
        Browsers::Stay => Ok(()),
        Browsers::NotTrusted => Ok(store::browsers::untrust_all(connection, account_id).await?),
        Browsers::OthersForgotten => browsers::forget_others(connection, account_id, client).await,
        Browsers::OthersForgottenAndNotTrusted => {
            store::browsers::untrust_all(connection, account_id).await?;
            browsers::forget_others(connection, account_id, client).await
        }
        Browsers::Forgotten => {
            Ok(store::browsers::delete_of_account(connection, account_id).await?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Browsers, Cause, Scope, Sessions};

    #[test]
    fn what_somebody_else_may_have_opened_ends_wholly() {
        for cause in [
            Cause::PasswordReset,
            Cause::Recovered,
            Cause::EmailChangeUndone,
            Cause::AddedMethodsRemoved,
        ] {
            let scope = Scope::of(cause);
            assert_eq!(scope.sessions, Sessions::AllEnd, "{cause:?}");
            assert_eq!(scope.browsers, Browsers::Forgotten, "{cause:?}");
            assert!(scope.pending_sign_ins && scope.password_resets, "{cause:?}");
        }
    }

    #[test]
    fn whoever_changes_something_keeps_their_own_session() {
        for cause in [
            Cause::PasswordChanged,
            Cause::MethodRemoved,
            Cause::LastMethodRemoved,
            Cause::FirstMethodAdded,
            Cause::KeysOnly,
            Cause::SignedOutElsewhere,
        ] {
            assert_eq!(Scope::of(cause).sessions, Sessions::OthersEnd, "{cause:?}");
        }
    }

    #[test]
    fn no_trust_outlives_what_it_rested_on() {
        for cause in [
            Cause::MethodRemoved,
            Cause::KeysOnly,
            Cause::PasswordChanged,
        ] {
            let browsers = Scope::of(cause).browsers;
            let is_trusted = matches!(browsers, Browsers::Stay | Browsers::OthersForgotten);
            assert!(!is_trusted, "{cause:?}");
        }
    }
}
