//! The tables that clerks fill in: benefits, merchants and trades, in one workbook.

use crate::stage::{Stage, Trouble};
use crate::text_book::TextBook;

/// Of the sheet of benefits. What no benefit of a city needs is left out, as clerks do.
pub(crate) const BENEFIT_HEADINGS: [&str; 17] = [
    "编号",
    "名称",
    "英文名称",
    "依据",
    "适用类别",
    "行业",
    "地区",
    "商户",
    "优待方式",
    "数值",
    "限次",
    "开始",
    "截止",
    "星期",
    "时段",
    "叠加顺序",
    "最低价",
];

/// Of the sheet of merchants.
pub(crate) const MERCHANT_HEADINGS: [&str; 8] = [
    "编号",
    "名称",
    "英文名称",
    "行业",
    "地区",
    "联系方式",
    "协议开始",
    "协议截止",
];

/// Of the sheet of trades.
pub(crate) const TRADE_HEADINGS: [&str; 4] = ["编号", "名称", "英文名称", "上级行业"];

/// The rows of a catalogue, each with the cells of its headings.
#[derive(Clone, Default)]
pub(crate) struct Tables {
    pub(crate) benefits: Vec<[String; BENEFIT_HEADINGS.len()]>,
    pub(crate) merchants: Vec<[String; MERCHANT_HEADINGS.len()]>,
    pub(crate) trades: Vec<[String; TRADE_HEADINGS.len()]>,
}

impl Tables {
    /// Writes the workbook. Without trades of its own the built-in list counts.
    pub(crate) fn write(&self, stage: &Stage, name: &str) -> Result<(), Trouble> {
        fn rows<const N: usize>(
            rows: &[[String; N]],
        ) -> impl Iterator<Item = Result<[String; N], Trouble>> + '_ {
            rows.iter().cloned().map(Ok)
        }
        let mut book = TextBook::default();
        book.add("优待项目", &BENEFIT_HEADINGS, rows(&self.benefits))?;
        book.add("商户", &MERCHANT_HEADINGS, rows(&self.merchants))?;
        if !self.trades.is_empty() {
            book.add("行业", &TRADE_HEADINGS, rows(&self.trades))?;
        }
        book.save(&stage.path(name))
    }
}

/// A row of the table of benefits, cell by cell.
pub(crate) struct BenefitRow([String; BENEFIT_HEADINGS.len()]);

impl BenefitRow {
    /// With its titles, and what it rests on. What no method names is empty.
    pub(crate) fn new(number: u64, (zh, en): (&str, &str), basis: &str) -> Self {
        let mut row = Self(Default::default());
        row.set("编号", &number.to_string());
        row.set("名称", zh);
        row.set("英文名称", en);
        row.set("依据", basis);
        row
    }

    /// A cell by its heading.
    pub(crate) fn set(&mut self, heading: &str, cell: &str) {
        let at = BENEFIT_HEADINGS.iter().position(|it| *it == heading);
        if let Some(place) = at.and_then(|at| self.0.get_mut(at)) {
            cell.clone_into(place);
        }
    }

    /// Whom it is for.
    pub(crate) fn is_for(mut self, categories: &str) -> Self {
        self.set("适用类别", categories);
        self
    }

    /// Which trade or merchants give it.
    pub(crate) fn at(mut self, trade: &str, merchant: &str) -> Self {
        self.set("行业", trade);
        self.set("商户", merchant);
        self
    }

    /// What it does to the price.
    pub(crate) fn gives(mut self, kind: &str, value: &str) -> Self {
        self.set("优待方式", kind);
        self.set("数值", value);
        self
    }

    /// How often.
    pub(crate) fn quota(mut self, quota: &str) -> Self {
        self.set("限次", quota);
        self
    }

    /// In which order it is taken with others, and the floor in yuan.
    pub(crate) fn combines(mut self, order: &str, floor: &str) -> Self {
        self.set("叠加顺序", order);
        self.set("最低价", floor);
        self
    }

    /// The cells of the row.
    pub(crate) fn cells(self) -> [String; BENEFIT_HEADINGS.len()] {
        self.0
    }
}
