//! One thing at a time that is not as it should be, in what browsers and authenticators give.

use super::{FOREIGN_ORIGINS, FOREIGN_RP_IDS, Forgery, forgery};
use crate::support::authenticator::{
    AT, BE, BS, ClientData, ES256, Key, Making, Proving, Signed, UP, UV, base64url,
};

/// What is wrong with the client data, for a call of this type: rows WR-1 to WR-4, and WA-1.
fn of_client_data(right: &'static str, foreign: &'static str) -> Vec<Forgery<ClientData>> {
    let mut forgeries = vec![
        forgery("a bit of the challenge", |it: &mut ClientData| {
            it.challenge[31] ^= 0x80;
        }),
        forgery("a shorter challenge", |it: &mut ClientData| {
            it.challenge.pop();
        }),
        forgery("a longer challenge", |it: &mut ClientData| {
            it.challenge.push(0);
        }),
        forgery("no challenge", |it: &mut ClientData| it.challenge.clear()),
        forgery("crossOrigin", |it: &mut ClientData| {
            it.cross_origin = Some(true);
        }),
    ];
    let types = [
        foreign.to_owned(),
        right.to_uppercase(),
        right.replace('w', "W"),
        format!("{right} "),
        format!("{right}x"),
        right.replace("webauthn", "payment"),
        String::new(),
    ];
    for type_ in types {
        forgeries.push(forgery("the type", move |it: &mut ClientData| {
            it.type_.clone_from(&type_);
        }));
    }
    for origin in FOREIGN_ORIGINS {
        forgeries.push(forgery(origin, move |it: &mut ClientData| {
            origin.clone_into(&mut it.origin);
        }));
    }
    for top in ["https://evil.example", "http://localhost:8080", "null", ""] {
        for is_crossed in [None, Some(false), Some(true)] {
            forgeries.push(forgery("topOrigin", move |it: &mut ClientData| {
                it.cross_origin = is_crossed;
                it.top_origin = Some(top.to_owned());
            }));
        }
    }
    forgeries.extend(said_twice(right));
    forgeries
}

/// Client data that says something twice: which of the two is meant?
fn said_twice(right: &str) -> Vec<Forgery<ClientData>> {
    let more = [
        format!(r#","type":"{right}""#),
        r#","origin":"http://localhost:8080""#.to_owned(),
        r#","origin":"https://evil.example""#.to_owned(),
        r#","challenge":"AAAA""#.to_owned(),
        r#","crossOrigin":false"#.to_owned(),
        r#","crossOrigin":true"#.to_owned(),
        r#","topOrigin":null,"topOrigin":"https://evil.example""#.to_owned(),
    ];
    more.map(|more| {
        forgery("said twice", move |it: &mut ClientData| {
            it.more.clone_from(&more);
        })
    })
    .into()
}

/// What is wrong with a new credential of either kind: rows WR-1 to WR-7.
pub fn of_registrations() -> Vec<Forgery<Making>> {
    let mut forgeries = vec![
        forgery("UP", |it: &mut Making| it.flags &= !UP),
        forgery("AT", |it: &mut Making| it.flags &= !AT),
        forgery("BS without BE", |it: &mut Making| {
            it.flags = (it.flags & !BE) | BS;
        }),
    ];
    for (name, forge) in of_client_data("webauthn.create", "webauthn.get") {
        forgeries.push(forgery(name, move |it: &mut Making| {
            forge(&mut it.client_data);
        }));
    }
    for rp_id in FOREIGN_RP_IDS {
        forgeries.push(forgery(rp_id, move |it: &mut Making| {
            rp_id.clone_into(&mut it.rp_id);
        }));
    }
    forgeries
}

/// What is wrong with a proof before it is signed, all of it signed by the right key but the last: rows WA-1 and WA-6.
pub fn of_proofs() -> Vec<Forgery<Proving>> {
    let mut forgeries = vec![
        forgery("UP", |it: &mut Proving| it.flags &= !UP),
        forgery("BE flipped", |it: &mut Proving| {
            it.flags = (it.flags ^ BE) & !BS;
        }),
        forgery("BS without BE", |it: &mut Proving| {
            it.flags = (it.flags & !BE) | BS;
        }),
        forgery("AT with nothing behind it", |it: &mut Proving| {
            it.flags |= AT;
        }),
        forgery("more behind it", |it: &mut Proving| it.trailing = vec![0]),
    ];
    for (name, forge) in of_client_data("webauthn.get", "webauthn.create") {
        forgeries.push(forgery(name, move |it: &mut Proving| {
            forge(&mut it.client_data);
        }));
    }
    for rp_id in FOREIGN_RP_IDS {
        forgeries.push(forgery(rp_id, move |it: &mut Proving| {
            rp_id.clone_into(&mut it.rp_id);
        }));
    }
    forgeries.push(forgery("another key", |it: &mut Proving| {
        it.key = Key::new(ES256);
    }));
    forgeries
}

/// What is done to a proof after it was signed: rows WA-2 to WA-4.
pub fn tamperings() -> Vec<Forgery<Signed>> {
    let mut tamperings = of_signatures();
    tamperings.extend(of_signed_data());
    tamperings.extend(of_names());
    tamperings
}

fn of_signatures() -> Vec<Forgery<Signed>> {
    let flip = |name, at: usize| {
        forgery(name, move |it: &mut Signed| {
            let at = at.min(it.signature.len() - 1);
            it.signature[at] ^= 1;
        })
    };
    let replace = |name, signature: Vec<u8>| {
        forgery(name, move |it: &mut Signed| {
            it.signature.clone_from(&signature);
        })
    };
    vec![
        flip("the first byte of the signature", 0),
        flip("a byte in the signature", 12),
        flip("the last byte of the signature", usize::MAX),
        replace("no signature", Vec::new()),
        replace("a signature of noughts", vec![0x30, 6, 2, 1, 0, 2, 1, 0]),
        replace("a signature of ones", vec![0x30, 6, 2, 1, 1, 2, 1, 1]),
        replace("a raw signature", vec![1; 64]),
        forgery("half a signature", |it: &mut Signed| {
            it.signature.truncate(30);
        }),
        forgery("more than a signature", |it: &mut Signed| {
            it.signature.push(0);
        }),
    ]
}

fn of_signed_data() -> Vec<Forgery<Signed>> {
    let data =
        |name, at: usize, bits: u8| forgery(name, move |it: &mut Signed| it.auth_data[at] ^= bits);
    let client = |name, bytes: &'static [u8]| {
        forgery(name, move |it: &mut Signed| it.client_data = bytes.to_vec())
    };
    vec![
        data("the domain", 0, 1),
        data("a reserved flag", 32, 0x20),
        data("the verified flag", 32, UV),
        data("the backup flag", 32, BS),
        data("the counter", 33, 0x7f),
        forgery("short authenticator data", |it: &mut Signed| {
            it.auth_data.truncate(36);
        }),
        forgery("no authenticator data", |it: &mut Signed| {
            it.auth_data.clear();
        }),
        client("no client data", b""),
        client("client data that is no JSON", b"\xff{"),
        client("client data that is a list", b"[]"),
        forgery("the client data, by a blank", |it: &mut Signed| {
            it.client_data.insert(1, b' ');
        }),
        forgery("the client data, by a field", |it: &mut Signed| {
            it.client_data.pop();
            it.client_data.extend(br#","more":1}"#);
        }),
    ]
}

fn of_names() -> Vec<Forgery<Signed>> {
    let owner = |name, handle: &'static [u8]| {
        forgery(name, move |it: &mut Signed| {
            it.user_handle = Some(handle.to_vec());
        })
    };
    vec![
        forgery("another credential", |it: &mut Signed| {
            it.credential_id = vec![9; 32];
            it.id = base64url(&[9; 32]);
        }),
        forgery("no credential", |it: &mut Signed| {
            it.credential_id.clear();
            it.id.clear();
        }),
        forgery("another id than the raw one", |it: &mut Signed| {
            it.id = base64url(&[9; 32]);
        }),
        owner("another owner", &[9; 16]),
        owner("a short owner", &[9]),
    ]
}
