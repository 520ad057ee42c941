//! Whole files: what is in them, and that faults on the page are seen.

use code_writer::Symbol;
use krilla::pdf::Pdf;

use super::*;
use crate::font::Font;

mod backs;

/// As long as a credential is in digits.
fn code(number: usize) -> String {
    format!("81{}{number:07}", "4283746519".repeat(28))
}

fn cards(count: usize) -> Vec<Card> {
    let card = |number| {
        Card::new(code(number), [])
            .with(Field::Name, "王*明")
            .with(Field::Category, "退役军人")
            .with(Field::Bureau, "咸宁市退役军人事务局")
            .with(Field::Until, "2028年11月22日")
            .with(Field::Holder, &format!("{number:010}"))
    };
    (0..count).map(card).collect()
}

fn template(source: &str) -> Template {
    Template::parse("t.svg", source.as_bytes(), &Font::bundled().unwrap()).unwrap()
}

fn sheets(up: Option<u32>) -> Pages {
    let order = crate::SheetOrder::Stacks;
    Pages::A4 { up, order }
}

fn press(pages: Pages, dpi: u32, code_mm: Option<f64>) -> Result<CardPress, Failure> {
    CardPress::new(template(crate::CARD_TEMPLATE), pages, Dpi(dpi), code_mm)
}

fn text_of(pdf: &[u8]) -> String {
    String::from_utf8_lossy(pdf).into_owned()
}

#[test]
fn every_code_is_read_back_whatever_the_printer_resolves() {
    // On A4 corners of cards fall between dots, on single cards they do not.
    for (pages, dpi) in [
        (Pages::OneEach, 203),
        (Pages::OneEach, 300),
        (Pages::OneEach, 600),
        (sheets(None), 203),
        (sheets(Some(3)), 300),
    ] {
        let press = press(pages, dpi, None).unwrap();
        let made = press.make(&cards(4), None).unwrap();
        assert_eq!((made.cards, made.faults.len()), (4, 0), "{pages:?} {dpi}");
        assert_eq!(made.pages, 4_u32.div_ceil(press.grid().per_page));
        let codes = made.codes.unwrap();
        assert_eq!(codes.modules, 45..=45);
        // 41.5 mm for 53 modules, rounded down to whole dots.
        let dots = (41.5 / 25.4 * f64::from(dpi) / 53.0) as u32;
        assert_eq!(codes.module_dots, dots..=dots);
    }
}

#[test]
fn pages_have_the_size_of_a_card_or_of_a4() {
    let single = press(Pages::OneEach, 300, None)
        .unwrap()
        .make(&cards(1), None)
        .unwrap();
    let pdf = Pdf::new(single.pdf.unwrap()).unwrap();
    let (width, height) = pdf.pages()[0].render_dimensions();
    assert!(
        (width - 242.646).abs() < 0.01 && (height - 153.014).abs() < 0.01,
        "{width} {height}"
    );
    let front = FrontPage {
        title: "局\u{20000}".into(),
        lines: vec!["<&>".into()],
        ruler: "100 mm".into(),
    };
    let sheet = press(sheets(None), 300, None).unwrap();
    let made = sheet.make(&cards(11), Some(&front)).unwrap();
    assert_eq!(made.pages, 2);
    let pdf = Pdf::new(made.pdf.unwrap()).unwrap();
    assert_eq!(pdf.pages().len(), 3);
    let (width, height) = pdf.pages()[2].render_dimensions();
    assert!((width - 595.276).abs() < 0.01 && (height - 841.89).abs() < 0.01);
}

#[test]
fn the_font_is_embedded_as_the_characters_that_are_used() {
    let made = press(Pages::OneEach, 300, None)
        .unwrap()
        .make(&cards(1), None)
        .unwrap();
    let pdf = made.pdf.unwrap();
    assert!(text_of(&pdf).contains("NotoSansCJKsc-Medium"));
    assert!(pdf.len() < 60_000, "{} bytes", pdf.len());
}

#[test]
fn what_all_cards_share_is_in_the_file_once() {
    let crest: String = (0..20_000)
        .map(|at| format!("L{} {}", at % 37, at % 41))
        .collect();
    let crest = format!(
        "<path fill=\"none\" stroke=\"#eee\" stroke-width=\".01\" d=\"M0 0{crest}\"/></svg>"
    );
    let rich = crate::CARD_TEMPLATE.replace("</svg>", &crest);
    let size = |source: &str, count| {
        let press = CardPress::new(template(source), Pages::OneEach, Dpi(203), None).unwrap();
        press.make(&cards(count), None).unwrap().pdf.unwrap().len()
    };
    let a_crest = size(&rich, 1) - size(crate::CARD_TEMPLATE, 1);
    assert!(a_crest > 3_000, "{a_crest}");
    let with_more_cards = size(&rich, 5) - size(crate::CARD_TEMPLATE, 5);
    assert!(
        with_more_cards < a_crest + 2_000,
        "{with_more_cards} and {a_crest}"
    );
}

#[test]
fn one_card_with_a_fault_does_not_keep_the_others_back() {
    let mut cards = cards(4);
    cards[1] = cards[1].clone().with(Field::Name, "\u{20000}");
    cards[2].code = "x".repeat(8000);
    let press = press(Pages::OneEach, 203, None).unwrap();
    let made = press.make(&cards, None).unwrap();
    assert_eq!(made.cards, 2);
    let faults: Vec<(usize, &str)> = made
        .faults
        .iter()
        .map(|(at, fault)| (*at, fault.code()))
        .collect();
    assert_eq!(faults, [(1, "characters-missing"), (2, "code-undrawable")]);
    assert!(press.make(&cards[1..3], None).unwrap().pdf.is_none());
}

#[test]
fn refuses_a_size_that_no_code_has_and_says_what_would_fit() {
    for wish in [3.0, 42.0, f64::NAN, -1.0] {
        let failure = press(Pages::OneEach, 300, Some(wish)).err().unwrap();
        assert_eq!(failure.code, "code-size");
        // 45 modules of 3 to 9 dots.
        let zh = failure.what.in_lang(messages::Lang::Zh);
        assert!(zh.contains("11.4 至 34.3"), "{zh}");
    }
    let wished = press(Pages::OneEach, 300, Some(20.0))
        .unwrap()
        .make(&cards(1), None)
        .unwrap();
    assert_eq!(wished.codes.unwrap().module_dots, 5..=5);
    let small = crate::CARD_TEMPLATE.replace(
        "width=\"41.5\" height=\"41.5\"",
        "width=\"12\" height=\"41.5\"",
    );
    let failure = CardPress::new(template(&small), Pages::OneEach, Dpi(300), None)
        .err()
        .unwrap();
    assert_eq!(failure.code, "code-place-too-small");
}

/// What the reading back must see: the same file, looked at with another expectation.
#[test]
fn a_code_that_is_not_where_or_what_it_should_be_is_not_read() {
    let press = press(Pages::OneEach, 203, None).unwrap();
    let cards = cards(2);
    let made = press.make(&cards, None).unwrap();
    let pdf = made.pdf.unwrap();
    let module = *made.codes.unwrap().module_dots.start();
    let side = (45 + 2 * QUIET) * module;
    let left = press
        .dpi
        .nearest_dots(42.6 + 41.5 / 2.0 - press.dpi.mm(side) / 2.0);
    let top = press
        .dpi
        .nearest_dots(6.24 + 41.5 / 2.0 - press.dpi.mm(side) / 2.0);
    let placed = |page, left, top, text| Placed {
        page,
        left,
        top,
        side,
        module,
        text,
    };
    let [first, second] = [&cards[0].code, &cards[1].code];
    let read = |placed: &[Placed<'_>]| read_all(pdf.clone(), placed, press.dpi).is_ok();
    assert!(read(&[
        placed(0, left, top, first),
        placed(1, left, top, second)
    ]));
    assert!(!read(&[placed(0, left, top, second)]), "another code");
    assert!(
        !read(&[placed(0, left + 1, top, first)]),
        "a dot to the right"
    );
    assert!(!read(&[placed(0, left, top - 1, first)]), "a dot up");
    assert!(!read(&[placed(2, left, top, first)]), "no such page");
    assert!(!read(&[placed(0, 5000, top, first)]), "off the page");
    let cut_off = Arc::new(pdf[..pdf.len() / 2].to_vec());
    assert!(read_all(cut_off, &[placed(1, left, top, second)], press.dpi).is_err());
}

/// A code that is drawn over, or whose modules are not whole dots, is found on the page.
#[test]
fn a_line_through_a_code_is_seen() {
    let press = press(Pages::OneEach, 203, None).unwrap();
    let draw = |line: f32, module: f64| {
        let text = code(1);
        let symbol = Symbol::new(&text, code_writer::Level::M).unwrap();
        let sized = SizedCode {
            symbol,
            module_dots: 6,
        };
        let mut document = Document::new();
        let mut page = document.start_page_with(page_settings(crate::ID_1).unwrap());
        let mut surface = page.surface();
        let scale = (module / 6.0) as f32;
        surface.push_transform(&Transform::from_scale(scale, scale));
        press.draw_code(&mut surface, 10, 10, &sized);
        surface.pop();
        let mut path = PathBuilder::new();
        path.push_rect(Rect::from_xywh(20.0, 30.0, 80.0, line).unwrap());
        surface.set_fill(Some(grey(255)));
        surface.draw_path(&path.finish().unwrap());
        surface.finish();
        page.finish();
        let pdf = Arc::new(document.finish().unwrap());
        let placed = Placed {
            page: 0,
            left: 10,
            top: 10,
            side: sized.side_dots(),
            module: 6,
            text: &text,
        };
        read_all(pdf, &[placed], press.dpi).is_ok()
    };
    // A line that is too thin to leave a trace, as the proof that the rest is in order.
    assert!(draw(0.001, 6.0));
    assert!(!draw(0.3, 6.0), "a third of a point");
    assert!(!draw(0.001, 5.9), "modules of 5.9 dots");
}

#[test]
fn viewers_are_asked_to_print_in_actual_size() {
    let press = press(sheets(None), 300, None).unwrap();
    let pdf = press.make(&cards(2), None).unwrap().pdf.unwrap();
    let text = text_of(&pdf);
    let catalog = &text[text.find("/Type /Catalog").unwrap()..];
    let catalog = &catalog[..catalog.find("endobj").unwrap()];
    assert!(
        catalog.contains("/ViewerPreferences << /PrintScaling /None"),
        "{catalog}"
    );
    assert!(!text.contains("/Direction /L2R"));
}

#[test]
fn a_text_that_is_cut_off_is_noticed() {
    let clipped = |height: &str| {
        crate::CARD_TEMPLATE
            .replace(
                "</defs>",
                &format!(
                    "<clipPath id=\"c\"><rect width=\"85\" height=\"{height}\"/></clipPath></defs>"
                ),
            )
            .replace(
                "<text id=\"bureau-line\"",
                "<g clip-path=\"url(#c)\"><text id=\"bureau-line\"",
            )
            .replace("{{发码单位}}</text>", "{{发码单位}}</text></g>")
    };
    let make = |source: &str| {
        let press = CardPress::new(template(source), Pages::OneEach, Dpi(203), None).unwrap();
        press.make(&cards(2), None).map(|made| made.cards)
    };
    assert_eq!(make(&clipped("53")).unwrap(), 2);
    assert_eq!(
        make(&clipped("49.5")).unwrap_err().code,
        "text-not-readable"
    );
}

#[test]
fn a_text_of_somebody_else_or_elsewhere_is_noticed() {
    let press = press(sheets(None), 203, None).unwrap();
    let people = cards(2);
    let pdf = press.make(&people, None).unwrap().pdf.unwrap();
    let other = people[1].clone().with(Field::Name, "王*民");
    let check = |second: &Card, moved: f64, fixed: usize| {
        let texts = [&people[0], second].map(|card| press.template.fill(card).unwrap());
        let placed: Vec<PlacedTexts<'_>> = (0..)
            .zip(&texts)
            .map(|(at, texts)| {
                let corner = press.grid().corner(at);
                PlacedTexts {
                    fixed,
                    page: 0,
                    corner: (points(corner.0) + moved, points(corner.1)),
                    texts,
                    holder: "somebody",
                }
            })
            .collect();
        text_back::check_all(pdf.clone(), &placed, press.template.font()).is_ok()
    };
    let fixed = press.fixed_characters;
    assert!(fixed >= 6, "the labels of the template: {fixed}");
    assert!(check(&people[1], 0.0, fixed));
    assert!(!check(&other, 0.0, fixed));
    assert!(!check(&people[1], 1.0, fixed));
    assert!(!check(&people[1], 0.0, fixed + 1));
}

#[test]
fn long_names_of_bureaus_are_printed_whole() {
    for bureau in [
        "积石山保安族东乡族撒拉族自治县退役军人事务局",
        "双江拉祜族佤族布朗族傣族自治县退役军人和退休干部综合服务保障事务局",
    ] {
        for source in [
            crate::CARD_TEMPLATE,
            crate::PORTRAIT_TEMPLATE,
            crate::SLIP_TEMPLATE,
        ] {
            let press = CardPress::new(template(source), Pages::OneEach, Dpi(203), None).unwrap();
            let card = cards(1).remove(0).with(Field::Bureau, bureau);
            let made = press.make(&[card], None).unwrap();
            assert_eq!((made.cards, &made.faults[..]), (1, &[][..]), "{bureau}");
        }
    }
}

#[test]
fn a_section_is_named_on_the_margin_and_its_cards_are_read_back() {
    let press = press(sheets(Some(2)), 203, None).unwrap();
    let all = cards(3);
    let title = "横沟桥镇 · 李家村";
    let parts = press
        .make_sections(&[(title, &all[..2]), ("乙村", &all[2..])], None)
        .unwrap();
    let whole = press.make(&all, None).unwrap();
    assert_eq!((parts.pages, parts.cards), (2, 3));
    let outlines = |made: PrintedFile| made.pdf.unwrap().len();
    assert!(outlines(parts) > outlines(whole) + 500);
    // A card has no margin to write on.
    let single = CardPress::new(
        template(crate::CARD_TEMPLATE),
        Pages::OneEach,
        Dpi(203),
        None,
    );
    let single = single.unwrap();
    let named = single.make_sections(&[(title, &all)], None).unwrap();
    assert_eq!(named.pdf, single.make(&all, None).unwrap().pdf);
}
