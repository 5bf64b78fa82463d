//! Ending from outside what the browser was asked for: a passkey ceremony, or the wait for a text message.

use super::object;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    task::{Context, Poll, Waker},
};
use wasm_bindgen::JsValue;
use web_sys::AbortController;

/// The end of a request that its owner holds. Dropping it stops the request.
#[derive(Debug)]
pub struct CancelHolder(Rc<Switch>);

/// The end of a request that the request holds. When the request is given up, the browser is told.
#[derive(Debug)]
pub struct Cancel(Rc<Switch>);

/// The two ends of a request that is about to begin.
#[must_use]
pub fn cancel() -> (CancelHolder, Cancel) {
    let switch = Rc::new(Switch {
        // A browser without it cannot be told to stop; its late answer reaches nobody.
        controller: AbortController::new().ok(),
        is_off: Cell::new(false),
        waker: RefCell::new(None),
    });
    (CancelHolder(Rc::clone(&switch)), Cancel(switch))
}

impl Drop for CancelHolder {
    fn drop(&mut self) {
        self.0.turn_off();
    }
}

impl Cancel {
    /// What the two ends share.
    pub(super) fn switch(&self) -> Rc<Switch> {
        Rc::clone(&self.0)
    }
}

impl Drop for Cancel {
    fn drop(&mut self) {
        self.0.turn_off();
    }
}

/// Turned off once, by either end or by the next passkey ceremony.
#[derive(Debug)]
pub(super) struct Switch {
    controller: Option<AbortController>,
    is_off: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

impl Switch {
    /// Stops the request; does nothing to one that is over.
    pub(super) fn turn_off(&self) {
        if self.is_off.replace(true) {
            return;
        }
        if let Some(controller) = &self.controller {
            // What somebody put in its place may throw.
            let _ = object::call(controller, "abort", &[]);
        }
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    /// Whether the request is to stop.
    pub(super) fn is_off(&self) -> bool {
        self.is_off.get()
    }

    /// Ready when the request is to stop.
    pub(super) fn poll_off(&self, context: &Context<'_>) -> Poll<()> {
        if self.is_off() {
            return Poll::Ready(());
        }
        self.waker.replace(Some(context.waker().clone()));
        Poll::Pending
    }

    /// What the browser listens to.
    pub(super) fn signal(&self) -> JsValue {
        self.controller
            .as_ref()
            .map_or(JsValue::UNDEFINED, |it| it.signal().into())
    }
}
