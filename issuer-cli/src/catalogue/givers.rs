//! Which merchants give a benefit, and at which branches.

use credential_core::limits::MAX_BENEFIT_BRANCHES;
use credential_core::{Region, Trade};
use messages::{Failure, failure};

use super::cells::{dense, entries, nearest, shown, whole_number};
use super::merchant_row::MerchantRow;
use super::trades::TradeTable;

/// The merchants that give a benefit: all conditions hold together, the entries of a list are alternatives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Givers {
    /// By number; `None` for whatever the others say, and an empty list where the bureau gives it itself.
    pub(crate) merchants: Option<Vec<u32>>,
    pub(crate) trades: Vec<Trade>,
    pub(crate) regions: Vec<Region>,
}

/// The merchants that a benefit can name.
pub(super) struct KnownMerchants<'m> {
    /// Those whose rows are sound, by number.
    pub(super) rows: &'m [MerchantRow],
    /// Those whose rows have faults: by number, where it can be read, and by name. What is wrong is said there.
    pub(super) faulty: Vec<(Option<u32>, String)>,
    /// Whether their table is there: without it, nothing can be said of a name.
    pub(super) is_whole: bool,
}

impl KnownMerchants<'_> {
    /// Whether a number or a name is that of a merchant of which it is said elsewhere what is wrong.
    fn is_told_of(&self, word: &str, number: Option<u32>) -> bool {
        let mut faulty = self.faulty.iter();
        !self.is_whole
            || faulty.any(|(known, name)| name == word || (number.is_some() && *known == number))
    }
}

pub(super) const ALL_MERCHANTS: [&str; 4] = ["全部", "全部商户", "all", "allmerchants"];

/// What is written where no merchant gives it, as an allowance.
pub(super) const BUREAU: [&str; 4] = ["发码单位", "本单位", "bureau", "thebureau"];

impl Givers {
    /// Whether the bureau gives it itself: then it is in the part of no merchant, and no terminal learns it.
    pub(crate) fn is_bureau(&self) -> bool {
        self.merchants.as_ref().is_some_and(Vec::is_empty)
    }

    /// Whether this merchant is one of them.
    pub(crate) fn has(&self, merchant: &MerchantRow, trades: &TradeTable) -> bool {
        let numbers = self.merchants.as_ref();
        numbers.is_none_or(|numbers| numbers.contains(&merchant.number()))
            && (self.trades.is_empty()
                || self
                    .trades
                    .iter()
                    .any(|trade| trades.covers(*trade, &merchant.trades)))
            && (self.regions.is_empty()
                || self
                    .regions
                    .iter()
                    .any(|region| region.covers(merchant.region)))
    }
}

/// Merchants by number or name; `None` for all of them, and where nothing is written; none of them for the bureau.
pub(super) fn giving_merchants(
    cell: &str,
    known: &KnownMerchants<'_>,
) -> Result<Option<Vec<u32>>, Failure> {
    let merchants = known.rows;
    if cell.is_empty() || ALL_MERCHANTS.contains(&dense(cell).as_str()) {
        return Ok(None);
    }
    if BUREAU.contains(&dense(cell).as_str()) {
        return Ok(Some(Vec::new()));
    }
    let mut all = Vec::new();
    for entry in entries(cell) {
        let word = dense(&entry);
        let number = whole_number(&word);
        // They stand in the order of their numbers; names are looked through only where there is no such number.
        let numbered = number.and_then(|number| {
            let at = merchants.binary_search_by_key(&number, MerchantRow::number);
            at.ok().and_then(|at| merchants.get(at))
        });
        if let Some(merchant) = numbered {
            all.push(merchant.number());
            continue;
        }
        let mut named = merchants
            .iter()
            .filter(|merchant| dense(&merchant.merchant.name.zh) == word);
        let Some(merchant) = named.next() else {
            if known.is_told_of(&word, number) {
                // The tables are refused anyway; one without a number that can be read has none.
                all.push(number.unwrap_or(0));
                continue;
            }
            let known: Vec<&str> = merchants
                .iter()
                .map(|one| one.merchant.name.zh.as_str())
                .collect();
            let near = nearest(&word, &known);
            let near = near.map(|near| {
                (
                    format!("是不是“{near}”？"),
                    format!("Did you mean '{near}'? "),
                )
            });
            let (zh, en) = near.unwrap_or_default();
            return Err(
                failure!("merchant-unknown"; "商户表里没有“{}”", shown(&entry); "there is no merchant '{}' in the table", shown(&entry);
                "{zh}请写商户表里的编号或名称；退出的商户留在表里，在册情况写“退出”。";
                "{en}Write a number or a name of the table; a merchant that has left stays in it as 'left'."),
            );
        };
        if named.next().is_some() {
            return Err(
                failure!("merchant-unclear"; "“{}”不止一个商户", shown(&entry); "'{}' is more than one merchant", shown(&entry);
                "请写编号。"; "Write the number."),
            );
        }
        all.push(merchant.number());
    }
    all.sort_unstable();
    all.dedup();
    Ok(Some(all))
}

/// Branches are those of one merchant.
pub(super) fn branches(
    cell: &str,
    merchant: &str,
    known: &KnownMerchants<'_>,
) -> Result<Vec<u32>, Failure> {
    if cell.is_empty() {
        return Ok(Vec::new());
    }
    let merchants = known.rows;
    // Of a merchant that there is not it is said in its own column.
    let Ok(giving) = giving_merchants(merchant, known) else {
        return Ok(Vec::new());
    };
    let [number] = giving.as_deref().unwrap_or_default() else {
        return Err(
            failure!("branches-of-one"; "写了门店，却没有写明是哪一个商户的"; "there are branches, and not one merchant whose they are";
            "限定门店的优待，商户一栏只写一个商户。"; "A benefit for branches names one merchant."),
        );
    };
    let merchant = merchants
        .iter()
        .find(|merchant| merchant.number() == *number);
    if merchant.is_none() {
        return Ok(Vec::new());
    }
    let mut all = Vec::new();
    for entry in entries(cell) {
        let branch = whole_number(&dense(&entry)).filter(|branch| {
            merchant.is_some_and(|merchant| merchant.branches.contains_key(branch))
        });
        all.push(branch.ok_or_else(|| {
            failure!("branch-unknown"; "商户 {number} 没有门店“{}”", shown(&entry); "the merchant {number} has no branch '{}'", shown(&entry);
                "请写商户表“门店”一栏里的编号。"; "Write a number from the column branches of the table of merchants.")
        })?);
    }
    all.sort_unstable();
    all.dedup();
    if all.len() > MAX_BENEFIT_BRANCHES {
        return Err(
            failure!("branches-many"; "门店超过 {MAX_BENEFIT_BRANCHES} 个"; "there are more than {MAX_BENEFIT_BRANCHES} branches";
            "全部门店都给的请留空。"; "Leave it empty if all branches give it."),
        );
    }
    Ok(all)
}

/// The failure to a benefit that names none.
pub(super) fn given_nowhere() -> Failure {
    failure!("given-nowhere"; "没有写由哪些商户给予"; "it does not say which merchants give it";
        "请写行业、地区或商户；所有商户都给的写“全部”，由本单位自己发的写“发码单位”。";
        "Name trades, regions or merchants; write 'all' for all of them, and 'bureau' for what the bureau gives itself.")
}

/// The failure to a benefit of the bureau that names places too.
pub(super) fn bureau_alone() -> Failure {
    failure!("bureau-alone"; "写了由发码单位自己发，又写了行业、地区或门店";
        "it is given by the bureau itself, and there are trades, regions or branches too";
        "请删去其一。"; "Delete one of them.")
}

/// The failure to a condition that no terminal can check, on a benefit that merchants give.
pub(super) fn age_at_merchant() -> Failure {
    failure!("age-at-merchant"; "商户给的优待不能写年龄：码里没有出生日期，终端查不了";
        "a benefit of merchants has no ages: a code has no date of birth, and terminals could not check it";
        "由本单位自己发的，商户一栏写“发码单位”；商户看身份证给的，请写进名称，年龄一栏留空。";
        "Write 'bureau' under merchants for what the bureau gives itself. Where a merchant looks at the identity card, say so in the title and leave the ages empty.")
}

/// The failure to an allowance that merchants are to give.
pub(super) fn allowance_at_merchant() -> Failure {
    failure!("allowance-at-merchant"; "津贴只能由发码单位自己发"; "an allowance is given by the bureau itself";
        "商户一栏请写“发码单位”。"; "Write 'bureau' under merchants.")
}
