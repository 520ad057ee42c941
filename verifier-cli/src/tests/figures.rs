//! Figures of the counter. They are measured by a release build on a quiet machine:
//!
//! ```text
//! cargo test --release -p verifier-cli --lib tests::figures -- --ignored --nocapture --test-threads=1
//! ```
//!
//! The third figure of the counter, a grant beside a bare append and sync of the same disk, is an example of
//! `terminal-store` (`journal_speed`).

use std::hint::black_box;
use std::time::{Duration, Instant};

use credential_core::*;
use messages::dates;

use super::fixtures::*;
use super::shop::*;
use crate::benefits::{Counter, GrantWish, Granting};
use crate::trust_source::TrustSource;

/// 优待 of Qingdao's edition of 2022.
const BENEFITS: u32 = 208;

/// Holders who were here before, so that the counts of the journal are searched and not empty.
const HOLDERS: u32 = 2_000;

fn now() -> UnixTime {
    dates::parse(NOW).unwrap()
}

/// The benefits of a merchant with their usual conditions: categories, days, hours, two quotas each.
fn usual(count: u32) -> Vec<Benefit> {
    let veterans = CategorySet::EMPTY.with(Category::Veteran);
    let others = CategorySet::EMPTY.with(Category::DisabledSoldier);
    let one = |number: u32| {
        let zh = format!("退役军人和其他优抚对象的优待项目第{number}项");
        let title = title(&zh, &format!("Benefit number {number} of the city"));
        let kind = match number % 4 {
            0 => BenefitKind::Free,
            1 => BenefitKind::Share { per_mille: 850 },
            2 => BenefitKind::AmountOff(Fen::new(1_000).unwrap()),
            _ => BenefitKind::Priority,
        };
        let mut benefit = Benefit::new(BenefitNumber(number), title, kind);
        benefit.categories = Some(if number.is_multiple_of(5) {
            others
        } else {
            veterans
        });
        benefit.basis = Some("《退役军人优待证管理办法（试行）》".into());
        benefit.home_regions = vec![Region::new(421_200).unwrap()];
        benefit.from = Some(CivilDay::from_number(20_270_101).unwrap());
        benefit.until = Some(CivilDay::from_number(20_281_231).unwrap());
        benefit.quotas = vec![
            per(2, Period::Day, QuotaUnit::Use),
            per(200, Period::Year, QuotaUnit::Use),
        ];
        benefit
    };
    (1..=count).map(one).collect()
}

/// The medians of two pieces of work that take turns, so that whatever else the machine does meets both.
fn medians(rounds: usize, mut one: impl FnMut(), mut other: impl FnMut()) -> [Duration; 2] {
    let mut times = [Vec::with_capacity(rounds), Vec::with_capacity(rounds)];
    let work: [&mut dyn FnMut(); 2] = [&mut one, &mut other];
    for round in 0..rounds {
        for turn in 0..2 {
            let which = (round + turn) % 2;
            let start = Instant::now();
            work[which]();
            times[which].push(start.elapsed());
        }
    }
    times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2]
    })
}

#[test]
#[ignore = "a figure: by hand, in a release build"]
fn a_verdict_with_benefits_and_the_real_journal_costs_ten_microseconds_more() {
    let shop = Shop::new(usual(BENEFITS));
    let source = TrustSource::of_store(&shop.terminal.store()).unwrap();
    let held = source.holdings().unwrap();
    let mut policy = Policy::shop();
    policy.bearer = Bearer::Accept;
    let mut counter = Counter::new(source.store().unwrap(), Granting::Recorded);
    let verifier = source.verifier(&policy).unwrap();
    for number in 0..HOLDERS {
        let code = code_with(XIANNING, |claims| {
            claims.holder = HolderNumber(1_000 + number)
        });
        let verdict = verifier.verify_text(&code, now());
        let wish = GrantWish {
            benefit: BenefitNumber(4),
            units: 1,
            price: None,
            judged: credential_core::journal::Judged::Accepted,
        };
        let holder = EligibleHolder::accepted(&verdict).unwrap();
        counter.grant(held, holder, wish, now()).unwrap();
    }
    let code = good();
    let counter = std::cell::RefCell::new(counter);
    let plain = || drop(black_box(verifier.verify_text(black_box(&code), now())));
    let with_benefits = || {
        let verdict = verifier.verify_text(black_box(&code), now());
        let holder = EligibleHolder::accepted(&verdict).unwrap();
        let offer = counter.borrow_mut().evaluate(held, holder, now());
        black_box(offer.unwrap());
    };
    let offered = {
        let verdict = verifier.verify_text(&code, now());
        let holder = EligibleHolder::accepted(&verdict).unwrap();
        counter.borrow_mut().offer(held, holder, now()).unwrap()
    };
    let whole = || {
        let verdict = verifier.verify_text(black_box(&code), now());
        let holder = EligibleHolder::accepted(&verdict).unwrap();
        drop(black_box(counter.borrow_mut().offer(held, holder, now())));
    };
    assert_eq!(offered.benefits.as_ref().unwrap().len(), BENEFITS as usize);
    assert!(offered.available().count() > 100);
    let [without, with] = medians(5_000, plain, with_benefits);
    println!(
        "verdict {without:?}, with {BENEFITS} benefits judged {with:?}: {:?} more",
        with.saturating_sub(without)
    );
    let [_, whole] = medians(2_000, plain, whole);
    println!(
        "with the list copied for a screen or a line of JSON: {:?} more",
        whole.saturating_sub(without)
    );
    let more = with.saturating_sub(without);
    assert!(more <= Duration::from_micros(10), "{more:?}");
}

#[test]
#[ignore = "a figure: by hand, in a release build"]
fn the_part_of_a_terminal_of_a_large_catalogue_is_small_and_loaded_at_once() {
    // Of 1,000 benefits and 10,000 merchants a terminal has the part of its merchant: at most all benefits.
    let shop = Shop::new(usual(1_000));
    let bytes = CataloguePart::issue(&draft(usual(1_000)), &key(XIANNING)).unwrap();
    println!(
        "part of one merchant with 1,000 benefits: {} bytes",
        bytes.len()
    );
    assert!(bytes.len() <= 2_000_000, "{}", bytes.len());
    let store = shop.terminal.store();
    let trust = TrustSource::of_store(&store).unwrap();
    let trust = trust.trust().unwrap();
    let part = || drop(black_box(CataloguePart::verify(&bytes, trust).unwrap()));
    let whole = || drop(black_box(TrustSource::of_store(&store).unwrap()));
    let [part, whole] = medians(50, part, whole);
    println!("the part verified and read: {part:?}; the whole store with it: {whole:?}");
    assert!(part <= Duration::from_millis(50), "{part:?}");
    assert!(whole <= Duration::from_millis(50), "{whole:?}");
}
