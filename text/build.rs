//! Makes Rust from `locales/en.json`: a word that is missing, misspelt or filled in wrongly does not compile. The other
//! languages beside it are compared with English, so that none of them says less or something else.

#[path = "build/catalogue.rs"]
mod catalogue;
#[path = "build/generate.rs"]
mod generate;

use catalogue::{Catalogue, check, forms_of};
use std::{env, error::Error, ffi::OsStr, fs, path::Path};

const LOCALES: &str = "../locales";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={LOCALES}");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=build");
    let english = read(&Path::new(LOCALES).join("en.json"))?;
    for file in fs::read_dir(LOCALES)? {
        refuse_faulty(&english, &file?.path())?;
    }
    let out = env::var("OUT_DIR")?;
    fs::write(
        Path::new(&out).join("sections.rs"),
        generate::rust(&english),
    )?;
    Ok(())
}

fn read(file: &Path) -> Result<Catalogue, Box<dyn Error>> {
    let catalogue = Catalogue::read(&fs::read_to_string(file)?);
    Ok(catalogue.map_err(|error| format!("{}: {error}", file.display()))?)
}

/// Refuses a file that cannot take the place of `english`.
fn refuse_faulty(english: &Catalogue, file: &Path) -> Result<(), Box<dyn Error>> {
    let place = file.display();
    if file.extension() != Some(OsStr::new("json")) {
        return Err(format!("{place}: a language is a file like de.json").into());
    }
    let tag = file.file_stem().and_then(OsStr::to_str).unwrap_or_default();
    let forms = forms_of(tag).ok_or_else(|| {
        format!("{place}: which plural forms {tag:?} has is not known; `forms_of` in text/build/catalogue.rs says it")
    })?;
    let offences = check(english, &read(file)?, forms);
    if offences.is_empty() {
        return Ok(());
    }
    Err(format!("{place}: {}", offences.join("; ")).into())
}
