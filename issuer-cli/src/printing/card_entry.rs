//! One line of a manifest, checked, and the card it becomes.

use credential_core::limits::MAX_NAME_BYTES;
use credential_core::{Category, CategorySet, DisplayName, ParsedCredential, UnixTime};
use messages::{Lang, dates, words};
use paper::Card;
use serde::Deserialize;

/// Grades of disability as certificates have them: 1 to 10.
const GRADES: [&str; 10] = [
    "一级", "二级", "三级", "四级", "五级", "六级", "七级", "八级", "九级", "十级",
];

/// What is printed of a line.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The record of the roster; a code that was made again may have none.
    pub(crate) row: Option<u64>,
    pub(crate) holder: u32,
    pub(crate) card: Card,
}

#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    row: Option<u64>,
    holder: u32,
    name: String,
    categories: Vec<String>,
    #[serde(default)]
    disability_grade: Option<u8>,
    until: u64,
    text: String,
}

impl Entry {
    /// # Errors
    /// What is wrong with the line: the name of the field, or what the JSON parser says.
    pub(crate) fn parse(line: &[u8], bureau: &str) -> Result<Self, String> {
        let line: Line = serde_json::from_slice(line).map_err(|error| error.to_string())?;
        if line.name.len() > MAX_NAME_BYTES || DisplayName::new(&line.name).is_err() {
            return Err("name".into());
        }
        let named = |code: &String| {
            Category::ALL
                .into_iter()
                .find(|one| one.code() == code.as_str())
        };
        let categories: Option<CategorySet> = line.categories.iter().map(named).collect();
        let categories = categories
            .filter(|set| !set.is_empty())
            .ok_or("categories")?;
        let grade = match line.disability_grade {
            None => "",
            Some(grade) => GRADES
                .get(usize::from(grade).wrapping_sub(1))
                .ok_or("disability_grade")?,
        };
        let until = day_in_words(UnixTime::from_secs(line.until)).ok_or("until")?;
        // Digits that fell out of a file would make a code that no terminal reads.
        ParsedCredential::from_text(&line.text).map_err(|_| "text")?;
        Ok(Self {
            row: line.row,
            holder: line.holder,
            card: Card {
                name: line.name,
                category: words::categories(categories).in_lang(Lang::Zh).to_owned(),
                bureau: bureau.to_owned(),
                until,
                holder: format!("{:08}", line.holder),
                grade: grade.to_owned(),
                code: line.text,
            },
        })
    }
}

/// `2028年11月22日`: the last day of a validity.
fn day_in_words(until: UnixTime) -> Option<String> {
    let day = dates::last_day(until);
    let mut parts = day.split('-').map(str::parse::<u32>);
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Ok(year)), Some(Ok(month)), Some(Ok(day)), None) => {
            Some(format!("{year}年{month}月{day}日"))
        }
        // A time beyond the calendar is written as a number.
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the vectors: nothing here checks whose it is.
    const TEXT: &str = "815911121484697027653661739213128215768786162549979942275645325709961928719859556807061573256736717219171532942637654926776496503339011127\
                        0172211116052600549805642430710772273063312825253884527546152207037805765543525414722931328473317411771732869879850982318741885056134705673";

    fn line(change: &str, to: &str) -> Vec<u8> {
        let whole = format!(
            r#"{{"row":3,"line":4,"holder":17,"status_index":5,"name":"王*明","categories":["veteran","disabled-soldier"],"disability_grade":5,"until":1858521600,"file":"codes/x.png","text":"{TEXT}","of_later":1}}"#
        );
        whole.replacen(change, to, 1).into_bytes()
    }

    #[test]
    fn says_which_field_is_damaged() {
        for (change, to, wrong) in [
            (r#""name":"王*明""#, r#""name":"""#, "name"),
            (r#""name":"王*明""#, r#""name":"a\u202eb""#, "name"),
            ("disabled-soldier", "nobody", "categories"),
            (r#"["veteran","disabled-soldier"]"#, "[]", "categories"),
            (
                r#""disability_grade":5"#,
                r#""disability_grade":11"#,
                "disability_grade",
            ),
            (
                r#""disability_grade":5"#,
                r#""disability_grade":0"#,
                "disability_grade",
            ),
            ("1858521600", "18446744073709551615", "until"),
            (r#""text":"8"#, r#""text":"88"#, "text"),
        ] {
            assert_eq!(Entry::parse(&line(change, to), "局").unwrap_err(), wrong);
        }
        assert!(
            Entry::parse(&line("}", ""), "局")
                .unwrap_err()
                .contains("EOF")
        );
        assert!(
            Entry::parse(&line(r#""holder":17,"#, ""), "局")
                .unwrap_err()
                .contains("holder")
        );
    }

    #[test]
    fn a_whole_line_becomes_a_card() {
        let entry = Entry::parse(&line("", ""), "局").unwrap();
        assert_eq!((entry.row, entry.holder), (Some(3), 17));
        let expected = Card {
            name: "王*明".into(),
            category: "退役军人、残疾军人".into(),
            bureau: "局".into(),
            until: "2028年11月22日".into(),
            holder: "00000017".into(),
            grade: "五级".into(),
            code: TEXT.into(),
        };
        assert_eq!(entry.card, expected);
    }

    #[test]
    fn the_last_day_is_written_as_on_certificates() {
        let midnight = dates::parse_last_day("2028-01-02").unwrap();
        assert_eq!(day_in_words(midnight).as_deref(), Some("2028年1月2日"));
    }
}
