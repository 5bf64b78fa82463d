//! How text is packed on its way, undone: base64, quoted-printable, the words of a subject; and the code in a message.

/// Digits of a code.
const DIGITS: usize = 6;

/// Base 64 (RFC 4648 §4); line ends are skipped (RFC 2045 §6.8).
pub fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut held, mut bits) = (0_u32, 0_u32);
    let digits = text.bytes().filter(|it| !it.is_ascii_whitespace());
    for digit in digits.take_while(|it| *it != b'=') {
        held = (held << 6 | u32::from(value(digit)?)) & 0xFFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xFF).ok()?);
        }
    }
    Some(bytes)
}

const fn value(digit: u8) -> Option<u8> {
    match digit {
        b'A'..=b'Z' => Some(digit - b'A'),
        b'a'..=b'z' => Some(digit - b'a' + 26),
        b'0'..=b'9' => Some(digit - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

/// Quoted-printable (RFC 2045 §6.7).
pub fn quoted_printable(text: &str) -> Option<Vec<u8>> {
    let whole = text.replace("=\r\n", "");
    let mut parts = whole.split('=');
    let mut bytes = parts.next()?.as_bytes().to_owned();
    for part in parts {
        let (code, rest) = part.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(code, 16).ok()?);
        bytes.extend(rest.as_bytes());
    }
    Some(bytes)
}

/// The text of a subject. Words that are packed stand next to each other without the space between (RFC 2047 §6.2).
pub fn words(subject: &str) -> String {
    let joined = subject.replace("?= =?", "?==?");
    let mut read = String::new();
    let mut rest = joined.as_str();
    while let Some((before, packed)) = rest.split_once("=?") {
        let Some((word, after)) = unpacked(packed) else {
            break;
        };
        read.push_str(before);
        read.push_str(&word);
        rest = after;
    }
    read.push_str(rest);
    read
}

/// `utf-8?q?caf=C3=A9?= rest`
fn unpacked(packed: &str) -> Option<(String, &str)> {
    let (_, packed) = packed.split_once('?')?;
    let (packing, packed) = packed.split_once('?')?;
    let (word, after) = packed.split_once("?=")?;
    let bytes = match packing {
        "b" | "B" => base64(word)?,
        _ => quoted_printable(&word.replace('_', " "))?,
    };
    Some((String::from_utf8(bytes).ok()?, after))
}

/// The code in a message: the first six digits that stand alone.
pub fn code(text: &str) -> Option<&str> {
    let words = text.split(|it: char| !it.is_alphanumeric());
    let is_code = |it: &&str| it.len() == DIGITS && it.bytes().all(|it| it.is_ascii_digit());
    words.into_iter().find(is_code)
}

#[cfg(test)]
mod tests {
    use super::{base64, code, quoted_printable, words};

    /// RFC 4648 §10.
    #[test]
    fn base_64_is_that_of_the_specification() {
        for (packed, plain) in [
            ("", ""),
            ("Zg==", "f"),
            ("Zm8=", "fo"),
            ("Zm9v", "foo"),
            ("Zm9v\r\nYmFy\r\n", "foobar"),
        ] {
            assert_eq!(base64(packed).unwrap(), plain.as_bytes());
        }
        assert!(base64("Zm9*").is_none());
    }

    #[test]
    fn quoted_text_is_joined_and_decoded() {
        let packed = "caf=C3=A9 =3D so=\r\nft\r\nhard";
        assert_eq!(
            quoted_printable(packed).unwrap(),
            "café = soft\r\nhard".as_bytes()
        );
        assert!(quoted_printable("=").is_none());
        assert!(quoted_printable("=XY").is_none());
    }

    #[test]
    fn subjects_are_read_in_either_packing_or_in_none() {
        assert_eq!(words("Plain = words"), "Plain = words");
        assert_eq!(
            words("A =?utf-8?q?caf=C3=A9_b?= =?UTF-8?B?YXI=?= c"),
            "A café bar c"
        );
    }

    #[test]
    fn a_code_stands_alone() {
        assert_eq!(code("123456 is your code."), Some("123456"));
        assert_eq!(code("Call +491234567, at 12:30, for x123456"), None);
    }
}
