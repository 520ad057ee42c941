use alloc::vec::Vec;

use crate::claims::Region;
use crate::cose::SignError;
use crate::error::{Error, Field};
use crate::fixtures::{ISSUED, NOW, bureau_key, issuer, issuer_key, key, list_claims, sign_all};
use crate::keys::{Signer, SigningKey};
use crate::limits::{MAX_DATED_AHEAD, MAX_ISSUER_REQUEST_BYTES, MAX_REQUEST_AGE};
use crate::time::{UnixTime, Validity};
use crate::trust::{Issuer, IssuerId, IssuerRequest, OrgName, Standing};

fn request(key: &SigningKey) -> IssuerRequest {
    IssuerRequest {
        id: IssuerId(42_120_001),
        name: OrgName {
            zh: "咸宁市退役军人事务局".into(),
            en: Some("Veterans Bureau of Xianning".into()),
        },
        region: Region::new(421_200).unwrap(),
        key: key.public_key().clone(),
        issued: ISSUED,
    }
}

fn next_key() -> SigningKey {
    key(3)
}

#[test]
fn says_what_was_asked_for() {
    let asked = request(&bureau_key());
    let bytes = asked.sign(&bureau_key()).unwrap();
    assert_eq!(IssuerRequest::verify(&bytes), Ok(asked));
    assert!(
        bytes.len() < MAX_ISSUER_REQUEST_BYTES / 2,
        "{}",
        bytes.len()
    );
}

/// Somebody who knows a public key, and nothing of the private one.
#[test]
fn nobody_asks_for_a_key_that_they_do_not_hold() {
    let asked = request(&bureau_key());
    assert_eq!(
        asked.sign(&next_key()),
        Err(SignError::Invalid(Error::SignerFault))
    );
    // The request is made with one's own key, and the other one put in.
    let own = request(&next_key()).sign(&next_key()).unwrap();
    let (mine, theirs) = (next_key().public_key().to_bytes(), bureau_key());
    let at = own.windows(32).position(|window| window == mine).unwrap();
    let mut forged = own;
    forged[at..at + 32].copy_from_slice(&theirs.public_key().to_bytes());
    assert_eq!(
        IssuerRequest::verify(&forged),
        Err(Error::ThresholdNotMet {
            valid: 0,
            needed: 1
        })
    );
    // Nor can the other key be vouched for by one's own.
    assert!(IssuerRequest::vouch(&forged, &next_key()).is_err());
}

#[test]
fn a_request_altered_on_the_way_is_refused() {
    let bytes = request(&bureau_key()).sign(&bureau_key()).unwrap();
    for at in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[at] ^= 1;
        assert!(IssuerRequest::verify(&altered).is_err(), "byte {at}");
        assert!(IssuerRequest::verify(&bytes[..at]).is_err(), "cut at {at}");
    }
}

#[test]
fn the_next_key_is_vouched_for_by_one_that_is_listed() {
    let listed = [bureau_key().public_key().clone()];
    let alone = request(&next_key()).sign(&next_key()).unwrap();
    let vouched = |bytes: &[u8]| -> Result<usize, Error> {
        IssuerRequest::vouched_by(bytes, &listed).map(|keys| keys.len())
    };
    assert_eq!(vouched(&alone), Ok(0));
    let both = IssuerRequest::vouch(&alone, &bureau_key()).unwrap();
    assert_eq!(IssuerRequest::verify(&both), IssuerRequest::verify(&alone));
    assert_eq!(vouched(&both), Ok(1));
    // A stranger's signature vouches for nothing, and takes nothing away.
    let stranger = IssuerRequest::vouch(&alone, &key(9)).unwrap();
    assert_eq!(vouched(&stranger), Ok(0));
    // The voucher is for this request: it does not fit under another one.
    let mut other = request(&next_key());
    other.id = IssuerId(42_120_002);
    let other = other.sign(&next_key()).unwrap();
    let voucher: Vec<u8> = both[both.len() - 64..].to_vec();
    let mut spliced = IssuerRequest::vouch(&other, &bureau_key()).unwrap();
    let end = spliced.len();
    spliced[end - 64..].copy_from_slice(&voucher);
    assert_eq!(vouched(&spliced), Ok(0));
}

#[test]
fn refuses_what_cannot_be_listed() {
    let mut asked = request(&bureau_key());
    asked.name.zh = "".into();
    assert_eq!(
        asked.sign(&bureau_key()),
        Err(SignError::Invalid(Error::DraftInvalid(Field::Name)))
    );
    let list = sign_all(list_claims([].into()), &[&bureau_key()]);
    assert_eq!(IssuerRequest::verify(&list), Err(Error::HeaderUnexpected));
    let long = [0; MAX_ISSUER_REQUEST_BYTES + 1];
    assert_eq!(
        IssuerRequest::verify(&long),
        Err(Error::TooLong {
            limit: MAX_ISSUER_REQUEST_BYTES
        })
    );
}

/// The bureau with its key so far.
fn listed(change: impl FnOnce(&mut Issuer)) -> Issuer {
    let mut bureau = issuer(42_120_001, &bureau_key());
    change(&mut bureau);
    bureau
}

fn asked_at(issued: UnixTime) -> Vec<u8> {
    let asked = IssuerRequest {
        issued,
        ..request(&next_key())
    };
    let alone = asked.sign(&next_key()).unwrap();
    IssuerRequest::vouch(&alone, &bureau_key()).unwrap()
}

fn speakers(bytes: &[u8], bureau: &Issuer, now: UnixTime) -> Result<usize, Error> {
    IssuerRequest::vouched_by_current(bytes, bureau, now).map(|keys| keys.len())
}

#[test]
fn only_an_active_key_in_force_speaks_for_the_bureau() {
    let bytes = asked_at(NOW);
    assert_eq!(speakers(&bytes, &listed(|_| ()), NOW), Ok(1));
    for standing in [Standing::Compromised, Standing::Withdrawn] {
        let bureau = listed(|bureau| bureau.keys[0].standing = standing);
        assert_eq!(speakers(&bytes, &bureau, NOW), Ok(0), "{standing:?}");
    }
    let bureau = listed(|bureau| bureau.standing = Standing::Withdrawn);
    assert_eq!(speakers(&bytes, &bureau, NOW), Ok(0));
    let bureau = listed(|bureau| bureau.standing = Standing::Suspended);
    assert_eq!(speakers(&bytes, &bureau, NOW), Ok(1));
    // Run out between the request and now, begun between them, or both.
    let later = NOW.plus(MAX_DATED_AHEAD);
    let span = |from, until| listed(|bureau| bureau.keys[0].in_force = Validity::new(from, until));
    for (from, until) in [
        (ISSUED, later),
        (later, later.plus(MAX_REQUEST_AGE)),
        (ISSUED, NOW),
    ] {
        assert_eq!(speakers(&bytes, &span(from, until), later), Ok(0));
    }
    let until = later.plus(core::time::Duration::from_secs(1));
    assert_eq!(speakers(&bytes, &span(NOW, until), later), Ok(1));
    // A stranger's key, and the key that is asked for itself.
    assert_eq!(speakers(&bytes, &issuer(42_120_001, &key(9)), NOW), Ok(0));
    let bureau = listed(|bureau| bureau.keys = [issuer_key(&next_key())].into());
    assert_eq!(speakers(&bytes, &bureau, NOW), Ok(0));
    let other = issuer(42_120_002, &bureau_key());
    assert_eq!(speakers(&bytes, &other, NOW), Err(Error::SubjectMismatch));
}

#[test]
fn an_old_request_and_one_from_the_future_are_not_taken() {
    let (bytes, bureau) = (asked_at(NOW), listed(|_| ()));
    let second = core::time::Duration::from_secs(1);
    let last = NOW.plus(MAX_REQUEST_AGE);
    assert_eq!(speakers(&bytes, &bureau, last), Ok(1));
    assert_eq!(
        speakers(&bytes, &bureau, last.plus(second)),
        Err(Error::RequestExpired {
            made: NOW.as_secs()
        })
    );
    let first = UnixTime::from_secs(NOW.as_secs() - MAX_DATED_AHEAD.as_secs());
    assert_eq!(speakers(&bytes, &bureau, first), Ok(1));
    let before = UnixTime::from_secs(first.as_secs() - 1);
    assert_eq!(
        speakers(&bytes, &bureau, before),
        Err(Error::DatedAhead {
            made: NOW.as_secs(),
            latest: NOW.as_secs() - 1
        })
    );
}

/// The types of all entries, then name, region, key, time.
#[test]
fn of_several_faults_the_first_in_the_order_of_the_text_is_named() {
    use crate::cose::Payload;
    use crate::fixtures::{hex, replace};

    let good = request(&bureau_key());
    let sound = good.encode();
    let bad_region = |payload: &[u8]| replace(payload, &hex("1a 00066d50"), &hex("19 a456"));
    let bad_key =
        |payload: &[u8]| replace(payload, &bureau_key().public_key().to_bytes(), &[0; 32]);
    let mut nameless = good.clone();
    nameless.name.zh = "".into();
    let nameless = nameless.encode();
    let no_map = |payload: &[u8]| replace(payload, &good.key.encode(), &hex("00"));
    for (payload, field) in [
        (bad_key(&sound), Field::Key),
        (bad_region(&bad_key(&sound)), Field::Region),
        (bad_region(&bad_key(&nameless)), Field::Name),
        (no_map(&nameless), Field::Payload),
        (bad_region(&no_map(&sound)), Field::Payload),
    ] {
        assert_eq!(
            IssuerRequest::decode(&payload),
            Err(Error::ClaimsInvalid(field))
        );
    }
}

/// A later version may add to a request: what only informs is passed over, the rest says so.
#[test]
fn entries_of_later_versions_are_met_as_in_every_object() {
    use crate::cose::Payload;
    use crate::fixtures::hex;

    let asked = request(&bureau_key());
    let sound = asked.encode();
    let with = |entry: &str| {
        // The private claim is the last; its map has five entries.
        let mut payload = sound.clone();
        let at = payload.windows(2).position(|two| two == [0xa5, 0x01]);
        payload[at.unwrap()] = 0xa6;
        payload.extend(hex(entry));
        IssuerRequest::decode(&payload)
    };
    assert_eq!(with("18 7f f6"), Ok(asked.clone()));
    assert_eq!(with("18 80 f6"), Err(Error::ContentUnsupported));
}
