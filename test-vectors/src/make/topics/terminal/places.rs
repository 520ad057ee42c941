//! Places, catalogue parts and heads: what a terminal with a key takes, and what it passes over.

use test_vectors::{TerminalVector, to_hex};

use super::{DAY, Life, Parts, held, new, refused, terminal, trust_list};
use crate::build::cbor::{array, map, text, uint};
use crate::build::curve::Key;
use crate::fixtures::{IssuerSpec, World, XIANNING, issuer_key};
use crate::times::{KEY_FROM, KEY_UNTIL, LIST_EXP, NOW};
use crate::topics::catalogue::signed;

const PLACE: &str = "application/vnd.laobingma.place+cose";
const PART: &str = "application/vnd.laobingma.catalogue+cose";
const HEAD: &str = "application/vnd.laobingma.catalogue-head+cose";

/// When the places and parts are made that come first.
const FIRST: u64 = NOW - 10 * DAY;

fn own() -> Key {
    Key::named("terminal")
}

/// The place of a terminal with this key, at this merchant, by the bureau of Xianning.
fn place_by(signer: &Key, terminal: &Key, merchant: u64, iat: u64) -> Vec<u8> {
    let entries = map(&[
        (1, uint(XIANNING.into())),
        (2, uint(12)),
        (3, terminal.cose_key()),
        (4, uint(merchant)),
        (5, uint(421_202)),
        (6, uint(1)),
    ]);
    let payload = map(&[(6, uint(iat)), (-65_546, entries)]);
    signed(PLACE, payload, signer)
}

/// The part of a merchant: one free benefit.
fn part_by(signer: &Key, merchant: u64, iat: u64) -> Vec<u8> {
    let merchant = map(&[(1, uint(merchant)), (2, text("温泉理发店")), (4, uint(1))]);
    let benefit = map(&[(1, uint(1)), (2, text("理发")), (5, array(&[uint(1)]))]);
    let private = map(&[
        (1, uint(XIANNING.into())),
        (2, uint(3)),
        (3, merchant),
        (4, array(&[benefit])),
    ]);
    let payload = map(&[(4, uint(LIST_EXP)), (6, uint(iat)), (-65_544, private)]);
    signed(PART, payload, signer)
}

fn head_by(signer: &Key, edition: u64, iat: u64) -> Vec<u8> {
    let entries = map(&[(1, uint(XIANNING.into())), (2, uint(edition)), (3, uint(2))]);
    let payload = map(&[(6, uint(iat)), (-65_545, entries)]);
    signed(HEAD, payload, signer)
}

impl Parts {
    fn place(mut self, place: Vec<u8>) -> Self {
        self.places.push(place);
        self
    }

    fn catalogue(mut self, part: Vec<u8>) -> Self {
        self.catalogue_parts.push(part);
        self
    }

    fn head(mut self, head: Vec<u8>) -> Self {
        self.catalogue_heads.push(head);
        self
    }
}

impl Life {
    /// The terminal has this key.
    fn with_key(mut self, key: &Key) -> Self {
        self.0.terminal_key = Some(to_hex(&key.x));
        self
    }
}

pub(super) fn vectors(world: &World) -> Vec<TerminalVector> {
    let bureau = world.key("xianning");
    let other = Key::named("terminal-of-another-shop");
    let stranger = world.key("nobody");
    let place = |merchant: u64, iat: u64| place_by(&bureau, &own(), merchant, iat);
    let part = |merchant: u64, iat: u64| part_by(&bureau, merchant, iat);
    let parts = Parts::default;
    let begin = |id: &str, comment: &str| {
        terminal(&format!("place-{id}"), comment)
            .with_key(&own())
            .update(&parts().list(world.main_list()), &[new("trust-list")])
    };
    let whole = || {
        parts()
            .place(place(7, FIRST))
            .catalogue(part(7, FIRST))
            .head(head_by(&bureau, 3, FIRST))
    };
    let taken = [new("place"), new("catalogue-part"), new("catalogue-head")];
    let all_held = [
        held("place"),
        held("catalogue-part"),
        held("catalogue-head"),
    ];
    let why = |part: &str, code: &str| [refused(part, "update", code)];
    let unknown = |part: &str| [refused(part, "issuer", "issuer-unknown")];
    // Xianning's key is withdrawn, as another one was before.
    let withdrawn = || {
        let listed =
            |name: &str, standing| issuer_key(&world.key(name).x, KEY_FROM, KEY_UNTIL, standing);
        let xianning = IssuerSpec {
            keys: vec![
                listed("xianning", 2),
                listed("xianning-withdrawn", 2),
                listed("xiangyang", 0),
            ],
            ..world.xianning()
        };
        let issuers = [xianning.item(), world.huanggang().item()];
        world.sign_by_roots(trust_list(8, 8, 1, &issuers))
    };
    vec![
        begin("with-its-catalogue", "A place, the part of its merchant and the head of the edition, in one file; brought again, they are held.")
            .flags(&["valid"])
            .update(&whole(), &taken)
            .update(&whole(), &all_held)
            .end(),
        begin("of-another-terminal", "A place that names another key is passed over, and so are part and head: nothing is said of them.")
            .update(
                &parts()
                    .place(place_by(&bureau, &other, 7, FIRST))
                    .catalogue(part(7, FIRST))
                    .head(head_by(&bureau, 3, FIRST)),
                &[],
            )
            .end(),
        begin("of-another-terminal-forged", "It is not verified either.")
            .update(&parts().place(place_by(&stranger, &other, 7, FIRST)), &[])
            .end(),
        terminal("place-without-a-key", "A terminal without a key takes no place, not even its own later one.")
            .update(&parts().list(world.main_list()), &[new("trust-list")])
            .update(&whole(), &[])
            .end(),
        begin("after-its-part", "A part that comes before the place is passed over, and taken once the place is there.")
            .flags(&["edge"])
            .update(&parts().catalogue(part(7, FIRST)), &[])
            .update(&parts().place(place(7, FIRST)), &[new("place")])
            .update(&parts().catalogue(part(7, FIRST)), &[new("catalogue-part")])
            .end(),
        begin("among-many", "An update has the parts of all merchants: only that of the place's merchant is looked at.")
            .update(
                &parts()
                    .place(place_by(&bureau, &other, 8, FIRST))
                    .place(place(7, FIRST))
                    .catalogue(part(6, FIRST))
                    .catalogue(part(7, FIRST))
                    .catalogue(part_by(&stranger, 8, FIRST)),
                &[new("place"), new("catalogue-part")],
            )
            .end(),
        begin("rolled-back", "An older place does not come back, nor does an older part.")
            .update(&whole(), &taken)
            .update(&parts().place(place(7, FIRST + 1)), &[new("place")])
            .update(&parts().place(place(7, FIRST)), &why("place", "rolled-back"))
            .update(&parts().catalogue(part(7, FIRST + DAY)), &[new("catalogue-part")])
            .update(&parts().catalogue(part(7, FIRST)), &why("catalogue-part", "rolled-back"))
            .end(),
        begin("time-reused", "Another place, part or head with the time of the one that is held.")
            .update(&whole(), &taken)
            .update(&parts().place(place(8, FIRST)), &why("place", "version-reused"))
            .update(
                &parts().head(head_by(&bureau, 4, FIRST)),
                &why("catalogue-head", "version-reused"),
            )
            .end(),
        begin("moved", "The terminal moves to another merchant: the part of the first one is dropped, and comes back with it.")
            .update(&whole(), &taken)
            .update(
                &parts()
                    .place(place(8, FIRST + 1))
                    .catalogue(part(7, FIRST))
                    .catalogue(part(8, FIRST)),
                &[new("place"), new("catalogue-part")],
            )
            .update(
                &parts().place(place(7, FIRST + 2)).catalogue(part(7, FIRST)),
                &[new("place"), new("catalogue-part")],
            )
            .end(),
        begin("forged", "Whoever knows the terminal's key, which is no secret, signs a place for it.")
            .update(
                &parts().place(place_by(&stranger, &own(), 8, FIRST)),
                &unknown("place"),
            )
            .update(&whole(), &taken)
            .update(
                &parts().catalogue(part_by(&stranger, 7, FIRST + DAY)),
                &unknown("catalogue-part"),
            )
            .end(),
        begin("by-another-bureau", "A bureau of the trust list signs a place that names another one.")
            .update(
                &parts().place(place_by(&world.key("enshi"), &own(), 7, FIRST)),
                &[refused("place", "scope", "subject-mismatch")],
            )
            .end(),
        begin("dated-ahead", "A place that is dated more than a day after today.")
            .flags(&["edge"])
            .update(&parts().place(place(7, NOW + DAY + 1)), &why("place", "dated-ahead"))
            .update(&parts().place(place(7, NOW + DAY)), &[new("place")])
            .end(),
        terminal("place-before-trust-list", "Nobody can say whose it is before there is a trust list; a part has no place yet.")
            .with_key(&own())
            .update(&whole(), &why("place", "trust-list-missing"))
            .end(),
        begin("dropped-with-its-key", "The bureau's key is withdrawn: its place goes, and with it part and head.")
            .update(&whole(), &taken)
            .update(&parts().list(withdrawn()), &[new("trust-list")])
            .update(&whole(), &[refused("place", "scope", "key-withdrawn")])
            .update(
                &parts().place(place_by(&world.key("xiangyang"), &own(), 7, FIRST)),
                &[new("place")],
            )
            .end(),
    ]
}
