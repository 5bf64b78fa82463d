//! How long the present authenticator code still holds, as a ring and in words.
//!
//! ```ignore
//! let now = clock::use_now();
//! let dial = Memo::new(move |_| code_seconds_left(30, offset, now.get()));
//! <Dial period=30 seconds_left=dial text=Signal::derive(move || words.next_code_in(dial.get())) />
//! ```

use leptos::prelude::*;

/// The length of the ring, by its `pathLength`: a round number for the arithmetic.
const RING: u32 = 100;

/// A ring that empties once in each period. It moves in steps of a second, so there is nothing to reduce for those
/// who want less motion.
#[component]
pub fn Dial(
    /// Seconds of one period.
    period: u32,
    /// Seconds left of it.
    #[prop(into)]
    seconds_left: Signal<u32>,
    /// The seconds left, in words. Not announced: it changes every second.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let gone = move || RING - rest(seconds_left.get(), period);
    view! {
        <div class="dial">
            <svg class="dial__ring" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
                <circle class="dial__track" cx="12" cy="12" r="9" />
                <circle
                    class="dial__rest"
                    cx="12"
                    cy="12"
                    r="9"
                    pathLength=RING.to_string()
                    stroke-dasharray=RING.to_string()
                    stroke-dashoffset=move || gone().to_string()
                />
            </svg>
            <span class="dial__text">{text}</span>
        </div>
    }
}

/// The part of the ring that is left, from 0 to [`RING`].
fn rest(seconds_left: u32, period: u32) -> u32 {
    let period = period.max(1);
    RING * seconds_left.min(period) / period
}

#[cfg(test)]
mod tests {
    use super::rest;

    #[test]
    fn the_ring_is_full_at_the_start_and_never_more_than_full() {
        assert_eq!(rest(30, 30), 100);
        assert_eq!(rest(15, 30), 50);
        assert_eq!(rest(0, 30), 0);
        assert_eq!(rest(31, 30), 100);
        assert_eq!(rest(1, 0), 100);
    }
}
