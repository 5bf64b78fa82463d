//! How emails leave: the head of an email as a mail server gets it, and which mail servers are trusted.

use crate::{
    sms_gateway::{config, message, words},
    support::{
        TestApp,
        person::{EMAIL, newcomer},
    },
};
use api::delivery::{authorities::Authorities, sender::Sender as _, smtp::Smtp};
use contract::sent_code::Channel;
use fakes::{FaultMode, SmtpSink};
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use std::{collections::HashSet, path::PathBuf, sync::Arc};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

const FROM: &str = "Latchkey <latchkey@example.net>";

/// A server that sends mails there, and what it sent after somebody signed up.
async fn welcomed(sink: &SmtpSink, settings: &[&str]) -> TestApp {
    let port = sink.port().to_string();
    let mut all = vec!["--smtp-host", "127.0.0.1", "--smtp-tls", "none"];
    all.extend(["--smtp-port", &port, "--mail-from", FROM]);
    all.extend(settings);
    let app = TestApp::with(&all).await;
    newcomer(&app, EMAIL).await;
    app.send_due().await;
    app
}

async fn wire() -> String {
    let sink = SmtpSink::open().await.unwrap();
    welcomed(&sink, &["--origin", "https://login.example.org"]).await;
    sink.wires().remove(0)
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
async fn an_email_says_when_it_was_written() {
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
async fn an_email_has_a_name_of_its_own_at_our_host() {
    // RFC 5322 §3.6.4.
    let id = field("Message-ID").await;
    let (name, host) = id.split_once('@').unwrap();
    assert!(name.starts_with('<') && name.len() > 20, "{id}");
    assert_eq!(host, "login.example.org>");
    let sink = SmtpSink::open().await.unwrap();
    let app = welcomed(&sink, &[]).await;
    newcomer(&app, "bob@example.com").await;
    app.send_due().await;
    let ids: HashSet<_> = sink
        .wires()
        .iter()
        .map(|it| fields(it, "Message-ID"))
        .collect();
    assert_eq!(ids.len(), 2);
}

#[tokio::test]
async fn an_email_that_is_sent_again_keeps_its_name() {
    let sink = SmtpSink::open().await.unwrap();
    sink.becomes(FaultMode::RefusesLate);
    let app = welcomed(&sink, &[]).await;
    sink.becomes(FaultMode::Works);
    app.clock.advance_seconds(3_600);
    app.send_due().await;
    let ids: Vec<_> = sink
        .wires()
        .iter()
        .map(|it| fields(it, "Message-ID"))
        .collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
}

#[tokio::test]
async fn an_email_says_that_it_follows_mime() {
    // RFC 2045 §4: without it the two fields about the content mean nothing.
    assert_eq!(field("MIME-Version").await, "1.0");
}

#[tokio::test]
async fn an_email_says_what_its_text_is_written_in() {
    // RFC 2045 §5, RFC 2046 §4.1.2.
    let kind = field("Content-Type").await.to_ascii_lowercase();
    assert_eq!(kind.replace(' ', ""), "text/plain;charset=utf-8");
}

#[tokio::test]
async fn an_email_says_how_its_text_is_packed_and_no_line_is_too_long_for_anybody() {
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
async fn an_email_tells_machines_not_to_answer_it() {
    // RFC 3834 §5.
    assert_eq!(field("Auto-Submitted").await, "auto-generated");
}

#[tokio::test]
async fn an_email_says_from_whom_and_to_whom_it_is() {
    // RFC 5322 §3.6.2, §3.6.3.
    assert_eq!(field("From").await.replace('"', ""), FROM);
    assert_eq!(field("To").await, EMAIL);
}

#[tokio::test]
async fn a_subject_in_any_script_is_written_in_ascii() {
    // RFC 5322 §3.6.5, RFC 2047.
    assert!(!field("Subject").await.is_empty());
    let sink = SmtpSink::open().await.unwrap();
    welcomed(
        &sink,
        &[
            "--name",
            "Café Zürich für alle und jeden, immer und überall",
        ],
    )
    .await;
    let wire = sink.wires().remove(0);
    assert!(wire.is_ascii(), "{wire}");
    assert!(
        fields(&wire, "Subject")[0].starts_with("=?utf-8?"),
        "{wire}"
    );
}

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

/// Speaks TLS before a server without any. Returns its port.
async fn with_tls(server: u16) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = acceptor();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            // A client that does not trust the certificate goes away.
            if let Ok(mut client) = acceptor.accept(client).await {
                let mut server = TcpStream::connect(("127.0.0.1", server)).await.unwrap();
                let _ = copy_bidirectional(&mut client, &mut server).await;
            }
        }
    });
    port
}

#[tokio::test]
async fn a_mail_server_of_the_operators_own_authority_is_trusted_where_the_settings_say_so() {
    let sink = SmtpSink::open().await.unwrap();
    let port = with_tls(sink.port()).await;
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
        assert_eq!(sink.wires().len(), usize::from(is_named));
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
