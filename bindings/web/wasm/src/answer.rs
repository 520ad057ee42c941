//! What all functions give back: JSON, and a fault as `{"error": {…}}`.

use credential_core::{Error, UnixTime};
use messages::{Failure, Lang, words};
use serde::Serialize;
use serde_json::json;
use terminal::to_json;

/// A time in seconds since 1970. JavaScript's clock has fractions of a second.
pub(crate) fn moment(seconds: f64) -> UnixTime {
    // A cast takes the nearest time there is; what is no number is 0, long before every list.
    UnixTime::from_secs(seconds as u64)
}

/// `zh` or `en`; everything else is English.
pub(crate) fn language(name: &str) -> Lang {
    if name.starts_with("zh") {
        Lang::Zh
    } else {
        Lang::En
    }
}

/// A fault with a stable code.
pub(crate) fn error(code: &str, message: &str) -> String {
    json!({"error": {"code": code, "message": message, "remedy": null}}).to_string()
}

/// An error of the core.
pub(crate) fn refused(fault: &Error) -> String {
    error(fault.code(), words::error(fault).in_lang(Lang::En))
}

/// A failure in words.
pub(crate) fn failed(failure: &Failure, lang: Lang) -> String {
    #[derive(Serialize)]
    struct Failed<T> {
        error: T,
    }
    to_json(&Failed {
        error: failure.record(lang),
    })
}
