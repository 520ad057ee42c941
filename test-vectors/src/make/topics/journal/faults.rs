//! What a bureau must not take.

use super::*;

/// Why, about which record, and what is wrong in it.
struct Fault(
    &'static str,
    Option<u64>,
    Option<(&'static str, Option<&'static str>)>,
);

fn refused(fault: Fault, records: Vec<Value>) -> JournalOutcome {
    let Fault(code, number, error) = fault;
    JournalOutcome {
        result: "refuse".into(),
        code: Some(code.into()),
        number,
        error: error.map(|(error, _)| error.into()),
        detail: error.and_then(|(_, detail)| detail).map(String::from),
        records,
    }
}

pub(super) fn vectors() -> Vec<JournalVector> {
    let mut all = chains();
    all.extend(signatures());
    all.extend(files());
    all.extend(records());
    all
}

fn chains() -> Vec<JournalVector> {
    let three = blocks(&[grants(1..=3), grants(4..=5), grants(6..=6)]);
    let [a, b, c] = [0, 1, 2].map(|at| three[at].clone());
    let mut edited = a.clone();
    let mut cheaper = grant(2);
    cheaper[3][7][1] = json!(1_400);
    edited.records[1] = encode(&cheaper);
    let mut left_out = a.clone();
    left_out.records.remove(1);
    let mut doubled = a.clone();
    let again = doubled.records[0].clone();
    doubled.records.insert(1, again);
    let mut shorter = b.clone();
    shorter.records.pop();
    let mut other = grant(4);
    other[3][1] = json!(99);
    let branch = block(a.end.clone(), encoded(&[other, grant(5), grant(6)]));
    let after_branch = block(
        End {
            size: 5,
            head: vec![0xcd; 32],
        },
        encoded(&[grant(6)]),
    );
    let late = {
        let mut late = a.clone();
        late.signed += 1;
        late
    };
    let fork = |records| refused(Fault("journal-fork", Some(5), None), records);
    let gap = |number, records| refused(Fault("journal-gap", Some(number), None), records);
    let edit = |number, records| refused(Fault("journal-edited", Some(number), None), records);
    vec![
        vector(
            "gap-block",
            "The second block was left out.",
            &[],
            vec![],
            &file(&[a.clone(), c]),
            gap(4, grants(1..=3)),
        ),
        vector(
            "gap-beginning",
            "Begins behind what is known.",
            &[],
            vec![],
            &file(&three[1..]),
            gap(1, vec![]),
        ),
        vector(
            "gap-record",
            "A record was left out of a block.",
            &["forged"],
            vec![],
            &file(&[left_out]),
            gap(2, vec![]),
        ),
        vector(
            "block-twice",
            "The same block twice.",
            &[],
            vec![],
            &file(&[a.clone(), a.clone()]),
            edit(4, grants(1..=3)),
        ),
        vector(
            "record-twice",
            "A record twice in a block.",
            &["forged"],
            vec![],
            &file(&[doubled]),
            edit(2, vec![]),
        ),
        vector(
            "edited",
            "A price in record 2 was changed after it was signed.",
            &["forged"],
            vec![],
            &file(&[edited]),
            edit(3, vec![]),
        ),
        vector(
            "last-left-out",
            "The last record of a signed block was left out.",
            &["forged"],
            vec![],
            &file_of_size(&[a.clone(), shorter], 4),
            edit(4, grants(1..=3)),
        ),
        vector(
            "fork",
            "A copied disk: another record 4 than the one that is known, seen at the checkpoint behind it.",
            &["forged"],
            vec![known(&b)],
            &file(&[a.clone(), branch]),
            fork(grants(1..=3)),
        ),
        vector(
            "fork-before",
            "Goes on from another hash than the one that is known.",
            &["forged"],
            vec![known(&b)],
            &file(&[after_branch]),
            fork(vec![]),
        ),
        vector(
            "truncated",
            "Signed later than what is known, and shorter.",
            &["forged"],
            vec![known(&b)],
            &file(&[late]),
            refused(Fault("journal-truncated", Some(3), None), grants(1..=3)),
        ),
    ]
}

fn signatures() -> Vec<JournalVector> {
    let [a] = [0].map(|at| blocks(&[grants(1..=2)])[at].clone());
    let invalid = |error, detail| {
        refused(
            Fault("journal-signature", None, Some((error, detail))),
            vec![],
        )
    };
    let mut forged = a.clone();
    forged.signer = Key::named("other terminal");
    let mut about_another = a.clone();
    about_another.id.0 = thumbprint(&Key::named("other terminal"));
    let mut other_chain = a.clone();
    other_chain.id.1 = 2;
    let replayed = block(
        first(&Key::named("other terminal"), 1),
        encoded(&grants(1..=2)),
    );
    let second = block(first(&terminal(), 2), encoded(&grants(1..=2)));
    let foreign = || refused(Fault("journal-foreign", None, None), vec![]);
    vec![
        vector(
            "other-key",
            "The checkpoint is signed by another terminal's key.",
            &["forged"],
            vec![],
            &file(&[forged]),
            invalid("signature-invalid", None),
        ),
        vector(
            "about-another",
            "Signed by this terminal, and about another one's chain.",
            &["forged"],
            vec![],
            &file(&[about_another]),
            invalid("subject-mismatch", None),
        ),
        vector(
            "checkpoint-of-another-chain",
            "The checkpoint names another chain than the header.",
            &["forged"],
            vec![],
            &file(&[other_chain]),
            foreign(),
        ),
        vector(
            "replayed",
            "The records of another terminal's journal under this one's name.",
            &["forged"],
            vec![],
            &file(&[replayed]),
            foreign(),
        ),
        vector(
            "first-hash-of-another-chain",
            "The first hash of chain 2 in chain 1.",
            &["forged"],
            vec![],
            &file(&[second]),
            foreign(),
        ),
        vector(
            "header-of-another-terminal",
            "The file of another terminal.",
            &[],
            vec![],
            &header(&thumbprint(&Key::named("other terminal")), 1, 0),
            foreign(),
        ),
    ]
}

fn files() -> Vec<JournalVector> {
    let two = blocks(&[grants(1..=2), grants(3..=3)]);
    let whole = file(&two);
    let refuse = |code, records| refused(Fault(code, None, None), records);
    let at_block = file_of_size(&two[..1], 3);
    let mut longer_length = header(&thumbprint(&terminal()), 1, 0);
    longer_length.splice(3..4, [0x59, 0]);
    let later = tag(
        55_799,
        &bytes(&array(&[text("laobingma journal"), uint(2)])),
    );
    let other_name = tag(55_799, &bytes(&array(&[text("journal"), uint(1)])));
    vec![
        vector(
            "no-export",
            "A file of another kind.",
            &[],
            vec![],
            b"PK\x03\x04",
            refuse("journal-unreadable", vec![]),
        ),
        vector(
            "other-name",
            "Self-described CBOR of another kind.",
            &[],
            vec![],
            &other_name,
            refuse("journal-unreadable", vec![]),
        ),
        vector(
            "later-format",
            "A format that a later version may have.",
            &[],
            vec![],
            &later,
            refuse("journal-newer", vec![]),
        ),
        vector(
            "longer-head",
            "The length of the header in two bytes where one is enough.",
            &["edge"],
            vec![],
            &longer_length,
            refuse("journal-unreadable", vec![]),
        ),
        vector(
            "only-header",
            "A header without a block.",
            &["edge"],
            vec![],
            &header(&thumbprint(&terminal()), 1, 0),
            refuse("journal-cut", vec![]),
        ),
        vector(
            "cut-at-block",
            "The last block is missing; the header announces it.",
            &[],
            vec![],
            &at_block,
            refuse("journal-cut", grants(1..=2)),
        ),
        vector(
            "cut-in-block",
            "The file ends inside the second block.",
            &[],
            vec![],
            &whole[..whole.len() - 1],
            refuse("journal-cut", grants(1..=2)),
        ),
        vector(
            "beyond-header",
            "More records than the header announces.",
            &["edge"],
            vec![],
            &file_of_size(&two, 2),
            refused(Fault("journal-edited", Some(3), None), grants(1..=3)),
        ),
        vector(
            "huge-block",
            "Announces 4 GB.",
            &["limit"],
            vec![],
            &[
                header(&thumbprint(&terminal()), 1, 1),
                vec![0x5a, 0xff, 0xff, 0xff, 0xff],
            ]
            .concat(),
            refuse("journal-too-long", vec![]),
        ),
    ]
}

fn records() -> Vec<JournalVector> {
    let grant_with = |at: usize, value: Value| {
        let mut grant = grant(1);
        grant[3][at] = value;
        grant
    };
    let range = ("claims-invalid", Some("payload"));
    let unknown = ("content-unsupported", None);
    let shape = ("malformed", Some("unexpected-item"));
    let cases: Vec<(&str, &str, Value, (&'static str, Option<&'static str>))> = vec![
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
