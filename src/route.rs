//! The screens and their addresses, which the server knows too.

pub use contract::page::Page as Route;
