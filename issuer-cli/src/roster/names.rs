//! Names of people, by the written profile (docs/names.md): what is mended, what is refused, and what is
//! put into the code.

use std::sync::LazyLock;

use credential_core::{DisplayName, limits::MAX_NAME_BYTES};
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

use super::cell_text::{is_invisible, ordinary_form};
use super::name_fault::NameFault;
use super::name_form::Names;

/// Chinese characters without a dot between them; the longest transcribed names have about fifteen.
const MAX_HAN_RUN: usize = 16;

/// The one dot between the parts of a name.
const DOT: char = '·';

/// Words that stand in the column of names and name nobody.
static PLACEHOLDERS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| words_of(include_str!("data/placeholders.txt")));

/// Words that stand behind a name and are no part of it.
static NOTES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| words_of(include_str!("data/name-notes.txt")));

/// Words that stand in front of a name and are no part of it.
const NOTES_IN_FRONT: [&str; 5] = ["故", "亡", "已故", "亡者", "烈士"];

/// Forms of address, also behind a surname alone.
const TITLES: [&str; 5] = ["先生", "女士", "小姐", "同志", "夫人"];

/// What a row of sums ends with: 本页合计.
const SUMS: [&str; 5] = ["合计", "小计", "总计", "共计", "累计"];

fn words_of(list: &'static str) -> Vec<&'static str> {
    list.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
}

/// The scripts that names are written in. Han stands for all its extensions.
const SCRIPTS: [Script; 15] = [
    Script::Han,
    Script::Latin,
    Script::Tibetan,
    Script::Mongolian,
    Script::Arabic,
    Script::Yi,
    Script::Hangul,
    Script::Thai,
    Script::Lao,
    Script::Tai_Le,
    Script::New_Tai_Lue,
    Script::Tai_Tham,
    Script::Lisu,
    Script::Miao,
    Script::Bopomofo,
];

/// A name in order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ReadName {
    /// In full.
    pub(super) full: String,
    /// As the code has it.
    pub(super) shown: DisplayName,
    /// Whether another dot was written than the usual one.
    pub(super) dot_mended: bool,
}

/// Reads a cell as a name.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read(cell: &str, names: Names) -> Result<ReadName, NameFault> {
    check_whole(cell)?;
    if is_of_several_lines(cell) {
        return Err(NameFault::Several);
    }
    let (full, dot_mended) = mended(cell);
    if full.is_empty() {
        return Err(NameFault::Missing);
    }
    check_notes(&full)?;
    if is_of_several_words(cell) {
        return Err(NameFault::Several);
    }
    check_characters(&full)?;
    let full: String = full.nfc().collect();
    check_dots(&full)?;
    check_scripts(&full)?;
    let text = match names {
        Names::Masked => masked(&full),
        Names::Full => full.clone(),
    };
    if full.len() > MAX_NAME_BYTES {
        return Err(NameFault::TooLong);
    }
    let shown = DisplayName::new(&text).map_err(|_| NameFault::Hidden)?;
    Ok(ReadName {
        full,
        shown,
        dot_mended,
    })
}

/// What the cell as a whole may be that is no name.
fn check_whole(cell: &str) -> Result<(), NameFault> {
    let plain: String = cell
        .chars()
        .filter(|c| !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .collect();
    if plain.is_empty() {
        return Err(NameFault::Missing);
    }
    if plain.starts_with('#') {
        return Err(NameFault::SpreadsheetError);
    }
    // The sign of an unknown character, or of somebody who is not to be named.
    let is_sum = SUMS.iter().any(|sum| plain.ends_with(sum));
    if is_sum || PLACEHOLDERS.contains(&plain.as_str()) {
        return Err(NameFault::Placeholder);
    }
    // XXX
    if plain.chars().all(|c| matches!(c, 'x' | 'ｘ')) {
        return Err(NameFault::Masked);
    }
    Ok(())
}

/// Family names of two characters: alone on a line they are no person.
#[rustfmt::skip]
const LONG_SURNAMES: [&str; 24] = [
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "司徒", "司空", "端木", "独孤", "南宫",
    "长孙", "宇文", "轩辕", "呼延", "申屠", "钟离", "闻人", "澹台",
];

/// Whether two people stand in the cell, one on each line. A name that goes on behind its dot is one.
fn is_of_several_lines(cell: &str) -> bool {
    let breaks = ['\n', '\r', '\u{b}', '\u{85}', '\u{2028}', '\u{2029}'];
    let lines = cell
        .split(breaks)
        .map(|line| line.trim_matches(is_invisible));
    let is_name = |line: &&str| {
        let han = line.chars().filter(|c| c.script() == Script::Han);
        let goes_on = line.starts_with(is_dot) || line.ends_with(is_dot);
        han.count() >= 2 && !goes_on && !LONG_SURNAMES.contains(line)
    };
    lines.filter(is_name).count() >= 2
}

/// Whether the cell has words of two or three Chinese characters with blanks between them, each of which may
/// be a name. Blanks inside one name leave its family name alone, which has one character or is a long one.
fn is_of_several_words(cell: &str) -> bool {
    let mut words = cell.split(is_invisible).filter(|word| !word.is_empty());
    let is_name = |word: &str| {
        let length = word.chars().count();
        (2..=3).contains(&length)
            && word.chars().all(|c| c.script() == Script::Han)
            && !LONG_SURNAMES.contains(&word)
    };
    let first_two = [words.next(), words.next()];
    first_two.iter().all(|word| word.is_some_and(is_name)) && words.all(is_name)
}

/// A name has two characters at least beside what is said of it; beside a form of address one.
fn check_notes(full: &str) -> Result<(), NameFault> {
    let is_name = |name: &str| name.chars().count() >= 2;
    let behind = |note: &&str| full.strip_suffix(note).is_some_and(is_name);
    let in_front = |note: &&str| full.strip_prefix(note).is_some_and(is_name);
    let address = |title: &&str| {
        full.strip_suffix(title)
            .is_some_and(|name| !name.is_empty())
    };
    let has_note = NOTES.iter().any(behind)
        || NOTES_IN_FRONT.iter().any(in_front)
        || TITLES.iter().any(address);
    if has_note {
        Err(NameFault::WithNote)
    } else {
        Ok(())
    }
}

/// Without blanks around; blanks between Chinese characters, put there to align columns, go too, and
/// any other run of blanks becomes one. Gives also whether a dot was mended.
fn mended(cell: &str) -> (String, bool) {
    let parts: Vec<&str> = cell
        .split(is_invisible)
        .filter(|part| !part.is_empty())
        .collect();
    let letters = || parts.iter().flat_map(|part| part.chars());
    let chinese = letters().all(|c| c >= '\u{2e80}' || is_dot(c) || c == '.');
    let joined = parts.join(if chinese { "" } else { " " });
    let mut dot_mended = false;
    let characters: Vec<char> = joined.chars().collect();
    let is_han = |at: Option<usize>| {
        at.and_then(|at| characters.get(at))
            .is_some_and(|c| c.script() == Script::Han)
    };
    let mut full = String::with_capacity(joined.len());
    for (at, c) in characters.iter().enumerate() {
        // A full stop is one only between Chinese characters.
        let between = is_han(at.checked_sub(1)) && is_han(Some(at + 1));
        if is_dot(*c) || (between && matches!(c, '.' | '．' | '﹒')) {
            dot_mended |= *c != DOT;
            full.push(DOT);
        } else {
            full.push(*c);
        }
    }
    (full, dot_mended)
}

/// The dots that input methods, fonts and other standards have in the place of U+00B7.
const fn is_dot(c: char) -> bool {
    matches!(
        c,
        DOT | '•' | '‧' | '・' | '･' | '∙' | '⋅' | '\u{387}' | '⸱' | '᛫' | '⸳'
    )
}

fn check_characters(full: &str) -> Result<(), NameFault> {
    let mut masks = false;
    let characters: Vec<char> = full.chars().collect();
    for (at, &c) in characters.iter().enumerate() {
        let fault = match c {
            '?' | '？' | '\u{fffd}' | '\u{fffc}' | '□' | '■' | '▯' | '〓' | '☐' | '●' => {
                NameFault::CharacterLost
            }
            '*' | '＊' | '×' | '✕' | '○' | '◯' | '※' | '＃' => {
                masks = true;
                continue;
            }
            '(' | ')' | '（' | '）' | '[' | ']' | '【' | '】' | '〔' | '〕' | '{' | '}' | '<'
            | '>' | '《' | '》' | '「' | '」' | ':' | '：' => NameFault::WithNote,
            ',' | '，' | '、' | ';' | '；' | '/' | '／' | '|' | '｜' | '&' | '＆' | '+' | '＋'
            | '\\' | '。' => NameFault::Several,
            '\u{2ff0}'..='\u{2fff}' | '\u{303e}' => NameFault::Described,
            '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => {
                NameFault::PrivateUse { found: c }
            }
            _ if is_unseen(c) => NameFault::Hidden,
            // A letter alone behind Chinese characters stands for one that is not named: 王X, 张XX.
            'X' | 'x' | 'Ｘ' | 'ｘ' if is_masking_letter(&characters, at) => {
                masks = true;
                continue;
            }
            '某' if at > 0 => {
                masks = true;
                continue;
            }
            _ => match ordinary_form(c) {
                Some(meant) => NameFault::Compatibility { found: c, meant },
                None if c.is_numeric() && c.script() != Script::Han => NameFault::Digits,
                None => continue,
            },
        };
        return Err(fault);
    }
    if masks || full.contains("〇〇") {
        return Err(NameFault::Masked);
    }
    Ok(())
}

/// Whether nothing is seen of the character, or it changes others.
fn is_unseen(c: char) -> bool {
    // The core refuses it inside a name, and it is no blank, of which one may stand there.
    !c.is_whitespace() && DisplayName::new(&format!("a{c}a")).is_err()
}

fn is_masking_letter(characters: &[char], at: usize) -> bool {
    let letter = |c: &char| matches!(c, 'X' | 'x' | 'Ｘ' | 'ｘ' | ' ');
    characters
        .get(..at)
        .is_some_and(|before| before.iter().any(|c| c.script() == Script::Han))
        && characters
            .iter()
            .skip(at)
            .all(|c| letter(c) || c.script() == Script::Han)
}

fn check_dots(full: &str) -> Result<(), NameFault> {
    let bad = full.starts_with(DOT)
        || full.ends_with(DOT)
        || full.contains("··")
        || full.contains(" ·")
        || full.contains("· ");
    if bad { Err(NameFault::Dot) } else { Ok(()) }
}

/// All letters are of one script, and what stands between them belongs to it.
fn check_scripts(full: &str) -> Result<(), NameFault> {
    let mut script = None;
    let (mut letters, mut run) = (0_usize, 0_usize);
    for c in full.chars() {
        let own = c.script();
        if c == DOT {
            run = 0;
        } else if SCRIPTS.contains(&own) && (c.is_alphabetic() || own != Script::Han) {
            match script {
                None => script = Some(own),
                Some(before) if before != own => return Err(NameFault::MixedScripts),
                Some(_) => {}
            }
            letters += 1;
            run += 1;
            if own == Script::Han && run > MAX_HAN_RUN {
                return Err(NameFault::TooLong);
            }
        } else if !joins(c, own, script) {
            return Err(NameFault::Character { found: c });
        }
    }
    let least = if script == Some(Script::Han) { 2 } else { 1 };
    match script {
        None => Err(NameFault::Placeholder),
        Some(_) if letters < least => Err(NameFault::TooShort),
        Some(_) => Ok(()),
    }
}

/// Whether the character may stand among letters of the script.
fn joins(c: char, own: Script, script: Option<Script>) -> bool {
    match script {
        Some(Script::Latin) => {
            matches!(c, ' ' | '\'' | '’' | '-' | '.') || own == Script::Inherited
        }
        Some(Script::Han) | None => false,
        // Marks that several scripts share.
        Some(_) => c == ' ' || own == Script::Inherited,
    }
}

/// The first and the last character with one `*` between them; of a name of two characters the first
/// and `*`. As [`DisplayName::masked`], but no vowel sign is torn from its letter.
fn masked(full: &str) -> String {
    let mut characters = full.graphemes(true);
    let first = characters.next().unwrap_or_default();
    let last = characters.next_back();
    let last = last.filter(|_| characters.next().is_some());
    format!("{first}*{}", last.unwrap_or_default())
}

#[cfg(test)]
mod tests;
