//! What the terminals of the vectors hold: keys, root sets and trust lists.

use std::collections::BTreeMap;

use test_vectors::{Fixtures, TrustedList, to_hex};

use crate::build::cbor::{array, bytes, int, map, text, uint};
use crate::build::cose::{Sign, Sign1};
use crate::build::curve::{COLLIDING, Key, cose_key, kid, mixed_x};
use crate::build::weierstrass::Sm2Key;
use crate::person::{Entries, Person};
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

/// The keys by name, and the objects that every topic starts from.
pub(crate) struct World {
    pub(crate) roots: Vec<Key>,
    pub(crate) next_roots: Vec<Key>,
    issuer_keys: Vec<Key>,
    /// A key of mixed order: the key of this name with a point of order eight added.
    pub(crate) mixed: Key,
    pub(crate) holder: Key,
}

impl World {
    pub(crate) fn new() -> Self {
        let keys = |names: &[&str]| names.iter().map(|name| Key::named(name)).collect();
        Self {
            roots: keys(&["root-1", "root-2", "root-3"]),
            next_roots: keys(&["root-3", "root-4", "root-5"]),
            issuer_keys: keys(&[
                "xianning",
                "xianning-withdrawn",
                "hubei",
                "enshi",
                "huanggang",
                "qingdao",
                "wuchang",
                "xiangyang",
                COLLIDING[0],
                COLLIDING[1],
            ]),
            mixed: Key::named("mixed-order"),
            holder: Key::named("holder"),
        }
    }

    /// The key of an issuer by its name; a name that is not listed gives a key that is not trusted.
    pub(crate) fn key(&self, name: &str) -> Key {
        Key::named(name)
    }

    /// A sound credential of Xianning.
    pub(crate) fn issue(&self, person: &Person) -> Sign1 {
        self.issue_as("xianning", person)
    }

    pub(crate) fn issue_as(&self, name: &str, person: &Person) -> Sign1 {
        Sign1::signed(person.payload(), &self.key(name))
    }

    pub(crate) fn root_set(&self) -> RootSpec {
        RootSpec::new(1, 2, &self.roots)
    }

    pub(crate) fn next_root_set(&self) -> RootSpec {
        RootSpec::new(2, 2, &self.next_roots)
    }

    /// Signed by two of the three root keys, as many as are needed.
    pub(crate) fn sign_by_roots(&self, message: Sign) -> Sign {
        message.signed_by(&[&self.roots[0], &self.roots[1]])
    }

    pub(crate) fn xianning(&self) -> IssuerSpec {
        IssuerSpec {
            id: XIANNING,
            names: (
                "咸宁市退役军人事务局",
                Some("Veterans Affairs Bureau of Xianning"),
            ),
            region: 421_200,
            categories: XIANNING_CATEGORIES,
            regions: vec![421_200],
            standing: 0,
            keys: vec![
                active_key(&self.key("xianning").x),
                issuer_key(&self.key("xianning-withdrawn").x, KEY_FROM, KEY_UNTIL, 2),
            ],
        }
    }

    /// A bureau that was withdrawn.
    pub(crate) fn huanggang(&self) -> IssuerSpec {
        IssuerSpec {
            standing: 2,
            ..self.issuer(HUANGGANG, "黄冈市退役军人事务局", 421_100, "huanggang")
        }
    }

    fn issuer(&self, id: u32, name: &'static str, region: u64, key: &str) -> IssuerSpec {
        IssuerSpec {
            id,
            names: (name, None),
            region,
            categories: ALL_CATEGORIES,
            regions: vec![region],
            standing: 0,
            keys: vec![active_key(&self.key(key).x)],
        }
    }

    /// The trust list `main`.
    pub(crate) fn main_list(&self) -> Sign {
        let issuers = [
            self.xianning(),
            self.issuer(HUBEI, "湖北省退役军人事务厅", 420_000, "hubei"),
            IssuerSpec {
                standing: 1,
                ..self.issuer(ENSHI, "恩施州退役军人事务局", 422_800, "enshi")
            },
            self.huanggang(),
            IssuerSpec {
                regions: vec![370_200, 371_302],
                ..self.issuer(QINGDAO, "青岛市退役军人事务局", 370_200, "qingdao")
            },
            IssuerSpec {
                regions: vec![420_106],
                ..self.issuer(WUCHANG, "武昌区退役军人服务中心", 420_100, "wuchang")
            },
        ];
        let issuers: Vec<_> = issuers.iter().map(IssuerSpec::item).collect();
        self.sign_by_roots(list_message(&list_entries(7, 1, &issuers)))
    }

    /// The trust list `odd`: two keys with one identifier, a key of mixed order, and an issuer with
    /// keys of other types before its Ed25519 key.
    pub(crate) fn odd_list(&self) -> Sign {
        let issuers = [
            self.issuer(FIRST_OF_KID, "黄石市退役军人事务局", 420_200, COLLIDING[0]),
            self.issuer(SECOND_OF_KID, "十堰市退役军人事务局", 420_300, COLLIDING[1]),
            IssuerSpec {
                keys: vec![active_key(&mixed_x(&self.mixed))],
                ..self.issuer(MIXED, "宜昌市退役军人事务局", 420_500, "mixed-order")
            },
            IssuerSpec {
                keys: vec![
                    listed_key(self.p256()),
                    listed_key(self.x25519()),
                    active_key(&self.key("xiangyang").x),
                ],
                ..self.issuer(OF_TWO_TYPES, "襄阳市退役军人事务局", 420_600, "xiangyang")
            },
        ];
        let issuers: Vec<_> = issuers.iter().map(IssuerSpec::item).collect();
        self.sign_by_roots(list_message(&list_entries(7, 1, &issuers)))
    }

    /// The bureau of Suizhou: a key with a longest validity, one that was compromised, and one with
    /// details that must be understood.
    pub(crate) fn suizhou(&self) -> IssuerSpec {
        IssuerSpec {
            categories: ALL_CATEGORIES | 1 << 20,
            keys: vec![
                detailed_key(
                    &self.key("suizhou").x,
                    0,
                    &[(1, uint(LONGEST)), (5, text("later"))],
                ),
                issuer_key(&self.key("suizhou-compromised").x, KEY_FROM, KEY_UNTIL, 3),
                detailed_key(&self.key("suizhou-later").x, 0, &[(128, uint(0))]),
                issuer_key(&self.key("suizhou-standing").x, KEY_FROM, KEY_UNTIL, 4),
            ],
            ..self.issuer(SUIZHOU, "随州市退役军人事务局", 421_300, "suizhou")
        }
    }

    /// The trust list `rules`.
    pub(crate) fn rules_list(&self) -> Sign {
        let issuers = [
            self.xianning(),
            self.suizhou(),
            IssuerSpec {
                standing: 5,
                ..self.issuer(
                    OF_LATER_STANDING,
                    "孝感市退役军人事务局",
                    420_900,
                    "xiaogan",
                )
            },
        ];
        let mut issuers: Vec<_> = issuers.iter().map(IssuerSpec::item).collect();
        let later = self.issuer(
            OF_LATER_ENTRY,
            "黄石港区退役军人事务局",
            420_202,
            "huangshigang",
        );
        issuers.push(map(&crate::person::edit(
            later.entries(),
            128,
            Some(uint(0)),
        )));
        self.sign_by_roots(list_message(&list_entries(7, 1, &issuers)))
    }

    /// The trust list `sm2`: an issuer with keys of SM2 beside one of Ed25519.
    pub(crate) fn sm2_list(&self) -> Sign {
        let withdrawn = |key: Vec<u8>| array(&[key, uint(KEY_FROM), uint(KEY_UNTIL), uint(2)]);
        let mut keys = vec![active_key(&self.key("xiangyang").x)];
        keys.extend(Sm2Key::named("jingmen").map(|key| listed_key(key.cose_key())));
        keys.extend(Sm2Key::named("jingmen-withdrawn").map(|key| withdrawn(key.cose_key())));
        let issuers = [
            self.xianning().item(),
            IssuerSpec {
                keys,
                ..self.issuer(OF_SM2, "荆门市退役军人事务局", 420_800, "xiangyang")
            }
            .item(),
        ];
        self.sign_by_roots(list_message(&list_entries(7, 1, &issuers)))
    }

    /// A key of another type in the list `odd`. Its coordinates are any 32 bytes.
    pub(crate) fn p256(&self) -> Vec<u8> {
        let x = self.key("xiangyang-p256").x;
        foreign_key(2, &[(-1, int(1)), (-2, bytes(&x)), (-3, bytes(&x))])
    }

    /// A key for agreement in the list `odd`, with the bytes of the Ed25519 key of this name.
    pub(crate) fn x25519(&self) -> Vec<u8> {
        let x = self.key("xiangyang-x25519").x;
        foreign_key(1, &[(-1, int(4)), (-2, bytes(&x))])
    }

    /// The trust list `empty`: nobody is believed.
    pub(crate) fn empty_list(&self) -> Sign {
        self.sign_by_roots(list_message(&list_entries(7, 1, &[])))
    }

    /// The fixtures as the files carry them, with the trust lists of these names.
    pub(crate) fn fixtures(&self, lists: &[&str]) -> Fixtures {
        let roots: Vec<&Key> = self.roots.iter().collect();
        let fixed = lists.iter().map(|name| {
            let message = match *name {
                "odd" => self.odd_list(),
                "empty" => self.empty_list(),
                "rules" => self.rules_list(),
                "sm2" => self.sm2_list(),
                _ => self.main_list(),
            };
            let list = TrustedList {
                root_set: "v1".into(),
                bytes: to_hex(&message.to_bytes()),
            };
            (String::from(*name), list)
        });
        let more: &[&str] = if lists.contains(&"rules") {
            &[
                "suizhou",
                "suizhou-compromised",
                "suizhou-later",
                "suizhou-standing",
                "xiaogan",
                "huangshigang",
            ]
        } else {
            &[]
        };
        let more: Vec<Key> = more.iter().map(|name| Key::named(name)).collect();
        let mut keys: Vec<_> = self
            .roots
            .iter()
            .chain(self.next_roots.iter().skip(1))
            .chain(&self.issuer_keys)
            .chain([&self.holder])
            .chain(&more)
            .map(|key| listed(&key.name, Some(&key.seed), &key.x))
            .collect();
        // No seed leads to this point; the secret scalar is that of the seed of the plain key.
        keys.push(listed(&self.mixed.name, None, &mixed_x(&self.mixed)));
        if lists.contains(&"sm2") {
            keys.extend(["jingmen", "jingmen-withdrawn"].iter().filter_map(|name| {
                let key = Sm2Key::named(name)?;
                Some(test_vectors::Key {
                    name: key.name.clone(),
                    kind: Some("sm2".into()),
                    seed: Some(to_hex(&key.seed)),
                    x: to_hex(&key.point),
                    kid: to_hex(&key.kid()),
                })
            }));
        }
        Fixtures {
            root_sets: BTreeMap::from([(
                "v1".into(),
                to_hex(&self.root_set().message().signed_by(&roots).to_bytes()),
            )]),
            trust_lists: fixed.collect(),
            keys,
        }
    }
}

fn listed(name: &str, seed: Option<&[u8; 32]>, x: &[u8; 32]) -> test_vectors::Key {
    test_vectors::Key {
        name: name.into(),
        kind: None,
        seed: seed.map(|seed| to_hex(seed)),
        x: to_hex(x),
        kid: to_hex(&kid(x)),
    }
}

/// A COSE_Key of another type: the map with `kty`, and what comes after it.
pub(crate) fn foreign_key(kty: i64, rest: &[(i64, Vec<u8>)]) -> Vec<u8> {
    let mut entries = vec![(1, int(kty))];
    entries.extend_from_slice(rest);
    map(&entries)
}
