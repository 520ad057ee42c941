// The first time: the root set, its thumbprints compared by telephone, then the first update.

import { el, fill } from "./dom.js";
import { lang, say } from "./lang.js";
import { W } from "./words.js";

/** Draws into `place`. `actions` has `chooseFile`, `accept(bytes)`, `refused()`. */
export class SetupView {
  constructor(place, actions) {
    this.place = place;
    this.actions = actions;
    this.roots = null;
    this.fault = null;
    this.differs = false;
  }

  /** Shows what a root set says of itself. Nothing is taken before somebody has compared it. */
  ask(bytes, about) {
    this.roots = { bytes, about };
    this.fault = null;
    this.differs = false;
    this.draw();
  }

  failed(error) {
    this.fault = error;
    this.draw();
  }

  draw() {
    fill(this.place, el("h2", {}, say(W.setupTitle)), this.steps(), this.fault ? alert(this.fault) : null, this.roots ? this.compare() : this.choose());
  }

  steps() {
    return el("ol", { class: "steps" }, [W.setupStep1, W.setupStep2, W.setupStep3].map((step) => el("li", {}, say(step))));
  }

  choose() {
    return el(
      "div",
      { class: "row-of-buttons" },
      el("button", { type: "button", class: "main", id: "choose-roots", on: { click: this.actions.chooseFile } }, say(W.chooseRoots)),
    );
  }

  compare() {
    const { bytes, about } = this.roots;
    const name = lang() === "en" && about.authority_en ? about.authority_en : about.authority;
    if (this.differs) return el("div", { class: "sheet" }, el("p", {}, say(W.differsDo)), this.choose());
    return el(
      "div",
      { class: "sheet" },
      el("strong", {}, say(W.rootsAre, { name, threshold: about.threshold, n: about.keys.length })),
      el("p", {}, say(W.compareRoots)),
      el("ol", {}, about.keys.map((key) => el("li", { class: "thumbprint" }, key.thumbprint))),
      el(
        "div",
        { class: "row-of-buttons" },
        el("button", { type: "button", id: "roots-differ", on: { click: () => { this.differs = true; this.draw(); } } }, say(W.differs)),
        el("button", { type: "button", class: "main", id: "roots-same", on: { click: () => this.actions.accept(bytes) } }, say(W.allSame)),
      ),
    );
  }
}

function alert(error) {
  return el("p", { class: "alert grave", role: "alert" }, `${error.message}。${error.remedy ?? ""}`);
}
