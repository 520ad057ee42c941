// Which of the codes in view are new. A code that is held still is one event.

/** A code that was away for so long is new when it comes again, in milliseconds. */
const AWAY = 3000;

/** Remembers the texts that are in view. */
export class Presence {
  constructor() {
    this.seen = new Map();
  }

  /** The texts of `codes` that were not in view; `now` in milliseconds. */
  update(codes, now) {
    for (const [text, last] of this.seen) {
      if (now - last > AWAY) this.seen.delete(text);
    }
    const fresh = [];
    for (const { text } of codes) {
      if (!this.seen.has(text)) fresh.push(text);
      this.seen.set(text, now);
    }
    return fresh;
  }

  /** Whether this text was in view a moment ago. */
  has(text) {
    return this.seen.has(text);
  }

  /** A text that was seen elsewhere is new the next time. */
  forget() {
    this.seen.clear();
  }
}
