//! Things of the browser that may be missing, may throw when they are looked at, or may be somebody else's.
//!
//! Password managers put their own objects in the place of the browser's, so nothing is taken for granted here: what
//! is not there is `None`, and what throws is an `Err` with what was thrown.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A property that is there and is not `null`.
pub fn member(target: &JsValue, name: &str) -> Option<JsValue> {
    let value = Reflect::get(target, &JsValue::from_str(name)).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}

/// A property that is a truth value.
pub fn truth(target: &JsValue, name: &str) -> Option<bool> {
    member(target, name)?.as_bool()
}

/// A property that is text.
pub fn text(target: &JsValue, name: &str) -> Option<String> {
    member(target, name)?.as_string()
}

/// A property that is bytes: an `ArrayBuffer` or a view of one.
pub fn bytes(target: &JsValue, name: &str) -> Option<Vec<u8>> {
    let value = member(target, name)?;
    let is_binary =
        value.is_instance_of::<js_sys::ArrayBuffer>() || js_sys::ArrayBuffer::is_view(&value);
    is_binary.then(|| js_sys::Uint8Array::new(&value).to_vec())
}

/// A property that can be called.
pub fn method(target: &JsValue, name: &str) -> Option<Function> {
    member(target, name)?.dyn_into().ok()
}

/// Calls a method with these arguments. Without such a method it is as if it had thrown `undefined`.
pub fn call(target: &JsValue, name: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let function = method(target, name).ok_or(JsValue::UNDEFINED)?;
    let arguments: Array = arguments.iter().copied().collect();
    function.apply(target, &arguments)
}

/// Makes one of a class with these arguments. Without such a class it is as if it had thrown `undefined`.
pub fn construct(target: &JsValue, name: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let class = method(target, name).ok_or(JsValue::UNDEFINED)?;
    let arguments: Array = arguments.iter().copied().collect();
    Reflect::construct(&class, &arguments)
}

/// Calls a method that gives a promise. One that throws, or gives something else, is a promise as well.
pub fn promise(target: &JsValue, name: &str, arguments: &[&JsValue]) -> Promise {
    match call(target, name, arguments) {
        Ok(value) => Promise::resolve(&value),
        Err(thrown) => Promise::reject(&thrown),
    }
}

/// Sets a property. An object that takes none is left as it is: the browser then says what it misses.
pub fn set(target: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(target, &JsValue::from_str(name), value);
}

/// An object with these properties.
pub fn object(properties: &[(&str, &JsValue)]) -> JsValue {
    let object = JsValue::from(Object::new());
    for (name, value) in properties {
        set(&object, name, value);
    }
    object
}
