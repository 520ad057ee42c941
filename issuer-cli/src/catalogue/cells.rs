//! What stands in a cell, in the forms in which people write it.

use messages::condition_words::runs;
use messages::{Failure, Text, failure, untrusted::escape_untrusted};
use unicode_normalization::UnicodeNormalization;

/// Characters of a cell that are repeated in a message.
const MAX_SHOWN: usize = 40;

/// A cell with ordinary letters, digits and marks, in lower case and without blanks at its ends.
pub(super) fn ordinary(cell: &str) -> String {
    let text: String = cell.nfkc().flat_map(char::to_lowercase).collect();
    text.trim().to_owned()
}

/// As [`ordinary`], without any blanks.
pub(super) fn dense(cell: &str) -> String {
    let text = ordinary(cell);
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The entries of a cell with a list.
pub(super) fn entries(cell: &str) -> Vec<String> {
    let text = ordinary(cell);
    text.split(['、', ',', ';', '\n', '。'])
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A whole number in digits or in Chinese (up to 99).
pub(super) fn whole_number(text: &str) -> Option<u32> {
    if text.is_empty() {
        return None;
    }
    if text.bytes().all(|digit| digit.is_ascii_digit()) {
        return text.parse().ok();
    }
    let (tens, ones) = text.split_once('十').unwrap_or(("零", text));
    let digit = |text: &str, empty| match text {
        "" => Some(empty),
        _ => "零一二三四五六七八九"
            .chars()
            .position(|digit| text.chars().eq([digit]))
            .and_then(|digit| u32::try_from(digit).ok()),
    };
    let ten = digit(tens, 1)?;
    Some(ten * 10 + digit(ones, 0)?)
}

/// Both ends of an entry such as `1-6` or `周一至周五`; of one without a hyphen twice the same.
pub(super) fn range(entry: &str) -> (&str, &str) {
    let parted = entry.split_once(['-', '至', '~', '到', '–', '—']);
    let (from, to) = parted.unwrap_or((entry, entry));
    (from.trim(), to.trim())
}

/// Numbers from 1 to `last` in a list with ranges, each as `read` understands it.
pub(super) fn numbers(
    cell: &str,
    last: u8,
    read: impl Fn(&str) -> Option<u32>,
) -> Result<Vec<u8>, Failure> {
    let mut all = Vec::new();
    for entry in entries(cell) {
        let (from, to) = range(&entry);
        let ends = (read(from), read(to));
        let (Some(from), Some(to)) = ends else {
            return Err(unreadable(&entry));
        };
        if from < 1 || to > u32::from(last) || to < from {
            return Err(
                failure!("number-range"; "“{}”不在 1 到 {last} 之内，或先后颠倒", shown(&entry);
                "'{}' is not between 1 and {last}, or the wrong way round", shown(&entry);
                "请写成 1、3 或 1-6。"; "Write 1, 3 or 1-6."),
            );
        }
        all.extend((from..=to).filter_map(|number| u8::try_from(number).ok()));
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// The numbers of a set as a cell: `1-6、8`.
pub(super) fn numbers_text(numbers: &[u8], separator: &str) -> String {
    let texts: Vec<String> = runs(numbers.iter().copied())
        .iter()
        .map(|(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first}-{last}"),
        })
        .collect();
    texts.join(separator)
}

/// What a cell says, as it may be shown.
pub(super) fn shown(text: &str) -> String {
    escape_untrusted(text).chars().take(MAX_SHOWN).collect()
}

/// The failure to an entry that means nothing in its column.
pub(super) fn unreadable(entry: &str) -> Failure {
    let entry = shown(entry);
    failure!("value-unreadable"; "看不懂“{entry}”"; "'{entry}' is not understood";
        "请照模板里的写法填写（issuer catalogue template）。";
        "Write it as the template does (issuer catalogue template).")
}

/// The failure to an entry that means nothing in its column, with the way to write it.
pub(super) fn unreadable_but(entry: &str, zh: &'static str, en: &'static str) -> Failure {
    Failure {
        remedy: Box::new(Text::new(zh, en)),
        ..unreadable(entry)
    }
}

/// The failure to a word that is none of those that are known.
pub(super) fn unknown(
    code: &'static str,
    what: (&str, &str),
    word: &str,
    known: &[&str],
) -> Failure {
    let word_shown = shown(word);
    let remedy = match nearest(word, known) {
        Some(near) => Text::new(
            format!("是不是“{near}”？"),
            format!("Did you mean '{near}'?"),
        ),
        None => {
            let list = |separator| {
                known
                    .iter()
                    .take(60)
                    .copied()
                    .collect::<Vec<_>>()
                    .join(separator)
            };
            Text::new(
                format!("可用：{}。", list("、")),
                format!("Use one of: {}.", list(", ")),
            )
        }
    };
    Failure::new(
        code,
        Text::new(
            format!("没有这种{}：“{word_shown}”", what.0),
            format!("there is no such {}: '{word_shown}'", what.1),
        ),
        remedy,
    )
}

/// The known word that is most like this one, if one is.
pub(super) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let most = (word.chars().count() / 3).max(1);
    let near = known
        .iter()
        .map(|known| (strsim::osa_distance(word, &known.to_lowercase()), *known))
        .filter(|(distance, known)| *distance <= most && *distance < known.chars().count());
    near.min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_digits_and_in_chinese_and_within_their_bounds() {
        assert_eq!(numbers("1-3、8", 10, whole_number).unwrap(), [1, 2, 3, 8]);
        assert_eq!(
            numbers("一至三，十", 10, whole_number).unwrap(),
            [1, 2, 3, 10]
        );
        assert_eq!(whole_number("三十一"), Some(31));
        for wrong in ["0", "11", "3-1"] {
            assert_eq!(
                numbers(wrong, 10, whole_number).unwrap_err().code,
                "number-range",
                "{wrong}"
            );
        }
        assert_eq!(
            numbers("x", 10, whole_number).unwrap_err().code,
            "value-unreadable"
        );
        assert_eq!(numbers_text(&[1, 2, 3, 8], "、"), "1-3、8");
    }

    #[test]
    fn a_slip_of_a_letter_is_found_and_another_word_is_not() {
        let known = ["退役军人", "现役军人", "veteran"];
        assert_eq!(nearest("退伍军人", &known), Some("退役军人"));
        assert_eq!(nearest("vetran", &known), Some("veteran"));
        assert_eq!(nearest("居民", &known), None);
    }
}
