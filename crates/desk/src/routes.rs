//! From a request to a page, and from what the page says to a response.

mod body;
mod entrance;
mod job_pages;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use messages::{Text, text};

use crate::defence::Defence;
use crate::desk::Desk;
use crate::form::{CSRF, Form, ONCE};
use crate::guard;
use crate::headers;
use crate::locked::hold;
use crate::pages::{Answered, PAGES, Page, Problem, Reply, Visit};
use crate::sent::{self, Outcome};
use crate::session::Standing;
use crate::{layout, widgets};

/// What was asked for when a passphrase was missing: done again once it is there.
pub(crate) struct Pending {
    page: &'static Page,
    rest: String,
    /// The form that was sent; `None` for a page that was only to be shown.
    form: Option<Form>,
}

/// Where a response can be had again that is no redirect.
#[derive(Clone)]
struct Place(String);

/// Answers a request.
pub(crate) async fn handle(State(desk): State<Arc<Desk>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let response = match guard::check(&desk, &parts) {
        Ok(()) => route(&desk, &parts, body).await,
        Err(why) => refused(&desk, StatusCode::FORBIDDEN, &why),
    };
    headers::seal(response)
}

/// A refusal in plain text: whoever sent the request may not be the clerk.
fn refused(desk: &Desk, status: StatusCode, why: &Text) -> Response {
    let lang = hold(&desk.session).lang;
    let plain = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (status, plain, why.in_lang(lang).to_owned()).into_response()
}

fn not_found(desk: &Desk) -> Response {
    let why = text!("没有这个网址。请用程序显示的网址打开工作台。";
        "There is nothing at this address. Open the desk with the address that the program has printed.");
    refused(desk, StatusCode::NOT_FOUND, &why)
}

async fn route(desk: &Arc<Desk>, parts: &Parts, body: Body) -> Response {
    let below = parts.uri.path().strip_prefix(desk.base());
    let Some(path) = below.and_then(|path| path.strip_prefix('/')) else {
        return not_found(desk);
    };
    // Before anything is looked up: a session that has ended has ended, whenever somebody looks.
    desk.lock_if_idle();
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    match first {
        // Whatever looks at an address before the clerk does asks with another method, and does not use it up.
        "enter" if parts.method == Method::GET => return entrance::enter(desk, rest),
        "enter" => return StatusCode::METHOD_NOT_ALLOWED.into_response(),
        "assets" => return layout::asset(rest).unwrap_or_else(|| not_found(desk)),
        _ => {}
    }
    let (standing, generation) = standing(desk, parts);
    match standing {
        Standing::Stranger => return stranger(desk),
        Standing::Locked if parts.method != Method::POST => return entrance::lock_screen(desk),
        Standing::Locked | Standing::Open => {}
    }
    if parts.method == Method::POST {
        let form = match body::read(desk, parts, body).await {
            Ok(form) => form,
            Err(why) => return refused(desk, StatusCode::BAD_REQUEST, &why),
        };
        if desk.holds(Defence::Csrf) && !is_own(desk, &form) {
            let why = text!("这个表单不是本工作台这一次打开的：请回到工作台重新填写";
                "the form is not of this desk as it was opened now: go back to the desk and fill it in again");
            return refused(desk, StatusCode::FORBIDDEN, &why);
        }
        // The form may have come slowly, and the desk was locked meanwhile.
        desk.lock_if_idle();
        let (standing, generation) = self::standing(desk, parts);
        match standing {
            Standing::Stranger => return stranger(desk),
            Standing::Locked => {
                return entrance::unlock_or_lock_screen(desk, first, form, generation).await;
            }
            Standing::Open => {}
        }
        note_work(desk, first);
        let response = post_once(desk, first, rest, form, generation).await;
        return match first {
            "lock" | "close" => response,
            _ => unless_locked(desk, generation, response),
        };
    }
    note_work(desk, first);
    let response = match first {
        "jobs" => job_pages::show(desk, rest, generation),
        "idle" => see(desk, "/"),
        "sent" => sent_before(desk, rest),
        "passphrase" => entrance::ask_again(desk, rest),
        _ => on_page(desk, first, rest, None).await,
    };
    unless_locked(desk, generation, response)
}

/// What the cookie of a request is worth now, and since when.
fn standing(desk: &Desk, parts: &Parts) -> (Standing, u64) {
    let session = hold(&desk.session);
    let standing = if desk.holds(Defence::Cookie) {
        session.standing(entrance::cookie_of(&parts.headers))
    } else {
        Standing::Open
    };
    (standing, session.generation())
}

fn stranger(desk: &Desk) -> Response {
    let why = text!("请用程序显示的网址打开工作台：网址只能用一次，只在打开它的浏览器里有效。";
        "Open the desk with the address that the program has printed. It counts once, and in the browser in which it was opened.");
    refused(desk, StatusCode::FORBIDDEN, &why)
}

/// What was asked for before the lock is not shown after it.
fn unless_locked(desk: &Desk, generation: u64, response: Response) -> Response {
    if hold(&desk.session).is_open_since(generation) {
        response
    } else {
        entrance::lock_screen(desk)
    }
}

/// Whether a form has the values that the desk puts into each.
fn is_own(desk: &Desk, form: &Form) -> bool {
    hold(&desk.session).is_csrf(form.text(CSRF)) && sent::is_value(form.text(ONCE))
}

/// What the browser asks by itself is no work.
fn note_work(desk: &Desk, first: &str) {
    if !matches!(first, "jobs" | "idle" | "sent") {
        let now = desk.elapsed();
        hold(&desk.session).note_work(now);
    }
}

/// Does what a form asks for, if it is sent for the first time. If it was sent before, shows what came of that.
async fn post_once(
    desk: &Arc<Desk>,
    first: &str,
    rest: &str,
    form: Form,
    generation: u64,
) -> Response {
    let once = form.text(ONCE).to_owned();
    // These may be done twice.
    let may_repeat = matches!(first, "language" | "lock" | "unlock" | "close");
    if desk.holds(Defence::Once) && !may_repeat && !hold(&desk.session).sent.take(&once) {
        return match hold(&desk.session).sent.outcome(&once) {
            Some(Outcome::At(place)) => see(desk, &place),
            _ => see(desk, &format!("/sent/{once}")),
        };
    }
    let (desk, first, rest) = (desk.clone(), first.to_owned(), rest.to_owned());
    // A task of its own: a browser whose button is pressed again lets go of the first request.
    let done = tokio::spawn(async move {
        let response = post(&desk, &first, &rest, form, generation).await;
        note_outcome(&desk, &once, &response);
        response
    });
    done.await
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// Notes where the answer to a form can be seen.
fn note_outcome(desk: &Desk, once: &str, response: &Response) {
    let location = response.headers().get(header::LOCATION);
    let location = location.and_then(|location| location.to_str().ok()?.strip_prefix(desk.base()));
    let place = response.extensions().get::<Place>();
    let place = location.or(place.map(|place| place.0.as_str()));
    let outcome = place.map_or(Outcome::Answered, |place| Outcome::At(place.to_owned()));
    hold(&desk.session).sent.note(once, outcome);
}

/// What came of a form that was sent twice.
fn sent_before(desk: &Desk, once: &str) -> Response {
    let outcome = hold(&desk.session).sent.outcome(once);
    match outcome {
        Some(Outcome::At(place)) => see(desk, &place),
        Some(Outcome::Running) => layout::sent_page(desk, true),
        Some(Outcome::Answered) => layout::sent_page(desk, false),
        None => see(desk, "/"),
    }
}

async fn post(desk: &Arc<Desk>, first: &str, rest: &str, form: Form, generation: u64) -> Response {
    match first {
        // From two windows at the lock screen: the other one has opened the desk.
        "unlock" => see(desk, "/"),
        "language" => entrance::change_language(desk, &form),
        "lock" => {
            desk.lock();
            entrance::lock_screen(desk)
        }
        "close" => entrance::close(desk),
        "passphrase" => entrance::take_passphrase(desk, rest, form, generation).await,
        "jobs" => job_pages::cancel(desk, rest),
        _ => on_page(desk, first, rest, Some(form)).await,
    }
}

async fn on_page(desk: &Arc<Desk>, name: &str, rest: &str, form: Option<Form>) -> Response {
    match PAGES.iter().find(|page| page.name == name) {
        Some(page) => answer(desk, page, rest.to_owned(), form).await,
        None => not_found(desk),
    }
}

/// Lets a page answer, on a thread where it may wait for commands.
async fn answer(
    desk: &Arc<Desk>,
    page: &'static Page,
    rest: String,
    form: Option<Form>,
) -> Response {
    let desk = desk.clone();
    let answered = tokio::task::spawn_blocking(move || {
        let visit = Visit::new(&desk, page, &rest);
        let answered = match &form {
            Some(form) => (page.act)(&visit, form),
            None => (page.show)(&visit),
        };
        drop(visit);
        respond(&desk, page, rest, form, answered)
    });
    answered
        .await
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

fn respond(
    desk: &Desk,
    page: &'static Page,
    rest: String,
    form: Option<Form>,
    answered: Answered,
) -> Response {
    let visit_rest = rest.clone();
    let visit = Visit::new(desk, page, &visit_rest);
    match answered {
        Ok(Reply::Page(content)) => layout::page(&visit, &visit.say(&(page.title)()), content),
        Ok(Reply::See(path)) => see(desk, &path),
        Ok(Reply::Document(bytes)) => document(bytes),
        Ok(Reply::Download { bytes, name }) => download(bytes, &name),
        Ok(Reply::Picture(bytes)) => ([(header::CONTENT_TYPE, "image/png")], bytes).into_response(),
        Err(Problem::NotFound) => {
            layout::page(&visit, &visit.say(&(page.title)()), widgets::gone(&visit))
        }
        Err(Problem::PassphraseWanted) => {
            let pending = Arc::new(Pending { page, rest, form });
            entrance::passphrase_page(desk, pending, None)
        }
        Err(Problem::Failed(failed)) => layout::page(
            &visit,
            &visit.say(&(page.title)()),
            widgets::failed_page(&visit, &failed),
        ),
    }
}

/// To another page, with GET.
fn see(desk: &Desk, path: &str) -> Response {
    let to = format!("{}{path}", desk.base());
    match HeaderValue::from_str(&to) {
        Ok(to) => (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// A page that a command has made, in a sandbox.
fn document(bytes: Vec<u8>) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    let mut response = (kind, bytes).into_response();
    response.extensions_mut().insert(headers::Sandboxed);
    response
}

/// A file to be kept by the browser's user, never shown as a page.
fn download(bytes: Vec<u8>, name: &str) -> Response {
    let encoded: String = form_urlencoded::byte_serialize(name.as_bytes())
        .map(|part| part.replace('+', "%20"))
        .collect();
    let disposition = format!("attachment; filename*=UTF-8''{encoded}");
    let kind = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (kind, bytes).into_response()
}
