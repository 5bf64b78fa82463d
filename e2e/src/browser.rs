//! The browser: a real Chromium without a window, driven from outside, with nothing kept from one journey to the next.

use crate::{Failure, Outcome, commands, driver::Driver, failure::ensure, program, waiting::until};
use fantoccini::{
    ClientBuilder,
    client::Client,
    elements::Element,
    wd::{Capabilities, WindowHandle},
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::{fs, path::PathBuf};
use tempfile::TempDir;

/// A browser that leaves the network alone. It tells its own idea of roles and names, by which everything is found.
const ARGUMENTS: [&str; 15] = [
    "--headless=new",
    // A container has no user namespaces to build a sandbox from, and the only page it opens is ours.
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--lang=en-US",
    "--window-size=1280,900",
    "--enable-blink-features=ComputedAccessibilityInfo",
    // The name that the documents use leads to this computer.
    "--host-resolver-rules=MAP example.org 127.0.0.1",
];

/// A browser with one tab or more.
pub struct Browser {
    client: Client,
    origin: String,
    // In this order: the driver closes the browser before its folder goes.
    _driver: Driver,
    folder: TempDir,
}

impl Browser {
    /// Opens one for the service at `origin`. It shows nothing yet.
    pub async fn start(origin: &str) -> Outcome<Self> {
        let folder = TempDir::new()?;
        let mut driver = Driver::start()?;
        let mut connector = HttpConnector::new();
        // Otherwise every command waits for an acknowledgement of the one before.
        connector.set_nodelay(true);
        let client = ClientBuilder::new(connector)
            .capabilities(capabilities(&folder, origin)?)
            .connect(&driver.address())
            .await?;
        driver.drives(client.session_id().await?.unwrap_or_default());
        Ok(Self {
            client,
            origin: origin.to_owned(),
            _driver: driver,
            folder,
        })
    }

    /// Types an address of the service.
    pub async fn open(&self, path: &str) -> Outcome {
        self.visit(&format!("{}{path}", self.origin)).await
    }

    /// Types an address of anybody.
    pub async fn visit(&self, address: &str) -> Outcome {
        Ok(self.client.goto(address).await?)
    }

    /// What stands in the address bar.
    pub async fn address(&self) -> Outcome<String> {
        Ok(self.client.current_url().await?.into())
    }

    /// Waits until it is at an address that begins with this.
    pub async fn is_at(&self, address: &str) -> Outcome {
        until(async || {
            let here = self.address().await?;
            ensure(here.starts_with(address), || {
                format!("the browser is at {here}, not at {address}")
            })
        })
        .await
    }

    /// Presses reload.
    pub async fn reload(&self) -> Outcome {
        Ok(self.client.refresh().await?)
    }

    /// Presses back.
    pub async fn back(&self) -> Outcome {
        Ok(self.client.back().await?)
    }

    /// The title of the tab.
    pub async fn title(&self) -> Outcome<String> {
        Ok(self.client.title().await?)
    }

    /// Where the service is.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Runs a script in the page and answers what it returns.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Outcome<Value> {
        Ok(self.client.execute(script, arguments).await?)
    }

    /// Runs a script that calls its last argument with the answer.
    pub async fn script_async(&self, script: &str, arguments: Vec<Value>) -> Outcome<Value> {
        Ok(self.client.execute_async(script, arguments).await?)
    }

    /// The element that a script returned; words are its refusal.
    pub fn element(&self, returned: &Value) -> Outcome<Element> {
        /// WebDriver §12.1: the key that marks a reference to an element.
        const KEY: &str = "element-6066-11e4-a52e-4f735466cecf";
        match returned {
            Value::String(refusal) => Err(Failure::new(refusal.as_str())),
            value => {
                let id = value.get(KEY).and_then(Value::as_str);
                let id = id.ok_or_else(|| Failure::new("the script returned no element"))?;
                let id = id.to_owned().into();
                Ok(Element::from_element_id(self.client.clone(), id))
            }
        }
    }

    /// The element with the focus.
    pub async fn focused(&self) -> Outcome<Element> {
        Ok(self.client.active_element().await?)
    }

    /// Calls the service as a program in the page would, with the cookies of this browser.
    pub async fn call(&self, path: &str, body: Value) -> Outcome<Value> {
        const CALL: &str = "
            const [path, body, done] = arguments;
            fetch('/api' + path, {
                method: 'POST',
                headers: { 'content-type': 'application/json', 'x-latchkey': '1' },
                body: JSON.stringify(body),
            }).then(
                async answer => done({ status: answer.status, body: await answer.json() }),
                error => done({ status: 0, body: String(error) }),
            );";
        let answer = self.script_async(CALL, vec![json!(path), body]).await?;
        match answer.get("status").and_then(Value::as_u64) {
            Some(200) => Ok(answer.get("body").cloned().unwrap_or_default()),
            _ => Err(Failure::new(format!("{path} answered {answer}"))),
        }
    }

    /// A command of the driver that asks for something.
    pub(crate) async fn get(&self, path: impl Into<String>) -> Outcome<Value> {
        commands::get(&self.client, path).await
    }

    /// A command of the driver that does something.
    pub(crate) async fn post(&self, path: impl Into<String>, body: Value) -> Outcome<Value> {
        commands::post(&self.client, path, body).await
    }

    /// A command of the driver that takes something away.
    pub(crate) async fn delete(&self, path: impl Into<String>) -> Outcome<Value> {
        commands::delete(&self.client, path).await
    }

    /// A command of the Chrome `DevTools` Protocol.
    pub async fn devtools(&self, name: &str, parameters: Value) -> Outcome<Value> {
        commands::devtools(&self.client, name, parameters).await
    }

    /// What came into a log since it was last asked for: `browser` or `performance`.
    pub async fn log(&self, kind: &str) -> Outcome<Vec<Value>> {
        commands::log(&self.client, kind).await
    }

    /// A picture of what is in the window, PNG.
    pub async fn picture(&self) -> Outcome<Vec<u8>> {
        Ok(self.client.screenshot().await?)
    }

    /// The tab in front.
    pub async fn tab(&self) -> Outcome<WindowHandle> {
        Ok(self.client.window().await?)
    }

    /// Opens another tab and brings it to the front.
    pub async fn new_tab(&self) -> Outcome<WindowHandle> {
        let tab: WindowHandle = self.client.new_window(true).await?.handle;
        self.bring_to_front(&tab).await?;
        Ok(tab)
    }

    /// Brings a tab to the front.
    pub async fn bring_to_front(&self, tab: &WindowHandle) -> Outcome {
        Ok(self.client.switch_to_window(tab.clone()).await?)
    }

    /// What would be pasted.
    pub async fn pasted(&self) -> Outcome<String> {
        const PASTE: &str = "
            const done = arguments[arguments.length - 1];
            navigator.clipboard.readText().then(done, error => done(String(error)));";
        let permissions = json!({ "permissions": ["clipboardReadWrite"] });
        self.devtools("Browser.grantPermissions", permissions)
            .await?;
        let text = self.script_async(PASTE, Vec::new()).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// What a downloaded file has in it, once it is there.
    pub async fn downloaded(&self, name: &str) -> Outcome<String> {
        let path = downloads(&self.folder).join(name);
        until(async || {
            let content = fs::read_to_string(&path)?;
            // The browser makes the file first and fills it then.
            ensure(!content.is_empty(), || format!("{name} is empty"))?;
            Ok(content)
        })
        .await
    }
}

fn downloads(folder: &TempDir) -> PathBuf {
    folder.path().join("downloads")
}

fn capabilities(folder: &TempDir, origin: &str) -> Outcome<Capabilities> {
    let profile = folder.path().join("profile");
    let mut arguments: Vec<String> = ARGUMENTS.map(str::to_owned).to_vec();
    arguments.push(format!("--user-data-dir={}", profile.display()));
    let mut options = json!({
        "args": arguments,
        "prefs": {
            "download.default_directory": downloads(folder),
            "credentials_enable_service": false,
        },
    });
    if let Some(browser) = std::env::var_os("CHROMIUM").filter(|path| !path.is_empty()) {
        options["binary"] = json!(PathBuf::from(browser));
    }
    let wanted = json!({
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        "pageLoadStrategy": "normal",
        // Nobody else could have signed a certificate for that name.
        "acceptInsecureCerts": origin.starts_with("https://"),
    });
    let Value::Object(wanted) = wanted else {
        return Err(Failure::new("capabilities are an object"));
    };
    let name = program::named("CHROMIUM", "chromium");
    fs::create_dir_all(downloads(folder))
        .map_err(|error| Failure::new(format!("{}: {error}", name.to_string_lossy())))?;
    Ok(wanted)
}
