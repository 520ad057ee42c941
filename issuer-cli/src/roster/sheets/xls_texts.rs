//! The shared texts of an old workbook (MS-XLS, the records SST and Continue): which parts of them are struck
//! through. The library tells the texts themselves.

use super::runs::Runs;

/// Of each shared text, up to the last one with several fonts, which parts are struck through. What is damaged
/// ends it: the library finds that too.
pub(super) fn runs(records: &[&[u8]], strikes: impl Fn(usize) -> bool) -> Vec<Runs> {
    let mut pieces = Pieces {
        rest: records,
        now: &[],
    };
    let mut all = Vec::new();
    let count = pieces
        .take(8)
        .and_then(|head| head.get(4..8)?.first_chunk().copied());
    let count = u32::from_le_bytes(count.unwrap_or_default());
    for nth in 0..count as usize {
        let Some(runs) = pieces.text(&strikes) else {
            break;
        };
        if runs.have_fonts() {
            all.resize(nth, Runs::default());
            all.push(runs);
        }
    }
    all
}

/// The content of records that go on in each other.
struct Pieces<'r> {
    rest: &'r [&'r [u8]],
    now: &'r [u8],
}

impl Pieces<'_> {
    fn more(&mut self) -> Option<()> {
        while self.now.is_empty() {
            let (next, rest) = self.rest.split_first()?;
            (self.now, self.rest) = (next, rest);
        }
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        self.more()?;
        let (first, rest) = self.now.split_first()?;
        self.now = rest;
        Some(*first)
    }

    fn take(&mut self, count: usize) -> Option<Vec<u8>> {
        (0..count).map(|_| self.byte()).collect()
    }

    fn number(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            self.more()?;
            let here = count.min(self.now.len());
            self.now = self.now.get(here..)?;
            count -= here;
        }
        Some(())
    }

    fn text(&mut self, strikes: impl Fn(usize) -> bool) -> Option<Runs> {
        let length = usize::from(self.number()?);
        let flags = self.byte()?;
        let fonts = if flags & 0x08 != 0 { self.number()? } else { 0 };
        let beside = if flags & 0x04 != 0 {
            self.take(4)?
        } else {
            Vec::new()
        };
        let beside = beside.first_chunk().copied().map_or(0, u32::from_le_bytes);
        let mut runs = Runs::default();
        if fonts == 0 {
            self.characters(length, flags, |_| {})?;
        } else {
            let mut seen = Vec::with_capacity(length);
            self.characters(length, flags, |c| seen.push(c > 0x20 && c != 0x3000))?;
            // Before the first run the text has the font of its cell.
            let (mut from, mut font) = (0, None);
            for _ in 0..fonts {
                let to = usize::from(self.number()?);
                let next = usize::from(self.number()?);
                let part = seen.get(from..to.min(length)).unwrap_or_default();
                if part.contains(&true) {
                    runs.add(font);
                }
                (from, font) = (to, Some(strikes(next)));
            }
            if seen.get(from..).unwrap_or_default().contains(&true) {
                runs.add(font);
            }
        }
        self.skip(beside as usize)?;
        Some(runs)
    }

    /// Characters of one or two bytes. Where they go on in another record, that says which.
    fn characters(&mut self, length: usize, flags: u8, mut see: impl FnMut(u16)) -> Option<()> {
        let mut wide = flags & 0x01 != 0;
        let mut left = length;
        while left > 0 {
            if self.now.is_empty() {
                self.more()?;
                wide = self.byte()? & 0x01 != 0;
                continue;
            }
            if wide {
                see(self.number()?);
            } else {
                see(u16::from(self.byte()?));
            }
            left -= 1;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(wide: bool, characters: &str, fonts: &[(u16, u16)]) -> Vec<u8> {
        let mut bytes = (characters.chars().count() as u16).to_le_bytes().to_vec();
        bytes.push(u8::from(wide) | if fonts.is_empty() { 0 } else { 0x08 });
        if !fonts.is_empty() {
            bytes.extend((fonts.len() as u16).to_le_bytes());
        }
        for c in characters.encode_utf16() {
            bytes.extend(c.to_le_bytes().into_iter().take(1 + usize::from(wide)));
        }
        for (from, font) in fonts {
            bytes.extend(from.to_le_bytes());
            bytes.extend(font.to_le_bytes());
        }
        bytes
    }

    fn runs_of(characters: &str, fonts: &[(u16, u16)]) -> Vec<Option<bool>> {
        let mut record = vec![1, 0, 0, 0, 2, 0, 0, 0];
        record.extend(text(false, "abc", &[]));
        record.extend(text(true, characters, fonts));
        let whole = runs(&[&record], |font| font == 6);
        // However the records are cut, unless within a character.
        let head = 8 + 6 + 3 + if fonts.is_empty() { 0 } else { 2 };
        let (first, second) = record.split_at(head + 2);
        let second: Vec<u8> = [&[1], second].concat();
        assert_eq!(runs(&[first, &second], |font| font == 6), whole);
        let mut expected = Vec::new();
        for font in [None, Some(true), Some(false)] {
            let mut one = Runs::default();
            one.add(font);
            let both = whole.get(1).map(|runs| {
                let mut both = *runs;
                both.add(font);
                both == *runs
            });
            if both == Some(true) {
                expected.push(font);
            }
        }
        expected
    }

    #[test]
    fn parts_that_are_struck_through_are_found() {
        assert_eq!(runs_of("王建国", &[]), []);
        assert_eq!(runs_of("王建国", &[(2, 6)]), [None, Some(true)]);
        assert_eq!(
            runs_of("王建国", &[(0, 6), (2, 0)]),
            [Some(true), Some(false)]
        );
        assert_eq!(runs_of("王建国", &[(0, 6)]), [Some(true)]);
        assert_eq!(runs_of("王 ", &[(0, 6), (1, 0)]), [Some(true)]);
    }

    #[test]
    fn damaged_texts_end_the_search() {
        assert!(runs(&[], |_| true).is_empty());
        assert!(runs(&[&[0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 3]], |_| true).is_empty());
    }
}
