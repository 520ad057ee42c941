//! What merchants, trades and districts are called.

use credential_core::Region;
use messages::Lang;
use messages::untrusted::escape_untrusted;

use crate::catalogue::{CatalogueBook, MerchantRow, TradeRow};
use crate::regions;

/// The name of a merchant for people of this language.
pub(super) fn merchant_name(row: &MerchantRow, lang: Lang) -> String {
    messages::benefit_words::title(&row.merchant.name)
        .in_lang(lang)
        .to_owned()
}

/// The name of a trade; the Chinese one where it has no other.
pub(super) fn trade_name(row: &TradeRow, lang: Lang) -> String {
    let name = match lang {
        Lang::En if !row.name_en.is_empty() => &row.name_en,
        _ => &row.name,
    };
    escape_untrusted(name).into_owned()
}

/// Names of the trades of a merchant.
pub(crate) fn trade_names(book: &CatalogueBook, row: &MerchantRow, lang: Lang) -> String {
    let names: Vec<String> = row
        .trades
        .iter()
        .map(|trade| match book.trades.get(*trade) {
            Some(row) => trade_name(row, lang),
            None => trade.to_string(),
        })
        .collect();
    names.join(if lang == Lang::Zh { "、" } else { ", " })
}

/// What a district is called; its code if it has no name.
pub(crate) fn region_name(region: Region) -> String {
    regions::name(region).map_or_else(|| region.code().to_string(), str::to_owned)
}

/// The branches of a merchant in one line; empty if it has none.
pub(super) fn branches(row: &MerchantRow, lang: Lang) -> String {
    let all: Vec<String> = row
        .branches
        .iter()
        .map(|(number, name)| {
            format!("{number} {}", escape_untrusted(name))
                .trim()
                .to_owned()
        })
        .collect();
    all.join(if lang == Lang::Zh { "；" } else { "; " })
}
