//! The frame around all pages, and the pages that belong to no part of the work.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use messages::{Lang, Text, text};

use crate::desk::Desk;
use crate::jobs::Job;
use crate::locked::hold;
use crate::pages::{PAGES, Page, Visit};
use crate::session::MAX_IDLE;
use crate::widgets::{self, command};

const STYLE: &str = include_str!("layout/desk.css");
const SCRIPT: &str = include_str!("layout/desk.js");
const ICON: &str = include_str!("layout/icon.svg");

/// A file that belongs to all pages. None of them says anything about anybody.
pub(crate) fn asset(name: &str) -> Option<Response> {
    let (kind, content) = match name {
        "desk.css" => ("text/css; charset=utf-8", STYLE),
        "desk.js" => ("text/javascript; charset=utf-8", SCRIPT),
        "icon.svg" => ("image/svg+xml", ICON),
        _ => return None,
    };
    Some(([(header::CONTENT_TYPE, kind)], content).into_response())
}

/// A page with the navigation.
pub(crate) fn page(visit: &Visit<'_>, title: &str, content: Markup) -> Response {
    // When nobody has worked for a while, a page that shows people gives way to the lock screen by itself.
    // A script says so before; without scripts the page goes at that time.
    let seconds = MAX_IDLE.as_secs() + 6;
    let idle = format!("{seconds};url={}", visit.href("/idle"));
    let head = html! { noscript { meta http-equiv="refresh" content=(idle); } };
    let body = html! {
        a.skip href="#content" { (visit.say(&text!("跳到正文"; "Skip to the content"))) }
        header {
            p.name { (visit.say(&text!("老兵码工作台"; "Veteran code desk"))) }
            nav aria-label=(visit.say(&text!("页面"; "Pages"))) {
                @for page in &PAGES {
                    a href=(visit.href(&format!("/{}", page.name)))
                        aria-current=[(page.name == visit.page.name).then_some("page")] {
                        (visit.say(&(page.title)()))
                    }
                }
            }
            (session_forms(visit))
        }
        main #content {
            h1 { (title) }
            (content)
            div #idle.notice.warn role="alert" hidden data-seconds=(seconds) data-to=(visit.href("/idle")) data-here=(visit.href("/")) {
                p { (visit.say(&text!("很久没有操作：两分钟后锁定，没有提交的就没有了。"; "Nobody has worked for a while: the desk locks in two minutes, and what was not sent is lost."))) }
                p { button.second type="button" { (visit.say(&text!("继续工作"; "Go on working"))) } }
            }
        }
    };
    document(visit.desk, title, head, body).into_response()
}

/// The language, the lock, the end.
fn session_forms(visit: &Visit<'_>) -> Markup {
    let (tag, other) = match visit.lang {
        Lang::Zh => ("en", "English"),
        Lang::En => ("zh", "中文"),
    };
    html! {
        div.session {
            (visit.form("/language", html! {
                input type="hidden" name="then" value=(visit.here());
                button.quiet type="submit" name="lang" value=(tag) lang=(tag) { (other) }
            }))
            (visit.form("/lock", html! {
                button.quiet type="submit" { (visit.say(&text!("锁定"; "Lock"))) }
            }))
            (visit.form("/close", html! {
                button.quiet type="submit" { (visit.say(&text!("关闭"; "Close"))) }
            }))
        }
    }
}

/// A page without navigation.
fn plain(desk: &Desk, title: &Text, content: Markup) -> Response {
    let lang = hold(&desk.session).lang;
    let title = title.in_lang(lang);
    let body = html! {
        main.narrow #content {
            h1 { (title) }
            (content)
        }
    };
    document(desk, title, html! {}, body).into_response()
}

fn document(desk: &Desk, title: &str, head: Markup, body: Markup) -> Html {
    let lang = match hold(&desk.session).lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    };
    let asset = |name: &str| format!("{}/assets/{name}", desk.base());
    Html(html! {
        (DOCTYPE)
        html lang=(lang) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · 老兵码" }
                link rel="icon" href=(asset("icon.svg"));
                link rel="stylesheet" href=(asset("desk.css"));
                script src=(asset("desk.js")) defer {}
                (head)
            }
            body { (body) }
        }
    })
}

struct Html(Markup);

impl IntoResponse for Html {
    fn into_response(self) -> Response {
        let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        (kind, self.0.into_string()).into_response()
    }
}

/// What is shown while the desk is locked: nothing of anybody.
pub(crate) fn lock_screen(desk: &Desk, why: Option<&Text>) -> Response {
    let visit = Visit::new(desk, &PAGES[0], "");
    let minutes = MAX_IDLE.as_secs() / 60;
    let content = html! {
        p { (visit.say(&text!("工作台已锁定：{minutes} 分钟没有人操作，或者按了“锁定”。口令已从内存中清除。";
            "The desk is locked: nobody has worked for {minutes} minutes, or it was locked by hand. Passphrases were wiped from memory."))) }
        @if let Some(why) = why { (widgets::warning(&visit.say(why))) }
        (visit.form("/unlock", html! {
            (widgets::passphrase(&visit))
            p { button type="submit" { (visit.say(&text!("打开"; "Open"))) } }
        }))
        p.note { (visit.say(&text!("密钥没有口令的，或者忘了口令，请用程序窗口里新显示的网址打开。";
            "If the key has no passphrase, or it was forgotten, use the new address in the program's window."))) }
    };
    plain(desk, &text!("已锁定"; "Locked"), content)
}

/// Asks for the passphrase before something is done.
pub(crate) fn passphrase_page(
    desk: &Desk,
    asked_by: &'static Page,
    id: &str,
    why: Option<&Text>,
) -> Response {
    let visit = Visit::new(desk, asked_by, "");
    let minutes = MAX_IDLE.as_secs() / 60;
    let content = html! {
        p { (visit.say(&text!("这一步要用本单位的密钥。口令只留在内存里，{minutes} 分钟没有人操作就清除。";
            "This needs the bureau's key. The passphrase stays in memory only, and is wiped when nobody has worked for {minutes} minutes."))) }
        @if let Some(why) = why { (widgets::warning(&visit.say(why))) }
        (visit.form(&format!("/passphrase/{id}"), html! {
            (widgets::passphrase(&visit))
            p.buttons {
                button type="submit" { (visit.say(&text!("继续"; "Continue"))) }
                a.button.second href=(visit.href(&format!("/{}", asked_by.name))) { (visit.say(&text!("不做了"; "Do not do it"))) }
            }
        }))
    };
    page(
        &visit,
        &visit.say(&text!("请输入口令"; "Passphrase")),
        content,
    )
}

/// How far a long command is.
pub(crate) fn progress_page(desk: &Desk, job: &Job, id: &str, then: &str) -> Response {
    let visit = Visit::new(desk, &PAGES[0], "");
    let progress = job.progress();
    let total = progress.total.max(1);
    let body = html! {
        main.narrow #content {
            h1 { (visit.say(&job.title)) }
            div #job data-events=(visit.href(&format!("/jobs/{id}/events"))) data-then=(visit.href(then)) {
                progress max=(total) value=(progress.done) aria-labelledby="job-text" {}
                p #job-text role="status" aria-live="polite" {
                    @if progress.text.is_empty() {
                        (visit.say(&text!("正在开始……"; "Beginning …")))
                    } @else { (progress.text) }
                }
            }
            (visit.form(&format!("/jobs/{id}/cancel"), html! {
                p.buttons { button.second type="submit" { (visit.say(&text!("取消"; "Cancel"))) } }
            }))
            p.note { (visit.say(&job.on_cancel)) }
            (command(&visit, &job.command))
        }
    };
    // Where scripts are off, the page is loaded again and again.
    let head = html! { noscript { meta http-equiv="refresh" content="2"; } };
    document(desk, &visit.say(&job.title), head, body).into_response()
}

/// A form that was sent twice. While the first is being carried out, its result is waited for.
pub(crate) fn sent_page(desk: &Desk, is_running: bool) -> Response {
    let visit = Visit::new(desk, &PAGES[0], "");
    let title = visit.say(&text!("已经交过了"; "It was sent already"));
    let what = if is_running {
        text!("这张表单已经收到，正在办理，不会办两次。请稍候：办好以后这里自动显示结果。";
            "This form was sent already and is being carried out. It is not done twice. Wait a little: what comes of it is shown here by itself.")
    } else {
        text!("这张表单已经交过一次，没有再办一次。请先回到原来的页面，看看办成了没有；没有办成的，在那里重新填写。";
            "This form was sent already, and was not carried out a second time. Go back to where you were and look whether it was done. If it was not, fill it in there again.")
    };
    let head = html! { @if is_running { meta http-equiv="refresh" content="2"; } };
    let body = html! {
        main.narrow #content {
            h1 { (title) }
            p role="status" { (visit.say(&what)) }
            p.buttons { a.button href=(visit.href("/")) { (visit.say(&(PAGES[0].title)())) } }
        }
    };
    document(desk, &title, head, body).into_response()
}

/// The last page.
pub(crate) fn closed(desk: &Desk) -> Response {
    let lang = hold(&desk.session).lang;
    let content = html! {
        p { (text!("工作台已关闭，口令已清除，交来的文件已抹去。可以关掉这个窗口了。";
            "The desk is closed. Passphrases were wiped, and so were the files that were handed in. This window can be closed.").in_lang(lang)) }
    };
    let mut response = plain(desk, &text!("已关闭"; "Closed"), content);
    *response.status_mut() = StatusCode::OK;
    response
}
