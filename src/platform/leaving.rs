//! Keeping people on the page while it shows what cannot be shown again: a reload, a link and the back button are asked about
//! first.
//!
//! A browser asks by itself before it lets go of the page (`beforeunload`, HTML §7.4.2.4), in words of its own. What stays
//! inside the app is held back here, before the router hears of it, and told to whoever holds the page.

use super::{capture::capture, followed_link::followed, page};
use leptos::prelude::StoredValue;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::Event;

/// What the person tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// The back button, or forward.
    Back,
    /// A link to this address.
    Link(String),
}

/// A page that is held.
#[derive(Clone)]
pub struct Hold(Rc<Cell<bool>>);

impl Hold {
    /// Whether the page is still held.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.0.get()
    }

    /// Lets go: nothing is held back any more.
    pub fn release(&self) {
        self.0.set(false);
    }
}

/// What is told of the back button.
#[derive(Clone)]
struct Held {
    hold: Hold,
    here: Option<String>,
    state: Option<JsValue>,
    tried: Rc<dyn Fn(Attempt)>,
}

thread_local! {
    /// The page that was held last; one at a time is.
    static HELD: RefCell<Option<Held>> = const { RefCell::new(None) };
}

/// Hears of the back button before the router does. What happens at the window is told in the order in which somebody began to
/// listen, whatever the phase, so this must be called before the router is there.
pub fn install() {
    let Some(window) = page::window() else {
        return;
    };
    let heard = Closure::<dyn Fn(Event)>::new(|event: Event| {
        let held = HELD.with_borrow(Clone::clone);
        if let Some(held) = held.filter(|held| held.hold.is_on()) {
            event.stop_immediate_propagation();
            stay(held.here.as_deref(), held.state.as_ref());
            (held.tried)(Attempt::Back);
        }
    });
    let callback = heard.as_ref().unchecked_ref();
    if window
        .add_event_listener_with_callback("popstate", callback)
        .is_ok()
    {
        // For as long as the page is there.
        heard.forget();
    }
}

/// Holds the page until the current owner goes away or the hold is released. `tried` hears what was held back.
pub fn hold(tried: impl Fn(Attempt) + 'static) -> Hold {
    let hold = Hold(Rc::new(Cell::new(true)));
    let Some(window) = page::window() else {
        return hold;
    };
    let tried: Rc<dyn Fn(Attempt)> = Rc::new(tried);
    HELD.set(Some(Held {
        hold: hold.clone(),
        // Where this page stands in the history, to be put there again after the back button was taken.
        here: window.location().href().ok(),
        state: window.history().and_then(|history| history.state()).ok(),
        tried: Rc::clone(&tried),
    }));
    capture(window.clone().into(), "beforeunload", {
        let hold = hold.clone();
        move |event| {
            if hold.is_on() {
                event.prevent_default();
                // Older browsers ask only when this is set.
                let asked = JsValue::from_str("1");
                let _ = js_sys::Reflect::set(&event, &JsValue::from_str("returnValue"), &asked);
            }
        }
    });
    capture(window.into(), "click", {
        let hold = hold.clone();
        move |event| {
            if let Some(address) = hold.is_on().then(|| followed(&event)).flatten() {
                event.prevent_default();
                event.stop_propagation();
                tried(Attempt::Link(address));
            }
        }
    });
    // The page that is gone is not held.
    StoredValue::new_local(Ending(hold.clone()));
    hold
}

/// Does what was held back, after the hold was released.
pub fn go(attempt: &Attempt) {
    let Some(window) = page::window() else {
        return;
    };
    // A browser that refuses leaves the person where they are, free to try again.
    let _ = match attempt {
        Attempt::Back => window.history().and_then(|history| history.back()),
        Attempt::Link(address) => window.location().assign(address),
    };
}

/// The browser has gone back already: the page takes its place in the history again, and what lay ahead is gone.
fn stay(here: Option<&str>, state: Option<&JsValue>) {
    let Some(history) = page::history() else {
        return;
    };
    // An address of this very origin cannot be refused.
    let _ = history.push_state_with_url(state.unwrap_or(&JsValue::NULL), "", here);
}

struct Ending(Hold);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.release();
        // What was held keeps its screen alive; a later hold has taken its place perhaps.
        HELD.with_borrow_mut(|held| {
            held.take_if(|held| !held.hold.is_on());
        });
    }
}
