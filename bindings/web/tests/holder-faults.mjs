// What goes wrong on the holder's page: hostile names, a clock that is set back, two windows, storage that is forbidden,
// full, damaged or wiped, a server that is gone, an old page beside new data.
//
//     ISSUER=… WEB_TEST_MODULES=… node holder-faults.mjs [STORY…]

import { cpSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { addPicture, bind, makeBureau, manifest, nextVersion, open, press, readScreenshot, serveHolder, shownCode } from "./holder-support.mjs";
import { BROWSER, browse, checks, chromium } from "./support.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "holder-faults-"));
const { check, end } = checks();
const hall = makeBureau(path.join(folder, "hall"), 3);
const [first, second, third] = manifest(hall, "codes");
const server = await serveHolder(hall.page);
const go = (page, screen, values = {}) => page.evaluate(([name, with_]) => globalThis.holderApp.go(name, with_), [screen, values]);
const main = (page) => page.textContent("main");
const people = (page) => page.evaluate(() => globalThis.holderApp.store.people());
const bringUpdate = async (page, file) => {
  await go(page, "lists");
  await page.setInputFiles("#update", file);
  await page.waitForSelector("main > .note");
};
const verdictOf = (page, text) => page.evaluate(async (code) => (await globalThis.holderApp.core.look(code)).verdict?.code ?? null, text);

/** Asks until it is true. (`waitForFunction` takes a promise for an answer.) */
async function until(page, holds) {
  for (let left = 200; !(await page.evaluate(holds)); left -= 1) {
    if (left === 0) throw new Error(`it does not become true: ${holds}`);
    await page.waitForTimeout(100);
  }
}

const stories = { hostileNames, clockSetBack, twoWindows, storageForbidden, privateWindow, storageFull, storageWiped, serverGone, oldPage, mixedServer };
const wanted = process.argv.slice(2);
for (const [name, story] of Object.entries(stories)) {
  if (wanted.length === 0 || wanted.includes(name)) await story();
}
await server.stop();
end();

/** Names are text, whatever is in them, and stay in their place. */
async function hostileNames() {
  const context = await browse(path.join(folder, "hostile"));
  const page = await open(context, server.address);
  await addPicture(page, hall.at("codes", first.file));
  const nasty = `\u202e<img src=x onerror="document.title='hit'"><b>x</b>\u0007${"e\u0301".padEnd(10_000, "\u0301")}`;
  // Typed in a field, where it is made tidy.
  const [person] = await people(page);
  await go(page, "person", { person });
  await page.evaluate((text) => {
    document.getElementById("label").removeAttribute("maxlength");
    document.getElementById("label").value = text;
  }, nasty);
  await press(page, "保存");
  await page.waitForSelector("section.code");
  const [{ label }] = await people(page);
  check("a typed name has no turning characters and few accents", label.length < 80 && !/[\u202e\u0007]/.test(label), String(label.length));
  // In signed data, where only what is dangerous for every reader is refused: as if the core had let all of it through.
  await page.evaluate((text) => {
    const { client } = globalThis.holderApp.core;
    const call = client.call.bind(client);
    const both = { zh: text, en: text };
    client.call = async (method, values) => {
      const answer = await call(method, values);
      if (method === "look" && answer.says) {
        Object.assign(answer.says, { name: text, code_name: both, categories: both, dependants: [{ relation: both, name: text }], changes: [both] });
        answer.says.issuer.name = both;
      }
      if (method === "benefits") {
        for (const one of answer) {
          Object.assign(one, { name: both, trades: [both], district: text, contact: text });
          for (const benefit of one.benefits) Object.assign(benefit, { title: both, value: both, basis: text, conditions: [both] });
        }
      }
      return answer;
    };
  }, nasty);
  const screens = [["codes"], ["found", { seen: await page.evaluate((text) => globalThis.holderApp.core.call("look", { text, now: Date.now() / 1000 }), first.text) }], ["benefits"]];
  for (const [screen, values] of screens) {
    await go(page, screen, values);
    await page.waitForTimeout(200);
    const made = await page.evaluate(() => ({ images: document.querySelectorAll("main img, main b").length, title: document.title.includes("hit") && !document.title.includes("<img") }));
    check(`hostile names are text: ${screen}`, made.images === 0 && !made.title, JSON.stringify(made));
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    check(`and cut nothing off: ${screen}`, over <= 0, String(over));
  }
  const longest = await page.evaluate(() => Math.max(...(document.querySelector("main").textContent.match(/\p{M}+/gu) ?? [""]).map((one) => one.length)));
  check("no letter bears more than four accents, and nothing turns", longest > 0 && longest <= 4 && !/[\u202e\u0007]/.test(await main(page)), String(longest));
  await go(page, "codes");
  await page.waitForSelector("canvas[data-text]");
  const read = await readScreenshot(page, await page.locator("section.code").screenshot());
  check("the code under such a name is still read", read.includes(first.text));
  await go(page, "benefits");
  await page.locator("main .list button").first().click();
  await page.waitForSelector("main ol");
  check("and a merchant's page stands", (await page.locator("main img").count()) === 0 && (await main(page)).includes("在柜台要做什么"));
  await context.close();
}

/** A clock that jumps: what is shown is renewed at once, and a code is not called forged. */
async function clockSetBack() {
  const context = await browse(path.join(folder, "clock"));
  await context.addInitScript(() => {
    const now = Date.now.bind(Date);
    globalThis.clockMoved = 0;
    Date.now = () => now() + globalThis.clockMoved;
  });
  const page = await open(context, server.address);
  await press(page, "绑定这部手机");
  await press(page, "生成绑定码");
  const code = bind(hall, first, await shownCode(page, "87"), "clock-phone");
  hall.run("publish", "--bureau", "bureau", "--operator", "test");
  hall.pack("clock.lbu", "--catalogue", "bureau/catalogue/edition-1");
  await bringUpdate(page, hall.at("clock.lbu"));
  await addPicture(page, code.picture);
  const before = await shownCode(page, "86");
  await page.evaluate(() => { globalThis.clockMoved = -3_600_000; });
  const begun = Date.now();
  await shownCode(page, "86", before);
  check("a proof is made anew when the clock is set back", Date.now() - begun < 3000, String(Date.now() - begun));
  await page.waitForFunction(() => document.querySelector("section.code .left").textContent);
  const left = await page.textContent("section.code .left");
  check("and the countdown is one of 15 seconds", Number(/\d+/.exec(left)?.[0]) <= 15, left);
  await page.evaluate(() => { globalThis.clockMoved = -3 * 365 * 86_400_000; });
  await go(page, "codes");
  check("a clock before the lists is said", (await main(page)).includes("时间"), await main(page));
  const held = await page.evaluate(() => globalThis.holderApp.core.call("about", { now: Date.now() / 1000 }));
  await page.evaluate(() => { globalThis.clockMoved = 0; });
  await go(page, "codes");
  const after = await page.evaluate(() => globalThis.holderApp.core.call("about", { now: Date.now() / 1000 }));
  check("no list is lower afterwards", JSON.stringify(held.trust.version) === JSON.stringify(after.trust.version) && after.status_lists === held.status_lists);
  check("and with the right time the code is in force again", (await page.textContent(".verdict")).includes("有效"));
  await context.close();
}

/** Two windows share one store: nothing is doubled, nothing is lost, no list becomes older. */
async function twoWindows() {
  const context = await browse(path.join(folder, "windows"));
  const one = await open(context, server.address);
  const other = await context.newPage();
  await other.goto(server.address);
  await other.waitForSelector("body[data-ready]");
  const found = async (page) => go(page, "found", { seen: await page.evaluate((text) => globalThis.holderApp.core.look(text), second.text) });
  await Promise.all([found(one), found(other)]);
  await Promise.all([press(one, "放进来"), press(other, "放进来")]);
  await other.waitForSelector("section.code");
  await one.waitForSelector("section.code");
  check("the same code put in by two windows is one", (await people(one)).length === 1);
  hall.run("revoke", "--bureau", "bureau", "--holder", String(second.holder), "--reason", "lost", "--operator", "test", "--yes");
  hall.run("publish", "--bureau", "bureau", "--operator", "test");
  hall.pack("windows.lbu");
  await go(other, "codes");
  await bringUpdate(one, hall.at("windows.lbu"));
  await other.waitForFunction(() => document.querySelector(".verdict")?.textContent.includes("不能用"), null, { timeout: 10_000 });
  check("an update in one window counts in the other", true);
  await bringUpdate(other, hall.at("lists.lbu"));
  await one.reload();
  await one.waitForSelector("body[data-ready]");
  check("an old file in the other window takes nothing back", (await verdictOf(one, second.text)) === "revoked");
  // Both at once.
  await Promise.all([bringUpdate(one, hall.at("windows.lbu")), bringUpdate(other, hall.at("lists.lbu"))]);
  await one.reload();
  await one.waitForSelector("body[data-ready]");
  check("nor both at once", (await verdictOf(one, second.text)) === "revoked");
  const [person] = await people(one);
  await go(other, "person", { person });
  await go(one, "person", { person });
  await press(one, /^删去$/);
  await press(one, "真的删去");
  await until(one, async () => (await globalThis.holderApp.store.people()).length === 0);
  await press(other, "保存");
  await other.waitForFunction(() => globalThis.holderApp.screen === "codes");
  check("who was removed in one window does not come back from the other", (await people(other)).length === 0);
  await context.close();
}

async function storageForbidden() {
  const context = await browse(path.join(folder, "forbidden"));
  const page = context.pages()[0];
  await context.addInitScript(() => {
    IDBFactory.prototype.open = () => { throw new DOMException("no", "SecurityError"); };
  });
  await page.goto(server.address);
  await page.waitForSelector("body[data-ready=stopped]");
  check("a browser that forbids storage is said at start", (await page.textContent(".fault")).includes("不让网页保存"));
  check("and nothing else is offered", (await page.locator("#tabs button:visible").count()) === 0);
  await context.close();
}

/** A private window: either a key that really works, or plain words; and it is never promised to stay. */
async function privateWindow() {
  const browser = await chromium.launch({ executablePath: BROWSER, headless: true, args: ["--no-sandbox", "--disable-gpu"] });
  const context = await browser.newContext({ locale: "zh-CN" });
  const page = await context.newPage();
  await page.goto(server.address);
  await page.waitForSelector("body[data-ready]");
  await press(page, "绑定这部手机");
  await press(page, "生成绑定码");
  await page.waitForSelector("canvas[data-text], .fault");
  const enrolments = await page.locator("canvas[data-text]").count();
  const keys = await page.evaluate(async () => (await globalThis.holderApp.store.keys()).length);
  check("in a private window a key works, or none is made", enrolments === keys, `${enrolments} ${keys}`);
  check("and the page warns before it is needed", (await main(page)).includes("无痕"));
  await go(page, "lists");
  check("that nothing is promised to stay is said", (await main(page)).includes("没有答应长期保存"));
  await browser.close();
}

async function storageFull() {
  const context = await browse(path.join(folder, "full"));
  const page = await open(context, server.address);
  await addPicture(page, hall.at("codes", third.file));
  const before = await page.evaluate(() => globalThis.holderApp.core.call("about", { now: Date.now() / 1000 }));
  const full = await context.newCDPSession(page);
  const { origin } = new URL(server.address);
  await full.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1 });
  // Chromium remembers for half a minute how much room there was.
  await page.waitForTimeout(32_000);
  hall.run("trust", "sign", "--authority", "authority", "--key", "authority/keys/root-1.pem");
  hall.pack("full.lbu");
  await go(page, "lists");
  await page.setInputFiles("#update", hall.at("full.lbu"));
  await page.waitForSelector("main .fault");
  check("a full phone is said", (await page.textContent("main .fault")).includes("没有地方"), await page.textContent("main .fault"));
  const held = await page.evaluate(() => globalThis.holderApp.core.call("about", { now: Date.now() / 1000 }));
  check("and what was not stored does not count", JSON.stringify(held) === JSON.stringify(before), JSON.stringify([held.trust.version, before.trust.version]));
  await full.send("Storage.overrideQuotaForOrigin", { origin });
  await bringUpdate(page, hall.at("full.lbu"));
  const after = await page.evaluate(() => globalThis.holderApp.core.call("about", { now: Date.now() / 1000 }));
  check("with room again it is taken", after.trust.version > before.trust.version, await main(page));
  // A worker that breaks down begins again with what is stored.
  await page.evaluate(() => globalThis.holderApp.core.client.restart("a test"));
  check("a worker that broke down has the lists again", (await verdictOf(page, third.text)) !== null);
  // Lists that were damaged on the phone: the page begins, and takes them anew.
  await page.evaluate(() => globalThis.holderApp.store.saveLists(new Uint8Array([1, 2, 3])));
  await page.reload();
  await page.waitForSelector("body[data-ready]");
  check("damaged lists are none, and the code is still there", (await people(page)).length === 1 && (await main(page)).includes("没有名单"), await main(page));
  await go(page, "lists");
  await press(page, "取最新名单");
  await page.waitForFunction(() => document.querySelector("dl")?.textContent.includes("第"));
  check("and they are taken anew", (await verdictOf(page, third.text)) !== null);
  await context.close();
}

/** What a browser wipes is gone; the way back is one screen, and one step at the bureau. */
async function storageWiped() {
  const context = await browse(path.join(folder, "wiped"));
  const page = await open(context, server.address);
  await press(page, "绑定这部手机");
  await press(page, "生成绑定码");
  const code = bind(hall, third, await shownCode(page, "87"), "wiped-phone");
  await addPicture(page, code.picture);
  // The key alone is gone.
  const key = await page.evaluate(async () => {
    const [one] = await globalThis.holderApp.store.keys();
    await globalThis.holderApp.store.removeKey(one.id);
    return one.id;
  });
  await go(page, "codes");
  check("without its key a code is not shown, and the page says why", Boolean(key) && (await page.locator("canvas").count()) === 0 && (await main(page)).includes("没有它的密钥"));
  await press(page, "怎么办");
  await page.waitForFunction(() => document.querySelector("main").textContent.includes("再绑定一次"));
  check("one screen says what to do", (await page.locator("main button").count()) === 3);
  // All of it, while the page is open.
  const wipe = await context.newCDPSession(page);
  await wipe.send("Storage.clearDataForOrigin", { origin: new URL(server.address).origin, storageTypes: "all" });
  await page.waitForSelector("body[data-ready=stopped]", { timeout: 10_000 }).catch(() => {});
  check("storage that is wiped under the page is said", (await main(page)).includes("清理"), await main(page));
  await press(page, "重新打开");
  await page.waitForSelector("body[data-ready=true]");
  check("and the page begins anew", (await people(page)).length === 0 && (await main(page)).includes("手机丢了、换了，或码不见了"));
  await press(page, "绑定这部手机");
  await press(page, "生成绑定码");
  const again = bind(hall, third, await shownCode(page, "87"), "wiped-phone-2");
  check("bound again in one step, and the old code of the phone ends", again.replaces.includes(code.status_index), JSON.stringify(again.replaces));
  await context.close();
}

/** Without a server everything goes on, also after the browser was closed, with what is loaded late. */
async function serverGone() {
  const own = await serveHolder(hall.page);
  const profile = path.join(folder, "gone");
  let context = await browse(profile);
  let page = await open(context, own.address);
  await press(page, "绑定这部手机");
  await press(page, "生成绑定码");
  const code = bind(hall, first, await shownCode(page, "87"), "gone-phone");
  await page.evaluate(() => navigator.serviceWorker.ready);
  await own.stop();
  // The reader of pictures is loaded now, and not before.
  await addPicture(page, code.picture, "爷爷");
  const proof = await shownCode(page, "86");
  check("without a server a picture is read and a proof is made", proof.length > 100);
  await context.close();
  context = await browse(profile);
  page = await open(context, own.address);
  const later = await shownCode(page, "86", proof);
  check("after a restart of the browser too, with the same key", later.length > 100);
  await go(page, "benefits");
  check("and the benefits are there", (await page.locator(".list > li").count()) >= 1);
  await page.goto(own.address + second.text);
  await page.waitForSelector("#label");
  check("and a link opens", (await page.textContent("dl")).includes(second.name));
  await go(page, "lists");
  await press(page, "取最新名单");
  await page.waitForSelector(".fault");
  check("that there is no network is said only to who asks for it", (await page.textContent(".fault")).includes("取不到"));
  await context.close();
}

/** An old page goes on with its own files, a new one keeps the data, and an old one beside new data renews itself. */
async function oldPage() {
  const own = await serveHolder(hall.page);
  const next = path.join(folder, "next");
  nextVersion(hall.page, next);
  const profile = path.join(folder, "versions");
  let context = await browse(profile);
  let page = await open(context, own.address);
  const version = () => page.evaluate(() => globalThis.holderApp.version);
  const old = await version();
  await addPicture(page, hall.at("codes", first.file), "爷爷");
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  own.folder = next;
  await page.reload();
  await page.waitForSelector("body[data-ready=true]");
  await until(page, async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting));
  check("a new version waits, and the old page goes on", (await version()) === old);
  await addPicture(page, hall.at("codes", second.file), "奶奶");
  check("with the files it belongs to", (await people(page)).length === 2);
  const window_ = await context.newPage();
  await window_.goto(own.address);
  await window_.waitForSelector("body[data-ready]");
  await go(page, "lists");
  await press(page, "换成新版网页");
  await page.waitForFunction((before) => globalThis.holderApp?.version && globalThis.holderApp.version !== before && document.body.dataset.ready, old, { timeout: 20_000 });
  check("when somebody asks for it the new page is there", (await version()) !== old);
  await window_.waitForFunction((before) => globalThis.holderApp?.version !== before && document.body.dataset.ready, old, { timeout: 20_000 });
  check("in every window", true);
  check("and has all that the old one has stored", (await people(page)).length === 2 && (await page.textContent(".verdict")).length > 1);
  await context.close();

  // The other way round: the data are new, and the page that the phone has kept is old.
  own.folder = hall.page;
  context = await browse(path.join(folder, "beside"));
  page = await open(context, own.address);
  await addPicture(page, hall.at("codes", first.file), "爷爷");
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await page.evaluate(() => new Promise((resolve, reject) => {
    const opening = indexedDB.open("holder", 2);
    opening.onsuccess = () => resolve(opening.result.close());
    opening.onerror = () => reject(opening.error);
  }));
  check("a page whose data became newer stops at once", (await page.evaluate(() => document.body.dataset.ready)) === "stopped");
  await own.stop();
  await page.reload();
  await page.waitForSelector("body[data-ready=stopped]");
  check("an old page beside new data says so, and takes nothing away", (await main(page)).includes("太旧"), await main(page));
  await own.start();
  own.folder = next;
  await page.reload();
  await page.waitForSelector("body[data-ready=true]", { timeout: 20_000 });
  check("with a network it renews itself, and the codes are there", (await people(page)).length === 1 && (await version()) !== old);
  await context.close();
  await own.stop();
}

/** A server that is being renewed gives files of two versions: the service worker takes none of them. */
async function mixedServer() {
  const mixed = path.join(folder, "mixed");
  cpSync(hall.page, mixed, { recursive: true });
  writeFileSync(path.join(mixed, "reader-worker.js"), "// of another version\n");
  const own = await serveHolder(mixed);
  const context = await browse(path.join(folder, "mixture"));
  const page = await open(context, own.address);
  await page.waitForTimeout(2000);
  const kept = await page.evaluate(async () => ({ active: Boolean((await navigator.serviceWorker.getRegistration())?.active), caches: (await caches.keys()).length }));
  check("files of two versions are not kept together", !kept.active && kept.caches === 0, JSON.stringify(kept));
  await context.close();
  await own.stop();
}
