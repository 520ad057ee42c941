//! Places, parts and heads of catalogues: what a terminal takes, passes over, and notices to be missing.

use super::*;
use crate::catalogue::{
    Benefit, BenefitKind, BenefitNumber, CatalogueDraft, CatalogueHead, CatalogueHeadClaims,
    CataloguePart, Membership, Merchant, MerchantNumber, Place, PlaceClaims, TerminalNumber,
    TerminalStanding, Title,
};
use crate::claims::Region;
use crate::trust::Expectation;

fn terminal_key() -> SigningKey {
    key(30)
}

fn place_of(merchant: u32, made: UnixTime, of: &SigningKey, signer: &SigningKey) -> Vec<u8> {
    let claims = PlaceClaims {
        issuer: XIANNING,
        issued: made,
        terminal: TerminalNumber(1),
        key: of.public_key().clone(),
        merchant: MerchantNumber(merchant),
        region: Region::new(421_200).unwrap(),
        standing: TerminalStanding::IN_USE,
        branch: None,
        gate_group: None,
        trades: Vec::new(),
        clock_floor: None,
    };
    Place::issue(&claims, signer).unwrap()
}

fn place(merchant: u32, made: UnixTime) -> Vec<u8> {
    place_of(merchant, made, &terminal_key(), &bureau_key())
}

fn part_by(signer: &SigningKey, merchant: u32, edition: u32, made: UnixTime) -> Vec<u8> {
    let title = Title {
        zh: "理发".into(),
        en: None,
    };
    let draft = CatalogueDraft {
        issuer: XIANNING,
        edition,
        validity: Validity::new(made, EXPIRES),
        merchant: Merchant {
            number: MerchantNumber(merchant),
            name: title.clone(),
            membership: Membership::MEMBER,
            agreement: None,
        },
        benefits: vec![Benefit::new(BenefitNumber(1), title, BenefitKind::Free)],
    };
    CataloguePart::issue(&draft, signer).unwrap()
}

fn part(merchant: u32, edition: u32, made: UnixTime) -> Vec<u8> {
    part_by(&bureau_key(), merchant, edition, made)
}

fn head(edition: u32, made: UnixTime) -> Vec<u8> {
    let claims = CatalogueHeadClaims {
        issuer: XIANNING,
        issued: made,
        edition,
        parts: 2,
    };
    CatalogueHead::issue(&claims, &bureau_key()).unwrap()
}

fn update(places: &[Vec<u8>], parts: &[Vec<u8>], heads: &[Vec<u8>]) -> Update {
    Update {
        places: places.into(),
        catalogue_parts: parts.into(),
        catalogue_heads: heads.into(),
        ..Update::default()
    }
}

/// A terminal with a place at merchant 7 and the part of edition 1.
fn placed() -> Holdings {
    let mut held = terminal();
    held.set_terminal_key(terminal_key().public_key().thumbprint());
    let first = update(
        &[place(7, day(11))],
        &[part(7, 1, day(12))],
        &[head(1, day(12))],
    );
    assert_eq!(results(&held.apply(&first, NOW)), [Ok(Applied::New); 3]);
    held
}

fn edition(held: &Holdings) -> Option<u32> {
    held.place_catalogue(XIANNING)
        .map(|here| here.part().edition())
}

#[test]
fn a_terminal_takes_its_own_and_passes_over_the_rest() {
    let mut held = placed();
    assert_eq!(edition(&held), Some(1));
    let other = key(31);
    let of_others = update(
        &[place_of(7, day(13), &other, &bureau_key())],
        &[part(8, 2, day(13))],
        &[],
    );
    let before = held.to_update();
    assert_eq!(held.apply(&of_others, NOW), []);
    assert_eq!(held.to_update(), before);
    // Again is no error.
    let held_already = results(&held.apply(&before, NOW));
    assert!(
        held_already
            .iter()
            .all(|result| *result == Ok(Applied::AlreadyHeld))
    );
    assert_eq!(held_already.len(), 6);

    // Without a key of its own it takes nothing.
    let mut keyless = terminal();
    let all = update(
        &[place(7, day(11))],
        &[part(7, 1, day(12))],
        &[head(1, day(12))],
    );
    assert_eq!(keyless.apply(&all, NOW), []);
    assert_eq!(
        keyless.catalogue_state(XIANNING, NOW),
        CatalogueState::NoPlace
    );
}

#[test]
fn older_ones_and_forged_ones_are_refused() {
    let mut held = placed();
    let newer = update(&[], &[part(7, 2, day(20))], &[head(2, day(20))]);
    assert_eq!(results(&held.apply(&newer, NOW)), [Ok(Applied::New); 2]);
    let older = update(
        &[place(7, day(10))],
        &[part(7, 1, day(12))],
        &[head(1, day(12))],
    );
    for error in refused(&mut held, &older) {
        assert!(matches!(error, Error::RolledBack { .. }), "{error:?}");
    }
    let other_of_same_time = update(&[], &[part(7, 3, day(20))], &[]);
    let errors = refused(&mut held, &other_of_same_time);
    assert!(matches!(errors[..], [Error::VersionReused { .. }]));
    let forged = update(
        &[place_of(7, day(21), &terminal_key(), &key(9))],
        &[part_by(&key(9), 7, 9, day(21))],
        &[],
    );
    for error in refused(&mut held, &forged) {
        assert!(matches!(error, Error::IssuerUnknown { .. }), "{error:?}");
    }
    let ahead = UnixTime::from_secs(NOW.as_secs() + 86_401);
    let errors = refused(&mut held, &update(&[], &[part(7, 9, ahead)], &[]));
    assert!(matches!(errors[..], [Error::DatedAhead { .. }]));
    assert_eq!(edition(&held), Some(2));
    let errors = refused(
        &mut held,
        &update(&[b"\xd2".to_vec()], &[b"\x00".to_vec()], &[Vec::new()]),
    );
    assert_eq!(errors.len(), 3);
}

#[test]
fn a_part_that_was_left_out_is_noticed() {
    let mut held = placed();
    assert_eq!(held.catalogue_state(XIANNING, NOW), CatalogueState::Current);
    let stripped = update(&[], &[part(8, 2, day(20))], &[head(2, day(20))]);
    assert_eq!(results(&held.apply(&stripped, NOW)), [Ok(Applied::New)]);
    assert_eq!(held.catalogue_state(XIANNING, NOW), CatalogueState::LeftOut);
    assert_eq!(edition(&held), Some(1));
    let rest = update(&[], &[part(7, 2, day(20))], &[]);
    held.apply(&rest, NOW);
    assert_eq!(held.catalogue_state(XIANNING, NOW), CatalogueState::Current);

    let mut fresh = terminal();
    fresh.set_terminal_key(terminal_key().public_key().thumbprint());
    fresh.apply(&update(&[place(7, day(11))], &[], &[]), NOW);
    assert_eq!(fresh.catalogue_state(XIANNING, NOW), CatalogueState::NoPart);
    fresh.apply(&update(&[], &[], &[head(1, day(12))]), NOW);
    assert_eq!(
        fresh.catalogue_state(XIANNING, NOW),
        CatalogueState::Missing
    );
}

#[test]
fn an_expectation_of_the_trust_list_tells_of_a_catalogue_that_is_too_old() {
    let [a, b, ..] = keepers();
    let state = |since: u64, least: u64, max_age: u64| {
        let mut held = placed();
        let trust = list_of(30, 1, &[&a, &b], |claims| {
            let issuer = Arc::make_mut(&mut claims.issuers[0]);
            issuer.catalogue_expectation = Some(Expectation {
                since: day(since),
                least: day(least),
                max_age: Duration::from_secs(max_age * 86_400),
            });
        });
        assert_eq!(
            results(&held.apply(&with_list(trust), NOW)),
            [Ok(Applied::New)]
        );
        held.catalogue_state(XIANNING, NOW)
    };
    // NOW is day 115.7; the part is of day 12.
    assert_eq!(state(1, 12, 104), CatalogueState::Current);
    assert_eq!(state(1, 13, 104), CatalogueState::Stale);
    assert_eq!(state(1, 12, 103), CatalogueState::Stale);
    assert_eq!(state(116, 13, 1), CatalogueState::Current);
}

#[test]
fn a_new_place_drops_the_part_of_the_old_merchant() {
    let mut held = placed();
    let moved = update(&[place(8, day(20))], &[], &[]);
    assert_eq!(results(&held.apply(&moved, NOW)), [Ok(Applied::New)]);
    assert_eq!(edition(&held), None);
    assert_eq!(held.to_update().catalogue_parts.len(), 0);
    // In one update the place comes first.
    let back = update(&[place(7, day(21))], &[part(7, 2, day(21))], &[]);
    assert_eq!(results(&held.apply(&back, NOW)), [Ok(Applied::New); 2]);
    // The floor of the merchant was kept.
    let errors = refused(&mut held, &update(&[], &[part(7, 1, day(12))], &[]));
    assert!(matches!(errors[..], [Error::RolledBack { .. }]));
    held.set_terminal_key([0; 32]);
    assert_eq!(held.places().count(), 0);
    assert_eq!(held.to_update().catalogue_parts.len(), 0);
}

#[test]
fn a_withdrawn_key_takes_its_places_and_parts_along() {
    let [a, b, ..] = keepers();
    let mut held = placed();
    let withdrawn = list_of(30, 1, &[&a, &b], |claims| {
        Arc::make_mut(&mut claims.issuers[0]).standing = Standing::Withdrawn;
    });
    held.apply(&with_list(withdrawn), NOW);
    assert_eq!(held.places().count(), 0);
    assert_eq!(held.place_catalogue(XIANNING).map(drop), None);
}

#[test]
fn they_are_kept_and_restored_with_their_floors() {
    let held = placed();
    let stored = held.to_update();
    let mut restored = Holdings::with_floors(&first_roots(), held.floors().clone()).unwrap();
    restored.set_terminal_key(held.terminal_key().unwrap());
    let outcomes = restored.restore(&stored);
    assert!(outcomes.iter().all(|outcome| outcome.result.is_ok()));
    assert_eq!(restored.to_update(), stored);
    assert_eq!(edition(&restored), Some(1));

    // The part was lost; an older one does not come back, and the loss is seen.
    let mut lost = Holdings::with_floors(&first_roots(), held.floors().clone()).unwrap();
    lost.set_terminal_key(held.terminal_key().unwrap());
    let without = Update {
        catalogue_parts: Vec::new(),
        ..stored
    };
    lost.restore(&without);
    assert_eq!(lost.catalogue_state(XIANNING, NOW), CatalogueState::Missing);
    let errors = refused(&mut lost, &update(&[], &[part(7, 1, day(11))], &[]));
    assert!(matches!(errors[..], [Error::RolledBack { .. }]));
    let floors = held.floors().clone().merge(&Floors::default());
    assert_eq!(&floors, held.floors());
}
