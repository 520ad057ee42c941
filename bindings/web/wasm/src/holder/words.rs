//! Both languages of a sentence, and faults, as JSON.

use credential_core::{Error, UnixTime};
use messages::{Lang, Text, words};
use serde_json::{Value, json};

pub(super) fn both(text: &Text) -> Value {
    json!({ "zh": text.in_lang(Lang::Zh), "en": text.in_lang(Lang::En) })
}

pub(super) fn fault(error: &Error) -> Value {
    fault_in_words(error.code(), &words::error(error))
}

pub(super) fn fault_in_words(code: &str, text: &Text) -> Value {
    json!({ "error": { "code": code, "zh": text.in_lang(Lang::Zh), "en": text.in_lang(Lang::En) } })
}

/// A time of JavaScript in whole seconds. What is no time is the first second of 1970.
pub(super) fn time(seconds: f64) -> UnixTime {
    // Saturates, and makes 0 of NaN.
    UnixTime::from_secs(seconds as u64)
}
