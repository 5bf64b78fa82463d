//! What the log says, and what it never says. A program of its own: its log is that of the whole process, whatever
//! thread writes to it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../support/mod.rs"]
mod support;

use contract::{Secret, endpoint::SubmitPassword, sent_code::Channel};
use data_encoding::BASE32_NOPAD;
use std::{
    io::{self, Write},
    sync::{Arc, Mutex, OnceLock},
};
use support::{
    TestApp,
    account::{
        NUMBER, OTHER_PASSWORD, altered, cancel_recovery, confirmed, finish_reset, other_code,
        reset_token, send_code, sign_in, submit_sent_code, take_email, take_phone, trust,
        turn_on_email_codes, waiting,
    },
    authenticator::{Authenticator, base64url},
    browser::{Browser, post},
    outbox::code_in,
    passkey::{PASSKEY, Purpose, register, remove},
    person::{
        EMAIL, PASSWORD, Phone, credentials, enrolled, pending_sign_in, secret_of, sign_up, start,
        step_up, submit_backup_code, submit_code, submit_password,
    },
};
use tracing_subscriber::{
    Layer as _,
    filter::filter_fn,
    fmt::{self, MakeWriter},
    layer::SubscriberExt as _,
    registry,
    util::SubscriberInitExt as _,
};

/// Keeps every line that this process writes.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Listens to everything that anything but the passkey library has to say, from the first call on.
    fn listen() -> Self {
        static LOG: OnceLock<Log> = OnceLock::new();
        let start = || {
            let log = Self::default();
            // The program keeps its passkey library silent; a test of the program itself shows that.
            let but_talkative = filter_fn(|metadata| !metadata.target().starts_with("webauthn"));
            let lines = fmt::layer().with_ansi(false).with_writer(log.clone());
            registry().with(lines.with_filter(but_talkative)).init();
            log
        };
        LOG.get_or_init(start).clone()
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// What a test knows of a day's traffic that nobody else may learn from the log.
struct Traffic {
    phone: Phone,
    codes: Vec<Secret>,
    secrets: Vec<String>,
}

/// Everything that can be done, with something to look for in each place.
async fn traffic(app: &TestApp) -> Traffic {
    let (browser, phone) = enrolled(app, EMAIL).await;
    let pending = secret_of(&start(&browser).await.unwrap());
    let mut codes = vec![phone.code(app)];
    app.next_step();
    let pending_browser = pending_sign_in(app, EMAIL).await;
    let pending_token = pending_browser.cookie("latchkey-pending").unwrap();
    codes.extend([phone.wrong_code(app), phone.code(app)]);
    submit_code(&pending_browser, codes[1].clone())
        .await
        .unwrap_err();
    submit_code(&pending_browser, codes[2].clone())
        .await
        .unwrap();
    submit_backup_code(&pending_sign_in(app, EMAIL).await, &phone.backup_codes[0])
        .await
        .unwrap();
    step_up(&pending_browser, codes[2].clone())
        .await
        .unwrap_err();

    let stranger = app.browser();
    submit_password(&stranger, EMAIL, "canary-wrong-password")
        .await
        .unwrap_err();
    submit_password(&stranger, "canary-password-as-address", "x")
        .await
        .unwrap_err();
    sign_up(app, "canary@example.com", "canary")
        .await
        .unwrap_err();
    let path = "/api/sign-in/password";
    stranger
        .post(path, r#"{"email":"canary-field","canary":1}"#)
        .await;
    stranger.post(path, r#""canary-body""#).await;
    stranger.get("/api/canary-path?canary=query").await;
    let told_of_passkeys = passkeys(&browser, &stranger).await;
    let tokens = [&browser, &pending_browser].map(|it| it.cookie("latchkey").unwrap());
    let shared = [&phone.secret, &pending].map(|secret| BASE32_NOPAD.encode(secret));
    let words = [PASSWORD, EMAIL, "canary", "$argon2", &pending_token].map(str::to_owned);
    let codes_on_paper = phone
        .backup_codes
        .iter()
        .flat_map(|code| [code.clone(), code.replace('-', "")]);
    let secrets = codes_on_paper
        .chain(tokens)
        .chain(shared)
        .chain(words)
        .chain(told_of_passkeys)
        .collect();
    Traffic {
        phone,
        codes,
        secrets,
    }
}

/// Everything that can be done with a passkey; gives what was said in it.
async fn passkeys(browser: &Browser, stranger: &Browser) -> Vec<String> {
    let mut device = Authenticator::synced();
    let passkey = register(browser, &mut device, PASSKEY).await.passkey;
    let mut said = vec![passkey.credential_id.0];
    for is_there in [true, false] {
        let request = Purpose::Alone.request_options(stranger).await.unwrap();
        let proving = device.proving(&request).unwrap();
        let signed = proving.sign();
        said.extend(
            [
                &proving.client_data.challenge,
                &signed.client_data,
                &signed.signature,
                &signed.auth_data,
            ]
            .map(|bytes| base64url(bytes)),
        );
        said.extend(stranger.cookie("latchkey-ceremony"));
        let outcome = Purpose::Alone
            .submit(stranger, &request, &signed.answer())
            .await;
        assert_eq!(outcome.is_ok(), is_there);
        if is_there {
            remove(browser, &passkey.id).await.unwrap();
        }
    }
    said
}

#[tokio::test]
async fn the_log_names_what_happened_and_holds_no_secret() {
    let log = Log::listen();
    let app = TestApp::new().await;
    let traffic = traffic(&app).await;

    let text = log.text();
    let account = app.text("SELECT id FROM accounts").await;
    let events = [
        "SubmitPassword",
        "SubmitProof",
        "ConfirmAuthenticator",
        "AddPasskey",
        "SignInWithPasskey",
        "accepted",
        "refused",
    ];
    let details = [
        "wrong_code",
        "wrong_credentials",
        "passkey_removed",
        "Authenticator",
        "BackupCode",
        &account,
    ];
    for said in events.into_iter().chain(details) {
        assert!(text.contains(said), "the log does not say {said}:\n{text}");
    }
    assert_eq!(traffic.phone.backup_codes.len(), 10);
    for secret in &traffic.secrets {
        assert!(!text.contains(secret), "the log says {secret}:\n{text}");
    }
    // Six digits stand inside of longer numbers by chance: looked for as a word.
    for code in &traffic.codes {
        let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
        assert!(
            words.all(|word| word != code.expose()),
            "the log says a code:\n{text}"
        );
    }
}

const OF_CARE: [&str; 2] = ["canary.care@example.com", "canary.new@example.com"];

/// Contacts, codes, trust and recovery; gives the browser where it was done.
async fn care(app: &TestApp) -> Browser {
    let [email, new] = OF_CARE;
    let (browser, phone) = confirmed(app, email).await;
    app.clock.advance_seconds(60);
    take_phone(app, &browser, NUMBER).await;
    turn_on_email_codes(&browser).await.unwrap();
    sign_in(app, &browser, email, &phone).await;
    trust(&browser).await.unwrap();
    let pending_browser = pending_sign_in(app, email).await;
    for (channel, to) in [(Channel::TextMessage, NUMBER), (Channel::Email, email)] {
        app.clock.advance_seconds(60);
        send_code(&pending_browser, channel).await.unwrap();
        let wrong = other_code(&app.newest_message(to).await.code());
        let refused = submit_sent_code(&pending_browser, channel, wrong).await;
        refused.unwrap_err();
    }
    app.clock.advance_seconds(60);
    take_email(app, &browser, new).await;
    let cancel = waiting(app, new).await;
    cancel_recovery(&app.browser(), &cancel).await.unwrap();
    let token = reset_token(app, new).await;
    for (token, is_good) in [(altered(&token), false), (token, true)] {
        let outcome = finish_reset(&app.browser(), &token, OTHER_PASSWORD).await;
        assert_eq!(outcome.is_ok(), is_good);
    }
    browser
}

#[tokio::test]
async fn the_log_holds_no_code_that_was_sent_no_link_and_no_number() {
    // LG-1, OB-7.
    let log = Log::listen();
    let app = TestApp::with(&["--email-codes", "on"]).await;
    let browser = care(&app).await;
    let text = log.text();
    for said in [
        "StartPhone",
        "ConfirmEmail",
        "SendProofCode",
        "TrustDevice",
        "StartRecovery",
        "CancelRecovery",
        "FinishPasswordReset",
        "link_expired",
    ] {
        assert!(text.contains(said), "the log does not say {said}:\n{text}");
    }
    let words = [OF_CARE[0], OF_CARE[1], NUMBER, OTHER_PASSWORD];
    let mut secrets: Vec<String> = words.map(str::to_owned).into();
    secrets.extend(browser.cookies().into_values());
    for message in app.messages().await {
        if let Some(code) = code_in(&message.text) {
            let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
            assert!(
                words.all(|word| word != code),
                "the log says a code:\n{text}"
            );
        }
        let links = message.text.split('#').skip(1);
        secrets.extend(links.filter_map(|it| it.get(..43)).map(str::to_owned));
        secrets.push(message.text);
    }
    assert!(secrets.len() > 20);
    for secret in &secrets {
        assert!(!text.contains(secret), "the log says {secret}:\n{text}");
    }
}

#[tokio::test]
async fn nobody_can_forge_a_line() {
    let log = Log::listen();
    let app = TestApp::new().await;
    let mut request = post(
        "/api/sign-in/password",
        serde_json::to_string(&credentials("a\nforged\u{1b}[31m@b", "x")).unwrap(),
    );
    request
        .headers_mut()
        .insert("user-agent", "forged\u{9f}agent".parse().unwrap());
    request
        .headers_mut()
        .insert("x-request-id", "forged".parse().unwrap());
    app.browser().send(request).await;
    app.browser()
        .ask::<SubmitPassword>(&credentials("forged@example.com", "x"))
        .await;
    assert!(log.text().contains("SubmitPassword"));
    assert!(!log.text().contains("forged"), "{}", log.text());
    assert!(!log.text().contains('\u{1b}'));
}

/// How often the log says this.
fn times(log: &Log, words: &str) -> usize {
    log.text().matches(words).count()
}

async fn through(browser: &Browser, peer: &str, headers: &[(&'static str, &str)]) {
    let mut request = post("/api/sign-out", "{}");
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    browser.clone().at(peer).send(request).await;
}

#[tokio::test]
async fn everybody_in_one_bucket_is_told_once_and_by_its_cause() {
    let log = Log::listen();
    let app = TestApp::with(&["--trusted-proxies", "10.0.0.0/8"]).await;
    let browser = app.browser();
    for said in ["198.51.100.7", "[2001:db8::1]:80"] {
        through(&browser, "10.0.0.1", &[("x-forwarded-for", said)]).await;
    }
    // A stranger may write what they like: it is no sign of a proxy.
    through(&browser, "192.0.2.1", &[("x-forwarded-for", "junk")]).await;
    let causes = [
        "does not say in X-Forwarded-For who called it",
        "cannot be read as an address",
        "LATCHKEY_TRUSTED_PROXIES does not name",
    ];
    for cause in causes {
        assert_eq!(times(&log, cause), 0, "{cause}");
    }
    for _ in 0..3 {
        through(&browser, "10.0.0.1", &[]).await;
        through(&browser, "10.0.0.1", &[("x-forwarded-for", "forged-word")]).await;
        through(
            &browser,
            "127.0.0.1",
            &[("x-forwarded-for", "198.51.100.7")],
        )
        .await;
    }
    for cause in causes {
        assert_eq!(times(&log, cause), 1, "{cause}:\n{}", log.text());
    }
    assert_eq!(times(&log, "forged-word"), 0);
}
