//! Pairs of update files, signed by enough root keys: the first withdraws, the second brings back what
//! was withdrawn. The first must be taken and the second refused, also by a terminal that has lost the
//! trust list in between. (The keys are made up, and known to nobody.)
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use credential_core::{Applied, Error, Field, Holdings, IssuerId, UnixTime, Update};
use terminal_store::Store;

/// The day after the lists were made.
const NOW: UnixTime = UnixTime::from_secs(1_800_090_000);

const PAIRS: [(&str, Error); 3] = [
    (
        "withdrawn-issuer-active-again",
        Error::WithdrawnIssuerReturned {
            issuer: IssuerId(42_120_001),
        },
    ),
    (
        "withdrawn-issuer-gone-from-list",
        Error::WithdrawnIssuerReturned {
            issuer: IssuerId(42_120_001),
        },
    ),
    (
        "withdrawn-key-active-beside",
        Error::ClaimsInvalid(Field::Unique),
    ),
];

fn data(name: &str) -> Vec<u8> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "data"]
        .iter()
        .collect();
    fs::read(folder.join(name)).unwrap()
}

fn store_at(folder: &Path) -> Store {
    Store::provision(folder.join("terminal"), &data("root-set.cbor")).unwrap()
}

fn results(store: &mut Store, file: &str) -> Vec<Result<Applied, Error>> {
    let outcomes = store.update(&data(file), NOW).unwrap();
    outcomes.iter().map(|outcome| outcome.result).collect()
}

#[test]
fn what_was_withdrawn_does_not_come_back() {
    for (name, error) in PAIRS {
        let folder = tempfile::tempdir().unwrap();
        let mut store = store_at(folder.path());
        let first = results(&mut store, &format!("{name}-1.lbu"));
        assert_eq!(first, [Ok(Applied::New)], "{name}");
        let held = store.holdings().to_update();
        let second = results(&mut store, &format!("{name}-2.lbu"));
        assert_eq!(second, [Err(error)], "{name}");
        assert_eq!(store.holdings().to_update(), held, "{name}");
    }
}

#[test]
fn nor_when_the_list_that_withdrew_it_is_lost() {
    for (name, error) in PAIRS {
        let folder = tempfile::tempdir().unwrap();
        let mut store = store_at(folder.path());
        results(&mut store, &format!("{name}-1.lbu"));
        // Another terminal with these floors and without the list.
        let floors = store.holdings().floors().clone();
        let mut lost = Holdings::with_floors(&data("root-set.cbor"), floors).unwrap();
        let second = Update::parse(&data(&format!("{name}-2.lbu"))).unwrap();
        let outcomes = lost.apply(&second, NOW);
        assert_eq!(outcomes[0].result, Err(error), "{name}");
        assert!(lost.trust().is_none(), "{name}");
    }
}
