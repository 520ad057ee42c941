// Pictures of the merchant's page for people to look at: phone, 1366 × 768, 320 px, dark, both languages.
// `node screens.mjs FOLDER`.

import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { tmpdir } from "node:os";
import { browse, makeFilm, serve } from "./support.mjs";
import { Hall, bring, closePanel, nextVerdict, setUp, takePlace } from "./desk.mjs";

const OUT = process.env.WEB_OUT ?? path.join(import.meta.dirname, "../../../target/web");
const into = process.argv[2] ?? path.join(OUT, "screens");
mkdirSync(into, { recursive: true });
const folder = path.join(tmpdir(), `screens-${process.pid}`);
mkdirSync(folder, { recursive: true });

const hall = Hall.make(path.join(folder, "bureau"), 4);
const film = path.join(folder, "one.y4m");
const drawer = await browse(path.join(folder, "drawer"));
await makeFilm(await drawer.newPage(), hall.codes().slice(0, 1), film, { rate: 4, shown: 400, empty: 1, side: 250 });
await drawer.close();
const server = await serve(path.join(OUT, "verifier"));

const SIZES = {
  phone: { width: 412, height: 892 },
  desk: { width: 1366, height: 768 },
  narrow: { width: 320, height: 640 },
};
for (const [size, viewport] of Object.entries(SIZES)) {
  for (const scheme of size === "phone" ? ["light", "dark"] : ["light"]) {
    const context = await browse(path.join(folder, `${size}-${scheme}`), { film, viewport, colorScheme: scheme, deviceScaleFactor: size === "phone" ? 2 : 1 });
    await story(context, `${size}${scheme === "dark" ? "-dark" : ""}`);
    await context.close();
  }
}
await server.stop();
rmSync(folder, { recursive: true, force: true });

async function story(context, name) {
  const page = await context.newPage();
  await page.goto(server.address);
  await page.waitForSelector("#choose-roots");
  await bring(page, hall.at("authority/root-set.cbor"));
  await page.waitForSelector("#roots-same");
  await shoot(page, name, "setup");
  await setUp(page, hall, hall.pack(`${name}-1.lbu`));
  await takePlace(page, hall);
  let { event } = await nextVerdict(page);
  await page.click("#close-camera");
  await shoot(page, name, "compare");
  await page.click("#confirm");
  await page.waitForSelector("[data-step=list]");
  await shoot(page, name, "benefits");
  await page.click('[data-benefit="2"]');
  await page.fill("#amount", "120");
  await page.press("#amount", "Enter");
  await page.waitForSelector("#grant");
  await shoot(page, name, "charge");
  await page.click("#grant");
  await page.waitForSelector(".done");
  await shoot(page, name, "granted");
  await page.click("#today");
  await page.waitForSelector(".figures");
  await shoot(page, name, "today");
  await closePanel(page);
  await page.keyboard.type("https://example.invalid/pay?order=1234567", { delay: 1 });
  await page.keyboard.press("Enter");
  ({ event } = await nextVerdict(page, event));
  await shoot(page, name, "refused");
  await page.click("#more");
  await page.click("#panel button:has-text('English')");
  await shoot(page, name, "refused-en");
  await page.click("#open-camera");
  ({ event } = await nextVerdict(page, event));
  await page.click("#confirm");
  await page.waitForSelector("[data-step=list]");
  await shoot(page, name, "benefits-en");
  await page.click("#more");
  await page.waitForSelector(".facts");
  await shoot(page, name, "more-en");
}

async function shoot(page, name, step) {
  await page.waitForTimeout(250);
  await page.screenshot({ path: path.join(into, `${name}-${step}.png`), fullPage: step !== "today" && step !== "more-en" });
}
