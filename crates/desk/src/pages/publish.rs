//! Publish: what terminals will learn, and the file that brings it to them.

use std::fs;
use std::sync::Arc;

use maud::{Markup, html};
use messages::text;
use serde_json::Value;

use super::{Answered, Page, Problem, Reply, Visit};
use crate::form::Form;
use crate::widgets::{Weight, command, figure, notice};
use crate::words::{last_day, minute, number, string};

pub(super) const PAGE: Page = Page {
    name: "publish",
    title: || text!("公布"; "Publish"),
    show,
    act,
};

/// What was published, to be shown.
struct Published {
    json: Value,
    command: String,
}

fn show(visit: &Visit<'_>) -> Answered {
    match visit.rest.split_once('/') {
        None if visit.rest.is_empty() => waiting(visit),
        Some(("done", id)) => done(visit, id),
        Some(("update", id)) => update(visit, id),
        _ => Err(Problem::NotFound),
    }
}

fn act(visit: &Visit<'_>, form: &Form) -> Answered {
    match visit.rest {
        "" => publish(visit, form),
        _ => Err(Problem::NotFound),
    }
}

fn waiting(visit: &Visit<'_>) -> Answered {
    let (report, _) = visit.run(&visit.desk.command("report"))?;
    let changes = |key: &str| number(&report, &format!("/unpublished/{key}"));
    let count = changes("revoked") + changes("suspended") + changes("restored");
    let line = visit.desk.recorded_command("publish");
    Ok(Reply::Page(html! {
        p { @match minute(&report, "/published") {
            Some(time) => (visit.say(&text!("上次公布：{time}。"; "Last published: {time}."))),
            None => (visit.say(&text!("还没有公布过。"; "Never published yet."))),
        } }
        h2 { (visit.say(&text!("终端将会知道"; "What terminals will learn"))) }
        (changes_shown(visit, &report["unpublished"]))
        @if count == 0 {
            p { (visit.say(&text!("没有未公布的变动。重新公布会把名单的有效期往后推，并让终端知道新发的码。";
                "Nothing has changed. A new list counts for longer, and tells terminals of new codes."))) }
        }
        div.card {
            (visit.form("/publish", html! {
                label for="days" { (visit.say(&text!("名单有效天数（7 到 730）：过期后终端不再接受本单位的码"; "Days for which the list counts (7 to 730): after that, terminals accept no code of this bureau"))) }
                input #days type="text" inputmode="numeric" name="days" value="180";
                p.buttons { button type="submit" { (visit.say(&text!("公布"; "Publish"))) } }
            }))
        }
        (command(visit, &line.shown()))
    }))
}

fn changes_shown(visit: &Visit<'_>, changes: &Value) -> Markup {
    html! {
        dl.figures {
            (figure(&visit.say(&text!("吊销"; "revoked")), number(changes, "/revoked")))
            (figure(&visit.say(&text!("暂停"; "suspended")), number(changes, "/suspended")))
            (figure(&visit.say(&text!("恢复"; "restored")), number(changes, "/restored")))
        }
    }
}

fn publish(visit: &Visit<'_>, form: &Form) -> Answered {
    let line = visit.desk.recorded_command("publish");
    let line = match form.given("days") {
        Some(days) => line.option("--valid-days", days),
        None => line,
    };
    let (json, _) = visit.run(&line)?;
    let published = Published {
        json,
        command: line.shown(),
    };
    let id = visit.desk.keep(Arc::new(published));
    let id = id.map_err(|why| visit.problem(why))?;
    Ok(Reply::See(format!("/publish/done/{id}")))
}

fn done(visit: &Visit<'_>, id: &str) -> Answered {
    let published = visit.desk.kept::<Published>(id).ok_or(Problem::NotFound)?;
    let json = &published.json;
    let until = last_day(json, "/until").unwrap_or_default();
    let (list, head) = (string(json, "/status_list"), string(json, "/audit_head"));
    Ok(Reply::Page(html! {
        (notice(Weight::Good, html! {
            p { strong { (visit.say(&text!("已公布。名单有效至 {until}。"; "Published. The list counts until {until}."))) } }
            p { (visit.say(&text!("送到终端以后才生效。"; "It takes effect once it has reached the terminals."))) }
        }))
        h2 { (visit.say(&text!("终端将会知道"; "What terminals will learn"))) }
        (changes_shown(visit, &json["new"]))
        h2 { (visit.say(&text!("送到终端"; "To the terminals"))) }
        p { (visit.say(&text!("把更新文件存到 U 盘，带到各终端导入。终端先用主管部门的更新文件认识本单位，才收这一份。";
            "Save the update file to a memory stick and bring it to the terminals. A terminal takes it if it knows this bureau from an update of the authority."))) }
        p.buttons { a.button href=(visit.href(&format!("/publish/update/{id}"))) { (visit.say(&text!("下载更新文件"; "Download the update file"))) } }
        p { (visit.say(&text!("交主管部门的：{list} 和 {head}。"; "For the authority: {list} and {head}."))) }
        p.note { (visit.say(&text!("操作记录校验值（请抄在台账本上）：{}", string(json, "/head"); "End of the audit log (note it on paper): {}", string(json, "/head")))) }
        (command(visit, &published.command))
    }))
}

/// Packs the list into an update file, which the browser saves.
fn update(visit: &Visit<'_>, id: &str) -> Answered {
    let published = visit.desk.kept::<Published>(id).ok_or(Problem::NotFound)?;
    let place = visit.desk.new_id().map_err(|why| visit.problem(why))?;
    let upload = visit.desk.uploads.begin(&place, "update");
    // Wiped when it was sent.
    let upload = upload.map_err(|why| visit.problem(why))?;
    let path = upload.beside("update.lbu");
    let line = visit
        .desk_command("update pack")
        .option("--status-list", string(&published.json, "/status_list"))
        .path("--out", &path);
    let line = published.json["vouch_lists"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .fold(line, |line, list| line.option("--vouch-list", list));
    visit.run(&line)?;
    let bytes = fs::read(&path).map_err(|_| Problem::NotFound)?;
    let day = crate::words::day(&published.json, "/made").unwrap_or_default();
    Ok(Reply::Download {
        bytes,
        name: format!("{day}.lbu"),
    })
}
