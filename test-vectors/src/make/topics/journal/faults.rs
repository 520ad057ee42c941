//! What a bureau must not take.

use super::*;

/// Code and detail of an error.
pub(super) type Wrong = (&'static str, Option<&'static str>);

/// Why, about which record, and what is wrong in it.
pub(super) struct Fault(
    pub(super) &'static str,
    pub(super) Option<u64>,
    pub(super) Option<Wrong>,
);

pub(super) fn refused(fault: Fault, records: Vec<Value>) -> JournalOutcome {
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
