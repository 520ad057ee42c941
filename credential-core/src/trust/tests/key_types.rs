//! Which types of keys roots and issuers may have: docs/format.md, `signing-key`.

use alloc::vec::Vec;

use crate::cose::{Payload as _, SignError};
use crate::error::{Error, Field};
use crate::fixtures::{
    ISSUED, bureau_key, hex, issuer, list_claims, name, payload_of, region, replace, root_claims,
    root_key, sign_all,
};
use crate::keys::{Algorithm, PublicKey, Signer};
use crate::trust::{IssuerId, IssuerRequest, Pending, TrustListClaims};

const REFUSED: Error = Error::DraftInvalid(Field::Key);
const POINT: &str = "03 667d6830f242960e1d62f9b93bfa601969d168a70c9e3bcfc23fd0c8e166c51a";

fn phone() -> PublicKey {
    PublicKey::from_bytes(Algorithm::P256, &hex(POINT)).unwrap()
}

#[test]
fn the_builder_refuses_the_key_of_a_phone() {
    let mut roots = root_claims(1, 1, &[&root_key()]);
    roots.keys.push(phone());
    assert_eq!(Pending::prepare(roots).err(), Some(REFUSED));

    let mut bureau = issuer(1, &bureau_key());
    bureau.keys[0].key = phone();
    let list = list_claims([bureau].into());
    assert_eq!(Pending::prepare(list).err(), Some(REFUSED));

    let request = IssuerRequest {
        id: IssuerId(1),
        name: name("咸宁市退役军人事务局"),
        region: region(421_200),
        key: phone(),
        issued: ISSUED,
    };
    let signed = request.sign(&bureau_key());
    assert_eq!(signed, Err(SignError::Invalid(REFUSED)));
}

/// A terminal passes over it, as it does over the keys of a later algorithm.
#[test]
fn the_reader_does_not_know_it() {
    let list = list_claims([issuer(1, &bureau_key())].into());
    let payload = payload_of(&sign_all(list, &[&root_key()]));
    let own = bureau_key().public_key().encode();
    let read = |key: &[u8]| {
        let payload: Vec<u8> = replace(&payload, &own, key);
        let read = TrustListClaims::decode(&payload).unwrap();
        read.issuers[0].keys.len()
    };
    assert_eq!(read(&own), 1);
    assert_eq!(read(&phone().encode()), 0);
    // Not even its parameters are looked at.
    assert_eq!(read(&hex("a2 0102 2001")), 0);
    assert_eq!(read(&hex("a0")), 0);
}

/// Without the SM2 profile such a key is one of an unknown type.
#[test]
fn knows_sm2_keys_with_the_feature_only() {
    let list = list_claims([issuer(1, &bureau_key())].into());
    let payload = payload_of(&sign_all(list, &[&root_key()]));
    let sm2 = hex("a4 0102 203a0001000f
         215820 09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020 22f5");
    let payload = replace(&payload, &bureau_key().public_key().encode(), &sm2);
    let read = TrustListClaims::decode(&payload).unwrap();
    assert_eq!(
        read.issuers[0].keys.len(),
        usize::from(cfg!(feature = "sm2"))
    );
}

/// Otherwise a terminal without the SM2 profile could never follow.
#[cfg(feature = "sm2")]
#[test]
fn a_root_set_has_sm2_keys_only_or_enough_others() {
    use crate::keys::Sm2SigningKey;
    let sm2 = |seed: u8| Sm2SigningKey::from_secret_bytes(&[seed; 32]).unwrap();
    let prepare = |threshold: usize, sm2_keys: u8, ed25519_keys: u8| {
        let mut claims = root_claims(1, threshold, &[]);
        let ed25519 = (0..ed25519_keys).map(|seed| crate::fixtures::key(40 + seed));
        claims.keys = (1..=sm2_keys)
            .map(|seed| sm2(seed).public_key().clone())
            .chain(ed25519.map(|key| key.public_key().clone()))
            .collect();
        Pending::prepare(claims).map(drop)
    };
    let threshold = Err(Error::DraftInvalid(Field::Threshold));
    for (needed, sm2_keys, ed25519_keys, expected) in [
        (2, 3, 0, Ok(())),
        (2, 0, 3, Ok(())),
        (2, 3, 2, Ok(())),
        (2, 1, 2, Ok(())),
        (2, 1, 1, threshold),
        (2, 15, 1, threshold),
        (3, 2, 2, threshold),
        (1, 1, 1, Ok(())),
    ] {
        let result = prepare(needed, sm2_keys, ed25519_keys);
        assert_eq!(result, expected, "{needed} of {sm2_keys} + {ed25519_keys}");
    }
}
