// From the beginning of a navigation to a page that can be used: the merchant's page from a server and as one file
// (file://), each nine times in Chromium, beside what the browser takes for a picture. On a busy computer look at the time
// of the processor: what the page's own thread has used until then, and how much of it the scripts.
//
//     node bindings/web/bench/ready.mjs

import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { browse, serve } from "../tests/support.mjs";

const OUT = process.env.WEB_OUT ?? path.join(import.meta.dirname, "../../../target/web");
const TIMES = 9;
const folder = mkdtempSync(path.join(tmpdir(), "ready-bench-"));
mkdirSync(path.join(folder, "profile"));
const server = await serve(path.join(OUT, "verifier"));
const browser = await browse(path.join(folder, "profile"));
const single = path.join(OUT, "verifier.html");
console.log("| page | painted, ms | usable, ms: median | worst | processor, ms | scripts of it |\n|---|---|---|---|---|---|");
await measureEmpty();
await measure("merchant's page from a server", server.address);
if (existsSync(single)) await measure("the same as one file", pathToFileURL(single).href);
await browser.close();
await server.stop();
rmSync(folder, { recursive: true, force: true });

/** What the browser itself takes here and now, for a small picture. */
async function measureEmpty() {
  const found = [];
  for (let turn = 0; turn < TIMES; turn += 1) {
    const page = await browser.newPage();
    await page.goto(`${server.address}icon.svg`, { waitUntil: "load" });
    found.push(await page.evaluate(() => performance.getEntriesByType("navigation")[0].loadEventEnd));
    await page.close();
  }
  found.sort((a, b) => a - b);
  console.log(`| a picture of a kilobyte | | ${found[TIMES >> 1].toFixed(0)} | ${found.at(-1).toFixed(0)} | | |`);
}

/** The first visit compiles; the browser keeps what it has compiled of a server's page. */
async function measure(name, address) {
  const found = [];
  for (let turn = 0; turn < TIMES + 1; turn += 1) {
    const page = await browser.newPage();
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.goto(address, { waitUntil: "commit" });
    await page.waitForSelector("html[data-ready]", { state: "attached" });
    const { metrics } = await session.send("Performance.getMetrics");
    const used = (name) => metrics.find((metric) => metric.name === name).value * 1000;
    const times = await page.evaluate(() => ({
      painted: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
      usable: Number(document.documentElement.dataset.ready),
    }));
    found.push({ ...times, thread: used("TaskDuration"), scripts: used("ScriptDuration") });
    await page.close();
  }
  const [first, ...rest] = found;
  const sorted = (key) => rest.map((one) => one[key]).sort((a, b) => a - b);
  const median = (numbers) => numbers[numbers.length >> 1];
  console.log(`| ${name} | ${median(sorted("painted")).toFixed(0)} | ${median(sorted("usable"))} | ${sorted("usable").at(-1)} | ${median(sorted("thread")).toFixed(0)} | ${median(sorted("scripts")).toFixed(0)} |`);
  console.log(`| ${name}, first visit | ${first.painted.toFixed(0)} | ${first.usable} | | ${first.thread.toFixed(0)} | ${first.scripts.toFixed(0)} |`);
}
