// What the tests do at the merchant's page: set it up, bring files, give benefits.

import { readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { Hall } from "./hall.mjs";

/** Brings a file by the dialog. */
export async function bring(page, file) {
  await page.setInputFiles("#file", file);
}

export async function closePanel(page) {
  await page.evaluate(() => document.getElementById("panel").close());
}

/** Root set, compared; then lists. */
export async function setUp(page, hall, update) {
  await page.waitForSelector("#choose-roots, #roots-same");
  if (await page.$("#choose-roots")) await bring(page, hall.at("authority/root-set.cbor"));
  await page.click("#roots-same");
  await page.waitForSelector("#main[data-state=ready]");
  await bring(page, update);
  await page.waitForSelector("#update-parts [data-result=new]");
  await closePanel(page);
}

/** Asks for a place, has the bureau sign it, and brings everything. */
export async function takePlace(page, hall) {
  await page.click("#more");
  await page.click("#ask-place");
  await page.fill("#label", "市场大厅 3 号");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#save-request")]);
  const request = hall.at("place-request.lbp");
  rmSync(request, { force: true });
  await download.saveAs(request);
  await closePanel(page);
  hall.addPlace(request);
  const places = hall.pack("places.lbu", "--places", "bureau/places", "--catalogue", "bureau/catalogue/edition-1");
  await bring(page, places);
  await page.waitForSelector("#update-parts [data-result=new]");
  await closePanel(page);
}

/** Waits for a verdict behind the event `last`; gives its event and answer. */
export async function nextVerdict(page, last, timeout = 30_000) {
  const found = await page.waitForFunction(
    (before) => {
      const shown = document.querySelector("#verdict article");
      return shown && shown.dataset.event !== before ? { ...shown.dataset } : null;
    },
    last,
    { timeout, polling: 50 },
  );
  return found.jsonValue();
}

/** Gives one of the benefits to the person whose code is shown; `null` if another code came first. */
export async function give(page, numbers) {
  try {
    if (await page.$("#confirm")) await page.click("#confirm", { timeout: 2000 });
    await page.waitForSelector("[data-step=list]", { timeout: 3000 });
    for (const number of numbers) {
      const button = await page.$(`[data-benefit="${number}"]`);
      if (!button) continue;
      await button.click({ timeout: 2000 });
      await page.click("#grant", { timeout: 2000 });
      const done = await page.waitForSelector(".done[data-record], .fault-line", { timeout: 5000 });
      const record = await done.getAttribute("data-record");
      return record === null ? null : { record: Number(record), benefit: number };
    }
  } catch {
    // The next code has won.
  }
  return null;
}

/** Ends the browser of a profile as a power cut does. */
export function killBrowser(profile) {
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const command = readFileSync(path.join("/proc", entry, "cmdline"), "utf-8");
      if (command.includes(`--user-data-dir=${profile}`)) process.kill(Number(entry), "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}

export { Hall };
