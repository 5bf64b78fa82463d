//! Which things that happen to an account are of the same kind. Neither emails about one kind nor its entries in the list
//! crowd out another.

use contract::activity::Event;
use serde_json::Value;

const NEW_BROWSER: &str = "new_browser";

/// The kind of what happened at once: what each thing is, and of which method, but not its name.
#[must_use]
pub fn of(events: &[Event]) -> String {
    let kinds: Vec<String> = events.iter().map(kind).collect();
    kinds.join("+")
}

/// The same event without what somebody chose to call it.
#[must_use]
pub fn without_name(event: &Event) -> Event {
    let name = String::new();
    match event {
        Event::MethodAdded { method, .. } => Event::MethodAdded {
            method: *method,
            name,
        },
        Event::MethodRemoved { method, .. } => Event::MethodRemoved {
            method: *method,
            name,
        },
        Event::PasskeyCounterWentBack { .. } => Event::PasskeyCounterWentBack { name },
        other => other.clone(),
    }
}

/// What a thing is, and of which method; a sign-in in a new browser is another kind than one in a browser that is known.
fn kind(event: &Event) -> String {
    let detail = match event {
        Event::MethodAdded { method, .. } | Event::MethodRemoved { method, .. } => method.name(),
        Event::SignedIn {
            is_new_device: true,
        } => NEW_BROWSER,
        _ => "",
    };
    let what = match serde_json::to_value(event) {
        Ok(Value::Object(fields)) => fields
            .get("what")
            .and_then(Value::as_str)
            .map(str::to_owned),
        _ => None,
    };
    format!("{}:{detail}", what.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{of, without_name};
    use contract::{activity::Event, sign_in::Method};

    fn added(method: Method, name: &str) -> Event {
        Event::MethodAdded {
            method,
            name: name.to_owned(),
        }
    }

    #[test]
    fn a_kind_is_what_happened_and_of_which_method_whatever_its_name() {
        let phone = of(&[added(Method::Authenticator, "Phone")]);
        assert_eq!(phone, of(&[added(Method::Authenticator, "Tablet")]));
        assert_ne!(phone, of(&[added(Method::Passkey, "Phone")]));
        let first = [added(Method::Authenticator, "Phone"), Event::SecondStepOn];
        assert_ne!(phone, of(&first));
        let [nine, eight] = [9, 8].map(|left| of(&[Event::BackupCodeUsed { left }]));
        assert_eq!(nine, eight);
        assert_ne!(nine, of(&[Event::BackupCodesMade]));
        let [new, known] =
            [true, false].map(|is_new_device| of(&[Event::SignedIn { is_new_device }]));
        assert_ne!(new, known);
    }

    #[test]
    fn a_name_that_somebody_chose_can_be_left_out() {
        let nameless = without_name(&added(Method::Passkey, "Phone"));
        assert_eq!(nameless, added(Method::Passkey, ""));
        assert_eq!(without_name(&Event::KeysOnlyOn), Event::KeysOnlyOn);
    }
}
