//! What is stored of a person, for the person who asks.

use std::fs;
use std::sync::Arc;

use maud::{Markup, html};
use messages::text;
use serde_json::Value;

use super::holder_field;
use crate::form::Form;
use crate::pages::{Answered, Problem, Reply, Visit};
use crate::widgets::{Weight, command, figure, notice};
use crate::words::{list, string, typed_number};

/// What is given to the person.
pub(super) struct Stored {
    json: Value,
    command: String,
    page: Vec<u8>,
    holder: u32,
}

pub(super) fn form(visit: &Visit<'_>, holder: u32) -> Markup {
    html! {
        div.card {
            h3 { (visit.say(&text!("本人要看存了什么"; "The person asks what is stored"))) }
            p { (visit.say(&text!("做成一个网页文件，打印后交给本人。提供过会记入操作记录。"; "A page as a file, to be printed for the person. That it was given is noted in the audit log."))) }
            (visit.form("/person/stored", html! {
                (holder_field(holder))
                label.choice { input type="checkbox" name="sure" value="1" required; (visit.say(&text!("是本人，或本人委托的人"; "It is the person, or somebody who may ask for the person"))) }
                p.buttons { button.second type="submit" { (visit.say(&text!("做成文件"; "Make the file"))) } }
            }))
        }
    }
}

pub(super) fn act(visit: &Visit<'_>, form: &Form) -> Answered {
    let holder: u32 = typed_number(form.text("holder")).ok_or(Problem::NotFound)?;
    if !form.is_ticked("sure") {
        return Ok(Reply::See(format!("/person/one/{holder}")));
    }
    let place = visit.desk.new_id().map_err(|why| visit.problem(why))?;
    let upload = visit.desk.uploads.begin(&place, "person");
    // Wiped when it was read.
    let upload = upload.map_err(|why| visit.problem(why))?;
    let path = upload.beside("person.html");
    let line = visit
        .desk
        .recorded_command("person show")
        .option("--holder", holder.to_string())
        .option_shown("--html", &path, &format!("{holder}.html"));
    let (json, _) = visit.run(&line)?;
    let stored = Stored {
        json,
        command: line.shown(),
        page: fs::read(&path).unwrap_or_default(),
        holder,
    };
    let id = visit.desk.keep(Arc::new(stored));
    let id = id.map_err(|why| visit.problem(why))?;
    Ok(Reply::See(format!("/person/stored/{id}")))
}

pub(super) fn done(visit: &Visit<'_>, id: &str) -> Answered {
    let stored = visit.desk.kept::<Stored>(id).ok_or(Problem::NotFound)?;
    let (json, holder) = (&stored.json, stored.holder);
    Ok(Reply::Page(html! {
        (notice(Weight::Good, html! {
            p { strong { (visit.say(&text!("文件做好了，已记入操作记录。"; "The file is made, and noted in the audit log."))) } }
            p { (visit.say(&text!("打印后交给本人；不交给别人。"; "Print it for the person, and for nobody else."))) }
        }))
        dl.figures {
            (figure(&visit.say(&text!("码"; "codes")), list(json, "/codes").len()))
            (figure(&visit.say(&text!("操作记录"; "acts")), list(json, "/records").len()))
        }
        p.buttons {
            a.button href=(visit.href(&format!("/person/stored-file/{id}"))) { (visit.say(&text!("下载"; "Download"))) }
            a.button.second href=(visit.href(&format!("/person/one/{holder}"))) { (visit.say(&text!("回到此人"; "Back to the person"))) }
        }
        p.note { (visit.say(&text!("操作记录校验值：{}", string(json, "/head"); "End of the audit log: {}", string(json, "/head")))) }
        (command(visit, &stored.command))
    }))
}

pub(super) fn file(visit: &Visit<'_>, id: &str) -> Answered {
    let stored = visit.desk.kept::<Stored>(id).ok_or(Problem::NotFound)?;
    Ok(Reply::Download {
        bytes: stored.page.clone(),
        name: format!("{}.html", stored.holder),
    })
}
