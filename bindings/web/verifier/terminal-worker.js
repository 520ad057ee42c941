// The terminal in a worker of its own: lists, verdicts, benefits, journal. `wasm_bindgen` stands before this in
// the bundle.
//
// Several tabs have one terminal. Whoever changes it holds a lock of the browser, reads what others have written
// first, and answers only when its own change is on the disk. If that fails, the change is forgotten. A phone's proof
// that was taken in one tab is used in all.

import { serve, tell } from "./worker-server.js";
import { Storage } from "./storage.js";
import { Duty } from "./duty.js";

const LOCK = "veteran-terminal";
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(LOCK);

let storage = null;
let terminal = null;
let generation = 0;
/** What another tab has written is read before the next answer. */
let isBehind = false;
let mode = "shop";
const duty = new Duty();
let speaks = "zh";
/** Counts the codes that were shown in this tab. */
let events = 0;
/** The code that was shown last: its number on the page, and that of the terminal. */
let last = null;

channel?.addEventListener("message", ({ data }) => {
  if (data.what === "proof") {
    terminal?.useProof(data.text, data.input, now());
  } else {
    isBehind = true;
    tell({ what: "changed" });
  }
});

const now = () => Date.now() / 1000;

/** Answers of the module are JSON; a fault is one of them. */
function answer(json) {
  const value = JSON.parse(json);
  if (value && value.error && value.error.code && Object.keys(value).length === 1) throw fault(value.error);
  return value;
}

function fault({ code, message, remedy }) {
  return Object.assign(new Error(message), { code, remedy });
}

function withLock(work) {
  // Without locks there is one tab that anybody notices: commits of others are found by their number.
  return navigator.locks ? navigator.locks.request(LOCK, work) : work();
}

/** Reads what is kept. Used proofs and the code that is shown stay, unless other lists count now. */
async function reload() {
  isBehind = false;
  const { files, generation: found } = storage ? await loaded() : { files: [], generation: 0 };
  generation = found;
  const disk = new wasm_bindgen.Files();
  for (const [path, bytes] of files) disk.add(path, bytes);
  if (files.length === 0) {
    drop();
  } else if (terminal) {
    goOnWith(disk);
  } else {
    terminal = wasm_bindgen.Terminal.open(disk, now());
    answer(terminal.opened(speaks));
    terminal.setMode(mode);
  }
}

async function loaded() {
  try {
    return await storage.load();
  } catch (error) {
    isBehind = true;
    throw error;
  }
}

function goOnWith(disk) {
  try {
    if (answer(terminal.goOnWith(disk, speaks))) forgetShown();
  } catch (error) {
    // It is opened from the beginning the next time.
    drop();
    isBehind = true;
    throw error;
  }
}

/** What is shown was judged by lists that count no more. */
function forgetShown() {
  last = null;
  tell({ what: "lists" });
}

function drop() {
  terminal?.free();
  terminal = null;
  forgetShown();
}

/** The terminal's own number of a code that the page knows by `event`; 0 if it is not the last one. */
function innerOf(event) {
  return last && last.event === event ? last.inner : 0;
}

async function fresh() {
  if (isBehind && storage) await reload();
  if (!terminal) throw fault({ code: "store-missing", message: "the terminal is not set up" });
  return terminal;
}

/** Does something that changes the terminal, and answers when it is on the disk. */
function change(work) {
  return withLock(async () => {
    if (storage) {
      try {
        if ((await storage.generation()) !== generation) await reload();
      } catch (error) {
        throw diskFault(error);
      }
    }
    const result = work();
    const changes = terminal ? takeChanges() : [];
    if (changes.length === 0) return result;
    if (storage) {
      try {
        generation = await storage.commit(changes, generation);
      } catch (error) {
        await forget();
        throw diskFault(error);
      }
      channel?.postMessage({ what: "changed" });
    }
    return result;
  });
}

/** What is in memory is not on the disk: it never was. */
async function forget() {
  try {
    await reload();
  } catch {
    drop();
    isBehind = true;
  }
}

function diskFault(error) {
  if (typeof error?.code === "string") return error;
  const name = error?.name ?? error?.cause?.name;
  const code = name === "QuotaExceededError" ? "browser-storage-full" : "browser-storage-failed";
  return fault({ code, message: String(error?.message ?? error) });
}

function takeChanges() {
  const taken = terminal.takeChanges();
  const changes = [];
  for (let at = 0; at < taken.length; at += 1) {
    changes.push([taken.path(at), taken.isRemoved(at) ? null : taken.bytes(at)]);
  }
  taken.free();
  return changes;
}

/** The terminal itself, for tests. */
export const inspect = () => terminal;

/** Benefits as they are offered on this page. */
const offered = (benefits) => duty.apply(benefits);

/** Storage that has been tried: it is while the page still compiles the module. */
const opened = Storage.open().then(async (found) => {
  try {
    await found.probe();
    return { found, fault: null };
  } catch (error) {
    // What is there can be read though nothing is written.
    if (error.code === "browser-storage-full") return { found, fault: error.code };
    throw error;
  }
});
// `start` says it.
opened.catch(() => {});

serve({
  /** Starts the module and reads what is kept. Until `setDuty` nothing is granted. */
  async start({ module, lang }) {
    wasm_bindgen.initSync({ module });
    speaks = lang;
    let fault = null;
    try {
      ({ found: storage, fault } = await opened);
    } catch (error) {
      if (error.code === "browser-storage-newer") throw error;
      fault = error.code ?? "browser-storage-failed";
    }
    let damaged = null;
    try {
      await reload();
    } catch (error) {
      damaged = { code: error.code, message: error.message, remedy: error.remedy };
    }
    return { isSetUp: terminal !== null, isKept: storage !== null, fault, damaged, version: wasm_bindgen.version() };
  },

  setDuty({ value }) {
    duty.value = storage ? value : "judge";
    return null;
  },

  setMode({ value }) {
    mode = value;
    terminal?.setMode(value);
    return null;
  },

  inspectRoots: ({ bytes, lang }) => answer(wasm_bindgen.inspectRoots(bytes, lang)),

  provision: ({ bytes, lang }) =>
    change(() => {
      const made = wasm_bindgen.Terminal.provision(bytes, now());
      const result = answer(made.opened(lang));
      terminal?.free();
      terminal = made;
      terminal.setMode(mode);
      return result;
    }),

  /** Removes the terminal with everything that it has, for a new beginning. */
  erase: () =>
    withLock(async () => {
      await storage?.clear();
      drop();
      generation = 0;
      channel?.postMessage({ what: "changed" });
      return null;
    }),

  update: async ({ bytes, name, lang }) => {
    await fresh();
    return change(() => answer(terminal.update(bytes, name, now(), lang)));
  },

  collectFrame: async ({ text }) => answer((await fresh()).collectFrame(text)),
  applyCollected: async ({ lang }) => {
    await fresh();
    return change(() => answer(terminal.applyCollected(now(), lang)));
  },

  verify: async ({ text, input, others, lang }) => {
    const held = await fresh();
    const before = last;
    last = null;
    const verdict = answer(held.verify(text, input, others, now(), lang));
    if (verdict.passed_over) {
      last = before;
      return verdict;
    }
    const inner = verdict.event;
    verdict.renews = before && verdict.renews === before.inner ? before.event : null;
    verdict.event = verdict.renews ?? ++events;
    last = { event: verdict.event, inner };
    if (verdict.proof) channel?.postMessage({ what: "proof", text, input });
    offered(verdict.benefits);
    return verdict;
  },

  confirm: async ({ event, lang }) => {
    await fresh();
    return change(() => offered(answer(terminal.confirm(innerOf(event), now(), lang))));
  },
  price: async ({ benefits, fen, lang }) => answer((await fresh()).price(JSON.stringify(benefits), fen, lang)),
  grant: async ({ wish, lang }) => {
    duty.check(wish.benefits);
    await fresh();
    return change(() => {
      const granted = answer(terminal.grant(JSON.stringify({ ...wish, event: innerOf(wish.event) }), now(), lang));
      offered(granted.benefits);
      return granted;
    });
  },
  undo: async ({ records, lang }) => {
    await fresh();
    return change(() => answer(terminal.undo(JSON.stringify(records), now(), lang)));
  },
  rate: async ({ record, level, lang }) => {
    await fresh();
    return change(() => answer(terminal.rate(record, level, now(), lang)));
  },
  manualOffer: async ({ holder, lang }) => {
    await fresh();
    last = null;
    return change(() => offered(answer(terminal.manualOffer(holder ?? undefined, now(), lang))));
  },
  grantManually: async ({ wish, lang }) => {
    duty.check(wish.benefits);
    await fresh();
    return change(() => answer(terminal.grantManually(JSON.stringify(wish), now(), lang)));
  },

  today: async ({ lang }) => {
    await fresh();
    return change(() => answer(terminal.today(now(), lang)));
  },
  status: async ({ lang }) => answer((await fresh()).status(now(), lang)),
  notices: async () => answer((await fresh()).notices(now())),
  places: async ({ lang }) => answer((await fresh()).places(now(), lang)),

  placeRequest: async ({ label, lang }) => {
    duty.check([]);
    await fresh();
    const seed = crypto.getRandomValues(new Uint8Array(32));
    return change(() => withBytes(terminal.placeRequest(seed, label, now(), lang)));
  },
  exportJournal: async ({ lang }) => {
    await fresh();
    return change(() => withBytes(terminal.exportJournal(now(), lang)));
  },
});

function withBytes(file) {
  const about = answer(file.about());
  const bytes = file.bytes();
  file.free();
  return { ...about, bytes };
}
