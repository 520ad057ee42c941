//! Bars as inline SVG: drawn without a script, legible in black and white.

use messages::{Lang, Text};

use super::amounts::per_mille;
use crate::html::Html;

/// A bar: what it is of, how long it is, and what stands beside it.
pub(super) struct Bar {
    pub(super) label: String,
    /// `None` where it may not be shown.
    pub(super) value: Option<u64>,
    /// The value in words; what stands in its place where it may not be shown.
    pub(super) shown: String,
}

/// Width of a drawing; the page scales it.
const WIDTH: u64 = 760;

/// Bars that lie below one another.
pub(super) fn lying_bars(name: &str, bars: &[Bar]) -> Html {
    const ROW: u64 = 26;
    const LABELS: u64 = 200;
    const VALUES: u64 = 130;
    const ROOM: u64 = WIDTH - LABELS - VALUES;
    let height = ROW * count(bars.len()) + 6;
    let most = largest(bars);
    let mut svg = begin(name, height);
    for (row, bar) in (0..).zip(bars) {
        let top = row * ROW + 4;
        let middle = top + 14;
        text_at(
            &mut svg,
            (LABELS - 8, middle),
            "end",
            &shortened(&bar.label, 28),
        );
        let length = match bar.value {
            Some(value) => {
                let length = (ROOM * per_mille(value, most) / 1_000).max(u64::from(value > 0));
                rectangle(&mut svg, "bar", (LABELS, top), (length, 18));
                length
            }
            None => {
                rectangle(&mut svg, "none", (LABELS, top), (18, 18));
                18
            }
        };
        text_at(&mut svg, (LABELS + length + 6, middle), "start", &bar.shown);
    }
    line(&mut svg, "axis", (LABELS, 0), (LABELS, height));
    svg.markup("</svg>");
    svg
}

/// Bars that stand beside one another, over an axis of which `axis` writes the values.
pub(super) fn standing_bars(
    name: &str,
    bars: &[Bar],
    axis: impl Fn(u64) -> Text,
    lang: Lang,
) -> Html {
    const HEIGHT: u64 = 210;
    const TOP: u64 = 22;
    const BOTTOM: u64 = HEIGHT - 24;
    const LEFT: u64 = 92;
    const ROOM: u64 = WIDTH - LEFT - 6;
    let most = rounded_up(largest(bars));
    let mut svg = begin(name, HEIGHT);
    for quarter in 0..=4 {
        let y = BOTTOM - (BOTTOM - TOP) * quarter / 4;
        let class = if quarter == 0 { "axis" } else { "grid" };
        line(&mut svg, class, (LEFT, y), (WIDTH, y));
        if quarter % 2 == 0 {
            let value = axis(most / 4 * quarter);
            text_at(&mut svg, (LEFT - 8, y + 4), "end", value.in_lang(lang));
        }
    }
    let bars_here = count(bars.len()).max(1);
    let step = ROOM / bars_here;
    let width = (step * 7 / 10).clamp(1, 60);
    // As many labels as fit beside one another.
    let each_label = (58 * bars_here).div_ceil(ROOM).max(1);
    let with_values = bars_here <= 10;
    for (at, bar) in (0..).zip(bars) {
        let middle = LEFT + (ROOM * (2 * at + 1)) / (2 * bars_here);
        let left = middle - width / 2;
        let top = match bar.value {
            Some(value) => {
                let height =
                    ((BOTTOM - TOP) * per_mille(value, most) / 1_000).max(u64::from(value > 0));
                rectangle(&mut svg, "bar", (left, BOTTOM - height), (width, height));
                BOTTOM - height
            }
            None => {
                rectangle(&mut svg, "none", (left, BOTTOM - 14), (width, 14));
                BOTTOM - 14
            }
        };
        if with_values || bar.value.is_none() {
            small_text_at(&mut svg, (middle, top - 5), &bar.shown);
        }
        if at % each_label == 0 {
            small_text_at(&mut svg, (middle, BOTTOM + 16), &bar.label);
        }
    }
    svg.markup("</svg>");
    svg
}

fn begin(name: &str, height: u64) -> Html {
    let mut svg = Html::new();
    svg.markup("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 ")
        .number(WIDTH)
        .markup(" ")
        .number(height)
        .element("\" aria-label=\"", name, "\">");
    svg
}

fn rectangle(svg: &mut Html, class: &'static str, (x, y): (u64, u64), (width, height): (u64, u64)) {
    svg.markup("<rect class=\"")
        .markup(class)
        .markup("\" x=\"")
        .number(x);
    svg.markup("\" y=\"")
        .number(y)
        .markup("\" width=\"")
        .number(width);
    svg.markup("\" height=\"").number(height).markup("\"/>");
}

fn line(svg: &mut Html, class: &'static str, from: (u64, u64), to: (u64, u64)) {
    svg.markup("<line class=\"")
        .markup(class)
        .markup("\" x1=\"")
        .number(from.0);
    svg.markup("\" y1=\"")
        .number(from.1)
        .markup("\" x2=\"")
        .number(to.0);
    svg.markup("\" y2=\"").number(to.1).markup("\"/>");
}

fn text_at(svg: &mut Html, (x, y): (u64, u64), anchor: &'static str, text: &str) {
    svg.markup("<text x=\"")
        .number(x)
        .markup("\" y=\"")
        .number(y);
    svg.markup("\" text-anchor=\"")
        .markup(anchor)
        .element("\">", text, "</text>");
}

fn small_text_at(svg: &mut Html, (x, y): (u64, u64), text: &str) {
    svg.markup("<text class=\"small\" x=\"")
        .number(x)
        .markup("\" y=\"")
        .number(y);
    svg.element("\" text-anchor=\"middle\">", text, "</text>");
}

/// The text, or its beginning, in so many columns: Chinese characters take two.
fn shortened(text: &str, columns: usize) -> String {
    let wide = |character: char| if u32::from(character) < 0x1100 { 1 } else { 2 };
    if text.chars().map(wide).sum::<usize>() <= columns {
        return text.to_owned();
    }
    let mut left = columns.saturating_sub(2);
    let mut out = String::new();
    for character in text.chars() {
        let Some(rest) = left.checked_sub(wide(character)) else {
            break;
        };
        left = rest;
        out.push(character);
    }
    out.push('…');
    out
}

fn largest(bars: &[Bar]) -> u64 {
    bars.iter().filter_map(|bar| bar.value).max().unwrap_or(0)
}

/// The end of an axis: a number with one digit, or two and a half of it, that is not below `most`.
fn rounded_up(most: u64) -> u64 {
    let mut unit = 1_u64;
    loop {
        for step in [4, 8, 12, 20, 32] {
            match unit.checked_mul(step) {
                Some(end) if end >= most => return end,
                Some(_) => {}
                None => return u64::MAX,
            }
        }
        unit = match unit.checked_mul(10) {
            Some(unit) => unit,
            None => return u64::MAX,
        };
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_cut_between_characters() {
        assert_eq!(shortened("餐饮", 4), "餐饮");
        assert_eq!(shortened("餐饮住宿", 6), "餐饮…");
        assert_eq!(shortened("catering", 7), "cater…");
        assert_eq!(shortened("", 0), "");
    }

    #[test]
    fn an_axis_ends_at_or_above_the_largest_bar() {
        for (most, end) in [
            (0, 4),
            (4, 4),
            (5, 8),
            (13, 20),
            (33, 40),
            (26_400, 32_000),
            (u64::MAX, u64::MAX),
        ] {
            assert_eq!(rounded_up(most), end);
        }
    }

    #[test]
    fn nothing_panics_with_huge_values_or_without_any() {
        let bar = |value| Bar {
            label: "<b>".into(),
            value,
            shown: "&".into(),
        };
        let bars = [bar(Some(u64::MAX)), bar(Some(0)), bar(None)];
        let axis = |value: u64| Text::new(value.to_string(), value.to_string());
        let page = standing_bars("\"", &bars, axis, Lang::En);
        let page = String::from_utf8(page.into_bytes()).unwrap();
        assert!(!page.contains("<b>") && page.contains("&lt;b&gt;"));
        assert_eq!(page.matches("<rect").count(), 3);
        standing_bars("", &[], axis, Lang::Zh);
        lying_bars("", &bars);
        lying_bars("", &[]);
    }
}
