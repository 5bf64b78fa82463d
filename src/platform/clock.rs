//! Time: two clocks and two kinds of alarm. Everything that counts time takes it from here as an argument.
//!
//! A device that sleeps stops the steady clock and every timer. When the page comes back, both clocks are compared
//! ([`flow::steady_clock`]), and everything that waits looks at the time again.

use super::page;
use flow::{
    moment::Moment,
    steady_clock::{Clocks, SteadyClock},
};
use leptos::prelude::{
    ReadSignal, Set, StoredValue, TimeoutHandle, on_cleanup, set_interval_with_handle,
    set_timeout_with_handle, signal, window_event_listener_untyped,
};
use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
    time::Duration,
};

/// The longest that a browser can wait in one go, in milliseconds; it takes more for "at once".
const LONGEST_WAIT: i64 = i32::MAX as i64;
/// The page is left or comes back: by another tab, by the lid of a laptop, out of the back-forward cache.
const COMINGS_AND_GOINGS: [&str; 4] = ["visibilitychange", "pageshow", "focus", "resume"];

thread_local! {
    static STEADY: Cell<SteadyClock> = const { Cell::new(SteadyClock::NEW) };
    /// What looks at the time again when the page comes back.
    static WAITING: RefCell<Vec<Weak<dyn Fn()>>> = const { RefCell::new(Vec::new()) };
    /// Whether the page's comings and goings are listened to.
    static LISTENS: Cell<bool> = const { Cell::new(false) };
}

/// The moment it is, for machines and waits.
#[must_use]
pub fn now() -> Moment {
    listen();
    STEADY.get().at(performance_ms())
}

/// Milliseconds since the page was opened. It never jumps when somebody sets the computer's clock, and goes on while the
/// device sleeps: for waiting.
#[must_use]
pub fn steady_ms() -> i64 {
    now().0
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

/// Calls `tick` every second, and when the page comes back, until the current owner goes away. A hidden tab is called
/// more rarely: compute from the clock, do not count the calls.
pub fn every_second(tick: impl Fn() + 'static) {
    let tick: Rc<dyn Fn()> = Rc::new(tick);
    on_return(&tick);
    let ticks = Rc::clone(&tick);
    if let Ok(handle) = set_interval_with_handle(move || ticks(), Duration::from_secs(1)) {
        on_cleanup(move || handle.clear());
    }
    StoredValue::new_local(tick);
}

/// Calls `wake` once, at `moment`, unless the current owner goes away before.
pub fn wake_at(moment: Moment, wake: impl FnOnce() + 'static) {
    let alarm = Rc::new(Alarm {
        moment,
        wake: RefCell::new(Some(Box::new(wake))),
        timer: Cell::new(None),
    });
    let again = Rc::downgrade(&alarm);
    let look: Rc<dyn Fn()> = Rc::new(move || {
        if let Some(alarm) = again.upgrade() {
            Alarm::set(&alarm);
        }
    });
    on_return(&look);
    Alarm::set(&alarm);
    StoredValue::new_local((alarm, look));
}

/// A wait under way. Its owner keeps it, and ends it by letting go.
struct Alarm {
    moment: Moment,
    wake: RefCell<Option<Box<dyn FnOnce()>>>,
    timer: Cell<Option<TimeoutHandle>>,
}

impl Alarm {
    /// Waits for what is left by now, in place of what was left before.
    fn set(this: &Rc<Self>) {
        this.stop();
        if this.wake.borrow().is_none() {
            return;
        }
        let wait = this.moment.milliseconds_since(now()).clamp(0, LONGEST_WAIT);
        let alarm = Rc::downgrade(this);
        let ring = move || {
            let wake = alarm.upgrade().and_then(|alarm| alarm.wake.take());
            if let Some(wake) = wake {
                wake();
            }
        };
        let wait = Duration::from_millis(wait.unsigned_abs());
        this.timer.set(set_timeout_with_handle(ring, wait).ok());
    }

    fn stop(&self) {
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Has `look` called when the page comes back, for as long as somebody keeps it.
fn on_return(look: &Rc<dyn Fn()>) {
    listen();
    WAITING.with_borrow_mut(|waiting| {
        waiting.retain(|it| it.strong_count() > 0);
        waiting.push(Rc::downgrade(look));
    });
}

/// Listens for as long as the page is open.
fn listen() {
    if LISTENS.replace(true) {
        return;
    }
    compare();
    for name in COMINGS_AND_GOINGS {
        window_event_listener_untyped(name, |_| {
            compare();
            let waiting = WAITING.with_borrow(Clone::clone);
            for look in waiting.iter().filter_map(Weak::upgrade) {
                look();
            }
        });
    }
}

fn compare() {
    let clocks = Clocks {
        steady_ms: performance_ms(),
        wall_ms: wall_clock_ms(),
    };
    STEADY.set(STEADY.get().compare(clocks));
}

fn performance_ms() -> i64 {
    page::window()
        .and_then(|window| window.performance())
        .map_or_else(wall_clock_ms, |performance| whole(performance.now()))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a float-to-integer cast saturates, and milliseconds fit for 285 million years"
)]
fn whole(milliseconds: f64) -> i64 {
    milliseconds as i64
}
