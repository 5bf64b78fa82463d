//! Whether the server can do its work.

use crate::{
    app::App,
    auth::caller::Anybody,
    error::{Error, UNWRITABLE_SECONDS},
    http::response::Answer,
};
use contract::{
    Nothing,
    site::{Health, HealthStatus},
};

/// Answers with 503 when the database cannot be read or written: a load balancer looks at nothing else.
pub async fn read_health(app: App, _: Anybody, _: Nothing) -> Result<Answer<Health>, Error> {
    let status = if !app.store.is_available().await {
        HealthStatus::DatabaseUnavailable
    } else if app.store.is_writable().await {
        HealthStatus::Ok
    } else {
        HealthStatus::DatabaseNotWritable
    };
    let answer = Answer::new(Health { status });
    Ok(match status {
        HealthStatus::Ok => answer,
        HealthStatus::DatabaseUnavailable | HealthStatus::DatabaseNotWritable => {
            answer.unavailable(UNWRITABLE_SECONDS)
        }
    })
}
