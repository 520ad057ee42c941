//! Where everything stands on the screen, whatever its size.

use messages::text;

use super::area::Area;
use super::cell::{Colour, Style, Urgency};
use super::grid::ScreenGrid;
use super::view::{Gravity, View};

mod detail;
mod layout;
mod panel;
mod picture;
mod verdict;

pub(super) use picture::room as picture_room;

use layout::{BESIDE, DIM, camera_style, camera_words};

/// Below this there is no room for a verdict with its person.
const LEAST: (u16, u16) = (20, 5);
/// Draws it all.
pub(super) fn draw(view: &View, grid: &mut ScreenGrid) {
    let all = grid.area();
    if all.width < LEAST.0 || all.height < LEAST.1 {
        tiny(view, grid, all);
        return;
    }
    let (title, rest) = all.split_rows(1);
    let (body, foot) = rest.split_rows(rest.height - if all.height < 10 { 1 } else { 2 });
    draw_title(view, grid, title);
    draw_foot(view, grid, foot);
    if all.width < BESIDE.0 || all.height < BESIDE.1 {
        let camera = body.split_rows(body.height.saturating_sub(1)).1;
        let body = body.split_rows(body.height - camera.height).0;
        verdict::draw(view, grid, body);
        let style = camera_style(view);
        grid.line(camera, camera_words(view).in_lang(view.lang), style);
        return;
    }
    let (left, right) = body.split_columns(picture::left_width(all.width), 1);
    verdict::draw(view, grid, right);
    let below = picture::draw(view, grid, left);
    draw_recent(view, grid, below);
}

/// Even the smallest window shows the verdict, or that it is too small.
fn tiny(view: &View, grid: &mut ScreenGrid, all: Area) {
    let small = text!("窗口太小，请放大。"; "Window too small: enlarge it.");
    match view.shown.as_ref().filter(|_| !view.is_past) {
        Some(shown) => {
            let (foreground, background) = shown.answer.colours();
            let style = Style::foreground(foreground).on(background).bold();
            let (head, rest) = all.split_rows(1);
            grid.mark(head, Urgency::Verdict);
            grid.line(head, shown.answer.words().in_lang(view.lang), style);
            let taken = grid.paragraph(rest, shown.advice.in_lang(view.lang), Style::default());
            let rest = rest.split_rows(taken).1;
            grid.paragraph(rest, small.in_lang(view.lang), DIM);
        }
        None => {
            grid.paragraph(all, small.in_lang(view.lang), Style::default());
        }
    }
}

fn draw_title(view: &View, grid: &mut ScreenGrid, area: Area) {
    let style = Style::foreground(Colour::White).on(Colour::Blue).bold();
    grid.fill(area, style);
    let title = text!(" 老兵码 验码"; " Veteran codes");
    let time = view.clock.rsplit(' ').next().unwrap_or_default();
    let mut right = if area.width < BESIDE.0 {
        time.to_owned()
    } else {
        view.clock.clone()
    };
    if view.muted {
        let muted = text!("静音"; "muted");
        right = format!("{}  {right}", muted.in_lang(view.lang));
    }
    let width = grid.ambiguous.width(&right) as u16 + 1;
    if width < area.width {
        let (title_area, clock) = area.split_columns(area.width - width, 0);
        grid.line(title_area, title.in_lang(view.lang), style);
        grid.line(clock, &right, style);
    }
}

/// How old the lists are, and what the keys do.
fn draw_foot(view: &View, grid: &mut ScreenGrid, area: Area) {
    let (fresh, keys) = area.split_rows(area.height.saturating_sub(1));
    let notice = view.freshness.first();
    let (mark, style) = match notice.map(|notice| notice.gravity) {
        Some(Gravity::Stops) => (
            "!! ",
            Style::foreground(Colour::White).on(Colour::Red).bold(),
        ),
        Some(Gravity::Warns) => ("! ", Style::foreground(Colour::Black).on(Colour::Yellow)),
        Some(Gravity::Fine) | None => ("", DIM),
    };
    if let Some(notice) = notice {
        let more = view
            .freshness
            .iter()
            .filter(|other| other.gravity != Gravity::Fine)
            .count()
            .saturating_sub(1);
        let mut text = format!(" {mark}{}", notice.text.in_lang(view.lang));
        if more > 0 {
            let more = text!("（另有 {more} 项）"; " ({more} more)");
            text.push_str(more.in_lang(view.lang));
        }
        if notice.gravity != Gravity::Fine {
            grid.fill(fresh, style);
        }
        grid.line(fresh, &text, style);
    }
    let hints = text!(" q 退出  l 中文/English  m 静音  p 画面  f 镜像  空格 清除";
        " q quit  l 中文/English  m mute  p picture  f flip  space clear");
    match &view.message {
        // On a very low screen this is the only row, and the message comes first.
        Some(message) => {
            grid.fill(keys, Style::default().on(Colour::White));
            let style = Style::foreground(Colour::Black).on(Colour::White).bold();
            grid.line(keys, &format!(" {}", message.in_lang(view.lang)), style);
        }
        None => {
            grid.line(keys, hints.in_lang(view.lang), DIM);
        }
    }
}

fn draw_recent(view: &View, grid: &mut ScreenGrid, area: Area) {
    if area.height < 3 || view.recent.is_empty() {
        return;
    }
    let head = text!("最近"; "Last codes");
    let (head_row, mut rest) = area.split_rows(1);
    grid.line(head_row, head.in_lang(view.lang), Style::default().bold());
    for recent in &view.recent {
        let (row, below) = rest.split_rows(1);
        if row.height == 0 {
            break;
        }
        let words = recent.answer.words();
        let sign = words
            .in_lang(view.lang)
            .split(' ')
            .next()
            .unwrap_or_default();
        let time = recent.time.get(..5).unwrap_or(&recent.time);
        let text = format!("{time} {sign} {}", recent.what.in_lang(view.lang));
        grid.line(row, &text, Style::default());
        rest = below;
    }
}

#[cfg(test)]
mod tests;
