//! An empty workbook for a catalogue: headings, an example, the trades, and what each column says.

use std::path::Path;

use cli_support::files::{self, Access};
use messages::{Failure, Lang, failure, untrusted::escape_untrusted_path};
use rust_xlsxwriter::{
    DataValidation, Format, FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet, XlsxError,
};

use super::columns::{BenefitColumn, Column, MerchantColumn, TradeColumn};
use super::trades::TradeTable;

/// Rows below the headings that are ready to be filled in.
const READY_ROWS: u32 = 2_000;

/// Of each column of a table: an example in Chinese and English, and what it says in Chinese and English.
type Explained = (&'static str, &'static str, &'static str, &'static str);

const BENEFITS: [Explained; 27] = [
    (
        "例",
        "example",
        "整数，一经公布不要改动，也不要给别的项目用",
        "a whole number; never changed once published, and never given to another benefit",
    ),
    (
        "理发半价",
        "Haircut at half price",
        "必填，中文",
        "needed, in Chinese",
    ),
    (
        "Haircut at half price",
        "Haircut at half price",
        "可不填",
        "may be left out",
    ),
    (
        "",
        "",
        "法律或文件名称",
        "the law or decree that it rests on",
    ),
    (
        "退役军人、残疾军人",
        "veteran, disabled-soldier",
        "有其中一类即可。对所有持有人都给的，写“所有持有人”；空着会被追问",
        "holders with one of these; write 'everybody' for all, since an empty cell is asked about",
    ),
    (
        "",
        "",
        "有其中一类的不给",
        "not for holders with one of these",
    ),
    (
        "1-6",
        "1-6",
        "残疾军人的等级，1 至 10",
        "disability grades, 1 to 10",
    ),
    ("", "", "1 至 9", "1 to 9"),
    (
        "",
        "",
        "入伍、服役、退役、就业、优抚",
        "enlisting, serving, leaving, working, in-care",
    ),
    (
        "",
        "",
        "持有人户籍的区划代码；写市级即包括各区县",
        "division codes of the holder's home; a city covers its counties",
    ),
    (
        "",
        "",
        "60岁以上、60-69岁、17岁以下；只用于发码单位自己发的（商户一栏写“发码单位”），不送到终端",
        "60+, 60-69, up to 17; only for what the bureau gives itself ('bureau' under merchants). Goes to no terminal",
    ),
    (
        "理发美容",
        "14",
        "哪些行业的商户给；写大类即包括各小类",
        "trades whose merchants give it; an upper one covers its lower ones",
    ),
    (
        "421200",
        "421200",
        "哪些地区的商户给，区划代码",
        "division codes of the merchants that give it",
    ),
    (
        "",
        "",
        "哪些商户给：编号或名称；所有商户都给的写“全部”，本单位自己发的写“发码单位”。行业、地区、商户至少写一项，同时成立",
        "numbers or names of merchants, 'all', or 'bureau' for what the bureau gives itself; one of trades, regions and merchants is needed, and all that are there must hold",
    ),
    (
        "",
        "",
        "只在这些门店给：编号，商户一栏只写一个",
        "numbers of branches; then one merchant is named",
    ),
    (
        "折扣",
        "share",
        "免费、折扣、立减、优惠价、优先、免费入场；本单位按月发的钱写“津贴”",
        "free, share, amount-off, fixed-price, priority, free-entry; 'allowance' for money that the bureau pays each month",
    ),
    (
        "5折",
        "pay 50%",
        "折扣写 8.5折、半价；立减、优惠价、津贴（每月）写元，最多两位小数；其他不填",
        "'pay 85%' or '15% off' for a share, yuan with at most two decimals for an amount, of an allowance each month",
    ),
    (
        "每天1次；每年5次（全部商户）",
        "1 use/day; 5 use/year (all-merchants)",
        "每天、每周、每月、每年、终身；次、乘次、天；可加（每个门店）（全部商户），不加为每个商户",
        "day, week, month, year, lifetime; use, ride, hire-day; with (branch) or (all-merchants), else by merchant",
    ),
    ("2026-01-01", "2026-01-01", "第一天", "the first day"),
    (
        "2026-12-31",
        "2026-12-31",
        "最后一天，当天仍给",
        "the last day, included",
    ),
    (
        "周一至周五",
        "mon-fri",
        "周一至周日，工作日，周末",
        "mon to sun, weekdays, weekend",
    ),
    (
        "",
        "",
        "1 至 31；没有 31 日的月份不顺延",
        "1 to 31; not moved in shorter months",
    ),
    (
        "",
        "",
        "每年的写 08-01，某一年的写 2026-02-17，一段写 10-01至10-07；农历节日逐年写",
        "08-01 for each year, 2026-02-17 for one, 10-01~10-07 for several",
    ),
    (
        "09:00-11:30、14:00-17:00",
        "09:00-11:30, 14:00-17:00",
        "最后一分钟不算；跨夜的后半夜属于第二天",
        "the last minute is not in it; the second half of a night belongs to the next day",
    ),
    (
        "",
        "",
        "折上折的顺序，1 至 9；空着就不与别的一起用",
        "the order in a combination, 1 to 9; empty stands alone",
    ),
    (
        "",
        "",
        "元；折后最少付这么多",
        "yuan; at least this is paid",
    ),
    (
        "",
        "",
        "节省金额中由财政补给商户的比例：全额、50%；不补的留空。不送到终端",
        "the share of what holders save that the bureau pays back to the merchant: full, 50%; empty for none. Goes to no terminal",
    ),
];

const MERCHANTS: [Explained; 10] = [
    (
        "例",
        "example",
        "整数，一经公布不要改动",
        "a whole number, never changed once published",
    ),
    ("温泉理发店", "温泉理发店", "必填", "needed, in Chinese"),
    ("", "", "可不填", "may be left out"),
    (
        "理发美容",
        "14",
        "行业表里的名称或编号，可写几个",
        "names or numbers of trades",
    ),
    (
        "421202",
        "421202",
        "六位区划代码",
        "the six digits of the division",
    ),
    (
        "0715-1234567",
        "0715-1234567",
        "写进名录，不送到终端",
        "for the directory; goes to no terminal",
    ),
    (
        "2026-01-01",
        "2026-01-01",
        "协议第一天",
        "the first day of the agreement",
    ),
    (
        "2026-12-31",
        "2026-12-31",
        "协议最后一天",
        "its last day, included",
    ),
    (
        "在册",
        "member",
        "在册、暂停、退出；退出的留在表里，不要删行",
        "member, suspended, left; one that has left stays in the table",
    ),
    (
        "1 温泉店；2 东门店",
        "1 Hot Springs; 2 East Gate",
        "编号和名称，没有就不填",
        "numbers and names of branches, if there are any",
    ),
];

const TRADES: [Explained; 4] = [
    ("", "", "整数", "a whole number"),
    ("", "", "中文", "in Chinese"),
    ("", "", "可不填", "may be left out"),
    (
        "",
        "",
        "小类写所属大类的编号；大类空着。删去本表就用程序自带的",
        "the number of the upper trade; empty for an upper one. Without this sheet the built-in list counts",
    ),
];

/// Writes the workbook to a file that is not there yet.
///
/// # Errors
/// `file-exists`, `file-unwritable`.
pub(crate) fn write(path: &Path, lang: Lang) -> Result<(), Failure> {
    let bytes = book(lang).map_err(|error| {
        let (name, why) = (escape_untrusted_path(path), error.to_string());
        failure!("workbook-unwritable"; "工作簿 {name} 做不出来"; "the workbook {name} cannot be made ({why})";
            "请把此错误报告给软件维护人员。"; "Report this.")
    })?;
    files::write_new(path, &bytes, Access::Public)
}

/// The names of the sheets.
const SHEETS: [(&str, &str); 4] = [
    ("优待项目", "benefits"),
    ("商户", "merchants"),
    ("行业", "trades"),
    ("说明", "explanations"),
];

fn book(lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let name = |at: usize| {
        if lang == Lang::Zh {
            SHEETS[at].0
        } else {
            SHEETS[at].1
        }
    };
    let looks = Looks::new();

    let sheet = book.add_worksheet().set_name(name(0))?;
    table::<BenefitColumn>(sheet, &BENEFITS, &looks, lang)?;
    let kinds = if lang == Lang::Zh {
        ["免费", "折扣", "立减", "优惠价", "优先", "免费入场", "津贴"]
    } else {
        [
            "free",
            "share",
            "amount-off",
            "fixed-price",
            "priority",
            "free-entry",
            "allowance",
        ]
    };
    choices::<BenefitColumn>(sheet, BenefitColumn::Kind, &kinds)?;

    let sheet = book.add_worksheet().set_name(name(1))?;
    table::<MerchantColumn>(sheet, &MERCHANTS, &looks, lang)?;
    let memberships = if lang == Lang::Zh {
        ["在册", "暂停", "退出"]
    } else {
        ["member", "suspended", "left"]
    };
    choices::<MerchantColumn>(sheet, MerchantColumn::Membership, &memberships)?;

    let sheet = book.add_worksheet().set_name(name(2))?;
    table::<TradeColumn>(sheet, &TRADES, &looks, lang)?;
    for (row, trade) in (1..).zip(TradeTable::built_in().rows()) {
        let within = trade
            .within
            .map(|upper| upper.to_string())
            .unwrap_or_default();
        let cells = [
            &trade.number.to_string(),
            &trade.name,
            &trade.name_en,
            &within,
        ];
        for (column, text) in (0..).zip(cells) {
            sheet.write_string_with_format(row, column, text, &looks.plain)?;
        }
    }

    let sheet = book.add_worksheet().set_name(name(3))?;
    let mut row = 0;
    explain::<BenefitColumn>(sheet, name(0), &BENEFITS, &looks, lang, &mut row)?;
    explain::<MerchantColumn>(sheet, name(1), &MERCHANTS, &looks, lang, &mut row)?;
    explain::<TradeColumn>(sheet, name(2), &TRADES, &looks, lang, &mut row)?;
    sheet.set_column_width(0, 24)?.set_column_width(1, 100)?;
    book.save_to_buffer()
}

struct Looks {
    heading: Format,
    plain: Format,
    example: Format,
    note: Format,
}

impl Looks {
    fn new() -> Self {
        // Text to Excel, so that it makes no date of 10-01.
        let plain = Format::new().set_num_format("@");
        Self {
            heading: plain
                .clone()
                .set_bold()
                .set_border(FormatBorder::Thin)
                .set_text_wrap(),
            example: plain.clone().set_italic().set_font_color("808080"),
            note: plain.clone().set_text_wrap().set_align(FormatAlign::Top),
            plain,
        }
    }
}

/// A heading in the language, with the other one in brackets, which are not read.
fn heading(column: impl Column, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}（{}）", column.zh(), column.code()),
        Lang::En => format!("{} ({})", column.code(), column.zh()),
    }
}

fn table<C: Column>(
    sheet: &mut Worksheet,
    explained: &[Explained],
    looks: &Looks,
    lang: Lang,
) -> Result<(), XlsxError> {
    for ((at, column), (zh, en, ..)) in (0..).zip(C::ALL).zip(explained) {
        sheet.set_column_range_format(at, at, &looks.plain)?;
        sheet.set_column_width(at, 16)?;
        sheet.write_string_with_format(0, at, heading(*column, lang), &looks.heading)?;
        let example = if lang == Lang::Zh { zh } else { en };
        if !example.is_empty() {
            sheet.write_string_with_format(1, at, *example, &looks.example)?;
        }
    }
    let last = u16::try_from(C::ALL.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.ignore_error_range(0, 0, READY_ROWS, last, IgnoreError::NumberStoredAsText)?;
    sheet.set_freeze_panes(1, 2)?;
    Ok(())
}

/// A list to choose from.
fn choices<C: Column>(sheet: &mut Worksheet, column: C, words: &[&str]) -> Result<(), XlsxError> {
    let at = C::ALL
        .iter()
        .position(|known| *known == column)
        .unwrap_or(0);
    let at = u16::try_from(at).unwrap_or(u16::MAX);
    let validation = DataValidation::new().allow_list_strings(words)?;
    sheet.add_data_validation(1, at, READY_ROWS, at, &validation)?;
    Ok(())
}

fn explain<C: Column>(
    sheet: &mut Worksheet,
    name: &str,
    explained: &[Explained],
    looks: &Looks,
    lang: Lang,
    row: &mut u32,
) -> Result<(), XlsxError> {
    sheet.write_string_with_format(*row, 0, name, &looks.heading)?;
    for (column, (.., zh, en)) in C::ALL.iter().zip(explained) {
        *row += 1;
        let text = if lang == Lang::Zh { zh } else { en };
        sheet.write_string_with_format(*row, 0, heading(*column, lang), &looks.plain)?;
        sheet.write_string_with_format(*row, 1, *text, &looks.note)?;
    }
    *row += 2;
    Ok(())
}
