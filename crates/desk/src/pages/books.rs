//! Books: journals of terminals are handed in and counted; what is suspicious; reports; receipts.

mod import;
mod marks;
mod receipts;
mod report;
#[cfg(test)]
mod tests;

use maud::{Markup, html};
use messages::{Text, text};
use serde_json::Value;

use super::{Answered, Page, Problem, Reply, Visit};
use crate::form::{FILES, Form};
use crate::widgets::{Weight, command, figure, mark, notice};
use crate::words::{list, minute, number, string, yuan};

pub(super) const PAGE: Page = Page {
    name: "books",
    title: || text!("流水账"; "Books"),
    show,
    act,
};

fn show(visit: &Visit<'_>) -> Answered {
    let parts: Vec<&str> = visit.rest.split('/').collect();
    match parts.as_slice() {
        [""] => overview(visit),
        ["imported", id, job] => import::imported(visit, id, job),
        ["marks"] => marks::show(visit, None),
        ["marks", kind] => marks::show(visit, Some(kind)),
        ["report", id] => report::show(visit, id),
        ["report", id, "page"] => report::page(visit, id),
        ["report", id, what] => report::file(visit, id, what),
        ["receipts", id] => receipts::show(visit, id),
        ["receipts", id, "file"] => receipts::file(visit, id),
        _ => Err(Problem::NotFound),
    }
}

fn act(visit: &Visit<'_>, form: &Form) -> Answered {
    match visit.rest {
        "" => import::take(visit, form),
        "report" => report::make(visit, form),
        "receipts" => receipts::make(visit),
        _ => Err(Problem::NotFound),
    }
}

fn overview(visit: &Visit<'_>) -> Answered {
    let line = visit.desk.command("journal status");
    let status = match visit.run(&line) {
        Ok((status, _)) => status,
        // Nothing was ever imported: that is how it begins.
        Err(Problem::Failed(failed)) if failed.code == "books-missing" => Value::Null,
        Err(other) => return Err(other),
    };
    let months = list(&status, "/months");
    Ok(Reply::Page(html! {
        (hand_in(visit))
        (missing(visit, &status))
        @if status.is_null() {
            p { (visit.say(&text!("还没有导入过流水。"; "No journal was ever imported."))) }
        } @else {
            (journals(visit, &status))
            (by_month(visit, months))
            (report::choice(visit, months))
            (receipts::offer(visit, &status))
        }
        (command(visit, &line.shown()))
    }))
}

fn hand_in(visit: &Visit<'_>) -> Markup {
    html! {
        div.card {
            (visit.file_form("/books", html! {
                label for="files" { (visit.say(&text!("终端交来的流水（.lbx，可以一次选几个）"; "Journals that terminals handed over (.lbx, several at once)"))) }
                input #files type="file" name=(FILES) multiple required accept=".lbx";
                p.buttons { button type="submit" { (visit.say(&text!("导入"; "Import"))) } }
            }))
            p.note { (visit.say(&text!("每条记录只计一次，重复交同一个文件没有关系。流水在终端上导出（verifier journal export）。";
                "Each record counts once: to hand in a file again does no harm. Terminals export journals with verifier journal export."))) }
        }
    }
}

/// Terminals that have handed over nothing, or not for long, and files that wait for earlier ones.
fn missing(visit: &Visit<'_>, status: &Value) -> Markup {
    let silent = list(status, "/silent");
    let waiting = list(status, "/waiting");
    html! {
        @if !silent.is_empty() {
            (notice(Weight::Warn, html! { p { (visit.say(&never(silent))) } }))
        }
        @for file in waiting {
            @let (first, last) = (number(file, "/first"), number(file, "/last"));
            (notice(Weight::Warn, html! {
                p { @match file["terminal"].as_u64() {
                    Some(terminal) => (visit.say(&text!("终端 {terminal} 第 {first} 到 {last} 条在等候：它前面的记录还没有来，请向这台终端要。";
                        "Terminal {terminal}, records {first} to {last}: they wait for the records before them. Ask for those at that terminal."))),
                    None => (visit.say(&text!("第 {first} 到 {last} 条在等候：前面的记录还没有来。"; "Records {first} to {last} wait for the records before them."))),
                } }
            }))
        }
    }
}

fn never(silent: &[Value]) -> Text {
    let numbers: Vec<String> = silent.iter().map(Value::to_string).collect();
    let (zh, en) = (numbers.join("、"), numbers.join(", "));
    text!("从未交过流水的终端：{zh}。请联系商户，取来流水后导入。";
        "Terminals that never handed over a journal: {en}. Ask the merchants, and import what they bring.")
}

fn journals(visit: &Visit<'_>, status: &Value) -> Markup {
    let journals = list(status, "/journals");
    let marks: u64 = journals.iter().map(|one| number(one, "/marks")).sum();
    html! {
        h2 { (visit.say(&text!("各终端的流水"; "Journals of the terminals"))) }
        div.wide { table {
            thead { tr {
                th scope="col" { (visit.say(&text!("终端"; "Terminal"))) }
                th.number scope="col" { (visit.say(&text!("商户"; "Merchant"))) }
                th.number scope="col" { (visit.say(&text!("记录"; "Records"))) }
                th scope="col" { (visit.say(&text!("最近一次"; "Last"))) }
                th.number scope="col" { (visit.say(&text!("未回执"; "Without a receipt"))) }
                th.number scope="col" { (visit.say(&text!("有疑问"; "Marked"))) }
                th scope="col" { (visit.say(&text!("现状"; "State"))) }
            } }
            tbody { @for journal in journals { (journal_row(visit, journal)) } }
        } }
        @if marks > 0 {
            (notice(Weight::Warn, html! {
                p { (visit.say(&text!("有疑问的标记 {marks} 个。照样计入合计，请核查。"; "Marks: {marks}. Marked records count all the same; look at them."))) }
                p.buttons { a.button.second href=(visit.href("/books/marks")) { (visit.say(&text!("看有疑问的记录"; "Look at the marked records"))) } }
            }))
        }
    }
}

fn journal_row(visit: &Visit<'_>, journal: &Value) -> Markup {
    let size = number(journal, "/size");
    let open = size.saturating_sub(number(journal, "/receipted"));
    let retired = string(journal, "/standing") == "retired";
    html! {
        tr {
            th scope="row" { (number(journal, "/terminal")) " " (string(journal, "/label")) }
            td.number { (number(journal, "/merchant")) }
            td.number { (size) }
            td { (minute(journal, "/signed").unwrap_or_default()) }
            td.number { (open) }
            td.number { (number(journal, "/marks")) }
            td {
                @for fault in list(journal, "/faults") {
                    @let at = number(fault, "/number");
                    @let words = match string(fault, "/kind") {
                        "fork" => text!("分叉，第 {at} 条"; "a fork at record {at}"),
                        _ => text!("截短到 {at} 条"; "cut to {at} records"),
                    };
                    p { (mark(Weight::Bad, &visit.say(&words))) }
                }
                @if number(journal, "/missing") > 0 {
                    @let count = number(journal, "/missing");
                    p { (mark(Weight::Warn, &visit.say(&text!("还缺 {count} 条"; "{count} records are missing")))) }
                }
                @if retired { (visit.say(&text!("已停用"; "retired"))) }
                @else if journal["is_late"] == true { (mark(Weight::Warn, &visit.say(&text!("很久没有交"; "overdue")))) }
                @else if list(journal, "/faults").is_empty() { (mark(Weight::Good, &visit.say(&text!("正常"; "in order")))) }
            }
        }
    }
}

fn by_month(visit: &Visit<'_>, months: &[Value]) -> Markup {
    html! {
        @if !months.is_empty() {
            h2 { (visit.say(&text!("已计入"; "What was counted"))) }
            div.wide { table {
                thead { tr {
                    th scope="col" { (visit.say(&text!("月份"; "Month"))) }
                    th.number scope="col" { (visit.say(&text!("次数"; "Uses"))) }
                    th.number scope="col" { (visit.say(&text!("人数"; "People"))) }
                    th.number scope="col" { (visit.say(&text!("优惠（元）"; "Saved (yuan)"))) }
                    th.number scope="col" { (visit.say(&text!("其中手工登记"; "Of these manual"))) }
                    th.number scope="col" { (visit.say(&text!("撤回"; "Undone"))) }
                } }
                tbody { @for month in months {
                    tr {
                        th scope="row" { (string(month, "/month")) }
                        td.number { (number(month, "/uses")) }
                        td.number { (number(month, "/people")) }
                        td.number { (yuan(number(month, "/saved_fen"))) }
                        td.number { (number(month, "/manual")) }
                        td.number { (number(month, "/undone")) }
                    }
                } }
            } }
        }
    }
}

/// Uses, people and money; or why they are not told.
fn figures_of(visit: &Visit<'_>, figures: &Value) -> Markup {
    html! {
        dl.figures {
            (figure(&visit.say(&text!("次数"; "uses")), number(figures, "/uses")))
            (figure(&visit.say(&text!("人数"; "people")), number(figures, "/people")))
            (figure(&visit.say(&text!("优惠（元）"; "saved (yuan)")), yuan(number(figures, "/saved_fen"))))
        }
    }
}
