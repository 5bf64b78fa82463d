//! What every screen owes to everybody: one heading, names on everything that can be used and the words that can be read
//! in them, room for a finger, no scrolling sideways on a narrow screen or with large letters, and a main button that is
//! told from the others in any colours. And pictures of it, for people to look at.

use crate::{
    Failure, Outcome,
    artifacts::{folder, write},
    browser::Browser,
    failure::ensure,
};
use serde_json::{Value, json};

/// Widths of a phone and of a computer, in CSS pixels.
const WIDTHS: [u32; 2] = [360, 1280];
/// The narrowest screen, which is also 1280 pixels enlarged four times (WCAG 2.2 §1.4.10).
const NARROWEST: u32 = 320;
const THEMES: [&str; 2] = ["light", "dark"];
/// Sizes of letters, in percent: as they are, and as large as they must be able to become (WCAG 2.2 §1.4.4).
const LETTERS: [u32; 2] = [100, 200];

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
    const isInReach = element => dialogs.length === 0 || dialogs[dialogs.length - 1].contains(element);
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
    // Who says what they see must reach it (WCAG 2.2 §2.5.3); spaces are not spoken.
    const spoken = text => text.replace(/\s+/g, ' ').trim().toLowerCase();
    for (const element of all('a[href], button, summary').filter(isInReach))
        expect(spoken(element.computedName).includes(spoken(element.innerText)), `its name is not what it says: ${show(element)}`);
    // Targets have room (WCAG 2.2 §2.5.8), and a way that stands alone has more (§2.5.5).
    for (const element of all('a[href], button, input, select, summary').filter(isInReach)) {
        if (element.matches('.page-frame__skip')) continue;
        const { width, height } = element.getBoundingClientRect();
        expect(width >= 24 && height >= 24, `${Math.round(width)} by ${Math.round(height)} pixels: ${show(element)}`);
        const isAlone = element.matches('button, p > a') && spoken(element.innerText) === spoken(element.parentElement.innerText);
        expect(!isAlone || height >= 44, `only ${Math.round(height)} pixels high: ${show(element)}`);
    }
    for (const element of document.querySelectorAll('h1, h2, h3'))
        expect(element.textContent.trim() !== '', `a heading without words: ${show(element)}`);
    for (const element of all(`[role="alert"] a[href^='#']`))
        expect(document.getElementById(element.hash.slice(1)), `it leads nowhere: ${show(element)}`);
    const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
    for (const id of ids)
        expect(ids.indexOf(id) === ids.lastIndexOf(id), `two things have the id ${id}`);
    for (const element of all('img:not([alt]), [tabindex]:not([tabindex="0"], [tabindex="-1"])'))
        faults.push(`a picture without words, or an order of its own: ${show(element)}`);
    return faults;"#;

/// Elements that are wider than the screen, or than the dialog or the box that they stand in.
const TOO_WIDE: &str = "
    const root = document.documentElement;
    const isHidden = element => element.closest('.visually-hidden, .whose, .page-frame__skip, svg, [hidden]');
    const isSeen = element => element.checkVisibility({ visibilityProperty: true }) && !isHidden(element);
    const isTooWide = element => {
        const { left, right } = element.getBoundingClientRect();
        // A field scrolls what is typed in it.
        const scrolls = element.matches('input') || getComputedStyle(element).display === 'inline';
        return right > root.clientWidth + 1 || left < -1 || (!scrolls && element.scrollWidth > element.clientWidth + 1);
    };
    return [...document.querySelectorAll('body *')]
        .filter(element => isSeen(element) && isTooWide(element))
        .map(element => `${element.scrollWidth} in ${element.clientWidth}: ${element.outerHTML.slice(0, 120)}`);";

/// What to do here looks different from what else can be done, also where the system chooses the colours.
const ALIKE: &str = "
    const colour = element => getComputedStyle(element).backgroundColor;
    const seen = selector => [...document.querySelectorAll(selector)].filter(element => element.checkVisibility());
    const others = new Set(seen('.button:not(.button--primary)').map(colour));
    return seen('.button--primary').filter(element => others.has(colour(element))).map(element => element.outerHTML);";

/// Makes the letters so large, in percent.
const ENLARGE: &str = "document.documentElement.style.fontSize = arguments[0];";

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
    force_colours(browser).await?;
    none(browser, ALIKE).await.map_err(during)?;
    let path = folder("screens").join(format!("{name}-forced.png"));
    write(&path, &browser.picture().await?)?;
    for size in LETTERS {
        enlarge(browser, &format!("{size}%")).await?;
        dress(browser, NARROWEST, THEMES[0]).await?;
        let during = |failure: Failure| failure.during(&format!("{name} at {size} %"));
        let path = folder("screens").join(format!("{name}-{NARROWEST}-{size}.png"));
        write(&path, &browser.picture().await?)?;
        none(browser, TOO_WIDE).await.map_err(during)?;
    }
    enlarge(browser, "").await?;
    browser
        .devtools("Emulation.clearDeviceMetricsOverride", json!({}))
        .await?;
    wear(browser, "").await
}

async fn enlarge(browser: &Browser, size: &str) -> Outcome {
    let arguments = vec![json!(size)];
    browser.script(ENLARGE, arguments).await.map(drop)
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
    emulate(browser, "prefers-color-scheme", theme).await
}

async fn force_colours(browser: &Browser) -> Outcome {
    emulate(browser, "forced-colors", "active").await
}

async fn emulate(browser: &Browser, name: &str, value: &str) -> Outcome {
    let feature: Value = json!({ "name": name, "value": value });
    let parameters = json!({ "features": [feature] });
    let command = "Emulation.setEmulatedMedia";
    browser.devtools(command, parameters).await.map(drop)
}
