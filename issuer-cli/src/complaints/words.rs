//! A complaint in a line and for programs.

use messages::{Text, dates, text, untrusted::escape_untrusted};
use serde_json::{Value, json};

use crate::catalogue::day_text;
use crate::register::RecordedComplaint;

/// A complaint in a line, without the merchant.
pub(crate) fn complaint_words(complaint: &RecordedComplaint) -> Text {
    let RecordedComplaint {
        number,
        holder,
        day,
        made,
        ..
    } = complaint;
    let (day, made) = (day_text(*day), dates::day(*made));
    let said = escape_untrusted(&complaint.text);
    match complaint.benefit {
        Some(benefit) => {
            text!("{day} 投诉 {number}，优待项目 {benefit}，持有人 {holder}，写于 {made}：{said}";
                "{day} complaint {number}, benefit {benefit}, holder {holder}, written on {made}: {said}")
        }
        None => text!("{day} 投诉 {number}，持有人 {holder}，写于 {made}：{said}";
            "{day} complaint {number}, holder {holder}, written on {made}: {said}"),
    }
}

/// A complaint for programs: `docs/json.md`, "issuer complaint import".
pub(crate) fn complaint_json(complaint: &RecordedComplaint) -> Value {
    json!({
        "complaint": complaint.number,
        "merchant": complaint.merchant,
        "benefit": complaint.benefit,
        "holder": complaint.holder.0,
        "day": complaint.day.to_string(),
        "made": complaint.made.as_secs(),
        "text": complaint.text,
        "recorded_at": complaint.at.as_secs(),
        "operator": complaint.actor,
    })
}
