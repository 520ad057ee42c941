// Binding this phone: a key that never leaves it, an enrolment for the desk; and what to do when a phone is gone.

import { el, fill } from "./dom.js";
import { say } from "./lang.js";
import { now } from "./core.js";
import { drawModules } from "./draw.js";
import { Awake } from "./live-code.js";
import { button, fault, note } from "./parts.js";
import { makeKey, probe, whyNoKeys } from "./phone-key.js";
import { tidy } from "./plain-text.js";
import { newId } from "./store.js";

const REFUSED = {
  file: [["这个网页是从文件打开的，不能绑定手机", "this page was opened from a file, and binds no phone"], ["请用事务局给的网址打开。卡和纸质码照常可用。", "Open it by the bureau's address. Cards and paper work as usual."]],
  insecure: [["浏览器不让这个网页使用密钥", "the browser gives this page no keys"], ["请用事务局给的 https 网址打开，不要在微信里打开。", "Open it by the bureau's https address, in a browser and not inside another app."]],
  none: [["这个浏览器保存不了密钥，不能绑定", "this browser keeps no keys, so the phone is not bound"], ["请退出无痕浏览，或换手机自带的浏览器再试。没有密钥的手机请继续用卡或纸质码。", "Leave private browsing, or try the phone's own browser. Without a key store, use a card or paper."]],
};

export async function bindScreen(app) {
  const keys = await app.store.keys();
  const people = await app.store.people();
  const used = new Set(people.map((one) => one.key));
  const waiting = keys.filter((key) => key.enrolment && !used.has(key.id));
  const place = el("div");
  const refusal = whyNoKeys();
  const label = el("input", { type: "text", id: "phone", maxlength: 16, autocomplete: "off" });
  const make = async () => {
    start.disabled = true;
    await enrol().finally(() => {
      start.disabled = false;
    });
  };
  const start = button(["生成绑定码", "Make an enrolment"], make, "main");
  const enrol = async () => {
    fill(place, el("p", { role: "status" }, say(["正在试这部手机能不能保存密钥…", "trying whether this phone keeps a key…"])));
    const kind = await probe(app.store);
    if (!kind) {
      fill(place, fault(...REFUSED.none));
      return;
    }
    // Keys of an enrolment that is not used yet stay: the clerk may have scanned it.
    const made = await makeKey(kind);
    const key = { id: newId(), ...made, label: tidy(label.value), made: Date.now() };
    const answer = await app.core.signed(key, "enrolment", { now: now(), label: key.label || null });
    if (answer.error) {
      fill(place, fault(answer.error, ["名字请用 16 个以内的普通字。", "Use at most 16 ordinary characters for the name."]));
      return;
    }
    await app.store.saveKey({ ...key, enrolment: answer.texts[0] });
    app.keep();
    app.go("enrolment", { id: key.id });
  };
  return {
    title: ["绑定这部手机", "Bind this phone"],
    body: [
      el("p", {}, say(["绑定以后，码只有这部手机能出示，别人拍照也没有用。到事务局办一次就行。", "A bound code is shown by this phone alone: a photograph of it is worth nothing. It takes one visit to the bureau."])),
      refusal ? fault(...REFUSED[refusal]) : [
        el("ol", {},
          el("li", {}, say(["在这里生成绑定码。", "Make an enrolment here."])),
          el("li", {}, say(["给事务局的经办人扫一下。", "Let the clerk at the bureau scan it."])),
          el("li", {}, say(["用这个网页扫经办人给的新码。", "Scan the new code from the clerk with this page."]))),
        el("label", { for: "phone" }, say(["这部手机叫什么（可以不填）", "What this phone is called (may be left out)"])),
        label,
        el("div", { class: "row" }, start),
        waiting.map((key) => button(["打开还没办完的绑定码", "Open an enrolment that is not used yet"], () => app.go("enrolment", { id: key.id }))),
      ],
      place,
      el("div", { class: "row" }, button(["返回", "Back"], () => app.go("codes"))),
    ],
  };
}

export async function enrolmentScreen(app, { id }) {
  const key = await app.store.key(id);
  const canvas = el("canvas");
  const awake = new Awake();
  const keyId = await app.core.call("keyId", { key: { algorithm: key.algorithm, raw: key.raw } });
  const modules = await app.core.call("draw", { text: key.enrolment });
  const draw = () => drawModules(canvas, modules, say(["绑定码", "enrolment"]));
  const copied = el("p", { role: "status" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(key.enrolment);
      fill(copied, say(["已复制，可以发给经办人。", "Copied: it can be sent to the clerk."]));
    } catch {
      fill(copied, el("p", { class: "long" }, key.enrolment));
    }
  };
  return {
    title: ["绑定码", "Enrolment"],
    body: [
      el("section", { class: "code" }, canvas, el("p", { class: "who" }, say(["手机密钥 {keyId}", "key of the phone {keyId}"], { keyId }))),
      el("p", {}, say(["请给经办人扫。三十天内有效；它不是秘密，别人拿去也没有用。", "Let the clerk scan it. It is good for thirty days, and no secret: nobody else can use it."])),
      note(["办好以前请不要清理浏览器，也不要用无痕浏览。", "Until it is done, do not clean the browser, and do not use private browsing."]),
      el("div", { class: "column" },
        button(["办好了：扫经办人给的新码", "Done: scan the new code from the clerk"], () => app.go("add"), "main"),
        button(["复制绑定码文字", "Copy the text"], copy)),
      copied,
      el("div", { class: "row" }, button(["返回", "Back"], () => app.go("codes"))),
    ],
    start: () => {
      canvas.dataset.text = key.enrolment;
      draw();
      awake.take();
    },
    end: () => awake.end(),
  };
}

export function lostScreen(app) {
  return {
    title: ["手机丢了，或码不见了", "The phone is lost, or the code is gone"],
    body: [
      el("h2", {}, say(["手机丢了、被偷了", "Lost or stolen"])),
      el("p", {}, say(["打电话或到事务局说一声，旧手机码马上停；卡和纸质码照常可用。换了新手机，在新手机上打开这个网页，再绑定一次就行。", "Tell the bureau: the code of the old phone is ended, cards and paper stay. On the new phone, open this page and bind it: one step at the bureau."])),
      el("h2", {}, say(["码不见了", "The code is gone"])),
      el("p", {}, say(["浏览器清理过，或很久没打开，就可能这样（苹果手机七天不打开就清，除非把网页放到主屏幕）。静态码：重新扫卡或纸。手机码：到事务局再绑定一次。", "A browser that was cleaned, or not opened for long, may do that (Safari after seven days, unless the page is on the home screen). A bearer code: scan the card or the paper again. A bound code: bind once more at the bureau."])),
      el("p", {}, say(["编号不变，次数照样算，什么都不会丢。", "The holder number stays, and with it what was used: nothing is lost."])),
      el("div", { class: "column" },
        button(["绑定这部手机", "Bind this phone"], () => app.go("bind"), "main"),
        button(["扫卡或纸上的码", "Scan a card or paper"], () => app.go("add")),
        button(["返回", "Back"], () => app.go("codes"))),
    ],
  };
}
