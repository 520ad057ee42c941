// Firefox and WebKitGTK for the tests of keys, storage and cameras: three functions, the same for both.
//
// Firefox is driven by puppeteer-core (WebDriver BiDi), WebKitGTK by its own driver (WebDriver) under Xvfb.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import path from "node:path";

const require = createRequire(process.env.WEB_TEST_MODULES ? path.join(process.env.WEB_TEST_MODULES, "/") : import.meta.url);
const FIREFOX = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
const WEBKIT_DRIVER = process.env.WEBKIT_DRIVER ?? "/usr/bin/WebKitWebDriver";
const MINI_BROWSERS = ["4.1", "4.0", "6.0"].map((version) => `/usr/lib/x86_64-linux-gnu/webkit2gtk-${version}/MiniBrowser`);
/** How long a step in a page may take, in milliseconds. */
const PATIENCE = 120_000;

/**
 * The browsers that are there, by name. One that is absent is said by name and left out; with `CI` set it is an error.
 */
export function otherBrowsers() {
  const all = [
    { name: "Firefox", there: existsSync(FIREFOX), launch: launchFirefox },
    { name: "WebKitGTK", there: existsSync(WEBKIT_DRIVER) && MINI_BROWSERS.some((one) => existsSync(one)), launch: launchWebKit },
  ];
  for (const one of all.filter(({ there }) => !there)) {
    console.log(`skip ${one.name}: it is not installed`);
    if (process.env.CI) process.exitCode = 1;
  }
  return all.filter(({ there }) => there);
}

/**
 * Each `launch({profile, isPrivate})` gives `{open(address), run(act, ...values), close()}`. `run` calls a function in the
 * page, which may be asynchronous, and gives what it returns. Only Firefox keeps a `profile` between two launches.
 */
async function launchFirefox({ profile, isPrivate = false } = {}) {
  const browser = await require("puppeteer-core").launch({
    browser: "firefox",
    executablePath: FIREFOX,
    headless: true,
    userDataDir: profile,
    protocolTimeout: PATIENCE,
    args: isPrivate ? ["-private"] : [],
    extraPrefsFirefox: {
      // What is set for users, and not for tests: each local file by itself.
      "security.fileuri.strict_origin_policy": true,
      "media.navigator.streams.fake": true,
      "media.navigator.permission.disabled": true,
      "browser.privatebrowsing.autostart": isPrivate,
      "intl.accept_languages": "zh-CN",
    },
  });
  const [page] = await browser.pages();
  return {
    open: (address) => page.goto(address),
    run: (act, ...values) => page.evaluate(act, ...values),
    close: () => browser.close(),
  };
}

async function launchWebKit() {
  const display = await startDisplay();
  const port = await freePort();
  const environment = { ...process.env, DISPLAY: display.name, LIBGL_ALWAYS_SOFTWARE: "1", WEBKIT_DISABLE_COMPOSITING_MODE: "1" };
  const driver = spawn(WEBKIT_DRIVER, [`--port=${port}`], { env: environment, stdio: "ignore" });
  const call = async (method, name, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${name}`, {
      method, body: body && JSON.stringify(body), headers: { "content-type": "application/json" }, signal: AbortSignal.timeout(PATIENCE),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${name}: ${value?.message ?? response.status}`);
    return value;
  };
  const end = () => {
    driver.kill();
    display.end();
  };
  try {
    await repeated(() => call("GET", "/status"));
    const binary = MINI_BROWSERS.find((one) => existsSync(one));
    const options = { binary, args: ["--automation", "--enable-mock-capture-devices=true", "--enable-media-stream=true"] };
    const { sessionId } = await call("POST", "/session", { capabilities: { alwaysMatch: { "webkitgtk:browserOptions": options } } });
    const at = `/session/${sessionId}`;
    await call("POST", `${at}/timeouts`, { script: PATIENCE, pageLoad: PATIENCE });
    return {
      open: (address) => call("POST", `${at}/url`, { url: address }),
      run: async (act, ...values) => {
        const script = `const done = arguments[arguments.length - 1], values = [...arguments].slice(0, -1);
          Promise.resolve().then(() => (${act})(...values)).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
        const answer = await call("POST", `${at}/execute/async`, { script, args: values });
        if (answer.error) throw new Error(answer.error);
        return answer.value;
      },
      close: async () => {
        await call("DELETE", at).catch(() => {});
        end();
      },
    };
  } catch (error) {
    end();
    throw error;
  }
}

/** A display of its own. */
async function startDisplay() {
  const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1366x768x24", "-nolisten", "tcp"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const number = await new Promise((resolve, reject) => {
    server.on("error", reject);
    server.on("exit", () => reject(new Error("Xvfb has ended")));
    server.stdio[3].once("data", (data) => resolve(String(data).trim()));
  });
  return { name: `:${number}`, end: () => server.kill() };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Tries again until it works, for ten seconds. */
async function repeated(act) {
  for (let left = 100; ; left -= 1) {
    try {
      return await act();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
