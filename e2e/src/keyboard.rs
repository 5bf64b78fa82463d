//! Keys and the mouse, one press at a time.

use crate::{Failure, Outcome, browser::Browser, failure::ensure};
use fantoccini::{
    actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction},
    elements::Element,
    key::Key,
};
use serde_json::json;

/// So many things at most stand before another one in the order of the keyboard.
const FAR: usize = 40;

/// What has the focus, as it is announced.
const FOCUSED: &str = "
    const element = document.activeElement;
    return `${element.computedRole} “${element.computedName}”`;";

impl Browser {
    /// Types where the focus is.
    pub async fn types(&self, text: &str) -> Outcome {
        Ok(self.focused().await?.send_keys(text).await?)
    }

    /// Presses one key.
    pub async fn presses(&self, key: Key) -> Outcome {
        self.types(&char::from(key).to_string()).await
    }

    /// Presses the tabulator until this has the focus.
    pub async fn tabs_to(&self, role: &str, name: &str) -> Outcome {
        let wanted = format!("{role} “{name}”");
        let mut passed = Vec::new();
        for _ in 0..FAR {
            let here = self.announced().await?;
            if here == wanted {
                return Ok(());
            }
            passed.push(here);
            self.presses(Key::Tab).await?;
        }
        let passed = passed.join(", ");
        Err(Failure::new(format!(
            "the tabulator does not lead to {wanted}; it leads to: {passed}"
        )))
    }

    /// What a screen reader says about the thing with the focus.
    pub async fn announced(&self) -> Outcome<String> {
        let said = self.script(FOCUSED, Vec::new()).await?;
        Ok(said.as_str().unwrap_or_default().to_owned())
    }

    /// A ring can be seen around whatever has the focus (WCAG 2.2 §2.4.7).
    pub async fn shows_the_focus(&self) -> Outcome {
        const RING: &str = "
            const style = getComputedStyle(document.activeElement);
            return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;";
        let is_shown = self.script(RING, Vec::new()).await? == json!(true);
        let here = self.announced().await?;
        ensure(is_shown, || format!("nothing shows the focus on {here}"))
    }

    /// Two clicks in one go.
    pub(crate) async fn double_click(&self, element: Element) -> Outcome {
        let button = MOUSE_BUTTON_LEFT;
        let actions = MouseActions::new("mouse".to_owned())
            .then(PointerAction::MoveToElement {
                element: element.clone(),
                duration: None,
                x: 0.0,
                y: 0.0,
            })
            .then(PointerAction::Down { button })
            .then(PointerAction::Up { button })
            .then(PointerAction::Down { button })
            .then(PointerAction::Up { button });
        Ok(element.client().perform_actions(actions).await?)
    }
}
