//! What both halves of the screen are drawn with: sizes, styles and the words on the camera.

use messages::{Lang, Text};

use super::super::cell::{Colour, Style};
use super::super::view::View;

/// From this on the picture stands beside the verdict.
pub(super) const BESIDE: (u16, u16) = (64, 14);
/// What the large word takes in either language, with a margin.
pub(super) const VERDICT_WIDTH: u16 = 43;

pub(super) const DIM: Style = Style::foreground(Colour::Dim);

/// The camera in one line, with the remedy where something is wrong.
pub(super) fn camera_words(view: &View) -> Text {
    let both = |lang| {
        let stop = match lang {
            Lang::Zh => "。",
            Lang::En => ". ",
        };
        let what = view.camera.what.in_lang(lang);
        match (&view.camera.remedy, &view.hint) {
            (Some(remedy), _) => format!("{}{stop}{}", sentence(what), remedy.in_lang(lang)),
            (None, Some(hint)) => hint.in_lang(lang).to_owned(),
            (None, None) => what.to_owned(),
        }
    };
    Text::new(both(Lang::Zh), both(Lang::En))
}

/// The same words as the beginning of a sentence.
fn sentence(words: &str) -> String {
    let mut rest = words.chars();
    let first = rest.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(rest).collect()
}

pub(super) fn camera_style(view: &View) -> Style {
    if view.camera.remedy.is_some() || view.hint.is_some() {
        Style::default().bold()
    } else {
        DIM
    }
}
