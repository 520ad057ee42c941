//! Alignment patterns: where they stand in a symbol, and where they are in the picture.

use crate::grid::{Bend, ModuleGrid};
use crate::reading::Point;
use crate::threshold::View;

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
pub(crate) fn alignment(
    view: &View<'_>,
    grid: &ModuleGrid,
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

/// The shifts of all alignment patterns; of one that is not found, what its neighbours have.
pub(crate) fn bend(view: &View<'_>, grid: &ModuleGrid, lines: Vec<f32>) -> Bend {
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
