//! What the unit tests share: keys, people, lists, and messages put together by hand.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::category::{Category, CategorySet};
use crate::cbor::Reader;
use crate::claims::{Claims, DisplayName, Region};
use crate::credential::ParsedCredential;
use crate::holdings::Holdings;
use crate::key_id::KeyId;
use crate::keys::{HolderKey, P256SigningKey, PublicKey, Signer, SigningKey};
use crate::numbers::{HolderNumber, StatusIndex};
use crate::time::{UnixTime, Validity};
use crate::trust::{
    Issuer, IssuerId, IssuerKey, OrgName, Pending, RootSet, RootSetClaims, RootSigned, Standing,
    TrustList, TrustListClaims,
};
use crate::update::Update;

pub(crate) const ISSUED: UnixTime = UnixTime::from_secs(1_790_000_000);
pub(crate) const NOW: UnixTime = UnixTime::from_secs(1_800_000_000);
pub(crate) const EXPIRES: UnixTime = UnixTime::from_secs(1_853_072_000);
pub(crate) const SPAN: Validity = Validity::new(ISSUED, EXPIRES);

pub(crate) const ROOT_SET_TYPE: &str = "application/vnd.laobingma.root-set+cose";
pub(crate) const TRUST_LIST_TYPE: &str = "application/vnd.laobingma.trust-list+cose";

pub(crate) fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32])
}

/// The key that signs root sets and trust lists where one is enough.
pub(crate) fn root_key() -> SigningKey {
    key(1)
}

/// The key of the bureau of Xianning.
pub(crate) fn bureau_key() -> SigningKey {
    key(2)
}

/// Two keys with one identifier, `189bcd18`, from a birthday search over 140,005 numbered seeds.
pub(crate) fn colliding_keys() -> [SigningKey; 2] {
    [128_034u32, 140_004].map(|number| {
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&number.to_be_bytes());
        SigningKey::from_seed(&seed)
    })
}

pub(crate) fn region(code: u32) -> Region {
    Region::new(code).unwrap()
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

pub(crate) fn name(zh: &str) -> OrgName {
    OrgName {
        zh: zh.into(),
        en: None,
    }
}

pub(crate) fn issuer_key(key: &SigningKey) -> IssuerKey {
    IssuerKey {
        key: key.public_key().clone(),
        in_force: SPAN,
        standing: Standing::Active,
        longest_validity: None,
    }
}

/// A bureau of Xianning that may attest veterans and soldiers in active service there.
pub(crate) fn issuer(id: u32, key: &SigningKey) -> Issuer {
    Issuer {
        id: IssuerId(id),
        name: name("咸宁市退役军人事务局"),
        region: region(421_200),
        categories: [Category::Veteran, Category::ActiveDuty]
            .into_iter()
            .collect(),
        regions: [region(421_200)].into(),
        standing: Standing::Active,
        keys: [issuer_key(key)].into(),
        code_name: None,
        status_expectation: None,
        catalogue_expectation: None,
    }
}

pub(crate) fn root_claims(version: u64, threshold: usize, keys: &[&SigningKey]) -> RootSetClaims {
    RootSetClaims {
        version,
        issued: ISSUED,
        name: name("湖北省退役军人事务厅"),
        threshold,
        keys: keys.iter().map(|key| key.public_key().clone()).collect(),
    }
}

pub(crate) fn list_claims(issuers: Vec<Issuer>) -> TrustListClaims {
    TrustListClaims {
        version: 1,
        root_version: 1,
        validity: SPAN,
        issuers: issuers.into_iter().map(Arc::new).collect(),
    }
}

pub(crate) fn sign_all<T: RootSigned>(claims: T, keys: &[&SigningKey]) -> Vec<u8> {
    let mut pending = Pending::prepare(claims).unwrap();
    for key in keys {
        pending.sign(*key).unwrap();
    }
    pending.to_bytes().unwrap()
}

/// Version 1 with [`root_key`] alone.
pub(crate) fn roots() -> RootSet {
    let root = root_key();
    RootSet::pin(&sign_all(root_claims(1, 1, &[&root]), &[&root])).unwrap()
}

pub(crate) fn trust_of(claims: TrustListClaims) -> TrustList {
    TrustList::verify(&sign_all(claims, &[&root_key()]), &roots()).unwrap()
}

/// A terminal that has the root set of [`roots`] and nothing else.
pub(crate) fn provisioned_holdings() -> Holdings {
    let root = root_key();
    Holdings::provision(&sign_all(root_claims(1, 1, &[&root]), &[&root])).unwrap()
}

/// A terminal that has applied these lists.
pub(crate) fn holdings_of(list: TrustListClaims, status_lists: Vec<Vec<u8>>) -> Holdings {
    let mut held = provisioned_holdings();
    let update = Update {
        trust_list: Some(sign_all(list, &[&root_key()])),
        status_lists,
        ..Update::default()
    };
    let outcomes = held.apply(&update, NOW);
    assert!(outcomes.iter().all(|outcome| outcome.result.is_ok()));
    held
}

/// The bureau of Xianning alone.
pub(crate) fn trust() -> TrustList {
    trust_of(list_claims([issuer(42_120_001, &bureau_key())].into()))
}

/// A list that no builder makes: two bureaus whose keys have one identifier.
pub(crate) fn trust_with_colliding_keys(change: impl FnOnce(&mut [Issuer; 2])) -> TrustList {
    let [one, other] = colliding_keys();
    let stand_in = key(99);
    let mut issuers = [issuer(42_120_001, &one), issuer(42_120_002, &stand_in)];
    change(&mut issuers);
    let list = Pending::prepare(list_claims(issuers.into())).unwrap();
    let payload = replace(
        &payload_of(&list.to_bytes().unwrap()),
        &stand_in.public_key().to_bytes(),
        &other.public_key().to_bytes(),
    );
    let root = root_key();
    let bytes = sign(
        &type_header(TRUST_LIST_TYPE),
        &payload,
        &[(&signer_header(root.public_key().id()), &root)],
    );
    TrustList::verify(&bytes, &roots()).unwrap()
}

/// Bytes from a listing: hexadecimal digits, and behind `;` what they mean.
pub(crate) fn hex(listing: &str) -> Vec<u8> {
    let digits: String = listing
        .lines()
        .filter_map(|line| line.split(';').next())
        .flat_map(str::chars)
        .filter(|character| !character.is_whitespace())
        .collect();
    assert_eq!(digits.len() % 2, 0, "{digits}");
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}

/// `bytes` with the one place where `old` stands replaced.
pub(crate) fn replace(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let at: Vec<usize> = (0..bytes.len())
        .filter(|at| bytes[*at..].starts_with(old))
        .collect();
    let [at] = at[..] else {
        panic!("stands there {} times", at.len())
    };
    [&bytes[..at], new, &bytes[at + old.len()..]].concat()
}

/// A byte string in CBOR, without the code under test.
pub(crate) fn bstr(content: &[u8]) -> Vec<u8> {
    let len = content.len();
    let head = match len {
        0..24 => [0x40 + len as u8].to_vec(),
        24..0x100 => [0x58, len as u8].to_vec(),
        _ => [&[0x59][..], &u16::try_from(len).unwrap().to_be_bytes()].concat(),
    };
    [&head, content].concat()
}

/// `{1: -8, 4: kid}`
pub(crate) fn signer_header(key_id: KeyId) -> Vec<u8> {
    [&hex("a2 0127 0444")[..], &key_id.to_bytes()].concat()
}

/// `{16: typ}` for a type of 24 to 255 characters.
pub(crate) fn type_header(typ: &str) -> Vec<u8> {
    [&hex("a1 10 78")[..], &[typ.len() as u8], typ.as_bytes()].concat()
}

/// `["Signature1", protected, h'', payload]`, RFC 9052 §4.4, without the code under test.
pub(crate) fn to_be_signed1(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    [
        b"\x84\x6aSignature1",
        &bstr(protected)[..],
        b"\x40",
        &bstr(payload),
    ]
    .concat()
}

/// A tagged COSE_Sign1 with these contents, signed truly.
pub(crate) fn sign1(protected: &[u8], payload: &[u8], key: &SigningKey) -> Vec<u8> {
    let Ok(signature) = key.sign(&to_be_signed1(protected, payload));
    [
        b"\xd2\x84",
        &bstr(protected)[..],
        b"\xa0",
        &bstr(payload),
        &bstr(&signature),
    ]
    .concat()
}

/// A tagged COSE_Sign with these contents, signed truly by each signer.
pub(crate) fn sign(protected: &[u8], payload: &[u8], signers: &[(&[u8], &SigningKey)]) -> Vec<u8> {
    let mut message = [
        b"\xd8\x62\x84",
        &bstr(protected)[..],
        b"\xa0",
        &bstr(payload),
    ]
    .concat();
    match signers.len() {
        count @ 0..24 => message.push(0x80 + count as u8),
        count => message.extend([0x98, count as u8]),
    }
    for (header, key) in signers {
        let to_be_signed = [
            b"\x85\x69Signature",
            &bstr(protected)[..],
            &bstr(header),
            b"\x40",
            &bstr(payload),
        ]
        .concat();
        let Ok(signature) = key.sign(&to_be_signed);
        message.extend([b"\x83", &bstr(header)[..], b"\xa0", &bstr(&signature)].concat());
    }
    message
}

/// The payload of a tagged COSE_Sign.
pub(crate) fn payload_of(message: &[u8]) -> Vec<u8> {
    let mut reader = Reader::new(message.strip_prefix(b"\xd8\x62").unwrap());
    reader.array().unwrap();
    reader.bytes().unwrap();
    reader.skip().unwrap();
    reader.bytes().unwrap().to_vec()
}

/// The key of a phone.
pub(crate) fn phone_key() -> SigningKey {
    key(3)
}

/// The key of a phone that keeps no Ed25519 keys.
pub(crate) fn p256_phone_key() -> P256SigningKey {
    P256SigningKey::from_secret_bytes(&[3; 32]).unwrap()
}

/// A credential bound to this key, after `change`.
pub(crate) fn bound_to(key: &PublicKey, change: impl FnOnce(&mut Claims)) -> ParsedCredential {
    let mut claims = claims();
    claims.holder_key = Some(HolderKey::try_from(key).unwrap());
    change(&mut claims);
    let credential = crate::issue(&claims, &bureau_key()).unwrap();
    ParsedCredential::from_bytes(credential.as_bytes()).unwrap()
}
