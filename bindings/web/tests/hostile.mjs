// Names from outside never become markup and never disturb what stands beside them: through the programs as far as these let
// them pass, and past all checks, as if the terminal itself had said them.

import path from "node:path";
import { OUT, browse, checks, serve, workplace } from "./support.mjs";
import { Hall, closeCamera, closePanel, give, nextVerdict, paste, setUp, takePlace, terminalWorker } from "./desk.mjs";

const MARKUP = '<img src=x onerror="globalThis.hit=1"><script>globalThis.hit=1</script>';
const NAMES = {
  markup: MARKUP,
  "an end of an attribute": `"'><svg/onload=globalThis.hit=1>`,
  "letters from right to left": "שלום עולם مرحبا",
  "a command to turn the writing": "王\u202e明建\u2066李",
  "10,000 combining marks": `王${"\u0301\u0489\u20dd".repeat(3334)}`,
  "a long word": "长".repeat(2000),
};
const { folder, remove } = workplace("hostile");
const { check, end } = checks();

const title = '<b onmouseover="globalThis.hit=1">理发</b><img src=x onerror=globalThis.hit=1>';
const hall = Hall.make(path.join(folder, "bureau"), 4, {
  authority: `湖北<img src=x onerror=globalThis.hit=1>厅`,
  merchant: `<script>globalThis.hit=1</script>理发店`,
  benefit: title,
});
const texts = hall.texts();
const server = await serve(path.join(OUT, "verifier"));
const browser = await browse(path.join(folder, "profile"));
const faults = [];
const page = await browser.newPage();
page.on("pageerror", (error) => faults.push(String(error)));
page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
await page.goto(server.address);
await setUp(page, hall, hall.pack("first.lbu"));
await takePlace(page, hall);
await closeCamera(page);

// Signed lists whose names are markup.
check("the merchant's name is text", (await page.textContent("#place-name")).includes("<script>"), await page.textContent("#place-name"));
await paste(page, texts[0]);
let shown = await nextVerdict(page);
await page.click("#confirm");
await page.waitForSelector('[data-benefit="1"]');
check("a benefit's title is text", (await page.textContent('[data-benefit="1"]')).includes("<b onmouseover"), await page.textContent("#counter"));
await give(page, [1]);
await page.click("#today");
check("in the day's list too", (await page.textContent(".table")).includes("<b onmouseover"));
await closePanel(page);
await page.click("#more");
check("the authority's name is text", (await page.textContent(".facts")).includes("<img"));
await closePanel(page);
await clean("signed lists");

// Names that no program lets pass.
await terminalWorker(page).evaluate(() => {
  const { verify, confirm } = wasm_bindgen.Terminal.prototype;
  globalThis.hostile = "";
  wasm_bindgen.Terminal.prototype.verify = function hostileVerify(...values) {
    const verdict = JSON.parse(verify.apply(this, values));
    for (const said of [verdict.zh, verdict.en]) {
      Object.assign(said, { name: hostile, kind: hostile, reason: said.reason + hostile, further: [hostile], rows: [[hostile, hostile]] });
    }
    return JSON.stringify(verdict);
  };
  wasm_bindgen.Terminal.prototype.confirm = function hostileConfirm(...values) {
    const benefits = JSON.parse(confirm.apply(this, values));
    benefits.merchant = { number: 1, name: hostile, name_en: hostile };
    for (const benefit of benefits.list) {
      benefit.title = hostile;
      for (const said of [benefit.said.zh, benefit.said.en]) Object.assign(said, { terms: hostile, why: hostile });
    }
    return JSON.stringify(benefits);
  };
});
await paste(page, texts[1]);
shown = await nextVerdict(page, shown.event);
await page.click("#confirm");
await page.waitForSelector('[data-benefit="2"]');
for (const [name, text] of Object.entries(NAMES)) {
  await terminalWorker(page).evaluate((said) => { globalThis.hostile = said; }, text);
  await paste(page, texts[2]);
  shown = await nextVerdict(page, shown.event);
  check(`${name}: the name is shown as text`, (await page.textContent(".verdict-name")) === text);
  await neighbours(name);
  await page.click("#confirm");
  await page.waitForSelector('[data-benefit="2"]');
  await neighbours(`${name}, benefits`);
  await clean(name);
}
check("no fault in the page", faults.length === 0, faults.join("\n"));
await browser.close();
await server.stop();
remove();
end();

/** Nothing of a name runs, loads, or is an element. */
async function clean(name) {
  await page.waitForTimeout(150);
  const found = await page.evaluate(() => ({ hit: globalThis.hit ?? null, made: document.querySelectorAll("main img, main script, main b[onmouseover], #panel img, main svg[onload], header script").length }));
  check(`${name}: nothing became markup`, found.hit === null && found.made === 0, JSON.stringify(found));
}

/** The word of the verdict stays where it is and can be read, and no ink of a name lies on it. */
async function neighbours(name) {
  const told = await page.evaluate(() => {
    const word = document.querySelector(".verdict-word");
    const box = word.getBoundingClientRect();
    const clipped = [...document.querySelectorAll(".verdict-name, .verdict-kind, .verdict dd, .offer strong, .verdict-reason, .verdict-more li")].every((one) => {
      const style = getComputedStyle(one);
      return style.overflowX === "clip" && style.overflowY === "clip" && style.unicodeBidi.includes("isolate");
    });
    const beyond = [...document.querySelectorAll("main *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1);
    return { text: word.textContent, width: box.width, wide: document.documentElement.scrollWidth - innerWidth, clipped, beyond: beyond.slice(0, 4).map((one) => `${one.localName}.${one.className}`) };
  });
  check(`${name}: the verdict beside it stands`, /核对/.test(told.text) && told.width > 0 && told.wide <= 0 && told.clipped, JSON.stringify(told));
}
