//! How messages leave: the head of a mail as a mail server gets it, whom the server trusts, and a gateway as its users use it.

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
        smtp::Smtp,
    },
    messages::worker,
};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    routing::post,
};
use contract::{Problem, sent_code::Channel};
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use std::{
    collections::HashSet,
    path::PathBuf,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;
use url::form_urlencoded;

const FROM: &str = "Latchkey <latchkey@example.net>";

/// Mails as they came over the wire. The first ones are refused for now.
#[derive(Clone, Default)]
struct Mails {
    wires: Arc<Mutex<Vec<String>>>,
    refuses: Arc<Mutex<u32>>,
}

impl Mails {
    fn all(&self) -> Vec<String> {
        self.wires.lock().unwrap().clone()
    }

    /// Whether this mail is taken.
    fn keep(&self, wire: String) -> bool {
        self.wires.lock().unwrap().push(wire);
        let mut refuses = self.refuses.lock().unwrap();
        let is_taken = *refuses == 0;
        *refuses = refuses.saturating_sub(1);
        is_taken
    }
}

/// A mail server, with TLS from the first byte or without any. Returns its port.
async fn mail_server(mails: Mails, tls: Option<TlsAcceptor>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let (mails, tls) = (mails.clone(), tls.clone());
            tokio::spawn(async move {
                match tls {
                    None => converse(client, mails).await,
                    // A client that does not trust the certificate goes away.
                    Some(tls) => match tls.accept(client).await {
                        Ok(client) => converse(client, mails).await,
                        Err(_) => None,
                    },
                }
            });
        }
    });
    port
}

async fn converse(client: impl AsyncRead + AsyncWrite + Unpin, mails: Mails) -> Option<()> {
    let mut stream = BufReader::new(client);
    stream.write_all(b"220 localhost\r\n").await.ok()?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let reply = match line.get(..4).unwrap_or_default() {
            "DATA" => {
                stream.write_all(b"354 Go on\r\n").await.ok()?;
                let mut wire = String::new();
                while !wire.ends_with("\r\n.\r\n") {
                    stream.read_line(&mut wire).await.ok()?;
                }
                if mails.keep(wire) {
                    "250 Taken"
                } else {
                    "451 Later"
                }
            }
            "QUIT" => "221 Good bye",
            _ => "250 Good",
        };
        stream
            .write_all(format!("{reply}\r\n").as_bytes())
            .await
            .ok()?;
    }
}

/// A server that sends mails there, and what it sent after somebody signed up.
async fn welcomed(mails: &Mails, settings: &[&str]) -> TestApp {
    let port = mail_server(mails.clone(), None).await.to_string();
    let mut all = vec!["--smtp-host", "127.0.0.1", "--smtp-tls", "none"];
    all.extend(["--smtp-port", &port, "--mail-from", FROM]);
    all.extend(settings);
    let app = TestApp::with(&all).await;
    newcomer(&app, EMAIL).await;
    worker::deliver_due(&app.app).await.unwrap();
    app
}

async fn wire() -> String {
    let mails = Mails::default();
    welcomed(&mails, &["--origin", "https://login.example.org"]).await;
    mails.all().remove(0)
}

/// The fields of this name (RFC 5322 §2.2), unfolded.
fn fields(wire: &str, name: &str) -> Vec<String> {
    let (head, _) = wire.split_once("\r\n\r\n").unwrap();
    let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let fields = head.split("\r\n").map(|line| line.split_once(':').unwrap());
    let named = fields.filter(|(it, _)| it.eq_ignore_ascii_case(name));
    named.map(|(_, value)| value.trim().to_owned()).collect()
}

async fn field(name: &str) -> String {
    let all = fields(&wire().await, name);
    assert_eq!(all.len(), 1, "{name} stands there once: {all:?}");
    all[0].clone()
}

#[tokio::test]
async fn a_mail_says_when_it_was_written() {
    // RFC 5322 §3.6.1.
    let date = field("Date").await;
    let words: Vec<&str> = date.split_whitespace().collect();
    assert_eq!(words.len(), 6, "{date}");
    assert!(
        words[0].ends_with(',') && words[4].matches(':').count() == 2,
        "{date}"
    );
    assert!(words[5] == "+0000" || words[5] == "-0000", "{date}");
}

#[tokio::test]
async fn a_mail_has_a_name_of_its_own_at_our_host() {
    // RFC 5322 §3.6.4.
    let id = field("Message-ID").await;
    let (name, host) = id.split_once('@').unwrap();
    assert!(name.starts_with('<') && name.len() > 20, "{id}");
    assert_eq!(host, "login.example.org>");
    let mails = Mails::default();
    let app = welcomed(&mails, &[]).await;
    newcomer(&app, "bob@example.com").await;
    worker::deliver_due(&app.app).await.unwrap();
    let ids: HashSet<_> = mails
        .all()
        .iter()
        .map(|it| fields(it, "Message-ID"))
        .collect();
    assert_eq!(ids.len(), 2);
}

#[tokio::test]
async fn a_mail_that_is_sent_again_keeps_its_name() {
    let mails = Mails::default();
    *mails.refuses.lock().unwrap() = 1;
    let app = welcomed(&mails, &[]).await;
    app.clock.advance_seconds(3_600);
    worker::deliver_due(&app.app).await.unwrap();
    let ids: Vec<_> = mails
        .all()
        .iter()
        .map(|it| fields(it, "Message-ID"))
        .collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
}

#[tokio::test]
async fn a_mail_says_that_it_follows_mime() {
    // RFC 2045 §4: without it the two fields about the content mean nothing.
    assert_eq!(field("MIME-Version").await, "1.0");
}

#[tokio::test]
async fn a_mail_says_what_its_text_is_written_in() {
    // RFC 2045 §5, RFC 2046 §4.1.2.
    let kind = field("Content-Type").await.to_ascii_lowercase();
    assert_eq!(kind.replace(' ', ""), "text/plain;charset=utf-8");
}

#[tokio::test]
async fn a_mail_says_how_its_text_is_packed_and_no_line_is_too_long_for_anybody() {
    // RFC 2045 §6, RFC 5322 §2.1.1.
    let wire = wire().await;
    assert_eq!(
        fields(&wire, "Content-Transfer-Encoding"),
        ["quoted-printable"]
    );
    assert!(wire.is_ascii());
    assert!(
        !wire.replace("\r\n", "").contains('\n'),
        "a line ends in CR LF"
    );
    let (_, body) = wire.split_once("\r\n\r\n").unwrap();
    for line in body.split("\r\n") {
        assert!(line.len() <= 76, "{line}");
    }
    assert!(!wire.contains("=0A") && !wire.contains("=0D"), "{wire}");
}

#[tokio::test]
async fn a_mail_tells_machines_not_to_answer_it() {
    // RFC 3834 §5.
    assert_eq!(field("Auto-Submitted").await, "auto-generated");
}

#[tokio::test]
async fn a_mail_says_from_whom_and_to_whom_it_is() {
    // RFC 5322 §3.6.2, §3.6.3.
    assert_eq!(field("From").await.replace('"', ""), FROM);
    assert_eq!(field("To").await, EMAIL);
}

#[tokio::test]
async fn a_subject_in_any_script_is_written_in_ascii() {
    // RFC 5322 §3.6.5, RFC 2047.
    assert!(!field("Subject").await.is_empty());
    let mails = Mails::default();
    welcomed(
        &mails,
        &[
            "--name",
            "Café Zürich für alle und jeden, immer und überall",
        ],
    )
    .await;
    let wire = mails.all().remove(0);
    assert!(wire.is_ascii(), "{wire}");
    assert!(
        fields(&wire, "Subject")[0].starts_with("=?utf-8?"),
        "{wire}"
    );
}

// Whom the server trusts.

fn of_tests(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    folder.join("tests/support/tls").join(name)
}

/// Speaks TLS by a certificate of an authority that nobody else knows.
fn acceptor() -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_file(of_tests("server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(of_tests("server-key.pem")).unwrap();
    let provider = Arc::new(ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key);
    TlsAcceptor::from(Arc::new(config.unwrap()))
}

fn config(arguments: &[String]) -> Config {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut config = crate::support::config_of(&arguments);
    config.text_message_token = Some("token".into());
    config
}

fn message(channel: Channel, to: &str) -> Message {
    Message {
        channel,
        to: to.to_owned(),
        subject: "Hello".to_owned(),
        text: "Hello.".to_owned(),
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_mail_server_of_the_operators_own_authority_is_trusted_where_the_settings_say_so() {
    let mails = Mails::default();
    let port = mail_server(mails.clone(), Some(acceptor())).await;
    let given = format!("--smtp-host localhost --smtp-port {port} --mail-from a@example.net");
    for is_named in [false, true] {
        let mut arguments = words(&given);
        if is_named {
            arguments.push("--ca-file".to_owned());
            arguments.push(of_tests("authority.pem").display().to_string());
        }
        let config = config(&arguments);
        let authorities = Authorities::read(&config).unwrap();
        let sender = Smtp::new(&config, &authorities).unwrap().unwrap();
        let sent = sender.send(&message(Channel::Email, EMAIL), "id").await;
        assert_eq!(sent.is_ok(), is_named, "{sent:?}");
        assert_eq!(mails.all().len(), usize::from(is_named));
        if let Err(refused) = sent {
            assert!(refused.is_wrong_set_up, "{refused:?}");
        }
        assert_eq!(sender.check().await.is_ok(), is_named);
    }
}

#[test]
fn a_file_of_authorities_that_cannot_be_used_is_named_at_the_start() {
    for name in ["no-such-file.pem", "server-key.pem"] {
        let path = of_tests(name).display().to_string();
        let config = config(&["--ca-file".to_owned(), path]);
        let Err(refused) = Authorities::read(&config) else {
            panic!("{name} is taken")
        };
        assert!(
            refused.to_string().contains("LATCHKEY_CA_FILE"),
            "{refused}"
        );
    }
}

// The gateway for text messages.

/// What the gateway got, and what it answers.
#[derive(Clone)]
struct Gateway {
    got: Arc<Mutex<Vec<(HeaderMap, String)>>>,
    answer: Arc<Mutex<(u16, &'static str)>>,
}

const TAKEN: (u16, &str) = (201, "{}");
/// What it says to whoever is let in and names no number.
const NO_NUMBER: (u16, &str) = (400, r#"{"code": 21604, "status": 400}"#);
const WRONG_KEY: (u16, &str) = (
    401,
    r#"{"code": 20003, "message": "Authenticate +4915112345667", "status": 401}"#,
);

impl Gateway {
    /// One, and how the server is told of it.
    async fn open() -> (Self, String) {
        let gateway = Self {
            got: Arc::default(),
            answer: Arc::new(Mutex::new(TAKEN)),
        };
        let path = "/2010-04-01/Accounts/AC1/Messages.json";
        let router = Router::new()
            .route(path, post(take))
            .with_state(gateway.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let settings = format!("--sms-url http://127.0.0.1:{port} --sms-account AC1");
        (gateway, settings)
    }

    fn answers(&self, answer: (u16, &'static str)) {
        *self.answer.lock().unwrap() = answer;
    }

    fn form(&self) -> Vec<(String, String)> {
        let (_, body) = self.got.lock().unwrap().last().unwrap().clone();
        let fields = form_urlencoded::parse(body.as_bytes()).into_owned();
        fields.collect()
    }
}

async fn take(State(gateway): State<Gateway>, request: Request) -> (StatusCode, &'static str) {
    let headers = request.headers().clone();
    let body = axum::body::to_bytes(request.into_body(), 65_536)
        .await
        .unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    let (status, answer) = *gateway.answer.lock().unwrap();
    let names_nobody = form_urlencoded::parse(body.as_bytes()).all(|(name, _)| name != "To");
    gateway.got.lock().unwrap().push((headers, body));
    let (status, answer) = if names_nobody && status == 201 {
        NO_NUMBER
    } else {
        (status, answer)
    };
    (StatusCode::from_u16(status).unwrap(), answer)
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
    let (gateway, settings) = Gateway::open().await;
    send(&sms(&format!("{settings} --sms-messaging-service MG7")))
        .await
        .unwrap();
    let form = gateway.form();
    let has = |name: &str, value: &str| form.contains(&(name.to_owned(), value.to_owned()));
    assert!(
        has("MessagingServiceSid", "MG7") && has("To", NUMBER),
        "{form:?}"
    );
    assert!(form.iter().all(|(name, _)| name != "From"), "{form:?}");
    send(&sms(&format!("{settings} --sms-from +15005550006")))
        .await
        .unwrap();
    let form = gateway.form();
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
    let (gateway, settings) = Gateway::open().await;
    let settings = format!("{settings} --sms-from +15005550006 --sms-api-key SK3");
    send(&sms(&settings)).await.unwrap();
    let (headers, _) = gateway.got.lock().unwrap().last().unwrap().clone();
    let wanted = data_encoding::BASE64.encode(b"SK3:token");
    assert_eq!(headers["authorization"], format!("Basic {wanted}"));
}

#[tokio::test]
async fn the_code_of_a_refusal_goes_to_the_log_and_its_words_do_not() {
    let (gateway, settings) = Gateway::open().await;
    let sender = sms(&format!("{settings} --sms-from +15005550006"));
    for (answer, said, is_final, is_wrong) in [
        (WRONG_KEY, "code 20003", false, true),
        ((404, r#"{"code": 20404}"#), "code 20404", false, true),
        ((403, "no"), "answered 403", false, true),
        ((400, r#"{"code": 21606}"#), "code 21606", false, true),
        ((400, r#"{"code": 21211}"#), "code 21211", true, false),
        ((503, "later"), "answered 503", false, false),
    ] {
        gateway.answers(answer);
        let refused = send(&sender).await.unwrap_err();
        assert!(refused.why.contains(said), "{refused:?}");
        assert!(!refused.why.contains("49151"), "{refused:?}");
        let seen = (refused.is_final, refused.is_wrong_set_up);
        assert_eq!(seen, (is_final, is_wrong), "{answer:?}");
    }
}

#[tokio::test]
async fn nobody_is_told_that_a_code_was_sent_when_the_gateway_is_set_up_wrongly() {
    let (gateway, settings) = Gateway::open().await;
    let mut settings = words(&settings);
    settings.extend(words("--sms-from +15005550006"));
    let app = TestApp::with_token(&settings, "token").await;
    gateway.answers(WRONG_KEY);
    // As at the start.
    worker::check(&app.app, Channel::TextMessage).await;
    let browser = newcomer(&app, EMAIL).await;
    let refused = start_phone(&browser, NUMBER).await;
    assert_eq!(refused, Err(Problem::TextMessagesUnavailable));
    start_email(&browser, EMAIL).await.unwrap();
    gateway.answers(TAKEN);
    worker::check(&app.app, Channel::TextMessage).await;
    start_phone(&browser, NUMBER).await.unwrap();
    // And when it is found out while sending.
    gateway.answers(WRONG_KEY);
    worker::deliver_due(&app.app).await.unwrap();
    app.clock.advance_seconds(60);
    let refused = start_phone(&browser, NUMBER).await;
    assert_eq!(refused, Err(Problem::TextMessagesUnavailable));
    // What was not sent is sent once it is set up rightly.
    gateway.answers(TAKEN);
    app.clock.advance_seconds(120);
    worker::deliver_due(&app.app).await.unwrap();
    assert!(gateway.form().iter().any(|(name, _)| name == "To"));
    start_phone(&browser, NUMBER).await.unwrap();
    drop(standing(&browser).await);
}

#[tokio::test]
async fn a_gateway_that_is_away_for_now_is_not_set_up_wrongly() {
    let (gateway, settings) = Gateway::open().await;
    let mut settings = words(&settings);
    settings.extend(words("--sms-from +15005550006"));
    let app = TestApp::with_token(&settings, "token").await;
    gateway.answers((503, "later"));
    worker::check(&app.app, Channel::TextMessage).await;
    let browser = newcomer(&app, EMAIL).await;
    start_phone(&browser, NUMBER).await.unwrap();
}
