//! How long the present authenticator code still holds, as a ring and in words.
//!
//! ```ignore
//! <Dial period=30 skew_ms=server_minus_here text=move |seconds: u32| words.next_code_in(seconds) />
//! ```

use crate::platform::clock;
use leptos::prelude::*;

/// The length of the ring, by its `pathLength`: a round number for the arithmetic.
const RING: u32 = 100;

/// A ring that empties once in each period.
#[component]
pub fn Dial(
    /// Seconds of one period, counted from 1970-01-01T00:00:00Z (RFC 6238 §4.1).
    period: u32,
    /// What the server's clock is ahead of this computer's, in milliseconds.
    #[prop(into, optional)]
    skew_ms: Signal<i64>,
    /// The seconds left, in words.
    #[prop(into)]
    text: Callback<u32, String>,
) -> impl IntoView {
    let seconds_left = move || left(clock::wall_clock_ms() + skew_ms.get_untracked(), period);
    let left = RwSignal::new(seconds_left());
    clock::every_second(move || {
        left.try_set(seconds_left());
    });
    let gone = move || {
        let period = period.max(1);
        (RING - RING * left.get().min(period) / period).to_string()
    };
    view! {
        <div class="dial">
            <svg class="dial__ring" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
                <circle class="dial__track" cx="12" cy="12" r="9" />
                <circle
                    class="dial__rest"
                    cx="12"
                    cy="12"
                    r="9"
                    pathLength=RING
                    stroke-dasharray=RING
                    stroke-dashoffset=gone
                />
            </svg>
            <span class="dial__text">{move || text.run(left.get())}</span>
        </div>
    }
}

/// Seconds until the period that holds `now` (milliseconds since 1970) is over, rounded up: 1 to `period`.
fn left(now: i64, period: u32) -> u32 {
    let length = i64::from(period.max(1)) * 1_000;
    let rest = length - now.rem_euclid(length);
    u32::try_from((rest + 999) / 1_000).unwrap_or(period)
}

#[cfg(test)]
mod tests {
    use super::left;

    #[test]
    fn the_rest_of_a_period_is_rounded_up_and_never_nothing() {
        assert_eq!(left(0, 30), 30);
        assert_eq!(left(1, 30), 30);
        assert_eq!(left(1_000, 30), 29);
        assert_eq!(left(29_001, 30), 1);
        assert_eq!(left(29_999, 30), 1);
        assert_eq!(left(30_000, 30), 30);
    }
}
