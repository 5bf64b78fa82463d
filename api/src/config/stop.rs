//! Why the program ends without having done what it should.

use std::{fmt::Display, process::ExitCode};

/// Why the program ends without having done what it should.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// It is set up wrongly: somebody must change a setting.
    #[error("{0}")]
    Settings(String),
    /// It could not do it.
    #[error("{0}")]
    Failed(String),
}

impl Stop {
    /// Something is set up wrongly.
    pub fn settings(what: &str, why: impl Display) -> Self {
        Self::Settings(format!("{what}: {why}"))
    }

    /// Something failed.
    pub fn failed(what: &str, why: impl Display) -> Self {
        Self::Failed(format!("{what}: {why}"))
    }
}

impl From<&Stop> for ExitCode {
    fn from(stop: &Stop) -> Self {
        match stop {
            Stop::Settings(_) => Self::from(2),
            Stop::Failed(_) => Self::FAILURE,
        }
    }
}
