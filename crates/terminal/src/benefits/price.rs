//! Prices and days as an operator types them.

use credential_core::Fen;
use messages::{Text, text};

/// No amount is longer: a billion yuan with two decimals.
pub const LONGEST: usize = 13;

/// A price in yuan with at most two decimals: `128`, `128.5`, `128.50`.
///
/// # Errors
/// What is wrong with it.
pub fn price(typed: &str) -> Result<Fen, Text> {
    let wrong = || {
        text!("请输入价格，单位元，最多两位小数，如 128.50";
        "type the price in yuan, with at most two decimals, such as 128.50")
    };
    let (whole, decimals) = typed.split_once('.').unwrap_or((typed, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_one = !whole.is_empty() && typed.len() <= LONGEST && decimals.len() <= 2;
    if !is_one || !is_number(whole) || !is_number(decimals) {
        return Err(wrong());
    }
    let fen = format!("{whole}{decimals:0<2}").parse().ok();
    match fen.and_then(|fen| Fen::new(fen).ok()) {
        Some(Fen::ZERO) => Err(text!("价格不能是 0"; "the price is not 0")),
        Some(price) => Ok(price),
        None => Err(text!("价格太高"; "the price is too high")),
    }
}

/// A number of days.
///
/// # Errors
/// What is wrong with it.
pub fn days(typed: &str) -> Result<u32, Text> {
    let days = Some(typed).filter(|typed| typed.bytes().all(|byte| byte.is_ascii_digit()));
    let days = days.and_then(|typed| typed.parse().ok());
    days.filter(|days| (1..=999).contains(days))
        .ok_or_else(|| text!("请输入天数，如 3"; "type the number of days, such as 3"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_become_fen_exactly() {
        for (typed, fen) in [
            ("128", 12_800),
            ("128.5", 12_850),
            ("128.50", 12_850),
            ("0.01", 1),
            ("008.05", 805),
            ("1000000000", 100_000_000_000),
            ("9.", 900),
        ] {
            assert_eq!(price(typed).map(Fen::get), Ok(fen), "{typed}");
        }
    }

    #[test]
    fn what_is_no_price_is_refused() {
        for typed in [
            "",
            ".",
            ".5",
            "0",
            "0.00",
            "1.005",
            "-1",
            "+1",
            "1,5",
            "1.2.3",
            " 1",
            "１",
            "1e3",
            "1000000000.01",
            "99999999999999999999",
            "1000000000001",
        ] {
            assert!(price(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn days_are_whole_and_not_none() {
        assert_eq!(days("5"), Ok(5));
        for typed in ["", "0", "-1", "1.5", "1000", "4294967297"] {
            assert!(days(typed).is_err(), "{typed}");
        }
    }
}
