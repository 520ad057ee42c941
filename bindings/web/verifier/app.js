// The merchant's page: joins camera, reader, terminal and views.

import { byId, el, fill, icon } from "./dom.js";
import { lang, onLang, say, setLang } from "./lang.js";
import { Camera } from "./camera.js";
import { FramePump } from "./frame-pump.js";
import { listenToScanner } from "./key-scanner.js";
import { WorkerClient } from "./worker-client.js";
import { isSingle, rootsOfPage, wasmModule, worker } from "./loader.js";
import { mark } from "./storage.js";
import { askToKeep, howKept } from "./keeping.js";
import { ICONS } from "./icons.js";
import { W } from "./words.js";
import { sayAnswer, wake } from "./voice.js";
import { SetupView } from "./setup-view.js";
import { CounterView } from "./counter-view.js";
import { CodeDesk } from "./code-desk.js";
import { closePanel, openPanel, showMore, showToday, showUpdate } from "./panels.js";
import { takeFiles, takePaste } from "./intake.js";
import { updateWaiting, watchForUpdate } from "./installed.js";

/** So many records without a receipt are nagged about. */
const NAG_AFTER = 30;
/** Compiled once: a worker that is made anew gets them again. The reader's when the terminal has started. */
const modules = { terminal: wasmModule("terminal"), reader: null };
const state = { isSetUp: false, isKept: false, canGrant: false, kept: "unproven", version: "", alerts: new Map() };

const terminal = new WorkerClient({
  make: () => worker("terminal-worker"),
  // A large journal is verified at the start; a slow disk takes its time.
  patience: 60_000,
  first: async (client) => started(client, await client.send("start", { module: await modules.terminal, lang: lang() })),
  onRestart: () => {
    desk.clear();
    alertOf("terminal", W.terminalRestarted);
  },
  onEvent: ({ what }) => {
    if (what === "lists") desk.listsChanged();
    refresh();
  },
});
const reader = new WorkerClient({
  make: () => worker("reader-worker"),
  patience: 12_000,
  first: async (client) => {
    await terminal.ready.catch(() => {});
    return client.send("start", { module: await (modules.reader ??= wasmModule("reader")) });
  },
  onRestart: () => { byId("main").dataset.readerRestarts = String(reader.restarts); },
});
const ask = (method, values) => terminal.call(method, values);

const counter = new CounterView(byId("counter"), ask, () => desk.keep());
const desk = new CodeDesk({ ask, counter, place: byId("verdict"), onVerdict: sayAnswer, onFrame: showFrames, canGrant: () => state.canGrant });
const setup = new SetupView(byId("setup"), { chooseFile: () => chooseFile(), accept: provision });
const camera = new Camera(byId("video"), showCamera);
const pump = new FramePump(
  byId("video"),
  (image) => reader.call("frame", { image }, [image]),
  (reading, taken) => {
    showHint(reading);
    desk.seen(reading, taken);
  },
);

async function started(client, { isSetUp, isKept, fault, damaged, version }) {
  state.isSetUp = isSetUp;
  state.isKept = isKept;
  state.version = version;
  state.fault = fault;
  if (isKept && !isSingle) state.kept = await howKept(isSetUp);
  await takeDuty(client);
  if (damaged) {
    alertOf("damaged", W.damaged, { grave: true, detail: `${damaged.message}。${damaged.remedy ?? ""}`, action: [W.startOver, startOver] });
  }
  if (!isSetUp && !damaged && isKept && mark.was()) {
    alertOf("evicted", W.evicted, { grave: true, detail: W.evictedDo, action: [W.understood, () => { mark.remove(); alertOf("evicted", null); }] });
  }
  if (isSetUp) mark.set();
  await showState();
}

/** What may be given here, by how the browser keeps it; and what is said of that. */
async function takeDuty(client) {
  const { kept, isKept, isSetUp } = state;
  state.canGrant = isKept && !isSingle && kept !== "private" && kept !== "insecure";
  const isProven = kept === "promised" || kept === "survived";
  await client.send("setDuty", { value: !state.canGrant ? "judge" : isProven ? "full" : "uncounted" });
  const said = isSingle ? W.singleFile : !isKept ? W.memoryOnly : kept === "private" ? W.privateWindow : kept === "insecure" ? W.insecurePage : state.fault ? W[state.fault] : null;
  alertOf("storage", said, { code: state.fault ?? kept });
  const isDoubtful = state.canGrant && isSetUp && !isProven;
  alertOf("kept", isDoubtful ? W.unproven : null, { detail: isDoubtful ? W.unprovenDo : null, action: [W.askToKeep, keepOnWish] });
}

async function keepOnWish() {
  if (await askToKeep()) state.kept = "promised";
  await takeDuty(terminal);
}

/** Draws what the terminal is: not set up, or ready. */
async function showState() {
  byId("setup").hidden = state.isSetUp;
  byId("stand").hidden = !state.isSetUp;
  byId("main").dataset.state = state.isSetUp ? "ready" : "setup";
  drawBar();
  if (!state.isSetUp) {
    setup.draw();
    const own = rootsOfPage();
    // Not awaited: the terminal answers once this has returned.
    if (own && !setup.roots) askForRoots(own);
    return;
  }
  desk.redraw();
}

async function refresh() {
  if (!state.isSetUp) return;
  try {
    const told = await ask("notices");
    state.place = told.place;
    const days = told.list_days;
    const isOld = told.gravity !== "fine";
    const line = days === null ? W.noList : told.expired ? W.listExpired : isOld && days > 0 ? W.listOld : days === 0 ? W.listToday : W.listDays;
    fill(byId("list-age"), say(line, { days }));
    byId("list-age").classList.toggle("old", isOld || days === null);
    fill(byId("place-name"), el("bdi", {}, told.place?.[lang()] || say(W.title)));
    const grave = told.notices.filter((notice) => notice.gravity !== "fine");
    for (let at = 0; at < 3; at += 1) alertOf(`notice-${at}`, grave[at] ? [grave[at].zh, grave[at].en] : null, { grave: grave[at]?.gravity === "stops" });
    const waiting = told.unconfirmed ?? 0;
    alertOf("export", state.canGrant && waiting >= NAG_AFTER ? W.nagExport : null, { values: { n: waiting } });
  } catch (error) {
    alertOf("notice-0", [error.message, error.message], { grave: true });
  }
}

/** One alert for each subject; `null` removes it. */
function alertOf(subject, pair, options = {}) {
  if (pair) state.alerts.set(subject, { pair, ...options });
  else state.alerts.delete(subject);
  fill(
    byId("alerts"),
    [...state.alerts].map(([name, { pair: said, grave, detail, action, values, code }]) =>
      el(
        "div",
        { class: `alert${grave ? " grave" : ""}`, "data-alert": name, "data-code": code },
        icon(ICONS.alert),
        el("div", {}, el("strong", {}, say(said, values)), detail ? el("p", {}, Array.isArray(detail) ? say(detail) : detail) : null),
        action ? el("button", { type: "button", on: { click: action[1] } }, say(action[0])) : null,
      )),
  );
}

function drawBar() {
  const button = (id, sign, pair, click) =>
    el("button", { type: "button", id, on: { click } }, icon(sign, say(pair)), el("span", { class: "label", "aria-hidden": "true" }, say(pair)));
  fill(
    byId("bar-actions"),
    state.isSetUp && state.canGrant ? button("today", ICONS.today, W.today, () => showToday(ask, state.canGrant, refresh).catch(showFault)) : null,
    state.isSetUp ? button("update", ICONS.update, W.update, () => chooseFile()) : null,
    button("more", ICONS.more, W.more, () => showMore({ ask, state, actions: { update: () => chooseFile(), mirror, manual } }).catch(showFault)),
  );
  fill(byId("about"), say(W.pageVersion, { version: state.version }));
  fill(byId("drop"), say(W.dropHere));
  document.title = say(W.title);
}

function showFault(error) {
  openPanel(say(W.failed), el("p", { role: "alert" }, W[error.code] ? say(W[error.code]) : `${error.message}${error.remedy ? `。${error.remedy}` : ""}`));
}

function mirror() {
  byId("camera").classList.toggle("mirrored");
  closePanel();
}

async function manual({ reason, holder }) {
  desk.clear();
  try {
    const benefits = await ask("manualOffer", { holder, lang: lang() });
    counter.offer(0, benefits, { reason, holder });
  } catch (error) {
    showFault(error);
  }
}

// Files, by dialog, drop or paste.

function chooseFile() {
  closePanel();
  byId("file").click();
}

const intake = {
  roots: askForRoots,
  isSetUp: () => state.isSetUp,
  text: (text) => desk.typed(text, "text"),
  fault: (error) => (state.isSetUp ? showFault(error) : setup.failed(error)),
  async update(bytes, name) {
    const parts = await ask("update", { bytes, name, lang: lang() });
    desk.listsChanged();
    showUpdate(parts);
    await refresh();
  },
  async picture(bitmap) {
    const { codes } = await reader.call("picture", { image: bitmap }, [bitmap]);
    await desk.picture(codes);
  },
};

async function askForRoots(bytes) {
  try {
    setup.ask(bytes, await ask("inspectRoots", { bytes, lang: lang() }));
  } catch (error) {
    setup.failed(error);
  }
}

async function provision(bytes) {
  try {
    await ask("provision", { bytes, lang: lang() });
    mark.set();
    alertOf("evicted", null);
    state.isSetUp = true;
    // Some browsers ask the operator, who may let them wait.
    if (state.canGrant) keepOnWish();
    await takeDuty(terminal);
    await showState();
    await refresh();
    openCamera();
  } catch (error) {
    setup.failed(error);
  }
}

async function startOver() {
  try {
    await ask("erase");
  } catch (error) {
    showFault(error);
    return;
  }
  mark.remove();
  location.reload();
}

/** Parts of an update that come as codes from a screen. */
async function showFrames({ held, count, isWhole }) {
  fill(byId("hint"), say(W.frames, { held, count }));
  byId("hint").dataset.frames = `${held}/${count}`;
  if (!isWhole) return;
  try {
    const parts = await ask("applyCollected", { lang: lang() });
    desk.listsChanged();
    showUpdate(parts);
    await refresh();
  } catch (error) {
    showFault(error);
  }
}

// The camera.

let cameraIsWanted = true;

function openCamera(device) {
  cameraIsWanted = true;
  camera.open(device ?? null);
}

function showCamera({ state: now, words }) {
  const place = byId("camera-off");
  byId("camera").classList.toggle("off", now !== "streaming");
  byId("camera").dataset.state = now;
  if (now === "streaming") {
    fill(place);
    pump.start();
  } else {
    pump.stop();
    fill(byId("hint"));
  }
  if (now === "opening") fill(place, el("p", {}, say(W.opening)));
  if (now === "off" || now === "fault") {
    fill(
      place,
      words ? el("p", { role: "alert" }, el("strong", {}, say(words[0])), lang() === "zh" ? "。" : ". ", say(words[1])) : null,
      el("button", { type: "button", class: "main", id: "open-camera", on: { click: () => openCamera() } }, icon(ICONS.camera), say(W.openCamera)),
    );
  }
  camera.lastState = { state: now, words };
  drawCameraTools();
}

async function drawCameraTools() {
  const tools = byId("camera-tools");
  if (!camera.stream) {
    fill(tools);
    return;
  }
  const choices = await camera.choices();
  const { torch, zoom, now } = camera.abilities();
  fill(
    tools,
    zoom ? zoomSlider(zoom, now) : null,
    torch ? torchButton(Boolean(now.torch)) : null,
    choices.length > 1 ? cameraChoice(choices) : null,
    el("button", { type: "button", class: "icon-only", id: "close-camera", on: { click: closeCamera } }, icon(ICONS.close, say(W.closeCamera))),
  );
}

function closeCamera() {
  cameraIsWanted = false;
  camera.close();
}

function zoomSlider({ min, max, step }, now) {
  const input = ({ target }) => camera.set({ zoom: Number(target.value) });
  return el("input", { type: "range", min, max, step: step || 0.1, value: now.zoom ?? min, "aria-label": say(W.zoom), on: { input } });
}

function torchButton(isLit) {
  const click = ({ currentTarget }) => {
    isLit = !isLit;
    camera.set({ torch: isLit });
    currentTarget.setAttribute("aria-pressed", String(isLit));
  };
  return el("button", { type: "button", "aria-pressed": String(isLit), on: { click } }, icon(ICONS.torch, say(W.torch)));
}

function cameraChoice(choices) {
  const option = ({ deviceId, label }, at) =>
    el("option", { value: deviceId, selected: deviceId === camera.device }, label || say(W.cameraNumber, { n: at + 1 }));
  const change = ({ target }) => openCamera(target.value);
  return el("select", { "aria-label": say(W.chooseCamera), on: { change } }, choices.map(option));
}

function showHint(reading) {
  const hint = byId("hint");
  const name = reading.codes.length === 0 ? reading.hint : null;
  if (hint.dataset.frames && reading.codes.length > 0) return;
  delete hint.dataset.frames;
  fill(hint, name && W[name] ? say(W[name]) : null);
}

// From here on the page runs.

setLang(lang());
onLang(() => {
  showState();
  refresh();
  counter.redraw();
  const { state: now, words } = camera.lastState ?? {};
  if (now) showCamera({ state: now, words });
  alertOf("", null);
});
listenToScanner((text) => state.isSetUp && desk.typed(text, "scanner"));
takeFiles(byId("file"), byId("drop"), intake);
takePaste(intake);
for (const event of ["pointerdown", "keydown"]) window.addEventListener(event, wake, { capture: true });
document.addEventListener("visibilitychange", () => {
  // A phone that was locked has lost its camera.
  if (document.visibilityState === "visible" && state.isSetUp && cameraIsWanted && !camera.stream) openCamera();
});
setInterval(refresh, 60_000);
watchForUpdate(() => alertOf("version", W.newVersion, { action: [W.reload, updateWaiting] }));

terminal.ready
  .then(async () => {
    document.documentElement.dataset.ready = String(Math.round(performance.now()));
    await refresh();
    if (state.isSetUp) openCamera();
  })
  .catch((error) => alertOf("start", error.code === "browser-storage-newer" ? W.newerData : [error.message, error.message], { grave: true }));
