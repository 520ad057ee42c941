// Putting a code in: by camera, from a picture, as text, or by the link that a phone's camera has opened.

import { el, fill } from "./dom.js";
import { inLang, say } from "./lang.js";
import { button, codeName, fact, fault, note, verdictLine } from "./parts.js";
import { tidy } from "./plain-text.js";
import { scanView } from "./scan-view.js";
import { newId } from "./store.js";

/** Pictures above this are no photographs of a phone, in bytes. */
const MAX_PICTURE = 40 << 20;

export function addScreen(app, { link } = {}) {
  const answer = el("div", { role: "status" });
  let view = null;
  const stop = () => {
    view?.end();
    view = null;
  };
  /** Whether the text was one that can be put in. */
  const take = async (text) => {
    const seen = await app.core.look(text);
    if (seen.kind !== "credential") return refuse(answer, seen);
    stop();
    app.go("found", { seen });
    return true;
  };
  const camera = el("div");
  const scan = () => {
    stop();
    view = scanView(app.reader, async (text) => (await app.core.look(text)).kind === "credential" && take(text));
    fill(camera, view.node, button(["关闭摄像头", "Close the camera"], () => {
      stop();
      fill(camera);
    }));
  };
  const file = el("input", { type: "file", accept: "image/*", id: "picture", hidden: true });
  file.addEventListener("change", async () => {
    const [picture] = file.files;
    file.value = "";
    if (!picture) return;
    try {
      if (picture.size > MAX_PICTURE) throw new Error("size");
      fill(answer, say(["正在读图片…", "reading the picture…"]));
      const reading = await app.reader.picture(picture);
      for (const code of reading.codes ?? []) if (await take(code.text)) return;
      if (!reading.codes?.length) fill(answer, fault(["图片里没有找到码", "no code was found in the picture"], ["请对着码重新拍一张，码要完整、清楚。", "Take it again, with the whole code in focus."]));
    } catch {
      fill(answer, fault(["这个文件不是能读的图片", "this file is no picture that can be read"], ["请选 JPEG 或 PNG 图片，或者直接用摄像头扫。", "Choose a JPEG or PNG picture, or use the camera."]));
    }
  });
  const text = el("textarea", { id: "text", autocomplete: "off", spellcheck: "false", maxlength: 5000 });
  return {
    title: ["把码放进来", "Put a code in"],
    body: [
      link ? note(["这是从网址打开的码。", "This code was opened by its link."]) : null,
      answer,
      el("div", { class: "column" },
        button(["用摄像头扫", "Scan with the camera"], scan, "main"),
        button(["从相册选图片", "Choose a picture"], () => file.click()), file),
      camera,
      el("label", { for: "text" }, say(["或者粘贴码文、网址", "Or paste the text or the link of a code"])),
      text,
      el("div", { class: "row" }, button(["放进来", "Put it in"], () => take(text.value)), button(["返回", "Back"], () => app.go("codes"))),
    ],
    start: () => link && take(link),
    end: stop,
    // A picture can be dropped or pasted too.
    onPicture: (picture) => {
      const list = new DataTransfer();
      list.items.add(picture);
      file.files = list.files;
      file.dispatchEvent(new Event("change"));
    },
  };
}

function refuse(answer, seen) {
  const kinds = {
    challenge: [["这是闸机显示的码", "this is what a gate shows"], ["先放进自己的码，出示时再扫它。", "Put your own code in first, and scan this one when you show it."]],
    frame: [["这是更新名单用的码", "this code is a part of an update"], ["请到“名单”里扫。", "Scan it under Lists."]],
    enrolment: [["这是绑定码，是给经办人扫的", "this is an enrolment, for the clerk to scan"], ["绑定办好以后，扫事务局给的新码。", "When the phone is bound, scan the new code from the bureau."]],
  };
  const [what, todo] = kinds[seen.kind] ?? [seen.error, ["请确认扫的是事务局发的码，扫得完整。", "Make sure that it is a code of the bureau, and whole."]];
  fill(answer, fault(what, todo));
  return false;
}

/** What was found, before it is kept. */
export async function foundScreen(app, { seen }) {
  const people = await app.store.people();
  const keys = await app.store.keys();
  const own = seen.bound ? await ownKey(app, keys, seen.text) : null;
  const known = people.find((one) => one.text === seen.text);
  const same = !known && seen.says ? await earlier(app, people, seen.says) : null;
  // Grandfather stays grandfather when his new code comes.
  const called = (known ?? same)?.label ?? seen.says?.name ?? say(["家人", "Family"]) + (people.length + 1);
  const label = el("input", { type: "text", id: "label", maxlength: 24, value: called });
  const save = async () => {
    const old = known ?? same;
    const person = {
      id: old?.id ?? newId(),
      label: tidy(label.value) || say(["家人", "Family"]),
      text: seen.text,
      key: own?.id ?? null,
      added: old?.added ?? Date.now(),
    };
    app.shown = await app.store.savePerson(person, old?.key);
    app.core.tellOthers();
    app.keep();
    app.go("codes");
  };
  const isForeign = seen.bound && !own;
  return {
    title: seen.says?.code_name ? [codeName(seen.says), codeName(seen.says)] : ["找到一个老兵码", "A veteran code was found"],
    body: [
      seen.verdict ? verdictLine(seen.verdict) : note(["手机上没有名单，还不能核对真假。可以先放进来。", "There are no lists on this phone, so it cannot be verified yet. It can be kept all the same."]),
      seen.verdict && seen.verdict.decision !== "accept" ? fault(seen.verdict.why, seen.verdict.advice) : null,
      seen.says ? el("dl", { class: "card" },
        fact(["姓名", "Name"], seen.says.name),
        fact(["人员类别", "Category"], inLang(seen.says.categories)),
        fact(["所处阶段", "Stage of life"], seen.says.stage ? inLang(seen.says.stage.words) : null),
        fact(["有效期至", "Valid until"], seen.says.last_day),
        fact(["发码单位", "Issued by"], inLang(seen.says.issuer.name))) : null,
      isForeign ? fault(["这个码绑定的不是这部手机", "this code is bound to another phone"], ["在那部手机上才能出示。要改绑这部手机，请到事务局。", "Only that phone can show it. To bind this one, go to the bureau."]) : null,
      own ? note(["这就是这部手机绑定的码。", "This is the code that this phone is bound to."]) : null,
      same ? note(["放进来以后替换此人原来的码。", "It takes the place of the code that this person has here."]) : null,
      isForeign ? null : [el("label", { for: "label" }, say(["在这部手机上叫什么", "What to call it on this phone"])), label],
      el("div", { class: "row" },
        isForeign ? null : button(["放进来", "Keep it"], save, "main"),
        button(["不要", "Leave it"], () => app.go("codes"))),
    ],
  };
}

async function ownKey(app, keys, code) {
  for (const key of keys) {
    if (key.raw && (await app.core.call("owns", { key: { algorithm: key.algorithm, raw: key.raw }, code }))) return key;
  }
  return null;
}

/** The code that the same person has here from before. */
async function earlier(app, people, says) {
  for (const person of people) {
    const held = await app.core.look(person.text);
    if (held.says?.holder === says.holder && held.says.issuer.number === says.issuer.number) return person;
  }
  return null;
}
