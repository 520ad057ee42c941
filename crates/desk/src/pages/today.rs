//! Today: what waits, each with its button.

use maud::{Markup, html};
use messages::{Text, text};
use serde_json::Value;

use super::{Answered, Page, Problem, Reply, Visit};
use crate::form::Form;
use crate::widgets::{Weight, command, mark};
use crate::words::{list, string};

pub(super) const PAGE: Page = Page {
    name: "",
    title: || text!("今日事项"; "Today"),
    show,
    act: |_: &Visit<'_>, _: &Form| Err(Problem::NotFound),
};

fn show(visit: &Visit<'_>) -> Answered {
    let line = visit.desk.command("today");
    let (today, _) = visit.run(&line)?;
    let items = list(&today, "/items");
    let waiting = items.iter().filter(|item| weight(item) != Weight::Good);
    let in_order = items.iter().filter(|item| weight(item) == Weight::Good);
    let count = waiting.clone().count();
    Ok(Reply::Page(html! {
        p { strong { (string(&today, "/name")) } " · " (visit.say(&text!("编号 {}", string_of(&today, "bureau"); "number {}", string_of(&today, "bureau")))) }
        p { @if count == 0 {
            (visit.say(&text!("没有要办的事。"; "Nothing waits.")))
        } @else {
            (visit.say(&text!("有 {count} 件事要办，最急的在前。"; "What waits: {count}, the most urgent first.")))
        } }
        ul.list {
            @for item in waiting { (shown(visit, item)) }
        }
        @if in_order.clone().next().is_some() {
            h2 { (visit.say(&text!("正常"; "In order"))) }
            ul.list { @for item in in_order { (shown(visit, item)) } }
        }
        (command(visit, &line.shown()))
    }))
}

fn string_of(value: &Value, key: &str) -> String {
    value.get(key).map(Value::to_string).unwrap_or_default()
}

fn weight(item: &Value) -> Weight {
    match string(item, "/urgency") {
        "none" => Weight::Good,
        "soon" => Weight::Warn,
        _ => Weight::Bad,
    }
}

fn shown(visit: &Visit<'_>, item: &Value) -> Markup {
    let weight = weight(item);
    let word = match weight {
        Weight::Good => text!("正常"; "in order"),
        Weight::Warn => text!("近期"; "soon"),
        Weight::Bad => text!("现在"; "now"),
    };
    html! {
        li class={ "item " (weight.class()) } {
            (mark(weight, &visit.say(&word)))
            div {
                p.what { (string(item, "/message")) }
                @if !string(item, "/remedy").is_empty() { p { (string(item, "/remedy")) } }
            }
            @if weight != Weight::Good {
                @if let Some((path, label)) = button(string(item, "/code")) {
                    a.button href=(visit.href(path)) { (visit.say(&label)) }
                }
            }
        }
    }
}

/// The page on which it is done. What has no page yet is done by the command that the remedy names.
fn button(code: &str) -> Option<(&'static str, Text)> {
    match code {
        "unpublished" | "never-published" | "list-ends" | "list-due" => {
            Some(("/publish", text!("去公布"; "Publish")))
        }
        "journals-missing" | "journals-waiting" => {
            Some(("/books", text!("去导入流水"; "Import journals")))
        }
        "backup-missing" | "backup-old" => Some(("/keys", text!("去备份"; "Back up"))),
        "run-unfinished" => Some(("/roster", text!("接着做完"; "Finish it"))),
        _ => None,
    }
}
