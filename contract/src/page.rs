//! The pages of the single-page app, and their addresses: the page routes by them, and the server links to them.

use std::fmt::Write as _;

/// Makes the enum, the list of its variants and their paths, so that none lacks what another has.
macro_rules! pages {
    ($($(#[$doc:meta])* $name:ident = $path:literal,)+) => {
        /// A page that has an address.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Page {
            $($(#[$doc])* $name,)+
        }

        impl Page {
            /// Every page that has an address.
            pub const ALL: [Self; [$(Self::$name),+].len()] = [$(Self::$name),+];

            /// The path of the page.
            #[must_use]
            pub const fn path(self) -> &'static str {
                match self {
                    $(Self::$name => $path,)+
                }
            }
        }
    };
}

pages! {
    /// Sign in: password and second step.
    SignIn = "/sign-in",
    /// Make an account.
    SignUp = "/sign-up",
    /// Look after one's methods.
    Security = "/security",
    /// Set up an authenticator app.
    Authenticator = "/security/authenticator",
    /// Add a passkey.
    Passkey = "/security/passkey",
    /// Add a security key.
    SecurityKey = "/security/security-key",
    /// Add or change the phone number for codes by text message.
    Phone = "/security/phone",
    /// Confirm or change the email address.
    Email = "/security/email",
    /// See what happened to the account.
    Activity = "/security/activity",
    /// Take a new set of backup codes, right after a sign-in with one of the last.
    NewBackupCodes = "/new-backup-codes",
    /// Take or decline the offer of a passkey, right after a sign-in.
    PasskeyOffer = "/passkey-offer",
    /// See what works in this browser.
    Check = "/check",
    /// Ask for a link to set a new password.
    ForgotPassword = "/forgot-password",
    /// Set a new password, by the link.
    ResetPassword = "/reset-password",
    /// Begin the recovery of a lost second step, by the link.
    StartRecovery = "/recovery",
    /// Stop it, by the link.
    CancelRecovery = "/recovery/cancel",
    /// Undo a change of the email address, by the link.
    UndoEmailChange = "/undo-email-change",
}

/// The programs that the pages are parts of. Each is loaded with an HTML file of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// What people need to get in, and nothing else, so that it is there at once: `index.html`.
    SignIn,
    /// Everything for whoever is signed in: `account.html`.
    Account,
}

impl Page {
    /// The program that the page is a part of.
    #[must_use]
    pub const fn program(self) -> Program {
        match self {
            Self::SignIn
            | Self::SignUp
            | Self::Check
            | Self::ForgotPassword
            | Self::ResetPassword
            | Self::StartRecovery
            | Self::CancelRecovery
            | Self::UndoEmailChange => Program::SignIn,
            Self::Security
            | Self::Authenticator
            | Self::Passkey
            | Self::SecurityKey
            | Self::Phone
            | Self::Email
            | Self::Activity
            | Self::NewBackupCodes
            | Self::PasskeyOffer => Program::Account,
        }
    }

    /// The pages that links in mails lead to, with a token behind the `#`.
    pub const LINKS: [Self; 4] = [
        Self::ResetPassword,
        Self::StartRecovery,
        Self::CancelRecovery,
        Self::UndoEmailChange,
    ];

    /// Whether a second step can be set up there: open to whoever must do that before anything else.
    #[must_use]
    pub const fn enrols(self) -> bool {
        matches!(
            self,
            Self::Authenticator | Self::Passkey | Self::SecurityKey | Self::Phone
        )
    }

    /// The path of the page with an address to go on to: `?next=`, percent-encoded (RFC 3986 §2.1).
    #[must_use]
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

    /// The page at this address, whatever its query and fragment.
    #[must_use]
    pub fn of_address(address: &str) -> Option<Self> {
        let path = address.split(['?', '#']).next();
        Self::at(path.unwrap_or_default())
    }

    /// The page at this path; the root is the sign-in page.
    #[must_use]
    pub fn at(path: &str) -> Option<Self> {
        let path = path.trim_end_matches('/');
        if path.is_empty() {
            return Some(Self::SignIn);
        }
        Self::ALL.into_iter().find(|page| page.path() == path)
    }
}

#[cfg(test)]
mod tests {
    use super::Page;

    #[test]
    fn every_path_leads_to_its_own_page() {
        for page in Page::ALL {
            assert_eq!(Page::at(page.path()), Some(page));
        }
        assert_eq!(Page::at("/"), Some(Page::SignIn));
        assert_eq!(Page::at("/security/"), Some(Page::Security));
        assert_eq!(Page::at("/nowhere"), None);
    }

    #[test]
    fn an_address_leads_to_its_page_whatever_stands_behind_the_path() {
        for address in [
            "/security",
            "/security?next=%2Fapp",
            "/security#password",
            "/security/?a#b",
        ] {
            assert_eq!(Page::of_address(address), Some(Page::Security), "{address}");
        }
        assert_eq!(Page::of_address("/?next=/security"), Some(Page::SignIn));
        assert_eq!(Page::of_address("https://elsewhere.example/security"), None);
    }

    #[test]
    fn an_address_to_go_on_to_is_one_value() {
        assert_eq!(
            Page::SignIn.with_next("/app?a=1&b=é#x"),
            "/sign-in?next=%2Fapp%3Fa%3D1%26b%3D%C3%A9%23x"
        );
    }
}
