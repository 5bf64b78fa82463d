//! Running other programs: one line on the terminal for each long step, everything it prints in a log.

use std::fmt::{self, Write as _};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::places::Places;

/// How many lines of a log are worth showing when its step fails.
const TAIL: usize = 40;

/// The same where nobody can look into the log afterwards.
const TAIL_IN_CI: usize = 400;

/// Why a verb cannot go on, in words for the person who asked for it.
#[derive(Debug)]
pub struct Failure(String);

/// What most of this tool returns.
pub type Outcome<T> = Result<T, Failure>;

impl Failure {
    /// Says `words` to the person at the terminal.
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }

    /// For a failure of which everything has been said already.
    pub fn already_told() -> Self {
        Self(String::new())
    }

    /// Whether there is anything left to say.
    pub fn is_told(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// A step that ran to its end, well or badly.
pub struct Ran {
    /// Whether the program said that it went well.
    pub success: bool,
    /// All it printed.
    pub output: String,
    log: PathBuf,
}

impl Ran {
    /// The end of the log, and where the rest is.
    pub fn tail(&self) -> String {
        let is_watched = std::env::var_os("CI").is_none();
        self.last(if is_watched { TAIL } else { TAIL_IN_CI })
    }

    fn last(&self, shown: usize) -> String {
        let lines: Vec<&str> = self.output.lines().collect();
        let from = lines.len().saturating_sub(shown);
        let mut text = String::new();
        for line in lines.iter().skip(from) {
            let _ = writeln!(text, "    {line}");
        }
        let _ = write!(text, "The whole of it is in {}", self.log.display());
        text
    }
}

/// Runs a step that has to succeed for anything after it to make sense.
pub fn run(places: &Places, title: &str, command: &mut Command) -> Outcome<String> {
    let ran = attempt(places, title, command)?;
    if ran.success {
        Ok(ran.output)
    } else {
        Err(Failure::new(format!(
            "This step failed: {title}\n{}",
            ran.tail()
        )))
    }
}

/// Runs a step whose failure the caller deals with.
pub fn attempt(places: &Places, title: &str, command: &mut Command) -> Outcome<Ran> {
    watched(places, title, command, None)
}

/// As `attempt`, for a program known to hang: it is ended, with all it started, after `silence` in which neither its
/// log nor `growing` has grown. A slow download is not a hang.
pub fn attempt_unless_silent(
    places: &Places,
    title: &str,
    command: &mut Command,
    (silence, growing): (Duration, &Path),
) -> Outcome<Ran> {
    in_own_group(command);
    watched(places, title, command, Some((silence, growing)))
}

/// Asks a program something that takes no time: what it printed, if it is there and content.
pub fn ask(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn watched(
    places: &Places,
    title: &str,
    command: &mut Command,
    patience: Option<(Duration, &Path)>,
) -> Outcome<Ran> {
    let log = places.scratch().join(format!("{}.log", slug(title)));
    let started = Instant::now();
    print!("{title} … ");
    let _ = io::stdout().flush();
    let waited = start(command, &log).and_then(|mut child| match patience {
        None => child.wait().map(Some),
        Some((silence, growing)) => wait_unless_silent(&mut child, silence, &[&log, growing]),
    });
    let elapsed = elapsed(started.elapsed());
    let program = command.get_program().to_string_lossy().into_owned();
    let status = match waited {
        Ok(status) => status,
        Err(error) => {
            println!("not started");
            return Err(Failure::new(format!(
                "{program} could not be started: {error}"
            )));
        }
    };
    let success = status.is_some_and(|it: ExitStatus| it.success());
    match (success, status) {
        (true, _) => println!("{elapsed}"),
        (false, Some(_)) => println!("failed after {elapsed}"),
        (false, None) => println!("given up after {elapsed}"),
    }
    let output = fs::read(&log).map(|it| String::from_utf8_lossy(&it).into_owned());
    Ok(Ran {
        success,
        output: output.unwrap_or_default(),
        log,
    })
}

fn start(command: &mut Command, log: &Path) -> io::Result<Child> {
    let out = File::create(log)?;
    let errors = out.try_clone()?;
    command
        // A log with colour codes is hard to read and harder to count in.
        .env("CARGO_TERM_COLOR", "never")
        .env("NO_COLOR", "true")
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(errors)
        .spawn()
}

fn wait_unless_silent(
    child: &mut Child,
    silence: Duration,
    growing: &[&Path],
) -> io::Result<Option<ExitStatus>> {
    let mut size = 0;
    let mut heard = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        let now: u64 = growing.iter().map(|it| bytes_in(it)).sum();
        if now != size {
            size = now;
            heard = Instant::now();
        }
        if heard.elapsed() > silence {
            end_group(child);
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn bytes_in(path: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(path) else {
        return fs::metadata(path).map_or(0, |it| it.len());
    };
    entries.flatten().map(|entry| bytes_in(&entry.path())).sum()
}

#[cfg(unix)]
fn in_own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    command.process_group(0);
}

#[cfg(not(unix))]
fn in_own_group(_: &mut Command) {}

/// Ends a child that has its own process group, with everything it started.
fn end_group(child: &mut Child) {
    // The shell's own `kill`: the program of that name is missing from small images.
    let kill = format!("kill -KILL -{}", child.id());
    let _ = Command::new("sh")
        .args(["-c", &kill])
        .stderr(Stdio::null())
        .status();
    let _ = child.kill();
    let _ = child.wait();
}

/// How long a step took, as a person would say it.
pub fn elapsed(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds >= 60 {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    } else {
        format!("{:.1} s", time.as_secs_f64())
    }
}

fn slug(title: &str) -> String {
    let words: Vec<&str> = title
        .split(|it: char| !it.is_ascii_alphanumeric())
        .filter(|it| !it.is_empty())
        .collect();
    words.join("-").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_named_after_its_step() {
        assert_eq!(
            slug("Installing trunk 0.21.14 (once)"),
            "installing-trunk-0-21-14-once"
        );
    }

    #[test]
    fn times_are_said_as_people_do() {
        assert_eq!(elapsed(Duration::from_millis(1_240)), "1.2 s");
        assert_eq!(elapsed(Duration::from_secs(187)), "3 min 07 s");
    }

    #[test]
    fn only_the_end_of_a_long_log_is_shown() {
        let lines: Vec<String> = (0..100).map(|it| format!("line {it}")).collect();
        let output = lines.join("\n");
        let tail = Ran {
            success: false,
            output,
            log: PathBuf::from("x.log"),
        }
        .last(TAIL);
        assert!(
            tail.contains("line 60\n") && !tail.contains("line 59\n") && tail.contains("x.log")
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_silent_program_is_ended_with_what_it_started() {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 60 & wait"]);
        in_own_group(&mut command);
        let mut child = command.spawn().unwrap();
        let started = Instant::now();
        let status = wait_unless_silent(&mut child, Duration::from_millis(200), &[]).unwrap();
        assert!(status.is_none() && started.elapsed() < Duration::from_secs(10));
    }
}
