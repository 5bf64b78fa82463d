//! The filter of breached passwords that comes with the server (`api/data/README.md`).

use breached::{Filter, Unusable};
use std::sync::{Arc, LazyLock};

/// The filter; made by `cargo xtask passwords`.
const FILE: &[u8] = include_bytes!("../../data/breached-passwords.bin");

/// Read once: its checksum takes a few milliseconds.
static SHIPPED: LazyLock<Result<Arc<Filter>, Unusable>> =
    LazyLock::new(|| Filter::read(FILE).map(Arc::new));

/// The filter.
pub fn shipped() -> Result<Arc<Filter>, Unusable> {
    SHIPPED.clone()
}
