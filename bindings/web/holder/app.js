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
import { PageCare } from "./page-care.js";
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
/** What takes longer says so: the benefits of thousands of merchants, the first time. In milliseconds. */
const SLOW = 400;

class App {
  constructor() {
    this.version = document.querySelector('meta[name="version"]').content;
    this.reader = new Reader();
    this.shown = null;
    this.kept = false;
    this.turn = 0;
    this.screen = null;
    byId("lang").addEventListener("click", () => setLang(lang() === "zh" ? "en" : "zh"));
    onLang(() => (this.stopped ? this.stop(...this.stopped) : this.go(this.screen ?? "codes", this.values)));
    // What no screen has expected is said, and nothing hangs.
    addEventListener("unhandledrejection", (event) => {
      event.preventDefault();
      this.failed(event.reason);
    });
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
    if (this.stopped) return;
    const turn = ++this.turn;
    this.current?.end?.();
    this.current = null;
    this.screen = screen;
    this.values = values;
    let next;
    const wait = setTimeout(() => this.add(el("p", { class: "soft", role: "status" }, say(["正在打开…", "opening…"]))), SLOW);
    try {
      next = await SCREENS[screen](this, values);
    } catch (error) {
      next = this.broken(error);
    } finally {
      clearTimeout(wait);
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

  /** Ends everything and says why: pairs of what is wrong and what to do. */
  stop(what, todo) {
    this.stopped = [what, todo];
    this.turn += 1;
    this.current?.end?.();
    this.current = null;
    this.drawFrame("codes", { title: ["老兵码", "Veteran code"] });
    byId("tabs").hidden = true;
    fill(byId("screen"), fault(what, todo), button(["重新打开", "Open again"], () => location.reload(), "main"));
    document.body.dataset.ready = "stopped";
  }

  failed(error) {
    if (this.stopped) return;
    if (error?.name === "QuotaExceededError") {
      this.add(fault(["手机上没有地方了，没有存下来", "there is no room on this phone, and it was not stored"], ["请删去一些照片或程序，再做一次。", "Remove some pictures or apps, and do it again."]));
      return;
    }
    this.add(fault(["刚才那一步没有做成", "the last step was not done"], ["请再做一次；还不行就重新打开网页。码没有丢。", "Do it again; if it stays so, open the page again. No code is lost."]));
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

/** Why the page does not begin: pairs of what is wrong and what to do. */
const STOPPED = {
  file: [["这个网页是从文件打开的，不能用", "this page was opened from a file, and does not work so"], ["请用事务局给的网址打开。从文件打开时，别的文件也能用它存的密钥，所以什么也不存。卡和纸质码照常可用。", "Open it by the bureau's address. From a file, other files could use its keys, so nothing is stored. Cards and paper work as usual."]],
  none: [["这个浏览器不让网页保存东西", "this browser lets the page keep nothing"], ["请退出无痕浏览，或换一个浏览器。卡和纸质码照常可用。", "Leave private browsing, or try another browser. Cards and paper work as usual."]],
  newer: [["手机上的码是新版网页存的，这个网页太旧", "the codes on this phone were stored by a newer version of this page"], ["请连上网络，重新打开这个网页。码没有丢。", "Open the page again with a network. No code is lost."]],
  blocked: [["这个网页还在别的窗口里开着", "this page is open in another window"], ["请关掉别的窗口，再打开这个网页。码没有丢。", "Close the other window, and open the page again. No code is lost."]],
  gone: [["这个网页换了新版，或浏览器清理了它存的东西", "there is a newer version of this page, or the browser has cleaned its storage"], ["请重新打开这个网页。", "Open the page again."]],
};

async function start() {
  const link = linkDigits();
  document.documentElement.lang = lang() === "zh" ? "zh-CN" : "en";
  const app = new App();
  globalThis.holderApp = app;
  if (location.protocol === "file:") {
    app.stop(...STOPPED.file);
    return;
  }
  app.care = new PageCare();
  try {
    app.store = await openStore(() => app.stop(...STOPPED.gone));
  } catch (error) {
    // An old page beside new data: the new page is fetched, if there is a network.
    if (error.reason === "newer") app.care.renewOnce();
    app.stop(...(STOPPED[error.reason] ?? STOPPED.none));
    return;
  }
  app.care.stands();
  app.core = new Core(app.store, () => app.screen === "codes" && app.go("codes"));
  app.kept = Boolean(await navigator.storage?.persisted?.().catch(() => false));
  if (!(await app.store.lists())) await fetchLists(app, null, false).catch(() => false);
  await (link ? app.go("add", { link }) : app.go("codes"));
  document.body.dataset.ready = "true";
}

start();
