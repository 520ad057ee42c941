// My benefits: the signed catalogue, searched on the phone. What is looked for leaves it never.

import { el, fill } from "./dom.js";
import { inLang, say } from "./lang.js";
import { now } from "./core.js";
import { benefitLine, button, joined, note, peopleList } from "./parts.js";

/** Merchants that are shown at once; the rest comes by a button. */
const PAGE = 30;

export async function benefitsScreen(app) {
  const people = await app.store.people();
  const person = people.find((one) => one.id === app.shown) ?? people[0];
  const merchants = searchable(await app.core.call("benefits", { code: person?.text ?? "", now: now() }));
  if (merchants.length === 0) return empty(app);
  const filters = app.filters ?? (app.filters = { words: "", trade: "", district: "", mine: Boolean(person), today: false });
  const list = el("ul", { class: "list" });
  const count = el("p", { role: "status" });
  let shown = PAGE;
  const more = button(["再显示一些", "Show more"], () => {
    shown += PAGE;
    show();
  });
  const show = () => {
    const found = merchants.map((merchant) => matching(merchant, filters)).filter(Boolean);
    fill(count, say(["找到 {count} 家", "{count} found"], { count: found.length }));
    fill(list, found.slice(0, shown).map((one) => item(app, one)));
    more.hidden = found.length <= shown;
  };
  const change = (name, value) => {
    filters[name] = value;
    shown = PAGE;
    show();
  };
  const search = el("input", { type: "search", id: "words", value: filters.words, autocomplete: "off", on: { input: (event) => change("words", event.target.value) } });
  const choice = (name, words, all) =>
    el("div", {}, el("label", { for: name }, say(words)),
      el("select", { id: name, on: { change: (event) => change(name, event.target.value) } },
        el("option", { value: "" }, say(["全部", "all"])),
        all.map((one) => el("option", { value: one, selected: one === filters[name] }, one))));
  const tick = (name, words) =>
    el("label", { class: "choice" }, el("input", { type: "checkbox", checked: filters[name], on: { change: (event) => change(name, event.target.checked) } }), say(words));
  return {
    title: ["我的优待", "My benefits"],
    body: [
      peopleList(people, person, (id) => {
        app.shown = id;
        app.go("benefits");
      }),
      person && people.length === 1 ? el("p", { class: "soft" }, say(["按 {name} 的码查", "for the code of {name}"], { name: person.label })) : null,
      el("label", { for: "words" }, say(["找什么：商户、优待、地址", "Look for: merchant, benefit, address"])),
      search,
      el("div", { class: "filters" },
        choice("trade", ["行业", "Trade"], sorted(merchants.flatMap((one) => one.trades.map(inLang)))),
        choice("district", ["地区", "District"], sorted(merchants.map((one) => one.district).filter(Boolean)))),
      person ? tick("mine", ["只看给我的", "for me only"]) : null,
      tick("today", ["今天这个时候能用的", "given today at this hour"]),
      count,
      list,
      more,
    ],
    start: show,
  };
}

function empty(app) {
  return {
    title: ["我的优待", "My benefits"],
    body: [
      note(["这部手机上还没有优待目录。导入事务局的更新文件以后，没有网络也能查。", "There is no catalogue on this phone. With the bureau's update file it is searched without a network."]),
      button(["去导入", "Import it"], () => app.go("lists"), "main"),
    ],
  };
}

function sorted(all) {
  return [...new Set(all)].sort((one, other) => one.localeCompare(other, "zh"));
}

/** The merchants, each with its texts for searching made once: there may be thousands. */
function searchable(merchants) {
  for (const merchant of merchants) {
    const place = textOf(merchant.name, ...merchant.trades) + (merchant.contact ?? "") + (merchant.district ?? "");
    for (const benefit of merchant.benefits) benefit.text = (place + textOf(benefit.title, benefit.value)).toLowerCase();
  }
  return merchants;
}

/** The merchant with the benefits that fit, or nothing. */
function matching(merchant, { words, trade, district, mine, today }) {
  if (trade && !merchant.trades.some((one) => inLang(one) === trade)) return null;
  if (district && merchant.district !== district) return null;
  const wanted = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (benefit) =>
    (!mine || benefit.mine) && (!today || (merchant.open && benefit.today)) && wanted.every((word) => benefit.text.includes(word));
  const benefits = merchant.benefits.filter(fits);
  return benefits.length > 0 ? { merchant, benefits } : null;
}

function textOf(...all) {
  return all.map((one) => `${one.zh} ${one.en} `).join("");
}

function item(app, { merchant, benefits }) {
  return el("li", {},
    el("h2", {}, inLang(merchant.name)),
    el("p", { class: "soft" }, whereabouts(merchant)),
    benefits.slice(0, 4).map(line),
    el("div", { class: "row" }, button(["看全部、怎么用", "All of it, and what is needed"], () => app.go("merchant", { merchant }))));
}

function whereabouts(merchant) {
  return [joined(merchant.trades.map(inLang)), merchant.district].filter(Boolean).join(" · ");
}

function line(benefit) {
  return el("div", {},
    el("p", { class: "value" }, benefitLine(benefit)),
    benefit.conditions.length > 0 ? el("p", {}, joined(benefit.conditions.map(inLang), ["；", "; "])) : null);
}

export async function merchantScreen(app, { merchant }) {
  const person = (await app.store.people()).find((one) => one.id === app.shown);
  const one = (benefit) =>
    el("li", {},
      el("h2", {}, inLang(benefit.title)),
      el("p", { class: "value" }, inLang(benefit.value)),
      benefit.for ? el("p", {}, say(["适用：{who}", "for: {who}"], { who: inLang(benefit.for) })) : null,
      benefit.conditions.map((condition) => el("p", {}, inLang(condition))),
      benefit.basis ? el("p", { class: "soft" }, benefit.basis) : null,
      standing(merchant, benefit));
  return {
    title: [merchant.name.zh, merchant.name.en],
    body: [
      el("p", {}, whereabouts(merchant)),
      merchant.contact ? el("p", {}, merchant.contact) : null,
      merchant.open ? null : note(["今天不在协议期内，或暂停了。", "Not in its agreement today, or suspended."]),
      el("ul", { class: "list" }, merchant.benefits.map(one)),
      el("h2", {}, say(["在柜台要做什么", "What is needed at the counter"])),
      el("ol", {},
        el("li", {}, say(["付款前出示码：手机、卡或纸都行。", "Show the code before you pay: on the phone, a card or paper."])),
        person?.key
          ? el("li", {}, say(["当场打开手机码，截图不能用。", "Open the code there: a screenshot does not count."]))
          : el("li", {}, say(["静态码会请您核对本人，带上身份证件。", "With a bearer code you are compared with it: bring your identity card."])),
        merchant.benefits.some((one) => one.needs_price)
          ? el("li", {}, say(["先说要用哪一项优待，店员再输入原价。", "Say which benefit you want before the price is entered."])) : null,
        el("li", {}, say(["商户的终端当场告诉您还剩几次、付多少。", "The merchant's terminal says what is left and what is paid."]))),
      el("div", { class: "column" },
        button(["出示我的码", "Show my code"], () => app.go("codes"), "main"),
        button(["没有兑现？写投诉", "Not given as promised? Write a complaint"], () => app.go("complaint", { merchant })),
        button(["返回", "Back"], () => app.go("benefits"))),
    ],
  };
}

function standing(merchant, benefit) {
  if (benefit.mine && benefit.today && merchant.open) {
    return el("p", { class: "today" }, say(["✔ 今天您能用（次数以终端为准）", "✔ yours today (the terminal counts quotas)"]));
  }
  const why = benefit.why_not;
  return why ? el("p", { class: "soft" }, inLang(why)) : null;
}
