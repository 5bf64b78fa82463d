//! CBOR as it is written, well-formed or not (RFC 8949): authenticators speak it, and so does whoever forges one.

/// Something to write.
#[derive(Clone, Debug)]
pub enum Cbor {
    Int(i64),
    Bytes(Vec<u8>),
    Text(String),
    Array(Vec<Cbor>),
    /// In the order given, whatever is in it twice.
    Map(Vec<(Cbor, Cbor)>),
    Bool(bool),
    /// These bytes, whatever they are.
    Raw(Vec<u8>),
}

pub fn text(text: &str) -> Cbor {
    Cbor::Text(text.to_owned())
}

impl Cbor {
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut written = Vec::new();
        self.write(&mut written);
        written
    }

    /// Puts an entry into a map, in place of one with the same key.
    pub fn set(&mut self, key: &Cbor, value: Cbor) {
        let Self::Map(entries) = self else {
            panic!("no map: {self:?}")
        };
        let name = key.to_bytes();
        entries.retain(|(known, _)| known.to_bytes() != name);
        entries.push((key.clone(), value));
    }

    fn write(&self, to: &mut Vec<u8>) {
        match self {
            Self::Int(number) => match u64::try_from(*number) {
                Ok(number) => head(to, 0, number),
                Err(_) => head(to, 1, number.unsigned_abs() - 1),
            },
            Self::Bytes(bytes) => {
                head(to, 2, bytes.len() as u64);
                to.extend(bytes);
            }
            Self::Text(text) => {
                head(to, 3, text.len() as u64);
                to.extend(text.as_bytes());
            }
            Self::Array(items) => {
                head(to, 4, items.len() as u64);
                for item in items {
                    item.write(to);
                }
            }
            Self::Map(entries) => {
                head(to, 5, entries.len() as u64);
                for (key, value) in entries {
                    key.write(to);
                    value.write(to);
                }
            }
            Self::Bool(no_or_yes) => to.push(0xf4 + u8::from(*no_or_yes)),
            Self::Raw(bytes) => to.extend(bytes),
        }
    }
}

/// The kind of an item and its number or length, as short as can be.
fn head(to: &mut Vec<u8>, kind: u8, number: u64) {
    let long = number.to_be_bytes();
    let (mark, tail): (u8, &[u8]) = match number {
        0..=23 => (long[7], &[]),
        24..=0xff => (24, &long[7..]),
        0x100..=0xffff => (25, &long[6..]),
        0x1_0000..=0xffff_ffff => (26, &long[4..]),
        _ => (27, &long[..]),
    };
    to.push(kind << 5 | mark);
    to.extend(tail);
}
