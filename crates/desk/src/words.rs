//! Words for what the JSON of commands has as numbers and codes.

use std::str::FromStr;

use messages::{Lang, Text, text};
use serde_json::Value;

/// A number of the JSON; 0 where there is none.
pub(crate) fn number(value: &Value, path: &str) -> u64 {
    value.pointer(path).and_then(Value::as_u64).unwrap_or(0)
}

/// A text of the JSON; empty where there is none.
pub(crate) fn string<'v>(value: &'v Value, path: &str) -> &'v str {
    value.pointer(path).and_then(Value::as_str).unwrap_or("")
}

/// A list of the JSON; empty where there is none.
pub(crate) fn list<'v>(value: &'v Value, path: &str) -> &'v [Value] {
    let list = value.pointer(path).and_then(Value::as_array);
    list.map_or(&[], Vec::as_slice)
}

/// A day and minute in Beijing.
pub(crate) fn minute(value: &Value, path: &str) -> Option<String> {
    time(value, path).map(messages::dates::minute)
}

/// A day in Beijing.
pub(crate) fn day(value: &Value, path: &str) -> Option<String> {
    time(value, path).map(messages::dates::day)
}

/// The last day of what ends then.
pub(crate) fn last_day(value: &Value, path: &str) -> Option<String> {
    time(value, path).map(messages::dates::last_day)
}

fn time(value: &Value, path: &str) -> Option<credential_core::UnixTime> {
    let seconds = value.pointer(path).and_then(Value::as_u64)?;
    Some(credential_core::UnixTime::from_secs(seconds))
}

/// Money, from a hundredth of a yuan.
pub(crate) fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

/// How a merchant stands.
pub(crate) fn membership(code: &str) -> Text {
    match code {
        "member" => text!("在册"; "member"),
        "suspended" => text!("暂停"; "suspended"),
        "left" => text!("退出"; "left"),
        "not-joined" => text!("未加入"; "not joined yet"),
        other => text!("{other}"; "{other}"),
    }
}

/// How a code stands.
pub(crate) fn status(code: &str) -> Text {
    match code {
        "valid" => text!("有效"; "valid"),
        "revoked" => text!("已吊销"; "revoked"),
        "suspended" => text!("已暂停"; "suspended"),
        other => text!("{other}"; "{other}"),
    }
}

/// A category by its code.
pub(crate) fn category(code: &str, lang: Lang) -> String {
    credential_core::Category::from_code(code).map_or_else(
        || code.to_owned(),
        |category| messages::words::category(category).in_lang(lang).to_owned(),
    )
}

/// Several categories.
pub(crate) fn categories(codes: &[Value], lang: Lang) -> String {
    let separator = match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    };
    let names: Vec<String> = codes
        .iter()
        .filter_map(Value::as_str)
        .map(|code| category(code, lang))
        .collect();
    names.join(separator)
}

/// What a clerk types as a number, in full width too.
pub(crate) fn typed_number<N: FromStr>(text: &str) -> Option<N> {
    let narrow = |c| match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    let digits: String = text.trim().chars().map(narrow).collect();
    digits.parse().ok()
}
