//! Words of the report: its time, reasons and marks.

use books::report::MonthSpan;
use messages::{Text, text};

/// The months that it is about.
pub(super) fn span_words(span: MonthSpan) -> Text {
    match (span.from, span.until) {
        (None, None) => text!("账册中的全部月份"; "All months in the books"),
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
    match code {
        "quota-exceeded" => text!("超过优待次数"; "quota exceeded"),
        "revoked" => text!("码当时已吊销"; "code revoked by then"),
        "suspended" => text!("码当时暂停"; "code suspended at that time"),
        "not-member" => text!("商户当时不在册"; "merchant not a member at that time"),
        "terminal-retired" => text!("终端当时已停用"; "terminal retired by then"),
        "before-place" => text!("早于点位文件"; "before the terminal had a place"),
        "far-places" => text!("几分钟内在两地"; "at two far places within minutes"),
        "manual-over-cap" => text!("手工登记超过上限"; "more manual grants than allowed"),
        "clock-ahead" => text!("时间晚于导入日"; "dated after its import"),
        "clock-behind" => text!("终端时钟落后"; "clock of the terminal behind"),
        "clock-lowered" => text!("终端时间下调"; "clock of the terminal set back"),
        "edition-unknown" => text!("版次或项目不明"; "edition or benefit not known"),
        "undo-without-grant" => text!("撤回的不是给予记录"; "something undone that is no grant"),
        other => Text::new(other.to_owned(), other.to_owned()),
    }
}
