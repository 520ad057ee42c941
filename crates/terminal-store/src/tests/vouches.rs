//! A terminal that keeps a vouch list: over restarts, and when the disk loses it.

use std::path::Path;

use credential_core::*;

use super::sim::{Plan, SimDisk};
use super::world::{BUREAUS, NOW, World, time};
use crate::{LostPart, Store, Warning};

fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32])
}

/// The key of the first bureau of [`World`], which was stolen.
fn stolen() -> SigningKey {
    key(3)
}

fn span() -> Validity {
    Validity::new(time(0), time(365 * 86_400))
}

/// The second list of the authority: the key is compromised, and there is a new one.
fn trust_list(world: &World) -> Vec<u8> {
    let first = Pending::<TrustListClaims>::from_bytes(&world.trust_list(1)).unwrap();
    let mut claims = first.claims().clone();
    claims.version = 2;
    let mut bureau = Issuer::clone(&claims.issuers[0]);
    bureau.keys[0].standing = Standing::Compromised;
    bureau.keys.push(IssuerKey {
        key: key(5).public_key().clone(),
        in_force: span(),
        standing: Standing::Active,
        longest_validity: None,
    });
    claims.issuers[0] = bureau.into();
    let mut pending = Pending::prepare(claims).unwrap();
    pending.sign(&key(1)).unwrap();
    pending.to_bytes().unwrap()
}

fn code(holder: u32) -> Credential {
    let name = DisplayName::masked("王建明").unwrap();
    let veteran = CategorySet::EMPTY.with(Category::Veteran);
    let claims = Claims::new(name, veteran, HolderNumber(holder), StatusIndex(1), span());
    issue(&claims.unwrap(), &stolen()).unwrap()
}

fn vouch_list() -> Vec<u8> {
    let claims = VouchListClaims {
        issuer: BUREAUS[0],
        key: stolen().public_key().thumbprint(),
        issued: time(10),
        hashes: CodeHashSet::new([code(1).hash()]).unwrap(),
    };
    VouchList::issue(&claims, &key(5)).unwrap()
}

fn update(world: &World) -> Update {
    let mut update = Update::default();
    update.trust_list = Some(trust_list(world));
    update.vouch_lists = vec![vouch_list()];
    update
}

fn open(disk: &SimDisk) -> Store {
    Store::open_on(disk.shared(), Path::new("/store")).unwrap()
}

fn stored(world: &World) -> SimDisk {
    let disk = SimDisk::new();
    let root_set = world.root_set(1);
    let mut store = Store::provision_on(disk.shared(), Path::new("/store"), &root_set).unwrap();
    let outcomes = store.apply(&update(world), NOW).unwrap();
    assert!(
        outcomes
            .iter()
            .all(|outcome| outcome.result == Ok(Applied::New))
    );
    disk.plan(Plan::Nothing);
    disk
}

/// What a gate says to the honest holder and to the thief.
fn reasons(store: &Store) -> [&'static str; 2] {
    [1, 2].map(|holder| {
        let text = code(holder).to_text(TextForm::Digits);
        verify(&text, store.holdings(), Policy::gate(), NOW).reason()
    })
}

/// Damages the place of `part` in both copies of the state.
fn lose(disk: &SimDisk, part: &[u8]) {
    for file in ["/store/state.a", "/store/state.b"] {
        disk.damage(file, |bytes| {
            let place = bytes.windows(part.len()).position(|window| window == part);
            bytes[place.unwrap() + part.len() / 2] ^= 1;
        });
    }
}

#[test]
fn is_there_after_a_restart() {
    let disk = stored(&World::new());
    let store = open(&disk);
    assert_eq!(store.warnings(), []);
    assert_eq!(store.holdings().vouch_lists().count(), 1);
    assert_eq!(reasons(&store), ["accepted", "not-vouched"]);
}

#[test]
fn a_lost_vouch_list_is_missed_and_nobody_passes_until_it_comes_back() {
    let world = World::new();
    let disk = stored(&world);
    lose(&disk, &vouch_list());
    let mut store = open(&disk);
    let lost = Warning::Lost(LostPart::VouchList { issuer: BUREAUS[0] });
    assert!(store.warnings().contains(&lost), "{:?}", store.warnings());
    assert_eq!(lost.code(), "vouch-list-lost");
    assert_eq!(reasons(&store), ["key-compromised"; 2]);
    store.apply(&update(&world), NOW).unwrap();
    assert_eq!(reasons(&open(&disk)), ["accepted", "not-vouched"]);
}

#[test]
fn it_waits_while_the_trust_list_is_lost() {
    let world = World::new();
    let disk = stored(&world);
    lose(&disk, &trust_list(&world));
    let mut store = open(&disk);
    assert_eq!(reasons(&store), ["trust-list-missing"; 2]);
    let mut list_only = Update::default();
    list_only.trust_list = Some(trust_list(&world));
    store.apply(&list_only, NOW).unwrap();
    assert_eq!(reasons(&open(&disk)), ["accepted", "not-vouched"]);
}
