// The browser is killed at random moments while benefits are granted and updates come: nothing that was shown as
// granted may be missing, and no list may be older than before. `node kill.mjs [ROUNDS]`.

import path from "node:path";
import { OUT, browse, checks, serve, workplace } from "./support.mjs";
import { Hall, bring, closePanel, give, killBrowser, paste, setUp, takePlace } from "./desk.mjs";

const ROUNDS = Number(process.argv[2] ?? process.env.KILL_ROUNDS ?? 12);
const { folder, remove } = workplace("kill");
const { check, end } = checks();
const hall = Hall.make(path.join(folder, "bureau"), 60);
const texts = hall.texts();
const server = await serve(path.join(OUT, "verifier"));
const profile = path.join(folder, "profile");
const shown = new Set();
let person = 0;
let updates = 0;
let floor = 0;

let browser = await browse(profile);
let page = await open();
await setUp(page, hall, hall.pack("first.lbu"));
await takePlace(page, hall);
for (let round = 0; round < ROUNDS; round += 1) {
  const until = 300 + Math.random() * 6000;
  await Promise.race([work(), new Promise((resolve) => setTimeout(resolve, until))]);
  killBrowser(profile);
  await browser.close().catch(() => {});
  browser = await browse(profile);
  page = await open();
  await page.waitForSelector("#main[data-state=ready]");
  const { records, made } = await kept();
  const missing = [...shown].filter((record) => record > records);
  if (missing.length > 0 || made < floor) check(`round ${round}`, false, `missing ${missing}, list of ${made} below ${floor}`);
  floor = Math.max(floor, made);
}
check(`${ROUNDS} kills: ${shown.size} grants were shown, all are kept; ${updates} updates, none was lost`, shown.size >= ROUNDS / 2);
await browser.close();
await server.stop();
remove();
end();

async function open() {
  const opened = browser.pages()[0] ?? (await browser.newPage());
  await opened.goto(server.address);
  await opened.waitForSelector("#main[data-state]");
  return opened;
}

/** Grants and updates in turn, until the browser is gone. */
async function work() {
  try {
    for (;;) {
      const text = texts[person++ % texts.length];
      await paste(page, text);
      await page.waitForSelector("#confirm");
      const given = await give(page, [1, 4]);
      if (given) shown.add(given.record);
      if (Math.random() < 0.3) {
        hall.run("publish", "--bureau", "bureau", "--operator", "test");
        await bring(page, hall.pack(`update-${updates}.lbu`));
        await page.waitForSelector("#update-parts [data-result=new]");
        floor = Math.max(floor, (await kept()).made);
        updates += 1;
        await closePanel(page);
      }
    }
  } catch (error) {
    // The browser was killed, as a rule.
    if (process.env.KILL_SAYS) console.log(String(error).slice(0, 200));
  }
}

/** How many records the journal has, and when the newest status list was made. */
async function kept() {
  const worker = page.workers().find((one) => one.url().includes("terminal"));
  return worker.evaluate(() => {
    const status = JSON.parse(module_terminal_worker.inspect().status(Date.now() / 1000, "en"));
    const today = JSON.parse(module_terminal_worker.inspect().today(Date.now() / 1000, "en"));
    return { records: today.size ?? 0, made: status.status_lists[0]?.made.unix ?? 0 };
  });
}
