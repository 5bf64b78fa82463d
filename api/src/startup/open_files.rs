//! How many files this process may have open: each connection is one, and so is each file of the database.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files besides connections: the database, its log, the page, the way to the mail server.
const OTHERS: u64 = 256;

/// Raises the limit as far as so many connections need. Systems start programs with 1,024 for the sake of very old ones,
/// and let each raise that by itself up to a harder limit. Where that one is too low, the log says so.
pub fn allow(connections: usize) {
    let wanted = connections as u64 + OTHERS;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_none_or(|current| current >= wanted) {
        return;
    }
    let reached = maximum.map_or(wanted, |maximum| wanted.min(maximum));
    let raised = Rlimit {
        current: Some(reached),
        maximum,
    };
    if let Err(cause) = setrlimit(Resource::Nofile, raised) {
        tracing::warn!(%cause, wanted, "the limit of open files cannot be raised");
    } else if reached < wanted {
        tracing::warn!(
            wanted,
            reached,
            "fewer files may be open than LATCHKEY_CONNECTIONS needs"
        );
    }
}
