//! Secrets at rest, and slow hashes.

pub mod hasher;
pub mod key_file;
pub mod vault;
