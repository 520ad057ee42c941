//! Breaking text into lines by the Unicode line breaking algorithm (UAX #14): Western text after blanks and
//! hyphens, Chinese text between characters, and no closing mark at the start of a line.

use unicode_linebreak::{BreakOpportunity, linebreaks};

/// The byte offsets at which a line may end, in order; the last is the length of the text.
pub fn break_points(text: &str) -> impl Iterator<Item = usize> {
    linebreaks(text).map(|(at, _)| at)
}

/// Words that are read at a glance on a screen, and so are not broken.
const WHOLE: [&str; 6] = ["优待", "点位", "流水", "持有人", "老兵码", "U 盘"];

/// Whether one of [`WHOLE`] begins before this place and ends after it.
fn is_inside_word(text: &str, at: usize) -> bool {
    let begins_at =
        |begin: usize, word: &str| text.get(begin..).is_some_and(|rest| rest.starts_with(word));
    WHOLE.iter().any(|word| {
        let mut inside = word.char_indices().skip(1);
        inside.any(|(before, _)| {
            at.checked_sub(before)
                .is_some_and(|begin| begins_at(begin, word))
        })
    })
}

/// The text in as few lines as `fits` allows. Joined, the lines are the text again.
///
/// `fits` is asked about a line without the blanks at its end, which may hang over the edge. A piece that
/// cannot be broken and does not fit alone is a line of its own. Line feeds end a line.
pub fn wrap(text: &str, fits: impl Fn(&str) -> bool) -> Vec<&str> {
    let mut lines = Vec::new();
    let (mut rest, mut taken) = (text, 0);
    let breaks = linebreaks(text).filter(|(at, _)| !is_inside_word(text, *at));
    for (at, opportunity) in breaks {
        // Offsets of the text, as offsets in the rest.
        let mut end = at - (text.len() - rest.len());
        let candidate = rest.get(..end).unwrap_or_default();
        if taken > 0 && !fits(candidate.trim_end()) {
            let (line, below) = rest.split_at(taken);
            lines.push(line);
            rest = below;
            end -= taken;
        }
        taken = end;
        if opportunity == BreakOpportunity::Mandatory && taken > 0 {
            let (line, below) = rest.split_at(taken);
            lines.push(line);
            (rest, taken) = (below, 0);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chinese characters are two columns wide.
    fn columns(text: &str) -> usize {
        text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
    }

    fn wrapped(text: &str, room: usize) -> Vec<&str> {
        wrap(text, |line| columns(line) <= room)
    }

    #[test]
    fn lines_break_between_words_and_between_chinese_characters() {
        assert_eq!(
            wrapped("Compare name and category", 13),
            ["Compare name ", "and category"]
        );
        assert_eq!(
            wrapped("请对照姓名、类别核对本人。", 12),
            ["请对照姓名、", "类别核对本", "人。"]
        );
        assert_eq!(
            wrapped("a hand-held scanner", 8),
            ["a hand-", "held ", "scanner"]
        );
    }

    #[test]
    fn no_line_is_too_wide_or_begins_with_a_closing_mark_and_nothing_is_lost() {
        let text = "请对照 name 姓名（类别）核对本人，相符才给予优待：it fits.";
        for room in 6..40 {
            let lines = wrapped(text, room);
            assert_eq!(lines.concat(), text);
            for line in lines {
                assert!(columns(line.trim_end()) <= room, "{room} {line}");
                assert!(!line.starts_with(['，', '。', '）', '：', '.']), "{line}");
                assert!(!line.ends_with('（'), "{line}");
            }
        }
    }

    #[test]
    fn words_of_the_screen_are_not_broken() {
        assert_eq!(wrapped("相符才给予优待。", 12), ["相符才给予", "优待。"]);
        assert_eq!(wrapped("写到 U 盘上", 7), ["写到 ", "U 盘上"]);
        assert_eq!(wrapped("不是持有人优先待", 8), ["不是", "持有人优", "先待"]);
    }

    #[test]
    fn a_long_word_stands_alone_and_a_line_feed_ends_a_line() {
        assert_eq!(wrapped("a longword b", 3), ["a ", "longword ", "b"]);
        assert_eq!(wrapped("a\nb", 9), ["a\n", "b"]);
        assert_eq!(wrapped("", 9), [""; 0]);
    }

    #[test]
    fn break_points_end_with_the_length() {
        assert_eq!(break_points("ab 王明。").collect::<Vec<_>>(), [3, 6, 12]);
    }
}
