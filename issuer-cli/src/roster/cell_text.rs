//! Characters of cells and headings.

/// Whether there is nothing to be seen in the cell.
pub(super) fn is_blank(cell: &str) -> bool {
    cell.chars().all(is_invisible)
}

/// Blanks, also the wide one of Chinese texts, and invisible characters.
pub(super) fn is_invisible(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{feff}' | '\u{200b}'..='\u{200f}')
}

/// A full-width digit as the usual one; other characters stay.
pub(super) fn narrow_digit(character: char) -> char {
    match character {
        '０'..='９' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        other => other,
    }
}

/// Characters of a heading that are looked at. Whatever is longer is none.
pub(super) const MAX_HEADING: usize = 200;

/// A heading without blanks, marks and what stands in brackets; in lower case.
pub(super) fn plain_heading(text: &str) -> String {
    let text = text
        .split(['(', '（', '[', '【'])
        .next()
        .unwrap_or_default();
    text.chars()
        .take(MAX_HEADING)
        .filter(|c| {
            !c.is_whitespace()
                && !messages::untrusted::is_hidden(*c)
                && !matches!(c, '*' | '＊' | ':' | '：' | '.' | '_' | '-')
        })
        .flat_map(char::to_lowercase)
        .collect()
}
