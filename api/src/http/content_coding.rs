//! How an answer is compressed: what a browser takes (RFC 9110 §12.5.3), and the compressing of what is made here.

use axum::http::{HeaderMap, HeaderValue, header};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use std::io::{self, Write as _};

/// A way to send the same text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// As it is.
    Identity,
    /// What browsers take even where there is no https.
    Gzip,
    /// The smallest.
    Brotli,
}

impl Coding {
    /// All of them, the best one last.
    pub const ALL: [Self; 3] = [Self::Identity, Self::Gzip, Self::Brotli];

    /// What `Content-Encoding` says; nothing for what is sent as it is.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }

    /// The best that whoever asks takes.
    pub fn accepted(headers: &HeaderMap) -> Self {
        let compressed = Self::ALL.into_iter().rev();
        let accepted = compressed.filter_map(|it| Some((it, weight(headers, it.name()?))));
        // Of two that are wanted as much, the last one wins.
        let best = accepted.rev().max_by_key(|(_, weight)| *weight);
        best.filter(|(_, weight)| *weight > 0)
            .map_or(Self::Identity, |(coding, _)| coding)
    }

    /// The text in this coding, as small as it can be.
    pub fn compress(self, text: &[u8]) -> io::Result<Vec<u8>> {
        let mut compressed = Vec::new();
        match self {
            Self::Identity => compressed.extend_from_slice(text),
            Self::Gzip => {
                let mut gzip = GzEncoder::new(&mut compressed, Compression::best());
                gzip.write_all(text)?;
                gzip.finish()?;
            }
            Self::Brotli => {
                let best = BrotliEncoderParams::default();
                brotli::BrotliCompress(&mut &*text, &mut compressed, &best)?;
            }
        }
        Ok(compressed)
    }
}

/// How much it is wanted, in thousandths: 0 is not at all.
fn weight(headers: &HeaderMap, coding: &str) -> u32 {
    let lists = headers.get_all(header::ACCEPT_ENCODING).iter();
    let texts = lists.filter_map(|it: &HeaderValue| it.to_str().ok());
    let wanted: Vec<(&str, u32)> = texts.flat_map(|it| it.split(',')).map(wish).collect();
    let of = |name: &str| wanted.iter().find(|(it, _)| it.eq_ignore_ascii_case(name));
    of(coding)
        .or_else(|| of("*"))
        .map_or(0, |(_, weight)| *weight)
}

/// `br;q=0.5` is wanted with 500 thousandths.
fn wish(text: &str) -> (&str, u32) {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let quality = parts.find_map(|it| it.strip_prefix("q=").or_else(|| it.strip_prefix("Q=")));
    (name, quality.map_or(1000, thousandths))
}

/// At most one digit before the point and three behind it; what is written otherwise is not wanted.
fn thousandths(quality: &str) -> u32 {
    let (whole, part) = quality.split_once('.').unwrap_or((quality, ""));
    let is_good =
        matches!(whole, "0" | "1") && part.len() <= 3 && part.bytes().all(|it| it.is_ascii_digit());
    if !is_good {
        return 0;
    }
    format!("{whole}{part:0<3}").parse().unwrap_or(0).min(1000)
}

#[cfg(test)]
mod tests {
    use super::Coding;
    use axum::http::{HeaderMap, HeaderValue, header};
    use std::io::Read as _;

    #[test]
    fn the_best_that_is_taken_is_sent() {
        for (accepted, wanted) in [
            ("gzip, deflate, br, zstd", Coding::Brotli),
            ("gzip, deflate", Coding::Gzip),
            ("br;q=0, gzip;q=0.5", Coding::Gzip),
            ("br; q=0.2 , GZIP;q=0.3", Coding::Gzip),
            ("*", Coding::Brotli),
            ("*;q=0.5, br;q=0", Coding::Gzip),
            ("br;q=2", Coding::Identity),
            ("br;q=none", Coding::Identity),
            ("identity", Coding::Identity),
            ("gzip;q=0", Coding::Identity),
            ("", Coding::Identity),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
            assert_eq!(Coding::accepted(&headers), wanted, "{accepted}");
        }
        assert_eq!(Coding::accepted(&HeaderMap::new()), Coding::Identity);
    }

    #[test]
    fn what_is_compressed_comes_back() {
        let text = "sign in ".repeat(500);
        let brotli = Coding::Brotli.compress(text.as_bytes()).unwrap();
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut &*brotli, &mut back).unwrap();
        assert!(brotli.len() < 100 && back == text.as_bytes());
        let gzip = Coding::Gzip.compress(text.as_bytes()).unwrap();
        let mut back = String::new();
        flate2::read::GzDecoder::new(&*gzip)
            .read_to_string(&mut back)
            .unwrap();
        assert!(gzip.len() < 200 && back == text);
    }
}
