//! What a benefit does to the price: its kind and the value to it.

use credential_core::{BenefitKind, Fen};
use messages::{Failure, Lang, failure};

use super::cells::{dense, shown, unknown, unreadable_but};
use super::money::yuan_above_zero;

/// The kinds, in Chinese and by their codes.
const KINDS: [(&str, &str); 6] = [
    ("免费", "free"),
    ("折扣", "share"),
    ("立减", "amount-off"),
    ("优惠价", "fixed-price"),
    ("优先", "priority"),
    ("免费入场", "free-entry"),
];

/// Money that the bureau pays each month: no kind of benefit that a terminal knows.
const ALLOWANCE: (&str, &str) = ("津贴", "allowance");

/// What a benefit comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Worth {
    /// At a merchant, or at the bureau.
    Kind(BenefitKind),
    /// So much each month, from the bureau.
    Allowance(Fen),
}

/// Reads the kind of a benefit or an allowance, and its value.
///
/// # Errors
/// As [`kind`].
pub(super) fn worth(word: &str, value: &str) -> Result<Worth, Failure> {
    let (zh, en) = ALLOWANCE;
    if dense(word) != zh && dense(word) != en {
        return kind(word, value).map(Worth::Kind);
    }
    if dense(value).is_empty() {
        return Err(missing(zh, en));
    }
    yuan_above_zero(value).map(Worth::Allowance)
}

/// The two cells of an allowance.
pub(super) fn allowance_cells(monthly: Fen, lang: Lang) -> (String, String) {
    let name = match lang {
        Lang::Zh => ALLOWANCE.0,
        Lang::En => ALLOWANCE.1,
    };
    (name.to_owned(), monthly.to_string())
}

/// Reads the kind of a benefit and its value.
///
/// # Errors
/// `kind-unknown`, `value-missing`, `value-unneeded`, `share-unclear`, `share-range`, and those of amounts.
pub(super) fn kind(kind: &str, value: &str) -> Result<BenefitKind, Failure> {
    let word = dense(kind);
    let position = KINDS
        .iter()
        .position(|names| names.0 == word || names.1 == word);
    let Some(position) = position else {
        let all = KINDS.iter().chain([&ALLOWANCE]);
        let known: Vec<&str> = all.flat_map(|names| [names.0, names.1]).collect();
        return Err(unknown(
            "kind-unknown",
            ("优待方式", "kind of benefit"),
            &word,
            &known,
        ));
    };
    let needs_value = (1..=3).contains(&position);
    match (needs_value, dense(value).is_empty()) {
        (true, true) => return Err(missing(KINDS[position].0, KINDS[position].1)),
        (false, false) => {
            return Err(
                failure!("value-unneeded"; "这种优待方式没有数值，而写了“{}”", shown(value);
            "this kind has no value, and there is '{}'", shown(value);
            "请删去数值，或改优待方式。"; "Delete the value, or change the kind."),
            );
        }
        _ => {}
    }
    Ok(match position {
        0 => BenefitKind::Free,
        1 => BenefitKind::Share {
            per_mille: share(value)?,
        },
        2 => BenefitKind::AmountOff(yuan_above_zero(value)?),
        3 => BenefitKind::FixedPrice(yuan_above_zero(value)?),
        4 => BenefitKind::Priority,
        _ => BenefitKind::FreeEntry,
    })
}

/// The two cells of a kind.
pub(super) fn cells(kind: BenefitKind, lang: Lang) -> (String, String) {
    let code = kind.code();
    let names = KINDS.iter().find(|names| names.1 == code);
    let name = match lang {
        Lang::Zh => names.map_or(code, |names| names.0),
        Lang::En => code,
    };
    let value = match kind {
        BenefitKind::Share { per_mille } => share_text(per_mille, lang),
        BenefitKind::AmountOff(fen) | BenefitKind::FixedPrice(fen) => fen.to_string(),
        _ => String::new(),
    };
    (name.to_owned(), value)
}

fn share_text(per_mille: u16, lang: Lang) -> String {
    let (whole, rest) = match lang {
        Lang::Zh => (per_mille / 100, format!("{:02}", per_mille % 100)),
        Lang::En => (per_mille / 10, (per_mille % 10).to_string()),
    };
    let rest = rest.trim_end_matches('0');
    let point = if rest.is_empty() { "" } else { "." };
    match lang {
        Lang::Zh => format!("{whole}{point}{rest}折"),
        Lang::En => format!("pay {whole}{point}{rest}%"),
    }
}

/// The share that is paid, in thousandths: `8.5折`, `八五折`, `半价`, `pay 85%`, `15% off`, `850‰`.
fn share(cell: &str) -> Result<u16, Failure> {
    let text = dense(cell);
    let per_mille = if matches!(text.as_str(), "半价" | "half" | "halfprice") {
        500
    } else if let Some(tenths) = text.strip_suffix('折') {
        tenths_of_price(tenths).ok_or_else(|| share_not_understood(cell))?
    } else if let Some(thousandths) = text.strip_suffix('‰') {
        decimal(thousandths, 0).ok_or_else(|| share_not_understood(cell))?
    } else if let Some(off) = text.strip_suffix("%off") {
        let off = decimal(off, 1).ok_or_else(|| share_not_understood(cell))?;
        1000_u32.saturating_sub(off)
    } else if let Some(paid) = text.strip_prefix("pay").or(text.strip_prefix('付')) {
        let paid = paid
            .strip_suffix('%')
            .ok_or_else(|| share_not_understood(cell))?;
        decimal(paid, 1).ok_or_else(|| share_not_understood(cell))?
    } else {
        // 85 or 85% may be what is paid or what is taken off; nobody guesses with other people's money.
        return Err(
            failure!("share-unclear"; "“{}”说不清是付多少还是减多少", shown(cell);
            "it is not clear whether '{}' is paid or taken off", shown(cell);
            "请写成 8.5折、半价或付85%。单元格是百分比格式的，请改成文本格式再写。";
            "Write 'pay 85%', '15% off' or 8.5折. In a cell that is formatted as a percentage, set the format to text first."),
        );
    };
    match u16::try_from(per_mille) {
        Ok(per_mille @ 1..=999) => Ok(per_mille),
        _ => Err(
            failure!("share-range"; "折扣“{}”不在 0 和 10 折之间", shown(cell);
            "the share '{}' is not between nothing and the whole price", shown(cell);
            "不收钱的请写“免费”；没有折扣的请删去这一项。";
            "Write 'free' for what costs nothing, and delete what has no discount."),
        ),
    }
}

/// 8.5, 85, 八五, 八点五: tenths of the price, as thousandths.
fn tenths_of_price(text: &str) -> Option<u32> {
    let digits: String = text
        .chars()
        .map(|c| match c {
            '点' => '.',
            c => "零一二三四五六七八九"
                .chars()
                .position(|digit| digit == c)
                .and_then(|digit| char::from_digit(u32::try_from(digit).ok()?, 10))
                .unwrap_or(c),
        })
        .collect();
    if digits.contains('.') {
        return decimal(&digits, 2);
    }
    // 八五折 and 85折 are 8.5折.
    let thousandths = decimal(&digits, 0)?;
    if matches!(thousandths, 10 | 100) {
        // Ten tenths are the whole price, and not one of ten.
        return Some(1000);
    }
    match digits.len() {
        1 => Some(thousandths * 100),
        2 => Some(thousandths * 10),
        3 => Some(thousandths),
        _ => None,
    }
}

/// A number with at most so many decimals, as a whole one of the smallest of them.
fn decimal(text: &str, decimals: usize) -> Option<u32> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    let sound = !whole.is_empty() && whole.len() <= 4 && rest.len() <= decimals;
    let ends_well = !text.ends_with('.');
    (sound && ends_well && digits(whole) && digits(rest))
        .then(|| format!("{whole}{rest:0<decimals$}").parse().ok())?
}

fn share_not_understood(cell: &str) -> Failure {
    unreadable_but(
        cell,
        "请写成 8.5折、半价或付85%。",
        "Write 'pay 85%', '15% off' or 8.5折.",
    )
}

fn missing(zh: &str, en: &str) -> Failure {
    failure!("value-missing"; "优待方式“{zh}”要有数值"; "the kind '{en}' needs a value";
        "折扣写 8.5折，立减、优惠价和津贴写元，例如 12.50。";
        "Write 8.5折 or 'pay 85%' for a share, and yuan for an amount, as 12.50.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_as_they_are_said_and_come_out_as_they_can_be_read() {
        for (cell, per_mille) in [
            ("8.5折", 850),
            ("85折", 850),
            ("八五折", 850),
            ("八点五折", 850),
            ("８折", 800),
            ("五折", 500),
            ("半价", 500),
            ("8.55折", 855),
            ("pay 85%", 850),
            ("15% off", 850),
            ("12.5% off", 875),
            ("855‰", 855),
        ] {
            let read = kind("折扣", cell).unwrap();
            assert_eq!(read, BenefitKind::Share { per_mille }, "{cell}");
            for lang in [Lang::Zh, Lang::En] {
                let (name, value) = cells(read, lang);
                assert_eq!(kind(&name, &value).unwrap(), read, "{value}");
            }
        }
    }

    #[test]
    fn an_allowance_is_read_and_comes_out_as_it_can_be_read() {
        let monthly = Fen::new(23_050).unwrap();
        for cell in ["230.5", "230.50元", "¥230.50"] {
            let read = worth(" 津 贴 ", cell).unwrap();
            assert_eq!(read, Worth::Allowance(monthly), "{cell}");
        }
        for lang in [Lang::Zh, Lang::En] {
            let (name, value) = allowance_cells(monthly, lang);
            assert_eq!(worth(&name, &value).unwrap(), Worth::Allowance(monthly));
        }
    }

    #[test]
    fn refuses_what_could_be_paid_or_taken_off() {
        for (cell, code) in [
            ("85", "share-unclear"),
            ("85%", "share-unclear"),
            ("0.85", "share-unclear"),
            // Ten tenths, not one.
            ("10折", "share-range"),
            ("100折", "share-range"),
            ("0折", "share-range"),
            ("100% off", "share-range"),
            ("pay 100%", "share-range"),
            ("八五六七折", "value-unreadable"),
            ("-8折", "value-unreadable"),
            ("", "value-missing"),
        ] {
            let fault = kind("折扣", cell).unwrap_err().code;
            assert_eq!(fault, code, "{cell}");
        }
        assert_eq!(kind("免费", "5").unwrap_err().code, "value-unneeded");
        assert_eq!(worth("津贴", "").unwrap_err().code, "value-missing");
        assert_eq!(worth("津贴", "0").unwrap_err().code, "amount-zero");
        let slip = kind("免弗", "").unwrap_err();
        assert_eq!(slip.code, "kind-unknown");
        assert!(slip.remedy.in_lang(Lang::Zh).contains("免费"));
    }
}
