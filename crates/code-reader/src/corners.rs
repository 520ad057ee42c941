//! From three finder patterns to grids: where the fourth corner is, and how many modules there are.

use crate::alignment::{alignment, alignment_lines, bend};
use crate::budget::WorkBudget;
use crate::finder::Finder;
use crate::grid::ModuleGrid;
use crate::homography::Homography;
use crate::reading::Point;
use crate::threshold::View;

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
        let place = intersection(right, below)?;
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
        budget: &mut WorkBudget,
    ) -> Option<Vec<ModuleGrid>> {
        budget.spend(2000)?;
        let mut grids: Vec<(f32, ModuleGrid)> = Vec::new();
        let fourth = self.fourth_corner(view);
        for side in sides((across + down) / 2.0) {
            let projected = fourth.and_then(|place| self.plane(side, side as f32, place));
            for plane in [projected, self.parallel(side)].into_iter().flatten() {
                let grid = ModuleGrid::flat(side, plane);
                budget.spend(grid.samples())?;
                let fit = grid.fit(view) + 2.0 * grid.timing(view);
                grids.push((fit, grid));
            }
        }
        grids.sort_by(|a, b| b.0.total_cmp(&a.0));
        if let Some((fit, grid)) = grids.first()
            && *fit < POOR_FIT
            && likely
            && let Some(found) = self.searched(view, grid.side, *fit, budget)?
        {
            grids.insert(0, found);
        }
        Some(grids.into_iter().map(|(_, grid)| grid).collect())
    }

    /// A grid that fits better than `fit`, with the fourth corner looked for all around: the edges of
    /// finder patterns are not enough where these are only a few pixels wide.
    fn searched(
        &self,
        view: &View<'_>,
        side: usize,
        fit: f32,
        budget: &mut WorkBudget,
    ) -> Option<Option<(f32, ModuleGrid)>> {
        const STEPS: i32 = 4;
        const STEP: f32 = 0.09;
        let across = self.right.centre - self.corner.centre;
        let down = self.below.centre - self.corner.centre;
        let mut best = None;
        let mut best_fit = fit;
        budget.spend(81 * (200 + 8 * side))?;
        for i in -STEPS..=STEPS {
            for j in -STEPS..=STEPS {
                let (i, j) = (1.0 + i as f32 * STEP, 1.0 + j as f32 * STEP);
                let place = self.corner.centre + across * i + down * j;
                let Some(plane) = self.plane(side, side as f32 - 3.5, place) else {
                    continue;
                };
                let grid = ModuleGrid::flat(side, plane);
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
    pub(crate) fn aligned(
        &self,
        view: &View<'_>,
        grid: ModuleGrid,
        budget: &mut WorkBudget,
    ) -> Option<ModuleGrid> {
        let side = grid.side;
        let lines = alignment_lines(side);
        let Some(&last) = lines.last() else {
            return Some(grid);
        };
        budget.spend(25 * (13 * 13 + 7 * 7 * lines.len() * lines.len()))?;
        let mut grid = grid;
        if let Some(found) = alignment(view, &grid, last, last, Point::default(), 3.0)
            && let Some(plane) = self.plane(side, last, found)
        {
            grid = ModuleGrid::flat(side, plane);
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
type EdgeLine = (Point, Point);

/// The edge of a finder pattern that looks away from the corner pattern.
fn outer_edge(view: &View<'_>, finder: &Finder, outward: Point, along: Point) -> Option<EdgeLine> {
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
fn fitted(points: &[Point]) -> Option<EdgeLine> {
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

fn intersection((a, along_a): EdgeLine, (b, along_b): EdgeLine) -> Option<Point> {
    let all = along_a.cross(along_b);
    (all.abs() > 0.2).then(|| a + along_a * ((b - a).cross(along_b) / all))
}
