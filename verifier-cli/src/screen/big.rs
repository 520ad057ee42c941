//! The verdict in letters that can be read from far away: small bitmaps drawn with half blocks, so that the
//! console needs no Chinese font for the most important word.

use messages::Lang;

use super::ambiguous::Ambiguous;
use super::answer::Answer;
use super::area::Area;
use super::cell::{Colour, Glyph, Style};
use super::grid::ScreenGrid;

mod bitmaps;
mod letters;

use letters::Letter;

/// A row of letters as dots.
struct Bitmap {
    width: usize,
    height: usize,
    dots: Vec<bool>,
}

impl Bitmap {
    /// Letters side by side with a gap between them, all of one height.
    fn of(letters: &[&str], gap: usize) -> Self {
        let height = letters.first().map_or(0, |letter| letter.lines().count());
        let mut rows = vec![Vec::new(); height];
        for (number, letter) in letters.iter().enumerate() {
            for (row, line) in rows.iter_mut().zip(letter.lines()) {
                if number > 0 {
                    row.extend(std::iter::repeat_n(false, gap));
                }
                row.extend(line.bytes().map(|dot| dot == b'#'));
            }
        }
        Self {
            width: rows.first().map_or(0, Vec::len),
            height,
            dots: rows.concat(),
        }
    }

    fn dot(&self, x: usize, y: usize) -> bool {
        x < self.width && self.dots.get(y * self.width + x).copied().unwrap_or(false)
    }
}

/// A text in large letters: a name, a category.
pub(super) struct LargeText(Bitmap);

impl LargeText {
    /// `None` if there is no letter for one of its characters.
    pub(super) fn new(text: &str) -> Option<Self> {
        let letters: Vec<Letter> = text.chars().map(Letter::of).collect::<Option<_>>()?;
        let mut dots = Vec::new();
        for y in 0..letters::HEIGHT {
            for letter in &letters {
                dots.extend((0..letter.width).map(|x| letter.dot(x, y)));
                dots.push(false);
            }
        }
        let width = letters.iter().map(|letter| letter.width + 1).sum();
        Some(Self(Bitmap {
            width,
            height: letters::HEIGHT,
            dots,
        }))
        .filter(|_| width > 0)
    }

    /// Columns and rows at so many times its size.
    pub(super) fn size(&self, ambiguous: Ambiguous, scale: u16) -> (u16, u16) {
        let (width, height) = (self.0.width as u16 * scale, self.0.height as u16 * scale);
        match ambiguous {
            Ambiguous::Narrow => (width, height.div_ceil(2)),
            Ambiguous::Wide => (width * 2, height),
        }
    }

    /// Draws it at the upper left of an area that has room for it.
    pub(super) fn draw(&self, grid: &mut ScreenGrid, area: Area, scale: u16, style: Style) {
        let (columns, rows) = self.size(grid.ambiguous, scale);
        let area = area.split_rows(rows).0.split_columns(columns, 0).0;
        if (area.width, area.height) == (columns, rows) {
            let size = (self.0.width, self.0.height);
            let dot = |x: usize, y: usize| self.0.dot(x, y);
            dots(grid, area, style, usize::from(scale), size, dot);
        }
    }
}

/// The rows that a word takes at least.
pub(super) fn least_rows(lang: Lang, ambiguous: Ambiguous) -> u16 {
    let word = bitmaps::word(Answer::Accept, lang);
    let dots = word.first().map_or(0, |letter| letter.lines().count());
    match ambiguous {
        Ambiguous::Narrow => dots.div_ceil(2) as u16,
        Ambiguous::Wide => dots as u16,
    }
}

/// The word, with its sign before it where there is room, in the middle of an area of this background; returns
/// whether there was room for the word, and draws nothing if there was not.
pub(super) fn draw(
    grid: &mut ScreenGrid,
    area: Area,
    answer: Answer,
    lang: Lang,
    (foreground, background): (Colour, Colour),
) -> bool {
    let sign = bitmaps::sign(answer);
    let word = bitmaps::word(answer, lang);
    let gap = match lang {
        Lang::Zh => 2,
        Lang::En => 1,
    };
    let word = Bitmap::of(&word, gap);
    let sign = Bitmap::of(&[sign], 0);
    let scale = |width: usize, height: usize| {
        let (across, down) = match grid.ambiguous {
            Ambiguous::Narrow => (1, 2),
            // A dot is two columns wide and a row high.
            Ambiguous::Wide => (2, 1),
        };
        let by_width = usize::from(area.width) / (width * across).max(1);
        let by_height = usize::from(area.height) * down / height.max(1);
        by_width.min(by_height)
    };
    const BETWEEN: usize = 4;
    let alone = scale(word.width, word.height);
    if alone == 0 {
        return false;
    }
    // The line above shows the sign too: it never makes the word smaller.
    let with_sign = scale(
        sign.width + BETWEEN + word.width + BETWEEN,
        word.height.max(sign.height),
    );
    let style = Style::foreground(foreground).on(background);
    grid.fill(area, style);
    if with_sign == alone {
        let height = word.height.max(sign.height);
        let width = sign.width + BETWEEN + word.width;
        let dot = |x: usize, y: usize| {
            let middle = |bitmap: &Bitmap| (height - bitmap.height) / 2;
            if x < sign.width {
                y >= middle(&sign) && sign.dot(x, y - middle(&sign))
            } else {
                let x = x.wrapping_sub(sign.width + BETWEEN);
                y >= middle(&word) && word.dot(x, y - middle(&word))
            }
        };
        dots(grid, area, style, alone, (width, height), dot);
    } else {
        dots(
            grid,
            area,
            style,
            alone,
            (word.width, word.height),
            |x, y| word.dot(x, y),
        );
    }
    true
}

/// Draws dots in the middle of an area, each so many times its size.
fn dots(
    grid: &mut ScreenGrid,
    area: Area,
    style: Style,
    scale: usize,
    (width, height): (usize, usize),
    dot: impl Fn(usize, usize) -> bool,
) {
    let dot = |x: usize, y: usize| dot(x / scale, y / scale);
    let (width, height) = (width * scale, height * scale);
    match grid.ambiguous {
        Ambiguous::Narrow => {
            let rows = height.div_ceil(2);
            let left = (usize::from(area.width) - width) / 2;
            let top = (usize::from(area.height) - rows) / 2;
            for row in 0..rows {
                for x in 0..width {
                    let glyph = match (dot(x, 2 * row), dot(x, 2 * row + 1)) {
                        (true, true) => '█',
                        (true, false) => '▀',
                        (false, true) => '▄',
                        (false, false) => continue,
                    };
                    let at = (area.left + (left + x) as u16, area.top + (top + row) as u16);
                    grid.put(at.0, at.1, Glyph::One(glyph), style);
                }
            }
        }
        Ambiguous::Wide => {
            let left = (usize::from(area.width) - 2 * width) / 2;
            let top = (usize::from(area.height) - height) / 2;
            // Blanks in the foreground colour.
            let style = Style::foreground(style.background).on(style.foreground);
            for y in 0..height {
                for x in (0..width).filter(|x| dot(*x, y)) {
                    let at = (
                        area.left + (left + 2 * x) as u16,
                        area.top + (top + y) as u16,
                    );
                    grid.put(at.0, at.1, Glyph::One(' '), style);
                    grid.put(at.0 + 1, at.1, Glyph::One(' '), style);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(
        width: u16,
        height: u16,
        answer: Answer,
        lang: Lang,
        ambiguous: Ambiguous,
    ) -> (bool, ScreenGrid) {
        let mut grid = ScreenGrid::new(width, height, ambiguous);
        let area = grid.area();
        let whole = draw(&mut grid, area, answer, lang, (Colour::White, Colour::Red));
        (whole, grid)
    }

    #[test]
    fn every_bitmap_is_a_rectangle() {
        for answer in Answer::ALL {
            for lang in [Lang::Zh, Lang::En] {
                let mut letters = bitmaps::word(answer, lang);
                letters.push(bitmaps::sign(answer));
                for letter in letters {
                    let width = letter.lines().next().unwrap().len();
                    assert!(letter.lines().all(|line| line.len() == width), "{letter}");
                    assert!(letter.contains('#'));
                }
            }
        }
    }

    #[test]
    fn words_differ_in_shape_and_not_by_colour_alone() {
        for lang in [Lang::Zh, Lang::En] {
            let shapes: Vec<_> = Answer::ALL
                .iter()
                .map(|answer| drawn(80, 20, *answer, lang, Ambiguous::Narrow).1.text())
                .collect();
            for (at, shape) in shapes.iter().enumerate() {
                assert!(!shapes[..at].contains(shape), "{shape}");
            }
        }
    }

    #[test]
    fn a_word_is_drawn_whole_or_not_at_all() {
        for (width, height) in [
            (1, 1),
            (33, 8),
            (34, 7),
            (34, 8),
            (41, 5),
            (80, 24),
            (200, 60),
        ] {
            for ambiguous in [Ambiguous::Narrow, Ambiguous::Wide] {
                let (whole, grid) = drawn(width, height, Answer::Check, Lang::Zh, ambiguous);
                let empty = ScreenGrid::new(width, height, ambiguous);
                assert_eq!(whole, grid != empty, "{width} {height}");
            }
        }
        assert!(drawn(34, 8, Answer::Accept, Lang::Zh, Ambiguous::Narrow).0);
        assert!(drawn(43, 5, Answer::Refuse, Lang::En, Ambiguous::Narrow).0);
    }
}
