//! Word to the other tabs of this browser. It says only that something changed; each tab asks the server what.

use leptos::prelude::StoredValue;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

const CHANNEL: &str = "latchkey";

thread_local! {
    /// One for the whole page: a channel does not hear itself, so a tab is not told its own news.
    static OWN: Option<BroadcastChannel> = BroadcastChannel::new(CHANNEL).ok();
}

/// What tabs tell each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// Somebody signed in or out: ask the server who is there.
    SessionChanged,
}

impl News {
    const fn word(self) -> &'static str {
        match self {
            Self::SessionChanged => "session-changed",
        }
    }

    fn read(message: &JsValue) -> Option<Self> {
        (message.as_string()? == Self::SessionChanged.word()).then_some(Self::SessionChanged)
    }
}

/// Tells the other tabs. Where a browser has no channels, each tab finds out at its next call.
pub fn tell(news: News) {
    OWN.with(|channel| {
        if let Some(channel) = channel {
            // Text can always be cloned into a message.
            let _ = channel.post_message(&JsValue::from_str(news.word()));
        }
    });
}

/// Calls `heard` at news from another tab, until the current owner goes away.
pub fn listen(heard: impl Fn(News) + 'static) {
    let Some(channel) = OWN.with(Clone::clone) else {
        return;
    };
    let closure = Closure::new(move |event: MessageEvent| {
        if let Some(news) = News::read(&event.data()) {
            heard(news);
        }
    });
    let added =
        channel.add_event_listener_with_callback("message", closure.as_ref().unchecked_ref());
    if added.is_ok() {
        // Kept until the owner goes, and taken off the channel then.
        StoredValue::new_local(Listener { channel, closure });
    }
}

struct Listener {
    channel: BroadcastChannel,
    closure: Closure<dyn Fn(MessageEvent)>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        // It was added, so it can be taken off.
        let _ = self
            .channel
            .remove_event_listener_with_callback("message", callback);
    }
}
