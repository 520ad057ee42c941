// Benefits at the counter: the list, price or days, what to charge, "granted". Nothing is shown as granted before
// the terminal has answered, and it answers when the record is on the disk.

import { el, fill, icon } from "./dom.js";
import { inLang, lang, say } from "./lang.js";
import { ICONS } from "./icons.js";
import { fenOf, yuan } from "./money.js";
import { W } from "./words.js";

/** A grant may be taken back for so long, in milliseconds. */
const UNDO_FOR = 60_000;

/** Draws into `place` and asks `ask(method, values)`; `onActive` is told that somebody is at work. */
export class CounterView {
  constructor(place, ask, onActive) {
    this.place = place;
    this.ask = ask;
    this.onActive = onActive;
    this.turn = 0;
    this.step = null;
  }

  /** Ends whatever was begun: another code is shown, or none. */
  clear() {
    this.turn += 1;
    this.step = null;
    clearTimeout(this.timer);
    fill(this.place);
  }

  /** What the holder of `event` gets; `manual` has the wish of a grant without a code. */
  offer(event, benefits, manual = null) {
    this.turn += 1;
    this.show({ name: "list", event, benefits, manual });
  }

  /** Draws the present step again, in another language. */
  redraw() {
    if (this.step) this.show(this.step);
  }

  show(step) {
    this.step = step;
    this.onActive();
    const drawn = { list: list, amount, together, ready, done, fault }[step.name].call(this, step);
    fill(this.place, el("section", { class: "counter appear", "data-step": step.name }, drawn));
    this.place.querySelector("input")?.focus();
  }

  /** Asks the terminal; an answer that comes after another code was shown is of no use. */
  async answered(method, values) {
    const turn = this.turn;
    try {
      const result = await this.ask(method, { ...values, lang: lang() });
      return turn === this.turn ? result : null;
    } catch (error) {
      if (turn === this.turn) this.show({ name: "fault", error, back: this.step.back ?? this.step });
      return null;
    }
  }

  async grant(step, button) {
    button.disabled = true;
    fill(button, say(W.granting));
    const { event, manual, chosen, units, fen } = step;
    const wish = { event, benefits: chosen.map((benefit) => benefit.number), units: units ?? 1, fen: fen ?? null, ...manual };
    const granted = await this.answered(manual ? "grantManually" : "grant", { wish });
    if (granted) this.show({ name: "done", granted, at: Date.now(), offer: { event, benefits: granted.benefits, manual } });
  }
}

/** A title stays by itself: one that is written from right to left does not turn what stands beside it. */
function title(benefit) {
  return el("bdi", {}, lang() === "en" && benefit.title_en ? benefit.title_en : benefit.title);
}

function titles(benefits) {
  return benefits.map((benefit, at) => [at > 0 ? " ＋ " : null, title(benefit)]);
}

function headOf(benefits) {
  const { merchant } = benefits;
  const name = lang() === "en" && merchant?.name_en ? merchant.name_en : merchant?.name;
  return name ? [el("bdi", {}, name), " · ", say(W.benefits)] : say(W.benefits);
}

function list({ event, benefits, manual }) {
  const given = benefits.list.filter((benefit) => benefit.code === "available");
  const others = benefits.list.filter((benefit) => benefit.code !== "available");
  const ordered = given.filter((benefit) => benefit.order !== null && !benefit.needs_days);
  const why = benefits.said ? inLang(benefits.said) : null;
  const base = { event, benefits, manual };
  return [
    el("h2", {}, headOf(benefits)),
    why ? el("p", {}, why) : null,
    !why && benefits.list.length === 0 ? el("p", {}, say(W.noBenefits)) : null,
    el(
      "div",
      { class: "offer" },
      given.map((benefit) => offered(benefit, () => this.show(next({ ...base, chosen: [benefit] })))),
      !manual && ordered.length > 1
        ? el("button", { type: "button", on: { click: () => this.show({ ...base, name: "together", chosen: [] }) } }, el("strong", {}, say(W.together)))
        : null,
    ),
    others.length > 0
      ? el("div", { class: "not-now" }, el("p", {}, say(W.notNow)), el("ul", {}, others.map((benefit) => el("li", {}, title(benefit), lang() === "zh" ? "：" : ": ", whyNot(benefit)))))
      : null,
  ];
}

/** Why it is not given now: the terminal says, or the page holds it back. */
function whyNot(benefit) {
  return W[benefit.code] ? say(W[benefit.code]) : inLang(benefit.said).why;
}

function offered(benefit, onClick) {
  const said = inLang(benefit.said);
  return el(
    "button",
    { type: "button", "data-benefit": benefit.number, on: { click: onClick } },
    el("span", {}, el("strong", {}, title(benefit)), el("span", { class: "terms" }, said.terms)),
    el("span", { class: "left" }, said.left),
  );
}

/** The step behind a choice: a price or days are asked for if they matter. */
function next(step) {
  const [first] = step.chosen;
  const back = { name: "list", event: step.event, benefits: step.benefits, manual: step.manual };
  const asks = step.chosen.length > 1 || first.needs_price ? "price" : first.needs_days ? "days" : null;
  return asks ? { ...step, name: "amount", asks, back } : { ...step, name: "ready", back };
}

function together(step) {
  const ordered = step.benefits.list.filter((benefit) => benefit.code === "available" && benefit.order !== null && !benefit.needs_days);
  const toggle = (benefit) => {
    const has = step.chosen.includes(benefit);
    this.show({ ...step, chosen: has ? step.chosen.filter((one) => one !== benefit) : [...step.chosen, benefit] });
  };
  return [
    el("h2", {}, say(W.together)),
    el("div", { class: "offer" }, ordered.map((benefit) => {
      const button = offered(benefit, () => toggle(benefit));
      button.setAttribute("aria-pressed", String(step.chosen.includes(benefit)));
      if (step.chosen.includes(benefit)) button.prepend(icon(ICONS.done));
      return button;
    })),
    buttons(
      el("button", { type: "button", on: { click: () => this.show({ name: "list", ...pick(step) }) } }, say(W.back)),
      el("button", { type: "button", class: "main", disabled: step.chosen.length < 2, on: { click: () => this.show(next(step)) } }, say(W.next)),
    ),
  ];
}

function amount(step) {
  const isPrice = step.asks === "price";
  const input = el("input", { id: "amount", inputmode: isPrice ? "decimal" : "numeric", autocomplete: "off", maxlength: 11, value: step.typed });
  const go = async () => {
    const typed = input.value;
    if (!isPrice) {
      const units = Number(typed.trim());
      if (Number.isInteger(units) && units > 0 && units < 1000) this.show({ ...step, name: "ready", units, back: { ...step, typed } });
      else input.focus();
      return;
    }
    const fen = fenOf(typed);
    if (fen === null) {
      input.focus();
      return;
    }
    const charge = await this.answered("price", { benefits: step.chosen.map((benefit) => benefit.number), fen });
    if (charge) this.show({ ...step, name: "ready", fen, charge, back: { ...step, typed } });
  };
  const form = el(
    "form",
    { class: "field", novalidate: true, on: { submit: (event) => { event.preventDefault(); go(); } } },
    el("label", { for: "amount" }, say(isPrice ? W.price : W.days)),
    input,
    buttons(
      el("button", { type: "button", on: { click: () => this.show(step.back) } }, say(W.back)),
      el("button", { type: "submit", class: "main" }, say(W.next)),
    ),
  );
  return [el("h2", {}, titles(step.chosen)), form];
}

function ready(step) {
  const { charge } = step;
  const button = el("button", { type: "button", class: "main", id: "grant" }, say(W.grant));
  button.addEventListener("click", () => this.grant(step, button));
  return [
    el("h2", {}, titles(step.chosen)),
    step.chosen.length === 1 ? el("p", {}, inLang(step.chosen[0].said).terms, step.units ? ` × ${step.units}` : null) : null,
    charge
      ? el(
          "div",
          { class: "sum" },
          el("p", { class: "soft" }, say(W.priceWas, { price: yuan(charge.price_fen) })),
          charge.steps?.length > 1 ? el("ul", {}, charge.steps.map((one) => el("li", {}, el("bdi", {}, inLang(one.title)), "：", yuan(one.to_pay_fen)))) : null,
          el("p", {}, say(W.toPay)),
          el("p", { class: "amount number" }, "¥ ", yuan(charge.to_pay_fen)),
        )
      : null,
    buttons(el("button", { type: "button", on: { click: () => this.show(step.back) } }, say(W.back)), button),
  ];
}

function done(step) {
  const { granted, at } = step;
  const left = UNDO_FOR - (Date.now() - at);
  clearTimeout(this.timer);
  if (left > 0 && !step.undone) this.timer = setTimeout(() => this.step === step && this.redraw(), left);
  const records = granted.granted.map((one) => one.record);
  const undo = async (event) => {
    event.target.disabled = true;
    const undone = await this.answered("undo", { records });
    if (undone) this.show({ ...step, undone: true });
  };
  const rate = (level) => async () => {
    const rated = await this.answered("rate", { record: records[0], level });
    if (rated) this.show({ ...step, rated: level });
  };
  return el(
    "div",
    { class: "done", "data-record": records[0] },
    el("p", { class: "done-line" }, icon(ICONS.done), el("span", {}, step.undone ? say(W.undone) : [say(W.granted), " ", titles(granted.granted)])),
    !step.undone && granted.to_pay_fen !== null
      ? el("div", { class: "sum" }, el("p", {}, say(W.toPay)), el("p", { class: "amount number" }, "¥ ", yuan(granted.to_pay_fen)))
      : null,
    el("p", { class: "soft" }, records.map((n) => say(W.recordNumber, { n })).join("、")),
    step.undone
      ? null
      : el(
          "div",
          { class: "row-of-buttons" },
          left > 0 ? el("button", { type: "button", on: { click: undo } }, say(W.undo)) : null,
          step.offer.benefits
            ? el("button", { type: "button", on: { click: () => this.offer(step.offer.event, step.offer.benefits, step.offer.manual) } }, say(W.benefits))
            : null,
        ),
    step.undone || step.rated ? null : el("p", { class: "soft" }, say(W.rate)),
    step.rated ? el("p", {}, say(W.rated)) : null,
    step.undone || step.rated
      ? null
      : el("div", { class: "row-of-buttons three" }, ["satisfied", "fair", "dissatisfied"].map((level) => el("button", { type: "button", on: { click: rate(level) } }, say(W[level])))),
  );
}

function fault({ error, back }) {
  const own = W[error.code];
  return [
    el("p", { class: "fault-line", role: "alert", "data-code": error.code ?? "failed" }, icon(ICONS.alert), own ? say(own) : error.code ? error.message : say(W.failed)),
    error.remedy ? el("p", {}, error.remedy) : null,
    buttons(el("button", { type: "button", on: { click: () => this.show(back) } }, say(W.back))),
  ];
}

function pick({ event, benefits, manual }) {
  return { event, benefits, manual };
}

function buttons(...all) {
  return el("div", { class: "row-of-buttons" }, all);
}
