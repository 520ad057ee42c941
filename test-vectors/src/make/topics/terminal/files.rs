//! Update files that are cut, damaged, of another kind, or of a later version.

use test_vectors::{TerminalVector, UpdateOutcome};

use super::{Parts, file, new, statuses, terminal};
use crate::build::cbor::{array, bytes, map, text, uint};
use crate::draft::reason;
use crate::fixtures::World;
use crate::times::NOW;

pub(super) fn vectors(world: &World) -> Vec<TerminalVector> {
    let key = world.key("xianning");
    let parts = Parts::default()
        .list(world.main_list())
        .statuses(statuses(1, &[0]).signed(&key));
    let whole = parts.to_bytes();
    let refused = |id: &str, comment: &str, bytes: &[u8], code: &str, detail: Option<&str>| {
        terminal(&format!("file-{id}"), comment)
            .file(
                NOW,
                bytes,
                UpdateOutcome::Refuse(reason("object", code, detail)),
            )
            // Nothing of it has stayed: the whole one is all new.
            .update(&parts, &[new("trust-list"), new("status-list")])
            .end()
    };
    let malformed = |id: &str, comment: &str, bytes: &[u8], detail: &str| {
        refused(id, comment, bytes, "malformed", Some(detail))
    };
    let with_entry = |key: i64, value: Vec<u8>| {
        let mut entries = parts.entries();
        entries.push((key, value));
        entries.sort_by_key(|(key, _)| crate::build::cbor::int(*key));
        file(&map(&entries))
    };
    let mut all = vec![
        malformed(
            "cut",
            "Cut by its last byte.",
            &whole[..whole.len() - 1],
            "truncated",
        ),
        malformed(
            "cut-in-the-tag",
            "Cut after two bytes.",
            &whole[..2],
            "truncated",
        ),
        malformed("empty", "No bytes.", &[], "truncated"),
        malformed(
            "trailing-byte",
            "A byte too many.",
            &[whole.clone(), vec![0]].concat(),
            "trailing-bytes",
        ),
        refused(
            "without-mark",
            "The map without the tag that marks update files.",
            &whole[3..],
            "object-unsupported",
            None,
        ),
        refused(
            "is-a-trust-list",
            "A trust list by itself is another kind of file.",
            &world.main_list().to_bytes(),
            "object-unsupported",
            None,
        ),
        malformed(
            "not-a-map",
            "An array in the place of the map.",
            &file(&array(&[])),
            "unexpected-item",
        ),
        malformed(
            "part-zero",
            "Kinds of parts count from 1.",
            &with_entry(0, bytes(&[])),
            "unexpected-item",
        ),
        malformed(
            "text-key",
            "Kinds of parts are numbers.",
            &file(&[vec![0xa1], text("1"), bytes(&[])].concat()),
            "unexpected-item",
        ),
        malformed(
            "list-is-an-array",
            "Where one byte string belongs, an array of one.",
            &file(&map(&[(2, array(&[bytes(&world.main_list().to_bytes())]))])),
            "unexpected-item",
        ),
        malformed(
            "parts-out-of-order",
            "The status lists before the trust list: not the deterministic order.",
            &file(&map(&parts.entries().into_iter().rev().collect::<Vec<_>>())),
            "not-deterministic",
        ),
        malformed(
            "part-twice",
            "Two trust lists in one file.",
            &file(&map(
                &[parts.entries()[..1].to_vec(), parts.entries()].concat()
            )),
            "duplicate-key",
        ),
    ];
    let with_key = |key: u64| {
        let mut content = map(&parts.entries());
        content[0] += 1;
        content.extend([uint(key), uint(0)].concat());
        file(&content)
    };
    let strings = |count: usize| array(&vec![bytes(&[]); count]);
    all.extend([
        malformed(
            "part-2-63",
            "A kind of part with the number 2^63, one more than there may be.",
            &with_key(1 << 63),
            "unexpected-item",
        ),
        malformed(
            "part-2-64",
            "A kind of part with the number 2^64-1.",
            &with_key(u64::MAX),
            "unexpected-item",
        ),
        malformed(
            "vouch-lists-a-string",
            "Where an array belongs, a vouch list by itself.",
            &with_entry(4, bytes(&[0])),
            "unexpected-item",
        ),
        malformed(
            "vouch-list-text",
            "A text among the vouch lists.",
            &with_entry(4, array(&[text("a")])),
            "unexpected-item",
        ),
        malformed(
            "257-root-sets",
            "One root set more than a file may have.",
            &with_entry(1, strings(257)),
            "unexpected-item",
        ),
        malformed(
            "20001-vouch-lists",
            "One vouch list more than a file may have.",
            &with_entry(4, strings(20_001)),
            "unexpected-item",
        ),
        terminal(
            "file-greatest-part",
            "A kind of part with the number 2^63-1: passed over.",
        )
        .flags(&["valid", "edge"])
        .file(
            NOW,
            &with_entry(i64::MAX, uint(0)),
            UpdateOutcome::Parts(vec![new("trust-list"), new("status-list")]),
        )
        .end(),
    ]);
    all.extend([
        terminal(
            "file-later-part",
            "A kind of part that this version does not know: passed over.",
        )
        .flags(&["valid", "edge"])
        .file(
            NOW,
            &with_entry(9, array(&[uint(1), text("later")])),
            UpdateOutcome::Parts(vec![new("trust-list"), new("status-list")]),
        )
        .end(),
        terminal("file-without-parts", "An update with nothing in it.")
            .flags(&["valid", "edge"])
            .file(NOW, &file(&map(&[])), UpdateOutcome::Parts(Vec::new()))
            .end(),
    ]);
    all
}
