//! Where in a symbol what stands: ISO/IEC 18004:2015, 6.3 and 7.7 to 7.10, for reading it back.
//!
//! Written for the reader alone, so that a fault of the encoder's own layout is seen.

use std::sync::OnceLock;

use crate::level::Level;

/// The modules of a version: those that are the same in each symbol, and the way of the data.
pub(crate) struct Layout {
    pub(crate) side: usize,
    /// Position, counted by rows, and whether the module is dark.
    pub(crate) fixed: Vec<(usize, bool)>,
    /// Positions of the bits of the codewords in their order, remainder bits left out.
    pub(crate) data: Vec<usize>,
    /// Both places of each bit of the format information, from the lowest.
    pub(crate) format: [[usize; 2]; 15],
}

/// The layout of a version, 1 to 40, made once.
pub(crate) fn layout(version: usize) -> Option<&'static Layout> {
    static LAYOUTS: [OnceLock<Layout>; 40] = [const { OnceLock::new() }; 40];
    let layout = LAYOUTS.get(version.checked_sub(1)?)?;
    Some(layout.get_or_init(|| Layout::new(version)))
}

/// What a module is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Data,
    Format,
    Fixed(bool),
}

impl Layout {
    fn new(version: usize) -> Self {
        let side = 17 + 4 * version;
        let centres = alignment_centres(version);
        let uses: Vec<Use> = (0..side * side)
            .map(|at| use_of(at % side, at / side, version, side, &centres))
            .collect();
        let fixed = uses.iter().enumerate().filter_map(|(at, one)| match one {
            Use::Fixed(dark) => Some((at, *dark)),
            _ => None,
        });
        let mut data: Vec<usize> = way(side).filter(|&at| uses[at] == Use::Data).collect();
        data.truncate(data.len() / 8 * 8);
        Self {
            side,
            fixed: fixed.collect(),
            data,
            format: format_places(side),
        }
    }
}

fn use_of(x: usize, y: usize, version: usize, side: usize, centres: &[usize]) -> Use {
    let last = side - 1;
    // Finder patterns with their separators: rings around a centre.
    for (centre_x, centre_y) in [(3, 3), (last - 3, 3), (3, last - 3)] {
        let ring = x.abs_diff(centre_x).max(y.abs_diff(centre_y));
        if ring <= 4 {
            return Use::Fixed(!matches!(ring, 2 | 4));
        }
    }
    if x == 8 && y == side - 8 {
        return Use::Fixed(true);
    }
    let beside = |across: usize, along: usize| across == 8 && (along <= 8 || along >= side - 8);
    if x != 6 && y != 6 && (beside(x, y) || beside(y, x)) {
        return Use::Format;
    }
    // The timing patterns go through alignment patterns in step with them.
    if x == 6 || y == 6 {
        return Use::Fixed((x + y).is_multiple_of(2));
    }
    let nearest = |at: usize| centres.iter().find(|&&centre| at.abs_diff(centre) <= 2);
    if let (Some(&centre_x), Some(&centre_y)) = (nearest(x), nearest(y)) {
        let edge = side - 7;
        let in_finder = matches!((centre_x, centre_y), (6, 6))
            || (centre_x, centre_y) == (6, edge)
            || (centre_x, centre_y) == (edge, 6);
        if !in_finder {
            let ring = x.abs_diff(centre_x).max(y.abs_diff(centre_y));
            return Use::Fixed(ring != 1);
        }
    }
    if version >= 7 {
        for (across, along) in [(x, y), (y, x)] {
            if along < 6 && (side - 11..side - 8).contains(&across) {
                let bit = 3 * along + (across - (side - 11));
                return Use::Fixed(version_bits(version) >> bit & 1 == 1);
            }
        }
    }
    Use::Data
}

/// Annex E: from 6 to the far edge, evenly and by even steps, with what is left over at the beginning.
fn alignment_centres(version: usize) -> Vec<usize> {
    if version == 1 {
        return Vec::new();
    }
    let (gaps, way) = (version / 7 + 1, 4 * version + 4);
    let step = match version {
        // The table's one exception to its own rule.
        32 => 26,
        _ => way.div_ceil(2 * gaps) * 2,
    };
    let mut centres: Vec<usize> = (0..gaps).map(|nth| 6 + way - nth * step).collect();
    centres.push(6);
    centres
}

/// The version as it stands in symbols from version 7 on: a BCH (18, 6) code word. Annex D.
fn version_bits(version: usize) -> usize {
    let mut rest = version << 12;
    for bit in (12..18).rev() {
        if rest >> bit & 1 == 1 {
            rest ^= 0x1f25 << (bit - 12);
        }
    }
    version << 12 | rest
}

/// Figure 25: once around the upper left finder pattern, once beside the two others.
fn format_places(side: usize) -> [[usize; 2]; 15] {
    std::array::from_fn(|bit| {
        let (x, y) = match bit {
            0..=5 => (8, bit),
            6 => (8, 7),
            7 => (8, 8),
            8 => (7, 8),
            _ => (14 - bit, 8),
        };
        let (other_x, other_y) = match bit {
            0..=7 => (side - 1 - bit, 8),
            _ => (8, side + bit - 15),
        };
        [y * side + x, other_y * side + other_x]
    })
}

/// Two columns at a time from the right, up and down in turn, stepping over the vertical timing pattern.
fn way(side: usize) -> impl Iterator<Item = usize> {
    let pairs = (0..side / 2).map(move |nth| {
        let right = side - 1 - 2 * nth;
        let right = if right <= 6 { right - 1 } else { right };
        (nth, right)
    });
    pairs.flat_map(move |(nth, right)| {
        (0..side).flat_map(move |step| {
            let y = if nth % 2 == 0 { side - 1 - step } else { step };
            [y * side + right, y * side + right - 1]
        })
    })
}

/// Error correction codewords in a block, and how many blocks there are: table 9.
pub(crate) fn blocks(version: usize, level: Level) -> Option<(usize, usize)> {
    let (lengths, counts) = match level {
        Level::L => (LENGTHS_L, COUNTS_L),
        Level::M => (LENGTHS_M, COUNTS_M),
        Level::Q => (LENGTHS_Q, COUNTS_Q),
        Level::H => (LENGTHS_H, COUNTS_H),
    };
    let at = version.checked_sub(1)?;
    Some(((*lengths.get(at)?).into(), (*counts.get(at)?).into()))
}

#[rustfmt::skip]
const LENGTHS_L: [u8; 40] = [
    7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28,
    28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
];
#[rustfmt::skip]
const LENGTHS_M: [u8; 40] = [
    10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
    26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
];
#[rustfmt::skip]
const LENGTHS_Q: [u8; 40] = [
    13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30,
    28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
];
#[rustfmt::skip]
const LENGTHS_H: [u8; 40] = [
    17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28,
    30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
];
#[rustfmt::skip]
const COUNTS_L: [u8; 40] = [
    1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8,
    8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25,
];
#[rustfmt::skip]
const COUNTS_M: [u8; 40] = [
    1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16,
    17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
];
#[rustfmt::skip]
const COUNTS_Q: [u8; 40] = [
    1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20,
    23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68,
];
#[rustfmt::skip]
const COUNTS_H: [u8; 40] = [
    1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25,
    25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81,
];
