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
