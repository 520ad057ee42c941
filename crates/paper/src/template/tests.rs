//! Templates as people draw them, as drawing programs write them, and as nobody should send them.

use super::*;

mod refusals;

/// Saved by Inkscape 1.2 after the template that comes along was changed in it.
const INKSCAPE: &str = include_str!("../../tests/inkscape.svg");

fn font() -> Font {
    Font::bundled().unwrap()
}

/// A card template with this inside.
fn drawing(inside: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\" width=\"85.6mm\" height=\"53.98mm\" \
         viewBox=\"0 0 85.6 53.98\"><rect id=\"code\" x=\"42\" y=\"6\" width=\"41\" height=\"41\"/>{inside}</svg>"
    )
}

fn parse(source: &str) -> Result<Template, Failure> {
    Template::parse("t.svg", source.as_bytes(), &font())
}

fn refused(source: &str, code: &str) -> Failure {
    let failure = parse(source)
        .err()
        .unwrap_or_else(|| panic!("taken: {source:.300}"));
    assert_eq!(failure.code, code, "{:?}", failure.what);
    failure
}

fn card() -> Card {
    Card::default()
        .with(Field::Name, "王*明")
        .with(Field::Category, "退役军人、残疾军人")
        .with(Field::Bureau, "咸宁市退役军人事务局")
        .with(Field::Until, "2028年11月22日")
        .with(Field::Holder, "2672173857")
        .with(Field::Grade, "五级")
}

/// What is drawn for a person, each text with its lines apart.
fn texts(template: &Template, card: &Card) -> Vec<String> {
    let drawn = template.fill(card).unwrap();
    drawn.iter().map(DrawnText::content).collect()
}

#[test]
fn fills_texts_by_placeholder_by_id_and_by_label() {
    let template = parse(&drawing(
        "<text x=\"4\" y=\"10\" font-size=\"4\">姓名：{{name}}！</text>\
         <text id=\"until\" x=\"4\" y=\"20\" font-size=\"4\"><tspan>2020年</tspan><tspan>1月1日</tspan></text>\
         <text inkscape:label=\"#holder\" x=\"4\" y=\"30\" font-size=\"4\">0</text>\
         <text x=\"4\" y=\"40\" font-size=\"4\">{{ 发码单位 }}</text>\
         <text x=\"4\" y=\"50\" font-size=\"4\">一样的</text>",
    ))
    .unwrap();
    assert_eq!(
        texts(&template, &card()),
        [
            "姓名：王*明！",
            "2028年11月22日",
            "2672173857",
            "咸宁市退役军人事务局"
        ]
    );
    assert_eq!(template.lacking(), [Field::Category]);
}

#[test]
fn a_name_is_text_and_never_markup() {
    let template = parse(&drawing(
        "<text x=\"4\" y=\"10\" font-size=\"2\">{{name}}</text>",
    ))
    .unwrap();
    let hostile = card().with(Field::Name, "</text><script>&amp;{{code}}");
    assert_eq!(texts(&template, &hostile), [hostile.value(Field::Name)]);
}

#[test]
fn a_drawing_that_inkscape_has_saved_still_works() {
    assert!(INKSCAPE.contains("sodipodi:namedview") && INKSCAPE.contains("<tspan"));
    let template = parse(INKSCAPE).unwrap();
    assert_eq!(template.lacking(), []);
    assert_eq!(
        texts(&template, &card()),
        [
            "王*明",
            "退役军人、残疾军人\n五级",
            "2028年11月22日",
            "2672173857",
            "咸宁市退役军人事务局"
        ]
    );
    // What was changed there: the code is half as large.
    assert!((template.code_place.width() * MM_PER_PIXEL - 20.75).abs() < 0.1);
}

#[test]
fn text_in_frames_of_older_inkscapes_is_not_lost() {
    let flow = |content: &str| {
        drawing(&format!(
            "<g transform=\"translate(2,3)\"><flowRoot font-size=\"4\" style=\"line-height:125%\"><flowRegion>\
             <rect x=\"2\" y=\"5\" width=\"34\" height=\"20\"/></flowRegion>{content}</flowRoot></g>"
        ))
    };
    let template = parse(&flow(
        "<flowPara>{{name}}</flowPara><flowPara>{{category}}</flowPara>",
    ))
    .unwrap();
    // Nine characters of 4 mm are 36 mm: too wide for the frame.
    assert_eq!(texts(&template, &card()), ["王*明\n退役军人、残疾军\n人"]);
    let fixed = parse(&flow("<flowPara>凭本卡享受优待</flowPara>")).unwrap();
    assert_eq!(texts(&fixed, &card()), ["凭本卡享受优待"]);
}

#[test]
fn long_names_are_made_smaller_and_then_reported() {
    let template = parse(&drawing(
        "<text x=\"4\" y=\"20\" font-size=\"10\">{{name}}</text>",
    ))
    .unwrap();
    let named = |name: &str| card().with(Field::Name, name);
    let scale = |name| template.fill(&named(name)).unwrap()[0].scale;
    assert_eq!(scale("王*明"), 1.0);
    let (four, six) = (scale("欧阳建华"), scale("阿卜杜热依木"));
    assert!(four < 1.0 && six < four && six >= 0.5, "{four} {six}");
    assert_eq!(
        template.fill(&named("阿卜杜热依木阿卜杜热依木")).err(),
        Some(CardFault::TextTooLong { field: Field::Name })
    );
}

#[test]
fn letters_do_not_become_too_small_to_be_read() {
    // 2.4 mm may become 1.8 mm, but not 1.2 mm.
    let template = parse(&drawing(
        "<text x=\"4\" y=\"20\" font-size=\"2.4\">{{bureau}}</text>",
    ))
    .unwrap();
    let of_bureau = |length| card().with(Field::Bureau, &"局".repeat(length));
    assert!(template.fill(&of_bureau(20)).is_ok());
    assert!(template.fill(&of_bureau(24)).is_err());
}

#[test]
fn a_character_that_the_font_lacks_is_named_and_never_drawn_as_a_box() {
    let template = parse(&drawing(
        "<text x=\"4\" y=\"20\" font-size=\"5\">{{name}}</text>",
    ))
    .unwrap();
    let rare = card()
        .with(Field::Name, "王\u{2b740}\u{20000}")
        // Not on this card, so that it does no harm.
        .with(Field::Bureau, "\u{20001}");
    assert_eq!(
        template.fill(&rare).err(),
        Some(CardFault::CharactersMissing {
            field: Field::Name,
            characters: vec!['\u{20000}', '\u{2b740}'],
        })
    );
    refused(
        &drawing("<text x=\"4\" y=\"20\" font-size=\"5\">\u{20000}</text>"),
        "template-characters-missing",
    );
}

#[test]
fn nothing_stands_for_an_empty_field() {
    let template = parse(&drawing(
        "<text x=\"4\" y=\"20\" font-size=\"5\">{{grade}}</text>",
    ))
    .unwrap();
    let without = card().with(Field::Grade, "");
    assert_eq!(texts(&template, &without), Vec::<String>::new());
}

#[test]
fn text_in_hidden_layers_and_definitions_stays_hidden() {
    let template = parse(&drawing(
        "<g style=\"display:none\"><text x=\"4\" y=\"20\" font-size=\"5\">{{name}}</text></g>\
         <defs><text id=\"t\">{{nobody}}</text></defs>",
    ))
    .unwrap();
    assert_eq!(texts(&template, &card()), Vec::<String>::new());
}

#[test]
fn spacing_that_was_made_for_the_placeholder_is_not_kept() {
    let template = parse(&drawing(
        "<text font-size=\"5\" x=\"4 5 6 7 8 9 10\" y=\"20\" dx=\"0 9 9 9\" rotate=\"0 30\">{{name}}</text>",
    ))
    .unwrap();
    let plain = parse(&drawing(
        "<text font-size=\"5\" x=\"4\" y=\"20\">{{name}}</text>",
    ))
    .unwrap();
    let bounds = |template: &Template| {
        template.fill(&card()).unwrap()[0]
            .tree
            .root()
            .abs_bounding_box()
    };
    assert_eq!(bounds(&template), bounds(&plain));
}

#[test]
fn the_templates_that_come_along_are_in_order() {
    for source in [
        crate::CARD_TEMPLATE,
        crate::PORTRAIT_TEMPLATE,
        crate::SLIP_TEMPLATE,
    ] {
        let template = parse(source).unwrap();
        assert_eq!(template.lacking(), []);
        for (name, category) in [
            (
                "买合木提·阿卜杜热依木·*",
                "因公牺牲军人遗属、现役军人家属、残疾军人",
            ),
            ("欧阳*华", "退役军人"),
        ] {
            let card = card()
                .with(Field::Name, name)
                .with(Field::Category, category)
                .with(Field::Bureau, "新疆维吾尔自治区退役军人事务厅");
            assert_eq!(template.fill(&card).err(), None, "{name}");
        }
    }
    let card = parse(crate::CARD_TEMPLATE).unwrap().size;
    assert!(
        (card.width - crate::ID_1.width).abs() < 0.01
            && (card.height - crate::ID_1.height).abs() < 0.01
    );
}

/// A text that does not fit in full size was cut off at the edge of the card before it was made smaller.
#[test]
fn what_is_made_smaller_lies_inside_of_the_card_before_it_is_drawn() {
    let bureau = "积石山保安族东乡族撒拉族自治县退役军人事务局";
    for (bureau, source) in [
        (bureau.to_owned(), crate::CARD_TEMPLATE.to_owned()),
        (bureau.to_owned(), crate::SLIP_TEMPLATE.to_owned()),
        (
            "双江拉祜族佤族布朗族傣族自治县退役军人和退休干部综合服务保障事务局".to_owned(),
            crate::CARD_TEMPLATE.to_owned(),
        ),
        // Each line where it is: towards the right edge, and from the left one.
        (
            "局".repeat(16),
            drawing(
                "<text x=\"41\" y=\"50\" font-size=\"4\" text-anchor=\"end\">{{bureau}}</text>",
            ),
        ),
        (
            "局".repeat(30),
            drawing(
                "<g transform=\"translate(2 1)\"><text x=\"2\" y=\"50\" font-size=\"4\">{{bureau}}</text></g>",
            ),
        ),
    ] {
        let template = parse(&source).unwrap();
        let card = card().with(Field::Bureau, &bureau);
        let drawn = template.fill(&card).unwrap();
        assert!(drawn.iter().any(|text| text.scale < 1.0));
        for text in drawn {
            let (bounds, size) = (text.tree.root().abs_layer_bounding_box(), text.tree.size());
            assert!(
                bounds.left() >= 0.0
                    && bounds.top() >= 0.0
                    && bounds.right() <= size.width()
                    && bounds.bottom() <= size.height(),
                "{}: {bounds:?}",
                text.content()
            );
        }
    }
}

/// A long name takes two lines, and the category below has a grade: they do not touch.
#[test]
fn names_categories_and_grades_keep_apart() {
    for source in [
        crate::CARD_TEMPLATE,
        crate::PORTRAIT_TEMPLATE,
        crate::SLIP_TEMPLATE,
    ] {
        let template = parse(source).unwrap();
        for (name, category) in [
            ("阿依古丽·买买提", "退役军人、残疾军人"),
            ("买合木提·阿卜杜热依木·*", "因公牺牲军人遗属、残疾军人"),
        ] {
            let card = card()
                .with(Field::Name, name)
                .with(Field::Category, category);
            let drawn = template.fill(&card).unwrap();
            let mut boxes: Vec<_> = drawn
                .iter()
                .map(|text| text.tree.root().abs_layer_bounding_box())
                .collect();
            boxes.sort_by(|one, other| one.top().total_cmp(&other.top()));
            let gap = |pair: &[usvg::NonZeroRect]| f64::from(pair[1].top() - pair[0].bottom());
            let gaps: Vec<f64> = boxes
                .windows(2)
                .map(|pair| gap(pair) * MM_PER_PIXEL)
                .collect();
            // The title, the name, the category with its grade.
            assert!(gaps[1] > 1.5, "{name}: {gaps:.2?}");
            assert!(gaps.iter().all(|gap| *gap > 0.8), "{name}: {gaps:.2?}");
        }
    }
}

#[test]
fn border_and_emblem_are_drawn_when_they_are_asked_for() {
    let template = || parse(crate::CARD_TEMPLATE).unwrap();
    assert_eq!(template().layers().count(), 1);
    assert_eq!(template().with_border().unwrap().layers().count(), 2);
    // Twice as wide as high: in the middle of its place, as wide as that.
    let wide = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"10\"><path d=\"M0 0h20v10z\"/></svg>";
    let emblem = Emblem::parse("e.svg", wide.as_bytes(), &font()).unwrap();
    let with = template().with_emblem(emblem.clone()).unwrap();
    let (_, (left, top, scale)) = with.layers().last().unwrap();
    let mm = |pixels: f64| (pixels * MM_PER_PIXEL * 100.0).round() / 100.0;
    assert_eq!((mm(left), mm(top), mm(scale * 20.0)), (33.4, 4.2, 7.6));
    // In a template without a place nothing is left out in silence.
    let bare = parse(&drawing("<text x=\"4\" y=\"10\">{{name}}</text>")).unwrap();
    assert_eq!(
        bare.with_border().err().unwrap().code,
        "template-border-missing"
    );
    let bare = parse(&drawing("<text x=\"4\" y=\"10\">{{name}}</text>")).unwrap();
    assert_eq!(
        bare.with_emblem(emblem).err().unwrap().code,
        "template-emblem-missing"
    );
}

#[test]
fn an_emblem_is_bounded_as_templates_are() {
    let refused = |bytes: &[u8]| Emblem::parse("e", bytes, &font()).err().unwrap().code;
    let svg = |inside: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inside}</svg>");
    assert_eq!(
        refused(svg("<script>1</script>").as_bytes()),
        "template-active"
    );
    assert_eq!(
        refused(svg("<image href=\"a.png\"/>").as_bytes()),
        "template-external"
    );
    assert_eq!(
        refused(svg("<filter id=\"a\"/>").as_bytes()),
        "template-element"
    );
    assert_eq!(refused(&vec![b' '; 3 << 20]), "emblem-too-large");
    assert_eq!(refused(b"GIF89a\x01\0\x01\0\0\0\0"), "template-invalid");
    let png = code_writer::Symbol::new("1", code_writer::Level::M).unwrap();
    let png = png.to_png(&code_writer::Options::default()).unwrap();
    assert!(Emblem::parse("e.png", &png, &font()).is_ok());
}
