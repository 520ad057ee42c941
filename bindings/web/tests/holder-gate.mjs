// The gate story: a phone is bound at the desk, shows a proof, a gate opens; half a minute later the same proof is worth nothing.
//
//     ISSUER=… VERIFIER=… WEB_TEST_MODULES=… node holder-gate.mjs

import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

import { asJson, addPicture, bind, makeBureau, manifest, open, press, readScreenshot, serveHolder, shownCode, VERIFIER } from "./holder-support.mjs";
import { browse, checks } from "./support.mjs";
import { ISSUER } from "./hall.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "holder-gate-"));
const { check, end } = checks();
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));

/** A gate that is fed by lines. */
function gate(store, ...more) {
  const process_ = spawn(VERIFIER, ["gate", "--store", store, ...more], { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = [];
  const events = [];
  createInterface({ input: process_.stdout }).on("line", (line) => {
    const event = JSON.parse(line);
    events.push(event);
    if (event.event === "code") waiting.shift()?.(event);
  });
  return {
    events,
    show(text) {
      process_.stdin.write(`${text}\n`);
      return new Promise((resolve) => waiting.push(resolve));
    },
    end: () => process_.stdin.end(),
  };
}

const hall = makeBureau(path.join(folder, "hall"));
const store = hall.at("store");
asJson(VERIFIER, ["provision", "--store", store, "--root", hall.rootSet()]);

const server = await serveHolder(hall.page);
const context = await browse(path.join(folder, "profile"));
const page = await open(context, server.address);

// At the desk.
await press(page, "绑定这部手机");
await page.fill("#phone", "外孙女的手机");
await press(page, "生成绑定码");
const enrolment = await shownCode(page, "87");
const [card] = manifest(hall, "codes");
const code = bind(hall, card, enrolment, "phone");
check("the bureau binds the phone", code.kind === "phone" && code.holder === card.holder);

// What the terminal learns with the next update.
hall.run("publish", "--bureau", "bureau", "--operator", "test");
hall.pack("june.lbu");
asJson(VERIFIER, ["update", "june.lbu", "--store", store], { cwd: hall.folder });
const entrance = gate(store);

await addPicture(page, code.picture);
check("the code has the bureau's name for it", (await page.textContent("#title")) === "崇军码", await page.textContent("#title"));

// A gate takes no proof from before its start and ten seconds.
await pause(12);
const before = await shownCode(page, "86");
const proof = await shownCode(page, "86", before);
const picture = await page.locator("section.code canvas").screenshot();
writeFileSync(path.join(folder, "proof.png"), picture);
const [read] = await readScreenshot(page, picture);
const shownAt = Date.now();
check("the screenshot is read", read === proof);
const first = await entrance.show(read);
check("the gate opens", first.open === true && first.verdict === "accept", JSON.stringify(first));
const again = await entrance.show(read);
check("not a second time for the same proof", again.open === false && again.code === "proof-replayed", again.code);
const bare = await entrance.show(code.text);
check("nor for the code without a proof", bare.open === false && bare.code === "proof-missing", bare.code);
await pause(31 - (Date.now() - shownAt) / 1000);
const late = await entrance.show(read);
check("31 seconds later the gate refuses", late.open === false && late.code === "proof-stale", late.code);
const fresh = await shownCode(page, "86", proof);
check("a fresh proof opens", (await entrance.show(fresh)).open === true);
entrance.end();

// A gate that shows a challenge.
const asking = gate(store, "--challenge");
while (!asking.events.some((event) => event.event === "challenge")) await pause(0.1);
const { challenge } = asking.events.findLast((event) => event.event === "challenge");
await pause(11);
const newest = () => asking.events.findLast((event) => event.event === "challenge").challenge;
const answered = async (text) =>
  page.evaluate(async (asked) => {
    const app = globalThis.holderApp;
    const [person] = await app.store.people();
    const key = await app.store.key(person.key);
    const answer = await app.core.signed(key, "presentation", { code: person.text, now: Math.floor(Date.now() / 1000), challenge: asked });
    return answer.texts[0];
  }, text);
const over = await asking.show(await answered(`LBC:${newest().toUpperCase()}`));
check("a proof over the gate's challenge opens", over.open === true, over.code);
const other = await asking.show(await answered(`LBC:${"00".repeat(challenge.length / 2)}`));
check("one over another challenge does not", other.open === false && other.code === "proof-invalid", other.code);
asking.end();

// The key cannot be taken out, and no secret stands in the storage.
const kept = await page.evaluate(async () => {
  const [key] = await globalThis.holderApp.store.keys();
  const out = await Promise.allSettled(["raw", "pkcs8", "jwk"].map((form) => crypto.subtle.exportKey(form, key.pair.privateKey)));
  return { algorithm: key.algorithm, out: out.filter((one) => one.status === "fulfilled").length, fields: Object.keys(key).sort(), extractable: key.pair.privateKey.extractable };
});
check("the key does not leave the phone", kept.out === 0 && !kept.extractable, JSON.stringify(kept));

// A complaint, brought as a file.
await page.evaluate(() => globalThis.holderApp.go("benefits"));
await press(page, "看全部");
await press(page, "写投诉");
await page.fill("#text", "说好免费\n收了 20 元");
await press(page, "用这部手机签名");
await page.waitForSelector("section.code canvas[data-text]");
const [download] = await Promise.all([page.waitForEvent("download"), press(page, "存成文件")]);
const file = hall.at("complaint.lbc");
await download.saveAs(file);
const taken = asJson(ISSUER, ["complaint", "import", "complaint.lbc", "--bureau", "bureau", "--operator", "test"], { cwd: hall.folder });
check("the bureau takes the complaint in", taken.complaints[0].new === true && taken.complaints[0].holder === card.holder && taken.complaints[0].text === "说好免费 收了 20 元", JSON.stringify(taken));
const shownOnScreen = await shownCode(page, "82");
const count = Number((await page.textContent("section.code .left")).split("/")[1]);
const texts = [shownOnScreen];
while (texts.length < count) {
  await press(page, "下一个码");
  texts.push(await shownCode(page, "82", texts.at(-1)));
}
const same = asJson(ISSUER, ["complaint", "import", ...texts, "--bureau", "bureau", "--operator", "test"], { cwd: hall.folder });
check("as codes it is the same one", same.complaints[0].new === false);

// Lost: bound again in one step, and the card stays.
const second = await browse(path.join(folder, "profile-2"));
const other_ = await open(second, server.address);
await press(other_, "手机丢了");
await press(other_, "绑定这部手机");
await press(other_, "生成绑定码");
const again_ = bind(hall, card, await shownCode(other_, "87"), "phone-2");
check("the code of the lost phone ends, the card stays", again_.replaces.length === 1 && again_.replaces[0] === code.status_index);
await second.close();
await context.close();
await server.stop();
end();
