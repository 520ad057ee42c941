use std::collections::VecDeque;
use std::time::Instant;

use messages::{Lang, Text};

use super::super::ambiguous::Ambiguous;
use super::super::answer::{Answer, Origin, ShownVerdict};
use super::super::cell::{Cell, Colour, Glyph};
use super::super::colours::Depth;
use super::super::panel::Panel;
use super::super::thumbnail::{Luma, Mirror, Thumbnail};
use super::super::view::{Camera, Notice, Picture, Recent};
use super::*;

fn same(text: &str) -> Text {
    Text::new(text.to_owned(), text.to_owned())
}

fn shown(answer: Answer) -> ShownVerdict {
    ShownVerdict {
        answer,
        origin: Origin::Camera,
        since: Instant::now(),
        time: "08:15:00".into(),
        reason: Text::new(
            "别人拿着此码也能出示，须核对本人",
            "whoever has a copy of this code can show it",
        ),
        advice: Text::new(
            "请对照姓名、类别核对本人，相符才给予优待。",
            "Compare name and category with the person; give the benefit only if they fit.",
        ),
        before: None,
        further: vec![Text::new(
            "另外：发码单位的状态名单很久没有更新。请给本机导入最新的信任名单。",
            "Also: the issuer's status list has not been updated for a long time. Load the latest trust list.",
        )],
        person: vec![
            (Text::new("姓名", "Name"), same("阿*提")),
            (
                Text::new("类别", "Category"),
                Text::new("退役军人、残疾军人", "veteran, disabled soldier"),
            ),
            (Text::new("伤残等级", "Disability grade"), same("7")),
            (
                Text::new("发码单位", "Issuer"),
                same("咸宁市退役军人事务局"),
            ),
            (Text::new("所属地区", "Home region"), same("421222")),
            (Text::new("有效期至", "Valid until"), same("2028-11-24")),
            (Text::new("持有人编号", "Holder number"), same("17")),
        ],
        who: None,
    }
}

fn view(lang: Lang, answer: Option<Answer>) -> View {
    let pixels: Vec<u8> = (0..64 * 36).map(|at| (at * 7 % 256) as u8).collect();
    let frame = Luma {
        width: 64,
        height: 36,
        pixels: &pixels,
    };
    let thumbnail = Thumbnail::new(frame, &[], (36, 20), Mirror::On, None).unwrap();
    let recent = |number: usize| Recent {
        since: Instant::now(),
        time: format!("08:{number:02}:00"),
        answer: Answer::ALL[number % 5],
        what: Text::new("王*明（退役军人）", "王*明 (veteran)"),
    };
    View {
        lang,
        depth: Depth::True,
        clock: "08:15:09".into(),
        muted: true,
        shown: answer.map(shown),
        is_past: false,
        is_away: false,
        recent: (0..30).map(recent).collect::<VecDeque<_>>(),
        camera: Camera {
            what: Text::new(
                "摄像头 USB Camera 没有图像",
                "no picture comes from the camera USB Camera",
            ),
            remedy: Some(Text::new(
                "请拔下摄像头再插上。",
                "Unplug the camera and plug it in again.",
            )),
            sees: true,
        },
        picture: Picture::Live(thumbnail),
        hint: None,
        freshness: vec![Notice {
            gravity: Gravity::Warns,
            text: Text::new("信任名单即将到期", "The trust list is about to expire"),
        }],
        message: None,
        panel: Panel::default(),
    }
}

fn drawn(view: &View, width: u16, height: u16, ambiguous: Ambiguous) -> ScreenGrid {
    let mut grid = ScreenGrid::new(width, height, ambiguous);
    draw(view, &mut grid);
    for row in 0..height {
        for pair in grid.row(row).windows(2) {
            let wide = matches!(pair[0].glyph, Glyph::One(c) if ambiguous.width_of(c) > 1);
            assert!(
                wide == (pair[1].glyph == Glyph::Covered),
                "{width}x{height} {row} {pair:?}"
            );
        }
        let last = grid.row(row).last();
        let torn = last
            .is_some_and(|cell| matches!(cell.glyph, Glyph::One(c) if ambiguous.width_of(c) > 1));
        assert!(!torn, "{width}x{height} {row}");
    }
    grid
}

fn sizes() -> impl Iterator<Item = (u16, u16)> {
    let widths = [1, 19, 20, 34, 63, 64, 65, 80, 131, 200];
    let heights = [1, 4, 5, 9, 10, 13, 14, 24, 43, 60];
    widths
        .into_iter()
        .flat_map(move |width| heights.map(|height| (width, height)))
}

#[test]
fn every_size_says_the_verdict_in_words_or_that_it_is_too_small() {
    for lang in [Lang::Zh, Lang::En] {
        for answer in Answer::ALL {
            let view = view(lang, Some(answer));
            let words = answer.words();
            for (width, height) in sizes() {
                for ambiguous in [Ambiguous::Narrow, Ambiguous::Wide] {
                    let text = drawn(&view, width, height, ambiguous).text();
                    if width >= 20 {
                        assert!(
                            text.contains(words.in_lang(lang)),
                            "{width}x{height}\n{text}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn a_window_that_is_too_small_says_so() {
    let view = view(Lang::En, None);
    assert!(
        drawn(&view, 19, 4, Ambiguous::Narrow)
            .text()
            .contains("too small")
    );
    assert!(
        drawn(&view, 30, 4, Ambiguous::Narrow)
            .text()
            .contains("enlarge")
    );
    for (width, height) in [(0, 0), (1, 1), (2, 30), (80, 1), (80, 2), (5, 5)] {
        drawn(&view, width, height, Ambiguous::Narrow);
    }
}

#[test]
fn at_80_by_24_nothing_is_missing_that_the_operator_needs() {
    for lang in [Lang::Zh, Lang::En] {
        let grid = drawn(&view(lang, Some(Answer::Check)), 80, 24, Ambiguous::Narrow);
        let text = grid.text();
        let shown = shown(Answer::Check);
        for (_, value) in &shown.person {
            let first = value.in_lang(lang).split(' ').next().unwrap();
            assert!(text.contains(first), "{first}\n{text}");
        }
        let beginning: String = shown.advice.in_lang(lang).chars().take(12).collect();
        for wanted in [
            beginning.as_str(),
            "08:15:09",
            match lang {
                Lang::Zh => "信任名单即将到期",
                Lang::En => "about to expire",
            },
            match lang {
                Lang::Zh => "静音",
                Lang::En => "muted",
            },
            "q ",
            "08:00",
        ] {
            assert!(text.contains(wanted), "{wanted}\n{text}");
        }
        // And the large word, of which there is so much in no other place.
        let blocks = text.chars().filter(|c| *c == '█').count();
        assert!(blocks > 20, "{text}");
    }
}

#[test]
fn long_names_do_not_hide_what_is_important() {
    let mut view = view(Lang::Zh, Some(Answer::Compare));
    let shown = view.shown.as_mut().unwrap();
    shown.person[0].1 = same(&"买买提·".repeat(8));
    shown.person[3].1 = same(&"很长的退役军人事务局".repeat(6));
    let text = drawn(&view, 80, 24, Ambiguous::Narrow).text();
    for wanted in [
        "＝ 核对本人",
        "请对照姓名、类别核对本人",
        "买买提",
        "退役军人、残疾军人",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
}

#[test]
fn the_content_of_a_refused_code_is_marked() {
    for lang in [Lang::Zh, Lang::En] {
        let text = drawn(&view(lang, Some(Answer::Refuse)), 80, 30, Ambiguous::Narrow).text();
        let wanted = match lang {
            Lang::Zh => ["不能凭此给予优待", "x 姓名"],
            Lang::En => ["Do not give a benefit for this", "x Name"],
        };
        assert!(wanted.iter().all(|wanted| text.contains(wanted)), "{text}");
    }
}

#[test]
fn hostile_names_are_escaped() {
    let mut view = view(Lang::En, Some(Answer::Accept));
    let hostile = "\u{1b}[2J\u{202e}\u{9b}31m\r\n\u{7}";
    view.camera.what = same(hostile);
    let shown = view.shown.as_mut().unwrap();
    shown.person[0].1 = same(hostile);
    shown.reason = same(hostile);
    for (width, height) in [(80, 24), (30, 8), (19, 3)] {
        let text = drawn(&view, width, height, Ambiguous::Narrow).text();
        let bad = text
            .chars()
            .find(|c| *c != '\n' && messages::untrusted::is_hidden(*c));
        assert_eq!(bad, None, "{text}");
    }
}

#[test]
fn a_message_replaces_the_line_of_keys() {
    let mut view = view(Lang::En, None);
    view.message = Some(Text::new("再按一次", "Press q once more"));
    let text = drawn(&view, 80, 24, Ambiguous::Narrow).text();
    assert!(
        text.contains("Press q once more") && !text.contains("q quit"),
        "{text}"
    );
    assert!(text.contains("Show the veteran code"), "{text}");
}

#[test]
fn without_colours_the_picture_and_the_verdict_are_still_there() {
    let mut view = view(Lang::Zh, Some(Answer::Refuse));
    view.depth = Depth::None;
    let text = drawn(&view, 80, 24, Ambiguous::Narrow).text();
    let picture: String = text
        .lines()
        .skip(1)
        .take(10)
        .flat_map(|line| line.chars().take(36))
        .collect();
    assert!(picture.contains('▀') && picture.contains('▄'), "{text}");
    assert!(text.contains("× 拒绝"), "{text}");
}

/// What is on the screen speaks of what is in view, or says of whom it spoke.
#[test]
fn a_verdict_of_the_code_before_has_neither_its_colour_nor_its_large_word() {
    for lang in [Lang::Zh, Lang::En] {
        let mut view = view(lang, Some(Answer::Accept));
        view.is_past = true;
        view.hint = Some(Text::new("码太小，请靠近一些", "too small: closer, please"));
        for (width, height) in [(80, 24), (40, 10), (19, 4)] {
            let grid = drawn(&view, width, height, Ambiguous::Narrow);
            for row in 0..height {
                let green = |cell: &Cell| cell.style.background == Colour::Green;
                assert!(!grid.row(row).iter().any(green), "{width}x{height} {row}");
            }
        }
        let text = drawn(&view, 80, 24, Ambiguous::Narrow).text();
        let wanted = match lang {
            Lang::Zh => ["上一个码 08:15:00  √ 通过", "现在的码还没有读出", "码太小"],
            Lang::En => [
                "Before, 08:15:00:  ✔ ACCEPT",
                "This code is not read yet",
                "too small",
            ],
        };
        assert!(wanted.iter().all(|wanted| text.contains(wanted)), "{text}");
    }
}

#[test]
fn a_holder_who_was_here_before_is_told_even_where_room_is_short() {
    let mut view = view(Lang::Zh, Some(Answer::Compare));
    view.shown.as_mut().unwrap().before = Some(Text::new("此持有人 20 分钟前在本机验过码", ""));
    let text = drawn(&view, 80, 24, Ambiguous::Narrow).text();
    assert!(text.contains("20 分钟前"), "{text}");
}

/// The person can still be compared, but nobody takes the colour for an answer to what is shown next.
#[test]
fn a_code_that_was_taken_away_keeps_its_words_and_loses_its_colour() {
    for answer in Answer::ALL {
        let mut view = view(Lang::Zh, Some(answer));
        view.is_away = true;
        let (_, colour) = answer.colours();
        let grid = drawn(&view, 80, 24, Ambiguous::Narrow);
        for row in 1..22 {
            let coloured = |cell: &Cell| cell.style.background == colour;
            assert!(!grid.row(row).iter().any(coloured), "{answer:?} {row}");
        }
        let text = grid.text();
        assert!(
            text.contains("码已拿开") && text.contains("阿*提"),
            "{text}"
        );
    }
}

/// Rows in which large letters stand, and the words of the screen.
fn large_rows(width: u16, height: u16, shown: ShownVerdict) -> (usize, String) {
    let mut view = view(Lang::Zh, Some(shown.answer));
    view.picture = Picture::None;
    view.recent.clear();
    view.shown = Some(shown);
    let mut grid = ScreenGrid::new(width, height, Ambiguous::Narrow);
    draw(&view, &mut grid);
    let text = grid.text();
    let blocks = |line: &&str| line.matches(['█', '▀', '▄']).count() > 2;
    (text.lines().filter(blocks).count(), text)
}

#[test]
fn name_and_category_can_be_read_from_a_metre_away() {
    let person = |answer, name: &str, category: &str| {
        let mut shown = shown(answer);
        shown.further.clear();
        shown.person = vec![
            (Text::new("姓名", "Name"), same(name)),
            (Text::new("类别", "Category"), same(category)),
            (
                Text::new("发码单位", "Issuer"),
                same("咸宁市退役军人事务局"),
            ),
            (Text::new("有效期至", "Valid until"), same("2028-11-24")),
        ];
        shown
    };
    let verdict = 7..=8;
    // The smallest screen has room for the name beside the large word.
    for answer in [Answer::Accept, Answer::Compare] {
        let (rows, text) = large_rows(80, 24, person(answer, "王*明", "退役军人"));
        assert!((13..=15).contains(&rows), "{rows}\n{text}");
        assert!(
            !text.contains("姓名  ") && text.contains("类别  "),
            "{text}"
        );
        assert!(text.contains("退役军人"), "{text}");
    }
    // A larger one for both, larger.
    let (rows, text) = large_rows(200, 60, person(Answer::Compare, "王*明", "退役军人"));
    assert!(rows > 35, "{rows}\n{text}");
    assert!(
        !text.contains("姓名  ") && !text.contains("类别  ") && text.contains("发码单位"),
        "{text}"
    );
    // What has no letter, or is too long, stays in small ones; so does what a refused code says.
    for (answer, name) in [
        (Answer::Compare, "阿卜杜热依木·阿卜杜热合曼"),
        (Answer::Compare, "𠮷*明"),
        (Answer::Refuse, "王*明"),
    ] {
        let (rows, text) = large_rows(80, 24, person(answer, name, "退役军人"));
        assert!(verdict.contains(&rows), "{rows}\n{text}");
        assert!(text.contains("姓名  "), "{text}");
    }
}
