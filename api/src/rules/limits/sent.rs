//! The limits of codes that are sent.

use super::Limit;
use contract::limits::RESEND_SECONDS;

/// Codes tried that were sent to one account in one way, whichever of them: a new one buys no endless guesses. Those that
/// strangers try count apart.
pub const SENT_CODE: Limit = Limit {
    what: "sent_code",
    max: 15,
    window_seconds: 60 * 60,
};
/// Codes sent to one account in one way, in quick succession; to strangers apart.
pub const NEXT_CODE: Limit = Limit {
    what: "next_code",
    max: 1,
    window_seconds: RESEND_SECONDS as i64,
};
/// Text messages with a code for one account; for strangers apart.
pub const TEXT_MESSAGE_OF_ACCOUNT: Limit = Limit {
    what: "text_message",
    max: 3,
    window_seconds: 30 * 60,
};
/// Text messages with a code to one number, for the account that asked first for one to a number that is not its own.
pub const TEXT_MESSAGE_OF_CLAIMANT: Limit = Limit {
    what: "text_message_claimant",
    max: 3,
    window_seconds: 30 * 60,
};
/// Text messages with a code to one number that is not their own, for all other accounts together.
pub const TEXT_MESSAGE_OF_NUMBER: Limit = Limit {
    what: "text_message_number",
    max: 3,
    window_seconds: 30 * 60,
};
/// Of those, the ones that one network asks for: it cannot use up what everybody shares.
pub const TEXT_MESSAGE_OF_NUMBER_FROM_NETWORK: Limit = Limit {
    what: "text_message_number_network",
    max: 2,
    window_seconds: 30 * 60,
};
/// Mails with a code for one account; for strangers apart.
pub const EMAIL_CODE_OF_ACCOUNT: Limit = Limit {
    what: "email_code",
    max: 3,
    window_seconds: 30 * 60,
};
/// Mails with a code to one address, for the account whose address it is, or was until a few days ago: an account that is
/// deleted and made again does not begin anew. Those of strangers at sign-in count apart.
pub const EMAIL_CODE_OF_OWNER: Limit = Limit {
    what: "email_code_owner",
    max: 3,
    window_seconds: 30 * 60,
};
/// Mails with a code to one address, for the account that asked first for one to an address that is not its own.
pub const EMAIL_CODE_OF_CLAIMANT: Limit = Limit {
    what: "email_code_claimant",
    max: 3,
    window_seconds: 30 * 60,
};
/// Mails with a code to one address that is not their own, for all other accounts together.
pub const EMAIL_CODE_OF_ADDRESS: Limit = Limit {
    what: "email_code_address",
    max: 3,
    window_seconds: 30 * 60,
};
/// Of those, the ones that one network asks for: it cannot use up what everybody shares.
pub const EMAIL_CODE_OF_ADDRESS_FROM_NETWORK: Limit = Limit {
    what: "email_code_address_network",
    max: 2,
    window_seconds: 30 * 60,
};
/// Text messages with a code, asked for from one network: each costs money, and accounts cost none.
pub const TEXT_MESSAGE_FROM_NETWORK: Limit = Limit {
    what: "text_message_network",
    max: 30,
    window_seconds: 60 * 60,
};
/// Mails with a code, asked for from one network.
pub const EMAIL_CODE_FROM_NETWORK: Limit = Limit {
    what: "email_code_network",
    max: 30,
    window_seconds: 60 * 60,
};
