//! Numbers as people read them: with groups of three digits, in yuan, and rounded for a head line.

use messages::{Text, text};

/// `26,400`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1,503,210.50`, in yuan with two decimals.
pub(super) fn yuan(fen: u64) -> String {
    format!("{}.{:02}", grouped(fen / 100), fen % 100)
}

/// An amount in one breath: 150.3 万元, 1.5 million yuan. Rounded to the nearest, a half up.
pub(super) fn in_words(fen: u64) -> Text {
    const YUAN: u64 = 100;
    const WAN: u64 = 10_000 * YUAN;
    const MILLION: u64 = 1_000_000 * YUAN;
    const YI: u64 = 100_000_000 * YUAN;
    const BILLION: u64 = 1_000_000_000 * YUAN;
    let whole = grouped(rounded(fen, YUAN));
    let zh = match fen {
        YI.. => format!("{} 亿元", tenths(fen, YI)),
        WAN.. => format!("{} 万元", tenths(fen, WAN)),
        _ => format!("{whole} 元"),
    };
    let en = match fen {
        BILLION.. => format!("{} billion yuan", tenths(fen, BILLION)),
        MILLION.. => format!("{} million yuan", tenths(fen, MILLION)),
        _ => format!("{whole} yuan"),
    };
    Text::new(zh, en)
}

/// What one use saved on average, in yuan; `None` where there was none.
pub(super) fn average(fen: u64, uses: u64) -> Option<String> {
    (uses > 0).then(|| yuan(rounded(fen, uses)))
}

/// How many of 1,000, rounded to the nearest; 0 of nothing.
pub(super) fn per_mille(part: u64, whole: u64) -> u64 {
    if whole == 0 {
        return 0;
    }
    let scaled = u128::from(part) * 1_000 + u128::from(whole) / 2;
    u64::try_from(scaled / u128::from(whole)).unwrap_or(u64::MAX)
}

/// `12.5%`.
pub(super) fn per_cent(part: u64, whole: u64) -> String {
    let share = per_mille(part, whole);
    format!("{}.{}%", share / 10, share % 10)
}

/// An amount for an axis: 5 万元, 50,000 yuan, without decimals that are nothing.
pub(super) fn for_axis(fen: u64) -> Text {
    let words = in_words(fen);
    let short = |lang| words.in_lang(lang).replace(".0 ", " ");
    Text::new(short(messages::Lang::Zh), short(messages::Lang::En))
}

/// A count for an axis.
pub(super) fn count_for_axis(number: u64) -> Text {
    let (zh, en) = match number {
        100_000_000.. => (
            format!("{} 亿", tenths(number, 100_000_000)),
            format!("{} million", tenths(number, 1_000_000)),
        ),
        1_000_000.. => (
            format!("{} 万", tenths(number, 10_000)),
            format!("{} million", tenths(number, 1_000_000)),
        ),
        _ => (grouped(number), grouped(number)),
    };
    text!("{}", zh.replace(".0 ", " "); "{}", en.replace(".0 ", " "))
}

fn rounded(number: u64, unit: u64) -> u64 {
    number / unit + u64::from(number % unit >= unit.div_ceil(2))
}

fn tenths(number: u64, unit: u64) -> String {
    let tenths = rounded(number, unit / 10);
    format!("{}.{}", grouped(tenths / 10), tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use messages::Lang::{En, Zh};

    #[test]
    fn digits_stand_in_threes_and_amounts_end_with_the_fen() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (26_400, "26,400"),
            (99_000_000, "99,000,000"),
        ] {
            assert_eq!(grouped(number), text);
        }
        for (fen, text) in [(0, "0.00"), (5, "0.05"), (150_321_050, "1,503,210.50")] {
            assert_eq!(yuan(fen), text);
        }
        assert_eq!(yuan(u64::MAX), "184,467,440,737,095,516.15");
    }

    #[test]
    fn a_head_line_is_rounded_to_the_nearest() {
        for (fen, zh, en) in [
            (150_321_050, "150.3 万元", "1.5 million yuan"),
            (18_000_000_000, "1.8 亿元", "180.0 million yuan"),
            (154_999_999, "155.0 万元", "1.5 million yuan"),
            (155_000_000, "155.0 万元", "1.6 million yuan"),
            (999_949, "9,999 元", "9,999 yuan"),
            (49, "0 元", "0 yuan"),
            (50, "1 元", "1 yuan"),
            (
                u64::MAX,
                "1,844,674,407.4 亿元",
                "184,467,440.7 billion yuan",
            ),
        ] {
            let words = in_words(fen);
            assert_eq!((words.in_lang(Zh), words.in_lang(En)), (zh, en), "{fen}");
        }
        assert_eq!(for_axis(50_000_000).in_lang(Zh), "50 万元");
    }

    #[test]
    fn averages_and_shares_are_rounded_to_the_nearest() {
        assert_eq!(average(150_321_050, 26_400).as_deref(), Some("56.94"));
        assert_eq!(average(5, 2).as_deref(), Some("0.03"));
        assert_eq!(average(5, 0), None);
        assert_eq!(per_cent(1, 3), "33.3%");
        assert_eq!(per_cent(u64::MAX, u64::MAX), "100.0%");
        assert_eq!(per_cent(0, 0), "0.0%");
    }
}
