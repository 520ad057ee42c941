//! Roster: from a file to codes. Hand in, look at the columns, look at what would happen, confirm, wait, see.

pub(super) mod columns;
mod preview;
mod result;
pub(super) mod step;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use maud::html;
use messages::text;

use super::{Answered, Page, Problem, Reply, Visit};
use crate::desk::{Failed, Ran, ran};
use crate::form::Form;
use crate::jobs::{Job, JobEnd};
use crate::widgets::command;
use serde_json::Value;
use step::RosterStep;

pub(super) const PAGE: Page = Page {
    name: "roster",
    title: || text!("名册"; "Roster"),
    show,
    act,
};

fn show(visit: &Visit<'_>) -> Answered {
    let parts: Vec<&str> = visit.rest.split('/').collect();
    match parts.as_slice() {
        [""] => hand_in(visit),
        ["columns", id] => columns::show(visit, id, &*step(visit, id)?),
        ["preview", id, job] => {
            let (ended, shown) = ended(visit, job)?;
            preview::show(visit, id, &*step(visit, id)?, (&ended, &shown))
        }
        ["result", id, job] => result::show(visit, id, &*step(visit, id)?, &ended(visit, job)?.0),
        ["refused", id] => result::refused_rows(&*step(visit, id)?),
        _ => Err(Problem::NotFound),
    }
}

fn act(visit: &Visit<'_>, form: &Form) -> Answered {
    let parts: Vec<&str> = visit.rest.split('/').collect();
    match parts.as_slice() {
        [""] => take(visit, form),
        ["columns", id] => columns::take(visit, id, &*step(visit, id)?, form),
        ["words", id] => preview::take_words(visit, id, &*step(visit, id)?, form),
        ["issue", id] => preview::confirm(visit, id, &*step(visit, id)?, form),
        _ => Err(Problem::NotFound),
    }
}

/// The first step: the file.
fn hand_in(visit: &Visit<'_>) -> Answered {
    let line = visit
        .desk
        .command("issue")
        .option("--roster", "名册.xlsx")
        .option("--out", "周一")
        .word("--dry-run");
    Ok(Reply::Page(html! {
        p { (visit.say(&text!("交一份名册，先看会发生什么，确认以后才签发。已有码且没有变化的人不会再发。";
            "Hand in a roster, and see first what would happen: nothing is issued before you confirm. Whoever has a code that says the same gets no second one."))) }
        div.card {
            (visit.file_form("/roster", html! {
                label for="file" { (visit.say(&text!("名册文件（xlsx、xls、ods、csv）"; "The roster (xlsx, xls, ods, csv)"))) }
                input #file type="file" name="file" required accept=".xlsx,.xls,.ods,.csv,.txt";
                p.buttons { button type="submit" { (visit.say(&text!("看看这份名册"; "Look at this roster"))) } }
            }))
        }
        p.note { (visit.say(&text!("名册存在本机一个只有您能读的临时文件夹里，签发完或关闭工作台时抹去。";
            "The roster is kept on this machine in a folder that only you can read, and wiped when the codes are issued or the desk is closed."))) }
        (command(visit, &line.shown()))
    }))
}

fn take(visit: &Visit<'_>, form: &Form) -> Answered {
    let Some(upload) = &form.upload else {
        return Err(Problem::Failed(Failed {
            code: "file-missing".to_owned(),
            message: visit.say(&text!("没有选文件"; "no file was chosen")),
            remedy: visit.say(&text!("请选一份名册。"; "Choose a roster.")),
        }));
    };
    let step = Arc::new(RosterStep::new(upload.clone()));
    let id = visit.desk.keep(step).map_err(|why| visit.problem(why))?;
    Ok(Reply::See(format!("/roster/columns/{id}")))
}

fn step(visit: &Visit<'_>, id: &str) -> Result<Arc<RosterStep>, Problem> {
    visit.desk.kept(id).ok_or(Problem::NotFound)
}

/// How a command has ended.
pub(super) enum Ended {
    Done(Value),
    Failed(Failed),
    Cancelled,
}

/// How it ended, and what it was.
///
/// # Errors
/// If there is no such job, or it has not ended.
pub(super) fn ended(visit: &Visit<'_>, job: &str) -> Result<(Ended, String), Problem> {
    let job = visit.desk.kept::<Job>(job).ok_or(Problem::NotFound)?;
    let end = job.end().ok_or(Problem::NotFound)?;
    let ended = match &*end {
        JobEnd::Cancelled => Ended::Cancelled,
        JobEnd::Finished(output) => match ran(output) {
            Ran::Done(value, _) => Ended::Done(value),
            Ran::Failed(failed) => Ended::Failed(failed),
            Ran::PassphraseWanted => return Err(Problem::PassphraseWanted),
        },
    };
    Ok((ended, job.command.clone()))
}
