use crate::error::{Error, Field};
use crate::fixtures::{
    bureau_key, issuer, key, list_claims, root_claims, root_key, roots, sign_all,
};
use crate::keys::{Signer, SigningKey};
use crate::limits::{MAX_REGIONS_PER_ISSUER, MAX_TRUST_LIST_BYTES};
use crate::trust::{IssuerId, Pending, RootSetClaims, TrustList, TrustListClaims};

fn keepers() -> [SigningKey; 3] {
    [key(11), key(12), key(13)]
}

/// The list goes from keeper to keeper as a file; each reads it before signing.
#[test]
fn a_list_goes_from_keeper_to_keeper() {
    let [a, b, c] = keepers();
    let all = [&a, &b, &c].map(|key| key.public_key().clone());
    let claims = list_claims([issuer(1, &bureau_key())].into());

    let mut file = Pending::prepare(claims.clone())
        .unwrap()
        .to_bytes()
        .unwrap();
    for (signed, keeper) in [&a, &b, &c].into_iter().enumerate() {
        let mut pending = Pending::<TrustListClaims>::from_bytes(&file).unwrap();
        assert_eq!(pending.claims(), &claims);
        assert_eq!(pending.signed_by(&all).len(), signed);
        pending.sign(keeper).unwrap();
        file = pending.to_bytes().unwrap();
    }
    let pending = Pending::<TrustListClaims>::from_bytes(&file).unwrap();
    assert_eq!(pending.signed_by(&all).len(), 3);
}

#[test]
fn copies_signed_at_the_same_time_are_combined() {
    let [a, b, _] = keepers();
    let claims = root_claims(1, 2, &[&a, &b]);
    let mut left = Pending::prepare(claims.clone()).unwrap();
    let mut right = left.clone();
    left.sign(&a).unwrap();
    right.sign(&b).unwrap();
    left.combine(&right).unwrap();
    let root = crate::RootSet::pin(&left.to_bytes().unwrap()).unwrap();
    assert_eq!(root.claims(), &claims);

    let other = Pending::prepare(root_claims(2, 2, &[&a, &b])).unwrap();
    assert_eq!(
        left.combine(&other),
        Err(Error::DraftInvalid(Field::Payload))
    );
}

#[test]
fn signing_twice_counts_once() {
    let root = root_key();
    let mut pending = Pending::prepare(list_claims([].into())).unwrap();
    pending.sign(&root).unwrap();
    let once = pending.to_bytes().unwrap();
    pending.sign(&root).unwrap();
    assert_eq!(pending.to_bytes().unwrap(), once);
    assert!(TrustList::verify(&once, &roots()).is_ok());
}

/// Who is about to sign sees what is wrong before signing it.
#[test]
fn a_file_that_no_terminal_would_take_is_refused() {
    let [a, ..] = keepers();
    let list = sign_all(list_claims([].into()), &[&a]);
    assert_eq!(
        Pending::<RootSetClaims>::from_bytes(&list).err(),
        Some(Error::HeaderUnexpected)
    );
    let cut = &list[..list.len() - 1];
    assert!(Pending::<TrustListClaims>::from_bytes(cut).is_err());
}

#[test]
fn a_list_too_large_for_terminals_is_found_before_it_is_sent() {
    let template = issuer(0, &bureau_key());
    let issuers = (0..4_000)
        .map(|id: u32| {
            let mut seed = [0x77; 32];
            seed[..4].copy_from_slice(&id.to_be_bytes());
            let mut issuer = template.clone();
            issuer.id = IssuerId(id);
            issuer.keys[0].key = SigningKey::from_seed(&seed).public_key().clone();
            issuer.regions = [issuer.region].repeat(MAX_REGIONS_PER_ISSUER);
            issuer
        })
        .collect();
    assert_eq!(
        Pending::prepare(list_claims(issuers)).err(),
        Some(Error::TooLong {
            limit: MAX_TRUST_LIST_BYTES
        })
    );
}

/// What the keepers compare on the telephone.
#[test]
fn the_digest_is_that_of_what_is_signed() {
    let [a, b, _] = keepers();
    let mut pending = Pending::prepare(root_claims(1, 2, &[&a, &b])).unwrap();
    let digest = pending.digest();
    pending.sign(&a).unwrap();
    assert_eq!(pending.digest(), digest);
    let ids: alloc::vec::Vec<_> = pending.signer_ids().collect();
    assert_eq!(ids, [Some(a.public_key().id())]);
    let other = Pending::prepare(root_claims(1, 1, &[&a, &b])).unwrap();
    assert_ne!(other.digest(), digest);
}

/// A list of a later version says more of an issuer than this one would show its keeper.
#[test]
fn what_is_not_read_is_known_before_it_is_signed() {
    let claims = list_claims([issuer(1, &bureau_key())].into());
    let pending = Pending::prepare(claims.clone()).unwrap();
    assert!(pending.is_fully_read());
    let payload =
        <TrustListClaims as crate::trust::pending::sealed::RootSigned>::encode(&claims).unwrap();
    // The map of the issuer grows by one entry: `9: true`, the last before the end of the list.
    let mut more = payload;
    let head = more
        .windows(3)
        .position(|window| window == [0x81, 0xa7, 0x01])
        .unwrap();
    more[head + 1] = 0xa8;
    more.extend([0x09, 0xf5]);
    let bytes = super::signed(crate::fixtures::TRUST_LIST_TYPE, &more, &[&root_key()]);
    let pending = Pending::<TrustListClaims>::from_bytes(&bytes).unwrap();
    assert!(!pending.is_fully_read());
}
