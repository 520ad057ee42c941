//! Photographs and scans.

use crate::budget::WorkBudget;
use crate::drawn::read_drawn;
use crate::picture::Picture;
use crate::reading::Reading;
use crate::search::{PictureForm, Search};
use crate::symbols::Effort;

/// Pictures with a longer side are reduced first.
const LONGEST: usize = 4096;

/// Up to this length of the longer side all is looked at as it is; larger pictures first in fewer
/// pixels, in which most codes are read sooner.
const LARGE: usize = 2048;

/// Up to this length the picture is also enlarged.
const ENLARGED: usize = 1400;

/// Parts of a large picture with a small code in them, up to this length, are enlarged.
const PART: usize = 700;

const EFFORT: Effort = Effort {
    finders: 192,
    triples: 600,
};

/// Some 300 ms.
const WORK: WorkBudget = WorkBudget::new(60_000_000);

/// Reads all codes of a photograph or scan.
///
/// Forms of the picture are tried in turn until every code that was seen is read, or all have been
/// tried. The time is bounded by the size of the picture and a fixed amount of work.
pub fn read_still(picture: &Picture<'_>) -> Reading {
    if let Some(code) = read_drawn(picture) {
        return Reading {
            codes: vec![code],
            hint: None,
        };
    }
    let longest = picture.width().max(picture.height());
    let mut search = Search::new(EFFORT, WORK);
    for form in forms(longest) {
        search.search_form(picture, form);
        if search.is_done() {
            return search.reading();
        }
    }
    for unread in search.unread().to_vec() {
        if let Some((part, origin)) = unread.part(picture, PART)
            && let Some(part) = part.picture()
        {
            search.search_part(&part, PictureForm::Enlarged, origin);
        }
    }
    search.reading()
}

fn forms(longest: usize) -> Vec<PictureForm> {
    let enlarged = longest <= ENLARGED;
    // The scale at which most codes have modules of a few pixels.
    let base = longest.div_ceil(LARGE).max(1);
    let at = |by: usize| {
        if by == 1 {
            PictureForm::Plain
        } else {
            PictureForm::Reduced(by)
        }
    };
    let mut forms = vec![
        at(base),
        if base == 1 {
            PictureForm::Inverted
        } else {
            PictureForm::ReducedInverted(base)
        },
    ];
    if base > 1 {
        forms.push(at(longest.div_ceil(LONGEST)));
    }
    if enlarged {
        forms.push(PictureForm::Enlarged);
    }
    forms.extend([at(2 * base), at(3 * base)]);
    if base == 1 {
        forms.extend([PictureForm::Sharpened, PictureForm::Closed]);
    }
    forms.extend([
        PictureForm::ReducedSharpened(2 * base),
        PictureForm::ReducedClosed(2 * base),
        PictureForm::ReducedInverted(2 * base),
    ]);
    if longest > 1000 {
        forms.extend([at(4 * base), at(6 * base)]);
    }
    forms
}
