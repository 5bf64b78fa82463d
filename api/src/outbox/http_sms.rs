//! Sends text messages by a gateway that is called as Twilio's is: one form, posted with the account's name and token.

use super::{
    Message,
    senders::{SendError, Sender},
};
use crate::{config::Config, start::Stop};
use axum::{
    body::Body,
    http::{HeaderValue, Method, Request, StatusCode, Uri, header},
};
use contract::Secret;
use data_encoding::BASE64;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use std::error::Error as _;
use url::form_urlencoded::Serializer;

const FORM: &str = "application/x-www-form-urlencoded";
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// The gateway.
pub struct HttpSms {
    client: Client<HttpsConnector<HttpConnector>, Body>,
    address: Uri,
    authorization: HeaderValue,
    from: String,
}

impl HttpSms {
    /// As the settings say; nothing when they name no account.
    pub fn new(config: &Config) -> Result<Option<Self>, Stop> {
        let sending = &config.settings.sending;
        let Some(account) = &sending.sms_account else {
            return Ok(None);
        };
        let missing = |name| Stop::settings(name, "must be set with LATCHKEY_SMS_ACCOUNT");
        let from = sending.sms_from.clone();
        let from = from.ok_or_else(|| missing("LATCHKEY_SMS_FROM"))?;
        let token = config.text_message_token.as_ref();
        let token = token.ok_or_else(|| missing("LATCHKEY_SMS_TOKEN"))?;
        let base = sending.sms_url.as_str();
        let address = format!("{base}/2010-04-01/Accounts/{account}/Messages.json");
        let address = address
            .parse()
            .map_err(|why| Stop::settings("LATCHKEY_SMS_ACCOUNT", why))?;
        let connector = HttpsConnectorBuilder::new()
            .with_webpki_roots()
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Some(Self {
            client: Client::builder(TokioExecutor::new()).build(connector),
            address,
            authorization: authorization(account, token)?,
            from,
        }))
    }

    fn request(&self, message: &Message, id: &str) -> Result<Request<Body>, SendError> {
        let form = Serializer::new(String::new())
            .append_pair("To", &message.to)
            .append_pair("From", &self.from)
            .append_pair("Body", &message.text)
            .finish();
        Request::builder()
            .method(Method::POST)
            .uri(self.address.clone())
            .header(header::AUTHORIZATION, self.authorization.clone())
            .header(header::CONTENT_TYPE, FORM)
            .header(IDEMPOTENCY_KEY, id)
            .body(Body::from(form))
            .map_err(|_| SendError::for_good("the request cannot be written"))
    }
}

impl Sender for HttpSms {
    async fn send(&self, message: &Message, id: &str) -> Result<(), SendError> {
        let request = self.request(message, id)?;
        let response = self.client.request(request).await.map_err(|error| {
            let cause = error.source().map(ToString::to_string);
            SendError::for_now(cause.unwrap_or_else(|| error.to_string()))
        })?;
        let status = response.status();
        let why = format!("the gateway answered {}", status.as_u16());
        if status.is_success() {
            Ok(())
        } else if status == StatusCode::BAD_REQUEST {
            // That is how it refuses a number.
            Err(SendError::for_good(why))
        } else {
            Err(SendError::for_now(why))
        }
    }
}

/// RFC 7617 §2.
fn authorization(account: &str, token: &Secret) -> Result<HeaderValue, Stop> {
    let pair = format!("{account}:{}", token.expose());
    let value = format!("Basic {}", BASE64.encode(pair.as_bytes()));
    let mut value =
        HeaderValue::try_from(value).map_err(|why| Stop::settings("LATCHKEY_SMS_TOKEN", why))?;
    value.set_sensitive(true);
    Ok(value)
}
