// Which language the page speaks. A text of ours is a pair [Chinese, English].

const KEY = "lang";
const SUPPORTED = ["zh", "en"];
let current = first();
const listeners = new Set();

function first() {
  let kept = null;
  try {
    kept = localStorage.getItem(KEY);
  } catch {
    // Storage is forbidden: the browser's language counts.
  }
  if (SUPPORTED.includes(kept)) return kept;
  return (navigator.language || "zh").toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** `zh` or `en`. */
export function lang() {
  return current;
}

/** Changes the language; everything that is shown is drawn again. */
export function setLang(next) {
  if (!SUPPORTED.includes(next)) return;
  current = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // It holds until the page is closed.
  }
  document.documentElement.lang = next === "zh" ? "zh-CN" : "en";
  for (const listener of listeners) listener();
}

/** Calls `listener` after each change. */
export function onLang(listener) {
  listeners.add(listener);
}

/** One of a pair, with `{name}` filled in. */
export function say(pair, values = {}) {
  const text = pair[current === "zh" ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Of something that the terminal says in both languages: `{zh, en}`. */
export function inLang(both) {
  return both?.[current] ?? "";
}
