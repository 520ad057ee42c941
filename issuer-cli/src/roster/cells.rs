//! What single cells say, after what people and spreadsheets do to them is undone.

use credential_core::{CategorySet, DisplayName, Error};

use super::cell_text::is_invisible;
use super::fault::RowFaultKind;
use super::person::Names;
use crate::values;

/// The name of a person, as it is to be shown.
pub(super) fn name(cell: &str, names: Names) -> Result<DisplayName, RowFaultKind> {
    let full = mended_name(cell);
    if full.is_empty() {
        return Err(RowFaultKind::NameMissing);
    }
    // What programs put in the place of a character that their encoding does not have.
    if full.contains(['?', '？', '\u{fffd}', '□']) {
        return Err(RowFaultKind::NameCharacterLost);
    }
    let made = match names {
        Names::Masked => DisplayName::masked(&full),
        Names::Full => DisplayName::new(&full),
    };
    made.map_err(|error| match error {
        Error::ClaimsInvalid(_) if full.contains(messages::untrusted::is_hidden) => {
            RowFaultKind::NameHidden
        }
        _ => RowFaultKind::NameTooLong,
    })
}

/// Without blanks around; blanks between Chinese characters, put there to align columns, go too.
fn mended_name(cell: &str) -> String {
    let parts: Vec<&str> = cell
        .split(is_invisible)
        .filter(|part| !part.is_empty())
        .collect();
    let chinese = parts
        .iter()
        .flat_map(|part| part.chars())
        .all(|c| c >= '\u{2e80}' || c == '·');
    parts.join(if chinese { "" } else { " " })
}

/// At least one category.
pub(super) fn categories(cell: &str) -> Result<CategorySet, RowFaultKind> {
    let set = values::parse_categories(cell.trim_matches(is_invisible))
        .map_err(|_| RowFaultKind::CategoryUnknown)?;
    if set.is_empty() {
        return Err(RowFaultKind::CategoryMissing);
    }
    Ok(set)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_mended_and_masked() {
        for (cell, shown) in [
            ("王建明", "王*明"),
            ("\u{3000}王建明 ", "王*明"),
            ("王\u{3000}明", "王*"),
            ("王 建\n明", "王*明"),
            ("\u{feff}阿卜杜拉·买买提\u{200b}", "阿*提"),
            ("王𬎆", "王*"),
            ("John  Smith", "J*h"),
        ] {
            assert_eq!(name(cell, Names::Masked).unwrap().as_str(), shown, "{cell}");
        }
        assert_eq!(
            name(" John \t Smith", Names::Full).unwrap().as_str(),
            "John Smith"
        );
    }

    #[test]
    fn names_that_cannot_be_signed_are_refused() {
        for (cell, kind) in [
            ("", RowFaultKind::NameMissing),
            (" \u{3000}\u{200b}", RowFaultKind::NameMissing),
            ("王?", RowFaultKind::NameCharacterLost),
            ("王\u{fffd}", RowFaultKind::NameCharacterLost),
            ("王\u{202e}明", RowFaultKind::NameHidden),
            ("王\u{7}明", RowFaultKind::NameHidden),
            (&"长".repeat(33), RowFaultKind::NameTooLong),
        ] {
            assert_eq!(name(cell, Names::Masked), Err(kind), "{cell}");
        }
    }
}
