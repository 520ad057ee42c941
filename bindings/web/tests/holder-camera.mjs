// The camera of the holder's page: a code on a card, an update that the bureau's screen shows, a camera that is denied.
//
//     ISSUER=… WEB_TEST_MODULES=… node holder-camera.mjs

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { makeBureau, manifest, open, press, serveHolder } from "./holder-support.mjs";
import { browse, checks, makeFilm } from "./support.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "holder-camera-"));
const { check, end } = checks();
const hall = makeBureau(path.join(folder, "hall"), 2);
const [card, other] = manifest(hall, "codes");
// This phone has the root set, and its lists come from a screen.
rmSync(path.join(hall.page, "lists.lbu"));
hall.run("revoke", "--bureau", "bureau", "--holder", String(other.holder), "--reason", "lost", "--operator", "test", "--yes");
hall.run("publish", "--bureau", "bureau", "--operator", "test");
hall.run("update", "pack", "--authority", "authority", "--status-list", "bureau/status-list.cbor", "--catalogue", "bureau/catalogue/edition-1", "--out", "screen.lbu", "--as-codes", "screen", "--code-bytes", "200");
const screen = readdirSync(hall.at("screen", "codes")).sort().map((name) => hall.at("screen", "codes", name));
const server = await serveHolder(hall.page);

const drawing = await browse(path.join(folder, "drawing"));
const film = path.join(folder, "screen.y4m");
// Five codes a second, as the page shows them.
await makeFilm(drawing.pages()[0], screen, film, { rate: 20, shown: 4, empty: 0, side: 420 });
const cardFilm = path.join(folder, "card.y4m");
await makeFilm(drawing.pages()[0], [hall.at("codes", card.file)], cardFilm, { rate: 10, shown: 10, empty: 5 });
await drawing.close();

const profile = path.join(folder, "profile");
let context = await browse(profile, { film });
let page = await open(context, server.address);
await page.evaluate(() => globalThis.holderApp.go("lists"));
check("there is a root set and no list yet", (await page.textContent("dl")).includes("请导入更新文件"));
const begun = Date.now();
await press(page, "扫屏幕上的更新码");
await page.waitForFunction(() => document.querySelector("#status").textContent.includes("已更新"), null, { timeout: 60_000 });
const seconds = (Date.now() - begun) / 1000;
check(`an update of ${screen.length} codes comes by camera`, (await page.textContent("dl")).includes("优待目录"), await page.textContent("dl"));
console.log(`     ${screen.length} codes in ${seconds.toFixed(1)} s, once through takes ${(screen.length / 5).toFixed(1)} s`);
await context.close();

context = await browse(profile, { film: cardFilm });
page = await open(context, server.address);
await press(page, "把码放进来");
await press(page, "用摄像头扫");
await page.waitForSelector("#label", { timeout: 30_000 });
check("a card is read by the camera", (await page.textContent("dl")).includes(card.name));
check("with the verdict of the lists from the screen", (await page.textContent(".verdict")).includes("有效"));
const running = await page.evaluate(() => document.querySelectorAll("video").length);
check("the camera is off afterwards", running === 0);
await context.close();

// A camera that does not open, in words for each reason; the other ways in are there.
const FAULTS = { NotAllowedError: "权限", NotFoundError: "没有找到", NotReadableError: "别的程序", AbortError: "别的程序", TypeError: "打不开" };
const shutOut = await browse(path.join(folder, "denied"));
const shut = await open(shutOut, server.address);
for (const [name, words] of Object.entries(FAULTS)) {
  await shut.evaluate((error) => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", error));
    return globalThis.holderApp.go("add");
  }, name);
  await press(shut, "用摄像头扫");
  await shut.waitForSelector(".fault");
  const said = await shut.textContent(".fault");
  check(`a camera that does not open is said in words: ${name}`, said.includes(words) && said.includes("从相册选图片"), said);
}
await shut.evaluate(() => {
  Object.defineProperty(navigator, "mediaDevices", { value: undefined, configurable: true });
  return globalThis.holderApp.go("add");
});
await press(shut, "用摄像头扫");
await shut.waitForSelector(".fault");
check("and an address that is not secure", (await shut.textContent(".fault")).includes("https"));
await shutOut.close();
await server.stop();
end();
