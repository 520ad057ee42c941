// The npm package in Chromium, in a module on a page: all vectors, a proof by a key of WebCrypto, codes in pictures.

import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { OUT, browse, checks, serve, workplace } from "./support.mjs";
import { Hall } from "./hall.mjs";

const HERE = import.meta.dirname;
const { folder, remove } = workplace("npm-chromium");
const site = path.join(folder, "site");
mkdirSync(site, { recursive: true });
cpSync(path.join(OUT, "npm"), path.join(site, "npm"), { recursive: true });
cpSync(path.join(HERE, "../../../test-vectors/vectors"), path.join(site, "vectors"), { recursive: true });
cpSync(path.join(HERE, "vectors.mjs"), path.join(site, "vectors.mjs"));
writeFileSync(path.join(site, "index.html"), "<!doctype html><title>vectors</title>");
const hall = Hall.make(path.join(folder, "bureau"), 12);
mkdirSync(path.join(site, "codes"));
for (const [at, picture] of hall.codes().entries()) cpSync(picture, path.join(site, "codes", `${at}.png`));
const { check, end } = checks();

const server = await serve(site);
const browser = await browse(path.join(folder, "profile"));
const page = await browser.newPage();
await page.goto(server.address);
const { count, failures } = await page.evaluate(async () => {
  const api = await import("/npm/index.js");
  await api.init();
  const { runVectors } = await import("/vectors.mjs");
  return runVectors(api, async (name) => (await fetch(`/vectors/${name}.json`)).json());
});
check(`${count} vectors in Chromium`, failures.length === 0 && count > 300, failures.slice(0, 10).join("\n     "));

const read = await page.evaluate(async (pictures) => {
  const reader = await import("/npm/reader.js");
  await reader.init();
  const times = [];
  let found = 0;
  for (let at = 0; at < pictures; at += 1) {
    const image = await createImageBitmap(await (await fetch(`/codes/${at}.png`)).blob());
    const canvas = new OffscreenCanvas(1280, 720);
    const context = canvas.getContext("2d");
    context.fillStyle = "#888";
    context.fillRect(0, 0, 1280, 720);
    context.translate(640, 360);
    context.rotate(0.1 * at);
    context.drawImage(image, -170, -170, 340, 340);
    const pixels = context.getImageData(0, 0, 1280, 720);
    const begun = performance.now();
    const { codes } = reader.readFrame(pixels);
    times.push(performance.now() - begun);
    found += codes.length;
  }
  times.sort((a, b) => a - b);
  return { found, median: times[times.length >> 1], worst: times.at(-1) };
}, readdirSync(path.join(site, "codes")).length);
check("all drawn codes are read in a first frame of 1280 × 720", read.found === 12, JSON.stringify(read));
console.log(`     a frame: median ${read.median.toFixed(1)} ms, worst ${read.worst.toFixed(1)} ms`);
await browser.close();
await server.stop();
remove();
end();
