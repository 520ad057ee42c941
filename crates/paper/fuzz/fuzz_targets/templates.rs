//! Card templates: one that is taken prints a card, within bounds.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use paper::{Card, CardPress, Dpi, Field, Font, Pages, Template};

static FONT: LazyLock<Font> = LazyLock::new(|| Font::bundled().expect("the font"));

fuzz_target!(|data: &[u8]| {
    let Ok(template) = Template::parse("t.svg", data, &FONT) else {
        return;
    };
    let Ok(press) = CardPress::new(template, Pages::OneEach, Dpi(150), None) else {
        return;
    };
    let card = Card::new(format!("81{}", "4283746519".repeat(28)), [])
        .with(Field::Name, "王*明")
        .with(Field::Bureau, "积石山保安族东乡族撒拉族自治县退役军人事务局");
    let _ = press.make(&[card], None);
});
