//! Books for tests of the report: a list of grants, written into the tables the plain way.

use std::collections::{BTreeMap, BTreeSet};

use roaring::RoaringBitmap;
use rusqlite::Connection;

use crate::schema::STEPS;

/// A grant of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TestGrant {
    pub(super) month: u32,
    pub(super) merchant: u32,
    pub(super) region: u32,
    pub(super) trade: u32,
    pub(super) benefit: u32,
    pub(super) categories: u32,
    pub(super) kind: u32,
    pub(super) holder: u32,
    pub(super) price: Option<(u64, u64)>,
    pub(super) undone: bool,
}

/// One use by holder 1, of which tests change what matters to them.
pub(super) const GRANT: TestGrant = TestGrant {
    month: 202_611,
    merchant: 1,
    region: 421_202,
    trade: 14,
    benefit: 7,
    categories: 1,
    kind: 1,
    holder: 1,
    price: Some((2_000, 1_000)),
    undone: false,
};

/// Empty books in memory.
pub(super) fn empty() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    for step in STEPS {
        connection.execute_batch(step).unwrap();
    }
    connection
}

/// Books with these grants.
pub(super) fn books(grants: &[TestGrant]) -> Connection {
    let connection = empty();
    fill(&connection, grants);
    connection
}

/// Writes the tables anew from these grants.
pub(super) fn fill(connection: &Connection, grants: &[TestGrant]) {
    connection
        .execute_batch("DELETE FROM uses; DELETE FROM people; DELETE FROM manual;")
        .unwrap();
    let mut uses: BTreeMap<[u32; 7], [u64; 5]> = BTreeMap::new();
    let mut people: BTreeMap<(u32, u32, u32), BTreeSet<u32>> = BTreeMap::new();
    for grant in grants {
        let key = [
            grant.month,
            grant.merchant,
            grant.region,
            grant.trade,
            grant.benefit,
            grant.categories,
            grant.kind,
        ];
        let sums = uses.entry(key).or_default();
        if grant.undone {
            sums[4] += 1;
            continue;
        }
        sums[0] += 1;
        if let Some((full, charged)) = grant.price {
            sums[1] += 1;
            sums[2] += full;
            sums[3] += charged;
        }
        let mut counted = vec![(6, grant.kind)];
        if grant.kind != 3 {
            counted.extend([
                (0, 0),
                (1, grant.merchant),
                (2, grant.trade),
                (4, grant.region),
                (5, grant.benefit),
            ]);
            let bits = (0..32).filter(|bit| grant.categories >> bit & 1 == 1);
            counted.extend(bits.map(|bit| (3, bit)));
        }
        for (dimension, key) in counted {
            let of = people.entry((grant.month, dimension, key)).or_default();
            of.insert(grant.holder);
        }
    }
    for (key, sums) in uses {
        let [month, merchant, region, trade, benefit, categories, kind] = key;
        let [uses, priced, full, charged, undone] = sums;
        connection
            .execute(
                "INSERT INTO uses (month, merchant, region, trade, benefit, categories, kind,
                    uses, units, priced, full, charged, undone)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9, ?10, ?11, ?12)",
                rusqlite::params![
                    month, merchant, region, trade, benefit, categories, kind, uses, priced, full,
                    charged, undone
                ],
            )
            .unwrap();
    }
    for ((month, dimension, key), holders) in people {
        let mut bytes = Vec::new();
        let set: RoaringBitmap = holders.iter().copied().collect();
        set.serialize_into(&mut bytes).unwrap();
        connection
            .execute(
                "INSERT INTO people (month, dimension, key, people, holders) VALUES (?1, ?2, ?3, ?4, ?5)",
                (month, dimension, key, holders.len(), bytes),
            )
            .unwrap();
    }
}
