//! The body of a call, read strictly: JSON of the right shape and size, or a typed refusal.

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::{HeaderMap, header},
};
use contract::{Problem, endpoint::Verb, limits::BODY_MAX_BYTES};
use serde::de::DeserializeOwned;
use std::error::Error as _;

/// What a call without a body means: nothing to say.
const NOTHING: &[u8] = b"{}";

/// Receives what the call says, to be read when it is known who says it. A GET has no body and says nothing.
///
/// This comes first even if the call is refused: a connection on which a body was left unread ends without a word, and
/// may take the refusal with it, and the next call (RFC 9112 §9.6).
pub async fn receive(verb: Verb, request: Request) -> Result<Bytes, Problem> {
    if verb == Verb::Get {
        return Ok(Bytes::from_static(NOTHING));
    }
    if !is_json(request.headers()) {
        return Err(Problem::UnsupportedMediaType);
    }
    whole(request.into_body()).await
}

/// Reads what was received. Unknown fields, fields that are there twice, and anything after the end are refused by serde.
/// It would take a list of values for an object, which no caller means.
pub fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, Problem> {
    if !json.trim_ascii_start().starts_with(b"{") {
        return Err(Problem::Malformed);
    }
    serde_json::from_slice(json).map_err(|_| Problem::Malformed)
}

async fn whole(body: Body) -> Result<Bytes, Problem> {
    to_bytes(body, BODY_MAX_BYTES).await.map_err(|error| {
        let is_too_large = error
            .source()
            .is_some_and(<dyn std::error::Error>::is::<http_body_util::LengthLimitError>);
        if is_too_large {
            Problem::BodyTooLarge
        } else {
            Problem::Malformed
        }
    })
}

/// `application/json`, with or without parameters, which are never looked at.
fn is_json(headers: &HeaderMap) -> bool {
    let media_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.as_bytes().split(|byte| *byte == b';').next());
    media_type.is_some_and(|value| value.trim_ascii().eq_ignore_ascii_case(b"application/json"))
}

#[cfg(test)]
mod tests {
    use super::{read, receive};
    use axum::{body::Body, extract::Request};
    use contract::{Nothing, Problem, endpoint::Verb, sign_in::Proof};

    async fn refusal<T: serde::de::DeserializeOwned>(
        media_type: &str,
        body: &[u8],
    ) -> Option<Problem> {
        let request = Request::builder()
            .header("content-type", media_type)
            .body(Body::from(body.to_vec()))
            .unwrap();
        let received = receive(Verb::Post, request).await;
        received.and_then(|body| read::<T>(&body)).err()
    }

    #[tokio::test]
    async fn only_json_is_read() {
        assert_eq!(refusal::<Nothing>("application/json", b"{}").await, None);
        assert_eq!(
            refusal::<Nothing>("Application/JSON; charset=utf-8", b"{}").await,
            None
        );
        for media_type in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "",
            "application/jsonp",
        ] {
            let refused = refusal::<Nothing>(media_type, b"{}").await;
            assert_eq!(
                refused,
                Some(Problem::UnsupportedMediaType),
                "{media_type:?}"
            );
        }
    }

    #[tokio::test]
    async fn whatever_is_not_exactly_the_shape_is_malformed() {
        for body in [
            &b""[..],
            b"{",
            b"[]",
            b"null",
            b"{}{}",
            b"\xff",
            br#"{"method":"authenticator"}"#,
            br#"{"method":"authenticator","code":1}"#,
            br#"{"method":"authenticator","code":"1","extra":1}"#,
            br#"{"method":"authenticator","code":"1","code":"2"}"#,
            br#"{"method":"authenticator","method":"backup_code","code":"1"}"#,
            br#"{"method":"authenticator","code":"\ud800"}"#,
        ] {
            let refused = refusal::<Proof>("application/json", body).await;
            let body = String::from_utf8_lossy(body);
            assert_eq!(refused, Some(Problem::Malformed), "{body}");
        }
    }

    #[tokio::test]
    async fn more_than_the_limit_is_not_read() {
        let body = vec![b' '; contract::limits::BODY_MAX_BYTES + 1];
        let refused = refusal::<Nothing>("application/json", &body).await;
        assert_eq!(refused, Some(Problem::BodyTooLarge));
    }
}
