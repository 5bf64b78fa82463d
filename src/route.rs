//! The screens and their addresses.

use std::fmt::Write as _;

/// A screen that has an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Sign in: password and second step.
    SignIn,
    /// Make an account.
    SignUp,
    /// Look after one's methods.
    Security,
    /// Set up an authenticator app.
    Authenticator,
    /// Add a passkey.
    Passkey,
    /// Add a security key.
    SecurityKey,
    /// Add or change the phone number for codes by text message.
    Phone,
    /// Confirm or change the email address.
    Email,
    /// See what happened to the account.
    Activity,
    /// Take a new set of backup codes, right after a sign-in with one of the last.
    NewBackupCodes,
    /// Take or decline the offer of a passkey, right after a sign-in.
    PasskeyOffer,
    /// See what works in this browser.
    Check,
    /// Ask for a link to set a new password.
    ForgotPassword,
    /// Set a new password, by the link.
    ResetPassword,
    /// Begin the recovery of a lost second step, by the link.
    StartRecovery,
    /// Stop it, by the link.
    CancelRecovery,
    /// Undo a change of the email address, by the link.
    UndoEmailChange,
}

impl Route {
    /// Every screen that has an address.
    pub const ALL: [Self; 17] = [
        Self::SignIn,
        Self::SignUp,
        Self::Security,
        Self::Authenticator,
        Self::Passkey,
        Self::SecurityKey,
        Self::Phone,
        Self::Email,
        Self::Activity,
        Self::NewBackupCodes,
        Self::PasskeyOffer,
        Self::Check,
        Self::ForgotPassword,
        Self::ResetPassword,
        Self::StartRecovery,
        Self::CancelRecovery,
        Self::UndoEmailChange,
    ];

    /// The screens that links in mails lead to, with a token behind the `#`.
    pub const LINKS: [Self; 4] = [
        Self::ResetPassword,
        Self::StartRecovery,
        Self::CancelRecovery,
        Self::UndoEmailChange,
    ];

    /// Where it is.
    pub const fn path(self) -> &'static str {
        match self {
            Self::SignIn => "/sign-in",
            Self::SignUp => "/sign-up",
            Self::Security => "/security",
            Self::Authenticator => "/security/authenticator",
            Self::Passkey => "/security/passkey",
            Self::SecurityKey => "/security/security-key",
            Self::Phone => "/security/phone",
            Self::Email => "/security/email",
            Self::Activity => "/security/activity",
            Self::NewBackupCodes => "/new-backup-codes",
            Self::PasskeyOffer => "/passkey-offer",
            Self::Check => "/check",
            Self::ForgotPassword => "/forgot-password",
            Self::ResetPassword => "/reset-password",
            Self::StartRecovery => "/recovery",
            Self::CancelRecovery => "/recovery/cancel",
            Self::UndoEmailChange => "/undo-email-change",
        }
    }

    /// Whether a second step can be set up there: open to whoever must do that before anything else.
    pub const fn enrols(self) -> bool {
        matches!(
            self,
            Self::Authenticator | Self::Passkey | Self::SecurityKey | Self::Phone
        )
    }

    /// Where it is, with an address to go on to: `?next=`, percent-encoded (RFC 3986 §2.1).
    pub fn with_next(self, next: &str) -> String {
        let mut address = format!("{}?next=", self.path());
        for byte in next.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
                address.push(char::from(byte));
            } else {
                // Writing to a text cannot fail.
                let _ = write!(address, "%{byte:02X}");
            }
        }
        address
    }

    /// The screen at this path; the root is the sign-in page.
    pub fn at(path: &str) -> Option<Self> {
        let path = path.trim_end_matches('/');
        if path.is_empty() {
            return Some(Self::SignIn);
        }
        Self::ALL.into_iter().find(|route| route.path() == path)
    }
}

#[cfg(test)]
mod tests {
    use super::Route;

    #[test]
    fn every_path_leads_to_its_own_screen() {
        for route in Route::ALL {
            assert_eq!(Route::at(route.path()), Some(route));
        }
        assert_eq!(Route::at("/"), Some(Route::SignIn));
        assert_eq!(Route::at("/security/"), Some(Route::Security));
        assert_eq!(Route::at("/nowhere"), None);
    }

    #[test]
    fn an_address_to_go_on_to_is_one_value() {
        assert_eq!(
            Route::SignIn.with_next("/app?a=1&b=é#x"),
            "/sign-in?next=%2Fapp%3Fa%3D1%26b%3D%C3%A9%23x"
        );
    }
}
