// The merchant's page, fault by fault: scanners, pictures, cameras, workers that trap, storage, two tabs, the single
// file, and that nothing ever leaves it.

import { closeSync, cpSync, mkdirSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { tmpdir } from "node:os";
import { pathToFileURL } from "node:url";
import { axePath, browse, checks, makeFilm, serve } from "./support.mjs";
import { Hall, bring, closePanel, give, nextVerdict, setUp, takePlace } from "./desk.mjs";

const OUT = process.env.WEB_OUT ?? path.join(import.meta.dirname, "../../../target/web");
const folder = path.join(tmpdir(), `merchant-page-${process.pid}`);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const { check, end } = checks();

const hall = Hall.make(path.join(folder, "bureau"), 6);
const codes = hall.codes();
const film = path.join(folder, "one.y4m");
const drawer = await browse(path.join(folder, "drawer"));
const drawing = await drawer.newPage();
await makeFilm(drawing, codes.slice(0, 1), film, { rate: 4, shown: 12, empty: 20 });
await drawer.close();

const server = await serve(path.join(OUT, "verifier"));
const browser = await browse(path.join(folder, "profile"), { film });
const outside = [];
browser.on("request", (request) => {
  const { protocol, origin } = new URL(request.url());
  if (!["blob:", "data:"].includes(protocol) && origin !== new URL(server.address).origin) outside.push(request.url());
});
const faults = [];
const page = await browser.newPage();
page.on("pageerror", (error) => faults.push(String(error)));
page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
await page.goto(server.address);

// The first time.
await page.waitForSelector("#choose-roots");
writeFileSync(path.join(folder, "noise.bin"), Buffer.from("this is no root set"));
await bring(page, path.join(folder, "noise.bin"));
await page.waitForSelector(".setup [role=alert]");
check("what is no root set is said in words", (await page.textContent(".setup [role=alert]")).includes("根密钥集"));
await bring(page, hall.at("authority/root-set.cbor"));
await page.waitForSelector(".thumbprint");
const thumbprint = (await page.textContent(".thumbprint")).replace(/\s/g, "");
check("the thumbprint is shown before anything is taken", /^[0-9a-f]{64}$/.test(thumbprint), thumbprint);
await page.click("#roots-differ");
check("one that differs is not taken", (await page.getAttribute("#main", "data-state")) === "setup");
await setUp(page, hall, hall.pack("first.lbu"));
await takePlace(page, hall);

// Codes.
let verdict = await nextVerdict(page);
check("a code in the camera is judged", verdict.answer === "compare" && verdict.code === "bearer", JSON.stringify(verdict));
const first = await give(page, [1]);
check("a benefit is granted and has a record", first?.record > 0, JSON.stringify(first));
await page.click("#close-camera");
check("the camera can be closed", (await page.getAttribute("#camera", "data-state")) === "off");

const texts = hall.texts();
const type = async (text) => {
  await page.keyboard.type(text, { delay: 1 });
  await page.keyboard.press("Enter");
};
await type(texts[1]);
verdict = await nextVerdict(page, verdict.event);
check("a scanner in keyboard mode is heard without any field", verdict.answer === "compare", JSON.stringify(verdict));

await page.click("#confirm");
await page.click('[data-benefit="2"]');
await page.fill("#amount", "120.5");
await type(texts[2]);
verdict = await nextVerdict(page, verdict.event);
check("a scanner while a price is typed brings the next code", verdict.answer === "compare");
check("and what was begun is over", (await page.$("#amount")) === null);

await page.click("#confirm");
await page.click('[data-benefit="2"]');
await page.fill("#amount", "120.5");
await page.press("#amount", "Enter");
await page.waitForSelector("#grant");
check("the charge is worked out", (await page.textContent(".amount")).includes("102.42") || (await page.textContent(".amount")).includes("102.43"), await page.textContent(".amount"));
await page.focus("#grant");
await type(texts[3]);
verdict = await nextVerdict(page, verdict.event);
check("the keys of a scanner press no button", (await page.$(".done")) === null && verdict.answer === "compare");

await type(`${texts[3].slice(0, -1)}${(Number(texts[3].at(-1)) + 1) % 10}`);
verdict = await nextVerdict(page, verdict.event);
check("a wrong digit asks for another scan", verdict.answer === "again", JSON.stringify(verdict));

await bring(page, codes[4]);
verdict = await nextVerdict(page, verdict.event);
check("a picture of a code is judged", verdict.answer === "compare", JSON.stringify(verdict));
await page.evaluate(() => {
  const data = new DataTransfer();
  data.setData("text/plain", "https://example.invalid/pay?x=1");
  window.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data }));
});
verdict = await nextVerdict(page, verdict.event);
check("a pasted text of another kind is refused", verdict.answer === "refuse" && verdict.code === "not-ours", JSON.stringify(verdict));

// Files.
await bring(page, path.join(folder, "noise.bin"));
await page.waitForSelector("#panel[open] [role=alert]");
check("what is no update is said in words", (await page.textContent("#panel")).length > 10);
await closePanel(page);
const huge = path.join(folder, "huge.lbu");
closeSync(openSync(huge, "w"));
truncateSync(huge, 300 * 1024 * 1024);
const begun = Date.now();
await bring(page, huge);
await page.waitForSelector("#panel[open] [role=alert]");
check("a file of 300 MB is refused at once", Date.now() - begun < 5000 && (await page.textContent("#panel")).includes("64 MB"));
await closePanel(page);
await bring(page, hall.at("places.lbu"));
await page.waitForSelector("#update-parts");
check("the same update again changes nothing", (await page.$$("#update-parts [data-result=new]")).length === 0);
await closePanel(page);

// A reader that traps.
const readerWorker = () => page.workers().find((worker) => worker.url().includes("reader"));
await readerWorker().evaluate(() => {
  // An unreachable instruction, as a panic ends with: (module (func (export "f") unreachable)).
  const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11]);
  const { f } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  wasm_bindgen.FrameReader.prototype.read = () => f();
});
await page.click("#open-camera");
await page.waitForFunction(() => Number(document.getElementById("main").dataset.readerRestarts) >= 1, null, { timeout: 15_000 });
verdict = await nextVerdict(page, verdict.event, 30_000);
check("a trap costs the worker and not the camera", verdict.answer === "compare", JSON.stringify(verdict));
check("the person's quota is known", await quotaIsUsed(page));
await page.click("#close-camera");

// Two tabs with one store.
const other = await browser.newPage();
await other.goto(server.address);
await other.waitForSelector("#main[data-state=ready]");
await other.evaluate(() => document.getElementById("close-camera")?.click());
await other.keyboard.type(texts[5], { delay: 1 });
await other.keyboard.press("Enter");
await nextVerdict(other);
await page.bringToFront();
await type(texts[5]);
verdict = await nextVerdict(page, verdict.event);
const [mine, theirs] = [await give(page, [1]), await giveStale(other)];
check("of two tabs one grants a daily benefit", mine?.record > 0 && theirs === "quota-used", JSON.stringify([mine, theirs]));
await other.close();

// A disk that is full.
const terminalWorker = page.workers().find((worker) => worker.url().includes("terminal"));
await terminalWorker.evaluate(() => {
  IDBObjectStore.prototype.keptPut = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
});
await type(texts[2]);
verdict = await nextVerdict(page, verdict.event);
const onFull = await give(page, [4]);
check("on a full disk nothing is granted", onFull === null && (await page.getAttribute(".fault-line", "data-code")) === "browser-storage-full", await page.textContent("#counter"));
await terminalWorker.evaluate(() => {
  IDBObjectStore.prototype.put = IDBObjectStore.prototype.keptPut;
});
await page.click("#today");
const grants = Number(await page.textContent(".figure:first-child b"));
check("and nothing of it is in the journal", grants === 2, String(grants));
await closePanel(page);

// A clock that is set back.
await page.reload();
await page.waitForSelector("#main[data-state=ready]");
await page.workers().find((worker) => worker.url().includes("terminal")).evaluate(() => {
  const { now } = Date;
  Date.now = () => now() - 40 * 86_400_000;
});
await page.evaluate(() => document.getElementById("close-camera")?.click());
await type(texts[5]);
verdict = await nextVerdict(page);
check("a clock behind the lists is said with the code", verdict.answer === "check" && verdict.code === "clock-wrong", JSON.stringify(verdict));
await page.click("#confirm");
await page.waitForSelector("[data-step=list]");
check("and gives no second daily quota", (await page.$('[data-benefit="1"]')) === null);
await page.reload();
await page.waitForSelector("#main[data-state=ready]");
await page.evaluate(() => document.getElementById("close-camera")?.click());

// Nothing leaves; no markup; accessible.
check("no request has left the page's own origin", outside.length === 0, outside.join(" "));
const policy = await page.getAttribute('meta[http-equiv="Content-Security-Policy"]', "content");
check("the policy has no unsafe-inline", !policy.includes("unsafe-inline") && policy.includes("default-src 'none'"));
check("the page has thrown no error", faults.length === 0, faults.join("\n"));
for (const language of ["zh", "en"]) await accessible(page, language);

// Lost storage.
const session = await browser.newCDPSession(page);
await session.send("Storage.clearDataForOrigin", { origin: new URL(server.address).origin, storageTypes: "indexeddb" });
await page.reload();
await page.waitForSelector('[data-alert="evicted"]');
check("data that the browser has cleared are missed", await page.isVisible("#setup"));
await browser.close();

await forbiddenStorage();
await newerPage();
await cameraFaults();
await singleFile();
await server.stop();
rmSync(folder, { recursive: true, force: true });
end();

async function quotaIsUsed(opened) {
  await opened.click("#confirm");
  await opened.waitForSelector("[data-step=list]");
  return (await opened.$('[data-benefit="1"]')) === null;
}

/** Confirms and grants in a tab whose list is older than what the other has given. */
async function giveStale(opened) {
  await opened.bringToFront();
  await opened.click("#confirm");
  await opened.waitForSelector("[data-step=list]");
  if (!(await opened.$('[data-benefit="1"]'))) return "quota-used";
  await opened.click('[data-benefit="1"]');
  await opened.click("#grant");
  const line = await opened.waitForSelector(".fault-line, .done");
  return line.getAttribute("data-code");
}

async function accessible(opened, language) {
  await opened.click("#more");
  await opened.click(language === "zh" ? "text=中文" : "text=English");
  await type(texts[1]);
  await opened.waitForSelector("#verdict article");
  await opened.evaluate(readFileSync(axePath(), "utf-8"));
  const { violations } = await opened.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"] }));
  const said = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 90)).join(" | ")}`);
  check(`axe finds nothing (${language})`, violations.length === 0, said.join("\n     "));
}

async function forbiddenStorage() {
  const context = await browse(path.join(folder, "forbidden"));
  const opened = await context.newPage();
  await opened.route("**/terminal-worker.js", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: `Object.defineProperty(self,"indexedDB",{get(){throw new DOMException("no","SecurityError")}});${await answer.text()}` });
  });
  await opened.goto(server.address);
  await opened.waitForSelector('[data-alert="storage"]');
  await setUp(opened, hall, hall.pack("second.lbu"));
  await opened.keyboard.type(texts[1], { delay: 1 });
  await opened.keyboard.press("Enter");
  const shown = await nextVerdict(opened);
  check("without storage codes are judged", shown.answer === "compare");
  check("and nothing can be granted", (await opened.$("#confirm")) === null && (await opened.$("#today")) === null);
  await context.close();
}

async function newerPage() {
  const site = path.join(folder, "site");
  cpSync(path.join(OUT, "verifier"), site, { recursive: true });
  const own = await serve(site);
  const context = await browse(path.join(folder, "newer"));
  const opened = await context.newPage();
  await opened.goto(own.address);
  await setUp(opened, hall, hall.pack("fifth.lbu"));
  await opened.evaluate(() => navigator.serviceWorker.ready.then(() => null));
  await opened.reload();
  await opened.waitForSelector("#main[data-state=ready]");
  // Another version of one file, and so another version of the whole.
  writeFileSync(path.join(site, "app.css"), `${readFileSync(path.join(site, "app.css"), "utf-8")}body{--newer:1}`);
  const worker = readFileSync(path.join(site, "sw.js"), "utf-8");
  writeFileSync(path.join(site, "sw.js"), worker.replace(/const VERSION = "[^"]+"/, 'const VERSION = "newer"'));
  await opened.reload();
  await opened.waitForSelector('[data-alert="version"] button');
  const before = await opened.evaluate(() => getComputedStyle(document.body).getPropertyValue("--newer"));
  check("a page is never made of two versions", before === "", before);
  await Promise.all([opened.waitForNavigation(), opened.click('[data-alert="version"] button')]);
  await opened.waitForSelector("#main[data-state=ready]");
  const after = await opened.evaluate(() => getComputedStyle(document.body).getPropertyValue("--newer"));
  check("a newer page takes over when it is wanted, with the data of the old one", after.trim() === "1", after);
  await own.stop();
  await context.close();
}

async function cameraFaults() {
  const words = { NotAllowedError: "权限", NotFoundError: "没有找到", NotReadableError: "别的程序" };
  const context = await browse(path.join(folder, "camera"));
  for (const [name, word] of Object.entries(words)) {
    const opened = await context.newPage();
    await opened.addInitScript((error) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", error));
    }, name);
    await opened.goto(server.address);
    if (await opened.waitForSelector("#choose-roots, #main[data-state=ready]").then((found) => found.getAttribute("id")) === "choose-roots") await setUp(opened, hall, hall.pack("third.lbu"));
    const alert = await opened.waitForSelector("#camera-off [role=alert]");
    check(`a camera that says ${name} is explained`, (await alert.textContent()).includes(word), await alert.textContent());
    await opened.close();
  }
  await context.close();
}

async function singleFile() {
  const context = await browse(path.join(folder, "single"), { film });
  const requests = [];
  context.on("request", (request) => !/^(?:blob|data|file):/.test(request.url()) && requests.push(request.url()));
  const opened = await context.newPage();
  const wrong = [];
  opened.on("pageerror", (error) => wrong.push(String(error)));
  opened.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  await opened.goto(pathToFileURL(path.join(OUT, "verifier.html")).href);
  await opened.waitForSelector("#choose-roots");
  await setUp(opened, hall, hall.pack("fourth.lbu"));
  const shown = await nextVerdict(opened);
  check("the single file judges from file://", shown.answer === "compare", JSON.stringify(shown));
  check("and says that it grants nothing", (await opened.textContent("#alerts")).includes("单个文件"));
  check("and offers neither grants nor a journal", (await opened.$("#confirm")) === null && (await opened.$("#today")) === null);
  check("the single file asks for nothing", requests.length === 0 && wrong.length === 0, [...requests, ...wrong].join("\n"));
  console.log(`     single file ready after ${await opened.evaluate(() => document.documentElement.dataset.ready)} ms`);
  await context.close();
}
