//! Projections of a plane: from modules of a symbol to pixels of a picture.

use crate::reading::Point;

/// A projection of the plane.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Homography([[f32; 3]; 3]);

impl Homography {
    /// The projection that takes each of four points to another; `None` if three of them lie in a
    /// line.
    pub(crate) fn new(from: [Point; 4], to: [Point; 4]) -> Option<Self> {
        let (from, to) = (of_unit_square(from)?, of_unit_square(to)?);
        let matrix = product(to, adjugate(from));
        let scale = matrix[2][2];
        let matrix = matrix.map(|row| row.map(|value| (value / scale) as f32));
        matrix
            .iter()
            .flatten()
            .all(|value| value.is_finite())
            .then_some(Self(matrix))
    }

    /// Where a point comes to lie.
    pub(crate) fn at(&self, x: f32, y: f32) -> Point {
        let [u, v, w] = self.0.map(|[a, b, c]| a * x + b * y + c);
        Point::new(u / w, v / w)
    }
}

type Matrix = [[f64; 3]; 3];

/// The projection that takes (0, 0), (1, 0), (1, 1), (0, 1) to the corners.
fn of_unit_square(corners: [Point; 4]) -> Option<Matrix> {
    let [[x0, y0], [x1, y1], [x2, y2], [x3, y3]] =
        corners.map(|Point { x, y }| [f64::from(x), f64::from(y)]);
    let (dx1, dx2, dx3) = (x1 - x2, x3 - x2, x0 - x1 + x2 - x3);
    let (dy1, dy2, dy3) = (y1 - y2, y3 - y2, y0 - y1 + y2 - y3);
    let all = dx1 * dy2 - dx2 * dy1;
    if all.abs() < 1e-6 {
        return None;
    }
    let g = (dx3 * dy2 - dx2 * dy3) / all;
    let h = (dx1 * dy3 - dx3 * dy1) / all;
    Some([
        [x1 - x0 + g * x1, x3 - x0 + h * x3, x0],
        [y1 - y0 + g * y1, y3 - y0 + h * y3, y0],
        [g, h, 1.0],
    ])
}

/// The inverse up to a factor, which does not change a projection.
fn adjugate(m: Matrix) -> Matrix {
    let minor = |r: usize, c: usize| {
        let (r1, r2) = ((r + 1) % 3, (r + 2) % 3);
        let (c1, c2) = ((c + 1) % 3, (c + 2) % 3);
        m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]
    };
    core::array::from_fn(|r| core::array::from_fn(|c| minor(c, r)))
}

fn product(a: Matrix, b: Matrix) -> Matrix {
    core::array::from_fn(|r| core::array::from_fn(|c| (0..3).map(|i| a[r][i] * b[i][c]).sum()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_each_point_to_its_target() {
        let from = [(3.5, 3.5), (41.5, 3.5), (38.5, 38.5), (3.5, 41.5)];
        let to = [(100.0, 80.0), (300.0, 90.0), (290.0, 310.0), (60.0, 250.0)];
        let [from, to] = [from, to].map(|points| points.map(|(x, y)| Point::new(x, y)));
        let projection = Homography::new(from, to).unwrap();
        for (from, to) in from.iter().zip(to) {
            assert!((projection.at(from.x, from.y) - to).length() < 0.01);
        }
    }

    #[test]
    fn points_on_a_line_have_no_projection() {
        let square = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
        let line = [(0.0, 0.0), (1.0, 1.0), (2.0, 2.0), (3.0, 3.0)];
        let [square, line] = [square, line].map(|points| points.map(|(x, y)| Point::new(x, y)));
        assert!(Homography::new(square, line).is_none());
    }
}
