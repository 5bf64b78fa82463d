//! Passkeys with the program itself: what its log says of them, and what is left after a crash.

use crate::{
    add_user,
    server::{Server, latchkey, run},
    support::{
        authenticator::{Authenticator, Key},
        passkey::{PASSKEY, Purpose, creation_options, register, remove, sign_in_alone},
        person::{EMAIL, PASSWORD, is_signed_in, submit_password},
    },
};
use contract::Problem;
use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use serde_json::Value;
use std::fs::{self, File};

/// How bytes may look in a log.
fn forms(bytes: &[u8]) -> Vec<String> {
    let listed = format!("{bytes:?}");
    vec![
        BASE64URL_NOPAD.encode(bytes),
        BASE64.encode(bytes),
        HEXLOWER.encode(bytes),
        HEXLOWER.encode(bytes).to_uppercase(),
        listed.trim_matches(['[', ']']).to_owned(),
    ]
}

/// Everything that went over the wire and may not stand in a log.
fn of_answer(answer: &Value, hidden: &mut Vec<String>) {
    let response = answer["response"].as_object().unwrap();
    // The user handle is the account's identifier, and that is what a log names an account by.
    let of_response = response.iter().filter(|(name, _)| *name != "userHandle");
    let values = of_response.map(|(_, value)| value);
    for value in values.chain([&answer["rawId"]]) {
        let Some(text) = value.as_str() else { continue };
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).unwrap();
        hidden.extend(forms(&bytes));
    }
}

#[tokio::test]
async fn the_log_holds_nothing_of_a_passkey_however_much_is_asked_of_it() {
    // LG-1, at every level and with the library asked for by name.
    for level in ["trace", "info,webauthn_rs_core=trace,webauthn_rs=trace"] {
        let folder = tempfile::tempdir().unwrap();
        add_user(folder.path(), EMAIL, PASSWORD);
        let path = folder.path().join("log.txt");
        let mut command = latchkey(folder.path());
        command.env("LATCHKEY_LOG", level);
        command.stderr(File::create(&path).unwrap());
        let server = Server::start_as(command);
        let browser = server.browser();
        submit_password(&browser, EMAIL, PASSWORD).await.unwrap();
        let mut hidden = Vec::new();

        let mut device = Authenticator::bound();
        let asked = creation_options(&browser, PASSKEY).await.unwrap();
        of_answer(&device.making(&asked).unwrap().answer(), &mut hidden);
        let added = register(&browser, &mut device, PASSKEY).await;
        let id = added.passkey.id;
        hidden.push(added.passkey.credential_id.0);
        let stranger = server.browser();
        for is_forged in [true, false] {
            let request = Purpose::Alone.request_options(&stranger).await.unwrap();
            let mut proving = device.proving(&request).unwrap();
            hidden.extend(forms(&proving.client_data.challenge));
            if is_forged {
                proving.key = Key::new(-7);
            }
            let answer = proving.answer();
            of_answer(&answer, &mut hidden);
            let outcome = Purpose::Alone.submit(&stranger, &request, &answer).await;
            assert_eq!(outcome.is_err(), is_forged);
            hidden.extend(stranger.cookie("latchkey-ceremony"));
        }
        hidden.extend(stranger.cookie("latchkey"));
        remove(&browser, &id).await.unwrap();
        let gone = Purpose::Alone.prove(&stranger, &mut device).await;
        assert_eq!(gone, Err(Problem::PasskeyRemoved));
        let garbage = r#"{"ceremony":"canary-ceremony","credential":"canary-credential"}"#;
        stranger.post("/api/sign-in/passkey", garbage).await;
        hidden.push("canary".to_owned());
        server.kill();

        let log = fs::read_to_string(&path).unwrap();
        for said in ["SignInWithPasskey", "AddPasskey", "refused"] {
            assert!(log.contains(said), "{level}: it does not say {said}");
        }
        for secret in &hidden {
            assert!(secret.len() >= 6, "{secret}");
            let line = log.lines().find(|line| line.contains(secret.as_str()));
            assert_eq!(line, None, "{level}: it says {secret}");
        }
    }
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_crash() {
    // LG-5 and WA-7: a passkey that was added, and a count that was used up.
    let folder = tempfile::tempdir().unwrap();
    add_user(folder.path(), EMAIL, PASSWORD);
    let server = Server::start(folder.path());
    let browser = server.browser();
    submit_password(&browser, EMAIL, PASSWORD).await.unwrap();
    let mut device = Authenticator::bound();
    let passkey = register(&browser, &mut device, PASSKEY).await.passkey;
    let asker = server.browser();
    let request = Purpose::Alone.request_options(&asker).await.unwrap();
    server.kill();

    // The challenge from before the crash still takes its answer, once.
    let server = Server::start(folder.path());
    let asker = asker.moved_to(server.router());
    let answer = device.prove(&request).unwrap();
    let proved = Purpose::Alone.submit(&asker, &request, &answer).await;
    assert_eq!(proved, Ok(()));
    let used = device.credentials[0].counter;
    server.kill();

    let server = Server::start(folder.path());
    let asker = asker.moved_to(server.router());
    assert!(is_signed_in(&asker).await);
    let again = Purpose::Alone.submit(&asker, &request, &answer).await;
    assert_eq!(again, Err(Problem::CeremonyExpired));
    device.credentials[0].counter = used - 1;
    let copied = Purpose::Alone.prove(&server.browser(), &mut device).await;
    assert_eq!(copied, Err(Problem::PasskeyCounterWentBack));
    let browser = browser.moved_to(server.router());
    remove(&browser, &passkey.id).await.unwrap();
    server.kill();

    let server = Server::start(folder.path());
    let gone = sign_in_alone(&server.browser(), &mut device).await;
    assert_eq!(gone, Err(Problem::PasskeyRemoved));
}

#[test]
fn a_domain_that_does_not_fit_stops_the_program_and_names_the_setting() {
    // WA-17 and WA-16.
    let many =
        "https://a.example,https://b.example,https://c.example,https://d.example,https://e.example";
    for (name, value) in [
        ("LATCHKEY_RP_ID", "evil.example"),
        ("LATCHKEY_RP_ID", "com"),
        ("LATCHKEY_RELATED_ORIGINS", many),
        ("LATCHKEY_RELATED_ORIGINS", "http://a.example"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut command = latchkey(folder.path());
        command
            .arg("serve")
            .env("LATCHKEY_LISTEN", "127.0.0.1:0")
            .env("LATCHKEY_ORIGIN", "https://main.org")
            .env(name, value);
        let output = run(command, "");
        assert!(!output.status.success(), "{name}={value}");
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        let flag = name.trim_start_matches("LATCHKEY_").to_lowercase();
        let is_named = said.contains(name) || said.contains(&flag.replace('_', "-"));
        assert!(is_named, "{name}={value}: {said}");
    }
}
