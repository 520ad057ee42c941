//! A new card in the place of one that is lost or damaged.

use std::sync::Arc;

use maud::{Markup, html};
use messages::text;
use serde_json::Value;

use super::{holder_field, reasons, run_of, with_reason, years_field};
use crate::form::Form;
use crate::pages::{Answered, Problem, Reply, Visit, print};
use crate::widgets::{Weight, command, figure, notice};
use crate::words::{last_day, list, number, typed_number};

/// Why somebody gets another card.
const REASONS: [&str; 5] = [
    "lost",
    "stolen",
    "issued-in-error",
    "holder-request",
    "other",
];

/// What was made, to be shown.
pub(super) struct Reissued {
    json: Value,
    command: String,
    run: String,
    holder: u32,
}

/// `codes` are those of the person.
pub(super) fn form(visit: &Visit<'_>, holder: u32, codes: &[Value]) -> Markup {
    let has_card = codes
        .iter()
        .any(|code| crate::words::string(code, "/kind") != "phone");
    html! {
        div.card {
            h3 { (visit.say(&text!("补发"; "Reissue"))) }
            (visit.form("/person/reissue", html! {
                (holder_field(holder))
                @if has_card {
                    p { (visit.say(&text!("卡丢了、坏了：现有的卡吊销，另发一张新的；手机码不变。"; "The card is lost or damaged: it is revoked, and a new one issued. Codes for phones stay."))) }
                } @else {
                    p { (visit.say(&text!("此人只有手机码：另发一张卡，手机码不变。"; "This person has codes for phones only: a card is issued besides."))) }
                    input type="hidden" name="new-card" value="1";
                }
                label for="reissue-reason" { (visit.say(&text!("原因（损坏选“其他”）"; "Reason (for a damaged card: other)"))) }
                select #reissue-reason name="reason" required {
                    option value="" { (visit.say(&text!("（请选）"; "(choose)"))) }
                    @for (code, words) in reasons().iter().filter(|(code, _)| REASONS.contains(code)) { option value=(code) { (visit.say(words)) } }
                }
                (years_field(visit, "reissue-years"))
                label.choice { input type="checkbox" name="sure" value="1" required; (visit.say(&text!("姓名和类别已核对"; "Name and category were checked"))) }
                p.buttons { button type="submit" { (visit.say(&text!("补发"; "Reissue"))) } }
            }))
        }
    }
}

pub(super) fn act(visit: &Visit<'_>, form: &Form) -> Answered {
    let holder: u32 = typed_number(form.text("holder")).ok_or(Problem::NotFound)?;
    if !form.is_ticked("sure") {
        return Ok(Reply::See(format!("/person/one/{holder}")));
    }
    visit.ensure_passphrase()?;
    let (run, out) = run_of(visit, &format!("reissue-{holder}"))?;
    let line = visit
        .desk
        .recorded_command("reissue")
        .option("--holder", holder.to_string());
    let line = with_reason(line, form);
    let line = match typed_number::<u8>(form.text("years")) {
        Some(years) => line.option("--years", years.to_string()),
        None => line,
    };
    let line = if form.is_ticked("new-card") {
        line.word("--new-card")
    } else {
        line
    };
    let line = line.path("--out", &out).word("--yes");
    let (json, _) = visit.run(&line)?;
    let reissued = Reissued {
        json,
        command: line.shown(),
        run,
        holder,
    };
    let id = visit.desk.keep(Arc::new(reissued));
    let id = id.map_err(|why| visit.problem(why))?;
    Ok(Reply::See(format!("/person/reissued/{id}")))
}

pub(super) fn done(visit: &Visit<'_>, id: &str) -> Answered {
    let reissued = visit.desk.kept::<Reissued>(id).ok_or(Problem::NotFound)?;
    let summary = &reissued.json["summary"];
    let revoked = number(summary, "/revoked");
    let holder = reissued.holder;
    let until = last_day(summary, "/until").unwrap_or_default();
    Ok(Reply::Page(html! {
        (notice(Weight::Good, html! {
            p { strong { (visit.say(&text!("补发完毕，新码有效期至 {until}。"; "Reissued. The new code is valid until {until}."))) } }
            @if revoked > 0 { p { (visit.say(&text!("旧码已在台账吊销：公布并送到终端后生效。"; "The old code is revoked in the register: it ends in terminals once this is published and brought to them."))) } }
        }))
        dl.figures {
            (figure(&visit.say(&text!("新码"; "new codes")), list(&reissued.json, "/codes").len()))
            (figure(&visit.say(&text!("吊销的旧码"; "old codes revoked")), revoked))
        }
        h2 { (visit.say(&text!("接下来"; "What comes next"))) }
        (print::begin_button(visit, &reissued.run, None, &text!("印这张卡"; "Print the card")))
        p.buttons {
            @if revoked > 0 { a.button href=(visit.href("/publish")) { (visit.say(&text!("去公布"; "Publish"))) } }
            a.button.second href=(visit.href(&format!("/person/one/{holder}"))) { (visit.say(&text!("回到此人"; "Back to the person"))) }
        }
        (command(visit, &reissued.command))
    }))
}
