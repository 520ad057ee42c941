//! The first card as a picture, and the word of the clerk.

use std::fs;

use maud::{Markup, html};
use messages::text;
use serde_json::Value;

use super::options;
use super::step::{Look, PrintStep};
use crate::form::Form;
use crate::jobs::JobPlan;
use crate::locked::hold;
use crate::pages::roster::step::new_run;
use crate::pages::{Answered, Problem, Reply, Visit};
use crate::widgets::{self, Weight, command, figure, notice};
use crate::words::number;

/// Keeps what was chosen, and draws the first card.
pub(super) fn take(visit: &Visit<'_>, id: &str, step: &PrintStep, form: &Form) -> Answered {
    options::take(visit, step, form)?;
    let place = visit.desk.new_id().map_err(|why| visit.problem(why))?;
    let upload = visit.desk.uploads.begin(&place, "preview");
    // Wiped when it was read.
    let upload = upload.map_err(|why| visit.problem(why))?;
    let path = upload.beside("card.png");
    let line = step
        .print(visit.desk)
        .option_shown("--preview", &path, "card.png");
    let ended = match visit.run(&line) {
        Ok((json, _)) => Ok((json, fs::read(&path).unwrap_or_default())),
        // Said on the next page, from which what was chosen can be changed.
        Err(Problem::Failed(failed)) => Err(failed),
        Err(other) => return Err(other),
    };
    *hold(&step.look) = Some(Look {
        ended,
        command: line.shown(),
    });
    Ok(Reply::See(format!("/print/look/{id}")))
}

pub(super) fn show(visit: &Visit<'_>, id: &str, step: &PrintStep) -> Answered {
    let look = hold(&step.look);
    let look = look.as_ref().ok_or(Problem::NotFound)?;
    let back = html! { a.button.second href=(visit.href(&format!("/print/options/{id}"))) { (visit.say(&text!("改一改"; "Change something"))) } };
    Ok(Reply::Page(html! {
        @match &look.ended {
            Err(failed) => {
                (widgets::failure(visit, failed))
                p.buttons { (back) }
            }
            Ok((json, _)) => {
                (card(visit, id, json))
                (visit.form(&format!("/print/make/{id}"), html! {
                    p.buttons {
                        button type="submit" { (visit.say(&text!("做成 PDF"; "Make the PDF"))) }
                        (back)
                    }
                }))
            }
        }
        (command(visit, &look.command))
    }))
}

fn card(visit: &Visit<'_>, id: &str, json: &Value) -> Markup {
    let holder = number(json, "/holder");
    let of = |key| number(json, key);
    html! {
        p { (visit.say(&text!("第一张卡（编号 {holder}）。姓名、单位、有效期都对吗？"; "The first card (holder {holder}). Are name, bureau and validity right?"))) }
        img.preview src=(visit.href(&format!("/print/card/{id}"))) alt=(visit.say(&text!("第一张卡的图片：编号 {holder}"; "A picture of the first card: holder {holder}")));
        dl.figures {
            (figure(&visit.say(&text!("要印的卡"; "cards to print")), of("/cards")))
            @if of("/revoked") > 0 { (figure(&visit.say(&text!("后来吊销，不印"; "revoked since, not printed")), of("/revoked"))) }
            @if of("/phone_codes") > 0 { (figure(&visit.say(&text!("手机码，不印"; "for phones, not printed")), of("/phone_codes"))) }
        }
        (notice(Weight::Warn, html! {
            p { (visit.say(&text!("台账还不记哪张卡印过：同一张卡印两次，请自己留意。"; "The register does not note yet which card was printed: take care that none is printed twice."))) }
        }))
    }
}

/// The picture by itself.
pub(super) fn picture(step: &PrintStep) -> Answered {
    match &*hold(&step.look) {
        Some(Look {
            ended: Ok((_, png)),
            ..
        }) if !png.is_empty() => Ok(Reply::Picture(png.clone())),
        _ => Err(Problem::NotFound),
    }
}

/// Starts the command that prints.
pub(super) fn make(visit: &Visit<'_>, id: &str, step: &PrintStep) -> Answered {
    let out = new_run(visit.desk, &format!("{}-print", step.run));
    let line = step.print(visit.desk).path("--out", &out);
    let plan = JobPlan {
        title: text!("正在做 PDF，每个码都读回核对"; "The PDF is made, and every code read back"),
        on_cancel: text!("取消后已做的页会删去，台账不变，可以重来。"; "If you cancel, pages that were made are removed. The register does not change, and you can begin again."),
        command: line.shown(),
        then: format!("/print/result/{id}"),
    };
    let job = visit
        .desk
        .start(&line, plan)
        .map_err(|why| visit.problem(why))?;
    hold(&step.outs).insert(job.clone(), out);
    Ok(Reply::See(format!("/jobs/{job}")))
}
