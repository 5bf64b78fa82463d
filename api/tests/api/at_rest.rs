//! What stands on the disk: nothing that opens anything, and what is sealed opens in its own row only.

use crate::support::{
    TestApp,
    account::{
        CANCEL_SCREEN, NUMBER, OTHER_NUMBER, RECOVERY_SCREEN, RESET_SCREEN, UNDO_SCREEN, confirmed,
        reset_token, send_code, sign_in, submit_sent_code, take_email, take_phone, trust,
        turn_on_email_codes, waiting, with_number_only,
    },
    outbox::{code_in, link_token_in},
    person::{
        EMAIL, PASSWORD, Phone, enrol, enrolled, newcomer, pending_sign_in, secret_of, start,
        submit_backup_code, submit_code, submit_password,
    },
};
use api::{
    crypto::vault::{Vault, new_key_text},
    startup::secret_keys::{self, KeyError},
};
use contract::{
    Nothing, Problem,
    endpoint::{RegenerateBackupCodes, SubmitProof},
    sent_code::Channel,
};
use data_encoding::{BASE32_NOPAD, BASE64, BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest as _, Sha256};
use std::fs;

/// Bytes as text, each a character of its own: the search in text is much faster in a debug build.
fn latin_1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// What must not be found, with a name for each.
fn forms(name: &str, secret: &[u8]) -> Vec<(String, Vec<u8>)> {
    let texts = [
        ("base 32", BASE32_NOPAD.encode(secret)),
        ("base 32, small", BASE32_NOPAD.encode(secret).to_lowercase()),
        ("base 64", BASE64.encode(secret)),
        ("base 64 for addresses", BASE64URL_NOPAD.encode(secret)),
        ("hexadecimal", HEXLOWER.encode(secret)),
        (
            "hexadecimal, capital",
            HEXLOWER.encode(secret).to_uppercase(),
        ),
    ];
    let mut forms = vec![(format!("{name} as it is"), secret.to_vec())];
    forms.extend(texts.map(|(form, text)| (format!("{name} in {form}"), text.into_bytes())));
    forms
}

fn code_forms(code: &str) -> Vec<(String, Vec<u8>)> {
    let plain = code.replace('-', "");
    let texts = [
        code.to_owned(),
        plain.clone(),
        plain.to_lowercase(),
        code.to_lowercase(),
    ];
    // BC-2: nor a hash that is quick to guess.
    let hashed = texts.clone().map(|text| {
        let name = format!("a bare hash of the backup code {code}");
        (name, Sha256::digest(text.as_bytes()).to_vec())
    });
    let plain = texts.map(|text| (format!("the backup code {code}"), text.into_bytes()));
    plain.into_iter().chain(hashed).collect()
}

#[tokio::test]
async fn the_files_of_the_database_hold_nothing_that_opens_anything() {
    let app = TestApp::new().await;
    let (browser, phone) = enrolled(&app, EMAIL).await;
    let mut hidden = forms("the confirmed secret", &phone.secret);
    let pending = secret_of(&start(&browser).await.unwrap());
    hidden.extend(forms("the pending secret", &pending));
    let newer = browser
        .call::<RegenerateBackupCodes>(&Nothing {})
        .await
        .unwrap()
        .codes;
    let codes = phone
        .backup_codes
        .iter()
        .map(String::as_str)
        .chain(newer.iter().map(contract::Secret::expose));
    hidden.extend(codes.flat_map(code_forms));
    hidden.push(("the password".to_owned(), PASSWORD.as_bytes().to_vec()));

    app.next_step();
    let pending_browser = pending_sign_in(&app, EMAIL).await;
    let code = phone.code(&app);
    let other = pending_sign_in(&app, EMAIL).await;
    submit_code(&other, code.clone()).await.unwrap();
    submit_password(&app.browser(), EMAIL, "a password that is wrong")
        .await
        .unwrap_err();
    hidden.push((
        "the wrong password".to_owned(),
        b"a password that is wrong".to_vec(),
    ));
    for token in [
        browser.cookie("latchkey"),
        pending_browser.cookie("latchkey-pending"),
        other.cookie("latchkey"),
    ] {
        let token = token.unwrap();
        hidden.extend(forms(
            "a token",
            &BASE64URL_NOPAD.decode(token.as_bytes()).unwrap(),
        ));
    }

    let files = app.database_files();
    assert!(files.len() >= 2, "the log is there as well: {files:?}");
    let disk: String = files
        .iter()
        .map(|path| latin_1(&fs::read(path).unwrap()))
        .collect();
    // It would be found if it were there.
    assert!(disk.contains(EMAIL));
    assert!(disk.contains(&phone.id.0));
    // Six digits stand inside of longer numbers by chance: looked for as a word.
    let mut words = disk.split(|c: char| !c.is_ascii_alphanumeric());
    assert!(
        words.all(|word| word != code.expose()),
        "the code stands in the database"
    );
    for (name, needle) in hidden {
        assert!(
            !disk.contains(&latin_1(&needle)),
            "{name} stands in the database"
        );
    }
}

#[tokio::test]
async fn the_files_of_the_database_hold_no_code_no_link_and_no_message() {
    // OB-7, RC-1, TD-1.
    let app = TestApp::with(&["--email-codes", "on"]).await;
    let (browser, phone) = confirmed(&app, EMAIL).await;
    app.clock.advance_seconds(60);
    take_phone(&app, &browser, NUMBER).await;
    turn_on_email_codes(&browser).await.unwrap();
    sign_in(&app, &browser, EMAIL, &phone).await;
    trust(&browser).await.unwrap();
    take_email(&app, &browser, "ann.new@example.com").await;
    let pending_browser = pending_sign_in(&app, "ann.new@example.com").await;
    for channel in [Channel::TextMessage, Channel::Email] {
        app.clock.advance_seconds(60);
        send_code(&pending_browser, channel).await.unwrap();
    }
    waiting(&app, "ann.new@example.com").await;
    reset_token(&app, "ann.new@example.com").await;

    let disk: String = app
        .database_files()
        .iter()
        .map(|path| latin_1(&fs::read(path).unwrap()))
        .collect();
    assert!(disk.contains("ann.new@example.com"), "it would be found");
    let messages = app.messages().await;
    let screens = [RESET_SCREEN, RECOVERY_SCREEN, CANCEL_SCREEN, UNDO_SCREEN];
    let (mut codes, mut tokens) = (0, 0);
    for message in &messages {
        assert!(!disk.contains(&message.text), "{message:?}");
        assert!(!disk.contains("Do not share it"));
        if let Some(code) = code_in(&message.text) {
            codes += 1;
            let mut words = disk.split(|c: char| !c.is_ascii_alphanumeric());
            assert!(words.all(|word| word != code), "{message:?}");
            let bare = Sha256::digest(code.as_bytes());
            assert!(
                !disk.contains(&latin_1(&bare)),
                "a bare hash of {message:?}"
            );
        }
        for token in screens
            .iter()
            .filter_map(|it| link_token_in(&message.text, it))
        {
            tokens += 1;
            let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).unwrap();
            for (name, needle) in forms("a link", &bytes) {
                assert!(!disk.contains(&latin_1(&needle)), "{name}: {message:?}");
            }
        }
    }
    assert!(codes >= 5 && tokens >= 5, "{codes} {tokens} {messages:?}");
    let token = browser.cookie("latchkey-device").unwrap();
    let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).unwrap();
    for (name, needle) in forms("the token of a browser", &bytes) {
        assert!(!disk.contains(&latin_1(&needle)), "{name}");
    }
}

#[tokio::test]
async fn a_proof_of_a_code_fits_no_other_row_and_no_message_opens_in_another() {
    // OB-7.
    let app = TestApp::new().await;
    with_number_only(&app, EMAIL, NUMBER).await;
    with_number_only(&app, "bob@example.com", OTHER_NUMBER).await;
    app.clock.advance_seconds(60);
    let (of_ann, of_bob) = (
        pending_sign_in(&app, EMAIL).await,
        pending_sign_in(&app, "bob@example.com").await,
    );
    for pending_browser in [&of_ann, &of_bob] {
        send_code(pending_browser, Channel::TextMessage)
            .await
            .unwrap();
    }
    let code = app.newest_message(NUMBER).await.code();
    app.execute("UPDATE sent_codes SET mac = (SELECT mac FROM sent_codes ORDER BY rowid LIMIT 1)")
        .await;
    let refused = submit_sent_code(&of_bob, Channel::TextMessage, code.clone()).await;
    assert!(
        matches!(refused, Err(Problem::WrongCode { .. })),
        "{refused:?}"
    );
    assert!(
        submit_sent_code(&of_ann, Channel::TextMessage, code)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_code_that_is_out_stays_good_over_a_change_of_keys() {
    let mut app = TestApp::new().await;
    with_number_only(&app, EMAIL, NUMBER).await;
    app.clock.advance_seconds(60);
    let pending_browser = pending_sign_in(&app, EMAIL).await;
    send_code(&pending_browser, Channel::TextMessage)
        .await
        .unwrap();
    let code = app.newest_message(NUMBER).await.code();
    let (old, new) = (keys_of(&app), new_key_text("new").unwrap());
    restart_with_keys(&mut app, &[&new, &old]).await;
    let pending_browser = pending_browser.moved_to(app.router());
    assert!(
        submit_sent_code(&pending_browser, Channel::TextMessage, code)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_sealed_secret_opens_in_no_other_row() {
    let app = TestApp::new().await;
    let (_, of_ann) = enrolled(&app, EMAIL).await;
    let (_, of_bob) = enrolled(&app, "bob@example.com").await;
    app.next_step();
    let pending_browser = pending_sign_in(&app, EMAIL).await;
    swap(&app, &of_ann, &of_bob).await;
    for code in [of_ann.code(&app), of_bob.code(&app)] {
        let answer = pending_browser
            .ask::<SubmitProof>(&crate::support::person::authenticator(code))
            .await;
        assert_eq!(answer.problem(), Problem::Internal);
        assert!(answer.set_cookies().is_empty());
    }
    assert_eq!(
        app.count("SELECT COUNT(*) FROM authenticators WHERE last_used_at IS NOT NULL")
            .await,
        0
    );
    // The other way in stays open, and the damage can be undone.
    submit_backup_code(&pending_browser, &of_ann.backup_codes[0])
        .await
        .unwrap();
    swap(&app, &of_ann, &of_bob).await;
    assert!(
        submit_code(&pending_sign_in(&app, EMAIL).await, of_ann.code(&app))
            .await
            .is_ok()
    );
}

async fn swap(app: &TestApp, one: &Phone, other: &Phone) {
    let sealed = |id: &str, column: &str| format!("(SELECT {column} FROM copy WHERE id = '{id}')");
    app.execute("CREATE TABLE copy AS SELECT id, nonce, ciphertext FROM authenticators")
        .await;
    for (to, from) in [(&one.id.0, &other.id.0), (&other.id.0, &one.id.0)] {
        let (nonce, ciphertext) = (sealed(from, "nonce"), sealed(from, "ciphertext"));
        let sql = format!(
            "UPDATE authenticators SET nonce = {nonce}, ciphertext = {ciphertext} WHERE id = '{to}'"
        );
        app.execute(&sql).await;
    }
    app.execute("DROP TABLE copy").await;
}

#[tokio::test]
async fn a_sealed_secret_that_was_changed_opens_nothing() {
    let app = TestApp::new().await;
    let (_, phone) = enrolled(&app, EMAIL).await;
    app.next_step();
    app.execute("UPDATE authenticators SET ciphertext = zeroblob(length(ciphertext))")
        .await;
    let pending_browser = pending_sign_in(&app, EMAIL).await;
    assert_eq!(
        submit_code(&pending_browser, phone.code(&app)).await,
        Err(Problem::Internal)
    );
}

/// Puts the keys, the active one first, into the key file, and starts again.
async fn restart_with_keys(app: &mut TestApp, keys: &[&str]) {
    fs::write(app.app.config.key_file(), keys.join(",")).unwrap();
    app.restart().await;
}

fn keys_of(app: &TestApp) -> String {
    fs::read_to_string(app.app.config.key_file())
        .unwrap()
        .trim()
        .to_owned()
}

#[tokio::test]
async fn keys_can_be_changed_while_people_sign_in() {
    let mut app = TestApp::new().await;
    let (_, of_ann) = enrolled(&app, EMAIL).await;
    let (old, new) = (keys_of(&app), new_key_text("new").unwrap());

    restart_with_keys(&mut app, &[&new, &old]).await;
    app.next_step();
    submit_code(&pending_sign_in(&app, EMAIL).await, of_ann.code(&app))
        .await
        .unwrap();
    let bob = newcomer(&app, "bob@example.com").await;
    let of_bob = enrol(&app, &bob).await;
    let key_ids = app
        .texts("SELECT key_id FROM authenticators ORDER BY created_at")
        .await;
    assert_eq!(key_ids[1], "new", "new secrets are sealed with the new key");
    assert_ne!(key_ids[0], "new");

    // As long as anything is sealed with the old key, it cannot be dropped.
    let only_new = Vault::new(&new).unwrap();
    let refused = secret_keys::check(&app.app.store, &only_new).await;
    assert!(matches!(refused, Err(KeyError::Wrong(_))), "{refused:?}");

    let messages = "SELECT COUNT(*) FROM outbox WHERE key_id <> 'new'";
    let messages = app.count(messages).await;
    assert_eq!(
        secret_keys::rekey(&app.app.store, &app.app.vault)
            .await
            .unwrap()
            .sealed,
        1 + u64::try_from(messages).unwrap()
    );
    assert_eq!(
        secret_keys::rekey(&app.app.store, &app.app.vault)
            .await
            .unwrap()
            .sealed,
        0,
        "again is fine"
    );
    restart_with_keys(&mut app, &[&new]).await;
    app.next_step();
    submit_code(&pending_sign_in(&app, EMAIL).await, of_ann.code(&app))
        .await
        .unwrap();
    submit_code(
        &pending_sign_in(&app, "bob@example.com").await,
        of_bob.code(&app),
    )
    .await
    .unwrap();
}

#[tokio::test]
async fn a_pending_secret_is_sealed_anew_as_well() {
    let mut app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let before = start(&browser).await.unwrap();
    let (old, new) = (keys_of(&app), new_key_text("new").unwrap());
    restart_with_keys(&mut app, &[&new, &old]).await;
    secret_keys::rekey(&app.app.store, &app.app.vault)
        .await
        .unwrap();
    restart_with_keys(&mut app, &[&new]).await;
    let again = start(&browser.moved_to(app.router())).await.unwrap();
    assert_eq!((again.id, again.secret), (before.id, before.secret));
}

#[tokio::test]
async fn a_wrong_key_is_refused_at_the_start() {
    let app = TestApp::new().await;
    let id = keys_of(&app).split(':').next().unwrap().to_owned();
    for wrong in [new_key_text("other").unwrap(), new_key_text(&id).unwrap()] {
        let vault = Vault::new(&wrong).unwrap();
        let refused = secret_keys::check(&app.app.store, &vault).await;
        assert!(matches!(refused, Err(KeyError::Wrong(_))), "{refused:?}");
    }
    assert!(
        secret_keys::check(&app.app.store, &app.app.vault)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn one_damaged_secret_does_not_make_its_key_wrong() {
    let app = TestApp::new().await;
    enrolled(&app, EMAIL).await;
    enrolled(&app, "bob@example.com").await;
    let opens = async || {
        let checked = secret_keys::check(&app.app.store, &app.app.vault).await;
        checked.is_ok()
    };
    app.execute(
        "UPDATE authenticators SET nonce = x'000000000000000000000000'
         WHERE id = (SELECT MIN(id) FROM authenticators)",
    )
    .await;
    assert!(opens().await);
    app.execute("UPDATE authenticators SET nonce = x'000000000000000000000000'")
        .await;
    assert!(
        opens().await,
        "what was sealed at first still opens: the key is right"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn the_keys_and_the_database_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let app = TestApp::new().await;
    enrolled(&app, EMAIL).await;
    for path in app
        .database_files()
        .into_iter()
        .chain([app.app.config.key_file()])
    {
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}: {mode:o}", path.display());
    }
}

#[tokio::test]
async fn a_committed_change_is_on_the_disk() {
    let app = TestApp::new().await;
    let mut transaction = app.app.store.write_transaction().await.unwrap();
    let pragma = |name: &'static str| sqlx::query_scalar::<api::store::Database, i64>(name);
    let synchronous = pragma("PRAGMA synchronous")
        .fetch_one(&mut *transaction)
        .await
        .unwrap();
    assert_eq!(synchronous, 2, "FULL");
    let foreign_keys = pragma("PRAGMA foreign_keys")
        .fetch_one(&mut *transaction)
        .await
        .unwrap();
    assert_eq!(foreign_keys, 1);
    assert_eq!(app.text("PRAGMA journal_mode").await, "wal");
}
