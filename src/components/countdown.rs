//! A wait that counts down: "again in 4:31".
//!
//! ```ignore
//! <Countdown
//!     until=retry_at
//!     text=move |clock: String| words.try_again_in(&clock)
//!     on_zero=move |()| send.run(Event::WaitOver)
//! />
//! ```
//!
//! Those who see it see every second. Those who hear it find the same line, and are told at each minute and near the end,
//! or each hour of a wait that takes hours: the words for that are there for that second only, so that the wait stands
//! once in what a screen reader reads. The start is told by whatever the countdown appears in.
//!
//! [`TimeLeft`] is the same for what nobody waits for: it is read when somebody reads there, and never announced.

use crate::platform::clock;
use leptos::prelude::*;

/// Seconds of an hour.
const HOUR: u32 = 3_600;

/// Counts down to a moment of [`clock::steady_ms`], which the server's answer gave.
#[component]
pub fn Countdown(
    /// When it is over, in milliseconds of [`clock::steady_ms`].
    #[prop(into)]
    until: Signal<i64>,
    /// A sentence around the clock, which reads like `4:31`.
    #[prop(into)]
    text: Callback<String, String>,
    /// Called once for each wait, when it is over.
    #[prop(into, optional)]
    on_zero: Option<Callback<()>>,
) -> impl IntoView {
    let now = RwSignal::new(clock::steady_ms());
    let left = Memo::new(move |_| seconds_left(until.get(), now.get()));
    let told = StoredValue::new(None);
    clock::every_second(move || {
        let moment = clock::steady_ms();
        now.try_set(moment);
        let until = until.try_get_untracked();
        let is_over = until.is_some_and(|until| seconds_left(until, moment) == 0);
        if is_over && told.try_get_value().flatten() != until {
            told.try_set_value(until);
            on_zero.map(|on_zero| on_zero.try_run(()));
        }
    });
    let announced = Memo::new(move |earlier: Option<&Announced>| {
        Announced::after(earlier.copied(), left.get())
    });
    let said = move || announced.get().said.map(|left| text.run(minutes(left)));
    view! {
        <span class="countdown" role="timer">{move || text.run(minutes(left.get()))}</span>
        <span class="visually-hidden" role="status">{said}</span>
    }
}

/// Counts down to a moment of [`clock::steady_ms`], and says nothing of itself.
#[component]
pub fn TimeLeft(
    /// When it is over, in milliseconds of [`clock::steady_ms`].
    #[prop(into)]
    until: Signal<i64>,
    /// A sentence around the clock, which reads like `4:31`.
    #[prop(into)]
    text: Callback<String, String>,
    /// What stands there when it is over.
    #[prop(into)]
    over: String,
) -> impl IntoView {
    let now = clock::use_now();
    let left = Memo::new(move |_| seconds_left(until.get(), now.get().0));
    let said = move || match left.get() {
        0 => over.clone(),
        left => text.run(minutes(left)),
    };
    view! { <span class="countdown">{said}</span> }
}

/// Whole seconds, rounded up.
fn seconds_left(until: i64, now: i64) -> u32 {
    let milliseconds = until.saturating_sub(now).max(0);
    u32::try_from(milliseconds.saturating_add(999) / 1_000).unwrap_or(u32::MAX)
}

fn minutes(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / HOUR, seconds % HOUR / 60, seconds % 60);
    if hours == 0 {
        format!("{minutes}:{seconds:02}")
    } else {
        format!("{hours}:{minutes:02}:{seconds:02}")
    }
}

/// How much was left when it was looked at last, and what is announced of it.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Announced {
    left: u32,
    said: Option<u32>,
}

impl Announced {
    /// What is announced with so many seconds left: nothing at the start, then each mark as it is passed, and a wait
    /// that has become longer.
    fn after(earlier: Option<Self>, left: u32) -> Self {
        let step = if left > HOUR { HOUR } else { 60 };
        let is_mark = left.is_multiple_of(step) || left == 30 || left == 10;
        let said =
            earlier.filter(|earlier| (is_mark && left != earlier.left) || left > earlier.left);
        Self {
            left,
            said: said.map(|_| left),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Announced, minutes, seconds_left};

    #[test]
    fn a_wait_reads_as_minutes_and_seconds() {
        assert_eq!(minutes(271), "4:31");
        assert_eq!(minutes(9), "0:09");
        assert_eq!(minutes(0), "0:00");
        assert_eq!(minutes(3_599), "59:59");
        assert_eq!(minutes(86_399), "23:59:59");
    }

    #[test]
    fn a_wait_is_rounded_up_and_never_negative() {
        assert_eq!(seconds_left(1_001, 0), 2);
        assert_eq!(seconds_left(1_000, 0), 1);
        assert_eq!(seconds_left(0, 5_000), 0);
    }

    #[test]
    fn a_screen_reader_hears_each_minute_and_the_end_and_each_once() {
        assert_eq!(heard((0..=130).rev()), [120, 60, 30, 10, 0]);
    }

    #[test]
    fn a_wait_of_hours_is_said_once_an_hour() {
        assert_eq!(heard((7_100..=10_800).rev()), [7_200]);
        assert_eq!(heard([3_660, 3_600, 3_599, 3_540]), [3_600, 3_540]);
    }

    #[test]
    fn a_longer_wait_is_said_at_once() {
        assert_eq!(heard([12, 11, 299, 298]), [299]);
    }

    #[test]
    fn what_was_said_is_gone_a_second_later() {
        let said = Announced::after(
            Some(Announced {
                left: 61,
                said: None,
            }),
            60,
        );
        assert_eq!(said.said, Some(60));
        assert_eq!(Announced::after(Some(said), 59).said, None);
    }

    /// What is announced while these seconds are left, one after the other.
    fn heard(seconds: impl IntoIterator<Item = u32>) -> Vec<u32> {
        let mut last = None;
        let mut heard = Vec::new();
        for left in seconds {
            let now = Announced::after(last, left);
            heard.extend(now.said);
            last = Some(now);
        }
        heard
    }
}
