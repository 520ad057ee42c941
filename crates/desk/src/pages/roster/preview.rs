//! The third step: what would happen, and the word of the clerk.

use maud::{Markup, html};
use messages::text;
use serde_json::Value;
use std::collections::BTreeMap;

use super::Ended;
use super::step::{RosterStep, new_run, unfinished_runs};
use crate::form::Form;
use crate::jobs::JobPlan;
use crate::locked::hold;
use crate::pages::{Answered, Problem, Reply, Visit};
use crate::widgets::{self, Weight, category_select, command, figure, mark, notice};
use crate::words::{day, list, number, string};

/// Starts the command that says what would happen.
pub(super) fn begin(visit: &Visit<'_>, id: &str, step: &RosterStep) -> Answered {
    visit.ensure_passphrase()?;
    let line = step.dry_run(visit.desk).map_err(|why| visit.problem(why))?;
    let line = line.ok_or(Problem::NotFound)?;
    let plan = JobPlan {
        title: text!("正在对照台账检查名册"; "The roster is compared with the register"),
        on_cancel: text!("这一步不改动任何东西，可以随时取消。"; "This changes nothing and can be cancelled at any time."),
        command: line.shown(),
        then: format!("/roster/preview/{id}"),
    };
    let job = visit
        .desk
        .start(&line, plan)
        .map_err(|why| visit.problem(why))?;
    Ok(Reply::See(format!("/jobs/{job}")))
}

pub(super) fn show(
    visit: &Visit<'_>,
    id: &str,
    step: &RosterStep,
    (ended, shown): (&Ended, &str),
) -> Answered {
    let back = html! { p.buttons { a.button.second href=(visit.href(&format!("/roster/columns/{id}"))) { (visit.say(&text!("回到各列的意思"; "Back to the columns"))) } } };
    let preview = match ended {
        Ended::Done(preview) => preview,
        Ended::Failed(failed) => {
            return Ok(Reply::Page(
                html! { (widgets::failure(visit, failed)) (back) },
            ));
        }
        Ended::Cancelled => {
            return Ok(Reply::Page(html! {
                (notice(Weight::Warn, html! { p { (visit.say(&text!("已取消，没有改动任何东西。"; "Cancelled; nothing was changed."))) } }))
                (back)
            }));
        }
    };
    let summary = &preview["summary"];
    Ok(Reply::Page(html! {
        p { (visit.say(&text!("这是试运行：还没有签发任何码。"; "This was a dry run: no code was issued yet."))) }
        (figures(visit, summary))
        (changes(visit, preview))
        (unknown_words(visit, id, summary))
        (refused(visit, id, preview))
        (passed_over(visit, preview))
        (confirmation(visit, id, step, preview))
        (back)
        (command(visit, shown))
    }))
}

fn figures(visit: &Visit<'_>, summary: &Value) -> Markup {
    let of = |key| number(summary, key);
    html! {
        dl.figures {
            (figure(&visit.say(&text!("新人员"; "new people")), of("/new")))
            (figure(&visit.say(&text!("内容有变，换发"; "changed, replaced")), of("/changed")))
            (figure(&visit.say(&text!("没有变化"; "unchanged")), of("/unchanged")))
            (figure(&visit.say(&text!("被拒的行"; "refused rows")), of("/refused")))
            @if of("/passed_over") > 0 { (figure(&visit.say(&text!("不读的行"; "rows passed over")), of("/passed_over"))) }
        }
    }
}

/// What people lose or get.
fn changes(visit: &Visit<'_>, preview: &Value) -> Markup {
    let changes = list(preview, "/changes");
    html! {
        @if !changes.is_empty() {
            h2 { (visit.say(&text!("换发的人会怎样"; "What changes for those whose codes are replaced"))) }
            ul.list { @for change in changes {
                @let lost = string(change, "/kind").ends_with("-lost");
                @let weight = if lost { Weight::Bad } else { Weight::Warn };
                li class={ "item " (weight.class()) } {
                    (mark(weight, &if lost { visit.say(&text!("会失去"; "is lost")) } else { visit.say(&text!("会改变"; "changes")) }))
                    div { p.what { (string(change, "/message")) } }
                }
            } }
        }
    }
}

/// Words for categories that are not known: one answer for many rows.
fn unknown_words(visit: &Visit<'_>, id: &str, summary: &Value) -> Markup {
    let Some(words) = summary["unknown_categories"].as_object() else {
        return html! {};
    };
    let mut words: Vec<(&String, u64)> = words
        .iter()
        .map(|(word, rows)| (word, rows.as_u64().unwrap_or(0)))
        .collect();
    words.sort_by_key(|(word, rows)| (std::cmp::Reverse(*rows), *word));
    html! {
        @if !words.is_empty() {
            h2 { (visit.say(&text!("不认识的人员类别"; "Categories that are not known"))) }
            p { (visit.say(&text!("说明一次，同样写法的行就都改好了。"; "Say once what a word means, and all rows that write it so are mended."))) }
            (visit.form(&format!("/roster/words/{id}"), html! {
                div.wide { table {
                    thead { tr {
                        th scope="col" { (visit.say(&text!("名册里的写法"; "The roster writes"))) }
                        th.number scope="col" { (visit.say(&text!("行数"; "Rows"))) }
                        th scope="col" { (visit.say(&text!("应是"; "What is meant"))) }
                    } }
                    tbody { @for (at, (word, rows)) in words.iter().enumerate() {
                        tr {
                            th scope="row" { (word) input type="hidden" name={ "word-" (at) } value=(word); }
                            td.number { (rows) }
                            td { (category_select(visit, &format!("category-{at}"), None)) }
                        }
                    } }
                } }
                p.buttons { button.second type="submit" { (visit.say(&text!("照此改正，再检查一次"; "Mend these, and check again"))) } }
            }))
        }
    }
}

/// Rows of one group that are shown.
const MAX_ROWS: usize = 5;

/// Refused rows, grouped by what is wrong with them.
pub(super) fn refused(visit: &Visit<'_>, id: &str, preview: &Value) -> Markup {
    let is_preview = preview["summary"]["dry_run"] == true;
    let mut groups: BTreeMap<(&str, &str), Vec<&Value>> = BTreeMap::new();
    for row in list(preview, "/refused") {
        let group = (string(row, "/field"), string(row, "/code"));
        // Before anything is issued, these are asked for by their words.
        if group.1 != "category-unknown" || !is_preview {
            groups.entry(group).or_default().push(row);
        }
    }
    let counts = &preview["summary"]["faults"];
    html! {
        @if number(preview, "/summary/refused") > 0 {
            h2 { (visit.say(&text!("被拒的行"; "Refused rows"))) }
            @for ((_, code), rows) in &groups {
                div.card {
                    @let first = rows.first();
                    p { strong { (first.map_or("", |row| string(row, "/message"))) } " "
                        (visit.say(&text!("（{} 处）", number(counts, &format!("/{code}")); "({} ×)", number(counts, &format!("/{code}"))))) }
                    p { (visit.say(&text!("处理："; "What to do: "))) (first.map_or("", |row| string(row, "/remedy"))) }
                    div.wide { table { tbody { @for row in rows.iter().take(MAX_ROWS) {
                        tr {
                            td { (visit.say(&text!("文件第 {} 行", number(row, "/line"); "line {}", number(row, "/line")))) }
                            td { (string(row, "/name")) }
                            td { (string(row, "/value")) }
                        }
                    } } } }
                    @if rows.len() > MAX_ROWS { p.note { (visit.say(&text!("……其余见下载的表"; "… the others are in the sheet below"))) } }
                }
            }
            p.buttons { a.button.second href=(visit.href(&format!("/roster/refused/{id}"))) {
                (visit.say(&text!("下载被拒的行（表格，可发回改正）"; "Download the refused rows (a sheet to send back)")))
            } }
        }
    }
}

fn passed_over(visit: &Visit<'_>, preview: &Value) -> Markup {
    let rows = list(preview, "/passed_over");
    let remarks = list(preview, "/remarks");
    html! {
        @if !rows.is_empty() || !remarks.is_empty() {
            details {
                summary { (visit.say(&text!("没有读的行和读名册时的处理"; "Rows passed over, and what was done in reading"))) }
                ul { @for row in rows.iter().chain(remarks) {
                    li {
                        @if number(row, "/line") > 0 { (visit.say(&text!("文件第 {} 行：", number(row, "/line"); "line {}: ", number(row, "/line")))) }
                        (remark(visit, row))
                    }
                } }
            }
        }
    }
}

fn remark(visit: &Visit<'_>, row: &Value) -> String {
    let text = string(row, "/text");
    match string(row, "/why") {
        "no-person" => visit.say(&text!("不是人员（{text}）"; "nobody ({text})")),
        "headings" => visit.say(&text!("又是表头"; "headings once more")),
        "out-of-sight" => visit.say(&text!("隐藏或划掉的行"; "hidden or struck through")),
        "beside-table" => visit.say(&text!("表格旁边的字，没有读（{text}）"; "beside the table, not read ({text})")),
        "merged" => visit.say(&text!("合并的单元格，按各行都有读（{text}）"; "merged cells, read as if in each row ({text})")),
        "formula-texts" => visit.say(&text!("{text} 个单元格是公式的结果"; "cells with formulas: {text}")),
        _ => visit.say(&text!("另有 {text} 处"; "and {text} more")),
    }
}

/// The sentence that the clerk agrees to.
fn confirmation(visit: &Visit<'_>, id: &str, step: &RosterStep, preview: &Value) -> Markup {
    let summary = &preview["summary"];
    let (issued, replaced) = (number(summary, "/issued"), number(summary, "/replaced"));
    let unfinished = unfinished_runs(visit.desk);
    if issued == 0 && unfinished.is_empty() {
        return notice(
            Weight::Good,
            html! { p { (visit.say(&text!("没有要签发的：名册上的人都已有码且没有变化，或者行被拒。"; "Nothing is to be issued: all have codes that say the same, or were refused."))) } },
        );
    }
    let loses_category = list(preview, "/changes")
        .iter()
        .any(|change| string(change, "/kind") == "category-lost");
    let chosen = hold(&step.choices).categories.clone();
    html! {
        h2 { (visit.say(&text!("确认签发"; "Confirm"))) }
        (visit.form(&format!("/roster/issue/{id}"), html! {
            input type="hidden" name="replaced" value=(replaced);
            input type="hidden" name="day" value=(day(summary, "/issued_at").unwrap_or_default());
            @if loses_category {
                fieldset {
                    legend { (visit.say(&text!("名册上没有写的人员类别"; "Categories that the roster does not give"))) }
                    @for (value, label) in [
                        ("merge", text!("保留：这份名册只列了一类人员"; "stay: the roster lists one of several categories")),
                        ("replace", text!("取消：这份名册列全了各人的类别"; "are taken away: the roster lists all categories of everybody")),
                    ] {
                        label.choice { input type="radio" name="categories" value=(value) required checked[chosen.as_deref() == Some(value)]; (visit.say(&label)) }
                    }
                }
            }
            @if !unfinished.is_empty() {
                fieldset {
                    legend { (visit.say(&text!("有签发没有做完"; "A run was not finished"))) }
                    @for (at, name) in unfinished.iter().enumerate() {
                        label.choice { input type="radio" name="run" value=(name) required checked[at == 0]; (visit.say(&text!("接着做完 {name}（用的是这份名册）"; "finish {name} (it was this roster)"))) }
                    }
                    label.choice { input type="radio" name="run" value=""; (visit.say(&text!("另签发一次"; "issue into a new folder"))) }
                }
            }
            (notice(if replaced > 0 { Weight::Bad } else { Weight::Warn }, html! {
                p { strong { (will_do(visit, issued, replaced)) } }
            }))
            p.buttons { button type="submit" { (visit.say(&text!("签发"; "Issue"))) } }
        }))
    }
}

/// What will be done, in one sentence.
fn will_do(visit: &Visit<'_>, issued: u64, replaced: u64) -> String {
    if replaced == 0 {
        return visit.say(&text!("将签发 {issued} 个新码；没有旧码会被吊销。";
            "Codes that will be issued: {issued}. No old code is revoked."));
    }
    visit.say(&text!("将签发 {issued} 个新码，并吊销 {replaced} 人的旧码，吊销后不能恢复。";
        "Codes that will be issued: {issued}. The old codes of {replaced} people will be revoked for good."))
}

pub(super) fn take_words(visit: &Visit<'_>, id: &str, step: &RosterStep, form: &Form) -> Answered {
    let mut choices = hold(&step.choices);
    for (at, word) in form.beginning("word-") {
        if let Some(category) = form.given(&format!("category-{at}")) {
            choices.words.retain(|(known, _)| known != word);
            choices.words.push((word.to_owned(), category.to_owned()));
        }
    }
    drop(choices);
    begin(visit, id, step)
}

pub(super) fn confirm(visit: &Visit<'_>, id: &str, step: &RosterStep, form: &Form) -> Answered {
    visit.ensure_passphrase()?;
    hold(&step.choices).categories = form.given("categories").map(str::to_owned);
    let replaced = form.text("replaced").parse().unwrap_or(0);
    // Only a run that is there, by its name: a name from outside is no path.
    let unfinished = unfinished_runs(visit.desk);
    let resumed = unfinished.iter().find(|name| form.text("run") == *name);
    let out = match resumed {
        Some(name) => visit.desk.options.codes.join(name),
        None => new_run(visit.desk, &plain_day(form.text("day"))),
    };
    cli_support::files::create_private_folder(&visit.desk.options.codes)
        .map_err(|why| visit.problem(why))?;
    let line = step
        .issue(visit.desk, out, replaced)
        .map_err(|why| visit.problem(why))?
        .ok_or(Problem::NotFound)?;
    let plan = JobPlan {
        title: text!("正在签发"; "Codes are issued"),
        on_cancel: text!("取消不会丢失什么：已做好的码都在，用同一份名册再签发一次就接着做完。";
            "Nothing is lost by cancelling: what was made stays, and issuing again with the same roster goes on from there."),
        command: line.shown(),
        then: format!("/roster/result/{id}"),
    };
    let job = visit
        .desk
        .start(&line, plan)
        .map_err(|why| visit.problem(why))?;
    Ok(Reply::See(format!("/jobs/{job}")))
}

/// A day as `2026-11-22`, whatever was sent.
fn plain_day(text: &str) -> String {
    let digits: String = text
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '-')
        .take(10)
        .collect();
    if digits.len() == 10 {
        digits
    } else {
        "run".to_owned()
    }
}
