//! Finds and reads all symbols of a picture.

use crate::budget::WorkBudget;
use crate::corners::Corners;
use crate::decode::decode;
use crate::finder::{Finder, finders};
use crate::grey::Grey;
use crate::grid::ModuleGrid;
use crate::modules::Modules;
use crate::picture::Picture;
use crate::reading::{FoundCode, Point};
use crate::threshold::View;
use crate::triple::{Triple, triples};

/// How many candidates are tried.
#[derive(Clone, Copy)]
pub(crate) struct Effort {
    pub(crate) finders: usize,
    pub(crate) triples: usize,
}

/// What a search found.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) codes: Vec<FoundCode>,
    /// Grids that lie on a symbol which could not be read.
    pub(crate) unread: Vec<UnreadSymbol>,
    /// Finder patterns that belong to none of all these.
    pub(crate) finders: Vec<Finder>,
}

/// A symbol that was seen and not read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnreadSymbol {
    pub(crate) corners: [Point; 4],
    /// Pixels a module.
    pub(crate) module: f32,
    /// How clearly its modules are dark or light: 0 to 1.
    pub(crate) clearness: f32,
}

impl UnreadSymbol {
    /// The part of the picture around it, and where that begins; `None` if it is larger than `most`
    /// pixels in one direction, and so needs not to be enlarged.
    pub(crate) fn part(&self, picture: &Picture<'_>, most: usize) -> Option<(Grey, Point)> {
        let bound = |of: fn(Point) -> f32, most: usize| {
            let values = self.corners.map(of);
            let low = values.iter().copied().fold(f32::MAX, f32::min);
            let high = values.iter().copied().fold(f32::MIN, f32::max);
            let margin = 8.0 * self.module;
            let from = (low - margin).clamp(0.0, most as f32) as usize;
            let to = (high + margin).clamp(0.0, most as f32) as usize;
            (from, to - from)
        };
        let (x, width) = bound(|corner| corner.x, picture.width());
        let (y, height) = bound(|corner| corner.y, picture.height());
        (width.max(height) <= most).then(|| {
            let part = Grey::part(picture, (x, y), (width, height));
            (part, Point::new(x as f32, y as f32))
        })
    }
}

/// A grid that fits worse is on no symbol.
const FIT: f32 = 0.4;

/// A grid that fits better is on one, whatever comes out of it.
const SURE_FIT: f32 = 0.6;

/// Reads every symbol, dark on light.
pub(crate) fn symbols(view: &View<'_>, effort: Effort, budget: &mut WorkBudget) -> Found {
    let mut found = Found::default();
    let finders = finders(view, effort.finders);
    let mut used = vec![false; finders.len()];
    for triple in triples(view, &finders, effort.triples) {
        let numbers = [triple.corner, triple.right, triple.below];
        if numbers
            .iter()
            .any(|&i| used.get(i).copied().unwrap_or(true))
        {
            continue;
        }
        let mut unread = None;
        let Some(code) = symbol(view, &finders, &triple, budget, &mut unread) else {
            found.unread.extend(unread);
            continue;
        };
        for (finder, used) in finders.iter().zip(&mut used) {
            *used |= inside(&code.corners, finder.centre);
        }
        if !found.codes.iter().any(|known| known.text == code.text) {
            found.codes.push(code);
        }
    }
    // A wrong triple may have come before the right one.
    let is_read = |at: Point| found.codes.iter().any(|code| inside(&code.corners, at));
    found
        .unread
        .retain(|unread| !is_read(middle(&unread.corners)));
    let rest = finders.iter().zip(&used).filter(|(finder, used)| {
        !**used
            && !found
                .unread
                .iter()
                .any(|unread| inside(&unread.corners, finder.centre))
    });
    found.finders = rest.map(|(finder, _)| *finder).collect();
    found
}

/// Tries one triple; `None` too if there is no work left.
fn symbol(
    view: &View<'_>,
    finders: &[Finder],
    triple: &Triple,
    budget: &mut WorkBudget,
    unread: &mut Option<UnreadSymbol>,
) -> Option<FoundCode> {
    let corners = Corners {
        corner: finders.get(triple.corner)?,
        right: finders.get(triple.right)?,
        below: finders.get(triple.below)?,
    };
    for grid in corners
        .grids(view, triple.across, triple.down, triple.is_likely(), budget)?
        .into_iter()
        .take(2)
    {
        if grid.fit(view) < FIT {
            break;
        }
        let grid = corners.aligned(view, grid, budget)?;
        let (code, seen) = read(view, &grid, budget)?;
        if code.is_some() {
            return code;
        }
        let grid = corners.aligned(view, grid.refined(view, budget)?, budget)?;
        let (code, _) = read(view, &grid, budget)?;
        if code.is_some() {
            return code;
        }
        if grid.fit(view) > SURE_FIT {
            unread.get_or_insert(seen);
            let (code, _) = read(view, &grid.worn(view, budget)?, budget)?;
            if code.is_some() {
                return code;
            }
        }
    }
    None
}

/// Outer `None`: no work left.
fn read(
    view: &View<'_>,
    grid: &ModuleGrid,
    budget: &mut WorkBudget,
) -> Option<(Option<FoundCode>, UnreadSymbol)> {
    let side = grid.side;
    // Decoding a symbol takes as long as sampling it a few times.
    budget.spend(20 * side * side)?;
    let modules = Modules::sampled(view, grid);
    let symbol = decode(side, &modules.plain())
        .or_else(|| decode(side, &modules.levelled(3)))
        .or_else(|| decode(side, &modules.sharpened(0.6).levelled(4)));
    let corners = grid.corners();
    let code = symbol.map(|symbol| FoundCode {
        text: symbol.text,
        corners,
        part: symbol.part,
    });
    let edge = (corners[1] - corners[0])
        .length()
        .min((corners[3] - corners[0]).length());
    let seen = UnreadSymbol {
        corners,
        module: edge / side as f32,
        clearness: modules.clearness(),
    };
    Some((code, seen))
}

/// Whether a point is inside a convex quadrilateral.
pub(crate) fn inside(corners: &[Point; 4], at: Point) -> bool {
    let sides = corners.iter().zip(corners.iter().cycle().skip(1));
    let turns = sides.map(|(&from, &to)| (to - from).cross(at - from) > 0.0);
    let right = turns.filter(|right| *right).count();
    right == 0 || right == 4
}

pub(crate) fn middle(corners: &[Point; 4]) -> Point {
    corners
        .iter()
        .fold(Point::default(), |sum, &corner| sum + corner)
        * 0.25
}
