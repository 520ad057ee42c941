//! What `check`, `diff` and `publish` say alike: faults, and what must be confirmed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use messages::Lang::{En, Zh};
use messages::{Exit, Text, benefit_words, text, untrusted::escape_untrusted};
use serde_json::{Value, json};

use crate::Call;
use crate::catalogue::{BenefitRow, CatalogueBook, CellFault, read_book};
use crate::consent::Consent;
use crate::merchants::{audience, quota_words};
use cli_support::Stop;

/// Faults that people are shown; programs get all.
const MAX_SHOWN: usize = 100;

/// Reads the tables; what is wrong in them is told, and then there is no book.
///
/// # Errors
/// Those of reading the files.
pub(in crate::commands) fn read(
    files: &[PathBuf],
    call: &mut Call<'_, '_>,
) -> Result<Result<CatalogueBook, Exit>, Stop> {
    match read_book(files)? {
        Ok(book) => Ok(Ok(book)),
        Err(faults) => {
            tell(&faults, call)?;
            Ok(Err(Exit::Refused))
        }
    }
}

fn tell(faults: &[CellFault], call: &mut Call<'_, '_>) -> Result<(), Stop> {
    let count = faults.len();
    let mut lines = vec![text!("表格里有 {count} 处不对：";
        "{count} cells or rows are not in order:")];
    lines.extend(faults.iter().take(MAX_SHOWN).map(CellFault::line));
    if let Some(rest) = count.checked_sub(MAX_SHOWN).filter(|rest| *rest > 0) {
        lines.push(text!("  另有 {rest} 处，见 --json"; "  and {rest} more, see --json"));
    }
    let lang = call.console.lang;
    let json: Vec<Value> = faults.iter().map(|fault| fault.to_json(lang)).collect();
    call.answer(&lines, &json!({ "sound": false, "faults": json }))?;
    call.console.say(&text!("没有公布任何内容。请改正后再来。";
        "Nothing was published. Correct it and come again."))?;
    Ok(())
}

/// Asks about benefits that are for everybody because nobody wrote whom they are for.
///
/// # Errors
/// `declined`, `consent-missing`.
pub(super) fn confirm_everybody(
    book: &CatalogueBook,
    consent: &Consent,
    call: &mut Call<'_, '_>,
) -> Result<(), Stop> {
    let open: Vec<&BenefitRow> = book.for_everybody_by_silence().collect();
    if open.is_empty() {
        return Ok(());
    }
    for line in shout(&open) {
        call.console.say(&line)?;
    }
    let count = open.len();
    consent.ask(
        &text!("这 {count} 项真的给所有持有人吗？"; "Are these {count} really for every holder?"),
        call,
    )
}

fn shout(open: &[&BenefitRow]) -> Vec<Text> {
    let count = open.len();
    let mut lines = vec![
        text!("!!! 注意：有 {count} 项优待没有写适用类别，等于给【所有】持有人：";
        "!!! ATTENTION: {count} benefits do not say whom they are for, which comes to EVERY holder:"),
    ];
    lines.extend(open.iter().take(MAX_SHOWN).map(|row| {
        let (number, title) = (row.number(), escape_untrusted(&row.benefit.title.zh));
        text!("!!!   {number} {title}"; "!!!   {number} {title}")
    }));
    lines.push(
        text!("!!! 确实如此的，请在“适用类别”里写“所有持有人”，以后不再问。";
        "!!! If that is meant, write 'everybody' in the column 'for', and it is not asked again."),
    );
    lines
}

/// How the value and the quotas of some benefits were understood, to be looked through before they count.
pub(super) fn understood(book: &CatalogueBook, numbers: impl Iterator<Item = u32>) -> Vec<Text> {
    let rows: Vec<&BenefitRow> = numbers.filter_map(|number| book.benefit(number)).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let mut lines =
        vec![text!("程序这样理解，请核对："; "This is how they were understood; look it through:")];
    lines.extend(rows.iter().take(MAX_SHOWN).map(|row| {
        let (number, title) = (row.number(), benefit_words::title(&row.benefit.title));
        let value = match row.allowance {
            Some(monthly) => text!("每月 {monthly} 元"; "{monthly} yuan a month"),
            None => benefit_words::kind(row.benefit.kind),
        };
        let quotas: Vec<Text> = row.benefit.quotas.iter().map(quota_words).collect();
        let quotas = |lang, separator: &str, none: &str| match quotas.is_empty() {
            true => none.to_owned(),
            false => {
                let all: Vec<&str> = quotas.iter().map(|quota| quota.in_lang(lang)).collect();
                all.join(separator)
            }
        };
        let audience = audience(book, row);
        text!("  {number} {}：{}，{}；{}", title.in_lang(Zh), value.in_lang(Zh), quotas(Zh, "、", "不限次"), audience.in_lang(Zh);
            "  {number} {}: {}, {}; {}", title.in_lang(En), value.in_lang(En), quotas(En, ", ", "any number of times"), audience.in_lang(En))
    }));
    if let Some(rest) = rows.len().checked_sub(MAX_SHOWN).filter(|rest| *rest > 0) {
        lines.push(text!("  另有 {rest} 项"; "  and {rest} more"));
    }
    lines
}

/// Merchants with one name: most often one that was entered twice.
pub(super) fn same_names(book: &CatalogueBook) -> Vec<Text> {
    let mut numbers: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for row in &book.merchants {
        let name = row.merchant.name.zh.as_str();
        numbers
            .entry(name)
            .or_default()
            .push(row.number().to_string());
    }
    let twice = numbers.iter().filter(|(_, numbers)| numbers.len() > 1);
    twice
        .take(MAX_SHOWN)
        .map(|(name, numbers)| {
            let name = escape_untrusted(name);
            let (zh, en) = (numbers.join("、"), numbers.join(", "));
            text!("注意：商户 {zh} 名称相同：{name}。是同一家的，请只留一行；是两家的，请在名称里分清。";
                "Note: the merchants {en} have one name: {name}. If they are one, keep one row; if not, tell them apart in their names.")
        })
        .collect()
}

/// A benefit by number and title.
pub(super) fn named(row: &BenefitRow) -> Value {
    json!({ "number": row.number(), "title": row.benefit.title.zh })
}
