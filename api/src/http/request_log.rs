//! What can be seen of a request from outside: its id, its span, its line in the log; and its end, when it takes
//! too long or breaks.
//!
//! Nothing that a client wrote goes into the log: not the path, of which the pattern is enough, not a header,
//! not a body. So nothing in it needs to be hidden, and no line can be forged.

use crate::{
    error::{Error, refusal},
    http::network::Network,
    rules::token,
};
use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use contract::{Problem, limits::REQUEST_ID_HEADER};
use std::{any::Any, panic, time::Duration};
use tokio::time::{Instant, timeout};
use tracing::{Instrument as _, field::Empty};

/// The longest that a call may take. Slow senders of a body end here too.
const CALL_TIMEOUT: Duration = Duration::from_secs(15);
/// What the log calls a path that is no call.
const PAGE: &str = "(page)";

/// Names the request, writes its line, and tells its name to the caller. A name that the client sends is not used.
pub async fn request(request: Request, next: Next) -> Response {
    let Ok(id) = token::new_id() else {
        return refusal(&Problem::Internal);
    };
    let path = request.extensions().get::<MatchedPath>();
    let span = tracing::info_span!(
        "request",
        id,
        method = %request.method(),
        path = path.map_or(PAGE, MatchedPath::as_str),
        network = %Network::of_request(request.extensions()),
        account_id = Empty,
        factor = Empty,
    );
    let answer = async {
        let started = Instant::now();
        let response = next.run(request).await;
        let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(
            status = response.status().as_u16(),
            milliseconds,
            "answered"
        );
        response
    };
    let mut response = answer.instrument(span).await;
    if let Ok(id) = HeaderValue::try_from(id) {
        response
            .headers_mut()
            .insert(HeaderName::from_static(REQUEST_ID_HEADER), id);
    }
    response
}

/// Ends a call that takes too long. What it had not committed did not happen.
pub async fn limit_time(request: Request, next: Next) -> Response {
    match timeout(CALL_TIMEOUT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Error::TimedOut.into_response(),
    }
}

/// The answer to a call whose handler panicked. The others go on.
#[allow(
    clippy::needless_pass_by_value,
    reason = "the layer hands the panic over"
)]
pub fn panicked(_: Box<dyn Any + Send>) -> Response {
    refusal(&Problem::Internal)
}

/// Writes where a panic happened to the log, but not what it says: that may hold what a person typed.
pub fn log_panics() {
    panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        tracing::error!(place, "panicked");
    }));
}
