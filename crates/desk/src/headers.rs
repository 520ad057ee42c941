//! What every response says about itself.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;

/// Nothing from outside, no script in a page, no frame around it.
const CONTENT: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    form-action 'self'; frame-ancestors 'none'; base-uri 'none'; connect-src 'self'";

/// Marks a page that is not the desk's own.
#[derive(Clone, Copy)]
pub(crate) struct Sandboxed;

/// Such a page has an origin of its own, no script, no forms, nothing from elsewhere: only its own styles and pictures.
const SANDBOX: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
    form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

/// Adds what every response says. A response may have set its own referrer policy.
pub(crate) fn seal(mut response: Response) -> Response {
    let content = match response.extensions().get::<Sandboxed>() {
        Some(Sandboxed) => SANDBOX,
        None => CONTENT,
    };
    let fixed: [(HeaderName, &str); 7] = [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, content),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=()",
        ),
    ];
    let headers = response.headers_mut();
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Not `no-referrer`: under that, a browser hides from us, too, where a form comes from.
    headers
        .entry(header::REFERRER_POLICY)
        .or_insert(HeaderValue::from_static("same-origin"));
    response
}
