//! Asking the browser for a passkey.

use contract::passkey::PasskeyKind;

/// What a passkey is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Signing in with a passkey alone.
    Alone,
    /// The second step, or proving it again, with this kind.
    SecondStep(PasskeyKind),
}
