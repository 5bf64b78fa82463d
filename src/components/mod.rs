//! Building blocks. They know no page, no endpoint, no machine and no word: they get finished text and give back events.
//!
//! Inputs are uncontrolled: what is typed stays in the input until the form is submitted, then
//! [`crate::platform::form`] reads it once. Nothing secret is ever in a signal.
//! The look of each is the block of the same name in `style/components.css`, or in `style/account.css` where only the
//! account's program shows it.

mod alternative;
mod backup_codes;
mod badge;
mod button;
mod check_list;
mod checkbox;
mod choice_list;
mod code_field;
mod copy_button;
mod countdown;
mod dial;
mod dialog;
mod error_summary;
mod field;
mod icon;
mod notice;
mod page_frame;
mod page_heading;
mod password_field;
mod prompt_button;
mod qr_code;
mod remark;
mod secret_text;
mod submit;
mod theme_switch;
mod whose;

pub use alternative::Alternative;
pub use backup_codes::{BackupCodes, BackupCodesWords};
pub use badge::Badge;
pub use button::{Button, ButtonLook};
pub use check_list::{CheckList, CheckMark, Checked};
pub use checkbox::Checkbox;
pub use choice_list::{Choice, ChoiceList};
pub use code_field::{CodeField, CodeKind};
pub use copy_button::{CopyButton, CopyWords};
pub use countdown::{Countdown, TimeLeft};
pub use dial::Dial;
pub use dialog::Dialog;
pub use error_summary::{ErrorSummary, SummaryError};
pub use field::{EnterKey, Field, FieldKind};
pub use icon::{Glyph, Icon};
pub use notice::{Notice, NoticeKind};
pub use page_frame::{FrameShape, PageFrame};
pub use page_heading::PageHeading;
pub use password_field::{PasswordCount, PasswordField, PasswordPurpose};
pub use prompt_button::{PromptButton, PromptLook};
pub use qr_code::QrCode;
pub use remark::{Remark, RemarkKind};
pub use secret_text::SecretText;
pub use submit::Submit;
pub use theme_switch::ThemeSwitch;
pub use whose::Whose;
