// What must be right before the program has loaded: the theme, what stands on the page, an early submission, and a
// plain word when the program does not come. The app takes over in src/platform/adopt.rs.
"use strict";

(() => {
  const SIGN_IN_PATHS = ["/", "/sign-in"];
  // After this long without the program, say so; it may still come.
  const SLOW_MS = 12_000;
  const root = document.documentElement;

  try {
    // The same key as in src/platform/theme.rs.
    const theme = localStorage.getItem("latchkey.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
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

  // The one other thing of the early form that moves.
  addEventListener("click", (event) => {
    const button = early(event) && event.target.closest("[aria-pressed]");
    if (!button) return;
    const shown = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(shown));
    document.getElementById(button.getAttribute("aria-controls")).type = shown ? "text" : "password";
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
  });
  addEventListener("unhandledrejection", fail);
  addEventListener("error", fail, true);
  addEventListener("DOMContentLoaded", () => {
    if (typeof WebAssembly !== "object") fail();
  });
})();
