//! The programs that tests drive from outside: a browser, its driver, a QR reader, a maker of one-time codes, two web
//! servers and a maker of certificates for them, a clock that can be moved.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::apt;
use crate::places::Places;
use crate::step::{self, Failure, Outcome};
use crate::tools::on_path;

/// Besides what the test runner adds (`headless`, `no-sandbox`): a browser that leaves the network alone.
const ARGUMENTS: [&str; 6] = [
    "disable-gpu",
    "disable-quic",
    "no-first-run",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
];

/// A browser, and the program through which tests drive it.
pub struct Browser {
    /// Chromium or Chrome.
    pub browser: PathBuf,
    /// Its WebDriver server.
    pub driver: PathBuf,
}

/// A program that comes with the system, and how to get it.
struct Program {
    /// The variable that may name another one.
    variable: Option<&'static str>,
    names: &'static [&'static str],
    debian: &'static str,
    fedora: &'static str,
    macos: &'static str,
}

const CHROMIUM: Program = Program {
    variable: Some("CHROMIUM"),
    names: &[
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ],
    debian: "chromium",
    fedora: "chromium",
    macos: "--cask chromium",
};

const CHROMEDRIVER: Program = Program {
    variable: Some("CHROMEDRIVER"),
    names: &["chromedriver", "/usr/lib/chromium-browser/chromedriver"],
    debian: "chromium-driver",
    fedora: "chromedriver",
    macos: "--cask chromedriver",
};

const ZBARIMG: Program = Program {
    variable: None,
    names: &["zbarimg"],
    debian: "zbar-tools",
    fedora: "zbar",
    macos: "zbar",
};

const OATHTOOL: Program = Program {
    variable: None,
    names: &["oathtool"],
    debian: "oathtool",
    fedora: "oathtool",
    macos: "oath-toolkit",
};

const NGINX: Program = Program {
    variable: Some("NGINX"),
    // Not everybody's path leads there.
    names: &["nginx", "/usr/sbin/nginx"],
    debian: "nginx",
    fedora: "nginx-core",
    macos: "nginx",
};

const CADDY: Program = Program {
    variable: Some("CADDY"),
    names: &["caddy"],
    debian: "caddy",
    fedora: "caddy",
    macos: "caddy",
};

const OPENSSL: Program = Program {
    variable: None,
    names: &["openssl"],
    debian: "openssl",
    fedora: "openssl",
    macos: "openssl",
};

/// What is needed of it is a library, which comes along.
const FAKETIME: Program = Program {
    variable: None,
    names: &["faketime"],
    debian: "faketime",
    fedora: "libfaketime",
    macos: "libfaketime",
};

/// Makes sure that there is a browser.
pub fn prepare(places: &Places) -> Outcome<Browser> {
    require(places, "Installing a browser", &[&CHROMIUM, &CHROMEDRIVER])?;
    Browser::find()
}

/// Makes sure that there is a browser, and what journeys check our work with: tools that share no code with it.
/// Answers the browser, and the web servers with the variables that name them to the journeys.
pub fn prepare_for_journeys(places: &Places) -> Outcome<(Browser, Vec<(&'static str, PathBuf)>)> {
    let all = [
        &CHROMIUM,
        &CHROMEDRIVER,
        &ZBARIMG,
        &OATHTOOL,
        &NGINX,
        &CADDY,
        &OPENSSL,
        &FAKETIME,
    ];
    let title = "Installing a browser, zbarimg, oathtool, nginx, caddy, openssl and faketime";
    require(places, title, &all)?;
    let mut servers = Vec::new();
    for program in [&NGINX, &CADDY] {
        let found = program.find();
        let found = found.ok_or_else(|| Failure::new(advice(&[program])))?;
        servers.extend(program.variable.map(|variable| (variable, found)));
    }
    Ok((Browser::find()?, servers))
}

impl Browser {
    fn find() -> Outcome<Self> {
        let missing = |it: &Program| Failure::new(advice(&[it]));
        let browser = CHROMIUM.find().ok_or_else(|| missing(&CHROMIUM))?;
        let driver = CHROMEDRIVER.find().ok_or_else(|| missing(&CHROMEDRIVER))?;
        let said = |it: &Path| step::ask(Command::new(it).arg("--version")).unwrap_or_default();
        let (ours, drivers) = (said(&browser), said(&driver));
        match (major(&ours), major(&drivers)) {
            (Some(one), Some(other)) if one != other => Err(Failure::new(format!(
                "The browser and its driver are of different versions:\n    {ours}\n    {drivers}\n\
                 Update the older one, or name another pair by CHROMIUM and CHROMEDRIVER."
            ))),
            _ => Ok(Self { browser, driver }),
        }
    }

    /// Writes what the WebAssembly test runner is to ask of the driver, and answers where.
    pub fn write_capabilities(&self, places: &Places) -> Outcome<PathBuf> {
        let path = places.scratch().join("webdriver.json");
        fs::write(&path, capabilities(&self.browser))
            .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
        Ok(path)
    }
}

impl Program {
    fn find(&self) -> Option<PathBuf> {
        let named = self
            .variable
            .and_then(env::var_os)
            .filter(|it| !it.is_empty());
        if let Some(named) = named {
            return Some(PathBuf::from(named)).filter(|it| it.is_file());
        }
        self.names.iter().find_map(|name| match Path::new(name) {
            path if path.is_absolute() => path.is_file().then(|| path.to_owned()),
            _ => on_path(name),
        })
    }
}

fn require(places: &Places, title: &str, programs: &[&Program]) -> Outcome<()> {
    let missing = || -> Vec<&Program> {
        programs
            .iter()
            .copied()
            .filter(|it| it.find().is_none())
            .collect()
    };
    let wanted = missing();
    if !wanted.is_empty() && apt::is_open() {
        let packages: Vec<&str> = wanted.iter().map(|it| it.debian).collect();
        apt::install(places, title, &packages)?;
    }
    let missing = missing();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(advice(&missing)))
    }
}

fn advice(missing: &[&Program]) -> String {
    let names: Vec<&str> = missing
        .iter()
        .filter_map(|it| it.names.first().copied())
        .collect();
    let list = |package: fn(&Program) -> &'static str| -> String {
        missing
            .iter()
            .map(|it| package(it))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let mut text = format!("Not found: {}. Install it with\n", names.join(", "));
    let _ = writeln!(
        text,
        "    Debian   apt-get install {}",
        list(|it| it.debian)
    );
    let _ = writeln!(text, "    Fedora   dnf install {}", list(|it| it.fedora));
    for program in missing {
        let _ = writeln!(text, "    macOS    brew install {}", program.macos);
    }
    for variable in missing.iter().filter_map(|it| it.variable) {
        let _ = writeln!(text, "or say where it is: {variable}=/path/to/it");
    }
    text.trim_end().to_owned()
}

/// `ChromeDriver 148.0.1 (abc)` and `Chromium 148.0.2 built on Debian` are both of version 148.
fn major(line: &str) -> Option<u32> {
    let version = line
        .split_whitespace()
        .find(|it| it.starts_with(|c: char| c.is_ascii_digit()))?;
    version.split('.').next()?.parse().ok()
}

fn capabilities(browser: &Path) -> String {
    let quoted: Vec<String> = ARGUMENTS.iter().map(|it| format!("\"{it}\"")).collect();
    format!(
        "{{\"goog:chromeOptions\": {{\"binary\": {:?}, \"args\": [{}]}}}}\n",
        browser.to_string_lossy(),
        quoted.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_first_number() {
        assert_eq!(major("ChromeDriver 148.0.7778.1 (0a1b)"), Some(148));
        assert_eq!(
            major("Chromium 148.0.7778.96 built on Debian GNU/Linux 12"),
            Some(148)
        );
        assert_eq!(major(""), None);
    }

    #[test]
    fn advice_names_the_package_of_each_system() {
        let text = advice(&[&CHROMEDRIVER, &OATHTOOL]);
        for part in [
            "apt-get install chromium-driver oathtool",
            "--cask chromedriver",
            "oath-toolkit",
        ] {
            assert!(text.contains(part), "{part} is missing from:\n{text}");
        }
    }

    #[test]
    fn capabilities_quote_a_path_with_spaces() {
        let text = capabilities(Path::new("/Applications/Google Chrome"));
        assert!(
            text.contains(r#""binary": "/Applications/Google Chrome", "args": ["disable-gpu","#)
        );
    }
}
