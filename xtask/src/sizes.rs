//! What the programs consist of: the code of every function, added up by crate and by module of our own.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use rustc_demangle::demangle;

use crate::page;
use crate::places::Places;
use crate::shipped::compress::brotli;
use crate::step::{self, Failure, Outcome};
use crate::toolchain::{self, TARGET, Toolchain};
use crate::tools;
use crate::wasm::{self, Malformed, Reader, Section};

/// The programs, by the names of their binaries.
const PROGRAMS: [&str; 2] = ["sign-in", "account"];

/// Our own crates, the programs included: these are looked at more closely.
const OURS: [&str; 6] = ["spa", "flow", "contract", "text", "sign_in", "account"];

/// How deep: `spa::pages::security`.
const DEPTH: usize = 3;

/// Of the custom section with names, the part about functions.
const FUNCTION_NAMES: u8 = 1;

/// Bytes by a name.
type Shares = BTreeMap<String, usize>;

/// One program.
#[derive(Debug, Default, PartialEq, Eq)]
struct Report {
    /// The whole file without its names, which are not shipped.
    total: usize,
    brotli: usize,
    data: usize,
    crates: Shares,
    modules: Shares,
}

/// Builds both programs with their names, and says what is in them.
pub fn tell(places: &Places, is_json: bool) -> Outcome<()> {
    let toolchain = toolchain::prepare(places)?;
    let tools = tools::for_sizes(places)?;
    let mut all = serde_json::Map::new();
    for program in PROGRAMS {
        let file = with_names(places, toolchain, &tools, program)?;
        let wasm = fs::read(&file)
            .map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
        let report =
            Report::of(&wasm).map_err(|why| Failure::new(format!("{}: {why}", file.display())))?;
        if is_json {
            all.insert(program.to_owned(), report.json());
        } else {
            println!("\n{}", report.table(program));
        }
    }
    if is_json {
        // One line, the last on the terminal: what is under way is told there as well.
        println!("{}", serde_json::Value::Object(all));
    }
    Ok(())
}

/// The program as it is shipped, but for the names of its functions, which say what each byte is for.
fn with_names(
    places: &Places,
    toolchain: Toolchain,
    tools: &tools::ForSizes,
    program: &str,
) -> Outcome<PathBuf> {
    page::fetch(places, toolchain)?;
    let _lock = places.lock()?;
    let mut cargo = toolchain.command(places, "cargo");
    // As Trunk calls it, so that nothing is built twice.
    cargo.args([
        "build",
        "--target",
        TARGET,
        "--profile",
        "web",
        "--bin",
        program,
    ]);
    step::run(
        places,
        &format!("Building {program} with names"),
        &mut cargo,
    )?;
    let built = places.wasm_target.join(TARGET).join("web");
    let folder = places.scratch().join("sizes");
    let mut bindgen = Command::new(&tools.wasm_bindgen);
    bindgen
        .args([
            "--target",
            "web",
            "--no-typescript",
            "--out-name",
            program,
            "--out-dir",
        ])
        .arg(&folder)
        .arg(built.join(format!("{program}.wasm")));
    step::run(places, &format!("Binding {program}"), &mut bindgen)?;
    let small = folder.join(format!("{program}.wasm"));
    let mut optimise = Command::new("wasm-opt");
    optimise
        .args(["-Oz", "-g", "-o"])
        .arg(&small)
        .arg(folder.join(format!("{program}_bg.wasm")))
        .env("PATH", &tools.path);
    step::run(places, &format!("Shrinking {program}"), &mut optimise)?;
    Ok(small)
}

impl Report {
    fn of(file: &[u8]) -> Result<Self, Malformed> {
        let sections = wasm::sections(file)?;
        let of_kind = |kind| sections.iter().filter(move |it| it.kind == kind);
        let mut report = Self {
            data: of_kind(wasm::DATA).map(|it| it.body.len()).sum(),
            ..Self::default()
        };
        let shipped: Vec<Section<'_>> = sections
            .iter()
            .filter(|it| it.kind != wasm::CUSTOM)
            .cloned()
            .collect();
        let shipped = wasm::file(&shipped);
        report.total = shipped.len();
        report.brotli = brotli(&shipped).map_or(0, |it| it.len());
        let names = function_names(&sections)?;
        let mut index = imported_functions(&sections)?;
        for code in of_kind(wasm::CODE) {
            for length in function_lengths(&code.body)? {
                let name = names.get(&index).map(String::as_str).unwrap_or_default();
                report.add(name, length);
                index += 1;
            }
        }
        Ok(report)
    }

    fn add(&mut self, name: &str, length: usize) {
        let path = owner(name);
        let part = match path.first() {
            // What is written down without a crate: the runtime, and wasm-bindgen's way into it.
            Some(part) if name.contains("::") => *part,
            Some(_) => "(no crate)",
            None => "(no name)",
        };
        *self.crates.entry(part.to_owned()).or_default() += length;
        if OURS.contains(&part) {
            *self.modules.entry(path.join("::")).or_default() += length;
        }
    }

    fn table(&self, program: &str) -> String {
        let mut text = format!(
            "{program}: {} bytes, {} by brotli; {} of them data\n",
            self.total, self.brotli, self.data
        );
        for (title, shares) in [("by crate", &self.crates), ("our modules", &self.modules)] {
            let _ = writeln!(text, "  {title}");
            for (name, bytes) in sorted(shares) {
                let part = bytes * 1000 / self.total.max(1);
                let percent = format!("{}.{}", part / 10, part % 10);
                let _ = writeln!(text, "    {bytes:>8} {percent:>5} %  {name}");
            }
        }
        text.trim_end().to_owned()
    }

    fn json(&self) -> serde_json::Value {
        serde_json::json!({
            "total": self.total,
            "brotli": self.brotli,
            "data": self.data,
            "crates": self.crates,
            "modules": self.modules,
        })
    }
}

/// The largest first.
fn sorted(shares: &Shares) -> Vec<(&str, usize)> {
    let mut sorted: Vec<(&str, usize)> = shares.iter().map(|(it, bytes)| (&**it, *bytes)).collect();
    sorted.sort_by_key(|(name, bytes)| (usize::MAX - bytes, *name));
    sorted
}

/// How many functions come from outside: those of the program are counted after them.
fn imported_functions(sections: &[Section<'_>]) -> Result<usize, Malformed> {
    let mut count = 0;
    for section in sections.iter().filter(|it| it.kind == wasm::IMPORT) {
        let imports = wasm::imports(&section.body)?;
        count += imports
            .iter()
            .filter(|it| it.what.first() == Some(&0))
            .count();
    }
    Ok(count)
}

/// The bytes of each function.
fn function_lengths(body: &[u8]) -> Result<Vec<usize>, Malformed> {
    let mut reader = Reader(body);
    let count = reader.number()?;
    let length = |_| -> Result<usize, Malformed> {
        let length = reader.number()?;
        reader.bytes(length)?;
        Ok(length)
    };
    (0..count).map(length).collect()
}

/// What the functions are called, by their numbers (core specification, appendix 7.4).
fn function_names(sections: &[Section<'_>]) -> Result<BTreeMap<usize, String>, Malformed> {
    let mut names = BTreeMap::new();
    for section in sections.iter().filter(|it| it.kind == wasm::CUSTOM) {
        let mut reader = Reader(&section.body);
        if reader.name()? != "name" {
            continue;
        }
        while !reader.0.is_empty() {
            let kind = reader.byte()?;
            let length = reader.number()?;
            let mut part = Reader(reader.bytes(length)?);
            if kind != FUNCTION_NAMES {
                continue;
            }
            for _ in 0..part.number()? {
                let index = part.number()?;
                names.insert(index, readable(part.name()?));
            }
        }
    }
    Ok(names)
}

/// As it is written in Rust, without hashes: where wasm-bindgen has read a name already, they are still in it.
fn readable(name: &str) -> String {
    let name = format!("{:#}", demangle(name));
    let mut parts = name.split('[');
    let mut readable = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(']') {
            Some((hash, rest)) if is_hash(hash) => readable.push_str(rest),
            _ => readable.extend(["[", part]),
        }
    }
    match readable.rsplit_once("::h") {
        Some((path, hash)) if is_hash(hash) => path.to_owned(),
        _ => readable,
    }
}

fn is_hash(text: &str) -> bool {
    (14..=16).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_hexdigit())
}

/// The crate that a function is from, and for one of ours its module: `<T as Trait>::f` is the type's, unless that may be
/// any type.
fn owner(name: &str) -> Vec<&str> {
    let mut path = name;
    while let Some(inside) = path.strip_prefix('<') {
        let (subject, rest) = inside.split_once(" as ").unwrap_or((inside, ""));
        let subject = subject.trim_start_matches(['&', '*', '[', '(']);
        let subject = ["mut ", "const ", "dyn "]
            .iter()
            .fold(subject, |it, prefix| it.strip_prefix(prefix).unwrap_or(it));
        let is_any = !subject.starts_with('<') && !head(subject).contains("::");
        path = if is_any { rest } else { subject };
    }
    let segments: Vec<&str> = head(path).split("::").filter(|it| !it.is_empty()).collect();
    let modules = segments.len().saturating_sub(1).clamp(1, DEPTH);
    let is_module = |it: &&&str| it.starts_with(|it: char| it.is_ascii_lowercase() || it == '_');
    segments
        .iter()
        .take(modules)
        .take_while(is_module)
        .copied()
        .collect()
}

/// The path up to what is said of it.
fn head(path: &str) -> &str {
    let end = path.find(['<', '>', ' ', ',', ']', ')', '{', ';']);
    path.split_at(end.unwrap_or(path.len())).0
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    #[test]
    fn a_function_is_of_the_crate_that_wrote_its_type() {
        for (name, path) in [
            (
                "spa::pages::sign_in::password::PasswordForm",
                "spa::pages::sign_in",
            ),
            (
                "<spa::route::Route as core::fmt::Display>::fmt",
                "spa::route",
            ),
            (
                "<alloc::vec::Vec<T,A> as core::ops::drop::Drop>::drop",
                "alloc::vec",
            ),
            ("<&mut flow::sign_in::SignIn as x::Y>::z", "flow::sign_in"),
            ("<T as tachys::view::Render>::build", "tachys::view"),
            ("<F as futures_core::Future>::poll", "futures_core"),
            ("<<a::B as c::D>::E as f::G>::h", "a"),
            ("core::ptr::drop_in_place<text::Words>", "core::ptr"),
            ("text::trouble::words::{{closure}}", "text::trouble"),
            ("dlmalloc", "dlmalloc"),
            ("", ""),
        ] {
            assert_eq!(owner(name).join("::"), path, "{name}");
        }
    }

    #[test]
    fn mangled_names_are_read_without_their_hash() {
        assert_eq!(
            readable("_ZN4flow7sign_in3new17h0123456789abcdefE"),
            "flow::sign_in::new"
        );
        assert_eq!(
            readable("text::trouble::h0123456789abcdef"),
            "text::trouble"
        );
        assert_eq!(
            readable("<[u8] as core[c5930c85a12de822]::fmt::Debug>::fmt"),
            "<[u8] as core::fmt::Debug>::fmt"
        );
        assert_eq!(readable("memcpy"), "memcpy");
    }

    #[test]
    fn each_byte_of_code_is_somebody_s() {
        let section = |kind, body: &'static [u8]| Section {
            kind,
            body: Cow::Borrowed(body),
        };
        let file = wasm::file(&[
            section(wasm::IMPORT, b"\x01\x01m\x01f\x00\x00"),
            section(wasm::CODE, b"\x02\x03abc\x05abcde"),
            section(wasm::DATA, b"1234"),
            section(
                wasm::CUSTOM,
                b"\x04name\x01\x21\x02\x01\x0dflow::code::a\x02\x0falloc::vec::Vec",
            ),
        ]);
        let report = Report::of(&file).unwrap();
        assert_eq!(sorted(&report.crates), [("alloc", 5), ("flow", 3)]);
        assert_eq!(sorted(&report.modules), [("flow::code", 3)]);
        assert_eq!(report.data, 4);
        assert!(report.total < file.len() - 0x20);
        assert_eq!(report.json()["crates"]["flow"], 3);
        assert!(report.table("sign-in").contains("flow::code"));
    }
}
