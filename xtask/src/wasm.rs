//! A WebAssembly file, taken apart and put together as far as this tool has to (WebAssembly core specification §5.5).

use std::borrow::Cow;
use std::fmt;

/// The sections that this tool looks into.
pub const CUSTOM: u8 = 0;
pub const IMPORT: u8 = 2;
pub const EXPORT: u8 = 7;
pub const CODE: u8 = 10;
pub const DATA: u8 = 11;

/// `\0asm`, version 1.
const HEADER: [u8; 8] = *b"\0asm\x01\0\0\0";

/// One section: its kind, and what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section<'a> {
    pub kind: u8,
    pub body: Cow<'a, [u8]>,
}

/// An import or an export: its names, and the bytes that say what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Of an import; empty for an export.
    pub module: &'a str,
    pub name: &'a str,
    pub what: &'a [u8],
}

/// What is wrong with a file that cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub enum Malformed {
    Header,
    End,
    Number,
    Text,
    /// An import of a kind that nothing of ours has.
    Import(u8),
}

impl fmt::Display for Malformed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header => out.write_str("it is no WebAssembly"),
            Self::End => out.write_str("it ends too early"),
            Self::Number => out.write_str("a number in it has too many digits"),
            Self::Text => out.write_str("a name in it is no UTF-8"),
            Self::Import(kind) => write!(out, "it has an import of the unknown kind {kind}"),
        }
    }
}

/// Reads from the front.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn bytes(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Malformed::End)?;
        self.0 = rest;
        Ok(taken)
    }

    pub fn byte(&mut self) -> Result<u8, Malformed> {
        let (first, rest) = self.0.split_first().ok_or(Malformed::End)?;
        self.0 = rest;
        Ok(*first)
    }

    /// An unsigned number of 32 bits at the most (LEB128).
    pub fn number(&mut self) -> Result<usize, Malformed> {
        let mut value = 0_usize;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Malformed::Number)
    }

    pub fn name(&mut self) -> Result<&'a str, Malformed> {
        let length = self.number()?;
        std::str::from_utf8(self.bytes(length)?).map_err(|_| Malformed::Text)
    }

    /// What stands between here and where `read` gets to.
    fn span(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<(), Malformed>,
    ) -> Result<&'a [u8], Malformed> {
        let before = self.0;
        read(self)?;
        let length = before.len() - self.0.len();
        before.get(..length).ok_or(Malformed::End)
    }

    fn limits(&mut self) -> Result<(), Malformed> {
        let flags = self.byte()?;
        self.number()?;
        if flags & 1 == 1 {
            self.number()?;
        }
        Ok(())
    }

    /// What an import is: a function, a table, a memory or a global.
    fn import_description(&mut self) -> Result<(), Malformed> {
        match self.byte()? {
            0 => self.number().map(drop),
            1 => {
                self.byte()?;
                self.limits()
            }
            2 => self.limits(),
            3 => self.bytes(2).map(drop),
            kind => Err(Malformed::Import(kind)),
        }
    }
}

/// The sections of a file, in their order.
pub fn sections(wasm: &[u8]) -> Result<Vec<Section<'_>>, Malformed> {
    let rest = wasm.strip_prefix(&HEADER).ok_or(Malformed::Header)?;
    let mut reader = Reader(rest);
    let mut sections = Vec::new();
    while !reader.0.is_empty() {
        let kind = reader.byte()?;
        let length = reader.number()?;
        let body = reader.bytes(length)?.into();
        sections.push(Section { kind, body });
    }
    Ok(sections)
}

/// A file of these sections.
pub fn file(sections: &[Section<'_>]) -> Vec<u8> {
    let mut wasm = HEADER.to_vec();
    for section in sections {
        wasm.push(section.kind);
        write_number(&mut wasm, section.body.len());
        wasm.extend_from_slice(&section.body);
    }
    wasm
}

pub fn imports(body: &[u8]) -> Result<Vec<Entry<'_>>, Malformed> {
    let mut reader = Reader(body);
    let count = reader.number()?;
    let entry = |_| -> Result<Entry<'_>, Malformed> {
        let (module, name) = (reader.name()?, reader.name()?);
        let what = reader.span(Reader::import_description)?;
        Ok(Entry { module, name, what })
    };
    (0..count).map(entry).collect()
}

pub fn exports(body: &[u8]) -> Result<Vec<Entry<'_>>, Malformed> {
    let mut reader = Reader(body);
    let count = reader.number()?;
    let entry = |_| -> Result<Entry<'_>, Malformed> {
        let name = reader.name()?;
        let what = reader.span(|it| {
            it.byte()?;
            it.number().map(drop)
        })?;
        let module = "";
        Ok(Entry { module, name, what })
    };
    (0..count).map(entry).collect()
}

pub fn write_imports(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    write_number(&mut body, entries.len());
    for entry in entries {
        write_name(&mut body, entry.module);
        write_name(&mut body, entry.name);
        body.extend_from_slice(entry.what);
    }
    body
}

pub fn write_exports(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    write_number(&mut body, entries.len());
    for entry in entries {
        write_name(&mut body, entry.name);
        body.extend_from_slice(entry.what);
    }
    body
}

fn write_number(out: &mut Vec<u8>, mut value: usize) {
    while value > 0x7f {
        out.push(low_bits(value) | 0x80);
        value >>= 7;
    }
    out.push(low_bits(value));
}

fn low_bits(value: usize) -> u8 {
    u8::try_from(value & 0x7f).unwrap_or_default()
}

fn write_name(out: &mut Vec<u8>, name: &str) {
    write_number(out, name.len());
    out.extend_from_slice(name.as_bytes());
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Imports a function and a memory, exports a function and a table, and says who made it.
    pub fn tiny() -> Vec<u8> {
        let imports = [
            Entry {
                module: "./tiny_bg.js",
                name: "__wbg_alert_1234567890abcdef",
                what: &[0, 0],
            },
            Entry {
                module: "./snippets/a.js",
                name: "memory",
                what: &[2, 1, 0x80, 0x01, 0x80, 0x02],
            },
        ];
        let exports = [
            Entry {
                module: "",
                name: "__wbindgen_start",
                what: &[0, 1],
            },
            Entry {
                module: "",
                name: "closure__invoke__h1",
                what: &[0, 2],
            },
        ];
        let section = |kind, body: Vec<u8>| Section {
            kind,
            body: body.into(),
        };
        file(&[
            section(1, vec![0]),
            section(IMPORT, write_imports(&imports)),
            section(EXPORT, write_exports(&exports)),
            section(CUSTOM, b"\x09producers".to_vec()),
        ])
    }

    #[test]
    fn what_is_taken_apart_can_be_put_together() {
        let wasm = tiny();
        let sections = sections(&wasm).unwrap();
        assert_eq!(file(&sections), wasm);
        let imported = imports(&sections[1].body).unwrap();
        assert_eq!(imported[1].what, [2, 1, 0x80, 0x01, 0x80, 0x02]);
        assert_eq!(write_imports(&imported), *sections[1].body);
        let exported = exports(&sections[2].body).unwrap();
        assert_eq!(exported[1].name, "closure__invoke__h1");
        assert_eq!(write_exports(&exported), *sections[2].body);
    }

    #[test]
    fn numbers_have_as_many_bytes_as_they_need() {
        for (number, bytes) in [(0, 1), (127, 1), (128, 2), (624_485, 3), (0xffff_ffff, 5)] {
            let mut out = Vec::new();
            write_number(&mut out, number);
            assert_eq!(out.len(), bytes, "{number}");
            assert_eq!(Reader(&out).number(), Ok(number));
        }
        assert_eq!(Reader(&[0x80; 6]).number(), Err(Malformed::Number));
    }

    #[test]
    fn what_is_broken_is_said_to_be() {
        assert_eq!(sections(b"<html>"), Err(Malformed::Header));
        let wasm = tiny();
        assert_eq!(sections(&wasm[..wasm.len() - 1]), Err(Malformed::End));
        assert_eq!(imports(b"\x01\x01a\x01b\x09"), Err(Malformed::Import(9)));
    }
}
