//! How text messages leave: what a gateway is sent, and what its refusals mean.

use crate::support::{
    TestApp,
    account::{NUMBER, start_email, start_phone},
    person::{EMAIL, newcomer, standing},
};
use api::{
    config::Config,
    delivery::{
        authorities::Authorities,
        message::Message,
        sender::{SendError, Sender as _},
        sms::HttpSms,
    },
    messages::worker,
};
use contract::{Problem, sent_code::Channel};
use fakes::{ACCOUNT, FROM, FaultMode, SmsGateway, TOKEN};

pub fn config(arguments: &[String]) -> Config {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut config = crate::support::config_of(&arguments);
    config.text_message_token = Some(TOKEN.into());
    config
}

pub fn message(channel: Channel, to: &str) -> Message {
    Message {
        channel,
        to: to.to_owned(),
        subject: "Hello".to_owned(),
        text: "Hello.".to_owned(),
    }
}

pub fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

const WRONG_KEY: (u16, &str) = (
    401,
    r#"{"code": 20003, "message": "Authenticate +4915112345667", "status": 401}"#,
);

/// A gateway, and how the server is told of it.
async fn gateway() -> (SmsGateway, String) {
    let gateway = SmsGateway::open().await.unwrap();
    let settings = format!("--sms-url {} --sms-account {ACCOUNT}", gateway.url());
    (gateway, settings)
}

/// The form that came last.
fn last_form(gateway: &SmsGateway) -> Vec<(String, String)> {
    gateway.requests().pop().unwrap().form
}

/// How many messages it was given; a worker that starts looks as well whether it is set up rightly.
fn messages(gateway: &SmsGateway) -> usize {
    let requests = gateway.requests().into_iter();
    let to = |form: &[(String, String)]| form.iter().any(|(name, _)| name == "To");
    requests.filter(|request| to(&request.form)).count()
}

fn sms(settings: &str) -> HttpSms {
    let config = config(&words(settings));
    let authorities = Authorities::read(&config).unwrap();
    HttpSms::new(&config, &authorities).unwrap().unwrap()
}

async fn send(sender: &HttpSms) -> Result<(), SendError> {
    sender
        .send(&message(Channel::TextMessage, NUMBER), "id")
        .await
}

#[tokio::test]
async fn a_messaging_service_stands_for_the_number_that_messages_come_from() {
    let (gateway, settings) = gateway().await;
    send(&sms(&format!("{settings} --sms-messaging-service MG7")))
        .await
        .unwrap();
    let form = last_form(&gateway);
    let has = |name: &str, value: &str| form.contains(&(name.to_owned(), value.to_owned()));
    assert!(
        has("MessagingServiceSid", "MG7") && has("To", NUMBER),
        "{form:?}"
    );
    assert!(form.iter().all(|(name, _)| name != "From"), "{form:?}");
    send(&sms(&format!("{settings} --sms-from {FROM}")))
        .await
        .unwrap();
    let form = last_form(&gateway);
    assert!(
        form.iter().all(|(name, _)| name != "MessagingServiceSid"),
        "{form:?}"
    );
    let config = config(&words(&settings));
    let authorities = Authorities::read(&config).unwrap();
    let Err(refused) = HttpSms::new(&config, &authorities) else {
        panic!("from nobody")
    };
    assert!(
        refused
            .to_string()
            .contains("LATCHKEY_SMS_MESSAGING_SERVICE")
    );
}

#[tokio::test]
async fn a_key_with_its_secret_stands_for_the_accounts_own_token() {
    let (gateway, settings) = gateway().await;
    let settings = format!("{settings} --sms-from {FROM} --sms-api-key SK3");
    send(&sms(&settings)).await.unwrap();
    let headers = gateway.requests().pop().unwrap().headers;
    let wanted = data_encoding::BASE64.encode(format!("SK3:{TOKEN}").as_bytes());
    assert_eq!(headers["authorization"], format!("Basic {wanted}"));
}

#[tokio::test]
async fn the_code_of_a_refusal_goes_to_the_log_and_its_words_do_not() {
    let (gateway, settings) = gateway().await;
    let sender = sms(&format!("{settings} --sms-from {FROM}"));
    for (answer, said, is_final, is_wrong) in [
        (WRONG_KEY, "code 20003", false, true),
        ((404, r#"{"code": 20404}"#), "code 20404", false, true),
        ((403, "no"), "answered 403", false, true),
        ((400, r#"{"code": 21606}"#), "code 21606", false, true),
        ((400, r#"{"code": 21211}"#), "code 21211", true, false),
        ((503, "later"), "answered 503", false, false),
    ] {
        gateway.refuses_with(answer.0, answer.1);
        let refused = send(&sender).await.unwrap_err();
        assert!(refused.why.contains(said), "{refused:?}");
        assert!(!refused.why.contains("49151"), "{refused:?}");
        let seen = (refused.is_final, refused.is_wrong_set_up);
        assert_eq!(seen, (is_final, is_wrong), "{answer:?}");
    }
}

#[tokio::test]
async fn nobody_is_told_that_a_code_was_sent_when_the_gateway_is_set_up_wrongly() {
    let (gateway, settings) = gateway().await;
    let mut settings = words(&settings);
    settings.extend(words(&format!("--sms-from {FROM}")));
    let app = TestApp::with_token(&settings, TOKEN).await;
    gateway.refuses_with(WRONG_KEY.0, WRONG_KEY.1);
    // As at the start.
    worker::check(&app.app, Channel::TextMessage).await;
    let browser = newcomer(&app, EMAIL).await;
    let refused = start_phone(&browser, NUMBER).await;
    assert_eq!(refused, Err(Problem::TextMessagesUnavailable));
    start_email(&browser, EMAIL).await.unwrap();
    gateway.becomes(FaultMode::Works);
    worker::check(&app.app, Channel::TextMessage).await;
    start_phone(&browser, NUMBER).await.unwrap();
    // And when it is found out while sending.
    gateway.refuses_with(WRONG_KEY.0, WRONG_KEY.1);
    app.send_due().await;
    app.clock.advance_seconds(60);
    let refused = start_phone(&browser, NUMBER).await;
    assert_eq!(refused, Err(Problem::TextMessagesUnavailable));
    // What was not sent is sent once it is set up rightly.
    gateway.becomes(FaultMode::Works);
    app.clock.advance_seconds(120);
    let before = messages(&gateway);
    app.send_due().await;
    assert_eq!(messages(&gateway), before + 1);
    start_phone(&browser, NUMBER).await.unwrap();
    drop(standing(&browser).await);
}

#[tokio::test]
async fn a_gateway_that_is_away_for_now_is_not_set_up_wrongly() {
    let (gateway, settings) = gateway().await;
    let mut settings = words(&settings);
    settings.extend(words(&format!("--sms-from {FROM}")));
    let app = TestApp::with_token(&settings, TOKEN).await;
    gateway.refuses_with(503, "later");
    worker::check(&app.app, Channel::TextMessage).await;
    let browser = newcomer(&app, EMAIL).await;
    start_phone(&browser, NUMBER).await.unwrap();
}
