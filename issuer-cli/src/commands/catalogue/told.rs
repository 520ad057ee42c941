//! What `check`, `diff` and `publish` say alike: faults, and what must be confirmed.

use std::path::PathBuf;

use messages::{Exit, Text, text, untrusted::escape_untrusted};
use serde_json::{Value, json};

use crate::Call;
use crate::catalogue::{BenefitRow, CatalogueBook, CellFault, read_book};
use crate::consent::Consent;
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

/// A benefit by number and title.
pub(super) fn named(row: &BenefitRow) -> Value {
    json!({ "number": row.number(), "title": row.benefit.title.zh })
}
