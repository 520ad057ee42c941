//! Journals that were handed in: what was counted, what was refused and why.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use maud::{Markup, html};
use messages::text;
use serde_json::Value;

use crate::desk::Failed;
use crate::form::Form;
use crate::jobs::JobPlan;
use crate::locked::hold;
use crate::pages::roster::{Ended, ended};
use crate::pages::{Answered, Problem, Reply, Visit};
use crate::uploads::Upload;
use crate::widgets::{self, Weight, command, figure, mark, notice};
use crate::words::{list, number, string};

/// Journals on their way into the books.
struct ImportStep {
    /// Let go, and so wiped, when they were read.
    uploads: Mutex<Vec<Arc<Upload>>>,
    /// What the clerk calls them, by the path that the command is given.
    names: HashMap<String, String>,
}

pub(super) fn take(visit: &Visit<'_>, form: &Form) -> Answered {
    if form.uploads.is_empty() {
        return Err(Problem::Failed(Failed {
            code: "file-missing".to_owned(),
            message: visit.say(&text!("没有选文件"; "no file was chosen")),
            remedy: visit.say(
                &text!("请选终端交来的流水（.lbx）。"; "Choose journals of terminals (.lbx)."),
            ),
        }));
    }
    let line = form
        .uploads
        .iter()
        .fold(visit.desk.command("journal import"), |line, upload| {
            line.file(upload.path(), upload.name())
        });
    let name = |upload: &Arc<Upload>| {
        let path = std::path::absolute(upload.path());
        let path = path.unwrap_or_else(|_| upload.path().to_owned());
        (path.display().to_string(), upload.name().to_owned())
    };
    let step = ImportStep {
        names: form.uploads.iter().map(name).collect(),
        uploads: Mutex::new(form.uploads.clone()),
    };
    let id = visit.desk.keep(Arc::new(step));
    let id = id.map_err(|why| visit.problem(why))?;
    let plan = JobPlan {
        title: text!("正在导入流水"; "Journals are imported"),
        on_cancel: text!("取消不会弄坏流水账：要么已计入，要么没有；再导入一次即可。";
            "Cancelling does the books no harm: what was read counts or does not; import it again."),
        command: line.shown(),
        then: format!("/books/imported/{id}"),
    };
    let job = visit.desk.start(&line, plan);
    let job = job.map_err(|why| visit.problem(why))?;
    Ok(Reply::See(format!("/jobs/{job}")))
}

pub(super) fn imported(visit: &Visit<'_>, id: &str, job: &str) -> Answered {
    let step = visit.desk.kept::<ImportStep>(id).ok_or(Problem::NotFound)?;
    let (end, shown) = ended(visit, job)?;
    let gone = std::mem::take(&mut *hold(&step.uploads));
    drop(gone);
    let back = html! { p.buttons { a.button href=(visit.href("/books")) { (visit.say(&text!("回到流水账"; "Back to the books"))) } } };
    let report = match end {
        Ended::Done(report) => report,
        Ended::Failed(failed) => {
            return Ok(Reply::Page(
                html! { (widgets::failure(visit, &failed)) (back) },
            ));
        }
        Ended::Cancelled => {
            return Ok(Reply::Page(html! {
                (notice(Weight::Warn, html! { p { (visit.say(&text!("已取消。请把流水再交一次。"; "Cancelled. Hand the journals in again."))) } }))
                (back)
            }));
        }
    };
    let files = list(&report, "/files");
    let of = |result: &str| {
        let of_it = files
            .iter()
            .filter(|file| string(file, "/result") == result);
        of_it.count()
    };
    let new: u64 = files.iter().map(|file| number(file, "/new")).sum();
    Ok(Reply::Page(html! {
        dl.figures {
            (figure(&visit.say(&text!("新记录"; "new records")), new))
            (figure(&visit.say(&text!("收下的文件"; "files taken")), of("imported")))
            (figure(&visit.say(&text!("等候前面的"; "waiting")), of("waiting")))
            (figure(&visit.say(&text!("未收"; "refused")), of("refused")))
        }
        div.wide { table {
            thead { tr {
                th scope="col" { (visit.say(&text!("文件"; "File"))) }
                th.number scope="col" { (visit.say(&text!("终端"; "Terminal"))) }
                th scope="col" { (visit.say(&text!("结果"; "Result"))) }
            } }
            tbody { @for file in files {
                tr {
                    th scope="row" { (name_of(&step, file)) }
                    td.number { @if let Some(terminal) = file["terminal"].as_u64() { (terminal) } }
                    td { (result(visit, file)) }
                }
            } }
        } }
        (more_marks(visit, list(&report, "/marks")))
        (back)
        p.note { (visit.say(&text!("交来的文件已抹去；流水账里有经过核验的记录。"; "What was handed in was wiped; the books have the verified records."))) }
        (command(visit, &shown))
    }))
}

/// What the clerk calls it. One that had waited is not among those of now.
fn name_of(step: &ImportStep, file: &Value) -> String {
    let path = string(file, "/file");
    match step.names.get(path) {
        Some(name) => name.clone(),
        None => {
            let name = Path::new(path).file_name().unwrap_or_default();
            messages::untrusted::escape_untrusted(&name.to_string_lossy()).into_owned()
        }
    }
}

fn result(visit: &Visit<'_>, file: &Value) -> Markup {
    let (new, known) = (number(file, "/new"), number(file, "/known"));
    match string(file, "/result") {
        "imported" => html! {
            (mark(Weight::Good, &visit.say(&text!("已计入"; "counted")))) " "
            (visit.say(&text!("新记录 {new} 条，已有 {known} 条"; "new records: {new}, known already: {known}")))
        },
        "waiting" => {
            let (from, to) = (number(file, "/missing/0"), number(file, "/missing/1"));
            html! {
                (mark(Weight::Warn, &visit.say(&text!("等候"; "waiting")))) " "
                (visit.say(&text!("缺第 {from} 到 {to} 条，先留着，补齐后自动计入"; "records {from} to {to} are missing; it is kept, and counts when they have come")))
            }
        }
        _ => html! {
            (mark(Weight::Bad, &visit.say(&text!("未收"; "refused")))) " "
            (string(file, "/error/message"))
            @if !string(file, "/error/remedy").is_empty() { br; (string(file, "/error/remedy")) }
        },
    }
}

/// Marks of which there are more than before.
fn more_marks(visit: &Visit<'_>, marks: &[Value]) -> Markup {
    let rising: Vec<&Value> = marks
        .iter()
        .filter(|one| number(one, "/now") > number(one, "/before"))
        .collect();
    html! {
        @if !rising.is_empty() {
            h2 { (visit.say(&text!("新的有疑问的记录"; "New marked records"))) }
            ul.list { @for one in &rising {
                @let more = number(one, "/now") - number(one, "/before");
                @let now = number(one, "/now");
                li.item.warn {
                    (mark(Weight::Warn, &visit.say(&text!("{more} 条"; "{more}"))))
                    div {
                        p.what { (string(one, "/message")) " " (visit.say(&text!("（共 {now} 条）"; "({now} in all)"))) }
                        p { (string(one, "/remedy")) }
                    }
                    a.button.second href=(visit.href(&format!("/books/marks/{}", string(one, "/kind")))) { (visit.say(&text!("看"; "Look"))) }
                }
            } }
        } @else {
            p { (visit.say(&text!("没有新的有疑问的记录。"; "No new marked records."))) }
        }
    }
}
