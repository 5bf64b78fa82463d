//! What happens to the focus when the element that has it is taken away. The browser gives it to the document then, and
//! whoever uses a keyboard or a screen reader begins again at the top of the page (WCAG 2.2 §2.4.3).

use super::{focus, object, page};
use leptos::ev::{self, FocusEvent};
use leptos::prelude::{
    LocalStorage, SetValue, StoredValue, UpdateValue, on_cleanup, set_timeout,
    window_event_listener,
};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Element, HtmlElement};

/// What had the focus last, and the part of the page that it stood in.
#[derive(Clone)]
struct Last {
    element: Element,
    part: Option<Element>,
}

type Kept = StoredValue<Option<Last>, LocalStorage>;

/// Until the current owner goes away: when the element with the focus disappears, the heading of the dialog, of the part
/// or of the page that it stood in takes the focus, unless something else has taken it meanwhile.
pub fn follow() {
    let last: Kept = StoredValue::new_local(None);
    let came = window_event_listener(ev::focusin, move |event: FocusEvent| {
        let element = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        last.try_set_value(element.map(|element| Last {
            part: element.closest("section[aria-labelledby]").ok().flatten(),
            element,
        }));
    });
    // Some browsers say that the focus has gone, others only that the page has changed.
    let went = window_event_listener(ev::focusout, move |_| look_later(last));
    on_cleanup(move || {
        came.remove();
        went.remove();
    });
    watch(last);
}

/// Looks whenever something is put into the page or taken out of it.
fn watch(last: Kept) {
    let changed = Closure::new(move || {
        if is_nowhere() {
            look_later(last);
        }
    });
    if let Ok(observer) = observe(&changed) {
        StoredValue::new_local(Watch {
            observer,
            _changed: changed,
        });
    }
}

fn observe(changed: &Closure<dyn Fn()>) -> Result<JsValue, JsValue> {
    let window = page::window().ok_or(JsValue::UNDEFINED)?;
    let body = page::document().and_then(|document| document.body());
    let options = object::object(&[("childList", &JsValue::TRUE), ("subtree", &JsValue::TRUE)]);
    let observer = object::construct(&window, "MutationObserver", &[changed.as_ref()])?;
    object::call(&observer, "observe", &[&body.into(), &options])?;
    Ok(observer)
}

/// The observer, and what it calls.
struct Watch {
    observer: JsValue,
    _changed: Closure<dyn Fn()>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        // It has nothing to refuse.
        let _ = object::call(&self.observer, "disconnect", &[]);
    }
}

/// After whoever moves the focus by themselves has done so.
fn look_later(last: Kept) {
    set_timeout(move || look(last), Duration::ZERO);
}

fn look(last: Kept) {
    if !is_nowhere() {
        return;
    }
    let Some(gone) = last.try_update_value(Option::take).flatten() else {
        return;
    };
    // What is still there was left on purpose, by a click beside it.
    if !gone.element.is_connected()
        && let Some(place) = place_for(&gone)
    {
        focus::focus(&place);
    }
}

pub(super) fn is_nowhere() -> bool {
    page::document().is_some_and(|document| {
        let body: Option<Element> = document.body().map(Into::into);
        let active = document.active_element();
        active.is_none() || active == body
    })
}

/// The heading that is nearest to it. Behind an open dialog nothing can take the focus.
fn place_for(gone: &Last) -> Option<HtmlElement> {
    let document = page::document()?;
    let open = document.query_selector_all("dialog[open]").ok()?;
    let dialog = open.length().checked_sub(1).and_then(|at| open.get(at));
    if let Some(dialog) = dialog {
        return heading_in(dialog.dyn_ref::<Element>()?);
    }
    let part = gone.part.as_ref().filter(|part| part.is_connected());
    part.and_then(heading_in)
        .or_else(|| heading_in(&document.query_selector("main").ok()??))
}

fn heading_in(part: &Element) -> Option<HtmlElement> {
    let selector = "h1[tabindex], h2[tabindex]";
    part.query_selector(selector).ok()??.dyn_into().ok()
}
