// What is noted in a page that is measured. It runs before anything of the page does, and is called with what to look
// for. Times are in milliseconds since the navigation began, as `performance.now()` has them; what ends in `_at` is on the
// wall clock, to be compared with what another document or the browser says.
(wanted) => {
  if (window !== top) return;
  const marks = {};
  const tasks = [];
  const shifts = [];
  const observe = (type, note) => {
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  };
  observe("paint", ({ name, startTime }) => { marks[name] = startTime; });
  observe("longtask", ({ startTime, duration }) => tasks.push({ startTime, duration }));
  observe("layout-shift", ({ startTime, value, hadRecentInput }) => {
    if (!hadRecentInput) shifts.push({ startTime, value });
  });

  // Happens once the frame that is drawn next, or now, has been handed over to the screen.
  const drawn = () => new Promise((done) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done(performance.now());
      port2.postMessage(null);
    });
  });
  const isShown = (element) => Boolean(element) && element.checkVisibility() && element.getClientRects().length > 0;
  // When something that appears stands on the screen. Looks only when the page has changed: looking costs time.
  const appears = (find) => new Promise((done) => {
    const look = () => {
      if (!isShown(find())) return;
      observer.disconnect();
      done(drawn());
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    look();
  });
  const called = (selector, text) => [...document.querySelectorAll(selector)].find((it) => it.textContent.trim() === text);

  // The program runs, or what has none is loaded.
  const end = wanted.program ? "ProgramStarted" : "load";
  const ready = new Promise((done) => {
    addEventListener(end, () => done(performance.now()), { once: true });
  });
  // Observers are told of a task after it has ended, and of a paint after it was shown.
  const settled = () => new Promise((done) => { setTimeout(done, 200); });

  const fill = (field, text) => {
    field.focus();
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const email = () => document.querySelector("input[type=email]");

  window.bench = {
    // What loading came to.
    async loaded() {
      const readyAt = await ready;
      await settled();
      const sum = (list, value) => list.filter((it) => it.startTime <= readyAt).reduce((all, it) => all + value(it), 0);
      return {
        first_paint: marks["first-paint"],
        first_contentful_paint: marks["first-contentful-paint"],
        program_ready: wanted.program ? readyAt : undefined,
        layout_shift: sum(shifts, (it) => it.value),
        blocking_time: sum(tasks, (it) => Math.max(0, it.duration - 50)),
        ready_at: performance.timeOrigin + readyAt,
      };
    },
    // From giving the password to the field of the code.
    async signsIn(name, password) {
      const { form } = email();
      fill(email(), name);
      fill(form.querySelector("input[type=password]"), password);
      const given = performance.now();
      form.requestSubmit();
      const shown = await appears(() => document.querySelector("input[autocomplete='one-time-code']"));
      return { second_step: shown - given, second_step_at: performance.timeOrigin + shown };
    },
    // Gives the code, and answers when. What comes next may be another document, so this is on the wall clock.
    givesCode(code) {
      const field = document.querySelector("input[autocomplete='one-time-code']");
      const given = performance.timeOrigin + performance.now();
      settings ??= settingsShown();
      fill(field, code);
      field.form.requestSubmit();
      return given;
    },
    // When the settings can be used: the heading, and the first thing below it that needs what the server has.
    async settingsSince(given) {
      return { settings: performance.timeOrigin + await settings - given };
    },
    probed: null,
  };
  const settingsShown = () => appears(() => called("h1", wanted.heading) && called("button", wanted.button));
  // Where nobody signs in, this is all there is to wait for.
  let settings = location.pathname === "/" ? null : settingsShown();

  if (!wanted.probes) return;

  // Is a key that is pressed shown? Each frame tries: the field is given the focus, and a letter goes the way that typed
  // ones go (`execCommand`: editing as by the user, with its events). The moment is when the frame with it is drawn.
  // There is no hand that presses a key, so this leaves out how long the browser takes from the key to the page.
  const isTyped = () => {
    const field = email();
    if (!isShown(field)) return false;
    field.focus();
    document.execCommand("insertText", false, "a");
    const typed = field.value === "a";
    field.value = "";
    return typed;
  };
  // Is the form taken? Each frame submits it. It is taken when a script of the page prevents what the browser would do;
  // without a script the browser takes every form that is there.
  let taken = null;
  addEventListener("submit", (event) => {
    if (event.defaultPrevented || !wanted.program) taken ??= performance.now();
    event.preventDefault();
  });
  window.bench.probed = new Promise((done) => {
    let typed = null;
    const look = async () => {
      if (!typed && isTyped()) typed = drawn();
      if (taken === null && isShown(email())) email().form.requestSubmit();
      if (!typed || taken === null) requestAnimationFrame(look);
      else done({ typing_works: await typed, submit_works: taken });
    };
    requestAnimationFrame(look);
  });
}
