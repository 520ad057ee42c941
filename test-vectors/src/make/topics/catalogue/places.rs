//! Places and requests for them.

use test_vectors::{CatalogueContent, CatalogueVector, to_hex};

use super::part::numbers;
use super::{UNSUPPORTED, common_faults, invalid, refused, signed, taken, typed_header};
use crate::build::cbor::{map, text, uint};
use crate::build::cose::{EDDSA, ES256, Sign1, Signs};
use crate::build::curve::{Key, cose_key, small_order};
use crate::build::weierstrass::P256Key;
use crate::fixtures::{World, XIANNING};
use crate::person::{Entries, edit};
use crate::times::{LAST_TIME, LIST_IAT};
use crate::topics::Made;

const PLACE: &str = "application/vnd.laobingma.place+cose";
const REQUEST: &str = "application/vnd.laobingma.place-request+cose";

fn entries(issuer: u32, key: Vec<u8>) -> Entries {
    vec![
        (1, uint(issuer.into())),
        (2, uint(12)),
        (3, key),
        (4, uint(7)),
        (5, uint(421_202)),
        (6, uint(1)),
    ]
}

fn payload(entries: &Entries, iat: u64) -> Vec<u8> {
    map(&[(6, uint(iat)), (-65_546, map(entries))])
}

fn content(kid: [u8; 4]) -> CatalogueContent {
    CatalogueContent {
        iat: LIST_IAT,
        issuer: Some(XIANNING),
        merchant: Some(7),
        terminal: Some(12),
        kid: Some(to_hex(&kid)),
        ..CatalogueContent::default()
    }
}

pub(super) fn places(world: &World) -> Made<Vec<CatalogueVector>> {
    let key = world.key("xianning");
    let terminal = Key::named("terminal");
    let p256 = P256Key::named("terminal-p256").ok_or("no key of P-256")?;
    let weak = *small_order().first().ok_or("no point of small order")?;
    let of = |entries: &Entries| signed(PLACE, payload(entries, LIST_IAT), &key);
    let with = |entry: i64, value: Option<Vec<u8>>| {
        of(&edit(entries(XIANNING, terminal.cose_key()), entry, value))
    };
    let mut whole = entries(XIANNING, p256.cose_key());
    whole.extend([
        (7, uint(1)),
        (8, uint(1)),
        (9, numbers(&[5; 32])),
        (10, uint(LAST_TIME)),
        (127, text("later")),
    ]);
    let fault = |id: &str, comment: &str, entry: i64, value: Option<Vec<u8>>, detail: &str| {
        refused(("place", id), comment, &with(entry, value), invalid(detail))
    };
    let mut all = vec![
        taken(
            ("place", "sound"),
            "A place.",
            &[],
            &with(100, Some(uint(0))),
            content(Signs::kid(&terminal)),
        ),
        taken(
            ("place", "whole"),
            "Every entry; the terminal's key is one of P-256.",
            &["edge"],
            &of(&whole),
            content(p256.kid()),
        ),
        taken(
            ("place", "retired"),
            "The terminal is retired.",
            &[],
            &with(6, Some(uint(2))),
            content(Signs::kid(&terminal)),
        ),
        refused(
            ("place", "critical"),
            "An entry from 128 on.",
            &with(128, Some(uint(0))),
            UNSUPPORTED,
        ),
        fault(
            "terminal-0",
            "Terminals count from 1.",
            2,
            Some(uint(0)),
            "place",
        ),
        fault(
            "branch-0",
            "Branches count from 1.",
            7,
            Some(uint(0)),
            "place",
        ),
        fault(
            "gate-group-0",
            "Gate groups count from 1.",
            8,
            Some(uint(0)),
            "place",
        ),
        fault(
            "trade-0",
            "Trades count from 1.",
            9,
            Some(numbers(&[0])),
            "place",
        ),
        fault(
            "trades-33",
            "One trade more than there may be.",
            9,
            Some(numbers(&[1; 33])),
            "count",
        ),
        fault("trades-empty", "No trade.", 9, Some(numbers(&[])), "count"),
        fault(
            "merchant-0",
            "Merchants count from 1.",
            4,
            Some(uint(0)),
            "merchant",
        ),
        fault(
            "region-5-digits",
            "A region of five digits.",
            5,
            Some(uint(42_120)),
            "region",
        ),
        fault(
            "no-standing",
            "Whether it is in use is missing.",
            6,
            None,
            "payload",
        ),
        fault("no-key", "The key is missing.", 3, None, "payload"),
        fault(
            "key-bytes",
            "The key is a number.",
            3,
            Some(uint(1)),
            "payload",
        ),
        fault(
            "key-x25519",
            "A key of another type.",
            3,
            Some(world.x25519()),
            "key",
        ),
        fault(
            "key-small-order",
            "A point of small order.",
            3,
            Some(cose_key(&weak)),
            "key",
        ),
        fault(
            "clock-floor-10000",
            "A time after the year 9999.",
            10,
            Some(uint(LAST_TIME + 1)),
            "validity",
        ),
    ];
    all.extend(common_faults("place", PLACE, world, |issuer, iat| {
        payload(&entries(issuer, terminal.cose_key()), iat)
    }));
    Ok(all)
}

pub(super) fn requests(world: &World) -> Made<Vec<CatalogueVector>> {
    let terminal = Key::named("terminal");
    let p256 = P256Key::named("terminal-p256").ok_or("no key of P-256")?;
    let weak = *small_order().first().ok_or("no point of small order")?;
    let payload = |entries: &Entries, iat: u64| map(&[(6, uint(iat)), (-65_547, map(entries))]);
    let entries = || {
        vec![
            (1, terminal.cose_key()),
            (2, uint(XIANNING.into())),
            (3, text("一号窗口")),
        ]
    };
    let of = |entries: &Entries| signed(REQUEST, payload(entries, LIST_IAT), &terminal);
    let with = |entry: i64, value: Option<Vec<u8>>| of(&edit(entries(), entry, value));
    let content = |kid: [u8; 4], issuer: Option<u32>| CatalogueContent {
        iat: LIST_IAT,
        issuer,
        kid: Some(to_hex(&kid)),
        ..CatalogueContent::default()
    };
    let bare = payload(&vec![(1, p256.cose_key())], LIST_IAT);
    let other = Key::named("stranger");
    let own_header = typed_header(EDDSA, &Signs::kid(&terminal), REQUEST);
    let named = |id: &'static str| ("place-request", id);
    Ok(vec![
        taken(
            named("sound"),
            "A request.",
            &[],
            &of(&entries()),
            content(Signs::kid(&terminal), Some(XIANNING)),
        ),
        taken(
            named("p256"),
            "A key of P-256, and nothing beside it.",
            &["edge"],
            &signed(REQUEST, bare, &p256),
            content(p256.kid(), None),
        ),
        refused(
            named("critical"),
            "An entry from 128 on.",
            &with(128, Some(uint(0))),
            UNSUPPORTED,
        ),
        refused(
            named("no-key"),
            "The key is missing.",
            &with(1, None),
            invalid("payload"),
        ),
        refused(
            named("label-empty"),
            "The label is empty.",
            &with(3, Some(text(""))),
            invalid("name"),
        ),
        refused(
            named("label-193-bytes"),
            "A label of 193 bytes.",
            &with(3, Some(text(&format!("{}A", "窗".repeat(64))))),
            invalid("name"),
        ),
        refused(
            named("x25519"),
            "A key of another type.",
            &with(1, Some(world.x25519())),
            invalid("key"),
        ),
        refused(
            named("small-order"),
            "A point of small order.",
            &with(1, Some(cose_key(&weak))),
            invalid("key"),
        ),
        refused(
            named("year-10000"),
            "A time after the year 9999.",
            &signed(REQUEST, payload(&entries(), LAST_TIME + 1), &terminal),
            invalid("validity"),
        ),
        refused(
            named("another-key"),
            "The header names another key than the request is about.",
            &with(1, Some(other.cose_key())),
            invalid("key"),
        ),
        CatalogueVector {
            flags: vec!["forged".into()],
            ..refused(
                named("somebody-elses"),
                "A key that the sender does not have: somebody else has signed.",
                &Sign1::with_header(own_header.clone(), payload(&entries(), LIST_IAT), &other)
                    .to_bytes(),
                ("signature", "signature-invalid", None),
            )
        },
        refused(
            named("algorithm"),
            "The header has another algorithm than the key.",
            &Sign1::with_header(
                typed_header(ES256, &Signs::kid(&terminal), REQUEST),
                payload(&entries(), LIST_IAT),
                &terminal,
            )
            .to_bytes(),
            ("object", "algorithm-unsupported", None),
        ),
        refused(
            named("type-of-enrolment"),
            "An enrolment is no request.",
            &signed(
                "application/vnd.laobingma.enrolment+cose",
                payload(&entries(), LIST_IAT),
                &terminal,
            ),
            ("object", "header-unexpected", None),
        ),
    ])
}
