//! Makes Rust from `locales/en.json`: a word that is missing, misspelt or filled in wrongly does not compile.

#[path = "build/catalogue.rs"]
mod catalogue;
#[path = "build/generate.rs"]
mod generate;

use catalogue::{Catalogue, ENGLISH_FORMS, check};
use std::{env, error::Error, fs, path::Path};

const ENGLISH: &str = "../locales/en.json";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={ENGLISH}");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=build");
    let json = fs::read_to_string(ENGLISH)?;
    let english = Catalogue::read(&json).map_err(|error| format!("{ENGLISH}: {error}"))?;
    let offences = check(&english, &english, &ENGLISH_FORMS);
    if !offences.is_empty() {
        return Err(format!("{ENGLISH}: {}", offences.join("; ")).into());
    }
    let out = env::var("OUT_DIR")?;
    fs::write(
        Path::new(&out).join("sections.rs"),
        generate::rust(&english),
    )?;
    Ok(())
}
