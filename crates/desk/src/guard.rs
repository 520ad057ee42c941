//! What every request must satisfy before anything looks at what it asks.
//!
//! A browser runs pages of everybody, and any of them can send requests to a loopback address. It says
//! truthfully, though, from where a request comes: that is what is checked here.

use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use messages::{Text, text};

use crate::defence::Defence;
use crate::desk::Desk;

/// Why a request is refused. Said to whoever sent it in plain text, without a page of the desk.
pub(crate) type Refused = Text;

/// Checks where a request comes from.
///
/// # Errors
/// Why it is refused.
pub(crate) fn check(desk: &Desk, request: &Parts) -> Result<(), Refused> {
    if ![Method::GET, Method::HEAD, Method::POST].contains(&request.method) {
        return Err(text!("不支持这种请求"; "this kind of request is not known"));
    }
    if desk.holds(Defence::Host) && !asks_for_the_desk(desk, request) {
        return Err(text!("请求的地址不是本工作台：请用程序显示的网址";
            "the request names another address: use the one that the program printed"));
    }
    if desk.holds(Defence::Origin) && !is_own(desk, request) {
        return Err(
            text!("请求来自别的网页，已拒绝"; "the request comes from another page, and is refused"),
        );
    }
    if desk.holds(Defence::Framing) && is_framed(&request.headers) {
        return Err(text!("不能嵌在别的网页里"; "the desk is not shown inside other pages"));
    }
    Ok(())
}

/// Both names of the loopback address, with the port.
fn asks_for_the_desk(desk: &Desk, request: &Parts) -> bool {
    let names = desk.host_names();
    let is_one = |name: &str| names.iter().any(|own| own == name);
    // A request to a proxy names the host in its first line, too.
    let in_line = request
        .uri
        .authority()
        .is_none_or(|own| is_one(own.as_str()));
    let mut hosts = request.headers.get_all(header::HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok());
    in_line && hosts.next().is_none() && host.is_some_and(is_one)
}

/// Whether no other page has caused the request.
fn is_own(desk: &Desk, request: &Parts) -> bool {
    let origin = value(&request.headers, "origin");
    let site = value(&request.headers, "sec-fetch-site");
    let origin_is_own = origin.is_some_and(|origin| {
        let mut names = desk.host_names().into_iter();
        names.any(|name| origin == format!("http://{name}"))
    });
    if origin.is_some() && !origin_is_own {
        return false;
    }
    match (site, request.method == Method::POST) {
        // `none`: the clerk has typed the address, or another program has opened it.
        (Some("same-origin"), _) | (Some("none"), false) => true,
        (Some(_), _) => false,
        // Browsers from before 2020 and 2023 do not say it of each request, but all say where a form comes from.
        (None, true) => origin_is_own,
        (None, false) => true,
    }
}

fn is_framed(headers: &HeaderMap) -> bool {
    matches!(
        value(headers, "sec-fetch-dest"),
        Some("iframe" | "frame" | "object" | "embed" | "fencedframe")
    )
}

/// A header that is text. What is not counts as foreign.
fn value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).map(|value| value.to_str().unwrap_or("?"))
}
