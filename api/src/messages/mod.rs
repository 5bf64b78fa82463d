//! What people are told: activity, notices, and the outbox that messages are sent from.

pub mod activity;
pub mod mail;
pub mod notices;
pub mod outbox;
pub mod worker;
