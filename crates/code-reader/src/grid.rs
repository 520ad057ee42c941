//! Where each module of a symbol lies in the picture: ISO/IEC 18004:2015, 12 c to k.

use crate::budget::WorkBudget;
use crate::homography::Homography;
use crate::reading::Point;
use crate::threshold::View;

/// The places of the modules of a symbol.
pub(crate) struct ModuleGrid {
    pub(crate) side: usize,
    pub(crate) plane: Homography,
    pub(crate) bend: Option<Bend>,
}

/// What bent paper adds to the plane: shifts at the alignment patterns, in between by proportion.
pub(crate) struct Bend {
    pub(crate) lines: Vec<f32>,
    pub(crate) shifts: Vec<Point>,
}

impl ModuleGrid {
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
    pub(crate) fn samples(&self) -> usize {
        200 + 8 * self.side
    }

    /// How well the timing patterns are seen.
    pub(crate) fn timing(&self, view: &View<'_>) -> f32 {
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
    pub(crate) fn refined(self, view: &View<'_>, budget: &mut WorkBudget) -> Option<Self> {
        budget.spend(200 * self.samples())?;
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

impl ModuleGrid {
    /// Follows paper that is bent in all directions, from the finder patterns on: each part of the
    /// grid is put where its modules are most clearly dark or light, near where its neighbours say.
    pub(crate) fn worn(self, view: &View<'_>, budget: &mut WorkBudget) -> Option<Self> {
        let side = self.side;
        let count = (side - 7) / WORN_STEP + 2;
        budget.spend(count * count * 51 * 49)?;
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
                Some(self.best_shift(view, lines[column], lines[row], guess));
        }
        let shifts = found.into_iter().map(Option::unwrap_or_default).collect();
        Some(Self {
            bend: Some(Bend { lines, shifts }),
            ..self
        })
    }

    /// The shift near `guess` with which the modules around a point are the clearest.
    fn best_shift(&self, view: &View<'_>, x: f32, y: f32, guess: Point) -> Point {
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
