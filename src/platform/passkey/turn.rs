//! One ceremony at a time for the whole page.
//!
//! A browser refuses a second request while it has a first ("A request is already pending" in Chromium), and it has
//! the first until its promise settles, which is after it was aborted. So whoever comes next aborts the one before and
//! waits until the browser has let go of it.

use crate::platform::{
    cancel::{Cancel, Switch},
    clock, object,
    passkey::detached,
    timeout::{Timeout, within},
};
use futures_channel::oneshot::{self, Receiver};
use std::{
    cell::RefCell,
    convert::Infallible,
    future::{Future, poll_fn},
    pin::Pin,
    rc::Rc,
    task::Poll,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Milliseconds that a browser has to let go of a ceremony that was aborted. One that does not is asked all the same.
const LET_GO: u32 = 1_000;

thread_local! {
    static LAST: RefCell<Option<Turn>> = const { RefCell::new(None) };
}

/// What is asked of the browser.
pub(super) struct Request {
    /// `navigator.credentials`.
    pub credentials: JsValue,
    /// `get` or `create`.
    pub method: &'static str,
    /// Its argument.
    pub options: JsValue,
    /// Milliseconds after which nothing is expected any more.
    pub time_limit: Option<u32>,
}

/// How a turn ended.
pub(super) enum End {
    /// The browser answered.
    Settled {
        /// What it gave, or what it threw.
        result: Result<JsValue, JsValue>,
        /// Milliseconds that it took.
        elapsed: i64,
    },
    /// We did not want it any more.
    Stopped,
    /// The browser never answered.
    Hung,
}

struct Turn {
    switch: Rc<Switch>,
    /// Ends when the browser has let go of it.
    over: Receiver<Infallible>,
}

/// Ends the ceremony before, and has the browser do this one.
pub(super) async fn take(request: Request, cancel: Cancel) -> End {
    let switch = cancel.switch();
    let mut watchdog = request.time_limit.map(Timeout::of);
    let mut answer = begin(request, &switch);
    poll_fn(|context| {
        if switch.poll_off(context).is_ready() {
            return Poll::Ready(End::Stopped);
        }
        if let Poll::Ready(end) = Pin::new(&mut answer).poll(context) {
            return Poll::Ready(end.unwrap_or(End::Stopped));
        }
        match &mut watchdog {
            Some(watchdog) => watchdog.poll_over(context).map(|()| End::Hung),
            None => Poll::Pending,
        }
    })
    .await
}

/// Takes the turn. What waits for the browser lives on when nobody waits for its answer any more: the next one must
/// know when the browser has let go.
fn begin(request: Request, switch: &Rc<Switch>) -> Receiver<End> {
    let (busy, over) = oneshot::channel();
    let (give, answer) = oneshot::channel();
    let before = LAST.replace(Some(Turn {
        switch: Rc::clone(switch),
        over,
    }));
    if let Some(before) = &before {
        before.switch.turn_off();
    }
    let switch = Rc::clone(switch);
    detached::start(async move {
        if let Some(before) = before {
            within(LET_GO, before.over).await;
        }
        if !switch.is_off() {
            // Whoever asked may be gone.
            let _ = give.send(settled(request).await);
        }
        drop(busy);
    });
    answer
}

async fn settled(request: Request) -> End {
    let began = clock::steady_ms();
    let promise = object::promise(&request.credentials, request.method, &[&request.options]);
    let result = JsFuture::from(promise).await;
    End::Settled {
        result,
        elapsed: clock::steady_ms().saturating_sub(began),
    }
}
