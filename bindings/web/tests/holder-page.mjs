// The holder's page in a real browser: every way in, several people, the link, lists, benefits, keys. How it looks is in
// holder-screens.mjs, what goes wrong in holder-faults.mjs.
//
//     ISSUER=… WEB_TEST_MODULES=… node holder-page.mjs

import { mkdtempSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { addPicture, makeBureau, manifest, open, press, serveHolder } from "./holder-support.mjs";
import { browse, checks } from "./support.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "holder-page-"));
const { check, end } = checks();

const hall = makeBureau(path.join(folder, "hall"), 3);
const [first, second] = manifest(hall, "codes");
const picture = (line) => hall.at("codes", line.file);
const server = await serveHolder(hall.page);
const profile = path.join(folder, "profile");
const context = await browse(profile);
const outside = [];
const watch = (page) => {
  page.on("request", (request) => {
    if (!request.url().startsWith(server.address) && !request.url().startsWith("blob:")) outside.push(request.url());
  });
  page.on("pageerror", (error) => check("no error in the page", false, String(error)));
};
watch(context.pages()[0]);
const page = await open(context, server.address);
const go = (screen, values = {}) => page.evaluate(([name, with_]) => globalThis.holderApp.go(name, with_), [screen, values]);

// Lists from the page's own site, before anything else.
await go("lists");
const held = await page.textContent("dl");
check("the lists of the site are held", held.includes("信任名单") && held.includes("优待目录"), held);

// The screen stays awake while a code is shown, and not longer.
await page.evaluate(() => {
  globalThis.locks = 0;
  const lock = { request: async () => {
    globalThis.locks += 1;
    return { release: async () => { globalThis.locks -= 1; } };
  } };
  Object.defineProperty(navigator, "wakeLock", { value: lock, configurable: true });
});

// Picture, text, link.
await addPicture(page, picture(first));
check("a picture is read, and says who it is", (await page.textContent(".code .name")) === first.name, await page.textContent(".code .name"));
check("the verdict is there in a word", (await page.textContent(".verdict")).includes("有效"));
const card = await page.textContent("main");
check("with its end, and what will change", ["有效期至", "以后会变的", "以后这个码不能用了"].every((one) => card.includes(one)), card);
check("under the bureau's name for it", (await page.textContent("#title")) === "崇军码");
check("with a word about brightness", card.includes("调亮"));
check("the screen is kept awake", (await page.evaluate(() => globalThis.locks)) === 1);
// The programs here issue no stage of life yet; the core reads it.
await page.evaluate(async () => {
  const { core } = globalThis.holderApp;
  const { call } = core;
  core.call = async (method, values) => {
    const answer = await call.call(core, method, values);
    if (method === "look") answer.says.stage = { number: 3, words: { zh: "退役", en: "leaving" } };
    return answer;
  };
  await globalThis.holderApp.go("codes");
  delete core.call;
});
check("and with the stage of life, beside the name and below", (await page.textContent(".code .who")).includes("退役") && (await page.textContent("dl")).includes("所处阶段"));
await go("lists");
check("and on another screen no more", (await page.evaluate(() => globalThis.locks)) === 0);
// A photograph of 48 million pixels, with the card in a corner.
const drawing = await context.newPage();
const photograph = await drawing.evaluate(async (png) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const canvas = new OffscreenCanvas(8000, 6000);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#998877";
  pen.fillRect(0, 0, 8000, 6000);
  pen.rotate(0.1);
  pen.drawImage(image, 4500, 2500, 1800, 1800);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return Array.from({ length: Math.ceil(bytes.length / 8000) }, (_, at) => btoa(String.fromCharCode(...bytes.subarray(8000 * at, 8000 * (at + 1)))));
}, readFileSync(picture(second)).toString("base64"));
await drawing.close();
await go("add");
const begun = Date.now();
await page.setInputFiles("#picture", { name: "photo.jpg", mimeType: "image/jpeg", buffer: Buffer.concat(photograph.map((part) => Buffer.from(part, "base64"))) });
await page.waitForSelector("#label");
check("a photograph of 48 million pixels is read", (await page.textContent("dl")).includes(second.name));
console.log(`     in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
await go("add");
await page.setInputFiles("#picture", { name: "x.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") });
await page.waitForSelector(".fault");
check("a file that is no picture is refused in words", (await page.textContent(".fault")).includes("不是能读的图片"));

await go("add");
await page.fill("#text", second.text);
await page.locator("main button", { hasText: "放进来" }).last().click();
await page.fill("#label", "奶奶");
await press(page, "放进来");
await page.waitForSelector(".people");
check("two people are on one phone", (await page.locator(".people button").count()) === 2);
await press(page, "奶奶");
await page.waitForSelector('.people button[aria-pressed="true"]');

await go("add");
await page.fill("#text", "990512198007102199");
await page.locator("main button", { hasText: "放进来" }).last().click();
check("another text is refused in words", (await page.textContent(".fault")).includes("不是老兵码"));

// The link: the server sees the path once, and nothing else is said to anybody.
const visitor = await browse(path.join(folder, "visitor"));
watch(visitor.pages()[0]);
const opened = visitor.pages()[0];
const said = [];
opened.on("request", (request) => said.push({ address: request.url(), method: request.method(), body: request.postData(), from: request.headers().referer ?? "" }));
server.requests.length = 0;
await opened.goto(server.address + first.text);
await opened.waitForSelector("#label");
check("the link says what the code is", (await opened.textContent("dl")).includes(first.name));
check("and verifies it", (await opened.textContent(".verdict")).includes("有效"));
check("the digits leave the address bar", !opened.url().includes(first.text) && !(await opened.evaluate(() => document.referrer)));
const history = await opened.evaluate(() => globalThis.navigation?.entries().map((one) => one.url) ?? [location.href]);
check("and the history", !history.some((one) => one.includes(first.text)), history.join());
await opened.evaluate(() => navigator.serviceWorker.ready);
await opened.waitForFunction(() => navigator.serviceWorker.controller);
await opened.waitForTimeout(500);
check("the server saw the code once, as the path", server.requests.filter((name) => name.includes(first.text)).length === 1);
// Its own files, the lists, nothing twice but by the service worker, and nothing with the code or a part of it.
const own = new Set(["", "sw.js", "root-set.cbor", "lists.lbu", ...Object.keys(server.files)]);
const other = server.requests.map((name) => name.replace("/V/", "")).filter((name) => name !== first.text && !own.has(name));
check("it asks for its own files and the lists only", other.length === 0, other.join());
check(`in ${server.requests.length} requests`, server.requests.length <= 2 * own.size, server.requests.join(" "));
const told = said.filter((one) => one.method !== "GET" || one.body || one.from || (one.address.includes(first.text.slice(4, 24)) && one.address !== server.address + first.text));
check("no request says anything of the code: no body, no referrer", told.length === 0, JSON.stringify(told));
server.requests.length = 0;
await opened.goto(server.address + first.text);
await opened.waitForSelector("#label");
check("the second time the server sees nothing of it", !server.requests.some((name) => name.includes("81")), server.requests.join(" "));
await visitor.close();

// Without lists the page says what it can, and that it has verified nothing.
const stranger = await serveHolder(hall.page, { without: ["lists.lbu", "root-set.cbor"] });
const newcomer = await browse(path.join(folder, "newcomer"));
const bare = newcomer.pages()[0];
await bare.goto(stranger.address + first.text);
await bare.waitForSelector("#label");
const unverified = await bare.textContent("main");
check("without lists nothing of the code is believed", unverified.includes("没有名单") && !unverified.includes(first.name), unverified);
await newcomer.close();
await stranger.stop();

// My benefits.
await go("benefits");
check("what is for the holder is found", (await page.locator(".list > li").count()) === 1);
const mine = await page.textContent(".list");
check("and nothing else", mine.includes("理发") && !mine.includes("烈属专享"), mine);
await press(page, "奶奶");
await page.waitForSelector('.people button[aria-pressed="true"]:has-text("奶奶")');
check("for another of the family, by one button", (await page.locator(".list > li").count()) === 1 && (await page.evaluate(() => globalThis.holderApp.screen)) === "benefits");
await page.fill("#words", "烫染");
check("words are searched", (await page.textContent(".list")).includes("烫染") && !(await page.textContent(".list")).includes("满减"));
await page.fill("#words", "没有这种东西");
check("nothing is found for nothing", (await page.locator(".list > li").count()) === 0);
await page.fill("#words", "");
await page.selectOption("#trade", { label: "理发美容" });
check("by trade", (await page.locator(".list > li").count()) === 1);
const districts = await page.locator("#district option").allTextContents();
check("districts come from the signed catalogue", districts.length === 2, districts.join());
await page.selectOption("#trade", "");

const shownToday = async () => {
  await go("benefits");
  await page.locator("label.choice input").last().setChecked(true);
  const count = await page.locator(".list > li").count();
  const given = (await page.textContent(".list")).split("烫染").length - 1;
  await page.locator("label.choice input").last().setChecked(false);
  return count + given;
};
check("what is given today is found", (await shownToday()) === 2);
await page.evaluate(() => {
  globalThis.realNow = Date.now.bind(Date);
  Date.now = () => globalThis.realNow() + 3 * 365 * 86_400_000;
});
check("and nothing when the agreements have ended", (await shownToday()) === 0);
await page.evaluate(() => {
  Date.now = globalThis.realNow;
});

// An update by file: one that is none, one of 70 MB that is none, then a good one.
await go("lists");
await page.setInputFiles("#update", { name: "x.lbu", mimeType: "application/octet-stream", buffer: Buffer.from("not an update") });
await page.waitForSelector(".fault");
check("a file that is no update is refused in words", (await page.textContent(".fault")).length > 5);
const huge = path.join(folder, "huge.lbu");
writeFileSync(huge, "");
truncateSync(huge, 70 << 20);
await go("lists");
await page.setInputFiles("#update", huge);
await page.waitForSelector(".fault");
check("one of 70 MB is not even read", (await page.textContent(".fault")).includes("太大"));
hall.run("revoke", "--bureau", "bureau", "--holder", String(second.holder), "--reason", "lost", "--operator", "test", "--yes");
hall.run("publish", "--bureau", "bureau", "--operator", "test");
hall.pack("june.lbu");
await go("lists");
await page.setInputFiles("#update", hall.at("june.lbu"));
await page.waitForFunction(() => document.querySelector("main").textContent.includes("已更新"));
await go("codes");
check("a revoked code says so", (await page.textContent(".verdict")).includes("不能用"), await page.textContent(".verdict"));
await context.close();

// A browser without a key store says so, and no key is made.
const without = await browse(path.join(folder, "without"));
const keyless = without.pages()[0];
await keyless.addInitScript(() => {
  crypto.subtle.generateKey = () => Promise.reject(new DOMException("no", "NotSupportedError"));
});
await open(without, server.address);
await press(keyless, "绑定这部手机");
await press(keyless, "生成绑定码");
await keyless.waitForSelector(".fault");
const kept = await keyless.evaluate(() => globalThis.holderApp.store.keys());
check("no key store, no enrolment", kept.length === 0 && (await keyless.locator("canvas").count()) === 0);
check("and it is said in plain words", (await keyless.textContent(".fault")).includes("保存不了密钥"));
await without.close();

// A browser that makes keys and stores none, as in lockdown modes.
const forgetful = await browse(path.join(folder, "forgetful"));
const lockdown = forgetful.pages()[0];
await lockdown.addInitScript(() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, ...rest) {
    if (value?.pair) throw new DOMException("a key cannot be cloned", "DataCloneError");
    return put.call(this, value, ...rest);
  };
});
await open(forgetful, server.address);
await press(lockdown, "绑定这部手机");
await press(lockdown, "生成绑定码");
await lockdown.waitForSelector(".fault");
check("keys that cannot be stored are none", (await lockdown.locator("canvas").count()) === 0 && (await lockdown.evaluate(() => globalThis.holderApp.store.keys())).length === 0);
await forgetful.close();

// P-256 where Ed25519 is missing.
const older = await browse(path.join(folder, "older"));
const old = older.pages()[0];
await old.addInitScript(() => {
  const make = crypto.subtle.generateKey.bind(crypto.subtle);
  crypto.subtle.generateKey = (algorithm, ...rest) =>
    algorithm.name === "Ed25519" ? Promise.reject(new DOMException("no", "NotSupportedError")) : make(algorithm, ...rest);
});
await open(older, server.address);
await press(old, "绑定这部手机");
await press(old, "生成绑定码");
await old.waitForSelector("canvas[data-text]");
const [key] = await old.evaluate(async () => (await globalThis.holderApp.store.keys()).map(({ algorithm }) => algorithm));
check("P-256 where Ed25519 does not work", key === "P-256", key);
await older.close();
await server.stop();

// From a file there is no key, ever, and no storage.
const local = await browse(path.join(folder, "local"));
const file = local.pages()[0];
await file.goto(pathToFileURL(path.join(hall.page, "index.html")).href);
await file.waitForSelector("body[data-ready=stopped]");
await file.evaluate(() => globalThis.holderApp.go("bind"));
const refused = await file.evaluate(async () => ({
  text: document.querySelector("main").textContent,
  inputs: document.querySelectorAll("main input").length,
  stores: (await indexedDB.databases()).length,
}));
check("from a file no key is made, and the page says why", refused.inputs === 0 && refused.stores === 0 && refused.text.includes("文件"), JSON.stringify(refused));
await local.close();

// What the documents for families tell them to press is on the page, word for word.
const script = readFileSync(path.join(hall.page, "index.html"), "utf-8");
const words = (name, found) => [...readFileSync(path.join(import.meta.dirname, "../../../docs", name), "utf-8").matchAll(found)].map((one) => one[1].replace(/[.?]$/, ""));
const named = [...words("holder-page.md", /\*\*([A-Z][^*]+)\*\*/g), ...words("holder-page.zh-CN.md", /“([^”]+)”/g)];
const notOnPage = new Set(["添加到主屏幕", "Lost or stolen", "Gone"]);
const absent = named.filter((word) => !script.includes(word) && !notOnPage.has(word));
check(`the ${named.length} names in the documents for families are on the page`, named.length > 12 && absent.length === 0, absent.join(" | "));

check("no request left the page's own folder", outside.length === 0, outside.slice(0, 3).join());
end();
