//! Time: two clocks and two kinds of alarm. Everything that counts time takes it from here as an argument.

use super::page;
use flow::moment::Moment;
use leptos::prelude::{
    ReadSignal, Set, on_cleanup, set_interval_with_handle, set_timeout_with_handle, signal,
};
use std::time::Duration;

/// The longest that a browser can wait in one go, in milliseconds; it takes more for "at once".
const LONGEST_WAIT: i64 = i32::MAX as i64;

/// The moment it is, for machines and waits.
#[must_use]
pub fn now() -> Moment {
    Moment(steady_ms())
}

/// Milliseconds since the page was opened. It never jumps when somebody sets the computer's clock: for waiting.
#[must_use]
pub fn steady_ms() -> i64 {
    page::window()
        .and_then(|window| window.performance())
        .map_or_else(wall_clock_ms, |performance| whole(performance.now()))
}

/// Milliseconds since 1970-01-01T00:00:00Z by this computer's clock, which may be wrong: for comparing with the server's.
#[must_use]
pub fn wall_clock_ms() -> i64 {
    whole(js_sys::Date::now())
}

/// The moment it is, renewed every second until the current owner goes away.
#[must_use]
pub fn use_now() -> ReadSignal<Moment> {
    let (read, write) = signal(now());
    every_second(move || {
        write.try_set(now());
    });
    read
}

/// Calls `tick` every second until the current owner goes away. A hidden tab is called more rarely: compute
/// from the clock, do not count the calls.
pub fn every_second(tick: impl Fn() + 'static) {
    if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(1)) {
        on_cleanup(move || handle.clear());
    }
}

/// Calls `wake` once, at `moment`, unless the current owner goes away before.
pub fn wake_at(moment: Moment, wake: impl FnOnce() + 'static) {
    let wait = moment.milliseconds_since(now()).clamp(0, LONGEST_WAIT);
    let wait = Duration::from_millis(wait.unsigned_abs());
    if let Ok(handle) = set_timeout_with_handle(wake, wait) {
        on_cleanup(move || handle.clear());
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a float-to-integer cast saturates, and milliseconds fit for 285 million years"
)]
fn whole(milliseconds: f64) -> i64 {
    milliseconds as i64
}
