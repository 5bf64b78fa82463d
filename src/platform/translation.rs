//! The page goes on working while the browser translates it.
//!
//! Chromium and Edge put `<font>` elements with the translation in the place of the text nodes that Leptos holds. What
//! Leptos does to such a node afterwards (new text, removal, insertion before it) is done to something that nobody sees,
//! or fails. So each node is put back where it stood, empty, in front of its translation: then everything that Leptos
//! does lands in the right place. When the node gets new text or goes, its translation goes, and the browser translates
//! the new text in its turn. When the translation is taken away, the node gets its text back.

use super::{object, page};
use js_sys::{Array, WeakMap};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{MutationObserver, MutationObserverInit, MutationRecord, Node, Text};

/// What translations are made of. The page itself has none.
const STAND_IN: &str = "FONT";

thread_local! {
    static WATCH: RefCell<Option<Watch>> = const { RefCell::new(None) };
}

/// Watches the page from now on, for as long as it is open. Where a browser has no observers, it translates nothing.
pub fn install() {
    let watch = Watch::begin();
    WATCH.set(watch);
}

/// The observer, and which text belongs to which translation. Both ways, and both weakly: what leaves the page is
/// forgotten.
struct Watch {
    /// From a text node to its translation and its words.
    translations: WeakMap,
    /// From a translation to its text node.
    originals: WeakMap,
    observer: MutationObserver,
    _callback: Closure<dyn Fn(Array)>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

impl Watch {
    fn begin() -> Option<Self> {
        let callback = Closure::new(|records: Array| {
            WATCH.with_borrow(|watch| {
                if let Some(watch) = watch {
                    watch.look(&records);
                }
            });
        });
        let observer = MutationObserver::new(callback.as_ref().unchecked_ref()).ok()?;
        let options = MutationObserverInit::new();
        options.set_subtree(true);
        options.set_child_list(true);
        options.set_character_data(true);
        let body = page::document()?.body()?;
        observer.observe_with_options(&body, &options).ok()?;
        Some(Self {
            translations: WeakMap::new(),
            originals: WeakMap::new(),
            observer,
            _callback: callback,
        })
    }

    fn look(&self, records: &Array) {
        let records: Vec<MutationRecord> = records.iter().map(JsCast::unchecked_into).collect();
        // New text first: what is put aside below is no new text.
        for record in &records {
            if record.type_() == "characterData"
                && let Some(text) = record.target()
                && let Some((translation, _)) = self.translation_of(&text)
            {
                self.forget(&text, &translation);
                remove(&translation);
            }
        }
        for (place, record) in records.iter().enumerate() {
            for node in removed(record) {
                self.went(&node, record, records.get(place..).unwrap_or_default());
            }
        }
        // What was done here is no news.
        self.observer.take_records();
    }

    /// A node was taken out of the page, or moved.
    fn went(&self, node: &Node, record: &MutationRecord, later: &[MutationRecord]) {
        if let Some((translation, words)) = self.translation_of(node) {
            remove(&translation);
            self.give_back(node, &translation, &words);
        } else if node.node_name() == STAND_IN {
            let text: Node = self.originals.get(node).unchecked_into();
            if !node.is_connected()
                && let Some((translation, words)) = self.translation_of(&text)
            {
                self.give_back(&text, &translation, &words);
            }
        } else if let Some(text) = node.dyn_ref::<Text>()
            && !text.data().trim().is_empty()
            && let Some(translation) = self.stand_in(text, record, later)
        {
            self.keep(text, &translation);
        }
    }

    /// The translation that was put in the place of this text: in one go, or beside it before or after it went.
    fn stand_in(
        &self,
        text: &Text,
        record: &MutationRecord,
        later: &[MutationRecord],
    ) -> Option<Node> {
        let parent = record.target()?;
        let is_free = |it: &Node| {
            it.node_name() == STAND_IN
                && it.parent_node().as_ref() == Some(&parent)
                && !self.originals.has(it)
        };
        let beside = [record.previous_sibling(), record.next_sibling()];
        let is_same_place = |it: &&MutationRecord| {
            it.target().as_ref() == Some(&parent)
                && it.previous_sibling() == record.previous_sibling()
                && it.next_sibling() == record.next_sibling()
        };
        let afterwards = later.iter().filter(is_same_place).flat_map(added);
        let around = text.parent_element().and_then(|it| topmost(&it.into()));
        added(record)
            .into_iter()
            .chain(beside.into_iter().flatten())
            .chain(afterwards)
            .chain(around)
            .find(is_free)
    }

    /// Puts the text node back in front of its translation, empty.
    fn keep(&self, text: &Text, translation: &Node) {
        let Some(parent) = translation.parent_node() else {
            return;
        };
        if translation.contains(Some(text))
            && let (Some(around), Ok(copy)) = (text.parent_node(), text.clone_node())
            && around.replace_child(&copy, text).is_err()
        {
            return;
        }
        let words = text.data();
        if parent.insert_before(text, Some(translation)).is_ok() {
            text.set_data("");
            let words = JsValue::from_str(&words);
            let entry = object::object(&[("translation", translation), ("words", &words)]);
            self.translations.set(text, &entry);
            self.originals.set(translation, text);
        }
    }

    fn give_back(&self, text: &Node, translation: &Node, words: &str) {
        self.forget(text, translation);
        text.set_node_value(Some(words));
    }

    fn forget(&self, text: &Node, translation: &Node) {
        self.translations.delete(text);
        self.originals.delete(translation);
    }

    fn translation_of(&self, text: &Node) -> Option<(Node, String)> {
        let entry = self.translations.get(text);
        let translation = object::member(&entry, "translation")?;
        Some((translation.unchecked_into(), object::text(&entry, "words")?))
    }
}

/// The outermost translation around this.
fn topmost(node: &Node) -> Option<Node> {
    if node.node_name() != STAND_IN {
        return None;
    }
    let outer = node.parent_node().and_then(|parent| topmost(&parent));
    outer.or_else(|| Some(node.clone()))
}

fn remove(node: &Node) {
    if let Some(parent) = node.parent_node() {
        // It is a child of its parent.
        let _ = parent.remove_child(node);
    }
}

fn removed(record: &MutationRecord) -> Vec<Node> {
    nodes(record, "removedNodes")
}

fn added(record: &MutationRecord) -> Vec<Node> {
    nodes(record, "addedNodes")
}

fn nodes(record: &MutationRecord, which: &str) -> Vec<Node> {
    let list = object::member(record, which).unwrap_or_default();
    let list = Array::from(&list);
    list.iter().map(JsCast::unchecked_into).collect()
}
