//! Who is connected, and who makes room for whom: so many connections from one network, so many from everywhere, and the
//! idlest goes when there are too many.

mod stream;
mod watch;

use crate::{
    config::{connection_limits::Limits, trusted_proxies::TrustedProxies},
    http::network::Network,
};

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex},
    time::Duration,
};
pub use stream::{Watched, until_sent};
use tokio::{
    sync::Notify,
    time::{Instant, timeout},
};
pub use watch::{Answering, Watch};
use watch::{Idleness, lock};

/// How long a newcomer waits for a place when everybody else is being answered.
const ADMIT_TIMEOUT: Duration = Duration::from_secs(1);
/// How often the log may tell that connections are refused.
const TELL_AGAIN: Duration = Duration::from_mins(1);

/// Every connection that is open. A clone is cheap and shares them.
#[derive(Clone)]
pub struct Connections {
    limits: Limits,
    proxies: TrustedProxies,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    open: Mutex<Open>,
    /// Told when a place is free.
    freed: Notify,
}

#[derive(Default)]
struct Open {
    next: u64,
    entries: HashMap<u64, Entry>,
    told_at: Option<Instant>,
}

struct Entry {
    /// Whose, if it counts against a network.
    network: Option<Network>,
    watch: Watch,
}

/// The place of one connection. It is free again when this is dropped.
pub struct Place {
    number: u64,
    shared: Arc<Shared>,
    /// What the connection does.
    pub watch: Watch,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Full {
    /// The network has as many as it may, and all of them are being answered.
    Network,
    /// So has everybody together.
    Everybody,
}

impl Connections {
    /// None yet.
    pub fn new(limits: Limits, proxies: TrustedProxies) -> Self {
        Self {
            limits,
            proxies,
            shared: Arc::default(),
        }
    }

    /// What holds for each.
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// A place for a connection from this address; nothing when there is none to be had. Everybody behind a trusted proxy
    /// comes from its address, so that one is not counted.
    pub async fn admit(&self, peer: IpAddr) -> Option<Place> {
        let network = (!self.proxies.holds(peer)).then(|| Network::of_address(peer));
        let until = Instant::now() + ADMIT_TIMEOUT;
        loop {
            let freed = self.shared.freed.notified();
            let full = match self.place(network) {
                Ok(place) => return Some(place),
                Err(full) => full,
            };
            let left = until.saturating_duration_since(Instant::now());
            let gives_up = full == Full::Network || timeout(left, freed).await.is_err();
            if gives_up {
                self.tell(network, full);
                return None;
            }
        }
    }

    /// Makes room by the idlest, when the system has no more connections to give.
    pub fn make_room(&self) {
        lock(&self.shared.open).make_room();
    }

    fn place(&self, network: Option<Network>) -> Result<Place, Full> {
        let mut open = lock(&self.shared.open);
        if network.is_some() {
            let is_same = |entry: &Entry| entry.network == network;
            let count = open.entries.values().filter(|it| is_same(it)).count();
            if count >= self.limits.per_network && !open.close_idlest(is_same) {
                return Err(Full::Network);
            }
        }
        if open.entries.len() >= self.limits.connections && !open.make_room() {
            return Err(Full::Everybody);
        }
        let watch = Watch::new(&self.limits);
        let number = open.next;
        open.next += 1;
        let entry = Entry {
            network,
            watch: watch.clone(),
        };
        open.entries.insert(number, entry);
        Ok(Place {
            number,
            shared: Arc::clone(&self.shared),
            watch,
        })
    }

    fn tell(&self, network: Option<Network>, full: Full) {
        let now = Instant::now();
        let mut open = lock(&self.shared.open);
        let is_told = open.told_at.is_some_and(|at| now - at < TELL_AGAIN);
        if is_told {
            return;
        }
        open.told_at = Some(now);
        let network = network.map(|it| it.to_string()).unwrap_or_default();
        match full {
            Full::Network => tracing::warn!(
                network,
                "connections are refused: this network has as many as LATCHKEY_CONNECTIONS_PER_NETWORK allows. A proxy \
                 in front of the server must be named in LATCHKEY_TRUSTED_PROXIES"
            ),
            Full::Everybody => tracing::warn!(
                "connections are refused: there are as many as LATCHKEY_CONNECTIONS allows"
            ),
        }
    }
}

impl Open {
    /// Closes the idlest connection. Those of trusted proxies stay as long as another can go: they may be just about to
    /// carry somebody's request.
    fn make_room(&mut self) -> bool {
        self.close_idlest(|entry| entry.network.is_some()) || self.close_idlest(|_| true)
    }

    /// Closes the connection that is idle longest, of those that are meant. Its place counts as free at once. One that is
    /// being answered is never closed.
    fn close_idlest(&mut self, is_meant: impl Fn(&Entry) -> bool) -> bool {
        let idlest = self
            .entries
            .iter()
            .filter(|(_, entry)| is_meant(entry))
            .filter_map(|(number, entry)| Some((entry.watch.idleness()?, *number)))
            .max_by_key(|(idleness, _): &(Idleness, u64)| *idleness);
        let Some(entry) = idlest.and_then(|(_, number)| self.entries.remove(&number)) else {
            return false;
        };
        entry.watch.close();
        true
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        lock(&self.shared.open).entries.remove(&self.number);
        self.shared.freed.notify_one();
    }
}
