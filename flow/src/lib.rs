//! Everything that the page decides, without a browser in it: no input or output, no clock, no chance.
//!
//! A journey is a [`Machine`]: plain data that an event turns into the next state and a list of effects. The page
//! draws the state, sends the events and performs the effects. Start reading at [`sign_in`]; its siblings are
//! [`sign_up`], [`enrol_authenticator`], [`enrol_passkey`], [`enrol_contact`], [`step_up`], [`forgot_password`] and, for everything
//! that is one call, [`errand`]. [`second_step`] is the part that asks for a method, has the browser ask for a passkey, by what
//! [`passkey_support`] says, and has codes sent. [`trouble`] is what a person can be told, and [`passkey_error`] is
//! where a browser's refusal becomes that. The rest is arithmetic that the page needs: [`form`], [`code`],
//! [`password`], [`otpauth`], [`qr`], [`drift`], [`countdown`], [`clock_offset`], [`steady_clock`], [`retry`],
//! [`file_name`], [`mail_link`] and [`risk`].

// What `#[derive(Json)]` writes names it so.
use contract::json;

pub mod clock_offset;
pub mod code;
pub mod countdown;
pub mod drift;
pub mod enrol_authenticator;
pub mod enrol_contact;
pub mod enrol_passkey;
pub mod errand;
pub mod file_name;
pub mod forgot_password;
pub mod form;
mod held;
pub mod machine;
pub mod mail_link;
pub mod moment;
pub mod otpauth;
pub mod passkey_error;
pub mod passkey_support;
pub mod password;
pub mod qr;
pub mod retry;
pub mod risk;
pub mod second_step;
pub mod sent_code;
pub mod sign_in;
pub mod sign_up;
pub mod steady_clock;
pub mod step_up;
pub mod trouble;
pub mod undone;

pub use machine::{Machine, Ticket};
pub use moment::Moment;
pub use passkey_error::PasskeyError;
pub use trouble::{CallError, Trouble};
