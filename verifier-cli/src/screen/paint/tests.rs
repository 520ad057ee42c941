use super::super::ambiguous::Ambiguous;
use super::super::cell::Colour;
use super::super::tests::console::TestConsole;
use super::*;

fn grid(lines: &[&str]) -> ScreenGrid {
    let mut grid = ScreenGrid::new(20, 4, Ambiguous::Narrow);
    for (row, line) in lines.iter().enumerate() {
        let area = grid.area().split_rows(row as u16).1;
        grid.line(area, line, Style::default());
    }
    grid
}

#[test]
fn the_console_shows_what_is_wanted_after_portions_of_any_size() {
    let screens = [
        grid(&["王建明 ab", "", "x"]),
        grid(&["a王建明b", "中文中文", ""]),
        grid(&[" 王x建y明", "a中文中b", "བོདཾ"]),
        grid(&["", "", "", "├▀▄█┤ √？×"]),
        grid(&["王建明 ab", "12345678901234567890", "x"]),
        grid(&["xbc"]),
        grid(&["王c"]),
        grid(&["xbc"]),
    ];
    for room in [0, 1, 7, 40, 10_000] {
        let mut painter = Painter::new(Depth::True);
        let mut console = TestConsole::new(20, 4, Ambiguous::Narrow);
        for wanted in screens.iter().chain(screens.iter().rev()) {
            // A portion without room still makes a step only if it has some: here it must.
            for _ in 0..500 {
                let portion = painter.portion(wanted, room.max(1));
                console.obey(portion.bytes.as_bytes());
                if !portion.has_more {
                    break;
                }
            }
            assert_eq!(console.text(), wanted.text(), "{room}");
        }
    }
}

#[test]
fn what_did_not_change_costs_nothing() {
    let mut painter = Painter::new(Depth::True);
    let before = grid(&["waiting", "12:00:01"]);
    painter.portion(&before, usize::MAX);
    assert_eq!(painter.portion(&before, usize::MAX).bytes, "");
    let after = grid(&["waiting", "12:00:02"]);
    assert_eq!(
        painter.portion(&after, usize::MAX).bytes,
        "\x1b[2;8H\x1b[0m2"
    );
}

#[test]
fn the_verdict_goes_out_before_the_picture() {
    let mut painter = Painter::new(Depth::True);
    let mut wanted = grid(&["PICTURE", "words", "VERDICT", "person"]);
    painter.portion(&grid(&[]), usize::MAX);
    for (row, urgency) in [
        (0, Urgency::Picture),
        (2, Urgency::Verdict),
        (3, Urgency::Person),
    ] {
        let area = wanted.area().split_rows(row).1.split_rows(1).0;
        wanted.mark(area, urgency);
    }
    let portion = painter.portion(&wanted, 14);
    assert!(
        portion.bytes.contains("VERD") && !portion.bytes.contains("PICT"),
        "{portion:?}"
    );
    assert!(portion.has_more && portion.bytes.len() < 40);
    let rest = painter.portion(&wanted, usize::MAX);
    let at = |word: &str| rest.bytes.find(word).unwrap();
    assert!(
        at("person") < at("words") && at("words") < at("PICTURE"),
        "{rest:?}"
    );
    assert_eq!(rest.least, Urgency::Picture);
}

#[test]
fn after_a_change_of_size_everything_is_drawn_anew() {
    let mut painter = Painter::new(Depth::None);
    painter.portion(&grid(&["text"]), usize::MAX);
    let mut other = ScreenGrid::new(10, 2, Ambiguous::Narrow);
    other.line(other.area(), "text", Style::foreground(Colour::Red));
    let portion = painter.portion(&other, usize::MAX);
    assert_eq!(portion.bytes, "\x1b[0m\x1b[2J\x1b[1;1H\x1b[0mtext\x1b[0m");
    painter.forget();
    assert!(
        painter
            .portion(&other, usize::MAX)
            .bytes
            .ends_with("text\x1b[0m")
    );
}
