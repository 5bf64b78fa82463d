//! What is kept of a journey that failed: pictures, the words on the page, what was sent, and the server's log, in
//! `target/e2e/`.

use crate::{Context, Outcome, browser::Browser};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Removes what an earlier run has left.
pub fn forget(name: &str) {
    // There is nothing, as a rule.
    let _ = fs::remove_dir_all(folder_of(name));
}

/// Saves everything that can be had, and says where it is.
pub async fn save(name: &str, context: &Context) -> String {
    let folder = folder_of(name);
    let mut trouble = Vec::new();
    let mut keep = |saved: Outcome| trouble.extend(saved.err().map(|it| it.to_string()));
    let log = context.server.log();
    keep(write(&folder.join("server.log"), log.as_bytes()));
    let sent = sent(context).join("\n\n");
    keep(write(&folder.join("messages.txt"), sent.as_bytes()));
    if let Ok(proxy) = context.reverse_proxy() {
        keep(write(&folder.join("proxy.log"), proxy.log().as_bytes()));
    }
    for (number, browser) in context.browsers().iter().enumerate() {
        let number = number + 1;
        let at = |what: &str| folder.join(format!("browser-{number}-{what}"));
        keep(picture(browser, &at("screen.png")).await);
        keep(page(browser, &at("page.txt")).await);
        keep(console(browser, &at("console.txt")).await);
    }
    let mut said = format!("What there is to see: {}", folder.display());
    for line in trouble {
        said.push_str("\n  not saved: ");
        said.push_str(&line);
    }
    said
}

/// Everything that the server sent, to be read.
fn sent(context: &Context) -> Vec<String> {
    let emails = context.smtp_sink.inbox.all();
    let texts = context.sms_gateway.inbox.all();
    let all = emails.iter().chain(&texts);
    all.map(|it| format!("{} to {}: {}", it.key, it.to, it.whole()))
        .collect()
}

fn folder_of(journey: &str) -> PathBuf {
    folder(&journey.replace("::", "-"))
}

/// A folder below `target/e2e/`.
pub fn folder(name: &str) -> PathBuf {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let checkout = crate_folder.parent().unwrap_or(crate_folder);
    checkout.join("target/e2e").join(name)
}

/// Writes a file, and the folders above it.
pub fn write(path: &Path, bytes: &[u8]) -> Outcome {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, bytes)?)
}

async fn picture(browser: &Browser, path: &Path) -> Outcome {
    write(path, &browser.picture().await?)
}

async fn page(browser: &Browser, path: &Path) -> Outcome {
    const PAGE: &str = "
        const focus = document.activeElement;
        return [location.href, document.title, `focus: ${focus.computedRole} “${focus.computedName}”`, '',
            document.body.innerText, '', document.documentElement.outerHTML].join('\\n');";
    let text = browser.script(PAGE, Vec::new()).await?;
    write(path, text.as_str().unwrap_or_default().as_bytes())
}

async fn console(browser: &Browser, path: &Path) -> Outcome {
    let entries = browser.log("browser").await?;
    let lines: Vec<String> = entries.iter().map(Value::to_string).collect();
    write(path, lines.join("\n").as_bytes())
}
