//! What every screen owes to everybody: one heading, names on everything that can be used, no scrolling sideways on a
//! narrow screen. And pictures of it, for people to look at.

use crate::{
    Failure, Outcome,
    browser::Browser,
    evidence::{folder, write},
    failure::ensure,
};
use serde_json::{Value, json};

/// Widths of a phone and of a computer, in CSS pixels.
const WIDTHS: [u32; 2] = [360, 1280];
/// The narrowest screen, which is also 1280 pixels enlarged four times (WCAG 2.2 §1.4.10).
const NARROWEST: u32 = 320;
const THEMES: [&str; 2] = ["light", "dark"];

/// What is wrong with the screen, in words; empty when nothing is.
const FAULTS: &str = r#"
    const faults = [];
    const visible = element => element.checkVisibility({ visibilityProperty: true });
    const isMute = element => element.closest('[aria-hidden="true"]') !== null;
    const all = selector => [...document.querySelectorAll(selector)].filter(element => visible(element) && !isMute(element));
    const show = element => element.outerHTML.slice(0, 120);
    const expect = (holds, fault) => holds || faults.push(fault);
    const headings = all('h1');
    expect(headings.length === 1, `${headings.length} headings of the first level`);
    expect(all('main').length === 1, 'not one main part');
    expect(document.documentElement.lang === 'en', 'no language');
    expect(document.title.includes(headings[0]?.textContent), `the title is ${document.title}`);
    // Behind an open dialog nothing can be used, so nothing there has a name.
    const dialogs = document.querySelectorAll('dialog:modal');
    const isInReach = element => dialogs.length === 0 || [...dialogs].some(dialog => dialog.contains(element));
    for (const element of all('a[href], button, input, select, textarea, summary, [role="img"], dialog').filter(isInReach))
        expect(element.computedName !== '', `no name: ${show(element)}`);
    for (const element of all('input:not([type="checkbox"])'))
        expect(element.labels.length === 1 && element.autocomplete !== '', `no label or autocomplete: ${show(element)}`);
    for (const element of all('[aria-invalid="true"]'))
        expect(element.hasAttribute('aria-describedby'), `wrong, and not said why: ${show(element)}`);
    for (const element of all('[aria-describedby], [aria-controls], [aria-labelledby]'))
        for (const name of ['aria-describedby', 'aria-controls', 'aria-labelledby'])
            for (const id of (element.getAttribute(name) ?? '').split(' ').filter(id => id !== ''))
                expect(document.getElementById(id), `${name} of nothing: ${show(element)}`);
    for (const element of document.querySelectorAll('[aria-hidden="true"], [aria-hidden="true"] *'))
        expect(element.tabIndex < 0 || !visible(element), `the focus goes where nothing is said: ${show(element)}`);
    const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
    for (const id of ids)
        expect(ids.indexOf(id) === ids.lastIndexOf(id), `two things have the id ${id}`);
    for (const element of all('img:not([alt]), [tabindex]:not([tabindex="0"], [tabindex="-1"])'))
        faults.push(`a picture without words, or an order of its own: ${show(element)}`);
    return faults;"#;

/// Elements that are wider than the screen, when it can be scrolled sideways.
const TOO_WIDE: &str = "
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    return [...document.querySelectorAll('body *')]
        .filter(element => element.getBoundingClientRect().right > root.clientWidth)
        .map(element => element.outerHTML.slice(0, 120));";

/// Looks at the screen in every width and theme, keeps a picture of each, and leaves it as it was.
pub async fn inspect(browser: &Browser, name: &str) -> Outcome {
    let during = |failure: Failure| failure.during(name);
    none(browser, FAULTS).await.map_err(during)?;
    for theme in THEMES {
        for width in WIDTHS {
            dress(browser, width, theme).await?;
            let path = folder("screens").join(format!("{name}-{width}-{theme}.png"));
            write(&path, &browser.picture().await?)?;
        }
    }
    dress(browser, NARROWEST, THEMES[0]).await?;
    none(browser, TOO_WIDE).await.map_err(during)?;
    browser
        .devtools("Emulation.clearDeviceMetricsOverride", json!({}))
        .await?;
    wear(browser, "").await
}

async fn none(browser: &Browser, script: &str) -> Outcome {
    let faults = browser.script(script, Vec::new()).await?;
    ensure(faults == json!([]), || faults.to_string())
}

/// As wide as that, and as high as the page is then.
async fn dress(browser: &Browser, width: u32, theme: &str) -> Outcome {
    wear(browser, theme).await?;
    resize(browser, width, 640).await?;
    let height = "return document.documentElement.scrollHeight;";
    let height = browser.script(height, Vec::new()).await?;
    let height = height
        .as_u64()
        .and_then(|height| u32::try_from(height).ok());
    resize(browser, width, height.unwrap_or(640)).await
}

async fn resize(browser: &Browser, width: u32, height: u32) -> Outcome {
    let parameters = json!({
        "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500,
    });
    let command = "Emulation.setDeviceMetricsOverride";
    browser.devtools(command, parameters).await.map(drop)
}

async fn wear(browser: &Browser, theme: &str) -> Outcome {
    let feature: Value = json!({ "name": "prefers-color-scheme", "value": theme });
    let parameters = json!({ "features": [feature] });
    let command = "Emulation.setEmulatedMedia";
    browser.devtools(command, parameters).await.map(drop)
}
