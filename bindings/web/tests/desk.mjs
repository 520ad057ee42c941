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

/** Has Chromium promise to keep the data of all pages, as it does for an installed page. */
export async function promiseStorage(page) {
  const session = await page.context().newCDPSession(page);
  // It holds as long as the session does, and takes away what is not named.
  await session.send("Browser.grantPermissions", { permissions: ["durableStorage", "videoCapture"] });
}

/** Root set, compared; then lists. Unless `promised` is false, the browser has promised to keep them. */
export async function setUp(page, hall, update, { promised = true } = {}) {
  if (promised) await promiseStorage(page);
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

/** Types a text as a scanner does. */
export async function type(page, text) {
  await page.keyboard.type(text, { delay: 1 });
  await page.keyboard.press("Enter");
}

/** Pastes a text: on a busy machine the keys of a scanner come too slowly to be one. */
export async function paste(page, text) {
  await page.evaluate((pasted) => {
    const data = new DataTransfer();
    data.setData("text/plain", pasted);
    window.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data }));
  }, text);
}

/** The worker of the terminal, for what a browser cannot be asked to do. */
export function terminalWorker(page) {
  return page.workers().find((worker) => worker.url().includes("terminal"));
}

export async function closeCamera(page) {
  await page.evaluate(() => document.getElementById("close-camera")?.click());
}

/** Gives one of the benefits to the person whose code is shown; `null` if another code came first. */
export async function give(page, numbers) {
  try {
    if (await page.$("#confirm")) await page.click("#confirm", { timeout: 4000 });
    await page.waitForSelector("[data-step=list]", { timeout: 6000 });
    for (const number of numbers) {
      const button = await page.$(`[data-benefit="${number}"]`);
      if (!button) continue;
      await button.click({ timeout: 4000 });
      await page.click("#grant", { timeout: 4000 });
      const done = await page.waitForSelector(".done[data-record], .fault-line", { timeout: 15_000 });
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
      // Chromium has it in one argument, Firefox as one of its own.
      if (command.split("\0").some((one) => one === profile || one === `--user-data-dir=${profile}`)) process.kill(Number(entry), "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}

export { Hall };
