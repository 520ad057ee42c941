//! Values as they may stand in a report: no identity or telephone number whole, nothing long.
//!
//! Numbers are known by their shape, not by being right: a number that somebody has typed with the
//! letter O, with blanks or with stars is still a number of a person.

/// Characters of a value that is shown.
const MAX_CHARS: usize = 40;

/// Runs of digits from this length on are taken for numbers of a person.
const MIN_RUN: usize = 8;

/// So many of the characters of a run must be digits, so that no word is one.
const MIN_DIGITS: usize = 5;

/// Runs of this length and more keep the digits of the division alone, like 990512\*\*\*\*\*\*\*\*\*\*\*\*: the day of birth
/// is on other papers, and the order digits with the check character would make the number whole.
const LONG_RUN: usize = 15;

/// Characters at the beginning and at the end that are shown of such a run.
const DIVISION: (usize, usize) = (6, 0);

/// The value with long runs of digits starred out, in half or full width, and cut if it is long.
pub(super) fn masked(value: &str) -> String {
    starred(value).0
}

/// The value whole, but for numbers of a person.
pub(super) fn without_numbers(value: &str) -> String {
    let (shown, longest) = starred(value);
    if longest == 0 {
        value.to_owned()
    } else {
        shown
    }
}

/// The value of a column that has numbers of persons and nothing else, also of passports and
/// certificates: whatever is not known to be harmless is starred out.
pub(super) fn masked_number(value: &str) -> String {
    let (shown, longest) = starred(value);
    let digits = value.chars().filter(|c| is_digit(*c)).count();
    if longest >= LONG_RUN || digits < MIN_DIGITS || is_scientific_shape(value) {
        return shown;
    }
    let length = value.chars().filter(|c| c.is_alphanumeric()).count();
    let (start, end) = if length >= LONG_RUN { DIVISION } else { (2, 2) };
    let mut at = 0;
    let out = value.trim().chars().map(|c| {
        if !c.is_alphanumeric() {
            return c;
        }
        at += 1;
        if at <= start || at + end > length {
            c
        } else {
            '*'
        }
    });
    cut(out.collect())
}

/// Whether a number as long as an identity number stands in the value.
pub(super) fn has_identity_number(value: &str) -> bool {
    starred(value).1 >= LONG_RUN
}

/// The value with its numbers starred out, and the length of the longest.
fn starred(value: &str) -> (String, usize) {
    let characters: Vec<char> = value.trim().chars().collect();
    let mut out: Vec<char> = Vec::new();
    let mut longest = 0;
    let mut rest = characters.as_slice();
    while let Some(first) = rest.first() {
        let run = if is_digit(*first) {
            run_length(rest)
        } else {
            0
        };
        if run == 0 {
            out.push(*first);
            rest = &rest[1..];
        } else {
            let (number, after) = rest.split_at(run);
            longest = longest.max(star(number, &mut out));
            rest = after;
        }
    }
    (cut(out), longest)
}

/// `9.90512E+17` has lost what a number tells.
fn is_scientific_shape(value: &str) -> bool {
    let plain = value.trim();
    plain.contains(['E', 'e']) && plain.contains('+') && plain.chars().count() <= 12
}

fn cut(mut out: Vec<char>) -> String {
    if out.len() > MAX_CHARS {
        out.truncate(MAX_CHARS - 1);
        out.push('…');
    }
    out.into_iter().collect()
}

/// How many characters from the first on are a number of a person; 0 if they are none.
fn run_length(text: &[char]) -> usize {
    let (mut digits, mut places, mut end) = (0, 0, 0);
    let (mut straight, mut longest) = (0, 0);
    for (at, &c) in text.iter().enumerate() {
        if is_digit(c) {
            digits += 1;
            straight += 1;
        } else if stands_for_digit(c) {
            straight += 1;
        } else if is_separator(c) {
            longest = longest.max(straight);
            straight = 0;
            continue;
        } else {
            break;
        }
        places += 1;
        end = at + 1;
    }
    longest = longest.max(straight);
    // A date with its marks has eight digits and is no number of a person.
    let enough = longest >= MIN_RUN || places > MIN_RUN;
    if enough && digits >= MIN_DIGITS {
        end
    } else {
        0
    }
}

/// Gives the length of the number without its separators.
fn star(number: &[char], out: &mut Vec<char>) -> usize {
    let number: Vec<char> = number
        .iter()
        .copied()
        .filter(|c| !is_separator(*c))
        .collect();
    let (start, end) = match number.len() {
        LONG_RUN.. => DIVISION,
        11.. => (3, 4),
        _ => (2, 2),
    };
    for (at, character) in number.iter().enumerate() {
        let shown = at < start || at + end >= number.len();
        out.push(if shown { *character } else { '*' });
    }
    number.len()
}

fn is_digit(character: char) -> bool {
    // Digits of other scripts too, and those that Chinese spells out.
    character.is_numeric() || "〇零一二三四五六七八九".contains(character)
}

/// What people and programs write in the place of a digit, or of the last character.
fn stands_for_digit(c: char) -> bool {
    matches!(
        c,
        'O' | 'o'
            | 'Ｏ'
            | 'ｏ'
            | 'О'
            | 'о'
            | 'Ο'
            | 'ο'
            | '〇'
            | '○'
            | 'l'
            | 'I'
            | 'i'
            | 'ｌ'
            | 'Ｉ'
            | '|'
            | '*'
            | '＊'
            | '×'
            | '✕'
            | 'X'
            | 'x'
            | 'Ｘ'
            | 'ｘ'
            | 'Х'
            | 'х'
            | 'Χ'
            | 'χ'
            | '?'
            | '？'
            | '#'
    )
}

/// What does not part a number.
fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || messages::untrusted::is_hidden(c)
        || matches!(
            c,
            '-' | '－' | '–' | '—' | '_' | '.' | '．' | '\'' | '’' | '`'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_of_a_person_is_whole() {
        for (value, shown) in [
            ("990512198502012199", "990512************"),
            (" 99051219850201219X\t", "990512************"),
            (
                "９９０５１２１９８５０２０１２１９９",
                "９９０５１２************",
            ),
            ("990512 19850201 2199", "990512************"),
            (
                "王明990512198502012199（复印）",
                "王明990512************（复印）",
            ),
            ("00012345678", "000****5678"),
            ("9.90512E+17", "9.90512E+17"),
            ("退伍老兵", "退伍老兵"),
            ("3级 2026", "3级 2026"),
            ("2028-11-22", "2028-11-22"),
            ("", ""),
            ("99O1O1197OO2O23O15", "99O1O1************"),
            ("990l0ll970020230l5", "990l0l************"),
            ("990101-19770202-3075", "990101************"),
            ("990101********3015", "990101************"),
            ("990101 1977 0202 30 7X", "990101************"),
            ("990101\u{200b}19770202\u{200b}3075", "990101************"),
            ("99010119720303069Х", "990101************"),
            ("99010119740303003×", "990101************"),
            (
                "99010119810202313X/990101198102023156",
                "990101************/990101************",
            ),
        ] {
            assert_eq!(masked(value), shown);
        }
        assert_eq!(masked(&"长".repeat(1000)).chars().count(), MAX_CHARS);
    }

    #[test]
    fn a_column_of_numbers_shows_no_number_of_any_kind() {
        for (value, shown) in [
            ("军字第2001123号", "军字*******3号"),
            ("E12345678", "E1*****78"),
            ("H12345678", "H1*****78"),
            ("不详", "不详"),
            ("4.2E+17", "4.2E+17"),
            ("9.90512E+17", "9.90512E+17"),
            ("990101********3015", "990101************"),
            ("9A9B0C1D0E1F1G9H7", "9A9B0C***********"),
        ] {
            assert_eq!(masked_number(value), shown, "{value}");
        }
    }
}
