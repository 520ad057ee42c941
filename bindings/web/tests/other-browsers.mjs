// The merchant's page in Firefox and in WebKitGTK: storage and camera. Files are dropped on the page and downloads caught
// in it, so that one story serves every driver.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { otherBrowsers } from "./browsers.mjs";
import { OUT, checks, serve, workplace } from "./support.mjs";
import { Hall, killBrowser } from "./desk.mjs";

const { folder, remove } = workplace("other");
const { check, end } = checks();

for (const browser of otherBrowsers().filter(({ name }) => (process.env.BROWSERS ?? name).includes(name))) {
  const hall = Hall.make(path.join(folder, browser.name, "bureau"), 6);
  await story(browser, hall);
  await singleFile(browser, hall);
  if (browser.name === "Firefox") {
    await killed(browser, hall);
    await privateWindow(browser, hall);
  }
}
remove();
end();

/** Set up, place, camera, grant, journal. */
async function story({ name, launch }, hall) {
  const server = await serve(path.join(OUT, "verifier"));
  const opened = await launch({ profile: profile(name, "story") });
  const page = desk(opened);
  await begin(opened, server.address);
  await page.setUp(hall, hall.pack("first.lbu"));
  await page.takePlace(hall);
  await page.until(() => document.querySelector("#camera").dataset.state === "streaming");
  check(`${name}: the camera opens`, true);
  await page.film(hall.codes()[0]);
  const seen = await page.verdict(null);
  check(`${name}: a code in the camera is judged`, seen.answer === "compare" && seen.code === "bearer", JSON.stringify(seen));
  await page.click("#close-camera");
  check(`${name}: what is not counted is given`, (await page.give(4)) > 0);
  const isDoubted = await opened.run(() => Boolean(document.querySelector('[data-alert="kept"]')));
  await page.bringText(hall.texts()[1]);
  await page.verdict(seen.event);
  await page.confirm();
  const isOffered = await opened.run(() => Boolean(document.querySelector('[data-benefit="1"]')));
  check(`${name}: what is counted is given only where the data will be kept`, isOffered !== isDoubted, `${isOffered} ${isDoubted}`);
  await full(name, opened, page, hall);
  const journal = hall.at("journal.lbj");
  writeFileSync(journal, await page.download("#today", "#export"));
  const imported = JSON.parse(hall.run("journal", "import", "--json", "--bureau", "bureau", journal));
  check(`${name}: the bureau imports the journal`, imported.files[0].result === "imported", JSON.stringify(imported));
  const lost = await opened.run(() => {
    const [track] = document.getElementById("video").srcObject?.getVideoTracks() ?? [];
    return track?.readyState ?? "none";
  });
  check(`${name}: a camera that is closed is off`, lost === "none", lost);
  for (const [error, word] of Object.entries({ NotAllowedError: "权限", NotFoundError: "没有找到", NotReadableError: "别的程序" })) {
    await opened.run((said) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", said));
      document.querySelector("#panel").close();
      document.querySelector("#open-camera").click();
    }, error);
    await page.until((said) => document.querySelector("#camera-off [role=alert]")?.textContent.includes(said), word);
    check(`${name}: a camera that says ${error} is explained`, true);
  }
  await opened.close();
  await server.stop();
}

/** A database that takes nothing: nothing is given. */
async function full(name, opened, page, hall) {
  await page.bringText(hall.texts()[2]);
  await page.until(() => document.querySelector("#confirm"));
  await page.confirm();
  // Another window holds the lock, changes the number of the last commit under it, and is gone.
  await opened.run(() => new Promise((resolve, reject) => {
    const request = indexedDB.open("veteran-terminal");
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const work = request.result.transaction(["files", "meta"], "readwrite");
      const meta = work.objectStore("meta");
      meta.get("generation").onsuccess = ({ target }) => meta.put(target.result + 1, "generation");
      work.oncomplete = () => {
        request.result.close();
        resolve(null);
      };
    };
  }));
  await page.click('[data-benefit="4"]');
  await page.click("#grant");
  await page.until(() => document.querySelector(".done[data-record], .fault-line"));
  const record = await opened.run(() => Number(document.querySelector(".done")?.dataset.record ?? 0));
  check(`${name}: what another window has written is read before something is given`, record > 0);
}

/** Killed after a grant: the grant is there, and the page opens without its server. */
async function killed({ name, launch }, hall) {
  const server = await serve(path.join(OUT, "verifier"));
  const place = profile(name, "killed");
  let opened = await launch({ profile: place });
  let page = desk(opened);
  await begin(opened, server.address);
  await page.setUp(hall, hall.pack("killed.lbu"));
  await page.takePlace(hall);
  await opened.run(() => navigator.serviceWorker.ready.then(() => null));
  let last = null;
  let given = 0;
  for (const text of hall.texts().slice(0, 3)) {
    await page.bringText(text);
    last = (await page.verdict(last)).event;
    await page.confirm();
    if ((await page.give(4)) > 0) given += 1;
  }
  await server.stop();
  killBrowser(place);
  await opened.close().catch(() => {});
  opened = await launch({ profile: place });
  page = desk(opened);
  await opened.open(server.address);
  await page.until(() => document.querySelector("#main").dataset.state === "ready");
  check(`${name}: it opens after it was killed, without its server`, true);
  await page.click("#today");
  await page.until(() => document.querySelector(".figure b"));
  const counted = await opened.run(() => Number(document.querySelector(".figure b").textContent));
  check(`${name}: what was shown as given is there`, given === 3 && counted === given, `${counted} of ${given}`);
  const isDoubted = await opened.run(() => Boolean(document.querySelector('[data-alert="kept"]')));
  check(`${name}: data that have outlived the page are trusted`, !isDoubted);
  await opened.close();
}

async function privateWindow({ name, launch }, hall) {
  const server = await serve(path.join(OUT, "verifier"));
  const opened = await launch({ profile: profile(name, "private"), isPrivate: true });
  const page = desk(opened);
  await begin(opened, server.address);
  await page.setUp(hall, hall.pack("private.lbu"));
  const said = await opened.run(() => document.getElementById("alerts").textContent);
  check(`${name}: a private window is recognised and said`, said.includes("无痕") || said.includes("不让本页保存"), said);
  await page.bringText(hall.texts()[1]);
  const shown = await page.verdict(null);
  const isOffered = await opened.run(() => Boolean(document.querySelector("#confirm, #today")));
  check(`${name}: it judges there and grants nothing`, shown.answer === "compare" && !isOffered, JSON.stringify(shown));
  await opened.close();
  await server.stop();
}

async function singleFile({ name, launch }, hall) {
  const opened = await launch({ profile: profile(name, "single") });
  const page = desk(opened);
  await begin(opened, pathToFileURL(path.join(OUT, "verifier.html")).href);
  await page.setUp(hall, hall.pack("single.lbu"));
  await page.until(() => ["streaming", "fault"].includes(document.querySelector("#camera").dataset.state));
  const camera = await opened.run(() => document.querySelector("#camera").dataset.state);
  check(`${name}: the single file opens the camera from file://`, camera === "streaming", camera);
  await page.bringText(hall.texts()[1]);
  const shown = await page.verdict(null);
  const isOffered = await opened.run(() => Boolean(document.querySelector("#confirm, #today")));
  check(`${name}: it judges from file:// and grants nothing`, shown.answer === "compare" && !isOffered, JSON.stringify(shown));
  await opened.close();
}

/** Opens the page in Chinese, whatever the browser speaks. */
async function begin(opened, address) {
  await opened.open(address);
  await opened.run(() => localStorage.setItem("lang", "zh"));
  await opened.open(address);
}

function profile(name, purpose) {
  const at = path.join(folder, name, purpose);
  mkdirSync(at, { recursive: true });
  return at;
}

/** What is done at the page, by functions that run in it. */
function desk({ run }) {
  const until = async (act, value = null) => {
    // An element does not come out of the page.
    const holds = new Function("value", `return Boolean((${act})(value));`);
    for (let left = 600; ; left -= 1) {
      if (await run(holds, value)) return;
      if (left === 0) throw new Error(`never: ${act}; ${await run(() => document.body.innerText.slice(0, 600))}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const click = async (selector) => {
    await until((one) => document.querySelector(one), selector);
    await run((one) => document.querySelector(one).click(), selector);
  };
  const drop = (file) =>
    run((base64, name) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name));
      window.dispatchEvent(new DragEvent("drop", { dataTransfer: data, cancelable: true }));
    }, readFileSync(file).toString("base64"), path.basename(file));
  const update = async (file) => {
    await drop(file);
    await until(() => document.querySelector("#panel[open] #update-parts [data-result=new]"));
    await run(() => document.getElementById("panel").close());
  };
  /** The bytes of the file that a click saves. */
  const download = async (first, last) => {
    await click(first);
    await until((one) => document.querySelector(one), last);
    await run(() => {
      const make = URL.createObjectURL;
      URL.createObjectURL = (blob) => {
        globalThis.saved = blob;
        return make.call(URL, blob);
      };
      HTMLAnchorElement.prototype.click = function click() {};
    });
    await click(last);
    await until(() => globalThis.saved);
    const base64 = await run(async () => {
      const bytes = new Uint8Array(await globalThis.saved.arrayBuffer());
      globalThis.saved = null;
      delete HTMLAnchorElement.prototype.click;
      return btoa(String.fromCharCode(...bytes));
    });
    return Buffer.from(base64, "base64");
  };
  const confirm = async () => {
    await click("#confirm");
    await until(() => document.querySelector("[data-step=list]"));
  };
  return {
    until,
    click,
    confirm,
    download,
    async setUp(hall, file) {
      await until(() => document.querySelector("#choose-roots"));
      await drop(hall.at("authority/root-set.cbor"));
      await click("#roots-same");
      await until(() => document.querySelector("#main").dataset.state === "ready");
      await update(file);
    },
    async takePlace(hall) {
      await click("#more");
      const request = hall.at(`place-${Math.random()}.lbp`);
      await click("#ask-place");
      writeFileSync(request, await download("#label", "#save-request"));
      await run(() => document.getElementById("panel").close());
      hall.addPlace(request);
      await update(hall.pack(`places-${Math.random()}.lbu`, "--places", "bureau/places", "--catalogue", "bureau/catalogue/edition-1"));
    },
    /** Drops a text on the page: not every browser lets a script paste. */
    bringText: (text) =>
      run((pasted) => {
        const data = new DataTransfer();
        data.setData("text/plain", pasted);
        window.dispatchEvent(new DragEvent("drop", { dataTransfer: data, cancelable: true }));
      }, text),
    /** Shows a picture to the page's camera. */
    film: async (picture) => {
      await run(async (base64) => {
        const image = await createImageBitmap(await (await new Response(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)))).blob());
        const canvas = document.createElement("canvas");
        Object.assign(canvas, { width: 640, height: 480 });
        const context = canvas.getContext("2d");
        setInterval(() => {
          context.fillStyle = "#999";
          context.fillRect(0, 0, 640, 480);
          context.drawImage(image, 150, 70, 340, 340);
        }, 100);
        navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(10);
      }, readFileSync(picture).toString("base64"));
      await click("#close-camera");
      await click("#open-camera");
    },
    async verdict(last) {
      await until((before) => {
        const shown = document.querySelector("#verdict article");
        return shown && shown.dataset.event !== before;
      }, last);
      return run(() => ({ ...document.querySelector("#verdict article").dataset }));
    },
    /** Gives a benefit; the number of its record. */
    async give(number) {
      if (await run(() => Boolean(document.querySelector("#confirm")))) await confirm();
      await click(`[data-benefit="${number}"]`);
      await click("#grant");
      await until(() => document.querySelector(".done[data-record], .fault-line"));
      return run(() => Number(document.querySelector(".done")?.dataset.record ?? 0));
    },
  };
}
