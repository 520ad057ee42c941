//! The second step: which column means what, and how the roster is to be read.

use maud::{Markup, html};
use messages::text;
use serde_json::Value;

use super::step::RosterStep;
use crate::desk::Failed;
use crate::form::Form;
use crate::locked::hold;
use crate::pages::{Answered, Problem, Reply, Visit};
use crate::widgets::{category_select, command, failure};
use crate::words::{list, number, string};

pub(super) fn show(visit: &Visit<'_>, id: &str, step: &RosterStep) -> Answered {
    let upload = step.upload().ok_or(Problem::NotFound)?;
    let line = step
        .reading(visit.desk_command("roster columns"))
        .map_err(|why| visit.problem(why))?
        .ok_or(Problem::NotFound)?;
    let (columns, failed) = match visit.run(&line) {
        Ok((columns, _)) => (columns, None),
        // A sheet or an answer is missing: it is asked for on this page.
        Err(Problem::Failed(failed)) => (Value::Null, Some(failed)),
        Err(other) => return Err(other),
    };
    let rows = number(&columns, "/lines").saturating_sub(1);
    Ok(Reply::Page(html! {
        p { strong { (upload.name()) } @if rows > 0 { " · " (visit.say(&text!("约 {rows} 行"; "about {rows} rows"))) } }
        @if let Some(failed) = &failed { (failure(visit, failed)) }
        (visit.form(&format!("/roster/columns/{id}"), html! {
            @if failed.is_none() { (columns_table(visit, &columns)) }
            (choices(visit, step, &columns, failed.as_ref()))
            (code_choices(visit, step))
            p.buttons {
                button type="submit" { (visit.say(&text!("看会发生什么（不签发）"; "See what would happen (nothing is issued)"))) }
                a.button.second href=(visit.href("/roster")) { (visit.say(&text!("换一份名册"; "Another roster"))) }
            }
        }))
        (command(visit, &line.shown()))
    }))
}

/// The headings with what each means.
pub(crate) fn columns_table(visit: &Visit<'_>, columns: &Value) -> Markup {
    let meanings = list(columns, "/meanings");
    html! {
        p { (visit.say(&text!("每一列是什么意思？不对的请改。"; "What does each column mean? Change what is not right."))) }
        div.wide { table {
            thead { tr {
                th scope="col" { (visit.say(&text!("表头"; "Heading"))) }
                th scope="col" { (visit.say(&text!("意思"; "Meaning"))) }
                th scope="col" { (visit.say(&text!("样例"; "Samples"))) }
            } }
            tbody { @for (at, column) in list(columns, "/columns").iter().enumerate() {
                @let heading = string(column, "/heading");
                @let meaning = string(column, "/meaning");
                tr {
                    th scope="row" { (heading) }
                    td {
                        input type="hidden" name={ "heading-" (at) } value=(heading);
                        input type="hidden" name={ "found-" (at) } value=(meaning);
                        select name={ "meaning-" (at) } aria-label=(heading) {
                            option value="" selected[meaning.is_empty()] { (visit.say(&text!("不用"; "not used"))) }
                            @for one in meanings {
                                @let code = string(one, "/code");
                                option value=(code) selected[code == meaning] { (string(one, "/name")) }
                            }
                        }
                    }
                    td { (samples(column)) }
                }
            } }
        } }
    }
}

fn samples(column: &Value) -> String {
    let samples: Vec<&str> = list(column, "/samples")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    samples.join(" ｜ ")
}

/// How the file is to be read, where that is not clear by itself.
pub(crate) fn choices(
    visit: &Visit<'_>,
    step: &RosterStep,
    columns: &Value,
    failed: Option<&Failed>,
) -> Markup {
    let chosen = hold(&step.choices).clone();
    let code = failed.map_or("", |failed| failed.code.as_str());
    let has_category = list(columns, "/columns")
        .iter()
        .any(|column| string(column, "/meaning") == "category");
    html! {
        @if code.starts_with("sheet-") || chosen.sheet.is_some() {
            label for="sheet" { (visit.say(&text!("读哪个工作表（写名称）"; "The sheet to read, by its name"))) }
            input #sheet type="text" name="sheet" value=(chosen.sheet.clone().unwrap_or_default());
        }
        @if code.starts_with("sheet-") || chosen.all_sheets {
            label.choice { input type="checkbox" name="all-sheets" value="1" checked[chosen.all_sheets]; (visit.say(&text!("读所有像名册的工作表"; "Read all sheets that look like a roster"))) }
        }
        @if code == "hidden-rows" || chosen.hidden_rows.is_some() {
            fieldset {
                legend { (visit.say(&text!("隐藏、筛选掉或划掉的行"; "Rows that are hidden, filtered out or struck through"))) }
                @for (value, label) in [("include", text!("照常读取"; "read them")), ("skip", text!("不读"; "pass them over"))] {
                    label.choice { input type="radio" name="hidden-rows" value=(value) required checked[chosen.hidden_rows.as_deref() == Some(value)]; (visit.say(&label)) }
                }
            }
        }
        @if failed.is_none() && !has_category {
            label for="category" { (visit.say(&text!("名册没有人员类别一列：所有人都是"; "There is no column for the category: everybody is"))) }
            (category_select(visit, "category", chosen.category.as_deref()))
        }
        @if chosen.confirm_000 || code == "numbers-end-in-000" {
            label.choice { input type="checkbox" name="confirm-000" value="1" checked[chosen.confirm_000]; (visit.say(&text!("末三位是 000 的身份证号已逐个核对"; "Identity numbers that end in 000 were compared with the cards"))) }
        }
    }
}

/// What new codes say, and for how long.
fn code_choices(visit: &Visit<'_>, step: &RosterStep) -> Markup {
    let chosen = hold(&step.choices).clone();
    html! {
        label for="years" { (visit.say(&text!("新码有效几年"; "For how many years new codes are valid"))) }
        select #years name="years" {
            @for years in 1..=20_u8 { option value=(years) selected[chosen.years.unwrap_or(2) == years] { (years) } }
        }
        label.choice { input type="checkbox" name="full-names" value="1" checked[chosen.full_names]; (visit.say(&text!("码中写全名（不选则写成“王*明”）"; "Full names in the codes (otherwise 王*明)"))) }
    }
}

pub(super) fn take(visit: &Visit<'_>, id: &str, step: &RosterStep, form: &Form) -> Answered {
    take_choices(step, form);
    let mut choices = hold(&step.choices);
    choices.years = form.text("years").parse().ok();
    choices.full_names = form.is_ticked("full-names");
    drop(choices);
    // Whatever was wrong is wrong no more, or is said again, on the same page.
    if list_is_absent(form) {
        return Ok(Reply::See(format!("/roster/columns/{id}")));
    }
    super::preview::begin(visit, id, step)
}

/// Keeps how the file is to be read.
pub(crate) fn take_choices(step: &RosterStep, form: &Form) {
    let mut columns = Vec::new();
    let mut changed = false;
    for (at, heading) in form.beginning("heading-") {
        let meaning = form.text(&format!("meaning-{at}"));
        let found = form.text(&format!("found-{at}"));
        changed |= meaning != found;
        match (meaning, found) {
            ("", "") => {}
            ("", _) => columns.push(("ignore".to_owned(), heading.to_owned())),
            (meaning, _) => columns.push((meaning.to_owned(), heading.to_owned())),
        }
    }
    let mut choices = hold(&step.choices);
    if changed {
        choices.columns = columns;
    }
    choices.sheet = form.given("sheet").map(str::to_owned);
    choices.all_sheets = form.is_ticked("all-sheets");
    choices.hidden_rows = form.given("hidden-rows").map(str::to_owned);
    choices.category = form.given("category").map(str::to_owned);
    choices.confirm_000 = form.is_ticked("confirm-000");
}

/// Whether the columns were not shown yet: a sheet or an answer was asked for.
pub(crate) fn list_is_absent(form: &Form) -> bool {
    form.beginning("heading-").is_empty()
}
