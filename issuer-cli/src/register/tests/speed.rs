//! Measurements: `cargo test --release -p issuer-cli register::tests::speed -- --ignored --nocapture`.

use std::time::Instant;

use credential_core::{IssuerId, SigningKey, StatusList, StatusListClaims, Validity};

use super::*;

const PEOPLE: u32 = 265_000;

/// Rows in a transaction.
fn size() -> u32 {
    let size = std::env::var("BATCH").ok();
    size.and_then(|size| size.parse().ok()).unwrap_or(5_000)
}

#[test]
#[ignore = "measures"]
fn a_city() {
    let bureau = Bureau::new();
    let mut register = bureau.open();
    let mut clerk = register.clerk(&actor()).unwrap();
    let begun = Instant::now();
    let mut last: Vec<(Entry, String)> = Vec::new();
    let mut holders = Vec::new();
    for start in (0..PEOPLE).step_by(size() as usize) {
        let mut batch = clerk.batch(Action::Issue, NOW).unwrap();
        for (entry, file) in &last {
            batch
                .record_issued(entry, file, &text_digest(file), &signed(file))
                .unwrap();
        }
        last = (start..(start + size()).min(PEOPLE))
            .map(|number| {
                let entry = reserved(enrol(&mut batch, number, &veteran(), USUAL));
                holders.push(entry.holder);
                let file = format!("{}-{}.png", entry.holder, entry.serial);
                (entry, file)
            })
            .collect();
        batch.commit().unwrap();
        if start < 80_000 && start + size() >= 80_000 {
            rate("reserved and recorded", start + size(), begun);
        }
    }
    rate("reserved and recorded", PEOPLE, begun);

    let begun = Instant::now();
    for start in (0..PEOPLE).step_by(1_000) {
        let mut batch = clerk.batch(Action::Revoke, NOW).unwrap();
        for holder in holders.iter().skip(start as usize).take(10) {
            batch.revoke(Target::Holder(*holder), Reason::Lost).unwrap();
        }
        batch.commit().unwrap();
    }
    rate("revoked", PEOPLE / 100, begun);
    drop(clerk);

    let begun = Instant::now();
    let mut clerk = register.clerk(&actor()).unwrap();
    println!("sitting down (quick check): {:?}", begun.elapsed());
    let begun = Instant::now();
    for start in (0..PEOPLE).step_by(1_000) {
        let mut batch = clerk.batch(Action::Issue, NOW).unwrap();
        for number in start..start + 1_000 {
            let enrolment = enrol(&mut batch, number, &veteran(), USUAL);
            assert!(!matches!(enrolment, Enrolment::Reserved { .. }));
        }
        batch.commit().unwrap();
    }
    rate("met again", PEOPLE, begun);
    drop(clerk);

    let begun = Instant::now();
    let statuses = register.statuses(NOW).unwrap();
    println!(
        "statuses: {:?}, {} entries",
        begun.elapsed(),
        statuses.len()
    );
    let list = StatusListClaims {
        issuer: IssuerId(42_120_001),
        validity: Validity::new(NOW, LATER),
        ttl: None,
        statuses,
    };
    let list = StatusList::issue(&list, &SigningKey::from_seed(&[7; 32])).unwrap();
    println!("signed status list with 1 % revoked: {} bytes", list.len());

    for (what, work) in [
        (
            "counts",
            (|register| register.counts(NOW).map(drop)) as fn(&Register) -> _,
        ),
        ("unfinished", |register| register.unfinished(NOW).map(drop)),
        ("verify audit", |register| {
            register.verify_audit(None).map(drop)
        }),
    ] {
        let begun = Instant::now();
        work(&register).unwrap();
        println!("{what}: {:?}", begun.elapsed());
    }
    let begun = Instant::now();
    register.backup(&bureau.file("copy.db")).unwrap();
    println!("backup: {:?}", begun.elapsed());
    let size = std::fs::metadata(bureau.path()).unwrap().len();
    println!("{size} bytes, {} a person", size / u64::from(PEOPLE));
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    println!("{}", peak.unwrap_or_default());
}

fn rate(what: &str, rows: u32, begun: Instant) {
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{what}: {rows} in {seconds:.2} s, {:.0} a second; {:.2} s on the processor so far",
        f64::from(rows) / seconds,
        on_processor()
    );
}

/// Seconds that this thread has computed, where the system measures it.
fn on_processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = stat.split(' ').next().and_then(|first| first.parse().ok());
    nanoseconds.unwrap_or(0.0) / 1e9
}
