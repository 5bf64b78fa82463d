//! Numbers that both sides must agree on. The server enforces every one of them; the page uses them to say
//! what is wrong before asking.

/// The shortest password, in Unicode code points, of an account that has a second step or must have one
/// (NIST SP 800-63B-4 §3.1.1.2).
pub const PASSWORD_MIN_WITH_SECOND_STEP: u32 = 8;
/// The shortest password, in Unicode code points, of an account that it alone protects (NIST SP 800-63B-4 §3.1.1.2).
pub const PASSWORD_MIN_ALONE: u32 = 15;
/// The longest password, in bytes of UTF-8 after normalisation. Longer is refused, never cut.
pub const PASSWORD_MAX_BYTES: u32 = 1_024;
/// The longest email address, in bytes (RFC 5321 §4.5.3.1.3, less the angle brackets).
pub const EMAIL_MAX_BYTES: u32 = 254;
/// The longest name a person may give a method, in code points.
pub const NAME_MAX: u32 = 64;
/// Digits of an authenticator code.
pub const CODE_DIGITS: u32 = 6;
/// Seconds for which one authenticator code is shown (RFC 6238 §4.1, X).
pub const CODE_PERIOD: u32 = 30;
/// How many backup codes make a set.
pub const BACKUP_CODES: u32 = 10;
/// Characters of a backup code, without the dashes between its groups: 16 of 5 bits, 80 bits.
pub const BACKUP_CODE_LENGTH: u32 = 16;
/// Characters of one group of a backup code.
pub const BACKUP_CODE_GROUP: u32 = 4;
/// The alphabet of backup codes: Crockford's base 32, which leaves out I, L, O and U.
pub const BACKUP_CODE_ALPHABET: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// At this many backup codes left, the page warns.
pub const BACKUP_CODES_LOW: u32 = 2;
/// Authenticators that one account may have.
pub const AUTHENTICATORS_MAX: u32 = 10;
/// Passkeys and security keys, together, that one account may have.
pub const PASSKEYS_MAX: u32 = 20;
/// Days until a passkey is offered again to somebody who said "not now".
pub const PASSKEY_OFFER_DAYS: u32 = 30;
/// Seconds for which the server takes an answer to a passkey challenge (WebAuthn L3 §13.4.3: at least as long as the
/// browser waits, which is the same number).
pub const CEREMONY_SECONDS: u32 = 300;
/// Digits of a code that is sent.
pub const SENT_CODE_DIGITS: u32 = 6;
/// Seconds for which a code that was sent is taken (NIST SP 800-63B-4 §3.1.3.2).
pub const SENT_CODE_SECONDS: u32 = 600;
/// Seconds until another code can be sent.
pub const RESEND_SECONDS: u32 = 30;
/// Digits of a phone number with its country, at most (ITU-T E.164).
pub const PHONE_MAX_DIGITS: u32 = 15;
/// How many entries of the activity are shown.
pub const ACTIVITY_SHOWN: u32 = 100;
/// Passkeys and security keys that an account needs before it accepts nothing else.
pub const KEYS_ONLY_MIN: u32 = 2;
/// The longest `?next=` that is looked at, in bytes.
pub const NEXT_MAX_BYTES: u32 = 2_048;
/// The largest body that a call may have, in bytes.
pub const BODY_MAX_BYTES: usize = 64 * 1_024;

/// The header that every call other than a GET carries, with the value [`REQUEST_MARK`]. A page of another site
/// cannot set it without asking first, and is refused when it asks.
pub const REQUEST_HEADER: &str = "x-latchkey";
/// The value of [`REQUEST_HEADER`].
pub const REQUEST_MARK: &str = "1";
/// The header of every answer that names its line in the server's log.
pub const REQUEST_ID_HEADER: &str = "x-request-id";
