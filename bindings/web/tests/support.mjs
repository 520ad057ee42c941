// What the tests share: a server that can be stopped, a browser, pictures of codes as a camera's film.

import { createServer } from "node:http";
import { createReadStream, mkdirSync, rmSync } from "node:fs";
import { open, readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

const require = createRequire(process.env.WEB_TEST_MODULES ? path.join(process.env.WEB_TEST_MODULES, "/") : import.meta.url);
export const { chromium } = require("playwright-core");
export const axePath = () => require.resolve("axe-core/axe.min.js");
export const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium";
/** What `build.py` has made. */
export const OUT = process.env.WEB_OUT ?? path.join(import.meta.dirname, "../../../target/web");

const TYPES = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm",
  ".svg": "image/svg+xml", ".webmanifest": "application/manifest+json", ".mjs": "text/javascript", ".json": "application/json",
};

/** Serves a folder at a port of its own; `requests` has what was asked for. */
export async function serve(folder) {
  const requests = [];
  const server = createServer(async (request, response) => {
    const name = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    requests.push(name);
    const file = path.join(folder, name.endsWith("/") ? `${name}index.html` : name);
    if (!file.startsWith(folder) || !(await stat(file).catch(() => null))?.isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  const stop = () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); });
  return { address: `http://localhost:${port}/`, port, requests, stop };
}

/** A browser with a profile that stays, and a film as its camera. */
export function browse(profile, { film = null, flags = [], viewport = { width: 412, height: 870 }, ...more } = {}) {
  const fake = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"];
  if (film) fake.push(`--use-file-for-fake-video-capture=${film}`);
  return chromium.launchPersistentContext(profile, {
    executablePath: BROWSER,
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required", ...fake, ...flags],
    viewport,
    acceptDownloads: true,
    locale: "zh-CN",
    ...more,
  });
}

/**
 * Writes pictures of codes as a film (YUV4MPEG2): each for `shown` frames, then `empty` frames of a counter.
 * `page` draws them.
 */
export async function makeFilm(page, pictures, file, { width = 640, height = 480, rate = 4, shown = 8, empty = 4, side = 330 } = {}) {
  const film = await open(file, "w");
  await film.write(`YUV4MPEG2 W${width} H${height} F${rate}:1 Ip A1:1 C420jpeg\n`);
  const colour = Buffer.alloc((width * height) / 2, 128);
  const frame = async (luma) => {
    await film.write("FRAME\n");
    await film.write(luma);
    await film.write(colour);
  };
  const blank = Buffer.alloc(width * height, 120);
  for (const picture of pictures) {
    const png = (await readFile(picture)).toString("base64");
    const luma = Buffer.from(await page.evaluate(drawn, { png, width, height, side }), "base64");
    for (let at = 0; at < shown; at += 1) await frame(luma);
    for (let at = 0; at < empty; at += 1) await frame(blank);
  }
  await film.close();
}

/** In the browser: a code on a counter, a little turned. Its brightness as Base64. */
async function drawn({ png, width, height, side }) {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  context.fillStyle = "#777";
  context.fillRect(0, 0, width, height);
  context.translate(width / 2, height / 2);
  context.rotate(0.06);
  context.drawImage(image, -side / 2, -side / 2, side, side);
  const { data } = context.getImageData(0, 0, width, height);
  const luma = new Uint8Array(width * height);
  for (let at = 0; at < luma.length; at += 1) luma[at] = (77 * data[4 * at] + 150 * data[4 * at + 1] + 29 * data[4 * at + 2]) >> 8;
  let text = "";
  for (let at = 0; at < luma.length; at += 0x8000) text += String.fromCharCode(...luma.subarray(at, at + 0x8000));
  return btoa(text);
}

/** An empty folder for a test; `remove` takes it away. After a test that broke off it stays, to be looked at. */
export function workplace(name) {
  const folder = path.join(tmpdir(), `${name}-${process.pid}`);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  remove();
  mkdirSync(folder, { recursive: true });
  return { folder, remove };
}

/** One named check after the other; the process ends with 1 if one has failed. */
export function checks() {
  let failed = 0;
  return {
    check(name, holds, detail = "") {
      console.log(`${holds ? "ok  " : "FAIL"} ${name}${holds || !detail ? "" : `: ${detail}`}`);
      if (!holds) failed += 1;
    },
    end() {
      if (failed > 0) {
        console.log(`${failed} failed`);
        process.exitCode = 1;
      }
    },
  };
}
