//! A phone is bound: a code for the key that the phone has made.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use maud::{Markup, html};
use messages::text;
use serde_json::Value;

use super::{holder_field, run_of, years_field};
use crate::desk::Failed;
use crate::form::Form;
use crate::pages::{Answered, Problem, Reply, Visit};
use crate::uploads::Upload;
use crate::widgets::{Weight, command, notice};
use crate::words::{last_day, number, string, typed_number};

/// The most that is typed or pasted as an enrolment, in bytes.
const MAX_TYPED: usize = 16 << 10;

/// What was made, to be shown.
pub(super) struct Bound {
    json: Value,
    command: String,
    /// The picture of the code; `None` if the phone had its code already.
    picture: Option<PathBuf>,
    holder: u32,
}

pub(super) fn form(visit: &Visit<'_>, holder: u32) -> Markup {
    html! {
        div.card {
            h3 { (visit.say(&text!("绑定手机"; "Bind a phone"))) }
            p { (visit.say(&text!("请本人在手机上生成绑定码，把码文粘贴过来，或交一张图片。以前手机上的码会吊销，卡不变。";
                "Let the person make an enrolment on the phone. Paste its text, or hand in a picture of it. The code of an earlier phone is revoked; a card stays."))) }
            (visit.file_form("/person/bind", html! {
                (holder_field(holder))
                label for="enrolment" { (visit.say(&text!("绑定码的码文"; "The text of the enrolment"))) }
                textarea #enrolment name="enrolment" rows="3" autocomplete="off" spellcheck="false" {}
                label for="picture" { (visit.say(&text!("或者绑定码的图片"; "Or a picture of it"))) }
                input #picture type="file" name="file" accept="image/*";
                (years_field(visit, "bind-years"))
                label.choice { input type="checkbox" name="sure" value="1" required; (visit.say(&text!("本人在场，姓名已核对"; "The person is here, and the name was checked"))) }
                p.buttons { button type="submit" { (visit.say(&text!("绑定"; "Bind"))) } }
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
    let (enrolment, shown) = enrolment(visit, form)?;
    let (_, out) = run_of(visit, &format!("phone-{holder}"))?;
    let line = visit
        .desk
        .recorded_command("bind")
        .option("--holder", holder.to_string())
        .option_shown("--code", enrolment.path(), &shown);
    let line = match typed_number::<u8>(form.text("years")) {
        Some(years) => line.option("--years", years.to_string()),
        None => line,
    };
    let line = line.path("--out", &out).word("--yes");
    let (json, _) = visit.run(&line)?;
    let picture = json["codes"][0]["file"].as_str().map(|name| out.join(name));
    let bound = Bound {
        json,
        command: line.shown(),
        picture,
        holder,
    };
    let id = visit.desk.keep(Arc::new(bound));
    let id = id.map_err(|why| visit.problem(why))?;
    Ok(Reply::See(format!("/person/bound/{id}")))
}

/// The enrolment as a file, and what is shown of it. A text goes into a file, too: as an argument it could
/// name another file.
fn enrolment(visit: &Visit<'_>, form: &Form) -> Result<(Arc<Upload>, String), Problem> {
    if let Some(upload) = &form.upload {
        return Ok((upload.clone(), upload.name().to_owned()));
    }
    let typed = form.text("enrolment");
    if typed.is_empty() || typed.len() > MAX_TYPED {
        return Err(Problem::Failed(Failed {
            code: "enrolment-missing".to_owned(),
            message: visit.say(&text!("没有绑定码"; "there is no enrolment")),
            remedy: visit.say(&text!("请粘贴码文，或选一张图片。没有做任何改动。";
                "Paste its text, or choose a picture. Nothing was changed.")),
        }));
    }
    let place = visit.desk.new_id().map_err(|why| visit.problem(why))?;
    let mut upload = visit
        .desk
        .uploads
        .begin(&place, "enrolment.txt")
        .map_err(|why| visit.problem(why))?;
    upload
        .append(typed.as_bytes())
        .map_err(|error| visit.problem(cli_support::files::cannot_write(upload.path(), &error)))?;
    let shown = visit.say(&text!("绑定码"; "ENROLMENT"));
    Ok((Arc::new(upload), shown))
}

pub(super) fn done(visit: &Visit<'_>, id: &str) -> Answered {
    let bound = visit.desk.kept::<Bound>(id).ok_or(Problem::NotFound)?;
    let (json, holder) = (&bound.json, bound.holder);
    let until = last_day(json, "/summary/until").unwrap_or_default();
    let run = string(json, "/bound/run");
    Ok(Reply::Page(html! {
        @if bound.picture.is_some() {
            (notice(Weight::Good, html! {
                p { strong { (visit.say(&text!("已绑定，手机码有效期至 {until}。"; "Bound. The code for the phone is valid until {until}."))) } }
                p { (visit.say(&text!("让本人用手机扫下面的码，或把图片交给本人。没有这部手机，谁也用不了它。";
                    "Let the phone scan the code below, or hand the picture over. Without this phone nobody can use it."))) }
                @if number(json, "/summary/revoked") > 0 { p { (visit.say(&text!("以前手机上的码已吊销，公布后生效。"; "The code of the earlier phone is revoked, once this is published."))) } }
            }))
            img.preview src=(visit.href(&format!("/person/phone-code/{id}"))) alt=(visit.say(&text!("给手机扫的码：编号 {holder}"; "The code for the phone to scan: holder {holder}")));
            p { a href=(visit.href(&format!("/person/phone-file/{id}"))) { (visit.say(&text!("下载图片"; "Download the picture"))) } }
        } @else {
            (notice(Weight::Warn, html! {
                p { strong { (visit.say(&text!("这部手机早已绑定，没有改动任何东西。"; "This phone is bound already; nothing was changed."))) } }
                p { (visit.say(&text!("它的码在签发 {run} 的文件夹里。"; "Its code is in the folder of run {run}."))) }
            }))
        }
        p.buttons {
            @if number(json, "/summary/revoked") > 0 { a.button href=(visit.href("/publish")) { (visit.say(&text!("去公布"; "Publish"))) } }
            a.button.second href=(visit.href(&format!("/person/one/{holder}"))) { (visit.say(&text!("回到此人"; "Back to the person"))) }
        }
        (command(visit, &bound.command))
    }))
}

fn picture(visit: &Visit<'_>, id: &str) -> Result<(Vec<u8>, u32), Problem> {
    let bound = visit.desk.kept::<Bound>(id).ok_or(Problem::NotFound)?;
    let path = bound.picture.as_ref().ok_or(Problem::NotFound)?;
    let bytes = fs::read(path).map_err(|_| Problem::NotFound)?;
    Ok((bytes, bound.holder))
}

/// The code for the phone to scan.
pub(super) fn code(visit: &Visit<'_>, id: &str) -> Answered {
    Ok(Reply::Picture(picture(visit, id)?.0))
}

/// The same to be kept.
pub(super) fn file(visit: &Visit<'_>, id: &str) -> Answered {
    let (bytes, holder) = picture(visit, id)?;
    Ok(Reply::Download {
        bytes,
        name: format!("{holder}.png"),
    })
}
