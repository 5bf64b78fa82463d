//! Ends what takes too long.

use web_sys::AbortSignal;

/// A signal that fires after so many milliseconds.
pub fn after(milliseconds: u32) -> AbortSignal {
    AbortSignal::timeout_with_u32(milliseconds)
}
