//! Debian's packages: the only installer that this tool starts for the system itself, and only as root.

use std::process::Command;

use crate::places::Places;
use crate::step::{self, Failure, Outcome};
use crate::tools::on_path;

/// Whether packages can be installed here without asking anybody.
pub fn is_open() -> bool {
    on_path("apt-get").is_some() && is_root()
}

/// Whether this runs as the superuser, under which browsers and installers behave differently.
pub fn is_root() -> bool {
    step::ask(Command::new("id").arg("-u")).as_deref() == Some("0")
}

/// Installs `packages`, refreshing Debian's lists only when that turns out to be needed.
pub fn install(places: &Places, title: &str, packages: &[&str]) -> Outcome<()> {
    let _lock = places.lock()?;
    if step::attempt(places, title, &mut install_command(packages))?.success {
        return Ok(());
    }
    let mut update = apt_get();
    update.arg("update");
    step::run(places, "Refreshing Debian's package lists", &mut update)?;
    let ran = step::attempt(places, title, &mut install_command(packages))?;
    if ran.success {
        return Ok(());
    }
    Err(Failure::new(format!(
        "Debian's packages could not be installed: {}\n{}",
        packages.join(" "),
        ran.tail()
    )))
}

fn install_command(packages: &[&str]) -> Command {
    let mut command = apt_get();
    command
        .args(["install", "--yes", "--no-install-recommends"])
        .args(packages);
    command
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    // Another installer may be at work; a question could not be answered.
    command
        .args(["-o", "DPkg::Lock::Timeout=120"])
        .env("DEBIAN_FRONTEND", "noninteractive")
        // Programs are wanted, not services: a web server that comes along does not start by itself.
        .env("RUNLEVEL", "1")
        .env("SYSTEMD_OFFLINE", "1");
    command
}
