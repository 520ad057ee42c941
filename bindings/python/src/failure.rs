//! The exception: with a stable code, what is wrong and what to do.

use messages::{Lang, failure};
use pyo3::exceptions::PyException;
use pyo3::prelude::*;

pyo3::create_exception!(
    _native,
    Failure,
    PyException,
    "Why something could not be done: code (stable), message, remedy, message_zh, remedy_zh, detail."
);

/// The exception for a failure.
pub(crate) fn raised(py: Python<'_>, failure: &messages::Failure) -> PyErr {
    let (en, zh) = (failure.record(Lang::En), failure.record(Lang::Zh));
    let error = Failure::new_err(format!("{} ({})", en.message, en.code));
    let value = error.value(py);
    let set = value
        .setattr("code", en.code)
        .and_then(|()| value.setattr("message", en.message.as_ref()))
        .and_then(|()| value.setattr("remedy", en.remedy.as_ref()))
        .and_then(|()| value.setattr("message_zh", zh.message.as_ref()))
        .and_then(|()| value.setattr("remedy_zh", zh.remedy.as_ref()))
        .and_then(|()| value.setattr("detail", en.detail));
    match set {
        Ok(()) => error,
        Err(other) => other,
    }
}

/// The exception for an error of the core.
pub(crate) fn of_core(py: Python<'_>, error: &credential_core::Error) -> PyErr {
    let why = messages::words::error(error);
    let (zh, en) = (why.in_lang(Lang::Zh), why.in_lang(Lang::En));
    raised(
        py,
        &failure!(error.code(); "{zh}"; "{en}";
            "请更正后再试。"; "Correct it and try again."),
    )
}
