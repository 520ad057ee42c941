// What may be given here, by how well the browser keeps what was given.
//
// - `full`: everything.
// - `uncounted`: only benefits without a number per day, month or year: their count could be lost.
// - `judge`: nothing. Codes are judged.

export const WITHHELD = "storage-unproven";

/** Holds back what may not be given, and remembers it for the moment in which it is asked for. */
export class Duty {
  constructor() {
    this.value = "judge";
    this.withheld = new Set();
  }

  /** Benefits as the terminal offers them; those that are held back say why by their code. */
  apply(benefits) {
    this.withheld.clear();
    if (!benefits || this.value === "full") return benefits;
    for (const benefit of benefits.list) {
      if (benefit.quotas.length === 0 || benefit.code !== "available") continue;
      this.withheld.add(benefit.number);
      benefit.code = WITHHELD;
    }
    return benefits;
  }

  /** Throws if one of `wanted` may not be given. */
  check(wanted) {
    if (this.value === "judge") throw held("browser-storage-needed");
    if (wanted.some((number) => this.withheld.has(number))) throw held(WITHHELD);
  }
}

function held(code) {
  return Object.assign(new Error(code), { code });
}
