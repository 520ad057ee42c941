//! A gate as a process, killed around its grants: what it has said that it granted is in its journal, and no more than
//! one record besides. All 500 kills: `cargo test -p verifier-cli --test journal_kills -- --ignored`

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, SystemTime};

use credential_core::journal::Entry;
use credential_core::{PublicKey, Signer as _};
use running_gate::Gate;
use serde_json::Value;
use station::{FIRST_CARD, Station};
use terminal_store::Journal;

mod running_gate;
mod station;
mod world;

/// What the gate has said that it granted: the record of each holder.
fn granted(lines: &[Value], first: u32) -> BTreeMap<u64, u32> {
    let grants = lines.iter().filter(|line| line["event"] == "grant");
    let one = |line: &Value| {
        let record = line["granted"]["record"].as_u64()?;
        let verdict = u32::try_from(line["number"].as_u64()?).ok()?;
        Some((record, first + verdict - 1))
    };
    grants.filter_map(one).collect()
}

/// The holder of each grant that is in the journal.
fn recorded(station: &Station, terminal: &PublicKey) -> BTreeMap<u64, u32> {
    let journal = Journal::open(station.store().join("journal"), terminal).unwrap();
    let mut grants = BTreeMap::new();
    journal
        .visit(|record| {
            if let Entry::Grant(grant) = &record.entry {
                grants.insert(record.number, grant.holder.number.0);
            }
        })
        .unwrap();
    grants
}

fn survives(kills: u32) {
    let station = Station::new();
    let terminal = station.open_for_rides();
    let mut random = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap()
        .as_nanos() as u64;
    println!("seed {random}");
    let words = station.store_words();
    let words = [
        words[0].as_str(),
        &words[1],
        "--bearer",
        "accept",
        "--unreported",
        "not-turned",
    ];
    let (mut said, mut holder, mut unsaid) = (BTreeMap::new(), FIRST_CARD, 0);
    for kill in 0..kills {
        let mut gate = Gate::start_with(&words, &[]);
        // Each holder has one ride in a lifetime: whoever was granted it is not granted it again.
        let first = holder;
        let people: String = (1..=12)
            .map(|number| {
                let card = station.card(first + number - 1);
                format!("{card}\nturned {number}\n")
            })
            .collect();
        holder += 12;
        gate.send(people);
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        thread::sleep(Duration::from_micros((random >> 33) % 30_000));
        gate.child.kill().unwrap();
        gate.child.wait().unwrap();
        let lines: Vec<Value> = gate.lines.iter().collect();
        said.extend(granted(&lines, first));
        let found = recorded(&station, terminal.public_key());
        for (record, holder) in &said {
            assert_eq!(found.get(record), Some(holder), "kill {kill}: {record}");
        }
        // What was written and not said stays, and counts.
        let new: Vec<_> = found
            .iter()
            .filter(|(record, _)| !said.contains_key(record))
            .collect();
        let newest: Vec<_> = new.iter().filter(|(_, holder)| **holder >= first).collect();
        assert!(newest.len() <= 1, "kill {kill}: {newest:?}");
        unsaid += newest.len() as u32;
    }
    println!(
        "{kills} kills, {} grants said, {unsaid} written and not said",
        said.len()
    );
    assert!(!said.is_empty());
    // A ride that was granted is not granted again, also not one that was only written.
    let found = recorded(&station, terminal.public_key());
    let mut gate = Gate::start_with(&words, &[]);
    for holder in found.values().rev().take(3) {
        let line = gate.judge(&station.card(*holder));
        assert_eq!(line["benefits"]["list"][0]["code"], "quota-used", "{line}");
    }
}

#[test]
fn what_was_said_to_be_granted_survives_twenty_kills() {
    survives(20);
}

#[test]
#[ignore = "takes some minutes"]
fn what_was_said_to_be_granted_survives_five_hundred_kills() {
    survives(500);
}
