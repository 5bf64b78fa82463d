//! A reply and what goes with it in the headers.

use crate::{
    config::cookie_naming::Naming,
    error::Error,
    http::cookies::{Cookie, Grant},
};
use axum::{
    Json,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// A reply that succeeds.
#[derive(Debug)]
pub struct Answer<R> {
    reply: R,
    status: StatusCode,
    headers: HeaderMap,
}

impl<R> Answer<R> {
    /// Just the reply.
    pub fn new(reply: R) -> Self {
        Self {
            reply,
            status: StatusCode::OK,
            headers: HeaderMap::new(),
        }
    }

    /// With the status 503, and the seconds after which to ask again: for those who look at nothing else.
    #[must_use]
    pub fn unavailable(mut self, retry_after: u32) -> Self {
        self.status = StatusCode::SERVICE_UNAVAILABLE;
        let seconds = HeaderValue::from(retry_after);
        self.headers.insert(header::RETRY_AFTER, seconds);
        self
    }

    /// Gives the browser a cookie.
    pub fn give(mut self, grant: &Grant, naming: Naming<'_>) -> Result<Self, Error> {
        let header = grant.header(naming)?;
        self.headers.append(header::SET_COOKIE, header);
        Ok(self)
    }

    /// Takes a cookie away from the browser.
    pub fn take(mut self, cookie: Cookie, naming: Naming<'_>) -> Result<Self, Error> {
        let header = cookie.clear(naming)?;
        self.headers.append(header::SET_COOKIE, header);
        Ok(self)
    }
}

impl<R: Serialize> IntoResponse for Answer<R> {
    fn into_response(self) -> Response {
        (self.status, self.headers, Json(self.reply)).into_response()
    }
}
