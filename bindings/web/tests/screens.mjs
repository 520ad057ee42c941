// Pictures of the merchant's page for people to look at, phone, 1366 × 768, 320 px and dark, in both languages; axe-core
// looks at every one of them. `node screens.mjs [FOLDER]`; with DOCS_IMAGES=FOLDER those of docs/merchant-page.md too.

import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { OUT, axePath, browse, checks, makeFilm, serve, workplace } from "./support.mjs";
import { Hall, bring, closePanel, nextVerdict, paste, promiseStorage, setUp, takePlace } from "./desk.mjs";

const into = process.argv[2] ?? path.join(OUT, "screens");
const docs = process.env.DOCS_IMAGES;
mkdirSync(into, { recursive: true });
const { folder, remove } = workplace("screens");
const { check, end } = checks();
const axe = readFileSync(axePath(), "utf-8");
/** Screens that the page for merchants shows. */
const FOR_DOCS = ["roots", "idle", "compare", "benefits", "charge", "granted", "refused", "today"];

const hall = Hall.make(path.join(folder, "bureau"), 4);
const film = path.join(folder, "one.y4m");
const drawer = await browse(path.join(folder, "drawer"));
await makeFilm(await drawer.newPage(), hall.codes().slice(0, 1), film, { width: 1280, height: 720, rate: 4, shown: 200, empty: 1, side: 430 });
await drawer.close();
const server = await serve(path.join(OUT, "verifier"));

const SIZES = {
  phone: { viewport: { width: 412, height: 892 }, deviceScaleFactor: 2 },
  "phone-dark": { viewport: { width: 412, height: 892 }, deviceScaleFactor: 2, colorScheme: "dark" },
  desk: { viewport: { width: 1366, height: 768 } },
  "desk-dark": { viewport: { width: 1366, height: 768 }, colorScheme: "dark" },
  narrow: { viewport: { width: 320, height: 640 } },
};
const only = process.env.SCREENS?.split(",") ?? Object.keys(SIZES);
let looked = 0;
for (const name of only) {
  for (const language of ["zh", "en"]) await story(name, language);
}
await server.stop();
remove();
check(`axe-core has looked at ${looked} screens`, looked > 0);
end();

async function story(size, language) {
  const name = `${size}-${language}`;
  // The camera may show a verdict at any moment, and what still appears is paler than it will be.
  const context = await browse(path.join(folder, name), { film, ...SIZES[size], reducedMotion: "reduce", locale: language === "zh" ? "zh-CN" : "en-GB" });
  const page = await context.newPage();
  const look = (step, options) => shoot(page, name, step, options);
  await page.goto(server.address);
  await page.waitForSelector("#choose-roots");
  await look("first");
  await bring(page, hall.at("authority/root-set.cbor"));
  await page.waitForSelector("#roots-same");
  await look("roots");
  // As a browser that has promised nothing.
  await setUp(page, hall, hall.pack(`${name}-1.lbu`), { promised: false });
  await look("unproven");
  await promiseStorage(page);
  await page.click('[data-alert="kept"] button');
  await page.waitForSelector('[data-alert="kept"]', { state: "detached" });
  await page.click("#more");
  await page.click("#ask-place");
  await look("ask-place", { fullPage: false });
  await closePanel(page);
  await takePlace(page, hall);
  let { event } = await nextVerdict(page).catch(async (error) => {
    await page.screenshot({ path: path.join(into, `${name}-fault.png`) });
    throw error;
  });
  await look("camera");
  await page.click("#close-camera");
  await look("compare");
  await page.click("#confirm");
  await page.waitForSelector("[data-step=list]");
  await look("benefits");
  await page.click('[data-benefit="2"]');
  await page.waitForSelector("#amount");
  await look("price");
  await page.fill("#amount", "120");
  await page.press("#amount", "Enter");
  await page.waitForSelector("#grant");
  await look("charge");
  await page.click("#grant");
  await page.waitForSelector(".done");
  await look("granted");
  await page.click(".done .row-of-buttons button:has-text('" + (language === "zh" ? "优待" : "Benefits") + "')");
  await page.click(".offer button:last-child");
  await look("together");
  await page.click("#today");
  await page.waitForSelector(".figures");
  await look("today", { fullPage: false });
  await closePanel(page);
  await page.click("#more");
  await page.waitForSelector(".facts");
  await look("more", { fullPage: false });
  await page.click("#by-hand");
  await page.waitForSelector("#holder");
  await look("by-hand", { fullPage: false });
  await closePanel(page);
  await paste(page, "https://example.invalid/pay?order=1234567");
  ({ event } = await nextVerdict(page, event));
  await look("refused");
  const text = hall.texts()[1];
  await paste(page, `${text.slice(0, -1)}${(Number(text.at(-1)) + 1) % 10}`);
  ({ event } = await nextVerdict(page, event));
  await look("again");
  await bring(page, hall.at("roster.csv"));
  await page.waitForSelector("#panel[open]");
  await look("no-update", { fullPage: false });
  await closePanel(page);
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
  });
  await page.click("#open-camera");
  await page.waitForSelector("#camera-off [role=alert]");
  await look("no-camera");
  // A minute later nobody is shown any more.
  await page.reload();
  await page.waitForSelector("#main[data-state=ready]");
  await page.waitForSelector("#camera[data-state=streaming]");
  await page.evaluate(() => document.getElementById("close-camera").click());
  await page.waitForTimeout(300);
  if (await page.$("#verdict .idle")) await look("idle");
  await context.close();
}

/** A picture, and what axe-core says of it. */
async function shoot(page, name, step, { fullPage = true } = {}) {
  await page.waitForTimeout(220);
  const file = path.join(into, `${name}-${step}.png`);
  await page.screenshot({ path: file, fullPage });
  const [size, language] = [name.slice(0, -3), name.slice(-2)];
  if (docs && size === "phone" && FOR_DOCS.includes(step)) await page.screenshot({ path: path.join(docs, `merchant-page-${step}-${language}.png`), fullPage, scale: "css" });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"] }));
  // The word of a verdict and the name are read from a metre away.
  const { violations: faint } = await page.evaluate(() => globalThis.axe.run({ include: [["#verdict"]] }, { runOnly: { type: "rule", values: ["color-contrast-enhanced"] } }));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  const said = [...violations, ...faint].map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 90)).join(" | ")}`);
  if (wide > 0) said.push(`wider than the screen by ${wide} px`);
  if (said.length > 0) check(`${name} ${step}`, false, said.join("\n     "));
  looked += 1;
}
