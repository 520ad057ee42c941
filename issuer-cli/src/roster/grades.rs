//! Grades of disability in the ways in which rosters write them.

use super::cell_text::{in_ordinary_forms, is_invisible};

/// A cell that says nothing which its column can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotUnderstood;

/// How the digits are written: simple, as on cheques, as numbers and as Roman ones.
const WRITINGS: [[&str; 5]; 10] = [
    ["一", "壹", "1", "i", "1.0"],
    ["二", "贰", "2", "ii", "2.0"],
    ["三", "叁", "3", "iii", "3.0"],
    ["四", "肆", "4", "iv", "4.0"],
    ["五", "伍", "5", "v", "5.0"],
    ["六", "陆", "6", "vi", "6.0"],
    ["七", "柒", "7", "vii", "7.0"],
    ["八", "捌", "8", "viii", "8.0"],
    ["九", "玖", "9", "ix", "9.0"],
    ["十", "拾", "10", "x", "10.0"],
];

/// What may stand beside the grade: why the person is disabled, and what is counted.
const BESIDE: [&str; 12] = [
    "因战", "因公", "因病", "伤残", "残疾", "评残", "等级", "级别", "为", "级", "等", "性质",
];

/// 一级 to 十级, or 1 to 10, also with 因战, 伤残 and brackets; `None` where nothing or a dash is written.
///
/// # Errors
/// [`NotUnderstood`] for anything else, as 1-6级 and 十一级.
pub(super) fn read(cell: &str) -> Result<Option<u8>, NotUnderstood> {
    let mut text: String = in_ordinary_forms(cell)
        .chars()
        .filter(|c| {
            !is_invisible(*c) && !matches!(c, '(' | ')' | '（' | '）' | '【' | '】' | ':' | '：')
        })
        .flat_map(char::to_lowercase)
        .map(roman)
        .collect::<Vec<String>>()
        .concat();
    if matches!(
        text.as_str(),
        "" | "无" | "-" | "--" | "—" | "——" | "/" | "\\" | "无等级"
    ) {
        return Ok(None);
    }
    for beside in BESIDE {
        text = text.replacen(beside, "", 1);
    }
    WRITINGS
        .iter()
        .zip(1..)
        .find_map(|(writings, grade)| writings.contains(&text.as_str()).then_some(Some(grade)))
        .ok_or(NotUnderstood)
}

/// Ⅶ as the letters that it is made of.
fn roman(c: char) -> String {
    const LETTERS: [&str; 10] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"];
    let place = u32::from(c).wrapping_sub(0x2170) as usize;
    LETTERS
        .get(place)
        .map_or_else(|| c.to_string(), |letters| (*letters).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_are_read_in_every_writing() {
        for (cell, grade) in [
            ("十级", Some(10)),
            (" 三 级", Some(3)),
            ("７级", Some(7)),
            ("1", Some(1)),
            ("柒级", Some(7)),
            ("七", Some(7)),
            ("因战七级", Some(7)),
            ("七级（因战）", Some(7)),
            ("七级因公", Some(7)),
            ("7.0", Some(7)),
            ("VII", Some(7)),
            ("Ⅶ", Some(7)),
            ("七级伤残", Some(7)),
            ("伤残七级", Some(7)),
            ("", None),
            ("无", None),
            ("—", None),
            ("/", None),
        ] {
            assert_eq!(read(cell), Ok(grade), "{cell}");
        }
        for cell in [
            "0",
            "11级",
            "十一级",
            "重",
            "-1",
            "级级",
            "1-6级",
            "不享受",
            "七八级",
            "七级级级",
            "因战",
            "70",
            "七级王明",
        ] {
            assert_eq!(read(cell), Err(NotUnderstood), "{cell}");
        }
    }
}
