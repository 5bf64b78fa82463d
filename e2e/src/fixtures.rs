//! What a journey needs on its stage besides a server, a browser, a mailbox and a phone company.

use crate::{reverse_proxy::Proxy, server::Setting};

/// What a journey needs; most need nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Props {
    /// What the server is told.
    pub(crate) settings: Vec<Setting>,
    /// The proxy in front of this server and of an application of somebody else's, if there is one.
    pub(crate) front_door: Option<Proxy>,
    /// Whether the clock of the server can be moved.
    pub(crate) has_clock: bool,
}

impl Props {
    /// The server is told this too: the name of a variable, and what it says.
    #[must_use]
    pub fn told(mut self, name: &'static str, value: &str) -> Self {
        self.settings.push((name, value.to_owned()));
        self
    }

    /// There is an application behind a door that asks this server, and one may go there after signing in.
    #[must_use]
    pub const fn with_front_door(mut self, proxy: Proxy) -> Self {
        self.front_door = Some(proxy);
        self
    }

    /// The clock of the server can be moved.
    #[must_use]
    pub const fn with_clock(mut self) -> Self {
        self.has_clock = true;
        self
    }
}

impl<const N: usize> From<&[(&'static str, &str); N]> for Props {
    fn from(settings: &[(&'static str, &str); N]) -> Self {
        let told = |props: Self, (name, value): &(&'static str, &str)| props.told(name, value);
        settings.iter().fold(Self::default(), told)
    }
}

#[cfg(test)]
mod tests {
    use super::Props;

    #[test]
    fn settings_can_be_listed() {
        let listed = Props::from(&[("LATCHKEY_LOG", "trace")]);
        assert_eq!(listed, Props::default().told("LATCHKEY_LOG", "trace"));
    }
}
