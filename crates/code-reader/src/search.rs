//! A search of one picture in several forms of it, until all that is seen is read.

use crate::budget::WorkBudget;
use crate::finder::Finder;
use crate::grey::Grey;
use crate::parts::join;
use crate::picture::Picture;
use crate::reading::{FoundCode, Hint, Point, Reading};
use crate::symbols::{Effort, UnreadSymbol, inside, middle, symbols};
use crate::threshold::View;

/// A form of a picture in which codes may be seen better than in the picture itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PictureForm {
    /// As it is.
    Plain,
    /// Light for dark.
    Inverted,
    /// Fewer pixels: grain, moiré and dots become modules.
    Reduced(usize),
    /// Fewer pixels, light for dark.
    ReducedInverted(usize),
    /// Fewer pixels, and dark dots grown together.
    ReducedClosed(usize),
    /// Edges made clearer: out of focus, overexposed.
    Sharpened,
    /// Fewer pixels, edges made clearer: badly out of focus.
    ReducedSharpened(usize),
    /// Gaps between dark dots filled.
    Closed,
    /// Twice as many pixels, edges made clearer: small, out of focus.
    Enlarged,
}

/// What was found so far, in places of the whole picture.
pub(crate) struct Search {
    effort: Effort,
    budget: WorkBudget,
    codes: Vec<FoundCode>,
    unread: Vec<UnreadSymbol>,
    /// The hint from single finder patterns.
    parts: Option<Hint>,
}

impl Search {
    pub(crate) fn new(effort: Effort, budget: WorkBudget) -> Self {
        Self {
            effort,
            budget,
            codes: Vec::new(),
            unread: Vec::new(),
            parts: None,
        }
    }

    /// Whether something was read, and nothing else was seen.
    pub(crate) fn is_done(&self) -> bool {
        !self.codes.is_empty() && self.unread.is_empty()
    }

    /// The symbols that were seen and not read.
    pub(crate) fn unread(&self) -> &[UnreadSymbol] {
        &self.unread
    }

    pub(crate) fn search_form(&mut self, picture: &Picture<'_>, form: PictureForm) {
        self.search_part(picture, form, Point::default());
    }

    /// Looks at a part of the picture, whose upper left corner is at `origin`.
    pub(crate) fn search_part(&mut self, part: &Picture<'_>, form: PictureForm, origin: Point) {
        let twice = |grey: Grey, then: fn(&Picture<'_>) -> Grey| {
            grey.picture()
                .map(|picture| then(&picture).scaled(grey.scale))
        };
        let grey = match form {
            PictureForm::Plain => return self.search(part, 1.0, origin),
            PictureForm::Inverted => Some(Grey::inverted(part)),
            PictureForm::Reduced(by) => Some(Grey::reduced(part, by)),
            PictureForm::ReducedInverted(by) => twice(Grey::reduced(part, by), Grey::inverted),
            PictureForm::ReducedClosed(by) => twice(Grey::reduced(part, by), Grey::closed),
            PictureForm::ReducedSharpened(by) => twice(Grey::reduced(part, by), Grey::sharpened),
            PictureForm::Sharpened => Some(Grey::sharpened(part)),
            PictureForm::Closed => Some(Grey::closed(part)),
            PictureForm::Enlarged => twice(Grey::doubled(part), Grey::sharpened),
        };
        if let Some(grey) = grey
            && let Some(picture) = grey.picture()
        {
            self.search(&picture, grey.scale, origin);
        }
    }

    fn search(&mut self, picture: &Picture<'_>, scale: f32, origin: Point) {
        // The smallest symbol has 21 modules.
        if picture.width().min(picture.height()) < 21 {
            return;
        }
        let found = symbols(&View::new(*picture), self.effort, &mut self.budget);
        let place = |at: Point| at * scale + origin;
        for mut code in found.codes {
            code.corners = code.corners.map(place);
            self.unread
                .retain(|unread| !inside(&code.corners, middle(&unread.corners)));
            if !self.codes.iter().any(|known| known.text == code.text) {
                self.codes.push(code);
            }
        }
        for mut unread in found.unread {
            unread.corners = unread.corners.map(place);
            unread.module *= scale;
            let at = middle(&unread.corners);
            let known = self.codes.iter().map(|code| &code.corners);
            let known = known.chain(self.unread.iter().map(|unread| &unread.corners));
            if !known.into_iter().any(|corners| inside(corners, at)) {
                self.unread.push(unread);
            }
        }
        self.parts = self.parts.or_else(|| parts(&found.finders));
    }

    pub(crate) fn reading(self) -> Reading {
        let hint = if self.codes.is_empty() {
            self.hint()
        } else {
            None
        };
        Reading {
            codes: join(self.codes),
            hint,
        }
    }

    fn hint(&self) -> Option<Hint> {
        let largest = self
            .unread
            .iter()
            .max_by(|a, b| a.module.total_cmp(&b.module));
        match largest {
            Some(unread) if unread.module < SMALL => Some(Hint::TooSmall),
            Some(unread) if unread.clearness < CLEAR => Some(Hint::Blurred),
            Some(_) => Some(Hint::Unreadable),
            None => self.parts,
        }
    }
}

/// A module of fewer pixels is lost between them.
const SMALL: f32 = 1.8;

/// Modules of a code in focus are clearer.
const CLEAR: f32 = 0.62;

/// More patterns without a code come from something else, such as a carpet.
const MOST_ALONE: usize = 5;

/// The hint from finder patterns without a code: a single one may be a letter or a button, but two of the
/// same size hardly.
fn parts(finders: &[Finder]) -> Option<Hint> {
    let sure: Vec<_> = finders.iter().filter(|finder| finder.is_sure()).collect();
    if sure.len() > MOST_ALONE {
        return None;
    }
    let pairs = sure.iter().enumerate();
    let pairs = pairs.flat_map(|(i, a)| sure.iter().skip(i + 1).map(move |b| (a, b)));
    pairs
        .filter(|(a, b)| {
            let apart = (a.centre - b.centre).length();
            let module = a.module.min(b.module);
            (14.0..180.0).contains(&(apart / module)) && a.module.max(b.module) < 1.25 * module
        })
        .map(|(a, b)| a.clearness.min(b.clearness))
        .max_by(f32::total_cmp)
        .map(|clear| {
            if clear < CLEAR {
                Hint::Blurred
            } else {
                Hint::Incomplete
            }
        })
}
