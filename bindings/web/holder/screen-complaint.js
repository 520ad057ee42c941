// A complaint about a broken promise: written here, signed by the phone's key, brought to the bureau.

import { el, fill, saveFile } from "./dom.js";
import { inLang, say } from "./lang.js";
import { now } from "./core.js";
import { drawModules } from "./draw.js";
import { benefitLine, button, dayNumber, fault, note, today } from "./parts.js";

const MAX_TEXT = 500;

export async function complaintScreen(app, { merchant }) {
  const person = (await app.store.people()).find((one) => one.id === app.shown);
  const key = person?.key ? await app.store.key(person.key) : null;
  const back = button(["返回", "Back"], () => app.go("merchant", { merchant }));
  if (!key) {
    return {
      title: ["写投诉", "Write a complaint"],
      body: [
        fault(["只有绑定了手机的码才能签投诉", "only a code that is bound to this phone signs a complaint"], ["没有绑定的，请直接打电话或到事务局说。", "Without one, tell the bureau by telephone or in person."]),
        back,
      ],
    };
  }
  const benefit = el("select", { id: "benefit" }, el("option", { value: "0" }, say(["说不清是哪一项", "none of them in particular"])),
    merchant.benefits.map((one) => el("option", { value: one.number }, benefitLine(one))));
  const day = el("input", { type: "date", id: "day", value: today(), max: today() });
  const text = el("textarea", { id: "text", maxlength: MAX_TEXT });
  const answer = el("div", { role: "status" });
  const sign = async () => {
    const values = {
      code: person.text, now: now(), merchant: merchant.number, benefit: Number(benefit.value),
      day: dayNumber(day.value), text: text.value,
    };
    const signed = await app.core.signed(key, "complaint", values);
    if (signed.error) {
      fill(answer, fault(["还不能签名", "it cannot be signed yet"], ["请写明哪一天、发生了什么；用普通的字，不超过 500 个。", "Say on which day and what happened, in at most 500 ordinary characters."]));
      return;
    }
    app.go("signed", { merchant, signed });
  };
  return {
    title: ["写投诉", "Write a complaint"],
    body: [
      el("p", {}, say(["对 {name}", "About {name}"], { name: inLang(merchant.name) })),
      el("label", { for: "benefit" }, say(["哪一项优待", "Which benefit"])), benefit,
      el("label", { for: "day" }, say(["哪一天", "On which day"])), day,
      el("label", { for: "text" }, say(["发生了什么", "What happened"])), text,
      note(["请不要写身份证号。里面会有您的码，事务局据此知道是谁写的；商户看不到。", "Leave out identity numbers. Your code goes along, by which the bureau knows who writes; the merchant does not see it."]),
      answer,
      el("div", { class: "row" }, button(["用这部手机签名", "Sign it with this phone"], sign, "main"), back),
    ],
  };
}

/** The signed complaint: codes for the desk, or a file. */
export async function signedScreen(app, { merchant, signed }) {
  const canvas = el("canvas");
  const place = el("p", { class: "left", role: "status" });
  let at = 0;
  const show = async () => {
    const text = signed.texts[at];
    drawModules(canvas, await app.core.call("draw", { text }), say(["投诉的码", "code of the complaint"]));
    canvas.dataset.text = text;
    fill(place, `${at + 1} / ${signed.texts.length}`);
  };
  const next = () => {
    at = (at + 1) % signed.texts.length;
    show();
  };
  const save = () => {
    const bytes = Uint8Array.from(signed.file.match(/../g), (pair) => Number.parseInt(pair, 16));
    saveFile(`complaint-${merchant.number}-${today()}.lbc`, bytes, "application/octet-stream");
  };
  return {
    title: ["投诉签好了", "The complaint is signed"],
    body: [
      el("p", {}, say(["把文件交给事务局，或让经办人逐个扫下面的码。没有发给任何人。", "Bring the file to the bureau, or let the clerk scan the codes below one by one. It was sent to nobody."])),
      el("section", { class: "code" }, canvas, place),
      el("div", { class: "column" },
        signed.texts.length > 1 ? button(["下一个码", "Next code"], next) : null,
        button(["存成文件", "Save it as a file"], save, "main"),
        button(["返回", "Back"], () => app.go("merchant", { merchant }))),
    ],
    start: show,
  };
}
