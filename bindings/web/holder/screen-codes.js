// My codes: whose code is shown, large, with what it says.

import { el, fill } from "./dom.js";
import { inLang, say } from "./lang.js";
import { now } from "./core.js";
import { LiveCode } from "./live-code.js";
import { button, fact, fault, joined, note, peopleList, verdictLine } from "./parts.js";
import { tidy } from "./plain-text.js";
import { scanView } from "./scan-view.js";

/** Days before its end in which a code says so. */
const SOON = 60;

export async function codesScreen(app) {
  const people = await app.store.people();
  if (people.length === 0) return welcome(app);
  const person = people.find((one) => one.id === app.shown) ?? people[0];
  app.shown = person.id;
  const seen = await app.core.look(person.text);
  const key = person.key ? await app.store.key(person.key) : null;
  const name = seen.says?.name ?? person.label;
  const live = new LiveCode({ core: app.core, person, key, label: say(["{name} 的码", "code of {name}"], { name }) });
  const isBare = seen.bound && !key;
  const start = isBare ? () => {} : () => live.start();
  return {
    title: codeTitle(seen),
    body: [
      peopleList(people, person, (id) => {
        app.shown = id;
        app.go("codes");
      }),
      isBare ? keyGone(app) : theCode(app, live, seen, person, key),
      facts(seen),
      actions(app, person, key, live, name),
    ],
    start,
    end: () => {
      live.end();
      // The code in full, where it stands open.
      document.querySelector("dialog.full")?.dispatchEvent(new Event("leave"));
    },
  };
}

function codeTitle(seen) {
  const name = seen.says?.code_name;
  return name ? [name.zh, name.en] : ["我的码", "My code"];
}

function welcome(app) {
  return {
    title: ["老兵码", "Veteran code"],
    body: [
      el("p", {}, say(["把纸上、卡上或手机里收到的码放进来，出门就不用带纸。没有网络也能出示。", "Put in the code from paper, a card or a message, and leave the paper at home. It is shown without any network."])),
      el("p", {}, say(["家里几个人的码可以放在同一部手机上。", "Several people of a family can have their codes on one phone."])),
      el("div", { class: "column" },
        button(["把码放进来", "Put a code in"], () => app.go("add"), "main"),
        button(["绑定这部手机（到事务局办）", "Bind this phone (at the bureau)"], () => app.go("bind")),
        button(["手机丢了、换了，或码不见了", "The phone was lost or changed, or the code is gone"], () => app.go("lost"))),
    ],
  };
}

function theCode(app, live, seen, person, key) {
  const says = seen.says;
  return el("section", { class: "code", "aria-label": say(["出示的码", "the code that is shown"]) },
    el("p", { class: "name" }, says?.name ?? person.label),
    says ? el("p", { class: "who" }, inLang(says.categories), says.stage ? ` · ${inLang(says.stage.words)}` : "") : null,
    live.canvas,
    key ? live.left : null,
    seen.verdict ? verdictLine(seen.verdict) : el("p", { class: "who" }, say(["手机上没有名单，还没有核对", "not verified: there are no lists on this phone"])),
    el("p", { class: "who" }, say(["请把屏幕调亮，离扫码器一掌远", "Make the screen bright, and hold it a hand from the scanner"])));
}

function facts(seen) {
  const says = seen.says;
  const verdict = seen.verdict;
  const why = verdict && verdict.decision !== "accept" ? fault(verdict.why, verdict.advice) : null;
  if (!says) {
    return [why, note(["导入事务局的更新文件，这里就能看到姓名、类别和有效期。", "With the bureau's update file, name, category and validity are shown here."])];
  }
  const dependants = says.dependants.map((one) => `${one.relation ? inLang(one.relation) : ""} ${one.name}`.trim());
  const days = Math.floor((says.until - now()) / 86_400);
  const soon = days >= 0 && days <= SOON ? note(["还有 {days} 天到期，请到事务局换发。", "It ends in {days} days: get a new one from the bureau."].map((one) => one.replace("{days}", String(days)))) : null;
  return [
    why,
    soon,
    el("dl", { class: "card" },
      fact(["有效期至", "Valid until"], says.last_day),
      fact(["人员类别", "Category"], inLang(says.categories)),
      fact(["所处阶段", "Stage of life"], says.stage ? inLang(says.stage.words) : null),
      fact(["残疾等级", "Disability grade"], says.grade ? String(says.grade) : null),
      fact(["随卡家属", "Dependants"], joined(dependants)),
      fact(["持有人编号", "Holder number"], String(says.holder)),
      fact(["发码单位", "Issued by"], inLang(says.issuer.name)),
      fact(["码的种类", "Kind"], seen.bound ? say(["手机码：只有这部手机能出示", "bound to this phone"]) : say(["静态码：复印件也能用，请收好", "bearer code: a copy works as well, so keep it safe"]))),
    el("h2", {}, say(["以后会变的", "What will change"])),
    el("ul", {}, says.changes.map((one) => el("li", {}, inLang(one)))),
  ];
}

function actions(app, person, key, live, name) {
  const full = () => {
    const dialog = el("dialog", { class: "full", "aria-label": live.label });
    const shown = new LiveCode({ core: app.core, person, key, label: live.label });
    const leave = () => {
      shown.end();
      dialog.remove();
    };
    const close = () => {
      leave();
      app.go("codes");
    };
    // One of the two is shown, and one of them makes proofs.
    live.end();
    dialog.addEventListener("cancel", close);
    dialog.addEventListener("leave", leave);
    dialog.append(el("div", { class: "code" }, el("p", { class: "name" }, name), shown.canvas, key ? shown.left : null, button(["返回", "Back"], close)));
    document.body.append(dialog);
    dialog.showModal();
    shown.start();
  };
  return el("div", { class: "column" },
    button(["放大", "Full screen"], full),
    key ? button(["闸机上显示了码：扫一下再出示", "The gate shows a code: scan it first"], () => app.go("challenge")) : null,
    button(["再加一个人的码", "Add another person's code"], () => app.go("add")),
    key ? null : button(["绑定这部手机（到事务局办）", "Bind this phone (at the bureau)"], () => app.go("bind")),
    button(["改名字或删去这个码", "Rename or remove this code"], () => app.go("person", { person })));
}

function keyGone(app) {
  return el("div", { class: "note fault", role: "alert" },
    el("p", {}, say(["这是手机码，但这部手机上没有它的密钥", "This code is bound to a phone, and its key is not on this one"])),
    el("p", {}, say(["换了手机、清理过浏览器，就会这样。卡和纸质码不受影响。", "It happens with another phone, or when a browser was cleaned. Cards and paper are not affected."])),
    button(["怎么办", "What to do"], () => app.go("lost")));
}

/** The gate's challenge: scanned, then answered by one proof. */
export async function challengeScreen(app) {
  const person = (await app.store.people()).find((one) => one.id === app.shown);
  const key = person?.key ? await app.store.key(person.key) : null;
  if (!key) return codesScreen(app);
  const place = el("div");
  let live = null;
  const view = scanView(app.reader, async (text) => {
    const seen = await app.core.look(text);
    if (seen.kind !== "challenge") return false;
    live = new LiveCode({
      core: app.core, person, key, challenge: text, label: say(["给闸机看的码", "code for the gate"]),
      onOver: () => app.go("challenge"),
    });
    fill(place, el("div", { class: "code" }, live.canvas, live.left));
    await live.start();
    app.tell(say(["已对闸机签名，请出示", "signed for this gate: show it now"]));
    return true;
  });
  fill(place, el("p", {}, say(["把摄像头对着闸机屏幕上的码。", "Hold the camera to the code on the gate's screen."])), view.node);
  return {
    title: ["先扫闸机，再出示", "Scan the gate, then show"],
    body: [place, button(["返回我的码", "Back to my code"], () => app.go("codes"))],
    end: () => {
      view.end();
      live?.end();
    },
  };
}

/** One person: rename, remove. */
export async function personScreen(app, { person }) {
  const label = el("input", { type: "text", id: "label", maxlength: 24, value: person.label });
  const save = async () => {
    await app.store.renamePerson(person.id, tidy(label.value) || person.label);
    app.core.tellOthers();
    app.go("codes");
  };
  let sure = false;
  const remove = button(["删去", "Remove"], async () => {
    if (!sure) {
      sure = true;
      fill(remove, say(person.key ? ["真的删去？手机码删了要到事务局重新绑定", "Really? A bound code has to be bound again at the bureau"] : ["真的删去？", "Really?"]));
      return;
    }
    await app.store.removePerson(person);
    app.core.tellOthers();
    app.go("codes");
  });
  return {
    title: ["改名字或删去", "Rename or remove"],
    body: [
      el("label", { for: "label" }, say(["在这部手机上叫什么", "What it is called on this phone"])),
      label,
      el("div", { class: "row" }, button(["保存", "Save"], save, "main"), button(["返回", "Back"], () => app.go("codes"))),
      el("h2", {}, say(["删去这个码", "Remove this code"])),
      el("p", {}, say(["只从这部手机上删去；卡和纸质码照旧有效。", "It is removed from this phone alone; cards and paper still count."])),
      remove,
    ],
  };
}
