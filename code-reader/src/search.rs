//! A search of one picture in several forms of it, until all that is seen is read.

use crate::finder::Finder;
use crate::grey::Grey;
use crate::picture::Picture;
use crate::reading::{FoundCode, Hint, Point, Reading};
use crate::symbols::{Effort, Unread, inside, middle, symbols};
use crate::threshold::View;
use crate::work::Work;

/// A form of a picture in which codes may be seen better than in the picture itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
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
    /// Gaps between dark dots filled.
    Closed,
    /// Twice as many pixels, edges made clearer: small, out of focus.
    Enlarged,
}

/// What was found so far, in places of the whole picture.
pub(crate) struct Search {
    effort: Effort,
    work: Work,
    codes: Vec<FoundCode>,
    unread: Vec<Unread>,
    finders: Vec<Finder>,
}

impl Search {
    pub(crate) fn new(effort: Effort, work: Work) -> Self {
        Self {
            effort,
            work,
            codes: Vec::new(),
            unread: Vec::new(),
            finders: Vec::new(),
        }
    }

    /// Whether something was read, and nothing else was seen.
    pub(crate) fn is_done(&self) -> bool {
        !self.codes.is_empty() && self.unread.is_empty()
    }

    /// The symbols that were seen and not read.
    pub(crate) fn unread(&self) -> &[Unread] {
        &self.unread
    }

    pub(crate) fn look(&mut self, picture: &Picture<'_>, form: Form) {
        self.look_at(picture, form, Point::default());
    }

    /// Looks at a part of the picture, whose upper left corner is at `origin`.
    pub(crate) fn look_at(&mut self, part: &Picture<'_>, form: Form, origin: Point) {
        let twice = |grey: Grey, then: fn(&Picture<'_>) -> Grey| {
            grey.picture()
                .map(|picture| then(&picture).scaled(grey.scale))
        };
        let grey = match form {
            Form::Plain => return self.search(part, 1.0, origin),
            Form::Inverted => Some(Grey::inverted(part)),
            Form::Reduced(by) => Some(Grey::reduced(part, by)),
            Form::ReducedInverted(by) => twice(Grey::reduced(part, by), Grey::inverted),
            Form::ReducedClosed(by) => twice(Grey::reduced(part, by), Grey::closed),
            Form::Sharpened => Some(Grey::sharpened(part)),
            Form::Closed => Some(Grey::closed(part)),
            Form::Enlarged => twice(Grey::doubled(part), Grey::sharpened),
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
        let found = symbols(&View::new(*picture), self.effort, &mut self.work);
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
        let finders = found.finders.iter();
        self.finders
            .extend(finders.map(|finder| finder.placed(place(finder.centre), scale)));
    }

    pub(crate) fn reading(self) -> Reading {
        let hint = if self.codes.is_empty() {
            self.hint()
        } else {
            None
        };
        Reading {
            codes: self.codes,
            hint,
        }
    }

    fn hint(&self) -> Option<Hint> {
        /// A module of fewer pixels is lost between them.
        const SMALL: f32 = 1.8;
        /// Modules of a code in focus are clearer.
        const CLEAR: f32 = 0.62;
        let largest = self
            .unread
            .iter()
            .max_by(|a, b| a.module.total_cmp(&b.module));
        match largest {
            Some(unread) if unread.module < SMALL => Some(Hint::TooSmall),
            Some(unread) if unread.clearness < CLEAR => Some(Hint::Blurred),
            Some(_) => Some(Hint::Unreadable),
            None => {
                // One alone may be a letter or a button; two alike hardly.
                let sure: Vec<_> = self
                    .finders
                    .iter()
                    .filter(|finder| finder.is_sure())
                    .collect();
                let alike = sure.iter().enumerate().any(|(i, a)| {
                    sure.iter().skip(i + 1).any(|b| {
                        let apart = (a.centre - b.centre).length();
                        let module = a.module.min(b.module);
                        apart > 14.0 * module
                            && apart < 180.0 * module
                            && a.module.max(b.module) < 1.25 * module
                    })
                });
                alike.then_some(Hint::Incomplete)
            }
        }
    }
}
