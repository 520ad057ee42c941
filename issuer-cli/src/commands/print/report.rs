//! What was printed, for the screen, `print.json` and the front page.

use std::ops::RangeInclusive;
use std::path::Path;

use messages::{Lang, Text, text};
use paper::{CardPress, CodeSizes, Dpi, FrontPage, GOOD_MODULE_MM, ID_1, PrintedFile};
use serde::Serialize;
use serde_json::{Value, json};

use crate::printing::{CardEntry, LeftOut};
use crate::{Call, values};
use cli_support::Stop;
use credential_core::HolderNumber;

/// Cards that were left out and are shown on the screen; all of them are in `not-printed.csv`.
const MAX_SHOWN: usize = 20;

/// What is counted while cards are made.
pub(super) struct PrintTally {
    kind: &'static str,
    bureau: String,
    dpi: u32,
    per_page: u32,
    page_mm: [f64; 2],
    pub(super) cards: u64,
    /// Codes for phones in the run, which are not printed.
    phone_codes: u64,
    printed: u64,
    pages: u64,
    pub(super) files: Vec<String>,
    pub(super) left_out: Vec<LeftOut>,
    codes: Option<CodeSizes>,
    /// In the order of a list: what the sections are called, how many cards each has, and in which
    /// files they are.
    sections: Vec<SectionFiles>,
    pub(super) seconds: f64,
}

/// A section in JSON.
#[derive(Serialize)]
struct SectionFiles {
    title: String,
    cards: usize,
    files: Vec<String>,
}

impl PrintTally {
    pub(super) fn new(
        kind: &'static str,
        bureau: String,
        dpi: u32,
        press: &CardPress,
        (cards, phone_codes): (u64, u64),
    ) -> Self {
        let grid = press.grid();
        Self {
            kind,
            bureau,
            dpi,
            per_page: grid.per_page,
            page_mm: [grid.page.width, grid.page.height],
            cards,
            phone_codes,
            printed: 0,
            pages: 0,
            files: Vec::new(),
            left_out: Vec::new(),
            codes: None,
            sections: Vec::new(),
            seconds: 0.0,
        }
    }

    pub(super) fn add(&mut self, entries: &[CardEntry], made: PrintedFile) {
        self.printed += made.cards as u64;
        self.pages += u64::from(made.pages);
        let faults = made.faults.into_iter();
        self.left_out
            .extend(faults.map(|(at, fault)| LeftOut::new(&entries[at], fault)));
        self.codes = match (self.codes.take(), made.codes) {
            (Some(all), Some(one)) => Some(all.joined(&one)),
            (all, one) => all.or(one),
        };
    }

    /// Takes note of the sections of the file that was written last.
    pub(super) fn add_sections(&mut self, sections: &[(String, usize)]) {
        let file = self.files.last().cloned().unwrap_or_default();
        for (title, cards) in sections.iter().filter(|(title, _)| !title.is_empty()) {
            match self.sections.last_mut().filter(|last| last.title == *title) {
                Some(last) => {
                    last.cards += cards;
                    last.files.push(file.clone());
                }
                None => self.sections.push(SectionFiles {
                    title: title.clone(),
                    cards: *cards,
                    files: vec![file.clone()],
                }),
            }
        }
    }

    pub(super) fn seen(&self) -> u64 {
        self.printed + self.left_out.len() as u64
    }

    /// The page before file `number`.
    pub(super) fn front_page(
        &self,
        number: usize,
        entries: &[CardEntry],
        sections: &[(String, usize)],
    ) -> FrontPage {
        let holders = entries.iter().map(|entry| entry.holder);
        let (first, last) = (
            holders.clone().min().unwrap_or(HolderNumber(0)),
            holders.max().unwrap_or(HolderNumber(0)),
        );
        let (cards, up) = (entries.len(), self.per_page);
        let mut lines = vec![
            format!("老兵码　第 {number} 个文件，{cards} 张，每页 {up} 张"),
            format!("持有人编号 {first} 至 {last}"),
            format!("按 {} dpi 的打印机制作", self.dpi),
        ];
        if let (Some((first, _)), Some((last, _))) = (sections.first(), sections.last())
            && !first.is_empty()
        {
            lines.push(format!("按签收表的次序：{first} 至 {last}"));
        }
        FrontPage {
            title: self.bureau.clone(),
            lines,
            ruler: "请按 100%（实际大小）打印，不要“适合页面”。下面的线用直尺量应为 100 毫米："
                .into(),
        }
    }

    pub(super) fn json(&self, lang: Lang) -> Value {
        let mm = |dots: u32| (Dpi(self.dpi).mm(dots) * 1000.0).round() / 1000.0;
        let ends = |range: &RangeInclusive<u32>| [*range.start(), *range.end()];
        let codes = self.codes.as_ref().map(|codes| {
            json!({
                "modules": ends(&codes.modules),
                "module_dots": ends(&codes.module_dots),
                "module_mm": ends(&codes.module_dots).map(mm),
                "side_mm": ends(&codes.side_dots).map(mm),
            })
        });
        let left_out: Vec<_> = self.left_out.iter().map(|one| one.record(lang)).collect();
        json!({
            "format": 1,
            "as": self.kind,
            "bureau": self.bureau,
            "dpi": self.dpi,
            "page_mm": self.page_mm,
            "per_page": self.per_page,
            "files": self.files,
            "pages": self.pages,
            "printed": self.printed,
            "read_back": self.printed,
            "codes": codes,
            "not_printed": left_out,
            "phone_codes": self.phone_codes,
            "sections": self.sections,
            "seconds": self.seconds,
        })
    }
}

/// That there are codes on the manifest which the register has revoked since.
pub(super) fn say_revoked(revoked: usize, call: &mut Call<'_, '_>) -> Result<(), Stop> {
    if revoked > 0 {
        call.console.say(&text!(
            "注意：这次签发中有 {revoked} 张码后来已吊销，不印。";
            "Note: codes of this run that were revoked since: {revoked}. They are not printed."))?;
    }
    Ok(())
}

/// That there are codes in the run which are not for cards.
pub(super) fn say_phone_codes(phone_codes: u64, call: &mut Call<'_, '_>) -> Result<(), Stop> {
    if phone_codes > 0 {
        call.console.say(&text!(
            "这次签发中有 {phone_codes} 个手机码，不印卡；请把码文件交给本人的手机。";
            "Codes of this run that are for phones: {phone_codes}. They are not printed; hand the files over to the phones."))?;
    }
    Ok(())
}

/// What the template gives cause to say.
pub(super) fn say_notes(
    press: &CardPress,
    is_card: bool,
    call: &mut Call<'_, '_>,
) -> Result<(), Stop> {
    let lacking = press.template().lacking();
    if !lacking.is_empty() {
        let named = |lang, separator: &str| {
            let each = lacking.iter().map(|field| {
                format!(
                    "{} {{{{{}}}}}",
                    field.in_words().in_lang(lang),
                    field.code()
                )
            });
            each.collect::<Vec<_>>().join(separator)
        };
        call.console.say(
            &text!("注意：模板里没有填写这些内容的位置：{}。", named(Lang::Zh, "、");
                "Note: the template has no place for: {}.", named(Lang::En, ", ")),
        )?;
    }
    let size = press.template().size;
    let from = |width: f64, height: f64| {
        let (wide, high) = (size.width - width, size.height - height);
        wide.abs().max(high.abs())
    };
    let off = from(ID_1.width, ID_1.height).min(from(ID_1.height, ID_1.width));
    if is_card && off > 0.1 {
        let (width, height) = (size.width, size.height);
        call.console.say(&text!(
            "注意：模板是 {width:.2} × {height:.2} 毫米，不是标准卡 85.60 × 53.98 毫米。";
            "Note: the template is {width:.2} × {height:.2} mm, not a standard card of 85.60 × 53.98 mm."))?;
    }
    Ok(())
}

pub(super) fn answer(tally: &PrintTally, out: &Path, call: &mut Call<'_, '_>) -> Result<(), Stop> {
    for one in tally.left_out.iter().take(MAX_SHOWN) {
        call.console.say(&one.in_words())?;
    }
    if tally.left_out.len() > MAX_SHOWN {
        let rest = tally.left_out.len() - MAX_SHOWN;
        call.console.say(&text!(
            "  ……另有 {rest} 张，见 not-printed.csv"; "  … {rest} more, see not-printed.csv"))?;
    }
    let (printed, pages, left_out) = (tally.printed, tally.pages, tally.left_out.len());
    let (seconds, rate) = (
        tally.seconds,
        tally.printed as f64 / tally.seconds.max(1e-3),
    );
    let mut lines = vec![text!(
        "已制作 {printed} 张，{pages} 页；未印 {left_out} 张。每个码都已从成品页面读回核对；用时 {seconds:.1} 秒（每秒 {rate:.0} 张）";
        "Cards: {printed}; pages: {pages}; left out: {left_out}. Every code was read back from the finished page; {seconds:.1} s ({rate:.0} a second)")];
    let sections = tally.sections.len();
    if sections > 0 {
        lines.push(text!("  按签收表的次序，共 {sections} 组；A4 上每组另起一页，页边有组名";
            "  in the order of the list, sections: {sections}; on A4 each begins on a page of its own, with its name on the margin"));
    }
    if let Some(codes) = &tally.codes {
        lines.extend(code_lines(codes, Dpi(tally.dpi)));
    }
    if let (Some(first), Some(last)) = (tally.files.first(), tally.files.last()) {
        let folder = values::shown(out);
        let names = if first == last {
            first.clone()
        } else {
            format!("{first} … {last}")
        };
        lines.push(text!("  文件  {folder}：{names}"; "  files  {folder}: {names}"));
        lines.push(text!("  打印时选“实际大小”（100%），不要选“适合页面”。";
            "  Print at actual size (100 %), never \"fit to page\"."));
    }
    call.answer(&lines, &tally.json(call.console.lang))?;
    Ok(())
}

fn code_lines(codes: &CodeSizes, dpi: Dpi) -> Vec<Text> {
    let span = |from: String, to: String| {
        if from == to {
            from
        } else {
            format!("{from}–{to}")
        }
    };
    let dots = span(
        codes.module_dots.start().to_string(),
        codes.module_dots.end().to_string(),
    );
    let mm = |range: &RangeInclusive<u32>, places: usize| {
        let one = |dots: u32| format!("{:.places$}", dpi.mm(dots));
        span(one(*range.start()), one(*range.end()))
    };
    let (module, side) = (mm(&codes.module_dots, 3), mm(&codes.side_dots, 1));
    let resolution = dpi.0;
    let mut lines = vec![text!(
        "  码    边长 {side} 毫米（不含白边），小方格 {module} 毫米 = {dots} 点，{resolution} dpi";
        "  codes  {side} mm a side (without quiet zone), modules of {module} mm = {dots} dots at {resolution} dpi")];
    if dpi.mm(*codes.module_dots.start()) < GOOD_MODULE_MM {
        lines.push(text!(
            "  注意：小方格不到 {GOOD_MODULE_MM} 毫米，普通摄像头可能扫不出来，请尽量放大。";
            "  Note: modules below {GOOD_MODULE_MM} mm are too fine for common cameras; make the codes larger if you can."));
    }
    lines
}
