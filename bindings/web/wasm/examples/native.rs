//! The same functions as in the module, compiled for this computer: what `bench/verdict.mjs` compares with.
//!
//! `native FOLDER` makes the world of the measurement in FOLDER, where it is not there yet, and prints how long things
//! take, as JSON: the median of some rounds.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]
#![expect(
    clippy::unwrap_used,
    reason = "nothing to do but stop when a sample is wrong"
)]

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use credential_core::*;
use credential_wasm::{Store, TrustedIssuers};

const NOW: u64 = 1_800_000_000;
const POLICY: &str = r#"{"place":"gate"}"#;
/// Issuers in the large trust list: every county of the country.
const ISSUERS: u32 = 3_000;
const ROUNDS: usize = 9;
const VERDICTS: u32 = 300;

fn main() {
    let folder = std::env::args().nth(1).unwrap();
    let folder = Path::new(&folder);
    if !folder.join("code.txt").exists() {
        make(folder);
    }
    let read = |name: &str| fs::read(folder.join(name)).unwrap();
    let (roots, large, update) = (
        read("root-set.cbor"),
        read("large.cbor"),
        read("update.lbu"),
    );
    let text = fs::read_to_string(folder.join("code.txt")).unwrap();
    let mut store = Store::provision(&roots);
    store.update(update, "update", NOW as f64, "en");
    let verdict = median(|| {
        for _ in 0..VERDICTS {
            let json = store.verify(&text, POLICY, NOW as f64);
            assert!(json.contains("\"code\":\"accepted\""), "{json}");
        }
    }) / f64::from(VERDICTS);
    let load = median(|| {
        let lists = TrustedIssuers::new(&roots, &large);
        assert_eq!(lists.fault(), "null");
    });
    println!(
        "{{\"verdict_us\":{:.1},\"trust_list_ms\":{:.2}}}",
        verdict * 1e6,
        load * 1e3
    );
}

fn median(mut work: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            work();
            begun.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn make(folder: &Path) {
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();
    let now = UnixTime::from_secs(NOW);
    let year = Validity::new(now, now.plus(Duration::from_secs(365 * 86_400)));
    let (root, bureau) = (
        SigningKey::from_seed(&[1; 32]),
        SigningKey::from_seed(&[2; 32]),
    );
    let mut root_set = Pending::prepare(RootSetClaims {
        version: 1,
        issued: now,
        name: OrgName {
            zh: "测量用的根".into(),
            en: None,
        },
        threshold: 1,
        keys: vec![root.public_key().clone()],
    })
    .unwrap();
    root_set.sign(&root).unwrap();
    write("root-set.cbor", &root_set.to_bytes().unwrap());

    let trust_list = |issuers: u32| {
        let issuers = (0..issuers).map(|number| {
            let seed = [2, number as u8, (number >> 8) as u8];
            let own = SigningKey::from_seed(&std::array::from_fn(|at| *seed.get(at).unwrap_or(&7)));
            let key = if number == 0 { &bureau } else { &own };
            Arc::new(issuer(number, key.public_key().clone(), year))
        });
        let mut list = Pending::prepare(TrustListClaims {
            version: 1,
            root_version: 1,
            validity: year,
            issuers: issuers.collect(),
        })
        .unwrap();
        list.sign(&root).unwrap();
        list.to_bytes().unwrap()
    };
    write("large.cbor", &trust_list(ISSUERS));
    let statuses = StatusListClaims {
        issuer: IssuerId(42_000_000),
        validity: year,
        ttl: None,
        statuses: StatusArray::all_valid(65_536).unwrap(),
    };
    let mut update = Update::default();
    update.trust_list = Some(trust_list(120));
    update
        .status_lists
        .push(StatusList::issue(&statuses, &bureau).unwrap());
    write("update.lbu", &update.encode());

    let claims = Claims::new(
        DisplayName::masked("王建明").unwrap(),
        CategorySet::EMPTY.with(Category::Veteran),
        HolderNumber(17),
        StatusIndex(40_321),
        year,
    );
    let code = issue(&claims.unwrap(), &bureau).unwrap();
    write("code.txt", code.to_text(TextForm::Digits).as_bytes());
}

fn issuer(number: u32, key: PublicKey, year: Validity) -> Issuer {
    let region = Region::new(421_200).unwrap();
    Issuer {
        id: IssuerId(42_000_000 + number),
        name: OrgName {
            zh: format!("第{number}号退役军人事务局"),
            en: Some(format!("Bureau {number}")),
        },
        region,
        categories: CategorySet::EMPTY.with(Category::Veteran),
        regions: vec![region],
        standing: Standing::Active,
        keys: vec![IssuerKey {
            key,
            in_force: year,
            standing: Standing::Active,
            longest_validity: None,
        }],
        code_name: None,
        status_expectation: None,
        catalogue_expectation: None,
    }
}
