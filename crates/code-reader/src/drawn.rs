//! Codes as they were drawn: a file from an encoder or a screenshot, with whole pixels a module. One
//! pixel is enough, and no quiet zone is needed, where a camera's picture of it could not be read.

use crate::decode::decode;
use crate::picture::Picture;
use crate::reading::{FoundCode, Point};

/// Parts dark from light, wherever drawings have their greys.
const MIDDLE: u8 = 128;

/// The code, if the picture shows one drawn code and nothing else that is dark.
pub(crate) fn read_drawn(picture: &Picture<'_>) -> Option<FoundCode> {
    let width = picture.width();
    let is_dark = |x: usize, y: usize| {
        picture
            .luma()
            .get(y * width + x)
            .is_some_and(|&pixel| pixel < MIDDLE)
    };
    let rows = || picture.luma().chunks_exact(width.max(1));
    let dark = |row: &[u8]| row.iter().any(|&pixel| pixel < MIDDLE);
    let top = rows().position(dark)?;
    let bottom = picture.height() - rows().rev().position(dark)?;
    // The corner of a finder pattern: what begins further left or ends further right is none.
    let left = (0..width).find(|&x| is_dark(x, top))?;
    let length = bottom - top;
    let right = left.checked_add(length).filter(|&right| right <= width)?;
    // Something beside it may be another code, which is to be found as well.
    let alone = |row: &[u8]| {
        let (before, rest) = row.split_at_checked(left).unwrap_or((row, &[]));
        let after = rest.get(length..).unwrap_or_default();
        !dark(before) && !dark(after)
    };
    if !rows().all(alone) {
        return None;
    }
    let sides = (21..=177)
        .step_by(4)
        .filter(|side| length.is_multiple_of(*side));
    for side in sides {
        let module = length / side;
        let at = |i: usize| i * module + module / 2;
        let modules: Vec<bool> = (0..side * side)
            .map(|i| is_dark(left + at(i % side), top + at(i / side)))
            .collect();
        if !has_finders(side, &modules) {
            continue;
        }
        let symbol = decode(side, &modules)?;
        let corner = |x: usize, y: usize| Point::new(x as f32, y as f32);
        return Some(FoundCode {
            text: symbol.text,
            part: symbol.part,
            corners: [
                corner(left, top),
                corner(right, top),
                corner(right, bottom),
                corner(left, bottom),
            ],
        });
    }
    None
}

fn has_finders(side: usize, modules: &[bool]) -> bool {
    let far = side - 7;
    [(0, 0), (far, 0), (0, far)].iter().all(|&(left, top)| {
        (0..49).all(|i| {
            let (x, y) = (i % 7, i / 7);
            let ring = usize::abs_diff(x, 3).max(usize::abs_diff(y, 3));
            modules.get((top + y) * side + left + x) == Some(&(ring != 2))
        })
    })
}
