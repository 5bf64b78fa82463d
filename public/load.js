// Loads the program of this page, and says when it runs. `boot.js` has said which one it is.
const program = document.documentElement.dataset.program;
const { default: init } = await import(`/${program}.js`);
await init({ module_or_path: `/${program}_bg.wasm` });
dispatchEvent(new CustomEvent("ProgramStarted"));
