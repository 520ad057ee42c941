//! Frames of a camera.

use crate::budget::WorkBudget;
use crate::grey::Grey;
use crate::picture::Picture;
use crate::reading::{Hint, Point, Reading};
use crate::search::{PictureForm, Search};
use crate::symbols::{Effort, UnreadSymbol};

/// A longer side is reduced first.
const LONGEST: usize = 2048;

/// Parts that are enlarged are not longer.
const PART: usize = 480;

const EFFORT: Effort = Effort {
    finders: 48,
    triples: 150,
};

/// Some 10 ms. Finder patterns and thresholds are not counted; with them a wall of patterns at 1280 × 720 takes some 70.
const WORK: WorkBudget = WorkBudget::new(2_000_000);

/// Frames after which a hint is still given though the last one showed nothing: pictures flicker.
const REMEMBERED: u32 = 8;

/// Reads the frames of one camera, each in bounded time.
///
/// Every frame is searched as it is. If that does not read all that is seen, one more form of it is tried:
/// another one for each frame, so that a code which is held for half a second is looked at in all of them.
#[derive(Debug, Default)]
pub struct LiveReader {
    turn: usize,
    /// Where a code was seen and not read.
    seen: Option<UnreadSymbol>,
    hint: Option<(Hint, u32)>,
}

/// What is tried besides the plain frame, in turn.
#[derive(Clone, Copy, Debug)]
enum Extra {
    Whole(PictureForm),
    /// Enlarged, the part in which a code was seen, or the middle.
    Part,
}

const EXTRAS: [Extra; 7] = [
    Extra::Whole(PictureForm::Inverted),
    Extra::Part,
    Extra::Whole(PictureForm::Reduced(2)),
    Extra::Whole(PictureForm::Sharpened),
    Extra::Part,
    Extra::Whole(PictureForm::ReducedSharpened(2)),
    Extra::Whole(PictureForm::Reduced(3)),
];

impl LiveReader {
    /// A new reader.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the codes of one frame.
    ///
    /// The hint is that of the last few frames, so that it does not flicker.
    pub fn read(&mut self, frame: &Picture<'_>) -> Reading {
        let by = frame.width().max(frame.height()).div_ceil(LONGEST);
        if by > 1 {
            let reduced = Grey::reduced(frame, by);
            let mut reading = reduced
                .picture()
                .map(|frame| self.search(&frame))
                .unwrap_or_default();
            for corner in reading.codes.iter_mut().flat_map(|code| &mut code.corners) {
                *corner = *corner * by as f32;
            }
            return reading;
        }
        self.search(frame)
    }

    fn search(&mut self, frame: &Picture<'_>) -> Reading {
        let mut search = Search::new(EFFORT, WORK);
        search.search_form(frame, PictureForm::Plain);
        if !search.is_done() {
            self.seen = search.unread().first().copied().or(self.seen);
            match EXTRAS[self.turn % EXTRAS.len()] {
                Extra::Whole(form) => search.search_form(frame, form),
                Extra::Part => {
                    let part = match self.seen.take() {
                        Some(seen) => seen.part(frame, PART),
                        None => Some(middle(frame)),
                    };
                    if let Some((part, origin)) = part
                        && let Some(part) = part.picture()
                    {
                        search.search_part(&part, PictureForm::Enlarged, origin);
                    }
                }
            }
            self.turn += 1;
        }
        let mut reading = search.reading();
        self.hint = match (reading.hint, self.hint) {
            _ if !reading.codes.is_empty() => None,
            (Some(hint), _) => Some((hint, REMEMBERED)),
            (None, Some((hint, left))) => left.checked_sub(1).map(|left| (hint, left)),
            (None, None) => None,
        };
        reading.hint = self.hint.map(|(hint, _)| hint);
        reading
    }
}

fn middle(frame: &Picture<'_>) -> (Grey, Point) {
    let (width, height) = (frame.width().min(PART), frame.height().min(PART * 3 / 4));
    let (x, y) = ((frame.width() - width) / 2, (frame.height() - height) / 2);
    (
        Grey::part(frame, (x, y), (width, height)),
        Point::new(x as f32, y as f32),
    )
}
