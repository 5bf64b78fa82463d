//! Public keys that are none, or not of an algorithm that was offered (WR-8; WebAuthn L3 §6.5.1, RFC 9053).

use crate::support::{
    authenticator::{EDDSA, ES256, ES384, Key, RS256, on_curve},
    cbor::{Cbor, text},
};

type Named = (&'static str, Cbor);

/// All of them.
pub fn wrong_keys() -> Vec<Named> {
    let mut keys = of_rsa();
    keys.extend(on_curves());
    keys.extend(with_entries());
    keys
}

fn of_rsa() -> Vec<Named> {
    let rsa = |algorithm, modulus: Vec<u8>, exponent: &[u8]| {
        Cbor::Map(vec![
            (Cbor::Int(1), Cbor::Int(3)),
            (Cbor::Int(3), Cbor::Int(algorithm)),
            (Cbor::Int(-1), Cbor::Bytes(modulus)),
            (Cbor::Int(-2), Cbor::Bytes(exponent.to_vec())),
        ])
    };
    let odd = |length: usize| [vec![0xc1], vec![0; length - 2], vec![1]].concat();
    let common = [1, 0, 1];
    vec![
        ("SHA-1", rsa(-65_535, odd(256), &common)),
        ("RS512", rsa(-259, odd(256), &common)),
        ("PS256", rsa(-37, odd(256), &common)),
        ("RSA called ES256", rsa(ES256, odd(256), &common)),
        ("RSA of 1024 bits", rsa(RS256, odd(128), &common)),
        ("RSA of 512 bits", rsa(RS256, odd(64), &common)),
        ("RSA with exponent 1", rsa(RS256, odd(256), &[0, 0, 1])),
        (
            "RSA with an even exponent",
            rsa(RS256, odd(256), &[1, 0, 0]),
        ),
        ("RSA with no exponent", rsa(RS256, odd(256), &[])),
        ("RSA with no modulus", rsa(RS256, vec![0; 256], &common)),
    ]
}

/// The coordinates of a new key.
fn point(algorithm: i64) -> (Vec<u8>, Vec<u8>) {
    let Cbor::Map(mut entries) = Key::new(algorithm).public() else {
        panic!("no map")
    };
    match (entries.swap_remove(3).1, entries.swap_remove(3).1) {
        (Cbor::Bytes(x), Cbor::Bytes(y)) => (x, y),
        other => panic!("{other:?}"),
    }
}

fn on_curves() -> Vec<Named> {
    let (x, y) = point(ES256);
    let (longer_x, longer_y) = point(ES384);
    let padded = [&[0], &x[..]].concat();
    let mut off_curve = y.clone();
    off_curve[31] ^= 1;
    let nought = [0; 32];
    vec![
        (
            "P-384 called P-256",
            on_curve(ES256, 1, &longer_x, &longer_y),
        ),
        ("P-384 with ES256", on_curve(ES256, 2, &longer_x, &longer_y)),
        ("P-256 called P-384", on_curve(ES384, 2, &x, &y)),
        ("P-256 with ES384", on_curve(ES384, 1, &x, &y)),
        ("P-521", on_curve(-36, 3, &[1; 66], &[1; 66])),
        ("another curve", on_curve(ES256, 8, &x, &y)),
        ("ES256K", on_curve(-47, 8, &x, &y)),
        ("RS256 with a point", on_curve(RS256, 1, &x, &y)),
        ("EdDSA with a point", on_curve(EDDSA, 1, &x, &y)),
        ("off the curve", on_curve(ES256, 1, &x, &off_curve)),
        ("at nought", on_curve(ES256, 1, &nought, &nought)),
        ("beyond the field", on_curve(ES256, 1, &[0xff; 32], &y)),
        ("short", on_curve(ES256, 1, &x[1..], &y)),
        ("padded", on_curve(ES256, 1, &padded, &y)),
    ]
}

/// What a key lacks, has beside what it needs, or has of another type.
fn with_entries() -> Vec<Named> {
    let (x, y) = point(ES256);
    let with = |label: i64, value: Cbor| {
        let mut key = on_curve(ES256, 1, &x, &y);
        key.set(&Cbor::Int(label), value);
        key
    };
    let without = |index: usize| {
        let Cbor::Map(mut entries) = on_curve(ES256, 1, &x, &y) else {
            panic!("no map")
        };
        entries.remove(index);
        Cbor::Map(entries)
    };
    let edwards = Cbor::Map(vec![
        (Cbor::Int(1), Cbor::Int(1)),
        (Cbor::Int(3), Cbor::Int(EDDSA)),
        (Cbor::Int(-1), Cbor::Int(6)),
        (Cbor::Int(-2), Cbor::Bytes(x.clone())),
    ]);
    vec![
        ("EdDSA", edwards),
        ("symmetric", with(1, Cbor::Int(4))),
        ("of kind OKP", with(1, Cbor::Int(1))),
        ("of a kind in words", with(1, text("EC2"))),
        ("with an algorithm in words", with(3, text("ES256"))),
        ("compressed", with(-3, Cbor::Bool(true))),
        ("with its private half", with(-4, Cbor::Bytes(vec![1; 32]))),
        ("with more than a key has", with(99, Cbor::Int(1))),
        ("without kind", without(0)),
        ("without algorithm", without(1)),
        ("without curve", without(2)),
        ("without x", without(3)),
        ("without y", without(4)),
        ("empty", Cbor::Map(Vec::new())),
        ("a list", Cbor::Array(vec![Cbor::Int(1), Cbor::Int(2)])),
        ("a number", Cbor::Int(-7)),
        ("nothing", Cbor::Raw(Vec::new())),
    ]
}
