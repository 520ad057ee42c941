// The reader beside zxing-wasm with its defaults, on the same pictures of 1280 × 720, in one page of Chromium.
// `npm install zxing-wasm` first, in WEB_TEST_MODULES. Prints medians, worst and how many were read.

import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { tmpdir } from "node:os";
import { browse, serve } from "../tests/support.mjs";
import { Hall } from "../tests/hall.mjs";

const OUT = process.env.WEB_OUT ?? path.join(import.meta.dirname, "../../../target/web");
const folder = path.join(tmpdir(), `reader-bench-${process.pid}`);
const site = path.join(folder, "site");
mkdirSync(path.join(site, "codes"), { recursive: true });
cpSync(path.join(OUT, "npm"), path.join(site, "npm"), { recursive: true });
cpSync(path.join(process.env.WEB_TEST_MODULES, "node_modules/zxing-wasm/dist"), path.join(site, "zxing"), { recursive: true });
writeFileSync(path.join(site, "index.html"), "<!doctype html><title>bench</title>");
const hall = Hall.make(path.join(folder, "bureau"), 10);
for (const [at, picture] of hall.codes().entries()) cpSync(picture, path.join(site, "codes", `${at}.png`));
const server = await serve(site);
const browser = await browse(path.join(folder, "profile"));
const page = await browser.newPage();
await page.goto(server.address);
console.log(JSON.stringify(await page.evaluate(compare, 10), null, 1));
await browser.close();
await server.stop();
rmSync(folder, { recursive: true, force: true });

/** In the browser: 40 scenes, each code in four: plain, small and turned, blurred, dim with a glare. Then empty ones. */
async function compare(codes) {
  const ours = await import("/npm/reader.js");
  await ours.init();
  const script = document.createElement("script");
  script.src = "/zxing/iife/reader/index.js";
  await new Promise((resolve, reject) => { script.onload = resolve; script.onerror = reject; document.head.append(script); });
  ZXingWASM.setZXingModuleOverrides({ locateFile: (name) => `/zxing/reader/${name}` });
  const scenes = [];
  const canvas = new OffscreenCanvas(1280, 720);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const counter = () => {
    context.filter = "none";
    context.resetTransform();
    const floor = context.createLinearGradient(0, 0, 1280, 720);
    floor.addColorStop(0, "#a09888");
    floor.addColorStop(1, "#555");
    context.fillStyle = floor;
    context.fillRect(0, 0, 1280, 720);
    for (let at = 0; at < 60; at += 1) {
      context.fillStyle = `hsl(${at * 37} 20% ${30 + ((at * 13) % 40)}%)`;
      context.fillRect((at * 197) % 1280, (at * 89) % 720, 40, 22);
    }
  };
  for (let at = 0; at < codes; at += 1) {
    const image = await createImageBitmap(await (await fetch(`/codes/${at}.png`)).blob());
    for (const [side, turn, filter, dark] of [[360, 0.02, "none", 0], [230, 0.5 + at / 10, "none", 0], [320, 0.15, "blur(2.2px)", 0], [300, -0.2, "blur(0.8px)", 0.6]]) {
      counter();
      context.translate(520 + at * 20, 360);
      context.rotate(turn);
      context.transform(1, 0.08, -0.05, 1, 0, 0);
      context.filter = filter;
      context.drawImage(image, -side / 2, -side / 2, side, side);
      context.filter = "none";
      if (dark) {
        context.fillStyle = `rgb(0 0 0 / ${dark})`;
        context.fillRect(-700, -700, 1500, 1500);
        context.fillStyle = "rgb(255 255 255 / 35%)";
        context.beginPath();
        context.ellipse(60, -60, 70, 30, 0.6, 0, 7);
        context.fill();
      }
      scenes.push(context.getImageData(0, 0, 1280, 720));
    }
  }
  const empty = [];
  for (let at = 0; at < 10; at += 1) {
    counter();
    empty.push(context.getImageData(0, 0, 1280, 720));
  }
  const measure = async (read, pictures) => {
    for (const picture of pictures.slice(0, 4)) await read(picture);
    const times = [];
    let found = 0;
    for (const picture of pictures) {
      const begun = performance.now();
      found += (await read(picture)) > 0 ? 1 : 0;
      times.push(performance.now() - begun);
    }
    times.sort((a, b) => a - b);
    return { read: found, of: pictures.length, median_ms: +times[times.length >> 1].toFixed(1), worst_ms: +times.at(-1).toFixed(1) };
  };
  const mine = (picture) => ours.readFrame(picture).codes.length;
  const theirs = async (picture) => (await ZXingWASM.readBarcodes(picture)).filter((one) => one.isValid).length;
  return {
    frames: { ours: await measure(mine, scenes), zxing_wasm: await measure(theirs, scenes) },
    stills: { ours: await measure((picture) => ours.readPicture(picture).codes.length, scenes) },
    empty: { ours: await measure(mine, empty), zxing_wasm: await measure(theirs, empty) },
  };
}
