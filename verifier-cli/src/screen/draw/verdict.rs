//! The verdict: in a line, in large letters, and whose code it is.

use messages::{Lang, text};

use super::super::ambiguous::Ambiguous;
use super::super::answer::{Answer, Origin, ShownVerdict};
use super::super::area::Area;
use super::super::big::{self, LargeText};
use super::super::cell::{Colour, Style, Urgency};
use super::super::grid::ScreenGrid;
use super::super::view::View;
use super::detail::{DetailLine, plain, write};
use super::layout::DIM;
use super::panel;
use crate::report::no_benefit;

/// So many of the first lines on a person are needed: the name, the categories, the grade, the issuer.
const NEEDED: usize = 4;

/// The background of a verdict whose code was taken away.
const AWAY_GREY: u8 = 72;

/// How many times their size large letters have at most.
const MOST_SCALE: u16 = 3;

pub(super) fn draw(view: &View, grid: &mut ScreenGrid, area: Area) {
    match &view.shown {
        Some(shown) if view.is_past => draw_past(view, shown, grid, area),
        shown => {
            let area = panel::draw(view, grid, area);
            match shown {
                Some(shown) => draw_shown(shown, view, grid, area),
                None => draw_waiting(view, grid, area),
            }
        }
    }
}

fn draw_shown(shown: &ShownVerdict, view: &View, grid: &mut ScreenGrid, area: Area) {
    let lang = view.lang;
    let (foreground, background) = if view.is_away {
        (Colour::White, Colour::Grey(AWAY_GREY))
    } else {
        shown.answer.colours()
    };
    let style = Style::foreground(foreground).on(background).bold();
    let (head, rest) = area.split_rows(1);
    grid.fill(head, style);
    grid.mark(head, Urgency::Verdict);
    let reason = shown.reason.in_lang(lang);
    let word = shown.answer.words();
    let word = word.in_lang(lang);
    let away = if view.is_away {
        text!("（码已拿开）"; "(taken away) ")
    } else {
        text!(""; "")
    };
    let headline = format!(" {}{word}  {reason}", away.in_lang(lang));
    let is_cut = grid.ambiguous.width(&headline) > usize::from(head.width);
    grid.line(head, &headline, style);

    let mut lines = lines(shown, lang);
    if is_cut {
        lines.insert(0, plain(reason, Style::default()));
    }
    // The words below come first; what they leave is for the large word. Before that is left out, words
    // that are not needed to decide are.
    let rows = |lines: &[DetailLine]| {
        let mut measure = ScreenGrid::new(area.width, rest.height, grid.ambiguous);
        let whole = measure.area();
        write(lines, &mut measure, whole)
    };
    if let Some(large) = LargePerson::fitting(shown, &lines, lang, rest, grid.ambiguous, rows) {
        // The name in the line above as well: it comes first on a slow line.
        let name = shown
            .person
            .first()
            .map_or("", |(_, name)| name.in_lang(lang));
        let headline = format!(" {}{word}  {name}  {reason}", away.in_lang(lang));
        grid.fill(head, style);
        grid.line(head, &headline, style);
        large.draw(grid, rest, shown.answer, lang, (foreground, background));
        return;
    }
    let needed: Vec<_> = lines.iter().filter(|line| line.needed).cloned().collect();
    let least = big::least_rows(lang, grid.ambiguous) + 1;
    for (rows, most) in [(rows(&lines), most(rest.height)), (rows(&needed), least)] {
        let (large, below) = rest.split_rows((rest.height - rows).min(most));
        if big::draw(grid, large, shown.answer, lang, (foreground, background)) {
            grid.mark(below, Urgency::Person);
            write(&lines, grid, below);
            return;
        }
    }
    grid.mark(rest, Urgency::Person);
    write(&lines, grid, rest);
}

/// The large word, then name and categories in large letters, to be read from a metre away; and the lines
/// that are left.
struct LargePerson {
    texts: Vec<(LargeText, u16)>,
    lines: Vec<DetailLine>,
    /// The rows of the large word.
    word: u16,
}

impl LargePerson {
    /// Name and categories if there is room for both, else the name; `None` if there is not, or if it is
    /// not the person that matters.
    fn fitting(
        shown: &ShownVerdict,
        lines: &[DetailLine],
        lang: Lang,
        area: Area,
        ambiguous: Ambiguous,
        rows: impl Fn(&[DetailLine]) -> u16,
    ) -> Option<Self> {
        if shown.answer == Answer::Refuse {
            return None;
        }
        let least = big::least_rows(lang, ambiguous);
        for (count, scale) in [2, 1]
            .into_iter()
            .flat_map(|count| (1..=MOST_SCALE).rev().map(move |scale| (count, scale)))
        {
            let large: Option<Vec<_>> = shown
                .person
                .get(..count)?
                .iter()
                .map(|(_, value)| {
                    let text = LargeText::new(value.in_lang(lang))?;
                    let fits = |scale: &u16| text.size(ambiguous, *scale).0 + 2 <= area.width;
                    let scale = (1..=scale).rev().find(fits)?;
                    Some((text, scale))
                })
                .collect();
            let Some(texts) = large else { continue };
            let large: u16 = texts
                .iter()
                .map(|(text, scale)| text.size(ambiguous, *scale).1)
                .sum();
            let mut left = count;
            let small: Vec<DetailLine> = lines
                .iter()
                .filter(|line| {
                    let is_large = line.label.is_some() && left > 0;
                    left -= usize::from(is_large);
                    !is_large
                })
                .cloned()
                .collect();
            // Of the lines on the person, the issuer gives way.
            let needed = small.iter().filter(|line| line.needed);
            let mut needed: Vec<_> = needed.cloned().collect();
            if needed.last().is_some_and(|line| line.label.is_some()) {
                needed.pop();
            }
            // Where a person is only to be compared, what else is known gives way.
            let least_below = match shown.answer {
                Answer::Accept | Answer::Compare => rows(&needed),
                _ => rows(&small),
            };
            if least + large + least_below <= area.height {
                let word = (area.height - large).saturating_sub(rows(&small));
                return Some(Self {
                    texts,
                    lines: small,
                    word: word.min(most(area.height)).max(least),
                });
            }
        }
        None
    }

    fn draw(
        &self,
        grid: &mut ScreenGrid,
        area: Area,
        answer: Answer,
        lang: Lang,
        colours: (Colour, Colour),
    ) {
        let (word, mut rest) = area.split_rows(self.word);
        big::draw(grid, word, answer, lang, colours);
        grid.mark(rest, Urgency::Person);
        for (text, scale) in &self.texts {
            let rows = text.size(grid.ambiguous, *scale).1;
            let (place, below) = rest.split_rows(rows);
            let place = place.split_columns(1, 0).1;
            text.draw(grid, place, *scale, Style::foreground(Colour::Plain).bold());
            rest = below;
        }
        write(&self.lines, grid, rest);
    }
}

/// The most rows for the large word: a tall screen is not filled with one colour.
fn most(height: u16) -> u16 {
    match height {
        0..=30 => height,
        _ => (height * 3 / 5).max(20),
    }
}

/// What stands below the large word, the most important first.
fn lines(shown: &ShownVerdict, lang: Lang) -> Vec<DetailLine> {
    let bold = Style::default().bold();
    let mut lines = vec![plain(shown.advice.in_lang(lang), bold)];
    if let Some(before) = &shown.before {
        lines.push(plain(before.in_lang(lang), bold));
    }
    let refused = shown.answer == Answer::Refuse;
    if refused && !shown.person.is_empty() {
        lines.push(plain(no_benefit().in_lang(lang), Style::default()));
    }
    for (number, (label, value)) in shown.person.iter().enumerate() {
        // The name and the category are what is compared with the person.
        let style = if number < 2 && !refused {
            bold
        } else {
            Style::default()
        };
        lines.push(DetailLine {
            label: Some((
                label.in_lang(lang).to_owned(),
                if refused { "x " } else { "" },
            )),
            text: value.in_lang(lang).to_owned(),
            style,
            needed: number < NEEDED,
        });
    }
    let further = shown.further.iter();
    lines.extend(further.map(|text| DetailLine {
        needed: false,
        ..plain(text.in_lang(lang), Style::default())
    }));
    let origin = match shown.origin {
        Origin::Camera => text!("摄像头"; "camera"),
        Origin::Scanner => text!("扫码枪"; "scanner"),
    };
    lines.push(DetailLine {
        label: None,
        text: format!("{}  {}", shown.time, origin.in_lang(lang)),
        style: DIM,
        needed: false,
    });
    lines
}

/// Something else is in view: the verdict before is told in a line, without its colour.
fn draw_past(view: &View, shown: &ShownVerdict, grid: &mut ScreenGrid, area: Area) {
    let lang = view.lang;
    let (head, rest) = area.split_rows(1);
    grid.mark(head, Urgency::Verdict);
    let past = Style::foreground(Colour::Black).on(Colour::White);
    grid.fill(head, past);
    let (time, word) = (&shown.time, shown.answer.words());
    let who = match &shown.who {
        Some(who) => who.clone(),
        None => shown.reason.clone(),
    };
    let before = text!(" 上一个码 {time}  {}  {}", word.in_lang(Lang::Zh), who.in_lang(Lang::Zh);
        " Before, {time}:  {}  {}", word.in_lang(Lang::En), who.in_lang(Lang::En));
    grid.line(head, before.in_lang(lang), past);
    let (ask, how) = match &view.hint {
        Some(hint) => (
            text!("现在的码还没有读出"; "This code is not read yet"),
            hint.clone(),
        ),
        None => (
            text!("画面里是另一个码"; "Another code is in view"),
            text!("请只出示要验的老兵码。"; "Show only the veteran code that is to be checked."),
        ),
    };
    let rest = rest.split_rows(rest.height / 3).1;
    let (ask_area, how_area) = rest.split_rows(2);
    centred(grid, ask_area, ask.in_lang(lang), Style::default().bold());
    let inner = how_area.split_columns(2, 0).1;
    grid.paragraph(inner, how.in_lang(lang), Style::default());
}

fn draw_waiting(view: &View, grid: &mut ScreenGrid, area: Area) {
    let ask = text!("请出示老兵码"; "Show the veteran code");
    let how = if view.camera.sees {
        text!("把码对准摄像头，或用扫码枪扫。";
            "Hold it before the camera, or scan it with the hand-held scanner.")
    } else {
        text!("请用扫码枪扫。"; "Scan it with the hand-held scanner.")
    };
    let (_, rest) = area.split_rows(area.height / 3);
    let (ask_area, how_area) = rest.split_rows(2);
    let style = Style::foreground(Colour::Plain).bold();
    centred(grid, ask_area, ask.in_lang(view.lang), style);
    let inner = how_area.split_columns(2, 0).1;
    let inner = Area {
        width: inner.width.saturating_sub(2),
        ..inner
    };
    if grid.ambiguous.width(how.in_lang(view.lang)) <= usize::from(inner.width) {
        centred(grid, inner, how.in_lang(view.lang), Style::default());
    } else {
        grid.paragraph(inner, how.in_lang(view.lang), Style::default());
    }
}

fn centred(grid: &mut ScreenGrid, area: Area, text: &str, style: Style) {
    let width = grid.ambiguous.width(text) as u16;
    let left = area.width.saturating_sub(width) / 2;
    let area = area.split_columns(left, 0).1;
    grid.line(area, text, style);
}
