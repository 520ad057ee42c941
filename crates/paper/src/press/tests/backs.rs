//! Backs, borders and emblems.

use super::*;

fn back(source: &str) -> Template {
    Template::parse_back("b.svg", source.as_bytes(), &Font::bundled().unwrap()).unwrap()
}

/// The card as it is handed out, upright or not: everything that can be asked for is on it.
#[test]
fn both_layouts_are_printed_with_back_border_and_emblem_and_read_back() {
    let emblem = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\"><path d=\"M0 0h10v10z\"/></svg>";
    let emblem = crate::Emblem::parse("e.svg", emblem.as_bytes(), &Font::bundled().unwrap());
    let emblem = emblem.unwrap();
    for (front, behind, up) in [
        (crate::CARD_TEMPLATE, crate::BACK_TEMPLATE, 10),
        (crate::PORTRAIT_TEMPLATE, crate::PORTRAIT_BACK_TEMPLATE, 9),
    ] {
        for (pages, dpi) in [
            (sheets(None), 203),
            (Pages::OneEach, 300),
            (Pages::OneEach, 600),
        ] {
            let dressed = template(front).with_border().unwrap();
            let dressed = dressed.with_emblem(emblem.clone()).unwrap();
            let press = CardPress::new(dressed, pages, Dpi(dpi), None).unwrap();
            let behind = back(behind).with_border().unwrap();
            let press = press.with_back(behind).unwrap();
            let people: Vec<Card> = cards(up + 1)
                .into_iter()
                .map(|card| card.with(Field::Telephone, "0715-8235123"))
                .collect();
            let made = press.make(&people, None).unwrap();
            let fronts = (people.len() as u32).div_ceil(press.grid().per_page);
            assert_eq!((made.cards, made.pages), (up + 1, 2 * fronts), "{dpi}");
            let codes = made.codes.unwrap();
            // 0.75 mm a module, as the first layout has always had.
            let module = Dpi(dpi).mm(*codes.module_dots.start());
            assert!(module >= 0.74, "{module}");
        }
    }
}

/// A back that is one card off would say another person's number behind a card.
#[test]
fn a_back_with_a_text_of_the_person_stands_behind_that_person() {
    let own = crate::BACK_TEMPLATE.replace("4. ", "{{holder}}");
    let press = press(sheets(Some(4)), 203, None).unwrap();
    let press = press.with_back(back(&own)).unwrap();
    let front = FrontPage::default();
    let made = press.make(&cards(5), Some(&front)).unwrap();
    let pdf = Pdf::new(made.pdf.unwrap()).unwrap();
    // The page with the ruler has an empty back, or all the others would be behind the wrong card.
    assert_eq!(pdf.pages().len(), 2 + 4);
    assert_eq!(text_back::count(&pdf, 1), 0);
    let plain = back(crate::BACK_TEMPLATE);
    let other = super::press(sheets(Some(4)), 203, None).unwrap();
    let other = other
        .with_back(plain)
        .unwrap()
        .make(&cards(5), None)
        .unwrap();
    let other = Pdf::new(other.pdf.unwrap()).unwrap();
    // In stacks the first sheet has three of five cards. "4." is two characters, a number ten.
    let more = text_back::count(&pdf, 3) - text_back::count(&other, 1);
    assert_eq!(more, 3 * (10 - 2));
}

#[test]
fn a_back_of_another_size_or_with_a_code_is_refused() {
    let press = press(sheets(None), 300, None).unwrap();
    let failure = press.with_back(back(crate::PORTRAIT_BACK_TEMPLATE)).err();
    assert_eq!(failure.unwrap().code, "template-back-size");
    let font = Font::bundled().unwrap();
    let code = |source: &str| Template::parse_back("b.svg", source.as_bytes(), &font).err();
    assert_eq!(
        code(crate::CARD_TEMPLATE).unwrap().code,
        "template-code-on-back"
    );
    // And a character that the font lacks costs the card, not the file.
    let own = crate::BACK_TEMPLATE.replace("{{电话}}", "{{name}}");
    let press = super::press(sheets(None), 300, None).unwrap();
    let press = press.with_back(back(&own)).unwrap();
    let odd = cards(2).remove(1).with(Field::Name, "王\u{20000}");
    let made = press.make(&[cards(1).remove(0), odd], None).unwrap();
    assert_eq!((made.cards, made.faults.len()), (1, 1));
}
