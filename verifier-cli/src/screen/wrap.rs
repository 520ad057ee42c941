//! Breaking text into lines, Chinese and Western.

use unicode_width::UnicodeWidthChar as _;

use super::grid::Ambiguous;

/// The text in lines of at most so many columns.
pub(super) fn broken(text: &str, room: usize, ambiguous: Ambiguous) -> Vec<String> {
    /// What may not begin a line.
    const CLOSING: &str = "，。、；：？！）”』」》】…,.;:?!)";
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        let fits = ambiguous.width(&line) + ambiguous.width(piece.trim_end()) <= room;
        // A closing mark hangs over the edge rather than stand alone, if only by leaving a blank out.
        let closes = piece.chars().all(|c| CLOSING.contains(c));
        if !fits && !line.is_empty() {
            let moved = if closes { line.pop() } else { None };
            lines.push(line);
            line = moved.map(String::from).unwrap_or_default();
        }
        line.push_str(piece);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Where a line may be broken: after blanks, and before and after every wide character.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, character) in text.char_indices() {
        let is_wide = |c: char| c.width().unwrap_or(0) > 1;
        let breaks = before.is_some_and(|before| {
            (before == ' ' && character != ' ') || is_wide(before) || is_wide(character)
        });
        if breaks {
            pieces.extend(text.get(start..at));
            start = at;
        }
        before = Some(character);
    }
    pieces.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_between_chinese_characters() {
        let narrow = Ambiguous::Narrow;
        assert_eq!(
            broken("Compare name and category", 13, narrow),
            ["Compare name ", "and category"]
        );
        assert_eq!(
            broken("请对照姓名、类别核对本人。", 12, narrow),
            ["请对照姓名、", "类别核对本", "人。"]
        );
        for room in 2..40 {
            for line in broken(
                "请对照 name 姓名、类别核对本人，相符才给予优待。",
                room.max(6),
                narrow,
            ) {
                assert!(
                    narrow.width(line.trim_end()) <= room.max(6),
                    "{room} {line}"
                );
            }
        }
    }
}
