//! New credentials in which something is written as no authenticator writes it (WebAuthn L3 §2.4, RFC 8949).

use crate::support::{
    authenticator::{AT, Making, UP, UV},
    cbor::{Cbor, text},
};

/// What a browser would send as the attestation object, with the name of what is wrong.
type Object = (&'static str, Vec<u8>);
/// What is changed in the authenticator data, with the name of what is wrong.
type Change<'a> = (&'static str, Box<dyn Fn(&mut Making) + 'a>);

/// Attestation objects with something wrong.
pub fn objects(making: &Making) -> Vec<Object> {
    let honest = making.object().to_bytes();
    let Cbor::Map(entries) = making.object() else {
        panic!("no map")
    };
    let mut objects = wholes(&honest);
    objects.extend(maps(&entries));
    objects.extend(entries_of_maps(&entries));
    for levels in [100, 1_000, 20_000] {
        for (name, open) in [
            ("deep lists", &[0x81][..]),
            ("deep maps", &[0xa1, 0x00]),
            ("deep tags", &[0xc1]),
            ("deep lists without end", &[0x9f]),
        ] {
            let deep = Cbor::Raw(open.repeat(levels));
            objects.push((name, replaced(&entries, 1, deep)));
            objects.push((name, open.repeat(levels)));
        }
    }
    objects
}

/// What is no map, or not only one.
fn wholes(honest: &[u8]) -> Vec<Object> {
    let long = |mark: u8| [&[mark, 0x7f][..], &[0xff; 7]].concat();
    vec![
        ("nothing", Vec::new()),
        ("a byte behind it", [honest, &[0]].concat()),
        ("itself behind it", [honest, honest].concat()),
        ("cut off", honest[..honest.len() - 1].to_vec()),
        ("cut in half", honest[..honest.len() / 2].to_vec()),
        ("a list", Cbor::Array(vec![text("none")]).to_bytes()),
        ("a number", vec![0]),
        ("nil", vec![0xf6]),
        ("undefined", vec![0xf7]),
        ("a stop", vec![0xff]),
        ("a reserved mark", vec![0x1c]),
        ("a long length of bytes", long(0x5b)),
        ("a long length of text", long(0x7b)),
        ("a long length of a list", long(0x9b)),
        ("a long length of a map", long(0xbb)),
        (
            "the longest length of bytes",
            [&[0x5b][..], &[0xff; 8]].concat(),
        ),
        (
            "the longest length of a map",
            [&[0xbb][..], &[0xff; 8]].concat(),
        ),
        ("four gigabytes", vec![0x5a, 0xff, 0xff, 0xff, 0xff]),
        ("a tag", [&[0xd9, 0xd9, 0xf7], honest].concat()),
        ("many tags", [&[0xc6].repeat(20_000), honest].concat()),
    ]
}

/// Maps that are written in another way than they must be, or have other entries.
fn maps(entries: &[(Cbor, Cbor)]) -> Vec<Object> {
    let map = |entries: &[(Cbor, Cbor)]| Cbor::Map(entries.to_vec()).to_bytes();
    let with = |name: &str, value: Cbor| map(&[entries, &[(text(name), value)]].concat());
    let inside = &map(entries)[1..];
    let data = entries[2].1.clone();
    vec![
        ("a map without end", endless(0xbf, inside)),
        ("a map that never ends", [&[0xbf], inside].concat()),
        ("a padded number of entries", [&[0xb8, 3], inside].concat()),
        ("no data", map(&entries[..2])),
        ("no format", map(&entries[1..])),
        ("the format twice", with("fmt", text("none"))),
        ("another format behind", with("fmt", text("packed"))),
        ("the data twice", with("authData", data)),
        (
            "other data behind",
            with("authData", Cbor::Bytes(vec![0; 37])),
        ),
        (
            "the statement twice",
            with("attStmt", Cbor::Map(Vec::new())),
        ),
    ]
}

/// Entries that are written in another way than they must be, or are something else.
fn entries_of_maps(entries: &[(Cbor, Cbor)]) -> Vec<Object> {
    let Cbor::Bytes(data) = &entries[2].1 else {
        panic!("no data")
    };
    let raw = |bytes: &[u8]| Cbor::Raw(bytes.to_vec());
    let no_utf8 = raw(&[0x64, 0xff, 0xfe, 0xfd, 0xfc]);
    let text_in_chunks = raw(&endless(0x7f, b"\x64none"));
    let list = Cbor::Array(vec![Cbor::Int(1); 200]);
    [
        ("bytes in chunks", 2, in_chunks(data, 37)),
        ("text in chunks", 0, text_in_chunks),
        ("a statement without end", 1, raw(&[0xbf, 0xff])),
        ("half a float", 1, raw(&[0xf9, 0x7c])),
        ("a statement that is none", 1, raw(&[0xf6])),
        ("text that is no UTF-8", 0, no_utf8),
        ("data as text", 2, text("data")),
        ("data as a list", 2, list),
    ]
    .map(|(name, index, value)| (name, replaced(entries, index, value)))
    .into()
}

/// Makings with something wrong in the authenticator data.
pub fn auth_data(making: &Making) -> Vec<(&'static str, Making)> {
    let key = making.public_key.to_bytes();
    let changes = ends().into_iter().chain(extensions()).chain(keys(&key));
    let forged = changes.map(|(name, change)| {
        let mut forged = making.clone();
        change(&mut forged);
        (name, forged)
    });
    forged.collect()
}

fn change<'a>(name: &'static str, change: impl Fn(&mut Making) + 'a) -> Change<'a> {
    (name, Box::new(change))
}

/// What comes behind, or is flagged and does not.
fn ends() -> Vec<Change<'static>> {
    vec![
        change("a byte behind the data", |it| it.trailing = vec![0]),
        change("a key behind the key", |it| {
            it.trailing = it.public_key.to_bytes();
        }),
        change("no credential, flagged", |it| {
            it.credential_id = Vec::new();
            it.public_key = Cbor::Raw(Vec::new());
        }),
        change("a credential without its flag", |it| {
            let key = it.public_key.to_bytes();
            it.trailing = [&it.aaguid[..], &[0, 32], &it.credential_id, &key].concat();
            it.flags = UP | UV;
        }),
        change("every flag", |it| it.flags = 0xff),
        change("reserved flags alone", |it| it.flags = 0x22 | AT),
        change("extensions without their flag", |it| {
            it.trailing = Cbor::Map(vec![(text("a"), Cbor::Int(1))]).to_bytes();
        }),
        change("two sets of extensions", |it| {
            it.extensions = Some(Cbor::Map(Vec::new()));
            it.trailing = vec![0xa0];
        }),
    ]
}

/// Outputs of extensions that are no map, or no proper one.
fn extensions() -> Vec<Change<'static>> {
    let deep = [&[0xa1, 0x61, b'a'][..], &[0x81].repeat(10_000)].concat();
    let twice = Cbor::Map(vec![
        (text("credProtect"), Cbor::Int(1)),
        (text("credProtect"), Cbor::Int(3)),
    ]);
    [
        ("a flag without extensions", Cbor::Raw(Vec::new())),
        ("extensions as a list", Cbor::Array(Vec::new())),
        ("extensions as a number", Cbor::Int(1)),
        ("extensions without end", Cbor::Raw(vec![0xbf, 0xff])),
        ("extensions that never end", Cbor::Raw(vec![0xbf])),
        ("an extension twice", twice),
        ("deep extensions", Cbor::Raw(deep)),
    ]
    .map(|(name, extensions)| change(name, move |it| it.extensions = Some(extensions.clone())))
    .into()
}

/// Keys that are written in another way than they must be.
fn keys(key: &[u8]) -> Vec<Change<'static>> {
    let more = |entry: &[u8]| [&[key[0] + 1], &key[1..], entry].concat();
    let other_algorithm = [Cbor::Int(3).to_bytes(), Cbor::Int(-257).to_bytes()].concat();
    let bytes = [
        ("a key without end", endless(0xbf, &key[1..])),
        ("a label twice", more(&[0x03, 0x26])),
        ("another algorithm behind", more(&other_algorithm)),
        (
            "a padded label",
            [&[key[0], 0x18, 0x01], &key[2..]].concat(),
        ),
        ("a deep key", [0x81].repeat(10_000)),
        ("half a key", key[..40].to_vec()),
    ];
    let in_one =
        bytes.map(|(name, bytes)| change(name, move |it| it.public_key = Cbor::Raw(bytes.clone())));
    let in_chunks = change("coordinates in chunks", |it| {
        if let Cbor::Map(entries) = &mut it.public_key
            && let Cbor::Bytes(x) = entries[3].1.clone()
        {
            entries[3].1 = in_chunks(&x, 16);
        }
    });
    in_one.into_iter().chain([in_chunks]).collect()
}

/// Something whose end is marked and whose length is not told.
fn endless(open: u8, inside: &[u8]) -> Vec<u8> {
    [&[open], inside, &[0xff]].concat()
}

/// Bytes in two pieces.
fn in_chunks(bytes: &[u8], at: usize) -> Cbor {
    let (one, other) = bytes.split_at(at);
    let chunks = [one, other].map(|chunk| Cbor::Bytes(chunk.to_vec()).to_bytes());
    Cbor::Raw(endless(0x5f, &chunks.concat()))
}

fn replaced(entries: &[(Cbor, Cbor)], index: usize, value: Cbor) -> Vec<u8> {
    let mut entries = entries.to_vec();
    entries[index].1 = value;
    Cbor::Map(entries).to_bytes()
}
