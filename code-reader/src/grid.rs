//! Where each module of a symbol lies in the picture: ISO/IEC 18004:2015, 12 c to k.

use crate::finder::Finder;
use crate::homography::Homography;
use crate::reading::Point;
use crate::threshold::View;
use crate::work::Work;

/// The places of the modules of a symbol.
pub(crate) struct Grid {
    pub(crate) side: usize,
    plane: Homography,
    bend: Option<Bend>,
}

/// What bent paper adds to the plane: shifts at the alignment patterns, in between by proportion.
struct Bend {
    lines: Vec<f32>,
    shifts: Vec<Point>,
}

impl Grid {
    pub(crate) fn flat(side: usize, plane: Homography) -> Self {
        Self {
            side,
            plane,
            bend: None,
        }
    }

    /// Where a point of the symbol is in the picture; (0, 0) is its upper left corner.
    pub(crate) fn at(&self, x: f32, y: f32) -> Point {
        let flat = self.plane.at(x, y);
        match &self.bend {
            Some(bend) => flat + bend.shift(x, y),
            None => flat,
        }
    }

    pub(crate) fn corners(&self) -> [Point; 4] {
        let side = self.side as f32;
        [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)].map(|(x, y)| self.plane.at(x, y))
    }

    /// How well the patterns that every symbol of this size has are seen: 1 if all of them are
    /// there, about 0 if the grid is anywhere.
    pub(crate) fn fit(&self, view: &View<'_>) -> f32 {
        let far = self.side - 7;
        let (mut sum, mut count) = (0.0, 0.0);
        let mut module = |x: usize, y: usize, dark: bool| {
            let lightness = view.lightness(self.at(x as f32 + 0.5, y as f32 + 0.5));
            sum += if dark { -lightness } else { lightness };
            count += 1.0;
        };
        for (x, y) in [(0, 0), (far, 0), (0, far)] {
            for i in 0..7usize {
                for j in 0..7usize {
                    let ring = i.abs_diff(3).max(j.abs_diff(3));
                    module(x + i, y + j, ring != 2);
                }
            }
        }
        for i in 0..7 {
            for (x, y) in [(7, i), (far - 1, i), (7, far + i)] {
                module(x, y, false);
                module(y, x, false);
            }
        }
        for i in 8..self.side - 8 {
            module(i, 6, i % 2 == 0);
            module(6, i, i % 2 == 0);
        }
        sum / count
    }

    /// What one look at the fit and the timing patterns costs.
    fn samples(&self) -> usize {
        200 + 8 * self.side
    }

    /// How well the timing patterns are seen.
    fn timing(&self, view: &View<'_>) -> f32 {
        let sum: f32 = (8..self.side - 8)
            .map(|i| {
                let middle = i as f32 + 0.5;
                let both =
                    view.lightness(self.at(middle, 6.5)) + view.lightness(self.at(6.5, middle));
                if i % 2 == 0 { -both } else { both }
            })
            .sum();
        sum / (2 * (self.side - 16)) as f32
    }

    /// Moves the corners of the plane as long as the fit becomes better.
    pub(crate) fn refined(self, view: &View<'_>, work: &mut Work) -> Option<Self> {
        work.take(200 * self.samples())?;
        let side = self.side as f32;
        let anchors = [
            Point::new(3.5, 3.5),
            Point::new(side - 3.5, 3.5),
            Point::new(side - 3.5, side - 3.5),
            Point::new(3.5, side - 3.5),
        ];
        let mut places = anchors.map(|Point { x, y }| self.plane.at(x, y));
        let module = ((places[1] - places[0]).length() + (places[3] - places[0]).length())
            / (2.0 * (side - 7.0));
        let mut best = (self.fit(view) + self.timing(view), self);
        for step in [0.6, 0.3, 0.15].map(|step| step * module) {
            for _ in 0..4 {
                let mut better = false;
                for corner in [2, 1, 3, 0] {
                    // The fourth corner has no pattern of its own and is known least.
                    let step = if corner == 2 { 2.0 * step } else { step };
                    for way in [(step, 0.0), (-step, 0.0), (0.0, step), (0.0, -step)] {
                        let mut moved = places;
                        moved[corner] = moved[corner] + Point::new(way.0, way.1);
                        let Some(plane) = Homography::new(anchors, moved) else {
                            continue;
                        };
                        let grid = Self::flat(best.1.side, plane);
                        let fit = grid.fit(view) + grid.timing(view);
                        if fit > best.0 + 1e-3 {
                            best = (fit, grid);
                            places = moved;
                            better = true;
                        }
                    }
                }
                if !better {
                    break;
                }
            }
        }
        Some(best.1)
    }
}

/// Modules from one line of a grid on worn paper to the next.
const WORN_STEP: usize = 4;

impl Grid {
    /// Follows paper that is bent in all directions, from the finder patterns on: each part of the
    /// grid is put where its modules are most clearly dark or light, near where its neighbours say.
    pub(crate) fn worn(self, view: &View<'_>, work: &mut Work) -> Option<Self> {
        let side = self.side;
        let count = (side - 7) / WORN_STEP + 2;
        work.take(count * count * 51 * 49)?;
        let last = (side as f32 - 3.5).max(0.0);
        let lines: Vec<f32> = (0..count)
            .map(|i| 3.5 + (last - 3.5) * i as f32 / (count - 1) as f32)
            .collect();
        let near_finder = |column: usize, row: usize| {
            [(0, 0), (count - 1, 0), (0, count - 1)]
                .iter()
                .map(|&(x, y)| column.abs_diff(x) + row.abs_diff(y))
                .min()
                .unwrap_or(0)
        };
        let mut order: Vec<(usize, usize)> =
            (0..count * count).map(|i| (i % count, i / count)).collect();
        order.sort_by_key(|&(column, row)| near_finder(column, row));
        let mut found: Vec<Option<Point>> = vec![None; count * count];
        for (column, row) in order {
            if near_finder(column, row) == 0 {
                found[row * count + column] = Some(Point::default());
                continue;
            }
            let (mut sum, mut weight) = (Point::default(), 0.0);
            for y in row.saturating_sub(1)..(row + 2).min(count) {
                for x in column.saturating_sub(1)..(column + 2).min(count) {
                    if let Some(shift) = found[y * count + x] {
                        let near = if x == column || y == row { 2.0 } else { 1.0 };
                        sum = sum + shift * near;
                        weight += near;
                    }
                }
            }
            let guess = if weight > 0.0 {
                sum * (1.0 / weight)
            } else {
                Point::default()
            };
            found[row * count + column] =
                Some(self.settled(view, lines[column], lines[row], guess));
        }
        let shifts = found.into_iter().map(Option::unwrap_or_default).collect();
        Some(Self {
            bend: Some(Bend { lines, shifts }),
            ..self
        })
    }

    /// The shift near `guess` with which the modules around a point are the clearest.
    fn settled(&self, view: &View<'_>, x: f32, y: f32, guess: Point) -> Point {
        const REACH: i32 = 3;
        let middle = self.plane.at(x, y);
        let across = (self.plane.at(x + 1.0, y) - self.plane.at(x - 1.0, y)) * 0.5;
        let down = (self.plane.at(x, y + 1.0) - self.plane.at(x, y - 1.0)) * 0.5;
        let clearness = |shift: Point| {
            let mut sum = 0.0;
            for i in -REACH..=REACH {
                for j in -REACH..=REACH {
                    let place = middle + across * i as f32 + down * j as f32 + shift;
                    sum += view.lightness(place).abs();
                }
            }
            sum
        };
        let mut best = (clearness(guess) + 1.0, guess);
        for step in [0.25, 0.12] {
            let from = best.1;
            for i in -2i32..=2 {
                for j in -2i32..=2 {
                    let shift = from + across * (i as f32 * step) + down * (j as f32 * step);
                    let clear = clearness(shift) - 0.1 * (i * i + j * j) as f32;
                    if clear > best.0 {
                        best = (clear, shift);
                    }
                }
            }
        }
        best.1
    }
}

impl Bend {
    fn shift(&self, x: f32, y: f32) -> Point {
        let place = |at: f32| {
            let last = self.lines.len() - 2;
            let cell = self
                .lines
                .iter()
                .skip(1)
                .take(last)
                .filter(|&&line| line < at)
                .count();
            let (from, to) = (self.lines[cell], self.lines[cell + 1]);
            (cell, ((at - from) / (to - from)).clamp(-0.5, 1.5))
        };
        let ((column, fx), (row, fy)) = (place(x), place(y));
        let node = |column: usize, row: usize| self.shifts[row * self.lines.len() + column];
        let line = |row: usize| node(column, row) * (1.0 - fx) + node(column + 1, row) * fx;
        line(row) * (1.0 - fy) + line(row + 1) * fy
    }
}

/// Fit and twice the timing patterns, at most 3: what is below may be the right symbol seen at a slant.
const POOR_FIT: f32 = 1.6;

/// The finder patterns of a symbol.
pub(crate) struct Corners<'f> {
    pub(crate) corner: &'f Finder,
    pub(crate) right: &'f Finder,
    pub(crate) below: &'f Finder,
}

impl Corners<'_> {
    /// The plane of the symbol, if the point (`at`, `at`) of it lies at `place`.
    fn plane(&self, side: usize, at: f32, place: Point) -> Option<Homography> {
        let far = side as f32 - 3.5;
        Homography::new(
            [
                Point::new(3.5, 3.5),
                Point::new(far, 3.5),
                Point::new(at, at),
                Point::new(3.5, far),
            ],
            [
                self.corner.centre,
                self.right.centre,
                place,
                self.below.centre,
            ],
        )
    }

    /// As if seen straight on: a parallelogram.
    fn parallel(&self, side: usize) -> Option<Homography> {
        let fourth = self.right.centre + self.below.centre - self.corner.centre;
        self.plane(side, side as f32 - 3.5, fourth)
    }

    /// The lower right corner of the symbol, where the outer edges of both other finder patterns
    /// meet.
    fn fourth_corner(&self, view: &View<'_>) -> Option<Point> {
        let (across, down) = (
            self.right.centre - self.corner.centre,
            self.below.centre - self.corner.centre,
        );
        let right = outer_edge(view, self.right, across, down)?;
        let below = outer_edge(view, self.below, down, across)?;
        let place = meeting(right, below)?;
        // Further away than any lens shows it.
        let stretch = (place - self.corner.centre).length() / (across + down).length();
        (0.5..2.5).contains(&stretch).then_some(place)
    }

    /// The grids that the corners allow, the best first; `None` if there is no work left.
    pub(crate) fn grids(
        &self,
        view: &View<'_>,
        across: f32,
        down: f32,
        likely: bool,
        work: &mut Work,
    ) -> Option<Vec<Grid>> {
        work.take(2000)?;
        let mut grids: Vec<(f32, Grid)> = Vec::new();
        let fourth = self.fourth_corner(view);
        for side in sides((across + down) / 2.0) {
            let projected = fourth.and_then(|place| self.plane(side, side as f32, place));
            for plane in [projected, self.parallel(side)].into_iter().flatten() {
                let grid = Grid::flat(side, plane);
                work.take(grid.samples())?;
                let fit = grid.fit(view) + 2.0 * grid.timing(view);
                grids.push((fit, grid));
            }
        }
        grids.sort_by(|a, b| b.0.total_cmp(&a.0));
        if let Some((fit, grid)) = grids.first()
            && *fit < POOR_FIT
            && likely
            && let Some(found) = self.searched(view, grid.side, *fit, work)?
        {
            grids.insert(0, found);
        }
        Some(grids.into_iter().map(|(_, grid)| grid).collect())
    }

    /// A grid that fits better than `fit`, with the fourth corner looked for all around: the edges of
    /// finder patterns tell little of it where these are only a few pixels wide.
    fn searched(
        &self,
        view: &View<'_>,
        side: usize,
        fit: f32,
        work: &mut Work,
    ) -> Option<Option<(f32, Grid)>> {
        const STEPS: i32 = 4;
        const STEP: f32 = 0.09;
        let across = self.right.centre - self.corner.centre;
        let down = self.below.centre - self.corner.centre;
        let mut best = None;
        let mut best_fit = fit;
        work.take(81 * (200 + 8 * side))?;
        for i in -STEPS..=STEPS {
            for j in -STEPS..=STEPS {
                let (i, j) = (1.0 + i as f32 * STEP, 1.0 + j as f32 * STEP);
                let place = self.corner.centre + across * i + down * j;
                let Some(plane) = self.plane(side, side as f32 - 3.5, place) else {
                    continue;
                };
                let grid = Grid::flat(side, plane);
                let fit = grid.fit(view) + 2.0 * grid.timing(view);
                if fit > best_fit {
                    best_fit = fit;
                    best = Some((fit, grid));
                }
            }
        }
        Some(best)
    }

    /// Puts the grid onto the alignment patterns.
    pub(crate) fn aligned(&self, view: &View<'_>, grid: Grid, work: &mut Work) -> Option<Grid> {
        let side = grid.side;
        let lines = alignment_lines(side);
        let Some(&last) = lines.last() else {
            return Some(grid);
        };
        work.take(25 * (13 * 13 + 7 * 7 * lines.len() * lines.len()))?;
        let mut grid = grid;
        if let Some(found) = alignment(view, &grid, last, last, Point::default(), 3.0)
            && let Some(plane) = self.plane(side, last, found)
        {
            grid = Grid::flat(side, plane);
        }
        if lines.len() > 2 {
            grid.bend = Some(bend(view, &grid, lines));
        }
        Some(grid)
    }
}

/// Sides of symbols near a measured one, the nearest first.
fn sides(measured: f32) -> impl Iterator<Item = usize> {
    let nearest = ((measured - 17.0) / 4.0).round().clamp(1.0, 40.0) as i32;
    let next = if (measured - 17.0) / 4.0 > nearest as f32 {
        1
    } else {
        -1
    };
    [0, next, -next]
        .into_iter()
        .map(move |way| nearest + way)
        .filter(|version| (1..=40).contains(version))
        .map(|version| 17 + 4 * version as usize)
}

/// A line, as a point and a direction.
type Line = (Point, Point);

/// The edge of a finder pattern that looks away from the corner pattern.
fn outer_edge(view: &View<'_>, finder: &Finder, outward: Point, along: Point) -> Option<Line> {
    const PART: f32 = 0.25;
    let out = outward * (1.0 / outward.length());
    let module_out = finder.module_along(view, outward)?;
    let along = along * (1.0 / along.length());
    let module_along = finder.module_along(view, along)?;
    let mut points = Vec::new();
    for i in -5..=5 {
        // From the light ring outwards: through the dark one to the light outside.
        let from =
            finder.centre + along * (i as f32 * 0.5 * module_along) + out * (2.0 * module_out);
        let steps = (3.5 * module_out / PART) as i32;
        let (mut dark, mut edge) = (0, None);
        for step in 0..steps {
            let at = from + out * (step as f32 * PART);
            if view.lightness(at) < 0.0 {
                dark += 1;
            } else if dark as f32 * PART > 0.4 * module_out {
                edge = Some(at - out * (PART / 2.0));
                break;
            } else {
                dark = 0;
            }
        }
        points.extend(edge);
    }
    let mut line = fitted(&points)?;
    for _ in 0..2 {
        // Without the farthest: dirt, or a neighbour that touches the pattern.
        let near: Vec<_> = points
            .iter()
            .copied()
            .filter(|&point| line.1.cross(point - line.0).abs() < 0.35 * module_out + 0.3)
            .collect();
        line = fitted(&near)?;
    }
    Some(line)
}

/// The line with the least squares of distances.
fn fitted(points: &[Point]) -> Option<Line> {
    if points.len() < 4 {
        return None;
    }
    let count = points.len() as f32;
    let mean = points
        .iter()
        .fold(Point::default(), |sum, &point| sum + point)
        * (1.0 / count);
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for away in points.iter().map(|&point| point - mean) {
        xx += away.x * away.x;
        xy += away.x * away.y;
        yy += away.y * away.y;
    }
    let angle = (2.0 * xy).atan2(xx - yy) / 2.0;
    Some((mean, Point::new(angle.cos(), angle.sin())))
}

fn meeting((a, along_a): Line, (b, along_b): Line) -> Option<Point> {
    let all = along_a.cross(along_b);
    (all.abs() > 0.2).then(|| a + along_a * ((b - a).cross(along_b) / all))
}

/// Rows and columns of the middles of alignment patterns: annex E. None for version 1.
pub(crate) fn alignment_lines(side: usize) -> Vec<f32> {
    let version = (side - 17) / 4;
    if version < 2 {
        return Vec::new();
    }
    let count = version / 7 + 2;
    let last = side - 7;
    // The distance is even, and one and the same but for the first.
    let step = match version {
        32 => 26,
        _ => (last - 6).div_ceil(count - 1).next_multiple_of(2),
    };
    let mut lines: Vec<_> = (0..count - 1)
        .map(|i| (last - i * step) as f32 + 0.5)
        .collect();
    lines.push(6.5);
    lines.reverse();
    lines
}

/// The middle of the alignment pattern that should be at (`x`, `y`) of the symbol and `shift`
/// pixels from there in the picture; looked for in `reach` modules around.
fn alignment(
    view: &View<'_>,
    grid: &Grid,
    x: f32,
    y: f32,
    shift: Point,
    reach: f32,
) -> Option<Point> {
    let middle = grid.plane.at(x, y) + shift;
    let across = (grid.plane.at(x + 1.0, y) - grid.plane.at(x - 1.0, y)) * 0.5;
    let down = (grid.plane.at(x, y + 1.0) - grid.plane.at(x, y - 1.0)) * 0.5;
    let place = |u: f32, v: f32| middle + across * u + down * v;
    let likeness = |u: f32, v: f32| {
        let (mut ring, mut outside) = (0.0, 0.0);
        for i in -2i32..=2 {
            for j in -2i32..=2 {
                let lightness = view.lightness(place(u + i as f32, v + j as f32));
                match i.abs().max(j.abs()) {
                    0 => ring -= lightness,
                    1 => ring += lightness,
                    _ => outside -= lightness,
                }
            }
        }
        (ring / 9.0 + outside / 16.0) / 2.0
    };
    let mut best = (f32::MIN, 0.0, 0.0);
    let look = |u: f32, v: f32, best: &mut (f32, f32, f32)| {
        // Of two that look alike the nearer one.
        let found = likeness(u, v) - 0.02 * (u * u + v * v).sqrt();
        if found > best.0 {
            *best = (found, u, v);
        }
    };
    let steps = (reach / 0.5) as i32;
    for i in -steps..=steps {
        for j in -steps..=steps {
            look(i as f32 * 0.5, j as f32 * 0.5, &mut best);
        }
    }
    for step in [0.25, 0.125] {
        let (_, u, v) = best;
        for (i, j) in [
            (-1.0, 0.0),
            (1.0, 0.0),
            (0.0, -1.0),
            (0.0, 1.0),
            (-1.0, -1.0),
            (1.0, 1.0),
            (-1.0, 1.0),
            (1.0, -1.0),
        ] {
            look(u + i * step, v + j * step, &mut best);
        }
    }
    (best.0 > 0.45).then(|| place(best.1, best.2))
}

fn bend(view: &View<'_>, grid: &Grid, lines: Vec<f32>) -> Bend {
    let count = lines.len();
    let mut found: Vec<Option<Point>> = vec![None; count * count];
    let last = count - 1;
    for row in 0..count {
        for column in 0..count {
            let at = row * count + column;
            // Finder patterns stand in three of the corners.
            if matches!((column, row), (0, 0))
                || (column, row) == (last, 0)
                || (column, row) == (0, last)
            {
                found[at] = Some(Point::default());
                continue;
            }
            let before = [
                column.checked_sub(1).and_then(|_| found[at - 1]),
                row.checked_sub(1).and_then(|_| found[at - count]),
            ];
            let near: Vec<Point> = before.into_iter().flatten().collect();
            let guess = near
                .iter()
                .fold(Point::default(), |sum, &shift| sum + shift)
                * (1.0 / near.len().max(1) as f32);
            let (x, y) = (lines[column], lines[row]);
            found[at] =
                alignment(view, grid, x, y, guess, 1.5).map(|place| place - grid.plane.at(x, y));
        }
    }
    let shifts = (0..count * count)
        .map(|at| {
            found[at].unwrap_or_else(|| {
                let (column, row) = (at % count, at / count);
                let near: Vec<Point> = [
                    (column > 0).then(|| found[at - 1]),
                    (column < last).then(|| found[at + 1]),
                    (row > 0).then(|| found[at - count]),
                    (row < last).then(|| found[at + count]),
                ]
                .into_iter()
                .flatten()
                .flatten()
                .collect();
                near.iter()
                    .fold(Point::default(), |sum, &shift| sum + shift)
                    * (1.0 / near.len().max(1) as f32)
            })
        })
        .collect();
    Bend { lines, shifts }
}
