//! A browser without a page: keeps cookies, sends what the page sends, and gives back what came.

use axum::{
    Router,
    body::{Body, Bytes},
    extract::ConnectInfo,
    http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header},
};
use contract::{
    Problem,
    endpoint::{Endpoint, Verb},
    limits::{REQUEST_HEADER, REQUEST_MARK},
};
use http_body_util::BodyExt as _;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tower::ServiceExt as _;

/// Clones share their cookies, as the tabs of one browser do.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
    peer: Option<SocketAddr>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8(self.body.to_vec()).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The refusal, in its one shape.
    pub fn problem(&self) -> Problem {
        assert!(!self.status.is_success(), "{} {}", self.status, self.text());
        assert_eq!(
            self.header("content-type"),
            Some("application/json"),
            "{}",
            self.text()
        );
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    fn outcome<R: DeserializeOwned>(&self) -> Result<R, Problem> {
        if self.status.is_success() {
            Ok(serde_json::from_value(self.json()).unwrap())
        } else {
            Err(self.problem())
        }
    }

    /// The cookies that it sets, whole.
    pub fn set_cookies(&self) -> Vec<&str> {
        let all = self.headers.get_all(header::SET_COOKIE).iter();
        all.map(|value| value.to_str().unwrap()).collect()
    }
}

impl Browser {
    /// A fresh one, without cookies.
    pub fn new(router: Router) -> Self {
        Self {
            router,
            cookies: Arc::default(),
            peer: None,
        }
    }

    /// As seen from this address.
    pub fn at(mut self, peer: &str) -> Self {
        self.peer = Some(SocketAddr::new(peer.parse().unwrap(), 50_000));
        self
    }

    /// Another browser with the same cookies, which from now on go their own ways.
    pub fn copy(&self) -> Self {
        let cookies = Arc::new(Mutex::new(self.cookies()));
        Self {
            cookies,
            ..self.clone()
        }
    }

    /// The same browser, but the server is another one.
    pub fn moved_to(&self, router: Router) -> Self {
        Self {
            router,
            ..self.clone()
        }
    }

    pub fn cookies(&self) -> BTreeMap<String, String> {
        self.cookies.lock().unwrap().clone()
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies().remove(name)
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies
            .lock()
            .unwrap()
            .insert(name.to_owned(), value.to_owned());
    }

    /// Makes a call as the page does.
    pub async fn call<E: Endpoint>(&self, said: &E::Request) -> Result<E::Reply, Problem> {
        self.ask::<E>(said).await.outcome()
    }

    /// Makes a call as the page does, to look at the whole answer.
    pub async fn ask<E: Endpoint>(&self, said: &E::Request) -> Answer {
        let path = format!("/api{}", E::PATH);
        match E::VERB {
            Verb::Get => self.get(&path).await,
            Verb::Post => self.post(&path, serde_json::to_string(said).unwrap()).await,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        self.send(request).await
    }

    pub async fn post(&self, path: &str, body: impl Into<Body>) -> Answer {
        self.send(post(path, body)).await
    }

    /// Sends a request with the browser's cookies, and keeps those that come back.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        let cookies: Vec<String> = self
            .cookies()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            let cookies = HeaderValue::try_from(cookies.join("; ")).unwrap();
            request.headers_mut().insert(header::COOKIE, cookies);
        }
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let answer = Answer {
            status: head.status,
            headers: head.headers,
            body,
        };
        self.keep(&answer);
        answer
    }

    fn keep(&self, answer: &Answer) {
        let mut cookies = self.cookies.lock().unwrap();
        for cookie in answer.set_cookies() {
            let (pair, rest) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if rest.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// A call as the page makes it, without cookies.
pub fn post(path: &str, body: impl Into<Body>) -> Request<Body> {
    Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header(REQUEST_HEADER, REQUEST_MARK)
        .body(body.into())
        .unwrap()
}
