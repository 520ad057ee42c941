//! Receipts of the bureau: applied by an update or by the program that has the journal; one that contradicts the
//! journal is a loud warning and changes nothing.

use std::fs;
use std::path::PathBuf;

use credential_core::journal::{ChainEnd, ChainId, Receipt, ReceiptClaims};
use credential_core::*;
use messages::Exit;
use serde_json::Value;

use super::fixtures::*;
use super::gate::RunningGate;
use super::shop::*;

const GATE: [&str; 5] = [
    "--bearer",
    "accept",
    "--unreported",
    "not-turned",
    "--grant-at",
];

/// A gate whose riders have no quota to speak of.
fn shop() -> Shop {
    let mut ride = Benefit::new(BenefitNumber(11), title("乘车", "Ride"), BenefitKind::Free);
    ride.quotas = vec![per(1_000, Period::Day, QuotaUnit::Ride)];
    Shop::new(vec![ride])
}

fn pass(gate: &mut RunningGate, count: u64) {
    for _ in 0..count {
        let number = gate.judge(&good())["number"].as_u64().unwrap();
        gate.send(format!("turned {number}\n"));
        let grant = gate.next_of("grant");
        assert_eq!(grant["error"], Value::Null, "{grant}");
    }
}

fn with_rides(count: u64) -> Shop {
    let shop = shop();
    let mut gate = RunningGate::start(&shop.terminal, &GATE);
    pass(&mut gate, count);
    drop(gate.end());
    shop
}

fn slip(shop: &Shop) -> Value {
    shop.json(&["journal", "today", "--at", NOW])
}

/// Where the journal ends now.
fn end(shop: &Shop) -> ChainEnd {
    let slip = slip(shop);
    let head = slip["head"].as_str().unwrap();
    let byte = |at: usize| u8::from_str_radix(&head[2 * at..2 * at + 2], 16).unwrap();
    ChainEnd {
        size: slip["size"].as_u64().unwrap(),
        head: std::array::from_fn(byte),
    }
}

fn claims(shop: &Shop, end: ChainEnd) -> ReceiptClaims {
    ReceiptClaims {
        issuer: BUREAU,
        id: ChainId {
            terminal: shop.key.thumbprint(),
            chain: 1,
        },
        end,
        signed: UnixTime::from_secs(STATUS_MADE),
    }
}

fn signed(claims: &ReceiptClaims) -> Vec<u8> {
    Receipt::sign(claims, &key(XIANNING)).unwrap()
}

fn file(shop: &Shop, receipts: Vec<Vec<u8>>) -> PathBuf {
    let mut update = Update::default();
    update.receipts = receipts;
    shop.terminal.put("receipts.lbu", &update.encode())
}

/// Brings the receipts: exit status, and the result of each line.
fn bring(shop: &Shop, receipts: Vec<Vec<u8>>) -> (Exit, Vec<(String, Value)>) {
    let file = file(shop, receipts);
    let run = shop.run(&["update", "--json", "--at", NOW], &[file]);
    let results = run.json().into_iter().map(|line| {
        assert_eq!(line["part"], "receipt", "{line}");
        (line["result"].as_str().unwrap().to_owned(), line)
    });
    (run.exit, results.collect())
}

fn one(shop: &Shop, receipt: Vec<u8>) -> (Exit, String) {
    let (exit, mut results) = bring(shop, vec![receipt]);
    assert_eq!(results.len(), 1, "{results:?}");
    (exit, results.remove(0).0)
}

#[test]
fn a_receipt_is_applied_once_and_an_older_one_changes_nothing() {
    let shop = with_rides(2);
    let first = end(&shop);
    assert_eq!(slip(&shop)["confirmed"], 0);
    let mut gate = RunningGate::start(&shop.terminal, &GATE);
    pass(&mut gate, 3);
    drop(gate.end());
    let second = end(&shop);
    let (older, newer) = (
        signed(&claims(&shop, first)),
        signed(&claims(&shop, second)),
    );
    assert_eq!(one(&shop, newer.clone()), (Exit::Done, "new".into()));
    assert_eq!(slip(&shop)["confirmed"], second.size);
    assert_eq!(one(&shop, newer.clone()), (Exit::Done, "held".into()));
    // The old one after the new one, and both at once in the wrong order.
    assert_eq!(one(&shop, older.clone()), (Exit::Done, "held".into()));
    let (exit, results) = bring(&shop, vec![newer, older]);
    assert_eq!((exit, results.len()), (Exit::Done, 2));
    assert_eq!(slip(&shop)["confirmed"], second.size);
    let run = shop.run(
        &["update"],
        &[file(&shop, vec![signed(&claims(&shop, second))])],
    );
    assert!(
        run.results
            .contains(&format!("the first {} records", second.size)),
        "{run:?}"
    );
}

#[test]
fn receipts_of_other_terminals_are_counted_and_no_concern_of_this_one() {
    let shop = with_rides(1);
    let end = end(&shop);
    let mut other = claims(&shop, end);
    other.id.terminal = [9; 32];
    let mine = signed(&claims(&shop, end));
    let (exit, results) = bring(&shop, vec![signed(&other), mine, signed(&other)]);
    assert_eq!(exit, Exit::Done);
    let codes: Vec<_> = results.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(codes, ["new", "foreign"]);
    assert_eq!(results[1].1["of_others"], 2);
    // A terminal that never asked for a place has none of its own.
    let bare = TerminalFiles::new();
    let mut update = Update::default();
    update.receipts = vec![signed(&other)];
    let file = bare.put("x.lbu", &update.encode());
    let words = [
        "update".into(),
        file.into(),
        "--store".into(),
        bare.store().into(),
    ];
    let run = verifier(words, b"");
    assert_eq!(run.exit, Exit::Done, "{run:?}");
    assert!(!bare.store().join("journal").exists() && !bare.store().join("receipts").exists());
}

#[test]
fn a_forged_receipt_is_refused_and_confirms_nothing() {
    let shop = with_rides(1);
    let end = end(&shop);
    let forged = Receipt::sign(&claims(&shop, end), &key(STRANGER)).unwrap();
    assert_eq!(one(&shop, forged), (Exit::Refused, "refused".into()));
    let mut altered = signed(&claims(&shop, end));
    *altered.last_mut().unwrap() ^= 1;
    assert_eq!(one(&shop, altered), (Exit::Refused, "refused".into()));
    // Signed by a key that the trust list has withdrawn.
    let mut other = claims(&shop, end);
    other.issuer = IssuerId(42_120_000 + u32::from(WITHDRAWN));
    let withdrawn = Receipt::sign(&other, &key(WITHDRAWN)).unwrap();
    assert_eq!(one(&shop, withdrawn), (Exit::Refused, "refused".into()));
    let slip = slip(&shop);
    assert_eq!(
        (&slip["confirmed"], &slip["receipt_contradicts"]),
        (&0.into(), &false.into())
    );
}

#[test]
fn a_receipt_that_contradicts_the_journal_is_warned_of_until_it_is_settled_and_nothing_is_lost() {
    let shop = with_rides(2);
    let now = end(&shop);
    let more = ChainEnd {
        size: now.size + 1,
        ..now
    };
    let fork = ChainEnd {
        head: [7; 32],
        ..now
    };
    let mut later_chain = claims(&shop, now);
    later_chain.id.chain = 2;
    for receipt in [claims(&shop, more), claims(&shop, fork), later_chain] {
        assert_eq!(
            one(&shop, signed(&receipt)),
            (Exit::Refused, "contradicts".into())
        );
        let slip = slip(&shop);
        assert_eq!(
            (
                &slip["confirmed"],
                &slip["receipt_contradicts"],
                &slip["size"]
            ),
            (&0.into(), &true.into(), &now.size.into())
        );
    }
    let run = shop.run(&["journal", "today", "--at", NOW], &[]);
    assert!(run.talk.contains("contradicts the journal"), "{run:?}");
    // Also against a part that was confirmed before: the bureau has signed two chains.
    assert_eq!(one(&shop, signed(&claims(&shop, now))).1, "new");
    assert_eq!(one(&shop, signed(&claims(&shop, fork))).1, "contradicts");
    // Grants go on, and what is confirmed beyond it settles the fork; a chain that is not here stays a warning.
    let mut gate = RunningGate::start(&shop.terminal, &GATE);
    pass(&mut gate, 2);
    drop(gate.end());
    assert_eq!(one(&shop, signed(&claims(&shop, end(&shop)))).1, "new");
    assert_eq!(slip(&shop)["receipt_contradicts"], true);
    let left: Vec<_> = fs::read_dir(shop.terminal.store().join("receipts"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(left.len(), 1, "{left:?}");
    assert!(left[0].starts_with("42120010-2-"), "{left:?}");
}

#[test]
fn a_receipt_for_a_terminal_whose_journal_is_gone_is_a_warning_and_makes_none() {
    let shop = shop();
    let lost = ChainEnd {
        size: 12,
        head: [3; 32],
    };
    assert_eq!(
        one(&shop, signed(&claims(&shop, lost))),
        (Exit::Refused, "contradicts".into())
    );
    assert!(!shop.journal().exists());
}

#[test]
fn a_running_gate_takes_the_receipt_that_an_update_has_brought() {
    let shop = with_rides(2);
    let end = end(&shop);
    let mut gate = RunningGate::start(&shop.terminal, &GATE);
    // The journal is opened with the gate; the update leaves the receipt for it.
    let (exit, results) = bring(&shop, vec![signed(&claims(&shop, end))]);
    assert_eq!((exit, results[0].0.as_str()), (Exit::Done, "waiting"));
    let news = gate.next_of("journal");
    assert_eq!(
        (&news["did"], &news["result"], &news["records"]),
        (&"receipt".into(), &"new".into(), &end.size.into())
    );
    let fork = ChainEnd {
        head: [7; 32],
        ..end
    };
    bring(&shop, vec![signed(&claims(&shop, fork))]);
    let news = gate.next_of("journal");
    assert_eq!(news["result"], "contradicts");
    assert_eq!(news["error"]["code"], "receipt-contradicts");
    pass(&mut gate, 1);
    drop(gate.end());
    let slip = slip(&shop);
    assert_eq!(
        (&slip["confirmed"], &slip["receipt_contradicts"]),
        (&end.size.into(), &true.into())
    );
    // Told again by nobody: it waits no more.
    let gate = RunningGate::start(&shop.terminal, &GATE);
    let (rest, _) = gate.end();
    assert!(
        rest.iter().all(|line| line["event"] != "journal"),
        "{rest:?}"
    );
}

#[test]
fn a_receipt_of_a_journal_that_was_set_aside_is_no_concern_of_the_next_one() {
    let shop = with_rides(2);
    let end = end(&shop);
    let segment = shop.journal().join("000001/000001.lbj");
    let mut bytes = fs::read(&segment).unwrap();
    bytes[104 + 12] ^= 1;
    fs::write(&segment, &bytes).unwrap();
    // Of a damaged journal nothing is said: it waits.
    let receipt = signed(&claims(&shop, end));
    assert_eq!(one(&shop, receipt.clone()), (Exit::Done, "waiting".into()));
    let run = shop.run(&["journal", "set-aside", "--at", NOW], &[]);
    assert_eq!(run.exit, Exit::Done, "{run:?}");
    assert_eq!(one(&shop, receipt), (Exit::Done, "earlier-chain".into()));
    assert_eq!(slip(&shop)["receipt_contradicts"], false);
}
