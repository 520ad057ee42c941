//! The new edition: signed, and its files.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use maud::html;
use messages::text;
use serde_json::Value;

use super::{Tables, differences};
use crate::form::Form;
use crate::pages::{Answered, Problem, Reply, Visit};
use crate::widgets::{Weight, command, notice};
use crate::words::{last_day, list, number, string};

/// An edition that was signed.
struct Signed {
    json: Value,
    command: String,
}

pub(super) fn sign(visit: &Visit<'_>, id: &str, tables: &Tables, form: &Form) -> Answered {
    let back = format!("/catalogue/differences/{id}");
    if !form.is_ticked("sure") {
        return Ok(Reply::See(back));
    }
    let asked = tables.on(visit.desk.command("catalogue diff"));
    let asked = asked.ok_or(Problem::NotFound)?;
    let (differences, _) = visit.run(&asked)?;
    let is_open = !list(&differences, "/for_everybody_by_silence").is_empty();
    if differences["sound"] == false || is_open && !form.is_ticked("everybody") {
        return Ok(Reply::See(back));
    }
    let line = tables.on(visit.desk.recorded_command("catalogue publish"));
    let mut line = line.ok_or(Problem::NotFound)?;
    if let Some(days) = form.given("days") {
        line = line.option("--valid-days", days);
    }
    if form.is_ticked("gone-merchants") {
        line = line.word("--gone-merchants-leave");
    }
    if form.is_ticked("gone-benefits") {
        line = line.word("--gone-benefits-end");
    }
    let line = line.word("--yes");
    let (json, _) = visit.run(&line)?;
    if json["sound"] == false {
        return Ok(Reply::See(back));
    }
    tables.wipe();
    let signed = Signed {
        json,
        command: line.shown(),
    };
    let id = visit.desk.keep(Arc::new(signed));
    let id = id.map_err(|why| visit.problem(why))?;
    Ok(Reply::See(format!("/catalogue/done/{id}")))
}

pub(super) fn done(visit: &Visit<'_>, id: &str) -> Answered {
    let signed = visit.desk.kept::<Signed>(id).ok_or(Problem::NotFound)?;
    let json = &signed.json;
    let edition = number(json, "/edition");
    let until = last_day(json, "/until").unwrap_or_default();
    let parts = number(json, "/parts");
    Ok(Reply::Page(html! {
        (notice(Weight::Good, html! {
            p { strong { (visit.say(&text!("已公布优待目录第 {edition} 版，有效至 {until}。"; "Edition {edition} of the catalogue is published and counts until {until}."))) } }
            p { (visit.say(&text!("其中商户 {parts} 家。送到终端以后才生效。"; "Merchants in it: {parts}. It takes effect once it has reached the terminals."))) }
        }))
        h2 { (visit.say(&text!("送到终端"; "To the terminals"))) }
        p { (visit.say(&text!("更新文件在 {}。每台终端只取自己商户的一份。", string(json, "/folder"); "The update files are in {}. Each terminal takes the part of its own merchant.", string(json, "/folder")))) }
        ul { @for (at, file) in list(json, "/files").iter().enumerate() {
            li { a href=(visit.href(&format!("/catalogue/file/{id}/{at}"))) { (name_of(file)) } }
        } }
        (differences::all(visit, json))
        p.note { (visit.say(&text!("操作记录校验值（请抄在台账本上）：{}", string(json, "/head"); "End of the audit log (note it on paper): {}", string(json, "/head")))) }
        p.buttons { a.button.second href=(visit.href("/catalogue/merchants")) { (visit.say(&text!("商户名单"; "List of merchants"))) } }
        (command(visit, &signed.command))
    }))
}

fn name_of(file: &Value) -> String {
    let name = Path::new(file.as_str().unwrap_or_default()).file_name();
    name.unwrap_or_default().to_string_lossy().into_owned()
}

/// One of the update files that the command has written.
pub(super) fn file(visit: &Visit<'_>, id: &str, at: &str) -> Answered {
    let signed = visit.desk.kept::<Signed>(id).ok_or(Problem::NotFound)?;
    let at: usize = at.parse().map_err(|_| Problem::NotFound)?;
    let files = list(&signed.json, "/files");
    let file = files.get(at).ok_or(Problem::NotFound)?;
    let path = file.as_str().ok_or(Problem::NotFound)?;
    Ok(Reply::Download {
        bytes: fs::read(path).map_err(|_| Problem::NotFound)?,
        name: name_of(file),
    })
}
