//! Names of files that a browser saves.

/// The service's name as part of a file's name: small letters and digits of any script, the rest as single hyphens. Empty
/// when nothing of it can stand in one.
#[must_use]
pub fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|it: char| !it.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn a_name_becomes_a_part_of_a_file_name() {
        for (name, part) in [
            ("Latchkey", "latchkey"),
            ("Müller & Söhne", "müller-söhne"),
            ("../../etc/passwd", "etc-passwd"),
            ("東京 ID", "東京-id"),
            ("  A  b  ", "a-b"),
            ("<b>", "b"),
            ("···", ""),
        ] {
            assert_eq!(slug(name), part, "{name}");
        }
    }
}
