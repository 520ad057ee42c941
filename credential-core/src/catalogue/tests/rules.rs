use super::*;
use crate::claims::LifeStage;

fn day(number: u32) -> CivilDay {
    CivilDay::from_number(number).unwrap()
}

fn on(times: Times) -> Benefit {
    Benefit {
        times: Some(times),
        ..benefit(1)
    }
}

#[test]
fn who_it_is_for() {
    let now = beijing(2026_12_01, 1200);
    let set = |categories: &[Category]| Some(categories.iter().copied().collect::<CategorySet>());
    let unknown_bit = CategorySet::from_bits(1 << 20);
    let hero = HolderTraits {
        disability_grade: Some(4),
        honour_class: Some(2),
        life_stage: Some(LifeStage::Working),
        ..veteran()
    };
    let entitled: &[(Benefit, [bool; 2])] = &[
        (benefit(1), [true, true]),
        (
            Benefit {
                categories: set(&[Category::Veteran, Category::ActiveDuty]),
                ..benefit(1)
            },
            [true, true],
        ),
        (
            Benefit {
                categories: set(&[Category::ActiveDuty]),
                ..benefit(1)
            },
            [false, false],
        ),
        (
            Benefit {
                categories: Some(unknown_bit),
                ..benefit(1)
            },
            [false, false],
        ),
        (
            Benefit {
                not_for: set(&[Category::Veteran]),
                ..benefit(1)
            },
            [false, false],
        ),
        (
            Benefit {
                not_for: set(&[Category::Enlistee]),
                ..benefit(1)
            },
            [true, true],
        ),
        (
            Benefit {
                grades: Some(NumberSet::of(1..=4).unwrap()),
                ..benefit(1)
            },
            [false, true],
        ),
        (
            Benefit {
                grades: Some(NumberSet::of(5..=10).unwrap()),
                ..benefit(1)
            },
            [false, false],
        ),
        (
            Benefit {
                honour_classes: Some(NumberSet::of([1, 2]).unwrap()),
                ..benefit(1)
            },
            [false, true],
        ),
        (
            Benefit {
                honour_classes: Some(NumberSet::of([1, 3]).unwrap()),
                ..benefit(1)
            },
            [false, false],
        ),
        (
            Benefit {
                life_stages: Some(NumberSet::of([4]).unwrap()),
                ..benefit(1)
            },
            [false, true],
        ),
        (
            Benefit {
                life_stages: Some(NumberSet::of([5]).unwrap()),
                ..benefit(1)
            },
            [false, false],
        ),
        (
            Benefit {
                home_regions: [region(330_000), region(420_000)].into(),
                ..benefit(1)
            },
            [true, true],
        ),
        (
            Benefit {
                home_regions: [region(421_202)].into(),
                ..benefit(1)
            },
            [false, false],
        ),
        // All conditions hold together.
        (
            Benefit {
                categories: set(&[Category::Veteran]),
                grades: Some(NumberSet::of([4]).unwrap()),
                ..benefit(1)
            },
            [false, true],
        ),
        (
            Benefit {
                categories: set(&[Category::ActiveDuty]),
                grades: Some(NumberSet::of([4]).unwrap()),
                ..benefit(1)
            },
            [false, false],
        ),
    ];
    for (benefit, expected) in entitled {
        for (holder, expected) in [veteran(), hero].iter().zip(expected) {
            let code = code(benefit, holder, now);
            let wanted = if *expected {
                "available"
            } else {
                "not-entitled"
            };
            assert_eq!(code, wanted, "{benefit:?} {holder:?}");
        }
    }
}

#[test]
fn where_it_is_given() {
    let now = beijing(2026_12_01, 1200);
    let at = |benefit: &Benefit, branch: Option<u32>| {
        code_at(
            benefit,
            branch.map(BranchNumber),
            &veteran(),
            now,
            &NothingUsed,
        )
    };
    let listed = Benefit {
        branches: [BranchNumber(2), BranchNumber(5)].into(),
        ..benefit(1)
    };
    assert_eq!(at(&listed, Some(5)), "available");
    assert_eq!(at(&listed, Some(3)), "not-here");
    assert_eq!(at(&listed, None), "not-here");
    assert_eq!(at(&benefit(1), None), "available");
}

#[test]
fn first_and_last_day_are_included() {
    let span = Benefit {
        from: Some(day(2026_03_01)),
        until: Some(day(2026_08_31)),
        ..benefit(1)
    };
    for (date, clock, expected) in [
        (2026_02_28, 2359, "not-today"),
        (2026_03_01, 0, "available"),
        (2026_08_31, 2359, "available"),
        (2026_09_01, 0, "not-today"),
    ] {
        assert_eq!(
            code(&span, &veteran(), beijing(date, clock)),
            expected,
            "{date}"
        );
    }
}

#[test]
fn days_and_hours() {
    let weekend = Times {
        weekdays: Some(NumberSet::of([6, 7]).unwrap()),
        ..Times::default()
    };
    let last_days = Times {
        month_days: Some(NumberSet::of([30, 31]).unwrap()),
        ..Times::default()
    };
    let dates = Times {
        dates: [229, 801, 2027_02_06]
            .map(|date| DateRule::from_number(date).unwrap())
            .into(),
        ..Times::default()
    };
    let hours = Times {
        hours: [
            Hours {
                from: 0,
                until: 360,
            },
            Hours {
                from: 1320,
                until: 1440,
            },
        ]
        .into(),
        ..Times::default()
    };
    let both = Times {
        weekdays: weekend.weekdays,
        dates: dates.dates.clone(),
        hours: hours.hours.clone(),
        ..Times::default()
    };
    for (times, date, clock, expected) in [
        (&weekend, 2026_08_01, 0, "available"),
        (&weekend, 2026_08_02, 2359, "available"),
        (&weekend, 2026_08_03, 0, "not-today"),
        (&weekend, 2026_07_31, 2359, "not-today"),
        (&last_days, 2026_02_28, 1200, "not-today"),
        (&last_days, 2026_04_30, 1200, "available"),
        (&last_days, 2026_05_31, 1200, "available"),
        (&dates, 2028_02_29, 1200, "available"),
        (&dates, 2026_03_01, 1200, "not-today"),
        (&dates, 2026_02_28, 1200, "not-today"),
        (&dates, 2027_08_01, 1200, "available"),
        (&dates, 2027_02_06, 1200, "available"),
        (&dates, 2028_02_06, 1200, "not-today"),
        (&hours, 2026_12_01, 0, "available"),
        (&hours, 2026_12_01, 559, "available"),
        (&hours, 2026_12_01, 600, "not-now"),
        (&hours, 2026_12_01, 2159, "not-now"),
        (&hours, 2026_12_01, 2200, "available"),
        (&hours, 2026_12_01, 2359, "available"),
        (&both, 2026_08_01, 2200, "available"),
        (&both, 2026_08_01, 1200, "not-now"),
        (&both, 2026_08_02, 2200, "not-today"),
        // 2028-08-01 is a Tuesday.
        (&both, 2028_08_01, 2200, "not-today"),
    ] {
        let benefit = on(times.clone());
        assert_eq!(
            code(&benefit, &veteran(), beijing(date, clock)),
            expected,
            "{date} {clock} {times:?}"
        );
    }
}

#[test]
fn nothing_of_an_expired_part_or_of_a_merchant_that_is_no_member() {
    let trial = |change: fn(&mut CatalogueDraft), moment: Moment| {
        let mut draft = draft([benefit(1)].into());
        change(&mut draft);
        let part = signed(&draft);
        let whole = part.trial(None, &veteran(), moment, &NothingUsed);
        assert_eq!(draft.trial(None, &veteran(), moment, &NothingUsed), whole);
        whole.map(|trials| trials.len()).map_err(NoBenefits::code)
    };
    let until = SPAN.until.as_secs();
    let last = Moment::at(UnixTime::from_secs(until - 1));
    let over = Moment::at(SPAN.until);
    assert_eq!(trial(|_| {}, last), Ok(1));
    assert_eq!(trial(|_| {}, over), Err("catalogue-expired"));
    for membership in [
        Membership::SUSPENDED,
        Membership::LEFT,
        Membership(4),
        Membership(0),
    ] {
        let mut draft = draft([benefit(1)].into());
        draft.merchant.membership = membership;
        let none = draft.trial(None, &veteran(), last, &NothingUsed);
        assert_eq!(none, Err(NoBenefits::NotMember), "{membership:?}");
    }
    let agreement = |draft: &mut CatalogueDraft| {
        draft.merchant.agreement = Some(Agreement {
            first: day(2026_11_01),
            last: day(2027_10_31),
        });
    };
    assert_eq!(
        trial(agreement, beijing(2026_10_31, 2359)),
        Err("not-member")
    );
    assert_eq!(trial(agreement, beijing(2026_11_01, 0)), Ok(1));
    assert_eq!(trial(agreement, beijing(2027_10_31, 2359)), Ok(1));
    assert_eq!(trial(agreement, beijing(2027_11_01, 0)), Err("not-member"));
    // What an expired part says of its merchant is not believed either.
    assert_eq!(trial(agreement, over), Err("catalogue-expired"));
}
