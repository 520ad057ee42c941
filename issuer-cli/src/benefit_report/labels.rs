//! What the groups of a report are called.

use std::collections::HashMap;

use books::Month;
use books::report::{Dimension, Name, Names};
use credential_core::{Category, Region};
use messages::{Lang, Text, text, words};

use crate::regions;

/// The names of merchants, benefits and trades, beside those that every bureau has.
///
/// They come from data: whoever shows them escapes them.
#[derive(Debug, Default)]
pub(crate) struct Labels {
    merchants: HashMap<u32, Text>,
    benefits: HashMap<u32, Text>,
    trades: HashMap<u32, Text>,
}

impl Labels {
    /// From the names that stand in the books.
    pub(crate) fn new(names: Names) -> Self {
        let texts = |names: Vec<Name>| {
            let mut counts: HashMap<String, usize> = HashMap::new();
            for name in &names {
                *counts.entry(name.zh.clone()).or_default() += 1;
            }
            let text = |name: Name| {
                let number = name.number;
                let en = name.en.unwrap_or_else(|| name.zh.clone());
                // Benefits of different merchants may have one title: the number tells them apart.
                let words = match counts.get(&name.zh) {
                    Some(2..) => Text::new(
                        format!("{}（编号 {number}）", name.zh),
                        format!("{en} (No. {number})"),
                    ),
                    _ => Text::new(name.zh, en),
                };
                (number, words)
            };
            names.into_iter().map(text).collect()
        };
        Self {
            merchants: texts(names.merchants),
            benefits: texts(names.benefits),
            trades: texts(names.trades),
        }
    }

    /// What this group is called.
    pub(crate) fn of(&self, dimension: Dimension, key: u32) -> Text {
        let known = match dimension {
            Dimension::Month => return month(key),
            Dimension::Category => return category(key),
            Dimension::District => return district(key),
            Dimension::Merchant => self.merchants.get(&key),
            Dimension::Benefit => self.benefits.get(&key),
            Dimension::Trade if key == 0 => return text!("行业不明"; "trade not known"),
            Dimension::Trade => self.trades.get(&key),
        };
        known
            .cloned()
            .unwrap_or_else(|| text!("编号 {key}"; "number {key}"))
    }
}

fn month(key: u32) -> Text {
    let text = Month::from_number(key).map_or_else(|| key.to_string(), |month| month.to_string());
    Text::new(text.clone(), text)
}

fn category(key: u32) -> Text {
    let known = Category::ALL
        .into_iter()
        .find(|category| u32::from(category.number()) == key);
    known.map_or_else(|| text!("类别 {key}"; "category {key}"), words::category)
}

/// The division with this code, by its name and its code.
pub(crate) fn district(key: u32) -> Text {
    if key == 0 {
        return text!("地区不明"; "district not known");
    }
    let name = Region::new(key).ok().and_then(regions::name);
    let name = name.unwrap_or_default();
    text!("{name}（{key}）"; "{key} {name}")
}

/// A dimension as the heading of its table.
pub(super) fn heading(dimension: Dimension, lang: Lang) -> &'static str {
    let (zh, en) = match dimension {
        Dimension::Month => ("月份", "Month"),
        Dimension::Trade => ("行业", "Trade"),
        Dimension::Merchant => ("商户", "Merchant"),
        Dimension::Category => ("人员类别", "Category"),
        Dimension::District => ("地区", "District"),
        Dimension::Benefit => ("优待项目", "Benefit"),
    };
    if lang == Lang::Zh { zh } else { en }
}

/// The heading of the part of a page that is about it.
pub(super) fn section(dimension: Dimension) -> Text {
    match dimension {
        Dimension::Month => text!("按月"; "By month"),
        Dimension::Trade => text!("按行业"; "By trade"),
        Dimension::Merchant => text!("按商户"; "By merchant"),
        Dimension::Category => text!("按人员类别"; "By category"),
        Dimension::District => text!("按地区"; "By district"),
        Dimension::Benefit => text!("按优待项目"; "By benefit"),
    }
}

/// What is measured, as headings of columns behind the group.
pub(super) fn measures(lang: Lang) -> [&'static str; 5] {
    match lang {
        Lang::Zh => ["次数", "人数", "原价（元）", "实付（元）", "节省（元）"],
        Lang::En => [
            "Uses",
            "People",
            "Price (yuan)",
            "Paid (yuan)",
            "Saved (yuan)",
        ],
    }
}
