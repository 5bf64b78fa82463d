//! What went wrong with sent codes, links, recovery and trust.

/// One line for each.
#[derive(Debug)]
pub struct CareTroubleText {
    /// Enough codes were sent for now.
    pub too_many_codes_sent: &'static str,
    /// The code that was sent is of no use any more.
    pub sent_code_expired: &'static str,
    /// The answer to a code was lost.
    pub perhaps_confirmed: &'static str,
    /// The method is not asked for here.
    pub method_unavailable: &'static str,
    /// The link is of no use any more.
    pub link_expired: &'static str,
    /// No recovery by mail.
    pub recovery_unavailable: &'static str,
    /// The time of waiting is not over.
    pub recovery_not_ready: &'static str,
    /// Confirm the address first.
    pub email_not_confirmed: &'static str,
    /// No text messages here.
    pub text_messages_unavailable: &'static str,
    /// This browser cannot be trusted now.
    pub trust_unavailable: &'static str,
    /// Nothing but keys takes two.
    pub two_keys_needed: &'static str,
}

/// English.
pub const ENGLISH_CARE_TROUBLE: CareTroubleText = CareTroubleText {
    too_many_codes_sent: "No more codes can be sent for now.",
    sent_code_expired: "That code is of no use any more: it is too old, was tried too often, or a newer one was sent. Ask for another.",
    perhaps_confirmed: "The server’s answer was lost, and the code may have been taken already. Look at your security settings.",
    method_unavailable: "This way cannot be used here. Choose another one.",
    link_expired: "This link is of no use any more: it was used, is too old, or a newer one took its place.",
    recovery_unavailable: "This account cannot be recovered by mail: its address was never confirmed, or it accepts nothing but keys. Ask whoever runs this service.",
    recovery_not_ready: "The time of waiting is not over, or the recovery was stopped. Sign in again to see how it stands.",
    email_not_confirmed: "Confirm your e-mail address first.",
    text_messages_unavailable: "This service sends no text messages.",
    trust_unavailable: "This browser cannot be trusted now. Sign in again with both steps.",
    two_keys_needed: "Accepting nothing but keys takes two of them, so that you can lose one. Add one, or turn that off first.",
};
