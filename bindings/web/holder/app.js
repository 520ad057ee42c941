// The holder's page: which screen is shown, and what all screens share.

import { byId, el, fill } from "./dom.js";
import { lang, onLang, say, setLang } from "./lang.js";
import { Core, Reader } from "./core.js";
import { button, fault } from "./parts.js";
import { addScreen, foundScreen } from "./screen-add.js";
import { benefitsScreen, merchantScreen } from "./screen-benefits.js";
import { bindScreen, enrolmentScreen, lostScreen } from "./screen-bind.js";
import { challengeScreen, codesScreen, personScreen } from "./screen-codes.js";
import { complaintScreen, signedScreen } from "./screen-complaint.js";
import { fetchLists, listsScreen } from "./screen-lists.js";
import { askToKeep, openStore } from "./store.js";

const SCREENS = {
  codes: codesScreen, challenge: challengeScreen, person: personScreen, add: addScreen, found: foundScreen,
  bind: bindScreen, enrolment: enrolmentScreen, lost: lostScreen, benefits: benefitsScreen, merchant: merchantScreen,
  complaint: complaintScreen, signed: signedScreen, lists: listsScreen,
};
const TABS = [
  ["codes", ["我的码", "My codes"], ["codes", "challenge", "person", "add", "found", "bind", "enrolment", "lost"]],
  ["benefits", ["我的优待", "Benefits"], ["benefits", "merchant", "complaint", "signed"]],
  ["lists", ["名单", "Lists"], ["lists"]],
];

class App {
  constructor() {
    this.version = document.querySelector('meta[name="version"]').content;
    this.served = location.protocol !== "file:";
    this.reader = new Reader();
    this.shown = null;
    this.kept = false;
    this.turn = 0;
    this.screen = null;
    byId("lang").addEventListener("click", () => setLang(lang() === "zh" ? "en" : "zh"));
    onLang(() => this.go(this.screen ?? "codes", this.values));
    const onPictures = (data) => {
      const picture = [...(data?.files ?? [])].find((file) => file.type.startsWith("image/"));
      if (picture) this.current?.onPicture?.(picture);
      return Boolean(picture);
    };
    document.addEventListener("paste", (event) => onPictures(event.clipboardData) && event.preventDefault());
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      onPictures(event.dataTransfer);
    });
  }

  /** Shows a screen. What was shown before is ended first: no code stays in work behind another. */
  async go(screen, values = {}) {
    const turn = ++this.turn;
    this.current?.end?.();
    this.current = null;
    this.screen = screen;
    this.values = values;
    let next;
    try {
      next = await SCREENS[screen](this, values);
    } catch (error) {
      next = this.broken(error);
    }
    if (turn !== this.turn) {
      next.end?.();
      return;
    }
    this.current = next;
    this.drawFrame(screen, next);
    fill(byId("screen"), next.body.flat(Infinity));
    byId("title").focus({ preventScroll: true });
    byId("screen").scrollTo(0, 0);
    window.scrollTo(0, 0);
    await next.start?.();
  }

  drawFrame(screen, next) {
    const title = say(next.title);
    fill(byId("title"), title);
    document.title = title;
    fill(byId("lang"), lang() === "zh" ? "English" : "中文");
    byId("lang").lang = lang() === "zh" ? "en" : "zh-CN";
    byId("tabs").setAttribute("aria-label", say(["主要页面", "main pages"]));
    fill(byId("tabs"), TABS.map(([name, words, of]) =>
      el("button", { type: "button", "aria-current": of.includes(screen) ? "page" : null, on: { click: () => this.go(name) } }, say(words))));
  }

  broken(error) {
    return {
      title: ["出了问题", "Something went wrong"],
      body: [
        fault(["这一页打不开", "this screen does not open"], ["请再试一次；还不行就关掉网页重新打开。码没有丢。", "Try again; if it stays so, close the page and open it again. No code is lost."]),
        el("p", { class: "soft" }, String(error?.message ?? error)),
        button(["再试一次", "Try again"], () => this.go("codes"), "main"),
      ],
    };
  }

  /** Says something to everybody, also to people who do not see the screen. */
  tell(text) {
    fill(byId("status"), text);
    this.add(el("div", { class: "note" }, el("p", {}, text)));
  }

  add(node) {
    byId("screen").prepend(node);
  }

  async keep() {
    this.kept = await askToKeep();
  }
}

/** The digits of a link that the phone's camera has opened. They leave the address bar and the history at once. */
function linkDigits() {
  const last = location.pathname.split("/").pop() ?? "";
  if (!/^8[1-9]\d{100,}$/.test(last)) return null;
  history.replaceState(null, "", "./");
  return last;
}

async function start() {
  const link = linkDigits();
  document.documentElement.lang = lang() === "zh" ? "zh-CN" : "en";
  const app = new App();
  globalThis.holderApp = app;
  try {
    app.store = await openStore();
    app.core = new Core(app.store);
  } catch {
    app.drawFrame("codes", { title: ["老兵码", "Veteran code"] });
    fill(byId("screen"), fault(["这个浏览器不让网页保存东西", "this browser lets the page keep nothing"], ["请退出无痕浏览，或换一个浏览器。卡和纸质码照常可用。", "Leave private browsing, or try another browser. Cards and paper work as usual."]));
    return;
  }
  app.kept = Boolean(await navigator.storage?.persisted?.().catch(() => false));
  if (app.served && "serviceWorker" in navigator) navigator.serviceWorker.register("./sw.js").catch(() => {});
  if (app.served && !(await app.store.lists())) await fetchLists(app, null, false).catch(() => false);
  await (link ? app.go("add", { link }) : app.go("codes"));
  document.body.dataset.ready = "true";
}

start();
