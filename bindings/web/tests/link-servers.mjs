// The servers of docs/link-form.md: each block of that page is run as it stands there, asked as phones ask, and then no log
// has a code in it. A server that is not installed is left out by name.
//
//     node link-servers.mjs

import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import { checks } from "./support.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "link-servers-"));
const { check, end } = checks();
const document = readFileSync(path.join(import.meta.dirname, "../../../docs/link-form.md"), "utf-8");
const page = path.join(folder, "holder");
let logs = null;
/** What no log may have. */
const DIGITS = `8142${"7".repeat(300)}`;
const MODULES = ["mpm_event", "authz_core", "alias", "dir", "mime", "headers", "setenvif"];

mkdirSync(page);
for (const name of ["index.html", "sw.js", "holder.wasm", "manifest.webmanifest", "lists.lbu", "root-set.cbor"]) writeFileSync(path.join(page, name), `the file ${name}\n`);
// A server that is started by root reads as somebody else.
spawnSync("chmod", ["-R", "a+rwX", folder]);

/** A block of the page with the paths, the name and the port of this test. */
function block(kind, port, listen) {
  const text = new RegExp(`\`\`\`${kind}\n([^]*?)\`\`\``).exec(document)[1];
  return listen(text, port).replaceAll("/srv/holder", page).replaceAll(/\/var\/log\/\w+/g, logs);
}

const SERVERS = [
  {
    name: "nginx",
    configure(port) {
      const site = block("nginx", port, (text) => text.replace("listen 443 ssl;", `listen 127.0.0.1:${port};`));
      return `pid ${folder}/nginx.pid;\nerror_log ${logs}/nginx-error.log;\nevents {}\nhttp {\n${site}\n}\n`;
    },
    command: (file) => ["nginx", "-c", file, "-g", "daemon off;"],
  },
  {
    name: "apache2",
    configure(port) {
      const site = block("apache", port, (text) => text.replace("*:443", `127.0.0.1:${port}`));
      const modules = MODULES.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`);
      return [`ServerRoot ${folder}`, `PidFile ${folder}/apache.pid`, "ServerName localhost", `Listen 127.0.0.1:${port}`, ...modules,
        "TypesConfig /etc/mime.types", `ErrorLog ${logs}/apache-error.log`, "User www-data", "Group www-data", site].join("\n");
    },
    command: (file) => ["apache2", "-D", "FOREGROUND", "-f", file],
  },
  {
    name: "caddy",
    configure(port) {
      const version = execFileSync("caddy", ["version"], { encoding: "utf-8" });
      const [, major, minor] = /(\d+)\.(\d+)/.exec(version).map(Number);
      const isOld = major === 2 && minor < 8;
      return block("caddyfile", port, (text) =>
        text.replace(/^\{\n/, "{\n    admin off\n    auto_https off\n").replace("code.example.cn {", `http://127.0.0.1:${port} {`).replace("log_skip", isOld ? "skip_log" : "log_skip"));
    },
    command: (file) => ["caddy", "run", "--config", file, "--adapter", "caddyfile"],
  },
];

for (const { name, configure, command } of SERVERS) {
  if (spawnSync("sh", ["-c", `command -v ${name}`]).status !== 0) {
    console.log(`skip ${name}: it is not installed`);
    if (process.env.CI) process.exitCode = 1;
    continue;
  }
  const port = await freePort();
  logs = path.join(folder, `${name}-logs`);
  mkdirSync(logs);
  const file = path.join(folder, `${name}.conf`);
  writeFileSync(file, configure(port));
  const [program, ...words] = command(file);
  const server = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (data) => { said += data; });
  await asked(name, `http://127.0.0.1:${port}`).catch((error) => check(`${name} answers`, false, `${error} ${said.slice(-300)}`));
  server.kill();
  await new Promise((resolve) => server.on("exit", resolve));
  const written = readdirSync(logs).map((one) => readFileSync(path.join(logs, one), "utf-8")).join("") + said;
  check(`${name}: no log has the code`, !written.includes("7".repeat(20)), written.split("\n").find((line) => line.includes("7777"))?.slice(0, 200));
  check(`${name}: other paths are logged`, written.includes("/V/sw.js"));
}
end();

async function asked(name, base) {
  const get = (address, options = {}) => fetch(base + address, { redirect: "manual", ...options });
  for (let left = 100; ; left -= 1) {
    if (await get("/V/").then(() => true, () => false)) break;
    if (left === 0) throw new Error("it does not answer");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const code = await get(`/V/${DIGITS}`);
  check(`${name}: a path of digits is the page`, (await code.text()).includes("index.html") && code.status === 200);
  check(`${name}: which nobody caches, and which gives no referrer`, code.headers.get("cache-control") === "no-store" && code.headers.get("referrer-policy") === "no-referrer");
  check(`${name}: the other files are there`, (await (await get("/V/sw.js")).text()).includes("sw.js") && (await get("/V/lists.lbu")).status === 200);
  check(`${name}: /V leads to the page`, [301, 302, 308].includes((await get("/V")).status));
  // What else is asked with a code in it.
  await get("/V/sw.js", { headers: { referer: `${base}/V/${DIGITS}` } });
  await get(`/V/${DIGITS}?x=1`);
  await get(`/V/${DIGITS}/x`);
  await get(`/V/${DIGITS}`, { method: "POST", body: "x" });
  // And when the page cannot be read: by whoever the server is, or because it is not there.
  chmodSync(page, 0);
  await get(`/V/${DIGITS}`);
  chmodSync(page, 0o755);
  renameSync(page, `${page}-away`);
  const missing = await get(`/V/${DIGITS}`);
  renameSync(`${page}-away`, page);
  check(`${name}: without the page it is an error`, missing.status >= 400);
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
