//! Benefits: the place by request and update, the list with the verdict, grants at a gate, the journal.

use std::ffi::OsString;
use std::fs;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;

use credential_core::journal::ExportReader;
use credential_core::*;
use messages::Exit;
use serde_json::{Value, json};

use super::fixtures::*;
use super::gate::RunningGate;
use super::shop::*;

fn scanned(shop: &Shop, more: &[&str], stdin: &str) -> Run {
    fs::create_dir_all(shop.terminal.path("pictures")).unwrap();
    shop.terminal.put("pictures/1.png", &png("no code of ours"));
    let words = [
        "scan",
        "--at",
        NOW,
        "--lang",
        "en",
        "--fps",
        "1",
        "--pictures",
    ];
    let words = words.iter().map(OsString::from);
    let paths = [
        shop.terminal.path("pictures").into(),
        "--store".into(),
        shop.terminal.store().into(),
    ];
    let more = more.iter().map(OsString::from);
    verifier(words.chain(paths).chain(more), stdin.as_bytes())
}

fn code_lines(run: &Run) -> Vec<Value> {
    let lines = run.json().into_iter();
    lines
        .filter(|line| {
            line["input"]
                .as_str()
                .is_some_and(|input| input.starts_with("line"))
        })
        .collect()
}

/// The codes of the benefits in a line.
fn listed(line: &Value) -> Vec<(u64, String)> {
    let list = line["benefits"]["list"].as_array().unwrap().iter();
    list.map(|one| {
        let code = one["code"].as_str().unwrap().to_owned();
        (one["number"].as_u64().unwrap(), code)
    })
    .collect()
}

#[test]
fn the_key_of_the_terminal_is_for_its_owner_alone_and_never_overwritten() {
    let shop = Shop::without_place();
    let file = shop.terminal.store().join("terminal.key");
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let before = fs::read(&file).unwrap();
    let ask = |name: &str| {
        let out = shop.terminal.path(name).to_str().unwrap().to_owned();
        shop.run(&["place", "request", "--out", &out], &[])
    };
    // Asked again, it is the same key; a request that is there is not overwritten.
    assert_eq!(ask("again.request").exit, Exit::Done);
    let again = fs::read(shop.terminal.path("again.request")).unwrap();
    assert_eq!(PlaceRequest::verify(&again).unwrap().key(), &shop.key);
    assert_eq!(ask("again.request").exit, Exit::Undecided);
    assert_eq!(fs::read(&file).unwrap(), before);
    // A lost key is not replaced by another, and a foreign one is not taken.
    fs::write(
        &file,
        String::from_utf8(before.clone()).unwrap().replace('A', "B"),
    )
    .unwrap();
    let run = ask("third.request");
    assert_eq!(run.exit, Exit::Undecided, "{run:?}");
    fs::remove_file(&file).unwrap();
    let run = ask("third.request");
    assert!(run.talk.contains("is gone"), "{run:?}");
    assert!(!file.exists() && !shop.terminal.path("third.request").exists());
    fs::write(&file, before).unwrap();
    assert_eq!(ask("third.request").exit, Exit::Done);
}

#[test]
fn the_place_comes_by_update_and_is_shown() {
    let shop = Shop::without_place();
    let run = shop.run(&["place", "show"], &[]);
    assert!(run.results.contains("no place yet"), "{run:?}");
    shop.update(&place(&shop.key), &draft(benefits()));
    let shown = shop.json(&["place", "show", "--at", NOW]);
    assert_eq!(shown["places"][0]["terminal"], 3);
    assert_eq!(
        shown["places"][0]["catalogue"],
        json!({ "state": "current", "edition": 3, "benefits": 5, "name": "咸宁理发店" })
    );
    let run = shop.run(&["place", "show", "--at", NOW], &[]);
    assert!(
        run.results.contains("Merchant: 7 Xianning Barber"),
        "{run:?}"
    );
}

#[test]
fn an_accepted_code_lists_what_its_holder_gets_and_why_others_do_not_apply() {
    let shop = Shop::new(benefits());
    let run = scanned(
        &shop,
        &["--json", "--bearer", "accept"],
        &format!("{}\n", good()),
    );
    let line = code_lines(&run).remove(0);
    assert_eq!(line["benefits"]["merchant"]["name_en"], "Xianning Barber");
    assert_eq!(
        (&line["benefits"]["state"], &line["benefits"]["code"]),
        (&"current".into(), &Value::Null)
    );
    let codes = [
        (1, "available"),
        (2, "available"),
        (3, "available"),
        (4, "not-entitled"),
        (5, "not-here"),
    ];
    assert_eq!(
        listed(&line),
        codes.map(|(number, code)| (number, code.to_owned()))
    );
    assert_eq!(
        line["benefits"]["list"][0]["quotas"],
        json!([{ "limit": 1, "period": "day", "unit": "use", "scope": "merchant", "left": 1 }])
    );
    assert_eq!(line["benefits"]["list"][1]["per_mille"], 850);
    // For people.
    let run = scanned(
        &shop,
        &["--plain", "--bearer", "accept"],
        &format!("{}\n", good()),
    );
    for words in [
        "Benefits (Xianning Barber)",
        "+ Haircut, free, 1 of 1 uses left today",
        "+ Goods, 15% off: pay 85%",
        "- Kindergarten, served first, not for this holder",
    ] {
        assert!(run.results.contains(words), "{words}: {run:?}");
    }
}

#[test]
fn nothing_is_listed_without_a_place_or_for_a_code_that_is_not_accepted() {
    let shop = Shop::new(benefits());
    let (good, expired) = (good(), expired());
    let other = code_with(XIANNING, |claims| claims.holder = HolderNumber(18));
    // A code on paper is to be compared first; two codes in a line are of nobody known.
    for (text, policy) in [
        (good.clone(), "check"),
        (expired.clone(), "accept"),
        (format!("{good} {other}"), "accept"),
    ] {
        let run = scanned(&shop, &["--json", "--bearer", policy], &format!("{text}\n"));
        let lines = code_lines(&run);
        assert!(!lines.is_empty(), "{run:?}");
        for line in lines {
            assert_eq!(line.get("benefits"), None, "{line}");
        }
    }
    let shop = Shop::without_place();
    let run = scanned(
        &shop,
        &["--json", "--bearer", "accept"],
        &format!("{good}\n"),
    );
    assert_eq!(code_lines(&run)[0].get("benefits"), None);
    assert!(!shop.journal().exists());
}

#[test]
fn a_terminal_that_may_not_grant_says_why() {
    let (retired, expired, left) = (
        |place: &mut PlaceClaims, _: &mut CatalogueDraft| {
            place.standing = TerminalStanding::RETIRED
        },
        |_: &mut PlaceClaims, draft: &mut CatalogueDraft| {
            draft.validity.until = draft.validity.from.plus(std::time::Duration::from_secs(60));
        },
        |_: &mut PlaceClaims, draft: &mut CatalogueDraft| {
            draft.merchant.membership = Membership::LEFT;
        },
    );
    type Change = fn(&mut PlaceClaims, &mut CatalogueDraft);
    let changes: [(Change, &str); 3] = [
        (retired, "terminal-retired"),
        (expired, "catalogue-expired"),
        (left, "not-member"),
    ];
    for (change, code) in changes {
        let shop = Shop::without_place();
        let (mut place, mut draft) = (place(&shop.key), draft(benefits()));
        change(&mut place, &mut draft);
        shop.update(&place, &draft);
        let run = scanned(
            &shop,
            &["--json", "--bearer", "accept"],
            &format!("{}\n", good()),
        );
        let line = code_lines(&run).remove(0);
        assert_eq!(
            (&line["verdict"], &line["benefits"]["code"]),
            (&"accept".into(), &code.into())
        );
        assert_eq!(line["benefits"]["list"], json!([]));
    }
}

fn gate(shop: &Shop, more: &[&str]) -> RunningGate {
    let words = ["--bearer", "accept", "--unreported", "not-turned"];
    RunningGate::start(&shop.terminal, &[&words, more].concat())
}

#[test]
fn a_gate_grants_on_passage_until_the_quota_is_used_and_not_without_passage() {
    let shop = Shop::new(rides());
    let mut gate = gate(&shop, &["--grant-at"]);
    for (number, left, verb) in [(1, 2, "not-turned"), (2, 2, "turned"), (3, 1, "turned")] {
        let line = gate.judge(&good());
        assert_eq!(
            line["benefits"]["list"][1]["quotas"][0]["left"], left,
            "{line}"
        );
        gate.send(format!("{verb} {number}\n"));
        assert_eq!(gate.next_of("passage")["result"], verb);
        if verb == "turned" {
            let grant = gate.next();
            assert_eq!(grant["event"], "grant");
            assert_eq!(
                (
                    &grant["number"],
                    &grant["granted"]["benefit"],
                    &grant["error"]
                ),
                (&number.into(), &11.into(), &Value::Null)
            );
        }
    }
    let line = gate.judge(&good());
    assert_eq!(line["benefits"]["list"][1]["code"], "quota-used");
    // What is free and given by people is still listed.
    assert_eq!(line["benefits"]["list"][0]["code"], "available");
    gate.send("turned 4\n");
    gate.next_of("passage");
    let (rest, exit) = gate.end();
    assert_eq!((rest, exit), (vec![], Exit::Done));
    let slip = shop.json(&["journal", "today", "--at", NOW]);
    assert_eq!((&slip["grants"], &slip["undone"]), (&2.into(), &0.into()));
    // The place is noted before the first of them.
    assert_eq!(slip["size"], 3);
}

#[test]
fn a_gate_records_the_fare_with_each_ride_that_is_free() {
    let shop = Shop::new(rides());
    let mut gate = gate(&shop, &["--grant-at", "--fare", "1.80"]);
    gate.judge(&good());
    gate.send("turned 1\n");
    assert_eq!(gate.next_of("grant")["error"], Value::Null);
    drop(gate.end());
    let slip = shop.json(&["journal", "today", "--at", NOW]);
    let money = ["price_fen", "to_pay_fen", "saved_fen"].map(|key| slip[key].clone());
    assert_eq!(money, [json!(180), json!(0), json!(180)]);
    for wrong in ["0", "1.805", "-1", "free"] {
        let run = shop.run(&["gate", "--fare", wrong, "--at", NOW], &[]);
        assert_eq!(run.exit, Exit::Undecided, "{wrong}");
    }
}

#[test]
fn the_clock_of_a_play_goes_where_it_is_told_and_another_one_never() {
    let day_after = "2030-01-01";
    let shop = Shop::new(rides());
    let mut played = gate(&shop, &["--grant-at"]);
    for number in 1..=2 {
        played.judge(&good());
        played.send(format!("turned {number}\n"));
        played.next_of("grant");
    }
    let line = played.judge(&good());
    assert_eq!(line["benefits"]["list"][1]["code"], "quota-used");
    played.send(format!("at {day_after}\n"));
    let line = played.judge(&good());
    assert_ne!(line["benefits"]["list"][1]["code"], "quota-used", "{line}");
    drop(played.end());
    // What looks like it is a code like any other where nothing is played.
    let mut real = gate(&shop, &[]);
    let line = real.judge(&format!("at {day_after}"));
    assert_eq!(
        (&line["event"], &line["code"]),
        (&"code".into(), &"not-ours".into())
    );
}

#[test]
fn a_rehearsal_grants_nothing() {
    let shop = Shop::new(rides());
    let mut gate = gate(&shop, &[]);
    gate.judge(&good());
    gate.send("turned 1\n");
    gate.next_of("passage");
    assert_eq!(gate.next()["error"]["code"], "rehearsal");
    drop(gate.end());
    assert_eq!(shop.json(&["journal", "today", "--at", NOW])["size"], 0);
}

/// A gate that has granted one ride.
fn with_one_ride() -> Shop {
    let shop = Shop::new(rides());
    let mut gate = gate(&shop, &["--grant-at"]);
    gate.judge(&good());
    gate.send("turned 1\n");
    assert_eq!(gate.next_of("grant")["error"], Value::Null);
    drop(gate.end());
    shop
}

#[test]
fn the_journal_is_exported_again_and_again_with_the_terminals_signature() {
    let shop = with_one_ride();
    for _ in 0..2 {
        let file = shop.terminal.path("out.lbx");
        let words = ["journal", "export", "--at", NOW, "--json", "--out"];
        let run = shop.run(&words, std::slice::from_ref(&file));
        assert_eq!(run.exit, Exit::Done, "{run:?}");
        let told = &run.json()[0];
        assert_eq!((&told["size"], &told["confirmed"]), (&2.into(), &0.into()));
        let bytes = fs::read(&file).unwrap();
        let mut rest = &bytes[..];
        let reader = ExportReader::open(|buffer: &mut [u8]| rest.read(buffer)).unwrap();
        assert_eq!(reader.header().size, 2);
        let mut export = reader.verify_with(&shop.key, &[]).unwrap();
        assert_eq!(export.next_block().unwrap().unwrap().records.len(), 2);
        assert_eq!(export.next_block().unwrap(), None);
    }
    let run = shop.run(
        &["journal", "export", "--at", NOW, "--out", "/proc/no/such"],
        &[],
    );
    assert_eq!(run.exit, Exit::Undecided);
}

#[test]
fn a_damaged_journal_grants_nothing_until_it_is_set_aside_and_the_quota_stays_used() {
    let shop = with_one_ride();
    let run = shop.run(&["journal", "set-aside", "--at", NOW], &[]);
    assert_eq!(run.exit, Exit::Undecided);
    assert!(run.talk.contains("not damaged"), "{run:?}");
    let segment = shop.journal().join("000001/000001.lbj");
    let mut bytes = fs::read(&segment).unwrap();
    // In the first record, the place; behind it stands another one.
    bytes[104 + 12] ^= 1;
    fs::write(&segment, &bytes).unwrap();
    let mut damaged = gate(&shop, &["--grant-at"]);
    let line = damaged.judge(&good());
    // The verdict goes on.
    assert_eq!(
        (&line["open"], &line["benefits"]["code"]),
        (&true.into(), &"journal-damaged".into())
    );
    damaged.send("turned 1\n");
    damaged.next_of("passage");
    assert_eq!(damaged.next()["error"]["code"], "journal-damaged");
    drop(damaged.end());
    assert_eq!(fs::read(&segment).unwrap(), bytes, "left as it is");
    let run = shop.run(&["journal", "set-aside", "--at", NOW, "--json"], &[]);
    assert_eq!(run.json()[0]["chain"], 2, "{run:?}");
    let mut after = gate(&shop, &["--grant-at"]);
    after.judge(&good());
    after.send("turned 1\n");
    assert_eq!(after.next_of("grant")["error"], Value::Null);
}

#[test]
fn two_programs_do_not_write_one_journal() {
    let shop = Shop::new(rides());
    let mut first = gate(&shop, &["--grant-at"]);
    let run = shop.run(&["journal", "today", "--at", NOW], &[]);
    assert_eq!(run.exit, Exit::Undecided);
    assert!(run.talk.contains("another program"), "{run:?}");
    first.judge(&good());
    first.send("turned 1\n");
    assert_eq!(first.next_of("grant")["error"], Value::Null);
}
