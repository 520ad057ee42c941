//! The columns of the three tables and their headings.

use messages::Text;

use super::cells::nearest;
use crate::roster::plain_heading;

/// A column of a table.
pub(crate) trait Column: Copy + Eq + 'static {
    const ALL: &'static [Self];

    /// The stable name, which is the English heading.
    fn code(self) -> &'static str;

    /// The Chinese heading.
    fn zh(self) -> &'static str;

    /// What else it may be called.
    fn also(self) -> &'static [&'static str];

    /// Both headings.
    fn name(self) -> Text {
        Text::new(self.zh(), self.code())
    }
}

macro_rules! columns {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $code:literal, $zh:literal $(, $also:literal)*;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum $name { $($variant),+ }

        impl Column for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh),+ }
            }

            fn also(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($also),*]),+ }
            }
        }
    };
}

columns! {
    /// Of the table of benefits.
    BenefitColumn {
        Number = "number", "编号", "项目编号";
        Title = "title", "名称", "项目名称", "优待项目";
        TitleEn = "english title", "英文名称";
        Basis = "legal basis", "依据", "政策依据", "法律依据";
        Categories = "for", "适用类别", "人员类别", "适用对象", "categories";
        NotFor = "not for", "不适用类别";
        Grades = "disability grades", "残疾等级", "伤残等级";
        Honours = "honour classes", "荣誉等次", "功勋等次";
        Stages = "stages of life", "所处阶段";
        HomeRegions = "home regions", "户籍地区", "户籍区划代码";
        Ages = "ages", "年龄", "年龄条件", "age";
        Trades = "trades", "行业", "trade";
        Regions = "regions", "地区", "商户地区", "region";
        Merchants = "merchants", "商户", "merchant";
        Branches = "branches", "门店";
        Kind = "kind", "优待方式", "方式";
        Value = "value", "数值", "优待数值", "金额";
        Quotas = "quotas", "限次", "优待次数";
        From = "from", "开始", "开始日期";
        Until = "until", "截止", "截止日期";
        Weekdays = "weekdays", "星期";
        MonthDays = "days of the month", "每月几日";
        Dates = "dates", "日期";
        Hours = "hours", "时段";
        Order = "order", "叠加顺序";
        Floor = "floor", "最低价";
        Reimbursed = "reimbursed", "财政补贴", "补贴比例";
    }
}

columns! {
    /// Of the table of merchants.
    MerchantColumn {
        Number = "number", "编号", "商户编号";
        Name = "name", "名称", "商户名称";
        NameEn = "english name", "英文名称";
        Trades = "trades", "行业", "trade";
        Region = "region", "地区", "区划代码";
        Contact = "contact", "联系方式", "联系电话", "电话";
        From = "agreement from", "协议开始", "协议开始日期";
        Until = "agreement until", "协议截止", "协议截止日期";
        Membership = "membership", "在册情况";
        Branches = "branches", "门店";
    }
}

columns! {
    /// Of the table of trades.
    TradeColumn {
        Number = "number", "编号", "行业编号";
        Name = "name", "名称", "行业名称";
        NameEn = "english name", "英文名称";
        Within = "within", "上级行业", "上级";
    }
}

/// Headings that people keep for themselves. All others must be known: a condition whose heading has a slip
/// would be left out, and the benefit given to everybody.
const FOR_PEOPLE: [&str; 6] = ["序号", "备注", "说明", "remarks", "notes", "no"];

/// Which column of a table stands where.
#[derive(Debug)]
pub(super) struct Headings<C> {
    places: Vec<(C, usize)>,
    /// Headings that are not known, or known twice.
    pub(super) faults: Vec<(usize, String, HeadingFault)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HeadingFault {
    /// The known heading that is most like it, if one is.
    Unknown(Option<&'static str>),
    Twice,
}

impl<C: Column> Headings<C> {
    /// The headings of a row.
    pub(super) fn read(row: &[String]) -> Self {
        let mut places: Vec<(C, usize)> = Vec::new();
        let mut faults = Vec::new();
        for (at, cell) in row.iter().enumerate() {
            let plain = plain_heading(cell);
            if plain.is_empty() || FOR_PEOPLE.contains(&plain.as_str()) {
                continue;
            }
            match C::ALL.iter().find(|column| is_called(**column, &plain)) {
                None => {
                    let known: Vec<&'static str> = C::ALL
                        .iter()
                        .flat_map(|one| [one.zh(), one.code()])
                        .collect();
                    let near = nearest(&plain, &known);
                    faults.push((at, cell.clone(), HeadingFault::Unknown(near)));
                }
                Some(column) if places.iter().any(|(known, _)| known == column) => {
                    faults.push((at, cell.clone(), HeadingFault::Twice));
                }
                Some(column) => places.push((*column, at)),
            }
        }
        Self { places, faults }
    }

    pub(super) fn has(&self, column: C) -> bool {
        self.places.iter().any(|(known, _)| *known == column)
    }

    /// What stands in this column of a row; nothing where the column is not there.
    pub(super) fn cell<'r>(&self, row: &'r [String], column: C) -> &'r str {
        let place = self.places.iter().find(|(known, _)| *known == column);
        place
            .and_then(|(_, at)| row.get(*at))
            .map_or("", |cell| cell.trim())
    }

    /// Whether something stands to the right of all headings, or under an empty one.
    pub(super) fn stray(&self, row: &[String], headings: &[String]) -> Option<usize> {
        let without = |at: &usize| {
            headings
                .get(*at)
                .is_none_or(|heading| plain_heading(heading).is_empty())
        };
        let filled = row
            .iter()
            .enumerate()
            .filter(|(_, cell)| !cell.trim().is_empty());
        filled.map(|(at, _)| at).find(without)
    }
}

fn is_called(column: impl Column, plain: &str) -> bool {
    let names = [column.zh(), column.code()];
    let mut all = names.iter().chain(column.also());
    all.any(|name| plain_heading(name) == plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_with_a_slip_is_not_passed_over() {
        let row = ["编号", "适用类別", "备注", "number", ""].map(str::to_owned);
        let headings = Headings::<BenefitColumn>::read(&row);
        let faults: Vec<_> = headings
            .faults
            .iter()
            .map(|fault| (fault.0, fault.2))
            .collect();
        assert_eq!(
            faults,
            [
                (1, HeadingFault::Unknown(Some("适用类别"))),
                (3, HeadingFault::Twice)
            ]
        );
    }

    #[test]
    fn no_two_columns_of_a_table_have_one_name() {
        fn check<C: Column + std::fmt::Debug>() {
            for column in C::ALL {
                for name in [column.zh(), column.code()].iter().chain(column.also()) {
                    let plain = plain_heading(name);
                    let called = C::ALL.iter().filter(|other| is_called(**other, &plain));
                    assert_eq!(called.count(), 1, "{name}");
                }
            }
        }
        check::<BenefitColumn>();
        check::<MerchantColumn>();
        check::<TradeColumn>();
    }
}
