// Pieces that several screens are made of.

import { el } from "./dom.js";
import { inLang, say } from "./lang.js";

/** A button with a pair of words. */
export function button(words, act, kind = "") {
  return el("button", { type: "button", class: kind || null, on: { click: act } }, say(words));
}

/** What went wrong and what to do about it; both pairs or texts in both languages. */
export function fault(what, todo) {
  const text = (words) => (Array.isArray(words) ? say(words) : inLang(words));
  return el("div", { class: "note fault", role: "alert" }, el("p", {}, text(what)), todo ? el("p", {}, text(todo)) : null);
}

export function note(words) {
  return el("div", { class: "note" }, el("p", {}, Array.isArray(words) ? say(words) : inLang(words)));
}

const SIGNS = { accept: "✔", check: "？", refuse: "✘" };
const WORDS = {
  accept: ["有效", "in force"],
  check: ["要核实", "to be checked"],
  refuse: ["不能用", "not in force"],
};

/** The verdict in one word with its sign; the colour only repeats it. */
export function verdictLine(verdict) {
  return el(
    "p",
    { class: `verdict ${verdict.decision}` },
    el("span", { class: "sign", "aria-hidden": "true" }, SIGNS[verdict.decision]),
    say(WORDS[verdict.decision]),
  );
}

/** A row of a description list; nothing without a value. */
export function fact(words, value) {
  return value ? [el("dt", {}, say(words)), el("dd", {}, value)] : [];
}

/** The people on this phone, to choose one; nothing for a single one. */
export function peopleList(people, shown, choose) {
  if (people.length < 2) return null;
  const one = (who) =>
    el("li", {}, el("button", { type: "button", "aria-pressed": String(who.id === shown.id), on: { click: () => choose(who.id) } }, who.label));
  return el("ul", { class: "people", "aria-label": say(["这部手机上的人", "people on this phone"]) }, people.map(one));
}

/** Several texts in a row, as each language writes it. */
export function joined(texts, between = ["、", ", "]) {
  return texts.filter(Boolean).join(say(between));
}

/** A benefit in one line: what it is called, and what it gives. */
export function benefitLine(benefit) {
  return inLang(benefit.title) + say(["：", ": "]) + inLang(benefit.value);
}

/** What a code is called: by its bureau's signed name, or as all are. */
export function codeName(says) {
  return says?.code_name ? inLang(says.code_name) : say(["老兵码", "Veteran code"]);
}

/** A day of an input field as `YYYYMMDD`, and today for one. */
export function dayNumber(value) {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  return match ? Number(match.slice(1).join("")) : 0;
}

/** Today in Beijing, as an input field has it. */
export function today() {
  return new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
}
