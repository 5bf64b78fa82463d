//! Fixtures: what a journey needs besides a server, a browser and the fakes of what delivers messages.

use crate::{reverse_proxy::Proxy, server::Setting};

/// What a journey needs; most need nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fixtures {
    /// What the server is told.
    pub(crate) settings: Vec<Setting>,
    /// The proxy in front of this server and of an application of somebody else's, if there is one.
    pub(crate) reverse_proxy: Option<Proxy>,
    /// Whether the clock of the server can be moved.
    pub(crate) has_clock: bool,
}

impl Fixtures {
    /// The server is told this too: the name of a variable, and what it says.
    #[must_use]
    pub fn told(mut self, name: &'static str, value: &str) -> Self {
        self.settings.push((name, value.to_owned()));
        self
    }

    /// There is an application behind a reverse proxy that asks this server, and one may go there after signing in.
    #[must_use]
    pub const fn with_reverse_proxy(mut self, proxy: Proxy) -> Self {
        self.reverse_proxy = Some(proxy);
        self
    }

    /// The clock of the server can be moved.
    #[must_use]
    pub const fn with_clock(mut self) -> Self {
        self.has_clock = true;
        self
    }
}

impl<const N: usize> From<&[(&'static str, &str); N]> for Fixtures {
    fn from(settings: &[(&'static str, &str); N]) -> Self {
        let told =
            |fixtures: Self, (name, value): &(&'static str, &str)| fixtures.told(name, value);
        settings.iter().fold(Self::default(), told)
    }
}

#[cfg(test)]
mod tests {
    use super::Fixtures;

    #[test]
    fn settings_can_be_listed() {
        let listed = Fixtures::from(&[("LATCHKEY_LOG", "trace")]);
        assert_eq!(listed, Fixtures::default().told("LATCHKEY_LOG", "trace"));
    }
}
