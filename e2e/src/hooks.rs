//! What is done to a page before its own program runs: watching what it asks of the browser, and taking away what
//! other browsers do not have.

use crate::{Failure, Outcome, browser::Browser, failure::ensure, waiting::until};
use serde_json::{Value, json};

/// Records every call of the credentials interface with what became of it, and every signal. A reload forgets.
const WATCH: &str = "
    window.journey = { ceremonies: [], signals: [] };
    for (const method of ['get', 'create']) {
        const original = CredentialsContainer.prototype[method];
        CredentialsContainer.prototype[method] = function (options) {
            const ceremony = { kind: options.mediation ?? method, state: 'waiting' };
            journey.ceremonies.push(ceremony);
            const promise = original.call(this, options);
            promise.then(() => ceremony.state = 'answered', error => ceremony.state = error.name);
            return promise;
        };
    }
    for (const name of ['signalUnknownCredential', 'signalAllAcceptedCredentials', 'signalCurrentUserDetails']) {
        const original = PublicKeyCredential[name];
        PublicKeyCredential[name] = function (options) {
            journey.signals.push({ name, options });
            return original.call(this, options);
        };
    }";

/// A browser from before passkeys.
const NO_PASSKEYS: &str = "
    delete window.PublicKeyCredential;
    delete Navigator.prototype.credentials;";

/// A phone's browser that reads text messages (`WebOTP`); the journey says what it reads.
const READS_MESSAGES: &str = "
    window.OTPCredential ??= class {};
    window.reader = { state: 'idle' };
    const original = CredentialsContainer.prototype.get;
    CredentialsContainer.prototype.get = function (options) {
        if (!options?.otp) return original.call(this, options);
        reader.state = 'waiting';
        return new Promise((resolve, reject) => {
            reader.reads = code => { reader.state = 'answered'; resolve({ type: 'otp', code }); };
            options.signal.addEventListener('abort', () => {
                reader.state = 'aborted';
                reject(options.signal.reason);
            });
        });
    };";

/// What Chromium does to a page that it translates, but for the words: every text node makes way for two `<font>` elements,
/// again after every change. The words stay, so that a journey finds its way.
const TRANSLATES: &str = "
    window.translated = 0;
    const wrap = text => {
        const outer = document.createElement('font');
        const inner = outer.appendChild(document.createElement('font'));
        outer.style.verticalAlign = inner.style.verticalAlign = 'inherit';
        inner.append(text.data);
        text.replaceWith(outer);
        window.translated += 1;
    };
    const is_foreign = text => text.data.trim()
        && !text.parentElement.closest('font, script, style, svg, [translate=no], option, textarea');
    const translate = () => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const texts = [];
        while (walker.nextNode()) texts.push(walker.currentNode);
        texts.filter(is_foreign).forEach(wrap);
    };
    addEventListener('DOMContentLoaded', () => {
        translate();
        let due = null;
        new MutationObserver(() => {
            clearTimeout(due);
            due = setTimeout(translate, 20);
        }).observe(document.body, { subtree: true, childList: true, characterData: true });
    });";

/// What the page asks the browser for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Passkeys wait in the email field.
    Autofill,
    /// The dialog for a passkey is open.
    Dialog,
    /// The dialog for a new passkey is open.
    NewPasskey,
}

impl Asked {
    const fn name(self) -> &'static str {
        match self {
            Self::Autofill => "conditional",
            Self::Dialog => "get",
            Self::NewPasskey => "create",
        }
    }
}

impl Browser {
    /// From the next page on, this tab can be asked what it asked of the browser.
    pub async fn is_watched(&self) -> Outcome {
        self.runs_first(WATCH).await.map(drop)
    }

    /// From the next page on, this tab has no passkeys.
    pub async fn knows_no_passkeys(&self) -> Outcome {
        self.runs_first(NO_PASSKEYS).await.map(drop)
    }

    /// From the next page on, this tab reads text messages.
    pub async fn reads_messages(&self) -> Outcome {
        self.runs_first(READS_MESSAGES).await.map(drop)
    }

    /// From the next page on, the browser translates what stands in this tab.
    pub async fn translates(&self) -> Outcome {
        self.runs_first(TRANSLATES).await.map(drop)
    }

    /// From the next page on, until it [has it again](Self::has_again), this browser is one without something: the
    /// script takes it away. Answers what to give back.
    pub async fn lacks(&self, script: &str) -> Outcome<Value> {
        self.runs_first(script).await
    }

    /// From the next page on, the browser has again what it [lacked](Self::lacks).
    pub async fn has_again(&self, lacked: Value) -> Outcome {
        let command = "Page.removeScriptToEvaluateOnNewDocument";
        self.devtools(command, lacked).await.map(drop)
    }

    /// A text message with this code comes, once the page waits for one.
    pub async fn reads(&self, code: &str) -> Outcome {
        self.reader_is("waiting").await?;
        let script = "reader.reads(arguments[0]);";
        self.script(script, vec![json!(code)]).await.map(drop)
    }

    /// Waits until the reading of text messages is in this state: `waiting`, `answered` or `aborted`.
    pub async fn reader_is(&self, wanted: &str) -> Outcome {
        until(async || {
            let state = self.script("return reader.state;", Vec::new()).await?;
            ensure(state == wanted, || {
                format!("the reader is {state}, not {wanted}")
            })
        })
        .await
    }

    /// Waits until the page waits for this and for nothing else.
    pub async fn waits_for(&self, asked: Asked) -> Outcome {
        let name = asked.name();
        until(async || {
            let waiting = self.waiting().await?;
            ensure(waiting == [name], || {
                format!("the page waits for {waiting:?}, not for {name:?}")
            })
        })
        .await
    }

    /// Waits until the page waits for nothing.
    pub async fn waits_for_nothing(&self) -> Outcome {
        until(async || {
            let waiting = self.waiting().await?;
            ensure(waiting.is_empty(), || {
                format!("the page waits for {waiting:?}")
            })
        })
        .await
    }

    /// Waits until the password manager was told this, since the page was loaded, and nothing later of that kind.
    pub async fn signals(&self, name: &str, wanted: &Value) -> Outcome {
        let script = "
            const [name] = arguments;
            return journey.signals.filter(signal => signal.name === name).at(-1)?.options ?? null;";
        until(async || {
            let told = self.script(script, vec![json!(name)]).await?;
            ensure(told == *wanted, || {
                format!("{name} told {told}, not {wanted}")
            })
        })
        .await
    }

    /// How often the password manager was told something of this kind since the page was loaded.
    pub async fn count_signals(&self, name: &str) -> Outcome<usize> {
        let script =
            "return journey.signals.filter(signal => signal.name === arguments[0]).length;";
        let count = self.script(script, vec![json!(name)]).await?;
        let count = count.as_u64().and_then(|count| usize::try_from(count).ok());
        count.ok_or_else(|| Failure::new("the page is not watched"))
    }

    async fn waiting(&self) -> Outcome<Vec<String>> {
        let script = "
            return journey.ceremonies
                .filter(ceremony => ceremony.state === 'waiting')
                .map(ceremony => ceremony.kind);";
        Ok(serde_json::from_value(
            self.script(script, Vec::new()).await?,
        )?)
    }

    /// From the next page on, this script runs before those of the page. Answers what [`Self::has_again`] takes to end it.
    pub(crate) async fn runs_first(&self, script: &str) -> Outcome<Value> {
        let command = "Page.addScriptToEvaluateOnNewDocument";
        self.devtools(command, json!({ "source": script })).await
    }
}
