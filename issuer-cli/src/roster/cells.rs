//! What single cells say, after what people and spreadsheets do to them is undone.

use credential_core::{CategorySet, DisplayName, Error};

use super::Names;
use super::fault::Kind;
use crate::values;

/// Whether there is nothing to be seen in the cell.
pub(super) fn is_blank(cell: &str) -> bool {
    cell.chars().all(is_nothing)
}

/// Blanks, also the wide one of Chinese texts, and invisible characters.
fn is_nothing(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{feff}' | '\u{200b}'..='\u{200f}')
}

/// The name of a person, as it is to be shown.
pub(super) fn name(cell: &str, names: Names) -> Result<DisplayName, Kind> {
    let full = mended_name(cell);
    if full.is_empty() {
        return Err(Kind::NameMissing);
    }
    // What programs put in the place of a character that their encoding does not have.
    if full.contains(['?', '？', '\u{fffd}', '□']) {
        return Err(Kind::NameCharacterLost);
    }
    let made = match names {
        Names::Masked => DisplayName::masked(&full),
        Names::Full => DisplayName::new(&full),
    };
    made.map_err(|error| match error {
        Error::ClaimsInvalid(_) if full.contains(messages::untrusted::is_hidden) => {
            Kind::NameHidden
        }
        _ => Kind::NameTooLong,
    })
}

/// Without blanks around; blanks between Chinese characters, put there to align columns, go too.
fn mended_name(cell: &str) -> String {
    let parts: Vec<&str> = cell
        .split(is_nothing)
        .filter(|part| !part.is_empty())
        .collect();
    let chinese = parts
        .iter()
        .flat_map(|part| part.chars())
        .all(|c| c >= '\u{2e80}' || c == '·');
    parts.join(if chinese { "" } else { " " })
}

/// At least one category.
pub(super) fn categories(cell: &str) -> Result<CategorySet, Kind> {
    let set = values::parse_categories(cell.trim_matches(is_nothing))
        .map_err(|_| Kind::CategoryUnknown)?;
    if set.is_empty() {
        return Err(Kind::CategoryMissing);
    }
    Ok(set)
}

/// 一级 to 十级, or 1 to 10; `None` where nothing or a dash is written.
pub(super) fn disability_grade(cell: &str) -> Result<Option<u8>, Kind> {
    let text: String = cell
        .chars()
        .filter(|c| !is_nothing(*c))
        .map(|c| match c {
            '０'..='９' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            other => other,
        })
        .collect();
    let text = text.strip_suffix('级').unwrap_or(&text);
    if matches!(text, "" | "无" | "-" | "—" | "——" | "/") {
        return Ok(None);
    }
    let chinese = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let grade = chinese
        .iter()
        .zip(1..)
        .find_map(|(word, grade)| (*word == text).then_some(grade))
        .or_else(|| text.parse().ok());
    grade
        .filter(|grade| (1..=10).contains(grade))
        .map(Some)
        .ok_or(Kind::GradeUnknown)
}

/// Six digits of a division; `None` where nothing is written.
pub(super) fn home_region(cell: &str) -> Result<Option<credential_core::Region>, Kind> {
    let text = cell.trim_matches(is_nothing);
    if text.is_empty() {
        return Ok(None);
    }
    values::parse_region(text)
        .map(Some)
        .ok_or(Kind::RegionUnknown)
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
            ("", Kind::NameMissing),
            (" \u{3000}\u{200b}", Kind::NameMissing),
            ("王?", Kind::NameCharacterLost),
            ("王\u{fffd}", Kind::NameCharacterLost),
            ("王\u{202e}明", Kind::NameHidden),
            ("王\u{7}明", Kind::NameHidden),
            (&"长".repeat(33), Kind::NameTooLong),
        ] {
            assert_eq!(name(cell, Names::Masked), Err(kind), "{cell}");
        }
    }

    #[test]
    fn grades_are_read_in_every_writing() {
        for (cell, grade) in [
            ("十级", Some(10)),
            (" 三 级", Some(3)),
            ("７级", Some(7)),
            ("1", Some(1)),
            ("", None),
            ("无", None),
            ("—", None),
        ] {
            assert_eq!(disability_grade(cell), Ok(grade), "{cell}");
        }
        for cell in ["0", "11级", "十一级", "重", "-1", "级级"] {
            assert_eq!(disability_grade(cell), Err(Kind::GradeUnknown), "{cell}");
        }
    }
}
