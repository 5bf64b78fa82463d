//! Secrets, which no argument holds: they stand in a variable of the environment, or in the file that another variable names,
//! as service managers and container platforms hand them over.

use crate::config::startup_error::StartupError;
use contract::Secret;
use std::{fs, path::Path};

/// The secret of this variable, `NAME`, or of the file that `NAME_FILE` names. A line break at the end of the file is none of
/// it.
pub fn read(name: &str) -> Result<Option<Secret>, StartupError> {
    let of = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
    let file_name = format!("{name}_FILE");
    match (of(name), of(&file_name)) {
        (Some(_), Some(_)) => Err(StartupError::settings(
            &file_name,
            format_args!("must not be set with {name}"),
        )),
        (Some(text), None) => Ok(Some(Secret::from(text))),
        (None, Some(path)) => read_file(&file_name, Path::new(&path)).map(Some),
        (None, None) => Ok(None),
    }
}

fn read_file(name: &str, path: &Path) -> Result<Secret, StartupError> {
    let text = fs::read_to_string(path).map_err(|why| StartupError::settings(name, why))?;
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(StartupError::settings(name, "the file is empty"));
    }
    Ok(Secret::from(text))
}

#[cfg(test)]
mod tests {
    use super::read_file;
    use std::fs;

    #[test]
    fn a_secret_is_what_stands_in_its_file_without_the_end_of_the_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        for (written, wanted) in [("a b\n", "a b"), ("a\r\n", "a"), (" a ", " a ")] {
            fs::write(&path, written).unwrap();
            let secret = read_file("LATCHKEY_SMTP_PASSWORD_FILE", &path).unwrap();
            assert_eq!(secret.expose(), wanted);
        }
        fs::write(&path, "\n").unwrap();
        let refused = read_file("LATCHKEY_SMTP_PASSWORD_FILE", &path).unwrap_err();
        assert!(refused.to_string().contains("LATCHKEY_SMTP_PASSWORD_FILE"));
    }
}
