//! How this server is set up.

use crate::{app::App, auth::caller::Anybody, error::Error, http::response::Answer};
use contract::{Nothing, site::Site};

/// Says what the page shows before anybody signs in.
pub async fn read_site(app: App, _: Anybody, _: Nothing) -> Result<Answer<Site>, Error> {
    Ok(Answer::new(Site {
        name: app.config.name().to_owned(),
        sign_up_open: app.config.is_sign_up_open(),
        second_step_required: app.config.is_second_step_required(),
        password_min: app.config.password_minimum(false),
        rp_id: app.relying_party().ok().map(|party| party.id().to_owned()),
        origins: app.config.origins().map(ToString::to_string).collect(),
        support: app.config.support().cloned(),
        now: app.clock.now(),
    }))
}
