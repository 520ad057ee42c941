//! What the tables change of the last edition, in words; or what is wrong in them.

use maud::{Markup, html};
use messages::{Text, text};
use serde_json::Value;

use super::Tables;
use crate::pages::{Answered, Problem, Reply, Visit};
use crate::widgets::{Weight, command, figure, mark, notice};
use crate::words::{list, membership, number, string};

/// The most rows of a kind that a page shows.
const MOST: usize = 300;

pub(super) fn show(visit: &Visit<'_>, id: &str, tables: &Tables) -> Answered {
    let line = tables.on(visit.desk.command("catalogue diff"));
    let line = line.ok_or(Problem::NotFound)?;
    let (json, _) = visit.run(&line)?;
    let back = html! { p.buttons { a.button.second href=(visit.href("/catalogue")) { (visit.say(&text!("换一份表格"; "Other tables"))) } } };
    if json["sound"] == false {
        return Ok(Reply::Page(html! {
            (faults(visit, tables, list(&json, "/faults")))
            (back)
            (command(visit, &line.shown()))
        }));
    }
    Ok(Reply::Page(html! {
        p { @match json["edition"].as_u64() {
            Some(edition) => (visit.say(&text!("与已公布的第 {edition} 版比较。"; "Compared with edition {edition}, which is published."))),
            None => (visit.say(&text!("还没有公布过，全部是新增。"; "Nothing was published before, so all is added."))),
        } }
        (all(visit, &json))
        (register(visit, &json["register"]))
        (lines(visit, &text!("程序这样理解，请核对"; "This is how new benefits were understood; look it through"), list(&json, "/understood")))
        (confirmation(visit, id, &json))
        (back)
        (command(visit, &line.shown()))
    }))
}

fn faults(visit: &Visit<'_>, tables: &Tables, faults: &[Value]) -> Markup {
    let count = faults.len();
    html! {
        (notice(Weight::Bad, html! {
            p { strong { (visit.say(&text!("表格里有 {count} 处不对，没有公布任何内容。"; "Cells or rows that are not in order: {count}. Nothing was published."))) } }
            p { (visit.say(&text!("请在表格里改正，再交一次。"; "Correct them in the tables and hand them in again."))) }
        }))
        div.wide { table {
            thead { tr {
                th scope="col" { (visit.say(&text!("表"; "Table"))) }
                th.number scope="col" { (visit.say(&text!("行"; "Row"))) }
                th scope="col" { (visit.say(&text!("哪里不对"; "What is wrong"))) }
                th scope="col" { (visit.say(&text!("怎么改"; "What to do"))) }
            } }
            tbody { @for fault in faults.iter().take(MOST) {
                tr {
                    td { (tables.called(string(fault, "/table"))) }
                    td.number { (number(fault, "/line")) }
                    td { (string(fault, "/message")) }
                    td { (string(fault, "/fix")) }
                }
            } }
        } }
        (more(visit, count))
    }
}

fn more(visit: &Visit<'_>, count: usize) -> Markup {
    let rest = count.saturating_sub(MOST);
    html! { @if rest > 0 { p { (visit.say(&text!("另有 {rest} 处。"; "And {rest} more."))) } } }
}

/// Benefits and merchants: added, changed, gone; who gives less.
pub(super) fn all(visit: &Visit<'_>, json: &Value) -> Markup {
    let count = |path: &str| list(json, path).len();
    html! {
        h2 { (visit.say(&text!("优待项目"; "Benefits"))) }
        dl.figures {
            (figure(&visit.say(&text!("新增"; "added")), count("/benefits/added")))
            (figure(&visit.say(&text!("改动"; "changed")), count("/benefits/changed")))
            (figure(&visit.say(&text!("没有了"; "gone")), count("/benefits/gone")))
            (figure(&visit.say(&text!("没有变化"; "unchanged")), number(json, "/benefits/unchanged")))
        }
        (named(visit, Weight::Good, &text!("新增"; "added"), list(json, "/benefits/added")))
        (changed(visit, list(json, "/benefits/changed")))
        (named(visit, Weight::Bad, &text!("没有了"; "gone"), list(json, "/benefits/gone")))
        (named(visit, Weight::Warn, &text!("改为给所有持有人"; "now for every holder"), list(json, "/benefits/now_for_everybody")))
        h2 { (visit.say(&text!("商户"; "Merchants"))) }
        dl.figures {
            (figure(&visit.say(&text!("新增"; "added")), count("/merchants/added")))
            (figure(&visit.say(&text!("改动"; "changed")), count("/merchants/changed")))
            (figure(&visit.say(&text!("没有了"; "gone")), count("/merchants/gone")))
            (figure(&visit.say(&text!("没有变化"; "unchanged")), number(json, "/merchants/unchanged")))
        }
        (named(visit, Weight::Good, &text!("新增"; "added"), list(json, "/merchants/added")))
        (changed(visit, list(json, "/merchants/changed")))
        (named(visit, Weight::Bad, &text!("没有了"; "gone"), list(json, "/merchants/gone")))
        (losses(visit, list(json, "/losses")))
    }
}

fn named(visit: &Visit<'_>, weight: Weight, word: &Text, rows: &[Value]) -> Markup {
    html! {
        @if !rows.is_empty() {
            ul.list { @for row in rows.iter().take(MOST) {
                @let title = if row["title"].is_string() { "/title" } else { "/name" };
                li class={ "item " (weight.class()) } {
                    (mark(weight, &visit.say(word)))
                    div { p.what { (number(row, "/number")) " " (string(row, title)) } }
                }
            } }
            (more(visit, rows.len()))
        }
    }
}

fn changed(visit: &Visit<'_>, rows: &[Value]) -> Markup {
    html! {
        @if !rows.is_empty() {
            ul.list { @for row in rows.iter().take(MOST) {
                li.item.warn {
                    (mark(Weight::Warn, &visit.say(&text!("改动"; "changed"))))
                    div {
                        p.what { (number(row, "/number")) " " (string(row, "/title")) }
                        @for field in list(row, "/fields") { p { (string(field, "/message")) } }
                    }
                }
            } }
            (more(visit, rows.len()))
        }
    }
}

fn losses(visit: &Visit<'_>, rows: &[Value]) -> Markup {
    html! {
        @if !rows.is_empty() {
            h3 { (visit.say(&text!("少给优待的商户"; "Merchants that give less"))) }
            ul.list { @for row in rows.iter().take(MOST) {
                @let numbers = numbers(list(row, "/benefits"));
                li.item.bad {
                    (mark(Weight::Bad, &visit.say(&text!("少给"; "gives less"))))
                    div { p.what { (number(row, "/merchant")) " " (string(row, "/name")) }
                        p { (visit.say(&text!("不再给的优待项目：{numbers}"; "benefits that it no longer gives: {numbers}"))) } }
                }
            } }
            (more(visit, rows.len()))
        }
    }
}

fn numbers(values: &[Value]) -> String {
    let numbers: Vec<String> = values.iter().map(Value::to_string).collect();
    numbers.join(", ")
}

/// Where tables and register say different things.
fn register(visit: &Visit<'_>, register: &Value) -> Markup {
    let standings = |heading: Text, rows: &[Value]| {
        html! {
            @if !rows.is_empty() {
                (notice(Weight::Warn, html! {
                    p { (visit.say(&heading)) }
                    ul { @for row in rows.iter().take(MOST) {
                        li { (number(row, "/number")) " " (string(row, "/name")) ": " (visit.say(&membership(string(row, "/membership")))) }
                    } }
                }))
            }
        }
    };
    html! {
        (standings(text!("台账里登记过、表格里写得不一样的，按台账公布："; "Recorded in the register, and different in the tables; the register counts:"), list(register, "/overruled")))
        (standings(text!("表格里写明、台账还没有的，照表格公布并记入台账："; "The tables say so and the register does not yet; it is published and recorded:"), list(register, "/believed")))
    }
}

fn lines(visit: &Visit<'_>, heading: &Text, lines: &[Value]) -> Markup {
    html! {
        @if !lines.is_empty() {
            h2 { (visit.say(heading)) }
            ul { @for line in lines { li { (line.as_str().unwrap_or_default()) } } }
        }
    }
}

fn confirmation(visit: &Visit<'_>, id: &str, json: &Value) -> Markup {
    let everybody = list(json, "/for_everybody_by_silence");
    let gone_merchants = list(json, "/register/gone").len();
    let gone_benefits = list(json, "/benefits/gone").len();
    html! {
        h2 { (visit.say(&text!("签名公布"; "Sign and publish"))) }
        @for note in list(json, "/notes") {
            (notice(Weight::Warn, html! { p { (note.as_str().unwrap_or_default()) } }))
        }
        @if !everybody.is_empty() {
            (notice(Weight::Bad, html! {
                p { (visit.say(&text!("下面这些没有写适用类别，等于给所有持有人："; "These do not say whom they are for, which comes to every holder:"))) }
                ul { @for row in everybody { li { (number(row, "/number")) " " (string(row, "/title")) } } }
            }))
        }
        div.card {
            (visit.form(&format!("/catalogue/sign/{id}"), html! {
                label for="days" { (visit.say(&text!("目录有效天数（7 到 1830）：过期后终端不再给优待"; "Days for which the catalogue counts (7 to 1830): after that, terminals give no benefits"))) }
                input #days type="text" inputmode="numeric" name="days" value="400";
                @if gone_merchants > 0 {
                    label.choice { input type="checkbox" name="gone-merchants" value="1"; (visit.say(&text!("表里没有了的 {gone_merchants} 家商户登记为退出"; "Merchants that are no longer in the tables ({gone_merchants}) are recorded as having left"))) }
                }
                @if gone_benefits > 0 {
                    label.choice { input type="checkbox" name="gone-benefits" value="1"; (visit.say(&text!("表里没有了的 {gone_benefits} 项优待取消"; "Benefits that are no longer in the tables ({gone_benefits}) end"))) }
                }
                @if !everybody.is_empty() {
                    label.choice { input type="checkbox" name="everybody" value="1" required; (visit.say(&text!("这 {} 项确实给所有持有人", everybody.len(); "These {} really are for every holder", everybody.len()))) }
                }
                label.choice { input type="checkbox" name="sure" value="1" required; (visit.say(&text!("以上改动已看过，签名公布"; "The changes were looked through; sign and publish them"))) }
                p.buttons { button type="submit" { (visit.say(&text!("签名公布"; "Sign and publish"))) } }
            }))
        }
    }
}
