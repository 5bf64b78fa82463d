//! Text as the dark and light squares of a QR code (ISO/IEC 18004). No drawing: the page puts one path into an SVG.

use contract::Secret;
use qrcode::{EcLevel, QrCode};
use std::fmt::{self, Write as _};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Light modules around the code, on each side (ISO/IEC 18004 §6.3.8). Without them cameras do not find it.
pub const QUIET_ZONE: usize = 4;

/// The modules of a QR code. They say the same as its text, so they are kept as carefully: not printed, and wiped
/// when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Square {
    size: usize,
    modules: Vec<bool>,
}

/// More text than a QR code of this kind holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

impl fmt::Display for TooLong {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the text is too long for a QR code")
    }
}

impl std::error::Error for TooLong {}

impl Square {
    /// The code of this text, with error correction of level M: 15 % of it may be dirty.
    ///
    /// # Errors
    /// [`TooLong`] beyond 2,331 bytes.
    pub fn new(text: &Secret) -> Result<Self, TooLong> {
        let code = QrCode::with_error_correction_level(text.expose(), EcLevel::M);
        let code = code.map_err(|_| TooLong)?;
        let size = code.width();
        let modules = code.into_colors().into_iter();
        Ok(Self {
            size,
            modules: modules.map(|color| color == qrcode::Color::Dark).collect(),
        })
    }

    /// Modules along one side, without the quiet zone.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.size
    }

    /// Modules along one side, with the quiet zone on both ends: the side of the SVG's `viewBox`.
    #[must_use]
    pub const fn view_box_size(&self) -> usize {
        self.size + 2 * QUIET_ZONE
    }

    /// Whether the module is dark; `false` outside the code.
    #[must_use]
    pub fn is_dark(&self, column: usize, row: usize) -> bool {
        column < self.size && self.modules.get(row * self.size + column) == Some(&true)
    }

    /// All dark modules as the `d` of one SVG path, one unit to a module, moved in by the quiet zone. It holds the
    /// secret as the picture does.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = String::new();
        for row in 0..self.size {
            let mut column = 0;
            while column < self.size {
                let run = (column..self.size)
                    .take_while(|at| self.is_dark(*at, row))
                    .count();
                if run > 0 {
                    let (x, y) = (column + QUIET_ZONE, row + QUIET_ZONE);
                    // Writing to a `String` cannot fail.
                    let _ = write!(path, "M{x} {y}h{run}v1h-{run}z");
                }
                column += run + 1;
            }
        }
        path
    }
}

impl fmt::Debug for Square {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Square({0}×{0}, …)", self.size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SCALE: usize = 3;

    /// What another program reads from the picture that the path draws, quiet zone included.
    fn read_back(square: &Square) -> String {
        let side = square.view_box_size();
        let dark = drawn(&square.path(), side);
        let mut picture =
            rqrr::PreparedImage::prepare_from_greyscale(side * SCALE, side * SCALE, |x, y| {
                if dark[y / SCALE * side + x / SCALE] {
                    0
                } else {
                    255
                }
            });
        let codes = picture.detect_grids();
        assert_eq!(codes.len(), 1, "one code is seen");
        codes[0].decode().unwrap().1
    }

    /// The modules that the path covers, in a square of this side.
    fn drawn(path: &str, side: usize) -> Vec<bool> {
        let mut dark = vec![false; side * side];
        for run in path.split_terminator('z') {
            let (place, run) = run.strip_prefix('M').unwrap().split_once('h').unwrap();
            let (x, y) = place.split_once(' ').unwrap();
            let (length, back) = run.split_once("v1h-").unwrap();
            assert_eq!(length, back, "every run is a closed rectangle");
            let (x, y, length): (usize, usize, usize) = (
                x.parse().unwrap(),
                y.parse().unwrap(),
                length.parse().unwrap(),
            );
            dark[y * side + x..y * side + x + length].fill(true);
        }
        dark
    }

    #[test]
    fn another_program_reads_the_same_text() {
        for text in [
            "otpauth://totp/Latchkey:ann%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Latchkey&algorithm=SHA1&digits=6&period=30",
            "0123456789",
            "UPPER CASE $%*+-./:",
            "a",
        ] {
            let square = Square::new(&text.into()).unwrap();
            assert_eq!(read_back(&square), text);
        }
    }

    #[test]
    fn the_path_and_the_modules_agree() {
        let square = Square::new(&"otpauth://totp/a:b?secret=ABC".into()).unwrap();
        let side = square.view_box_size();
        let dark = drawn(&square.path(), side);
        for row in 0..side {
            for column in 0..side {
                let inside = row
                    .checked_sub(QUIET_ZONE)
                    .zip(column.checked_sub(QUIET_ZONE));
                let expected = inside.is_some_and(|(row, column)| square.is_dark(column, row));
                assert_eq!(
                    dark[row * side + column],
                    expected,
                    "row {row}, column {column}"
                );
            }
        }
    }

    #[test]
    fn too_much_text_is_refused() {
        assert!(Square::new(&"x".repeat(2_331).as_str().into()).is_ok());
        assert_eq!(
            Square::new(&"x".repeat(2_332).as_str().into()),
            Err(TooLong)
        );
    }

    #[test]
    fn the_modules_do_not_print() {
        let square = Square::new(&"secret".into()).unwrap();
        assert_eq!(format!("{square:?}"), "Square(21×21, …)");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]

        #[test]
        fn any_address_is_read_back(text in "otpauth://totp/[A-Za-z0-9%:._~-]{1,120}\\?secret=[A-Z2-7]{32}") {
            let square = Square::new(&text.as_str().into()).unwrap();
            prop_assert_eq!(read_back(&square), text);
        }
    }
}
