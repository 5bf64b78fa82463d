//! Everything that the page decides, without a browser in it: no input or output, no clock, no chance.
//!
//! A journey is a [`Machine`]: plain data that an event turns into the next state and a list of effects. The page
//! draws the state, sends the events and performs the effects. Start reading at [`sign_in`]; its siblings are
//! [`sign_up`], [`enrol_authenticator`] and [`step_up`]. [`trouble`] is what a person can be told. The rest is
//! arithmetic that the page needs: [`form`], [`code`], [`password`], [`otpauth`], [`qr`], [`drift`], [`countdown`] and
//! [`clock_offset`].

pub mod clock_offset;
pub mod code;
pub mod countdown;
pub mod drift;
pub mod enrol_authenticator;
pub mod form;
pub mod machine;
pub mod moment;
pub mod offer;
pub mod otpauth;
pub mod password;
pub mod qr;
pub mod sign_in;
pub mod sign_up;
pub mod step_up;
pub mod trouble;

pub use machine::{Machine, Ticket};
pub use moment::Moment;
pub use trouble::{CallError, Trouble};
