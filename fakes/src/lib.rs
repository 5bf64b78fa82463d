//! Servers that stand in for others in tests. They know nothing of Latchkey but the variables by which it is told of them:
//! the tests of the API and the journeys in a browser use the same ones.

mod faults;
mod message;
mod sms_gateway;
mod smtp_sink;

pub use faults::{FaultMode, Faults};
pub use message::{Inbox, Message, code_in};
pub use sms_gateway::{ACCOUNT, FROM, Request, SmsGateway, TOKEN};
pub use smtp_sink::SmtpSink;

/// A variable that the server under test reads, and what it says.
pub type Setting = (&'static str, String);
