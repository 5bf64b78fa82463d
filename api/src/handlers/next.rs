//! Where to go after signing in.

use crate::{answer::Answer, app::App, error::Error, guard::Anybody, rules::next::allowed};
use contract::next::{Place, Wanted};

/// Says where they may go.
pub async fn find_next(app: App, _: Anybody, wanted: Wanted) -> Result<Answer<Place>, Error> {
    let href = allowed(&wanted.next, app.config.origin(), app.config.next_origins());
    Ok(Answer::new(Place { href }))
}
