//! A catalogue part: how large, how fast to load, and what its benefits add to a verdict.

#![allow(
    clippy::inconsistent_digit_grouping,
    reason = "days are grouped as year, month, day"
)]

use std::time::Instant;

use credential_core::*;

use crate::print_race;
use crate::round_robin::Peer;
use crate::samples::{ISSUED, Samples};

/// The benefits of a whole city, all at one merchant.
const AT_THE_COUNTER: u32 = 208;
const LARGE: u32 = 1_000;

pub(crate) fn print(samples: &Samples) {
    print_loading(samples);
    print_verdict(samples);
}

fn print_loading(samples: &Samples) {
    let bytes = part(samples, LARGE);
    let mut loads: Vec<f64> = (0..5)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(CataloguePart::verify(&bytes, &samples.trust).unwrap());
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    loads.sort_by(f64::total_cmp);
    println!();
    println!("| catalogue part of {LARGE} benefits | at most | |");
    println!("|---|---|---|");
    println!("| signed | 2,000,000 bytes | {} bytes |", bytes.len());
    println!("| loading (median of 5) | 50 ms | {:.1} ms |", loads[2]);
    println!();
}

fn print_verdict(samples: &Samples) {
    let part = CataloguePart::verify(&part(samples, AT_THE_COUNTER), &samples.trust).unwrap();
    let place = Place::verify(&place(samples), &samples.trust).unwrap();
    let here = PlaceCatalogue::new(&place, &part).unwrap();
    let verifier = Verifier::without_revocation_check(&samples.trust, samples.policy());
    let text = samples.plain.to_text(TextForm::Digits);
    let evaluated = || {
        let verdict = verifier.verify_text(&text, samples.now);
        let holder = EligibleHolder::accepted(&verdict).unwrap();
        here.evaluate(holder, Moment::at(samples.now), &NothingUsed)
            .unwrap()
            .iter()
            .filter(|standing| standing.available().is_ok())
            .count()
    };
    assert!((1..AT_THE_COUNTER as usize).contains(&evaluated()));
    let verdict = verifier.verify_text(&text, samples.now);
    let holder = EligibleHolder::accepted(&verdict).unwrap();
    let mut peers = [
        Peer::new("text → verdict", || {
            verifier
                .verify_text(&text, samples.now)
                .accepted()
                .map_or(0, |_| 1)
        }),
        Peer::new("text → verdict and benefits", evaluated),
        Peer::new("the benefits alone (at most 10 µs)", || {
            here.evaluate(holder, Moment::at(samples.now), &NothingUsed)
                .unwrap()
                .len()
        }),
    ];
    print_race(
        &format!("verdict with {AT_THE_COUNTER} benefits"),
        &mut peers,
    );
}

fn span(samples: &Samples) -> Validity {
    let issued = UnixTime::from_secs(ISSUED);
    Validity::new(
        issued,
        samples.now.plus(std::time::Duration::from_secs(86_400)),
    )
}

fn part(samples: &Samples, benefits: u32) -> Vec<u8> {
    let draft = CatalogueDraft {
        issuer: samples.trust.claims().issuers[0].id,
        edition: 1,
        validity: span(samples),
        merchant: Merchant {
            number: MerchantNumber(7),
            name: title("温泉路理发店"),
            membership: Membership::MEMBER,
            agreement: None,
        },
        benefits: (1..=benefits).map(benefit).collect(),
    };
    CataloguePart::issue(&draft, &samples.bureau).unwrap()
}

fn title(zh: &str) -> Title {
    Title {
        zh: zh.into(),
        en: Some("Half price on a haircut and a shave".into()),
    }
}

/// With the conditions that real benefits have, in turn.
fn benefit(number: u32) -> Benefit {
    let mut benefit = Benefit::new(
        BenefitNumber(number),
        title("退役军人理发刮脸半价优惠"),
        BenefitKind::Share { per_mille: 500 },
    );
    benefit.basis = Some("《中华人民共和国退役军人保障法》第五十六条".into());
    benefit.categories = Some(CategorySet::from_bits(1 << (number % 10) | 1));
    benefit.not_for = number
        .is_multiple_of(3)
        .then(|| CategorySet::EMPTY.with(Category::Enlistee));
    benefit.home_regions = vec![Region::new(421_200).unwrap()];
    benefit.from = CivilDay::from_number(2026_01_01).ok();
    benefit.until = CivilDay::from_number(2099_12_31).ok();
    let mut times = Times {
        weekdays: NumberSet::of(1..=7).ok(),
        ..Times::default()
    };
    if number.is_multiple_of(2) {
        times.dates = [801, 1001, 101]
            .map(|date| DateRule::from_number(date).unwrap())
            .into();
    }
    times.hours = vec![Hours {
        from: 0,
        until: 1_440,
    }];
    benefit.times = Some(times);
    benefit.quotas = [Period::Day, Period::Month]
        .map(|period| Quota {
            limit: 4,
            period,
            unit: QuotaUnit::Use,
            scope: QuotaScope::AllMerchants,
        })
        .into();
    benefit
}

fn place(samples: &Samples) -> Vec<u8> {
    let claims = PlaceClaims {
        issuer: samples.trust.claims().issuers[0].id,
        issued: UnixTime::from_secs(ISSUED),
        terminal: TerminalNumber(1),
        key: SigningKey::from_seed(&[9; 32]).public_key().clone(),
        merchant: MerchantNumber(7),
        region: Region::new(421_200).unwrap(),
        standing: TerminalStanding::IN_USE,
        branch: None,
        gate_group: None,
        trades: Vec::new(),
        clock_floor: None,
    };
    Place::issue(&claims, &samples.bureau).unwrap()
}
