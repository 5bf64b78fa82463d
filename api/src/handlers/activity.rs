//! What happened to the account.

use crate::{
    app::App, auth::caller::SignedIn, error::Error, http::response::Answer, messages::activity,
};
use contract::{Nothing, activity::Activity};

/// Reads the newest that happened.
pub async fn read_activity(
    app: App,
    caller: SignedIn,
    _: Nothing,
) -> Result<Answer<Activity>, Error> {
    let mut connection = app.store.read().await?;
    let entries = activity::newest(&mut connection, &caller.session.account_id).await?;
    Ok(Answer::new(Activity { entries }))
}
