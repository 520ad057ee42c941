// What lies behind the buttons of the bar: the day, the lists, grants by hand.

import { byId, el, fill, icon, saveFile } from "./dom.js";
import { inLang, lang, say, setLang } from "./lang.js";
import { ICONS } from "./icons.js";
import { yuan } from "./money.js";
import { W } from "./words.js";
import { setVoice, voiceIsOn } from "./voice.js";

/** Opens a panel with a title; `content` is elements. */
export function openPanel(title, ...content) {
  const panel = byId("panel");
  const close = el("button", { type: "button", class: "plain icon-only", on: { click: () => panel.close() } }, icon(ICONS.close, say(W.close)));
  fill(panel, el("div", { class: "dialog-head" }, el("h2", { id: "panel-title" }, title), close), el("div", { class: "dialog-body" }, content));
  if (!panel.open) panel.showModal();
  return panel;
}

export function closePanel() {
  byId("panel").close();
}

/** The day: what was given, and the journal for the bureau. */
export async function showToday(ask, canGrant, onExported) {
  const day = await ask("today", { lang: lang() });
  const waiting = Number(day.size ?? 0) - Number(day.confirmed ?? 0);
  const said = el("p", { role: "status" });
  const exportNow = async () => {
    try {
      const file = await ask("exportJournal", { lang: lang() });
      saveFile(file.file, file.bytes, "application/octet-stream");
      fill(said, say(W.exported, { name: file.file }));
      onExported();
    } catch (error) {
      fill(said, error.message, error.remedy ? `。${error.remedy}` : "");
    }
  };
  const figure = (label, value) => el("div", { class: "figure" }, el("b", { class: "number" }, value), say(label));
  openPanel(
    `${say(W.today)} · ${day.day}`,
    el(
      "div",
      { class: "figures" },
      figure(W.grants, day.grants),
      figure(W.collected, yuan(day.to_pay_fen)),
      figure(W.saved, yuan(day.saved_fen)),
      figure(W.byHand, day.manual),
      figure(W.undoneCount, day.undone),
    ),
    day.benefits.length > 0
      ? el(
          "table",
          { class: "table" },
          el("tbody", {}, day.benefits.map((one) => el("tr", {}, el("td", {}, one.title ? inLang(one.title) : `#${one.benefit}`), el("td", { class: "right number" }, `${one.grants}`)))),
        )
      : null,
    el("p", {}, `${say(W.notExported)} `, el("b", { class: "number" }, String(waiting))),
    said,
    el(
      "div",
      { class: "row-of-buttons" },
      el("button", { type: "button", on: { click: () => window.print() } }, say(W.print)),
      canGrant ? el("button", { type: "button", class: "main", id: "export", on: { click: exportNow } }, say(W.export)) : null,
    ),
  );
}

/** Lists, place, language, voice. */
export async function showMore({ ask, state, actions }) {
  const status = state.isSetUp ? await ask("status", { lang: lang() }) : null;
  const places = state.canGrant ? (await ask("places", { lang: lang() })).places : [];
  const list = status?.trust_list;
  const fact = (label, value) => el("li", {}, el("span", {}, say(label)), el("span", {}, value));
  const pick = (on, label, choose) => el("button", { type: "button", "aria-pressed": String(on), class: on ? "main" : null, on: { click: choose } }, label);
  openPanel(
    say(W.more),
    el("div", { class: "row-of-buttons" }, pick(lang() === "zh", "中文", () => { setLang("zh"); closePanel(); }), pick(lang() === "en", "English", () => { setLang("en"); closePanel(); })),
    el("div", { class: "row-of-buttons" }, pick(voiceIsOn(), say(voiceIsOn() ? W.voiceOn : W.voiceOff), () => { setVoice(!voiceIsOn()); closePanel(); }), el("button", { type: "button", on: { click: actions.mirror } }, say(W.mirror))),
    status
      ? el(
          "ul",
          { class: "facts" },
          fact(W.authority, status.authority?.name ?? "–"),
          list ? fact(W.trustList, say(W.version, { n: list.version })) : fact(W.trustList, say(W.noList)),
          list ? fact(W.validUntil, list.expires?.last_day ?? "–") : null,
          fact(W.statusLists, String(status.status_lists?.length ?? 0)),
          places.map((place) => fact(W.place, `${place.catalogue?.name ?? ""} · ${say(W.terminalNumber, { n: place.terminal })}`)),
          places.length === 0 ? fact(W.place, say(W.noPlace)) : null,
        )
      : null,
    el(
      "div",
      { class: "row-of-buttons" },
      el("button", { type: "button", on: { click: actions.update } }, say(W.update)),
      state.canGrant ? el("button", { type: "button", id: "ask-place", on: { click: () => showPlaceRequest(ask) } }, say(W.askPlace)) : null,
      state.canGrant && places.length > 0 ? el("button", { type: "button", id: "by-hand", on: { click: () => showManual(actions) } }, say(W.manual)) : null,
    ),
    el("p", { class: "soft" }, say(W.pageVersion, { version: state.version })),
  );
}

function showPlaceRequest(ask) {
  const input = el("input", { id: "label", maxlength: 60, autocomplete: "off" });
  const said = el("div", { role: "status" });
  const go = async () => {
    try {
      const file = await ask("placeRequest", { label: input.value.trim() || "web", lang: lang() });
      saveFile(file.file, file.bytes, "application/octet-stream");
      fill(said, el("p", {}, say(W.placeSaved, { name: file.file })), el("p", { class: "thumbprint" }, file.thumbprint));
    } catch (error) {
      fill(said, el("p", { role: "alert" }, W[error.code] ? say(W[error.code]) : `${error.message}。${error.remedy ?? ""}`));
    }
  };
  openPanel(
    say(W.askPlace),
    el("div", { class: "field" }, el("label", { for: "label" }, say(W.placeLabel)), input),
    said,
    el("div", { class: "row-of-buttons" }, el("button", { type: "button", class: "main", id: "save-request", on: { click: go } }, say(W.askPlace))),
  );
}

/** A grant without a code: the reason, the number, then the list at the counter. */
function showManual(actions) {
  const input = el("input", { id: "holder", inputmode: "numeric", maxlength: 10, autocomplete: "off" });
  const reason = (name) =>
    el("button", { type: "button", on: { click: () => {
      const typed = input.value.trim();
      if (typed !== "" && !/^\d{1,10}$/.test(typed)) {
        input.focus();
        return;
      }
      closePanel();
      actions.manual({ reason: name, holder: typed === "" ? null : Number(typed) });
    } } }, say(W[name]));
  openPanel(
    say(W.manual),
    el("div", { class: "field" }, el("label", { for: "holder" }, say(W.holderNumber)), input),
    el("p", {}, say(W.manualWhy)),
    el("div", { class: "row-of-buttons" }, reason("card-unreadable"), reason("scanner-broken"), reason("no-power")),
  );
}

/** What became of an update file. */
export function showUpdate(parts) {
  const count = (result) => parts.filter((part) => part.result === result).length;
  const refused = parts.filter((part) => part.error && part.result !== "held");
  const head = count("new") > 0 ? W.updated : refused.length > 0 ? W.updateRefused : W.updatedNothing;
  const values = { n: refused.length };
  openPanel(
    say(head, values),
    el(
      "ul",
      { class: "facts", id: "update-parts" },
      parts.map((part) => el("li", { "data-result": part.result }, el("span", {}, part.name ? inLang(part.name) : part.part), el("span", {}, W[`part_${part.result}`] ? say(W[`part_${part.result}`]) : part.result))),
    ),
    count("new") > 0 && refused.length > 0 ? el("p", {}, say(W.updateRefused, values)) : null,
    refused.map((part) => el("p", { role: "alert" }, `${part.error.message}。${part.error.remedy ?? ""}`)),
  );
}
