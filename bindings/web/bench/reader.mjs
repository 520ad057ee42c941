// The reader beside zxing-wasm with its defaults, on the same pictures of 1280 × 720, in a page of Chromium and in
// Node. `npm install zxing-wasm` first, in WEB_TEST_MODULES. Prints how many were read, medians and the worst.
//
//     node bindings/web/bench/reader.mjs

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { tmpdir } from "node:os";
import { pathToFileURL } from "node:url";
import { browse, serve } from "../tests/support.mjs";
import { Hall } from "../tests/hall.mjs";
import { measure, table } from "./measure.mjs";
import { draw } from "./scenes.mjs";

const OUT = process.env.WEB_OUT ?? path.join(import.meta.dirname, "../../../target/web");
const ZXING = path.join(process.env.WEB_TEST_MODULES, "node_modules/zxing-wasm/dist");
const CODES = 10;
const folder = path.join(tmpdir(), `reader-bench-${process.pid}`);
const site = path.join(folder, "site");
mkdirSync(path.join(site, "codes"), { recursive: true });
cpSync(path.join(OUT, "npm"), path.join(site, "npm"), { recursive: true });
cpSync(ZXING, path.join(site, "zxing"), { recursive: true });
for (const script of ["measure.mjs", "scenes.mjs"]) cpSync(path.join(import.meta.dirname, script), path.join(site, script));
writeFileSync(path.join(site, "index.html"), "<!doctype html><title>bench</title>");
const hall = Hall.make(path.join(folder, "bureau"), CODES);
for (const [at, picture] of hall.codes().entries()) cpSync(picture, path.join(site, "codes", `${at}.png`));
const server = await serve(site);
const browser = await browse(path.join(folder, "profile"));
const page = await browser.newPage();
await page.goto(server.address);

const inPage = await page.evaluate(async (codes) => {
  const { draw } = await import("/scenes.mjs");
  const { measure } = await import("/measure.mjs");
  window.pictures = await draw(codes);
  const ours = await import("/npm/reader.js");
  await ours.init();
  const { readBarcodes, prepareZXingModule } = await import("/zxing/es/reader/index.js");
  prepareZXingModule({ overrides: { locateFile: (name) => `/zxing/reader/${name}` } });
  return measure(ours, readBarcodes, window.pictures);
}, CODES);
console.log(table("Chromium", inPage));

// The same pictures in Node, one grey byte a pixel on the way.
const carried = { scenes: [], empty: [] };
for (const kind of ["scenes", "empty"]) {
  const count = await page.evaluate((kind) => window.pictures[kind].length, kind);
  for (let at = 0; at < count; at += 1) {
    const grey = Buffer.from(await page.evaluate(([kind, at]) => window.pictures.grey(kind, at), [kind, at]), "base64");
    const data = new Uint8ClampedArray(grey.length * 4).fill(255);
    for (const [pixel, value] of grey.entries()) data.fill(value, pixel * 4, pixel * 4 + 3);
    carried[kind].push({ data, width: 1280, height: 720, colorSpace: "srgb" });
  }
}
await browser.close();
await server.stop();
const ours = await import(pathToFileURL(path.join(OUT, "npm/reader.js")));
await ours.init();
const { readBarcodes, prepareZXingModule } = await import(pathToFileURL(path.join(ZXING, "es/reader/index.js")));
prepareZXingModule({ overrides: { wasmBinary: readFileSync(path.join(ZXING, "reader/zxing_reader.wasm")).buffer } });
console.log(table(`Node ${process.version}`, await measure(ours, readBarcodes, carried)));
rmSync(folder, { recursive: true, force: true });
