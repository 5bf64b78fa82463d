// What must be right before the program has loaded: the theme, what stands on the page, an early submission, and a
// plain word when the program does not come or breaks. The app takes over in src/platform/adopt.rs.
//
// Written for browsers that cannot run the program: nothing here is younger than 2016, so that they are told as well.
"use strict";

(() => {
  const SIGN_IN_PATHS = ["/", "/sign-in"];
  // The pages of the other program, as contract/src/page.rs has them.
  const ACCOUNT_PATHS = [
    "/security",
    "/security/authenticator",
    "/security/passkey",
    "/security/security-key",
    "/security/phone",
    "/security/email",
    "/security/activity",
    "/new-backup-codes",
    "/passkey-offer",
    "/check",
    "/reset-password",
    "/recovery",
    "/recovery/cancel",
    "/undo-email-change",
  ];
  // After this long without the program, say so; it may still come.
  const SLOW_MS = 12000;
  const root = document.documentElement;

  // As in src/platform/theme.rs.
  const KEY = "latchkey.theme";
  const THEMES = ["light", "dark"];

  const paint = (theme) => {
    if (THEMES.indexOf(theme) >= 0) root.dataset.theme = theme;
    else delete root.dataset.theme;
  };

  try {
    paint(localStorage.getItem(KEY));
  } catch (ignored) {
    // A browser that keeps nothing has the theme of its system.
  }

  const isAmong = (paths) => paths.indexOf(location.pathname.replace(/(.)\/+$/, "$1")) >= 0;

  const chooseWhatStands = () => {
    const isSignIn = isAmong(SIGN_IN_PATHS);
    root.dataset.boot = isSignIn ? "sign-in" : "loading";
  };
  chooseWhatStands();
  // A server that has one page for every path, as `trunk serve` is, gives index.html for the account's as well.
  if (isAmong(ACCOUNT_PATHS)) root.dataset.program = "account";

  const show = (id) => {
    const notice = document.getElementById(id);
    if (notice) notice.hidden = false;
  };
  const hide = (id) => {
    const notice = document.getElementById(id);
    if (notice) notice.hidden = true;
  };
  const early = (event) => event.target instanceof Element && event.target.closest("#early");

  let started = false;
  let failed = false;

  // The browser must not send the form: only the app knows how. It submits it again when it has taken over.
  addEventListener("submit", (event) => {
    const form = event.target;
    if (!early(event)) return;
    event.preventDefault();
    if (failed) return;
    form.dataset.submitted = "";
    const button = form.querySelector("[type=submit]");
    const words = button.firstElementChild;
    button.setAttribute("aria-busy", "true");
    button.dataset.label = button.dataset.label || words.textContent;
    words.textContent = button.dataset.busyLabel;
  }, true);

  // A link of the early form to one of these screens loads nothing anew: the program opens the screen when it comes, and
  // takes the address along that was typed. So that address stays in the memory of this tab.
  const SCREENS = ["/forgot-password", "/sign-up"];
  addEventListener("click", (event) => {
    const link = early(event) && event.target.closest("a[href]");
    const opensHere = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    // Without the program the link is followed as any other: perhaps it comes with the next page.
    if (!link || !opensHere || failed || SCREENS.indexOf(link.pathname) < 0) return;
    event.preventDefault();
    document.querySelector("#early form").dataset.left = "";
    history.pushState(null, "", link.href);
    chooseWhatStands();
  });
  addEventListener("popstate", chooseWhatStands);

  // The two other things of the early form that move: the eye, and the list of colours.
  addEventListener("click", (event) => {
    const button = early(event) && event.target.closest("[aria-pressed]");
    if (!button) return;
    const shown = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(shown));
    document.getElementById(button.getAttribute("aria-controls")).type = shown ? "text" : "password";
  });
  addEventListener("change", (event) => {
    if (!early(event) || !event.target.matches("select")) return;
    const theme = event.target.value;
    paint(theme);
    try {
      if (THEMES.indexOf(theme) >= 0) localStorage.setItem(KEY, theme);
      else localStorage.removeItem(KEY);
    } catch (ignored) {
      // It holds until the page is closed.
    }
  });

  const slow = setTimeout(() => show("slow"), SLOW_MS);
  const settle = () => {
    clearTimeout(slow);
    hide("slow");
  };

  // Nothing will come of what was begun, so nothing may look as if it went on.
  const stopWaiting = () => {
    for (const button of Array.from(document.querySelectorAll("[aria-busy]"))) {
      button.removeAttribute("aria-busy");
      if (button.dataset.label) button.firstElementChild.textContent = button.dataset.label;
    }
  };
  const fail = () => {
    failed = true;
    settle();
    stopWaiting();
    show("alarm");
  };

  // Once the program runs, only what breaks in it is told: extensions of the browser fail in the same page. The
  // program's files are named after it; a screen may be as well, and is no part of it.
  const program = location.origin + "/" + root.dataset.program;
  const isOfProgram = (thrown) =>
    Boolean(thrown) && ["-", ".", "_"].some((next) => String(thrown.stack).indexOf(program + next) >= 0);

  // load.js says when the program runs; a file that does not come, or a program that does not start, are errors of the
  // page.
  addEventListener("ProgramStarted", () => {
    started = true;
    failed = false;
    settle();
    // An extension of the browser may have failed in its place.
    hide("alarm");
  });
  addEventListener("unhandledrejection", (event) => {
    if (!started || isOfProgram(event.reason)) fail();
  });
  addEventListener("error", (event) => {
    if (!started || isOfProgram(event.error)) fail();
  }, true);

  // Without these the program cannot even begin, and some browsers say nothing of it: an old one takes a module for
  // something that is not meant for it.
  const lacksWhatIsNeeded = () =>
    typeof WebAssembly !== "object" ||
    !("noModule" in HTMLScriptElement.prototype) ||
    typeof fetch !== "function";

  addEventListener("DOMContentLoaded", () => {
    const colours = document.querySelector("#early select");
    if (colours) colours.value = root.dataset.theme || "system";
    // Where somebody was going survives a link that is followed before the program has loaded.
    const next = /[?&]next=([^&]*)/.exec(location.search);
    if (next) {
      for (const link of Array.from(document.querySelectorAll("#early a[href^='/']"))) {
        link.search = "?next=" + next[1];
      }
    }
    if (lacksWhatIsNeeded()) fail();
  });
})();
