//! Merchants: who is a member, who is not, and what was recorded of each.

use std::sync::Arc;

use maud::{Markup, html};
use messages::{Lang, Text, text};
use serde_json::Value;

use crate::form::Form;
use crate::pages::{Answered, Problem, Reply, Visit};
use crate::widgets::{Weight, command, mark, notice};
use crate::words::{list, membership, number, string, typed_number};

/// What was recorded, to be shown.
struct Recorded {
    merchant: u32,
    json: Value,
    command: String,
}

/// The standings by which the list can be narrowed.
const STANDINGS: [&str; 3] = ["member", "suspended", "left"];

pub(super) fn show(visit: &Visit<'_>, standing: Option<&str>) -> Answered {
    let line = visit.desk.command("merchant list");
    let line = match standing {
        Some(one) if STANDINGS.contains(&one) => line.option("--standing", one),
        Some(_) => return Err(Problem::NotFound),
        None => line,
    };
    let (json, _) = visit.run(&line)?;
    let (members, suspended, left) = (
        number(&json, "/members"),
        number(&json, "/suspended"),
        number(&json, "/left"),
    );
    let chosen = |one: Option<&str>| (standing == one).then_some("true");
    Ok(Reply::Page(html! {
        h2 { (visit.say(&text!("商户名单"; "List of merchants"))) }
        p.buttons {
            a.button.second aria-current=[chosen(None)] href=(visit.href("/catalogue/merchants")) { (visit.say(&text!("全部"; "All"))) }
            a.button.second aria-current=[chosen(Some("member"))] href=(visit.href("/catalogue/merchants/member")) { (visit.say(&text!("在册 {members}"; "Members: {members}"))) }
            a.button.second aria-current=[chosen(Some("suspended"))] href=(visit.href("/catalogue/merchants/suspended")) { (visit.say(&text!("暂停 {suspended}"; "Suspended: {suspended}"))) }
            a.button.second aria-current=[chosen(Some("left"))] href=(visit.href("/catalogue/merchants/left")) { (visit.say(&text!("退出 {left}"; "Left: {left}"))) }
        }
        @let merchants = list(&json, "/merchants");
        @if merchants.is_empty() {
            p { (visit.say(&text!("没有这样的商户。商户随优待目录的表格登记。"; "There are no such merchants. They are recorded with the tables of the catalogue."))) }
        } @else {
            div.wide { table {
                thead { tr {
                    th.number scope="col" { (visit.say(&text!("编号"; "Number"))) }
                    th scope="col" { (visit.say(&text!("名称"; "Name"))) }
                    th scope="col" { (visit.say(&text!("现状"; "Standing"))) }
                    th scope="col" { (visit.say(&text!("协议至"; "Agreement until"))) }
                    th scope="col" { (visit.say(&text!("终端知道的"; "Terminals know"))) }
                } }
                tbody { @for merchant in merchants {
                    @let number = number(merchant, "/number");
                    tr {
                        td.number { (number) }
                        th scope="row" { a href=(visit.href(&format!("/catalogue/merchant/{number}"))) { (string(merchant, "/name")) @if string(merchant, "/name").is_empty() { (number) } } }
                        td { (standing_mark(visit, merchant)) }
                        td { (string(merchant, "/agreement_until")) }
                        td { (published(visit, merchant)) }
                    }
                } }
            } }
        }
        p.buttons { a.button.second href=(visit.href("/catalogue")) { (visit.say(&text!("回到优待目录"; "Back to the catalogue"))) } }
        (command(visit, &line.shown()))
    }))
}

/// Standing and agreement together.
fn standing_mark(visit: &Visit<'_>, merchant: &Value) -> Markup {
    let standing = string(merchant, "/standing");
    let words = visit.say(&membership(standing));
    match (standing, merchant["is_member"] == true) {
        ("member", true) => mark(Weight::Good, &words),
        ("member", false) => mark(
            Weight::Bad,
            &visit.say(&text!("协议不在期内"; "agreement not in force")),
        ),
        ("left", _) => mark(Weight::Bad, &words),
        _ => mark(Weight::Warn, &words),
    }
}

fn published(visit: &Visit<'_>, merchant: &Value) -> Markup {
    html! { @match merchant["published"].as_str() {
        Some(known) => (visit.say(&membership(known))),
        None => (visit.say(&text!("还没有公布"; "not published yet"))),
    } }
}

pub(super) fn one(visit: &Visit<'_>, number_of: &str) -> Answered {
    let merchant: u32 = typed_number(number_of).ok_or(Problem::NotFound)?;
    let line = visit
        .desk
        .command("merchant show")
        .word(&merchant.to_string());
    let (json, _) = visit.run(&line)?;
    Ok(Reply::Page(html! {
        h2 { (merchant) " " (string(&json, "/name")) }
        p { (standing_mark(visit, &json)) " " (string(&json, "/contact")) }
        p { (visit.say(&text!("终端知道的："; "Terminals know: "))) (published(visit, &json)) }
        (promises(visit, list(&json, "/promises")))
        (history(visit, list(&json, "/history")))
        (acts(visit, merchant, string(&json, "/standing")))
        p.buttons { a.button.second href=(visit.href("/catalogue/merchants")) { (visit.say(&text!("回到商户名单"; "Back to the list"))) } }
        (command(visit, &line.shown()))
    }))
}

fn promises(visit: &Visit<'_>, promises: &[Value]) -> Markup {
    html! {
        @if !promises.is_empty() {
            h3 { (visit.say(&text!("承诺的优待"; "What it promises"))) }
            ul { @for promise in promises { li { (number(promise, "/benefit")) " " (string(promise, "/title")) } } }
        }
    }
}

fn history(visit: &Visit<'_>, events: &[Value]) -> Markup {
    html! {
        @if !events.is_empty() {
            h3 { (visit.say(&text!("登记过的"; "What was recorded"))) }
            div.wide { table {
                thead { tr {
                    th scope="col" { (visit.say(&text!("日期"; "Day"))) }
                    th scope="col" { (visit.say(&text!("事项"; "Event"))) }
                    th scope="col" { (visit.say(&text!("说明"; "Note"))) }
                    th scope="col" { (visit.say(&text!("经办人"; "Clerk"))) }
                } }
                tbody { @for event in events {
                    tr {
                        td { (string(event, "/day")) }
                        td { (visit.say(&event_words(string(event, "/event"), string(event, "/result")))) }
                        td { (string(event, "/note")) }
                        td { (string(event, "/operator")) }
                    }
                } }
            } }
        }
    }
}

fn event_words(event: &str, result: &str) -> Text {
    match (event, result) {
        ("joined", _) => text!("加入"; "joined"),
        ("suspended", _) => text!("暂停"; "suspended"),
        ("returned", _) => text!("恢复"; "returned"),
        ("left", _) => text!("退出"; "left"),
        ("inspected", "broken") => text!("抽查：未守诺"; "inspected: promises broken"),
        ("inspected", _) => text!("抽查：守诺"; "inspected: promises kept"),
        ("praised", _) => text!("表彰"; "praised"),
        ("renewed", _) => text!("协议续签或变更"; "agreement renewed"),
        (other, _) => text!("{other}"; "{other}"),
    }
}

/// What can be recorded of a merchant that stands so.
fn acts(visit: &Visit<'_>, merchant: u32, standing: &str) -> Markup {
    let act = |verb: &str, label: Text, sentence: Text| {
        html! {
            div.card {
                (visit.form(&format!("/catalogue/merchant/{merchant}"), html! {
                    input type="hidden" name="verb" value=(verb);
                    p { strong { (visit.say(&label)) } " " (visit.say(&sentence)) }
                    label for={ "reason-" (verb) } { (visit.say(&text!("原因（记入台账）"; "Why (for the register)"))) }
                    input id={ "reason-" (verb) } type="text" name="reason" required[verb == "suspend"] maxlength="200";
                    label.choice { input type="checkbox" name="sure" value="1" required; (visit.say(&text!("编号和名称已核对"; "Number and name were checked"))) }
                    p.buttons { button.second type="submit" { (visit.say(&label)) } }
                }))
            }
        }
    };
    html! {
        @if standing == "member" {
            (act("suspend", text!("暂停"; "Suspend"), text!("终端收到新目录后不再给优待，可以恢复。"; "Terminals give no benefits once they have the new catalogue; it can return.")))
        }
        @if standing == "suspended" {
            (act("return", text!("恢复"; "Return"), text!("重新在册。"; "It is a member again.")))
        }
        @if standing == "member" || standing == "suspended" {
            (act("leave", text!("退出"; "Leave"), text!("不再是优待商户。"; "It is no longer a merchant of the catalogue.")))
        }
    }
}

pub(super) fn change(visit: &Visit<'_>, number_of: &str, form: &Form) -> Answered {
    let merchant: u32 = typed_number(number_of).ok_or(Problem::NotFound)?;
    let back = Reply::See(format!("/catalogue/merchant/{merchant}"));
    let verb = match form.text("verb") {
        "suspend" => "merchant suspend",
        "return" => "merchant return",
        "leave" => "merchant leave",
        _ => return Ok(back),
    };
    if !form.is_ticked("sure") {
        return Ok(back);
    }
    let line = visit.desk.recorded_command(verb);
    let line = line.word(&merchant.to_string());
    let line = match form.given("reason") {
        Some(reason) => line.option("--reason", reason),
        None => line,
    };
    let line = line.word("--yes");
    let (json, _) = visit.run(&line)?;
    let recorded = Recorded {
        merchant,
        json,
        command: line.shown(),
    };
    let id = visit.desk.keep(Arc::new(recorded));
    let id = id.map_err(|why| visit.problem(why))?;
    Ok(Reply::See(format!("/catalogue/recorded/{id}")))
}

pub(super) fn recorded(visit: &Visit<'_>, id: &str) -> Answered {
    let recorded = visit.desk.kept::<Recorded>(id).ok_or(Problem::NotFound)?;
    let (json, merchant) = (&recorded.json, recorded.merchant);
    let event = event_words(string(json, "/event"), "");
    Ok(Reply::Page(html! {
        (notice(Weight::Good, html! {
            p { strong { (visit.say(&text!("已登记：商户 {merchant}，{}。", event.in_lang(Lang::Zh); "Recorded: merchant {merchant}, {}.", event.in_lang(Lang::En)))) } }
            @if json["must_publish"] == true {
                p { (visit.say(&text!("终端还不知道：请重新公布目录，并把更新送到终端。"; "Terminals do not know yet: publish the catalogue again, and bring the update to them."))) }
            }
            p.buttons {
                a.button href=(visit.href("/catalogue")) { (visit.say(&text!("去公布目录"; "Publish the catalogue"))) }
                a.button.second href=(visit.href(&format!("/catalogue/merchant/{merchant}"))) { (visit.say(&text!("回到商户"; "Back to the merchant"))) }
            }
        }))
        p.note { (visit.say(&text!("操作记录校验值：{}", string(json, "/head"); "End of the audit log: {}", string(json, "/head")))) }
        (command(visit, &recorded.command))
    }))
}
