// What the tests of the holder's page share: a bureau, the page with its lists, and a server as docs/link-form.md says.

import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { copyFileSync, cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";

import { Hall } from "./hall.mjs";
import { OUT } from "./support.mjs";

/** The folder that `build.py` has made. */
const BUILT = process.env.HOLDER_PAGE ?? path.join(OUT, "holder");
export const VERIFIER = process.env.VERIFIER ?? "verifier";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".wasm": "application/wasm", ".svg": "image/svg+xml",
  ".png": "image/png", ".webmanifest": "application/manifest+json",
};

/** A bureau with merchants and cards for `people` people, and `serve`, a copy of the page with its lists. */
export function makeBureau(folder, people = 2) {
  const hall = Hall.make(folder, people);
  hall.run("trust", "scope", "--authority", "authority", "--issuer", "42120001", "--code-name", "崇军码");
  hall.run("trust", "sign", "--authority", "authority", "--key", "authority/keys/root-1.pem");
  hall.run("update", "pack", "--authority", "authority", "--status-list", "bureau/status-list.cbor", "--catalogue", "bureau/catalogue/edition-1", "--out", "lists.lbu");
  hall.rootSet = () => hall.at("authority", "root-set.cbor");
  hall.page = hall.at("page");
  rmSync(hall.page, { recursive: true, force: true });
  cpSync(BUILT, hall.page, { recursive: true });
  copyFileSync(hall.at("lists.lbu"), path.join(hall.page, "lists.lbu"));
  copyFileSync(hall.rootSet(), path.join(hall.page, "root-set.cbor"));
  return hall;
}

/** The manifest of a run, a line for each code. */
export function manifest(hall, run) {
  const lines = readFileSync(hall.at(run, "manifest.jsonl"), "utf-8").trim().split("\n");
  return lines.map((line) => JSON.parse(line));
}

/** Binds the phone of an enrolment to the holder of a card; gives the picture of the code. */
export function bind(hall, card, enrolment, run) {
  hall.run("bind", "--bureau", "bureau", "--holder", String(card.holder), "--code", enrolment, "--out", run, "--operator", "test", "--yes");
  const [line] = manifest(hall, run);
  return { ...line, picture: hall.at(run, line.file) };
}

/** A gate that is fed by lines. */
export function gate(store, ...more) {
  const process_ = spawn(VERIFIER, ["gate", "--store", store, ...more], { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = [];
  const events = [];
  createInterface({ input: process_.stdout }).on("line", (line) => {
    const event = JSON.parse(line);
    events.push(event);
    if (event.event === "code") waiting.shift()?.(event);
  });
  return {
    events,
    show(text) {
      process_.stdin.write(`${text}\n`);
      return new Promise((resolve) => waiting.push(resolve));
    },
    end: () => process_.stdin.end(),
  };
}

/** One line of a program of the bureau or of a terminal, as JSON. */
export function asJson(program, words, options = {}) {
  return JSON.parse(execFileSync(program, ["--json", ...words], { encoding: "utf-8", stdio: ["ignore", "pipe", "pipe"], ...options }).trim().split("\n").pop());
}

/**
 * Serves the page under `/V/`, and for each path of digits too. `requests` has what was asked for, `files` the names of
 * what is there, but those in `without`. `stop` and `start` keep the port; `folder` may be another one later.
 */
export async function serveHolder(first, { without = [] } = {}) {
  const requests = [];
  const files = Object.fromEntries(readdirSync(first).map((name) => [name, true]));
  const served = { folder: first };
  let server = null;
  let port = 0;
  const answer = async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    requests.push(pathname);
    const name = pathname.replace(/^\/V\//, "");
    const file = name === "" || /^8[1-9]\d{100,}$/.test(name) ? "index.html" : path.basename(name);
    const bytes = pathname.startsWith("/V/") ? await readFile(path.join(served.folder, file)).catch(() => null) : null;
    if (!bytes || without.includes(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "application/octet-stream" });
    response.end(bytes);
  };
  const start = async () => {
    server = createServer(answer);
    await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
    ({ port } = server.address());
  };
  const stop = () => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  await start();
  return Object.assign(served, { address: `http://localhost:${port}/V/`, requests, files, start, stop });
}

/** Opens the page and waits until it stands. */
export async function open(context, address) {
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(address);
  await page.waitForSelector("body[data-ready]");
  return page;
}

/** Presses the button with this text. */
export function press(page, text) {
  return page.locator("button", { hasText: text }).first().click();
}

/** The text in the code that is shown, as soon as it begins with `mark`, and is another than `before`. */
export async function shownCode(page, mark, before = null) {
  const handle = await page.waitForFunction(([wanted, old]) => {
    const canvas = document.querySelector("canvas[data-text]");
    const text = canvas?.dataset.text ?? "";
    return text.startsWith(wanted) && text !== old ? text : null;
  }, [mark, before], { timeout: 40_000 });
  return handle.jsonValue();
}

/** The texts of the codes in a picture of the screen, by the project's own reader. */
export async function readScreenshot(page, png) {
  return page.evaluate(async (base64) => {
    // The page's policy forbids requests, also of data addresses.
    const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
    const reading = await globalThis.holderApp.reader.picture(new Blob([bytes], { type: "image/png" }));
    return reading.codes.map((code) => code.text);
  }, png.toString("base64"));
}

/** Puts the code of a picture in, and keeps it. */
export async function addPicture(page, picture, label = null) {
  await page.evaluate(() => globalThis.holderApp.go("add"));
  await page.setInputFiles("#picture", picture);
  await page.waitForSelector("#label");
  if (label) await page.fill("#label", label);
  await press(page, /放进来|Keep it/);
  await page.waitForSelector("section.code");
}

/** The page as a later version would be: it has another number, and its data have a later version. */
export function nextVersion(from, to) {
  cpSync(from, to, { recursive: true });
  const file = path.join(to, "index.html");
  let page = readFileSync(file, "utf-8");
  const old = /<meta name="version" content="(\w+)">/.exec(page)[1];
  const later = old.split("").reverse().join("");
  const script = /<script>([^]*)<\/script>/.exec(page)[1];
  const changed = script.replace("const VERSION = 1;", "const VERSION = 2;");
  if (changed === script) throw new Error("the version of the data was not found");
  const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  page = page.replace(script, () => changed).replace(hash(script), hash(changed)).replaceAll(old, later);
  writeFileSync(file, page);
  const worker = path.join(to, "sw.js");
  const digest = createHash("sha256").update(page).digest("hex");
  const text = readFileSync(worker, "utf-8").replaceAll(old, later).replace(/("\.\/": \[")\w+/, `$1${digest}`);
  writeFileSync(worker, text);
}
