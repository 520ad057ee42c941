//! Modules to text, without forgiveness: ISO/IEC 18004:2015, clause 12, where nothing may be wrong.

use crate::layout::{self, Layout};
use crate::level::Level;
use crate::mask;

/// The text of a symbol whose modules are exactly as they were drawn; `None` if a single one is not.
///
/// `dark` has the modules by rows. Function patterns, format and version information must be as the
/// standard has them, and each block must be a code word of its Reed-Solomon code as it stands:
/// errors are found here, not corrected.
pub(crate) fn decode(side: usize, dark: &[bool]) -> Option<String> {
    let version = side.checked_sub(17)? / 4;
    let layout = layout::layout(version)?;
    if layout.side != side || dark.len() != side * side {
        return None;
    }
    if layout
        .fixed
        .iter()
        .any(|&(at, as_drawn)| dark[at] != as_drawn)
    {
        return None;
    }
    let (level, mask) = format(layout, dark)?;
    let codewords = codewords(layout, dark, mask);
    let data = data(&codewords, version, level)?;
    text(&data, version)
}

/// Level and mask, which must stand there twice alike.
fn format(layout: &Layout, dark: &[bool]) -> Option<(Level, usize)> {
    let read = |copy: usize| {
        let bits = layout.format.iter().enumerate();
        bits.fold(0, |word, (bit, places)| {
            word | u16::from(dark[places[copy]]) << bit
        })
    };
    let word = read(0);
    if word != read(1) {
        return None;
    }
    let levels = [Level::L, Level::M, Level::Q, Level::H].into_iter();
    levels
        .flat_map(|level| (0..8).map(move |mask| (level, mask)))
        .find(|&(level, mask)| mask::format_bits(level, mask) == word)
}

fn codewords(layout: &Layout, dark: &[bool], mask: usize) -> Vec<u8> {
    let side = layout.side;
    let inverted = mask::BY_ROW[mask];
    let bit = |at: usize| {
        let (x, y) = (at % side, at / side);
        dark[at] != (inverted[y % 12] >> (x % 12) & 1 == 1)
    };
    let bytes = layout.data.chunks_exact(8);
    bytes
        .map(|places| {
            let bits = places.iter();
            bits.fold(0, |byte, &at| byte << 1 | u8::from(bit(at)))
        })
        .collect()
}

/// The data codewords, out of blocks that are proved by their error correction.
fn data(codewords: &[u8], version: usize, level: Level) -> Option<Vec<u8>> {
    let (correction, count) = layout::blocks(version, level)?;
    let all_data = codewords.len().checked_sub(correction * count)?;
    let (short, longer) = (all_data / count, all_data % count);
    // The last blocks have one data codeword more.
    let length = |block: usize| short + usize::from(block >= count - longer);
    let mut blocks: Vec<Vec<u8>> = (0..count)
        .map(|block| Vec::with_capacity(length(block) + correction))
        .collect();
    let (interleaved, corrections) = codewords.split_at(all_data);
    let (even, rest) = interleaved.split_at(short * count);
    for (nth, &codeword) in even.iter().enumerate() {
        blocks[nth % count].push(codeword);
    }
    for (nth, &codeword) in rest.iter().enumerate() {
        blocks[count - longer + nth].push(codeword);
    }
    for (nth, &codeword) in corrections.iter().enumerate() {
        blocks[nth % count].push(codeword);
    }
    let mut data = Vec::with_capacity(all_data);
    for (nth, block) in blocks.iter().enumerate() {
        if !is_code_word(block, correction) {
            return None;
        }
        data.extend(&block[..length(nth)]);
    }
    Some(data)
}

/// Whether all syndromes of a block are zero.
fn is_code_word(block: &[u8], correction: usize) -> bool {
    let mut syndromes = [0u8; MAX_CORRECTION];
    for &codeword in block {
        for (syndrome, times) in syndromes.iter_mut().zip(&TIMES_POWER).take(correction) {
            *syndrome = times[usize::from(*syndrome)] ^ codeword;
        }
    }
    syndromes == [0; MAX_CORRECTION]
}

/// The most that a block has.
const MAX_CORRECTION: usize = 30;

/// `[i][a]`: a times the i-th power of 2, in the field of 256 elements modulo x⁸ + x⁴ + x³ + x² + 1.
static TIMES_POWER: [[u8; 256]; MAX_CORRECTION] = {
    let mut table = [[0; 256]; MAX_CORRECTION];
    let mut power = 0;
    while power < MAX_CORRECTION {
        let mut a = 0;
        while a < 256 {
            table[power][a] = if power == 0 {
                a as u8
            } else {
                let before = table[power - 1][a];
                before << 1 ^ if before & 0x80 == 0 { 0 } else { 0x1d }
            };
            a += 1;
        }
        power += 1;
    }
    table
};

/// The text of the segments: 7.4.
fn text(data: &[u8], version: usize) -> Option<String> {
    let mut bits = Bits { data, at: 0 };
    let mut bytes = Vec::new();
    let by_version = |small, middle, large| match version {
        1..=9 => small,
        10..=26 => middle,
        _ => large,
    };
    // The end of the data ends the text too, where there is no room for a terminator.
    while bits.left() >= 4 {
        match bits.take(4)? {
            0 => break,
            1 => {
                let mut count = bits.take(by_version(10, 12, 14))?;
                while count > 0 {
                    let digits = count.min(3);
                    let number = bits.take(3 * digits as usize + 1)?;
                    for place in (0..digits).rev() {
                        bytes.push(b'0' + (number / 10u32.pow(place) % 10) as u8);
                    }
                    if number >= 10u32.pow(digits) {
                        return None;
                    }
                    count -= digits;
                }
            }
            2 => {
                let mut count = bits.take(by_version(9, 11, 13))?;
                while count > 1 {
                    let pair = bits.take(11)? as usize;
                    bytes.push(*ALPHANUMERIC.get(pair / 45)?);
                    bytes.push(*ALPHANUMERIC.get(pair % 45)?);
                    count -= 2;
                }
                if count == 1 {
                    bytes.push(*ALPHANUMERIC.get(bits.take(6)? as usize)?);
                }
            }
            4 => {
                for _ in 0..bits.take(by_version(8, 16, 16))? {
                    bytes.push(bits.take(8)? as u8);
                }
            }
            _ => return None,
        }
    }
    String::from_utf8(bytes).ok()
}

/// The characters of the alphanumeric mode, in the order of their values: table 5.
pub(crate) const ALPHANUMERIC: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

struct Bits<'d> {
    data: &'d [u8],
    at: usize,
}

impl Bits<'_> {
    fn left(&self) -> usize {
        8 * self.data.len() - self.at
    }

    /// The next bits, at most 16, the highest first.
    fn take(&mut self, count: usize) -> Option<u32> {
        if self.left() < count {
            return None;
        }
        let first = self.at / 8;
        let window = (first..first + 4).fold(0, |window, at| {
            window << 8 | u32::from(self.data.get(at).copied().unwrap_or(0))
        });
        let value = window << (self.at % 8) >> (32 - count);
        self.at += count;
        Some(value)
    }
}

#[cfg(test)]
mod tests {

    use qrcode::Version;
    use qrcode::bits::Bits;
    use rqrr::{Grid, SimpleGrid};

    use super::*;
    use crate::symbol::Symbol;

    const LEVELS: [Level; 4] = [Level::L, Level::M, Level::Q, Level::H];

    fn modules(symbol: &Symbol) -> (usize, Vec<bool>) {
        let side = symbol.width();
        let dark = (0..side * side).map(|at| symbol.is_dark(at % side, at / side));
        (side as usize, dark.collect())
    }

    fn read(text: &str, level: Level) -> Option<String> {
        let (side, dark) = modules(&Symbol::new(text, level).unwrap());
        decode(side, &dark)
    }

    /// As many digits as fit.
    fn full(version: u8, level: Level) -> String {
        let room = Bits::new(Version::Normal(version.into()))
            .max_len(match level {
                Level::L => qrcode::EcLevel::L,
                Level::M => qrcode::EcLevel::M,
                Level::Q => qrcode::EcLevel::Q,
                Level::H => qrcode::EcLevel::H,
            })
            .unwrap();
        let digits = (room - 4 - 14) / 10 * 3;
        (0..digits)
            .map(|nth| char::from(b'0' + (nth * nth % 10) as u8))
            .collect()
    }

    #[test]
    fn every_version_and_level_is_read_as_the_other_reader_does() {
        for version in 1..=40 {
            for level in LEVELS {
                let text = full(version, level);
                let symbol = Symbol::new(&text, level).unwrap();
                assert_eq!(symbol.version(), version);
                let (side, dark) = modules(&symbol);
                assert_eq!(
                    decode(side, &dark).as_deref(),
                    Some(&*text),
                    "{version} {level:?}"
                );
                let grid = Grid::new(SimpleGrid::from_func(side, |x, y| dark[y * side + x]));
                assert_eq!(grid.decode().unwrap().1, text);
            }
        }
    }

    #[test]
    fn every_mode_is_read() {
        for text in [
            "1",
            "12",
            "1234567",
            "LB1:A",
            "LB1:AB $%*+-./:",
            "王建明",
            "a1B2",
            "811234A老",
        ] {
            for level in LEVELS {
                assert_eq!(read(text, level).as_deref(), Some(text));
            }
        }
    }

    /// The other reader corrects what is wrong; this one must not.
    #[test]
    fn a_single_wrong_module_is_found_wherever_it_is() {
        for text in ["8146130920480142837465", &full(7, Level::M)] {
            let (side, dark) = modules(&Symbol::new(text, Level::M).unwrap());
            let layout = layout::layout((side - 17) / 4).unwrap();
            let mut known = vec![false; dark.len()];
            let fixed = layout.fixed.iter().map(|(at, _)| at);
            let all = layout.data.iter().chain(layout.format.as_flattened());
            all.chain(fixed).for_each(|&at| known[at] = true);
            assert!(known.iter().filter(|known| !**known).count() < 8);
            for (at, known) in known.into_iter().enumerate() {
                let mut wrong = dark.clone();
                wrong[at] = !wrong[at];
                // Remainder bits say nothing.
                assert_eq!(decode(side, &wrong).is_none(), known, "module {at}");
            }
        }
    }

    #[test]
    fn sizes_that_no_symbol_has_are_refused() {
        for side in [0, 16, 17, 20, 22, 178, 181] {
            assert_eq!(decode(side, &vec![false; side * side]), None, "{side}");
        }
        assert_eq!(decode(21, &[false; 10]), None);
    }
}
