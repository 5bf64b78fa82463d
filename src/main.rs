//! spa
fn main() {}
