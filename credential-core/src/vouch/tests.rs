use alloc::vec::Vec;
use std::collections::BTreeSet;

use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::*;
use crate::fixtures::{
    ISSUED, SPAN, bstr, bureau_key, claims, hex, issuer, issuer_key, key, list_claims, sign1,
    trust_of,
};
use crate::keys::SigningKey;
use crate::limits::MAX_TIME;
use crate::limits::MAX_VOUCHED;
use crate::trust::Standing;
use crate::trust::TrustListClaims;
use crate::{Credential, ParsedCredential};

const XIANNING: IssuerId = IssuerId(42_120_001);
const TYP: &str = "application/vnd.laobingma.vouch-list+cose";

fn stolen() -> SigningKey {
    key(7)
}

/// The bureau of Xianning with a compromised key and an active one.
fn after_the_theft() -> TrustListClaims {
    let mut bureau = issuer(42_120_001, &bureau_key());
    let mut compromised = issuer_key(&stolen());
    compromised.standing = Standing::Compromised;
    bureau.keys.push(compromised);
    list_claims([bureau, issuer(42_120_002, &key(8))].into())
}

/// A trust list with compromised keys, also while readers of such lists are being built.
fn trust_after(change: impl FnOnce(&mut TrustListClaims)) -> TrustList {
    let mut list = after_the_theft();
    change(&mut list);
    trust_of(list)
}

fn numbered(count: u32) -> Vec<CodeHash> {
    (0..count)
        .map(|number| CodeHash::of(&number.to_be_bytes()))
        .collect()
}

fn list(hashes: &[CodeHash]) -> VouchListClaims {
    VouchListClaims {
        issuer: XIANNING,
        key: stolen().public_key().thumbprint(),
        issued: ISSUED,
        hashes: CodeHashSet::new(hashes.iter().copied()).unwrap(),
    }
}

fn signed(claims: &VouchListClaims) -> Vec<u8> {
    VouchList::issue(claims, &bureau_key()).unwrap()
}

fn own(bytes: &[u8]) -> Result<VouchList> {
    VouchList::verify_own(bytes, XIANNING, bureau_key().public_key())
}

/// A list with these three entries as they stand, signed truly.
fn by_hand(count: &[u8], buckets: &[u8], rests: &[u8]) -> Vec<u8> {
    with_entries(
        5,
        &[count, b"\x04", &bstr(buckets), b"\x05", &bstr(rests)].concat(),
    )
}

fn with_entries(entries: u8, tail: &[u8]) -> Vec<u8> {
    let payload = [
        &hex("a2 06 1a 6ab13b80 3a00010004")[..],
        &[0xa0 + entries],
        &hex("01 1a 0282b341 02"),
        &bstr(&stolen().public_key().thumbprint()),
        b"\x03",
        tail,
    ]
    .concat();
    sign1(&header(), &payload, &bureau_key())
}

fn header() -> Vec<u8> {
    let mut header = hex("a3 0127 0444");
    header.extend(bureau_key().public_key().id().to_bytes());
    header.extend(hex("10 78"));
    header.push(TYP.len() as u8);
    header.extend(TYP.as_bytes());
    header
}

#[test]
fn the_hash_of_a_code_is_the_beginning_of_sha_256_of_its_bytes() {
    let code: Credential = crate::issue(&claims(), &bureau_key()).unwrap();
    let digest = Sha256::digest(code.as_bytes());
    assert_eq!(code.hash().to_bytes(), digest[..12]);
    let parsed = ParsedCredential::from_bytes(code.as_bytes()).unwrap();
    assert_eq!(parsed.hash(), Ok(code.hash()));
}

#[test]
fn few_hashes_are_written_whole_behind_their_number_in_ones() {
    let hashes = [[3; 12], [1; 12]].map(CodeHash::from_bytes);
    let expected = by_hand(b"\x02", &[0b1100_0000], &[[1; 12], [3; 12]].concat());
    assert_eq!(signed(&list(&hashes)), expected);
    assert_eq!(signed(&list(&[])), by_hand(b"\x00", &[0], &[]));
}

#[test]
fn from_256_hashes_on_the_first_byte_is_shared() {
    let hashes: Vec<CodeHash> = (0..=255)
        .map(|number| CodeHash::from_bytes([9, number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]))
        .collect();
    // Nine zeros, 256 ones, 247 zeros.
    let mut buckets = [0; 64];
    for bit in 9..9 + 256 {
        buckets[bit / 8] |= 0x80 >> (bit % 8);
    }
    let mut rests = Vec::new();
    for number in 0..=255 {
        rests.extend([number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }
    let expected = by_hand(&hex("19 0100"), &buckets, &rests);
    assert_eq!(signed(&list(&hashes)), expected);
    let read = own(&expected).unwrap();
    assert!(read.claims().hashes.iter().eq(hashes));
}

/// docs/format.md: "So 80,000 codes take 818,192 bytes."
#[test]
fn eighty_thousand_codes_take_818_192_bytes() {
    let hashes = numbered(80_000);
    let claims = list(&hashes);
    let coded = claims.hashes.to_buckets().len() + claims.hashes.rests().len();
    assert_eq!(coded, 818_192);
    let bytes = signed(&claims);
    let none = signed(&list(&[]));
    // The heads of count, buckets, rests and payload grow: by 4, 2, 4 and 2 bytes; one byte of
    // buckets is there without any hash.
    assert_eq!(bytes.len(), none.len() - 1 + 818_192 + 4 + 2 + 4 + 3);
    assert_eq!(bytes.len(), 818_391);
    assert!(bytes.len() <= 850_000);
    let read = own(&bytes).unwrap();
    assert!(hashes.iter().all(|hash| read.contains(*hash)));
}

#[test]
fn each_number_of_hashes_is_read_back_around_the_changes_of_the_coding() {
    for count in [0, 1, 2, 255, 256, 257, 65_535, 65_536, 65_537] {
        let hashes = numbered(count);
        let bytes = signed(&list(&hashes));
        let read = own(&bytes).unwrap();
        let sorted: BTreeSet<CodeHash> = hashes.iter().copied().collect();
        assert_eq!(read.claims().hashes.len(), count as usize);
        assert!(read.claims().hashes.iter().eq(sorted.iter().copied()));
        assert!(hashes.iter().all(|hash| read.contains(*hash)));
        assert!(!read.contains(CodeHash::of(b"another")));
        assert_eq!(read.claims(), &list(&hashes));
    }
}

#[test]
fn hashes_in_any_other_form_are_refused() {
    let (low, high) = ([1; 12], [3; 12]);
    let both = [low, high].concat();
    let wrong = Some(Error::ClaimsInvalid(Field::Hashes));
    assert!(own(&by_hand(b"\x02", &[0b1100_0000], &both)).is_ok());
    for (what, bytes) in [
        (
            "descending",
            by_hand(b"\x02", &[0b1100_0000], &[high, low].concat()),
        ),
        (
            "the same twice",
            by_hand(b"\x02", &[0b1100_0000], &[low, low].concat()),
        ),
        ("too many ones", by_hand(b"\x02", &[0b1110_0000], &both)),
        ("too few ones", by_hand(b"\x02", &[0b1000_0000], &both)),
        (
            "a one behind the end",
            by_hand(b"\x02", &[0b1010_0000], &both),
        ),
        ("bits at the end", by_hand(b"\x02", &[0b1100_0001], &both)),
        ("no zero", by_hand(b"\x08", &[0xff], &[low; 8].concat())),
        (
            "a byte too many",
            by_hand(b"\x02", &[0b1100_0000, 0], &both),
        ),
        ("no byte", by_hand(b"\x02", &[], &both)),
        (
            "rests too short",
            by_hand(b"\x02", &[0b1100_0000], &both[1..]),
        ),
        (
            "rests too long",
            by_hand(b"\x02", &[0b1100_0000], &[&both[..], &[9]].concat()),
        ),
        ("another number", by_hand(b"\x03", &[0b1110_0000], &both)),
        (
            "more than allowed",
            by_hand(&hex("1a 00124f81"), &[0b1100_0000], &both),
        ),
        (
            "far more",
            by_hand(&hex("1b ffffffffffffffff"), &[0b1100_0000], &both),
        ),
    ] {
        assert_eq!(own(&bytes).err(), wrong, "{what}");
    }
    // Beginnings of eight bits for two hashes, and none for 256.
    let mut buckets = [0; 33];
    buckets[0] = 0b0110_0000;
    assert_eq!(
        own(&by_hand(b"\x02", &buckets, &[[1; 11], [3; 11]].concat())).err(),
        wrong
    );
    let whole: Vec<u8> = (0..=255u8).flat_map(|number| [number; 12]).collect();
    let ones = [&[0xff; 32][..], &[0]].concat();
    assert_eq!(own(&by_hand(&hex("19 0100"), &ones, &whole)).err(), wrong);
}

#[test]
fn too_many_hashes_are_not_signed() {
    let hash = |number: u32| {
        let mut bytes = [0; 12];
        bytes[..4].copy_from_slice(&number.to_be_bytes());
        CodeHash::from_bytes(bytes)
    };
    let most = CodeHashSet::new((0..MAX_VOUCHED as u32).map(hash)).unwrap();
    let bytes = signed(&VouchListClaims {
        hashes: most,
        ..list(&[])
    });
    assert!(own(&bytes).is_ok());
    assert_eq!(
        CodeHashSet::new((0..=MAX_VOUCHED as u32).map(hash)).err(),
        Some(Error::DraftInvalid(Field::Hashes))
    );
}

#[test]
fn what_a_later_version_adds_is_passed_over_or_refused() {
    let tail = [&hex("00 04 4100 05 40")[..], &hex("06 f6")].concat();
    assert!(own(&with_entries(6, &tail)).is_ok());
    let tail = [&hex("00 04 4100 05 40")[..], &hex("1880 f6")].concat();
    assert_eq!(
        own(&with_entries(6, &tail)).err(),
        Some(Error::ContentUnsupported)
    );
    // Also where something else is wrong.
    let tail = [&hex("01 04 4100 05 40")[..], &hex("1880 f6")].concat();
    assert_eq!(
        own(&with_entries(6, &tail)).err(),
        Some(Error::ContentUnsupported)
    );
    let payload = Some(Error::ClaimsInvalid(Field::Payload));
    for tail in ["6161 04 4100 05 40", "20 04 4100 05 40", "00 04 f6 05 40"] {
        assert_eq!(own(&with_entries(5, &hex(tail))).err(), payload, "{tail}");
    }
    assert_eq!(own(&with_entries(4, &hex("00 04 4100"))).err(), payload);
    let late = VouchListClaims {
        issued: UnixTime::from_secs(MAX_TIME + 1),
        ..list(&[])
    };
    assert_eq!(
        VouchList::issue(&late, &bureau_key()).err(),
        Some(SignError::Invalid(Error::DraftInvalid(Field::Validity)))
    );
}

#[test]
fn the_compromised_key_does_not_vouch_for_itself() {
    let claims = list(&numbered(3));
    assert_eq!(
        VouchList::issue(&claims, &stolen()).err(),
        Some(SignError::Invalid(Error::DraftInvalid(Field::Key)))
    );
}

#[test]
fn only_an_active_key_of_the_issuer_vouches() {
    let bytes = signed(&list(&numbered(3)));
    // Also before the theft is known.
    let before = trust_after(|list| {
        let bureau = alloc::sync::Arc::make_mut(&mut list.issuers[0]);
        bureau.keys[1].standing = Standing::Active;
    });
    assert!(VouchList::verify(&bytes, &before).is_ok());

    let unknown = trust_of(list_claims([issuer(42_120_001, &stolen())].into()));
    let key_id = bureau_key().public_key().id();
    assert_eq!(
        VouchList::verify(&bytes, &unknown).err(),
        Some(Error::IssuerUnknown { key_id })
    );
    // A list about a key that is not one of the issuer.
    let alone = trust_of(list_claims([issuer(42_120_001, &bureau_key())].into()));
    assert_eq!(
        VouchList::verify(&bytes, &alone).err(),
        Some(Error::SubjectMismatch)
    );
    let withdrawn = trust_of({
        let mut bureau = issuer(42_120_001, &bureau_key());
        bureau.keys[0].standing = Standing::Withdrawn;
        bureau.keys.push(issuer_key(&stolen()));
        list_claims([bureau].into())
    });
    assert_eq!(
        VouchList::verify(&bytes, &withdrawn).err(),
        Some(Error::KeyWithdrawn)
    );
    let early = VouchListClaims {
        issued: UnixTime::from_secs(SPAN.from.as_secs() - 1),
        ..list(&[])
    };
    assert_eq!(
        VouchList::verify(&signed(&early), &before).err(),
        Some(Error::KeyNotInForce)
    );
    // By another issuer, in its own name and in that of the issuer.
    for issuer in [XIANNING, IssuerId(42_120_002)] {
        let claims = VouchListClaims {
            issuer,
            ..list(&[])
        };
        let bytes = VouchList::issue(&claims, &key(8)).unwrap();
        assert_eq!(
            VouchList::verify(&bytes, &before).err(),
            Some(Error::SubjectMismatch)
        );
    }
    let mut forged = bytes;
    *forged.last_mut().unwrap() ^= 1;
    assert_eq!(
        VouchList::verify(&forged, &before).err(),
        Some(Error::SignatureInvalid)
    );
    assert_eq!(own(&forged).err(), Some(Error::SignatureInvalid));
}

#[test]
fn an_object_of_another_kind_is_no_vouch_list() {
    let code = crate::issue(&claims(), &bureau_key()).unwrap();
    assert_eq!(own(code.as_bytes()).err(), Some(Error::HeaderUnexpected));
    let long = alloc::vec![0; MAX_VOUCH_LIST_BYTES + 1];
    let limit = MAX_VOUCH_LIST_BYTES;
    assert_eq!(own(&long).err(), Some(Error::TooLong { limit }));
}

fn some_hashes() -> impl Strategy<Value = BTreeSet<[u8; 12]>> {
    // Beginnings from a few values, so that buckets have several hashes or none.
    let hash = (
        prop::sample::select(alloc::vec![0u8, 1, 9, 254, 255]),
        any::<[u8; 11]>(),
    )
        .prop_map(|(first, rest)| {
            let mut hash = [first; 12];
            hash[1..].copy_from_slice(&rest);
            hash
        });
    prop::collection::btree_set(hash, 0..600)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_set_is_read_back(hashes in some_hashes(), other: [u8; 12]) {
        let set = CodeHashSet::new(hashes.iter().copied().map(CodeHash::from_bytes)).unwrap();
        let read = CodeHashSet::read(set.len() as u64, &set.to_buckets(), set.rests()).unwrap();
        prop_assert_eq!(&read, &set);
        let listed: Vec<[u8; 12]> = read.iter().map(CodeHash::to_bytes).collect();
        prop_assert!(listed.iter().eq(hashes.iter()));
        prop_assert!(hashes.iter().all(|hash| read.contains(CodeHash::from_bytes(*hash))));
        prop_assert_eq!(read.contains(CodeHash::from_bytes(other)), hashes.contains(&other));
    }

    /// There is one form for each set: whatever is changed is refused or another set.
    #[test]
    fn a_changed_form_is_refused_or_another_set(
        hashes in some_hashes(),
        at: prop::sample::Index,
        bit in 0..8u32,
        count in 0..3u64,
    ) {
        let set = CodeHashSet::new(hashes.iter().copied().map(CodeHash::from_bytes)).unwrap();
        let (buckets, rests) = (set.to_buckets(), set.rests().to_vec());
        let mut whole = [&buckets[..], &rests].concat();
        let place = at.index(whole.len());
        whole[place] ^= 1 << bit;
        let (changed_buckets, changed_rests) = whole.split_at(buckets.len());
        let size = set.len() as u64;
        if let Some(other) = CodeHashSet::read(size, changed_buckets, changed_rests) {
            prop_assert_ne!(&other, &set);
            prop_assert_eq!(other.to_buckets(), changed_buckets);
            prop_assert_eq!(other.rests(), changed_rests);
        }
        if count != 1 {
            let read = CodeHashSet::read((size + count).saturating_sub(1), &buckets, &rests);
            prop_assert!(size == 0 && count == 0 || read.is_none());
        }
        for cut in [place, buckets.len().saturating_sub(1)] {
            let short = buckets.get(..cut).filter(|short| short.len() < buckets.len());
            prop_assert!(short.is_none_or(|short| CodeHashSet::read(size, short, &rests).is_none()));
        }
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(
        count in prop_oneof![0..4u64, 250..300u64, any::<u64>()],
        buckets: Vec<u8>,
        rests: Vec<u8>,
    ) {
        if let Some(set) = CodeHashSet::read(count, &buckets, &rests) {
            prop_assert_eq!(set.to_buckets(), buckets);
            prop_assert_eq!(set.iter().count() as u64, count);
        }
    }
}
