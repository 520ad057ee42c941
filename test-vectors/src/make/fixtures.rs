//! What the terminals of the vectors hold: keys, root sets and trust lists.

mod world;

pub(crate) use world::World;

use crate::build::cbor::{array, int, map, text, uint};
use crate::build::cose::Sign;
use crate::build::curve::{Key, cose_key};
use crate::person::Entries;
use crate::times::{KEY_FROM, KEY_UNTIL, LIST_EXP, LIST_IAT, ROOT_IAT};

pub(crate) const ROOT_SET_TYPE: &str = "application/vnd.laobingma.root-set+cose";
pub(crate) const TRUST_LIST_TYPE: &str = "application/vnd.laobingma.trust-list+cose";

pub(crate) const XIANNING: u32 = 42_120_001;
pub(crate) const HUBEI: u32 = 42_000_001;
pub(crate) const ENSHI: u32 = 42_280_001;
pub(crate) const HUANGGANG: u32 = 42_110_001;
pub(crate) const QINGDAO: u32 = 37_020_001;
pub(crate) const WUCHANG: u32 = 42_010_001;
pub(crate) const FIRST_OF_KID: u32 = 42_020_001;
pub(crate) const SECOND_OF_KID: u32 = 42_030_001;
pub(crate) const MIXED: u32 = 42_050_001;
pub(crate) const OF_TWO_TYPES: u32 = 42_060_001;
pub(crate) const OF_LATER_STANDING: u32 = 42_090_001;
pub(crate) const OF_LATER_ENTRY: u32 = 42_020_201;
pub(crate) const SUIZHOU: u32 = 42_130_001;
pub(crate) const OF_SM2: u32 = 42_080_001;
/// The longest validity of a credential by the key `suizhou`: three years.
pub(crate) const LONGEST: u64 = 94_608_000;

/// What Xianning may attest: six of the ten named categories, and bit 20, which has no name yet.
pub(crate) const XIANNING_CATEGORIES: u64 = 1 << 20 | 0b01_1011_1101;
pub(crate) const ALL_CATEGORIES: u64 = 0x3ff;

/// What a root set says.
#[derive(Clone)]
pub(crate) struct RootSpec {
    pub(crate) version: u64,
    pub(crate) threshold: u64,
    pub(crate) keys: Vec<Vec<u8>>,
}

impl RootSpec {
    pub(crate) fn new(version: u64, threshold: u64, keys: &[Key]) -> Self {
        Self {
            version,
            threshold,
            keys: keys.iter().map(Key::cose_key).collect(),
        }
    }

    pub(crate) fn entries(&self) -> Entries {
        vec![
            (1, uint(self.version)),
            (2, text("湖北省退役军人事务厅")),
            (3, text("Department of Veterans Affairs of Hubei")),
            (4, uint(self.threshold)),
            (5, array(&self.keys)),
        ]
    }

    pub(crate) fn message(&self) -> Sign {
        root_message(&self.entries())
    }
}

/// A root set with these entries in its private claim, not yet signed.
pub(crate) fn root_message(entries: &[(i64, Vec<u8>)]) -> Sign {
    let payload = map(&[(6, uint(ROOT_IAT)), (-65_539, map(entries))]);
    Sign::new(ROOT_SET_TYPE, payload)
}

/// What a trust list says of an issuer.
#[derive(Clone)]
pub(crate) struct IssuerSpec {
    pub(crate) id: u32,
    pub(crate) names: (&'static str, Option<&'static str>),
    pub(crate) region: u64,
    pub(crate) categories: u64,
    pub(crate) regions: Vec<u64>,
    pub(crate) standing: u64,
    pub(crate) keys: Vec<Vec<u8>>,
}

impl IssuerSpec {
    pub(crate) fn entries(&self) -> Entries {
        let mut entries = vec![(1, uint(self.id.into())), (2, text(self.names.0))];
        entries.extend(self.names.1.map(|name| (3, text(name))));
        let regions: Vec<_> = self.regions.iter().map(|region| uint(*region)).collect();
        entries.extend([
            (4, uint(self.region)),
            (5, uint(self.categories)),
            (6, array(&regions)),
            (7, uint(self.standing)),
            (8, array(&self.keys)),
        ]);
        entries
    }

    pub(crate) fn item(&self) -> Vec<u8> {
        map(&self.entries())
    }
}

/// A key of an issuer with its term and standing.
pub(crate) fn issuer_key(x: &[u8], from: u64, until: u64, standing: u64) -> Vec<u8> {
    array(&[cose_key(x), uint(from), uint(until), uint(standing)])
}

/// A COSE_Key of any type as an active key of an issuer.
pub(crate) fn listed_key(key: Vec<u8>) -> Vec<u8> {
    array(&[key, uint(KEY_FROM), uint(KEY_UNTIL), uint(0)])
}

pub(crate) fn active_key(x: &[u8]) -> Vec<u8> {
    issuer_key(x, KEY_FROM, KEY_UNTIL, 0)
}

/// The same with details of the key.
pub(crate) fn detailed_key(x: &[u8], standing: u64, details: &[(i64, Vec<u8>)]) -> Vec<u8> {
    array(&[
        cose_key(x),
        uint(KEY_FROM),
        uint(KEY_UNTIL),
        uint(standing),
        map(details),
    ])
}

/// The claims of a trust list: version, version of the root set, issuers.
pub(crate) fn list_entries(version: u64, root_version: u64, issuers: &[Vec<u8>]) -> Entries {
    vec![
        (1, uint(version)),
        (2, uint(root_version)),
        (3, array(issuers)),
    ]
}

/// A trust list with these entries in its private claim, not yet signed.
pub(crate) fn list_message(entries: &[(i64, Vec<u8>)]) -> Sign {
    let payload = map(&[
        (4, uint(LIST_EXP)),
        (6, uint(LIST_IAT)),
        (-65_538, map(entries)),
    ]);
    Sign::new(TRUST_LIST_TYPE, payload)
}

/// A COSE_Key of another type: the map with `kty`, and what comes after it.
pub(crate) fn foreign_key(kty: i64, rest: &[(i64, Vec<u8>)]) -> Vec<u8> {
    let mut entries = vec![(1, int(kty))];
    entries.extend_from_slice(rest);
    map(&entries)
}
