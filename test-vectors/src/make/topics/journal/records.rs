//! Records that are none.

use super::faults::{Fault, Wrong, refused};
use super::*;

pub(super) fn vectors() -> Vec<JournalVector> {
    let grant_with = |at: usize, value: Value| {
        let mut grant = grant(1);
        grant[3][at] = value;
        grant
    };
    let range = ("claims-invalid", Some("payload"));
    let unknown = ("content-unsupported", None);
    let shape = ("malformed", Some("unexpected-item"));
    let cases: Vec<(&str, &str, Value, Wrong)> = vec![
        (
            "units-0",
            "A grant of nothing.",
            grant_with(6, json!(0)),
            range,
        ),
        (
            "units-1001",
            "More units than one grant may have.",
            grant_with(6, json!(1_001)),
            range,
        ),
        (
            "charged-more",
            "Charged more than the full price.",
            grant_with(7, json!([1, 2])),
            range,
        ),
        (
            "price-too-high",
            "One fen more than a billion yuan.",
            grant_with(7, json!([100_000_000_001_u64, 0])),
            range,
        ),
        (
            "status-index",
            "Beyond what a status list can hold.",
            grant_with(2, json!(16_777_216)),
            range,
        ),
        (
            "price-of-three",
            "A price of three numbers.",
            grant_with(7, json!([1, 1, 1])),
            shape,
        ),
        (
            "holder-33-bits",
            "A holder number of 33 bits.",
            grant_with(1, json!(1_u64 << 32)),
            shape,
        ),
        (
            "code-unknown",
            "A kind of code that is not known.",
            grant_with(8, json!(3)),
            unknown,
        ),
        (
            "verdict-unknown",
            "A verdict that is not known.",
            grant_with(9, json!(0)),
            unknown,
        ),
        (
            "kind-unknown",
            "A kind of record that is not known.",
            json!([1, NOW, 7, []]),
            unknown,
        ),
        (
            "note-unknown",
            "A kind of note that is not known.",
            json!([1, NOW, 5, [5]]),
            unknown,
        ),
        (
            "note-empty",
            "A note of nothing.",
            json!([1, NOW, 5, []]),
            shape,
        ),
        (
            "late",
            "A time after the year 9999.",
            json!([1, 253_402_300_800_u64, 5, [2, 0]]),
            ("claims-invalid", Some("validity")),
        ),
        (
            "number-0",
            "A record number 0.",
            json!([0, NOW, 5, [2, 0]]),
            range,
        ),
        (
            "undo-itself",
            "An undo of itself.",
            json!([1, NOW, 2, [1, 1]]),
            range,
        ),
        (
            "rating-of-later",
            "A rating of a record that is yet to come.",
            json!([1, NOW, 4, [2, 1]]),
            range,
        ),
        (
            "lowered-to-later",
            "A clock that was lowered to a later time.",
            json!([1, NOW, 5, [3, NOW]]),
            range,
        ),
        (
            "set-aside-0",
            "The chain before the first one.",
            json!([1, NOW, 5, [4, 0, 0, "ab".repeat(32)]]),
            range,
        ),
        (
            "carry-of-itself",
            "A carry that stands for itself.",
            json!([1, NOW, 6, [1, 0, 1, []]]),
            range,
        ),
        (
            "carry-part",
            "A part that is not one of the parts.",
            json!([1, NOW, 6, [0, 1, 1, []]]),
            range,
        ),
        (
            "carry-of-33",
            "A carry of 33 totals.",
            json!([1, NOW, 6, [0, 0, 1, vec![[1, 1, 1, 1, 1]; 33]]]),
            range,
        ),
        (
            "carry-units-0",
            "A total of nothing.",
            json!([1, NOW, 6, [0, 0, 1, [[1, 1, 1, 1, 0]]]]),
            range,
        ),
        (
            "three-items",
            "An array of three items.",
            json!([1, NOW, 5]),
            shape,
        ),
    ];
    let mut all: Vec<_> = cases
        .into_iter()
        .map(|(id, comment, record, error)| {
            let bytes = file(&blocks(&[vec![record]]));
            let fault = Fault("journal-record", Some(1), Some(error));
            vector(
                &format!("record-{id}"),
                comment,
                &[],
                vec![],
                &bytes,
                refused(fault, vec![]),
            )
        })
        .collect();
    // 18 17 for 17.
    let mut wide = encode(&json!([1, NOW, 5, [2, 0]]));
    wide.splice(1..2, [0x18, 1]);
    let wide = file(&[block(first(&terminal(), 1), vec![wide])]);
    let fault = Fault(
        "journal-record",
        Some(1),
        Some(("malformed", Some("not-deterministic"))),
    );
    all.push(vector(
        "record-wide-head",
        "A number in two bytes where one is enough.",
        &[],
        vec![],
        &wide,
        refused(fault, vec![]),
    ));
    let cut = vec![encode(&grant(1))[..20].to_vec()];
    let cut = file(&[block(first(&terminal(), 1), cut)]);
    let fault = Fault(
        "journal-record",
        Some(1),
        Some(("malformed", Some("truncated"))),
    );
    all.push(vector(
        "record-cut",
        "The last record of a block ends in the middle.",
        &[],
        vec![],
        &cut,
        refused(fault, vec![]),
    ));
    all
}
