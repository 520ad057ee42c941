// The gate story: a phone is bound at the desk, shows a proof, a gate opens; half a minute later the same proof is worth nothing.
//
//     ISSUER=… VERIFIER=… WEB_TEST_MODULES=… node holder-gate.mjs

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { addPicture, asJson, bind, gate, makeBureau, manifest, open, press, readScreenshot, serveHolder, shownCode, VERIFIER } from "./holder-support.mjs";
import { browse, checks, makeFilm } from "./support.mjs";
import { ISSUER } from "./hall.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "holder-gate-"));
const { check, end } = checks();
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));

const hall = makeBureau(path.join(folder, "hall"));
const store = hall.at("store");
asJson(VERIFIER, ["provision", "--store", store, "--root", hall.rootSet()]);

const server = await serveHolder(hall.page);
// What the phone's camera sees is written when it is known: the browser opens the film with the camera.
const film = path.join(folder, "camera.y4m");
const context = await browse(path.join(folder, "profile"), { film });
const page = await open(context, server.address);

// At home: the card, and what it is called.
const [card] = manifest(hall, "codes");
await addPicture(page, hall.at("codes", card.file), "爷爷");

// At the desk.
await press(page, "绑定这部手机");
await page.fill("#phone", "外孙女的手机");
await press(page, "生成绑定码");
const enrolment = await shownCode(page, "87");
const code = bind(hall, card, enrolment, "phone");
check("the bureau binds the phone", code.kind === "phone" && code.holder === card.holder);

// What the terminal learns with the next update.
hall.run("publish", "--bureau", "bureau", "--operator", "test");
hall.pack("june.lbu");
asJson(VERIFIER, ["update", "june.lbu", "--store", store], { cwd: hall.folder });
const entrance = gate(store);

await addPicture(page, code.picture);
const family = await page.evaluate(() => globalThis.holderApp.store.people());
check("it takes the place of the card's code, and the name stays", family.length === 1 && family[0].label === "爷爷" && Boolean(family[0].key), JSON.stringify(family.map((one) => one.label)));
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

// A gate that shows a challenge: the phone's camera reads it, and the phone signs it.
const asking = gate(store, "--challenge");
const challenges = () => asking.events.filter((event) => event.event === "challenge").map((event) => event.challenge);
while (challenges().length === 0) await pause(0.1);
await pause(11);
const drawing = await context.newPage();
const answered = async (challenge) => {
  await filmCode(`LBC:${challenge.toUpperCase()}`);
  const last = await page.evaluate(() => document.querySelector("canvas[data-text]")?.dataset.text ?? null);
  await page.bringToFront();
  await page.evaluate(() => globalThis.holderApp.go("codes"));
  await press(page, "闸机上显示了码");
  return shownCode(page, "86", last);
};
// A new one is shown every 15 seconds, and the one before counts too.
const seenBefore = challenges().length;
while (challenges().length === seenBefore) await pause(0.1);
const over = await asking.show(await answered(challenges().at(-1)));
check("a proof over the gate's challenge, read by the camera, opens", over.open === true, JSON.stringify(over));
const other = await asking.show(await answered("00".repeat(challenges()[0].length / 2)));
check("one over another challenge does not", other.open === false && other.code === "proof-invalid", other.code);
await page.evaluate(() => globalThis.holderApp.go("codes"));
const unasked = await asking.show(await shownCode(page, "86"));
check("nor one over none", unasked.open === false && unasked.code === "proof-invalid", unasked.code);
asking.end();
await drawing.close();

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

/** The code of a text, drawn by the page, as what the camera sees. */
async function filmCode(text) {
  const png = await page.evaluate(async (shown) => {
    const modules = await globalThis.holderApp.core.call("draw", { text: shown });
    const side = Math.sqrt(modules.length);
    const canvas = new OffscreenCanvas(10 * (side + 8), 10 * (side + 8));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = "#000";
    modules.forEach((dark, at) => dark && pen.fillRect(10 * (at % side + 4), 10 * (Math.floor(at / side) + 4), 10, 10));
    return Array.from(new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer()));
  }, text);
  const picture = path.join(folder, "challenge.png");
  writeFileSync(picture, Buffer.from(png));
  await makeFilm(drawing, [picture], film, { rate: 10, shown: 5, empty: 0 });
}
