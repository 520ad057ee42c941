//! An authority that publishes a new state every second, and how to tell which one a store serves.

use std::path::Path;

use credential_core::*;

use crate::Store;

pub(crate) const START: u64 = 1_800_000_000;
const YEAR: u64 = 365 * 86_400;
/// What the terminals' clocks say.
pub(crate) const NOW: UnixTime = UnixTime::from_secs(START + 30 * 86_400);
pub(crate) const BUREAUS: [IssuerId; 2] = [IssuerId(42_120_001), IssuerId(42_120_002)];
/// The roots change with this state.
pub(crate) const NEW_ROOTS: u64 = 3;

/// State `n` has trust list `n`, and of each bureau the status list made at second `n`, in which the
/// credential is valid for odd `n` and suspended for even.
pub(crate) struct World {
    roots: [SigningKey; 2],
    bureaus: [SigningKey; 2],
    credential: String,
    /// Status entries of a list, most of them incompressible.
    size: usize,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with_lists_of(16)
    }

    pub(crate) fn with_lists_of(size: usize) -> Self {
        let bureaus = [3, 4].map(|seed| SigningKey::from_seed(&[seed; 32]));
        let claims = Claims::new(
            DisplayName::masked("王建明").unwrap(),
            CategorySet::EMPTY.with(Category::Veteran),
            HolderNumber(17),
            StatusIndex(0),
            span(0),
        )
        .unwrap();
        let credential = issue(&claims, &bureaus[0]).unwrap();
        Self {
            roots: [1, 2].map(|seed| SigningKey::from_seed(&[seed; 32])),
            bureaus,
            credential: credential.to_text(TextForm::Digits),
            size,
        }
    }

    pub(crate) fn root_set(&self, version: u64) -> Vec<u8> {
        let signers = &self.roots[..version as usize];
        let mut pending = Pending::prepare(RootSetClaims {
            version,
            issued: time(0),
            name: name(),
            threshold: 1,
            keys: vec![signers.last().unwrap().public_key().clone()],
        })
        .unwrap();
        for key in signers {
            pending.sign(key).unwrap();
        }
        pending.to_bytes().unwrap()
    }

    pub(crate) fn trust_list(&self, n: u64) -> Vec<u8> {
        self.trust_list_made(n, n, roots_of(n))
    }

    /// A list with this version, made at this second under this root set.
    pub(crate) fn trust_list_made(&self, version: u64, second: u64, root_version: u64) -> Vec<u8> {
        let region = Region::new(421_200).unwrap();
        let issuers = BUREAUS.iter().zip(&self.bureaus).map(|(id, key)| Issuer {
            id: *id,
            name: name(),
            region,
            categories: CategorySet::EMPTY.with(Category::Veteran),
            regions: vec![region],
            standing: Standing::Active,
            keys: vec![IssuerKey {
                key: key.public_key().clone(),
                in_force: span(0),
                standing: Standing::Active,
                longest_validity: None,
            }],
            code_name: None,
            status_expectation: None,
            catalogue_expectation: None,
        });
        let mut pending = Pending::prepare(TrustListClaims {
            version,
            root_version,
            validity: span(second),
            issuers: issuers.map(Into::into).collect(),
        })
        .unwrap();
        pending
            .sign(&self.roots[root_version as usize - 1])
            .unwrap();
        pending.to_bytes().unwrap()
    }

    pub(crate) fn status_list(&self, bureau: usize, n: u64) -> Vec<u8> {
        let mut statuses = StatusArray::all_valid(self.size).unwrap();
        let mut noise = n + 1;
        for index in 4..self.size as u32 {
            noise = noise
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let status =
                [Status::Valid, Status::Revoked, Status::Suspended][(noise >> 33) as usize % 3];
            statuses.set(StatusIndex(index), status).unwrap();
        }
        if n.is_multiple_of(2) {
            statuses.set(StatusIndex(0), Status::Suspended).unwrap();
        }
        let claims = StatusListClaims {
            issuer: BUREAUS[bureau],
            validity: span(n),
            ttl: None,
            statuses,
        };
        StatusList::issue(&claims, &self.bureaus[bureau]).unwrap()
    }

    /// All that leads to state `n`, from whatever was before.
    pub(crate) fn update(&self, n: u64) -> Update {
        let mut update = Update::default();
        if n >= NEW_ROOTS {
            update.root_sets.push(self.root_set(2));
        }
        update.trust_list = Some(self.trust_list(n));
        update.status_lists = vec![self.status_list(0, n), self.status_list(1, n)];
        update
    }

    /// Which state the store serves, 0 for none; every part of it must be of the same one.
    pub(crate) fn served(&self, store: &Store) -> u64 {
        let holdings = store.holdings();
        let Some(trust) = holdings.trust() else {
            assert_eq!(holdings.status_lists().count(), 0);
            return 0;
        };
        let n = trust.claims().version;
        assert_eq!(
            holdings.root().claims().version,
            roots_of(n),
            "roots of {n}"
        );
        for bureau in BUREAUS {
            let list = holdings.status_list(bureau).expect("a status list");
            assert_eq!(
                list.claims().validity.from,
                time(n),
                "{bureau} in state {n}"
            );
        }
        assert_eq!(self.verdict(store), verdict_in(n), "verdict in {n}");
        n
    }

    pub(crate) fn verdict(&self, store: &Store) -> &'static str {
        let mut policy = Policy::gate();
        policy.missing_status = MissingStatus::Refuse;
        if store.holdings().trust().is_none() {
            return "none";
        }
        verify(&self.credential, store.holdings(), policy, time(1_000)).reason()
    }

    pub(crate) fn open(&self, folder: &Path) -> (Store, u64) {
        let store = Store::open(folder).expect("a store that opens");
        let n = self.served(&store);
        (store, n)
    }
}

/// The floors of state `n`.
pub(crate) fn floors_of(n: u64) -> Floors {
    let world = World::new();
    let mut floors = Floors::default();
    floors.root_version = if n > 0 { roots_of(n) } else { 1 };
    floors.root_sets = (1..=floors.root_version)
        .map(|version| {
            let set = Pending::<RootSetClaims>::from_bytes(&world.root_set(version));
            (version, set.unwrap().digest())
        })
        .collect();
    floors.newest_signed = time(n);
    if n > 0 {
        floors.trust_list = ListVersion {
            root_version: roots_of(n),
            version: n,
        };
        for bureau in BUREAUS {
            let date = ListDate {
                from: span(0).from,
                made: time(n),
            };
            floors.status_lists.raise(bureau, date);
        }
    }
    floors
}

pub(crate) fn verdict_in(n: u64) -> &'static str {
    match n {
        0 => "none",
        n if n.is_multiple_of(2) => "suspended",
        _ => "accepted",
    }
}

fn roots_of(n: u64) -> u64 {
    if n < NEW_ROOTS { 1 } else { 2 }
}

pub(crate) fn time(seconds: u64) -> UnixTime {
    UnixTime::from_secs(START + seconds)
}

fn span(n: u64) -> Validity {
    Validity::new(time(n), time(n + YEAR))
}

fn name() -> OrgName {
    OrgName {
        zh: "湖北省退役军人事务厅".into(),
        en: None,
    }
}
