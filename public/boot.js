// What must be right before the program has loaded: the theme, what stands on the page, an early submission, and a
// plain word when the program does not come. The app takes over in src/platform/adopt.rs.
"use strict";

(() => {
  const SIGN_IN_PATHS = ["/", "/sign-in"];
  // After this long without the program, say so; it may still come.
  const SLOW_MS = 12_000;
  const root = document.documentElement;

  // As in src/platform/theme.rs.
  const KEY = "latchkey.theme";
  const THEMES = ["light", "dark"];

  const paint = (theme) => {
    if (THEMES.includes(theme)) root.dataset.theme = theme;
    else delete root.dataset.theme;
  };

  try {
    paint(localStorage.getItem(KEY));
  } catch {
    // A browser that keeps nothing has the theme of its system.
  }

  const isSignIn = SIGN_IN_PATHS.includes(location.pathname.replace(/(.)\/$/, "$1"));
  root.dataset.boot = isSignIn ? "sign-in" : "loading";

  const show = (id) => {
    const notice = document.getElementById(id);
    if (notice) notice.hidden = false;
  };
  const hide = (id) => {
    const notice = document.getElementById(id);
    if (notice) notice.hidden = true;
  };
  const early = (event) => event.target instanceof Element && event.target.closest("#early");

  // The browser must not send the form: only the app knows how. It submits it again when it has taken over.
  addEventListener("submit", (event) => {
    const form = event.target;
    if (!early(event)) return;
    event.preventDefault();
    form.dataset.submitted = "";
    const button = form.querySelector("[type=submit]");
    button.setAttribute("aria-busy", "true");
    button.firstElementChild.textContent = button.dataset.busyLabel;
  }, true);

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
      if (THEMES.includes(theme)) localStorage.setItem(KEY, theme);
      else localStorage.removeItem(KEY);
    } catch {
      // It holds until the page is closed.
    }
  });

  const slow = setTimeout(() => show("slow"), SLOW_MS);
  const settle = () => {
    clearTimeout(slow);
    hide("slow");
  };
  let started = false;
  const fail = () => {
    if (started) return;
    settle();
    show("alarm");
  };

  // Trunk's loader says when the program runs; a file that does not come, or a program that does not start, are
  // errors of the page.
  addEventListener("TrunkApplicationStarted", () => {
    started = true;
    settle();
    // An extension of the browser may have failed in its place.
    hide("alarm");
  });
  addEventListener("unhandledrejection", fail);
  addEventListener("error", fail, true);
  addEventListener("DOMContentLoaded", () => {
    const colours = document.querySelector("#early select");
    if (colours) colours.value = root.dataset.theme ?? "system";
    // Where somebody was going survives a link that is followed before the program has loaded.
    const next = new URLSearchParams(location.search).get("next");
    if (next) {
      for (const link of document.querySelectorAll("#early a[href^='/']")) {
        link.search = `?next=${encodeURIComponent(next)}`;
      }
    }
    if (typeof WebAssembly !== "object") fail();
  });
})();
