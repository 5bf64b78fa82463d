//! What an authenticator says, as bytes: its data (WebAuthn L3 §6.1) and the attestation object around it (§6.5.4).
//!
//! The library reads them again for itself; it takes what is not canonical and ignores what comes after the end, and
//! does not give away the model of the authenticator. So they are read here first, and strictly (§2.4).

use crate::rules::passkeys::Flaw;
use serde::Deserialize;
use serde_cbor_2::{Deserializer, Value};
use std::collections::BTreeMap;

type Map = BTreeMap<Value, Value>;

const PERSON_PRESENT: u8 = 1 << 0;
const PERSON_VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const HAS_CREDENTIAL: u8 = 1 << 6;
const HAS_EXTENSIONS: u8 = 1 << 7;

/// The authenticator's data.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthenticatorData {
    flags: u8,
    /// The credential that was made; nothing when one only proved something.
    pub credential: Option<AttestedCredential>,
}

/// A credential that was made (§6.5.1).
#[derive(Clone, PartialEq, Eq)]
pub struct AttestedCredential {
    /// The model of its authenticator.
    pub aaguid: [u8; 16],
    /// What the authenticator calls it.
    pub id: Vec<u8>,
}

impl AuthenticatorData {
    /// Reads it, and refuses what is cut short, goes on after its end, or holds CBOR that is not canonical.
    pub fn parse(bytes: &[u8]) -> Result<Self, Flaw> {
        read(bytes).ok_or(Flaw::AuthenticatorData)
    }

    /// Whether somebody was present (UP).
    pub const fn is_person_present(&self) -> bool {
        self.flags & PERSON_PRESENT != 0
    }

    /// Whether the authenticator checked who it was (UV).
    pub const fn is_person_verified(&self) -> bool {
        self.flags & PERSON_VERIFIED != 0
    }

    /// Whether the credential may be on several devices (BE).
    pub const fn is_backup_eligible(&self) -> bool {
        self.flags & BACKUP_ELIGIBLE != 0
    }

    /// Whether it is on several devices (BS).
    pub const fn is_backed_up(&self) -> bool {
        self.flags & BACKED_UP != 0
    }
}

/// The attestation object, as far as it is looked at.
#[derive(Deserialize)]
struct AttestationObject<'a> {
    fmt: &'a str,
    #[serde(rename = "attStmt")]
    statement: Value,
    #[serde(rename = "authData")]
    data: &'a [u8],
}

/// Reads the authenticator's data out of an attestation object. One that attests nothing must be empty (§8.7).
pub fn of_attestation_object(bytes: &[u8]) -> Result<AuthenticatorData, Flaw> {
    let (_, rest) = read_map(bytes).ok_or(Flaw::Attestation)?;
    let object: AttestationObject<'_> =
        serde_cbor_2::from_slice(bytes).map_err(|_| Flaw::Attestation)?;
    let is_empty = matches!(&object.statement, Value::Map(statement) if statement.is_empty());
    if !rest.is_empty() || (object.fmt == "none" && !is_empty) {
        return Err(Flaw::Attestation);
    }
    AuthenticatorData::parse(object.data)
}

fn read(bytes: &[u8]) -> Option<AuthenticatorData> {
    // The hash of the domain, the flags, the counter.
    let (_, rest) = bytes.split_at_checked(32)?;
    let (flags, rest) = rest.split_first()?;
    let (_, mut rest) = rest.split_at_checked(4)?;
    let mut credential = None;
    if flags & HAS_CREDENTIAL != 0 {
        let (attested, after) = read_credential(rest)?;
        credential = Some(attested);
        rest = after;
    }
    if flags & HAS_EXTENSIONS != 0 {
        rest = read_map(rest)?.1;
    }
    rest.is_empty().then_some(AuthenticatorData {
        flags: *flags,
        credential,
    })
}

fn read_credential(bytes: &[u8]) -> Option<(AttestedCredential, &[u8])> {
    let (aaguid, rest) = bytes.split_first_chunk::<16>()?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let (id, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    let attested = AttestedCredential {
        aaguid: *aaguid,
        id: id.to_vec(),
    };
    let (key, rest) = read_map(rest)?;
    has_only_needed(&key).then_some((attested, rest))
}

/// Whether a key has its type and algorithm and what its type needs, and nothing else (§6.5.1).
fn has_only_needed(key: &Map) -> bool {
    let is_elliptic = key.get(&Value::Integer(1)) == Some(&Value::Integer(2));
    let needed: &[i128] = if is_elliptic {
        &[1, 3, -1, -2, -3]
    } else {
        &[1, 3, -1, -2]
    };
    let is_there = |name: &i128| key.contains_key(&Value::Integer(*name));
    key.len() == needed.len() && needed.iter().all(is_there)
}

/// Reads a CBOR map, and gives what comes after it. It must be canonical in length: written anew it is as long as it
/// was, so that no key is there twice, no number is padded and nothing has an indefinite length. The order of keys is
/// not looked at: authenticators in the field differ in it, and it changes nothing.
fn read_map(bytes: &[u8]) -> Option<(Map, &[u8])> {
    let mut reader = Deserializer::from_slice(bytes);
    let value = Value::deserialize(&mut reader).ok()?;
    let length = reader.byte_offset();
    let canonical = serde_cbor_2::to_vec(&value).ok()?;
    let rest = bytes.get(length..)?;
    match value {
        Value::Map(map) if canonical.len() == length => Some((map, rest)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{AuthenticatorData, of_attestation_object, read_map};
    use crate::rules::passkeys::{Flaw, check_flags};
    use proptest::prelude::*;

    /// `{1: 2, 3: -7, -1: 1, -2: h'', -3: h''}`.
    const KEY: &[u8] = &[
        0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x40, 0x22, 0x40,
    ];

    fn data(flags: u8, rest: &[u8]) -> Vec<u8> {
        [&[9; 32][..], &[flags], &[0, 0, 0, 5], rest].concat()
    }

    fn attested(id: &[u8], key: &[u8]) -> Vec<u8> {
        let length = u16::try_from(id.len()).unwrap().to_be_bytes();
        [&[3; 16][..], &length, id, key].concat()
    }

    fn object(fmt: &str, statement: &[u8], data: &[u8]) -> Vec<u8> {
        let head = [&[0xA3, 0x63][..], b"fmt", &[0x64], fmt.as_bytes()].concat();
        let length = match u8::try_from(data.len()).unwrap() {
            short @ 0..24 => vec![0x40 | short],
            length => vec![0x58, length],
        };
        let statement = [&[0x67][..], b"attStmt", statement].concat();
        let data = [&[0x68][..], b"authData", &length, data].concat();
        [head, statement, data].concat()
    }

    #[test]
    fn flags_are_read_one_by_one() {
        let parsed = AuthenticatorData::parse(&data(0b0001_1101, &[])).unwrap();
        assert!(parsed.is_person_present() && parsed.is_person_verified());
        assert!(parsed.is_backup_eligible() && parsed.is_backed_up());
        assert!(parsed.credential.is_none());
        let parsed = AuthenticatorData::parse(&data(0, &[])).unwrap();
        assert!(!parsed.is_person_present() && !parsed.is_person_verified());
        assert!(!parsed.is_backup_eligible() && !parsed.is_backed_up());
    }

    #[test]
    fn flags_that_cannot_be_are_refused() {
        let checked = |flags, must_verify| {
            check_flags(
                &AuthenticatorData::parse(&data(flags, &[])).unwrap(),
                must_verify,
            )
        };
        assert_eq!(checked(0b0000_0101, true), Ok(()));
        assert_eq!(checked(0b0000_0001, false), Ok(()));
        assert_eq!(checked(0b0000_0001, true), Err(Flaw::PersonNotVerified));
        assert_eq!(checked(0b0000_0100, true), Err(Flaw::NobodyPresent));
        assert_eq!(checked(0b0001_0101, true), Err(Flaw::BackupState));
        assert_eq!(checked(0b0001_1101, true), Ok(()));
    }

    #[test]
    fn a_credential_and_extensions_are_read_to_their_end() {
        let credential = attested(b"id", KEY);
        let parsed = AuthenticatorData::parse(&data(0b0100_0001, &credential)).unwrap();
        let parsed = parsed.credential.unwrap();
        assert_eq!((parsed.aaguid, parsed.id.as_slice()), ([3; 16], &b"id"[..]));
        let extensions = [credential.as_slice(), &[0xA0]].concat();
        assert!(AuthenticatorData::parse(&data(0b1100_0001, &extensions)).is_ok());
    }

    #[test]
    fn what_is_cut_short_or_goes_on_is_refused() {
        let whole = data(0b0100_0001, &attested(b"id", KEY));
        for length in 0..whole.len() {
            assert!(
                AuthenticatorData::parse(&whole[..length]).is_err(),
                "{length}"
            );
        }
        let longer = [whole.as_slice(), &[0]].concat();
        assert!(AuthenticatorData::parse(&longer).is_err());
        // Flags that promise what is not there.
        assert!(AuthenticatorData::parse(&data(0b1000_0001, &[])).is_err());
        assert!(AuthenticatorData::parse(&data(0b0000_0001, &[0xA0])).is_err());
    }

    #[test]
    fn a_key_has_what_it_needs_and_nothing_else() {
        let is_taken = |key: &[u8]| {
            AuthenticatorData::parse(&data(0b0100_0001, &attested(b"id", key))).is_ok()
        };
        assert!(is_taken(KEY));
        // {1: 3, 3: -257, -1: h'', -2: h''}
        let rsa = [
            0xA4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20, 0x40, 0x21, 0x40,
        ];
        assert!(is_taken(&rsa));
        // The private half, -4: h''.
        let private = [&[0xA6], &KEY[1..], &[0x23, 0x40]].concat();
        assert!(!is_taken(&private));
        // Operations, 4: [], in place of a coordinate.
        let other = [&[0xA5, 0x01, 0x02, 0x03, 0x26, 0x04, 0x80], &KEY[5..9]].concat();
        assert!(!is_taken(&other));
        assert!(!is_taken(&[0xA0]));
    }

    #[test]
    fn cbor_that_is_not_canonical_is_refused() {
        assert!(read_map(KEY).is_some_and(|(map, rest)| map.len() == 5 && rest.is_empty()));
        assert!(read_map(&[0xA0, 7]).is_some_and(|(map, rest)| map.is_empty() && rest == [7]));
        let deep = [[0xA1, 0x01].repeat(5_000), vec![0xA0]].concat();
        for bytes in [
            &[][..],
            // An indefinite length.
            &[0xBF, 0x01, 0x02, 0xFF],
            // A key twice.
            &[0xA2, 0x01, 0x02, 0x01, 0x03],
            // A padded number.
            &[0xA1, 0x18, 0x01, 0x02],
            // No map.
            &[0x01],
            &[0x80],
            // Cut short, or longer than memory.
            &[0xA1, 0x01],
            &[0xBB, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            &deep,
        ] {
            assert!(read_map(bytes).is_none(), "{bytes:?}");
        }
    }

    #[test]
    fn an_attestation_object_gives_its_data() {
        let data = data(0b0100_0101, &attested(b"id", KEY));
        let parsed = of_attestation_object(&object("none", &[0xA0], &data)).unwrap();
        assert_eq!(parsed.credential.unwrap().id, b"id");
    }

    #[test]
    fn an_attestation_of_nothing_says_nothing() {
        let data = data(0b0100_0101, &attested(b"id", KEY));
        let flaw = |bytes: &[u8]| of_attestation_object(bytes).err();
        let statement = [0xA1, 0x61, b'a', 0x01];
        assert_eq!(
            flaw(&object("none", &statement, &data)),
            Some(Flaw::Attestation)
        );
        assert_eq!(
            flaw(&object("none", &[0x80], &data)),
            Some(Flaw::Attestation)
        );
        let trailing = [object("none", &[0xA0], &data), vec![0]].concat();
        assert_eq!(flaw(&trailing), Some(Flaw::Attestation));
        assert_eq!(flaw(&[0xA0]), Some(Flaw::Attestation));
        let empty = object("none", &[0xA0], &[]);
        assert_eq!(flaw(&empty), Some(Flaw::AuthenticatorData));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = AuthenticatorData::parse(&bytes);
            let _ = of_attestation_object(&bytes);
        }
    }
}
