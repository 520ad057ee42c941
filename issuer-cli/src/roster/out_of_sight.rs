//! Rows that nobody sees who opens the workbook, or that are struck through: whether they are meant.

use std::path::Path;

use messages::untrusted::escape_untrusted_path;
use messages::{Failure, Text, failure, text};

use super::choice::{Chosen, shown_name};

/// What is to be done with such rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum HiddenRows {
    /// 照常读取 | read them like the others
    Include,
    /// 不读 | pass them over
    Skip,
}

/// Runs of rows that are listed.
const MAX_SHOWN: usize = 12;

/// What is said of them before anything is issued; nothing if there are none.
///
/// # Errors
/// A [`Failure`] if there are any, and no word on what is meant.
pub(super) fn decide(
    path: &Path,
    sheets: &[Chosen],
    decision: Option<HiddenRows>,
) -> Result<Option<Text>, Failure> {
    let count = |rows: fn(&Chosen) -> &Vec<u64>| -> usize {
        sheets.iter().map(|sheet| rows(sheet).len()).sum()
    };
    let (hidden, struck) = (count(|sheet| &sheet.hidden), count(|sheet| &sheet.struck));
    if hidden + struck == 0 {
        return Ok(None);
    }
    let name = escape_untrusted_path(path);
    let (zh, en) = (where_zh(sheets), where_en(sheets));
    match decision {
        Some(HiddenRows::Include) => Ok(Some(text!(
            "注意：隐藏的 {hidden} 行、加了删除线的 {struck} 行照常读取（--hidden-rows include）：{zh}。";
            "Note: hidden rows ({hidden}) and rows struck through ({struck}) are read like the others (--hidden-rows include): {en}."))),
        Some(HiddenRows::Skip) => Ok(Some(text!(
            "注意：隐藏的 {hidden} 行、加了删除线的 {struck} 行不读（--hidden-rows skip）：{zh}。";
            "Note: hidden rows ({hidden}) and rows struck through ({struck}) are passed over (--hidden-rows skip): {en}."))),
        None => Err(failure!("hidden-rows";
            "名册 {name} 里有看不见或划掉的行：隐藏 {hidden} 行，删除线 {struck} 行（{zh}）。没有签发任何码";
            "rows of the roster {name} are out of sight: {hidden} hidden, {struck} struck through ({en}). Nothing was issued";
            "这些人也要发码的，加 --hidden-rows include；不发的，加 --hidden-rows skip。\
             说不准的，先在 Excel 里取消隐藏（数据－筛选－清除），看清楚再定。";
            "If these people are to have codes, add --hidden-rows include; if not, --hidden-rows skip. \
             If you are not sure, show the rows in Excel first (Data, Filter, Clear).")),
    }
}

fn where_zh(sheets: &[Chosen]) -> String {
    let parts = parts(sheets, |name, hidden, struck| {
        let mut text = String::new();
        if sheets.len() > 1 {
            text.push_str(&format!("工作表“{name}”"));
        }
        if !hidden.is_empty() {
            text.push_str(&format!("隐藏第 {hidden} 行"));
        }
        if !struck.is_empty() {
            let comma = if hidden.is_empty() { "" } else { "，" };
            text.push_str(&format!("{comma}删除线第 {struck} 行"));
        }
        text
    });
    parts.join("；")
}

fn where_en(sheets: &[Chosen]) -> String {
    let parts = parts(sheets, |name, hidden, struck| {
        let mut text = String::new();
        if sheets.len() > 1 {
            text.push_str(&format!("sheet '{name}': "));
        }
        if !hidden.is_empty() {
            text.push_str(&format!("hidden {hidden}"));
        }
        if !struck.is_empty() {
            let comma = if hidden.is_empty() { "" } else { ", " };
            text.push_str(&format!("{comma}struck through {struck}"));
        }
        text
    });
    parts.join("; ")
}

fn parts(sheets: &[Chosen], text: impl Fn(&str, &str, &str) -> String) -> Vec<String> {
    let of_note = sheets
        .iter()
        .filter(|sheet| sheet.hidden.len() + sheet.struck.len() > 0);
    of_note
        .take(MAX_SHOWN)
        .map(|sheet| {
            text(
                &shown_name(&sheet.name),
                &runs(&sheet.hidden),
                &runs(&sheet.struck),
            )
        })
        .collect()
}

/// `3, 5-9, 12 …`
pub(super) fn runs(lines: &[u64]) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for &line in lines {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == line => *last = line,
            _ => runs.push((line, line)),
        }
    }
    let mut shown: Vec<String> = runs
        .iter()
        .take(MAX_SHOWN)
        .map(|(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first}-{last}"),
        })
        .collect();
    if runs.len() > MAX_SHOWN {
        shown.push("…".to_owned());
    }
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_listed_in_runs() {
        assert_eq!(runs(&[3, 4, 7, 9, 10, 11]), "3-4, 7, 9-11");
        let many: Vec<u64> = (1..100).step_by(2).collect();
        assert!(runs(&many).ends_with("23, …"), "{}", runs(&many));
    }
}
