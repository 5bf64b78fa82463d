//! What ends when something about an account ends.

use super::{browsers, pending_sign_ins};
use crate::{
    error::Error,
    store::{self, Connection},
};

/// Ends every session of the account, every sign-in between its steps, every link for a new password, and knows no browser
/// any more.
pub async fn end_everything(connection: &mut Connection, account_id: &str) -> Result<(), Error> {
    store::sessions::delete_all(connection, account_id).await?;
    pending_sign_ins::end_all(connection, account_id).await?;
    store::password_resets::delete_of_account(connection, account_id).await?;
    browsers::forget_every(connection, account_id).await
}
