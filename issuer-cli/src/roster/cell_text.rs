//! Characters of cells and headings.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

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
pub(crate) fn plain_heading(text: &str) -> String {
    let mut depth = 0_u32;
    let outside = text.chars().take(MAX_HEADING).filter(|c| match c {
        '(' | '（' | '[' | '［' | '【' | '〔' | '{' | '｛' => {
            depth += 1;
            false
        }
        ')' | '）' | ']' | '］' | '】' | '〕' | '}' | '｝' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    });
    let text: String = outside.collect();
    in_ordinary_forms(&text)
        .chars()
        .filter(|c| {
            !c.is_whitespace()
                && !messages::untrusted::is_hidden(*c)
                && !matches!(c, '*' | '＊' | ':' | '：' | '.' | '_' | '-')
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// The ordinary character in the place of a radical, a compatibility ideograph, a full-width or half-width
/// form and the like; `None` for a character that is ordinary itself, `Some(None)` if it stands for several.
pub(super) fn ordinary_form(c: char) -> Option<Option<char>> {
    if let Some(ordinary) = RADICALS.get(&c) {
        return Some(Some(*ordinary));
    }
    if !matches!(u32::from(c),
        0x2e80..=0x2fdf | 0x3131..=0x318e | 0xf900..=0xfdff | 0xfe20..=0xfeff | 0xff00..=0xffef
        | 0x1d400..=0x1d7ff | 0x1f100..=0x1f2ff | 0x2f800..=0x2fa1f)
    {
        return None;
    }
    let mut folded = std::iter::once(c).nfkc();
    match (folded.next(), folded.next()) {
        (Some(one), None) if one == c => None,
        (Some(one), None) => Some(Some(one)),
        _ => Some(None),
    }
}

/// The text with ordinary letters and digits in the place of radicals and other forms.
pub(super) fn in_ordinary_forms(text: &str) -> String {
    text.chars()
        .map(|c| {
            let meant = ordinary_form(c).flatten();
            // Full-width marks are how Chinese is written.
            meant.filter(|meant| meant.is_alphanumeric()).unwrap_or(c)
        })
        .collect()
}

/// CJK radicals and the ordinary characters that they stand for.
pub(super) static RADICALS: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    include_str!("data/radicals.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut pair = line.chars();
            Some((pair.next()?, pair.next()?))
        })
        .collect()
});
