//! Cells as text.

use calamine::{Data, DataRef, ExcelDateTime};

/// Up to here a whole number in a cell is the number that somebody typed: a spreadsheet keeps
/// fifteen digits.
const MAX_EXACT: f64 = 1e15;

/// What a cell says.
pub(super) trait CellText {
    fn cell_text(&self) -> String;
}

impl CellText for DataRef<'_> {
    fn cell_text(&self) -> String {
        match self {
            DataRef::Int(number) => number.to_string(),
            DataRef::Float(number) => number_text(*number),
            DataRef::String(text) => text.clone(),
            DataRef::SharedString(text) => (*text).to_owned(),
            DataRef::Bool(value) => truth(*value).to_owned(),
            DataRef::DateTime(time) => date(time),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
            DataRef::Error(error) => error.to_string(),
            DataRef::Empty => String::new(),
        }
    }
}

impl CellText for Data {
    fn cell_text(&self) -> String {
        match self {
            Data::Int(number) => number.to_string(),
            Data::Float(number) => number_text(*number),
            Data::String(text) => text.clone(),
            Data::Bool(value) => truth(*value).to_owned(),
            Data::DateTime(time) => date(time),
            Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
            Data::Error(error) => error.to_string(),
            Data::Empty => String::new(),
        }
    }
}

/// A number of more digits than a spreadsheet keeps comes out as the spreadsheet would show it, so
/// that it is known again as what has lost its end.
pub(super) fn number_text(number: f64) -> String {
    if number.abs() < MAX_EXACT {
        number.to_string()
    } else {
        let text = format!("{number:.5E}");
        text.replacen('E', "E+", 1)
    }
}

pub(super) const fn truth(value: bool) -> &'static str {
    if value { "TRUE" } else { "FALSE" }
}

/// The day, which is all that a roster has of dates; of a time of a day without one, hours and minutes.
fn date(time: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, ..) = time.to_ymd_hms_milli();
    if (0.0..1.0).contains(&time.as_f64()) {
        return format!("{hour:02}:{minute:02}");
    }
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_without_a_day_is_shown_as_a_time() {
        let cell = |value| {
            let kind = calamine::ExcelDateTimeType::DateTime;
            date(&ExcelDateTime::new(value, kind, false))
        };
        assert_eq!(
            (cell(0.375), cell(46_296.5)),
            ("09:00".to_owned(), "2026-10-01".to_owned())
        );
    }

    #[test]
    fn numbers_look_as_they_were_typed_or_as_what_has_lost_its_end() {
        for (number, text) in [
            (7.0, "7"),
            (421_202.0, "421202"),
            (990_512_800_721_219.0, "990512800721219"),
            (0.5, "0.5"),
            (990_512_198_007_102_199.0, "9.90512E+17"),
            (1e15, "1.00000E+15"),
        ] {
            assert_eq!(DataRef::Float(number).cell_text(), text);
        }
    }
}
