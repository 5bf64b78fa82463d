//! api

pub mod hasher;
pub mod openapi;
pub mod random;
pub mod rules;
pub mod vault;
