//! Amounts of money: yuan with at most two decimals, to the fen.

use credential_core::Fen;
use credential_core::limits::MAX_FEN;
use messages::{Failure, failure};

use super::cells::{dense, shown, unreadable_but};

/// An amount as clerks write it: `12`, `12.5`, `12.50元`, `¥1,200`.
///
/// # Errors
/// `amount-negative`, `amount-decimals`, `amount-huge`, `value-unreadable`.
pub(super) fn yuan(cell: &str) -> Result<Fen, Failure> {
    let text = dense(cell);
    let text = text.trim_start_matches(['¥', '$']);
    let text = ["元", "yuan", "rmb", "cny"]
        .iter()
        .find_map(|unit| text.strip_suffix(unit))
        .unwrap_or(text);
    if text.starts_with(['-', '−', '(']) {
        return Err(
            failure!("amount-negative"; "金额是负数：“{}”", shown(cell); "the amount is negative: '{}'", shown(cell);
            "请写减去多少或付多少，不带负号。"; "Write what is taken off or paid, without a minus."),
        );
    }
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let whole = without_groups(whole).ok_or_else(|| not_an_amount(cell))?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    if !digits(&whole) || !digits(decimals) {
        return Err(not_an_amount(cell));
    }
    if decimals.len() > 2 {
        return Err(
            failure!("amount-decimals"; "金额“{}”的小数超过两位", shown(cell);
            "the amount '{}' has more than two decimals", shown(cell);
            "金额到分为止。请写成 12.50；算出来的数请先四舍五入。";
            "Amounts end with the fen. Write 12.50, and round what was calculated."),
        );
    }
    let fen = format!("{whole}{decimals:0<2}");
    let fen: Option<u64> = fen.parse().ok();
    fen.and_then(|fen| Fen::new(fen).ok()).ok_or_else(|| {
        let most = MAX_FEN / 100;
        failure!("amount-huge"; "金额“{}”太大", shown(cell); "the amount '{}' is too large", shown(cell);
            "最多 {most} 元。单位是元，不是分。"; "At most {most} yuan. The unit is the yuan, not the fen.")
    })
}

/// As [`yuan`], for an amount that cannot be nothing.
///
/// # Errors
/// As there, and `amount-zero`.
pub(super) fn yuan_above_zero(cell: &str) -> Result<Fen, Failure> {
    match yuan(cell)? {
        Fen::ZERO => Err(failure!("amount-zero"; "金额是 0"; "the amount is 0";
            "不收钱的请写优待方式“免费”；没有最低价的请留空。";
            "For something without a price write the kind 'free'; leave a floor that there is not empty.")),
        fen => Ok(fen),
    }
}

/// `1,200` is one thousand two hundred; `1,2` is unclear.
fn without_groups(text: &str) -> Option<String> {
    let mut groups = text.split(',');
    let first = groups.next()?;
    let sound = groups.clone().all(|group| group.len() == 3);
    let grouped = text.contains(',');
    (sound && (!grouped || (1..=3).contains(&first.len()))).then(|| text.replace(',', ""))
}

fn not_an_amount(cell: &str) -> Failure {
    unreadable_but(
        cell,
        "请写一个确定的金额，单位元，例如 20 或 12.50；不能写“左右”“约”或一个范围。",
        "Write one amount in yuan, as 20 or 12.50, and not 'about' or a range.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_become_fen() {
        for (cell, fen) in [
            ("12", 1_200),
            ("12.5", 1_250),
            ("１２.05元", 1_205),
            ("¥1,200", 120_000),
            ("0.01", 1),
            ("1000000000", 100_000_000_000),
        ] {
            assert_eq!(yuan(cell).unwrap().get(), fen, "{cell}");
        }
    }

    #[test]
    fn refuses_amounts_that_are_negative_huge_or_have_three_decimals() {
        for (cell, code) in [
            ("-5", "amount-negative"),
            ("−5", "amount-negative"),
            ("(5)", "amount-negative"),
            ("1.234", "amount-decimals"),
            ("0.30000000000000004", "amount-decimals"),
            ("1000000000.01", "amount-huge"),
            ("99999999999999999999999999", "amount-huge"),
            ("1,2", "value-unreadable"),
            ("1,2000", "value-unreadable"),
            ("5.", "value-unreadable"),
            (".5", "value-unreadable"),
            ("1E+9", "value-unreadable"),
            ("五元", "value-unreadable"),
            ("", "value-unreadable"),
        ] {
            assert_eq!(yuan(cell).unwrap_err().code, code, "{cell}");
        }
        assert_eq!(yuan_above_zero("0.00").unwrap_err().code, "amount-zero");
    }
}
