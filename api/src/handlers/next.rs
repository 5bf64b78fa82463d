//! Where to go after signing in.

use crate::{app::App, auth::caller::Anybody, error::Error, http::response::Answer};
use contract::next::{Place, Wanted};

/// Says where they may go.
pub async fn find_next(app: App, _: Anybody, wanted: Wanted) -> Result<Answer<Place>, Error> {
    let href = app.config.allowed_next(&wanted.next);
    Ok(Answer::new(Place { href }))
}
