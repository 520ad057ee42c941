//! The list that people sign when they get their cards.

use std::sync::Arc;

use maud::{Markup, html};
use messages::text;
use serde_json::Value;

use super::result::files;
use super::step::{Made, PrintStep};
use crate::desk::Failed;
use crate::form::Form;
use crate::jobs::JobPlan;
use crate::locked::hold;
use crate::pages::roster::columns::{choices, columns_table, list_is_absent, take_choices};
use crate::pages::roster::step::{RosterStep, new_run};
use crate::pages::roster::{Ended, ended};
use crate::pages::{Answered, Problem, Reply, Visit};
use crate::widgets::{self, Weight, command, figure, notice};
use crate::words::{list, number, string};

/// Divisions, the larger one first.
const DIVISIONS: [&str; 3] = ["by-1", "by-2", "by-3"];

/// What `--by` calls the sheets of a workbook.
const SHEETS: &str = "sheet";

pub(super) fn show(visit: &Visit<'_>, id: &str, step: &PrintStep) -> Answered {
    let roster = hold(&step.roster).clone();
    match roster.filter(|roster| roster.upload().is_some()) {
        Some(roster) => columns(visit, id, step, &roster),
        None => Ok(Reply::Page(hand_in(visit, id, step))),
    }
}

/// The roster once more: the desk has wiped the one that was issued from.
fn hand_in(visit: &Visit<'_>, id: &str, step: &PrintStep) -> Markup {
    let run = &step.run;
    let line = visit
        .desk
        .command("handout")
        .path("--run", &step.folder(visit.desk));
    let line = line
        .option("--roster", "名册.xlsx")
        .option("--by", "乡镇")
        .option("--by", "村");
    html! {
        p { strong { (visit.say(&text!("签发：{run}"; "Run: {run}"))) } }
        p { (visit.say(&text!("签收表按名册里的列（如乡镇、村）分组。请再交一次签发时用的名册：不能重新排序，不能增减行。";
            "The list puts people together by columns of the roster, such as town and village. Hand in the roster that was issued from once more: not sorted anew, with the same rows."))) }
        div.card {
            (visit.file_form(&format!("/print/roster/{id}"), html! {
                label for="file" { (visit.say(&text!("名册文件（xlsx、xls、ods、csv）"; "The roster (xlsx, xls, ods, csv)"))) }
                input #file type="file" name="file" required accept=".xlsx,.xls,.ods,.csv,.txt";
                p.buttons {
                    button type="submit" { (visit.say(&text!("看看各列"; "Look at its columns"))) }
                    a.button.second href=(visit.href(&format!("/print/options/{id}"))) { (visit.say(&text!("回到印卡"; "Back to printing"))) }
                }
            }))
        }
        p.note { (visit.say(&text!("做完签收表，交来的名册就抹去。"; "The roster is wiped when the list is made."))) }
        (command(visit, &line.option("--out", "签收表").shown()))
    }
}

pub(super) fn take_roster(visit: &Visit<'_>, id: &str, step: &PrintStep, form: &Form) -> Answered {
    let Some(upload) = &form.upload else {
        return Err(Problem::Failed(Failed {
            code: "file-missing".to_owned(),
            message: visit.say(&text!("没有选文件"; "no file was chosen")),
            remedy: visit.say(&text!("请选一份名册。"; "Choose a roster.")),
        }));
    };
    let roster = RosterStep::new(upload.clone());
    // As it was read when it was issued from, if that was at this desk.
    *hold(&roster.choices) = step.reading.clone();
    *hold(&step.roster) = Some(Arc::new(roster));
    Ok(Reply::See(format!("/print/handout/{id}")))
}

fn columns(visit: &Visit<'_>, id: &str, step: &PrintStep, roster: &RosterStep) -> Answered {
    let upload = roster.upload().ok_or(Problem::NotFound)?;
    let line = roster
        .reading(visit.desk_command("roster columns"))
        .map_err(|why| visit.problem(why))?
        .ok_or(Problem::NotFound)?;
    let (columns, failed) = match visit.run(&line) {
        Ok((columns, _)) => (columns, None),
        // A sheet or an answer is missing: it is asked for on this page.
        Err(Problem::Failed(failed)) => (Value::Null, Some(failed)),
        Err(other) => return Err(other),
    };
    let run = &step.run;
    Ok(Reply::Page(html! {
        p { strong { (visit.say(&text!("签发：{run}"; "Run: {run}"))) } " · " (upload.name()) }
        @if let Some(failed) = &failed { (widgets::failure(visit, failed)) }
        (visit.form(&format!("/print/list/{id}"), html! {
            @if failed.is_none() { (divisions(visit, &columns)) }
            (choices(visit, roster, &columns, failed.as_ref()))
            @if failed.is_none() {
                h2 { (visit.say(&text!("各列的意思"; "What the columns mean"))) }
                (columns_table(visit, &columns))
            }
            p.buttons {
                button type="submit" { (visit.say(&if failed.is_none() { text!("做签收表"; "Make the list") } else { text!("再看一次"; "Look again") })) }
            }
        }))
        // Another file, in place of this one.
        details {
            summary { (visit.say(&text!("换一份名册"; "Another roster"))) }
            (hand_in(visit, id, step))
        }
        (command(visit, &line.shown()))
    }))
}

/// By which columns people are put together.
fn divisions(visit: &Visit<'_>, columns: &Value) -> Markup {
    let has_sheets = list(columns, "/sheets").len() > 1;
    let labels = [
        text!("先按"; "First by"),
        text!("再按"; "Then by"),
        text!("再按（第三级）"; "Then by (third)"),
    ];
    html! {
        fieldset {
            legend { (visit.say(&text!("按哪些列分组"; "The columns by which people are put together"))) }
            p.hint { (visit.say(&text!("先大后小；每组另起一页。"; "The larger division first. Each section begins on a page of its own."))) }
            @for (name, label) in DIVISIONS.iter().zip(labels) {
                label for=(name) { (visit.say(&label)) }
                select id=(name) name=(name) {
                    option value="" { (visit.say(&text!("（不分）"; "(not)"))) }
                    @if has_sheets { option value=(SHEETS) { (visit.say(&text!("工作表"; "the sheets"))) } }
                    @for column in list(columns, "/columns") {
                        @let heading = string(column, "/heading");
                        option value=(heading) { (heading) }
                    }
                }
            }
        }
    }
}

pub(super) fn make(visit: &Visit<'_>, id: &str, step: &PrintStep, form: &Form) -> Answered {
    let roster = hold(&step.roster).clone().ok_or(Problem::NotFound)?;
    take_choices(&roster, form);
    // Whatever was wrong is wrong no more, or is said again, on the same page.
    if list_is_absent(form) {
        return Ok(Reply::See(format!("/print/handout/{id}")));
    }
    visit.ensure_passphrase()?;
    let out = new_run(visit.desk, &format!("{}-list", step.run));
    let line = visit
        .desk
        .command("handout")
        .path("--run", &step.folder(visit.desk));
    let line = roster
        .reading(line)
        .map_err(|why| visit.problem(why))?
        .ok_or(Problem::NotFound)?;
    let headings = DIVISIONS.iter().filter_map(|name| form.given(name));
    let line = headings
        .fold(line, |line, heading| line.option("--by", heading))
        .path("--out", &out);
    let plan = JobPlan {
        title: text!("正在做签收表，与名册逐行核对"; "The list is made, and every row of the roster compared"),
        on_cancel: text!("这一步不改动台账，可以随时取消。"; "This does not change the register and can be cancelled at any time."),
        command: line.shown(),
        then: format!("/print/list/{id}"),
    };
    let job = visit
        .desk
        .start(&line, plan)
        .map_err(|why| visit.problem(why))?;
    hold(&step.outs).insert(job.clone(), out);
    Ok(Reply::See(format!("/jobs/{job}")))
}

pub(super) fn result(visit: &Visit<'_>, id: &str, step: &PrintStep, job: &str) -> Answered {
    let again = html! { p.buttons { a.button href=(visit.href(&format!("/print/handout/{id}"))) { (visit.say(&text!("再来一次"; "Try again"))) } } };
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
                (notice(Weight::Warn, html! { p { (visit.say(&text!("已取消，没有改动任何东西。"; "Cancelled; nothing was changed."))) } }))
                (again)
            }));
        }
    };
    let out = hold(&step.outs).remove(job);
    if let Some(out) = out {
        *hold(&step.listed) = Some(Made::new(out, done));
        hold(&step.wishes).as_list = true;
        // What the list was made of is needed no more.
        if let Some(roster) = hold(&step.roster).take() {
            roster.wipe();
        }
    }
    let made = hold(&step.listed).clone();
    let of = |key| number(done, key);
    Ok(Reply::Page(html! {
        (notice(Weight::Good, html! { p { strong { (visit.say(&text!("签收表做好了，已与名册逐行核对。"; "The list is made; every row of the roster was compared."))) } } }))
        dl.figures {
            (figure(&visit.say(&text!("人"; "people")), of("/people")))
            (figure(&visit.say(&text!("页"; "pages")), of("/pages")))
            @if of("/revoked") > 0 { (figure(&visit.say(&text!("后来吊销，不在表上"; "revoked since, not on the list")), of("/revoked"))) }
        }
        h2 { (visit.say(&text!("文件"; "Files"))) }
        @if let Some(made) = &made { (files(visit, &format!("/print/paper/{id}"), made)) }
        p.note { (visit.say(&text!("roster-with-numbers.xlsx 里有身份证号，请像名册一样保管。"; "roster-with-numbers.xlsx has the identity numbers: keep it as you keep the roster."))) }
        (sections(visit, done))
        p.buttons { a.button href=(visit.href(&format!("/print/options/{id}"))) { (visit.say(&text!("按这个次序印卡"; "Print the cards in this order"))) } }
        (command(visit, &shown))
    }))
}

fn sections(visit: &Visit<'_>, done: &Value) -> Markup {
    html! {
        h2 { (visit.say(&text!("各组"; "Sections"))) }
        div.wide { table {
            thead { tr {
                th scope="col" { (visit.say(&text!("组"; "Section"))) }
                th.number scope="col" { (visit.say(&text!("人"; "People"))) }
            } }
            tbody { @for section in list(done, "/sections") {
                tr {
                    th scope="row" { (string(section, "/title")) }
                    td.number { (number(section, "/people")) }
                }
            } }
        } }
    }
}
