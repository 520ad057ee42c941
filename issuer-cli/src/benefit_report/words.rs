//! Words of the report: its time, reasons and marks.

use books::MarkKind;
use books::report::MonthSpan;
use messages::{Text, text};

use crate::books::mark_text;

/// The months that it is about.
pub(super) fn span_words(span: MonthSpan) -> Text {
    match (span.from, span.until) {
        (None, None) => text!("流水账中的全部月份"; "All months in the books"),
        (Some(from), None) => text!("{from} 起"; "From {from}"),
        (None, Some(until)) => text!("截至 {until}"; "Until {until}"),
        (Some(from), Some(until)) if from == until => text!("{from}"; "{from}"),
        (Some(from), Some(until)) => text!("{from} 至 {until}"; "{from} to {until}"),
    }
}

/// Why a benefit was given without a code.
pub(super) fn manual_reason(code: &str) -> Text {
    match code {
        "card-unreadable" => text!("卡读不出"; "card unreadable"),
        "scanner-broken" => text!("扫码器坏了"; "scanner broken"),
        "no-power" => text!("停电"; "no power"),
        other => Text::new(other.to_owned(), other.to_owned()),
    }
}

/// What a record is marked with.
pub(super) fn mark(code: &str) -> Text {
    match MarkKind::from_code(code) {
        Some(kind) => mark_text(kind),
        None => Text::new(code.to_owned(), code.to_owned()),
    }
}
