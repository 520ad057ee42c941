//! Which three finder patterns may be the corners of one symbol.

use crate::finder::Finder;
use crate::reading::Point;
use crate::threshold::View;

/// Three finder patterns, by their numbers, as the corners of a symbol. One that is mirrored has
/// `right` and `below` exchanged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Triple {
    /// The upper left one, at the right angle.
    pub(crate) corner: usize,
    pub(crate) right: usize,
    pub(crate) below: usize,
    /// The modules of a side, by the distances.
    pub(crate) across: f32,
    pub(crate) down: f32,
    /// The smaller, the likelier.
    doubt: f32,
}

impl Triple {
    /// Whether it is worth more work than the others.
    pub(crate) fn is_likely(&self) -> bool {
        self.doubt < 1.5
    }
}

/// Patterns near a pattern that are tried as its partners.
const PARTNERS: usize = 24;

/// Modules of a side of version 1 and of version 40.
const SMALLEST: f32 = 21.0;
const LARGEST: f32 = 177.0;

/// Three patterns that are more doubtful have never been corners of one symbol.
const MOST_DOUBT: f32 = 3.0;

/// Two patterns that may belong to one symbol.
struct Pair {
    other: usize,
    /// From the first to the second.
    way: Point,
    /// Modules of a side of the symbol, if both lie at the ends of one.
    side: f32,
    /// The smaller of both sizes of modules by the larger.
    likeness: f32,
}

/// All that are plausible, the likeliest first, at most `most`.
pub(crate) fn triples(view: &View<'_>, finders: &[Finder], most: usize) -> Vec<Triple> {
    let mut triples = Vec::new();
    for (corner, finder) in finders.iter().enumerate() {
        let pairs = pairs(view, finders, corner, finder);
        for (i, first) in pairs.iter().enumerate() {
            for second in pairs.iter().skip(i + 1) {
                triples.extend(triple(view, finders, corner, first, second));
            }
        }
    }
    triples.sort_by(|a: &Triple, b| a.doubt.total_cmp(&b.doubt));
    triples.truncate(most);
    triples
}

fn pairs(view: &View<'_>, finders: &[Finder], number: usize, finder: &Finder) -> Vec<Pair> {
    let mut near: Vec<_> = finders
        .iter()
        .enumerate()
        .filter(|&(other, _)| other != number)
        .map(|(other, to)| (other, to, to.centre - finder.centre))
        .filter(|(_, to, way)| {
            let (small, large) = (finder.module.min(to.module), finder.module.max(to.module));
            let side = way.length() / large;
            large < 3.0 * small && side > 8.0 && way.length() / small < 2.0 * LARGEST
        })
        .collect();
    if near.len() > PARTNERS {
        near.sort_by(|a, b| a.2.length().total_cmp(&b.2.length()));
        near.truncate(PARTNERS);
    }
    near.into_iter()
        .filter_map(|(other, to, way)| {
            // What neither can be measured along a line is not there; one is enough where the other
            // is damaged.
            let (here, there) = (finder.module_along(view, way), to.module_along(view, way));
            let (here, there) = match (here, there) {
                (Some(here), Some(there)) => (here, there),
                (Some(one), None) | (None, Some(one)) => (one, one),
                (None, None) => return None,
            };
            let side = way.length() * 2.0 / (here + there) + 7.0;
            let likeness = here.min(there) / here.max(there);
            let plausible = SMALLEST * 0.8..=LARGEST * 1.2;
            (plausible.contains(&side) && likeness > 0.4).then_some(Pair {
                other,
                way,
                side,
                likeness,
            })
        })
        .collect()
}

fn triple(
    view: &View<'_>,
    finders: &[Finder],
    corner: usize,
    first: &Pair,
    second: &Pair,
) -> Option<Triple> {
    let sides = first.side.max(second.side) / first.side.min(second.side);
    let lengths = (first.way.length() / second.way.length()).ln().abs();
    let cosine = first.way.dot(second.way) / (first.way.length() * second.way.length());
    if sides > 1.5 || lengths > 1.4 || cosine.abs() > 0.77 {
        return None;
    }
    let (right, below) = if first.way.cross(second.way) > 0.0 {
        (first, second)
    } else {
        (second, first)
    };
    // A symbol holds no other finder pattern; three that stand around another are of several.
    let mean = (right.side + below.side) / 2.0;
    let sizes =
        [corner, right.other, below.other].map(|i| finders.get(i).map_or(0.0, |f| f.module));
    let size =
        sizes.iter().copied().fold(f32::MAX, f32::min) / sizes.iter().copied().fold(0.0, f32::max);
    let doubt = 4.0 * sides.ln()
        + cosine.abs()
        + 0.5 * lengths
        + (1.0 - right.likeness * below.likeness)
        + (1.0 - size)
        + mean / 100.0;
    if doubt > MOST_DOUBT {
        return None;
    }
    let centre = finders.get(corner)?.centre;
    let doubt = doubt + timing(view, centre, right, below) + timing(view, centre, below, right);
    if doubt > MOST_DOUBT {
        return None;
    }
    Some(Triple {
        corner,
        right: right.other,
        below: below.other,
        across: right.side,
        down: below.side,
        doubt,
    })
}

/// How far the number of modules on the timing pattern along `way` is from that of a symbol of this
/// size.
fn timing(view: &View<'_>, corner: Point, way: &Pair, other: &Pair) -> f32 {
    // Three modules from the middle of the finder pattern towards the third one, and past its ring.
    let (along, aside) = (
        way.way * (1.0 / (way.side - 7.0)),
        other.way * (1.0 / (other.side - 7.0)),
    );
    let from = corner + aside * 3.0 + along * 3.0;
    let way = way.way - along * 6.0;
    let steps = (way.length() * 1.5).clamp(1.0, 4096.0) as i32;
    let part = way * (1.0 / steps as f32);
    let is_dark = |step: i32| view.is_dark_at(from + part * step as f32);
    let turns = (0..steps)
        .filter(|&step| is_dark(step) != is_dark(step + 1))
        .count();
    let expected = (way.length() / along.length()).max(1.0);
    ((turns as f32 + 2.0) / (expected + 2.0)).ln().abs()
}
