//! The runs that can be printed, and the choice of one.

use std::fs;
use std::sync::Arc;

use maud::{Markup, html};
use messages::{Text, text};
use serde_json::Value;

use super::step::PrintStep;
use crate::desk::Desk;
use crate::form::Form;
use crate::pages::roster::step::RosterStep;
use crate::pages::{Answered, Problem, Reply, Visit};
use crate::widgets::command;
use crate::words::{minute, number, string};

/// As many as a clerk looks through.
const MAX_SHOWN: usize = 50;

/// The largest summary that is read, in bytes.
const MAX_SUMMARY: u64 = 1 << 20;

/// A finished run: its folder, and the summary that `issuer issue` has left in it.
struct Run {
    name: String,
    summary: Value,
}

/// The newest first.
fn finished_runs(desk: &Desk) -> Vec<Run> {
    let entries = fs::read_dir(&desk.options.codes).into_iter().flatten();
    let mut runs: Vec<Run> = entries
        .flatten()
        .filter(|entry| !entry.path().join("unfinished.json").exists())
        .filter_map(|entry| {
            let path = entry.path().join("summary.json");
            let bytes = cli_support::files::read(&path, MAX_SUMMARY).ok()?;
            Some(Run {
                name: entry.file_name().into_string().ok()?,
                summary: serde_json::from_slice(&bytes).ok()?,
            })
        })
        .filter(|run| number(&run.summary, "/issued") > 0)
        .collect();
    runs.sort_by_key(|run| std::cmp::Reverse(number(&run.summary, "/issued_at")));
    runs
}

pub(super) fn show(visit: &Visit<'_>) -> Markup {
    let runs = finished_runs(visit.desk);
    let shown = visit.desk.command("print").option("--run", "周一");
    html! {
        @if runs.is_empty() {
            p { (visit.say(&text!("还没有签发过：先交名册签发。"; "Nothing was issued yet: hand in a roster first."))) }
            p.buttons { a.button href=(visit.href("/roster")) { (visit.say(&text!("交名册"; "Hand in a roster"))) } }
        } @else {
            p { (visit.say(&text!("印哪一次签发的卡？"; "The cards of which run?"))) }
            div.wide { table {
                thead { tr {
                    th scope="col" { (visit.say(&text!("签发"; "Run"))) }
                    th scope="col" { (visit.say(&text!("时间"; "Time"))) }
                    th scope="col" { (visit.say(&text!("做了什么"; "What was done"))) }
                    th.number scope="col" { (visit.say(&text!("码"; "Codes"))) }
                    th scope="col" { (visit.say(&text!("下一步"; "Next"))) }
                } }
                tbody { @for run in runs.iter().take(MAX_SHOWN) {
                    tr {
                        th scope="row" { (run.name) }
                        td { (minute(&run.summary, "/issued_at").unwrap_or_default()) }
                        td { (visit.say(&action(string(&run.summary, "/action")))) }
                        td.number { (number(&run.summary, "/issued")) }
                        td { (begin_button(visit, &run.name, None, &text!("选 {}", run.name; "Choose {}", run.name))) }
                    }
                } }
            } }
        }
        (command(visit, &shown.option("--out", "周一印卡").shown()))
    }
}

fn action(code: &str) -> Text {
    match code {
        "reissue" => text!("补发"; "reissued"),
        "renew" => text!("换发"; "renewed"),
        "bind" => text!("绑定手机"; "phone bound"),
        _ => text!("签发"; "issued"),
    }
}

/// A button that goes on to the print page with this run. `step` is the roster that it was issued from.
pub(in crate::pages) fn begin_button(
    visit: &Visit<'_>,
    run: &str,
    step: Option<(&str, &str)>,
    label: &Text,
) -> Markup {
    visit.form(
        "/print",
        html! {
            input type="hidden" name="run" value=(run);
            @if let Some((step, to)) = step {
                input type="hidden" name="step" value=(step);
                input type="hidden" name="to" value=(to);
            }
            button.second[step.is_none()] type="submit" { (visit.say(label)) }
        },
    )
}

/// Begins with a run.
pub(super) fn begin(visit: &Visit<'_>, form: &Form) -> Answered {
    // Only a run that is there, by its name: a name from outside is no path.
    let runs = finished_runs(visit.desk);
    let run = runs.into_iter().find(|run| run.name == form.text("run"));
    let run = run.ok_or(Problem::NotFound)?;
    let reading = visit.desk.kept::<RosterStep>(form.text("step"));
    let reading = reading.map(|step| crate::locked::hold(&step.choices).clone());
    let step = PrintStep::new(run.name, reading.unwrap_or_default());
    let id = visit.desk.keep(Arc::new(step));
    let id = id.map_err(|why| visit.problem(why))?;
    let to = match form.text("to") {
        "handout" => "handout",
        _ => "options",
    };
    Ok(Reply::See(format!("/print/{to}/{id}")))
}
