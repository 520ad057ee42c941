// The holder's page in a real browser: every way in, several people, lists, benefits, faults, and both languages for
// everybody's eyes and hands.
//
//     ISSUER=… WEB_TEST_MODULES=… node holder-page.mjs [--pictures FOLDER]

import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { addPicture, makeBureau, manifest, open, press, serveHolder } from "./holder-support.mjs";
import { axePath, browse, checks } from "./support.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "holder-page-"));
const { check, end } = checks();
const at = process.argv.indexOf("--pictures");
const pictures = at > 0 ? process.argv[at + 1] : null;
if (pictures) mkdirSync(pictures, { recursive: true });
const axe = readFileSync(axePath(), "utf-8");

const hall = makeBureau(path.join(folder, "hall"), 3);
const [first, second] = manifest(hall, "codes");
const picture = (line) => hall.at("codes", line.file);
const server = await serveHolder(hall.page);
const profile = path.join(folder, "profile");
let context = await browse(profile);
const outside = [];
const watch = (page) => {
  page.on("request", (request) => {
    if (!request.url().startsWith(server.address) && !request.url().startsWith("blob:")) outside.push(request.url());
  });
  page.on("pageerror", (error) => check("no error in the page", false, String(error)));
};
watch(context.pages()[0]);
let page = await open(context, server.address);
const go = (screen, values = {}) => page.evaluate(([name, with_]) => globalThis.holderApp.go(name, with_), [screen, values]);

// Lists from the page's own site, before anything else.
await go("lists");
const held = await page.textContent("dl");
check("the lists of the site are held", held.includes("信任名单") && held.includes("优待目录"), held);

// Picture, text, link.
await addPicture(page, picture(first));
check("a picture is read, and says who it is", (await page.textContent(".code .name")) === first.name, await page.textContent(".code .name"));
check("the verdict is there in a word", (await page.textContent(".verdict")).includes("有效"));
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

const visitor = await browse(path.join(folder, "visitor"));
watch(visitor.pages()[0]);
server.requests.length = 0;
let opened = visitor.pages()[0];
await opened.goto(server.address + first.text);
await opened.waitForSelector("#label");
check("the link says what the code is", (await opened.textContent("dl")).includes(first.name));
check("the digits leave the address bar", !opened.url().includes(first.text) && !(await opened.evaluate(() => document.referrer)));
check("the server saw the code once, as the path", server.requests.filter((name) => name.includes(first.text)).length === 1);
await opened.evaluate(() => navigator.serviceWorker.ready);
await opened.waitForFunction(() => navigator.serviceWorker.controller);
server.requests.length = 0;
await opened.goto(server.address + first.text);
await opened.waitForSelector("#label");
check("the second time the server sees nothing of it", !server.requests.some((name) => name.includes("81")), server.requests.join(" "));
await visitor.close();

// My benefits.
await go("benefits");
check("what is for the holder is found", (await page.locator(".list > li").count()) === 1);
const mine = await page.textContent(".list");
check("and nothing else", mine.includes("理发") && !mine.includes("烈属专享"), mine);
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

// An update by file: one that is none, one of 70 MB that is none, then a good one.
await go("lists");
await page.setInputFiles("#update", { name: "x.lbu", mimeType: "application/octet-stream", buffer: Buffer.from("not an update") });
await page.waitForSelector(".fault");
check("a file that is no update is refused in words", (await page.textContent(".fault")).length > 5);
hall.run("revoke", "--bureau", "bureau", "--holder", String(second.holder), "--reason", "lost", "--operator", "test", "--yes");
hall.run("publish", "--bureau", "bureau", "--operator", "test");
hall.pack("june.lbu");
await go("lists");
await page.setInputFiles("#update", hall.at("june.lbu"));
await page.waitForFunction(() => document.querySelector("main").textContent.includes("已更新"));
await go("codes");
check("a revoked code says so", (await page.textContent(".verdict")).includes("不能用"), await page.textContent(".verdict"));

// Everybody's eyes and hands: every screen, both languages, narrow and enlarged.
const SCREENS = ["codes", "add", "bind", "lost", "benefits", "lists", "challenge"];
await page.evaluate(async () => {
  const app = globalThis.holderApp;
  app.shown = (await app.store.people())[0].id;
});
const show = async (name) => {
  await go(name);
  await page.waitForTimeout(150);
};
for (const tag of ["zh", "en"]) {
  await go("lists");
  await press(page, tag === "zh" ? /^中文$/ : /^English$/);
  for (const screen of [...SCREENS, "merchant", "complaint", "found", "person"]) {
    if (screen === "merchant" || screen === "complaint") {
      const [merchant] = await page.evaluate((code) => globalThis.holderApp.core.call("benefits", { code, now: Date.now() / 1000 }), first.text);
      await go(screen, { merchant });
    } else if (screen === "found") {
      await go("found", { seen: await page.evaluate((text) => globalThis.holderApp.core.look(text), first.text) });
    } else if (screen === "person") {
      await go("person", { person: (await page.evaluate(() => globalThis.holderApp.store.people()))[0] });
    } else {
      await show(screen);
    }
    await page.evaluate(axe);
    const found = await page.evaluate(() =>
      globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    check(`axe finds nothing: ${screen}, ${tag}`, found.violations.length === 0, JSON.stringify(found.violations.map((one) => [one.id, one.nodes[0].html])));
    for (const width of [320, 412]) {
      await page.setViewportSize({ width, height: 870 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      check(`nothing is cut off at ${width} px: ${screen}, ${tag}`, over <= 0, String(over));
    }
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("button, select, input:not([hidden]):not([type=checkbox]), textarea")]
        .filter((one) => one.offsetParent && (one.offsetHeight < 44 || one.offsetWidth < 44)).map((one) => one.outerHTML.slice(0, 60)));
    check(`buttons of 44 px: ${screen}, ${tag}`, small.length === 0, small.join());
    if (pictures && ["codes", "benefits", "add", "bind"].includes(screen)) {
      await page.evaluate(() => document.getElementById("title").blur());
      writeFileSync(path.join(pictures, `holder-${screen}-${tag}.png`), await page.screenshot());
    }
  }
}
// 1280 × 1024 at 400 % is 320 × 256.
await page.setViewportSize({ width: 320, height: 256 });
await show("codes");
const reach = await page.evaluate(() => {
  document.querySelector("#tabs button").scrollIntoView();
  return document.querySelector("#tabs").getBoundingClientRect().top < innerHeight;
});
check("at 400 % everything is reached by scrolling", reach);
await page.setViewportSize({ width: 412, height: 870 });

// The server is gone, the browser starts again.
await server.stop();
await context.close();
context = await browse(profile, { locale: "zh-CN" });
watch(context.pages()[0]);
page = await open(context, server.address);
check("without a server, after a restart, the codes are there", (await page.locator(".people button").count()) === 2);
await go("benefits");
check("and the benefits", (await page.locator(".list > li").count()) >= 1);

// Hostile labels and names never become markup.
await page.evaluate(async () => {
  const app = globalThis.holderApp;
  const [person] = await app.store.people();
  await app.store.savePerson({ ...person, label: `<img src=x onerror="document.title='hit'">${"\u0301".repeat(10_000)}` });
  await app.go("codes");
});
check("a label is only ever text", (await page.locator("main img").count()) === 0 && (await page.title()) !== "hit");

// A browser without a key store says so, and no key is made.
await page.evaluate(() => {
  crypto.subtle.generateKey = () => Promise.reject(new DOMException("no", "NotSupportedError"));
});
await go("bind");
await page.locator("main button.main").click();
await page.waitForSelector(".fault");
const without = await page.evaluate(() => globalThis.holderApp.store.keys());
check("no key store, no enrolment", without.length === 0 && (await page.locator("canvas").count()) === 0);
await context.close();

// P-256 where Ed25519 is missing.
await server.start();
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

// From a file there is no key, ever.
const local = await browse(path.join(folder, "local"));
const file = local.pages()[0];
await file.goto(pathToFileURL(path.join(hall.page, "index.html")).href);
await file.waitForTimeout(1500);
const refused = await file.evaluate(async () => {
  const app = globalThis.holderApp;
  await app.go("bind").catch(() => {});
  return { text: document.querySelector("main").textContent, buttons: [...document.querySelectorAll("main button.main")].length };
});
check("from a file no key is made, and the page says why", refused.buttons === 0 && refused.text.includes("文件"), refused.text);
await local.close();

check("no request left the page's own folder", outside.length === 0, outside.slice(0, 3).join());
end();
