//! How long ago the person of a session proved who they are, and what is open to them for that.

use super::sessions::opened_by::OpenedBy;
use crate::store::sessions::Session;
use contract::Timestamp;

/// Seconds for which a proof is recent enough for a change that matters.
const RECENT_SECONDS: i64 = 10 * 60;

/// Whether the browser can be trusted now: the session was opened by both steps within the last minutes.
pub fn may_trust(session: &Session, now: Timestamp) -> bool {
    let is_both = [OpenedBy::Both, OpenedBy::Passkey]
        .iter()
        .any(|by| by.name() == session.opened_by);
    let opened_at = Timestamp(session.created_at);
    is_both && opened_at <= now && now < recent_until(opened_at)
}

/// Seconds for which changes are open to the session without a new proof.
pub fn open_for(session: &Session, now: Timestamp) -> u32 {
    if is_recently_proved(session, now) {
        recent_until(Timestamp(session.proved_at)).seconds_after(now)
    } else {
        0
    }
}

/// Until when a proof given at this moment is recent.
pub const fn recent_until(proved_at: Timestamp) -> Timestamp {
    proved_at.plus_seconds(RECENT_SECONDS)
}

/// Whether the person proved who they are within the last minutes. A proof from the future is none.
pub fn is_recently_proved(session: &Session, now: Timestamp) -> bool {
    let proved_at = Timestamp(session.proved_at);
    proved_at <= now && now < recent_until(proved_at)
}
