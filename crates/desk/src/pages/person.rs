//! Person: search, see how the codes stand, revoke, suspend, resume, reissue, bind a phone, show what is stored.

mod phone;
mod reissue;
mod stored;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;

use maud::{Markup, html};
use messages::{Text, text};
use serde_json::Value;

use super::roster::step::{new_run, unfinished_runs};
use super::{Answered, Page, Problem, Reply, Visit};
use crate::command_line::CommandLine;
use crate::form::Form;
use crate::widgets::{Weight, command, mark, notice};
use crate::words::{categories, day, last_day, list, number, status, string, typed_number};

pub(super) const PAGE: Page = Page {
    name: "person",
    title: || text!("人员"; "People"),
    show,
    act,
};

/// What a search has found. What was searched for is not kept.
struct Found {
    json: Value,
    command: String,
}

/// What was done, to be shown.
struct Done {
    json: Value,
    command: String,
}

fn show(visit: &Visit<'_>) -> Answered {
    let parts: Vec<&str> = visit.rest.split('/').collect();
    match parts.as_slice() {
        [""] => Ok(Reply::Page(search(visit))),
        ["found", id] => found(visit, id),
        ["one", holder] => one(visit, holder),
        ["done", id] => done(visit, id),
        ["reissued", id] => reissue::done(visit, id),
        ["bound", id] => phone::done(visit, id),
        ["phone-code", id] => phone::code(visit, id),
        ["phone-file", id] => phone::file(visit, id),
        ["stored", id] => stored::done(visit, id),
        ["stored-file", id] => stored::file(visit, id),
        _ => Err(Problem::NotFound),
    }
}

fn act(visit: &Visit<'_>, form: &Form) -> Answered {
    match visit.rest {
        "" => find(visit, form),
        "change" => change(visit, form),
        "reissue" => reissue::act(visit, form),
        "bind" => phone::act(visit, form),
        "stored" => stored::act(visit, form),
        _ => Err(Problem::NotFound),
    }
}

fn search(visit: &Visit<'_>) -> Markup {
    html! {
        div.card {
            (visit.form("/person", html! {
                label for="whom" { (visit.say(&text!("持有人编号，或姓名里的字"; "Holder number, or characters of the name"))) }
                input #whom type="text" name="whom" autocomplete="off" autofocus;
                p.buttons { button type="submit" { (visit.say(&text!("找"; "Search"))) } }
            }))
        }
        div.card {
            (visit.form("/person", html! {
                label for="identity" { (visit.say(&text!("或者身份证号（不显示，不留下）"; "Or the identity number (not shown, and not kept)"))) }
                input #identity type="password" name="identity" autocomplete="off" inputmode="text";
                p.buttons { button.second type="submit" { (visit.say(&text!("按身份证号找"; "Search by identity number"))) } }
            }))
        }
        (command(visit, &visit.desk.command("person find").option("--name", "王建").shown()))
    }
}

fn find(visit: &Visit<'_>, form: &Form) -> Answered {
    let identity = form.secret("identity");
    let line = visit.desk.command("person find");
    let typed = form.text("whom");
    let line = match (&identity, typed_number::<u32>(typed)) {
        (Some(_), _) => line.word("--identity"),
        (None, Some(number)) => line.option("--holder", number.to_string()),
        // An identity number in the wrong field belongs on no command line either.
        (None, None) if typed.chars().filter(|c| c.is_numeric()).count() > 10 => {
            return Ok(Reply::Page(html! {
                (notice(Weight::Warn, html! { p { (visit.say(&text!("这像是身份证号：请填在下面那一格。"; "This looks like an identity number: type it into the field below."))) } }))
                (search(visit))
            }));
        }
        (None, None) => line.option("--name", typed),
    };
    let (json, _) = visit.run_about(&line, identity)?;
    if let [only] = list(&json, "/people") {
        return Ok(Reply::See(format!(
            "/person/one/{}",
            number(only, "/holder")
        )));
    }
    let found = Found {
        json,
        command: line.shown(),
    };
    let id = visit.desk.keep(Arc::new(found));
    let id = id.map_err(|why| visit.problem(why))?;
    Ok(Reply::See(format!("/person/found/{id}")))
}

fn found(visit: &Visit<'_>, id: &str) -> Answered {
    let found = visit.desk.kept::<Found>(id).ok_or(Problem::NotFound)?;
    let people = list(&found.json, "/people");
    let all = number(&found.json, "/found");
    Ok(Reply::Page(html! {
        p { (visit.say(&text!("找到 {all} 人。"; "People found: {all}."))) }
        @if all > people.len() as u64 {
            (notice(Weight::Warn, html! { p { (visit.say(&text!("只列出前 {} 人，请多写几个字。", people.len(); "The first {} only: write more characters.", people.len()))) } }))
        }
        @if !people.is_empty() {
            div.wide { table {
                thead { tr {
                    th scope="col" { (visit.say(&text!("姓名"; "Name"))) }
                    th scope="col" { (visit.say(&text!("编号"; "Number"))) }
                    th scope="col" { (visit.say(&text!("人员类别"; "Category"))) }
                    th scope="col" { (visit.say(&text!("现状"; "Standing"))) }
                } }
                tbody { @for person in people {
                    @let newest = &person["codes"][0];
                    @let holder = number(person, "/holder");
                    tr {
                        td { a href=(visit.href(&format!("/person/one/{holder}"))) { (string(person, "/name")) } }
                        td.number { (holder) }
                        td { (categories(list(newest, "/categories"), visit.lang)) }
                        td { (standing(visit, newest)) }
                    }
                } }
            } }
        }
        h2 { (visit.say(&text!("再找"; "Search again"))) }
        (search(visit))
        (command(visit, &found.command))
    }))
}

fn standing(visit: &Visit<'_>, code: &Value) -> Markup {
    let status_code = string(code, "/status");
    let weight = match status_code {
        "valid" => Weight::Good,
        "suspended" => Weight::Warn,
        _ => Weight::Bad,
    };
    html! { (mark(weight, &visit.say(&status(status_code)))) }
}

fn one(visit: &Visit<'_>, holder: &str) -> Answered {
    let holder: u32 = typed_number(holder).ok_or(Problem::NotFound)?;
    let line = visit
        .desk
        .command("person find")
        .option("--holder", holder.to_string());
    let (json, _) = visit.run(&line)?;
    let person = &json["people"][0];
    let codes = list(person, "/codes");
    let any = |wanted: &str| codes.iter().any(|code| string(code, "/status") == wanted);
    Ok(Reply::Page(html! {
        p { strong { (string(person, "/name")) } " · " (visit.say(&text!("编号 {holder}"; "number {holder}"))) }
        div.wide { table {
            thead { tr {
                th scope="col" { (visit.say(&text!("第几张"; "Code"))) }
                th scope="col" { (visit.say(&text!("种类"; "Kind"))) }
                th scope="col" { (visit.say(&text!("人员类别"; "Category"))) }
                th scope="col" { (visit.say(&text!("签发日"; "Issued"))) }
                th scope="col" { (visit.say(&text!("有效期至"; "Valid until"))) }
                th scope="col" { (visit.say(&text!("现状"; "Standing"))) }
            } }
            tbody { @for code in codes {
                tr {
                    td.number { (number(code, "/serial")) }
                    td { (kind(visit, code)) }
                    td { (categories(list(code, "/categories"), visit.lang)) }
                    td { (day(code, "/from").unwrap_or_default()) }
                    td { (last_day(code, "/until").unwrap_or_default()) }
                    td {
                        (standing(visit, code))
                        @if string(code, "/status") != "valid" { br; (string(code, "/reason")) " " (day(code, "/changed").unwrap_or_default()) }
                    }
                }
            } }
        } }
        @if any("valid") || any("suspended") { (acts(visit, holder, any("valid"), any("suspended"))) }
        @if !codes.is_empty() {
            h2 { (visit.say(&text!("新卡、手机、本人查询"; "A new card, a phone, and what is stored"))) }
            (reissue::form(visit, holder, codes))
            (phone::form(visit, holder))
            (stored::form(visit, holder))
        }
        (command(visit, &line.shown()))
    }))
}

fn kind(visit: &Visit<'_>, code: &Value) -> String {
    match string(code, "/kind") {
        "phone" => visit.say(&text!("手机码"; "phone")),
        _ => visit.say(&text!("静态码"; "card")),
    }
}

/// The reasons, by their codes.
fn reasons() -> [(&'static str, Text); 8] {
    [
        ("lost", text!("遗失"; "lost")),
        ("stolen", text!("被盗"; "stolen")),
        ("deceased", text!("持有人去世"; "the holder has died")),
        (
            "left-category",
            text!("不再属于该类人员"; "no longer of the category"),
        ),
        ("superseded", text!("已换发新码"; "replaced by a new code")),
        ("issued-in-error", text!("误发"; "issued in error")),
        (
            "holder-request",
            text!("本人申请"; "the holder has asked for it"),
        ),
        ("other", text!("其他"; "other")),
    ]
}

fn acts(visit: &Visit<'_>, holder: u32, valid: bool, suspended: bool) -> Markup {
    let act = |verb: &str, weight: Weight, sentence: Text, label: Text| {
        html! {
            div.card {
                (visit.form("/person/change", html! {
                    input type="hidden" name="holder" value=(holder);
                    input type="hidden" name="verb" value=(verb);
                    p { (mark(weight, &visit.say(&label))) " " (visit.say(&sentence)) }
                    @if verb != "restore" {
                        label for={ "reason-" (verb) } { (visit.say(&text!("原因"; "Reason"))) }
                        select id={ "reason-" (verb) } name="reason" required {
                            option value="" { (visit.say(&text!("（请选）"; "(choose)"))) }
                            @for (code, words) in reasons() { option value=(code) { (visit.say(&words)) } }
                        }
                    }
                    @if verb == "revoke" {
                        label.choice { input type="checkbox" name="sure" value="1" required; (visit.say(&text!("姓名和类别已核对，确定永久吊销"; "Name and category were checked; revoke for good"))) }
                    }
                    p.buttons { button.second[verb != "revoke"] type="submit" { (visit.say(&label)) } }
                }))
            }
        }
    };
    html! {
        h2 { (visit.say(&text!("这个人所有的码"; "All codes of this person"))) }
        @if suspended {
            (act("restore", Weight::Good, text!("暂停的码重新有效。"; "Suspended codes are valid again."), text!("恢复"; "Resume")))
        }
        @if valid {
            (act("suspend", Weight::Warn, text!("码暂时不能用，可以恢复。"; "The codes cannot be used until they are resumed."), text!("暂停"; "Suspend")))
        }
        (act("revoke", Weight::Bad, text!("永久吊销，不能恢复。卡遗失要换新卡的，用下面的补发。"; "Permanent. For a new card in place of a lost one, use Reissue below."), text!("吊销"; "Revoke")))
    }
}

fn change(visit: &Visit<'_>, form: &Form) -> Answered {
    let holder: u32 = typed_number(form.text("holder")).ok_or(Problem::NotFound)?;
    let verb = match form.text("verb") {
        "revoke" if form.is_ticked("sure") => "revoke",
        "suspend" => "suspend",
        "restore" => "restore",
        _ => return Ok(Reply::See(format!("/person/one/{holder}"))),
    };
    let line = visit
        .desk
        .recorded_command(verb)
        .option("--holder", holder.to_string());
    let line = with_reason(line, form).word("--yes");
    let (json, _) = visit.run(&line)?;
    let done = Done {
        json,
        command: line.shown(),
    };
    let id = visit.desk.keep(Arc::new(done));
    let id = id.map_err(|why| visit.problem(why))?;
    Ok(Reply::See(format!("/person/done/{id}")))
}

/// Of whom a form is.
fn holder_field(holder: u32) -> Markup {
    html! { input type="hidden" name="holder" value=(holder); }
}

/// For how long a new code is valid.
fn years_field(visit: &Visit<'_>, id: &str) -> Markup {
    html! {
        label for=(id) { (visit.say(&text!("新码有效几年"; "For how many years the new code is valid"))) }
        select id=(id) name="years" {
            @for years in 1..=20_u8 { option value=(years) selected[years == 2] { (years) } }
        }
    }
}

/// A run for one person: one that was interrupted is finished, otherwise it is a new one.
fn run_of(visit: &Visit<'_>, name: &str) -> Result<(String, PathBuf), Problem> {
    let codes = &visit.desk.options.codes;
    cli_support::files::create_private_folder(codes).map_err(|why| visit.problem(why))?;
    let is_unfinished = unfinished_runs(visit.desk).iter().any(|run| run == name);
    let out = if is_unfinished {
        codes.join(name)
    } else {
        new_run(visit.desk, name)
    };
    let name = out.file_name().unwrap_or_default();
    Ok((name.to_string_lossy().into_owned(), out))
}

fn with_reason(line: CommandLine, form: &Form) -> CommandLine {
    match form.given("reason") {
        Some(reason) => line.option("--reason", reason),
        None => line,
    }
}

fn done(visit: &Visit<'_>, id: &str) -> Answered {
    let done = visit.desk.kept::<Done>(id).ok_or(Problem::NotFound)?;
    let changed = list(&done.json, "/changed");
    let count = changed.len();
    let what = match string(&done.json, "/action") {
        "revoke" => text!("已吊销 {count} 个码。"; "Codes revoked: {count}."),
        "suspend" => text!("已暂停 {count} 个码。"; "Codes suspended: {count}."),
        _ => text!("已恢复 {count} 个码。"; "Codes resumed: {count}."),
    };
    let holder = changed
        .first()
        .or_else(|| list(&done.json, "/untouched").first())
        .map_or(0, |code| number(code, "/holder"));
    Ok(Reply::Page(html! {
        (notice(Weight::Good, html! {
            p { strong { (visit.say(&what)) } }
            p { (visit.say(&text!("公布并送到终端后生效。"; "It takes effect in terminals once it is published and brought to them."))) }
            p.buttons {
                a.button href=(visit.href("/publish")) { (visit.say(&text!("去公布"; "Publish"))) }
                a.button.second href=(visit.href(&format!("/person/one/{holder}"))) { (visit.say(&text!("回到此人"; "Back to the person"))) }
            }
        }))
        p.note { (visit.say(&text!("操作记录校验值：{}", string(&done.json, "/head"); "End of the audit log: {}", string(&done.json, "/head")))) }
        (command(visit, &done.command))
    }))
}
