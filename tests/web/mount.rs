//! A place to put a view on, and ways to find things on it as people do: by role, label and accessible name.

use js_sys::Promise;
use leptos::{mount::UnmountHandle, prelude::*};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, Event, HtmlElement, HtmlInputElement};

/// How long a condition may take to come true, in milliseconds.
const PATIENCE: i32 = 5_000;

/// A view in the page. It goes when this is dropped.
pub struct Mounted {
    root: HtmlElement,
    handle: Option<Box<dyn FnOnce()>>,
}

/// Puts a view into the page.
pub fn show<N: IntoView + 'static>(view: impl FnOnce() -> N + 'static) -> Mounted {
    let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&root).unwrap();
    let handle: UnmountHandle<_> = leptos::mount::mount_to(root.clone(), view);
    Mounted {
        root,
        handle: Some(Box::new(move || drop(handle))),
    }
}

impl Mounted {
    /// The first element that this selector finds. For roles and elements that are their own role, not for classes.
    pub fn find(&self, selector: &str) -> Option<HtmlElement> {
        self.root
            .query_selector(selector)
            .unwrap()
            .map(JsCast::unchecked_into)
    }

    /// The element with this role.
    pub fn role(&self, role: &str) -> HtmlElement {
        self.find(&format!("[role={role}]")).expect(role)
    }

    /// The input with this label.
    pub fn field(&self, label: &str) -> HtmlInputElement {
        let labels = self.root.query_selector_all("label").unwrap();
        (0..labels.length())
            .filter_map(|index| labels.get(index)?.dyn_into::<Element>().ok())
            .find(|element| text(element) == label)
            .and_then(|element| document().get_element_by_id(&element.get_attribute("for")?))
            .expect(label)
            .unchecked_into()
    }

    /// The button with this accessible name.
    pub fn button(&self, name: &str) -> HtmlElement {
        let buttons = self.root.query_selector_all("button").unwrap();
        (0..buttons.length())
            .filter_map(|index| buttons.get(index)?.dyn_into::<HtmlElement>().ok())
            .find(|button| self::name(button) == name)
            .expect(name)
    }

    /// Everything that can be read on it.
    pub fn text(&self) -> String {
        text(&self.root)
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        if let Some(unmount) = self.handle.take() {
            unmount();
        }
        self.root.remove();
    }
}

/// The document.
pub fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

/// The text of an element, without what stands around it.
pub fn text(element: &Element) -> String {
    element.text_content().unwrap_or_default().trim().to_owned()
}

/// The accessible name of a button.
fn name(element: &Element) -> String {
    element
        .get_attribute("aria-label")
        .unwrap_or_else(|| text(element))
}

/// What a screen reader reads out after the name of a field.
pub fn description(element: &Element) -> String {
    let ids = element
        .get_attribute("aria-describedby")
        .unwrap_or_default();
    let parts: Vec<String> = ids
        .split_whitespace()
        .map(|id| text(&document().get_element_by_id(id).expect(id)))
        .collect();
    parts.join(" | ")
}

/// Types over what is there, as a keyboard, a paste or a password manager does.
pub fn type_into(input: &HtmlInputElement, typed: &str) {
    input.set_value(typed);
    input.dispatch_event(&bubbling("input")).unwrap();
}

/// An event that rises to whoever listens.
pub fn bubbling(name: &str) -> Event {
    javascript(&format!(
        "new Event('{name}', {{ bubbles: true, cancelable: true }})"
    ))
    .unchecked_into()
}

/// Whether this has the focus.
pub fn has_focus(element: &Element) -> bool {
    document().active_element().as_ref() == Some(element)
}

/// Waits until `condition` holds.
pub async fn until(what: &str, condition: impl Fn() -> bool) {
    for _ in 0..PATIENCE / 20 {
        if condition() {
            return;
        }
        pause(20).await;
    }
    panic!("it never came true that {what}");
}

/// Lets everything that is due happen. Only for showing that something does not: see [`until`].
pub async fn settle() {
    pause(60).await;
}

/// Lets this many milliseconds pass.
pub async fn pause(milliseconds: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        web_sys::window()
            .unwrap()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds)
            .unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

/// Runs a line of JavaScript: what stands in for a browser that does or refuses something.
pub fn javascript(code: &str) -> JsValue {
    js_sys::eval(code).unwrap()
}
