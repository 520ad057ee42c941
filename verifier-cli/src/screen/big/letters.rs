//! Letters for names and categories, dot by dot, from `letters.bin`: made by `make-letters.py` from the font of
//! the cards. ASCII, the middle dot and the characters of GBK; a name with another one stays in small letters.

/// The rows of every letter.
pub(super) const HEIGHT: usize = 14;

static LETTERS: &[u8] = include_bytes!("letters.bin");

/// Two bytes a row.
const BYTES: usize = 2 * HEIGHT;

/// The first Chinese character, and where it stands: behind 95 of ASCII and the middle dot.
const FIRST_HAN: (u32, u32) = (0x4e00, 96);
const LAST_HAN: u32 = 0x9fa5;

/// A letter: the leftmost dot of a row is its highest bit.
pub(super) struct Letter {
    pub(super) width: usize,
    rows: &'static [u8],
}

impl Letter {
    /// `None` for a character that has no letter here.
    pub(super) fn of(character: char) -> Option<Self> {
        let (place, width) = match u32::from(character) {
            code @ 0x20..=0x7e => (code - 0x20, 7),
            0xb7 => (FIRST_HAN.1 - 1, 7),
            code @ 0x4e00..=LAST_HAN => (code - FIRST_HAN.0 + FIRST_HAN.1, HEIGHT),
            _ => return None,
        };
        let start = place as usize * BYTES;
        let rows = LETTERS.get(start..start + BYTES)?;
        let is_drawn = character == ' ' || rows.iter().any(|byte| *byte != 0);
        is_drawn.then_some(Self { width, rows })
    }

    pub(super) fn dot(&self, x: usize, y: usize) -> bool {
        let byte = self.rows.get(2 * y + x / 8).copied().unwrap_or(0);
        x < self.width && byte >> (7 - x % 8) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_what_they_are_called() {
        let dots = |character| {
            let letter = Letter::of(character).unwrap();
            let rows = (0..HEIGHT).map(|y| (0..letter.width).map(|x| letter.dot(x, y)).collect());
            rows.collect::<Vec<Vec<bool>>>()
        };
        // One stroke from left to right, and one from the top to the bottom beside others.
        let one = dots('一');
        let longest = one.iter().map(|row| row.iter().filter(|dot| **dot).count());
        assert!(longest.max().unwrap() >= 12);
        assert!(one.iter().filter(|row| row.contains(&true)).count() <= 2);
        let ten = dots('十');
        assert!(ten.iter().filter(|row| row.contains(&true)).count() >= 12);
        assert_eq!(Letter::of('·').unwrap().width, 7);
        for missing in ['\u{1b}', '\n', '𠮷', 'é', '，'] {
            assert!(Letter::of(missing).is_none(), "{missing:?}");
        }
        assert_eq!(LETTERS.len() % BYTES, 0);
        assert!(Letter::of('\u{9fa5}').is_some());
    }
}
