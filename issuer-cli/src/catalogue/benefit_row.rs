//! A benefit as a row of the bureau's table, and which merchants give it.

use credential_core::limits::MAX_BASIS_BYTES;
use credential_core::{Benefit, BenefitKind, BenefitNumber, BranchNumber, Fen, Region, Times};
use messages::{Failure, Lang, failure};

use super::ages::Ages;
use super::cells::{dense, numbers, shown, whole_number};
use super::choices::{
    Audience, audience, audience_text, categories, categories_text, grade, regions_of, separator,
    stages, stages_text,
};
use super::columns::{BenefitColumn, Column as _, Headings};
use super::days::{
    dates, dates_text, day, day_text, hours, hours_text, last_day, month_days, set, set_text,
    weekdays,
};
use super::givers::{
    ALL_MERCHANTS, BUREAU, Givers, KnownMerchants, age_at_merchant, allowance_at_merchant,
    branches, bureau_alone, given_nowhere, giving_merchants,
};
use super::merchant_row::{
    AtColumn, bad_title, given_number, numbers_text, title, wrong_way_round,
};
use super::money::yuan_above_zero;
use super::price::{self, Worth};
use super::quotas::{quotas, quotas_text};
use super::reimbursed::Reimbursed;
use super::trades::TradeTable;

/// A benefit, and who gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BenefitRow {
    /// As it stands in the parts of merchants.
    pub(crate) benefit: Benefit,
    /// Whom the column of categories says that it is for.
    pub(crate) audience: Audience,
    pub(crate) givers: Givers,
    /// The ages that it is for. No terminal learns them.
    pub(crate) ages: Option<Ages>,
    /// What the bureau pays each month. Then the kind of the benefit says nothing, and no merchant gives it.
    pub(crate) allowance: Option<Fen>,
    /// What the bureau pays back. No terminal learns it.
    pub(crate) reimbursed: Option<Reimbursed>,
}

impl BenefitRow {
    /// Reads a row.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub(super) fn read(
        row: &[String],
        headings: &Headings<BenefitColumn>,
        trades: &TradeTable,
        merchants: &KnownMerchants<'_>,
    ) -> Result<Self, Vec<AtColumn<BenefitColumn>>> {
        use BenefitColumn as C;
        let cell = |column| headings.cell(row, column);
        let mut faults: Vec<AtColumn<C>> = Vec::new();
        macro_rules! read {
            ($column:expr, $read:expr) => {
                $read.map_err(|why| faults.push((Some($column), why))).ok()
            };
        }
        let number = read!(C::Number, given_number(cell(C::Number)));
        let audience = read!(C::Categories, audience(cell(C::Categories)));
        let not_for = read!(C::NotFor, categories(cell(C::NotFor)));
        let grades = read!(C::Grades, numbers(cell(C::Grades), 10, grade).and_then(set));
        let honours = read!(
            C::Honours,
            numbers(cell(C::Honours), 9, grade).and_then(set)
        );
        let stages = read!(C::Stages, stages(cell(C::Stages)));
        let home_regions = read!(C::HomeRegions, regions_of(cell(C::HomeRegions)));
        let ages = read!(C::Ages, Ages::read(cell(C::Ages)));
        let giving_trades = read!(C::Trades, trades.read(cell(C::Trades)));
        let regions = read!(C::Regions, regions_of(cell(C::Regions)));
        let giving = read!(
            C::Merchants,
            giving_merchants(cell(C::Merchants), merchants)
        );
        let worth = price::worth(cell(C::Kind), cell(C::Value))
            .map_err(|why| {
                let column = if why.code == "kind-unknown" {
                    C::Kind
                } else {
                    C::Value
                };
                faults.push((Some(column), why));
            })
            .ok();
        let quotas = read!(C::Quotas, quotas(cell(C::Quotas)));
        let from = read!(C::From, optional(cell(C::From), day));
        let until = read!(C::Until, optional(cell(C::Until), last_day));
        let weekdays = read!(C::Weekdays, weekdays(cell(C::Weekdays)));
        let month_days = read!(C::MonthDays, month_days(cell(C::MonthDays)));
        let dates = read!(C::Dates, dates(cell(C::Dates)));
        let has_days = [C::Weekdays, C::MonthDays, C::Dates]
            .iter()
            .any(|column| !cell(*column).is_empty());
        let hours = read!(C::Hours, hours(cell(C::Hours), has_days));
        let order = read!(C::Order, optional(cell(C::Order), order));
        let floor = read!(C::Floor, optional(cell(C::Floor), yuan_above_zero));
        let reimbursed = read!(C::Reimbursed, Reimbursed::read(cell(C::Reimbursed)));
        let branches = read!(
            C::Branches,
            branches(cell(C::Branches), cell(C::Merchants), merchants)
        );

        let title = title(cell(C::Title), cell(C::TitleEn));
        let mut benefit = Benefit::new(BenefitNumber(1), title, BenefitKind::Free);
        if benefit.check().is_err() {
            let zh_alone = super::merchant_row::title(&benefit.title.zh, "");
            let zh_alone = Benefit::new(BenefitNumber(1), zh_alone, BenefitKind::Free);
            faults.push(match zh_alone.check() {
                Err(_) => (Some(C::Title), bad_title(&benefit.title.zh)),
                Ok(()) => (
                    Some(C::TitleEn),
                    bad_title(benefit.title.en.as_deref().unwrap_or_default()),
                ),
            });
        } else if !cell(C::Basis).is_empty() {
            benefit.basis = Some(cell(C::Basis).to_owned());
            if benefit.check().is_err() {
                faults.push((Some(C::Basis), bad_basis(cell(C::Basis))));
            }
        }
        if let (Some(Some(from)), Some(Some(until))) = (from, until)
            && until < from
        {
            faults.push((Some(C::Until), wrong_way_round()));
        }
        let named = [C::Trades, C::Regions, C::Merchants];
        if named.iter().all(|column| cell(*column).is_empty()) {
            faults.push((Some(C::Merchants), given_nowhere()));
        }
        if giving
            .as_ref()
            .is_some_and(|giving| giving.as_ref().is_some_and(Vec::is_empty))
        {
            let of_places = [C::Trades, C::Regions, C::Branches];
            if of_places.iter().any(|column| !cell(*column).is_empty()) {
                faults.push((Some(C::Merchants), bureau_alone()));
            }
        } else {
            if matches!(ages, Some(Some(_))) {
                faults.push((Some(C::Ages), age_at_merchant()));
            }
            if matches!(worth, Some(Worth::Allowance(_))) {
                faults.push((Some(C::Kind), allowance_at_merchant()));
            }
        }
        let whole = || {
            let audience = audience?;
            benefit.number = BenefitNumber(number?);
            let allowance = match worth? {
                Worth::Kind(kind) => {
                    benefit.kind = kind;
                    None
                }
                Worth::Allowance(monthly) => Some(monthly),
            };
            benefit.from = from?;
            benefit.until = until?;
            benefit.categories = match audience {
                Audience::Of(set) => Some(set),
                Audience::Everybody | Audience::Unsaid => None,
            };
            benefit.not_for = not_for?;
            benefit.grades = grades?;
            benefit.honour_classes = honours?;
            benefit.life_stages = stages?;
            benefit.home_regions = home_regions?;
            benefit.branches = branches?.into_iter().map(BranchNumber).collect();
            let times = Times {
                weekdays: weekdays?,
                month_days: month_days?,
                dates: dates?,
                hours: hours?,
            };
            benefit.times = (times != Times::default()).then_some(times);
            benefit.quotas = quotas?;
            benefit.order = order?;
            benefit.floor = floor?;
            Some(Self {
                benefit,
                audience,
                ages: ages?,
                allowance,
                reimbursed: reimbursed?,
                givers: Givers {
                    merchants: giving?,
                    trades: giving_trades?,
                    regions: regions?,
                },
            })
        };
        let row = whole().filter(|_| faults.is_empty()).ok_or(faults)?;
        // What the core would refuse when it is signed, it refuses here.
        match row.benefit.check() {
            Ok(()) => Ok(row),
            Err(error) => Err(vec![(None, not_a_benefit(&error))]),
        }
    }

    pub(crate) const fn number(&self) -> u32 {
        self.benefit.number.0
    }

    /// Whether it is for all holders because nobody wrote whom it is for.
    pub(crate) fn is_for_everybody_by_silence(&self) -> bool {
        self.audience == Audience::Unsaid && self.is_for_everybody()
    }

    /// Whether nothing about a holder is a condition, but for where they are from.
    pub(crate) fn is_for_everybody(&self) -> bool {
        let benefit = &self.benefit;
        benefit.categories.is_none()
            && benefit.grades.is_none()
            && benefit.honour_classes.is_none()
            && benefit.life_stages.is_none()
            && self.ages.is_none()
    }

    /// A column as a cell that can be read again.
    pub(crate) fn cell(&self, column: BenefitColumn, trades: &TradeTable, lang: Lang) -> String {
        use BenefitColumn as C;
        let benefit = &self.benefit;
        let separator = separator(lang);
        let times = benefit.times.clone().unwrap_or_default();
        let optional_day =
            |day: Option<credential_core::CivilDay>| day.map(day_text).unwrap_or_default();
        let regions = |regions: &[Region]| {
            let codes: Vec<u32> = regions.iter().map(|region| region.code()).collect();
            numbers_text(&codes, lang)
        };
        match column {
            C::Number => benefit.number.to_string(),
            C::Title => benefit.title.zh.clone(),
            C::TitleEn => benefit.title.en.clone().unwrap_or_default(),
            C::Basis => benefit.basis.clone().unwrap_or_default(),
            C::Categories => match self.is_for_everybody() {
                false if benefit.categories.is_none() => String::new(),
                _ => audience_text(self.audience, lang),
            },
            C::NotFor => categories_text(benefit.not_for, lang),
            C::Grades => set_text(benefit.grades, separator),
            C::Honours => set_text(benefit.honour_classes, separator),
            C::Stages => stages_text(benefit.life_stages, lang),
            C::HomeRegions => regions(&benefit.home_regions),
            C::Ages => self.ages.map(|ages| ages.cell(lang)).unwrap_or_default(),
            C::Trades => trades.text(&self.givers.trades, lang),
            C::Regions => regions(&self.givers.regions),
            C::Merchants => match &self.givers.merchants {
                Some(numbers) if numbers.is_empty() => {
                    let bureau = if lang == Lang::Zh {
                        BUREAU[0]
                    } else {
                        BUREAU[2]
                    };
                    bureau.to_owned()
                }
                Some(numbers) => numbers_text(numbers, lang),
                None if self.givers == Givers::default() => {
                    let all = if lang == Lang::Zh {
                        ALL_MERCHANTS[0]
                    } else {
                        ALL_MERCHANTS[2]
                    };
                    all.to_owned()
                }
                None => String::new(),
            },
            C::Branches => {
                let numbers: Vec<u32> = benefit.branches.iter().map(|branch| branch.0).collect();
                numbers_text(&numbers, lang)
            }
            C::Kind => self.worth_cells(lang).0,
            C::Value => self.worth_cells(lang).1,
            C::Quotas => quotas_text(&benefit.quotas, lang),
            C::From => optional_day(benefit.from),
            C::Until => optional_day(benefit.until),
            C::Weekdays => set_text(times.weekdays, separator),
            C::MonthDays => set_text(times.month_days, separator),
            C::Dates => dates_text(&times.dates, separator),
            C::Hours => hours_text(&times.hours, separator),
            C::Order => benefit
                .order
                .map(|order| order.to_string())
                .unwrap_or_default(),
            C::Floor => benefit
                .floor
                .map(|floor| floor.to_string())
                .unwrap_or_default(),
            C::Reimbursed => self.reimbursed.map(Reimbursed::cell).unwrap_or_default(),
        }
    }

    /// Kind and value.
    fn worth_cells(&self, lang: Lang) -> (String, String) {
        match self.allowance {
            Some(monthly) => price::allowance_cells(monthly, lang),
            None => price::cells(self.benefit.kind, lang),
        }
    }

    /// The columns in which it differs from another one.
    pub(crate) fn differing<'o>(
        &'o self,
        other: &'o Self,
        trades: &'o TradeTable,
    ) -> impl Iterator<Item = BenefitColumn> + 'o {
        let columns = BenefitColumn::ALL.iter().copied();
        columns.filter(move |column| {
            self.cell(*column, trades, Lang::En) != other.cell(*column, trades, Lang::En)
        })
    }
}

fn optional<T>(
    cell: &str,
    read: impl Fn(&str) -> Result<T, Failure>,
) -> Result<Option<T>, Failure> {
    match cell.is_empty() {
        true => Ok(None),
        false => read(cell).map(Some),
    }
}

fn order(cell: &str) -> Result<u8, Failure> {
    let number = whole_number(&dense(cell)).and_then(|number| u8::try_from(number).ok());
    number.filter(|order| (1..=9).contains(order)).ok_or_else(|| {
        failure!("order-range"; "叠加顺序“{}”不是 1 到 9", shown(cell); "the order '{}' is not 1 to 9", shown(cell);
            "不能与别的优待一起用的请留空。"; "Leave it empty for what stands alone.")
    })
}

fn bad_basis(cell: &str) -> Failure {
    failure!("basis-invalid"; "依据“{}”过长，或有看不见的字符、连续的空格", shown(cell);
        "the legal basis '{}' is too long, or has hidden characters or blanks in a row", shown(cell);
        "最多 {MAX_BASIS_BYTES} 字节（约 128 个汉字），一行。"; "At most {MAX_BASIS_BYTES} bytes, in one line.")
}

fn not_a_benefit(error: &credential_core::Error) -> Failure {
    let why = messages::words::error(error);
    failure!("benefit-invalid"; "不能这样写进目录：{}", why.in_lang(Lang::Zh);
        "no catalogue can say this: {}", why.in_lang(Lang::En);
        "请把此错误报告给软件维护人员。"; "Report this.")
}
