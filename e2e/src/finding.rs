//! Finding things as people do: by what they are and what they are called, in the dialog when one is open, and with
//! patience. The browser's own accessibility tree decides what an element is and is called.

use crate::{Failure, Outcome, browser::Browser, failure::ensure, waiting::until};
use fantoccini::elements::Element;
use serde_json::{Value, json};

/// What something is (WAI-ARIA 1.2 §5.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Does something.
    Button,
    /// Is to be ticked.
    CheckBox,
    /// Asks before anything else goes on.
    Dialog,
    /// Says what follows.
    Heading,
    /// A picture.
    Image,
    /// Leads elsewhere.
    Link,
    /// A list.
    List,
    /// Is to be typed in.
    TextBox,
}

impl Role {
    /// As Chromium calls it.
    const fn name(self) -> &'static str {
        match self {
            Self::Button => "button",
            Self::CheckBox => "checkbox",
            Self::Dialog => "dialog",
            Self::Heading => "heading",
            Self::Image => "image",
            Self::Link => "link",
            Self::List => "list",
            Self::TextBox => "textbox",
        }
    }
}

/// Where people can reach: the dialog that has the focus, when one is open. The rest of the page is inert then.
const ROOT: &str = "
    const dialogs = [...document.querySelectorAll('dialog:modal')];
    const front = dialogs.find(dialog => dialog.contains(document.activeElement));
    const root = front ?? dialogs[dialogs.length - 1] ?? document.body;";

/// Returns the one visible element of this role and name, or says why there is none. Several links are one when they
/// lead to the same place (WCAG 2.2 §2.4.4).
const FIND: &str = r"
    const [role, name] = arguments;
    const visible = element => element.checkVisibility({ visibilityProperty: true })
        && element.getClientRects().length > 0;
    const alike = [root, ...root.querySelectorAll('*')].filter(element =>
        element.computedRole === role && visible(element));
    const called = alike.filter(element => element.computedName === name);
    const isOne = called.every(element => element.href && element.href === called[0].href);
    if (called.length === 1 || (called.length > 1 && isOne)) return called[0];
    const names = alike.map(element => `“${element.computedName}”`).join(', ');
    return `${called.length} things of role ${role} are called “${name}”; there are: ${names}`;";

/// Whether the text can be read on the screen now.
const SAYS: &str = r"
    const [text] = arguments;
    const shown = root.innerText.replace(/\s+/g, ' ');
    return shown.includes(text) ? null : shown;";

/// What is announced at once: alerts that have something to say.
const ALERTS: &str = r#"
    return [...root.querySelectorAll('[role="alert"]')]
        .filter(element => element.checkVisibility())
        .map(element => element.innerText.replace(/\s+/g, ' ').trim())
        .filter(text => text !== '')
        .join(' | ');"#;

/// Something on the screen, which may still have to appear.
#[derive(Clone)]
pub struct Thing<'a> {
    browser: &'a Browser,
    role: Role,
    name: String,
}

impl Browser {
    /// Something of this role and name.
    pub fn thing(&self, role: Role, name: impl Into<String>) -> Thing<'_> {
        Thing {
            browser: self,
            role,
            name: name.into(),
        }
    }

    /// A button.
    pub fn button(&self, name: impl Into<String>) -> Thing<'_> {
        self.thing(Role::Button, name)
    }

    /// A link.
    pub fn link(&self, name: impl Into<String>) -> Thing<'_> {
        self.thing(Role::Link, name)
    }

    /// A heading.
    pub fn heading(&self, name: impl Into<String>) -> Thing<'_> {
        self.thing(Role::Heading, name)
    }

    /// A field to type in.
    pub fn field(&self, name: impl Into<String>) -> Thing<'_> {
        self.thing(Role::TextBox, name)
    }

    /// Waits until this can be read.
    pub async fn says(&self, text: &str) -> Outcome {
        until(
            async || match self.within_reach(SAYS, vec![json!(text)]).await? {
                Value::String(shown) => Err(Failure::new(format!(
                    "nothing says “{text}”; there is: {shown}"
                ))),
                _ => Ok(()),
            },
        )
        .await
    }

    /// Waits until this cannot be read any more.
    pub async fn gone(&self, text: &str) -> Outcome {
        until(async || {
            let is_there = self.says_now(text).await?;
            ensure(!is_there, || format!("“{text}” can still be read"))
        })
        .await
    }

    /// Whether this can be read now.
    pub async fn says_now(&self, text: &str) -> Outcome<bool> {
        Ok(self.within_reach(SAYS, vec![json!(text)]).await?.is_null())
    }

    /// What is announced at once, as it is now.
    pub async fn alerts_now(&self) -> Outcome<String> {
        let said = self.within_reach(ALERTS, Vec::new()).await?;
        Ok(said.as_str().unwrap_or_default().to_owned())
    }

    /// Runs a script that looks at `root`: what can be reached.
    async fn within_reach(&self, script: &str, arguments: Vec<Value>) -> Outcome<Value> {
        self.script(&format!("{ROOT}{script}"), arguments).await
    }

    /// Waits until this is announced at once.
    pub async fn warns(&self, text: &str) -> Outcome {
        until(async || {
            let alerts = self.alerts_now().await?;
            ensure(alerts.contains(text), || {
                format!("no alert says “{text}”; they say: {alerts}")
            })
        })
        .await
    }
}

impl Thing<'_> {
    /// Waits until it is there.
    pub async fn seen(&self) -> Outcome {
        until(async || self.find().await.map(drop)).await
    }

    /// Clicks it.
    pub async fn click(&self) -> Outcome {
        until(async || Ok(self.find().await?.click().await?)).await
    }

    /// Clicks it twice, as fast as people do by habit.
    pub async fn double_click(&self) -> Outcome {
        let element = until(async || self.find().await).await?;
        self.browser.double_click(element).await
    }

    /// Types into it, in place of what is there.
    pub async fn fill(&self, text: &str) -> Outcome {
        until(async || {
            let element = self.find().await?;
            element.clear().await?;
            Ok(element.send_keys(text).await?)
        })
        .await
    }

    /// Waits until this stands in it.
    pub async fn holds(&self, text: &str) -> Outcome {
        until(async || {
            let value = self.find().await?.prop("value").await?.unwrap_or_default();
            ensure(value == text, || {
                format!("in “{}” stands “{value}”, not “{text}”", self.name)
            })
        })
        .await
    }

    /// Waits until this attribute has this value.
    pub async fn has(&self, attribute: &str, value: &str) -> Outcome {
        until(async || {
            let found = self.find().await?.attr(attribute).await?;
            ensure(found.as_deref() == Some(value), || {
                format!("{attribute} of “{}” is {found:?}, not {value:?}", self.name)
            })
        })
        .await
    }

    /// Waits until it has the focus.
    pub async fn is_focused(&self) -> Outcome {
        until(async || {
            let element = self.find().await?.element_id();
            let focused = self.browser.focused().await?;
            let text = focused.html(false).await.unwrap_or_default();
            ensure(focused.element_id() == element, || {
                format!("the focus is not on “{}” but on {text}", self.name)
            })
        })
        .await
    }

    /// The lines that can be read in it.
    pub async fn lines(&self) -> Outcome<Vec<String>> {
        let text = until(async || Ok(self.find().await?.text().await?)).await?;
        Ok(text.lines().map(|line| line.trim().to_owned()).collect())
    }

    /// A picture of the window, with this in it.
    pub async fn picture(&self) -> Outcome<Vec<u8>> {
        let element = until(async || self.find().await).await?;
        let argument = serde_json::to_value(&element)?;
        let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' });";
        self.browser.script(script, vec![argument]).await?;
        self.browser.picture().await
    }

    async fn find(&self) -> Outcome<Element> {
        let arguments = vec![json!(self.role.name()), json!(self.name)];
        let found = self.browser.within_reach(FIND, arguments).await?;
        self.browser.element(&found)
    }
}
