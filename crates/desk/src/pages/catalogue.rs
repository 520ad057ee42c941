//! Catalogue: hand in the tables, see in words what they change, confirm, sign. And the merchants.

mod differences;
mod merchants;
mod sign;
#[cfg(test)]
mod tests;

use std::fs;
use std::sync::{Arc, Mutex};

use maud::html;
use messages::text;

use super::{Answered, Page, Problem, Reply, Visit};
use crate::command_line::CommandLine;
use crate::desk::Failed;
use crate::form::{FILES, Form};
use crate::locked::hold;
use crate::uploads::Upload;
use crate::widgets::command;

pub(super) const PAGE: Page = Page {
    name: "catalogue",
    title: || text!("优待目录"; "Catalogue"),
    show,
    act,
};

/// Tables on their way to an edition.
struct Tables {
    /// Let go, and so wiped, when they were signed.
    uploads: Mutex<Vec<Arc<Upload>>>,
}

impl Tables {
    /// A command about these tables; `None` once they were wiped.
    fn on(&self, line: CommandLine) -> Option<CommandLine> {
        let uploads = hold(&self.uploads);
        let line = uploads
            .iter()
            .fold(line, |line, upload| line.file(upload.path(), upload.name()));
        (!uploads.is_empty()).then_some(line)
    }

    /// What the clerk calls a table: a command that is given files knows them by names of the desk's.
    fn called(&self, table: &str) -> String {
        let uploads = hold(&self.uploads);
        let called = |upload: &Arc<Upload>| {
            let path = std::path::absolute(upload.path()).ok()?;
            // Behind the path there may be the name of a sheet.
            let sheet = table.strip_prefix(&*path.to_string_lossy())?;
            Some(format!("{}{sheet}", upload.name()))
        };
        let name = uploads.iter().find_map(called);
        name.unwrap_or_else(|| table.to_owned())
    }

    fn wipe(&self) {
        let gone = std::mem::take(&mut *hold(&self.uploads));
        drop(gone);
    }
}

fn show(visit: &Visit<'_>) -> Answered {
    let parts: Vec<&str> = visit.rest.split('/').collect();
    match parts.as_slice() {
        [""] => hand_in(visit),
        ["template"] => template(visit),
        ["differences", id] => differences::show(visit, id, &*tables(visit, id)?),
        ["done", id] => sign::done(visit, id),
        ["file", id, at] => sign::file(visit, id, at),
        ["merchants"] => merchants::show(visit, None),
        ["merchants", standing] => merchants::show(visit, Some(standing)),
        ["merchant", number] => merchants::one(visit, number),
        ["recorded", id] => merchants::recorded(visit, id),
        _ => Err(Problem::NotFound),
    }
}

fn act(visit: &Visit<'_>, form: &Form) -> Answered {
    let parts: Vec<&str> = visit.rest.split('/').collect();
    match parts.as_slice() {
        [""] => take(visit, form),
        ["sign", id] => sign::sign(visit, id, &*tables(visit, id)?, form),
        ["merchant", number] => merchants::change(visit, number, form),
        _ => Err(Problem::NotFound),
    }
}

fn tables(visit: &Visit<'_>, id: &str) -> Result<Arc<Tables>, Problem> {
    visit.desk.kept(id).ok_or(Problem::NotFound)
}

fn hand_in(visit: &Visit<'_>) -> Answered {
    let line = visit.desk.command("catalogue diff").word("优待目录.xlsx");
    Ok(Reply::Page(html! {
        p { (visit.say(&text!("交来优待项目和商户的表格，先看改了什么，确认以后才签名公布。";
            "Hand in the tables of benefits and merchants, and see first what they change: nothing is signed before you confirm."))) }
        div.card {
            (visit.file_form("/catalogue", html! {
                label for="files" { (visit.say(&text!("一个工作簿（xlsx、xls、ods），或几个 CSV 文件"; "One workbook (xlsx, xls, ods), or several CSV files"))) }
                input #files type="file" name=(FILES) multiple required accept=".xlsx,.xls,.ods,.csv";
                p.buttons { button type="submit" { (visit.say(&text!("看改了什么"; "See what changes"))) } }
            }))
        }
        p.buttons {
            a.button.second href=(visit.href("/catalogue/merchants")) { (visit.say(&text!("商户名单"; "List of merchants"))) }
            a.button.second href=(visit.href("/catalogue/template")) { (visit.say(&text!("下载空白表格"; "Download empty tables"))) }
        }
        (command(visit, &line.shown()))
    }))
}

fn take(visit: &Visit<'_>, form: &Form) -> Answered {
    if form.uploads.is_empty() {
        return Err(Problem::Failed(Failed {
            code: "file-missing".to_owned(),
            message: visit.say(&text!("没有选文件"; "no file was chosen")),
            remedy: visit.say(&text!("请选工作簿。"; "Choose a workbook.")),
        }));
    }
    let tables = Tables {
        uploads: Mutex::new(form.uploads.clone()),
    };
    let id = visit.desk.keep(Arc::new(tables));
    let id = id.map_err(|why| visit.problem(why))?;
    Ok(Reply::See(format!("/catalogue/differences/{id}")))
}

/// An empty workbook, with what each column means.
fn template(visit: &Visit<'_>) -> Answered {
    let place = visit.desk.new_id().map_err(|why| visit.problem(why))?;
    let place = visit.desk.uploads.begin(&place, "template");
    let place = place.map_err(|why| visit.problem(why))?;
    let path = place.beside("template.xlsx");
    let line = visit
        .desk_command("catalogue template")
        .path("--out", &path);
    visit.run(&line)?;
    Ok(Reply::Download {
        bytes: fs::read(&path).map_err(|_| Problem::NotFound)?,
        name: visit.say(&text!("优待目录.xlsx"; "catalogue.xlsx")),
    })
}
