// The verdict: one word, a sign and a colour; then whose code it is, why, and what to do.

import { el, fill, icon } from "./dom.js";
import { inLang, say } from "./lang.js";
import { SIGNS } from "./icons.js";
import { W } from "./words.js";

/** Shows that nothing is shown. */
export function showIdle(place) {
  fill(place, el("div", { class: "idle" }, el("strong", {}, say(W.show)), el("span", { class: "soft" }, say(W.showMore))));
}

/**
 * `shown` is what the terminal says of a code; `onConfirm` is there while a person is to be compared; `canGrant` is
 * whether this page records what is given.
 */
export function showVerdict(place, shown, { onConfirm, canGrant }) {
  const said = inLang(shown);
  const isRefused = shown.answer === "refuse";
  fill(
    place,
    el(
      "article",
      { class: `verdict appear ${shown.answer}${shown.isConfirmed ? " confirmed" : ""}`, "data-answer": shown.answer, "data-code": shown.code, "data-event": shown.event },
      shown.isConfirmed
        ? el("div", { class: "verdict-head" }, sign("accept"), el("strong", { class: "verdict-word" }, say(W.compared)))
        : el("div", { class: "verdict-head" }, sign(shown.answer), el("strong", { class: "verdict-word" }, said.word)),
      !isRefused && said.name ? who(said) : null,
      el("p", { class: "verdict-reason" }, said.reason),
      el("p", { class: "verdict-advice" }, said.advice),
      said.further?.length > 0 ? el("ul", { class: "verdict-more" }, said.further.map((line) => el("li", {}, line))) : null,
      !canGrant && ["accept", "compare"].includes(shown.answer) ? el("p", { class: "verdict-more" }, say(W.judgeOnly)) : null,
      onConfirm ? el("div", { class: "confirm" }, el("button", { type: "button", id: "confirm", on: { click: onConfirm } }, say(W.same))) : null,
      said.rows?.length > 0 ? details(said, isRefused) : null,
    ),
  );
}

function sign(answer) {
  const drawn = icon(SIGNS[answer] ?? SIGNS.check);
  drawn.classList.add("verdict-sign");
  return drawn;
}

function who(said) {
  return el(
    "div",
    { class: "verdict-who" },
    el("p", { class: "verdict-name" }, said.name),
    el("p", { class: "verdict-kind" }, said.kind),
  );
}

function details(said, isRefused) {
  const rows = said.rows.flatMap(([label, value]) => [
    el("dt", {}, label),
    el("dd", isRefused ? { class: "struck" } : {}, value),
  ]);
  return el(
    "details",
    {},
    el("summary", {}, say(isRefused ? W.notValid : W.details)),
    el("dl", {}, rows),
  );
}
