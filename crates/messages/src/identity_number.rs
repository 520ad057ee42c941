//! Identity numbers in messages: a number that was typed in the wrong place must not stand on the screen.

use std::borrow::Cow;

/// Digits of identity numbers: today's, the same without the last character, and those of before 1999.
const LENGTHS: [usize; 3] = [18, 17, 15];

/// How people write one in groups: division, day of birth, the rest.
const GROUPS: [usize; 3] = [6, 8, 4];

/// Characters that are left: the division.
const SHOWN: usize = 6;

/// The text with all but the first six characters of each identity number starred out.
///
/// A number is known by its shape: as many digits as one has, the last of which may be X, in one piece or in the
/// usual groups, and no other letter or digit beside it.
pub fn hide_identity_numbers(text: &str) -> Cow<'_, str> {
    let characters: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut hidden = false;
    let mut at = 0;
    while let Some(rest) = characters.get(at..).filter(|rest| !rest.is_empty()) {
        let beside = at > 0 && characters[at - 1].is_ascii_alphanumeric();
        match number_length(rest).filter(|_| !beside) {
            Some(length) => {
                let number = rest.iter().take(length);
                out.extend(number.clone().take(SHOWN));
                out.extend(number.skip(SHOWN).map(|_| '*'));
                hidden = true;
                at += length;
            }
            None => {
                out.push(rest[0]);
                at += 1;
            }
        }
    }
    if hidden {
        Cow::Owned(out)
    } else {
        Cow::Borrowed(text)
    }
}

/// How many characters from the first on are an identity number.
fn number_length(text: &[char]) -> Option<usize> {
    let first = digits(text);
    let ends = |at: usize| text.get(at).is_none_or(|c| !is_part(*c));
    if LENGTHS.contains(&first) && ends(first) {
        return Some(first);
    }
    if first != GROUPS[0] {
        return None;
    }
    let mut at = first;
    for group in &GROUPS[1..] {
        at += text
            .get(at)
            .filter(|c| matches!(c, ' ' | '-' | '\u{3000}'))
            .map(|_| 1)?;
        let found = digits(text.get(at..)?);
        if found != *group {
            return None;
        }
        at += found;
    }
    ends(at).then_some(at)
}

/// How many digits there are, with an X that takes the place of the last one.
fn digits(text: &[char]) -> usize {
    let count = text.iter().take_while(|c| is_digit(**c)).count();
    let is_x = |c: &char| matches!(c, 'X' | 'x' | 'Ｘ' | 'ｘ');
    count + usize::from(count > 0 && text.get(count).is_some_and(is_x))
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || is_digit(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_identity_number_is_left_whole() {
        for (text, shown) in [
            (
                "参数 --holder 不能是“99010119600101003X”",
                "参数 --holder 不能是“990101************”",
            ),
            ("990101196001010030", "990101************"),
            ("99010119600101003", "990101***********"),
            ("990101600101003", "990101*********"),
            ("990101 19600101 003X", "990101**************"),
            ("990101-19600101-0030.xlsx", "990101**************.xlsx"),
            (
                "９９０１０１１９６００１０１００３Ｘ",
                "９９０１０１************",
            ),
            (
                "990101196001010030，990101196001010049",
                "990101************，990101************",
            ),
        ] {
            assert_eq!(hide_identity_numbers(text), shown);
        }
    }

    #[test]
    fn other_numbers_stay() {
        for text in [
            "持有人编号 3583201174，状态序号 1048575",
            "2026-11-30 12:00:00 1234567890",
            "9901011960010100301",
            "a990101196001010030",
            "sha-256 990101196001010030f",
            "85015119600101",
            "",
        ] {
            assert_eq!(hide_identity_numbers(text), text);
        }
    }
}
