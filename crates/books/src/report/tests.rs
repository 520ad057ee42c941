//! The report against sums that are worked out from the grants themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::figures::{Dimension, Figures, Shown};
use super::query::benefit_report;
use super::span::MonthSpan;
use super::suppression::SmallGroups;
use super::testing::{GRANT, TestGrant, books, empty};
use crate::error::BooksError;
use crate::month::Month;

/// Grants of some months, merchants and people, without two alike.
fn many() -> Vec<TestGrant> {
    let mut state = 11_u64;
    let mut random = |below: u32| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((state >> 33) % u64::from(below)).unwrap()
    };
    let grant = |_| {
        let merchant = 1 + random(9);
        let full = u64::from(random(100_000));
        TestGrant {
            month: [202_611, 202_612, 202_701, 202_702][random(4) as usize],
            merchant,
            region: 421_200 + merchant % 3,
            trade: 11 + merchant % 4,
            benefit: 1 + random(6),
            categories: [1, 2, 1 << 5 | 1, 0, 1 << 31][random(5) as usize],
            kind: [1, 1, 2, 3][random(4) as usize],
            holder: random(60),
            price: (random(5) > 0).then(|| (full, full / u64::from(1 + random(3)))),
            undone: random(12) == 0,
        }
    };
    (0..3_000).map(grant).collect()
}

/// What counts as a use, and in which groups.
fn keys(grant: &TestGrant, dimension: Dimension) -> Vec<u32> {
    match dimension {
        Dimension::Month => vec![grant.month],
        Dimension::Trade => vec![grant.trade],
        Dimension::Merchant => vec![grant.merchant],
        Dimension::Category => (0..32)
            .filter(|bit| grant.categories & (1 << bit) != 0)
            .collect(),
        Dimension::District => vec![grant.region],
        Dimension::Benefit => vec![grant.benefit],
    }
}

fn counted<'g>(grants: impl Iterator<Item = &'g TestGrant>) -> Figures {
    let mut figures = Figures::default();
    let mut people = BTreeSet::new();
    for grant in grants {
        figures.uses += 1;
        figures.units += 1;
        match grant.price {
            Some((full, charged)) => {
                figures.full += full;
                figures.charged += charged;
            }
            None => figures.unpriced += 1,
        }
        people.insert(grant.holder);
    }
    figures.people = people.len() as u64;
    figures
}

#[test]
fn every_figure_is_what_the_grants_come_to() {
    let grants = many();
    let connection = books(&grants);
    let month = Month::from_number;
    for span in [
        MonthSpan::default(),
        MonthSpan {
            from: month(202_612),
            until: month(202_701),
        },
        MonthSpan {
            from: month(202_702),
            until: None,
        },
    ] {
        let (first, last) = span.numbers();
        let within: Vec<&TestGrant> = grants
            .iter()
            .filter(|grant| (first..=last).contains(&grant.month))
            .collect();
        let uses = || {
            within
                .iter()
                .copied()
                .filter(|grant| grant.kind != 3 && !grant.undone)
        };
        let report = benefit_report(&connection, span, SmallGroups::Exposed).unwrap();
        assert_eq!(report.total, Shown::Figures(counted(uses())));
        for dimension in Dimension::ALL {
            let groups: BTreeSet<u32> = uses().flat_map(|grant| keys(grant, dimension)).collect();
            let expected: BTreeMap<u32, Shown> = groups
                .iter()
                .map(|key| {
                    let of = uses().filter(|grant| keys(grant, dimension).contains(key));
                    (*key, Shown::Figures(counted(of)))
                })
                .collect();
            let table = report.table(dimension).unwrap();
            let found: BTreeMap<u32, Shown> = table
                .rows
                .iter()
                .map(|row| (row.key, row.figures))
                .collect();
            assert_eq!(found, expected, "{dimension:?}");
            assert_eq!(table.rows.len(), expected.len());
        }
        let manual = within
            .iter()
            .copied()
            .filter(|grant| grant.kind == 3 && !grant.undone);
        assert_eq!(report.manual, Shown::Figures(counted(manual)));
        let undone = within.iter().filter(|grant| grant.undone).count() as u64;
        assert_eq!(report.undone, Some(undone));
    }
}

#[test]
fn people_of_several_months_are_counted_once() {
    let connection = books(&[
        GRANT,
        TestGrant {
            month: 202_612,
            ..GRANT
        },
    ]);
    let report = benefit_report(&connection, MonthSpan::default(), SmallGroups::Exposed).unwrap();
    let total = report.total.figures().unwrap();
    assert_eq!((total.uses, total.people), (2, 1));
}

#[test]
fn empty_books_have_an_empty_report() {
    for small in [SmallGroups::Suppressed, SmallGroups::Exposed] {
        let report = benefit_report(&empty(), MonthSpan::default(), small).unwrap();
        assert_eq!(report.total, Shown::Figures(Figures::default()));
        assert_eq!(report.manual, Shown::Figures(Figures::default()));
        assert!(report.tables.iter().all(|table| table.rows.is_empty()));
        assert_eq!((report.undone, report.marks.len()), (Some(0), 0));
    }
}

#[test]
fn a_few_undone_grants_are_not_counted_in_public() {
    for (undone, shown) in [(0, Some(0)), (1, None), (4, None), (5, Some(5))] {
        let grants: Vec<TestGrant> = (1..=undone)
            .map(|holder| TestGrant {
                holder,
                undone: true,
                ..GRANT
            })
            .collect();
        let connection = books(&grants);
        let report = |small| benefit_report(&connection, MonthSpan::default(), small).unwrap();
        assert_eq!(report(SmallGroups::Suppressed).undone, shown, "{undone}");
        assert_eq!(report(SmallGroups::Exposed).undone, Some(undone.into()));
    }
}

#[test]
fn a_few_people_are_shown_nowhere_and_cannot_be_worked_out() {
    // Merchant 1 has 3 people, merchants 2 and 3 have 10 and 20; all in one trade and month.
    let of = |merchant, first, people| {
        (first..first + people).map(move |holder| TestGrant {
            merchant,
            holder,
            region: 421_200 + merchant,
            ..GRANT
        })
    };
    let grants: Vec<TestGrant> = of(1, 0, 3)
        .chain(of(2, 100, 10))
        .chain(of(3, 200, 20))
        .collect();
    let report = benefit_report(
        &books(&grants),
        MonthSpan::default(),
        SmallGroups::Suppressed,
    )
    .unwrap();
    assert_eq!(report.total.figures().unwrap().uses, 33);
    for dimension in [Dimension::Merchant, Dimension::District] {
        let shown: Vec<Shown> = report
            .table(dimension)
            .unwrap()
            .rows
            .iter()
            .map(|row| row.figures)
            .collect();
        assert_eq!(shown[..2], [Shown::UnderFive, Shown::Withheld]);
        // With the rest withheld as well, 33 - 20 says only what 13 people did together.
        assert_eq!(shown[2].figures().unwrap().uses, 20);
    }
    let exposed =
        benefit_report(&books(&grants), MonthSpan::default(), SmallGroups::Exposed).unwrap();
    let merchants = exposed.table(Dimension::Merchant).unwrap();
    assert_eq!(merchants.rows[0].figures.figures().unwrap().people, 3);
}

#[test]
fn a_benefit_that_one_merchant_gives_is_not_worked_out_from_it() {
    // Merchant 1 gives benefit 1 to 3 people and benefit 2 to 30; merchant 2 gives benefit 3 and 4 to 40.
    let of = |merchant, benefit, first, people| {
        (first..first + people).map(move |holder| TestGrant {
            merchant,
            benefit,
            holder,
            ..GRANT
        })
    };
    let grants: Vec<TestGrant> = of(1, 1, 0, 3)
        .chain(of(1, 2, 100, 30))
        .chain(of(2, 3, 200, 40))
        .chain(of(2, 4, 300, 6))
        .collect();
    let report = benefit_report(
        &books(&grants),
        MonthSpan::default(),
        SmallGroups::Suppressed,
    )
    .unwrap();
    let shown: Vec<Shown> = report
        .table(Dimension::Benefit)
        .unwrap()
        .rows
        .iter()
        .map(|row| row.figures)
        .collect();
    // Withholding benefit 4, the smallest, would not do: merchant 1 is shown, and benefit 2 with it.
    assert_eq!(shown[..2], [Shown::UnderFive, Shown::Withheld]);
}

#[test]
fn marks_of_a_few_people_are_not_counted_out() {
    let connection = empty();
    let mark = |number: u32, kind: &str, holder: u32| {
        connection
            .execute(
                "INSERT INTO marks (month, journal, number, kind, period, time, terminal, merchant, benefit, holder)
                 VALUES (202611, 1, ?1, ?2, 0, 0, 1, 1, 1, ?3)",
                (number, kind, holder),
            )
            .unwrap();
    };
    for number in 0..6 {
        mark(number, "quota-exceeded", number);
        mark(number, "revoked", number % 2);
    }
    let records = |small| {
        let report = benefit_report(&connection, MonthSpan::default(), small).unwrap();
        let pair = |one: super::figures::Apart| (one.code, one.records);
        report.marks.into_iter().map(pair).collect::<Vec<_>>()
    };
    let (quota, revoked) = ("quota-exceeded".to_owned(), "revoked".to_owned());
    assert_eq!(
        records(SmallGroups::Suppressed),
        [(quota.clone(), Some(6)), (revoked.clone(), None)]
    );
    assert_eq!(
        records(SmallGroups::Exposed),
        [(quota, Some(6)), (revoked, Some(6))]
    );
}

#[test]
fn huge_amounts_are_added_exactly_or_refused() {
    let huge = |holder| TestGrant {
        holder,
        price: Some((100_000_000_000, 0)),
        ..GRANT
    };
    let connection = books(&[huge(1), huge(2)]);
    let report = benefit_report(&connection, MonthSpan::default(), SmallGroups::Exposed).unwrap();
    assert_eq!(report.total.figures().unwrap().saved(), 200_000_000_000);
    connection
        .execute("UPDATE uses SET full = 9223372036854775807", ())
        .unwrap();
    let report = benefit_report(&connection, MonthSpan::default(), SmallGroups::Exposed).unwrap();
    assert_eq!(
        report.total.figures().unwrap().full,
        9_223_372_036_854_775_807
    );
    let again = "INSERT INTO uses SELECT month, 2, region, trade, benefit, categories, kind, uses, units, priced, full,
        charged, undone FROM uses";
    connection.execute(again, ()).unwrap();
    let refused = benefit_report(&connection, MonthSpan::default(), SmallGroups::Exposed);
    assert!(
        matches!(refused, Err(BooksError::AmountOverflow)),
        "{refused:?}"
    );
}

#[test]
fn a_damaged_set_of_people_is_no_number() {
    let connection = books(&[GRANT]);
    connection
        .execute("UPDATE people SET holders = x'00112233'", ())
        .unwrap();
    let refused = benefit_report(&connection, MonthSpan::default(), SmallGroups::Exposed);
    assert!(
        matches!(refused, Err(BooksError::Damaged { .. })),
        "{refused:?}"
    );
}
