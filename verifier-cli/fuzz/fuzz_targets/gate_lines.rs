//! What comes to a gate on its standard input: codes, and what a barrier reports.
#![no_main]

use std::ffi::OsString;
use std::io::Cursor;
use std::sync::{Arc, LazyLock};

use cli_support::Console;
use credential_core::{
    Category, Issuer, IssuerId, IssuerKey, OrgName, Pending, Region, RootSetClaims, RootSigned, Signer as _, SigningKey,
    Standing, TrustListClaims, UnixTime, Update, Validity,
};
use libfuzzer_sys::fuzz_target;
use terminal_store::Store;
use verifier_cli::{Stdin, StdinKind, run};

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let (root, bureau) = (SigningKey::from_seed(&[1; 32]), SigningKey::from_seed(&[2; 32]));
    let name = OrgName { zh: "局".into(), en: None };
    let span = Validity::new(UnixTime::from_secs(1_700_000_000), UnixTime::from_secs(1_900_000_000));
    let region = Region::new(421_200).expect("a region");
    let roots = RootSetClaims {
        version: 1,
        issued: span.from,
        name: name.clone(),
        threshold: 1,
        keys: vec![root.public_key().clone()],
    };
    let issuer = Issuer {
        id: IssuerId(42_120_001),
        name,
        region,
        categories: Category::ALL.into_iter().collect(),
        regions: vec![region],
        standing: Standing::Active,
        keys: vec![IssuerKey {
            key: bureau.public_key().clone(),
            in_force: span,
            standing: Standing::Active,
            longest_validity: None,
        }],
        code_name: None,
        status_expectation: None,
        catalogue_expectation: None,
    };
    let list = TrustListClaims { version: 1, root_version: 1, validity: span, issuers: vec![Arc::new(issuer)] };
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::provision(folder.path().join("store"), &signed(roots, &root)).expect("a store");
    let mut update = Update::default();
    update.trust_list = Some(signed(list, &root));
    store.apply(&update, UnixTime::from_secs(1_802_000_000)).expect("an update");
    assert!(store.holdings().trust().is_some());
    folder
});

fn signed<T: RootSigned>(claims: T, key: &SigningKey) -> Vec<u8> {
    let mut pending = Pending::prepare(claims).expect("claims in order");
    pending.sign(key).expect("a signature");
    pending.to_bytes().expect("bytes")
}

fuzz_target!(|data: &[u8]| {
    let store = FOLDER.path().join("store").into_os_string();
    let words = ["verifier", "gate", "--at", "2027-02-07", "--lang", "en", "--store"];
    let words: Vec<_> = words.iter().map(OsString::from).chain([store]).collect();
    let stdin = Stdin {
        reader: Box::new(Cursor::new(data.to_vec())),
        kind: StdinKind::Pipe,
    };
    let (mut results, mut talk) = (Vec::new(), Vec::new());
    run(words, stdin, &mut Console::new(&mut results, &mut talk));
    for line in results.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        assert!(line.len() < 1 << 20, "a line of {} bytes", line.len());
        let read: Result<serde_json::Value, _> = serde_json::from_slice(line);
        assert!(read.is_ok_and(|value| value["event"].is_string()), "{}", String::from_utf8_lossy(line));
    }
});
