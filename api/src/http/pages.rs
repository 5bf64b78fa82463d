//! The pages as they are served: filled in and compressed once, kept in memory, and made anew when their file has changed.

use crate::{
    app::App,
    http::{content_coding::Coding, csp, filled_page},
};
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use contract::page::Program;
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};
use tokio::sync::Mutex;

/// The programs, each with the built file that its pages begin with.
pub const FILES: [(Program, &str); 2] = [
    (Program::SignIn, "index.html"),
    (Program::Account, "account.html"),
];

/// What is kept of them.
#[derive(Debug, Default)]
pub struct Pages {
    sign_in: Mutex<Option<Arc<Made>>>,
    account: Mutex<Option<Arc<Made>>>,
}

/// Why a page cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum Unserved {
    /// It is not there, or cannot be read or compressed.
    #[error("its file: {0}")]
    File(#[from] io::Error),
    /// How the server is set up cannot be written down.
    #[error("the settings in it: {0}")]
    Settings(#[from] serde_json::Error),
    /// The policy or a tag is no header.
    #[error("its headers: {0}")]
    Header(#[from] header::InvalidHeaderValue),
    /// What made it ended before its time.
    #[error("its making: {0}")]
    Making(#[from] tokio::task::JoinError),
}

impl Unserved {
    /// Whether nobody has built it.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::File(error) if error.kind() == io::ErrorKind::NotFound)
    }
}

/// One page, ready to be sent.
#[derive(Debug)]
struct Made {
    stamp: Stamp,
    policy: HeaderValue,
    variants: [Variant; Coding::ALL.len()],
}

/// By what a file is known to have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
}

/// One way to send it, with its strong validator: another coding is another representation (RFC 9110 §8.8.3.3).
#[derive(Debug)]
struct Variant {
    coding: Coding,
    tag: HeaderValue,
    body: Bytes,
}

impl Pages {
    /// The answer with the page that this program begins with.
    pub async fn answer(
        &self,
        app: &App,
        program: Program,
        method: &Method,
        headers: &HeaderMap,
    ) -> Result<Response, Unserved> {
        Ok(self.made(app, program).await?.answer(method, headers))
    }

    async fn made(&self, app: &App, program: Program) -> Result<Arc<Made>, Unserved> {
        let [(_, sign_in), (_, account)] = FILES;
        let (name, place) = match program {
            Program::SignIn => (sign_in, &self.sign_in),
            Program::Account => (account, &self.account),
        };
        let file = app.config.dist().join(name);
        let stamp = Stamp::of(&file).await?;
        // Held while it is made: whoever comes meanwhile waits for that one, and makes none of their own.
        let mut kept = place.lock().await;
        if let Some(made) = kept.as_ref().filter(|it| it.stamp == stamp) {
            return Ok(Arc::clone(made));
        }
        let made = Arc::new(Made::new(app, file, stamp).await?);
        *kept = Some(Arc::clone(&made));
        Ok(made)
    }
}

impl Stamp {
    async fn of(file: &Path) -> io::Result<Self> {
        let about = tokio::fs::metadata(file).await?;
        Ok(Self {
            modified: about.modified().ok(),
            length: about.len(),
        })
    }
}

impl Made {
    async fn new(app: &App, file: PathBuf, stamp: Stamp) -> Result<Self, Unserved> {
        let site = app.site();
        let make = move || {
            let html = filled_page::fill(&std::fs::read_to_string(file)?, &site)?;
            let hash = HEXLOWER.encode(&Sha256::digest(&html));
            let [identity, gzip, brotli] =
                Coding::ALL.map(|coding| Variant::new(coding, &html, &hash));
            Ok(Self {
                stamp,
                policy: HeaderValue::try_from(csp::of_page(&html))?,
                variants: [identity?, gzip?, brotli?],
            })
        };
        // Compressing takes longer than a thread of the server may be held.
        tokio::task::spawn_blocking(make).await?
    }

    fn answer(&self, method: &Method, headers: &HeaderMap) -> Response {
        let coding = Coding::accepted(headers);
        let [identity, ..] = &self.variants;
        let variant = self.variants.iter().find(|it| it.coding == coding);
        let variant = variant.unwrap_or(identity);
        let mut response = if variant.is_known(headers) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            variant.response(method)
        };
        let headers = response.headers_mut();
        headers.insert(header::ETAG, variant.tag.clone());
        headers.insert(header::CONTENT_SECURITY_POLICY, self.policy.clone());
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        response
    }
}

impl Variant {
    fn new(coding: Coding, html: &str, hash: &str) -> Result<Self, Unserved> {
        let suffix = coding.name().map(|it| format!("-{it}"));
        let tag = format!("\"{hash}{}\"", suffix.unwrap_or_default());
        Ok(Self {
            coding,
            tag: HeaderValue::try_from(tag)?,
            body: coding.compress(html.as_bytes())?.into(),
        })
    }

    /// Whether the browser has it. A tag that a proxy weakened means the same here (RFC 9110 §13.1.2).
    fn is_known(&self, headers: &HeaderMap) -> bool {
        let lists = headers.get_all(header::IF_NONE_MATCH).iter();
        let mut tags = lists.flat_map(|it| it.as_bytes().split(|byte| *byte == b','));
        tags.any(|tag| {
            let tag = tag.trim_ascii();
            let tag = tag.strip_prefix(b"W/").unwrap_or(tag);
            tag == b"*" || tag == self.tag.as_bytes()
        })
    }

    fn response(&self, method: &Method) -> Response {
        let mut response = StatusCode::OK.into_response();
        let headers = response.headers_mut();
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        headers.insert(header::CONTENT_TYPE, html);
        headers.insert(header::CONTENT_LENGTH, self.body.len().into());
        if let Some(name) = self.coding.name() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        if *method != Method::HEAD {
            *response.body_mut() = Body::from(self.body.clone());
        }
        response
    }
}
