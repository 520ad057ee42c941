//! Catalogue heads: what is taken and what is not.

use test_vectors::{CatalogueContent, CatalogueVector};

use super::part::{EDITION, PRIVATE};
use super::{UNSUPPORTED, common_faults, invalid, refused, signed, taken};
use crate::build::cbor::{map, text, uint};
use crate::fixtures::{World, XIANNING};
use crate::person::{Entries, edit};
use crate::times::{LAST_TIME, LIST_IAT};

pub(super) fn vectors(world: &World) -> Vec<CatalogueVector> {
    const TYPE: &str = "application/vnd.laobingma.catalogue-head+cose";
    let key = world.key("xianning");
    let entries = |issuer: u32| {
        vec![
            (1, uint(issuer.into())),
            (2, uint(EDITION.into())),
            (3, uint(10_000)),
        ]
    };
    let payload = |entries: &Entries, iat: u64| map(&[(6, uint(iat)), (PRIVATE - 1, map(entries))]);
    let of = |entries: &Entries| signed(TYPE, payload(entries, LIST_IAT), &key);
    let content = CatalogueContent {
        iat: LIST_IAT,
        issuer: Some(XIANNING),
        edition: Some(EDITION),
        parts: Some(10_000),
        ..CatalogueContent::default()
    };
    let changed = |key: i64, value: Option<Vec<u8>>| of(&edit(entries(XIANNING), key, value));
    let mut all = vec![
        taken(
            ("head", "sound"),
            "A head.",
            &[],
            &of(&entries(XIANNING)),
            content.clone(),
        ),
        taken(
            ("head", "informs"),
            "An entry that only informs.",
            &[],
            &changed(127, Some(uint(0))),
            content,
        ),
        refused(
            ("head", "critical"),
            "An entry from 128 on.",
            &changed(128, Some(uint(0))),
            UNSUPPORTED,
        ),
        refused(
            ("head", "edition-0"),
            "Editions count from 1.",
            &changed(2, Some(uint(0))),
            invalid("version"),
        ),
        refused(
            ("head", "no-parts"),
            "How many parts there are is missing.",
            &changed(3, None),
            invalid("payload"),
        ),
        refused(
            ("head", "issuer-text"),
            "The issuer is a text.",
            &changed(1, Some(text("1"))),
            invalid("payload"),
        ),
        refused(
            ("head", "year-10000"),
            "A time after the year 9999.",
            &signed(TYPE, payload(&entries(XIANNING), LAST_TIME + 1), &key),
            invalid("validity"),
        ),
    ];
    all.extend(common_faults("head", TYPE, world, |issuer, iat| {
        payload(&entries(issuer), iat)
    }));
    all
}
