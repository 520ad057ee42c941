//! What is measured: credentials of the usual size, and a trust list of a whole country.

use std::sync::Arc;

use claim169_core::crypto::{Ed25519Verifier, SignatureVerifier};
use claim169_core::{Claim169, CryptoResult, CwtMeta, Encoder};
use credential_core::*;

pub(crate) struct Samples {
    pub(crate) now: UnixTime,
    pub(crate) roots: RootSet,
    /// The bytes of the root set, and of a trust list with the bureau alone.
    pub(crate) root_bytes: Vec<u8>,
    pub(crate) trust_bytes: Vec<u8>,
    pub(crate) trust: TrustList,
    /// The bytes of the large trust list.
    pub(crate) province: Vec<u8>,
    pub(crate) bureau: SigningKey,
    /// The same key as the bureau's, bare.
    pub(crate) raw_key: ed25519_dalek::SigningKey,
    pub(crate) claims: Claims,
    pub(crate) plain: Credential,
    pub(crate) bound_claims: Claims,
    pub(crate) bound: Credential,
    pub(crate) claim169: String,
    pub(crate) claim169_key: KeptKey,
}

const ISSUERS: u32 = 3_000;
pub(crate) const ISSUED: u64 = 1_790_000_000;
/// Far off, because the other library looks at the clock of the machine.
const EXPIRES: u64 = 2_400_000_000;

impl Samples {
    pub(crate) fn new() -> Self {
        let root = SigningKey::from_seed(&[1; 32]);
        let bureau = SigningKey::from_seed(&[2; 32]);
        let root_bytes = root_set(&root);
        let roots = RootSet::pin(&root_bytes).unwrap();
        let trust_bytes = list(&root, vec![issuer(0, &bureau)]);
        let trust = TrustList::verify(&trust_bytes, &roots).unwrap();
        let province = numbered_list(&root, &numbered_issuers(ISSUERS));

        let claims = Claims::new(
            DisplayName::masked("王建明").unwrap(),
            CategorySet::EMPTY.with(Category::Veteran),
            HolderNumber(4_000_017),
            StatusIndex(13_040_321),
            span(),
        )
        .unwrap();
        let phone = SigningKey::from_seed(&[3; 32]);
        let mut bound_claims = claims.clone();
        bound_claims.holder_key = phone.public_key().try_into().ok();
        let public = bureau.public_key().to_bytes();
        Self {
            now: UnixTime::from_secs(ISSUED + 86_400),
            plain: issue(&claims, &bureau).unwrap(),
            bound: issue(&bound_claims, &bureau).unwrap(),
            claim169: claim169(&claims, &bureau),
            claim169_key: KeptKey(Arc::new(Ed25519Verifier::from_bytes(&public).unwrap())),
            raw_key: ed25519_dalek::SigningKey::from_bytes(&bureau.to_seed()),
            roots,
            root_bytes,
            trust,
            trust_bytes,
            province,
            bureau,
            claims,
            bound_claims,
        }
    }

    /// A gate that takes a bound credential as it is, so that both kinds run through every check.
    pub(crate) fn policy(&self) -> Policy {
        let mut policy = Policy::gate();
        policy.holder_proof = HolderProof::TreatAsBearer;
        policy
    }

    pub(crate) fn to_be_signed(&self) -> Vec<u8> {
        UnsignedCredential::prepare(&self.claims, self.bureau.public_key())
            .unwrap()
            .to_be_signed()
            .to_vec()
    }
}

fn span() -> Validity {
    Validity::new(UnixTime::from_secs(ISSUED), UnixTime::from_secs(EXPIRES))
}

/// Keys of that many issuers.
pub(crate) fn numbered_issuers(count: u32) -> Vec<SigningKey> {
    (0..count)
        .map(|number| {
            let mut seed = [7; 32];
            seed[..4].copy_from_slice(&number.to_be_bytes());
            SigningKey::from_seed(&seed)
        })
        .collect()
}

/// A trust list with them, proved.
pub(crate) fn trust_of(keys: &[SigningKey]) -> TrustList {
    let root = SigningKey::from_seed(&[1; 32]);
    let roots = RootSet::pin(&root_set(&root)).unwrap();
    TrustList::verify(&numbered_list(&root, keys), &roots).unwrap()
}

fn numbered_list(root: &SigningKey, keys: &[SigningKey]) -> Vec<u8> {
    let issuers = (0..).zip(keys).map(|(number, key)| issuer(number, key));
    list(root, issuers.collect())
}

fn name(zh: &str) -> OrgName {
    OrgName {
        zh: zh.into(),
        en: Some("Veterans Affairs Bureau".into()),
    }
}

pub(crate) fn issuer(number: u32, key: &impl Signer) -> Issuer {
    let region = Region::new(421_200).unwrap();
    Issuer {
        id: IssuerId(42_000_000 + number),
        name: name("咸宁市退役军人事务局"),
        region,
        categories: CategorySet::from_bits(0x3ff),
        regions: vec![region],
        standing: Standing::Active,
        keys: vec![IssuerKey {
            key: key.public_key().clone(),
            in_force: span(),
            standing: Standing::Active,
            longest_validity: None,
        }],
        code_name: None,
        status_expectation: None,
        catalogue_expectation: None,
    }
}

pub(crate) fn root_set(root: &SigningKey) -> Vec<u8> {
    let claims = RootSetClaims {
        version: 1,
        issued: span().from,
        name: name("湖北省退役军人事务厅"),
        threshold: 1,
        keys: vec![root.public_key().clone()],
    };
    signed(claims, root)
}

pub(crate) fn list(root: &SigningKey, issuers: Vec<Issuer>) -> Vec<u8> {
    let claims = TrustListClaims {
        version: 1,
        root_version: 1,
        validity: span(),
        issuers: issuers.into_iter().map(Arc::new).collect(),
    };
    signed(claims, root)
}

fn signed<T: RootSigned>(claims: T, root: &SigningKey) -> Vec<u8> {
    let mut pending = Pending::prepare(claims).unwrap();
    pending.sign(root).unwrap();
    pending.to_bytes().unwrap()
}

/// The nearest thing that the other format has: identifier and name, `exp`, `iat`, Ed25519.
fn claim169(claims: &Claims, bureau: &SigningKey) -> String {
    let person = Claim169::minimal(claims.holder.0.to_string(), claims.name.as_str());
    let meta = CwtMeta::new()
        .with_expires_at(EXPIRES as i64)
        .with_issued_at(ISSUED as i64);
    Encoder::new(person, meta)
        .sign_with_ed25519(bureau.to_seed().as_slice())
        .unwrap()
        .encode()
        .unwrap()
        .qr_data
}

/// The other library decompresses the key at each call; this spares it that.
#[derive(Clone)]
pub(crate) struct KeptKey(Arc<Ed25519Verifier>);

impl SignatureVerifier for KeptKey {
    fn verify(
        &self,
        algorithm: coset::iana::Algorithm,
        key_id: Option<&[u8]>,
        data: &[u8],
        signature: &[u8],
    ) -> CryptoResult<()> {
        self.0.verify(algorithm, key_id, data, signature)
    }
}
