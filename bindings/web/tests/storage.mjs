// The merchant's page and the browser's storage: what is not on the disk was not given, whatever befalls it.
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { BROWSER, OUT, browse, checks, chromium, serve, workplace } from "./support.mjs";
import { Hall, bring, closeCamera, closePanel, give, nextVerdict, paste, setUp, takePlace, terminalWorker } from "./desk.mjs";
import { phone } from "./phone.mjs";

const { folder, remove } = workplace("storage");
const { check, end } = checks();
const hall = Hall.make(path.join(folder, "bureau"), 8);
const texts = hall.texts();
const server = await serve(path.join(OUT, "verifier"));
const origin = new URL(server.address).origin;

const browser = await browse(path.join(folder, "profile"));
let page = await opened(browser);
await setUp(page, hall, hall.pack("first.lbu"));
await takePlace(page, hall);
const [firstTerminal] = terminals();
await closeCamera(page);

await twoTabs();
await proofsInTwoTabs();
await listsInTwoTabs();
await fullDisk();
await setClock();
await lostWhileOpen();
await lostBefore();
await browser.close();
await unproven();
await privateWindow();
await forbidden();
await insecure();
await newerPage();
await newerData();
await server.stop();
remove();
end();

async function opened(context, address = server.address) {
  const tab = await context.newPage();
  await tab.goto(address);
  await tab.waitForSelector("#main[data-state]");
  return tab;
}

async function ready(tab) {
  await tab.waitForSelector("#main[data-state=ready]");
  await closeCamera(tab);
}

/** Shows a code; gives the verdict. */
async function show(tab, text) {
  const before = await tab.evaluate(() => document.querySelector("#verdict article")?.dataset.event);
  await paste(tab, text);
  return nextVerdict(tab, before);
}

function terminals() {
  return JSON.parse(hall.run("terminal", "list", "--json", "--bureau", "bureau")).terminals;
}

async function grantsToday(tab) {
  await tab.click("#today");
  // The panel keeps what it had until it is opened again.
  const grants = Number(await tab.textContent("#panel[open] .figure:first-child b"));
  await closePanel(tab);
  return grants;
}

async function twoTabs() {
  const other = await opened(browser);
  await ready(other);
  await show(other, texts[5]);
  await other.click("#confirm");
  await other.waitForSelector('[data-benefit="1"]');
  await page.bringToFront();
  await show(page, texts[5]);
  const mine = await give(page, [1]);
  await other.bringToFront();
  await other.click('[data-benefit="1"]');
  await other.click("#grant");
  const line = await other.waitForSelector(".fault-line, .done");
  const theirs = await line.getAttribute("data-code");
  check("of two tabs one grants a daily benefit", mine?.record > 0 && theirs === "quota-used", JSON.stringify([mine, theirs]));
  // What the other has written was read; the code that is shown here is still shown.
  await other.click(".row-of-buttons button");
  await other.waitForSelector("[data-step=ready], [data-step=list]");
  const still = await other.getAttribute("#verdict article", "data-event");
  check("the code that is shown stays shown", still !== null);
  // Both at once, again and again: no grant is lost.
  const before = await grantsToday(other);
  let shown = 0;
  for (const text of texts.slice(0, 4)) {
    const given = [];
    for (const tab of [page, other]) {
      await tab.bringToFront();
      await show(tab, text);
      await tab.click("#confirm");
      await tab.waitForSelector('[data-benefit="4"]');
    }
    await Promise.all([page, other].map(async (tab) => {
      await tab.evaluate(() => document.querySelector('[data-benefit="4"]').click());
      await tab.evaluate(() => document.querySelector("#grant").click());
      const done = await tab.waitForSelector(".done[data-record], .fault-line", { state: "attached" });
      const record = await done.getAttribute("data-record");
      if (record !== null) given.push(record);
    }));
    shown += new Set(given).size;
  }
  const after = await grantsToday(other);
  check("two tabs at once lose no grant", shown === 8 && after - before === shown, `${shown} shown, ${after - before} kept`);
  await other.close();
}

async function proofsInTwoTabs() {
  const own = phone(hall, "granddaughter");
  hall.run("publish", "--bureau", "bureau", "--operator", "test");
  await page.bringToFront();
  await bring(page, hall.pack("bound.lbu"));
  await page.waitForSelector("#update-parts [data-result=new]");
  await closePanel(page);
  const other = await opened(browser);
  await ready(other);
  // A terminal takes no proof from before its start and ten seconds.
  await page.waitForTimeout(12_000);
  const proof = own.show();
  const here = await show(other, proof);
  await page.bringToFront();
  const there = await show(page, proof);
  check("a phone's proof is accepted in one tab", here.answer === "accept", JSON.stringify(here));
  check("and in the other it was used already", there.answer === "refuse" && there.code === "proof-replayed", JSON.stringify(there));
  // After something was given in the first, the person of the second can still be served.
  await page.waitForTimeout(1100);
  const next = await show(page, own.show());
  await other.bringToFront();
  await show(other, texts[6]);
  const given = await give(other, [4]);
  await page.bringToFront();
  const served = await give(page, [4]);
  check("what another tab gives ends no verdict here", next.answer === "accept" && given?.record > 0 && served?.record > 0, JSON.stringify([next, given, served]));
  await other.close();
}

async function listsInTwoTabs() {
  const other = await opened(browser);
  await ready(other);
  await show(other, texts[7]);
  await page.bringToFront();
  hall.run("revoke", "--bureau", "bureau", "--operator", "test", "--yes", "--reason", "lost", "--code", texts[7]);
  hall.run("publish", "--bureau", "bureau", "--operator", "test");
  await bring(page, hall.pack("revoked.lbu"));
  await page.waitForSelector("#update-parts [data-result=new]");
  await closePanel(page);
  await other.bringToFront();
  // The tab learns of it when it is asked something next.
  const isGone = await other.waitForFunction(() => !document.querySelector("#verdict article"), null, { timeout: 10_000 }).then(() => true, () => false);
  check("lists that another tab brings end the verdict here", isGone);
  const verdict = await show(other, texts[7]);
  check("and count here", verdict.answer === "refuse" && verdict.code === "revoked", JSON.stringify(verdict));
  await other.close();
}

async function fullDisk() {
  const session = await browser.newCDPSession(page);
  await page.bringToFront();
  const before = await grantsToday(page);
  await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1 });
  // The browser looks at its quota once in half a minute.
  await page.waitForTimeout(31_000);
  await show(page, texts[2]);
  const refused = await give(page, [4]);
  const code = await page.getAttribute(".fault-line", "data-code").catch(() => null);
  check("with no room left nothing is granted", refused === null && code === "browser-storage-full", `${code} ${await page.textContent("#counter")}`);
  await page.reload();
  await ready(page);
  const said = await page.textContent("#alerts");
  check("and that there is none is said at the start, the lists being there", said.includes("存储空间已满"), said);
  await session.send("Storage.overrideQuotaForOrigin", { origin });
  await page.waitForTimeout(31_000);
  await page.reload();
  await ready(page);
  check("nothing of it is in the journal", (await grantsToday(page)) === before);
  await show(page, texts[2]);
  check("with room again it is granted", (await give(page, [4]))?.record > 0, await page.textContent("#counter"));
  // A transaction that fails halfway.
  await terminalWorker(page).evaluate(() => {
    IDBObjectStore.prototype.keptPut = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function put(...values) {
      if (values[1] === "generation") this.transaction.abort();
      return this.keptPut(...values);
    };
  });
  await show(page, texts[3]);
  const aborted = await give(page, [4]);
  await terminalWorker(page).evaluate(() => {
    IDBObjectStore.prototype.put = IDBObjectStore.prototype.keptPut;
  });
  const granted = (await grantsToday(page)) - before;
  check("a transaction that is aborted granted nothing", aborted === null && granted === 1, JSON.stringify({ aborted, granted }));
}

async function setClock() {
  await page.reload();
  await ready(page);
  const shift = (days) =>
    terminalWorker(page).evaluate((by) => {
      Date.keptNow ??= Date.now;
      Date.now = () => Date.keptNow() + by * 86_400_000;
    }, days);
  await shift(-40);
  const behind = await show(page, texts[5]);
  check("a clock behind the lists is said with the code", behind.answer === "check" && behind.code === "clock-wrong", JSON.stringify(behind));
  await page.click("#confirm");
  await page.waitForSelector("[data-step=list]");
  check("and gives no second daily quota", (await page.$('[data-benefit="1"]')) === null);
  await shift(-1 / 24);
  await show(page, texts[5]);
  await page.click("#confirm");
  await page.waitForSelector("[data-step=list]");
  check("nor does an hour back", (await page.$('[data-benefit="1"]')) === null);
  await shift(0);
  check("with the clock right again all goes on", (await show(page, texts[4])).answer === "compare" && (await give(page, [1]))?.record > 0);
}

async function lostWhileOpen() {
  await show(page, texts[6]);
  const session = await browser.newCDPSession(page);
  await session.send("Storage.clearDataForOrigin", { origin, storageTypes: "indexeddb" });
  const given = await give(page, [4]);
  const code = await page.getAttribute(".fault-line", "data-code").catch(() => null);
  check("data that are cleared while the page is open: nothing is granted", given === null && /^browser-storage|store-missing/.test(code ?? ""), `${JSON.stringify(given)} ${code} ${await page.textContent("#counter")}`);
}

async function lostBefore() {
  await page.reload();
  await page.waitForSelector('[data-alert="evicted"]');
  check("data that the browser has cleared are missed", await page.isVisible("#setup"));
  await setUp(page, hall, hall.pack("again.lbu"));
  await takePlace(page, hall);
  const known = terminals();
  check("set up anew it is another terminal for the bureau", known.length === 2 && known.filter((one) => one.thumbprint === firstTerminal.thumbprint).length === 1, JSON.stringify(known));
}

/** A browser that has promised nothing: what is counted is given once the data have outlived the page. */
async function unproven() {
  const profile = path.join(folder, "unproven");
  let context = await browse(profile);
  let tab = await opened(context);
  await setUp(tab, hall, hall.pack("unproven.lbu"), { promised: false });
  await takePlace(tab, hall);
  check("a browser that has promised nothing is told of", await tab.isVisible('[data-alert="kept"]'));
  await show(tab, texts[1]);
  await tab.click("#confirm");
  await tab.waitForSelector("[data-step=list]");
  check("benefits that are counted are not offered", (await tab.$('[data-benefit="1"]')) === null && (await tab.textContent(".not-now")).includes("没有保证保存"), await tab.textContent("#counter"));
  check("others are", (await give(tab, [4]))?.record > 0);
  await tab.reload();
  await ready(tab);
  check("a page that is only loaded again proves nothing", await tab.isVisible('[data-alert="kept"]'));
  const beside = await opened(context);
  await ready(beside);
  check("nor does a second tab", await beside.isVisible('[data-alert="kept"]'));
  await context.close();
  context = await browse(profile);
  tab = await opened(context);
  await ready(tab);
  check("data that have outlived the page are trusted", (await tab.$('[data-alert="kept"]')) === null);
  await show(tab, texts[1]);
  const counted = await give(tab, [1]);
  check("and what is counted is given", counted?.record > 0, await tab.textContent("#counter"));
  await context.close();
}

async function privateWindow() {
  const incognito = await chromium.launch({ executablePath: BROWSER, args: ["--no-sandbox", "--disable-gpu"] });
  const context = await incognito.newContext({ acceptDownloads: true, locale: "zh-CN" });
  const tab = await opened(context);
  await setUp(tab, hall, hall.pack("private.lbu"), { promised: false });
  await takePlace(tab, hall);
  const warned = await tab.textContent('[data-alert="kept"]');
  check("a private window is not trusted", warned.includes("无痕"), warned);
  await show(tab, texts[1]);
  await tab.click("#confirm");
  await tab.waitForSelector("[data-step=list]");
  check("and gives nothing that is counted", (await tab.$('[data-benefit="1"]')) === null);
  await incognito.close();
  const again = await chromium.launch({ executablePath: BROWSER, args: ["--no-sandbox", "--disable-gpu"] });
  const anew = await opened(await again.newContext({ locale: "zh-CN" }));
  check("the next private window knows nothing", (await anew.getAttribute("#main", "data-state")) === "setup");
  await again.close();
}

async function forbidden() {
  const ways = {
    "an IndexedDB that is forbidden": 'Object.defineProperty(self,"indexedDB",{get(){throw new DOMException("no","SecurityError")}});',
    "an IndexedDB that opens and keeps nothing": 'IDBObjectStore.prototype.put=()=>{throw new DOMException("no","DataCloneError")};',
  };
  for (const [name, before] of Object.entries(ways)) {
    const context = await browse(path.join(folder, name.replace(/\W/g, "-")));
    const tab = await context.newPage();
    await tab.route("**/terminal-worker.js", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: `${before}${await answer.text()}` });
    });
    await tab.goto(server.address);
    await tab.waitForSelector('[data-alert="storage"]');
    await setUp(tab, hall, hall.pack("second.lbu"));
    const shown = await show(tab, texts[1]);
    check(`${name}: codes are judged`, shown.answer === "compare", JSON.stringify(shown));
    check(`${name}: nothing can be granted`, (await tab.$("#confirm")) === null && (await tab.$("#today")) === null);
    await context.close();
  }
}

async function insecure() {
  const context = await browse(path.join(folder, "insecure"), { flags: ["--host-resolver-rules=MAP hall.test 127.0.0.1"] });
  const tab = await opened(context, server.address.replace("localhost", "hall.test"));
  await setUp(tab, hall, hall.pack("insecure.lbu"), { promised: false });
  const shown = await show(tab, texts[1]);
  const said = await tab.textContent("#alerts");
  check("by plain http codes are judged and nothing is granted", shown.answer === "compare" && said.includes("https") && (await tab.$("#confirm")) === null, said);
  const camera = await tab.waitForSelector("#camera-off [role=alert]");
  check("and the camera is explained", (await camera.textContent()).includes("https"), await camera.textContent());
  await context.close();
}

/** The page's files, in a folder that can be changed. */
async function site(name) {
  const at = path.join(folder, name);
  cpSync(path.join(OUT, "verifier"), at, { recursive: true });
  return { at, own: await serve(at) };
}

async function newerPage() {
  const { at, own } = await site("site");
  const context = await browse(path.join(folder, "newer"));
  const tab = await opened(context, own.address);
  await setUp(tab, hall, hall.pack("fifth.lbu"));
  await takePlace(tab, hall);
  await show(tab, texts[1]);
  const given = await give(tab, [1]);
  await tab.evaluate(() => navigator.serviceWorker.ready.then(() => null));
  await tab.reload();
  await ready(tab);
  // Another version of one file, and so another version of the whole.
  writeFileSync(path.join(at, "app.css"), `${readFileSync(path.join(at, "app.css"), "utf-8")}body{--newer:1}`);
  const worker = readFileSync(path.join(at, "sw.js"), "utf-8");
  writeFileSync(path.join(at, "sw.js"), worker.replace(/const VERSION = "[^"]+"/, 'const VERSION = "newer"'));
  await tab.reload();
  await tab.waitForSelector('[data-alert="version"] button');
  const style = () => tab.evaluate(() => getComputedStyle(document.body).getPropertyValue("--newer").trim());
  check("a page is never made of two versions", (await style()) === "", await style());
  await Promise.all([tab.waitForNavigation(), tab.click('[data-alert="version"] button')]);
  await ready(tab);
  check("a newer page takes over when it is wanted", (await style()) === "1", await style());
  check("with the data of the old one", given?.record > 0 && (await grantsToday(tab)) === 1);
  await own.stop();
  await context.close();
}

/** An old page, kept by its service worker, beside data that a newer one has written. */
async function newerData() {
  const context = await browse(path.join(folder, "newer-data"));
  const tab = await opened(context);
  await setUp(tab, hall, hall.pack("sixth.lbu"));
  await takePlace(tab, hall);
  await tab.evaluate(() => navigator.serviceWorker.ready.then(() => null));
  await show(tab, texts[1]);
  const raised = tab.evaluate(() => new Promise((resolve, reject) => {
    const request = indexedDB.open("veteran-terminal", 2);
    request.onupgradeneeded = () => request.result.createObjectStore("newer");
    request.onsuccess = () => {
      request.result.close();
      resolve("raised");
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  }));
  check("an old page does not hold a newer one up", (await raised) === "raised");
  const given = await give(tab, [4]);
  const code = await tab.getAttribute(".fault-line", "data-code").catch(() => null);
  check("and grants nothing beside it", given === null && code === "browser-storage-newer", `${JSON.stringify(given)} ${code}`);
  await tab.reload();
  const said = await tab.waitForSelector('[data-alert="start"]', { timeout: 15_000 }).catch(() => null);
  check("an old page says that the data are newer", said !== null && (await said.textContent()).includes("新版"), await said?.textContent());
  const stores = await tab.evaluate(() => new Promise((resolve, reject) => {
    const request = indexedDB.open("veteran-terminal");
    request.onsuccess = () => {
      const { version, objectStoreNames } = request.result;
      const files = request.result.transaction("files").objectStore("files").count();
      files.onsuccess = () => resolve({ version, names: [...objectStoreNames], files: files.result });
    };
    request.onerror = () => reject(request.error);
  }));
  check("and leaves them as they are", stores.version === 2 && stores.files > 2 && stores.names.includes("newer"), JSON.stringify(stores));
  await context.close();
}
