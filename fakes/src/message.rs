//! Messages as somebody reads them, unpacked from what went over the wire.

use data_encoding::{BASE64, HEXUPPER_PERMISSIVE};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Digits of a code.
const DIGITS: usize = 6;

/// An email or a text message that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// To whom it was delivered, whatever its head says: an address, or a number with `+`.
    pub to: String,
    /// What its sender calls it, the same however often it is sent: a Message-ID (RFC 5322 §3.6.4) or an idempotency key.
    pub key: String,
    /// What an email is about.
    pub subject: String,
    /// What it says.
    pub text: String,
}

impl Message {
    /// Unpacks an email of one part of plain text (RFC 5322, RFC 2045): ours have no other. Else answers what it is.
    pub fn email(to: &str, wire: &str) -> Result<Self, String> {
        let (head, body) = wire.split_once("\r\n\r\n").unwrap_or((wire, ""));
        // A line that begins with a space belongs to the one before (RFC 5322 §2.2.3).
        let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let field = |name: &str| {
            let mut fields = head.lines().filter_map(|line| line.split_once(':'));
            let found = fields.find(|(it, _)| it.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.trim())
        };
        let kind = field("Content-Type").unwrap_or("text/plain");
        if !kind.starts_with("text/plain") {
            return Err(format!("{kind}, not plain text"));
        }
        let packing = field("Content-Transfer-Encoding").unwrap_or("7bit");
        let text = unpacked(packing, body).and_then(|bytes| String::from_utf8(bytes).ok());
        Ok(Self {
            to: to.to_owned(),
            key: field("Message-ID").unwrap_or_default().to_owned(),
            subject: words(field("Subject").unwrap_or_default()),
            text: text.ok_or(packing)?.replace("\r\n", "\n"),
        })
    }

    /// Its subject and its text.
    pub fn whole(&self) -> String {
        format!("{}\n{}", self.subject, self.text)
    }
}

/// Everything that came, in its order, and whether it was read. Clones are the same.
#[derive(Clone, Default)]
pub struct Inbox(Arc<Mutex<Vec<(Message, bool)>>>);

impl Inbox {
    /// Everything that came, read or not.
    pub fn all(&self) -> Vec<Message> {
        self.lock().iter().map(|(it, _)| it.clone()).collect()
    }

    /// The next unread message to this address or number that has these words in its subject or its text, in any case.
    /// Each is answered once.
    pub fn next(&self, to: &str, words: &str) -> Option<Message> {
        let words = words.to_lowercase();
        let is_it = |it: &Message| it.to == to && it.whole().to_lowercase().contains(&words);
        let mut all = self.lock();
        let (message, is_read) = all.iter_mut().find(|(it, read)| !read && is_it(it))?;
        *is_read = true;
        Some(message.clone())
    }

    pub(crate) fn keep(&self, messages: impl IntoIterator<Item = Message>) {
        self.lock()
            .extend(messages.into_iter().map(|it| (it, false)));
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Message, bool)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The code in a message: the first six digits that stand alone.
pub fn code_in(text: &str) -> Option<&str> {
    let is_code = |it: &&str| it.len() == DIGITS && it.bytes().all(|it| it.is_ascii_digit());
    text.split(|it: char| !it.is_alphanumeric()).find(is_code)
}

/// What was packed for its way (RFC 2045 §6, RFC 2047 §4).
fn unpacked(packing: &str, text: &str) -> Option<Vec<u8>> {
    match packing.to_ascii_lowercase().as_str() {
        "quoted-printable" | "q" => quoted_printable(text),
        "base64" | "b" => {
            let whole: String = text.split_whitespace().collect();
            BASE64.decode(whole.as_bytes()).ok()
        }
        "7bit" | "8bit" => Some(text.as_bytes().to_owned()),
        _ => None,
    }
}

/// RFC 2045 §6.7.
fn quoted_printable(text: &str) -> Option<Vec<u8>> {
    let whole = text.replace("=\r\n", "");
    let mut parts = whole.split('=');
    let mut bytes = parts.next()?.as_bytes().to_owned();
    for part in parts {
        let (code, rest) = part.split_at_checked(2)?;
        bytes.extend(HEXUPPER_PERMISSIVE.decode(code.as_bytes()).ok()?);
        bytes.extend(rest.as_bytes());
    }
    Some(bytes)
}

/// The text of a subject. Words that are packed stand next to each other without the space between (RFC 2047 §6.2).
fn words(subject: &str) -> String {
    let joined = subject.replace("?= =?", "?==?");
    let mut read = String::new();
    let mut rest = joined.as_str();
    while let Some((before, packed)) = rest.split_once("=?") {
        let Some((word, after)) = word(packed) else {
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
fn word(packed: &str) -> Option<(String, &str)> {
    let (_, packed) = packed.split_once('?')?;
    let (packing, packed) = packed.split_once('?')?;
    let (word, after) = packed.split_once("?=")?;
    let bytes = unpacked(packing, &word.replace('_', " "))?;
    Some((String::from_utf8(bytes).ok()?, after))
}

#[cfg(test)]
mod tests {
    use super::{Message, code_in, unpacked, words};

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
            assert_eq!(unpacked("base64", packed).unwrap(), plain.as_bytes());
        }
        assert!(unpacked("base64", "Zm9*").is_none());
    }

    #[test]
    fn quoted_text_is_joined_and_decoded() {
        let quoted_printable = |text| unpacked("quoted-printable", text);
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
        assert_eq!(code_in("123456 is your code."), Some("123456"));
        assert_eq!(code_in("Call +491234567, at 12:30, for x123456"), None);
    }

    #[test]
    fn an_email_is_unpacked() {
        let wire = "Subject: =?utf-8?b?TmV3IHBhc3N3b3Jk?=\r\n =?utf-8?q?_=E2=80=93_Latchkey?=\r\n\
            Message-ID:\r\n\t<1@localhost>\r\nContent-Type: text/plain; charset=utf-8\r\n\
            Content-Transfer-Encoding: quoted-printable\r\n\r\nDon=E2=80=99t share this:\r\nhttp:\r\n";
        let email = Message::email("ann@example.org", wire).unwrap();
        assert_eq!(email.subject, "New password – Latchkey");
        assert_eq!(email.key, "<1@localhost>");
        assert!(
            email.text.starts_with("Don’t share this:\nhttp:"),
            "{}",
            email.text
        );
    }

    #[test]
    fn an_email_of_another_kind_is_refused() {
        let wire = "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x--\r\n";
        assert!(Message::email("ann@example.org", wire).is_err());
    }
}
