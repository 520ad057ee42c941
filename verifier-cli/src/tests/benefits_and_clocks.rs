//! Quotas and clocks that are wrong: what the counter makes of them.

use std::path::Path;
use std::time::Duration;

use credential_core::journal::{Judged, ManualReason, UndoReason};
use credential_core::*;
use messages::dates;

use super::fixtures::*;
use super::shop::*;
use crate::benefits::{Counter, GrantWish, Granting, ManualWish};
use crate::trust_source::TrustSource;

const HAIRCUT: BenefitNumber = BenefitNumber(1);
const DAY: u64 = 86_400;

fn now() -> UnixTime {
    dates::parse(NOW).unwrap()
}

fn later(seconds: u64) -> UnixTime {
    now().plus(Duration::from_secs(seconds))
}

/// A counter with a holder before it.
struct Scene {
    source: TrustSource,
    verdict: Verdict,
    counter: Counter,
}

impl Scene {
    fn new(store: &Path) -> Self {
        let source = TrustSource::of_store(store).unwrap();
        let mut policy = Policy::shop();
        policy.bearer = Bearer::Accept;
        let verdict = source
            .verifier(&policy)
            .unwrap()
            .verify_text(&good(), now());
        let counter = Counter::new(source.store().unwrap(), Granting::Recorded);
        Self {
            source,
            verdict,
            counter,
        }
    }

    fn grant(&mut self, at: UnixTime) -> Result<u64, &'static str> {
        let wish = GrantWish {
            benefit: HAIRCUT,
            units: 1,
            price: None,
            judged: Judged::Accepted,
        };
        let holder = EligibleHolder::accepted(&self.verdict).unwrap();
        let held = self.source.holdings().unwrap();
        let granted = self.counter.grant(held, holder, wish, at);
        granted
            .map(|granted| granted.record)
            .map_err(|failure| failure.code)
    }

    fn undo(&mut self, record: u64, at: UnixTime) -> Result<(), &'static str> {
        let held = self.source.holdings().unwrap();
        let undone = self.counter.undo(held, record, UndoReason::Mistake, at);
        undone.map_err(|failure| failure.code)
    }
}

#[test]
fn a_day_begins_at_midnight_in_beijing_and_not_when_the_clock_goes_back() {
    let shop = Shop::new(benefits());
    let mut scene = Scene::new(&shop.terminal.store());
    // NOW is noon. The place is noted first.
    assert_eq!(scene.grant(now()), Ok(2));
    assert_eq!(scene.grant(later(DAY / 2 - 1)), Err("quota-used"));
    assert_eq!(scene.grant(later(DAY / 2)), Ok(3));
    // Yesterday's quota was used, and it would be another day as well.
    assert_eq!(scene.grant(now()), Err("quota-used"));
    assert_eq!(scene.grant(later(DAY / 2 - 1)), Err("quota-used"));
    // Also after a restart.
    drop(scene);
    let mut scene = Scene::new(&shop.terminal.store());
    assert_eq!(scene.grant(now()), Err("quota-used"));
}

#[test]
fn a_grant_is_undone_within_a_minute_and_once() {
    let shop = Shop::new(benefits());
    let mut scene = Scene::new(&shop.terminal.store());
    assert_eq!(scene.grant(now()), Ok(2));
    assert_eq!(scene.undo(2, later(61)), Err("journal-too-late"));
    assert_eq!(scene.grant(later(61)), Err("quota-used"));
    assert_eq!(scene.undo(1, later(1)), Err("journal-too-late"), "no grant");
    assert_eq!(scene.undo(2, later(60)), Ok(()));
    assert_eq!(scene.undo(2, later(60)), Err("journal-too-late"));
    assert_eq!(scene.grant(later(60)), Ok(4));
}

#[test]
fn the_bureau_lets_a_clock_that_was_ahead_go_back_once_for_each_place() {
    let shop = Shop::new(benefits());
    let mut scene = Scene::new(&shop.terminal.store());
    // The clock was a hundred days ahead.
    assert_eq!(scene.grant(later(100 * DAY)), Ok(2));
    assert_eq!(scene.grant(now()), Err("quota-used"));
    drop(scene);
    let mut place = place(&shop.key);
    place.issued = place.issued.plus(Duration::from_secs(60));
    place.clock_floor = Some(place.issued);
    shop.update(&place, &draft(benefits()));
    let mut scene = Scene::new(&shop.terminal.store());
    // The note that it was lowered, then the grant.
    assert_eq!(scene.grant(now()), Ok(4));
    // The same place does not allow it again.
    assert_eq!(scene.grant(later(2 * DAY)), Ok(5));
    assert_eq!(scene.grant(later(DAY)), Err("quota-used"));
    drop(scene);
    let mut scene = Scene::new(&shop.terminal.store());
    assert_eq!(scene.grant(later(DAY)), Err("quota-used"));
}

#[test]
fn a_changed_place_is_noted_once() {
    let shop = Shop::new(benefits());
    let mut scene = Scene::new(&shop.terminal.store());
    assert_eq!(scene.grant(now()), Ok(2));
    drop(scene);
    let mut place = place(&shop.key);
    place.issued = place.issued.plus(Duration::from_secs(60));
    place.branch = Some(BranchNumber(2));
    shop.update(&place, &draft(benefits()));
    for expected in [4, 5] {
        let mut scene = Scene::new(&shop.terminal.store());
        assert_eq!(scene.grant(later(DAY * expected)), Ok(expected));
    }
}

/// Grants this at times in turn, each a moment of Beijing; whether the quota let it.
fn grants(period: Period, times: &[(&str, u64, bool)]) {
    let mut one = Benefit::new(HAIRCUT, title("理发", "Haircut"), BenefitKind::Free);
    one.quotas = vec![per(1, period, QuotaUnit::Use)];
    let shop = Shop::new(vec![one]);
    let mut scene = Scene::new(&shop.terminal.store());
    for (day, seconds, is_granted) in times {
        let at = dates::parse(day)
            .unwrap()
            .plus(Duration::from_secs(*seconds));
        let granted = scene.grant(at);
        let expected = if *is_granted {
            None
        } else {
            Some("quota-used")
        };
        assert_eq!(granted.err(), expected, "{period:?}: {day} + {seconds} s");
    }
}

/// The last second of a day.
const LAST: u64 = DAY - 1;

#[test]
fn quotas_end_with_the_day_the_week_the_month_and_the_year() {
    grants(
        Period::Day,
        &[
            ("2028-02-28T00:00", LAST, true),
            ("2028-02-29T00:00", 0, true),
            ("2028-02-29T00:00", LAST, false),
            ("2028-03-01T00:00", 0, true),
        ],
    );
    grants(
        Period::Week,
        &[
            ("2027-12-27T00:00", 0, true),
            ("2028-01-01T00:00", 0, false),
            ("2028-01-02T00:00", LAST, false),
            ("2028-01-03T00:00", 0, true),
        ],
    );
    grants(
        Period::Month,
        &[
            ("2028-01-31T00:00", LAST, true),
            ("2028-02-01T00:00", 0, true),
            ("2028-02-29T00:00", LAST, false),
            ("2028-03-01T00:00", 0, true),
            ("2028-03-31T00:00", LAST, false),
        ],
    );
    grants(
        Period::Year,
        &[
            ("2027-12-31T00:00", LAST, true),
            ("2028-01-01T00:00", 0, true),
            ("2028-05-01T00:00", 0, false),
        ],
    );
    grants(
        Period::Lifetime,
        &[
            ("2027-06-01T00:00", 0, true),
            ("2028-05-01T00:00", 0, false),
        ],
    );
}

#[test]
fn two_people_in_one_second_have_a_record_and_a_quota_each() {
    let shop = Shop::new(benefits());
    let mut scene = Scene::new(&shop.terminal.store());
    let other = code_with(XIANNING, |claims| claims.holder = HolderNumber(18));
    let mut policy = Policy::shop();
    policy.bearer = Bearer::Accept;
    let other = scene
        .source
        .verifier(&policy)
        .unwrap()
        .verify_text(&other, now());
    assert_eq!(scene.grant(now()), Ok(2));
    let first = std::mem::replace(&mut scene.verdict, other);
    assert_eq!(scene.grant(now()), Ok(3));
    assert_eq!(scene.grant(now()), Err("quota-used"));
    // The first one's is taken back; the second one's stays.
    assert_eq!(scene.undo(2, now()), Ok(()));
    assert_eq!(scene.grant(now()), Err("quota-used"));
    scene.verdict = first;
    assert_eq!(scene.grant(now()), Ok(5));
}

#[test]
fn a_clock_that_goes_back_over_midnight_moves_neither_the_bound_of_manual_grants_nor_the_undo() {
    let shop = Shop::new(benefits());
    let mut scene = Scene::new(&shop.terminal.store());
    let wish = ManualWish {
        reason: ManualReason::NoPower,
        holder: None,
        benefit: HAIRCUT,
        units: 1,
        price: None,
    };
    let give = |scene: &mut Scene, at| {
        let held = scene.source.holdings().unwrap();
        let given = scene.counter.grant_manually(held, wish, at);
        given
            .map(|granted| granted.record)
            .map_err(|failure| failure.code)
    };
    // NOW is noon; a minute after midnight the bound of that day is used up.
    let midnight = later(DAY / 2);
    let mut last = 0;
    for _ in 0..limits::MAX_MANUAL_GRANTS_PER_DAY {
        last = give(&mut scene, midnight).unwrap();
    }
    assert_eq!(give(&mut scene, midnight), Err("manual-too-many"));
    // Back to the day before: the records stay at midnight, and so does their day.
    assert_eq!(give(&mut scene, now()), Err("manual-too-many"));
    assert_eq!(scene.undo(last, now()), Ok(()));
    assert!(give(&mut scene, now()).is_ok());
    assert_eq!(
        give(&mut scene, later(DAY * 3 / 2)).err(),
        None,
        "the next day"
    );
}
