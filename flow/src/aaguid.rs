//! Which model of authenticator made a passkey (AAGUID, WebAuthn Level 3 §6.5.1): for a name and nothing else. Nobody
//! vouches for it, so nothing that matters may hang on it.

/// How CBOR writes the key before the authenticator data (§6.5.4): a text of eight bytes.
const KEY: &[u8] = b"\x68authData";
/// Where the model stands in the authenticator data: after the hash of the RP ID, the flags and the counter (§6.1).
const START: usize = 37;
/// Flags, at byte 32: credential data is included.
const HAS_CREDENTIAL: u8 = 0x40;

/// The model of an attestation object, as a UUID in lower case. `None` when it does not say: all zeros.
///
/// It looks for the authenticator data instead of reading all of the CBOR: what it finds is shown, not trusted.
#[must_use]
pub fn of(attestation_object: &[u8]) -> Option<String> {
    let key = attestation_object
        .windows(KEY.len())
        .position(|window| window == KEY)?;
    let value = attestation_object.get(key + KEY.len()..)?;
    // A byte string with its length in one byte, or in two (RFC 8949 §3.1).
    let ([0x58, _, data @ ..] | [0x59, _, _, data @ ..]) = value else {
        return None;
    };
    let flags = *data.get(32)?;
    let model = data.get(START..START + 16)?;
    let is_told = flags & HAS_CREDENTIAL != 0 && model.iter().any(|byte| *byte != 0);
    is_told.then(|| uuid(model))
}

fn uuid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for digit in [byte >> 4, byte & 0xf] {
            text.extend(char::from_digit(u32::from(digit), 16));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::of;

    /// `{"fmt": "none", "attStmt": {}, "authData": …}` around authenticator data with this flag byte and model.
    fn object(flags: u8, model: [u8; 16], is_long: bool) -> Vec<u8> {
        let mut data = vec![7; 32];
        data.push(flags);
        data.extend([0; 4]);
        data.extend(model);
        data.extend([9; 40]);
        let length = u8::try_from(data.len()).unwrap();
        let mut object = b"\xa3cfmtdnonegattStmt\xa0hauthData".to_vec();
        if is_long {
            object.extend([0x59, 0, length]);
        } else {
            object.extend([0x58, length]);
        }
        object.extend(data);
        object
    }

    const MODEL: [u8; 16] = [
        0xfb, 0xfc, 0x30, 0x07, 0x15, 0x4e, 0x4e, 0xcc, 0x8c, 0x0b, 0x6e, 0x02, 0x05, 0x57, 0xd7,
        0xbd,
    ];

    #[test]
    fn the_model_is_read_as_a_uuid() {
        for is_long in [false, true] {
            let model = of(&object(0x5d, MODEL, is_long));
            assert_eq!(
                model.as_deref(),
                Some("fbfc3007-154e-4ecc-8c0b-6e020557d7bd")
            );
        }
    }

    #[test]
    fn zeros_and_missing_data_are_no_model() {
        assert_eq!(of(&object(0x5d, [0; 16], false)), None);
        assert_eq!(of(&object(0x1d, MODEL, false)), None);
    }

    #[test]
    fn anything_else_is_no_model() {
        let whole = object(0x5d, MODEL, true);
        for end in 0..whole.len().min(80) {
            assert_eq!(of(&whole[..end]), None, "{end}");
        }
        assert_eq!(of(b"hauthData\x18"), None);
        assert_eq!(of(&[0xff; 200]), None);
    }
}
