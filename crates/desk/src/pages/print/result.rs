//! What was printed, and the files.

use maud::{Markup, html};
use messages::text;
use serde_json::Value;

use super::step::{Made, PrintStep};
use crate::locked::hold;
use crate::pages::roster::{Ended, ended};
use crate::pages::{Answered, Reply, Visit};
use crate::widgets::{self, Weight, command, figure, notice};
use crate::words::{list, number, string};

/// Cards that were left out and are shown; all of them are in the file.
const MAX_SHOWN: usize = 20;

pub(super) fn show(visit: &Visit<'_>, id: &str, step: &PrintStep, job: &str) -> Answered {
    let again = html! { p.buttons { a.button href=(visit.href(&format!("/print/options/{id}"))) { (visit.say(&text!("回到选项"; "Back to the options"))) } } };
    let (ended, shown) = ended(visit, job)?;
    let done = match &ended {
        Ended::Done(done) => done,
        Ended::Failed(failed) => {
            step.remove_unfinished(job);
            return Ok(Reply::Page(
                html! { (widgets::failure(visit, failed)) (again) },
            ));
        }
        Ended::Cancelled => {
            step.remove_unfinished(job);
            return Ok(Reply::Page(html! {
                (notice(Weight::Warn, html! { p { (visit.say(&text!("已取消，做了一半的文件已删去。"; "Cancelled; the files that were begun are removed."))) } }))
                (again)
            }));
        }
    };
    // Kept from now on: shown again, nothing is removed.
    let out = hold(&step.outs).remove(job);
    if let Some(out) = out {
        *hold(&step.printed) = Some(Made::new(out, done));
    }
    let made = hold(&step.printed).clone();
    let folder = made
        .as_ref()
        .map(|made| made.folder.display().to_string())
        .unwrap_or_default();
    let of = |key| number(done, key);
    Ok(Reply::Page(html! {
        (notice(Weight::Good, html! {
            p { strong { (visit.say(&text!("PDF 做好了，每个码都已从成品页面读回核对。"; "The PDF is made; every code was read back from the finished page."))) } }
            p { (visit.say(&text!("打印时选“实际大小”（100%），不要选“适合页面”。先印一页，用 verifier 或终端扫一张试试。";
                "Print at actual size (100 %), never “fit to page”. Print one page first, and scan a card."))) }
        }))
        dl.figures {
            (figure(&visit.say(&text!("卡"; "cards")), of("/printed")))
            (figure(&visit.say(&text!("页"; "pages")), of("/pages")))
            (figure(&visit.say(&text!("没印的"; "left out")), list(done, "/not_printed").len()))
        }
        h2 { (visit.say(&text!("文件"; "Files"))) }
        @if let Some(made) = &made { (files(visit, &format!("/print/file/{id}"), made)) }
        p.note { (visit.say(&text!("文件在文件夹 {folder} 里。卡上有姓名，印完请收好。"; "The files are in the folder {folder}. They have names: keep them safe."))) }
        (sections(visit, done))
        (not_printed(visit, done))
        h2 { (visit.say(&text!("接下来"; "What comes next"))) }
        p.buttons {
            a.button href=(visit.href(&format!("/print/handout/{id}"))) { (visit.say(&text!("签收表"; "Hand-out list"))) }
            a.button.second href=(visit.href(&format!("/print/options/{id}"))) { (visit.say(&text!("再印一次"; "Print again"))) }
        }
        (command(visit, &shown))
    }))
}

/// Each file with its link.
pub(super) fn files(visit: &Visit<'_>, path: &str, made: &Made) -> Markup {
    html! {
        ul { @for (at, name) in made.files.iter().enumerate() {
            li { a href=(visit.href(&format!("{path}/{at}"))) { (visit.say(&text!("下载 {name}"; "Download {name}"))) } }
        } }
    }
}

fn sections(visit: &Visit<'_>, done: &Value) -> Markup {
    let sections = list(done, "/sections");
    html! {
        @if !sections.is_empty() {
            h2 { (visit.say(&text!("各组"; "Sections"))) }
            div.wide { table {
                thead { tr {
                    th scope="col" { (visit.say(&text!("组"; "Section"))) }
                    th.number scope="col" { (visit.say(&text!("卡"; "Cards"))) }
                } }
                tbody { @for section in sections {
                    tr {
                        th scope="row" { (string(section, "/title")) }
                        td.number { (number(section, "/cards")) }
                    }
                } }
            } }
        }
    }
}

fn not_printed(visit: &Visit<'_>, done: &Value) -> Markup {
    let left_out = list(done, "/not_printed");
    html! {
        @if !left_out.is_empty() {
            h2 { (visit.say(&text!("没印的卡"; "Cards that were left out"))) }
            ul.list { @for one in left_out.iter().take(MAX_SHOWN) {
                li.item.warn { div {
                    p.what { (visit.say(&text!("编号 {}", number(one, "/holder"); "holder {}", number(one, "/holder")))) " · " (string(one, "/message")) }
                    @if !string(one, "/remedy").is_empty() { p { (string(one, "/remedy")) } }
                } }
            } }
            @if left_out.len() > MAX_SHOWN {
                p { (visit.say(&text!("其余见 not-printed.csv。"; "The others are in not-printed.csv."))) }
            }
        }
    }
}
