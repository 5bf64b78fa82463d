//! The clock of the server under test, which a journey can move while the server runs.
//!
//! The server reads the time from the system, in its tests from a clock of theirs; nothing in the program itself can
//! move what it is told. So libfaketime stands between the two: a library that the loader puts in front of the system's
//! (`LD_PRELOAD`) and that adds what a file says to every wall clock. What measures how long something takes (the
//! monotonic clock: time limits, the wait between two looks at a queue) is left alone.
//!
//! Measured with the debug and the release build: the next request after a move is answered with the new time, and the
//! file is read at every look at the clock. A process that is killed leaves two files in the
//! shared memory behind, which are named after its number and would stop the next process of that number;
//! [`Clock::forgets`] removes them.

use crate::{Outcome, program};
use std::{
    cell::Cell,
    fs, io,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// Where Debian and Fedora have the library; the loader puts its own folder in for `$LIB`.
const LIBRARY: &str = "/usr/$LIB/faketime/libfaketime.so.1";

/// A clock that can be moved.
pub struct Clock {
    file: PathBuf,
    /// How far it is ahead of the system's.
    ahead: Cell<Duration>,
}

impl Clock {
    /// One that shows the right time, kept in this folder.
    pub fn new(folder: &Path) -> Outcome<Self> {
        let clock = Self {
            file: folder.join("clock"),
            ahead: Cell::default(),
        };
        clock.write()?;
        Ok(clock)
    }

    /// A program that is started so goes by this clock.
    pub fn leads(&self, program: &mut Command) {
        program
            .env("LD_PRELOAD", program::named("LIBFAKETIME", LIBRARY))
            .env("FAKETIME_TIMESTAMP_FILE", &self.file)
            .env("FAKETIME_NO_CACHE", "1")
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    }

    /// Moves it on.
    pub fn moves(&self, time: Duration) -> Outcome {
        self.ahead.set(self.ahead.get() + time);
        self.write()
    }

    /// How far it is ahead of the system's.
    pub const fn ahead(&self) -> Duration {
        self.ahead.get()
    }

    /// What it shows, to the minute, in the words of HTTP (RFC 9110 §5.6.7): `Sun, 06 Nov 1994 08:49`.
    pub fn shows(&self) -> Outcome<String> {
        let mut date = Command::new("date");
        self.leads(date.args(["-u", "+%a, %d %b %Y %H:%M"]).env("LC_ALL", "C"));
        program::ask(&mut date, &[])
    }

    /// Tidies up after a killed process that went by it.
    pub fn forgets(process: u32) {
        for name in ["faketime_shm_", "sem.faketime_sem_"] {
            // There is none when the process could end by itself.
            let _ = fs::remove_file(format!("/dev/shm/{name}{process}"));
        }
    }

    fn write(&self) -> Outcome {
        // Renamed into place: nobody reads half of it.
        let fresh = self.file.with_extension("new");
        let written = fs::write(&fresh, format!("+{}\n", self.ahead.get().as_secs()));
        let placed: io::Result<()> = written.and_then(|()| fs::rename(&fresh, &self.file));
        Ok(placed?)
    }
}

#[cfg(test)]
mod tests {
    use super::Clock;
    use crate::program;
    use std::{process::Command, time::Duration};
    use tempfile::TempDir;

    /// How many seconds it is since 1970, as a program sees it.
    fn seconds(clock: Option<&Clock>) -> u64 {
        let mut date = Command::new("date");
        date.arg("+%s");
        if let Some(clock) = clock {
            clock.leads(&mut date);
        }
        program::ask(&mut date, &[]).unwrap().parse().unwrap()
    }

    #[test]
    fn a_program_goes_by_the_clock() {
        let folder = TempDir::new().unwrap();
        let clock = Clock::new(folder.path()).unwrap();
        for hours in [0, 25, 27] {
            clock.moves(Duration::from_hours(hours)).unwrap();
            let expected = clock.ahead().as_secs();
            let ahead = seconds(Some(&clock)) - seconds(None);
            let near = expected - expected.min(60)..=expected + 60;
            assert!(near.contains(&ahead), "{ahead} s");
        }
        assert_eq!(clock.ahead(), Duration::from_hours(52));
    }

    #[test]
    fn it_is_read_in_the_words_of_http() {
        let folder = TempDir::new().unwrap();
        let shown = Clock::new(folder.path()).unwrap().shows().unwrap();
        assert_eq!("Sun, 06 Nov 1994 08:49".len(), shown.len(), "{shown}");
    }
}
