// Every screen of the holder's page for everybody's eyes and hands: axe-core, names for screen readers, contrast, buttons,
// 320 px, letters of twice the size, 400 %; in both languages, light and dark.
//
//     ISSUER=… WEB_TEST_MODULES=… node holder-screens.mjs [--pictures FOLDER] [--look FOLDER]
//
// `--pictures` writes the pictures of docs/holder-page.md, `--look` all screens in four sizes for people to look at.

import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { addPicture, bind, makeBureau, manifest, open, serveHolder, shownCode } from "./holder-support.mjs";
import { axePath, browse, checks } from "./support.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "holder-screens-"));
const { check, end } = checks();
const axe = readFileSync(axePath(), "utf-8");
const pictures = folderOf("--pictures");
const look = folderOf("--look");
/** Also what WCAG asks for at level AAA, which is 7 to 1 for contrast. */
const RULES = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const CONTRAST = "color-contrast-enhanced";
/** What stands in the documents for families. */
const DOCUMENTED = ["codes", "benefits", "add", "bind"];
const SIZES = { phone: [412, 892], narrow: [320, 640], desk: [1366, 768] };

function folderOf(option) {
  const at = process.argv.indexOf(option);
  if (at < 0) return null;
  mkdirSync(process.argv[at + 1], { recursive: true });
  return process.argv[at + 1];
}

const hall = makeBureau(path.join(folder, "hall"), 3);
const [first, second, third] = manifest(hall, "codes");
const server = await serveHolder(hall.page);
const context = await browse(path.join(folder, "profile"), { viewport: { width: 412, height: 892 } });
const page = await open(context, server.address);
page.on("pageerror", (error) => check("no error in the page", false, String(error)));
const go = (screen, values = {}) => page.evaluate(([name, with_]) => globalThis.holderApp.go(name, with_), [screen, values]);
const settled = () => page.waitForTimeout(120);
// Before anything is put in.
const emptyStates = [
  ["welcome", () => go("codes")],
  ["bind-first", () => go("bind")],
];
await everywhere(emptyStates);

// A family: grandfather's phone is bound, grandmother has a card, and uncle's card was lost.
await go("bind");
await page.fill("#phone", "外孙女的手机");
await page.locator("main button.main").click();
const enrolment = await shownCode(page, "87");
const code = bind(hall, first, enrolment, "phone");
hall.run("revoke", "--bureau", "bureau", "--holder", String(third.holder), "--reason", "lost", "--operator", "test", "--yes");
hall.run("publish", "--bureau", "bureau", "--operator", "test");
hall.pack("june.lbu", "--catalogue", "bureau/catalogue/edition-1");
await go("lists");
await page.setInputFiles("#update", hall.at("june.lbu"));
await page.waitForFunction(() => document.querySelector("main .note"));
await addPicture(page, code.picture, "爷爷");
await addPicture(page, hall.at("codes", second.file), "奶奶");
await addPicture(page, hall.at("codes", third.file), "外公");
const people = await page.evaluate(() => globalThis.holderApp.store.people());
const [grandfather, grandmother, uncle] = people;
const codesOf = (person) => async () => {
  await page.evaluate((id) => { globalThis.holderApp.shown = id; }, person.id);
  await go("codes");
};
const signed = async () => {
  await codesOf(grandfather)();
  await withMerchant("complaint");
  await page.fill("#text", "说好免费，收了 20 元。".repeat(20));
  await page.locator("main button.main").click();
  await page.waitForSelector("section.code canvas[data-text]");
};
function withMerchant(screen) {
  return page.evaluate(async ([name, code_]) => {
    const app = globalThis.holderApp;
    const [one] = await app.core.call("benefits", { code: code_, now: Date.now() / 1000 });
    await app.go(name, { merchant: one });
  }, [screen, first.text]);
}
const states = [
  ["codes", codesOf(grandmother)],
  ["codes-bound", codesOf(grandfather)],
  ["codes-ended", codesOf(uncle)],
  ["codes-key-gone", async () => {
    await page.evaluate(async (id) => {
      const app = globalThis.holderApp;
      app.shown = id;
      const key = app.store.key;
      app.store.key = async () => undefined;
      await app.go("codes");
      app.store.key = key;
    }, grandfather.id);
  }],
  ["full", async () => {
    await codesOf(grandfather)();
    await page.locator("main .column button").first().click();
    await page.waitForSelector("dialog.full canvas[data-text]");
  }],
  ["challenge", async () => {
    await codesOf(grandfather)();
    await go("challenge");
  }],
  ["challenge-signed", async () => {
    await codesOf(grandfather)();
    await page.evaluate(async () => {
      const app = globalThis.holderApp;
      const { frame } = app.reader;
      app.reader.frame = async (image) => {
        image.close();
        return { codes: [{ text: `LBC:${"5F".repeat(16)}` }] };
      };
      await app.go("challenge");
      setTimeout(() => { app.reader.frame = frame; }, 3000);
    });
    await page.waitForSelector("main canvas[data-text]");
    await page.waitForTimeout(300);
    check("one challenge is signed once", (await page.locator("main > .note").count()) === 1);
  }],
  ["benefits-empty", () => page.evaluate(async () => {
    const app = globalThis.holderApp;
    const { call } = app.core;
    app.core.call = async (method, values) => (method === "benefits" ? [] : call.call(app.core, method, values));
    await app.go("benefits");
    delete app.core.call;
  })],
  ["person", async () => go("person", { person: grandmother })],
  ["add", () => go("add")],
  ["add-fault", async () => {
    await go("add");
    await page.fill("#text", "990512198007102199");
    await page.locator("main .row button").first().click();
    await page.waitForSelector(".fault");
  }],
  ["add-no-camera", async () => {
    await go("add");
    await page.evaluate(() => {
      const { getUserMedia } = navigator.mediaDevices;
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
      document.querySelector("main .column button.main").click();
      setTimeout(() => { navigator.mediaDevices.getUserMedia = getUserMedia; }, 300);
    });
    await page.waitForSelector(".fault");
    await page.waitForTimeout(400);
  }],
  ["found", async () => go("found", { seen: await seen(second.text) })],
  ["found-foreign", async () => go("found", { seen: { ...(await seen(second.text)), bound: true } })],
  ["found-no-lists", async () => go("found", { seen: { ...(await seen(second.text)), verdict: null, says: null } })],
  ["bind", () => go("bind")],
  ["bind-no-keys", async () => {
    await go("bind");
    await page.evaluate(() => {
      const make = crypto.subtle.generateKey;
      crypto.subtle.generateKey = () => Promise.reject(new DOMException("no", "NotSupportedError"));
      document.querySelector("main button.main").click();
      setTimeout(() => { crypto.subtle.generateKey = make; }, 800);
    });
    await page.waitForSelector(".fault");
    await page.waitForTimeout(900);
  }],
  ["enrolment", async () => {
    const id = await page.evaluate(async () => (await globalThis.holderApp.store.keys())[0].id);
    await go("enrolment", { id });
  }],
  ["lost", () => go("lost")],
  ["benefits", async () => {
    await codesOf(grandmother)();
    await go("benefits");
  }],
  ["merchant", () => withMerchant("merchant")],
  ["complaint", async () => {
    await codesOf(grandfather)();
    await withMerchant("complaint");
  }],
  ["complaint-no-key", async () => {
    await codesOf(grandmother)();
    await withMerchant("complaint");
  }],
  ["signed", signed],
  ["lists", () => go("lists")],
  ["lists-refused", async () => {
    await go("lists");
    await page.setInputFiles("#update", { name: "x.lbu", mimeType: "application/octet-stream", buffer: Buffer.from("no update") });
    await page.waitForSelector(".fault");
  }],
  ["lists-roots", async () => {
    await go("lists");
    await page.setInputFiles("#update", hall.rootSet());
    await page.waitForSelector("main section.card");
  }],
  ["broken", () => page.evaluate(async () => {
    const app = globalThis.holderApp;
    app.store.people = () => Promise.reject(new Error("a test"));
    await app.go("codes");
    delete app.store.people;
  })],
];
await everywhere(states);

// What a low screen hides is reached by scrolling: 1280 × 1024 at 400 % is 320 × 256.
await page.setViewportSize({ width: 320, height: 256 });
for (const [name, show] of states) {
  if (name === "full") continue;
  await show();
  await settled();
  const lost = await page.evaluate(() => {
    const all = [...document.querySelectorAll("button, input:not([hidden]), select, textarea, canvas")].filter((one) => one.offsetParent);
    return all.filter((one) => {
      one.scrollIntoView({ block: "center" });
      const box = one.getBoundingClientRect();
      return box.bottom < 1 || box.top > innerHeight - 1 || box.right > innerWidth + 1 || box.left < -1;
    }).map((one) => one.outerHTML.slice(0, 60));
  });
  check(`at 400 % everything is reached: ${name}`, lost.length === 0, lost.join());
}
await page.setViewportSize({ width: 412, height: 892 });

// With the keyboard alone: every button takes the focus, in the order in which it stands, and shows it.
await codesOf(grandmother)();
await settled();
const order = [];
for (let at = 0; at < 14; at += 1) {
  await page.keyboard.press("Tab");
  const focus = await page.evaluate(() => {
    const one = document.activeElement;
    return { text: one?.textContent ?? "", outline: getComputedStyle(one).outlineStyle };
  });
  order.push(focus);
}
check("every button is reached by the keyboard", ["English", "爷爷", "放大", "再加一个人的码", "我的优待"].every((name) => order.some((one) => one.text.includes(name))), order.map((one) => one.text.slice(0, 12)).join("|"));
check("and the focus is seen", order.filter((one) => one.text && one.text.length < 30).every((one) => one.outline !== "none"));

// The letters that matter most: name and verdict.
const large = await page.evaluate(() => ["name", "verdict"].map((one) => Number.parseFloat(getComputedStyle(document.querySelector(`.code .${one}`)).fontSize)));
check("name and verdict are large", large[0] >= 32 && large[1] >= 24, large.join());

// A page that was opened from a file, and one whose browser keeps nothing.
const local = await browse(path.join(folder, "local"));
const file = local.pages()[0];
await file.goto(pathToFileURL(path.join(hall.page, "index.html")).href);
await file.waitForSelector("body[data-ready=stopped]");
await inBoth(file, "from a file", async () => {});
await local.close();

await context.close();
await server.stop();
end();

function seen(text) {
  return page.evaluate((code_) => globalThis.holderApp.core.look(code_), text);
}

async function everywhere(all) {
  for (const tag of ["zh", "en"]) {
    await speak(page, tag);
    for (const [name, show] of all) {
      for (const scheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme: scheme });
        await show();
        await settled();
        await examine(page, `${name}, ${tag}, ${scheme}`, scheme === "light");
        await photograph(name, tag, scheme);
        await closeFull();
      }
    }
    await page.emulateMedia({ colorScheme: "light" });
  }
  await speak(page, "zh");
}

async function inBoth(of, name, show) {
  for (const tag of ["zh", "en"]) {
    await speak(of, tag);
    await show();
    await examine(of, `${name}, ${tag}`, true);
  }
}

async function speak(of, tag) {
  if ((await of.getAttribute("html", "lang")).startsWith(tag)) return;
  await of.click("#lang");
  await of.waitForFunction((wanted) => document.documentElement.lang.startsWith(wanted), tag);
}

/** The code in full closes itself with its screen. */
async function closeFull() {
  await page.evaluate(() => document.querySelector("dialog.full")?.dispatchEvent(new Event("leave")));
}

async function examine(of, name, isWhole) {
  await of.evaluate(axe);
  const found = await of.evaluate(async (rules) => {
    const result = await globalThis.axe.run(document, { runOnly: rules });
    return { violations: result.violations.map((one) => [one.id, one.nodes[0].html.slice(0, 120)]), passes: result.passes.map((one) => one.id) };
  }, RULES);
  check(`axe finds nothing: ${name}`, found.violations.length === 0, JSON.stringify(found.violations));
  check(`contrast of 7 to 1 was measured: ${name}`, found.passes.includes(CONTRAST));
  if (!isWhole) return;
  const size = of.viewportSize();
  for (const width of [320, 412]) {
    await of.setViewportSize({ width, height: 870 });
    check(`nothing is cut off at ${width} px: ${name}`, (await over(of)) <= 0, String(await over(of)));
  }
  await of.setViewportSize({ width: 360, height: 780 });
  // What the page's policy forbids as an attribute is set by the object model.
  await of.evaluate(() => { document.documentElement.style.fontSize = "225%"; });
  check(`nothing is cut off with letters of twice the size: ${name}`, (await over(of)) <= 0, String(await over(of)));
  await of.evaluate(() => { document.documentElement.style.fontSize = ""; });
  await of.setViewportSize(size);
  const small = await of.evaluate(() =>
    [...document.querySelectorAll("button, select, input:not([hidden]):not([type=checkbox]), textarea, label.choice")]
      .filter((one) => one.offsetParent && (one.offsetHeight < 44 || one.offsetWidth < 44)).map((one) => one.outerHTML.slice(0, 60)));
  check(`buttons of 44 px: ${name}`, small.length === 0, small.join());
}

function over(of) {
  return of.evaluate(() => {
    const inside = [...document.querySelectorAll("main *, nav *, header *")].map((one) => one.getBoundingClientRect().right);
    return Math.round(Math.max(document.documentElement.scrollWidth, ...inside) - innerWidth);
  });
}

async function photograph(name, tag, scheme) {
  if (!look && !pictures) return;
  await page.evaluate(() => document.activeElement?.blur());
  const sizes = !look ? {} : scheme === "light" ? SIZES : { phone: SIZES.phone };
  for (const [size, [width, height]] of Object.entries(sizes)) {
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(60);
    writeFileSync(path.join(look, `${name}-${tag}-${size}-${scheme}.png`), await page.screenshot());
  }
  await page.setViewportSize({ width: 412, height: 892 });
  if (pictures && scheme === "light" && DOCUMENTED.includes(name)) {
    writeFileSync(path.join(pictures, `holder-${name}-${tag}.png`), await page.screenshot());
  }
}
