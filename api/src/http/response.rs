//! A reply and what goes with it in the headers.

use crate::{
    config::cookie_naming::Naming,
    error::Error,
    http::cookies::{Cookie, IssuedCookie},
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
    cookies: Vec<SetCookie>,
}

/// What happens to one cookie of the browser.
#[derive(Debug)]
enum SetCookie {
    Issue(IssuedCookie),
    Clear(Cookie),
}

impl<R> Answer<R> {
    /// Just the reply.
    pub fn new(reply: R) -> Self {
        Self {
            reply,
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            cookies: Vec::new(),
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

    /// Gives the browser a cookie, if there is one to give.
    #[must_use]
    pub fn set_cookie(mut self, issued: impl Into<Option<IssuedCookie>>) -> Self {
        let issued = issued.into().map(SetCookie::Issue);
        self.cookies.extend(issued);
        self
    }

    /// Takes a cookie away from the browser.
    #[must_use]
    pub fn clear_cookie(mut self, cookie: Cookie) -> Self {
        self.cookies.push(SetCookie::Clear(cookie));
        self
    }
}

impl<R: Serialize> Answer<R> {
    /// The response, with its cookies named and guarded as this server does.
    pub fn response(mut self, naming: Naming<'_>) -> Result<Response, Error> {
        for cookie in &self.cookies {
            let header = match cookie {
                SetCookie::Issue(issued) => issued.header(naming)?,
                SetCookie::Clear(cookie) => cookie.clear(naming)?,
            };
            self.headers.append(header::SET_COOKIE, header);
        }
        Ok((self.status, self.headers, Json(self.reply)).into_response())
    }
}
