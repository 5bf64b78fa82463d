//! Filling in what a text leaves open.

/// Puts the values in the places `{0}`, `{1}` and so on. A value is never looked at for places of its own.
pub fn fill(template: &str, values: &[&str]) -> String {
    let mut parts = template.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (place, text) = part.split_once('}').unwrap_or(("", part));
        let value = place.parse().ok().and_then(|at: usize| values.get(at));
        filled.push_str(value.copied().unwrap_or_default());
        filled.push_str(text);
    }
    filled
}

/// A text that depends on a number.
#[derive(Debug)]
pub struct Plural {
    /// For none, where that is said in a way of its own.
    pub zero: Option<&'static str>,
    /// For one.
    pub one: &'static str,
    /// For any other number.
    pub other: &'static str,
}

impl Plural {
    /// The text for this number.
    pub fn of(&self, number: u32) -> &'static str {
        match (number, self.zero) {
            (0, Some(zero)) => zero,
            (1, _) => self.one,
            _ => self.other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Plural, fill};

    #[test]
    fn places_are_filled_in_any_order_and_values_are_not_read() {
        assert_eq!(fill("{1} of {0}, {1}!", &["{1}", "9"]), "9 of {1}, 9!");
        assert_eq!(fill("nothing", &[]), "nothing");
        assert_eq!(fill("{0}", &[""]), "");
    }

    #[test]
    fn none_is_many_where_it_has_no_text_of_its_own() {
        let mut plural = Plural {
            zero: Some("none"),
            one: "one",
            other: "{0}",
        };
        assert_eq!([0, 1, 2].map(|it| plural.of(it)), ["none", "one", "{0}"]);
        plural.zero = None;
        assert_eq!(plural.of(0), "{0}");
    }
}
