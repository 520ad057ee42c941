// The signed lists: where they come from, how old they are, and the update by file or by codes.

import { el, fill } from "./dom.js";
import { lang, say, setLang } from "./lang.js";
import { now } from "./core.js";
import { button, fact, fault, note } from "./parts.js";
import { scanView } from "./scan-view.js";

/** An update file has 64 MiB at most. */
const MAX_FILE = 64 << 20;

export async function listsScreen(app) {
  const about = await app.core.call("about", { now: now() });
  const hasNewPage = await app.care.isWaiting();
  const answer = el("div", { role: "status" });
  const file = el("input", { type: "file", id: "update", hidden: true });
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    file.value = "";
    if (chosen) await takeFile(app, chosen, answer);
  });
  let view = null;
  const camera = el("div");
  const scan = () => {
    view?.end();
    const bar = el("progress", { max: 1, value: 0, "aria-label": say(["收到的码", "codes that were read"]) });
    const count = el("p", { role: "status" });
    view = scanView(app.reader, async (text) => {
      const part = await app.core.call("frame", { text });
      if (part.count) {
        bar.max = part.count;
        bar.value = part.held;
        fill(count, `${part.held} / ${part.count}`);
      }
      if (!part.whole) return false;
      await takeUpdate(app, part.bytes, answer);
      fill(camera);
      return true;
    });
    fill(camera, el("p", {}, say(["对着事务局屏幕上轮流显示的码，直到收齐。", "Hold the camera to the codes on the bureau's screen until all are read."])), view.node, bar, count);
  };
  return {
    title: ["名单和设置", "Lists and settings"],
    body: [
      answer,
      held(about),
      el("div", { class: "column" },
        button(["从本页的网站取最新名单", "Get the newest lists from this page's site"], () => fetchLists(app, answer, true), "main"),
        button(["导入更新文件", "Import an update file"], () => file.click()), file,
        button(["扫屏幕上的更新码", "Scan an update from a screen"], scan)),
      camera,
      el("h2", {}, say(["语言　Language", "Language　语言"])),
      el("div", { class: "row" }, [["zh", "中文"], ["en", "English"]].map(([tag, name]) =>
        el("button", { type: "button", "aria-pressed": String(lang() === tag), lang: tag === "zh" ? "zh-CN" : "en", on: { click: () => setLang(tag) } }, name))),
      el("h2", {}, say(["这个网页", "This page"])),
      el("p", {}, say(["版本 {version}。码和名单只在这部手机上；出示码不联网，也不发给任何人。", "Version {version}. Codes and lists are on this phone alone; a code is shown without a network and sent to nobody."], { version: app.version })),
      hasNewPage ? button(["换成新版网页（码不会丢）", "Change to the new version of this page (no code is lost)"], () => app.care.renew()) : null,
      app.kept ? null : note(["浏览器没有答应长期保存。请把这个网页放到主屏幕，或收好卡和纸质码。", "The browser has not promised to keep what is stored. Put this page on the home screen, and keep your card or paper."]),
      button(["手机丢了、换了，或码不见了", "The phone was lost or changed, or the code is gone"], () => app.go("lost")),
    ],
    end: () => view?.end(),
  };
}

function held(about) {
  if (!about.roots) {
    return note(["这部手机上还没有名单。第一次要用主管部门的根密钥集文件，并核对指纹。", "There are no lists on this phone. The first time it takes the authority's root set, whose thumbprints are compared."]);
  }
  const { trust, catalogue } = about;
  return el("dl", { class: "card" },
    fact(["信任名单", "Trust list"], trust ? say(["第 {version} 版，{issuers} 个发码单位，有效期至 {last_day}", "version {version}; bureaus: {issuers}; valid until {last_day}"], trust) : say(["还没有：请导入更新文件", "none yet: import an update file"])),
    trust?.expired ? fact(["注意", "Note"], say(["已过期，请更新", "it has expired: update it"])) : null,
    fact(["状态名单", "Status lists"], String(about.status_lists)),
    catalogue.flatMap((one) => fact(["优待目录", "Catalogue"], say(["第 {edition} 版，商户 {merchants} 家，至 {last_day}", "edition {edition}; merchants: {merchants}; until {last_day}"], one))),
    fact(["根密钥指纹", "Thumbprints of the root keys"], el("div", {}, about.roots.thumbprints.map((one) => el("p", { class: "long" }, one)))));
}

async function takeFile(app, file, answer) {
  if (file.size > MAX_FILE) {
    fill(answer, fault(["文件太大，不是更新文件", "the file is too large for an update"], ["请选事务局给的 .lbu 文件。", "Choose the .lbu file of the bureau."]));
    return;
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const roots = await app.core.call("rootSet", { bytes });
  if (!roots.error) {
    compareRoots(app, bytes, roots, answer);
    return;
  }
  await takeUpdate(app, bytes, answer);
}

/** A root set is trusted because a person has compared it. */
function compareRoots(app, bytes, roots, answer) {
  const trust = async () => {
    const done = await app.core.provision(bytes);
    if (done.error) fill(answer, fault(done.error, ["请再试一次。", "Try again."]));
    else app.go("lists");
  };
  fill(answer, el("section", { class: "card" },
    el("h2", {}, say(["请核对根密钥集的指纹", "Compare the thumbprints of the root set"])),
    el("p", {}, say(["和事务局公布的一字不差才能信任（{threshold} 把中的每一把）。", "Trust it only if each of them is exactly what the bureau has published (threshold {threshold})."], roots)),
    roots.thumbprints.map((one) => el("p", { class: "long" }, one)),
    el("div", { class: "row" }, button(["完全一样，信任", "They are the same: trust it"], trust, "main"), button(["不一样", "They differ"], () => fill(answer)))));
}

async function takeUpdate(app, bytes, answer) {
  const done = await app.core.applyUpdate(bytes);
  if (done.error) {
    // What a code of another kind is called says nothing of a file.
    const known = ["root-set-missing", "not-stored"].includes(done.error.code);
    const what = known ? done.error : ["这个文件不是更新文件，或者损坏了", "this file is no update, or it is damaged"];
    fill(answer, fault(what, ["请选事务局给的 .lbu 文件；第一次先导入根密钥集。", "Choose the .lbu file of the bureau; the first time, import the root set before it."]));
    return;
  }
  await app.go("lists");
  app.tell(done.new > 0 ? say(["已更新：{new} 项是新的", "updated: {new} parts are new"], done) : say(["已经是最新的", "everything is held already"]));
  if (done.refused.length > 0) app.add(fault(done.refused[0].words, ["这一部分没有收。请问事务局。", "This part was not taken. Ask the bureau."]));
}

/** Gets root set and lists from the page's own site, if it has them. Says nothing of any code. */
export async function fetchLists(app, answer, isAsked) {
  const get = async (name) => {
    const response = await fetch(name, { cache: "no-cache", signal: AbortSignal.timeout?.(20_000) }).catch(() => null);
    const isFile = response?.ok && !/html/.test(response.headers.get("content-type") ?? "");
    return isFile ? new Uint8Array(await response.arrayBuffer()) : null;
  };
  const about = await app.core.call("about", { now: now() });
  if (!about.roots) {
    const roots = await get("./root-set.cbor");
    if (!roots || (await app.core.provision(roots)).error) {
      if (isAsked) fill(answer, fault(["现在取不到名单", "the lists cannot be had now"], ["没有网络时用更新文件。", "Without a network, use an update file."]));
      return false;
    }
  }
  const lists = await get("./lists.lbu");
  if (!lists) {
    if (isAsked) fill(answer, fault(["现在取不到名单", "the lists cannot be had now"], ["没有网络时用更新文件。", "Without a network, use an update file."]));
    return false;
  }
  if (isAsked) await takeUpdate(app, lists, answer);
  else await app.core.applyUpdate(lists);
  return true;
}

