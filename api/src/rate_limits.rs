//! Counting attempts, so that nothing can be guessed by trying.
//!
//! A guess is counted, and that is committed, before anybody looks at what was sent: two requests at once cannot share the
//! last attempt, and a request that fails or is cut off has been counted. A success takes attempts back. What is no guess,
//! such as a challenge or a message, is counted in the transaction that brings it about.

use crate::{
    app::App,
    error::Error,
    rules::{
        limits::{Limit, too_many},
        token,
    },
    store::{self, Connection},
};
use contract::{Problem, Timestamp};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

/// An attempt that was counted.
#[derive(Clone, Debug)]
pub struct Attempt {
    id: String,
    subject: String,
    expires_at: Timestamp,
    /// How many are left before a wait.
    pub left: u32,
    /// When none is left: when the next one counts.
    pub free_at: Option<Timestamp>,
}

impl Attempt {
    /// The refusal of the code that was tried.
    pub fn wrong_code(&self, now: Timestamp) -> Problem {
        Problem::WrongCode {
            tries_left: self.left,
            retry_after: self
                .free_at
                .map(|free_at| free_at.seconds_after(now).max(1)),
        }
    }

    /// Writes that the subject was counted, again. A transaction that may have nothing else to write takes as long
    /// as one that has.
    pub async fn touch(&self, connection: &mut Connection, now: Timestamp) -> Result<(), Error> {
        store::attempts::lock(connection, &self.subject, (now, self.expires_at)).await?;
        Ok(())
    }

    /// Takes this one attempt back.
    pub async fn take_back(&self, connection: &mut Connection) -> Result<(), Error> {
        store::attempts::delete(connection, &self.id).await?;
        Ok(())
    }

    /// Takes back every attempt of the same subject.
    pub async fn take_back_all(&self, connection: &mut Connection) -> Result<(), Error> {
        store::attempts::delete_of_subject(connection, &self.subject).await?;
        Ok(())
    }
}

/// Counts an attempt of whom these words name. Refused, and then not counted, when there were too many: a right one
/// would be refused as well.
pub async fn count(
    connection: &mut Connection,
    app: &App,
    limit: &Limit,
    who: &[&str],
) -> Result<Attempt, Error> {
    let now = app.clock.now();
    let limit = app.config.limit(limit);
    let subject = subject(&limit, who);
    let kept = (now, limit.free_again(now));
    store::attempts::lock(connection, &subject, kept).await?;
    let made = store::attempts::count(connection, &subject, limit.window_start(now)).await?;
    let made = u32::try_from(made).unwrap_or(u32::MAX);
    if limit.is_reached(made) {
        let oldest = store::attempts::nth_newest(connection, &subject, limit.max).await?;
        return Err(too_many(limit.free_again(oldest.unwrap_or(now)), now).into());
    }
    let id = token::new_id()?;
    store::attempts::insert(connection, &id, &subject, kept).await?;
    let left = limit.left_after(made + 1);
    let oldest = match left {
        0 => store::attempts::nth_newest(connection, &subject, limit.max).await?,
        _ => None,
    };
    Ok(Attempt {
        id,
        subject,
        expires_at: kept.1,
        left,
        free_at: oldest.map(|oldest| limit.free_again(oldest)),
    })
}

/// The same in a transaction of its own: it stays counted whatever comes after.
pub async fn count_and_commit(app: &App, limit: &Limit, who: &[&str]) -> Result<Attempt, Error> {
    let mut transaction = app.store.write_transaction().await?;
    let attempt = count(&mut transaction, app, limit, who).await?;
    transaction.commit().await?;
    Ok(attempt)
}

/// Forgets every attempt of whom these words name.
pub async fn forget(connection: &mut Connection, limit: &Limit, who: &[&str]) -> Result<(), Error> {
    store::attempts::delete_of_subject(connection, &subject(limit, who)).await?;
    Ok(())
}

/// When the next attempt of whom these words name would count.
pub async fn free_at(
    connection: &mut Connection,
    app: &App,
    limit: &Limit,
    who: &[&str],
) -> Result<Timestamp, Error> {
    let now = app.clock.now();
    let limit = app.config.limit(limit);
    let subject = subject(&limit, who);
    let oldest = store::attempts::nth_newest(connection, &subject, limit.max).await?;
    Ok(oldest.map_or(now, |oldest| limit.free_again(oldest).max(now)))
}

/// The name under which a claim to a number or address is kept.
pub fn claimed(limit: &Limit, destination: &str) -> String {
    subject(limit, &[destination])
}

/// A name for whom is counted that tells nobody who it is. Each word goes in with its length, so that no two
/// lists of words make the same name.
fn subject(limit: &Limit, who: &[&str]) -> String {
    let mut hash = Sha256::new();
    for word in std::iter::once(&limit.what).chain(who) {
        hash.update(word.len().to_be_bytes());
        hash.update(word);
    }
    HEXLOWER.encode(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::subject;
    use crate::rules::limits::{AUTHENTICATOR, BACKUP_CODE};

    #[test]
    fn different_words_and_different_limits_are_different_subjects() {
        let subjects = [
            subject(&AUTHENTICATOR, &["a", "bc"]),
            subject(&AUTHENTICATOR, &["ab", "c"]),
            subject(&AUTHENTICATOR, &["abc"]),
            subject(&BACKUP_CODE, &["abc"]),
        ];
        let distinct: std::collections::HashSet<_> = subjects.iter().collect();
        assert_eq!(distinct.len(), subjects.len());
    }
}
