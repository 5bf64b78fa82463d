//! What a browser has to download: compressed copies of the page's files, and a table of their sizes.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use brotli::enc::BrotliEncoderParams;

use crate::page;
use crate::step::{Failure, Outcome};

/// Kinds of file that compress well.
const KINDS: [&str; 7] = ["wasm", "js", "css", "html", "svg", "json", "txt"];

/// Below this a compressed copy saves nothing: the answer fits one packet anyway.
const WORTH_IT: u64 = 1024;

/// Writes `name.br` beside each file worth it; the server sends those to browsers that take them.
pub fn compress(dist: &Path) -> io::Result<()> {
    for file in files(dist)? {
        if is_worth_compressing(&file, fs::metadata(&file)?.len()) {
            fs::write(beside(&file), brotli(&fs::read(&file)?)?)?;
        }
    }
    Ok(())
}

/// Each kind of file, as it is and as it is sent.
pub fn table(dist: &Path) -> Outcome<String> {
    let trouble = |error: io::Error| Failure::new(format!("{}: {error}", dist.display()));
    let mut text = format!("{:<6} {:>12} {:>12}\n", "", "raw", "brotli");
    let all = files(dist).map_err(trouble)?;
    for (kind, label) in [
        ("wasm", "wasm"),
        ("js", "JS"),
        ("css", "CSS"),
        ("html", "HTML"),
    ] {
        let (mut raw, mut sent) = (0, 0);
        for file in all
            .iter()
            .filter(|it| it.extension().is_some_and(|it| it == kind))
        {
            let length = fs::metadata(file).map_err(trouble)?.len();
            raw += length;
            sent += fs::metadata(beside(file)).map_or(length, |it| it.len());
        }
        let _ = writeln!(
            text,
            "{label:<6} {:>12} {:>12}",
            kilobytes(raw),
            kilobytes(sent)
        );
    }
    Ok(text.trim_end().to_owned())
}

fn files(dist: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    page::collect(dist, &mut files)?;
    files.retain(|it| it.extension().is_some_and(|it| it != "br"));
    files.sort();
    Ok(files)
}

fn is_worth_compressing(file: &Path, length: u64) -> bool {
    let kind = file.extension().unwrap_or_default().to_string_lossy();
    length > WORTH_IT && KINDS.contains(&kind.as_ref())
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    PathBuf::from(name)
}

fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let best = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &best)?;
    Ok(compressed)
}

/// Thousands of bytes, as browsers show them.
fn kilobytes(bytes: u64) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_files_and_pictures_stay_as_they_are() {
        assert!(is_worth_compressing(Path::new("spa-1.wasm"), 2000));
        assert!(!is_worth_compressing(Path::new("robots.txt"), 100));
        assert!(!is_worth_compressing(Path::new("photo.png"), 2000));
    }

    #[test]
    fn what_is_compressed_comes_back() {
        let text = "sign in ".repeat(500);
        let compressed = brotli(text.as_bytes()).unwrap();
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut &*compressed, &mut back).unwrap();
        assert!(compressed.len() < 100 && back == text.as_bytes());
    }

    #[test]
    fn sizes_are_in_thousands() {
        assert_eq!(kilobytes(190_149), "190.1 kB");
        assert_eq!(kilobytes(42), "0.0 kB");
    }
}
