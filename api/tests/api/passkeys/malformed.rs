//! What no authenticator and no browser sends: refused quickly, and nothing falls over (WR-15).

use crate::support::{
    TestApp,
    authenticator::{AT, Making, UP, UV, base64url},
    browser::Browser,
    cbor::{Cbor, text},
    passkey::{PASSKEY, Purpose, Stage, elsewhere, order, register},
    person::{EMAIL, newcomer},
};
use axum::http::StatusCode;
use contract::{Problem, limits::BODY_MAX_BYTES};
use proptest::{
    prelude::{any, prop},
    strategy::{Strategy as _, ValueTree as _},
    test_runner::TestRunner,
};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Longer than any of it may take, in a program that is not optimised and beside others.
const QUICKLY: Duration = Duration::from_millis(500);

/// The entries of an honest attestation object.
fn entries(making: &Making) -> Vec<(Cbor, Cbor)> {
    match making.object() {
        Cbor::Map(entries) => entries,
        other => panic!("{other:?}"),
    }
}

/// Attestation objects with something wrong in their writing, each with a name.
fn objects(making: &Making) -> Vec<(&'static str, Vec<u8>)> {
    let honest = making.object().to_bytes();
    let entries = entries(making);
    let map = |entries: Vec<(Cbor, Cbor)>| Cbor::Map(entries).to_bytes();
    let with = |entry: (Cbor, Cbor)| map([&entries[..], &[entry]].concat());
    let indefinite = |open: u8, inside: &[u8]| [&[open], inside, &[0xff]].concat();
    let inside: Vec<u8> = entries
        .iter()
        .flat_map(|(key, value)| [key.to_bytes(), value.to_bytes()].concat())
        .collect();
    let auth_data = making.auth_data();
    let split = |at: usize| {
        let (one, other) = auth_data.split_at(at);
        let chunks = [
            Cbor::Bytes(one.to_vec()).to_bytes(),
            Cbor::Bytes(other.to_vec()).to_bytes(),
        ];
        Cbor::Raw(indefinite(0x5f, &chunks.concat()))
    };
    let replaced = |index: usize, value: Cbor| {
        let mut entries = entries.clone();
        entries[index].1 = value;
        map(entries)
    };
    let deep = |open: &[u8], levels: usize| Cbor::Raw(open.repeat(levels));
    let mut objects = vec![
        ("nothing", Vec::new()),
        ("a byte behind it", [&honest[..], &[0]].concat()),
        ("itself behind it", [&honest[..], &honest].concat()),
        ("cut off", honest[..honest.len() - 1].to_vec()),
        ("cut in half", honest[..honest.len() / 2].to_vec()),
        ("a map without end", indefinite(0xbf, &inside)),
        ("a map that never ends", [&[0xbf][..], &inside].concat()),
        ("bytes in chunks", replaced(2, split(37))),
        (
            "text in chunks",
            replaced(
                0,
                Cbor::Raw(indefinite(0x7f, &[0x64, b'n', b'o', b'n', b'e'])),
            ),
        ),
        (
            "a statement without end",
            replaced(1, Cbor::Raw(vec![0xbf, 0xff])),
        ),
        ("the format twice", with((text("fmt"), text("none")))),
        ("another format behind", with((text("fmt"), text("packed")))),
        (
            "the data twice",
            with((text("authData"), Cbor::Bytes(auth_data.clone()))),
        ),
        (
            "other data behind",
            with((text("authData"), Cbor::Bytes(vec![0; 37]))),
        ),
        (
            "the statement twice",
            with((text("attStmt"), Cbor::Map(Vec::new()))),
        ),
        ("a list", Cbor::Array(vec![text("none")]).to_bytes()),
        ("a number", vec![0]),
        ("nil", vec![0xf6]),
        ("undefined", vec![0xf7]),
        ("a stop", vec![0xff]),
        ("a reserved mark", vec![0x1c]),
        (
            "a long length of bytes",
            vec![0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        ),
        (
            "a long length of a map",
            vec![0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        ),
        (
            "a long length of a list",
            vec![0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        ),
        (
            "a long length of text",
            vec![0x7b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        ),
        ("four gigabytes", vec![0x5a, 0xff, 0xff, 0xff, 0xff]),
        (
            "a padded number of entries",
            [&[0xb8, 3][..], &inside].concat(),
        ),
        (
            "text that is no UTF-8",
            replaced(0, Cbor::Raw(vec![0x64, 0xff, 0xfe, 0xfd, 0xfc])),
        ),
        ("no data", map(entries[..2].to_vec())),
        ("no format", map(entries[1..].to_vec())),
        ("data as text", replaced(2, text("data"))),
        (
            "data as a list",
            replaced(2, Cbor::Array(vec![Cbor::Int(1); 200])),
        ),
        ("a tag", [&[0xd9, 0xd9, 0xf7][..], &honest].concat()),
        ("many tags", [vec![0xc6; 20_000], honest.clone()].concat()),
        ("half a float", replaced(1, Cbor::Raw(vec![0xf9, 0x7c]))),
    ];
    for levels in [100, 1_000, 20_000] {
        objects.push(("deep lists", replaced(1, deep(&[0x81], levels))));
        objects.push(("deep maps", replaced(1, deep(&[0xa1, 0x00], levels))));
        objects.push(("deep tags", replaced(1, deep(&[0xc1], levels))));
        objects.push(("deep lists without end", replaced(1, deep(&[0x9f], levels))));
        objects.push(("deep at once", [0x81].repeat(levels)));
    }
    objects
}

/// Makings with something wrong in the authenticator data, each with a name.
fn auth_data(making: &Making) -> Vec<(&'static str, Making)> {
    let mut makings = Vec::new();
    let mut put = |name, forge: &dyn Fn(&mut Making)| {
        let mut forged = making.clone();
        forge(&mut forged);
        makings.push((name, forged));
    };
    let key = making.public_key.to_bytes();
    put("a byte behind the data", &|it| it.trailing = vec![0]);
    put("a key behind the key", &|it| it.trailing = key.clone());
    put("extensions without their flag", &|it| {
        it.trailing = Cbor::Map(vec![(text("a"), Cbor::Int(1))]).to_bytes();
    });
    put("a flag without extensions", &|it| {
        it.extensions = Some(Cbor::Raw(Vec::new()))
    });
    put("extensions as a list", &|it| {
        it.extensions = Some(Cbor::Array(Vec::new()))
    });
    put("extensions as a number", &|it| {
        it.extensions = Some(Cbor::Int(1))
    });
    put("extensions without end", &|it| {
        it.extensions = Some(Cbor::Raw(vec![0xbf, 0xff]))
    });
    put("extensions that never end", &|it| {
        it.extensions = Some(Cbor::Raw(vec![0xbf]))
    });
    put("an extension twice", &|it| {
        it.extensions = Some(Cbor::Map(vec![
            (text("credProtect"), Cbor::Int(1)),
            (text("credProtect"), Cbor::Int(3)),
        ]));
    });
    put("two sets of extensions", &|it| {
        it.extensions = Some(Cbor::Map(Vec::new()));
        it.trailing = vec![0xa0];
    });
    put("deep extensions", &|it| {
        let deep = Cbor::Raw([0x81].repeat(10_000));
        it.extensions = Some(Cbor::Map(vec![(text("a"), deep)]));
    });
    put("a key without end", &|it| {
        let inside = key[1..].to_vec();
        it.public_key = Cbor::Raw([&[0xbf][..], &inside, &[0xff]].concat());
    });
    put("a label twice", &|it| {
        let mut twice = key.clone();
        twice[0] += 1;
        twice.extend([0x03, 0x26]);
        it.public_key = Cbor::Raw(twice);
    });
    put("another algorithm behind", &|it| {
        let mut twice = key.clone();
        twice[0] += 1;
        twice.extend(Cbor::Int(3).to_bytes());
        twice.extend(Cbor::Int(-257).to_bytes());
        it.public_key = Cbor::Raw(twice);
    });
    put("a padded label", &|it| {
        let padded = [&[key[0], 0x18, 0x01][..], &key[2..]].concat();
        it.public_key = Cbor::Raw(padded);
    });
    put("coordinates in chunks", &|it| {
        let Cbor::Map(mut entries) = it.public_key.clone() else {
            return;
        };
        let Cbor::Bytes(x) = entries[3].1.clone() else {
            return;
        };
        let chunks = [
            Cbor::Bytes(x[..16].to_vec()).to_bytes(),
            Cbor::Bytes(x[16..].to_vec()).to_bytes(),
        ];
        entries[3].1 = Cbor::Raw([&[0x5f][..], &chunks.concat(), &[0xff]].concat());
        it.public_key = Cbor::Map(entries);
    });
    put("a deep key", &|it| {
        it.public_key = Cbor::Raw([0x81].repeat(10_000))
    });
    put("half a key", &|it| {
        it.public_key = Cbor::Raw(key[..40].to_vec())
    });
    put("no credential, flagged", &|it| {
        it.credential_id = Vec::new();
        it.public_key = Cbor::Raw(Vec::new());
    });
    put("a credential without its flag", &|it| {
        let behind = [&it.aaguid[..], &[0, 32], &it.credential_id, &key].concat();
        it.flags = UP | UV;
        it.trailing = behind;
    });
    put("every flag", &|it| it.flags = 0xff);
    put("reserved flags alone", &|it| it.flags = 0x22 | AT);
    makings
}

async fn refused_quickly(browser: &Browser, path: &str, body: Value, shown: &str) -> Problem {
    let begun = Instant::now();
    let answer = browser.post(path, body.to_string()).await;
    let took = begun.elapsed();
    assert!(took < QUICKLY, "{shown} took {took:?}");
    let status = answer.status.as_u16();
    assert!((400..500).contains(&status), "{shown}: {status}");
    answer.problem()
}

#[tokio::test]
async fn malformed_attestations_are_refused_quickly_and_leave_nothing() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let device = crate::support::authenticator::Authenticator::synced();
    let before = app.kept().await;
    let count = {
        let asked = order(&browser, PASSKEY).await.unwrap();
        let making = device.making(&asked).unwrap();
        objects(&making).len() + auth_data(&making).len()
    };
    for number in 0..count {
        let asked = order(&browser, PASSKEY).await.unwrap();
        let making = device.making(&asked).unwrap();
        let mut forged: Vec<(&str, Value)> = Vec::new();
        for (name, object) in objects(&making) {
            forged.push((name, making.answer_with(&object)));
        }
        for (name, making) in auth_data(&making) {
            forged.push((name, making.answer()));
        }
        let (name, answer) = forged.swap_remove(number);
        let body = json!({"ceremony": asked.ceremony, "credential": answer});
        let path = "/api/account/passkeys/add";
        let problem = refused_quickly(&browser, path, body, name).await;
        assert_eq!(problem, Problem::PasskeyRefused, "{name}");
        assert_eq!(app.kept().await, before, "{name} changed something");
    }
    register(&browser, &mut device.clone(), PASSKEY).await;
}

#[tokio::test]
async fn malformed_proofs_are_refused_quickly_and_change_nothing() {
    let mut stage = Stage::new(PASSKEY).await;
    let asker = elsewhere(&stage.app);
    let before = stage.app.kept().await;
    let extensions = [
        ("extensions without end", vec![0xbf, 0xff]),
        ("extensions that never end", vec![0xbf]),
        ("extensions as a list", vec![0x80]),
        ("extensions twice", vec![0xa2, 0x61, b'a', 1, 0x61, b'a', 2]),
        (
            "deep extensions",
            [&[0xa1, 0x61, b'a'][..], &[0x81].repeat(10_000)].concat(),
        ),
        (
            "long extensions",
            vec![0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        ),
        ("no extensions", Vec::new()),
        ("more behind the extensions", vec![0xa0, 0xa0]),
    ];
    for (name, bytes) in extensions {
        let question = Purpose::Alone.question(&asker).await.unwrap();
        let mut proving = stage.device.proving(&question).unwrap();
        proving.extensions = Some(Cbor::Raw(bytes));
        let body = json!({"ceremony": question.ceremony, "credential": proving.answer()});
        let path = "/api/sign-in/passkey";
        let problem = refused_quickly(&asker, path, body, name).await;
        assert_eq!(problem, Problem::WrongPasskey, "{name}");
        assert_eq!(stage.app.kept().await, before, "{name}");
    }
    let proved = Purpose::Alone.prove(&asker, &mut stage.device).await;
    assert_eq!(proved, Ok(()));
}

/// Bodies in which the credential itself has not the form of one.
fn misshapen(answer: &Value) -> Vec<Value> {
    let mut bodies = Vec::new();
    for field in ["id", "rawId", "response", "type"] {
        for value in [
            Value::Null,
            json!(1),
            json!([]),
            json!({}),
            json!([1, 2]),
            json!(true),
        ] {
            let mut body = answer.clone();
            body[field] = value;
            bodies.push(body);
        }
        let mut body = answer.clone();
        body.as_object_mut().unwrap().remove(field);
        bodies.push(body);
    }
    let inner: Vec<String> = answer["response"]
        .as_object()
        .unwrap()
        .keys()
        .filter(|key| !matches!(key.as_str(), "userHandle" | "transports"))
        .cloned()
        .collect();
    for field in inner {
        for value in [
            Value::Null,
            json!(1),
            json!([1, 2, 3]),
            json!({}),
            json!("not base 64!"),
            json!("A"),
            json!("+/+/"),
            json!("AAAA\n"),
        ] {
            let mut body = answer.clone();
            body["response"][&field] = value;
            bodies.push(body);
        }
        let mut body = answer.clone();
        body["response"].as_object_mut().unwrap().remove(&field);
        bodies.push(body);
    }
    bodies
}

#[tokio::test]
async fn a_credential_that_is_no_credential_is_malformed_and_uses_nothing_up() {
    // LG-7.
    let mut stage = Stage::new(PASSKEY).await;
    let asked = order(&stage.browser, PASSKEY).await.unwrap();
    let mut new = crate::support::authenticator::Authenticator::bound();
    let made = new.make(&asked).unwrap();
    let before = stage.app.dump().await;
    for credential in misshapen(&made) {
        let body = json!({"ceremony": asked.ceremony, "credential": credential});
        let path = "/api/account/passkeys/add";
        let shown = credential.to_string();
        let problem = refused_quickly(&stage.browser, path, body, &shown).await;
        assert_eq!(problem, Problem::Malformed, "{shown}");
        assert_eq!(stage.app.dump().await, before);
    }
    let asker = elsewhere(&stage.app);
    let question = Purpose::Alone.question(&asker).await.unwrap();
    let answer = stage.device.prove(&question).unwrap();
    let before = stage.app.dump().await;
    for credential in misshapen(&answer) {
        let body = json!({"ceremony": question.ceremony, "credential": credential});
        let path = "/api/sign-in/passkey";
        let shown = credential.to_string();
        let problem = refused_quickly(&asker, path, body, &shown).await;
        assert_eq!(problem, Problem::Malformed, "{shown}");
        assert_eq!(stage.app.dump().await, before);
    }
    let proved = Purpose::Alone.submit(&asker, &question, &answer).await;
    assert_eq!(proved, Ok(()));
}

#[tokio::test]
async fn a_megabyte_of_attestation_is_refused_unread() {
    // WR-15 and LG-6.
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let asked = order(&browser, PASSKEY).await.unwrap();
    let device = crate::support::authenticator::Authenticator::synced();
    let making = device.making(&asked).unwrap();
    let before = app.dump().await;
    for object in [vec![0x81; 1 << 20], vec![0; 1 << 20]] {
        let answer = making.answer_with(&object);
        let body = json!({"ceremony": asked.ceremony, "credential": answer});
        let begun = Instant::now();
        let answer = browser
            .post("/api/account/passkeys/add", body.to_string())
            .await;
        assert!(begun.elapsed() < QUICKLY * 2);
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    }
    assert_eq!(app.dump().await, before);
    // As large as it may be, in the cheapest bytes to send.
    let room = (BODY_MAX_BYTES - 2_000) / 4 * 3;
    for byte in [0x81, 0x9f, 0xbf, 0xc1, 0x5f, 0x00, 0xff] {
        let asked = order(&browser, PASSKEY).await.unwrap();
        let making = device.making(&asked).unwrap();
        let answer = making.answer_with(&vec![byte; room]);
        let body = json!({"ceremony": asked.ceremony, "credential": answer});
        let path = "/api/account/passkeys/add";
        let shown = format!("{byte:#x}");
        let problem = refused_quickly(&browser, path, body, &shown).await;
        assert_eq!(problem, Problem::PasskeyRefused, "{shown}");
    }
}

#[tokio::test]
async fn bytes_drawn_by_chance_are_refused_and_nothing_falls_over() {
    let mut stage = Stage::new(PASSKEY).await;
    let asker = elsewhere(&stage.app);
    let before = stage.app.kept().await;
    let mut runner = TestRunner::deterministic();
    let noise = prop::collection::vec(any::<u8>(), 0..200);
    for number in 0..150 {
        let bytes = noise.new_tree(&mut runner).unwrap().current();
        let asked = order(&stage.browser, PASSKEY).await.unwrap();
        let device = crate::support::authenticator::Authenticator::synced();
        let mut object = device.making(&asked).unwrap().object().to_bytes();
        // Noise alone, and noise in an honest one.
        if number % 2 == 0 {
            object.clone_from(&bytes);
        } else {
            let at = bytes.iter().map(|it| usize::from(*it)).sum::<usize>() % object.len();
            for (index, byte) in bytes.iter().take(1 + number % 4).enumerate() {
                let at = (at + index) % object.len();
                object[at] ^= byte | 1;
            }
        }
        let answer = device.making(&asked).unwrap().answer_with(&object);
        let body = json!({"ceremony": asked.ceremony, "credential": answer});
        let path = "/api/account/passkeys/add";
        let shown = base64url(&object);
        refused_quickly(&stage.browser, path, body, &shown).await;

        let question = Purpose::Alone.question(&asker).await.unwrap();
        let mut signed = stage.device.proving(&question).unwrap().sign();
        match number % 3 {
            0 => signed.auth_data.clone_from(&bytes),
            1 => signed.signature.clone_from(&bytes),
            _ => signed.client_data.clone_from(&bytes),
        }
        let body = json!({"ceremony": question.ceremony, "credential": signed.answer()});
        let shown = base64url(&bytes);
        refused_quickly(&asker, "/api/sign-in/passkey", body, &shown).await;
    }
    assert_eq!(stage.app.kept().await, before);
    let proved = Purpose::Alone.prove(&asker, &mut stage.device).await;
    assert_eq!(proved, Ok(()));
}
