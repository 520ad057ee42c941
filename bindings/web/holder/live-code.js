// A code that is shown: kept awake, large, and for a bound code a fresh proof every 15 seconds.

import { el, fill } from "./dom.js";
import { say } from "./lang.js";
import { now } from "./core.js";
import { drawModules } from "./draw.js";
import { fault } from "./parts.js";

/** Seconds after which a proof is made anew. Terminals take one for 30. */
export const RENEWED_AFTER = 15;

/** Keeps the screen on while something is shown. */
export class Awake {
  constructor() {
    this.wanted = false;
    this.lock = null;
    this.onShow = () => {
      if (this.wanted && document.visibilityState === "visible") this.take();
    };
    document.addEventListener("visibilitychange", this.onShow);
  }

  async take() {
    this.wanted = true;
    try {
      const lock = (await navigator.wakeLock?.request("screen")) ?? null;
      if (this.wanted) this.lock = lock;
      else lock?.release();
    } catch {
      // A low battery forbids it: the code is shown all the same.
      this.lock = null;
    }
  }

  end() {
    this.wanted = false;
    document.removeEventListener("visibilitychange", this.onShow);
    this.lock?.release().catch(() => {});
  }
}

/** Shows one person's code in a canvas until `end` is called. */
export class LiveCode {
  /**
   * `key` is the phone's key of a bound code, or nothing. With a gate's `challenge` there is one proof, and `onOver` is
   * called when it counts no more.
   */
  constructor({ core, person, key, label, challenge = null, onOver = null }) {
    Object.assign(this, { core, person, key, label, challenge, onOver });
    this.canvas = el("canvas");
    this.left = el("p", { class: "left", role: "timer" });
    this.awake = new Awake();
    this.until = 0;
    this.running = false;
    this.text = "";
    this.onShow = () => {
      if (this.running && document.visibilityState === "visible") this.renew();
    };
    this.onSize = () => this.modules && drawModules(this.canvas, this.modules, this.label);
  }

  async start() {
    this.running = true;
    this.awake.take();
    document.addEventListener("visibilitychange", this.onShow);
    window.addEventListener("resize", this.onSize);
    await this.renew();
    if (this.key) this.timer = setInterval(() => this.tick(), 250);
  }

  end() {
    this.running = false;
    clearInterval(this.timer);
    this.awake.end();
    document.removeEventListener("visibilitychange", this.onShow);
    window.removeEventListener("resize", this.onSize);
  }

  tick() {
    if (this.stopped) return;
    // The clock, and not a count of ticks: a phone that slept goes on right.
    const rest = Math.ceil(this.until - Date.now() / 1000);
    if (rest <= 0 || rest > RENEWED_AFTER) {
      if (this.onOver) {
        this.end();
        this.onOver();
        return;
      }
      if (document.visibilityState === "visible") this.renew();
      return;
    }
    const shown = this.onOver ? say(["还有 {rest} 秒", "{rest} s left"], { rest }) : say(["{rest} 秒后换新", "renewed in {rest} s"], { rest });
    if (this.left.textContent !== shown) fill(this.left, shown);
  }

  async renew() {
    if (this.renewing) return;
    this.renewing = true;
    try {
      const text = this.key ? await this.proof() : this.person.text;
      if (!text || !this.running) return;
      this.text = text;
      this.modules = await this.core.call("draw", { text });
      drawModules(this.canvas, this.modules, this.label);
      // For programs that read the screen, and for tests.
      this.canvas.dataset.text = text;
    } catch {
      // The worker is made anew, and the next tick asks it.
      this.until = 0;
    } finally {
      this.renewing = false;
    }
  }

  async proof() {
    const made = now();
    const values = { code: this.person.text, now: made, challenge: this.challenge };
    const answer = await this.core.signed(this.key, "presentation", values);
    if (answer.error) {
      this.stopped = true;
      fill(this.left, fault(answer.error, ["请回到上一页再试；还不行就重新绑定手机。", "Go back and try again; if it stays so, bind the phone again."]));
      return null;
    }
    this.until = made + RENEWED_AFTER;
    return answer.texts[0];
  }
}
