//! The language of the page, and what the service is called in it.

use leptos::prelude::*;
use text::{ENGLISH, Words};

/// The language of the page.
#[derive(Clone, Copy, Debug)]
struct Locale(Words);

/// Makes the language known to everything below.
pub fn provide_locale() {
    provide_context(Locale(ENGLISH));
}

/// The words to use here.
pub fn use_text() -> Words {
    use_context::<Locale>().map_or(ENGLISH, |locale| locale.0)
}

/// The service's name, as the served page says it.
#[derive(Clone, Copy, Debug)]
struct ServiceName(StoredValue<Option<String>>);

/// Makes the service's name known to everything below; `None` when the page does not say it.
pub fn provide_name(name: Option<String>) {
    provide_context(ServiceName(StoredValue::new(name)));
}

/// What the service is called here.
pub fn use_name() -> String {
    use_context::<ServiceName>()
        .and_then(|name| name.0.get_value())
        .unwrap_or_else(|| use_text().common().product.to_owned())
}
