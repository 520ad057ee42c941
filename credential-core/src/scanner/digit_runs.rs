//! Where in a text a code in digits may end, without looking at each digit again for each place where one may begin.

use alloc::vec::Vec;

/// The digits of a text, in runs: blanks in one are passed over, anything else ends it.
pub(super) struct DigitRuns {
    /// Where each digit stands.
    places: Vec<usize>,
    /// The remainder modulo 97 of the number that so many of the digits make.
    remainders: Vec<u32>,
    /// Behind each digit behind which no other stands.
    ends: Vec<usize>,
    /// What is neither a digit nor a blank.
    breaks: Vec<usize>,
    /// The remainders of the powers of ten, which come again after 96.
    powers: [u32; 96],
}

impl DigitRuns {
    pub(super) fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut powers = [1; 96];
        for exponent in 1..powers.len() {
            powers[exponent] = powers[exponent - 1] * 10 % 97;
        }
        let mut runs = Self {
            places: Vec::with_capacity(bytes.len()),
            remainders: Vec::with_capacity(bytes.len() + 1),
            ends: Vec::new(),
            breaks: Vec::new(),
            powers,
        };
        let mut remainder = 0;
        runs.remainders.push(remainder);
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b'0'..=b'9' => {
                    remainder = (remainder * 10 + u32::from(byte - b'0')) % 97;
                    runs.places.push(at);
                    runs.remainders.push(remainder);
                    if !bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
                        runs.ends.push(at + 1);
                    }
                }
                b' ' => {}
                _ => runs.breaks.push(at),
            }
        }
        runs
    }

    /// The places where a code may end that begins with the digit at `start` and has so many digits: where no digit
    /// follows, or one of `others` begins (the nearest first), and the check digits fit.
    pub(super) fn fitting_ends(
        &self,
        start: usize,
        length: core::ops::RangeInclusive<usize>,
        others: impl Iterator<Item = usize>,
    ) -> impl Iterator<Item = usize> {
        let first = self.places.partition_point(|place| *place < start);
        let stop = self.breaks.partition_point(|place| *place < start);
        let stop = self.breaks.get(stop).copied().unwrap_or(usize::MAX);
        let end_of = |count: usize| self.places.get(first + count - 1).map(|place| place + 1);
        let least = end_of(*length.start()).unwrap_or(usize::MAX);
        let most = end_of(*length.end()).unwrap_or(usize::MAX).min(stop);
        let from = self.ends.partition_point(|end| *end < least);
        let ends = self.ends.get(from..).unwrap_or_default().iter().copied();
        let ends = ends.take_while(move |end| *end <= most);
        let others = others
            .skip_while(move |other| *other < least)
            .take_while(move |other| *other <= most);
        merged(ends, others).filter(move |end| self.fits(first, *end))
    }

    /// Whether the check digits fit (ISO/IEC 7064 MOD 97-10): with the first four digits behind the others, the
    /// remainder is 1.
    fn fits(&self, first: usize, end: usize) -> bool {
        let last = self.places.partition_point(|place| *place < end);
        // Behind something that is no digit no code ends.
        if last == 0 || self.places.get(last - 1) != Some(&(end - 1)) {
            return false;
        }
        let value = |from: usize, to: usize| {
            let (before, whole) = (self.remainders.get(from)?, self.remainders.get(to)?);
            let power = self.powers.get((to - from) % self.powers.len())?;
            Some((whole + 97 * 97 - before * power) % 97)
        };
        match (value(first, first + 4), value(first + 4, last)) {
            (Some(head), Some(number)) => (number * 10_000 + head) % 97 == 1,
            _ => false,
        }
    }
}

/// Two ascending sequences as one, each place once.
fn merged(
    one: impl Iterator<Item = usize>,
    other: impl Iterator<Item = usize>,
) -> impl Iterator<Item = usize> {
    let (mut one, mut other) = (one.peekable(), other.peekable());
    core::iter::from_fn(move || match (one.peek(), other.peek()) {
        (Some(left), Some(right)) if left == right => {
            other.next();
            one.next()
        }
        (Some(left), Some(right)) if left > right => other.next(),
        (None, _) => other.next(),
        _ => one.next(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    /// Digit by digit, as it is said.
    fn plainly(text: &str, start: usize, length: (usize, usize), others: &[usize]) -> Vec<usize> {
        let (mut digits, mut found) = (String::new(), Vec::new());
        for (at, byte) in text.bytes().enumerate().skip(start) {
            match byte {
                b' ' => continue,
                b'0'..=b'9' if digits.len() < length.1 => digits.push(char::from(byte)),
                _ => break,
            }
            let follows = text.as_bytes().get(at + 1);
            let may_end = !follows.is_some_and(u8::is_ascii_digit) || others.contains(&(at + 1));
            if digits.len() >= length.0 && may_end {
                let turned = alloc::format!("{}{}", &digits[4..], &digits[..4]);
                let remainder = turned
                    .bytes()
                    .fold(0, |rest, byte| (rest * 10 + u32::from(byte - b'0')) % 97);
                if remainder == 1 {
                    found.push(at + 1);
                }
            }
        }
        found
    }

    #[test]
    fn finds_the_same_ends_as_digit_by_digit() {
        let mut random = 7_u64;
        let mut next = |below: u64| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            random % below
        };
        let mut count = 0;
        for _ in 0..2_000 {
            let kinds = 11 + next(3);
            let text: String = (0..next(80))
                .map(|_| char::from(b"0123456789 x"[next(kinds).min(11) as usize]))
                .collect();
            let runs = DigitRuns::new(&text);
            let starts = text
                .bytes()
                .enumerate()
                .filter(|(_, byte)| byte.is_ascii_digit());
            for (start, _) in starts {
                let others: Vec<usize> =
                    (start + 1..=text.len()).filter(|_| next(3) == 0).collect();
                let (least, most) = (5 + next(6) as usize, 12 + next(60) as usize);
                let found: Vec<_> = runs
                    .fitting_ends(start, least..=most, others.iter().copied())
                    .collect();
                assert_eq!(
                    found,
                    plainly(&text, start, (least, most), &others),
                    "{text:?}"
                );
                count += found.len();
            }
        }
        assert!(count > 500, "{count}");
    }

    #[test]
    fn a_line_of_digits_at_each_of_which_a_code_may_begin_is_no_work() {
        let text = "8".repeat(20_000);
        let runs = DigitRuns::new(&text);
        let nowhere = core::iter::empty();
        assert_eq!(
            runs.ends,
            [20_000],
            "one place to look at, whatever begins where"
        );
        assert_eq!(runs.fitting_ends(0, 120..=2_564, nowhere).count(), 0);
    }
}
