//! A device that slept while the page was open.

use crate::mount::{bubbling, javascript, pause, show, until};
use flow::moment::Moment;
use spa::platform::clock;
use std::{cell::Cell, rc::Rc};
use wasm_bindgen_test::wasm_bindgen_test;

/// As in a laptop whose lid was shut for an hour: the wall clock went on, the steady one and all timers did not.
#[wasm_bindgen_test]
async fn what_waits_looks_at_the_time_again_after_a_sleep() {
    let before = clock::steady_ms();
    let woke = Rc::new(Cell::new(0));
    let (ticks, latest) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let (wake, later) = (Rc::clone(&woke), Rc::clone(&woke));
    let (tick, moment) = (Rc::clone(&ticks), Rc::clone(&latest));
    let _mounted = show(move || {
        clock::wake_at(Moment(before + 3_000_000), move || wake.set(wake.get() + 1));
        clock::wake_at(Moment(before + 9_000_000), move || {
            later.set(later.get() + 100)
        });
        clock::every_second(move || {
            tick.set(tick.get() + 1);
            moment.set(clock::steady_ms());
        });
    });
    javascript("window.keptNow = Date.now; Date.now = () => window.keptNow.call(Date) + 3600000;");
    pause(100).await;
    assert_eq!(woke.get(), 0, "a clock that somebody sets changes no wait");
    web_sys::window()
        .unwrap()
        .dispatch_event(&bubbling("pageshow"))
        .unwrap();
    assert_eq!(ticks.get(), 1, "at once");
    assert!(latest.get() - before >= 3_600_000);
    until("it woke", || woke.get() > 0).await;
    web_sys::window()
        .unwrap()
        .dispatch_event(&bubbling("visibilitychange"))
        .unwrap();
    javascript("Date.now = window.keptNow; delete window.keptNow;");
    pause(100).await;
    assert_eq!(woke.get(), 1, "once, and the other one waits on");
    assert!(clock::steady_ms() - before < 3_700_000, "an hour, and once");
}
