//! The share of what holders save that the bureau pays back to the merchant. It goes to no terminal.

use messages::{Failure, failure};

use super::cells::{dense, shown, unreadable_but};

/// In thousandths: 1 to 1000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reimbursed(u16);

const WHOLE: u16 = 1_000;

impl Reimbursed {
    /// `全额`, `full`, `半额`, `half`, `50%`, `33.5%`; nothing in an empty cell.
    ///
    /// # Errors
    /// `reimbursed-range`, `value-unreadable`.
    pub(super) fn read(cell: &str) -> Result<Option<Self>, Failure> {
        let word = dense(cell);
        let per_mille = match word.as_str() {
            "" => return Ok(None),
            "全额" | "full" => Some(WHOLE),
            "半额" | "half" => Some(WHOLE / 2),
            other => other.strip_suffix('%').and_then(thousandths),
        };
        let share = per_mille.ok_or_else(|| not_understood(cell))?;
        if !(1..=WHOLE).contains(&share) {
            return Err(
                failure!("reimbursed-range"; "财政补贴“{}”不在 0 和 100% 之间", shown(cell);
                "the share '{}' is not between nothing and 100%", shown(cell);
                "写节省金额中由财政补给商户的比例，例如 50%、全额；不补的请留空。";
                "Write the share of what holders save that the merchant gets back, as 50% or full. Leave it empty for none."),
            );
        }
        Ok(Some(Self(share)))
    }

    /// As a cell that can be read again.
    pub(super) fn cell(self) -> String {
        match (self.0 / 10, self.0 % 10) {
            (whole, 0) => format!("{whole}%"),
            (whole, tenth) => format!("{whole}.{tenth}%"),
        }
    }

    /// In thousandths.
    pub(crate) const fn per_mille(self) -> u16 {
        self.0
    }
}

fn not_understood(cell: &str) -> Failure {
    unreadable_but(
        cell,
        "请写成 50%、33.5%、全额或半额；单元格是百分比格式的，请改成文本格式再写 50%。不补的请留空。",
        "Write 50%, 33.5%, full or half; in a cell that is formatted as a percentage, set the format to text and write 50%. Leave it empty for none.",
    )
}

/// A number of per cent with at most one decimal, in thousandths of the whole.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, tenth) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    let sound = (1..=3).contains(&whole.len()) && tenth.len() == 1;
    (sound && digits(whole) && digits(tenth)).then(|| format!("{whole}{tenth}").parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_as_clerks_write_them_and_can_be_read_again() {
        for (cell, share) in [
            ("全额", 1_000),
            ("full", 1_000),
            ("100%", 1_000),
            ("半额", 500),
            (" 50 % ", 500),
            ("５０％", 500),
            ("33.5%", 335),
            ("0.1%", 1),
        ] {
            let read = Reimbursed::read(cell).unwrap().unwrap();
            assert_eq!(read.per_mille(), share, "{cell}");
            assert_eq!(Reimbursed::read(&read.cell()).unwrap(), Some(read));
        }
        assert_eq!(Reimbursed::read(" ").unwrap(), None);
    }

    #[test]
    fn refuses_what_is_no_share() {
        for (cell, code) in [
            ("0%", "reimbursed-range"),
            ("100.1%", "reimbursed-range"),
            ("999%", "reimbursed-range"),
            ("50", "value-unreadable"),
            ("0.5", "value-unreadable"),
            ("12.55%", "value-unreadable"),
            ("-5%", "value-unreadable"),
            ("2元", "value-unreadable"),
            ("%", "value-unreadable"),
        ] {
            assert_eq!(Reimbursed::read(cell).unwrap_err().code, code, "{cell}");
        }
    }
}
