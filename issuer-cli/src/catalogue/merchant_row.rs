//! A merchant as a row of the bureau's table.

use std::collections::BTreeMap;

use credential_core::{
    Agreement, CivilDay, Membership, Merchant, MerchantNumber, Region, Title, Trade,
};
use messages::{Failure, Lang, failure};

use super::cells::{dense, ordinary, shown, unknown, unreadable, whole_number};
use super::choices::{region, separator};
use super::columns::{Column as _, Headings, MerchantColumn};
use super::days::{day, day_text, last_day};
use super::trades::TradeTable;

/// A merchant, with what the catalogue does not carry to terminals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MerchantRow {
    /// What terminals learn.
    pub(crate) merchant: Merchant,
    pub(crate) trades: Vec<Trade>,
    pub(crate) region: Region,
    /// For the directory; goes to no terminal.
    pub(crate) contact: String,
    /// Branches by number, with their names.
    pub(crate) branches: BTreeMap<u32, String>,
}

const MEMBERSHIPS: [(&str, &str, Membership); 3] = [
    ("在册", "member", Membership::MEMBER),
    ("暂停", "suspended", Membership::SUSPENDED),
    ("退出", "left", Membership::LEFT),
];

/// Characters of a contact.
const MAX_CONTACT: usize = 200;

/// Branches of one merchant that a row lists.
const MAX_BRANCHES: usize = 1_024;

/// A fault of a cell, with its column.
pub(super) type AtColumn<C> = (Option<C>, Failure);

/// A number that a bureau has given: above 0.
///
/// # Errors
/// `number-missing`, `number-invalid`.
pub(super) fn given_number(cell: &str) -> Result<u32, Failure> {
    let text = dense(cell);
    if text.is_empty() {
        return Err(failure!("number-missing"; "没有编号"; "there is no number";
            "请填上，一经公布不要改动。"; "Fill it in, and do not change it once it is published."));
    }
    let digits = text.bytes().all(|digit| digit.is_ascii_digit());
    match whole_number(&text).filter(|_| digits) {
        Some(number) if number > 0 => Ok(number),
        _ => Err(
            failure!("number-invalid"; "“{}”不是编号", shown(cell); "'{}' is not a number", shown(cell);
            "请写 1 到 4294967295 的整数。"; "Write a whole number from 1 to 4294967295."),
        ),
    }
}

/// A title in Chinese, and in English if there is one.
pub(super) fn title(zh: &str, en: &str) -> Title {
    Title {
        zh: zh.trim().to_owned(),
        en: (!en.trim().is_empty()).then(|| en.trim().to_owned()),
    }
}

/// The failure to a title that cannot stand in a catalogue.
pub(super) fn bad_title(text: &str) -> Failure {
    if text.trim().is_empty() {
        return failure!("title-missing"; "没有名称"; "there is no title"; "请填上。"; "Fill it in.");
    }
    failure!("title-invalid"; "名称“{}”过长，或有看不见的字符、连续的空格", shown(text);
        "the title '{}' is too long, or has hidden characters or blanks in a row", shown(text);
        "最多 192 字节（约 64 个汉字），一行。"; "At most 192 bytes, in one line.")
}

impl MerchantRow {
    /// Reads a row.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub(super) fn read(
        row: &[String],
        headings: &Headings<MerchantColumn>,
        trades: &TradeTable,
    ) -> Result<Self, Vec<AtColumn<MerchantColumn>>> {
        use MerchantColumn as C;
        let cell = |column| headings.cell(row, column);
        let mut faults = Vec::new();
        let mut note = |column, failure| faults.push((Some(column), failure));
        let number = given_number(cell(C::Number)).map_err(|why| note(C::Number, why));
        let region = region(cell(C::Region)).map_err(|why| note(C::Region, why));
        let trades = trades
            .read(cell(C::Trades))
            .and_then(|trades| match trades.is_empty() {
                true => Err(failure!("trade-missing"; "没有行业"; "there is no trade";
                "请填上，例如 理发美容。"; "Fill it in, such as 14 or hairdressing.")),
                false => Ok(trades),
            });
        let trades = trades.map_err(|why| note(C::Trades, why));
        let membership = membership(cell(C::Membership)).map_err(|why| note(C::Membership, why));
        let agreement =
            agreement(cell(C::From), cell(C::Until)).map_err(|(column, why)| note(column, why));
        let branches = branches(cell(C::Branches)).map_err(|why| note(C::Branches, why));
        let contact = cell(C::Contact);
        if contact.chars().count() > MAX_CONTACT {
            note(
                C::Contact,
                failure!("contact-long"; "联系方式超过 {MAX_CONTACT} 个字"; "the contact has more than {MAX_CONTACT} characters";
                "请写短些。"; "Shorten it."),
            );
        }
        let name = title(cell(C::Name), cell(C::NameEn));
        let checked = |name: &Title| Merchant {
            number: MerchantNumber(1),
            name: name.clone(),
            membership: Membership::MEMBER,
            agreement: None,
        };
        if checked(&title(&name.zh, "")).check().is_err() {
            note(C::Name, bad_title(&name.zh));
        } else if checked(&name).check().is_err() {
            note(C::NameEn, bad_title(name.en.as_deref().unwrap_or_default()));
        }
        match (number, region, trades, membership, agreement, branches) {
            (Ok(number), Ok(region), Ok(trades), Ok(membership), Ok(agreement), Ok(branches))
                if faults.is_empty() =>
            {
                Ok(Self {
                    merchant: Merchant {
                        number: MerchantNumber(number),
                        name,
                        membership,
                        agreement,
                    },
                    trades,
                    region,
                    contact: contact.to_owned(),
                    branches,
                })
            }
            _ => Err(faults),
        }
    }

    pub(crate) const fn number(&self) -> u32 {
        self.merchant.number.0
    }

    /// A column as a cell that can be read again.
    pub(crate) fn cell(&self, column: MerchantColumn, trades: &TradeTable, lang: Lang) -> String {
        use MerchantColumn as C;
        let merchant = &self.merchant;
        let agreement = |day: fn(&Agreement) -> credential_core::CivilDay| {
            merchant
                .agreement
                .as_ref()
                .map_or_else(String::new, |days| open_day(day(days)))
        };
        match column {
            C::Number => merchant.number.to_string(),
            C::Name => merchant.name.zh.clone(),
            C::NameEn => merchant.name.en.clone().unwrap_or_default(),
            C::Trades => trades.text(&self.trades, lang),
            C::Region => self.region.code().to_string(),
            C::Contact => self.contact.clone(),
            C::From => agreement(|days| days.first),
            C::Until => agreement(|days| days.last),
            C::Membership => membership_text(merchant.membership, lang),
            C::Branches => {
                let texts: Vec<String> = self
                    .branches
                    .iter()
                    .map(|(number, name)| format!("{number} {name}").trim().to_owned())
                    .collect();
                texts.join(if lang == Lang::Zh { "；" } else { "; " })
            }
        }
    }

    /// The columns in which it differs from another one.
    pub(crate) fn differing<'o>(
        &'o self,
        other: &'o Self,
        trades: &'o TradeTable,
    ) -> impl Iterator<Item = MerchantColumn> + 'o {
        let columns = MerchantColumn::ALL.iter().copied();
        columns.filter(move |column| {
            self.cell(*column, trades, Lang::En) != other.cell(*column, trades, Lang::En)
        })
    }

    /// The same, after it has left.
    pub(crate) fn left(&self) -> Self {
        let mut left = self.clone();
        left.merchant.membership = Membership::LEFT;
        left
    }
}

/// The words for a membership.
pub(crate) fn membership_text(membership: Membership, lang: Lang) -> String {
    let known = MEMBERSHIPS.iter().find(|known| known.2 == membership);
    known.map_or_else(String::new, |known| {
        let text = if lang == Lang::Zh { known.0 } else { known.1 };
        text.to_owned()
    })
}

fn membership(cell: &str) -> Result<Membership, Failure> {
    let word = dense(cell);
    if word.is_empty() {
        return Ok(Membership::MEMBER);
    }
    let known = MEMBERSHIPS
        .iter()
        .find(|known| known.0 == word || known.1 == word);
    known.map(|known| known.2).ok_or_else(|| {
        let known: Vec<&str> = MEMBERSHIPS
            .iter()
            .flat_map(|known| [known.0, known.1])
            .collect();
        unknown(
            "membership-unknown",
            ("在册情况", "membership"),
            &word,
            &known,
        )
    })
}

/// One without a first or last day is open there.
fn agreement(from: &str, until: &str) -> Result<Option<Agreement>, (MerchantColumn, Failure)> {
    use MerchantColumn::{From, Until};
    let end =
        |cell: &str, column, read: fn(&str) -> Result<CivilDay, Failure>| match cell.is_empty() {
            true => Ok(None),
            false => read(cell).map(Some).map_err(|why| (column, why)),
        };
    let (first, last) = (end(from, From, day)?, end(until, Until, last_day)?);
    if first.is_none() && last.is_none() {
        return Ok(None);
    }
    let always = Agreement::ALWAYS;
    let days = Agreement {
        first: first.unwrap_or(always.first),
        last: last.unwrap_or(always.last),
    };
    if days.last < days.first {
        return Err((Until, wrong_way_round()));
    }
    Ok(Some(days))
}

/// The failure to a last day before the first.
pub(super) fn wrong_way_round() -> Failure {
    failure!("days-wrong-way"; "截止早于开始"; "the last day is before the first";
        "请核对两个日期。"; "Check both days.")
}

fn open_day(day: credential_core::CivilDay) -> String {
    let always = Agreement::ALWAYS;
    if day == always.first || day == always.last {
        String::new()
    } else {
        day_text(day)
    }
}

/// `1 温泉店；2 东门店`: numbers, with names or without.
fn branches(cell: &str) -> Result<BTreeMap<u32, String>, Failure> {
    let mut all = BTreeMap::new();
    let text = cell.replace(['；', '\n', '、', '，', ','], ";");
    for entry in text
        .split(';')
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
    {
        let digits = ordinary(entry);
        let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
        let number: u32 = digits.parse().map_err(|_| unreadable(entry))?;
        let name: String = entry.chars().skip(digits.len()).collect();
        if number == 0 || all.insert(number, name.trim().to_owned()).is_some() {
            return Err(
                failure!("branch-number"; "门店编号 {number} 是 0 或重复"; "the number {number} of a branch is 0 or used twice";
                "每个门店一个编号，从 1 起。"; "Each branch has a number of its own, from 1."),
            );
        }
    }
    if all.len() > MAX_BRANCHES {
        return Err(
            failure!("branches-many"; "门店超过 {MAX_BRANCHES} 个"; "there are more than {MAX_BRANCHES} branches";
            "请登记为几个商户。"; "Enter them as several merchants."),
        );
    }
    Ok(all)
}

/// Numbers as a cell.
pub(super) fn numbers_text(numbers: &[u32], lang: Lang) -> String {
    let texts: Vec<String> = numbers.iter().map(u32::to_string).collect();
    texts.join(separator(lang))
}
