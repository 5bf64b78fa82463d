//! Sends text messages by a gateway that is called as Twilio's is: one form, posted with the name and the secret of the account
//! or of one of its keys.

use super::authorities::Authorities;
use crate::{
    config::{Config, sending::Sending, startup_error::StartupError},
    delivery::{
        message::Message,
        sender::{SendError, Sender},
    },
    rules::gateway_refusal::{self, Refusal},
};
use axum::{
    body::Body,
    http::{HeaderValue, Method, Request, Response, StatusCode, Uri, header},
};
use contract::Secret;
use data_encoding::BASE64;
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde::Deserialize;
use std::error::Error as _;
use url::form_urlencoded::Serializer;

const FORM: &str = "application/x-www-form-urlencoded";
const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The most of an answer that is read.
const ANSWER_MAX_BYTES: usize = 16 * 1_024;

/// The gateway.
pub struct HttpSms {
    client: Client<HttpsConnector<HttpConnector>, Body>,
    address: Uri,
    authorization: HeaderValue,
    /// Whom messages come from: the fields of the form that say so.
    from: Vec<(&'static str, String)>,
}

/// What a gateway says of a message that it refuses. Its words are not read: they may repeat the number.
#[derive(Deserialize)]
struct Refused {
    code: Option<u32>,
}

impl HttpSms {
    /// As the settings say; nothing when they name no account.
    pub fn new(config: &Config, authorities: &Authorities) -> Result<Option<Self>, StartupError> {
        let sending = &config.settings.sending;
        let Some(account) = &sending.sms_account else {
            return Ok(None);
        };
        let token = config.text_message_token.as_ref();
        let token = token.ok_or_else(|| missing("LATCHKEY_SMS_TOKEN"))?;
        let base = sending.sms_url.as_str();
        let address = format!("{base}/2010-04-01/Accounts/{account}/Messages.json");
        let address = address
            .parse()
            .map_err(|why| StartupError::settings("LATCHKEY_SMS_ACCOUNT", why))?;
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(authorities.web()?)
            .https_or_http()
            .enable_http1()
            .build();
        let user = sending.sms_api_key.as_ref().unwrap_or(account);
        Ok(Some(Self {
            client: Client::builder(TokioExecutor::new()).build(connector),
            address,
            authorization: authorization(user, token)?,
            from: from(sending)?,
        }))
    }

    fn request(&self, form: String, id: Option<&str>) -> Result<Request<Body>, SendError> {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(self.address.clone())
            .header(header::AUTHORIZATION, self.authorization.clone())
            .header(header::CONTENT_TYPE, FORM);
        if let Some(id) = id {
            request = request.header(IDEMPOTENCY_KEY, id);
        }
        request
            .body(Body::from(form))
            .map_err(|_| SendError::for_good("the request cannot be written"))
    }

    fn form(&self, more: &[(&str, &str)]) -> String {
        let mut form = Serializer::new(String::new());
        form.extend_pairs(self.from.iter()).extend_pairs(more);
        form.finish()
    }

    async fn post(&self, request: Request<Body>) -> Result<Response<Incoming>, SendError> {
        self.client.request(request).await.map_err(|error| {
            let cause = error.source().map(ToString::to_string);
            SendError::for_now(cause.unwrap_or_else(|| error.to_string()))
        })
    }
}

impl Sender for HttpSms {
    async fn send(&self, message: &Message, id: &str) -> Result<(), SendError> {
        let form = self.form(&[("To", &message.to), ("Body", &message.text)]);
        let request = self.request(form, Some(id))?;
        let response = self.post(request).await?;
        if response.status().is_success() {
            Ok(())
        } else {
            Err(refused(response).await)
        }
    }

    /// Asks for a message to nobody. Whoever is let in is told that the number is missing.
    async fn check(&self) -> Result<(), SendError> {
        let request = self.request(self.form(&[]), None)?;
        let response = self.post(request).await?;
        let status = response.status();
        if status.is_success() {
            return Ok(());
        }
        let error = refused(response).await;
        if status == StatusCode::BAD_REQUEST && !error.is_wrong_set_up {
            return Ok(());
        }
        Err(error)
    }
}

async fn refused(response: Response<Incoming>) -> SendError {
    let status = response.status().as_u16();
    let body = Limited::new(response.into_body(), ANSWER_MAX_BYTES);
    let body = body
        .collect()
        .await
        .ok()
        .map(http_body_util::Collected::to_bytes);
    let said = body.and_then(|body| serde_json::from_slice::<Refused>(&body).ok());
    let code = said.and_then(|said| said.code);
    let why = match code {
        Some(code) => format!("the gateway answered {status}, code {code}"),
        None => format!("the gateway answered {status}"),
    };
    match gateway_refusal::of(status, code) {
        Refusal::Destination => SendError::for_good(why),
        Refusal::SetUp => SendError::wrong_set_up(why),
        Refusal::Other => SendError::for_now(why),
    }
}

fn from(sending: &Sending) -> Result<Vec<(&'static str, String)>, StartupError> {
    let fields = [
        ("MessagingServiceSid", &sending.sms_messaging_service),
        ("From", &sending.sms_from),
    ];
    let from: Vec<_> = fields
        .into_iter()
        .filter_map(|(name, value)| value.clone().map(|value| (name, value)))
        .collect();
    if from.is_empty() {
        return Err(missing(
            "LATCHKEY_SMS_FROM or LATCHKEY_SMS_MESSAGING_SERVICE",
        ));
    }
    Ok(from)
}

fn missing(name: &str) -> StartupError {
    StartupError::settings(name, "must be set with LATCHKEY_SMS_ACCOUNT")
}

/// RFC 7617 §2.
fn authorization(user: &str, token: &Secret) -> Result<HeaderValue, StartupError> {
    let pair = format!("{user}:{}", token.expose());
    let value = format!("Basic {}", BASE64.encode(pair.as_bytes()));
    let mut value = HeaderValue::try_from(value)
        .map_err(|why| StartupError::settings("LATCHKEY_SMS_TOKEN", why))?;
    value.set_sensitive(true);
    Ok(value)
}
