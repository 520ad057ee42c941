// The terminal in a worker of its own: lists, verdicts, benefits, journal. `wasm_bindgen` stands before this in
// the bundle.
//
// Several tabs have one terminal. Whoever changes it holds a lock of the browser, reads what others have written
// first, and answers only when its own change is on the disk. If that fails, the change is forgotten.

import { serve, tell } from "./worker-server.js";
import { Storage, StorageFault } from "./storage.js";

const LOCK = "veteran-terminal";
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(LOCK);

let storage = null;
let terminal = null;
let generation = 0;
/** What another tab has written is read before the next answer. */
let isBehind = false;
let mode = "shop";
/** `full`, or `judge` where no grants are recorded. */
let duty = "full";
let speaks = "zh";
/** Counts the codes that were shown in this tab. */
let events = 0;
/** The code that was shown last, so that it is there again after what another tab has written was read. */
let last = null;

channel?.addEventListener("message", () => {
  isBehind = true;
  tell({ what: "changed" });
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

async function reload() {
  const { files, generation: found } = storage ? await storage.load() : { files: [], generation: 0 };
  terminal?.free();
  terminal = null;
  generation = found;
  isBehind = false;
  if (files.length > 0) {
    const disk = new wasm_bindgen.Files();
    for (const [path, bytes] of files) disk.add(path, bytes);
    terminal = wasm_bindgen.Terminal.open(disk, now());
    answer(terminal.opened(speaks));
    terminal.setMode(mode);
    showAgain();
  }
}

/** The code that is shown is judged once more, with what is known now. */
function showAgain() {
  if (!last) return;
  const { text, input, others, isConfirmed } = last;
  const verdict = answer(terminal.verify(text, input, others, now(), speaks));
  last.inner = verdict.event;
  if (isConfirmed && verdict.confirmable) answer(terminal.confirm(verdict.event, now(), speaks));
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
    if (storage && (await storage.generation()) !== generation) await reload();
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
      channel?.postMessage("changed");
    }
    return result;
  });
}

/** What is in memory is not on the disk: it never was. */
async function forget() {
  try {
    await reload();
  } catch {
    terminal?.free();
    terminal = null;
    isBehind = true;
  }
}

function diskFault(error) {
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

serve({
  /** Starts the module and reads what is kept. `wanted` is `full`, or `judge` where nothing may be granted. */
  async start({ module, wanted, lang }) {
    wasm_bindgen.initSync({ module });
    duty = wanted;
    speaks = lang;
    let fault = null;
    try {
      storage = await Storage.open();
      await storage.probe();
    } catch (error) {
      if (error.code === "browser-storage-newer") throw error;
      storage = null;
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
      terminal?.free();
      terminal = null;
      generation = 0;
      channel?.postMessage("changed");
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
    const before = last;
    last = null;
    const held = await fresh();
    const verdict = answer(held.verify(text, input, others, now(), lang));
    if (verdict.passed_over) {
      last = before;
      return verdict;
    }
    const inner = verdict.event;
    verdict.renews = before && verdict.renews === before.inner ? before.event : null;
    verdict.event = verdict.renews ?? ++events;
    last = { text, input, others, event: verdict.event, inner, isConfirmed: Boolean(verdict.renews && before.isConfirmed) };
    return verdict;
  },

  confirm: async ({ event, lang }) => {
    await fresh();
    return change(() => {
      const benefits = answer(terminal.confirm(innerOf(event), now(), lang));
      last.isConfirmed = true;
      return benefits;
    });
  },
  price: async ({ benefits, fen, lang }) => answer((await fresh()).price(JSON.stringify(benefits), fen, lang)),
  grant: async ({ wish, lang }) => {
    refuseUnrecorded();
    await fresh();
    return change(() => answer(terminal.grant(JSON.stringify({ ...wish, event: innerOf(wish.event) }), now(), lang)));
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
    return change(() => answer(terminal.manualOffer(holder ?? undefined, now(), lang)));
  },
  grantManually: async ({ wish, lang }) => {
    refuseUnrecorded();
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
    refuseUnrecorded();
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

function refuseUnrecorded() {
  if (duty !== "full" || !storage) throw new StorageFault("needed");
}
