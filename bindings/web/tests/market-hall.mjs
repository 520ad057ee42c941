// A day in the market hall: the page is loaded once, the server stops, lists come as a file, 20 people show their
// codes to the camera, the browser is killed in between, and the bureau counts what the screen has shown as given.

import path from "node:path";
import { OUT, browse, checks, makeFilm, serve, workplace } from "./support.mjs";
import { Hall, bring, give, killBrowser, nextVerdict, setUp, takePlace } from "./desk.mjs";

const PEOPLE = 20;
const { folder, remove } = workplace("market-hall");
const { check, end } = checks();
const shown = [];
const latencies = [];

const hall = Hall.make(path.join(folder, "bureau"), PEOPLE);
const films = ["first.y4m", "second.y4m"].map((name) => path.join(folder, name));
const drawer = await browse(path.join(folder, "drawer"));
const drawing = await drawer.newPage();
const codes = hall.codes();
await makeFilm(drawing, codes.slice(0, PEOPLE / 2), films[0], { rate: 2, shown: 6, empty: 3 });
await makeFilm(drawing, codes.slice(PEOPLE / 2), films[1], { rate: 2, shown: 6, empty: 3 });
await drawer.close();

const server = await serve(path.join(OUT, "verifier"));
const profile = path.join(folder, "profile");
let browser = await browse(profile, { film: films[0] });
let page = await open(browser);
await setUp(page, hall, hall.pack("first.lbu"), { promised: false });
await takePlace(page, hall);
await page.evaluate(() => navigator.serviceWorker.ready.then(() => null));
const asked = server.requests.length;
await server.stop();

page = await open(browser);
check("the page opens with the server stopped", await isReady(page));
await browser.close();
browser = await browse(profile, { film: films[0] });
page = await open(browser);
check("after a restart of the browser too", await isReady(page));
check("it shows the merchant's name", (await page.textContent("#place-name")).includes("温泉理发店"), await page.textContent("#place-name"));
await serveCustomers(page, PEOPLE / 2);

killBrowser(profile);
await browser.close().catch(() => {});
browser = await browse(profile, { film: films[1] });
page = await open(browser);
check("it opens after the browser was killed", await isReady(page));
await serveCustomers(page, PEOPLE);
check(`${PEOPLE} grants were shown`, shown.length === PEOPLE, `${shown.length}`);
check("no record number was shown twice", new Set(shown.map(({ record }) => record)).size === shown.length);

await page.click("#today");
const counted = Number(await page.textContent(".figure:first-child b"));
check("today's list has as many", counted === shown.length, `${counted} of ${shown.length}`);
const [download] = await Promise.all([page.waitForEvent("download"), page.click("#export")]);
const journal = path.join(folder, download.suggestedFilename());
await download.saveAs(journal);
const imported = JSON.parse(hall.run("journal", "import", "--json", "--bureau", "bureau", journal));
check("the bureau imports the journal", imported.files[0].result === "imported", JSON.stringify(imported));
const status = JSON.parse(hall.run("journal", "status", "--json", "--bureau", "bureau"));
const uses = status.kinds.filter((kind) => kind.kind !== 3).reduce((sum, kind) => sum + kind.uses, 0);
check("the bureau counts the same", uses === shown.length, `${uses} of ${shown.length}`);
const people = status.merchants.reduce((sum, merchant) => sum + merchant.people, 0);
check("of as many people", people === PEOPLE, String(people));
check("nothing was asked of the server after it had stopped", server.requests.length === asked);

const again = hall.run("journal", "import", "--json", "--bureau", "bureau", journal);
check("the same file again counts nothing", JSON.parse(again).files[0].new === 0);
const receipts = hall.at("receipts.lbu");
hall.run("journal", "receipts", "--bureau", "bureau", "--out", receipts);
await page.evaluate(() => document.getElementById("panel").close());
await bring(page, receipts);
await page.waitForSelector("#update-parts [data-result=new]");
await page.evaluate(() => document.getElementById("panel").close());
await page.click("#today");
const nothing = await page.waitForFunction(() => document.querySelector(".dialog-body")?.textContent.includes("记录 0"), null, { timeout: 5000 }).catch(() => null);
check("after the receipt nothing waits for the bureau", nothing !== null, await page.textContent(".dialog-body"));

const sorted = latencies.sort((a, b) => a - b);
console.log(`     frame to verdict: median ${sorted[Math.floor(sorted.length / 2)]} ms, worst ${sorted.at(-1)} ms of ${sorted.length}`);
await browser.close();
remove();
end();

async function open(context) {
  const [first] = context.pages();
  const opened = first ?? (await context.newPage());
  await opened.goto(server.address);
  await opened.waitForSelector("#main[data-state]");
  return opened;
}

function isReady(opened) {
  return opened.waitForSelector("#main[data-state=ready]", { timeout: 15_000 }).then(() => true, () => false);
}

/** Gives one benefit to each that comes, until `count` were given in all. */
async function serveCustomers(opened, count) {
  const until = Date.now() + 240_000;
  let last;
  while (shown.length < count && Date.now() < until) {
    const verdict = await nextVerdict(opened, last);
    last = verdict.event;
    latencies.push(Number(await opened.getAttribute("#verdict", "data-latency")));
    const given = await give(opened, [1]);
    if (given) shown.push(given);
  }
}
