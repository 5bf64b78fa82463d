//! Bytes as WebAuthn writes them: base64url without padding (RFC 4648 §5).

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The text of bytes.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let at = |index| u32::from(group.get(index).copied().unwrap_or_default());
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for digit in 0..=group.len() {
            let value = bits >> (18 - 6 * digit) & 63;
            text.push(char::from(ALPHABET[value as usize]));
        }
    }
    text
}

/// The bytes of a text in base64url without padding, which has one text for them and no other (RFC 4648 §3.5, §5).
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut length) = (0_u32, 0);
    for digit in text.bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        length += 6;
        if length >= 8 {
            length -= 8;
            bytes.push(u8::try_from(bits >> length).ok()?);
            bits &= (1 << length) - 1;
        }
    }
    // What is left over says nothing: less than a digit, and no bit of it set.
    (length < 6 && bits == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn bytes_have_one_text_and_no_other() {
        assert_eq!(decode(""), Some(vec![]));
        assert_eq!(decode("AQ"), Some(vec![1]));
        assert_eq!(decode("AQI"), Some(vec![1, 2]));
        assert_eq!(decode("AQID"), Some(vec![1, 2, 3]));
        assert_eq!(decode("-_-_"), Some(vec![0xfb, 0xff, 0xbf]));
        for other in [
            "AQ=", "AQ==", "AQI=", "AQID=", "AR", "AQJ", "A", "AQIDA", "+/+/", " AQ", "AQ\n",
            "A Q", "=", "ÄQ",
        ] {
            assert_eq!(decode(other), None, "{other:?}");
        }
    }

    #[test]
    fn bytes_come_back_from_their_text() {
        let bytes: Vec<u8> = (0..=255).rev().collect();
        for length in 0..bytes.len() {
            let bytes = &bytes[..length];
            assert_eq!(decode(&encode(bytes)).as_deref(), Some(bytes));
        }
        assert_eq!(encode(&[0xfb, 0xff, 0xbf]), "-_-_");
        assert_eq!(encode(&[1]), "AQ");
    }
}
