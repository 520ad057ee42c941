//! What is signed in the model: its content as plain data of the model, and the bytes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use credential_core::*;

/// The first moment of the model, and a day. Keys are in force long before it and long after it.
pub(crate) const START: u64 = 1_790_000_000;
pub(crate) const DAY: u64 = 86_400;
const YEAR: u64 = 365 * DAY;

/// The number of a root key, and of the keeper who has it.
pub(crate) type RootKey = u8;
/// The number of a bureau's key; each bureau has [`KEYS_EACH`].
pub(crate) type BureauKey = u8;
/// The number of a bureau.
pub(crate) type Bureau = u8;

pub(crate) const ROOT_KEYS: u8 = 10;
pub(crate) const BUREAUS: u8 = 2;
pub(crate) const KEYS_EACH: u8 = 5;
/// The root keys of another authority.
pub(crate) const FOREIGN: [RootKey; 3] = [20, 21, 22];

/// The pair that orders trust lists: version of the root set, version of the list.
pub(crate) type Pair = (u64, u64);

pub(crate) fn bureau_of(key: BureauKey) -> Bureau {
    key / KEYS_EACH
}

pub(crate) fn keys_of(bureau: Bureau) -> impl Iterator<Item = BureauKey> {
    bureau * KEYS_EACH..(bureau + 1) * KEYS_EACH
}

pub(crate) fn root_key(number: RootKey) -> &'static SigningKey {
    static KEYS: OnceLock<Vec<SigningKey>> = OnceLock::new();
    let keys = KEYS.get_or_init(|| {
        (0..30)
            .map(|n| SigningKey::from_seed(&[100 + n; 32]))
            .collect()
    });
    &keys[usize::from(number)]
}

pub(crate) fn bureau_key(number: BureauKey) -> &'static SigningKey {
    static KEYS: OnceLock<Vec<SigningKey>> = OnceLock::new();
    let keys = KEYS.get_or_init(|| {
        (0..20)
            .map(|n| SigningKey::from_seed(&[1 + n; 32]))
            .collect()
    });
    &keys[usize::from(number)]
}

pub(crate) fn issuer_id(bureau: Bureau) -> IssuerId {
    IssuerId(42_120_001 + u32::from(bureau))
}

fn name() -> OrgName {
    OrgName {
        zh: "湖北省退役军人事务厅".into(),
        en: None,
    }
}

/// What a root set says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RootPlan {
    pub(crate) version: u64,
    pub(crate) made: u64,
    pub(crate) members: BTreeSet<RootKey>,
    pub(crate) threshold: usize,
}

impl RootPlan {
    /// Whether enough of the members are among `signers`.
    pub(crate) fn is_met_by(&self, signers: &BTreeSet<RootKey>) -> bool {
        self.members.intersection(signers).count() >= self.threshold
    }

    pub(crate) fn encode(&self) -> Option<Vec<u8>> {
        let claims = RootSetClaims {
            version: self.version,
            issued: UnixTime::from_secs(self.made),
            name: name(),
            threshold: self.threshold,
            keys: self
                .members
                .iter()
                .map(|key| root_key(*key).public_key().clone())
                .collect(),
        };
        Pending::prepare(claims).ok()?.to_bytes().ok()
    }
}

/// An expectation of status lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Expected {
    pub(crate) since: u64,
    pub(crate) least: u64,
    pub(crate) max_age: u64,
}

/// What a trust list says of one bureau.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BureauPlan {
    pub(crate) bureau: Bureau,
    pub(crate) standing: Standing,
    pub(crate) keys: Vec<(BureauKey, Standing)>,
    pub(crate) expected: Option<Expected>,
}

/// What a trust list says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListPlan {
    pub(crate) root_version: u64,
    pub(crate) version: u64,
    pub(crate) made: u64,
    pub(crate) bureaus: Vec<BureauPlan>,
}

impl ListPlan {
    pub(crate) fn pair(&self) -> Pair {
        (self.root_version, self.version)
    }

    /// The keys that are compromised or withdrawn, those of withdrawn bureaus included.
    pub(crate) fn lost_keys(&self) -> BTreeMap<BureauKey, Standing> {
        let mut lost = BTreeMap::new();
        for bureau in &self.bureaus {
            for (key, standing) in &bureau.keys {
                let standing = match bureau.standing {
                    Standing::Withdrawn => Standing::Withdrawn,
                    _ => *standing,
                };
                if standing != Standing::Active {
                    worsen(&mut lost, *key, standing);
                }
            }
        }
        lost
    }

    pub(crate) fn withdrawn_bureaus(&self) -> BTreeSet<Bureau> {
        let withdrawn = |plan: &&BureauPlan| plan.standing == Standing::Withdrawn;
        self.bureaus
            .iter()
            .filter(withdrawn)
            .map(|plan| plan.bureau)
            .collect()
    }

    pub(crate) fn bureau(&self, bureau: Bureau) -> Option<&BureauPlan> {
        self.bureaus.iter().find(|plan| plan.bureau == bureau)
    }

    /// Whether every place where the key stands says that it is active, and there is one.
    pub(crate) fn is_active(&self, key: BureauKey) -> bool {
        let mut places = self.bureaus.iter().flat_map(|plan| {
            let listed = plan.keys.iter().filter(move |(listed, _)| *listed == key);
            listed.map(|(_, standing)| {
                *standing == Standing::Active && plan.standing != Standing::Withdrawn
            })
        });
        places.next() == Some(true) && places.all(|active| active)
    }

    /// Also lists that no builder makes, with a key that stands twice; `None` for what cannot be.
    pub(crate) fn encode(&self) -> Option<Vec<u8>> {
        let mut stand_ins = Vec::new();
        let mut used = BTreeSet::new();
        let mut number = |key: BureauKey| {
            if used.insert(key) {
                return key;
            }
            let stand_in = 15 + stand_ins.len() as u8;
            stand_ins.push((stand_in, key));
            stand_in
        };
        let issuers = self
            .bureaus
            .iter()
            .map(|plan| Arc::new(issuer(plan, &mut number)))
            .collect();
        let claims = TrustListClaims {
            version: self.version,
            root_version: self.root_version,
            validity: Validity::new(at(self.made), at(self.made + 10 * YEAR)),
            issuers,
        };
        let mut bytes = Pending::prepare(claims).ok()?.to_bytes().ok()?;
        for (stand_in, key) in stand_ins {
            let [old, new] = [stand_in, key].map(|key| bureau_key(key).public_key().to_bytes());
            let place = bytes.windows(32).position(|window| window == old)?;
            bytes[place..place + 32].copy_from_slice(&new);
        }
        Some(bytes)
    }
}

/// A standing only gets worse.
pub(crate) fn worsen(lost: &mut BTreeMap<BureauKey, Standing>, key: BureauKey, standing: Standing) {
    let worst = lost.entry(key).or_insert(standing);
    if rank(standing) > rank(*worst) {
        *worst = standing;
    }
}

/// How bad a standing is.
pub(crate) fn rank(standing: Standing) -> u8 {
    match standing {
        Standing::Withdrawn => 2,
        Standing::Compromised => 1,
        _ => 0,
    }
}

pub(crate) fn at(secs: u64) -> UnixTime {
    UnixTime::from_secs(secs)
}

/// Since when a key is in force. The first two keys of a bureau came together, each later one later.
pub(crate) fn in_force_from(key: BureauKey) -> u64 {
    START - 100 * DAY + u64::from((key % KEYS_EACH).saturating_sub(1)) * DAY
}

fn issuer(plan: &BureauPlan, number: &mut impl FnMut(BureauKey) -> u8) -> Issuer {
    let region = Region::new(421_200).unwrap();
    Issuer {
        id: issuer_id(plan.bureau),
        name: name(),
        region,
        categories: CategorySet::EMPTY.with(Category::Veteran),
        regions: vec![region],
        standing: plan.standing,
        code_name: None,
        status_expectation: plan.expected.map(|expected| Expectation {
            since: at(expected.since),
            least: at(expected.least),
            max_age: Duration::from_secs(expected.max_age),
        }),
        catalogue_expectation: None,
        keys: plan
            .keys
            .iter()
            .map(|(key, standing)| IssuerKey {
                key: bureau_key(number(*key)).public_key().clone(),
                in_force: Validity::new(at(in_force_from(*key)), at(START + 300 * YEAR)),
                standing: *standing,
                longest_validity: None,
            })
            .collect(),
    }
}

/// What a status list says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StatusPlan {
    pub(crate) bureau: Bureau,
    pub(crate) key: BureauKey,
    pub(crate) made: u64,
    /// Keys whose honest holder's code is revoked.
    pub(crate) revoked: BTreeSet<BureauKey>,
}

impl StatusPlan {
    pub(crate) fn issue(&self) -> Vec<u8> {
        let mut statuses = StatusArray::all_valid(256).unwrap();
        for key in &self.revoked {
            statuses
                .set(StatusIndex((*key).into()), Status::Revoked)
                .unwrap();
        }
        let claims = StatusListClaims {
            issuer: issuer_id(self.bureau),
            validity: Validity::new(at(self.made), at(self.made + 10 * YEAR)),
            ttl: None,
            statuses,
        };
        StatusList::issue(&claims, bureau_key(self.key)).unwrap()
    }
}

/// What a vouch list says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct VouchPlan {
    /// The compromised key.
    pub(crate) about: BureauKey,
    pub(crate) key: BureauKey,
    pub(crate) made: u64,
    /// Whose codes by that key are said to be genuine.
    pub(crate) holders: BTreeSet<Holder>,
}

impl VouchPlan {
    /// `None` for one about the key that signs it.
    pub(crate) fn issue(&self) -> Option<Vec<u8>> {
        let hashes = self
            .holders
            .iter()
            .map(|holder| code(self.about, *holder).hash());
        let claims = VouchListClaims {
            issuer: issuer_id(bureau_of(self.about)),
            key: bureau_key(self.about).public_key().thumbprint(),
            issued: at(self.made),
            hashes: CodeHashSet::new(hashes).unwrap(),
        };
        VouchList::issue(&claims, bureau_key(self.key)).ok()
    }
}

/// Who has a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Holder {
    /// Somebody to whom the bureau issued it. Its status index is the number of the key.
    Honest,
    /// A thief who signed it with a stolen key.
    Thief,
}

/// The code of this holder by this key.
pub(crate) fn code(key: BureauKey, holder: Holder) -> &'static Credential {
    static CODES: OnceLock<Vec<[Credential; 2]>> = OnceLock::new();
    let codes = CODES.get_or_init(|| {
        let both =
            |key: u8| [(key, 1u32), (key + 100, 2)].map(|(index, holder)| sign(key, index, holder));
        (0..BUREAUS * KEYS_EACH).map(both).collect()
    });
    &codes[usize::from(key)][usize::from(holder == Holder::Thief)]
}

fn sign(key: BureauKey, index: u8, holder: u32) -> Credential {
    let claims = Claims::new(
        DisplayName::masked("王建明").unwrap(),
        CategorySet::EMPTY.with(Category::Veteran),
        HolderNumber(holder),
        StatusIndex(index.into()),
        // Before the first status list, so that a terminal without one has a doubt and no refusal.
        Validity::new(at(START - DAY), at(START + 15 * YEAR)),
    );
    issue(&claims.unwrap(), bureau_key(key)).unwrap()
}

/// A gate that only looks where it would refuse: whatever it does not accept, nobody accepts.
pub(crate) fn lenient() -> Policy {
    let mut policy = Policy::gate();
    policy.compromised_key = WhenInDoubt::Check;
    policy.unknown_category = WhenInDoubt::Check;
    policy.clock_leeway = Duration::from_secs(600);
    policy
}

/// Signs a COSE_Sign that no program of ours would sign. It has no signature yet.
pub(crate) fn sign_by_hand(unsigned: &[u8], keys: &[RootKey]) -> Option<Vec<u8>> {
    // d8 62 84, protected header, a0, payload, 80
    let content = unsigned
        .strip_prefix(b"\xd8\x62\x84")?
        .strip_suffix(b"\x80")?;
    let (protected, payload) = (content.get(..2 + usize::from(*content.get(1)?))?, content);
    let payload = payload.get(protected.len() + 1..)?;
    let mut message = unsigned.strip_suffix(b"\x80")?.to_vec();
    message.push(0x80 + keys.len() as u8);
    for key in keys {
        let key = root_key(*key);
        // {1: -8, 4: kid}
        let kid = key.public_key().id().to_bytes();
        let header = [&b"\x49\xa2\x01\x27\x04\x44"[..], &kid].concat();
        let to_be_signed = [b"\x85\x69Signature", protected, &header, b"\x40", payload].concat();
        let Ok(signature) = key.sign(&to_be_signed);
        message.extend([b"\x83", &header[..], b"\xa0\x58\x40", &signature].concat());
    }
    Some(message)
}
