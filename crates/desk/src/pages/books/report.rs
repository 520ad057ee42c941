//! The report of the benefits: a page and a workbook that the command makes.

use std::fs;
use std::sync::Arc;

use maud::{Markup, html};
use messages::{Text, text};
use serde_json::Value;

use super::figures_of;
use crate::form::Form;
use crate::pages::{Answered, Problem, Reply, Visit};
use crate::widgets::{Weight, command, notice};
use crate::words::{list, number, string, yuan};

/// A report that was made.
struct Report {
    json: Value,
    html: Vec<u8>,
    xlsx: Vec<u8>,
    command: String,
}

/// For which months.
pub(super) fn choice(visit: &Visit<'_>, months: &[Value]) -> Markup {
    let months: Vec<&str> = months.iter().map(|month| string(month, "/month")).collect();
    let select = |name: &str, chosen: Option<&&str>| {
        html! {
            select id=(name) name=(name) {
                @for month in &months { option value=(month) selected[chosen == Some(month)] { (month) } }
            }
        }
    };
    html! {
        @if !months.is_empty() {
            h2 { (visit.say(&text!("优待统计"; "Report of the benefits"))) }
            div.card {
                (visit.form("/books/report", html! {
                    label for="from" { (visit.say(&text!("从哪个月"; "From the month"))) }
                    (select("from", months.first()))
                    label for="until" { (visit.say(&text!("到哪个月（含）"; "Until the month (included)"))) }
                    (select("until", months.last()))
                    p.buttons { button.second type="submit" { (visit.say(&text!("做统计"; "Make the report"))) } }
                }))
            }
        }
    }
}

pub(super) fn make(visit: &Visit<'_>, form: &Form) -> Answered {
    let place = visit.desk.new_id().map_err(|why| visit.problem(why))?;
    let place = visit.desk.uploads.begin(&place, "report");
    let place = place.map_err(|why| visit.problem(why))?;
    let (html, xlsx) = (place.beside("report.html"), place.beside("report.xlsx"));
    let line =
        ["from", "until"]
            .into_iter()
            .fold(
                visit.desk.command("report benefits"),
                |line, name| match form.given(name) {
                    Some(month) => line.option(&format!("--{name}"), month),
                    None => line,
                },
            );
    let line = line
        .option_shown("--html", &html, "report.html")
        .option_shown("--xlsx", &xlsx, "report.xlsx");
    let (json, _) = visit.run(&line)?;
    let read = |path| fs::read(path).map_err(|_| Problem::NotFound);
    let report = Report {
        html: read(&html)?,
        xlsx: read(&xlsx)?,
        json,
        command: line.shown(),
    };
    let id = visit.desk.keep(Arc::new(report));
    let id = id.map_err(|why| visit.problem(why))?;
    Ok(Reply::See(format!("/books/report/{id}")))
}

pub(super) fn show(visit: &Visit<'_>, id: &str) -> Answered {
    let report = visit.desk.kept::<Report>(id).ok_or(Problem::NotFound)?;
    let json = &report.json;
    let (from, until) = (string(json, "/from"), string(json, "/until"));
    Ok(Reply::Page(html! {
        h2 { (visit.say(&text!("优待统计 {from} 至 {until}"; "Report of the benefits, {from} to {until}"))) }
        @if json["total"]["withheld"].is_string() {
            (notice(Weight::Warn, html! { p { (visit.say(&withheld())) } }))
        } @else {
            (figures_of(visit, &json["total"]))
        }
        p.buttons {
            a.button href=(visit.href(&format!("/books/report/{id}/page"))) target="_blank" rel="noopener" { (visit.say(&text!("打开（可打印）"; "Open (to be printed)"))) }
            a.button.second href=(visit.href(&format!("/books/report/{id}/html"))) { (visit.say(&text!("存为网页"; "Save as a page"))) }
            a.button.second href=(visit.href(&format!("/books/report/{id}/xlsx"))) { (visit.say(&text!("存为 Excel 工作簿"; "Save as a workbook"))) }
        }
        (groups(visit, &text!("按行业"; "By trade"), list(json, "/by_trade")))
        (groups(visit, &text!("按商户"; "By merchant"), list(json, "/by_merchant")))
        p.note { (visit.say(&text!("不足 5 人的组不列数字，以免认出具体的人。"; "Groups of fewer than five people have no figures, so that nobody can be recognised."))) }
        p.note { (visit.say(&text!("流水账校验值：{}", string(json, "/head"); "Head of the books: {}", string(json, "/head")))) }
        p.buttons { a.button.second href=(visit.href("/books")) { (visit.say(&text!("回到流水账"; "Back to the books"))) } }
        (command(visit, &report.command))
    }))
}

fn withheld() -> Text {
    text!("人数太少，不列数字"; "too few people: no figures")
}

fn groups(visit: &Visit<'_>, heading: &Text, rows: &[Value]) -> Markup {
    let name = |row: &Value| {
        let key = match visit.lang {
            messages::Lang::Zh => "/name",
            messages::Lang::En => "/name_en",
        };
        string(row, key).to_owned()
    };
    html! {
        @if !rows.is_empty() {
            h3 { (visit.say(heading)) }
            div.wide { table {
                thead { tr {
                    th scope="col" { (visit.say(&text!("名称"; "Name"))) }
                    th.number scope="col" { (visit.say(&text!("次数"; "Uses"))) }
                    th.number scope="col" { (visit.say(&text!("人数"; "People"))) }
                    th.number scope="col" { (visit.say(&text!("优惠（元）"; "Saved (yuan)"))) }
                } }
                tbody { @for row in rows {
                    tr {
                        th scope="row" { (name(row)) }
                        @if row["withheld"].is_string() {
                            td colspan="3" { (visit.say(&withheld())) }
                        } @else {
                            td.number { (number(row, "/uses")) }
                            td.number { (number(row, "/people")) }
                            td.number { (yuan(number(row, "/saved_fen"))) }
                        }
                    }
                } }
            } }
        }
    }
}

/// The page that the command has made, shown without any rights of the desk's own pages.
pub(super) fn page(visit: &Visit<'_>, id: &str) -> Answered {
    let report = visit.desk.kept::<Report>(id).ok_or(Problem::NotFound)?;
    Ok(Reply::Document(report.html.clone()))
}

pub(super) fn file(visit: &Visit<'_>, id: &str, what: &str) -> Answered {
    let report = visit.desk.kept::<Report>(id).ok_or(Problem::NotFound)?;
    let (from, until) = (
        string(&report.json, "/from"),
        string(&report.json, "/until"),
    );
    let bytes = match what {
        "html" => report.html.clone(),
        "xlsx" => report.xlsx.clone(),
        _ => return Err(Problem::NotFound),
    };
    let name =
        visit.say(&text!("优待统计 {from} {until}.{what}"; "benefits {from} {until}.{what}"));
    Ok(Reply::Download { bytes, name })
}
