//! A terminal that keeps its place and its part of a catalogue: over restarts, and when the disk loses them.

use std::path::Path;

use credential_core::*;

use super::sim::{Plan, SimDisk};
use super::world::{BUREAUS, NOW, World, time};
use crate::{LostPart, Store, Warning};

fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32])
}

fn terminal_key() -> SigningKey {
    key(20)
}

fn title() -> Title {
    Title {
        zh: "理发".into(),
        en: None,
    }
}

/// The key of the first bureau of [`World`] signs them.
fn place() -> Vec<u8> {
    let claims = PlaceClaims {
        issuer: BUREAUS[0],
        issued: time(10),
        terminal: TerminalNumber(1),
        key: terminal_key().public_key().clone(),
        merchant: MerchantNumber(7),
        region: Region::new(421_200).unwrap(),
        standing: TerminalStanding::IN_USE,
        branch: None,
        gate_group: None,
        trades: Vec::new(),
        clock_floor: None,
    };
    Place::issue(&claims, &key(3)).unwrap()
}

fn part() -> Vec<u8> {
    let draft = CatalogueDraft {
        issuer: BUREAUS[0],
        edition: 4,
        validity: Validity::new(time(11), time(365 * 86_400)),
        merchant: Merchant {
            number: MerchantNumber(7),
            name: title(),
            membership: Membership::MEMBER,
            agreement: None,
        },
        benefits: vec![Benefit::new(BenefitNumber(1), title(), BenefitKind::Free)],
    };
    CataloguePart::issue(&draft, &key(3)).unwrap()
}

fn head() -> Vec<u8> {
    let claims = CatalogueHeadClaims {
        issuer: BUREAUS[0],
        issued: time(11),
        edition: 4,
        parts: 1,
    };
    CatalogueHead::issue(&claims, &key(3)).unwrap()
}

fn update(world: &World) -> Update {
    let mut update = Update::default();
    update.trust_list = Some(world.trust_list(1));
    update.places = vec![place()];
    update.catalogue_parts = vec![part()];
    update.catalogue_heads = vec![head()];
    update
}

fn open(disk: &SimDisk) -> Store {
    Store::open_on(disk.shared(), Path::new("/store")).unwrap()
}

fn stored(world: &World) -> SimDisk {
    let disk = SimDisk::new();
    let root_set = world.root_set(1);
    let mut store = Store::provision_on(disk.shared(), Path::new("/store"), &root_set).unwrap();
    let thumbprint = terminal_key().public_key().thumbprint();
    store.set_terminal_key(thumbprint).unwrap();
    let outcomes = store.apply(&update(world), NOW).unwrap();
    let new = |outcome: &PartOutcome| outcome.result == Ok(Applied::New);
    assert!(outcomes.len() == 4 && outcomes.iter().all(new));
    disk.plan(Plan::Nothing);
    disk
}

fn edition(store: &Store) -> Option<u32> {
    let here = store.holdings().place_catalogue(BUREAUS[0]);
    here.map(|here| here.part().edition())
}

/// Damages `part` in both copies of the state.
fn lose(disk: &SimDisk, part: &[u8]) {
    for file in ["/store/state.a", "/store/state.b"] {
        disk.damage(file, |bytes| {
            let place = bytes.windows(part.len()).position(|window| window == part);
            bytes[place.unwrap() + part.len() / 2] ^= 1;
        });
    }
}

#[test]
fn they_are_there_after_a_restart() {
    let disk = stored(&World::new());
    let store = open(&disk);
    assert_eq!(store.warnings(), []);
    assert_eq!(edition(&store), Some(4));
    let state = store.holdings().catalogue_state(BUREAUS[0], NOW);
    assert_eq!(state, CatalogueState::Current);
    let thumbprint = terminal_key().public_key().thumbprint();
    assert_eq!(store.holdings().terminal_key(), Some(thumbprint));
}

#[test]
fn a_terminal_without_a_key_keeps_nothing_of_catalogues() {
    let world = World::new();
    let disk = SimDisk::new();
    let root_set = world.root_set(1);
    let mut store = Store::provision_on(disk.shared(), Path::new("/store"), &root_set).unwrap();
    assert_eq!(store.apply(&update(&world), NOW).unwrap().len(), 1);
    assert_eq!(edition(&store), None);
    // Once it has one, the same update brings them.
    let thumbprint = terminal_key().public_key().thumbprint();
    store.set_terminal_key(thumbprint).unwrap();
    store.apply(&update(&world), NOW).unwrap();
    assert_eq!(edition(&open(&disk)), Some(4));
}

#[test]
fn what_is_lost_is_missed_until_it_comes_back() {
    let issuer = BUREAUS[0];
    for (part, lost, code) in [
        (place(), LostPart::Place { issuer }, "place-lost"),
        (
            part(),
            LostPart::CataloguePart { issuer },
            "catalogue-part-lost",
        ),
    ] {
        let world = World::new();
        let disk = stored(&world);
        lose(&disk, &part);
        let mut store = open(&disk);
        let lost = Warning::Lost(lost);
        assert!(store.warnings().contains(&lost), "{:?}", store.warnings());
        assert_eq!(lost.code(), code);
        assert_eq!(edition(&store), None);
        store.apply(&update(&world), NOW).unwrap();
        assert_eq!(edition(&open(&disk)), Some(4));
    }
}

#[test]
fn they_wait_while_the_trust_list_is_lost() {
    let world = World::new();
    let disk = stored(&world);
    lose(&disk, &world.trust_list(1));
    let mut store = open(&disk);
    assert_eq!(edition(&store), None);
    let mut list_only = Update::default();
    list_only.trust_list = Some(world.trust_list(1));
    store.apply(&list_only, NOW).unwrap();
    assert_eq!(edition(&open(&disk)), Some(4));
}
