//! Card templates: one that is taken prints a card, within bounds.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use paper::{Card, CardPress, Dpi, Emblem, Field, Font, Pages, Template};

static FONT: LazyLock<Font> = LazyLock::new(|| Font::bundled().expect("the font"));

fuzz_target!(|data: &[u8]| {
    let _ = Template::parse_back("b.svg", data, &FONT);
    let emblem = Emblem::parse("e.svg", data, &FONT).ok();
    let Ok(mut template) = Template::parse("t.svg", data, &FONT) else {
        return;
    };
    let (border, place) = template.has_border_and_emblem();
    if border {
        template = template.with_border().expect("there is one");
    }
    if let Some(emblem) = emblem.filter(|_| place) {
        template = template.with_emblem(emblem).expect("there is a place");
    }
    let Ok(press) = CardPress::new(template, Pages::OneEach, Dpi(150), None) else {
        return;
    };
    let card = Card::new(format!("81{}", "4283746519".repeat(28)), [])
        .with(Field::Name, "王*明")
        .with(Field::Bureau, "积石山保安族东乡族撒拉族自治县退役军人事务局");
    let _ = press.make(&[card], None);
});
