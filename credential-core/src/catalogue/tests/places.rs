use super::*;
use crate::cose::SignError;
use crate::error::{Error, Field};
use crate::fixtures::{ISSUED, NOW, key, p256_phone_key, replace, trust};
use crate::limits::{MAX_PLACE_BYTES, MAX_TIME, MAX_TRADES};
use core::time::Duration;

pub(super) fn claims() -> PlaceClaims {
    PlaceClaims {
        issuer: XIANNING,
        issued: ISSUED,
        terminal: TerminalNumber(12),
        key: key(7).public_key().clone(),
        merchant: MerchantNumber(7),
        region: region(421_202),
        standing: TerminalStanding::IN_USE,
        branch: None,
        gate_group: None,
        trades: Vec::new(),
        clock_floor: None,
    }
}

fn full() -> PlaceClaims {
    PlaceClaims {
        branch: Some(BranchNumber(2)),
        gate_group: Some(GateGroup(3)),
        trades: [Trade(5), Trade(502)].into(),
        clock_floor: Some(NOW),
        key: p256_phone_key().public_key().clone(),
        ..claims()
    }
}

#[test]
fn a_place_says_after_signing_what_it_said_before() {
    for place in [claims(), full()] {
        let bytes = Place::issue(&place, &bureau_key()).unwrap();
        assert_eq!(Place::verify(&bytes, &trust()).unwrap().claims(), &place);
        assert_eq!(Place::unverified_key(&bytes), Some(place.key.thumbprint()));
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(Place::verify(&changed, &trust()).is_err(), "{at}");
        }
        let forged = Place::issue(&place, &key(9)).unwrap();
        assert!(matches!(
            Place::verify(&forged, &trust()),
            Err(Error::IssuerUnknown { .. })
        ));
    }
    let foreign = PlaceClaims {
        issuer: IssuerId(42_120_002),
        ..claims()
    };
    let bytes = Place::issue(&foreign, &bureau_key()).unwrap();
    assert_eq!(Place::verify(&bytes, &trust()), Err(Error::SubjectMismatch));
    let limit = MAX_PLACE_BYTES;
    assert_eq!(
        Place::verify(&[0; MAX_PLACE_BYTES + 1], &trust()),
        Err(Error::TooLong { limit })
    );
}

#[test]
fn a_place_that_cannot_be_is_not_signed() {
    for (change, field) in [
        (
            (|place| place.terminal = TerminalNumber(0)) as fn(&mut PlaceClaims),
            Field::Place,
        ),
        (|place| place.merchant = MerchantNumber(0), Field::Merchant),
        (|place| place.branch = Some(BranchNumber(0)), Field::Place),
        (|place| place.gate_group = Some(GateGroup(0)), Field::Place),
        (|place| place.trades = [Trade(0)].into(), Field::Place),
        (
            |place| place.trades = [Trade(1); MAX_TRADES + 1].into(),
            Field::Count,
        ),
        (
            |place| place.issued = UnixTime::from_secs(MAX_TIME + 1),
            Field::Validity,
        ),
        (
            |place| place.clock_floor = Some(UnixTime::from_secs(MAX_TIME + 1)),
            Field::Validity,
        ),
    ] {
        let mut place = claims();
        change(&mut place);
        let refused = Place::issue(&place, &bureau_key());
        assert_eq!(refused, Err(SignError::Invalid(Error::DraftInvalid(field))));
    }
}

#[test]
fn a_request_proves_that_the_terminal_has_the_key() {
    let asked = PlaceRequestClaims {
        issued: ISSUED,
        issuer: Some(XIANNING),
        label: Some("一号窗口".into()),
    };
    let bytes = PlaceRequest::sign(&asked, &key(7)).unwrap();
    let request = PlaceRequest::verify(&bytes).unwrap();
    assert_eq!(request.claims(), &asked);
    assert_eq!(request.key(), key(7).public_key());
    assert_eq!(request.check_for(XIANNING, ISSUED), Ok(()));
    assert_eq!(
        request.check_for(IssuerId(1), ISSUED),
        Err(Error::SubjectMismatch)
    );
    let late = ISSUED.plus(Duration::from_secs(30 * 86_400 + 1));
    assert!(matches!(
        request.check_for(XIANNING, late),
        Err(Error::RequestExpired { .. })
    ));
    let early = UnixTime::from_secs(ISSUED.as_secs() - 86_401);
    assert!(matches!(
        request.check_for(XIANNING, early),
        Err(Error::DatedAhead { .. })
    ));

    let p256 = p256_phone_key();
    let bare = PlaceRequestClaims {
        issuer: None,
        label: None,
        ..asked.clone()
    };
    let of_page = PlaceRequest::sign(&bare, &p256).unwrap();
    assert_eq!(
        PlaceRequest::verify(&of_page).unwrap().key(),
        p256.public_key()
    );

    // Somebody else's key under one's own signature.
    let (own, other) = (key(7).public_key().encode(), key(8).public_key().encode());
    let swapped = replace(&bytes, &own, &other);
    assert_eq!(
        PlaceRequest::verify(&swapped),
        Err(Error::ClaimsInvalid(Field::Key))
    );
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(PlaceRequest::verify(&changed).is_err(), "{at}");
    }
    let place = Place::issue(&claims(), &bureau_key()).unwrap();
    assert_eq!(PlaceRequest::verify(&place), Err(Error::HeaderUnexpected));
}
