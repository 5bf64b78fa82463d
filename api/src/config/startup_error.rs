//! Why the program ends without having done what it should.

use std::{fmt::Display, process::ExitCode};

/// Why the program ends without having done what it should.
#[derive(Debug, thiserror::Error)]
pub enum StartupError {
    /// The program is set up wrongly: somebody must change a setting.
    #[error("{0}")]
    Settings(String),
    /// The program could not do it.
    #[error("{0}")]
    Failed(String),
}

impl StartupError {
    /// Something is set up wrongly.
    pub fn settings(what: &str, why: impl Display) -> Self {
        Self::Settings(format!("{what}: {why}"))
    }

    /// Something failed.
    pub fn failed(what: &str, why: impl Display) -> Self {
        Self::Failed(format!("{what}: {why}"))
    }
}

impl From<&StartupError> for ExitCode {
    fn from(error: &StartupError) -> Self {
        match error {
            StartupError::Settings(_) => Self::from(2),
            StartupError::Failed(_) => Self::FAILURE,
        }
    }
}
