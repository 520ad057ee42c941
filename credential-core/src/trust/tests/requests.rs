use alloc::vec::Vec;

use crate::claims::Region;
use crate::cose::SignError;
use crate::error::{Error, Field};
use crate::fixtures::{ISSUED, bureau_key, key, list_claims, sign_all};
use crate::keys::{Signer, SigningKey};
use crate::limits::MAX_ISSUER_REQUEST_BYTES;
use crate::trust::{IssuerId, IssuerRequest, OrgName};

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
