//! What the property tests share. They see the crate as its users do, so messages that no user can
//! make are put together here by hand.

use std::sync::Arc;

use credential_core::*;
use ed25519_dalek::Signer as _;
use num_bigint::BigUint;

pub(crate) const ISSUED: UnixTime = UnixTime::from_secs(1_790_000_000);
pub(crate) const NOW: UnixTime = UnixTime::from_secs(1_800_000_000);
pub(crate) const EXPIRES: UnixTime = UnixTime::from_secs(1_853_072_000);
/// The end of the year 9999.
pub(crate) const LAST: UnixTime = UnixTime::from_secs(limits::MAX_TIME);
pub(crate) const SPAN: Validity = Validity::new(ISSUED, EXPIRES);

const ROOT_SEED: [u8; 32] = [1; 32];
const BUREAU_SEED: [u8; 32] = [2; 32];

pub(crate) const ROOT_SET_TYPE: &str = "application/vnd.laobingma.root-set+cose";
pub(crate) const TRUST_LIST_TYPE: &str = "application/vnd.laobingma.trust-list+cose";

pub(crate) fn root_key() -> SigningKey {
    SigningKey::from_seed(&ROOT_SEED)
}

pub(crate) fn bureau_key() -> SigningKey {
    SigningKey::from_seed(&BUREAU_SEED)
}

pub(crate) fn claims() -> Claims {
    Claims::new(
        DisplayName::masked("王建明").unwrap(),
        CategorySet::EMPTY.with(Category::Veteran),
        HolderNumber(17),
        StatusIndex(40_321),
        SPAN,
    )
    .unwrap()
}

/// With everything that is optional, so that mutations have something to get hold of.
pub(crate) fn full_claims() -> Claims {
    let mut claims = claims();
    claims.holder_key = Some(SigningKey::from_seed(&[3; 32]).public_key().into());
    claims.home_region = Some(Region::new(421_202).unwrap());
    claims.disability_grade = Some(6);
    claims.honour_class = Some(2);
    claims.dependants = vec![
        dependant(Relation::SPOUSE, "李*梅"),
        dependant(Relation::CHILD, "王*"),
    ];
    claims.life_stage = Some(LifeStage::Working);
    claims
}

pub(crate) fn dependant(relation: Relation, name: &str) -> Dependant {
    Dependant {
        relation,
        name: DisplayName::new(name).unwrap(),
    }
}

pub(crate) fn root_set() -> Vec<u8> {
    let root = root_key();
    signed(RootSetClaims {
        version: 1,
        issued: ISSUED,
        name: name(),
        threshold: 1,
        keys: vec![root.public_key().clone()],
    })
}

pub(crate) fn trust_list() -> Vec<u8> {
    let region = Region::new(421_200).unwrap();
    signed(TrustListClaims {
        version: 1,
        root_version: 1,
        validity: SPAN,
        issuers: vec![Arc::new(Issuer {
            id: IssuerId(42_120_001),
            name: name(),
            region,
            categories: CategorySet::from_bits(u32::MAX),
            regions: provinces(),
            standing: Standing::Active,
            keys: vec![IssuerKey {
                key: bureau_key().public_key().clone(),
                in_force: Validity::new(UnixTime::default(), LAST),
                standing: Standing::Active,
                longest_validity: None,
            }],
            code_name: None,
            status_expectation: None,
            catalogue_expectation: None,
        })],
    })
}

pub(crate) fn roots() -> RootSet {
    RootSet::pin(&root_set()).unwrap()
}

pub(crate) fn trust() -> TrustList {
    TrustList::verify(&trust_list(), &roots()).unwrap()
}

/// Bearer codes and bound ones without a proof: as much as possible is accepted.
pub(crate) fn lenient() -> Policy {
    let mut policy = Policy::gate();
    policy.holder_proof = HolderProof::TreatAsBearer;
    policy
}

/// Every region there can be.
fn provinces() -> Vec<Region> {
    (10..100)
        .map(|number| Region::new(number * 10_000).unwrap())
        .collect()
}

pub(crate) fn name() -> OrgName {
    OrgName {
        zh: "湖北省退役军人事务厅".into(),
        en: Some("Hubei".into()),
    }
}

pub(crate) fn signed<T: RootSigned>(claims: T) -> Vec<u8> {
    let mut pending = Pending::prepare(claims).unwrap();
    pending.sign(&root_key()).unwrap();
    pending.to_bytes().unwrap()
}

/// A byte string in CBOR, with a head of the right length.
pub(crate) fn bstr(content: &[u8]) -> Vec<u8> {
    let len = content.len();
    let head = match len {
        0..24 => vec![0x40 + len as u8],
        24..0x100 => vec![0x58, len as u8],
        _ => [&[0x59][..], &(len as u16).to_be_bytes()].concat(),
    };
    [&head, content].concat()
}

/// A tagged COSE_Sign1 by the bureau, of contents that it would never sign.
pub(crate) fn sign1(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    let to_be_signed = [
        b"\x84\x6aSignature1",
        &bstr(protected)[..],
        b"\x40",
        &bstr(payload),
    ]
    .concat();
    let key = ed25519_dalek::SigningKey::from_bytes(&BUREAU_SEED);
    [
        b"\xd2\x84",
        &bstr(protected)[..],
        b"\xa0",
        &bstr(payload),
        &bstr(&key.sign(&to_be_signed).to_bytes()),
    ]
    .concat()
}

/// A tagged COSE_Sign by the root, of contents that it would never sign.
pub(crate) fn sign(typ: &str, payload: &[u8]) -> Vec<u8> {
    let protected = [&[0xa1, 0x10, 0x78, typ.len() as u8], typ.as_bytes()].concat();
    let header = signer_header(&root_key());
    let to_be_signed = [
        b"\x85\x69Signature",
        &bstr(&protected)[..],
        &bstr(&header),
        b"\x40",
        &bstr(payload),
    ]
    .concat();
    let key = ed25519_dalek::SigningKey::from_bytes(&ROOT_SEED);
    [
        b"\xd8\x62\x84",
        &bstr(&protected)[..],
        b"\xa0",
        &bstr(payload),
        b"\x81\x83",
        &bstr(&header),
        b"\xa0",
        &bstr(&key.sign(&to_be_signed).to_bytes()),
    ]
    .concat()
}

/// `{1: -8, 4: kid}`
pub(crate) fn signer_header(key: &SigningKey) -> Vec<u8> {
    let kid = key.public_key().id().to_bytes();
    [&[0xa2, 0x01, 0x27, 0x04, 0x44], &kid[..]].concat()
}

/// The digits form of a credential as a bignum library writes it.
pub(crate) fn digits(bytes: &[u8]) -> String {
    marked_digits(81, bytes)
}

/// The digits form with this mark.
pub(crate) fn marked_digits(mark: u32, bytes: &[u8]) -> String {
    let number = BigUint::from_bytes_be(bytes);
    let remainder = (&number * 10_000u32 + mark * 100) % 97u32;
    let check = BigUint::from(98u32) - remainder;
    format!("{mark}{:0>2}{number}", check.to_string())
}
