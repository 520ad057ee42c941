// What is done with a text: judged, shown, and cleared in time. The next code always wins.

import { lang, say } from "./lang.js";
import { Presence } from "./presence.js";
import { W } from "./words.js";
import { showIdle, showVerdict } from "./verdict-view.js";

/** A verdict that nobody works with is cleared when its code was away for so long, in milliseconds. */
const CLEARED_AFTER = 60_000;
/** Texts of sequences begin with this mark (docs/format.md). */
const FRAME = /^82\d/;

/** `ask` is the terminal; `counter` shows benefits; `place` the verdict. */
export class CodeDesk {
  constructor({ ask, counter, place, onVerdict, onFrame, canGrant }) {
    Object.assign(this, { ask, counter, place, onVerdict, onFrame, canGrant });
    this.presence = new Presence();
    this.shown = null;
    this.text = null;
    this.turn = 0;
    this.times = [];
    showIdle(place);
  }

  /** A frame of the camera was read; `taken` is when, in milliseconds. */
  seen(reading, taken) {
    const now = performance.now();
    const frames = reading.codes.filter(({ text }) => FRAME.test(text));
    for (const { text } of frames) this.frame(text);
    const codes = reading.codes.filter(({ text, part }) => !FRAME.test(text) && !part);
    const fresh = this.presence.update(codes, now);
    if (this.text !== null && this.presence.has(this.text)) this.lastSeen = now;
    if (fresh.length > 0) this.judge(fresh[0], "camera", codes.length - 1, taken);
  }

  /** A text that a scanner typed, or that was pasted. */
  typed(text, input) {
    if (FRAME.test(text.trim())) return this.frame(text.trim());
    this.presence.forget();
    return this.judge(text, input, 0, performance.now());
  }

  /** The codes of a picture. */
  async picture(codes) {
    const [first] = codes;
    if (!first) {
      this.clear();
      this.show({ event: 0, answer: "again", code: "no-code-found", ...both((at) => ({ word: ["？", "?"][at], reason: W.noCode[at], advice: W.noCodeDo[at] })) });
      return;
    }
    await this.judge(first.text, "picture", codes.length - 1, performance.now());
  }

  async frame(text) {
    try {
      const { held, count, is_whole: isWhole } = await this.ask("collectFrame", { text });
      if (count > 0) this.onFrame({ held, count, isWhole });
    } catch {
      // A text that only looks like a part; the next one is looked at.
    }
  }

  async judge(text, input, others, taken) {
    const turn = ++this.turn;
    this.text = text;
    this.lastSeen = performance.now();
    let verdict;
    try {
      verdict = await this.ask("verify", { text, input, others, lang: lang() });
    } catch (error) {
      verdict = { event: 0, answer: "check", code: error.code ?? "failed", ...both((at) => ({ word: W.look[at], reason: error.message, advice: error.remedy ?? "" })) };
    }
    // Another code was shown meanwhile.
    if (turn !== this.turn) return;
    this.times.push(performance.now() - taken);
    if (this.times.length > 500) this.times.shift();
    if (verdict.passed_over) return;
    if (this.isSameProof(verdict)) {
      // A phone renews its proof: what was begun with this person goes on.
      return;
    }
    this.counter.clear();
    this.show(verdict);
    this.onVerdict(verdict);
    if (verdict.benefits) this.offer(verdict.event, verdict.benefits);
  }

  isSameProof(verdict) {
    return Boolean(verdict.renews && this.shown && verdict.renews === this.shown.event);
  }

  show(verdict) {
    this.shown = verdict;
    this.place.closest("main").dataset.shown = "yes";
    this.place.dataset.latency = String(Math.round(this.times.at(-1) ?? 0));
    const canGrant = this.canGrant();
    const mayConfirm = verdict.confirmable && canGrant;
    showVerdict(this.place, verdict, { onConfirm: mayConfirm ? () => this.confirm(verdict) : null, canGrant });
    this.keep();
  }

  async confirm(verdict) {
    if (this.shown !== verdict) return;
    try {
      const benefits = await this.ask("confirm", { event: verdict.event, lang: lang() });
      if (this.shown !== verdict) return;
      const confirmed = { ...verdict, confirmable: false, isConfirmed: true };
      this.show(confirmed);
      this.offer(verdict.event, benefits);
      this.place.scrollIntoView?.({ block: "nearest" });
    } catch (error) {
      this.counter.show({ name: "fault", error, back: null });
    }
  }

  offer(event, benefits) {
    if (this.canGrant()) this.counter.offer(event, benefits);
  }

  /** Somebody works with what is shown. */
  keep() {
    clearTimeout(this.timer);
    if (!this.shown) return;
    this.timer = setTimeout(() => {
      const isThere = performance.now() - this.lastSeen < CLEARED_AFTER / 2;
      if (isThere) this.keep();
      else this.clear();
    }, CLEARED_AFTER);
  }

  /** Shows nothing of anybody. */
  clear() {
    this.turn += 1;
    clearTimeout(this.timer);
    this.shown = null;
    this.text = null;
    this.counter.clear();
    this.place.closest("main").dataset.shown = "no";
    showIdle(this.place);
  }

  /** Other lists count from now on: what is in view is judged again. */
  listsChanged() {
    this.clear();
    this.presence.forget();
  }

  redraw() {
    if (this.shown) this.show(this.shown);
    else showIdle(this.place);
  }
}

function both(make) {
  return { zh: make(0), en: make(1) };
}
