//! One line of a manifest, checked, and the card it becomes.

use credential_core::{HolderNumber, ParsedCredential, StatusIndex, UnixTime};
use messages::dates;
use paper::{Card, Field};

use crate::link::without_link;
use crate::output::ManifestLine;
use crate::register::CodeKind;

/// What is printed of a line.
#[derive(Clone, Debug)]
pub(crate) struct CardEntry {
    /// The record of the roster; a code that was made again may have none.
    pub(crate) row: Option<u64>,
    pub(crate) holder: HolderNumber,
    /// Its place in the status list.
    pub(crate) status_index: StatusIndex,
    /// Only a card is printed.
    pub(crate) kind: CodeKind,
    /// Where its line begins in the manifest.
    pub(crate) offset: u64,
    /// When the code ends.
    pub(crate) until: UnixTime,
    /// The name, for messages.
    pub(crate) name: String,
    pub(crate) card: Card,
}

impl CardEntry {
    /// # Errors
    /// What is wrong with the line: the name of the field.
    pub(crate) fn new(
        line: ManifestLine,
        bureau: &str,
        code_name: Option<&str>,
    ) -> Result<Self, &'static str> {
        let holder = HolderNumber(line.holder);
        let mut texts = line.particulars.card_texts()?;
        let until = day_in_words(UnixTime::from_secs(line.until)).ok_or("until")?;
        // Digits that fell out of a file would make a code that no terminal reads.
        ParsedCredential::from_text(without_link(&line.text)).map_err(|_| "text")?;
        texts.push((Field::Bureau, bureau.to_owned()));
        texts.push((Field::Until, until));
        texts.push((Field::Holder, holder.to_string()));
        texts.extend(code_name.map(|name| (Field::CodeName, name.to_owned())));
        Ok(Self {
            row: line.row,
            offset: 0,
            holder,
            status_index: StatusIndex(line.status_index),
            kind: line.kind,
            until: UnixTime::from_secs(line.until),
            name: line.particulars.name,
            card: Card::new(line.text, texts),
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

    fn parse(json: &[u8]) -> Result<CardEntry, String> {
        let line = serde_json::from_slice(json).map_err(|error| error.to_string())?;
        CardEntry::new(line, "局", None).map_err(str::to_owned)
    }

    /// From the vectors: nothing here checks whose it is.
    const TEXT: &str = "815911121484697027653661739213128215768786162549979942275645325709961928719859556807061573256736717219171532942637654926776496503339011127\
                        0172211116052600549805642430710772273063312825253884527546152207037805765543525414722931328473317411771732869879850982318741885056134705673";

    fn line(change: &str, to: &str) -> Vec<u8> {
        let whole = format!(
            r#"{{"row":3,"line":4,"holder":17,"serial":1,"status_index":5,"name":"王*明","categories":["veteran","disabled-soldier"],"disability_grade":5,"until":1858521600,"file":"codes/x.png","text":"{TEXT}","of_later":1}}"#
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
            assert_eq!(parse(&line(change, to)).unwrap_err(), wrong);
        }
        assert!(parse(&line("}", "")).unwrap_err().contains("EOF"));
        assert!(
            parse(&line(r#""holder":17,"#, ""))
                .unwrap_err()
                .contains("holder")
        );
    }

    #[test]
    fn a_whole_line_becomes_a_card() {
        let entry = parse(&line("", "")).unwrap();
        assert_eq!((entry.row, entry.holder), (Some(3), HolderNumber(17)));
        let texts = [
            (Field::Name, "王*明"),
            (Field::Category, "退役军人、残疾军人"),
            (Field::Bureau, "局"),
            (Field::Until, "2028年11月22日"),
            (Field::Holder, "0000000017"),
            (Field::Grade, "五级"),
        ];
        let texts = texts.map(|(field, text)| (field, text.to_owned()));
        let expected = Card::new(TEXT.into(), texts);
        assert_eq!(entry.card, expected);
    }

    #[test]
    fn the_last_day_is_written_as_on_certificates() {
        let midnight = dates::parse_last_day("2028-01-02").unwrap();
        assert_eq!(day_in_words(midnight).as_deref(), Some("2028年1月2日"));
    }
}
