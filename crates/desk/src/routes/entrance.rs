//! In and out: the start address, the lock screen, passphrases, the language, the end.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use messages::{Failure, Text, text};

use super::{Pending, Place, answer, note_outcome, refused, see};
#[cfg(test)]
use crate::defence::Defence;
use crate::desk::{Desk, Ran};
use crate::form::{Form, ONCE};
use crate::layout;
use crate::locked::hold;
use crate::secrets::Secret;
use crate::session::hex;

/// The name of the cookie.
const COOKIE: &str = "desk";

/// The cookie that a request brings.
pub(super) fn cookie_of(headers: &HeaderMap) -> Option<&str> {
    let lines = headers.get_all(header::COOKIE).iter();
    lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// Exchanges the token of the start address for a cookie, and leaves the address at once, so that it is
/// in no history.
pub(super) fn enter(desk: &Desk, token: &str) -> Response {
    let Ok(cookie) = desk.token() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let now = desk.elapsed();
    let mut session = hold(&desk.session);
    let entered = session.enter(token, cookie, now);
    drop(session);
    #[cfg(test)]
    if !desk.holds(Defence::AddressOnce) {
        hold(&desk.session).accept_again(crate::testing::unhex(token));
    }
    if !entered {
        let why = text!("这个网址已经用过，或者不对。每个网址只能用一次：请关掉工作台再打开，或用程序新显示的网址。";
            "This address was used already, or is wrong. Each counts once: close the desk and open it again, or use the address that the program printed last.");
        return refused(desk, StatusCode::FORBIDDEN, &why);
    }
    let base = desk.base();
    let cookie = format!(
        "{COOKIE}={}; Path={base}; HttpOnly; SameSite=Strict",
        hex(&cookie)
    );
    let mut response = see(desk, "/");
    let headers = response.headers_mut();
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        headers.insert(header::SET_COOKIE, cookie);
    }
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    response
}

/// What is shown while the desk is locked.
pub(super) fn lock_screen(desk: &Desk) -> Response {
    layout::lock_screen(desk, None)
}

/// The lock screen takes a passphrase and nothing else.
pub(super) async fn unlock_or_lock_screen(
    desk: &Arc<Desk>,
    first: &str,
    form: Form,
    generation: u64,
) -> Response {
    let passphrase = form.secret("passphrase");
    let (Some(passphrase), "unlock") = (passphrase, first) else {
        return lock_screen(desk);
    };
    if !hold(&desk.session).begin_try() {
        let why = text!("输错的次数太多：请用程序新显示的网址打开。";
            "Too many wrong ones: use the new address that the program has printed.");
        return layout::lock_screen(desk, Some(&why));
    }
    match right(desk, passphrase).await {
        Ok(Some(passphrase)) => {
            let now = desk.elapsed();
            if hold(&desk.session).unlock(generation, passphrase, now) {
                see(desk, "/")
            } else {
                lock_screen(desk)
            }
        }
        Ok(None) => layout::lock_screen(desk, Some(&wrong())),
        Err(failure) => {
            hold(&desk.session).not_tried();
            layout::lock_screen(desk, Some(&failure.what))
        }
    }
}

fn wrong() -> Text {
    text!("口令不对。请检查大写锁定和输入法（全角、半角）。";
        "Wrong passphrase. Check caps lock and the input method (full-width letters).")
}

/// Asks for the passphrase that a page needs.
pub(super) fn passphrase_page(desk: &Desk, pending: Arc<Pending>, why: Option<&Text>) -> Response {
    let page = pending.page;
    match desk.keep(pending) {
        Ok(id) => {
            let mut response = layout::passphrase_page(desk, page, &id, why);
            let place = Place(format!("/passphrase/{id}"));
            response.extensions_mut().insert(place);
            response
        }
        Err(failure) => refused(desk, StatusCode::INTERNAL_SERVER_ERROR, &failure.what),
    }
}

/// The same question again, for whoever did not see it the first time.
pub(super) fn ask_again(desk: &Desk, id: &str) -> Response {
    match desk.kept::<Pending>(id) {
        Some(pending) => layout::passphrase_page(desk, pending.page, id, None),
        None => see(desk, "/"),
    }
}

/// Takes a passphrase, and does what was asked for when it was missing.
pub(super) async fn take_passphrase(
    desk: &Arc<Desk>,
    id: &str,
    form: Form,
    generation: u64,
) -> Response {
    let Some(pending) = desk.kept::<Pending>(id) else {
        return see(desk, "/");
    };
    let Some(passphrase) = form.secret("passphrase") else {
        return passphrase_page(desk, pending, None);
    };
    // Each question has a name of its own, and the one before counts no more.
    desk.forget(id);
    match right(desk, passphrase).await {
        Ok(Some(passphrase)) => {
            if !hold(&desk.session).hold_since(generation, passphrase) {
                return lock_screen(desk);
            }
        }
        Ok(None) => return passphrase_page(desk, pending, Some(&wrong())),
        Err(failure) => return passphrase_page(desk, pending, Some(&failure.what)),
    }
    let Some(pending) = Arc::into_inner(pending) else {
        return see(desk, "/");
    };
    match pending.form {
        Some(form) => {
            let once = form.text(ONCE).to_owned();
            let response = answer(desk, pending.page, pending.rest, Some(form)).await;
            note_outcome(desk, &once, &response);
            response
        }
        // A page that was only to be shown is shown at its own address.
        None => see(desk, &format!("/{}/{}", pending.page.name, pending.rest)),
    }
}

/// The passphrase, if it opens the bureau's issuing key.
async fn right(desk: &Arc<Desk>, passphrase: Secret) -> Result<Option<Secret>, Failure> {
    let desk = desk.clone();
    let tried = tokio::task::spawn_blocking(move || {
        let Ran::Done(bureau, _) = desk.run(&desk.command("bureau show")) else {
            return Ok(None);
        };
        let text = |key: &str| bureau.get(key).and_then(|value| value.as_str());
        // A key that has no passphrase would open with any.
        let (Some(key), true) = (text("key"), text("protection") != Some("none")) else {
            return Ok(None);
        };
        let opens = desk.is_passphrase(key, passphrase.clone())?;
        Ok(opens.then_some(passphrase))
    });
    tried.await.unwrap_or(Ok(None))
}

/// Changes the language, and shows the same page again.
pub(super) fn change_language(desk: &Desk, form: &Form) -> Response {
    if let Some(lang) = messages::Lang::from_tag(form.text("lang")) {
        hold(&desk.session).lang = lang;
    }
    // Only to a page of the desk: letters, digits and hyphens between slashes.
    let then = form.text("then");
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '/';
    let own = then.starts_with('/') && !then.starts_with("//") && then.chars().all(plain);
    see(desk, if own { then } else { "/" })
}

/// Closes the desk. The page that says so is the last one.
pub(super) fn close(desk: &Desk) -> Response {
    let response = layout::closed(desk);
    desk.close();
    response
}
