//! Print and hand out: choose a run, look at the first card, print, and make the list that people sign.

mod handout;
mod look;
mod options;
mod result;
mod runs;
mod step;
#[cfg(test)]
mod tests;

use std::fs;
use std::sync::Arc;

use messages::text;

use super::{Answered, Page, Problem, Reply, Visit};
use crate::form::Form;
use crate::locked::hold;
use step::{Made, PrintStep};

pub(super) const PAGE: Page = Page {
    name: "print",
    title: || text!("印卡和签收"; "Print and hand out"),
    show,
    act,
};

/// The button that begins with this run. `step` names what the desk still knows of its roster.
pub(super) use runs::begin_button;

fn show(visit: &Visit<'_>) -> Answered {
    let parts: Vec<&str> = visit.rest.split('/').collect();
    match parts.as_slice() {
        [""] => Ok(Reply::Page(runs::show(visit))),
        ["options", id] => options::show(visit, id, &*step(visit, id)?),
        ["look", id] => look::show(visit, id, &*step(visit, id)?),
        ["card", id] => look::picture(&*step(visit, id)?),
        ["result", id, job] => result::show(visit, id, &*step(visit, id)?, job),
        ["file", id, number] => file(&step(visit, id)?.printed, number),
        ["handout", id] => handout::show(visit, id, &*step(visit, id)?),
        ["list", id, job] => handout::result(visit, id, &*step(visit, id)?, job),
        ["paper", id, number] => file(&step(visit, id)?.listed, number),
        _ => Err(Problem::NotFound),
    }
}

fn act(visit: &Visit<'_>, form: &Form) -> Answered {
    let parts: Vec<&str> = visit.rest.split('/').collect();
    match parts.as_slice() {
        [""] => runs::begin(visit, form),
        ["look", id] => look::take(visit, id, &*step(visit, id)?, form),
        ["make", id] => look::make(visit, id, &*step(visit, id)?),
        ["roster", id] => handout::take_roster(visit, id, &*step(visit, id)?, form),
        ["list", id] => handout::make(visit, id, &*step(visit, id)?, form),
        _ => Err(Problem::NotFound),
    }
}

fn step(visit: &Visit<'_>, id: &str) -> Result<Arc<PrintStep>, Problem> {
    visit.desk.kept(id).ok_or(Problem::NotFound)
}

/// One of the files that a command has made, by its place among them.
fn file(made: &std::sync::Mutex<Option<Made>>, number: &str) -> Answered {
    let made = hold(made).clone().ok_or(Problem::NotFound)?;
    let at: usize = number.parse().map_err(|_| Problem::NotFound)?;
    let name = made.files.get(at).ok_or(Problem::NotFound)?;
    let bytes = fs::read(made.folder.join(name)).map_err(|_| Problem::NotFound)?;
    let folder = made.folder.file_name().unwrap_or_default();
    Ok(Reply::Download {
        bytes,
        name: format!("{}-{name}", folder.to_string_lossy()),
    })
}
