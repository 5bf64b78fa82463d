//! Whether the server can do its work.

use crate::{answer::Answer, app::App, error::Error, guard::Anybody};
use axum::http::StatusCode;
use contract::{
    Nothing,
    site::{Health, HealthStatus},
};

/// Answers with 503 when the database does not: a load balancer looks at nothing else.
pub async fn read_health(app: App, _: Anybody, _: Nothing) -> Result<Answer<Health>, Error> {
    let (status, code) = if app.store.is_available().await {
        (HealthStatus::Ok, StatusCode::OK)
    } else {
        (
            HealthStatus::DatabaseUnavailable,
            StatusCode::SERVICE_UNAVAILABLE,
        )
    };
    Ok(Answer::new(Health { status }).with_status(code))
}
