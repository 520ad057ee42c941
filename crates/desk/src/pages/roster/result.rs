//! The last step: what was done, and what comes next.

use std::fs;

use maud::{Markup, html};
use messages::{Text, text};

use super::step::RosterStep;
use super::{Ended, preview};
use crate::locked::hold;
use crate::pages::{Answered, Problem, Reply, Visit, print};
use crate::widgets::{self, Weight, figure, notice};
use crate::words::{last_day, number};

pub(super) fn show(visit: &Visit<'_>, id: &str, step: &RosterStep, ended: &Ended) -> Answered {
    let again = html! { p.buttons { a.button href=(visit.href(&format!("/roster/columns/{id}"))) { (visit.say(&text!("再来一次，接着做完"; "Once more, to go on"))) } } };
    let done = match ended {
        Ended::Done(done) => done,
        Ended::Failed(failed) => {
            return Ok(Reply::Page(
                html! { (widgets::failure(visit, failed)) (again) },
            ));
        }
        Ended::Cancelled => {
            return Ok(Reply::Page(html! {
                (notice(Weight::Warn, html! { p { (visit.say(&text!("已取消。已做的都还在：用同一份名册再签发一次，就从这里接着做完。";
                    "Cancelled. What was made stays: issue again with the same roster, and it goes on from here."))) } }))
                (again)
            }));
        }
    };
    // What the codes were made of is needed no more.
    step.wipe();
    let summary = &done["summary"];
    let out = hold(&step.out).clone().unwrap_or_default();
    let run = out.display().to_string();
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    let bureau = visit.desk.options.bureau.display().to_string();
    let until = last_day(summary, "/until").unwrap_or_default();
    let replaced = number(summary, "/changed");
    Ok(Reply::Page(html! {
        (notice(Weight::Good, html! {
            p { strong { (visit.say(&text!("签发完毕。"; "Done."))) } }
            p { (visit.say(&text!("每个码都已读回核对；新码有效期至 {until}。"; "Each code was read back; the new ones are valid until {until}."))) }
        }))
        dl.figures {
            (figure(&visit.say(&text!("签发的码"; "codes issued")), number(summary, "/issued")))
            (figure(&visit.say(&text!("没有变化"; "unchanged")), number(summary, "/unchanged")))
            (figure(&visit.say(&text!("被拒的行"; "refused rows")), number(summary, "/refused")))
        }
        @if replaced > 0 {
            (notice(Weight::Bad, html! {
                p { (visit.say(&text!("{replaced} 人的旧码已在台账吊销：公布并送到终端以前，终端还会接受旧码。";
                    "Old codes of {replaced} people are revoked in the register: terminals accept them until this is published and brought to them."))) }
                p.buttons { a.button href=(visit.href("/publish")) { (visit.say(&text!("去公布"; "Publish"))) } }
            }))
        }
        (preview::refused(visit, id, done))
        h2 { (visit.say(&text!("接下来"; "What comes next"))) }
        (next(visit, (&name, id, "handout"), &text!("做签收表，按乡镇、村分组，发卡时签字用"; "The hand-out list, by town and village, to be signed when cards are given"),
            &text!("签收表"; "Make the list"), &format!("issuer handout --bureau {bureau} --run {run} --roster … --by … --out {run}-list")))
        (next(visit, (&name, id, "options"), &text!("印卡，先看第一张（每个码都从成品页面读回核对）"; "Print the cards, with a look at the first (each code is read back from the finished page)"),
            &text!("印卡"; "Print"), &format!("issuer print --bureau {bureau} --run {run} --out {run}-print")))
        p.note { (visit.say(&text!("码在文件夹 {run} 里。交来的名册已抹去。"; "The codes are in the folder {run}. The roster that was handed in was wiped."))) }
    }))
}

/// A step with its button. `of` is the run, the roster that it was issued from, and where the step is.
fn next(
    visit: &Visit<'_>,
    of: (&str, &str, &str),
    what: &Text,
    label: &Text,
    shown: &str,
) -> Markup {
    let (run, step, to) = of;
    html! {
        div.card {
            p { (visit.say(what)) }
            (print::begin_button(visit, run, Some((step, to)), label))
            (widgets::command(visit, shown))
        }
    }
}

/// The refused rows as a file.
pub(super) fn refused_rows(step: &RosterStep) -> Answered {
    let out = hold(&step.out).clone().ok_or(Problem::NotFound)?;
    let bytes = fs::read(out.join("refused.csv")).map_err(|_| Problem::NotFound)?;
    Ok(Reply::Download {
        bytes,
        name: "被拒的行.csv".to_owned(),
    })
}
