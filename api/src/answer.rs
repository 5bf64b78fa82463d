//! A reply and what goes with it in the headers.

use crate::{
    cookies::{Cookie, Grant},
    error::Error,
};
use axum::{
    Json,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

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
    pub fn give(mut self, grant: &Grant, is_https: bool) -> Result<Self, Error> {
        let header = grant.header(is_https)?;
        self.headers.append(header::SET_COOKIE, header);
        Ok(self)
    }

    /// Takes a cookie away from the browser.
    pub fn take(mut self, cookie: Cookie, is_https: bool) -> Result<Self, Error> {
        let header = cookie.clear(is_https)?;
        self.headers.append(header::SET_COOKIE, header);
        Ok(self)
    }

    /// Lets the browser forget what it kept of this site. Cookies are named one by one instead: other services on
    /// other ports of the host may have some.
    #[must_use]
    pub fn forget_site(mut self) -> Self {
        let what = HeaderValue::from_static(r#""cache", "storage""#);
        self.headers.insert(CLEAR_SITE_DATA, what);
        self
    }
}

impl<R: Serialize> IntoResponse for Answer<R> {
    fn into_response(self) -> Response {
        (self.status, self.headers, Json(self.reply)).into_response()
    }
}
