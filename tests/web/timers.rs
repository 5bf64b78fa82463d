//! Waiting, and what happens when the page is left meanwhile.

use crate::mount::{pause, show, text, until};
use flow::moment::Moment;
use leptos::prelude::*;
use spa::{
    components::{CopyButton, CopyWords, Countdown, Dial, TimeLeft},
    platform::{Scope, clock, spawn},
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen_test::wasm_bindgen_test;

thread_local! {
    static OVER: Cell<u32> = const { Cell::new(0) };
}

#[wasm_bindgen_test]
async fn a_countdown_ends_once() {
    OVER.set(0);
    let end = clock::steady_ms() + 1_200;
    let mounted = show(move || {
        view! {
            <Countdown
                until=end
                text=|clock: String| clock
                on_zero=|()| OVER.set(OVER.get() + 1)
            />
        }
    });
    assert_eq!(text(&mounted.role("timer")), "0:02");
    until("the wait is over", || OVER.get() > 0).await;
    assert!(clock::steady_ms() >= end);
    assert_eq!(text(&mounted.role("timer")), "0:00");
    pause(1_200).await;
    assert_eq!(OVER.get(), 1);
}

#[wasm_bindgen_test]
async fn time_that_is_left_is_never_announced_and_says_when_it_is_over() {
    let end = clock::steady_ms() + 1_200;
    let mounted = show(move || {
        view! { <TimeLeft until=end text=|clock: String| format!("Open for {clock}") over="Closed" /> }
    });
    assert_eq!(mounted.text(), "Open for 0:02");
    assert!(mounted.find("[role]").is_none());
    until("it is over", || mounted.text() == "Closed").await;
    assert!(clock::steady_ms() >= end);
}

#[wasm_bindgen_test]
async fn nothing_of_a_page_that_was_left_happens_any_more() {
    let happened = Rc::new(Cell::new(0));
    let count = Rc::clone(&happened);
    watch_panics();
    let mounted = show(move || {
        let tick = Rc::clone(&count);
        clock::every_second(move || tick.set(tick.get() + 1));
        let wake = Rc::clone(&count);
        clock::wake_at(Moment(clock::steady_ms() + 300), move || {
            wake.set(wake.get() + 1)
        });
        spawn(async move {
            pause(300).await;
            count.set(count.get() + 1);
        });
        let now = clock::use_now();
        let end = clock::steady_ms() + 400;
        let words = CopyWords {
            copy: "Copy".into(),
            copied: "Copied".into(),
            refused: "No".into(),
        };
        view! {
            <Countdown until=end text=|clock: String| clock on_zero=|()| panic!("the page was left") />
            <Dial
                period=30
                seconds_left=Signal::derive(move || u32::try_from(now.get().0 % 30).unwrap())
                text="soon"
            />
            <CopyButton text=|()| "x".to_owned() words on_refused=|()| () />
        }
    });
    mounted.button("Copy").click();
    drop(mounted);
    pause(1_400).await;
    assert_eq!(happened.get(), 0);
    assert_eq!(PANICS.get(), 0);
}

#[wasm_bindgen_test]
async fn work_of_an_event_handler_is_given_up_with_its_page() {
    let given_up = Rc::new(Cell::new(false));
    let flag = Rc::clone(&given_up);
    let scope = Rc::new(Cell::new(None));
    let keep = Rc::clone(&scope);
    let mounted = show(move || keep.set(Some(Scope::here())));
    let scope = scope.take().unwrap();
    scope.spawn(async move {
        let _guard = OnDrop(flag);
        pause(100_000).await;
    });
    pause(50).await;
    assert!(!given_up.get());
    drop(mounted);
    assert!(given_up.get(), "at once, so that a call is taken back");
    assert!(scope.run(|| ()).is_none());
    scope.spawn(async { panic!("the page is gone") });
    pause(50).await;
}

#[wasm_bindgen_test]
async fn work_may_leave_its_own_page() {
    let mounted = Rc::new(RefCell::new(None));
    let reached = Rc::new(Cell::new(false));
    let (whole, flag) = (Rc::clone(&mounted), Rc::clone(&reached));
    let shown = show(move || {
        spawn(async move {
            pause(50).await;
            drop(whole.take());
            flag.set(true);
            pause(0).await;
            panic!("the page is gone");
        });
    });
    mounted.replace(Some(shown));
    until("the page has left itself", || reached.get()).await;
    pause(100).await;
    assert!(mounted.borrow().is_none());
}

#[wasm_bindgen_test]
async fn a_wait_in_the_past_is_over_at_once() {
    let woke = Rc::new(Cell::new(false));
    let wake = Rc::clone(&woke);
    let _mounted = show(move || {
        clock::wake_at(Moment(clock::steady_ms() - 5_000), move || wake.set(true));
    });
    until("it woke", || woke.get()).await;
}

#[wasm_bindgen_test]
fn the_ring_of_the_dial_shows_what_is_left() {
    let mounted =
        show(|| view! { <Dial period=30 seconds_left=15u32 text="The code changes in 15 s" /> });
    assert_eq!(mounted.text(), "The code changes in 15 s");
    let ring = mounted.find("circle[stroke-dashoffset]").unwrap();
    assert_eq!(
        ring.get_attribute("stroke-dashoffset").as_deref(),
        Some("50")
    );
    assert_eq!(
        mounted
            .find("svg")
            .unwrap()
            .get_attribute("aria-hidden")
            .as_deref(),
        Some("true")
    );
}

thread_local! {
    static PANICS: Cell<u32> = const { Cell::new(0) };
}

struct OnDrop(Rc<Cell<bool>>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.set(true);
    }
}

/// A panic in a timer fails no test by itself.
fn watch_panics() {
    let earlier = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        PANICS.set(PANICS.get() + 1);
        earlier(info);
    }));
}
