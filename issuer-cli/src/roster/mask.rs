//! Values as they may stand in a report: no identity or telephone number whole, nothing long.

/// Characters of a value that is shown.
const MAX_CHARS: usize = 40;

/// Runs of digits from this length on are taken for numbers of a person.
const MIN_RUN: usize = 8;

/// Runs of this length and more keep the digits of the division and the last four, like 990512\*\*\*\*\*\*\*\*2199.
const LONG_RUN: usize = 15;

/// The value with long runs of digits starred out, in half or full width, and cut if it is long.
pub(super) fn masked(value: &str) -> String {
    let characters: Vec<char> = value.trim().chars().collect();
    let mut out: Vec<char> = Vec::new();
    let mut rest = characters.as_slice();
    while let Some(first) = rest.first() {
        // Blanks between digits do not part a number.
        let run = rest
            .iter()
            .take_while(|&&c| is_digit(c) || c == ' ')
            .count();
        let digits = rest[..run].iter().filter(|&&c| is_digit(c)).count();
        if is_digit(*first) && digits >= MIN_RUN {
            let tail = rest
                .get(run)
                .filter(|c| matches!(c, 'X' | 'x' | 'Ｘ' | 'ｘ'))
                .is_some();
            let (number, after) = rest.split_at(run + usize::from(tail));
            star(number, &mut out);
            rest = after;
        } else {
            out.push(*first);
            rest = &rest[1..];
        }
    }
    if out.len() > MAX_CHARS {
        out.truncate(MAX_CHARS - 1);
        out.push('…');
    }
    out.into_iter().collect()
}

fn star(number: &[char], out: &mut Vec<char>) {
    let number: Vec<char> = number.iter().copied().filter(|c| *c != ' ').collect();
    let keep = if number.len() >= LONG_RUN { 6 } else { 3 };
    for (at, character) in number.iter().enumerate() {
        let shown = at < keep || at + 4 >= number.len();
        out.push(if shown { *character } else { '*' });
    }
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit() || matches!(character, '０'..='９')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_of_a_person_is_whole() {
        for (value, shown) in [
            ("990512198502012199", "990512********2199"),
            (" 99051219850201219X\t", "990512********219X"),
            (
                "９９０５１２１９８５０２０１２１９９",
                "９９０５１２********２１９９",
            ),
            ("990512 19850201 2199", "990512********2199"),
            (
                "王明990512198502012199（复印）",
                "王明990512********2199（复印）",
            ),
            ("00012345678", "000****5678"),
            ("9.90512E+17", "9.90512E+17"),
            ("退伍老兵", "退伍老兵"),
            ("3级 2026", "3级 2026"),
            ("", ""),
        ] {
            assert_eq!(masked(value), shown);
        }
        assert_eq!(masked(&"长".repeat(1000)).chars().count(), MAX_CHARS);
    }
}
