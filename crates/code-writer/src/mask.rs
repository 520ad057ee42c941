//! The data mask of a symbol: ISO/IEC 18004:2015, 7.8, and the format information that names it,
//! 7.9.
//!
//! The standard lets an encoder try all eight masks and keep the one with the fewest features that
//! confuse scanners. Trying module by module costs most of the time it takes to make a symbol, so
//! rows and columns are bits here.

use qrcode::canvas::{Canvas, Module};

use crate::level::Level;
use crate::line::BitLine;

/// The widest symbol has 177 modules.
pub(crate) type Row = BitLine<3>;

/// Masks `canvas`, which holds everything but mask and format information, and returns its rows
/// from the top.
pub(crate) fn best(canvas: &Canvas, width: usize, level: Level) -> Vec<Row> {
    // Up to version 11, which is every credential, a line fits one word.
    if width <= 64 {
        let narrow = choose::<1>(canvas, width, level);
        narrow
            .iter()
            .map(|&BitLine([word])| BitLine([word, 0, 0]))
            .collect()
    } else {
        choose::<3>(canvas, width, level)
    }
}

fn choose<const N: usize>(canvas: &Canvas, width: usize, level: Level) -> Vec<BitLine<N>> {
    let (drawn, free) = split::<N>(canvas, width);
    let mut best = (u32::MAX, Vec::new());
    for mask in 0..8 {
        let mut grid = drawn.clone();
        for i in 0..width {
            grid.rows[i] = grid.rows[i] ^ (free.rows[i] & BitLine::repeat(BY_ROW[mask][i % 12]));
            grid.columns[i] =
                grid.columns[i] ^ (free.columns[i] & BitLine::repeat(BY_COLUMN[mask][i % 12]));
        }
        grid.write_format(format_bits(level, mask));
        let penalty = grid.penalty();
        if penalty < best.0 {
            best = (penalty, grid.rows);
        }
    }
    best.1
}

/// The dark modules of the canvas, and the modules that a mask may invert.
fn split<const N: usize>(canvas: &Canvas, width: usize) -> (ModuleLines<N>, ModuleLines<N>) {
    let (mut drawn, mut free) = (ModuleLines::new(width), ModuleLines::new(width));
    for (y, wire_y) in (0..width).zip(0i16..) {
        for (x, wire_x) in (0..width).zip(0i16..) {
            let module = canvas.get(wire_x, wire_y);
            if module.is_dark() {
                drawn.darken(x, y);
            }
            // Remainder bits at the end of the data stay empty on the canvas, and are masked like
            // data.
            if !matches!(module, Module::Masked(_)) {
                free.darken(x, y);
            }
        }
    }
    (drawn, free)
}

/// A square of modules, kept twice so that columns are as cheap to look at as rows.
#[derive(Clone)]
struct ModuleLines<const N: usize> {
    rows: Vec<BitLine<N>>,
    columns: Vec<BitLine<N>>,
}

impl<const N: usize> ModuleLines<N> {
    fn new(width: usize) -> Self {
        Self {
            rows: vec![BitLine::EMPTY; width],
            columns: vec![BitLine::EMPTY; width],
        }
    }

    fn darken(&mut self, x: usize, y: usize) {
        self.rows[y].set(x);
        self.columns[x].set(y);
    }

    /// Writes the 15 bits of format information twice, and the module that is always dark; all of
    /// them are light before.
    fn write_format(&mut self, bits: u16) {
        let width = self.rows.len();
        self.darken(8, width - 8);
        for i in (0..15).filter(|i| bits >> i & 1 == 1) {
            // Around the upper left finder pattern the bits step over the timing patterns, which
            // are line 6.
            match i {
                0..=5 => self.darken(8, i),
                6 | 7 => self.darken(8, i + 1),
                8 => self.darken(7, 8),
                _ => self.darken(14 - i, 8),
            }
            match i {
                0..=7 => self.darken(width - 1 - i, 8),
                _ => self.darken(8, width - 15 + i),
            }
        }
    }

    /// The sum of the four penalties of table 11, with the weights 3, 3, 40 and 10.
    fn penalty(&self) -> u32 {
        let width = self.rows.len();
        let pairs = BitLine::first(width - 1);
        let lines: u32 = self
            .rows
            .iter()
            .chain(&self.columns)
            .map(|&line| runs(line, pairs) + finders(line))
            .sum();
        let blocks: u32 = self
            .rows
            .iter()
            .zip(&self.rows[1..])
            .map(|(&upper, &lower)| blocks(upper, lower, pairs))
            .sum();
        let dark: usize = self.rows.iter().map(|row| row.ones() as usize).sum();
        lines + blocks + balance(dark, width * width)
    }
}

/// Five or more modules of one colour in a line: 3 points, and 1 for each module beyond the fifth.
fn runs<const N: usize>(line: BitLine<N>, pairs: BitLine<N>) -> u32 {
    let same = !(line ^ (line >> 1)) & pairs;
    // Bit i: modules i to i + 4 are alike. A run of n modules leaves n - 4 bits in a row.
    let fives = same & (same >> 1) & (same >> 2) & (same >> 3);
    fives.ones() + 2 * (fives & !(fives << 1)).ones()
}

/// Two by two modules of one colour, overlaps included: 3 points.
fn blocks<const N: usize>(upper: BitLine<N>, lower: BitLine<N>, pairs: BitLine<N>) -> u32 {
    let across = !(upper ^ (upper >> 1));
    let down = !(upper ^ lower);
    3 * (across & down & (down >> 1) & pairs).ones()
}

/// What looks like a finder pattern, 1:1:3:1:1 with four light modules on a side: 40 points. The
/// quiet zone is light.
fn finders<const N: usize>(line: BitLine<N>) -> u32 {
    let light = !line;
    let start =
        line & (light >> 1) & (line >> 2) & (line >> 3) & (line >> 4) & (light >> 5) & (line >> 6);
    let dark_before = (line << 1) | (line << 2) | (line << 3) | (line << 4);
    let dark_after = (line >> 7) | (line >> 8) | (line >> 9) | (line >> 10);
    40 * (start & !(dark_before & dark_after)).ones()
}

/// 10 points for each full 5 % by which the share of dark modules is away from one half.
fn balance(dark: usize, all: usize) -> u32 {
    // |dark / all - 1/2| / (1/20), without leaving whole numbers.
    let steps = (2 * dark).abs_diff(all) * 10 / all;
    10 * steps as u32
}

/// Level and mask as they stand in the symbol: a BCH (15, 5) code word, inverted in places so that
/// it is never all light.
pub(crate) fn format_bits(level: Level, mask: usize) -> u16 {
    let data = level.indicator() << 3 | mask as u16;
    let mut rest = data << 10;
    for bit in (10..15).rev() {
        if rest >> bit & 1 == 1 {
            rest ^= 0x537 << (bit - 10);
        }
    }
    (data << 10 | rest) ^ 0x5412
}

/// Bit x of `[mask][y]`: mask inverts the module (x, y). All masks repeat after 12 modules both
/// ways.
pub(crate) const BY_ROW: [[u16; 12]; 8] = {
    let mut table = [[0; 12]; 8];
    let mut i = 0;
    while i < 8 * 12 * 12 {
        let (mask, y, x) = (i / 144, i / 12 % 12, i % 12);
        table[mask][y] |= (inverts(mask, x, y) as u16) << x;
        i += 1;
    }
    table
};

/// The same with x and y exchanged.
const BY_COLUMN: [[u16; 12]; 8] = {
    let mut table = [[0; 12]; 8];
    let mut i = 0;
    while i < 8 * 12 * 12 {
        let (mask, y, x) = (i / 144, i / 12 % 12, i % 12);
        table[mask][x] |= (BY_ROW[mask][y] >> x & 1) << y;
        i += 1;
    }
    table
};

/// Table 10 of the standard, where i is y and j is x.
const fn inverts(mask: usize, x: usize, y: usize) -> bool {
    match mask {
        0 => (x + y).is_multiple_of(2),
        1 => y.is_multiple_of(2),
        2 => x.is_multiple_of(3),
        3 => (x + y).is_multiple_of(3),
        4 => (x / 3 + y / 2).is_multiple_of(2),
        5 => x * y % 2 + x * y % 3 == 0,
        6 => (x * y % 2 + x * y % 3).is_multiple_of(2),
        _ => ((x + y) % 2 + x * y % 3).is_multiple_of(2),
    }
}
