//! How this server is set up.

use crate::{app::App, auth::caller::Anybody, error::Error, http::response::Answer};
use contract::{Nothing, site::Site};

/// Says what the page shows before anybody signs in.
pub async fn read_site(app: App, _: Anybody, _: Nothing) -> Result<Answer<Site>, Error> {
    Ok(Answer::new(Site {
        now: Some(app.clock.now()),
        ..app.site()
    }))
}
