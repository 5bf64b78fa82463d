//! Every word that people read: on the page, in mails and in text messages.
//!
//! The words themselves are in `locales/en.json`; `build.rs` makes a struct of each section there. What chooses between
//! them is here, a file for each subject, and every choice about an enum is one exhaustive match.

mod activity;
mod backup_codes;
mod browser;
mod browser_check;
mod clock_trouble;
mod enrol_contact;
mod field_trouble;
mod fill;
mod methods;
mod passkey_trouble;
mod security_advice;
mod sent_code;
mod trouble;

pub use activity::event;
pub use backup_codes::backup_codes_left;
pub use browser::{browser_name, known_browser};
pub use browser_check::{CheckLine, check_line, obstacle};
pub use enrol_contact::{ContactWords, contact};
pub use field_trouble::field_reason;
pub use methods::{
    CodeWords, method_code, method_explained, method_in_email, method_lead, method_name,
};
pub use security_advice::{SuggestionWords, addition, consequence, suggestion};
pub use sent_code::{ChannelWords, channel};
pub use trouble::{countdown, trouble, trouble_with_typed};

/// A language. It has a method for each section of `locales/en.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(());

/// The language that is built in.
pub const ENGLISH: Words = Words(());

/// The sections, as they stand in `locales/en.json`.
pub mod sections {
    use super::{
        Words,
        fill::{Plural, fill},
    };

    include!(concat!(env!("OUT_DIR"), "/sections.rs"));
}
