//! Receipts: terminals learn that the bureau has their journals.

use std::fs;
use std::sync::Arc;

use maud::{Markup, html};
use messages::text;
use serde_json::Value;

use crate::pages::{Answered, Problem, Reply, Visit};
use crate::widgets::{Weight, command, notice};
use crate::words::{list, number};

/// Receipts that were made.
struct Receipts {
    json: Value,
    update: Vec<u8>,
    command: String,
}

/// Offers to make receipts, if something has none.
pub(super) fn offer(visit: &Visit<'_>, status: &Value) -> Markup {
    let journals = list(status, "/journals").iter();
    let open: u64 = journals
        .map(|one| number(one, "/size").saturating_sub(number(one, "/receipted")))
        .sum();
    html! {
        h2 { (visit.say(&text!("给终端的回执"; "Receipts for the terminals"))) }
        p { (visit.say(&text!("没有回执的记录 {open} 条。终端收到回执后，下次不必再导出这些记录，也可以清掉旧的。";
            "Records without a receipt: {open}. With a receipt, a terminal need not export them again and may drop old ones."))) }
        (visit.form("/books/receipts", html! {
            p.buttons { button.second type="submit" { (visit.say(&text!("出具回执"; "Make receipts"))) } }
        }))
    }
}

pub(super) fn make(visit: &Visit<'_>) -> Answered {
    let place = visit.desk.new_id().map_err(|why| visit.problem(why))?;
    let place = visit.desk.uploads.begin(&place, "receipts");
    let place = place.map_err(|why| visit.problem(why))?;
    let path = place.beside("receipts.lbu");
    let line = visit.desk.command("journal receipts");
    let line = line.option_shown("--out", &path, "receipts.lbu");
    let (json, _) = visit.run(&line)?;
    let receipts = Receipts {
        update: fs::read(&path).map_err(|_| Problem::NotFound)?,
        json,
        command: line.shown(),
    };
    let id = visit.desk.keep(Arc::new(receipts));
    let id = id.map_err(|why| visit.problem(why))?;
    Ok(Reply::See(format!("/books/receipts/{id}")))
}

pub(super) fn show(visit: &Visit<'_>, id: &str) -> Answered {
    let receipts = visit.desk.kept::<Receipts>(id).ok_or(Problem::NotFound)?;
    let all = list(&receipts.json, "/receipts");
    let new = number(&receipts.json, "/newly_confirmed");
    let count = all.len();
    Ok(Reply::Page(html! {
        (notice(Weight::Good, html! {
            p { strong { (visit.say(&text!("已出具 {count} 份回执，新确认 {new} 条记录。"; "Receipts made: {count}. Records newly confirmed: {new}."))) } }
            p { (visit.say(&text!("存到 U 盘，和其他更新文件一样带到终端导入。丢了没有关系，再出具一次即可。";
                "Save them to a memory stick and bring them to the terminals like any update. If they get lost, make them again."))) }
            p.buttons { a.button href=(visit.href(&format!("/books/receipts/{id}/file"))) { (visit.say(&text!("下载回执（更新文件）"; "Download the receipts (an update file)"))) } }
        }))
        div.wide { table {
            thead { tr {
                th.number scope="col" { (visit.say(&text!("终端"; "Terminal"))) }
                th.number scope="col" { (visit.say(&text!("确认到第几条"; "Confirmed up to record"))) }
            } }
            tbody { @for one in all {
                tr { td.number { (number(one, "/terminal")) } td.number { (number(one, "/size")) } }
            } }
        } }
        p.buttons { a.button.second href=(visit.href("/books")) { (visit.say(&text!("回到流水账"; "Back to the books"))) } }
        (command(visit, &receipts.command))
    }))
}

pub(super) fn file(visit: &Visit<'_>, id: &str) -> Answered {
    let receipts = visit.desk.kept::<Receipts>(id).ok_or(Problem::NotFound)?;
    Ok(Reply::Download {
        bytes: receipts.update.clone(),
        name: "receipts.lbu".to_owned(),
    })
}
