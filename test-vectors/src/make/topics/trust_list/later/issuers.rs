//! Trust lists: entries of an issuer that this version has, and those that a later one may add; expectations.

use super::super::claims::invalid;
use super::super::{of_issuer, of_issuers};
use super::sound;
use crate::build::cbor::{NULL, array, bytes, int, map, text, uint};
use crate::fixtures::{IssuerSpec, World, active_key, issuer_key};
use crate::person::edit;
use crate::times::{KEY_FROM, KEY_UNTIL, LAST_TIME, LIST_IAT, TWENTY_YEARS};
use test_vectors::TrustListVector;

pub(super) fn issuers(world: &World) -> Vec<TrustListVector> {
    let with = |key: i64, value: Vec<u8>| {
        of_issuer(
            world,
            &map(&edit(world.xianning().entries(), key, Some(value))),
        )
    };
    let with_key = |key: u64| {
        let mut item = map(&world.xianning().entries());
        item[0] += 1;
        item.extend([uint(key), uint(0)].concat());
        of_issuer(world, &item)
    };
    let of_key = |id: u32, name: &str, standing: u64| IssuerSpec {
        id,
        keys: vec![issuer_key(
            &world.key(name).x,
            KEY_FROM,
            KEY_UNTIL,
            standing,
        )],
        ..world.xianning()
    };
    let [x, other] = [world.key("xianning").x, world.key("hubei").x];
    let of_keys = |keys: Vec<Vec<u8>>| {
        of_issuer(
            world,
            &IssuerSpec {
                keys,
                ..world.xianning()
            }
            .item(),
        )
    };
    let two =
        |first: IssuerSpec, second: IssuerSpec| of_issuers(world, &[first.item(), second.item()]);
    vec![
        sound(
            "list-issuer-standing-3",
            "Standing 3 of an issuer, which this version does not know: that issuer is suspended, the list is taken.",
            with(7, uint(3)),
        ),
        sound(
            "list-issuer-standing-greatest",
            "Standing 2^64-1.",
            with(7, uint(u64::MAX)),
        ),
        invalid(
            "list-issuer-standing-negative",
            "Standing -1.",
            with(7, int(-1)),
            "payload",
        ),
        sound(
            "list-issuer-public-name",
            "What the code is called in public, in Chinese and English.",
            {
                let entries = edit(world.xianning().entries(), 10, Some(text("甬尚老兵")));
                of_issuer(
                    world,
                    &map(&edit(entries, 11, Some(text("Yongshang Veterans")))),
                )
            },
        ),
        invalid(
            "list-issuer-public-name-empty",
            "The public name is empty.",
            with(10, text("")),
            "name",
        ),
        invalid(
            "list-issuer-public-name-193-bytes",
            "One byte more than a name has.",
            with(10, text(&format!("{}A", "兵".repeat(64)))),
            "name",
        ),
        invalid(
            "list-issuer-public-english-override",
            "The public name in English turns the direction of writing.",
            {
                let entries = edit(world.xianning().entries(), 10, Some(text("甬尚老兵")));
                of_issuer(
                    world,
                    &map(&edit(entries, 11, Some(text("Veterans\u{202e} of Ningbo")))),
                )
            },
            "name",
        ),
        invalid(
            "list-issuer-public-name-private-use",
            "The public name has a character of private use.",
            with(10, text("甬尚老\u{e000}")),
            "name",
        ),
        invalid(
            "list-issuer-public-name-bytes",
            "The public name is a byte string.",
            with(10, bytes(b"A")),
            "payload",
        ),
        sound(
            "list-issuer-entry-127",
            "An entry 127 of an issuer: passed over.",
            with(127, uint(0)),
        ),
        sound(
            "list-issuer-entry-128",
            "An entry 128 of an issuer, which must be understood: that issuer is suspended, the list is taken.",
            with(128, uint(0)),
        ),
        invalid(
            "list-issuer-english-public-name-alone",
            "A public name in English and none in Chinese.",
            with(11, text("Yongshang Veterans")),
            "payload",
        ),
        sound(
            "list-issuer-entry-greatest",
            "An entry 2^63-1 of an issuer.",
            with(i64::MAX, uint(0)),
        ),
        invalid(
            "list-issuer-entry-2-63",
            "An entry 2^63 of an issuer, one more than there may be.",
            with_key(1 << 63),
            "payload",
        ),
        invalid(
            "list-issuer-entry-2-64",
            "An entry 2^64-1 of an issuer.",
            with_key(u64::MAX),
            "payload",
        ),
        invalid(
            "list-key-twice",
            "A key stands twice.",
            of_keys(vec![active_key(&x), active_key(&x)]),
            "unique",
        ),
        invalid(
            "list-key-twice-once-withdrawn",
            "A key stands twice, withdrawn and active.",
            of_keys(vec![issuer_key(&x, KEY_FROM, KEY_UNTIL, 2), active_key(&x)]),
            "unique",
        ),
        invalid(
            "list-key-twice-active-first",
            "A key stands twice, active and withdrawn.",
            of_keys(vec![active_key(&x), issuer_key(&x, KEY_FROM, KEY_UNTIL, 2)]),
            "unique",
        ),
        invalid(
            "list-key-twice-other-term",
            "A key stands twice, with two terms.",
            of_keys(vec![
                active_key(&x),
                issuer_key(&x, KEY_UNTIL, KEY_UNTIL + 1, 0),
            ]),
            "unique",
        ),
        invalid(
            "list-key-of-two-issuers",
            "Two issuers have one key.",
            two(of_key(1, "xianning", 0), of_key(2, "xianning", 0)),
            "unique",
        ),
        invalid(
            "list-key-of-two-issuers-once-withdrawn",
            "A key that was withdrawn is another issuer's.",
            two(of_key(1, "xianning", 2), of_key(2, "xianning", 0)),
            "unique",
        ),
        sound(
            "list-two-keys",
            "The counterpart: two keys, withdrawn and active.",
            of_keys(vec![
                issuer_key(&x, KEY_FROM, KEY_UNTIL, 2),
                active_key(&other),
            ]),
        ),
    ]
}

pub(super) fn expectations(world: &World) -> Vec<TrustListVector> {
    let with = |key: i64, value: Vec<u8>| {
        of_issuer(
            world,
            &map(&edit(world.xianning().entries(), key, Some(value))),
        )
    };
    let of = |since: u64, least: u64, age: u64| array(&[uint(since), uint(least), uint(age)]);
    let both = {
        let entries = edit(
            world.xianning().entries(),
            12,
            Some(of(LIST_IAT, LIST_IAT, 1)),
        );
        of_issuer(
            world,
            &map(&edit(entries, 13, Some(of(0, LAST_TIME, TWENTY_YEARS)))),
        )
    };
    vec![
        sound(
            "list-expectations",
            "An issuer publishes status lists and catalogues, with the least and the greatest numbers.",
            both,
        ),
        invalid(
            "list-expectation-age-0",
            "A list may have no age at all.",
            with(12, of(LIST_IAT, LIST_IAT, 0)),
            "validity",
        ),
        invalid(
            "list-expectation-age-too-great",
            "A list may be a second older than twenty years.",
            with(12, of(LIST_IAT, LIST_IAT, TWENTY_YEARS + 1)),
            "validity",
        ),
        invalid(
            "list-expectation-since-year-10000",
            "`since` is after the year 9999.",
            with(12, of(LAST_TIME + 1, LIST_IAT, 1)),
            "validity",
        ),
        invalid(
            "list-expectation-least-year-10000",
            "`least` is after the year 9999.",
            with(12, of(LIST_IAT, LAST_TIME + 1, 1)),
            "validity",
        ),
        invalid(
            "list-expectation-two-items",
            "Two items.",
            with(12, array(&[uint(0), uint(0)])),
            "payload",
        ),
        invalid(
            "list-expectation-four-items",
            "Four items.",
            with(12, array(&[uint(0), uint(0), uint(1), uint(0)])),
            "payload",
        ),
        invalid(
            "list-expectation-map",
            "A map.",
            with(12, map(&[])),
            "payload",
        ),
        invalid(
            "list-expectation-null",
            "null.",
            with(12, vec![NULL]),
            "payload",
        ),
        invalid(
            "list-expectation-since-text",
            "`since` is a text.",
            with(12, array(&[text("2027"), uint(0), uint(1)])),
            "payload",
        ),
        invalid(
            "list-catalogue-age-0",
            "A catalogue may have no age at all.",
            with(13, of(LIST_IAT, LIST_IAT, 0)),
            "validity",
        ),
        invalid(
            "list-catalogue-two-items",
            "Two items for catalogues.",
            with(13, array(&[uint(0), uint(0)])),
            "payload",
        ),
    ]
}
