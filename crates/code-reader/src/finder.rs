//! Finder patterns: ISO/IEC 18004:2015, 12 b. Dark and light 1:1:3:1:1 along every line through the
//! middle, at any angle, because the squares are concentric.

use crate::reading::Point;
use crate::threshold::View;

/// A finder pattern.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Finder {
    pub(crate) centre: Point,
    /// Pixels a module, along the rows.
    pub(crate) module: f32,
    /// How much lighter its light ring is than the rest of it, in grey values.
    strength: f32,
    /// The contrast of its squares: 0 to 1.
    pub(crate) clearness: f32,
    /// In how many of the rows that cross its middle it was candidates.
    hits: u32,
}

/// Rows between those that are looked at.
const STEP: usize = 2;

/// The side of a cell in which one pattern is remembered, in pixels.
const CELL: usize = 4;

/// Finds the finder patterns of a picture: at most `most`, the clearest ones.
pub(crate) fn finders(view: &View<'_>, most: usize) -> Vec<Finder> {
    let mut candidates = Candidates::new(view);
    let mut edges = Vec::new();
    for y in (STEP / 2..view.height()).step_by(STEP) {
        edges.clear();
        let mut before = 0;
        for (&bit, x) in view.row(y).iter().zip(0i32..) {
            if bit != before {
                edges.push(x);
                before = bit;
            }
        }
        if before == 1 {
            edges.push(view.width() as i32);
        }
        // Dark runs begin at every second edge.
        for window in edges.windows(6).step_by(2) {
            let &[e0, e1, e2, e3, e4, e5] = window else {
                continue;
            };
            let runs = [e1 - e0, e2 - e1, e3 - e2, e4 - e3, e5 - e4];
            if module(runs.map(|run| run as f32)).is_some() {
                candidates.candidate(view, e2.midpoint(e3), y as i32);
            }
        }
    }
    let mut finders = candidates.finders;
    finders.retain(|finder| finder.hits > 1 || finder.module < 2.5);
    if finders.len() > most {
        finders.sort_by(|a, b| b.strength.total_cmp(&a.strength));
        finders.truncate(most);
    }
    finders
}

struct Candidates {
    finders: Vec<Finder>,
    /// The number of the pattern that was candidates in each cell, from 1.
    cells: Vec<u32>,
    across: usize,
}

impl Candidates {
    fn new(view: &View<'_>) -> Self {
        let across = view.width().div_ceil(CELL);
        Self {
            finders: Vec::new(),
            cells: vec![0; across * view.height().div_ceil(CELL)],
            across,
        }
    }

    fn candidate(&mut self, view: &View<'_>, x: i32, y: i32) {
        let cell = y as usize / CELL * self.across + x as usize / CELL;
        let known = self.cells.get(cell).copied().unwrap_or(0) as usize;
        if let Some(finder) = known.checked_sub(1).and_then(|i| self.finders.get_mut(i)) {
            let away = finder.centre - Point::new(x as f32 + 0.5, y as f32 + 0.5);
            if away.x.abs().max(away.y.abs()) < 2.0 * finder.module + 1.0 {
                finder.hits += 1;
                return;
            }
        }
        let Some(finder) = confirmed(view, x, y) else {
            return;
        };
        self.finders.push(finder);
        let reach = 1.5 * finder.module;
        let from = |at: f32| ((at - reach).max(0.0) as usize) / CELL;
        let to = |at: f32, end: usize| ((at + reach).max(0.0) as usize / CELL).min(end);
        let last = (self.cells.len() / self.across).saturating_sub(1);
        for row in from(finder.centre.y)..=to(finder.centre.y, last) {
            for column in from(finder.centre.x)..=to(finder.centre.x, self.across - 1) {
                if let Some(cell) = self.cells.get_mut(row * self.across + column) {
                    *cell = self.finders.len() as u32;
                }
            }
        }
    }
}

/// Looks at the column, at the row again through the middle of that, and at both diagonals.
fn confirmed(view: &View<'_>, x: i32, y: i32) -> Option<Finder> {
    let down = Cross::new(view, x, y, (0, 1))?;
    let y = y + down.shift();
    let across = Cross::new(view, x, y, (1, 0))?;
    let x = x + across.shift();
    if across.module > 4.0 * down.module || down.module > 4.0 * across.module {
        return None;
    }
    let diagonals = [(1, 1), (1, -1)].map(|step| Cross::new(view, x, y, step));
    if diagonals.iter().all(Option::is_none) {
        return None;
    }
    let centre = centre(view, x, y, across.module, down.module);
    Some(Finder {
        centre,
        module: (across.module + down.module) / 2.0,
        strength: strength(view, centre, across.module, down.module),
        clearness: clearness(view, centre, across.module, down.module),
        hits: 1,
    })
}

/// The mean of the light ring without that of the dark square and the dark ring around it, along
/// the row, the column and the diagonals. Where the pattern is turned they are met as well, but for
/// the corners of the rings.
fn strength(view: &View<'_>, centre: Point, across: f32, down: f32) -> f32 {
    let ways = [(1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (-1.0, 1.0)];
    let mean = |modules: f32| {
        let sum: f32 = ways
            .iter()
            .flat_map(|&(x, y)| {
                let away = Point::new(x * across, y * down) * modules;
                [view.grey(centre + away), view.grey(centre - away)]
            })
            .sum();
        sum / (2 * ways.len()) as f32
    };
    mean(2.0) - (mean(0.5) + mean(3.0)) / 2.0
}

/// The same in shares of the contrast around, along row and column only: these meet the rings where they
/// were measured, however the pattern is turned.
fn clearness(view: &View<'_>, centre: Point, across: f32, down: f32) -> f32 {
    let mean = |modules: f32| {
        let ways = [
            Point::new(across, 0.0),
            Point::new(-across, 0.0),
            Point::new(0.0, down),
            Point::new(0.0, -down),
        ];
        let sum: f32 = ways
            .iter()
            .map(|&way| view.lightness(centre + way * modules))
            .sum();
        sum / 4.0
    };
    (mean(2.0) - (mean(0.5) + mean(3.0)) / 2.0) / 2.0
}

/// The middle of the inner square, as the mean of the middles of chords through it: three along
/// rows, three along columns. Opposite chords lie symmetrically, so that turned squares come out
/// right.
fn centre(view: &View<'_>, x: i32, y: i32, across: f32, down: f32) -> Point {
    let half_chord = |x: i32, y: i32, (dx, dy): (i32, i32), most: f32| {
        let mut length = 0;
        while length <= most as i32 && view.is_dark(x + (length + 1) * dx, y + (length + 1) * dy) {
            length += 1;
        }
        (length <= most as i32).then_some(length)
    };
    let mean = |(dx, dy): (i32, i32), module: f32, other: f32| {
        let apart = (0.6 * other).round() as i32;
        let (mut sum, mut count) = (0.0, 0.0);
        for shift in [-apart, 0, apart] {
            let (x, y) = (x + shift * dy, y + shift * dx);
            if !view.is_dark(x, y) {
                continue;
            }
            let after = half_chord(x, y, (dx, dy), 3.0 * module);
            let before = half_chord(x, y, (-dx, -dy), 3.0 * module);
            if let (Some(after), Some(before)) = (after, before) {
                sum += (after - before) as f32 / 2.0;
                count += 1.0;
            }
        }
        if count > 0.0 { sum / count } else { 0.0 }
    };
    Point::new(
        x as f32 + 0.5 + mean((1, 0), across, down),
        y as f32 + 0.5 + mean((0, 1), down, across),
    )
}

/// The runs of a finder pattern on a line through a pixel in its middle.
struct Cross {
    module: f32,
    before: i32,
    after: i32,
}

impl Cross {
    fn new(view: &View<'_>, x: i32, y: i32, (dx, dy): (i32, i32)) -> Option<Self> {
        let half = |dx: i32, dy: i32| {
            let (mut x, mut y, mut dark) = (x, y, true);
            let mut lengths = [0; 3];
            for length in &mut lengths {
                while view.is_dark(x, y) == dark {
                    *length += 1;
                    (x, y) = (x + dx, y + dy);
                    if *length > MAX_RUN {
                        return None;
                    }
                    // The quiet zone may be cut off, but light has no end outside.
                    if !dark
                        && (x < 0 || y < 0 || x > view.width() as i32 || y > view.height() as i32)
                    {
                        return None;
                    }
                }
                dark = !dark;
            }
            Some(lengths)
        };
        if !view.is_dark(x, y) {
            return None;
        }
        let ([after, d, e], [before, b, a]) = (half(dx, dy)?, half(-dx, -dy)?);
        let runs = [a, b, before + after - 1, d, e];
        Some(Self {
            module: module(runs.map(|run| run as f32))?,
            before,
            after,
        })
    }

    /// From the pixel to the middle of the pattern.
    fn shift(&self) -> i32 {
        (self.after - self.before) / 2
    }
}

/// No run of a finder pattern that is worth reading is longer: three modules of a version 1 symbol
/// that fills a picture of 8192 pixels.
const MAX_RUN: i32 = 1200;

/// The size of a module, in the unit of the runs, if they are those of a finder pattern.
///
/// Ink that spreads makes dark runs longer and light ones shorter, but leaves the distances from one
/// dark edge to the next as they were: 2, 4, 4 and 2 modules.
pub(crate) fn module([a, b, c, d, e]: [f32; 5]) -> Option<f32> {
    let module = (a + 2.0 * (b + c + d) + e) / 12.0;
    let near = |length: f32, modules: f32, slack: f32| {
        (length - modules * module).abs() <= slack * module + 0.5
    };
    (module > 0.9
        && c + 0.5 >= 1.4 * a.max(e)
        && c + 0.5 >= b.max(d)
        && near(a + b, 2.0, 0.7)
        && near(b + c, 4.0, 1.0)
        && near(c + d, 4.0, 1.0)
        && near(d + e, 2.0, 0.7))
    .then_some(module)
}

impl Finder {
    /// Whether it is hardly anything else: clear, and candidates in most of the rows of its middle.
    pub(crate) fn is_sure(&self) -> bool {
        let rows = 3.0 * self.module / STEP as f32;
        self.module > 1.5 && self.strength > 40.0 && self.hits as f32 > 0.6 * rows && self.hits > 2
    }

    /// The size of a module along a direction, measured through the middle.
    pub(crate) fn module_along(&self, view: &View<'_>, direction: Point) -> Option<f32> {
        const PART: f32 = 0.5;
        let unit = direction * (PART / direction.length());
        let most = (16.0 * self.module / PART) as i32 + 8;
        let half = |unit: Point| {
            let mut lengths = [0.0f32; 3];
            let (mut at, mut dark, mut steps) = (self.centre, true, 0);
            for length in &mut lengths {
                while view.is_dark_at(at) == dark {
                    *length += PART;
                    at = at + unit;
                    steps += 1;
                    if steps > most {
                        return None;
                    }
                }
                dark = !dark;
            }
            Some(lengths)
        };
        let ([after, d, e], [before, b, a]) = (half(unit)?, half(unit * -1.0)?);
        module([a, b, before + after - PART, d, e])
    }
}
