//! Wrong second steps in a row.

use crate::{
    app::App,
    auth::factors::{can_be_guessed, is_locked},
    error::Error,
    http::client_info::ClientInfo,
    messages::activity,
    store::{self, Connection},
};
use contract::{Problem, activity::Event, sign_in::Method};

/// How many in a row the owner hears of, however they are spread over methods and hours: codes that nobody must wait for yet
/// are news as well. At the last, the methods that can be guessed are locked.
const TOLD_AT: [i64; 4] = [5, 10, 20, 30];

/// How many there are in a row with this one, until a right proof takes it back. None before it is counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Failures(i64);

impl Failures {
    /// Counts one more, of this method. The transaction that it is counted in must be committed before anybody looks. A method
    /// that can be guessed stays locked after too many in a row, until another one succeeds.
    pub async fn add(
        connection: &mut Connection,
        account_id: &str,
        method: Method,
    ) -> Result<Self, Error> {
        let account = store::accounts::lock(connection, account_id).await?;
        let account = account.ok_or(Error::AccountGone)?;
        let before = Self(account.second_step_failures);
        if before.locks(method) {
            return Err(Problem::MethodLocked.into());
        }
        store::accounts::add_failure(connection, account_id).await?;
        Ok(Self(before.0 + 1))
    }

    /// Whether so many lock this method.
    fn locks(self, method: Method) -> bool {
        can_be_guessed(method) && is_locked(self.0)
    }

    /// Whether the owner hears of the one that was refused so: when it was the last before a wait, and at some numbers in a
    /// row. Whoever must wait is refused otherwise, so that nothing is told twice.
    pub fn is_news(self, refusal: &Error) -> bool {
        match refusal {
            Error::Refused(
                Problem::WrongCode { tries_left, .. } | Problem::CodeAlreadyUsed { tries_left, .. },
            ) => *tries_left == 0 || TOLD_AT.contains(&self.0),
            _ => false,
        }
    }
}

/// Tells the owner of wrong codes.
pub async fn note_failures(app: &App, account_id: &str, client: &ClientInfo) -> Result<(), Error> {
    let mut transaction = app.store.write_transaction().await?;
    if let Some(account) = store::accounts::find(&mut transaction, account_id).await? {
        let event = Event::SecondStepFailed;
        activity::record(&mut transaction, app, &account, event, Some(client)).await?;
    }
    transaction.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Failures;
    use crate::error::Error;
    use contract::{
        Problem,
        sign_in::Method::{self, Authenticator, Email, TextMessage},
    };

    fn is_news(failures: i64, tries_left: u32) -> bool {
        let refusal = Problem::WrongCode {
            tries_left,
            retry_after: None,
        };
        Failures(failures).is_news(&Error::Refused(refusal))
    }

    #[test]
    fn thirty_in_a_row_lock_what_can_be_guessed_and_nothing_else() {
        let locked = |failures| {
            let locked = |method: &Method| Failures(failures).locks(*method);
            let locked = Method::ALL.into_iter().filter(locked);
            locked.collect::<Vec<_>>()
        };
        assert_eq!(locked(29), []);
        assert_eq!(locked(30), [Authenticator, TextMessage, Email]);
    }

    #[test]
    fn the_owner_hears_of_some_failures_in_a_row_and_of_each_last_one_before_a_wait() {
        let told: Vec<i64> = (1..40).filter(|number| is_news(*number, 1)).collect();
        assert_eq!(told, [5, 10, 20, 30]);
        assert!(is_news(3, 0));
        assert!(!Failures(5).is_news(&Error::Refused(Problem::MethodLocked)));
    }
}
