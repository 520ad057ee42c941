// The holder's page in Firefox and WebKitGTK: keys, storage, camera. A phone is bound, shows proofs that a terminal
// accepts, and goes on without a server.
//
//     ISSUER=… VERIFIER=… WEB_TEST_MODULES=… node holder-browsers.mjs

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { otherBrowsers } from "./browsers.mjs";
import { asJson, bind, gate, makeBureau, manifest, serveHolder, VERIFIER } from "./holder-support.mjs";
import { checks } from "./support.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "holder-browsers-"));
const { check, end } = checks();
const hall = makeBureau(path.join(folder, "hall"), 2);
const [card] = manifest(hall, "codes");

for (const { name, launch } of otherBrowsers()) {
  const server = await serveHolder(hall.page);
  const profile = path.join(folder, name);
  let browser = await launch({ profile });
  await ready(browser, server);
  const enrolment = await browser.run(enrol);
  check(`${name}: an enrolment is made`, enrolment.text.startsWith("87"), JSON.stringify(enrolment));
  console.log(`     ${name} has a key of ${enrolment.algorithm}`);
  check(`${name}: the key cannot be taken out`, enrolment.taken === 0 && !enrolment.extractable, JSON.stringify(enrolment));
  const code = bind(hall, card, enrolment.text, `phone-${name}`);
  hall.run("publish", "--bureau", "bureau", "--operator", "test");
  hall.pack(`${name}.lbu`);
  const store = hall.at(`store-${name}`);
  asJson(VERIFIER, ["provision", "--store", store, "--root", hall.rootSet()]);
  asJson(VERIFIER, ["update", `${name}.lbu`, "--store", store], { cwd: hall.folder });
  const entrance = gate(store);
  const begun = Date.now();
  const first = await browser.run(putIn, code.text);
  check(`${name}: the code is put in as text, and shown with a proof`, first.startsWith("86"), first.slice(0, 40));

  // The page is opened again, and then again without a server.
  await browser.run(() => navigator.serviceWorker?.ready.then(() => true));
  await ready(browser, server);
  await server.stop();
  if (name === "Firefox") {
    await browser.close();
    browser = await launch({ profile });
  }
  const isThere = await ready(browser, server).then(() => true, (error) => String(error));
  check(`${name}: without a server the page opens`, isThere === true, String(isThere));
  // A gate takes no proof from before its start and ten seconds.
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, 12_000 - (Date.now() - begun))));
  const later = await browser.run(nextProof);
  const answer = await entrance.show(later);
  check(`${name}: a gate accepts the proof of the stored key`, answer.open === true, JSON.stringify(answer));
  entrance.end();

  await server.start();
  await ready(browser, server);
  const camera = await browser.run(useCamera);
  check(`${name}: the camera is opened`, camera === "streaming", camera);
  await browser.close();
  await server.stop();
}

// In a private window the probe decides: either everything works, or the page says that it does not.
const [firefox] = otherBrowsers().filter(({ name }) => name === "Firefox");
if (firefox) {
  const server = await serveHolder(hall.page);
  const browser = await firefox.launch({ profile: path.join(folder, "private"), isPrivate: true });
  await browser.open(server.address);
  const seen = await browser.run(async () => {
    while (!document.body.dataset.ready) await new Promise((resolve) => setTimeout(resolve, 50));
    if (document.body.dataset.ready === "stopped") return { stopped: document.querySelector(".fault").textContent };
    const app = globalThis.holderApp;
    await app.go("bind");
    document.querySelector("main button.main").click();
    while (!document.querySelector("canvas[data-text], .fault")) await new Promise((resolve) => setTimeout(resolve, 50));
    return { fault: document.querySelector(".fault")?.textContent ?? null, keys: (await app.store.keys()).length };
  });
  check("Firefox, private: either a key or plain words, never both", Boolean(seen.stopped) || (seen.fault === null) === (seen.keys === 1), JSON.stringify(seen));
  console.log(`     in a private window: ${seen.stopped ?? seen.fault ?? "keys work"}`);
  await browser.close();
  await server.stop();
}
end();

async function ready(browser, server) {
  await browser.open(server.address);
  return browser.run(async () => {
    for (let left = 600; !document.body.dataset.ready; left -= 1) {
      if (left === 0) throw new Error(document.body.textContent);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return document.body.dataset.ready;
  });
}

/** In the page: makes an enrolment, as a person does. */
async function enrol() {
  const app = globalThis.holderApp;
  await app.go("bind");
  document.querySelector("main button.main").click();
  for (let left = 600; !document.querySelector("canvas[data-text]"); left -= 1) {
    if (left === 0 || document.querySelector(".fault")) return { text: document.querySelector("main").textContent };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const [key] = await app.store.keys();
  const out = await Promise.allSettled(["raw", "pkcs8", "jwk"].map((form) => crypto.subtle.exportKey(form, key.pair.privateKey)));
  return {
    text: document.querySelector("canvas").dataset.text, algorithm: key.algorithm, extractable: key.pair.privateKey.extractable,
    taken: out.filter((one) => one.status === "fulfilled").length,
  };
}

/** In the page: puts a text in, and gives what is shown then. */
async function putIn(text) {
  const app = globalThis.holderApp;
  const until = async (holds) => {
    for (let left = 600; !holds(); left -= 1) {
      if (left === 0) throw new Error(document.querySelector("main").textContent);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await app.go("add");
  document.getElementById("text").value = text;
  document.querySelector("main .row button").click();
  await until(() => document.getElementById("label"));
  document.querySelector("main .row button.main").click();
  await until(() => document.querySelector("canvas[data-text]"));
  return document.querySelector("canvas").dataset.text;
}

/** In the page: the proof after the one that is shown now. */
async function nextProof() {
  const shown = () => document.querySelector("canvas[data-text]")?.dataset.text ?? "";
  for (let left = 400; !shown() && left > 0; left -= 1) await new Promise((resolve) => setTimeout(resolve, 50));
  const before = shown();
  for (let left = 800; left > 0; left -= 1) {
    if (shown().startsWith("86") && shown() !== before) return shown();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(document.querySelector("main").textContent);
}

/** In the page: opens the camera of the browser, which has a picture of its own. */
async function useCamera() {
  await globalThis.holderApp.go("add");
  document.querySelector("main .column button.main").click();
  for (let left = 400; left > 0; left -= 1) {
    const video = document.querySelector("video");
    if (video && video.videoWidth > 0 && !video.paused && !document.querySelector(".fault")) {
      await globalThis.holderApp.go("codes");
      return "streaming";
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return document.querySelector("main").textContent;
}
