//! How many guesses a passphrase takes.
//!
//! The estimator `zxcvbn` knows English words, keys beside one another, dates and what people exchange in
//! words. It knows neither Chinese nor pinyin: those are judged here, and of both estimates the lower one
//! counts.

use zeroize::Zeroizing;

/// Verses, mottos and sequences, and how they are typed in pinyin.
static KNOWN_PHRASES: &str = include_str!("known_phrases.txt");

/// What somebody who guesses at passphrases of this program would try beside all common ones.
const OUR_WORDS: [&str; 12] = [
    "laobingma",
    "laobing",
    "veteran",
    "issuer",
    "bureau",
    "verifier",
    "tuiyi",
    "junren",
    "tuijun",
    "mima",
    "koutangling",
    "zhengfu",
];

// All of the following are powers of ten.

/// What a Chinese character adds. Running text has some four bits in each character.
const OF_A_CHARACTER: f64 = 1.25;

/// What a syllable of pinyin adds: there are 400, and running text uses few of them.
const OF_A_SYLLABLE: f64 = 1.8;

/// At most this for up to three syllables: the name of a person or a place.
const OF_A_NAME: f64 = 4.5;

/// A known phrase, or a name that belongs to the key: one word of a list of a hundred.
const OF_A_PHRASE: f64 = 2.0;

/// A day of the last hundred years.
const OF_A_DAY: f64 = 4.5;

/// A division of GB/T 2260.
const OF_A_DIVISION: f64 = 3.5;

/// The guesses that it takes to find `text`, as a power of ten. `names` are those that belong to the key:
/// whoever steals it reads them beside it.
pub(super) fn guesses_log10(text: &str, names: &[String]) -> f64 {
    let narrow: Zeroizing<String> = Zeroizing::new(text.chars().map(narrow).collect());
    let (mut latin, mut words) = (
        Zeroizing::new(String::with_capacity(text.len())),
        Zeroizing::new(String::with_capacity(text.len())),
    );
    for character in narrow.chars() {
        if character.is_ascii() {
            latin.push(character);
        } else {
            words.push(character);
        }
    }
    let ours: Vec<&str> = OUR_WORDS
        .into_iter()
        .chain(names.iter().flat_map(|name| name.split_whitespace()))
        .collect();
    let by_keys = zxcvbn::zxcvbn(&latin, &ours).guesses_log10().max(0.0);
    let latin = by_pinyin(&latin, names).map_or(by_keys, |by_pinyin| by_pinyin.min(by_keys));
    latin + of_characters(&words, names)
}

/// Full width letters are the same keys.
fn narrow(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
        }
        other => other,
    }
}

/// The known phrases in Chinese and in pinyin.
fn phrases() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = KNOWN_PHRASES.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(' '))
}

/// Of Chinese characters: each counts once, a known phrase or name is one word, and what goes on in the
/// order of a code table is a sequence.
fn of_characters(text: &str, names: &[String]) -> f64 {
    let mut rest = text;
    let mut seen: Vec<&str> = Vec::new();
    let mut guesses = 0.0;
    let mut last = '\0';
    while let Some(first) = rest.chars().next() {
        let known = phrases()
            .map(|(phrase, _)| phrase)
            .chain(names.iter().map(String::as_str));
        let known = known
            .filter(|phrase| phrase.chars().count() > 1 && rest.starts_with(phrase))
            .max_by_key(|phrase| phrase.len());
        let length = known.map_or(first.len_utf8(), str::len);
        let Some((word, after)) = rest.split_at_checked(length) else {
            break;
        };
        let goes_on = known.is_none() && u32::from(first).abs_diff(u32::from(last)) <= 1;
        if !seen.contains(&word) && !goes_on {
            guesses += if known.is_some() {
                OF_A_PHRASE
            } else {
                OF_A_CHARACTER
            };
        }
        seen.push(word);
        last = first;
        rest = after;
    }
    guesses
}

/// Of letters that are pinyin throughout, with digits and marks between them; `None` for anything else.
fn by_pinyin(text: &str, names: &[String]) -> Option<f64> {
    let lower = Zeroizing::new(text.to_ascii_lowercase());
    let joined: Zeroizing<String> =
        Zeroizing::new(lower.chars().filter(char::is_ascii_alphanumeric).collect());
    let mut guesses = 0.0_f64;
    let mut marks: Vec<char> = lower
        .chars()
        .filter(|character| !character.is_ascii_alphanumeric())
        .collect();
    marks.sort_unstable();
    marks.dedup();
    guesses += marks.len() as f64;
    let mut rest = joined.as_str();
    let mut seen: Vec<&str> = Vec::new();
    while let Some(first) = rest.chars().next() {
        let is_digit = first.is_ascii_digit();
        let end = rest.find(|character: char| character.is_ascii_digit() != is_digit);
        let (run, after) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
        if !seen.contains(&run) {
            guesses += if is_digit {
                of_digits(run)
            } else {
                of_letters(run, names)?
            };
        }
        seen.push(run);
        rest = after;
    }
    (!joined.is_empty()).then_some(guesses)
}

fn of_digits(digits: &str) -> f64 {
    let year = digits.get(..4).and_then(|year| year.parse::<u32>().ok());
    let is_day = digits.len() == 8 && year.is_some_and(|year| (1900..2100).contains(&year));
    let province = digits
        .get(..2)
        .and_then(|province| province.parse::<u32>().ok());
    let is_division = digits.len() == 6 && province.is_some_and(|code| (11..=83).contains(&code));
    if is_day {
        OF_A_DAY
    } else if is_division {
        OF_A_DIVISION
    } else {
        digits.len() as f64
    }
}

fn of_letters(letters: &str, names: &[String]) -> Option<f64> {
    let names = names.iter().flat_map(|name| name.split_whitespace());
    let names = names
        .filter(|name| name.len() > 2 && name.is_ascii())
        .map(str::to_ascii_lowercase);
    let words: Vec<String> = phrases()
        .map(|(_, pinyin)| pinyin.to_owned())
        .chain(names)
        .collect();
    let (guesses, count) = taken_apart(letters, &words)?;
    Some(if count <= 3 {
        guesses.min(OF_A_NAME)
    } else {
        guesses
    })
}

/// Letters as syllables and whole phrases, in the way that is guessed first: the guesses, and how many
/// syllables there are, of which a phrase counts as three.
fn taken_apart(letters: &str, words: &[String]) -> Option<(f64, usize)> {
    // For each place, the best way to it.
    let mut best: Vec<Option<(f64, usize)>> = vec![None; letters.len() + 1];
    *best.first_mut()? = Some((0.0, 0));
    for at in 0..letters.len() {
        let Some((guesses, count)) = best.get(at).copied().flatten() else {
            continue;
        };
        let rest = letters.get(at..)?;
        let syllables = (1..=rest.len().min(6))
            .filter(|length| rest.get(..*length).is_some_and(is_syllable))
            .map(|length| (length, OF_A_SYLLABLE, 1));
        let known = words
            .iter()
            .filter(|word| rest.starts_with(word.as_str()))
            .map(|word| (word.len(), OF_A_PHRASE, 3));
        for (length, more, syllables) in syllables.chain(known) {
            let way = (guesses + more, count + syllables);
            if let Some(place) = best.get_mut(at + length)
                && place.is_none_or(|(before, _)| way.0 < before)
            {
                *place = Some(way);
            }
        }
    }
    best.last().copied().flatten()
}

/// An initial and a final, or a final alone.
fn is_syllable(letters: &str) -> bool {
    const INITIALS: [&str; 24] = [
        "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x",
        "r", "z", "c", "s", "y", "w", "",
    ];
    const FINALS: [&str; 36] = [
        "a", "o", "e", "i", "u", "v", "ai", "ei", "ui", "ao", "ou", "iu", "ie", "ve", "ue", "er",
        "an", "en", "in", "un", "vn", "ang", "eng", "ing", "ong", "ia", "ua", "uo", "iao", "ian",
        "uai", "uan", "iang", "uang", "iong", "io",
    ];
    INITIALS.iter().any(|initial| {
        letters
            .strip_prefix(initial)
            .is_some_and(|rest| FINALS.contains(&rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_phrase_stands_with_its_pinyin() {
        let mut count = 0;
        for (phrase, pinyin) in phrases() {
            count += 1;
            assert!(
                phrase.chars().all(|character| !character.is_ascii()),
                "{phrase}"
            );
            let (_, syllables) = taken_apart(pinyin, &[]).unwrap_or_else(|| panic!("{pinyin}"));
            // Where two vowels meet, letters may be taken apart in more than one way.
            let length = phrase.chars().count();
            assert!(
                syllables.abs_diff(length) <= 2,
                "{phrase} {pinyin} {syllables}"
            );
        }
        assert!(count > 100);
    }

    #[test]
    fn pinyin_is_taken_apart() {
        for (letters, is_pinyin) in [
            ("xianning", true),
            ("zhuang", true),
            ("shanqing", true),
            ("correct", false),
            ("stone", false),
        ] {
            assert_eq!(of_letters(letters, &[]).is_some(), is_pinyin, "{letters}");
        }
    }
}
