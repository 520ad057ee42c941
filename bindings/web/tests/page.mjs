// The merchant's page: its first time, scanners, pictures, files, a reader that traps, the single file, and that nothing
// ever leaves it. Storage, cameras and names from outside have tests of their own.

import { closeSync, openSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { OUT, axePath, browse, checks, makeFilm, serve, workplace } from "./support.mjs";
import { Hall, bring, closeCamera, closePanel, give, nextVerdict, setUp, takePlace, type as typed } from "./desk.mjs";

const { folder, remove } = workplace("merchant-page");
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
const type = (text) => typed(page, text);
await type(texts[1]);
verdict = await nextVerdict(page, verdict.event);
check("a scanner in keyboard mode is heard without any field", verdict.answer === "compare", JSON.stringify(verdict));

const isSaid = await page.waitForFunction(() => Number(document.documentElement.dataset.played) > 0, null, { timeout: 15_000 }).then(() => true, () => false);
check("the verdict is said by a recording", isSaid);

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

// Nothing leaves; no markup; accessible.
check("no request has left the page's own origin", outside.length === 0, outside.join(" "));
const policy = await page.getAttribute('meta[http-equiv="Content-Security-Policy"]', "content");
check("the policy has no unsafe-inline", !policy.includes("unsafe-inline") && policy.includes("default-src 'none'"));
check("the page has thrown no error", faults.length === 0, faults.join("\n"));
for (const language of ["zh", "en"]) await accessible(page, language);
await browser.close();

await ownRoots();
await singleFile();
await server.stop();
remove();
end();

/** A page that brings the root set asks for its thumbprints all the same. */
async function ownRoots() {
  // A service worker would bring the page without it.
  const context = await browse(path.join(folder, "own"), { serviceWorkers: "block" });
  const opened = await context.newPage();
  const roots = readFileSync(hall.at("authority/root-set.cbor")).toString("base64");
  await opened.route(server.address, async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace("</body>", `<script type="text/plain" id="root-set">${roots}</script></body>`);
    await route.fulfill({ response: answer, body });
  });
  await opened.goto(server.address);
  await opened.waitForSelector(".thumbprint");
  const isTaken = (await opened.getAttribute("#main", "data-state")) !== "setup";
  check("the page's own root set is compared before it is taken", !isTaken && (await opened.isVisible("#roots-same")) && (await opened.isVisible("#roots-differ")));
  await opened.click("#roots-differ");
  await opened.reload();
  await opened.waitForSelector(".thumbprint");
  check("and is not taken by opening the page again", (await opened.getAttribute("#main", "data-state")) === "setup");
  await setUp(opened, hall, hall.pack("own.lbu"));
  await context.close();
}

async function quotaIsUsed(opened) {
  await opened.click("#confirm");
  await opened.waitForSelector("[data-step=list]");
  return (await opened.$('[data-benefit="1"]')) === null;
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
