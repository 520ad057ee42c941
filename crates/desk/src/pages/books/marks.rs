//! Records to look at, with why and what to do.

use maud::html;
use messages::text;

use crate::pages::{Answered, Reply, Visit};
use crate::widgets::{Weight, command, mark, notice};
use crate::words::{list, minute, number, string};

/// The most records that one page shows.
const MOST: usize = 500;

pub(super) fn show(visit: &Visit<'_>, kind: Option<&str>) -> Answered {
    let line = visit
        .desk
        .command("journal marks")
        .option("--limit", MOST.to_string());
    let line = match kind {
        Some(kind) => line.option("--kind", kind),
        None => line,
    };
    let (json, _) = visit.run(&line)?;
    let marks = list(&json, "/marks");
    let count = number(&json, "/count");
    Ok(Reply::Page(html! {
        p { (visit.say(&text!("有疑问的标记 {count} 个。标记只提示核查，不改变合计：有标记的记录照样计入。";
            "Marks: {count}. They say what to look at and change no total: a marked record counts all the same."))) }
        ul.list { @for one in list(&json, "/kinds") {
            @let of_it = number(one, "/count");
            li.item.warn {
                (mark(Weight::Warn, &visit.say(&text!("{of_it} 条"; "{of_it}"))))
                div { p.what { (string(one, "/message")) } p { (string(one, "/remedy")) } }
                @if kind.is_none() {
                    a.button.second href=(visit.href(&format!("/books/marks/{}", string(one, "/kind")))) {
                        (visit.say(&text!("只看这些"; "Only these")))
                    }
                }
            }
        } }
        @if count > marks.len() as u64 {
            (notice(Weight::Warn, html! { p { (visit.say(&text!("下面只列出最早的 {} 条。", marks.len(); "Below are the first {} only.", marks.len()))) } }))
        }
        @if !marks.is_empty() {
            div.wide { table {
                thead { tr {
                    th scope="col" { (visit.say(&text!("时间"; "Time"))) }
                    th.number scope="col" { (visit.say(&text!("终端"; "Terminal"))) }
                    th.number scope="col" { (visit.say(&text!("第几条"; "Record"))) }
                    th.number scope="col" { (visit.say(&text!("商户"; "Merchant"))) }
                    th.number scope="col" { (visit.say(&text!("优待项目"; "Benefit"))) }
                    th.number scope="col" { (visit.say(&text!("持有人编号"; "Holder"))) }
                    th scope="col" { (visit.say(&text!("为什么"; "Why"))) }
                } }
                tbody { @for one in marks {
                    tr {
                        td { (minute(one, "/time").unwrap_or_default()) }
                        td.number { (number(one, "/terminal")) }
                        td.number { (number(one, "/number")) }
                        td.number { (number(one, "/merchant")) }
                        td.number { (number(one, "/benefit")) }
                        td.number { @if let Some(holder) = one["holder"].as_u64() { (holder) } }
                        td { (string(one, "/message")) }
                    }
                } }
            } }
        }
        p.buttons {
            @if kind.is_some() { a.button.second href=(visit.href("/books/marks")) { (visit.say(&text!("看所有的"; "All of them"))) } }
            a.button.second href=(visit.href("/books")) { (visit.say(&text!("回到流水账"; "Back to the books"))) }
        }
        (command(visit, &line.shown()))
    }))
}
