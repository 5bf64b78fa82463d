//! Compressed copies beside the files of the page: the server sends those to browsers that take them.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::page;

/// Kinds of file that compress well.
const KINDS: [&str; 7] = ["wasm", "js", "css", "html", "svg", "json", "txt"];

/// What the copies are called; Zstandard is not among them, since it makes larger ones of all these kinds.
pub const ENDINGS: [&str; 2] = ["br", "gz"];

/// Below this a compressed copy saves nothing: the answer fits one packet anyway.
const WORTH_IT: usize = 1024;

/// Writes `name.br` and `name.gz` beside each file worth it.
pub fn beside_each(dist: &Path) -> io::Result<()> {
    for file in files(dist)? {
        let bytes = fs::read(&file)?;
        if is_worth_compressing(&file, bytes.len()) {
            fs::write(copy(&file, "br"), brotli(&bytes)?)?;
            fs::write(copy(&file, "gz"), gzip(&bytes)?)?;
        }
    }
    Ok(())
}

/// The files of the page without their copies, by name.
pub fn files(dist: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    page::collect(dist, &mut files)?;
    let is_copy = |it: &PathBuf| {
        it.extension()
            .is_some_and(|it| ENDINGS.iter().any(|ending| it == *ending))
    };
    files.retain(|it| !is_copy(it));
    files.sort();
    Ok(files)
}

/// Where the copy of a file is.
pub fn copy(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// As small as brotli makes it, with a window over all of it (RFC 7932).
pub fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let best = BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &best)?;
    Ok(compressed)
}

/// For browsers that take nothing else without https.
pub fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn is_worth_compressing(file: &Path, length: usize) -> bool {
    let kind = file.extension().unwrap_or_default().to_string_lossy();
    length > WORTH_IT && KINDS.contains(&kind.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn small_files_and_pictures_stay_as_they_are() {
        assert!(is_worth_compressing(Path::new("account.wasm"), 2000));
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
        let compressed = gzip(text.as_bytes()).unwrap();
        let mut back = String::new();
        flate2::read::GzDecoder::new(&*compressed)
            .read_to_string(&mut back)
            .unwrap();
        assert!(compressed.len() < 200 && back == text);
    }
}
