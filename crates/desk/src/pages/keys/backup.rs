//! A copy of the register and the books, in a folder that the clerk chooses, and its proof.

use maud::{Markup, html};
use messages::text;

use crate::desk::Failed;
use crate::form::Form;
use crate::jobs::JobPlan;
use crate::pages::roster::{Ended, ended};
use crate::pages::{Answered, Problem, Reply, Visit};
use crate::widgets::{self, Weight, command, figure, notice};
use crate::words::{number, string};

pub(super) fn offer(visit: &Visit<'_>) -> Markup {
    let example = if cfg!(windows) {
        "E:\\backup"
    } else {
        "/media/usb/backup"
    };
    html! {
        h2 { (visit.say(&text!("备份台账"; "Back up the register"))) }
        div.card {
            (visit.form("/keys/backup", html! {
                label for="folder" { (visit.say(&text!("存到哪个文件夹（U 盘上的，例如 {example}）"; "Into which folder (on a memory stick, such as {example})"))) }
                input #folder type="text" name="folder" required autocomplete="off" spellcheck="false";
                p.buttons { button type="submit" { (visit.say(&text!("备份并核对"; "Copy and check"))) } }
            }))
            p.note { (visit.say(&text!("备份写完后重新打开：操作记录逐条验证，人和码重新清点；流水账一起备份。";
                "The copy is opened again once it is written: its audit log is verified record by record, and people and codes are counted. The books are copied too."))) }
        }
    }
}

pub(super) fn start(visit: &Visit<'_>, form: &Form) -> Answered {
    let Some(folder) = form.given("folder") else {
        return Err(Problem::Failed(Failed {
            code: "folder-missing".to_owned(),
            message: visit.say(&text!("没有写文件夹"; "no folder was named")),
            remedy: visit
                .say(&text!("请写 U 盘上的一个文件夹。"; "Name a folder on a memory stick.")),
        }));
    };
    // Where the program was started says nothing to whoever sits at a browser.
    if !std::path::Path::new(folder).is_absolute() {
        return Err(Problem::Failed(Failed {
            code: "folder-missing".to_owned(),
            message: visit.say(&text!("请写完整的路径"; "the whole path is needed")),
            remedy: visit.say(&text!("从盘符或 / 写起。"; "Begin with the drive or with /.")),
        }));
    }
    let line = visit.desk.command("backup").option("--to", folder);
    let plan = JobPlan {
        title: text!("正在备份台账"; "The register is copied"),
        on_cancel: text!("取消后 U 盘上可能留下没写完的备份，请不要使用；台账不受影响。";
            "If it is cancelled, an unfinished copy may be left, which must not be used. The register is not affected."),
        command: line.shown(),
        then: "/keys/copied".to_owned(),
    };
    let job = visit.desk.start(&line, plan);
    let job = job.map_err(|why| visit.problem(why))?;
    Ok(Reply::See(format!("/jobs/{job}")))
}

pub(super) fn copied(visit: &Visit<'_>, job: &str) -> Answered {
    let (end, shown) = ended(visit, job)?;
    let back = html! { p.buttons { a.button.second href=(visit.href("/keys")) { (visit.say(&text!("返回"; "Back"))) } } };
    let json = match end {
        Ended::Done(json) => json,
        Ended::Failed(failed) => {
            return Ok(Reply::Page(
                html! { (widgets::failure(visit, &failed)) (back) (command(visit, &shown)) },
            ));
        }
        Ended::Cancelled => {
            return Ok(Reply::Page(html! {
                (notice(Weight::Warn, html! { p { (visit.say(&text!("已取消，没有备份。"; "Cancelled: there is no backup."))) } }))
                (back)
            }));
        }
    };
    let place = string(&json, "/backup");
    Ok(Reply::Page(html! {
        (notice(Weight::Good, html! {
            p { strong { (visit.say(&text!("已备份，并从备份里读回核对。"; "Copied, and checked by reading the copy."))) } }
            p { (place) }
        }))
        dl.figures {
            (figure(&visit.say(&text!("备份里的人"; "people in the copy")), number(&json, "/people")))
            (figure(&visit.say(&text!("备份里的码"; "codes in the copy")), number(&json, "/codes")))
            @if json["books"].is_object() {
                (figure(&visit.say(&text!("流水账文件"; "files of the books")), number(&json, "/books/files")))
            }
        }
        p { (visit.say(&text!("校验值（请写在备份的标签上）："; "End of the audit log (write it on the label): "))) code { (string(&json, "/head")) } }
        p { (visit.say(&text!("请安全弹出 U 盘再拔，与密钥的备份分开存放。"; "Eject the stick before it is pulled out, and keep it apart from the backup of the keys."))) }
        p.note { (visit.say(&restoring(place))) }
        (back)
        (command(visit, &shown))
    }))
}

/// With which command the copy comes back into use.
fn restoring(place: &str) -> messages::Text {
    let line = crate::command_line::CommandLine::new("recover").option("--from", place);
    let shown = line.shown();
    text!("台账损坏时用它恢复：{shown}"; "If the register is damaged, it comes back with: {shown}")
}
